import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { isComposing } from "./keyboard";

const SOURCES = join(__dirname, "..");
/** Any key at all shows the pointer and the menu of a wall: it means nothing else there. */
const MEANS_NOTHING = ["ScreenMenu.svelte"];

it("a key that an input method takes is told by either sign", () => {
  expect(isComposing({ isComposing: true, keyCode: 13 })).toBe(true);
  expect(isComposing({ isComposing: false, keyCode: 229 })).toBe(true);
  expect(isComposing({ isComposing: false, keyCode: 13 })).toBe(false);
});

it("every component that listens to keys asks whether a word is being composed", () => {
  const listening = readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".svelte") && !MEANS_NOTHING.some((known) => name.endsWith(known)))
    .filter((name) => /onkey(down|up|press)|addEventListener\("key/.test(readFileSync(join(SOURCES, name), "utf8")));
  expect(listening.length).toBeGreaterThan(1);
  for (const name of listening) {
    const text = readFileSync(join(SOURCES, name), "utf8");
    const handlers = text.match(/onkey(?:down|up|press)=/g)?.length ?? 0;
    const asked = text.match(/isComposing\(event\)/g)?.length ?? 0;
    expect(asked, name).toBeGreaterThanOrEqual(Math.min(handlers, 1));
  }
});
