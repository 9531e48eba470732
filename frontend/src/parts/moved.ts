// What another version of the programme starts at another time than the one before.

import type { Words } from "../words/en";
import { sameDay, shortDayOf, timeOfDay } from "../words/dates";
import type { Code } from "../words/languages";

/** The new start and the old, with its day where that is another. */
export function insteadOf(startsAt: string, before: string, zone: string, words: Words, code: Code): string {
  const was = timeOfDay(before, zone, code);
  const day = sameDay(startsAt, before, zone) ? null : shortDayOf(before, zone, code);
  return words.insteadOf({ time: timeOfDay(startsAt, zone, code), before: day === null ? was : words.tomorrowOrLater({ day, time: was }) });
}
