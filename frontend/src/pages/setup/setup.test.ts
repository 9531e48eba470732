import { expect, test } from "vitest";
import { answered, asSent, cellOf } from "./setup";

const PLACE = { file: "day.xlsx", sheet: "Programme", row: 57, column: "B", field: "room", path: "" };

test("a fault is named by its cell, else by row and field, else by its path", () => {
  expect(cellOf(PLACE)).toBe("B57");
  expect(cellOf({ ...PLACE, column: "" })).toBe("57 · room");
  expect(cellOf({ ...PLACE, row: null, path: "schedule.days[0]" })).toBe("schedule.days[0]");
});

test("what was not answered is not sent", () => {
  expect(answered({ room: "", minutes: 30, leave_out: false, rooms: { "Column 1": "", "Column 2": "Aula" } })).toEqual({
    minutes: 30,
    rooms: { "Column 2": "Aula" },
    mapping: {},
  });
});

test("a file of any bytes and any length is sent whole", async () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => at % 256);
  const sent = await asSent(new File([bytes], "a.xlsx"));
  expect(sent.name).toBe("a.xlsx");
  expect(Uint8Array.from(atob(sent.data), (letter) => letter.charCodeAt(0))).toEqual(bytes);
});
