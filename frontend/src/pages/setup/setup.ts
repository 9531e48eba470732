// What the set-up page asks and shows: files as they are read, the answers they need, and what differs.

import type { DifferenceKind, FilePlace, ProgrammeRead, ProgrammeRow, RemarkShown, RowState } from "../../live/contract";

export const STATES = ["new", "changed", "same", "skipped", "fault"] as const satisfies readonly RowState[];
export const SIGNS: Record<RowState, string> = { new: "+", changed: "✎", same: "=", skipped: "–", fault: "⊗" };
export const KINDS = ["moved", "changed", "new", "removed"] as const satisfies readonly DifferenceKind[];
export const KIND_SIGNS: Record<DifferenceKind, string> = { moved: "▲", changed: "✎", new: "+", removed: "−" };
export const SCOPES = ["days", "add", "whole"] as const;

export interface FileSent {
  name: string;
  /** As base64. */
  data: string;
}

export interface Answers {
  zone?: string;
  mapping?: Record<string, string>;
  scope?: (typeof SCOPES)[number];
  rooms?: Record<string, string>;
  room?: string;
  day?: string;
  first_day?: string;
  title?: string;
  minutes?: number;
  leave_out?: boolean;
}

/** The number of the draft, among those of versions. */
export const DRAFT = 0;

/** The name that is given to a room whose column in a file has no heading. */
const UNNAMED = /^Column \d+$/;
export const unnamedRooms = (read: ProgrammeRead) => read.rooms.filter((room) => UNNAMED.test(room.key)).map((room) => room.key);

const COLUMNS = "rostrum.columns";
const MOST_COLUMNS = 200;

/** What somebody said that unknown headings mean; it is remembered, for the same file is read again and again. */
export function rememberedColumns(): Record<string, string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(COLUMNS) ?? "{}");
    return Object.fromEntries(Object.entries(kept as object).filter(([, field]) => typeof field === "string").slice(-MOST_COLUMNS)) as Record<string, string>;
  } catch {
    return {}; // Nothing may be kept in this browser.
  }
}

export function rememberColumns(mapping: Record<string, string>): void {
  try {
    localStorage.setItem(COLUMNS, JSON.stringify({ ...rememberedColumns(), ...mapping }));
  } catch {
    // Nothing may be kept here: the next time it is asked again.
  }
}

/** The answers, without those that were left empty. */
export function answered(answers: Answers): Answers {
  const kept = Object.entries(answers).filter(([, value]) => value !== "" && value !== undefined && value !== null && value !== false);
  const without = (said: Record<string, string> | undefined) => Object.fromEntries(Object.entries(said ?? {}).filter(([, value]) => value !== ""));
  return { ...(Object.fromEntries(kept) as Answers), mapping: without(answers.mapping), rooms: without(answers.rooms) };
}

/** `file` as it is sent. */
export async function asSent(file: File): Promise<FileSent> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const AT_ONCE = 0x8000;
  let text = "";
  for (let at = 0; at < bytes.length; at += AT_ONCE) text += String.fromCharCode(...bytes.subarray(at, at + AT_ONCE));
  return { name: file.name, data: btoa(text) };
}

/** Where a fault is: the sheet's cell as spreadsheets name it, else row and field, else the path. */
export function cellOf(place: FilePlace): string {
  if (place.row === null) return place.path;
  return place.column ? `${place.column}${place.row}` : [String(place.row), place.field].filter(Boolean).join(" · ");
}

/** A remark in the reader's language; `undefined` where there are no words for it. */
export function remarkSaid(remark: RemarkShown, codes: unknown): string | undefined {
  const phrase = (codes as Record<string, string | ((values: Record<string, string>) => string)>)[remark.code];
  return typeof phrase === "function" ? phrase(remark.values) : phrase;
}

export const isFaultOf = (row: ProgrammeRow, remark: RemarkShown) =>
  remark.place.row !== null && remark.place.row === row.place.row && remark.place.sheet === row.place.sheet && remark.place.file === row.place.file;
