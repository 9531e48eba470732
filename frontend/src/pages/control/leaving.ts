// Leaving a segment on whose list somebody still waits: who they are, and to which lists they may go.

import type { ControlView, PlannedSegment, RoomCommand } from "../../live/contract";

export interface Left {
  segment: string;
  /** Those who wait, in order, where the page knows them. */
  order: string[];
  /** How many wait: turns, and points and replies with them. */
  count: number;
  absent: string[];
  reactions: string[];
}

/** Who waits on the list of `segment`. */
export function leftOn(view: ControlView, segment: string): Left {
  const orphan = view.orphans?.[segment];
  if (view.list?.segment !== segment) {
    const count = orphan ? orphan.waiting + (orphan.points ?? 0) + (orphan.replies ?? 0) : (view.rundown.segments[segment]?.list_count ?? 0);
    return { segment, order: [], count, absent: [], reactions: [] };
  }
  const { order, waiting } = view.list;
  return {
    segment,
    order: [...order],
    count: order.length,
    absent: order.filter((id) => waiting[id]?.absences),
    reactions: order.filter((id) => waiting[id]?.speaker.kind === "reaction"),
  };
}

/** The segments to which a list can be carried: those to come that take one, the next first; then the one that runs. */
export function targets(view: ControlView, from: string): PlannedSegment[] {
  const all = view.rundown.order.flatMap((id) => view.rundown.segments[id] ?? []);
  const here = all.findIndex(({ id }) => id === from);
  const fits = (segment: PlannedSegment) => segment.takes_list && segment.status !== "ended" && segment.id !== from;
  return [...all.slice(here + 1).filter(fits), ...all.slice(0, Math.max(0, here)).filter(fits)];
}

/** The command that carries `left` to `target`; `null` where nobody is left to carry. */
export function carrying(left: Left, target: string, chosen: readonly string[] | null, leaveAbsent: boolean, withReactions: boolean): RoomCommand | null {
  if (chosen === null && withReactions) {
    const some = left.order.length === 0 || left.order.some((id) => !leaveAbsent || !left.absent.includes(id));
    return some ? { type: "carry_over", from_segment: left.segment, to_segment: target, ...(leaveAbsent ? { leave_absent: true } : {}) } : null;
  }
  const requests = left.order.filter((id) => (chosen === null || chosen.includes(id)) && !(leaveAbsent && left.absent.includes(id)) && (withReactions || !left.reactions.includes(id)));
  return requests.length > 0 ? { type: "carry_over", from_segment: left.segment, to_segment: target, requests } : null;
}
