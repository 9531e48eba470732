// Where pages lead.

/** `wished`, if it stays on this server; else `otherwise`. */
export function safePath(wished: string | null, otherwise: string, origin = location.origin): string {
  if (wished === null || !wished.startsWith("/")) return otherwise;
  try {
    const target = new URL(wished, origin);
    return target.origin === origin ? target.pathname + target.search + target.hash : otherwise;
  } catch {
    return otherwise;
  }
}

/** To the sign-in page, and back here afterwards. */
export function toSignIn(): void {
  location.assign(`/sign-in/?next=${encodeURIComponent(location.pathname + location.search)}`);
}
