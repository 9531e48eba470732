// The faults of a file as a sheet, to mend the file by: one row for each, as its desk reads it.

import type { RemarkShown } from "../../live/contract";
import { cellOf } from "./setup";

/** What a spreadsheet would reckon with instead of showing it. */
const FORMULA = /^[=+\-@\t\r]/;

function quoted(text: string): string {
  const shown = FORMULA.test(text) ? `'${text}` : text;
  return `"${shown.replaceAll('"', '""')}"`;
}

/** As CSV that every spreadsheet opens: with its mark of UTF-8, a heading, and CRLF. */
export function faultSheet(headings: string[], faults: RemarkShown[], said: (fault: RemarkShown) => string): string {
  const rows = faults.map((fault) => [fault.place.file, fault.place.sheet, cellOf(fault.place), said(fault)]);
  return "\ufeff" + [headings, ...rows].map((row) => row.map(quoted).join(",") + "\r\n").join("");
}
