// Instants and lengths of time as somebody at the desk types them.

import { timeOfDay } from "../../words/dates";

const MINUTE = 60_000;
const DAY = 24 * 60;
const MOMENT = 500;

/** How far ahead of `now` the clock of `zone` next shows `typed` ("12:30"), in milliseconds; `null` if that is no time. */
function ahead(typed: string, now: number, zone: string): number | null {
  const [hours, minutes] = typed.split(":").map(Number);
  if (hours === undefined || minutes === undefined || !(hours < 24 && minutes < 60)) return null;
  const [h, m] = timeOfDay(now, zone, "en").split(":").map(Number);
  const whole = (hours * 60 + minutes - ((h ?? 0) * 60 + (m ?? 0)) + DAY) % DAY || DAY;
  return whole * MINUTE - (now % MINUTE);
}

/** Whole seconds until then, rounded up a little further: a time worked out from it is never that of the minute before. */
export function secondsUntil(typed: string, now: number, zone: string): number | null {
  const found = ahead(typed, now, zone);
  return found === null ? null : Math.ceil((found + MOMENT) / 1000);
}

/** Seconds in what was typed as a limit: `3:00`, `90` (seconds), `1:02:05`; `null` where it says no length of time. */
export function secondsOf(typed: string): number | null {
  const parts = typed.trim().split(":");
  if (parts.length > 3 || parts.some((part) => !/^\d{1,4}$/.test(part))) return null;
  return parts.reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** The instant at which the clock of `zone` next shows `typed`, as the server reads it; `null` if it is no time. */
export function instant(typed: string, now: number, zone: string): string | null {
  const found = ahead(typed, now, zone);
  return found === null ? null : new Date(now + found).toISOString();
}

/** The instant nearest to `now`, in the past, at which the clock of `zone` showed `typed`; `null` if it is no time. */
export function instantBefore(typed: string, now: number, zone: string): string | null {
  const found = ahead(typed, now, zone);
  return found === null ? null : new Date(now + found - DAY * MINUTE).toISOString();
}
