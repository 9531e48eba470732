import { expect, it } from "vitest";
import { ar } from "./ar";
import { calledOtherwise } from "./called";
import { en, type Words } from "./en";
import { en as short } from "./en?public";
import { unnamed } from "./en?unnamed";
import { es } from "./es";
import { fr } from "./fr";
import { ru } from "./ru";
import { zh } from "./zh";

const all: Record<string, Words> = { ar, en, es, fr, ru, zh };
const called = { member: { en: "Senator" }, members: { en: "Senators" } };

/** Every path of a phrase, and what kind of phrase is there. */
function paths(part: unknown, at = ""): [string, string][] {
  if (typeof part !== "object" || part === null) return [[at, typeof part]];
  return Object.entries(part).flatMap(([key, value]) => paths(value, at ? `${at}.${key}` : key));
}

function said(words: unknown): string[] {
  const any = new Proxy({}, { get: (_, key) => (key === Symbol.toPrimitive ? (hint: string) => (hint === "number" ? 2 : "X") : "X") });
  return paths(words).map(([path]) => {
    const phrase = path.split(".").reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], words);
    return typeof phrase === "function" ? String(phrase(any)) : String(phrase);
  });
}

it("what is said in the place of a phrase is where that phrase is, and of its kind, in every language", () => {
  for (const words of Object.values(all)) {
    const known = new Map(paths(words));
    for (const part of [words.unnamed, words.unnamedDesk]) for (const [path, kind] of paths(part)) expect([path, known.get(path)]).toEqual([path, kind]);
    expect(paths(words.unnamed)).toEqual(paths(en.unnamed));
    expect(paths(words.unnamedDesk)).toEqual(paths(en.unnamedDesk));
  }
});

it("pages speak of no delegation where a conference calls its members otherwise", async () => {
  const spoken = await calledOtherwise(en, called, "en");
  const parts = Object.fromEntries(Object.entries(spoken).filter(([part]) => !["unnamed", "unnamedDesk", "conferenceSettings", "firstStart"].includes(part)));
  // Ranks and the categories of the United Nations are offered to nobody there.
  const rest = said({ ...parts, desk: { ...spoken.desk, ranks: {}, categories: {} } });
  expect(rest.filter((text) => /delegation|\bStates?\b/.test(text))).toEqual([]);
  expect(spoken.setup.tabs.register).toBe("Senators");
  expect(said(await calledOtherwise(en, {}, "en")).some((text) => text.includes("delegation"))).toBe(true);
});

it("a page of the public fetches the same texts by themselves", async () => {
  expect(said(unnamed)).toEqual(said(en.unnamed));
  expect((await calledOtherwise(short, called, "en")).phone.noRequests).toBe(en.unnamed.phone.noRequests);
});
