// How far the running segment is from its end: what was planned, what is expected, and what is left.

import type { ControlView } from "../../live/contract";
import { running } from "./go";

/** Minutes before the end at which the page announces it. */
export const SAID_AT = [30, 15, 5] as const;
/** From here on the end is near. */
export const NEAR = 15 * 60_000;
/** A smaller difference is not shown, in milliseconds. */
export const MOVED = 120_000;

export interface End {
  begins: number;
  planned: number;
  /** Whether interpreters or others leave then. */
  fixed: boolean;
  expected: number | undefined;
}

export function endOf(view: ControlView): End | null {
  const segment = running(view);
  if (!segment) return null;
  const planned = Date.parse(segment.hard_end && view.hard_end_at ? view.hard_end_at : segment.ends_at);
  const expected = segment.expected_end ? Date.parse(segment.expected_end) : undefined;
  return { begins: Date.parse(segment.started_at ?? segment.starts_at), planned, fixed: segment.hard_end === true, expected };
}

/** Whole minutes to the end at `now`, rounded up; negative once it has passed. */
export function minutesLeft(end: End, now: number): number {
  const left = (end.planned - now) / 60_000;
  return left >= 0 ? Math.ceil(left) : Math.floor(left);
}

/** The warning that holds at `now`: the smallest of `SAID_AT` that was reached, or nothing. */
export function warningAt(end: End, now: number): number | null {
  const left = end.planned - now;
  if (left <= 0) return null;
  return [...SAID_AT].reverse().find((minutes) => left <= minutes * 60_000) ?? null;
}
