// Badge codes as people type them.

/** `ABCD-EFGH-JKLM`, however it was typed; `null` if there is no code in it. */
export function badgeCode(typed: string): string | null {
  const letters = typed.normalize("NFKC").replace(/\p{Nd}/gu, latinDigit).toUpperCase().replace(/[^A-Z0-9]/g, "");
  return letters === "" ? null : (letters.match(/.{1,4}/g) ?? []).join("-");
}

/** The digit of any script as Latin writes it: those of a script follow one another from its zero, ten at a time. */
function latinDigit(digit: string): string {
  const point = digit.codePointAt(0) ?? 0;
  let zero = point;
  while (point - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String(point - zero);
}

/** The code in a QR's address (`#badge=ABCD-EFGH-JKLM`), if there is one. */
export function codeInFragment(fragment: string): string | null {
  const code = new URLSearchParams(fragment.replace(/^#/, "")).get("badge");
  return code === null ? null : badgeCode(code);
}
