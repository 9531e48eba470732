// Finding a delegation by any of its names, in any language, as fast as one types.

import type { DelegationListed } from "../http";

interface Indexed {
  delegation: DelegationListed;
  code: string;
  names: string[];
}

/** Letters as they are compared: without case, accents or the marks and variants of Arabic. */
export function folded(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}|\u0640/gu, "")
    .replace(/[أإآٱ]/g, "ا")
    .replace(/ى/g, "ي")
    .replace(/ة/g, "ه")
    .replace(/ё/g, "е")
    .replace(/[’'`ʼ.,()-]+/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

export function indexed(delegations: readonly DelegationListed[]): Indexed[] {
  return delegations.map((delegation) => ({
    delegation,
    code: (delegation.iso3 ?? "").toLowerCase(),
    names: Object.values(delegation.names).map(folded),
  }));
}

/** The delegations that `typed` may mean, the likeliest first. */
export function search(index: readonly Indexed[], typed: string, most = 8): DelegationListed[] {
  const wanted = folded(typed);
  if (wanted === "") return [];
  return index
    .map((entry) => ({ entry, rank: rankOf(entry, wanted) }))
    .filter(({ rank }) => rank < Infinity)
    .sort((one, other) => one.rank - other.rank || compare(one.entry, other.entry))
    .slice(0, most)
    .map(({ entry }) => entry.delegation);
}

function rankOf({ code, names }: Indexed, wanted: string): number {
  if (code === wanted || names.includes(wanted)) return 0;
  if (names.some((name) => name.startsWith(wanted))) return 1;
  if (names.some((name) => name.includes(` ${wanted}`))) return 2;
  if (code !== "" && code.startsWith(wanted)) return 3;
  if (wanted.length > 2 && names.some((name) => name.includes(wanted))) return 4;
  const words = wanted.split(" ");
  return words.length > 1 && names.some((name) => words.every((word) => name.includes(word))) ? 5 : Infinity;
}

function compare(one: Indexed, other: Indexed): number {
  return (one.delegation.names["en"] ?? "").localeCompare(other.delegation.names["en"] ?? "", "en");
}
