import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");

/** The colours of each theme: the first block is light, the second dark, the third dark again by the system's wish. */
const themes = css
  .split(/\{(?=[^{}]*--ground)/)
  .slice(1)
  .map((block) => Object.fromEntries([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value])));

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string | undefined, other: string | undefined): number {
  const [dark, light] = [luminance(one ?? "#777777"), luminance(other ?? "#777777")].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const PAIRS = [
  ["ink", "ground"], ["ink", "surface"], ["ink", "sunk"], ["ink", "accent-soft"], ["ink-soft", "ground"],
  ["ink-soft", "surface"], ["ink-soft", "sunk"], ["accent", "ground"], ["accent", "surface"], ["accent-ink", "accent"],
  ["running", "ground"], ["warning", "ground"], ["standing", "ground"], ["danger", "danger-ground"],
  ["over", "over-ground"], ["fault", "fault-ground"],
] as const;

describe.each([["light", themes[0]], ["dark", themes[1]]] as const)("%s", (_, theme) => {
  it.each(PAIRS)("%s on %s is 7:1 or better", (text, ground) => {
    expect(contrast(theme?.[text], theme?.[ground])).toBeGreaterThanOrEqual(7);
  });
});

it("the dark theme is the same, chosen on the page or by the system", () => {
  expect(themes).toHaveLength(3);
  expect(themes[2]).toEqual(themes[1]);
});
