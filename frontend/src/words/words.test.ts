import { describe, expect, it } from "vitest";
import contract from "../../contract.schema.json";
import { ar } from "./ar";
import { dayOf, offsetOf, sameDay, timeOfDay } from "./dates";
import { en, type Words } from "./en";
import { es } from "./es";
import forms from "./forms.json";
import { fr } from "./fr";
import { asLanguage, choose, LANGUAGES, ownName } from "./languages";
import { named } from "./names";
import { ru } from "./ru";
import { say } from "./say";
import { zh } from "./zh";

const all: Record<(typeof LANGUAGES)[number], Words> = { ar, en, es, fr, ru, zh };
const others = LANGUAGES.filter((code) => code !== "en");

type Phrase = string | ((values: never) => string);

/** Phrases that a number only puts into the plural. */
const withoutNumber = ["moderatedBy"];

/** Every phrase by its path, unsaid. */
function unsaid(part: unknown, path = ""): [string, Phrase][] {
  if (typeof part === "string" || typeof part === "function") return [[path, part as Phrase]];
  return Object.entries(part as object).flatMap(([key, value]) => unsaid(value, path ? `${path}.${key}` : key));
}

/** Stands for the values of a phrase: one text or number, or several by name. Notes under which names it is asked. */
function values(number: number, asked = new Set<string>()) {
  const plain = (hint: string) => (hint === "number" ? number : `<${number}>`);
  const named = (key: string) => (asked.add(key), `<${key}>`);
  const stand = new Proxy({}, { get: (_, key) => (key === Symbol.toPrimitive ? plain : named(String(key))) });
  return { stand: stand as never, asked };
}

/** Every phrase by its path; phrases with a number are said with 1, 2, 3 and 11. */
function phrases(part: unknown): [string, string][] {
  return unsaid(part).flatMap(([path, phrase]): [string, string][] =>
    typeof phrase === "string" ? [[path, phrase]] : [1, 2, 3, 11].map((n) => [`${path}(${n})`, phrase(values(n).stand)]),
  );
}

describe.each(others)("%s", (code) => {
  const words = new Map(phrases(all[code]));

  it("says everything, and leaves nothing empty", () => {
    expect([...words.keys()].sort()).toEqual([...new Map(phrases(en)).keys()].sort());
    for (const [path, phrase] of words) expect(phrase.trim(), path).not.toBe("");
  });

  it("keeps no English sentence", () => {
    const english = new Map(phrases(en));
    const same = [...words].filter(([path, phrase]) => phrase === english.get(path) && phrase.includes(" "));
    expect(same.map(([path]) => path).filter((path) => !/colon|addTime|takeTime|tomorrowOrLater|moderator\.minutes|(desk|moderator)\.minutes/.test(path))).toEqual([]);
  });
});

describe.each(LANGUAGES)("%s", (code) => {
  it("says each value once, whatever the order of its sentence", () => {
    const english = new Map(unsaid(en));
    for (const [path, phrase] of unsaid(all[code])) {
      if (typeof phrase === "string") continue;
      const { stand, asked } = values(7);
      const said = phrase(stand);
      const inEnglish = values(7);
      (english.get(path) as (given: never) => string)(inEnglish.stand);
      expect([...asked].sort(), path).toEqual([...inEnglish.asked].sort());
      for (const name of asked) expect(said.split(`<${name}>`).length - 1, `${path}: ${name}`).toBe(1);
      if (asked.size === 0) expect(said.match(/7/g)?.length ?? 0, path).toBeLessThanOrEqual(1);
      if (asked.size === 0 && !said.includes("7")) expect(withoutNumber, path).toContain(path);
    }
  });
});

describe("a phrase with values", () => {
  it("is filled by name, each value an island", () => {
    expect(say("{who}, {time}: {who}")({ time: "10:00", who: "Perú" })).toBe("\u2068Perú\u2069, \u206810:00\u2069: \u2068Perú\u2069");
    expect(say("{name} {name}")("Côte d’Ivoire")).toBe("\u2068Côte d’Ivoire\u2069 \u2068Côte d’Ivoire\u2069");
    expect(say("by {name}")("$& {name}")).toBe("by \u2068$& {name}\u2069");
  });

  it("is a type error where a value is missing, is called by another name, or where none is expected", () => {
    const both = say("{who}, {time}");
    // @ts-expect-error a value is missing
    const missing = () => both({ who: "Perú" });
    // @ts-expect-error one value of two
    const one = () => both("Perú");
    // @ts-expect-error another name than in English
    const renamed: Words["onBehalfOf"] = say("Au nom de : {nom}");
    // @ts-expect-error one value too many
    const more: Words["onBehalfOf"] = say("{name} {time}");
    // @ts-expect-error no value at all
    const none: Words["onBehalfOf"] = say("Au nom de");
    // @ts-expect-error a plain text
    const plain: Words["onBehalfOf"] = "Au nom de {name}";
    expect([missing, one, renamed, more, none, plain]).toHaveLength(6);
  });
});

