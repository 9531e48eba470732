import { describe, expect, it } from "vitest";
import { faultSheet } from "./faultSheet";
import type { RemarkShown } from "../../live/contract";

const at = (row: number | null, column = "", field = "", path = "") => ({ file: "register.csv", sheet: "", row, column, field, path });

describe("The faults of a file as a sheet", () => {
  it("have a row each with the cell and what is wrong, and none is taken for a formula", () => {
    const faults: RemarkShown[] = [
      { place: at(7, "C"), code: "not_an_address", values: {}, text: '“a"b” is no address' },
      { place: at(9, "", "delegation"), code: "unknown", values: {}, text: "=1+1" },
    ];
    expect(faultSheet(["File", "Sheet", "Cell", "Fault"], faults, (one) => one.text)).toBe(
      '\ufeff"File","Sheet","Cell","Fault"\r\n"register.csv","","C7","“a""b” is no address"\r\n"register.csv","","9 · delegation","\'=1+1"\r\n',
    );
  });
});
