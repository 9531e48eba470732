// What the strip says: the one thing that calls for the moderator now, the most pressing first.

import type { ControlView, RequestShown } from "../../live/contract";
import type { Names } from "../../words/names";
import { running, runningPhase } from "../control/go";

export type Prompt =
  | { kind: "point"; id: string; names: Names }
  | { kind: "summary"; minutes: number; mayClose: boolean }
  | { kind: "full"; at: number; now: boolean }
  | { kind: "replies" }
  | { kind: "claim"; id: string; names: Names; claims: string }
  | { kind: "silence"; minutes: number }
  | { kind: "empty" }
  | { kind: "question"; names: Names }
  | { kind: "quiet" };

const MINUTE = 60_000;
/** How long before the summary the strip first says so, and how long before it says so again. */
export const SOON = 15 * MINUTE;
export const AT_ONCE = 5 * MINUTE;
/** How long before the list is full the strip says so. */
const FULL_SOON = 5 * MINUTE;
export const SILENT_FOR = 10 * MINUTE;

/** Until when the list can be heard: the summary comes after it. */
export function heardUntil(view: ControlView): number | null {
  const segment = running(view);
  return segment === null ? null : Date.parse(segment.floor_ends_at ?? segment.ends_at);
}

/** Whole minutes until `at`, none once it has passed. */
export const minutesTo = (at: number, now: number) => Math.max(0, Math.ceil((at - now) / MINUTE));

export function claimed(view: ControlView): { id: string; request: RequestShown } | null {
  const { list } = view;
  const id = list?.order.find((one) => list.waiting[one]?.pending);
  const request = id === undefined ? undefined : list?.waiting[id];
  return id === undefined || request === undefined ? null : { id, request };
}

export function prompt(view: ControlView, now: number): Prompt {
  return (
    point(view) ??
    (runningPhase(view)?.serves_list ? ofList(view, now) : null) ??
    claim(view) ??
    (view.question ? { kind: "question", names: view.question.names } : { kind: "quiet" })
  );
}

function point({ list }: ControlView): Prompt | null {
  const id = list?.points_order?.[0];
  const request = id === undefined ? undefined : list?.points?.[id];
  return id === undefined || request === undefined ? null : { kind: "point", id, names: request.speaker.names };
}

function claim(view: ControlView): Prompt | null {
  const found = claimed(view);
  return found && { kind: "claim", id: found.id, names: found.request.speaker.names, claims: found.request.claims ?? "" };
}

function ofList(view: ControlView, now: number): Prompt | null {
  const until = heardUntil(view);
  const left = until === null ? Infinity : until - now;
  const open = view.list?.status === "open";
  const mayClose = open && view.list?.closes_at === undefined;
  const summary: Prompt | null = left <= SOON ? { kind: "summary", minutes: minutesTo(now + left, now), mayClose } : null;
  if (left <= AT_ONCE) return summary;
  if (mayClose && full(view, until, now)) return full(view, until, now);
  if (mayClose && summary) return summary;
  if (view.batch && view.batch.taken >= view.batch.size) return { kind: "replies" };
  return claim(view) ?? summary ?? silence(view, now) ?? (open && view.list?.order.length === 0 && !view.floor ? { kind: "empty" } : null);
}

function full({ forecast }: ControlView, until: number | null, now: number): Prompt | null {
  if (!forecast || until === null || forecast.of === 0) return null;
  const at = Date.parse(forecast.close_by);
  return at - now <= FULL_SOON ? { kind: "full", at, now: at <= now } : null;
}

function silence(view: ControlView, now: number): Prompt | null {
  if (view.floor || view.sitting) return null;
  const latest = Math.max(-1, ...Object.keys(view.turns ?? {}).map(Number));
  const ended = view.turns?.[String(latest)]?.ended_at;
  const began = view.rundown.phase_started_at;
  const since = Math.max(ended === undefined ? 0 : Date.parse(ended), began === undefined ? 0 : Date.parse(began));
  const minutes = Math.floor((now - since) / MINUTE);
  return since > 0 && now - since >= SILENT_FOR ? { kind: "silence", minutes } : null;
}
