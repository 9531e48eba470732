// Where things stand in the pictures of the record: planned against actual on one line of time, and how figures spread.

import type { Run, Spread } from "./record";

const HOUR = 3_600_000;

/** From where to where, in parts of the whole width; `split` is from where on it went without interpretation. */
export interface Bar {
  run: Run;
  from: number;
  to: number;
  split?: number;
}

/** What was planned in a room on a day, what was, and where its fixed ends are. */
export interface Lane {
  room: Run["place"];
  planned: Bar[];
  actual: Bar[];
  walls: number[];
}

export interface Timeline {
  day: string;
  runs: Run[];
  lanes: Lane[];
  hours: { at: number; part: number }[];
}

function grouped<T>(those: readonly T[], key: (one: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const one of those) found.set(key(one), [...(found.get(key(one)) ?? []), one]);
  return found;
}

/** A line of time for each day of which anything began, in order. `latest` is until when the record reaches. */
export function timelines(runs: readonly Run[], latest: number): Timeline[] {
  const days = grouped(runs.filter(({ place }) => place.day), ({ place }) => place.day ?? "");
  return [...days]
    .filter(([, those]) => those.some((run) => run.started))
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([day, those]) => timeline(day, those, latest));
}

function timeline(day: string, runs: Run[], latest: number): Timeline {
  const until = (run: Run) => Date.parse(run.ended ?? "") || Math.max(latest, Date.parse(run.started ?? ""));
  const instants = runs.flatMap((run) => [Date.parse(run.planned_start), Date.parse(run.planned_end), ...(run.started ? [Date.parse(run.started), until(run)] : [])]);
  const first = Math.floor(Math.min(...instants) / HOUR) * HOUR;
  const last = Math.ceil(Math.max(...instants) / HOUR) * HOUR;
  const part = (at: number) => (at - first) / (last - first);
  const hours = (last - first) / HOUR;
  const step = Math.ceil(hours / 10);
  const lanes = [...grouped(runs, ({ place }) => place.room).values()].map((those): Lane => {
    const printed = new Map(those.map((run) => [`${run.place.segment ?? ""} ${run.planned_start}`, run]));
    return {
      room: (those[0] as Run).place,
      // A segment that ran twice was planned once.
      planned: [...printed.values()].map((run) => ({ run, from: part(Date.parse(run.planned_start)), to: part(Date.parse(run.planned_end)) })),
      actual: those
        .filter((run) => run.started)
        .map((run) => ({
          run,
          from: part(Date.parse(run.started ?? "")),
          to: part(until(run)),
          ...(run.uninterpreted_since ? { split: part(Date.parse(run.uninterpreted_since)) } : {}),
        })),
      walls: [...new Set(those.filter((run) => run.hard_end).map((run) => part(Date.parse(run.planned_end))))],
    };
  });
  return { day, runs, lanes, hours: Array.from({ length: Math.floor(hours / step) + 1 }, (_, n) => ({ at: first + n * step * HOUR, part: part(first + n * step * HOUR) })) };
}

const STEPS = [10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400];
const MOST_TICKS = 6;

/** The scale of a spread: from zero, or from below it, in even steps; `part` is where a figure stands on it. */
export function scale({ least, most }: Spread): { ticks: number[]; part: (seconds: number) => number } {
  const [low, high] = [Math.min(least, 0), Math.max(most, least + 1, 0)];
  const step = STEPS.find((one) => (high - low) / one <= MOST_TICKS) ?? 86_400;
  const [first, last] = [Math.floor(low / step) * step, Math.ceil(high / step) * step];
  const ticks = Array.from({ length: Math.round((last - first) / step) + 1 }, (_, n) => first + n * step);
  return { ticks, part: (seconds) => (seconds - first) / (last - first) };
}

/** By how many seconds it ended later (or, negative, earlier) than printed; `null` while it has not ended. */
export function lateBy(run: Run): number | null {
  return run.ended ? Math.trunc((Date.parse(run.ended) - Date.parse(run.planned_end)) / 1000) : null;
}
