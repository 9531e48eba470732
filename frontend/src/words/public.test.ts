import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { OF_ORGANISERS } from "./parts";
import { en } from "./en";
import { en as short } from "./en?public";

const PAGES = join(import.meta.dirname, "../pages");
const SAYS = new RegExp(`\\b(?:words|w)\\.(?:${OF_ORGANISERS.join("|")})\\b`);

/** Every file of ours that `file` needs, now or later. */
function needed(file: string, seen = new Map<string, string>()): Map<string, string> {
  const there = [file, `${file}.ts`].find((name) => existsSync(name) && /\.(ts|svelte)$/.test(name));
  if (there === undefined || seen.has(there)) return seen;
  const text = readFileSync(there, "utf8");
  seen.set(there, text);
  for (const [, name] of text.matchAll(/(?:from |import\(|import )"(\.[^"?]+)"/g)) needed(join(dirname(there), name ?? ""), seen);
  return seen;
}

describe.each(["hall", "phone"])("the %s, which a whole room loads at once,", (page) => {
  const files = needed(join(PAGES, page, "main.ts"));

  it("comes without the words of organisers' pages", () => {
    expect(files.get(join(PAGES, page, "main.ts"))).toContain('"public"');
  });

  it("says none of them", () => {
    expect(files.size).toBeGreaterThan(15);
    expect([...files].filter(([, text]) => SAYS.test(text)).map(([name]) => name)).toEqual([]);
  });
});

it("the short words are the words without those parts", () => {
  const parts = Object.keys(en).filter((part) => !(OF_ORGANISERS as readonly string[]).includes(part));
  expect(Object.keys(short)).toEqual(parts);
  expect(JSON.stringify(short.refusals)).toBe(JSON.stringify(en.refusals));
});
