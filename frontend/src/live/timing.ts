// What a clock shows, worked out from instants and never counted down. Milliseconds in, whole seconds out.

import type { ClockShown } from "./contract";

/** How far along a turn is. Colour, word and shape of a clock all follow from it. */
export type Stage = "none" | "running" | "warning" | "danger" | "over";

export interface Reading {
  stage: Stage;
  /** Seconds to print: what is left, or what has passed where the clock counts up. Negative is over time. */
  seconds: number;
  /** Whether the seconds printed are those that have passed. */
  countsUp: boolean;
  paused: boolean;
  /** Whether the clock was started at all. */
  started: boolean;
  /** The share of the allotted time used, 0 to 1; `null` where there is no limit. */
  used: number | null;
}

export interface Thresholds {
  warning: number;
  danger: number;
}

/** A turn of at least this length counts as long: its warning comes earlier. */
const LONG = 240;

/** Seconds before the end at which a clock warns, and at which it asks to conclude. */
export function thresholds(allotted: number): Thresholds {
  const { warning, danger } = allotted >= LONG ? { warning: 60, danger: 30 } : { warning: 30, danger: 10 };
  return { warning: Math.min(warning, allotted), danger: Math.min(danger, allotted) };
}

/** Milliseconds the clock has run at `now`, pauses left out; zero before it starts. */
export function elapsed(clock: ClockShown, now: number): number {
  if (clock.runs_from === undefined) return 0;
  const until = clock.paused_at === undefined ? now : Date.parse(clock.paused_at);
  return Math.max(0, until - Date.parse(clock.runs_from));
}

/** Whole seconds left at `now`, negative over time; `null` where there is no limit. */
export function secondsLeft(clock: ClockShown, now: number): number | null {
  return clock.allotted === undefined ? null : clock.allotted - Math.floor(elapsed(clock, now) / 1000);
}

/** What to show of `clock` at `now`. */
export function read(clock: ClockShown, now: number): Reading {
  const ran = elapsed(clock, now);
  const left = secondsLeft(clock, now);
  const started = clock.runs_from !== undefined;
  const countsUp = left === null || clock.guide === true;
  const used = clock.allotted === undefined ? null : Math.min(1, ran / (clock.allotted * 1000));
  return {
    stage: stageOf(clock, left, started),
    seconds: countsUp ? Math.floor(ran / 1000) : left,
    countsUp,
    paused: clock.paused_at !== undefined,
    started,
    used,
  };
}

function stageOf(clock: ClockShown, left: number | null, started: boolean): Stage {
  if (!started) return "none";
  if (left === null || clock.allotted === undefined) return "running";
  const { warning, danger } = thresholds(clock.allotted);
  if (clock.guide === true) return left <= 0 ? "warning" : "running";
  if (left <= 0) return "over";
  if (left <= danger) return "danger";
  if (left <= warning) return "warning";
  return "running";
}

/** Milliseconds from `now` until the seconds shown change; `null` while the clock is paused or not started. */
export function untilNextFlip(clock: ClockShown, now: number): number | null {
  if (clock.runs_from === undefined || clock.paused_at !== undefined) return null;
  const ran = now - Date.parse(clock.runs_from);
  return ran < 0 ? 1000 - ran : 1000 - (ran % 1000);
}

/** Milliseconds from `now` until the wall clock's minute changes. */
export function untilNextMinute(now: number): number {
  return 60_000 - (now % 60_000);
}

/** `95` is `1:35`, `-35` is `+0:35` (over time), `3725` is `1:02:05`. */
export function asClock(seconds: number): string {
  const whole = Math.abs(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const two = (n: number) => String(n).padStart(2, "0");
  const shown = hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
  return seconds < 0 ? `+${shown}` : shown;
}
