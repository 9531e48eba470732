// The programme desk: what it receives and asks, and what is worked out of a day; nothing that is drawn.

import type * as contract from "../../../live/contract";
import type { Certainty, EditListed, Format, PartFault, PartKind, PhaseKind, Procedure } from "../../../live/contract";
import type { Names } from "../../../words/names";

export const FORMATS = ["registration", "ceremony", "opening", "panel", "talks", "keynotes", "breakout", "reports", "closing", "break"] as const satisfies readonly Format[];
export const PHASE_KINDS = ["ceremony", "introduction", "openings", "talk", "discussion", "floor", "replies", "reports", "summary", "break"] as const satisfies readonly PhaseKind[];
export const PROCEDURES = ["interactive_panel", "general_debate", "breakout", "ceremony", "formal"] as const satisfies readonly Procedure[];
export const CERTAINTIES = ["confirmed", "to_be_confirmed", "placeholder"] as const satisfies readonly Certainty[];

/** As a page holds it while it is edited: what is `undefined` is left out when it is sent. */
type Edited<Held> = Held extends readonly (infer One)[] ? Edited<One>[] : Held extends object ? { [Field in keyof Held]: Edited<Held[Field]> | Omitted<Held, Field> } : Held;
/** `undefined` where a field may be left out; not in a map, where any key may be missing. */
type Omitted<Held, Field extends keyof Held> = string extends keyof Held ? never : Record<never, never> extends Pick<Held, Field> ? undefined : never;

export type Slot = Edited<contract.SlotHeld>;
export type Phase = Edited<contract.PhaseHeld>;
export type SegmentHeld = Edited<contract.SegmentHeld>;
export type RoomHeld = Edited<contract.RoomHeld>;
export type ConferenceHeld = Edited<contract.ConferenceHeld>;
export type CategoryHeld = Edited<contract.CategoryHeld>;
export type RulesHeld = Edited<contract.RulesHeld>;
export type SettingsHeld = Edited<contract.SettingsHeld>;
export type Held = SegmentHeld | RoomHeld | ConferenceHeld | SettingsHeld;

/** A part, and the state of it that was `seen`: asked with every change of it. */
export interface Shown<Held> {
  seen: string;
  held: Held;
}

/** Phrases by code: of one value, of several by name, or of none. */
export type Phrases = Record<string, string | ((value: string) => string)>;

/** A fault in the reader's language; in English where there are no words for it. */
export function faultSaid(fault: PartFault, phrases: Phrases): string {
  const phrase = phrases[fault.code ?? ""];
  return typeof phrase === "function" ? phrase(fault.value ?? "") : (phrase ?? fault.what);
}

/** What a part is to be, in the place of what was seen. */
export interface PartChange {
  part: PartKind;
  key: string;
  seen: string;
  held: Held | null;
  day?: number;
  order?: number;
}

export const DAY_MINUTES = 24 * 60;
export const STEP_MINUTES = 5;
const HOUR = 60;

/** The change that lets a part be `held`. */
export function changeOf(part: PartKind, shown: Shown<Held> | null, held: Held | null): PartChange {
  const of = held ?? shown?.held;
  const key = shown !== null && "id" in shown.held && part !== "conference" ? shown.held.id : "";
  return {
    part,
    key,
    seen: shown?.seen ?? "",
    held,
    ...(of !== undefined && "day" in of ? { day: of.day } : {}),
    ...(of !== undefined && "order" in of ? { order: of.order } : {}),
  };
}

export function minutesOf(time: string): number {
  const [hours = "0", minutes = "0"] = time.split(":");
  return Number(hours) * HOUR + Number(minutes);
}

