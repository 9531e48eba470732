import { describe, expect, it } from "vitest";
import { indexedDelegations, isScan, pagesOf, searchBadges, type LabelFormat } from "./badges";
import type { BadgeRow } from "../../../live/contract";

const row = (id: number, delegation: string, number: number, holder: string): BadgeRow => ({
  id, delegation, number, holder, head: number === 1, person: null, linked: false, replaced_at: null, revoked_at: null, printed_at: null, handed_over_at: null, seen: `${id}`,
});
const delegations = [
  { id: "ken", names: { en: "Kenya", ar: "كينيا", zh: "肯尼亚" }, category: "member_state", iso3: "KEN" },
  { id: "civ", names: { en: "Côte d’Ivoire" }, category: "member_state", iso3: "CIV", aliases: ["Ivory Coast"] },
] as const;
const badges = [row(1, "ken", 1, "Ms. Wanjiru Kamau"), row(2, "ken", 2, "Mr. Peter Otieno"), row(3, "ken", 3, ""), row(4, "civ", 1, "Mme Aïssata Koné"), row(5, "civ", 2, "السيدة فاطمة العلوي"), row(6, "civ", 3, "欧阳修远")];
const known = indexedDelegations(delegations as never);
const found = (typed: string) => searchBadges(badges, known, typed).map((one) => one.id);

describe("the badge desk", () => {
  it("finds people by any part of their name, in any script and without accents", () => {
    expect(found("kamau")).toEqual([1]);
    expect(found("KAM wan")).toEqual([1]);
    expect(found("aissata kone")).toEqual([4]);
    expect(found("فاطمه")).toEqual([5]);
    expect(found("修远")).toEqual([6]);
    expect(found("nobody")).toEqual([]);
    expect(found(" ")).toEqual([]);
  });

  it("finds a delegation's badges, those without a name last, and one of its people by both", () => {
    expect(found("kenya")).toEqual([1, 2, 3]);
    expect(found("肯尼亚")).toEqual([1, 2, 3]);
    expect(found("cote")).toEqual([4, 5, 6]);
    expect(found("ivory coast")).toEqual([4, 5, 6]);
    expect(found("kenya peter")).toEqual([2]);
  });

  it("tells a scan from a name that was typed", () => {
    for (const scan of ["K7PD-3MHQ-XW42", "k7pd3mhqxw42", "KKKK-MMMM-XXXX", '{"i":[2,"indico.example.org","x"]}', "https://there.example/phone/#badge=K7PD-3MHQ-XW42", "٠١٢٣-٤٥٦٧-٨٩AB"]) expect(isScan(scan), scan).toBe(true);
    for (const name of ["kamau", "Christophers", "Wanjiru Kamau", "Jean-Christop", "欧阳修远"]) expect(isScan(name), name).toBe(false);
  });

  it("counts pages, and the labels that are missing on the first one", () => {
    const format: LabelFormat = { page: "a4", columns: 2, rows: 4, width: 90, height: 60, left: 15, top: 28.5, gap_across: 0, gap_down: 0, skip: 0 };
    expect([1, 8, 9].map((count) => pagesOf(format, count))).toEqual([1, 1, 2]);
    expect(pagesOf({ ...format, skip: 7 }, 2)).toBe(2);
  });
});
