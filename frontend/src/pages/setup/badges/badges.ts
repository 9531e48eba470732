// Badges as the desk is told of them, and what it asks; whom a name finds; what was scanned.

import type { Words } from "../../../words/en";
import type { Names } from "../../../words/names";
import { folded } from "../../control/search";
import type { DelegationListed } from "../../../live/contract";

export interface PersonNoted {
  title: string;
  given: string;
  family: string;
  function: string;
}

export interface BadgeRow {
  id: number;
  delegation: string;
  number: number;
  head: boolean;
  holder: string;
  person: PersonNoted | null;
  linked: boolean;
  replaced_at: string | null;
  revoked_at: string | null;
  printed_at: string | null;
  handed_over_at: string | null;
  /** The mark of this state: what is asked names it. */
  seen: string;
}

export const ACTS = ["handed_over", "replaced", "revoked", "holder_noted", "passed_on", "linked", "unlinked", "printed"] as const;
export type ActKind = (typeof ACTS)[number];

export interface ActTold {
  number: number;
  kind: ActKind;
  badge: number | null;
  about: string;
  by: string;
  at: string;
  undoes: number | null;
  /** Whether it can be taken back. */
  stands: boolean;
}

export const PAGES = ["a4", "a4_landscape", "letter", "letter_landscape", "label"] as const;
export const FIELDS = ["columns", "rows", "width", "height", "left", "top", "gap_across", "gap_down", "skip"] as const;
export type LabelField = (typeof FIELDS)[number];
export type LabelFormat = { page: (typeof PAGES)[number] } & Record<LabelField, number>;

export interface LabelFault {
  field: LabelField;
  least: number;
  most: number;
}

/** How the badges are: all of them, or of some delegations what changed. */
export interface BadgesNow {
  version: string;
  acts: ActTold[];
  printed: number;
  handed_over: number;
  count: number;
  /** The badge that was acted on. */
  badge?: number | null;
  /** The delegations of which all badges are told; without them `badges` are all. */
  concerned?: string[];
  badges?: BadgeRow[];
  most?: number;
  allowed?: Record<string, number>;
  delegations?: DelegationListed[];
  categories?: { id: string; names: Names }[];
  conference?: Names;
  zone?: string;
  formats?: Record<string, LabelFormat>;
}

export const WHYS = ["unknown_badge", "badge_replaced", "badge_revoked", "delegation_withdrawn", "ticket_unlinked", "ticket_damaged", "no_code"] as const;

export interface Found {
  badge: BadgeRow | null;
  ticket: boolean;
  why: (typeof WHYS)[number] | null;
  at: string | null;
}

export interface BadgeActWanted {
  act: "hand_over" | "replace" | "revoke" | "link" | "unlink";
  badge: number;
  seen: string;
  desk: string;
  scanned?: string;
}

export interface HolderWanted extends PersonNoted {
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
