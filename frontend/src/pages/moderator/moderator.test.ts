import { describe, expect, it } from "vitest";
import type { ControlView, RequestShown } from "../../live/contract";
import { lanes, toPlace } from "./places";
import { prompt } from "./prompts";

const AT = Date.parse("2017-12-05T18:00:00Z");
const minutes = (n: number) => AT + n * 60_000;
const iso = (at: number) => new Date(at).toISOString();

const request = (name: string, more: Partial<RequestShown> = {}): RequestShown => ({
  speaker: { names: { en: name }, ...more.speaker },
  requested_at: iso(AT),
  requested_by: "desk",
  why: "inscription",
  ...more,
});

/** A discussion that can be heard for another hour, with a quarter of an hour for the summary after it. */
function room(more: Partial<ControlView> = {}): ControlView {
  const phase = { id: "discussion", kind: "discussion" as const, names: { en: "Discussion" }, serves_list: true };
  const segment = {
    id: "group",
    names: { en: "Group" },
    format: "breakout" as const,
    starts_at: iso(AT),
    ends_at: iso(minutes(75)),
    floor_ends_at: iso(minutes(60)),
    status: "running" as const,
    phases: [phase],
  };
  return {
    room: { id: "r", names: { en: "R" }, zone: "UTC", conference: { en: "C" } },
    rundown: { order: ["group"], segments: { group: segment }, running: "group", phase: "discussion", phase_started_at: iso(AT) },
    list: { segment: "group", status: "open", order: ["a"], waiting: { a: request("Kenya") } },
    floor: { id: "t", called_at: iso(AT), speaker: { names: { en: "Fiji" } } },
    ...more,
  };
}

describe("the strip", () => {
  const list = room().list!;

  it.each([
    [44.99, "quiet"],
    [45, "summary"],
    [54.99, "summary"],
    [70, "summary"],
  ])("with the summary at minute 60 says at minute %s: %s", (at, kind) => {
    expect(prompt(room(), minutes(at)).kind).toBe(kind);
  });

  it("offers closing until it is announced", () => {
    expect(prompt(room(), minutes(46))).toEqual({ kind: "summary", minutes: 14, mayClose: true });
    expect(prompt(room({ list: { ...list, closes_at: iso(minutes(55)) } }), minutes(46))).toEqual({ kind: "summary", minutes: 14, mayClose: false });
  });

  it("says that the list is full five minutes before it is", () => {
    const forecast = { begins_at: iso(AT), close_by: iso(minutes(20)), fit: 5, of: 6, pace: 120, until: iso(minutes(60)) };
    expect(prompt(room({ forecast }), minutes(14)).kind).toBe("quiet");
    expect(prompt(room({ forecast }), minutes(15))).toEqual({ kind: "full", at: minutes(20), now: false });
    expect(prompt(room({ forecast }), minutes(20))).toEqual({ kind: "full", at: minutes(20), now: true });
    expect(prompt(room({ forecast, list: { ...list, closes_at: iso(minutes(25)) } }), minutes(20)).kind).toBe("quiet");
    expect(prompt(room({ forecast: { ...forecast, of: 0 } }), minutes(20)).kind, "nobody waits").toBe("quiet");
  });

  it("says that nobody had the floor for ten minutes, from the last statement or the start of the phase", () => {
    const silent = (() => { const { floor: _, ...rest } = room(); return rest; })();
    const turns = { "3": { id: "x", called_at: iso(AT), ended_at: iso(minutes(5)), outcome: "spoke" as const, spoke: 1, speaker: { names: { en: "Fiji" } } } };
    expect(prompt(silent, minutes(9.9)).kind).toBe("quiet");
    expect(prompt(silent, minutes(10))).toEqual({ kind: "silence", minutes: 10 });
    expect(prompt({ ...silent, turns }, minutes(14.9)).kind).toBe("quiet");
    expect(prompt({ ...silent, turns }, minutes(15)).kind).toBe("silence");
    expect(prompt({ ...silent, sitting: { status: "suspended" } }, minutes(15)).kind).toBe("quiet");
  });

  it("puts a point of order before all, and a claim before silence", () => {
    const claim = { ...list, waiting: { a: request("India", { pending: true, claims: "G77" }) } };
    const point = { ...claim, points_order: ["p"], points: { p: request("Brazil") } };
    expect(prompt(room({ list: claim }), AT)).toMatchObject({ kind: "claim", claims: "G77" });
    expect(prompt(room({ list: point }), minutes(56)).kind).toBe("point");
    expect(prompt(room({ list: claim, batch: { size: 5, taken: 5 } }), AT).kind).toBe("replies");
    expect(prompt(room({ list: claim }), minutes(56)).kind, "five minutes to the summary").toBe("summary");
  });

  it("says that nobody waits, else which question is on the screen", () => {
    const { floor: _, ...free } = room({ list: { ...list, order: [], waiting: {} } });
    expect(prompt(free, AT).kind).toBe("empty");
    expect(prompt(room({ question: { number: 1, names: { en: "Which?" } } }), AT).kind).toBe("question");
  });
});

describe("the list", () => {
  it("has a lane for reactions, and everyone keeps the place that their phone shows", () => {
    const reacts = request("Colombia", { speaker: { names: { en: "Colombia" }, kind: "reaction" } });
    const { turns, reactions } = lanes({ segment: "g", status: "open", order: ["a", "b", "c"], waiting: { a: request("Kenya"), b: reacts, c: request("Fiji") } });
    expect(turns.map(({ place }) => place)).toEqual([1, 3]);
    expect(reactions.map(({ place }) => place)).toEqual([2]);
  });

  it.each([
    [1, "a", ["c", "a", "b", "d"]],
    [2, "b", ["a", "c", "b", "d"]],
    [4, undefined, ["a", "b", "d", "c"]],
  ])("moves the third to place %s by standing ahead of %s", (place, ahead, result) => {
    const order = ["a", "b", "c", "d"];
    const command = toPlace(order, "c", place) as { ahead_of?: string };
    expect(command.ahead_of).toBe(ahead);
    const others = order.filter((id) => id !== "c");
    const at = ahead === undefined ? others.length : others.indexOf(ahead);
    expect([...others.slice(0, at), "c", ...others.slice(at)]).toEqual(result);
  });

  it("does not move a request to the place that it has", () => expect(toPlace(["a", "b"], "b", 2)).toBeNull());
});
