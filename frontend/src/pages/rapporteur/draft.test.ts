import { describe, expect, it } from "vitest";
import { asText, bulletsIn, merged } from "./draft";

describe("the points in what was typed", () => {
  it("are its lines, without marks and blanks", () => {
    expect(bulletsIn("- First\n\n  • Second \n* Third\n")).toEqual(["First", "Second", "Third"]);
    expect(bulletsIn(" \n")).toEqual([]);
  });

  it("come back as they were", () => expect(bulletsIn(asText(["One", "Two"]))).toEqual(["One", "Two"]));
});

it("two versions in one hold every point once, and no more than there may be", () => {
  expect(merged(["A", "B"], ["B", "C"])).toEqual(["A", "B", "C"]);
  expect(merged(Array.from({ length: 12 }, (_, n) => `${n}`), ["x"])).toHaveLength(12);
});
