import { describe, expect, it } from "vitest";
import type { PhoneView } from "../../live/contract";
import { en } from "../../words/en";
import { claimed, claimOf } from "./claims.svelte";
import { fatesOf, inWords } from "./fates";

const ROOM = { id: "plenary", names: { en: "Plenary" }, zone: "America/Mexico_City", conference: { en: "C" } };
const AT = "2017-12-04T17:00:00.000Z";
const NOW = Date.parse(AT) + 60_000;

const view = (over: Partial<PhoneView>): PhoneView => ({ room: ROOM, ...over });
const words = (over: Partial<PhoneView>, now = NOW) => fatesOf(view(over), "ken", now).map((one) => inWords(one, en, "en", { badge: 1, colleagues: { 3: "Amina Otieno" } }).replace(/[\u2066-\u2069]/g, ""));

describe("what became of a request", () => {
  it.each([
    ["removed", "The secretariat took your request off the list"],
    ["withdrawn", "Your delegation withdrew the request"],
    ["spoke", "You have spoken"],
    ["set_aside", "Your request was set aside. Please ask the secretariat."],
  ] as const)("%s is said", (became, says) => {
    expect(words({ fates: { r1: { delegation: "ken", became, at: AT } } })).toEqual([says]);
  });

  it.each([
    [1, "by you"],
    [2, "badge 2"],
    [3, "Amina Otieno"],
  ])("names the colleague with badge %i who gave it up", (by, who) => {
    for (const became of ["withdrawn", "passed", "ceded"] as const) {
      expect(words({ fates: { r1: { delegation: "ken", became, at: AT, by } } })[0]).toMatch(new RegExp(` · ${who}$`));
    }
  });

  it("is said to its delegation only, and not for ever", () => {
    const fates = { r1: { delegation: "fji", became: "removed" as const, at: AT } };
    expect(words({ fates })).toEqual([]);
    expect(fatesOf(view({ fates }), "fji", NOW)).toHaveLength(1);
    expect(fatesOf(view({ fates }), "fji", NOW + 3_600_000)).toEqual([]);
  });

  it("says where it went", () => {
    const fates = { r1: { delegation: "ken", became: "carried_over" as const, at: AT, to: { en: "Panel 2" } } };
    expect(words({ fates })).toEqual(["Your request was moved to the list of Panel 2"]);
    expect(words({ fates: { r1: { delegation: "ken", became: "ceded", at: AT } } })).toEqual(["Your place went to another delegation"]);
  });

  it("of a point of order names it", () => {
    const fates = { r1: { delegation: "ken", became: "dismissed" as const, at: AT, kind: "point_of_order" as const } };
    expect(words({ fates })[0]).toBe(`${en.kinds.point_of_order}: not accepted by the chair`);
  });

  it("is that it was not reached when its segment ended", () => {
    const others = { "panel-1": { names: { en: "Panel 1" }, ended_at: AT, requests: { r4: "ken", r5: "fji" } } };
    expect(words({ others })).toEqual(["Panel 1 ended before your turn came"]);
  });

  it("is that it waits on another list, said once when it was carried there", () => {
    const others = { "panel-2": { names: { en: "Panel 2" }, requests: { r4: "ken" } } };
    const fates = { r4: { delegation: "ken", became: "carried_over" as const, at: AT, to: { en: "Panel 2" } } };
    expect(words({ others, fates })).toEqual(["You are on the list of Panel 2"]);
  });

  it("needs no words while the delegation has the floor", () => {
    const floor = { id: "r1", speaker: { names: { en: "Kenya" }, delegation: "ken" }, called_at: AT };
    const fates = { r1: { delegation: "ken", became: "called" as const, at: AT } };
    expect(words({ fates, floor })).toEqual([]);
    expect(words({ fates, floor: { ...floor, speaker: { names: { en: "Secretariat" } } } })).toEqual([en.phone.became.called]);
  });
});

describe("a claimed capacity", () => {
  const shelf = () => {
    const kept = new Map<string, string>();
    return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, text: string) => void kept.set(key, text) };
  };

  it("is known to the device that claimed it, room by room", () => {
    const store = shelf();
    claimed("plenary", 7, { capacity: "group", on_behalf_of: "G77" }, store);
    expect(claimOf("plenary", "r7", store)).toEqual({ capacity: "group", on_behalf_of: "G77" });
    expect(claimOf("breakout-1", "r7", store)).toBeUndefined();
  });

  it("is forgotten where nothing can be kept, without harm", () => {
    const broken = { getItem: () => "{", setItem: () => {} };
    claimed("plenary", 7, { capacity: "group" }, broken);
    expect(claimOf("plenary", "r7", broken)).toBeUndefined();
  });
});
