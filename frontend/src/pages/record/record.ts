// The record as the server writes it (`/api/record`), as far as this page shows it; and where its documents are.

import type { Gender } from "../../live/contract";
import type { Code } from "../../words/languages";
import type { Names } from "../../words/names";
import type { Words } from "../../words/en";

export const PAPERS = ["pack", "statements", "statistics", "reports"] as const;
export type Paper = (typeof PAPERS)[number];
export const FORMATS = ["pdf", "docx", "html"] as const;
export type Format = (typeof FORMATS)[number] | "csv" | "xlsx" | "json";

/** What is asked for; empty is all. */
export interface Choice {
  room: string;
  day: string;
  segment: string;
}

export interface Place {
  room: string;
  room_names: Names;
  segment?: string | null;
  segment_names?: Names | null;
  day?: string | null;
}

interface Who {
  names: Names;
  person?: string | null;
  title?: string | null;
}

export interface Statement {
  number: number;
  id: string;
  kind: keyof Words["record"]["kinds"];
  place: Place;
  who: Who;
  called: string;
  used: number | null;
  over: number | null;
  allotted: number | null;
  on_behalf_of: string | null;
  to: Names | null;
  language: string | null;
  gender: Gender | null;
  corrections: { at: string; by: string | null; was: Who | null; became: Who }[];
  notes: { at: string; by: string; text: string }[];
}

export interface Occurrence {
  kind: string;
  at: string;
  position: number;
  place: Place;
  by: string | null;
  who: Who | null;
  to: Names | null;
  seconds: number | null;
}

interface Share {
  label: string;
  statements: number;
  seconds: number;
}

export interface RecordShown {
  public: boolean;
  conference: Names;
  zone: string;
  days: string[];
  rooms: {
    room: string;
    names: Names;
    statements: Statement[];
    occurrences: Occurrence[];
    runs: { place: Place; planned_start: string; planned_end: string; started: string | null; ended: string | null; hard_end: boolean }[];
    reports: { place: Place; versions: { number: number; submitted: string | null; bullets: Record<string, string[]> }[] }[];
    not_reached: { number: number; place: Place; who: Who; asked: string; became: string | null }[];
  }[];
  statistics: { total: Share; by_category: Share[]; by_region: Share[] };
}

/** Not public: what the chair decided, by the kinds of occurrences. */
export const DECISIONS = [
  "list_opened", "list_closed", "order_set", "lots_drawn", "suspended", "resumed", "adjourned", "interpretation_ended",
  "limit_set", "batch_set", "time_extended", "point_dismissed", "point_heard",
];

/** Where a document is. */
export function address(choice: Choice, format: Format, language: Code, paper?: Paper): string {
  const where = choice.room === "" ? "/api/record" : `/api/rooms/${encodeURIComponent(choice.room)}/record`;
  const asked = new URLSearchParams({ format, language });
  if (choice.day !== "") asked.set("day", choice.day);
  if (choice.segment !== "") asked.set("segment", choice.segment);
  if (paper !== undefined) asked.set("paper", paper);
  return `${where}?${asked.toString()}`;
}

/** From so many seconds over the limit on it is marked. */
export const MARKED_OVER = 6;
