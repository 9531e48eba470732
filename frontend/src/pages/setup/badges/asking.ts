// What the badge desk asks of the server.

import { send } from "../../http";
import type { BadgeActWanted, BadgesNow, Found, HolderWanted, PrintWanted } from "./badges";

export const badgesShown = (version: string, desk: string) => send<BadgesNow>("GET", `/api/setup/badges?${new URLSearchParams({ version, desk }).toString()}`, undefined, null);
export const findBadge = (scanned: string) => send<Found>("POST", "/api/setup/badges/find", { scanned }, null);
export const actOnBadge = (asked: BadgeActWanted) => send<BadgesNow>("POST", "/api/setup/badges/act", asked, null);
export const noteHolder = (asked: HolderWanted) => send<BadgesNow>("POST", "/api/setup/badges/holder", asked, null);
export const undoBadgeAct = (number: number, desk: string) => send<BadgesNow>("POST", "/api/setup/badges/undo", { number, desk }, null);
export const printBadges = (asked: PrintWanted) => send<Blob>("POST", "/api/setup/badges/sheets", asked, null, true);
