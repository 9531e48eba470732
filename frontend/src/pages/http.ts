// Plain requests beside the socket: who am I, which rooms, signing in and out.

import { freshId } from "../live/commands";
import type { Outcome } from "../live/connection";
import type { ControlView, Format, PhoneView, ProceedingsView, Reason, RoomCommand, RoomShown, SegmentStatus } from "../live/contract";
import { spoken } from "../words/spoken.svelte";
import type { Refusal } from "../words/refusal";
import type { RecordShown } from "./record/record";
import type { DeskShown, PartChange } from "./setup/desk/desk";
import type { Registered, RegisterAnswers, RegisterRead } from "./setup/register/register";
import type { Answers, FileSent, FilesRead, SetUpStatus, VersionsDiffer, VersionsShown } from "./setup/setup";
import type { Names } from "../words/names";

export interface Me {
  role: string;
  name?: string;
  delegation?: { id: string; names: Names; category: string };
  /** The number of their badge, and who wears those of their delegation, as far as it is known. */
  badge?: number;
  colleagues?: Record<string, string>;
  /** What somebody is appointed to. */
  duties?: Duty[];
  /** The page that is theirs. */
  home?: string;
}

export const ROLES = ["presiding_officer", "moderator", "rapporteur", "interpreter"] as const;
export type DutyRole = (typeof ROLES)[number];

export interface Duty {
  role: DutyRole;
  /** `null` for all rooms. */
  room: string | null;
  segment: string;
}

export interface CardListed {
  id: number;
  state: "open" | "in_use";
  used_at: string | null;
  until: string;
}

export interface Appointee {
  id: number;
  name: string;
  username: string;
  duties: (Duty & { id: number })[];
  cards: CardListed[];
}

/** A card as it is shown once. */
export interface CardMade {
  code: string;
  link: string;
  /** A picture as an address. */
  qr: string;
}

export type RoomListed = RoomShown;

/** Somebody whom the programme names, or who is appointed. */
export interface Person {
  name: string;
  places?: { segment: string; names: Names; room: string; day: number; starts: string; role: "moderator" | "rapporteur" | "speaker"; office: Names }[];
  duties?: { role: DutyRole; room: string | null; segment: string }[];
}

export const RIGHTS = ["operator", "administrator", "presiding_officer"] as const;
export type Rights = (typeof RIGHTS)[number];

export interface Account {
  id: number;
  username: string;
  name: string;
  rights: Rights | null;
  rooms?: (string | null)[];
  active: boolean;
  last_sign_in: string | null;
  has_password: boolean;
  you?: boolean;
}

export interface LinkMade {
  link: string;
  qr: string;
}

export interface DelegationListed {
  id: string;
  names: Names;
  category: string;
  region?: string;
  iso3?: string;
  /** Usual, former, formal and short names and acronyms, in any language. */
  aliases?: string[];
}

export interface TimetableSegment {
  id: string;
  names: Names;
  format: Format;
  starts_at: string;
  ends_at: string;
  status: SegmentStatus;
  /** Where it is another than the printed time. */
  expected_start?: string;
  started_at?: string;
  /** What an earlier version of the programme printed. */
  moved_from?: string;
}

export interface Timetable {
  room: RoomListed;
  segments: TimetableSegment[];
}

export const SCREEN_VIEWS = ["hall", "podium", "interpreters", "overlay", "foyer"] as const;
export type ScreenView = (typeof SCREEN_VIEWS)[number];

export interface Display {
  id: number;
  name: string;
  view: ScreenView;
  room: string | null;
  on: boolean;
  last_seen_at: string | null;
  build: string;
}

/** Who is connected to a room: how many by view, and its paired screens. */
export interface Present {
  looking: Record<string, number>;
  displays: Display[];
}

export type Reply<T> = { ok: true; value: T } | { ok: false; refused: Refusal; detail?: Record<string, unknown> };

const TOLD: readonly string[] = ["unknown_badge", "too_many_tries", "too_many", "wrong_sign_in", "unknown_screen", "card_refused", "unknown_person", "unknown_card", "push_unreachable", "too_large", "programme_moved_on", "register_moved_on", "import_asks", "import_has_faults", "not_published", "changed_meanwhile", "part_has_faults", "segment_runs", "unknown_version", "unknown_change"];

