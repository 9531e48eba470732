// The forecast is as of the last entry; what has passed since is taken off here.

import type { ForecastShown } from "../../live/contract";

/** Limits that are offered when not all will be heard, in seconds. Never less: nobody says anything in half a minute. */
export const PROPOSED = [90, 60] as const;

/** Seconds between two speakers, at least: the pace without what the speaker is given. */
const CHANGEOVER = 20;

/** How many of those who wait will be heard, at `now` in milliseconds since 1970. */
export function fitNow({ pace, begins_at, until, of }: ForecastShown, now: number): number {
  const left = Date.parse(until) - Math.max(now, Date.parse(begins_at));
  return Math.min(of, Math.max(0, Math.floor(left / (pace * 1000))));
}

/** How many would be heard if each were given `seconds` instead of `limit`. */
export function fitAt(forecast: ForecastShown, limit: number | undefined, seconds: number, now: number): number {
  const between = limit === undefined ? CHANGEOVER : Math.max(CHANGEOVER, forecast.pace - limit);
  return fitNow({ ...forecast, pace: seconds + between }, now);
}

/** When the speaker at `place`, counted from 1, will have the floor; `null` where no time can be said for today. */
export function aboutAt({ pace, begins_at }: ForecastShown, place: number, now: number): number {
  return Math.max(now, Date.parse(begins_at)) + (place - 1) * pace * 1000;
}
