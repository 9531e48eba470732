import { describe, expect, it } from "vitest";
import { mergePatch, untabled, type Json } from "./patch";

const cases: [string, Json, Json, Json][] = [
  ["a new value replaces the old", { hall: "A" }, { hall: "B" }, { hall: "B" }],
  ["a new name joins the others", { hall: "A" }, { seats: 4 }, { hall: "A", seats: 4 }],
  ["null takes a name away", { hall: "A" }, { hall: null }, {}],
  ["null takes one away and leaves the rest", { hall: "A", seats: 4 }, { hall: null }, { seats: 4 }],
  ["a list gives way to a word", { hall: ["A"] }, { hall: "B" }, { hall: "B" }],
  ["a word gives way to a list", { hall: "B" }, { hall: ["A"] }, { hall: ["A"] }],
  ["objects are merged in depth", { hall: { name: "A", open: true } }, { hall: { name: "C", open: null } }, { hall: { name: "C" } }],
  ["lists are replaced whole", { order: [{ id: "r1" }] }, { order: [1] }, { order: [1] }],
  ["a list for a list", ["r1", "r2"], ["r3", "r4"], ["r3", "r4"]],
  ["a list for an object", { hall: "A" }, ["A"], ["A"]],
  ["null for everything", { hall: "A" }, null, null],
  ["a word for everything", { hall: "A" }, "closed", "closed"],
  ["a null that was there stays", { note: null }, { seats: 1 }, { note: null, seats: 1 }],
  ["a list gives way to an object", ["r1", "r2"], { hall: "A", gone: null }, { hall: "A" }],
  ["nulls deep in something new are dropped", {}, { hall: { floor: { clock: null } } }, { hall: { floor: {} } }],
  ["nulls in a list stay", { order: [] }, { order: [null, "r1"] }, { order: [null, "r1"] }],
];

describe("merge patch", () => {
  it.each(cases)("%s", (_, target, patch, result) => {
    expect(mergePatch(target, patch)).toEqual(result);
  });

  it("changes neither the target nor the patch", () => {
    const target = Object.freeze({ list: Object.freeze({ count: 1 }) });
    const patch = Object.freeze({ list: Object.freeze({ count: 2 }) });
    mergePatch(target, patch);
    expect(target).toEqual({ list: { count: 1 } });
  });

  it("keeps what it does not touch as the same object", () => {
    const target = { room: { id: "plenary" }, list: { waiting: { r1: { rank: 1 } } } };
    const merged = mergePatch(target, { list: { waiting: { r2: { rank: 2 } } } }) as typeof target;
    expect(merged.room).toBe(target.room);
    expect(merged.list.waiting.r1).toBe(target.list.waiting.r1);
    expect(merged.list).not.toBe(target.list);
  });

  it("treats a name that JavaScript treats as special like any other", () => {
    const merged = mergePatch({}, JSON.parse('{"__proto__": {"open": true}}') as Json);
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
    expect(JSON.stringify(merged)).toBe('{"__proto__":{"open":true}}');
  });
});

describe("tables", () => {
  const usual = { speaker: { category: "member_state" }, from_desk: true };
  const columns = [["speaker", "names", "fr"], ["rank"]];

  it("give back rows as usual, rows that have no such member, and rows that are otherwise", () => {
    const rows = { r5: ["Kenya", 5], r6: [null, 6, { speaker: { names: { en: "Fiji" } }, from_desk: null }] };
    expect(untabled({ list: { count: 2, waiting: {} } }, [{ at: ["list", "waiting"], usual, columns, rows }])).toEqual({
      list: {
        count: 2,
        waiting: {
          r5: { speaker: { category: "member_state", names: { fr: "Kenya" } }, from_desk: true, rank: 5 },
          r6: { speaker: { category: "member_state", names: { en: "Fiji" } }, rank: 6 },
        },
      },
    });
  });

  it("are several, or none", () => {
    const view = { list: { waiting: {} }, acts: {} };
    const table = { usual: {}, columns: [["n"]], rows: { a: [1] } };
    expect(untabled(view, [{ at: ["acts"], ...table }, { at: ["list", "waiting"], ...table }])).toEqual({ list: { waiting: { a: { n: 1 } } }, acts: { a: { n: 1 } } });
    expect(untabled(view, [])).toBe(view);
  });
});
