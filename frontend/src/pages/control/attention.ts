// What needs the desk's attention, and the slot of each card. A card that is shown never moves: the next takes the
// first free slot, and a slot that was left stays empty for a moment before another is put there.

import type { ControlView, Display, MessageShown, OrphanShown, RequestShown, Target } from "../../live/contract";

export type Card = { id: string; at: string } & (
  | { kind: "degraded" }
  | { kind: "point"; request: string; shown: RequestShown }
  | { kind: "claim"; request: string; shown: RequestShown }
  | { kind: "absence"; request: string; shown: RequestShown; place: number }
  | { kind: "message"; to: Target; shown: MessageShown }
  | { kind: "batch" }
  | { kind: "orphan"; segment: string; shown: OrphanShown }
  | { kind: "screen"; name: string }
  | { kind: "broken"; parts: string[] }
  | { kind: "unpublished" }
  | { kind: "clock_set" }
);

/** Degraded first, then points of order, claims, absences, messages, faults. */
const RANK: Record<Card["kind"], number> = {
  degraded: 0,
  point: 1,
  claim: 2,
  absence: 3,
  message: 4,
  batch: 5,
  orphan: 6,
  broken: 7,
  screen: 8,
  clock_set: 9,
  unpublished: 10,
};

export interface Circumstances {
  /** Whether what is shown may be out of date and cannot be changed. */
  degraded: boolean;
  clockSet: boolean;
  displays: readonly Display[];
}

/** All cards, the most urgent first and the oldest first within a kind. */
export function cards(view: ControlView, around: Circumstances): Card[] {
  const found: Card[] = around.degraded ? [{ id: "degraded", at: "", kind: "degraded" }] : [];
  const list = view.list;
  for (const id of list?.points_order ?? []) {
    const shown = list?.points?.[id];
    if (shown) found.push({ id: `point ${id}`, at: shown.requested_at, kind: "point", request: id, shown });
  }
  (list?.order ?? []).forEach((id, place) => {
    const shown = list?.waiting[id];
    if (shown?.pending) found.push({ id: `claim ${id}`, at: shown.requested_at, kind: "claim", request: id, shown });
    if (shown?.absences && shown.ready !== true) found.push({ id: `absence ${id} ${shown.absences}`, at: shown.requested_at, kind: "absence", request: id, shown, place: place + 1 });
  });
  for (const to of ["podium", "hall"] as const) {
    const shown = view.messages?.[to];
    if (shown) found.push({ id: `message ${to} ${shown.at}`, at: shown.at, kind: "message", to, shown });
  }
  if (view.batch && view.batch.taken >= view.batch.size) found.push({ id: "batch", at: "", kind: "batch" });
  for (const [segment, shown] of Object.entries(view.orphans ?? {})) found.push({ id: `orphan ${segment}`, at: "", kind: "orphan", segment, shown });
  if (view.broken?.length) found.push({ id: "broken", at: "", kind: "broken", parts: view.broken });
  for (const display of around.displays) if (!display.on) found.push({ id: `screen ${display.id}`, at: "", kind: "screen", name: display.name });
  if (around.clockSet) found.push({ id: "clock_set", at: "", kind: "clock_set" });
  if (view.room.unpublished) found.push({ id: "unpublished", at: "", kind: "unpublished" });
  return found.sort((one, other) => RANK[one.kind] - RANK[other.kind] || one.at.localeCompare(other.at));
}

/** What a slot holds: a card, by its id; or nothing, and since which instant, in milliseconds, if a card went from it. */
export type Slot = { card: string } | { emptied: number } | null;

/** How long a slot stays empty after its card went. */
export const RESTS_EMPTY = 1_000;

/** The slots after `ids`, the most urgent first, are all that calls. Only the card that says nothing can be done now takes
    another's place, the first: there is nothing to press in it. */
export function placed(slots: readonly Slot[], ids: readonly string[], now: number): Slot[] {
  const next = slots.map((slot): Slot => (slot && "card" in slot && !ids.includes(slot.card) ? { emptied: now } : slot));
  const shown = (id: string) => next.some((slot) => slot && "card" in slot && slot.card === id);
  if (ids[0] === "degraded" && !shown("degraded")) next[0] = { card: "degraded" };
  for (const id of ids) {
    if (shown(id)) continue;
    const free = next.findIndex((slot) => slot === null || ("emptied" in slot && now - slot.emptied >= RESTS_EMPTY));
    if (free < 0) break;
    next[free] = { card: id };
  }
  return next.map((slot) => (slot && "emptied" in slot && now - slot.emptied >= RESTS_EMPTY ? null : slot));
}
