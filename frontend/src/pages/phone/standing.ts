// Where my delegation stands, worked out from the view that every phone receives.

import type { PaceShown, PhoneView, PlaceShown, SpeakerShown } from "../../live/contract";

export interface Own {
  id: string;
  speaker: SpeakerShown;
  /** 1 is next. */
  place: number;
  /** The capacity is not verified yet. */
  pending: boolean;
  ready: boolean;
}

/** From this place on somebody should be at the microphone; from that one on they may say that they are there. */
export const READY = 2;
export const NEAR = 5;

export type Standing = "speaking" | "waiting" | "open" | "not_open" | "closed" | "no_list";

/** My delegation's requests, the first to be called first. */
export function ownRequests(view: PhoneView, delegation: string): Own[] {
  return ownAmong(view.list?.waiting ?? {}, delegation);
}

/** My delegation's rights of reply, likewise. */
export function ownReplies(view: PhoneView, delegation: string): Own[] {
  return ownAmong(view.list?.replies ?? {}, delegation);
}

/** My delegation's points of order that the chair has not ruled on. */
export function ownPoints(view: PhoneView, delegation: string): string[] {
  return Object.entries(view.list?.points ?? {}).flatMap(([id, by]) => (by === delegation ? id : []));
}

function ownAmong(asked: Record<string, PlaceShown>, delegation: string): Own[] {
  const waiting = Object.entries(asked);
  return waiting
    .filter(([, { speaker }]) => speaker.delegation === delegation)
    .map(([id, { speaker, rank, pending, ready }]) => ({
      id,
      speaker,
      place: 1 + waiting.filter(([, other]) => other.rank < rank).length,
      pending: pending === true,
      ready: ready === true,
    }))
    .sort((one, other) => one.place - other.place);
}

/** When the one at `place` will have the floor, in milliseconds since 1970; rounded to five minutes if that is far off. */
export function expectedAt(pace: PaceShown, place: number, now: number): number {
  const begins = pace.begins_at === undefined ? now : Math.max(now, Date.parse(pace.begins_at));
  return begins + (place - 1) * pace.pace * 1000;
}

export interface Between {
  from: number;
  to: number;
}

/** Between which instants, by experience: some speak shorter or are not there, others longer. */
export function expectedBetween(pace: PaceShown, place: number, now: number): Between {
  const begins = expectedAt(pace, 1, now);
  const after = expectedAt(pace, place, now) - begins;
  return { from: begins + after * 0.85, to: begins + after * 1.15 };
}

/** Who stands just before `own`: who has the floor, where it is the first. `null` where nobody does, or none of the first ten. */
export function speaksBefore(view: PhoneView, own: Own): SpeakerShown | null {
  if (own.place === 1) return view.floor?.speaker ?? null;
  const id = view.list?.order[own.place - 2];
  return (id === undefined ? undefined : view.list?.waiting[id]?.speaker) ?? null;
}

/** Words that can be read in `seconds` so that interpreters can follow: 120 a minute, to the nearest ten. */
export function wordsIn(seconds: number): number {
  return Math.round((seconds * 2) / 10) * 10;
}

export function hasTheFloor(view: PhoneView, delegation: string): boolean {
  return view.floor?.speaker.delegation === delegation;
}

export function standing(view: PhoneView, delegation: string): Standing {
  if (hasTheFloor(view, delegation)) return "speaking";
  if (ownRequests(view, delegation).length > 0) return "waiting";
  return view.list?.status ?? "no_list";
}

/** The first few on the list, for reading. */
export function firstFew(view: PhoneView): { order: string[]; waiting: Record<string, SpeakerShown> } {
  const list = view.list;
  if (!list) return { order: [], waiting: {} };
  const waiting = Object.fromEntries(Object.entries(list.waiting).map(([id, { speaker }]) => [id, speaker]));
  return { order: list.order, waiting };
}
