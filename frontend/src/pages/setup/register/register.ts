// What the tab of delegations is told and asks: who is registered, what a file would change, and what it leaves open.

import type { RegisterFault, RegisterRow, Registrant } from "../../../live/contract";

export interface RegisterAnswers {
  /** Which delegation is meant by a name, wherever it stands. */
  said: Record<string, string>;
  /** Which is meant in one row. */
  rows: Record<string, string>;
  /** Names that become delegations, of these categories. */
  new: Record<string, string>;
  heads: Record<string, string>;
  /** Why a delegation may have more people than others. */
  over: Record<string, string>;
  /** Those who go. */
  remove: number[];
}

export const nothingAnswered = (): RegisterAnswers => ({ said: {}, rows: {}, new: {}, heads: {}, over: {}, remove: [] });

export const SHOWN = ["faults", "changes", "all"] as const;
export type Shown = (typeof SHOWN)[number];

/** Rows one after the other, and how many are left out between them. */
export type Line = { row: RegisterRow } | { hidden: number };

export function lines(rows: RegisterRow[], shown: Shown): Line[] {
  const wanted = rows.map((row, at) => {
    if (shown === "all") return true;
    if (shown === "changes") return row.state !== "same" && row.state !== "skipped";
    return [rows[at - 1], row, rows[at + 1]].some((one) => one?.state === "fault");
  });
  const told: Line[] = [];
  let hidden = 0;
  rows.forEach((row, at) => {
    if (!wanted[at]) {
      hidden += 1;
      return;
    }
    if (hidden > 0) told.push({ hidden });
    hidden = 0;
    told.push({ row });
  });
  if (hidden > 0) told.push({ hidden });
  return told;
}

/** Faults of one kind about one thing are mended once; names that fit several are answered row by row. */
export interface Group {
  code: string;
  value: string;
  faults: RegisterFault[];
}

export function groups(faults: RegisterFault[]): Group[] {
  const found = new Map<string, Group>();
  for (const fault of faults) {
    const value = fault.code === "over_limit" ? fault.delegation : (fault.values["value"] ?? "");
    const key = fault.offered.length > 1 ? `${fault.code} ${fault.key}` : `${fault.code} ${value}`;
    const group = found.get(key) ?? { code: fault.code, value, faults: [] };
    group.faults.push(fault);
    found.set(key, group);
  }
  return [...found.values()];
}

export const nameOf = (person: Registrant) => [person.title, person.given, person.family].filter(Boolean).join(" ");
