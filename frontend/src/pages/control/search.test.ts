import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { DelegationListed } from "../../live/contract";
import { clearest, folded, indexed, search } from "./search";

/** The rows of a table of the register, by column. */
function table(name: string): Record<string, string>[] {
  const text = readFileSync(new URL(`../../../../live/programme/${name}`, import.meta.url), "utf8");
  const [heading, ...rows] = text.trimEnd().split("\n").map(cells);
  return rows.map((row) => Object.fromEntries((heading ?? []).map((column, n) => [column, row[n] ?? ""])));
}

const cells = (line: string) =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "");

const others = new Map(table("aliases.csv").map(({ id, ...columns }) => [id, Object.values(columns).flatMap((names) => names.split("|").filter(Boolean))]));

const register: DelegationListed[] = [...table("states.csv"), ...table("organisations.csv")].map((row) => ({
  id: row["id"] ?? "",
  names: Object.fromEntries(["en", "fr", "es", "ru", "zh", "ar"].map((language) => [language, row[language] ?? ""]).filter(([, name]) => name)),
  category: row["category"] ?? "",
  ...(row["iso3"] ? { iso3: row["iso3"] } : {}),
  aliases: others.get(row["id"] ?? "") ?? [],
}));
const index = indexed(register);

const first = (typed: string) => search(index, typed)[0]?.id;
const sure = (typed: string) => clearest(index, typed)?.id;

/** Names that several delegations go by: whoever types one has to choose. */
const SHARED: Record<string, string[]> = {
  au: ["african-union", "aus"],
  ua: ["african-union", "ukr"],
  cndh: ["cndh-mexico", "cndh-morocco"],
  congo: ["cod", "cog"],
  конго: ["cod", "cog"],
  刚果: ["cod", "cog"],
  الكونغو: ["cod", "cog"],
};

describe("the register", () => {
  it("is read whole", () => {
    expect(register.filter(({ iso3 }) => iso3)).toHaveLength(197);
    expect(register.every(({ names, aliases }) => names["en"] && aliases && aliases.length > 0)).toBe(true);
  });

  it.each(register.map((delegation) => [delegation.id, delegation] as const))("finds %s first, by each of its names", (id, { names, aliases, iso3 }) => {
    for (const typed of [...Object.values(names), ...(aliases ?? []), ...(iso3 ? [iso3] : [])]) {
      const shared = SHARED[folded(typed)];
      if (shared === undefined) expect([typed, first(typed), sure(typed)]).toEqual([typed, id, id]);
      else expect([typed, search(index, typed).slice(0, 2).map((found) => found.id).sort(), sure(typed)]).toEqual([typed, shared, undefined]);
    }
  });

  it("finds every delegation that shares a name", () => {
    for (const [typed, owners] of Object.entries(SHARED)) {
      expect(search(index, typed).map(({ id }) => id)).toEqual(expect.arrayContaining(owners));
    }
  });

  it("is not searched by a name that several States begin with", () => {
    for (const typed of ["korea", "corée", "guin", "saint", "united", "rep", "republic of", "k", "共和国", "جمهورية"]) {
      expect([typed, sure(typed)]).toEqual([typed, undefined]);
      expect(search(index, typed).length).toBeGreaterThan(1);
    }
  });
});

describe("what people type", () => {
  it.each([
    ["uk", "gbr"], ["U.K.", "gbr"], ["ＵＫ", "gbr"], ["Britain", "gbr"], ["great britain", "gbr"], ["ukr", "ukr"],
    ["iom", "iom"], ["OIM", "iom"], ["МОМ", "iom"], ["WHO", "world-health-organization"], ["ВОЗ", "world-health-organization"],
    ["usa", "usa"], ["U.S.A.", "usa"], ["EE. UU.", "usa"], ["ee.uu.", "usa"], ["EEUU", "usa"], ["США", "usa"], ["美国", "usa"], ["أمريكا", "usa"],
    ["russia", "rus"], ["РФ", "rus"], ["north korea", "prk"], ["South  Korea", "kor"], ["ROK", "kor"], ["S. Korea", "kor"], ["n korea", "prk"], ["Korea, Republic of", "kor"], ["dprk", "prk"], ["韩国", "kor"],
    ["ivory coast", "civ"], ["cote d'ivoire", "civ"], ["COTE D’IVOIRE", "civ"], ["burma", "mmr"], ["swaziland", "swz"], ["Czech Republic", "cze"],
    ["turkey", "tur"], ["turkiye", "tur"], ["cape verde", "cpv"], ["macedonia", "mkd"], ["vatican", "vat"], ["palestine", "pse"],
    ["bolivia", "bol"], ["iran", "irn"], ["laos", "lao"], ["syria", "syr"], ["tanzania", "tza"], ["venezuela", "ven"], ["vietnam", "vnm"],
    ["viet-nam", "vnm"], ["moldova", "mda"], ["micronesia", "fsm"], ["drc", "cod"], ["RDC", "cod"], ["zaire", "cod"], ["brazzaville", "cog"],
    ["uae", "are"], ["EAU", "are"], ["ОАЭ", "are"], ["niger", "ner"], ["nigeria", "nga"], ["guinea", "gin"], ["guinea bissau", "gnb"],
    ["png", "png"], ["st lucia", "lca"], ["St.Lucia", "lca"], ["holland", "nld"], ["mali", "mli"], ["sudan", "sdn"], ["dominica", "dma"],
    ["ke", "ken"], ["KEN", "ken"], ["kenia", "ken"], ["الأُردن", "jor"], ["الاردن", "jor"], ["اردن", "jor"], ["الســعودية", "sau"], ["سعودية", "sau"],
    ["беларусь", "blr"], ["Белоруссия", "blr"], ["Объединённые Арабские Эмираты", "are"], ["eu", "european-union"], ["ue", "european-union"],
    ["\u200euk\u200f", "gbr"], ["republic of kenya", "ken"], ["République du Kenya", "ken"], ["肯尼亚共和国", "ken"],
  ])("%s is %s", (typed, id) => expect([first(typed), sure(typed)]).toEqual([id, id]));

  it("finds nobody where it is nobody's name", () => {
    for (const typed of ["", " ", ".", "’", "\u200b", "xyzzy"]) expect([search(index, typed), sure(typed)]).toEqual([[], undefined]);
  });
});
