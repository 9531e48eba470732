// From the list to the summary: the phase that comes, and where those who wait can go.

import type { ControlView, PlannedPhase, PlannedSegment } from "../../live/contract";
import { running } from "../control/go";

/** The phase after the one that serves the list, of the running segment. */
export function summaryPhase(view: ControlView): PlannedPhase | null {
  const phases = running(view)?.phases ?? [];
  const here = phases.findIndex(({ id }) => id === view.rundown.phase);
  return here < 0 ? null : (phases[here + 1] ?? null);
}

/** The next segment here that has a list of speakers. */
export function nextWithList(view: ControlView): PlannedSegment | null {
  const here = view.rundown.order.indexOf(view.rundown.running ?? "");
  const ahead = view.rundown.order.slice(here + 1).flatMap((id) => view.rundown.segments[id] ?? []);
  return ahead.find(({ status, takes_list }) => status !== "ended" && takes_list) ?? null;
}
