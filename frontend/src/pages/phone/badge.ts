// Badge codes as people type them.

/** `ABCD-EFGH-JKLM`, however it was typed; `null` if there is no code in it. */
export function badgeCode(typed: string): string | null {
  const letters = typed.normalize("NFKC").toUpperCase().replace(/[^A-Z0-9]/g, "");
  return letters === "" ? null : (letters.match(/.{1,4}/g) ?? []).join("-");
}

/** The code in a QR's address (`#badge=ABCD-EFGH-JKLM`), if there is one. */
export function codeInFragment(fragment: string): string | null {
  const code = new URLSearchParams(fragment.replace(/^#/, "")).get("badge");
  return code === null ? null : badgeCode(code);
}
