// Where requests stand on the moderator's page: those that wait for a turn, and the lane of reactions.

import type { ControlListShown, RequestShown, RoomCommand } from "../../live/contract";

export interface Standing {
  id: string;
  place: number;
  request: RequestShown;
}

/** Everyone who waits, in order, reactions apart. A place is the one that the phone of whoever asked shows. */
export function lanes(list: ControlListShown | undefined): { turns: Standing[]; reactions: Standing[] } {
  const all = (list?.order ?? []).flatMap((id, n) => {
    const request = list?.waiting[id];
    return request ? [{ id, place: n + 1, request }] : [];
  });
  const reacts = ({ request }: Standing) => request.speaker.kind === "reaction";
  return { turns: all.filter((one) => !reacts(one)), reactions: all.filter(reacts) };
}

/** Puts `id` at `place`, from 1, of the list as it was seen; `null` if it stands there. */
export function toPlace(order: readonly string[], id: string, place: number): RoomCommand | null {
  if (order.indexOf(id) === place - 1) return null;
  const ahead = order.filter((one) => one !== id)[place - 1];
  return { type: "move_request", request: id, seen: [...order], ...(ahead === undefined ? {} : { ahead_of: ahead }) };
}
