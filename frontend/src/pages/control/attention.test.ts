import { describe, expect, it } from "vitest";
import type { ControlView } from "../../live/contract";
import { cards, placed, RESTS_EMPTY, type Slot } from "./attention";
import { warningAt } from "./ends";
import { fitAt } from "./forecast";
import { secondsOf, secondsUntil } from "./instants";
import { shortTitle } from "../../words/titles";

const NOTHING: Slot[] = [null, null];

describe("a card in the strip", () => {
  const both = placed(NOTHING, ["a", "b", "c"], 0);

  it("takes the first free slot, the most urgent first", () => expect(both).toEqual([{ card: "a" }, { card: "b" }]));

  it("stays where it is, whatever comes that is more urgent", () => {
    expect(placed(both, ["x", "a", "b", "c"], 10)).toEqual(both);
  });

  it("leaves its slot empty for a moment, and no other slides into it", () => {
    const left = placed(both, ["b", "c"], 100);
    expect(left).toEqual([{ emptied: 100 }, { card: "b" }]);
    expect(placed(left, ["b", "c"], 100 + RESTS_EMPTY - 1)[0]).toEqual({ emptied: 100 });
    expect(placed(left, ["b", "c"], 100 + RESTS_EMPTY)).toEqual([{ card: "c" }, { card: "b" }]);
  });

  it("takes the first slot when it says that nothing can be changed", () => {
    expect(placed(both, ["degraded", "a", "b"], 10)).toEqual([{ card: "degraded" }, { card: "b" }]);
  });

  it("is ordered by kind, then by age", () => {
    const speaker = { names: { en: "Kenya" } };
    const request = (requested_at: string, over = {}) => ({ speaker, requested_at, requested_by: "badge:ken-1", why: "inscription" as const, ...over });
    const list = {
      segment: "panel",
      status: "open" as const,
      order: ["r1", "r2"],
      waiting: { r1: request("2017-12-04T17:00:00Z", { absences: 1 }), r2: request("2017-12-04T17:01:00Z", { pending: true, claims: "G77" }) },
      points_order: ["p2", "p1"],
      points: { p2: request("2017-12-04T17:03:00Z"), p1: request("2017-12-04T17:02:00Z") },
    };
    const view = { room: { id: "plenary", names: {}, zone: "UTC", conference: {} }, rundown: { order: [], segments: {} }, list } as unknown as ControlView;
    expect(cards(view, { degraded: true, clockSet: false, displays: [] }).map(({ kind }) => kind)).toEqual(["degraded", "point", "point", "claim", "absence"]);
    expect(cards(view, { degraded: false, clockSet: false, displays: [] }).map(({ id }) => id).slice(0, 2)).toEqual(["point p1", "point p2"]);
  });
});

describe("what is typed", () => {
  const NOON = Date.parse("2017-12-04T18:00:30.000Z");

  it.each([
    ["12:05", 271],
    ["12:00", 24 * 3600 - 29],
    ["25:00", null],
    ["", null],
  ])("at the time %s", (typed, seconds) => expect(secondsUntil(typed, NOON, "America/Mexico_City")).toBe(seconds));

  it.each([
    ["2:30", 150],
    ["90", 90],
    ["1:00:00", 3600],
    ["2:x", null],
    ["", null],
  ])("for the length %s", (typed, seconds) => expect(secondsOf(typed)).toBe(seconds));
});

it("the end is announced at 30, 15 and 5 minutes", () => {
  const end = { begins: 0, planned: 120 * 60_000, fixed: true, expected: undefined };
  const at = (minutes: number) => warningAt(end, end.planned - minutes * 60_000);
  expect([31, 30, 16, 15, 5, 1, 0].map(at)).toEqual([null, 30, 30, 15, 5, 5, null]);
});

it("a shorter limit lets more speak", () => {
  const forecast = { pace: 140, begins_at: "2017-12-04T17:00:00.000Z", until: "2017-12-04T17:20:00.000Z", fit: 8, of: 19, close_by: "2017-12-04T17:00:00.000Z" };
  const now = Date.parse("2017-12-04T17:00:00.000Z");
  expect([fitAt(forecast, 120, 90, now), fitAt(forecast, 120, 60, now)]).toEqual([10, 15]);
});

it("a title fits on a button", () => {
  expect(shortTitle("Panel I – Global, regional and national perspectives")).toBe("Panel I");
  expect(shortTitle("Lunch")).toBe("Lunch");
});
