// What the members of a conference are called: delegations, or as it says itself.

import type { Words } from "./en";
import type { Code } from "./languages";
import { named, type Names } from "./names";

/** As a room tells it. Without `member` they are delegations. */
export interface Called {
  member?: Names | undefined;
  members?: Names | undefined;
  languages?: readonly string[] | undefined;
}

/** What is said in the place of "delegation": by all pages, and by those of organisers. */
const PARTS = ["unnamed", "unnamedDesk"] as const;

type Tree = { [key: string]: unknown };
const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null;

/** `base` with what `over` has in its place; neither is changed. */
function laidOver<T>(base: T, over: unknown): T {
  if (!isTree(base) || !isTree(over)) return base;
  const laid: Tree = { ...base };
  for (const [key, value] of Object.entries(over)) laid[key] = isTree(value) ? laidOver(laid[key], value) : value;
  return laid as T;
}

/** `words` without the word "delegation", and with what `called` says where a single name stands. */
export function calledOtherwise(words: Words, called: Called, code: Code): Words {
  if (!called.members) return words;
  const one = named(called.member ?? called.members, code).text;
  const several = named(called.members, code).text;
  // What only organisers' pages say may not have been loaded.
  const said = PARTS.reduce((under, part) => laidOver(under, words[part]), words);
  return "setup" in words ? laidOver(said, { setup: { tabs: { register: several }, register: { delegation: one } } }) : said;
}
