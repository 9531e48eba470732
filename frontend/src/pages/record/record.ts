// The record as the server writes it (`/api/record`), as far as this page shows it; and where its documents are.

import type { Gender } from "../../live/contract";
import { asClock } from "../../live/timing";
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
  on_behalf_of_names: Names | null;
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

/** A segment as it was printed, and as it ran. */
export interface Run {
  place: Place;
  planned_start: string;
  planned_end: string;
  started: string | null;
  ended: string | null;
  hard_end: boolean;
  uninterpreted_since: string | null;
}

/** How `count` figures in seconds spread. */
export interface Spread {
  count: number;
  least: number;
  lower: number;
  median: number;
  upper: number;
  most: number;
}

/** What was forecast when a list was closed: of `of` who waited `fit` were to be heard, and `heard` were. */
export interface ListEstimate {
  place: Place;
  at: string;
  fit: number;
  of: number;
  heard: number;
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
    upto: number;
    digest?: string | null;
    as_of: string | null;
    statements: Statement[];
    occurrences: Occurrence[];
    runs: Run[];
    reports: { place: Place; versions: { number: number; submitted: string | null; bullets: Record<string, string[]> }[] }[];
    not_reached: { number: number; place: Place; who: Who; asked: string; became: string | null }[];
    list_estimates: ListEstimate[];
  }[];
  statistics: { total: Share; by_category: Share[]; by_region: Share[]; waited: Spread | null; forecast_off: Spread | null };
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

/** What the language of a code such as `ar` is called in `language`; what is no code stands as it was entered. */
export function languageIn(spoken: string, language: Code): string {
  return /^[a-z]{2}$/.test(spoken) ? (new Intl.DisplayNames([language], { type: "language" }).of(spoken) ?? spoken) : spoken;
}

/** `+0:31` for later, `−0:30` for earlier. */
export function signed(seconds: number): string {
  return seconds < 0 ? `\u2212${asClock(-seconds)}` : seconds > 0 ? `+${asClock(seconds)}` : asClock(0);
}

/** From so many seconds over the limit on it is marked. */
export const MARKED_OVER = 6;
