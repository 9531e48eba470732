// Finding a delegation by any of its names, in any language, as fast as one types: what is exactly a name, a code or
// another name comes first, then what begins so, then what has a word that begins so, then the rest.

import type { DelegationListed } from "../../live/contract";

interface Indexed {
  delegation: DelegationListed;
  code: string;
  names: string[];
  /** All names, one a line: a text that is not in it is in no name. */
  all: string;
}

const LETTERS: Record<string, string> = {
  ...{ ٱ: "ا", ى: "ي", ة: "ه", ک: "ك", ی: "ي" },
  ...{ ı: "i", ø: "o", ł: "l", đ: "d", æ: "ae", œ: "oe", ß: "ss" },
};
const VARIANTS = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "gu");

/** Letters as they are compared: without case, width, accents, punctuation, or the marks and variants of Arabic. */
export function folded(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\p{M}\p{Cf}\u0640]/gu, "")
    .replace(VARIANTS, (letter) => LETTERS[letter] ?? letter)
    .replace(/\.(?=\p{L}{2})/gu, " ")
    .replaceAll(".", "")
    .replace(/[\p{P}\p{S}\p{Z}\p{Cc}]+/gu, " ")
    .trim();
}

/** `name` folded; and, in Arabic, without its articles. */
function spellings(name: string): string[] {
  const plain = folded(name);
  const bare = plain.replace(/(^| )ال(?=\p{L}{2})/gu, "$1");
  return bare === plain ? [plain] : [plain, bare];
}

export function indexed(delegations: readonly DelegationListed[]): Indexed[] {
  return delegations.map((delegation) => {
    const names = [...Object.values(delegation.names), ...(delegation.aliases ?? [])].flatMap(spellings).filter((name) => name !== "");
    return { delegation, code: (delegation.iso3 ?? "").toLowerCase(), names, all: names.join("\n") };
  });
}

/** The delegations that `typed` may mean, the likeliest first. */
export function search(index: readonly Indexed[], typed: string, most = 8): DelegationListed[] {
  return ranked(index, typed)
    .slice(0, most)
    .map(({ entry }) => entry.delegation);
}

/** The delegation that `typed` means: it fits better than all others. Of two that fit equally well, neither. */
export function clearest(index: readonly Indexed[], typed: string): DelegationListed | undefined {
  const [first, second] = ranked(index, typed);
  return first !== undefined && first.rank !== second?.rank ? first.entry.delegation : undefined;
}

function ranked(index: readonly Indexed[], typed: string): { entry: Indexed; rank: number }[] {
  const wanted = folded(typed);
  if (wanted === "") return [];
  return index
    .map((entry) => ({ entry, rank: rankOf(entry, wanted) }))
    .filter(({ rank }) => rank < Infinity)
    .sort((one, other) => one.rank - other.rank || compare(one.entry, other.entry));
}

function rankOf({ code, names, all }: Indexed, wanted: string): number {
  if (code === wanted) return 0;
  const isInNames = all.includes(wanted);
  if (isInNames) {
    if (names.includes(wanted)) return 0;
    if (names.some((name) => name.startsWith(wanted))) return 1;
    if (all.includes(` ${wanted}`)) return 2;
  }
  if (code.startsWith(wanted)) return 3;
  // In Chinese a single character says as much as a word.
  if (isInNames && (wanted.length > 2 || /^\p{Script=Han}+$/u.test(wanted))) return 4;
  const words = wanted.split(" ");
  const areInNames = words.length > 1 && words.every((word) => all.includes(word));
  return areInNames && names.some((name) => words.every((word) => name.includes(word))) ? 5 : Infinity;
}

function compare(one: Indexed, other: Indexed): number {
  return (one.delegation.names["en"] ?? "").localeCompare(other.delegation.names["en"] ?? "", "en");
}
