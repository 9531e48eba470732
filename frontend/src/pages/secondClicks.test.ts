import { expect, it } from "vitest";
import { isDropped, type Met } from "./secondClicks";

const PUBLISH: Met<string> = { of: "the button", does: "Publish" };
const ASKS: Met<string> = { of: "the button", does: "Publish?" };
const OTHER: Met<string> = { of: "the next row's button", does: "Publish" };
const NOTHING: Met<string> = { of: null, does: "" };

it("the second click of a double click does not do another thing than the first", () => {
  for (const now of [ASKS, OTHER]) {
    expect(isDropped(2, now, PUBLISH)).toBe(true);
    expect(isDropped(2, now, NOTHING)).toBe(true);
  }
});

it("the same button may be pressed quickly again: more time, the next day, the same box", () => {
  expect(isDropped(2, PUBLISH, PUBLISH)).toBe(false);
  expect(isDropped(3, PUBLISH, PUBLISH)).toBe(false);
});

it("clicks with a pause between them, and presses by key, all count", () => {
  for (const clicks of [0, 1]) expect(isDropped(clicks, ASKS, PUBLISH)).toBe(false);
});

it("a word that is chosen by a double click is nothing that is pressed", () => {
  expect(isDropped(2, NOTHING, PUBLISH)).toBe(false);
});
