// What the badge desk asks; which badges a typed name finds; whether something typed is a scan.

import type { Words } from "../../../words/en";
import type * as contract from "../../../live/contract";
import type { BadgeRow, DelegationListed, Wearer } from "../../../live/contract";
import { folded } from "../../control/search";

/** As the server writes it: nothing is left out. */
export type LabelFormat = Required<contract.LabelFormat>;
export const PAGES = ["a4", "a4_landscape", "letter", "letter_landscape", "label"] as const satisfies readonly LabelFormat["page"][];
export const FIELDS = ["columns", "rows", "width", "height", "left", "top", "gap_across", "gap_down", "skip"] as const satisfies readonly (keyof LabelFormat)[];
export type LabelField = (typeof FIELDS)[number];
export const USUAL_FORMAT: LabelFormat = { page: "a4", columns: 2, rows: 4, width: 90, height: 60, left: 15, top: 28.5, gap_across: 0, gap_down: 0, skip: 0 };

export interface LabelFault {
  field: LabelField;
  least: number;
  most: number;
}

export interface BadgeActWanted {
  act: "hand_over" | "replace" | "revoke" | "link" | "unlink";
  badge: number;
  seen: string;
  desk: string;
  scanned?: string;
}

export interface HolderWanted extends Wearer {
  delegation: string;
  badge: number | null;
  seen: string;
  another: boolean;
  why: string;
  desk: string;
}

export interface PrintWanted {
  delegations?: string[];
  badges?: number[];
  unprinted?: boolean;
  named?: boolean;
  format: LabelFormat;
  languages: string[];
  qr: "address" | "code";
  outlined: boolean;
  desk: string;
}

/** What a desk keeps of how it prints. */
export type Printing = Pick<PrintWanted, "format" | "languages" | "qr" | "outlined">;

const wordsOf = (text: string) => folded(text).split(" ").filter((word) => word !== "");

/** The words by which each delegation is found. */
export const indexedDelegations = (delegations: readonly DelegationListed[]) =>
  new Map(delegations.map((one) => [one.id, [...new Set([...Object.values(one.names), ...(one.aliases ?? []), one.iso3 ?? "", one.id].flatMap(wordsOf))]]));

const namesFolded = new Map<string, string[]>();

/** The words of a holder's name, worked out once. */
function wordsOfName(name: string): string[] {
  const known = namesFolded.get(name) ?? wordsOf(name);
  namesFolded.set(name, known);
  return known;
}

/** In Chinese no blank stands between words: there a part of one is as good as its beginning. */
const HAN = /\p{Script=Han}/u;
const begins = (words: readonly string[], wanted: string) => words.some((word) => word.startsWith(wanted) || (HAN.test(wanted) && word.includes(wanted)));

/** The badges that `typed` may mean: by every word of it, those first whose holder's own name has them all. */
export function searchBadges(badges: readonly BadgeRow[], delegations: ReadonlyMap<string, string[]>, typed: string): BadgeRow[] {
  const wanted = wordsOf(typed);
  if (wanted.length === 0) return [];
  const rank = (badge: BadgeRow) => {
    const person = wordsOfName(badge.holder);
    if (person.join(" ") === wanted.join(" ")) return 0;
    if (wanted.every((word) => begins(person, word))) return 1;
    const delegation = delegations.get(badge.delegation) ?? [];
    if (!wanted.every((word) => begins(person, word) || begins(delegation, word))) return Infinity;
    return badge.holder === "" ? 3 : 2;
  };
  return badges
    .map((badge) => ({ badge, rank: rank(badge) }))
    .filter((one) => one.rank < Infinity)
    .sort((one, other) => one.rank - other.rank || one.badge.delegation.localeCompare(other.badge.delegation) || one.badge.number - other.badge.number)
    .map((one) => one.badge);
}

/** Whether `text` is what a scanner brings, and no name: an address with a code, a ticket, or a code. */
export function isScan(text: string): boolean {
  const plain = text.trim();
  if (plain.startsWith("{") || plain.includes("#badge=")) return true;
  const symbols = plain.normalize("NFKC").replace(/[\s\p{Pd}]/gu, "");
  return symbols.length === 12 && /^[\p{Nd}A-Za-z]+$/u.test(symbols) && (/\p{Nd}/u.test(symbols) || symbols === symbols.toUpperCase());
}

/** Why something was not done. */
export function said(refused: string, words: Words): string {
  const own: Record<string, string> = words.setup.badges.refusals;
  const all: Record<string, string> = words.refusals;
  return own[refused] ?? all[refused] ?? words.refusals.unavailable;
}

/** How many pages `count` labels take. */
export const pagesOf = (format: LabelFormat, count: number) => Math.ceil((count + format.skip) / Math.max(1, format.columns * format.rows));
