// The faults of a file as a sheet, for whoever mends the file: one row for each, in the language of the page.

import type { RemarkShown } from "../../live/contract";
import { cellOf } from "./setup";

/** The beginning of a text that a spreadsheet would take for a formula. */
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
