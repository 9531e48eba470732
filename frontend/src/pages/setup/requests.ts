// What only the tabs of the set-up ask over HTTP: in a file of its own, so that phones do not load it.

import type { AccountListed, FilesRead, LinkHolder, LinkMade, Person, ProgrammeDesk, RegisterRead, RegisterStatus, Rights, SetUpStatus, VersionsDiffer, VersionsShown } from "../../live/contract";
import { send } from "../http";
import type { PartChange } from "./desk/desk";
import type { RegisterAnswers } from "./register/register";
import type { Answers, FileSent } from "./setup";

/** For these the tabs have words. */
const NAMED_REFUSALS: readonly string[] = ["too_many", "too_many_tries", "too_large", "no_programme", "programme_moved_on", "register_moved_on", "import_asks", "import_has_faults", "not_published", "changed_meanwhile", "part_has_faults", "segment_runs", "unknown_version", "unknown_change", "account_exists", "last_administrator", "unknown_account", "link_refused", "weak_password", "programme_exists", "unknown_name", "malformed"];
const ask = <T>(method: string, path: string, body?: unknown) => send<T>(method, path, body, NAMED_REFUSALS);

export const RIGHTS = ["operator", "administrator", "presiding_officer"] as const satisfies readonly Rights[];

/** An account with the link that was made just now. */
export type Made = AccountListed & { made: LinkMade };

export type Beginning = { example: string; first_day?: string } | { name: string; zone: string; first_day: string; days: number; rooms: string[]; states: boolean };
export const beginWith = (how: Beginning) => ask<SetUpStatus>("POST", `/api/setup/begin/${"example" in how ? "example" : "empty"}`, how);
export const people = () => ask<Person[]>("GET", "/api/setup/people");
export const mendName = (before: string, after: string) => ask<Person[]>("POST", "/api/setup/people/rename", { before, after });
export const accounts = () => ask<AccountListed[]>("GET", "/api/accounts/");
export const addAccount = (account: { username: string; name: string; rights: Rights; room: string | null }) => ask<Made>("POST", "/api/accounts/", account);
export const changeAccount = (id: number, change: { rights?: Rights; room?: string | null; active?: boolean }) => ask<AccountListed[]>("PATCH", `/api/accounts/${id}`, change);
export const passwordLink = (id: number) => ask<Made>("POST", `/api/accounts/${id}/link`);
export const setPassword = (link: string, password?: string) => ask<LinkHolder>("POST", "/api/password", password === undefined ? { link } : { link, password });
export const setUpStatus = () => ask<SetUpStatus>("GET", "/api/setup/programme");
export const readFiles = (files: FileSent[], answers: Answers) => ask<FilesRead>("POST", "/api/setup/read", { files, answers });
export const takeIn = (files: FileSent[], answers: Answers, base: string) => ask<SetUpStatus>("POST", "/api/setup/take-in", { files, answers, base });
export const programmeDesk = () => ask<ProgrammeDesk>("GET", "/api/setup/desk");
export const changePart = (change: PartChange) => ask<ProgrammeDesk>("POST", "/api/setup/desk/change", change);
export const undoChange = (number: number) => ask<ProgrammeDesk>("POST", "/api/setup/desk/undo", { number });
export const programmeVersions = () => ask<VersionsShown>("GET", "/api/setup/versions");
export const versionDifferences = (was: number, now: number) => ask<VersionsDiffer>("GET", `/api/setup/versions/differences?was=${was}&now=${now}`);
export const publishAgain = (number: number, latest: number) => ask<VersionsShown>("POST", "/api/setup/versions/publish", { number, latest });
export const resetDraft = (number: number, base: string) => ask<SetUpStatus>("POST", "/api/setup/versions/reset", { number, base });
export const registered = () => ask<RegisterStatus>("GET", "/api/setup/register");
export const readRegister = (files: FileSent[], answers: RegisterAnswers) => ask<RegisterRead>("POST", "/api/setup/register/read", { files, answers });
export const takeInRegister = (files: FileSent[], answers: RegisterAnswers, base: string) => ask<RegisterStatus>("POST", "/api/setup/register/take-in", { files, answers, base });
export const limitMembers = (members: number) => ask<RegisterStatus>("POST", "/api/setup/register/limit", { members });
export const publishProgramme = (version: string) => ask<SetUpStatus>("POST", "/api/setup/publish", { version });
