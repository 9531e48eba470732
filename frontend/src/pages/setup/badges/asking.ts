// What the badge desk asks of the server.

import type { BadgeFound, BadgesStatus } from "../../../live/contract";
import type { Refusal } from "../../../words/refusal";
import { csrfToken, send, type Reply } from "../../http";
import type { BadgeActWanted, HolderWanted, PrintWanted } from "./badges";

export const badgesShown = (version: string, desk: string) => send<BadgesStatus>("GET", `/api/setup/badges?${new URLSearchParams({ version, desk }).toString()}`, undefined, null);
export const findBadge = (scanned: string) => send<BadgeFound>("POST", "/api/setup/badges/find", { scanned }, null);
export const actOnBadge = (asked: BadgeActWanted) => send<BadgesStatus>("POST", "/api/setup/badges/act", asked, null);
export const noteHolder = (asked: HolderWanted) => send<BadgesStatus>("POST", "/api/setup/badges/holder", asked, null);
export const undoBadgeAct = (number: number, desk: string) => send<BadgesStatus>("POST", "/api/setup/badges/undo", { number, desk }, null);

/** What is answered is no JSON here, but for a refusal. */
export async function printBadges(asked: PrintWanted): Promise<Reply<Blob>> {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrfToken() };
  try {
    const response = await fetch("/api/setup/badges/sheets", { method: "POST", headers, credentials: "same-origin", cache: "no-store", body: JSON.stringify(asked) });
    if (response.ok) return { ok: true, value: await response.blob() };
    const told = (await response.json().catch(() => ({}))) as { refused?: Refusal; detail?: Record<string, unknown> };
    return { ok: false, refused: told.refused ?? "unavailable", detail: told.detail ?? {} };
  } catch {
    return { ok: false, refused: "unreachable" };
  }
}
