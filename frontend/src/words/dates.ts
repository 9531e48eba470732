// Dates and times, always in the room's zone: a phone may roam into another.

import type { Code } from "./languages";

/** Western digits in every language, as on the clocks; English as the United Nations writes it. */
const LOCALES: Partial<Record<Code, string>> = { ar: "ar-u-nu-latn", en: "en-GB" };

const made = new Map<Intl.DateTimeFormatOptions, Map<string, Intl.DateTimeFormat>>();

/** Each is made once: `options` are known by what they are, so they are written down once too. */
function format(language: Code, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  let known = made.get(options);
  if (!known) made.set(options, (known = new Map<string, Intl.DateTimeFormat>()));
  const key = `${language} ${zone}`;
  let found = known.get(key);
  if (!found) known.set(key, (found = new Intl.DateTimeFormat(LOCALES[language] ?? language, { timeZone: zone, ...options })));
  return found;
}

const MINUTES = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const SECONDS = { ...MINUTES, second: "2-digit" } as const;
const LONG_DAY = { weekday: "long", day: "numeric", month: "long" } as const;
const SHORT_DAY = { weekday: "short", day: "numeric", month: "short" } as const;
const DAY = { year: "numeric", month: "numeric", day: "numeric" } as const;
const HOUR = { hour: "numeric", hourCycle: "h23" } as const;

const instant = (at: number | string) => (typeof at === "number" ? at : Date.parse(at));

/** What was said of a minute, by how: a long list, and a rundown of days, say the same few hundred again and again. */
const said = new Map<Intl.DateTimeFormat, Map<number, string>>();
const MOST_SAID = 2_000;

/** `at` as `how` says it, which does not say seconds. */
function minute(how: Intl.DateTimeFormat, at: number | string): string {
  const time = instant(at);
  const of = Math.floor(time / 60_000);
  let known = said.get(how);
  if (!known || known.size >= MOST_SAID) said.set(how, (known = new Map<number, string>()));
  let text = known.get(of);
  if (text === undefined) known.set(of, (text = how.format(time)));
  return text;
}

/** `15:00`, on the clock of `zone`. */
export function timeOfDay(at: number | string, zone: string, language: Code): string {
  return minute(format(language, zone, MINUTES), at);
}

/** `15:00:09`, on the clock of `zone`. */
export function secondOfDay(at: number | string, zone: string, language: Code): string {
  return format(language, zone, SECONDS).format(instant(at));
}

/** `Tuesday 5 December`, in `zone`. */
export function dayOf(at: number | string, zone: string, language: Code): string {
  return minute(format(language, zone, LONG_DAY), at);
}

/** `Tue 5 Dec`, in `zone`. */
export function shortDayOf(at: number | string, zone: string, language: Code): string {
  return format(language, zone, SHORT_DAY).format(instant(at));
}

/** Whether two instants fall on the same day in `zone`. */
export function sameDay(one: number | string, other: number | string, zone: string): boolean {
  const day = format("en", zone, DAY);
  return minute(day, one) === minute(day, other);
}

const WALL = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric", hourCycle: "h23" } as const;

/** `GMT-6`: how far `zone` is from Greenwich at that instant. */
export function offsetOf(at: number | string, zone: string): string {
  const wall = Object.fromEntries(format("en", zone, WALL).formatToParts(instant(at)).map(({ type, value }) => [type, Number(value)]));
  const asUtc = Date.UTC(wall["year"] ?? 0, (wall["month"] ?? 1) - 1, wall["day"], wall["hour"], wall["minute"], wall["second"]);
  const minutes = Math.round((asUtc - Math.floor(instant(at) / 1000) * 1000) / 60_000);
  if (minutes === 0) return "GMT";
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `GMT${minutes < 0 ? "\u2212" : "+"}${hours}${rest === 0 ? "" : `:${String(rest).padStart(2, "0")}`}`;
}

/** The hour of the day, 0 to 23, on the clock of `zone`. */
export function hourOfDay(at: number | string, zone: string): number {
  return Number(format("en", zone, HOUR).format(instant(at)));
}
