// Where my delegation stands, worked out from the view that every phone receives.

import type { PhoneView, SpeakerShown } from "../../live/contract";

export interface Own {
  id: string;
  speaker: SpeakerShown;
  /** 1 is next. */
  place: number;
}

export type Standing = "speaking" | "waiting" | "open" | "not_open" | "closed" | "no_list";

/** My delegation's requests, the first to be called first. */
export function ownRequests(view: PhoneView, delegation: string): Own[] {
  const waiting = Object.entries(view.list?.waiting ?? {});
  return waiting
    .filter(([, { speaker }]) => speaker.delegation === delegation)
    .map(([id, { speaker, rank }]) => ({
      id,
      speaker,
      place: 1 + waiting.filter(([, other]) => other.rank < rank).length,
    }))
    .sort((one, other) => one.place - other.place);
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
