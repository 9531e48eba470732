// Every act by its own name: what undo takes back, and what stands in the history.

import type { ActShown, ControlView } from "../../live/contract";
import { asClock } from "../../live/timing";
import { timeOfDay } from "../../words/dates";
import type { Words } from "../../words/en";
import type { Code } from "../../words/languages";
import { named } from "../../words/names";
import { isolated } from "../../words/say";

/** What may be undone, the latest first. */
export function actsOf(view: ControlView): { position: number; act: ActShown }[] {
  return Object.entries(view.acts ?? {})
    .map(([position, act]) => ({ position: Number(position), act }))
    .sort((one, other) => other.position - one.position);
}

/** `act` in words, with its figure or instant, and whom it concerned. */
export function saysAct(act: ActShown, words: Words, code: Code, zone: string): string {
  const { did, about, seconds, number, until, holds } = act;
  const { control, desk } = words;
  const name = about ? named(about, code).text : null;
  const time = until === undefined ? null : timeOfDay(until, zone, code);
  const plain = did in control.did ? control.did[did as keyof typeof control.did] : control.did.other;
  if (did === "time_extended" && seconds !== undefined && name !== null) {
    return desk.timeFor({ time: `${seconds < 0 ? "−" : "+"}${asClock(Math.abs(seconds))}`, name });
  }
  if (did === "list_closed" && time !== null) return desk.closingAt(time);
  if (did === "list_opened" && time !== null) return desk.openingAt(time);
  if (did === "meeting_suspended" && time !== null) return desk.suspendedUntil(time);
  if (did === "time_limit_set") return `${plain}${words.colon}${seconds === undefined ? control.noLimit : isolated(asClock(seconds))}`;
  if (did === "batch_set" && number !== undefined) return number === 0 ? desk.batchOff : desk.batchOf(number);
  if (did === "question_shown") return number === undefined ? control.hideQuestion : control.showQuestion(String(number));
  if (did === "capacity_verified" && holds === false && name !== null) return desk.rejected(name);
  if (did === "request_withdrawn" && holds === false && name !== null) return desk.declinedFor(name);
  if (did === "readiness_marked" && name !== null) return holds === false ? desk.markedAbsent(name) : desk.markedPresent(name);
  return name === null ? plain : `${plain}${words.colon}${name}`;
}

/** Who did it, without the kind of sign-in: `user:l.moreau` is `l.moreau`. */
export function byWhom(by: string): string {
  return by.replace(/^\w+:/, "");
}
