// Moving somebody on the list without dragging: each move names the list as it was seen.

import type { RoomCommand } from "../../live/contract";

export type Way = "up" | "down" | "first";

/** The command that moves `id` on the list `order`; `null` where there is nowhere to go. */
export function moved(order: readonly string[], id: string, way: Way): RoomCommand | null {
  const here = order.indexOf(id);
  if (here < 0 || (way === "down" ? here === order.length - 1 : here === 0)) return null;
  const ahead = way === "up" ? order[here - 1] : way === "first" ? order[0] : order[here + 2];
  return { type: "move_request", request: id, seen: [...order], ...(ahead === undefined ? {} : { ahead_of: ahead }) };
}