async function send<T>(method: string, path: string, body?: unknown, everyReason = false): Promise<Reply<T>> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRFToken"] = csrfToken();
  if (body !== undefined) headers["Content-Type"] = "application/json";
  try {
    const response = await fetch(path, {
      method,
      headers,
      credentials: "same-origin",
      cache: "no-store",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const value = (await response.json().catch(() => null)) as unknown;
    if (response.ok) return { ok: true, value: value as T };
    return { ok: false, refused: reasonIn(value, response.status, everyReason), ...detailIn(value) };
  } catch {
    return { ok: false, refused: "unreachable" };
  }
}

/** Of a command every reason is told; of other requests those that their pages have words for. */
function reasonIn(value: unknown, status: number, every: boolean): Refusal {
  if (typeof value === "object" && value !== null && "refused" in value && typeof value.refused === "string") {
    if (every || TOLD.includes(value.refused)) return value.refused as Refusal;
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
function csrfToken(): string {
  const name = document.documentElement.dataset["csrf"] ?? "rostrum_csrf";
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found === undefined ? "" : decodeURIComponent(found.slice(name.length + 1));
}

export const setUpStatus = () => send<SetUpStatus>("GET", "/api/setup/programme");
export const readFiles = (files: FileSent[], answers: Answers) => send<FilesRead>("POST", "/api/setup/read", { files, answers });
export const takeIn = (files: FileSent[], answers: Answers, base: string) => send<SetUpStatus>("POST", "/api/setup/take-in", { files, answers, base });
export const programmeDesk = () => send<DeskShown>("GET", "/api/setup/desk");
export const changePart = (change: PartChange) => send<DeskShown>("POST", "/api/setup/desk/change", change);
export const undoChange = (number: number) => send<DeskShown>("POST", "/api/setup/desk/undo", { number });
export const programmeVersions = () => send<VersionsShown>("GET", "/api/setup/versions");
export const versionDifferences = (was: number, now: number) => send<VersionsDiffer>("GET", `/api/setup/versions/differences?was=${was}&now=${now}`);
export const publishAgain = (number: number, latest: number) => send<VersionsShown>("POST", "/api/setup/versions/publish", { number, latest });
export const resetDraft = (number: number, base: string) => send<SetUpStatus>("POST", "/api/setup/versions/reset", { number, base });
export type Beginning = { example: string; first_day?: string } | { name: string; zone: string; first_day: string; days: number; rooms: string[]; states: boolean };
export const beginWith = (how: Beginning) => send<SetUpStatus>("POST", `/api/setup/begin/${"example" in how ? "example" : "empty"}`, how);
export const people = () => send<Person[]>("GET", "/api/setup/people");
export const mendName = (before: string, after: string) => send<Person[]>("POST", "/api/setup/people/rename", { before, after });
export const accounts = () => send<Account[]>("GET", "/api/accounts/");
export const addAccount = (account: { username: string; name: string; rights: Rights; room: string | null }) => send<Account & { made: LinkMade }>("POST", "/api/accounts/", account);
export const changeAccount = (id: number, change: { rights?: Rights; room?: string | null; active?: boolean }) => send<Account[]>("PATCH", `/api/accounts/${id}`, change);
export const passwordLink = (id: number) => send<Account & { made: LinkMade }>("POST", `/api/accounts/${id}/link`);
export const setPassword = (link: string, password?: string) => send<{ username: string; name: string }>("POST", "/api/password", password === undefined ? { link } : { link, password });
export const registered = () => send<Registered>("GET", "/api/setup/register");
export const readRegister = (files: FileSent[], answers: RegisterAnswers) => send<RegisterRead>("POST", "/api/setup/register/read", { files, answers });
export const takeInRegister = (files: FileSent[], answers: RegisterAnswers, base: string) => send<Registered>("POST", "/api/setup/register/take-in", { files, answers, base });
export const limitMembers = (members: number) => send<Registered>("POST", "/api/setup/register/limit", { members });
export const publishProgramme = (version: string) => send<SetUpStatus>("POST", "/api/setup/publish", { version });
export const record = (path: string) => send<RecordShown>("GET", path);
/** A command beside the socket, under an id of its own. */
export const command = (room: string, asked: RoomCommand) =>
  send<unknown>("POST", `/api/rooms/${encodeURIComponent(room)}/commands`, { id: freshId(), command: asked });
export const whoAmI = () => send<Me>("GET", "/api/me");
/** What a conference calls its members is heard by the words of this page. */
async function hearing<T>(asked: Promise<Reply<T>>, room: (found: T) => RoomShown | undefined): Promise<Reply<T>> {
  const reply = await asked;
  if (reply.ok) spoken.hear(room(reply.value));
  return reply;
}

export const rooms = () => hearing(send<RoomListed[]>("GET", "/api/rooms/"), (found) => found[0]);
export const programme = () => hearing(send<Timetable[]>("GET", "/api/programme/"), (found) => found[0]?.room);
export const phoneView = (room: string) => send<{ view: PhoneView; position: number }>("GET", `/api/rooms/${encodeURIComponent(room)}/phone`);
export const proceedingsView = (room: string) => send<{ view: ProceedingsView; position: number }>("GET", `/api/rooms/${encodeURIComponent(room)}/proceedings`);
/** Ask something of a room that this page has no socket to; under an id of its own it happens once. */
export async function askRoom(room: string, command: RoomCommand): Promise<Outcome> {
  const reply = await send<{ position: number }>("POST", `/api/rooms/${encodeURIComponent(room)}/commands`, { id: freshId(), command }, true);
  return reply.ok ? { kind: "done", position: reply.value.position } : { kind: "refused", reason: reply.refused as Reason, detail: {} };
}
/** Another room, as those who conduct it see it. */
export const controlView = (room: string) => send<{ view: ControlView }>("GET", `/api/rooms/${encodeURIComponent(room)}/control`);
export const presence = (room: string) => send<Present>("GET", `/api/rooms/${encodeURIComponent(room)}/presence`);
export const displays = () => send<Display[]>("GET", "/api/displays/");
export const pairDisplay = (shown: { code: string; name: string; view: ScreenView; room?: string }) =>
  send<Display>("POST", "/api/displays/", shown);
export const tellDisplay = (id: number, told: { name?: string; view?: ScreenView; room?: string; identify?: boolean }) =>
  send<Display>("PATCH", `/api/displays/${id}`, told);
export const removeDisplay = (id: number) => send<unknown>("DELETE", `/api/displays/${id}`);
export const appointees = () => send<Appointee[]>("GET", "/api/appointees/");
export const appoint = (duty: { person?: number; name?: string; role: DutyRole; room: string | null; segment: string }) =>
  send<Appointee>("POST", "/api/appointees/", duty);
export const dismiss = (person: number, duty: number) => send<unknown>("DELETE", `/api/appointees/${person}/duties/${duty}`);
export const makeCard = (person: number) => send<Appointee & { made: CardMade }>("POST", `/api/appointees/${person}/card`);
export const revokeCard = (card: number) => send<Appointee>("DELETE", `/api/cards/${card}`);
export const useCard = (code: string) => send<Me>("POST", "/api/card", { code });
export const delegations = () => send<DelegationListed[]>("GET", "/api/delegations/");
export const useBadge = (code: string) => send<Me>("POST", "/api/badge", { code });
export const leaveBadge = () => send<unknown>("DELETE", "/api/badge");
export interface Push {
  /** What a browser subscribes with. */
  key: string;
  on: boolean;
  fault: string;
}
export const pushState = () => send<Push>("GET", "/api/me/push");
export const turnPushOn = (subscription: PushSubscriptionJSON, language: string) =>
  send<Push>("POST", "/api/me/push", { endpoint: subscription.endpoint, keys: subscription.keys, language });
export const turnPushOff = () => send<Push>("DELETE", "/api/me/push");
export const signIn = (username: string, password: string) => send<Me>("POST", "/api/sign-in", { username, password });
export const signOut = () => send<unknown>("DELETE", "/api/sign-in");
