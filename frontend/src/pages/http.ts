// Plain requests beside the socket: who am I, which rooms, signing in and out.

import { freshId } from "../live/commands";
import type { Outcome } from "../live/connection";
import type { AnswerFrame, Appointee, ControlView, DelegationListed, Display, Duty, Me, PhoneView, Present, ProceedingsView, Push, Reason, RoomCommand, RoomShown, TimetableShown, ViewFrame } from "../live/contract";
import { spoken } from "../words/spoken.svelte";
import type { Refusal } from "../words/refusal";
import type { RecordShown } from "./record/record";

export type DutyRole = Duty["role"];
export const ROLES = ["presiding_officer", "moderator", "rapporteur", "interpreter"] as const satisfies readonly DutyRole[];

export type ScreenView = Display["view"];
export const SCREEN_VIEWS = ["hall", "podium", "interpreters", "overlay", "foyer"] as const satisfies readonly ScreenView[];

export type Reply<T> = { ok: true; value: T } | { ok: false; refused: Refusal; detail?: Record<string, unknown> };

/** Refusals for which all pages have words; of others they say only that it was not done. */
const NAMED_REFUSALS: readonly string[] = ["unknown_badge", "too_many_tries", "too_many", "wrong_sign_in", "unknown_screen", "card_refused", "unknown_person", "unknown_card", "push_unreachable", "too_large", "badge_replaced"];

export async function send<T>(method: string, path: string, body?: unknown, named: readonly string[] | null = NAMED_REFUSALS): Promise<Reply<T>> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRFToken"] = csrfToken();
  if (body !== undefined) headers["Content-Type"] = "application/json";
  try {
    const response = await (takeAsked(method, path) ?? fetch(path, {
      method,
      headers,
      credentials: "same-origin",
      cache: "no-store",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }));
    const value = (await response.json().catch(() => null)) as unknown;
    if (response.ok) return { ok: true, value: value as T };
    return { ok: false, refused: reasonIn(value, response.status, named), ...detailIn(value) };
  } catch {
    return { ok: false, refused: "unreachable" };
  }
}

/** What first-load.js asked already, once. */
function takeAsked(method: string, path: string): Promise<Response> | undefined {
  const asked = method === "GET" ? window.rostrumAsked?.[path] : undefined;
  if (asked) delete window.rostrumAsked;
  return asked;
}

/** The reason in `value`: any if `named` is `null`, else one of those, for which pages have words. */
function reasonIn(value: unknown, status: number, named: readonly string[] | null): Refusal {
  if (typeof value === "object" && value !== null && "refused" in value && typeof value.refused === "string") {
    if (named === null || named.includes(value.refused)) return value.refused as Refusal;
  }
  if (status === 429) return "too_many";
  return status === 401 || status === 403 ? "not_permitted" : "unavailable";
}

/** What belongs to a refusal: where the faults are, who was before. */
function detailIn(value: unknown): { detail?: Record<string, unknown> } {
  if (typeof value !== "object" || value === null || !("detail" in value)) return {};
  return typeof value.detail === "object" && value.detail !== null ? { detail: value.detail as Record<string, unknown> } : {};
}

/** From the cookie that the server names in its pages; read anew each time, for it changes with every sign-in. */
export function csrfToken(): string {
  const name = document.documentElement.dataset["csrf"] ?? "rostrum_csrf";
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found === undefined ? "" : decodeURIComponent(found.slice(name.length + 1));
}

export const record = (path: string) => send<RecordShown>("GET", path);
/** A command beside the socket, under an id of its own. */
export const command = (room: string, asked: RoomCommand) =>
  send<AnswerFrame>("POST", `/api/rooms/${encodeURIComponent(room)}/commands`, { id: freshId(), command: asked });
export const whoAmI = () => send<Me>("GET", "/api/me");
/** What a conference calls its members is heard by the words of this page. */
async function hearing<T>(asked: Promise<Reply<T>>, room: (found: T) => RoomShown | undefined): Promise<Reply<T>> {
  const reply = await asked;
  if (reply.ok) spoken.hear(room(reply.value));
  return reply;
}

export const rooms = () => hearing(send<RoomShown[]>("GET", "/api/rooms/"), (found) => found[0]);
export const programme = () => hearing(send<TimetableShown[]>("GET", "/api/programme/"), (found) => found[0]?.room);
/** A view as its screens hold it. */
type FrameOf<View> = Omit<ViewFrame, "view"> & { view: View };
export const phoneView = (room: string) => send<FrameOf<PhoneView>>("GET", `/api/rooms/${encodeURIComponent(room)}/phone`);
export const proceedingsView = (room: string) => send<FrameOf<ProceedingsView>>("GET", `/api/rooms/${encodeURIComponent(room)}/proceedings`);
/**
 * Ask something of a room that this page has no socket to; under an id of its own it happens once. `epoch` is that of the
 * view on which it was asked.
 */
export async function askRoom(room: string, command: RoomCommand, epoch: string): Promise<Outcome> {
  const reply = await send<{ position: number }>("POST", `/api/rooms/${encodeURIComponent(room)}/commands`, { id: freshId(), command, ...(epoch === "" ? {} : { epoch }) }, null);
  return reply.ok ? { kind: "done", position: reply.value.position } : { kind: "refused", reason: reply.refused as Reason, detail: {} };
}
/** Another room, as those who conduct it see it. */
export const controlView = (room: string) => send<FrameOf<ControlView>>("GET", `/api/rooms/${encodeURIComponent(room)}/control`);
export const presence = (room: string) => send<Present>("GET", `/api/rooms/${encodeURIComponent(room)}/presence`);
export const pairDisplay = (shown: { code: string; name: string; view: ScreenView; room?: string }) =>
  send<Display>("POST", "/api/displays/", shown);
export const tellDisplay = (id: number, told: { name?: string; view?: ScreenView; room?: string; identify?: boolean }) =>
  send<Display>("PATCH", `/api/displays/${id}`, told);
export const appoint = (duty: { person?: number; name?: string; role: DutyRole; room: string | null; segment: string }) =>
  send<Appointee>("POST", "/api/appointees/", duty);
export const useCard = (code: string) => send<Me>("POST", "/api/card", { code });
export const delegations = () => send<DelegationListed[]>("GET", "/api/delegations/");
export const useBadge = (code: string) => send<Me>("POST", "/api/badge", { code });
export const leaveBadge = () => send<Me>("DELETE", "/api/badge");
export const pushState = () => send<Push>("GET", "/api/me/push");
export const turnPushOn = (subscription: PushSubscriptionJSON, language: string) =>
  send<Push>("POST", "/api/me/push", { endpoint: subscription.endpoint, keys: subscription.keys, language });
export const turnPushOff = () => send<Push>("DELETE", "/api/me/push");
export const signIn = (username: string, password: string) => send<Me>("POST", "/api/sign-in", { username, password });
export const signOut = () => send<Me>("DELETE", "/api/sign-in");
