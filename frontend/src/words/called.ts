// What the members of a conference are called: delegations, or as it says itself. Fetched only where it says so.

import type { Words } from "./en";
import type { Code } from "./languages";
import { named, type Names } from "./names";

/** As a room tells it. Without `member` they are delegations. */
export interface Called {
  member?: Names | undefined;
  members?: Names | undefined;
  languages?: readonly string[] | undefined;
}

/** Of pages that come without organisers' words. */
const unnamedSources: Record<Code, () => Promise<unknown>> = {
  ar: async () => (await import("./ar?unnamed")).unnamed,
  en: async () => (await import("./en?unnamed")).unnamed,
  es: async () => (await import("./es?unnamed")).unnamed,
  fr: async () => (await import("./fr?unnamed")).unnamed,
  ru: async () => (await import("./ru?unnamed")).unnamed,
  zh: async () => (await import("./zh?unnamed")).unnamed,
};

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
export async function calledOtherwise(words: Words, called: Called, code: Code): Promise<Words> {
  if (!called.members) return words;
  // The words of a public page are without what only organisers' pages say, and without this.
  if (!("unnamed" in words)) return laidOver(words, await unnamedSources[code]());
  const { unnamed, unnamedDesk } = words as Words;
  const register = { tabs: { register: named(called.members, code).text }, register: { delegation: named(called.member ?? called.members, code).text } };
  return [unnamed, unnamedDesk, { setup: register }].reduce<Words>((under, over) => laidOver(under, over), words);
}
