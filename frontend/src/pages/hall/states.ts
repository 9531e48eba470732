// What goes on in a room, as its wall tells it apart.
import type { HallView } from "../../live/contract";

/** Dignitaries are announced, not queued. */
export const isCeremony = (view: HallView): boolean => view.phase?.kind === "ceremony";

export const isBreak = (view: HallView): boolean => view.segment?.format === "break" || view.phase?.kind === "break";

/** The podium talks among itself: nobody has the floor. */
export const isDiscussion = (view: HallView): boolean => view.floor === undefined && (view.panel?.length ?? 0) > 0;

export const isReport = (view: HallView): boolean => view.report !== undefined && !view.sitting;

export const hasClock = (view: HallView): boolean =>
  view.floor?.clock !== undefined && view.segment !== undefined && !view.sitting;

/** Whether there is a list of speakers to show: one that has somebody on it, or that was opened. */
export const hasList = (view: HallView): boolean =>
  view.segment !== undefined &&
  !isCeremony(view) &&
  !isBreak(view) &&
  !view.sitting &&
  ((view.list?.count ?? 0) > 0 || view.list?.status !== "not_open");
