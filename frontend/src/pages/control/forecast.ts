// The forecast is as of the last entry; what has passed since is taken off here.

import type { ForecastShown } from "../../live/contract";

/** How many of those who wait will be heard, at `now` in milliseconds since 1970. */
export function fitNow({ pace, begins_at, until, of }: ForecastShown, now: number): number {
  const left = Date.parse(until) - Math.max(now, Date.parse(begins_at));
  return Math.min(of, Math.max(0, Math.floor(left / (pace * 1000))));
}
