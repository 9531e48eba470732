// Where pages lead.

import type { Me } from "../live/contract";

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

/** Whether `who` is of the secretariat. */
export function isSecretariat(who: Pick<Me, "role">): boolean {
  return who.role === "administrator" || who.role === "operator";
}

/** Which duties open which pages of a room. */
const OPENED_BY: Record<string, readonly string[]> = {
  control: ["presiding_officer", "moderator"],
  moderator: ["presiding_officer", "moderator"],
  rapporteur: ["presiding_officer", "moderator", "rapporteur"],
};
/** Pages of all rooms at once, for the secretariat and whoever presides everywhere. */
const OF_ALL_ROOMS = ["control", "screens"];

/** Whether the page at `path` is open to `who`, as far as pages are for some only. */
export function opensTo(who: Pick<Me, "role" | "duties">, path: string): boolean {
  if (isSecretariat(who)) return true;
  const [page = "", room = ""] = path.replace(/[?#].*$/, "").split("/").slice(1);
  if (page === "cards" || page === "setup") return false;
  const duties = who.duties ?? [];
  const roles = OPENED_BY[page];
  if (room === "" && OF_ALL_ROOMS.includes(page)) return duties.some((one) => one.room === null && OPENED_BY["control"]?.includes(one.role));
  if (roles === undefined) return true;
  return duties.some((one) => roles.includes(one.role) && (one.room === null || one.room === room));
}

/** Where somebody who came in is led: to the page they wished for if it is open to them, else to their own. */
export function landing(who: Pick<Me, "role" | "duties" | "home">, wished: string | null, origin = location.origin): string {
  const own = who.home ?? "/";
  const path = safePath(wished, own, origin);
  return opensTo(who, path) ? path : own;
}

/** To the sign-in page, and back here afterwards. */
export function toSignIn(): void {
  location.assign(`/sign-in/?next=${encodeURIComponent(location.pathname + location.search)}`);
}
