// Where pages lead.

/**
 * `wished`, if it is the address of a page of ours; else `otherwise`. It is read twice: a browser reads what is answered
 * here once more, and what was a path at first (`/.//elsewhere/`) may then name a host.
 */
export function safePath(wished: string | null, otherwise: string, origin = location.origin): string {
  if (wished === null || !/^\/(?![/\\])/.test(wished)) return otherwise;
  const path = onThisServer(wished, origin);
  return path !== null && onThisServer(path, origin) === path ? path : otherwise;
}

function onThisServer(address: string, origin: string): string | null {
  try {
    const target = new URL(address, origin);
    return target.origin === origin ? target.pathname + target.search + target.hash : null;
  } catch {
    return null;
  }
}

/** To the sign-in page, and back here afterwards. */
export function toSignIn(): void {
  location.assign(`/sign-in/?next=${encodeURIComponent(location.pathname + location.search)}`);
}
