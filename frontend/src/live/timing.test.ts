import { describe, expect, it } from "vitest";
import { asClock, elapsed, read, secondsLeft, thresholds, untilNextFlip, untilNextMinute } from "./timing";

const START = "2017-12-04T17:00:00.250Z";
const at = (seconds: number) => Date.parse(START) + seconds * 1000;
const twoMinutes = { allotted: 120, runs_from: START };

describe("a clock that runs", () => {
  it("shows the whole time until the first second has passed", () => {
    expect(secondsLeft(twoMinutes, at(0))).toBe(120);
    expect(secondsLeft(twoMinutes, at(0.999))).toBe(120);
    expect(secondsLeft(twoMinutes, at(1))).toBe(119);
  });

  it("reaches zero exactly when the time is used, and says so", () => {
    expect(read(twoMinutes, at(119.999))).toMatchObject({ seconds: 1, stage: "danger" });
    expect(read(twoMinutes, at(120))).toMatchObject({ seconds: 0, stage: "over", used: 1 });
    expect(read(twoMinutes, at(155))).toMatchObject({ seconds: -35, stage: "over" });
  });

  it("warns before the end, and long turns earlier", () => {
    expect(thresholds(120)).toEqual({ warning: 30, danger: 10 });
    expect(thresholds(300)).toEqual({ warning: 60, danger: 30 });
    expect(thresholds(20)).toEqual({ warning: 20, danger: 10 });
    expect(read(twoMinutes, at(89)).stage).toBe("running");
    expect(read(twoMinutes, at(90)).stage).toBe("warning");
    expect(read(twoMinutes, at(110)).stage).toBe("danger");
  });

  it("never shows more than the allotted time, even if the clocks disagree", () => {
    expect(secondsLeft(twoMinutes, at(-5))).toBe(120);
    expect(elapsed(twoMinutes, at(-5))).toBe(0);
  });
});

describe("a clock that stands", () => {
  it("shows the allotted time before it starts", () => {
    expect(read({ allotted: 120 }, at(500))).toMatchObject({ seconds: 120, stage: "none", started: false });
    expect(untilNextFlip({ allotted: 120 }, at(1))).toBeNull();
  });

  it("keeps what was left while it is paused", () => {
    const paused = { ...twoMinutes, paused_at: "2017-12-04T17:00:50.250Z" };
    expect(read(paused, at(3000))).toMatchObject({ seconds: 70, paused: true });
    expect(untilNextFlip(paused, at(3000))).toBeNull();
  });

  it("goes on from there when a pause has moved its start", () => {
    const resumed = { allotted: 120, runs_from: "2017-12-04T17:10:00.250Z" };
    expect(secondsLeft(resumed, Date.parse("2017-12-04T17:10:50.250Z"))).toBe(70);
  });
});

describe("a clock without an end", () => {
  it("counts up", () => {
    expect(read({ runs_from: START }, at(61.5))).toMatchObject({ seconds: 61, countsUp: true, used: null });
  });

  it("counts a guide up too, and never calls it over", () => {
    const guide = { allotted: 120, guide: true, runs_from: START };
    expect(read(guide, at(61))).toMatchObject({ seconds: 61, countsUp: true, stage: "running" });
    expect(read(guide, at(600))).toMatchObject({ seconds: 600, stage: "warning" });
  });
});

describe("redrawing", () => {
  it("falls due exactly when the next second shows", () => {
    for (const now of [0, 0.001, 0.4, 0.999, 1, 119.25, 130.75]) {
      const wait = untilNextFlip(twoMinutes, at(now)) ?? Number.NaN;
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(1000);
      expect(secondsLeft(twoMinutes, at(now) + wait - 1)).toBe(secondsLeft(twoMinutes, at(now)));
      expect(secondsLeft(twoMinutes, at(now) + wait)).toBe((secondsLeft(twoMinutes, at(now)) ?? 0) - 1);
    }
  });

  it("of a wall clock falls due with the minute", () => {
    expect(untilNextMinute(Date.parse("2017-12-04T17:00:59.900Z"))).toBe(100);
    expect(untilNextMinute(Date.parse("2017-12-04T17:00:00.000Z"))).toBe(60_000);
  });
});

describe("printing", () => {
  it.each([
    [120, "2:00"],
    [9, "0:09"],
    [0, "0:00"],
    [-35, "+0:35"],
    [-600, "+10:00"],
    [3725, "1:02:05"],
  ])("%d is %s", (seconds, text) => {
    expect(asClock(seconds)).toBe(text);
  });
});
