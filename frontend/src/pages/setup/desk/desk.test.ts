import { describe, expect, it } from "vitest";
import type { EditListed } from "../../../live/contract";
import { begunIn, changeOf, freeId, hoursOf, kindOf, lanesOf, minutesOf, movedBy, notesOf, renamed, said, spanOf, undoable, wantingIn, type SegmentHeld } from "./desk";

const segment = (id: string, starts: string, ends: string, more: Partial<SegmentHeld> = {}): SegmentHeld => ({
  id, day: 1, room: "plenary", starts, ends, format: "panel", names: { en: id }, ...more,
});
const edit = (number: number, more: Partial<EditListed> = {}): EditListed => ({
  number, part: "segment", key: "a", by: "Ada", at: "2017-12-04T09:00:00Z", before: {}, after: {}, undoes: null, undone: false, stands: true, ...more,
});

describe("times of a day", () => {
  it("end past midnight after 24:00", () => {
    expect(spanOf(segment("a", "23:00", "01:30"))).toEqual([minutesOf("23:00"), minutesOf("01:30") + 1440]);
  });

  it("keep their length when they are moved, also past midnight, and stay in their day", () => {
    expect(movedBy(segment("a", "23:00", "00:30"), 25)).toMatchObject({ starts: "23:25", ends: "00:55" });
    expect(movedBy(segment("a", "00:05", "01:00"), -30)).toMatchObject({ starts: "00:00", ends: "00:55" });
    expect(movedBy(segment("a", "23:50", "00:10"), 60)).toMatchObject({ starts: "23:55", ends: "00:15" });
    const planned = { ...segment("a", "10:00", "11:00"), list_opens: "09:45", list_closes: "10:50" };
    expect(movedBy(planned, 30)).toMatchObject({ list_opens: "10:15", list_closes: "11:20" });
    expect(wantingIn({ ...planned, list_opens: "soon" })).toEqual({ list_opens: "time" });
  });

  it("are shown by whole hours around all that is planned", () => {
    expect(hoursOf([segment("a", "10:45", "13:00"), segment("b", "22:10", "00:20")])).toEqual([600, 1500]);
    expect(hoursOf([])).toEqual([540, 1080]);
  });
});

describe("what overlaps in a room", () => {
  it("stands side by side, and what does not has all the width", () => {
    const lanes = lanesOf([segment("a", "10:00", "12:00"), segment("b", "11:00", "11:30"), segment("c", "11:30", "13:00"), segment("d", "13:00", "14:00")]);
    expect([...lanes]).toEqual([
      ["a", { lane: 0, lanes: 2 }],
      ["b", { lane: 1, lanes: 2 }],
      ["c", { lane: 1, lanes: 2 }],
      ["d", { lane: 0, lanes: 1 }],
    ]);
  });

  it("is noted, as are gaps before a meeting and people in two places", () => {
    const ada = { id: "speaker-1", names: { en: "Kenya" }, person: "Ada" };
    const notes = notesOf(
      [
        segment("a", "10:00", "11:00", { moderators: [ada] }),
        segment("b", "10:30", "11:00", { room: "annex", phases: [{ id: "p", kind: "talk", names: { en: "P" }, lineup: [ada] }] }),
        segment("c", "10:50", "11:30"),
        segment("d", "12:00", "13:00"),
        segment("e", "14:00", "15:00", { format: "break" }),
      ],
      ["plenary", "annex"],
    );
    expect(notes).toEqual([
      { kind: "twice", segment: "a", other: "b", person: "Ada" },
      { kind: "overlap", segment: "a", other: "c" },
      { kind: "gap", room: "plenary", from: "11:30", to: "12:00" },
    ]);
  });
});

describe("a part", () => {
  it("is asked for in the place of what was seen", () => {
    const held = segment("a", "10:00", "11:00");
    expect(changeOf("segment", { seen: "x", held }, null)).toEqual({ part: "segment", key: "a", seen: "x", held: null, day: 1 });
    expect(changeOf("segment", null, { ...held, id: "" })).toMatchObject({ key: "", seen: "", day: 1 });
  });

  it("begins after the last of its room", () => {
    expect(begunIn("plenary", 1, [segment("a", "10:00", "11:20")])).toMatchObject({ starts: "11:20", ends: "11:50" });
    expect(begunIn("annex", 1, [segment("a", "10:00", "11:20")])).toMatchObject({ starts: "09:00" });
    expect(begunIn("plenary", 1, [segment("a", "23:00", "00:20")])).toMatchObject({ starts: "23:30", ends: "00:00" });
  });

  it("is sent without fields that say nothing", () => {
    expect(said({ a: "", b: false, c: [], d: {}, e: undefined, f: 0, g: "x" })).toEqual({ f: 0, g: "x" });
    expect(renamed({ en: "A", fr: "B" }, "fr", " ")).toEqual({ en: "A" });
    expect(renamed({ en: "A" }, "en", "")).toEqual({ en: "" });
    expect(freeId("floor", ["floor", "floor-2"])).toBe("floor-3");
  });

  it("is not sent while a field of it cannot be right, and that field is named", () => {
    const phases = [{ id: "p", kind: "floor" as const, names: { en: "" }, time_limit: "two" }];
    expect(wantingIn(segment("a", "10:00", "10:00", { names: { en: " " }, phases }))).toEqual({
      "names.en": "title", ends: "same_time", "phases[0].names.en": "title", "phases[0].time_limit": "length",
    });
    expect(wantingIn(segment("a", "9:00", "24:00"))).toEqual({ starts: "time", ends: "time" });
    expect(wantingIn(segment("a", "09:00", "10:00"))).toEqual({});
  });
});

describe("the latest change", () => {
  it("that can be taken back stands, was not taken back, and took nothing back itself", () => {
    const edits = [edit(4, { undoes: 3 }), edit(3, { undone: true }), edit(2, { stands: false }), edit(1)];
    expect(undoable(edits)?.number).toBe(1);
    expect(undoable(edits.slice(0, 3))).toBeNull();
  });

  it("is known by what it did", () => {
    expect(kindOf(edit(1, { before: null }))).toBe("added");
    expect(kindOf(edit(1, { after: null }))).toBe("removed");
    expect(kindOf(edit(1, { before: { starts: "10:00" }, after: { starts: "10:05" } }))).toBe("moved");
    expect(kindOf(edit(1, { before: { names: { en: "a" } }, after: { names: { en: "b" } } }))).toBe("changed");
  });
});
