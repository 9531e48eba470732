import { expect, it } from "vitest";
import { signed, type Run } from "./record";
import { lateBy, scale, timelines } from "./timeline";

const PLACE = { room: "plenary", room_names: { en: "Plenary" }, segment: "panel", segment_names: { en: "Panel" }, day: "2017-12-04" };
const at = (clock: string) => `2017-12-04T${clock}:00Z`;

function run(segment: string, planned: [string, string], ran: [string | null, string | null], more: Partial<Run> = {}): Run {
  const [started, ended] = ran.map((clock) => (clock === null ? null : at(clock))) as [string | null, string | null];
  return { place: { ...PLACE, segment }, planned_start: at(planned[0]), planned_end: at(planned[1]), started, ended, hard_end: false, uninterpreted_since: null, ...more };
}

it("draws what was planned and what happened on one axis of whole hours", () => {
  const [line] = timelines([run("welcome", ["10:00", "11:00"], ["10:04", "11:02"]), run("panel", ["11:00", "13:00"], ["11:05", "13:06"], { hard_end: true, uninterpreted_since: at("13:00") })], 0);
  expect(line?.hours.map(({ part }) => part)).toEqual([0, 0.25, 0.5, 0.75, 1]);
  const [lane] = line?.lanes ?? [];
  expect(lane?.planned.map(({ from, to }) => [from, to])).toEqual([[0, 0.25], [0.25, 0.75]]);
  expect(lane?.actual.map(({ from }) => from)).toEqual([4 / 240, 65 / 240]);
  expect(lane?.actual[1]).toMatchObject({ to: 186 / 240, split: 0.75 });
  expect(lane?.walls).toEqual([0.75]);
});

it("draws a segment that runs until the last that is recorded, and one that ran twice as planned once", () => {
  const [line] = timelines([run("panel", ["10:00", "11:00"], ["10:00", "10:15"]), run("panel", ["10:00", "11:00"], ["10:30", null])], Date.parse(at("10:45")));
  expect(line?.lanes[0]?.planned).toHaveLength(1);
  expect(line?.lanes[0]?.actual.map(({ to }) => to)).toEqual([0.25, 0.75]);
});

it("has a line for each day of which anything began, and for no other", () => {
  const next = { ...PLACE, day: "2017-12-05" };
  expect(timelines([run("panel", ["10:00", "11:00"], ["10:00", null]), run("other", ["10:00", "11:00"], [null, null], { place: next })], 0).map(({ day }) => day)).toEqual(["2017-12-04"]);
});

it("says by how much it ended late or early", () => {
  expect(signed(lateBy(run("panel", ["10:00", "11:00"], ["10:00", "11:06"])) ?? 0)).toBe("+6:00");
  expect(signed(lateBy(run("panel", ["10:00", "11:00"], ["10:00", "10:58"])) ?? 0)).toBe("\u22122:00");
  expect(lateBy(run("panel", ["10:00", "11:00"], ["10:00", null]))).toBeNull();
});

it("begins a scale at zero, or below it where a figure is negative", () => {
  const waited = scale({ count: 3, least: 20, lower: 60, median: 90, upper: 200, most: 290 });
  expect(waited.ticks).toEqual([0, 60, 120, 180, 240, 300]);
  expect([waited.part(0), waited.part(150), waited.part(300)]).toEqual([0, 0.5, 1]);
  const off = scale({ count: 2, least: -60, lower: -60, median: 0, upper: 60, most: 60 });
  expect(off.ticks).toEqual([-60, -30, 0, 30, 60]);
  expect(off.part(0)).toBe(0.5);
  expect(scale({ count: 1, least: 0, lower: 0, median: 0, upper: 0, most: 0 }).part(0)).toBe(0);
});
