import { describe, expect, it } from "vitest";
import type { ControlView, RequestShown } from "../../live/contract";
import { DrawnRows, rowsOf, type Row } from "./rows";

const request = (delegation: string, more: object = {}) => ({ speaker: { names: { en: delegation }, delegation }, ...more }) as unknown as RequestShown;

function viewOf(waiting: Record<string, RequestShown>, limit = 120): ControlView {
  const phases = [{ serves_list: true, time_limit: limit }];
  return { rundown: { segments: { panel: { phases } } }, list: { segment: "panel", order: Object.keys(waiting), waiting } } as unknown as ControlView;
}

const byId = (rows: Row[]) => new Map(rows.map((row) => [row.id, row]));
const drawn = { about: (place: number) => `11:0${place}`, codes: new Map([["nga", "NGA"]]), fit: 1, cut: true, stop: "r2", isSeen: (n: number) => n < 1 };
const waiting = { r1: request("nga"), r2: request("ken", { allotted: 150 }), r3: request("per", { allotted: 60 }) };

describe("the rows of the list", () => {
  it("say who, about when, and what is special", () => {
    expect(rowsOf(viewOf(waiting), drawn, new Map())).toEqual([
      { id: "r1", place: 1, about: "11:01", request: waiting.r1, code: "NGA", after: false, cut: false, extra: 0, stops: false, seen: true },
      { id: "r2", place: 2, about: "11:02", request: waiting.r2, code: undefined, after: true, cut: true, extra: 30, stops: true, seen: false },
      { id: "r3", place: 3, about: "11:03", request: waiting.r3, code: undefined, after: true, cut: false, extra: 0, stops: false, seen: false },
    ]);
    expect(rowsOf({ rundown: { segments: {} } } as unknown as ControlView, drawn, new Map())).toEqual([]);
  });

  it("are the same objects as before where they show the same", () => {
    const before = rowsOf(viewOf(waiting), drawn, new Map());
    const after = rowsOf(viewOf({ ...waiting, r3: request("per"), r4: request("fji") }), drawn, byId(before));
    expect(after.map((row, n) => row === before[n])).toEqual([true, true, false, false]);
  });
});

describe("what is drawn of them", () => {
  const rows = (many: number, about: string, isSeen = (n: number) => n < 3) =>
    rowsOf(viewOf(Object.fromEntries(Array.from({ length: many }, (_, n) => [`r${n}`, waiting.r1]))), { ...drawn, about: () => about, isSeen }, new Map());
  const states = (those: Row[]) => those.map(({ about }) => about).join("");

  it("is at once the rows that can be seen, and all new ones; the others follow, a few in each frame", () => {
    const list = new DrawnRows();
    expect(states(list.next(rows(8, "a"), 2))).toBe("aaaaaaaa");
    expect(list.behind).toBe(false);
    const now = rows(9, "b");
    expect(states(list.next(now, 2))).toBe("bbbaaaaab");
    expect(list.behind).toBe(true);
    expect(states(list.next(now, 2))).toBe("bbbbbaaab");
    expect(states(list.next(now, 2))).toBe("bbbbbbbab");
    expect(states(list.next(now, 2))).toBe("bbbbbbbbb");
    expect(list.behind).toBe(false);
  });

  it("is always in the present order, without those who are gone", () => {
    const list = new DrawnRows();
    const [first, second, third] = rows(3, "a", () => false);
    if (!first || !second || !third) throw new Error("three were asked for");
    list.next([first, second, third], 1);
    const moved = { ...third, place: 1 };
    expect(list.next([moved, second], 1)).toEqual([third, second]);
    expect(list.behind).toBe(true);
  });
});