it("every reason the server may give has words", () => {
  const reasons = contract.$defs.Reason.enum;
  for (const words of Object.values(all)) expect(Object.keys(words.refusals)).toEqual(expect.arrayContaining(reasons));
});

describe("counting", () => {
  it("follows each language", () => {
    expect([1, 2, 3, 4, 11, 21, 22, 112].map(en.phone.place)).toEqual([
      "1st on the list", "2nd on the list", "3rd on the list", "4th on the list",
      "11th on the list", "21st on the list", "22nd on the list", "112th on the list",
    ]);
    expect([1, 2].map(fr.phone.place)).toEqual(["1er sur la liste", "2e sur la liste"]);
    expect([1, 2, 5, 21].map(ru.phone.before)).toEqual([
      "перед вами 1 делегация", "перед вами 2 делегации", "перед вами 5 делегаций", "перед вами 21 делегация",
    ]);
    expect([1, 2, 3, 11, 100].map(ar.phone.before)).toEqual([
      "وفد واحد قبلكم", "وفدان قبلكم", "3 وفود قبلكم", "11 وفدًا قبلكم", "100 وفد قبلكم",
    ]);
  });
});

describe.each(LANGUAGES)("the forms that translators of %s are asked for", (code) => {
  it.each(["cardinal", "ordinal"] as const)("are those that its %s numbers take", (type) => {
    const rules = new Intl.PluralRules(code, { type });
    const taken = new Map<string, number[]>();
    // No number on a screen comes near a million, where French and Spanish have one form more.
    for (let number = type === "ordinal" ? 1 : 0; number <= 2000; number++) {
      taken.set(rules.select(number), [...(taken.get(rules.select(number)) ?? []), number]);
    }
    for (const [form, examples] of Object.entries<string>(forms[code][type])) {
      const numbers = taken.get(form) ?? [];
      const named = (examples.match(/\d+/g) ?? []).map(Number);
      expect(numbers, form).toEqual(expect.arrayContaining(named));
      if (!examples.endsWith("…")) expect(numbers, form).toEqual(named);
    }
    expect(Object.keys(forms[code][type])).toEqual(expect.arrayContaining([...taken.keys(), "other"]));
  });
});

describe("the language of a page", () => {
  it("is called as it calls itself, small where that is its rule; another by its tag", () => {
    expect(["fr", "fr-CH", "es", "ru", "en", "ar", "zh-Hans", "pt"].map(ownName)).toEqual(["français", "français", "español", "русский", "English", "العربية", "中文", "pt"]);
  });

  it("is the first wish that is an official language", () => {
    expect(choose([null, "de-CH", "fr-CH", "en"])).toBe("fr");
    expect(choose(["zh-Hans-CN"])).toBe("zh");
    expect(choose([])).toBe("en");
    expect(asLanguage("arc")).toBeNull();
  });

  it("falls back to English for a name that has no other", () => {
    expect(named({ en: "Kenya", ar: "كينيا" }, "ar")).toEqual({ text: "كينيا", lang: "ar" });
    expect(named({ en: "Kenya" }, "ar")).toEqual({ text: "Kenya", lang: "en" });
    expect(named({ es: "Kenia" }, "ar")).toEqual({ text: "Kenia", lang: "es" });
  });
});

describe("dates", () => {
  const OPENING = "2017-12-04T16:00:00.000Z";

  it("are those of the venue, wherever the reader is", () => {
    for (const code of LANGUAGES) expect(timeOfDay(OPENING, "America/Mexico_City", code)).toBe("10:00");
    expect(timeOfDay(OPENING, "America/Mazatlan", "en")).toBe("09:00");
    expect(offsetOf(OPENING, "America/Mexico_City")).toBe("GMT−6");
  });

  it("know the day at the venue", () => {
    expect(dayOf(OPENING, "America/Mexico_City", "fr")).toBe("lundi 4 décembre");
    expect(sameDay("2017-12-05T05:59:00.000Z", OPENING, "America/Mexico_City")).toBe(true);
    expect(sameDay("2017-12-05T06:00:00.000Z", OPENING, "America/Mexico_City")).toBe(false);
  });
});
