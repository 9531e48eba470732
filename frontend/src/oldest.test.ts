import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

// What the oldest browsers of README.md, Chromium 87 and Safari 14.1, do not know. Of a selector that they do not know
// they pass over the whole rule; of a declaration that they do not know, that alone.
const SELECTORS = [/:where\(/, /:has\(/, /:not\([^()]*,/, /:(?:nth-child|nth-last-child)\([^()]* of /, /:(?:dir|popover-open|modal|user-invalid|state)\b/, /(^|[{;}])\s*&/];
const RULES = [/@layer/, /@container/, /@property/, /@scope/, /@starting-style/, /@media[^{]*[<>]/];
const DECLARATIONS = [
  /[;{](?:rotate|translate|scale|aspect-ratio|field-sizing|anchor-name|view-transition-name|zoom):/,
  // With `auto` the same is shown, only sooner; `visible` is what all others do.
  /[;{]content-visibility:(?!(?:auto|visible)[;}])/,
  /(?:color-mix|oklch|oklab|lab|lch|color|light-dark|hwb|attr|round|mod|sin|cos|sqrt|pow|anchor)\([^)]*\)(?=[;}\s])(?<=[:\s,](?:color-mix|oklch|oklab|lab|lch|color|light-dark|hwb|round|mod|sin|cos|sqrt|pow|anchor)\([^)]*\))/,
  /subgrid/,
];
/** New, and of use where it is known: in the same rule the same property says before what others know. */
const TWICE = [/overflow(?:-[xy])?:clip/g, /[a-z-]+:[^;{}]*\d(?:[dsl]v[bhwi]|[dsl]vm(?:in|ax)|cq[bhwi]|cqm(?:in|ax)|lh|rlh)\b[^;{}]*/g];
const SCRIPT = [
  /static\s*\{/,
  /#\w+ in /,
  /[,{;}]#\w+\([\w$, ]*\)\s*\{/,
  /\(\?<[=!]/,
  /\.(?:toSpliced|with|withResolvers|groupBy|fromAsync|isWellFormed|toWellFormed|union|intersection|difference|symmetricDifference|isSubsetOf|isSupersetOf|isDisjointFrom)\(/,
  /\.(?:keys|values|entries)\(\)\.(?:map|filter|flatMap|toArray|some|every|find|reduce|take|drop|forEach)\(/,
  /\b(?:BroadcastChannel|requestIdleCallback|OffscreenCanvas|CompressionStream)\b/,
  /\b(?:showModal|showPopover|togglePopover|startViewTransition|moveBefore)\(/,
  /\b(?:AbortSignal\.(?:any|timeout)|URL\.canParse|Promise\.try|Response\.json|Intl\.(?:DurationFormat|supportedValuesOf)|navigator\.locks)\b/,
];
const BUILT = join(__dirname, "..", "dist", "assets");
const files = existsSync(BUILT) ? readdirSync(BUILT) : [];

/** The first of `kinds` that `text` has. */
const first = (text: string, kinds: readonly RegExp[]) => kinds.map((kind) => text.match(kind)?.[0]).find((found) => found !== undefined);

/** The rules of a style sheet, one after another, without those they stand in. */
const rulesOf = (text: string) => text.match(/[^{}]*\{[^{}]*\}/g) ?? [];

/** Declarations of `rule` that only new browsers know and that no other of the same property stands before. */
const alone = (rule: string) => {
  const said = rule.slice(rule.indexOf("{") + 1, -1).split(";");
  return said.filter((one, n) => {
    const before = said.slice(0, n).filter((other) => other.split(":")[0] === one.split(":")[0]);
    const known = before.some((other) => !TWICE.some((kind) => other.match(kind) !== null));
    return TWICE.some((kind) => one.match(kind) !== null) && !known;
  });
};

describe.skipIf(files.length === 0)("what was built", () => {
  describe.each(files.filter((name) => name.endsWith(".css")))("%s", (name) => {
    const text = readFileSync(join(BUILT, name), "utf8");
    const rules = rulesOf(text);

    it("has no style that the oldest browsers cannot read", () => {
      expect(first(text, [...SELECTORS, ...RULES, ...DECLARATIONS])).toBeUndefined();
    });

    it("gives each new property an older one before it: a browser that does not know the new one keeps the old", () => {
      expect(rules.flatMap(alone)).toEqual([]);
    });

    it("selects by :is() only where the same rule stands before it in the old way", () => {
      const old = (rule: string) => rule.replaceAll(":is(", ":-webkit-any(");
      expect(rules.filter((rule, n) => rule.includes(":is(") && !rules.slice(0, n).includes(old(rule)))).toEqual([]);
    });

    it("puts what Safari learned in 15.4 into no list of selectors with what it knew", () => {
      const lists = rules.map((rule) => rule.slice(0, rule.indexOf("{"))).filter((list) => list.includes(","));
      expect(lists.filter((list) => list.includes(":focus-visible") && !list.split(",").every((one) => one.includes(":focus-visible")))).toEqual([]);
    });
  });

  it.each(files.filter((name) => name.endsWith(".js")))("%s has no script that the oldest browsers stumble over", (name) => {
    expect(first(readFileSync(join(BUILT, name), "utf8"), SCRIPT)).toBeUndefined();
  });
});

describe("what it looks for", () => {
  it.each([
    [".a:not(.b,.c){color:red}", SELECTORS],
    [".a:has(.b){color:red}", SELECTORS],
    ["@media (width>=600px){.a{color:red}}", RULES],
    [".a{color:red;rotate:45deg}", DECLARATIONS],
    [".a{aspect-ratio:1}", DECLARATIONS],
    [".a{background:color-mix(in srgb,red,blue)}", DECLARATIONS],
    ["class A{static{A.b=1}}", SCRIPT],
    ["class A{#b(c){}}", SCRIPT],
    ['"a".match(/(?<=b)a/)', SCRIPT],
    ["new Map().keys().map(a)", SCRIPT],
  ])("finds %s", (text, kinds) => {
    expect(first(text, kinds)).toBeDefined();
  });

  it.each([".a{rotate-all:1}", "@media (max-aspect-ratio:1/1){.a{inset:0;gap:1px}}", ".a{transform:rotate(45deg) translate(1px)}", ".a{background:linear-gradient(red,blue)}"])("passes over %s", (text) => {
    expect(first(text, [...SELECTORS, ...RULES, ...DECLARATIONS])).toBeUndefined();
  });

  it.each([
    [".a{overflow:hidden;overflow:clip}", 0],
    [".a{overflow:clip}", 1],
    [".a{height:100dvb}", 1],
    [".a{height:100vh;height:100dvb}", 0],
    [".a{overflow:clip;overflow:clip}", 2],
  ])("of %s it minds %i", (rule, minded) => {
    expect(alone(rule)).toHaveLength(minded);
  });
});
