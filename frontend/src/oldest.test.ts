import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

// What the oldest browsers of README.md, Chromium 87 and Safari 14.1, do not know, and cannot pass over.
const CSS = [/:where\(/, /:has\(/, /@layer/, /@container/, /color-mix\(/, /@property/, /(^|[{;}])\s*&/];
const SCRIPT = [/static\s*\{/, /#\w+ in /, /\.(toSpliced|withResolvers|groupBy|fromAsync)\(/];
const BUILT = join(__dirname, "..", "dist", "assets");
const files = existsSync(BUILT) ? readdirSync(BUILT) : [];

describe.skipIf(files.length === 0)("what was built", () => {
  it.each(files.filter((name) => name.endsWith(".css")))("%s has no style that the oldest browsers stumble over", (name) => {
    const text = readFileSync(join(BUILT, name), "utf8");
    for (const unknown of CSS) expect(text.match(unknown)?.[0], String(unknown)).toBeUndefined();
    // Written twice where it is new: who does not know the second keeps the first.
    if (text.includes("dvb")) expect(text).toMatch(/block-size:\d+vh/);
  });

  it.each(files.filter((name) => name.endsWith(".js")))("%s has no syntax that the oldest browsers stumble over", (name) => {
    const text = readFileSync(join(BUILT, name), "utf8");
    for (const unknown of SCRIPT) expect(text.match(unknown)?.[0], String(unknown)).toBeUndefined();
  });
});
