import { expect, test } from "vitest";
import { groups, lines } from "./register";
import type { RegisterFault, RegisterRow, RowState } from "../../../live/contract";

const place = (row: number) => ({ file: "a.csv", sheet: "", row, column: "", field: "delegation", path: "" });
const row = (state: RowState, at: number): RegisterRow => ({ state, key: `a.csv!!${at}`, place: place(at), person: { delegation: "ken" }, name: "", said: "", fields: [] });
const fault = (code: string, at: number, value: string, delegation = "", offered: string[] = []): RegisterFault => ({ place: place(at), code, values: { value }, text: "", key: `a.csv!!${at}`, delegation, offered });

test("faults are shown with what surrounds them, and how many rows are between", () => {
  const states: RowState[] = ["same", "same", "same", "fault", "new", "same", "same"];
  const told = lines(states.map(row), "faults");
  expect(told.map((line) => ("hidden" in line ? line.hidden : line.row.place.row))).toEqual([2, 2, 3, 4, 2]);
  expect(lines(states.map(row), "changes").length).toBe(4);
  expect(lines(states.map(row), "all").length).toBe(7);
});

test("what is mended once stands once, what has to be asked of each row stands for each", () => {
  const faults = [
    ...[2, 3, 4].map((at) => fault("delegation_unknown", at, "Turkiya")),
    fault("delegation_unknown", 5, "Other"),
    ...[6, 7].map((at) => fault("delegation_ambiguous", at, "Korea", "", ["kor", "prk"])),
    ...[8, 9].map((at) => fault("over_limit", at, "", "ken")),
    fault("over_limit", 10, "", "uga"),
  ];
  expect(groups(faults).map((group) => [group.code, group.value, group.faults.length])).toEqual([
    ["delegation_unknown", "Turkiya", 3],
    ["delegation_unknown", "Other", 1],
    ["delegation_ambiguous", "Korea", 1],
    ["delegation_ambiguous", "Korea", 1],
    ["over_limit", "ken", 2],
    ["over_limit", "uga", 1],
  ]);
});
