// The one big button: what the room most likely does next. It always says so before it is pressed.

import {
  callNextSpeaker,
  endIntervention,
  endSegment,
  openList,
  resumeClock,
  startClock,
  startPhase,
  startSegment,
} from "../../live/commands";
import type { ControlView, PlannedPhase, PlannedSegment, RoomCommand } from "../../live/contract";
import type { Words } from "../../words/en";
import type { Names } from "../../words/names";

export type Does =
  | "start_segment"
  | "end_segment"
  | "start_phase"
  | "open_list"
  | "call_next"
  | "start_clock"
  | "resume_clock"
  | "resume_meeting"
  | "end_intervention";

export interface Step {
  does: Does;
  /** Whom or what it is about. */
  names: Names;
  command: RoomCommand;
}

export function running(view: ControlView): PlannedSegment | null {
  const { running: id, segments } = view.rundown;
  return id === undefined ? null : (segments[id] ?? null);
}

export function runningPhase(view: ControlView): PlannedPhase | null {
  return running(view)?.phases.find(({ id }) => id === view.rundown.phase) ?? null;
}

/** The first segment not begun after the last that was. */
export function upcoming(view: ControlView): PlannedSegment | null {
  const segments = view.rundown.order.flatMap((id) => view.rundown.segments[id] ?? []);
  const lastBegun = segments.findLastIndex(({ status }) => status !== "planned");
  return segments[lastBegun + 1] ?? null;
}

export function nextPhase(view: ControlView): PlannedPhase | null {
  const phases = running(view)?.phases ?? [];
  const here = phases.findIndex(({ id }) => id === view.rundown.phase);
  return here < 0 ? null : (phases[here + 1] ?? null);
}

/** The button's line for `step`, about `name`. What `asks` first ends in "…"; `back` is who gets the floor again. */
export function saysStep({ does }: Step, { control, desk }: Words, name: string, asks: boolean, back?: string): string {
  switch (does) {
    case "start_segment":
      return asks ? `${control.startSegment(name)}…` : control.startSegment(name);
    case "end_segment":
      return `${control.endSegment(name)}…`;
    case "start_phase":
      return control.startPhase(name);
    case "open_list":
      return control.openList;
    case "call_next":
      return control.callNext(name);
    case "start_clock":
      return control.startClock;
    case "resume_clock":
      return control.resumeClockNow;
    case "resume_meeting":
      return control.resumeMeeting;
    case "end_intervention":
      return back === undefined ? control.endIntervention(name) : desk.backTo(back);
  }
}

/** What the button does now; `null` when the programme of the room is done. */
export function goStep(view: ControlView): Step | null {
  const segment = running(view);
  if (view.sitting) return { does: "resume_meeting", names: view.room.names, command: { type: "resume_meeting" } };
  if (!segment) {
    const following = upcoming(view);
    return following && { does: "start_segment", names: following.names, command: startSegment(following.id, undefined) };
  }
  return withFloor(view) ?? withList(view, segment) ?? onwards(view, segment);
}

function withFloor({ floor, next }: ControlView): Step | null {
  if (!floor) return null;
  const { names } = floor.speaker;
  // A clock that has no limit counts up: it is started all the same.
  if (floor.clock?.runs_from === undefined) return { does: "start_clock", names, command: startClock(floor.id) };
  if (floor.clock.paused_at !== undefined) return { does: "resume_clock", names, command: resumeClock(floor.id) };
  // Whoever was interrupted comes before whoever is next.
  if (next && !floor.interrupted?.length) return callNext(next);
  return { does: "end_intervention", names, command: endIntervention(floor.id) };
}

function withList(view: ControlView, segment: PlannedSegment): Step | null {
  if (view.next) return callNext(view.next);
  if (runningPhase(view)?.serves_list && view.list?.status === "not_open") {
    return { does: "open_list", names: segment.names, command: openList(segment.id) };
  }
  return null;
}

function onwards(view: ControlView, segment: PlannedSegment): Step {
  const phase = nextPhase(view);
  return phase
    ? { does: "start_phase", names: phase.names, command: startPhase(phase.id, view.rundown.phase) }
    : { does: "end_segment", names: segment.names, command: endSegment(segment.id) };
}

function callNext(next: NonNullable<ControlView["next"]>): Step {
  return { does: "call_next", names: next.speaker.names, command: callNextSpeaker(next.id) };
}

/** The segment whose list the page shows or could open: the one that has one, else the next that takes one. */
export function listSegment(view: ControlView): PlannedSegment | null {
  const shown = view.list && view.rundown.segments[view.list.segment];
  if (shown) return shown;
  const ahead = view.rundown.order.flatMap((id) => view.rundown.segments[id] ?? []);
  return ahead.find(({ status, takes_list }) => status !== "ended" && takes_list) ?? null;
}