export function clockOf(minutes: number): string {
  const within = ((minutes % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
  return `${String(Math.floor(within / HOUR)).padStart(2, "0")}:${String(within % HOUR).padStart(2, "0")}`;
}

/** Its start and end, in minutes from midnight of its day: what ends past midnight ends after 24:00. */
export function spanOf(held: SegmentHeld): [number, number] {
  const [from, to] = [minutesOf(held.starts), minutesOf(held.ends)];
  return [from, to > from ? to : to + DAY_MINUTES];
}

const PLANNED = ["list_opens", "list_closes", "questions_at"] as const;

/** The segment `by` minutes later, with the times planned for it: as long as before, and on the same day. */
export function movedBy(held: SegmentHeld, by: number): SegmentHeld {
  const [from, to] = spanOf(held);
  const starts = Math.min(Math.max(from + by, 0), DAY_MINUTES - STEP_MINUTES);
  const along = PLANNED.flatMap((name) => (held[name] === undefined ? [] : [[name, clockOf(minutesOf(held[name]) + starts - from)]]));
  return { ...held, ...Object.fromEntries(along), starts: clockOf(starts), ends: clockOf(starts + to - from) };
}

/** The hours that a grid of these has to show, in minutes. */
export function hoursOf(segments: SegmentHeld[]): [number, number] {
  if (segments.length === 0) return [9 * HOUR, 18 * HOUR];
  const spans = segments.map(spanOf);
  const from = Math.min(...spans.map(([start]) => start));
  const to = Math.max(...spans.map(([, end]) => end));
  return [Math.floor(from / HOUR) * HOUR, Math.max(Math.ceil(to / HOUR) * HOUR, Math.floor(from / HOUR) * HOUR + HOUR)];
}

/** Which lane of how many each has in its room, so that what overlaps stands side by side. */
export function lanesOf(segments: SegmentHeld[]): Map<string, { lane: number; lanes: number }> {
  const found = new Map<string, { lane: number; lanes: number }>();
  const sorted = [...segments].sort((one, other) => spanOf(one)[0] - spanOf(other)[0] || spanOf(other)[1] - spanOf(one)[1]);
  let group: SegmentHeld[] = [];
  let until = -1;
  const settle = (): void => {
    const ends: number[] = [];
    const lanes = group.map((one) => {
      const [from, to] = spanOf(one);
      const free = ends.findIndex((end) => end <= from);
      const lane = free < 0 ? ends.length : free;
      ends[lane] = to;
      return lane;
    });
    group.forEach((one, at) => found.set(one.id, { lane: lanes[at] ?? 0, lanes: ends.length }));
  };
  for (const one of sorted) {
    const [from, to] = spanOf(one);
    if (from >= until) {
      settle();
      group = [];
    }
    group.push(one);
    until = Math.max(until, to);
  }
  settle();
  return found;
}

export type Note =
  | { kind: "overlap"; segment: string; other: string }
  | { kind: "twice"; segment: string; other: string; person: string }
  | { kind: "gap"; room: string; from: string; to: string };

const AWAY: readonly Format[] = ["break", "registration"];
const meets = (one: SegmentHeld, other: SegmentHeld): boolean => {
  const [[from, to], [start, end]] = [spanOf(one), spanOf(other)];
  return from < end && start < to;
};

export function slotsOf(held: SegmentHeld): Slot[] {
  return [...(held.moderators ?? []), ...(held.rapporteurs ?? []), ...(held.phases ?? []).flatMap((phase) => phase.lineup ?? [])];
}

/** What is allowed on one day and still worth a second look. */
export function notesOf(segments: SegmentHeld[], rooms: string[]): Note[] {
  const notes: Note[] = [];
  segments.forEach((one, at) => {
    for (const other of segments.slice(at + 1)) {
      if (!meets(one, other)) continue;
      if (one.room === other.room) notes.push({ kind: "overlap", segment: one.id, other: other.id });
      const people = new Set(slotsOf(one).map((slot) => slot.person).filter(Boolean));
      for (const person of new Set(slotsOf(other).map((slot) => slot.person)))
        if (person && people.has(person)) notes.push({ kind: "twice", segment: one.id, other: other.id, person });
    }
  });
  for (const room of rooms) {
    const here = segments.filter((one) => one.room === room).sort((one, other) => spanOf(one)[0] - spanOf(other)[0]);
    here.reduce<number | null>((until, one) => {
      const [from, to] = spanOf(one);
      if (until !== null && from - until >= STEP_MINUTES && !AWAY.includes(one.format)) notes.push({ kind: "gap", room, from: clockOf(until), to: one.starts });
      return Math.max(until ?? 0, to);
    }, null);
  }
  return notes;
}

/** A new segment after the last one of its room on that day, half an hour long. */
export function begunIn(room: string, day: number, segments: SegmentHeld[]): SegmentHeld {
  const ends = segments.filter((one) => one.day === day && one.room === room).map((one) => spanOf(one)[1]);
  const starts = Math.min(Math.max(...ends, ...(ends.length === 0 ? [9 * HOUR] : [])), DAY_MINUTES - 30);
  return { id: "", day, room, starts: clockOf(starts), ends: clockOf(starts + 30), format: "talks", names: { en: "" } };
}

/** What would be refused of a segment and can be said before it is sent, by the field it is in. */
export type Wanting = "title" | "time" | "same_time" | "length";
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const LENGTH = /^\d{1,3}:[0-5]\d$/;

export function wantingIn(held: SegmentHeld): Record<string, Wanting> {
  const found: Record<string, Wanting> = {};
  if (!held.names["en"]?.trim()) found["names.en"] = "title";
  if (!TIME.test(held.starts)) found["starts"] = "time";
  if (!TIME.test(held.ends)) found["ends"] = "time";
  else if (held.ends === held.starts) found["ends"] = "same_time";
  for (const field of PLANNED) if (held[field] && !TIME.test(held[field])) found[field] = "time";
  (held.phases ?? []).forEach((phase, at) => {
    if (!phase.names["en"]?.trim()) found[`phases[${at}].names.en`] = "title";
    for (const field of ["time_limit", "process_extra", "reserved"] as const)
      if (phase[field] !== undefined && !LENGTH.test(phase[field])) found[`phases[${at}].${field}`] = "length";
  });
  return found;
}

/** Without fields that say nothing. */
export function said<T extends object>(held: T): T {
  const empty = (value: unknown): boolean =>
    value === undefined || value === null || value === "" || value === false || (Array.isArray(value) && value.length === 0) ||
    (typeof value === "object" && !Array.isArray(value) && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(held).filter(([, value]) => !empty(value))) as T;
}

/** A name in one language, given or taken away. */
export function renamed(names: Names | undefined, language: string, name: string): Names {
  const rest = Object.fromEntries(Object.entries(names ?? {}).filter(([code]) => code !== language));
  return name.trim() === "" && language !== "en" ? rest : { ...rest, [language]: name };
}

/** An id like `kind-2` that none of `taken` has. */
export function freeId(kind: string, taken: string[]): string {
  if (!taken.includes(kind)) return kind;
  let number = 2;
  while (taken.includes(`${kind}-${number}`)) number += 1;
  return `${kind}-${number}`;
}

export type EditKind = "added" | "removed" | "moved" | "changed";

/** What became of a part by a change. */
export function kindOf(edit: EditListed): EditKind {
  if (edit.before === null) return "added";
  if (edit.after === null) return "removed";
  const placed = (held: Record<string, unknown>) => ["day", "room", "starts", "ends", "first_day", "order"].map((name) => held[name]).join(" ");
  return placed(edit.before) === placed(edit.after) ? "changed" : "moved";
}

export const titleOf = (edit: EditListed): Names => ((edit.after ?? edit.before ?? {})["names"] as Names | undefined) ?? {};

/** The latest change that can be taken back. */
export function undoable(edits: EditListed[]): EditListed | null {
  return edits.find((edit) => edit.stands && !edit.undone && edit.undoes === null) ?? null;
}
