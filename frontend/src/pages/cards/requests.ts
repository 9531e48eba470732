// What only organisers' pages ask about appointees, their cards and screens on walls: phones do not load it.

import type { Appointee, CardMade, Display, Done } from "../../live/contract";
import { send } from "../http";

export const displays = () => send<Display[]>("GET", "/api/displays/");
export const removeDisplay = (id: number) => send<Done>("DELETE", `/api/displays/${id}`);
export const appointees = () => send<Appointee[]>("GET", "/api/appointees/");
export const dismiss = (person: number, duty: number) => send<Done>("DELETE", `/api/appointees/${person}/duties/${duty}`);
export const makeCard = (person: number) => send<Appointee & { made: CardMade }>("POST", `/api/appointees/${person}/card`);
export const revokeCard = (card: number) => send<Appointee>("DELETE", `/api/cards/${card}`);
