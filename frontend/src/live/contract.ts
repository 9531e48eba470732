// The public contract: what pages receive and what they may send. Written by `npm run contract`
// from contract.schema.json; a change made here is lost.

/**
 * In what capacity an intervention is made. It belongs to the intervention, not to the person.
 */
export type Capacity = "co_facilitator" | "group" | "national" | "regional_process";

/**
 * What an account is for.
 */
export type Rights = "administrator" | "operator" | "presiding_officer";

/**
 * What is asked for. Points of order, replies and statements of the Secretariat are no turns on the list.
 */
export type InterventionKind =
  "point_of_order" | "question" | "reaction" | "right_of_reply" | "secretariat" | "statement";

/**
 * The level at which a delegation speaks, highest first. It orders a list by protocol; only organisers see it.
 */
export type Rank =
  | "deputy_prime_minister"
  | "head_of_delegation"
  | "head_of_government"
  | "head_of_state"
  | "minister"
  | "vice_minister"
  | "vice_president";

/**
 * Why a command was not carried out. A closed list: each code has its words in six languages.
 */
export type Reason =
  | "already_on_list"
  | "asked_too_long_ago"
  | "capacity_needs_name"
  | "capacity_not_verified"
  | "clock_already_started"
  | "clock_not_paused"
  | "clock_not_running"
  | "cooling_down"
  | "degraded"
  | "floor_interrupted"
  | "floor_moved_on"
  | "in_rehearsal"
  | "list_already_open"
  | "list_closed"
  | "list_moved_on"
  | "list_not_open"
  | "list_not_taken"
  | "lots_not_drawn"
  | "malformed"
  | "meeting_not_suspended"
  | "meeting_suspended"
  | "no_interpretation"
  | "no_programme"
  | "no_right_of_reply"
  | "no_time_limit"
  | "nobody_waiting"
  | "not_in_rehearsal"
  | "not_next"
  | "not_permitted"
  | "not_speaking"
  | "nothing_claimed"
  | "nothing_shown"
  | "nothing_to_undo"
  | "other_log"
  | "our_fault"
  | "out_of_range"
  | "phase_already_running"
  | "phase_moved_on"
  | "points_not_taken"
  | "programme_moved_on"
  | "replies_exhausted"
  | "report_empty"
  | "report_moved_on"
  | "report_not_submitted"
  | "report_submitted"
  | "segment_already_running"
  | "segment_moved_on"
  | "segment_not_running"
  | "too_many"
  | "unavailable"
  | "undo_conflicts"
  | "undo_moved_on"
  | "unknown_command"
  | "unknown_delegation"
  | "unknown_intervention"
  | "unknown_phase"
  | "unknown_question"
  | "unknown_request"
  | "unknown_segment"
  | "unknown_slot"
  | "waits_too";

/**
 * What is done with a badge.
 */
export type BadgeActKind =
  "handed_over" | "holder_noted" | "linked" | "passed_on" | "printed" | "replaced" | "revoked" | "unlinked";

/**
 * Why what was scanned opens nothing.
 */
export type ScanRefusal =
  | "badge_replaced"
  | "badge_revoked"
  | "delegation_withdrawn"
  | "no_code"
  | "ticket_damaged"
  | "ticket_unlinked"
  | "unknown_badge";

/**
 * What became of a request that does not wait any more, as its delegation is told.
 */
export type Became =
  | "called"
  | "carried_over"
  | "ceded"
  | "dismissed"
  | "passed"
  | "released"
  | "removed"
  | "set_aside"
  | "spoke"
  | "withdrawn";

/**
 * How sure the programme is of a speaker. Anything but `confirmed` is for organisers only.
 */
export type Certainty = "alternatives" | "confirmed" | "placeholder" | "to_be_confirmed";

/**
 * The screens a message can be laid over.
 */
export type Target = "hall" | "podium";

export type RoomCommand =
  | StartSegment
  | EndSegment
  | StartPhase
  | CarryOutPlan
  | SuspendMeeting
  | AdjournMeeting
  | ResumeMeeting
  | ContinueWithoutInterpretation
  | SetTimeLimit
  | SetBatch
  | OpenList
  | CloseList
  | SetOrder
  | DrawLots
  | MoveRequest
  | SwapRequests
  | CarryOver
  | ReleaseRequests
  | AcceptRequests
  | ClearList
  | RequestFloor
  | AddSpeaker
  | AmendRequest
  | WithdrawRequest
  | TakeOverRequest
  | VerifyCapacity
  | MarkReady
  | CedePlace
  | DismissPoint
  | CallNextSpeaker
  | CallSpeaker
  | CallDelegation
  | CallSecretariat
  | CorrectSpeaker
  | MarkAbsent
  | DeclineFloor
  | YieldTime
  | LogIntervention
  | EndIntervention
  | StartClock
  | PauseClock
  | ResumeClock
  | ExtendTime
  | ResolveSlot
  | AddSlot
  | SaveBullets
  | SubmitReport
  | ReopenReport
  | ReceiveReport
  | ShowReport
  | SetQuestions
  | ShowQuestion
  | SendMessage
  | ClearMessage
  | AddNote
  | CorrectPerson
  | BeginRehearsal
  | ResetRehearsal
  | Undo;

/**
 * What order a list of speakers is suggested in. The chair may always overrule it.
 *
 * By inscription (rule 68 / 109), by protocol (category, then rank, then inscription), as a pool from which the
 * moderator picks, or by lots drawn.
 */
export type OrderPolicy = "inscription" | "lots" | "pool" | "protocol";

/**
 * The fixed form of a report (seed day 2: "a pre-established format ... in the form of bullet points").
 */
export type Heading = "commitments" | "follow_up_and_review" | "means_of_implementation";

/**
 * Messages that every screen says in its own language.
 */
export type Prepared =
  | "closer_to_microphone"
  | "list_closes_soon"
  | "one_minute"
  | "please_conclude"
  | "running_late"
  | "speak_slowly"
  | "starting_soon"
  | "take_seats";

/**
 * A speaker's, where somebody entered it: for statistics alone.
 */
export type Gender = "man" | "other" | "woman";

/**
 * Why a request stands where it stands. Every row says it; each has its words in six languages.
 */
export type Why =
  | "called_absent"
  | "carried_over"
  | "category"
  | "ceded"
  | "drawn"
  | "group"
  | "inscription"
  | "moved"
  | "rank"
  | "regional_process"
  | "swapped";

/**
 * Rule 73 / 115: the presiding officer announces the list and, with consent, closes it.
 */
export type ListStatus = "closed" | "not_open" | "open";

/**
 * The named profile by which a segment is conducted; what each means is in `procedures`.
 */
export type Procedure = "breakout" | "ceremony" | "formal" | "general_debate" | "interactive_panel";

/**
 * How a segment is run.
 */
export type Format =
  | "break"
  | "breakout"
  | "ceremony"
  | "closing"
  | "keynotes"
  | "opening"
  | "panel"
  | "registration"
  | "reports"
  | "talks";

/**
 * What happens in a part of a segment; it decides which clock runs and who sees it.
 */
export type PhaseKind =
  | "break"
  | "ceremony"
  | "discussion"
  | "floor"
  | "introduction"
  | "openings"
  | "replies"
  | "reports"
  | "summary"
  | "talk";

/**
 * Where a segment stands. A segment that is neither was not begun.
 */
export type SegmentStatus = "ended" | "planned" | "running";

/**
 * Whether the meeting sits.
 */
export type SittingStatus = "adjourned" | "sitting" | "suspended";

/**
 * What became of a turn.
 */
export type Outcome = "absent" | "declined" | "spoke";

/**
 * What becomes of a segment.
 */
export type DifferenceKind = "changed" | "moved" | "new" | "removed";

/**
 * What can be changed by itself.
 */
export type PartKind = "conference" | "room" | "segment" | "settings";

/**
 * What becomes of a row of the file; the five together are all its rows.
 */
export type RowState = "changed" | "fault" | "new" | "same" | "skipped";

/**
 * What somebody is to the meeting. Who has which role is decided when they come in.
 */
export type Role =
  | "administrator"
  | "delegate"
  | "head_of_delegation"
  | "interpreter"
  | "moderator"
  | "operator"
  | "presiding_officer"
  | "public"
  | "rapporteur"
  | "screen";

/**
 * Put what `room` released on the list of `segment`: at the end, or among those who wait, by inscription.
 *
 * A long list comes in portions. `rehearsed` says that `room` rehearses: the real list takes nothing from there.
 */
export interface AcceptRequests {
  by_inscription?: boolean;
  rehearsed?: boolean;
  /**
   * @maxItems 100
   */
  requests: CarriedRequest[];
  room: string;
  segment?: string;
  type: "accept_requests";
}

/**
 * A request as another room released it; whom the delegation is, this room's register says.
 *
 * `verified` is false for a capacity that nobody has looked into yet.
 */
export interface CarriedRequest {
  capacity?: Capacity;
  delegation: string;
  on_behalf_of?: string;
  person?: string;
  requested_at: string;
  title?: string;
  verified?: boolean;
}

/**
 * An account, whether it is the asker's own, and the link that was made just now.
 */
export interface AccountListed {
  active: boolean;
  has_password: boolean;
  id: number;
  last_sign_in: string | null;
  made?: LinkMade;
  name: string;
  rights: Rights | null;
  rooms: (string | null)[];
  username: string;
  you: boolean;
}

/**
 * A link as it is shown once; `qr` is a picture as an address.
 */
export interface LinkMade {
  link: string;
  qr: string;
}

/**
 * An act that may be undone, the latest first: `did` names the event, `about` whom it concerned, `by` who did it.
 *
 * It can be undone for ten minutes from `at`. `seconds`, `number`, `until` and `holds` tell it from another like it:
 * the time given or taken, the number of the question or of speakers, the instant announced, whether a claim or a
 * presence was accepted; `False` of a request that was withdrawn says that its delegation declined.
 */
export interface ActShown {
  about?: Record<string, string>;
  at: string;
  by: string;
  did: string;
  holds?: boolean;
  number?: number;
  seconds?: number;
  until?: string;
}

/**
 * Write `text` beside the turn of `intervention` that was called at `called_at`, for the secretariat alone.
 */
export interface AddNote {
  called_at: string;
  intervention: string;
  text: string;
  type: "add_note";
}

/**
 * Put somebody more on the podium of `phase`, at its end.
 */
export interface AddSlot {
  name: string;
  person?: string;
  phase: string;
  type: "add_slot";
}

/**
 * Put `delegation` on the list on its behalf: a nameplate, a paper form, a nod. A closed list takes it too.
 */
export interface AddSpeaker {
  about?: string;
  capacity?: Capacity;
  delegation: string;
  /**
   * @maxItems 1000
   */
  joint?: string[];
  kind?: InterventionKind;
  language?: string;
  on_behalf_of?: string;
  person?: string;
  question?: number;
  rank?: Rank;
  scheduled_at?: string;
  segment?: string;
  title?: string;
  type: "add_speaker";
}

/**
 * Adjourn to the next meeting (rules 76 / 118): the speaker gives the floor back, the list is kept.
 */
export interface AdjournMeeting {
  type: "adjourn_meeting";
}

/**
 * A delegation that may have more people than others: `most` of them; why, and who allowed it when.
 */
export interface AllowanceNoted {
  at: string;
  by: string;
  delegation: string;
  most: number;
  why: string;
}

/**
 * Say more of `request`: what is left out stays, and `null` clears. A place does not change by it.
 *
 * A delegation may amend its own speaker's name and title, language, question and to whom it reacts; the rest is the
 * secretariat's, and so is taking a name over for the screens.
 */
export interface AmendRequest {
  about?: string | null;
  joint?: string[] | null;
  language?: string | null;
  person?: string | null;
  question?: number | null;
  rank?: Rank | null;
  request: string;
  scheduled_at?: string | null;
  title?: string | null;
  type: "amend_request";
}

/**
 * What came of the command with this id: the `position` where it stands in the log, or why it was `refused`.
 *
 * A command that changes nothing is not written: its `position` is the room's. A command is answered once: whoever
 * repeats it under its id is answered the same, but after `unavailable`, `degraded`, `too_many`, `our_fault` and
 * `other_log`, which do not say what came of it.
 */
export interface AnswerFrame {
  detail?: Record<string, string | number>;
  id: string;
  kind: "answer";
  position?: number;
  refused?: Reason;
}

/**
 * A duty by the number under which it can be taken away.
 */
export interface AppointedDuty {
  id: number;
  role: "interpreter" | "moderator" | "presiding_officer" | "rapporteur";
  room: string | null;
  segment: string;
}

/**
 * Somebody with a duty, their cards, and the card that was made just now.
 */
export interface Appointee {
  cards: CardListed[];
  duties: AppointedDuty[];
  id: number;
  made?: CardMade;
  name: string;
  username: string;
}

/**
 * A card that somebody comes in by until `until`, or may.
 */
export interface CardListed {
  id: number;
  state: "in_use" | "open";
  until: string;
  used_at: string | null;
}

/**
 * A card as it is shown once: what it says, and the link to the page where that is used.
 */
export interface CardMade {
  code: string;
  link: string;
  qr: string;
}

/**
 * An act, for the list of them. `undoes` is the number of the act it takes back; `stands`: it can be undone.
 */
export interface BadgeActListed {
  about: string;
  at: string;
  badge: number | null;
  by: string;
  kind: BadgeActKind;
  number: number;
  stands: boolean;
  undoes: number | null;
}

/**
 * The badge of what was scanned, its own code or a `ticket`; or why that opens nothing, and since when.
 */
export interface BadgeFound {
  at: string | null;
  badge: BadgeRow | null;
  ticket: boolean;
  why: ScanRefusal | null;
}

/**
 * A badge as the page has it; no code is in it. `head`: it is for the head of its delegation. `linked`: its wearer
 * is found by a ticket, too. `seen` is the mark of its state: whoever asks for an act names it.
 */
export interface BadgeRow {
  delegation: string;
  handed_over_at: string | null;
  head: boolean;
  holder: string;
  id: number;
  linked: boolean;
  number: number;
  person: Wearer | null;
  printed_at: string | null;
  replaced_at: string | null;
  revoked_at: string | null;
  seen: string;
}

/**
 * Who wears a badge, as their name is written down.
 */
export interface Wearer {
  family: string;
  function: string;
  given: string;
  title: string;
}

/**
 * How the badges are: all of them; or, since a `version`, all those of the delegations that are `concerned`, where
 * something changed, and none of the facts that stay. `badge` is the one that was acted on. A delegation may have
 * `most` badges, unless it is in `allowed`: then so many.
 */
export interface BadgesStatus {
  acts: BadgeActListed[];
  allowed: Record<string, number>;
  badge?: number | null;
  badges: BadgeRow[];
  categories?: CategoryNamed[];
  concerned?: string[];
  conference?: Record<string, string>;
  count: number;
  delegations?: DelegationListed[];
  formats?: Record<string, LabelFormat>;
  handed_over: number;
  most: number;
  printed: number;
  version: string;
  zone?: string;
}

/**
 * A category of delegations.
 */
export interface CategoryNamed {
  id: string;
  names: Record<string, string>;
}

/**
 * A delegation as it is looked for: by its names, its code, or any of its `aliases`.
 *
 * Those are usual, former, formal, official and short names and acronyms, in any language. Several delegations may
 * share one.
 */
export interface DelegationListed {
  aliases?: string[];
  category: string;
  id: string;
  iso3?: string;
  names: Record<string, string>;
  region?: string;
}

/**
 * How labels stand on a page: `columns` beside each other and `rows` below each other, from the margins `left` and
 * `top`. `skip` labels of the first page are gone already.
 */
export interface LabelFormat {
  columns?: number;
  gap_across?: number;
  gap_down?: number;
  height?: number;
  left?: number;
  page?: "a4" | "a4_landscape" | "label" | "letter" | "letter_landscape";
  rows?: number;
  skip?: number;
  top?: number;
  width?: number;
}

/**
 * How many were heard since the panel last replied. It is due to reply once `taken` reaches `size`.
 */
export interface BatchShown {
  size: number;
  taken: number;
}

/**
 * Rehearse in this room: its screens show a log of the rehearsal's own, marked, until `ResetRehearsal`.
 *
 * The programme begins anew there; what is in the room's own log stays as it is. Refused while a segment runs.
 */
export interface BeginRehearsal {
  type: "begin_rehearsal";
}

/**
 * Give the floor to `delegation` in one act, on the list or not. `speaking` as for `call_speaker`.
 */
export interface CallDelegation {
  capacity?: Capacity;
  delegation: string;
  kind?: InterventionKind;
  on_behalf_of?: string;
  speaking?: string;
  type: "call_delegation";
}

/**
 * Give the floor to the next speaker; `expecting` is the id of the one the asker saw there.
 */
export interface CallNextSpeaker {
  expecting: string;
  type: "call_next_speaker";
}

/**
 * Give the floor to the Secretariat (rule 70 / 112); the interrupted speaker gets it back. `speaking` as above.
 */
export interface CallSecretariat {
  person?: string;
  speaking?: string;
  type: "call_secretariat";
}

/**
 * Give the floor to `who`: a request on any list of the running segment, or a slot of its podium, in any order.
 *
 * `speaking` is the intervention the asker saw with the floor.
 */
export interface CallSpeaker {
  speaking?: string;
  type: "call_speaker";
  who: string;
}

/**
 * What the members of the conference are called, as rooms tell it, and in which languages its screens speak.
 */
export interface Called {
  languages?: string[];
  member?: Record<string, string>;
  members?: Record<string, string>;
}

/**
 * The bullets under one heading, as another room saved them.
 */
export interface CarriedNotes {
  at?: string;
  /**
   * @maxItems 12
   */
  bullets?: string[];
  by?: string;
  version?: number;
}

/**
 * A report as another room holds it.
 */
export interface CarriedReport {
  noted?: Record<string, CarriedNotes>;
  room?: string;
  submitted_at?: string;
  submitted_by?: string;
}

/**
 * A released request, in the words in which another room accepts it (`accept_requests`).
 */
export interface CarriedShown {
  capacity?: Capacity;
  delegation: string;
  on_behalf_of?: string;
  person?: string;
  requested_at: string;
  title?: string;
  verified?: boolean;
}

/**
 * Do what the programme has for this time: open and close lists, publish questions. Asked when the time comes.
 */
export interface CarryOutPlan {
  type: "carry_out_plan";
}

/**
 * Put those who wait on one segment's list at the end of another's, in order; all, or the `requests` named.
 *
 * Points of order and replies go too if they are named, or the programme has their segment no more.
 * `leave_absent` leaves behind those who were called and not there.
 */
export interface CarryOver {
  from_segment: string;
  leave_absent?: boolean;
  /**
   * @maxItems 1000
   */
  requests?: string[];
  to_segment: string;
  type: "carry_over";
}

/**
 * A category of delegations.
 */
export interface CategoryHeld {
  head?: boolean;
  id: string;
  names?: Record<string, string>;
  points_of_order?: boolean;
  time_limit?: string;
}

/**
 * A category of this conference; without `names` a screen has its own words for it.
 */
export interface CategoryShown {
  id: string;
  names?: Record<string, string>;
}

/**
 * Give the place of `request` to another delegation, which speaks in its own name.
 */
export interface CedePlace {
  delegation: string;
  request: string;
  type: "cede_place";
}

/**
 * An RFC 7396 merge patch for a screen that holds position `from`.
 */
export interface ChangeFrame {
  from: number;
  kind: "change";
  now: string;
  patch: Record<string, unknown>;
  position: number;
}

/**
 * What is worth a look: by a code, with what it is of, and as one sentence in English.
 *
 * `named` are titles by language; `values` all else.
 */
export interface Check {
  code: string;
  named?: {
    [k: string]: Record<string, string>[];
  };
  text: string;
  values?: Record<string, string>;
}

/**
 * Somebody who is to speak in two rooms within minutes: the request in each, by room.
 */
export interface ClashShown {
  by: string;
  delegation: string;
  requests: Record<string, string>;
}

/**
 * Take all who wait for a turn, or the `requests` named, off the list of `segment`, by default of the running one.
 *
 * Naming those the asker saw keeps those who asked meanwhile. Points of order and replies stay, but for those of a
 * segment that the programme has no more.
 */
export interface ClearList {
  /**
   * @maxItems 1000
   */
  requests?: string[];
  segment?: string;
  type: "clear_list";
}

/**
 * Take the message off a screen.
 */
export interface ClearMessage {
  to: Target;
  type: "clear_message";
}

/**
 * It ran for `now - runs_from`, or `paused_at - runs_from` while paused; before `runs_from` it stands at zero.
 *
 * `allotted` is left out where there is no limit; `guide` marks one that is counted up and never called over.
 */
export interface ClockShown {
  allotted?: number;
  guide?: boolean;
  paused_at?: string;
  runs_from?: string;
}

/**
 * Close the list of speakers of `segment`, by default of the one that runs, now or `in_seconds`.
 *
 * Those on it stay.
 */
export interface CloseList {
  in_seconds?: number;
  segment?: string;
  type: "close_list";
}

/**
 * A command, under an id that its sender keeps until it is answered.
 *
 * A sender repeats it for less than ten minutes. `asked_at` is when it was first asked, by the server's time:
 * one that is older is refused (`asked_too_long_ago`), so that no copy of an old frame is carried out again.
 * `epoch` is that of the view on which it was asked: if the room shows another log by then, because a rehearsal began
 * or is over, it is refused (`other_log`).
 */
export interface CommandFrame {
  asked_at?: string;
  command: RoomCommand;
  epoch?: string;
  id: string;
  kind: "command";
}

/**
 * Start `segment` and its first phase; what runs now ends. `expecting` is the segment seen as running.
 */
export interface StartSegment {
  expecting?: string;
  segment: string;
  type: "start_segment";
}

/**
 * End `segment`, which runs; its list closes and the speaker gives the floor back.
 */
export interface EndSegment {
  segment: string;
  type: "end_segment";
}

/**
 * Go to `phase` of the running segment. `expecting` is the phase seen as running.
 */
export interface StartPhase {
  expecting?: string;
  phase: string;
  type: "start_phase";
}

/**
 * Suspend the meeting, to resume today (rules 76 / 118): the clock stands, the list is kept.
 */
export interface SuspendMeeting {
  resumes_in?: number;
  type: "suspend_meeting";
}

/**
 * Take a suspended or adjourned meeting up again. Clocks stay paused until they are resumed.
 */
export interface ResumeMeeting {
  type: "resume_meeting";
}

/**
 * Go on in the running segment without the interpreters, as the room agreed.
 */
export interface ContinueWithoutInterpretation {
  type: "continue_without_interpretation";
}

/**
 * From the next speaker on give `seconds` in `phase`, by default the running one; `None` lifts the limit.
 *
 * `category` and `capacity` narrow whom it is for. The speaker keeps theirs.
 */
export interface SetTimeLimit {
  capacity?: Capacity;
  category?: string;
  phase?: string;
  seconds: number | null;
  type: "set_time_limit";
}

/**
 * Hear `size` speakers in the running phase before the panel replies; 0 ends that.
 *
 * `anew` says that the panel replies now, however many were heard until then: the count begins again.
 */
export interface SetBatch {
  anew?: boolean;
  size: number;
  type: "set_batch";
}

/**
 * Open the list of speakers of `segment`, by default of the one that runs, now or `in_seconds`.
 */
export interface OpenList {
  in_seconds?: number;
  segment?: string;
  type: "open_list";
}

/**
 * Arrange the list of `segment` by `policy`; speakers who were moved by hand stay where they are.
 */
export interface SetOrder {
  policy: OrderPolicy;
  segment?: string;
  type: "set_order";
}

/**
 * Draw the order of the list of `segment` by `seed`, said aloud before: with it anybody can draw it again.
 */
export interface DrawLots {
  seed: string;
  segment?: string;
  type: "draw_lots";
}

/**
 * Put `request` ahead of another, or at the end. `seen` are the ids of the list as the asker saw it.
 */
export interface MoveRequest {
  ahead_of?: string;
  request: string;
  /**
   * @maxItems 1000
   */
  seen: string[];
  type: "move_request";
}

/**
 * Let two delegations that agreed on it change places. Each takes the other's time of inscription.
 */
export interface SwapRequests {
  first: string;
  second: string;
  type: "swap_requests";
}

/**
 * Take `requests` off the list of `segment` for the list of another room, which accepts them there.
 */
export interface ReleaseRequests {
  /**
   * @maxItems 1000
   */
  requests: string[];
  room: string;
  segment: string;
  type: "release_requests";
}

/**
 * Put the asker's own delegation on the list. `on_behalf_of` names the group or process in that capacity.
 *
 * A `kind` that is no turn on the list is put where it belongs: points of order before the chair, replies on a list of
 * their own. `about` is the intervention or slot it is addressed to, `question` the published question it speaks to.
 */
export interface RequestFloor {
  about?: string;
  capacity?: Capacity;
  kind?: InterventionKind;
  language?: string;
  on_behalf_of?: string;
  person?: string;
  question?: number;
  segment?: string;
  title?: string;
  type: "request_floor";
}

/**
 * Take `request` off its list. A speaker who is being called declines by it.
 *
 * `declined` is for the desk, which was told that the delegation will not speak.
 */
export interface WithdrawRequest {
  declined?: boolean;
  request: string;
  type: "withdraw_request";
}

/**
 * Hold the own delegation's `request` in a colleague's stead. It keeps its place.
 */
export interface TakeOverRequest {
  request: string;
  type: "take_over_request";
}

/**
 * Say whether the capacity claimed by `request` `holds`; one that does not becomes national.
 */
export interface VerifyCapacity {
  holds?: boolean;
  request: string;
  type: "verify_capacity";
}

/**
 * Say that the delegation of `request` is here, or with `ready` false that they were looked for and not found.
 */
export interface MarkReady {
  ready?: boolean;
  request: string;
  type: "mark_ready";
}

/**
 * Rule that the point of order `request` is not taken. It is logged.
 */
export interface DismissPoint {
  request: string;
  type: "dismiss_point";
}

/**
 * Name `delegation` as the one that has the floor in `intervention`: a like name was called. The clock goes on.
 *
 * The one called by mistake waits again where they stood. `request` is the request of `delegation` that
 * this turn was, and comes off its list; `null` lets `delegation` wait on for another turn. Left out while it waits,
 * the command is refused with `waits_too`, and names the request to be asked about.
 */
export interface CorrectSpeaker {
  delegation: string;
  intervention: string;
  request?: string | null;
  type: "correct_speaker";
}

/**
 * Say that the speaker called in `intervention` is not there: to the end of their category, twice of the list.
 */
export interface MarkAbsent {
  intervention: string;
  type: "mark_absent";
}

/**
 * Pass: give the floor back in `intervention` without having spoken. There is no duty to speak.
 */
export interface DeclineFloor {
  intervention: string;
  type: "decline_floor";
}

/**
 * End `intervention` and give `delegation` the time that was left.
 */
export interface YieldTime {
  delegation: string;
  intervention: string;
  type: "yield_time";
}

/**
 * Write down an intervention that nobody entered while it was made: when, and for how long.
 */
export interface LogIntervention {
  began_at: string;
  capacity?: Capacity;
  delegation: string;
  on_behalf_of?: string;
  seconds: number;
  type: "log_intervention";
}

/**
 * Take the floor back from `intervention`. The interrupted speaker gets it, their clock paused where it stood.
 */
export interface EndIntervention {
  intervention: string;
  type: "end_intervention";
}

/**
 * Start the clock of `intervention`, which has the floor.
 */
export interface StartClock {
  intervention: string;
  type: "start_clock";
}

/**
 * Stop the clock of `intervention` for a while.
 */
export interface PauseClock {
  intervention: string;
  type: "pause_clock";
}

/**
 * Let the clock of `intervention` run on from where it was paused.
 */
export interface ResumeClock {
  intervention: string;
  type: "resume_clock";
}

/**
 * Give `intervention` `seconds` more; a negative number takes them away again.
 */
export interface ExtendTime {
  intervention: string;
  seconds: number;
  type: "extend_time";
}

/**
 * Settle who takes `slot`, on the podium or as moderator or rapporteur; what is left out stays.
 *
 * `person` of `null` names nobody any more.
 *
 * `alternative` picks one of its alternatives, from 1. `name` is what is shown, in whatever language it is typed.
 */
export interface ResolveSlot {
  alternative?: number;
  certainty?: Certainty;
  name?: string;
  person?: string | null;
  slot: string;
  type: "resolve_slot";
  video?: boolean;
  withdrawn?: boolean;
}

/**
 * Write the bullets under one heading of the report on `segment`; `version` is what the writer started from.
 */
export interface SaveBullets {
  /**
   * @maxItems 12
   */
  bullets: string[];
  heading: Heading;
  segment: string;
  type: "save_bullets";
  version?: number;
}

/**
 * Hand the report on `segment` in. It is not changed any more.
 */
export interface SubmitReport {
  segment: string;
  type: "submit_report";
}

/**
 * Let the report on `segment` be changed again.
 */
export interface ReopenReport {
  segment: string;
  type: "reopen_report";
}

/**
 * Take a submitted report over from `room`, to be shown beside the rapporteur who reports it here.
 *
 * `rehearsed` says that `room` rehearses: only another rehearsal takes it.
 */
export interface ReceiveReport {
  rehearsed?: boolean;
  report: CarriedReport;
  room: string;
  segment: string;
  type: "receive_report";
}

/**
 * Show the report on `segment` to the room, turned to `heading`; without a segment, show none any more.
 *
 * Without a heading it is turned to the first that has bullets.
 */
export interface ShowReport {
  heading?: Heading;
  segment?: string;
  type: "show_report";
}

/**
 * Publish these questions for `segment`, in place of those it had.
 */
export interface SetQuestions {
  /**
   * @maxItems 6
   */
  questions: string[];
  segment: string;
  type: "set_questions";
}

/**
 * Show the room the question `number` of the running segment, from 1; without one, none any more.
 */
export interface ShowQuestion {
  number?: number;
  type: "show_question";
}

/**
 * Lay a message over a screen: a `prepared` one, or `text`. It stays until it is cleared or another comes.
 */
export interface SendMessage {
  prepared?: Prepared;
  text?: string;
  to: Target;
  type: "send_message";
}

/**
 * Say who spoke in the turn of `intervention` that was called at `called_at`: all that is known of them.
 *
 * What is left out is not known. `gender` is for statistics alone. The last correction holds; every one is kept.
 */
export interface CorrectPerson {
  called_at: string;
  gender?: Gender;
  intervention: string;
  person?: string;
  title?: string;
  type: "correct_person";
}

/**
 * End `rehearsal`: the room shows its own log again, as it was; what was rehearsed is put away.
 */
export interface ResetRehearsal {
  rehearsal: string;
  type: "reset_rehearsal";
}

/**
 * Take back the latest act of those who conduct the room; `position` is where the asker saw it.
 */
export interface Undo {
  position: number;
  type: "undo";
}

/**
 * The conference itself.
 */
export interface ConferenceHeld {
  days?: number;
  first_day: string;
  id: string;
  names: Record<string, string>;
  zone: string;
}

export interface ConferencePartShown {
  held: ConferenceHeld;
  seen: string;
}

export interface ControlListShown {
  aside?: Record<string, RequestShown>;
  aside_order?: string[];
  closes_at?: string;
  opens_at?: string;
  order: string[];
  points?: Record<string, RequestShown>;
  points_order?: string[];
  policy?: OrderPolicy;
  released?: ReleaseShown[];
  replies?: Record<string, RequestShown>;
  replies_order?: string[];
  segment: string;
  status: ListStatus;
  waiting: Record<string, RequestShown>;
}

/**
 * A request with what only organisers may know.
 */
export interface RequestShown {
  about?: string;
  absences?: number;
  allotted?: number;
  announced?: string;
  announced_title?: string;
  belongs_ahead_of?: string;
  claims?: string;
  claims_names?: Record<string, string>;
  first_time?: boolean;
  from_desk?: boolean;
  in_joint?: string;
  pending?: boolean;
  question?: number;
  rank?: Rank;
  ready?: boolean;
  requested_at: string;
  requested_by: string;
  scheduled_at?: string;
  speaker: SpeakerShown;
  turns?: number;
  unregistered?: boolean;
  why: Why;
}

export interface SpeakerShown {
  capacity?: Capacity;
  category?: string;
  delegation?: string;
  detail?: string;
  joint?: string[];
  kind?: InterventionKind;
  language?: string;
  names: Record<string, string>;
  on_behalf_of?: string;
  on_behalf_of_names?: Record<string, string>;
  person?: string;
  question?: number;
  question_names?: Record<string, string>;
  reacts_to?: Record<string, string>;
  title?: string;
  video?: boolean;
}

export interface ReleaseShown {
  requests: CarriedShown[];
  room: string;
}

/**
 * All that those who conduct the room may know of it.
 */
export interface ControlView {
  acts?: Record<string, ActShown>;
  also_waits?: string[];
  batch?: BatchShown;
  broken?: string[];
  categories?: CategoryShown[];
  fairness?: FairnessShown;
  floor?: FloorShown;
  forecast?: ForecastShown;
  groups?: GroupShown[];
  hard_end_at?: string;
  list?: ControlListShown;
  messages?: Record<string, MessageShown>;
  next?: NextShown;
  orphans?: Record<string, OrphanShown>;
  question?: QuestionShown;
  reports?: Record<string, ReportShown>;
  room: RoomShown;
  rules?: RulesShown;
  rundown: RundownShown;
  shown_report?: string;
  sitting?: SittingShown;
  turns?: Record<string, TurnShown>;
  version?: string;
}

/**
 * Turns and time on the running segment, and two hints: requests that the chair might think of.
 */
export interface FairnessShown {
  categories?: Record<string, ShareShown>;
  delegations?: Record<string, ShareShown>;
  first_time?: string;
  other_region?: string;
  regions?: Record<string, ShareShown>;
}

export interface ShareShown {
  seconds: number;
  turns: number;
}

export interface FloorShown {
  called_at: string;
  clock?: ClockShown;
  id: string;
  interrupted?: InterruptedShown[];
  speaker: SpeakerShown;
}

/**
 * The speaker who gets the floor back, the clock standing where it stood.
 */
export interface InterruptedShown {
  clock?: ClockShown;
  id: string;
  speaker: SpeakerShown;
}

/**
 * Of the `of` who wait, `fit` will be heard before `until`; all of them at `all_fit_at` seconds each.
 *
 * Without `all_fit_at` they fit as it is, or never would. As of the last entry: what is later follows from `pace`,
 * `begins_at` and `until`. The list should be closed by `close_by` if those on it are to be heard.
 */
export interface ForecastShown {
  all_fit_at?: number;
  begins_at: string;
  close_by: string;
  fit: number;
  of: number;
  pace: number;
  until: string;
}

/**
 * A registered group or process; its speakers name it by the first of `names`, or the English one.
 */
export interface GroupShown {
  capacity: Capacity;
  chair?: string;
  names: Record<string, string>;
}

/**
 * What is laid over a screen: a `prepared` message, which the screen says in its language, or `text`.
 */
export interface MessageShown {
  at: string;
  prepared?: Prepared;
  text?: string;
}

/**
 * Who would be called now; its `id` is what `call_next_speaker` expects.
 */
export interface NextShown {
  allotted?: number;
  id: string;
  speaker: SpeakerShown;
}

/**
 * A list whose segment the programme left out: how many wait on it, to be carried over to another list.
 */
export interface OrphanShown {
  names?: Record<string, string>;
  points?: number;
  replies?: number;
  waiting: number;
}

/**
 * A published question; `number` is from 1.
 */
export interface QuestionShown {
  names: Record<string, string>;
  number: number;
}

/**
 * The report on one segment. To organisers, in the words in which another room takes it over (`receive_report`).
 */
export interface ReportShown {
  noted: Record<string, NotedShown>;
  room?: string;
  submitted_at?: string;
  submitted_by?: string;
}

/**
 * The bullets under one heading; `version` is what `save_bullets` starts from.
 */
export interface NotedShown {
  at?: string;
  bullets?: string[];
  by?: string;
  version?: number;
}

/**
 * `unpublished` is a room of which no programme says anything yet: then its name is its id.
 */
export interface RoomShown {
  colour?: string;
  conference: Record<string, string>;
  id: string;
  languages?: string[];
  member?: Record<string, string>;
  members?: Record<string, string>;
  names: Record<string, string>;
  rehearsal?: string;
  unpublished?: boolean;
  way?: Record<string, string>;
  zone: string;
}

/**
 * What is in order in a segment. `right_of_reply` gives the seconds of a delegation's first, second ... reply.
 */
export interface RulesShown {
  order: OrderPolicy;
  phones_ask?: boolean;
  points_of_order?: boolean;
  procedure: Procedure;
  raised_by?: string[];
  right_of_reply?: number[];
}

export interface RundownShown {
  order: string[];
  phase?: string;
  phase_started_at?: string;
  running?: string;
  segments: Record<string, PlannedSegment>;
}

export interface PlannedSegment {
  ended_at?: string;
  ends_at: string;
  expected_end?: string;
  expected_start?: string;
  floor_ends_at?: string;
  format: Format;
  format_notes?: string[];
  hard_end?: boolean;
  id: string;
  interpretation?: string[];
  list_count?: number;
  list_status?: ListStatus;
  moderators?: SlotShown[];
  names: Record<string, string>;
  no_changeover?: boolean;
  objectives?: string[];
  phases: PlannedPhase[];
  podium?: PlannedSlot[];
  questions?: Record<string, string>[];
  questions_at?: string;
  squeezed?: number;
  started_at?: string;
  starts_at: string;
  status: SegmentStatus;
  takes_list?: boolean;
  uninterpreted_since?: string;
}

/**
 * Someone named by the programme, as the public may know them.
 */
export interface SlotShown {
  detail?: string;
  names: Record<string, string>;
  person?: string;
  short?: string;
}

export interface PlannedPhase {
  batch?: number;
  id: string;
  kind: PhaseKind;
  limit_is_guide?: boolean;
  limit_now?: number;
  limits?: LimitShown[];
  lineup?: PlannedSlot[];
  names: Record<string, string>;
  process_extra?: number;
  reserved?: number;
  serves_list?: boolean;
  time_limit?: number;
}

/**
 * A limit for some. Without `seconds` they have none.
 */
export interface LimitShown {
  capacity?: Capacity;
  category?: string;
  seconds?: number;
}

/**
 * A podium slot as organisers see it: with how sure it is.
 */
export interface PlannedSlot {
  alternatives?: Record<string, string>[];
  certainty: Certainty;
  focus?: string;
  heard?: boolean;
  id: string;
  names: Record<string, string>;
  person?: string;
  reports_on?: string;
  represents?: string;
  short?: string;
  video?: boolean;
  withdrawn?: boolean;
}

/**
 * A meeting that does not sit: `suspended` until later today, or `adjourned` to the next meeting.
 */
export interface SittingShown {
  resumes_at?: string;
  since?: string;
  status: SittingStatus;
}

/**
 * A turn that ended. `spoke` is the time on its clock, pauses left out.
 */
export interface TurnShown {
  allotted?: number;
  called_at: string;
  called_by?: string;
  ended_at: string;
  id: string;
  outcome: Outcome;
  speaker: SpeakerShown;
  spoke: number;
  unlisted?: boolean;
}

/**
 * What holds a place on a list: a State, an organisation, a stakeholder. Never a person (seed para 6).
 */
export interface Delegation {
  category: string;
  id: string;
  iso3?: string;
  names: Record<string, string>;
  region?: string;
}

/**
 * A delegation that a row of a file may be of.
 */
export interface DelegationKnown {
  category: string;
  id: string;
  names: Record<string, string>;
}

/**
 * A segment that is not as it is published. `running`: it runs now.
 */
export interface Difference {
  kind: DifferenceKind;
  names: Record<string, string>;
  now?: Placed;
  running?: boolean;
  segment: string;
  was?: Placed;
}

/**
 * When and where a segment is planned, as it is told.
 */
export interface Placed {
  ends_at: string;
  room: string;
  starts_at: string;
}

/**
 * A screen that was paired; `room` is none for one that shows all rooms, `on` whether it asked just now.
 */
export interface Display {
  build: string;
  id: number;
  last_seen_at: string | null;
  name: string;
  on: boolean;
  room: string | null;
  view: "hall" | "podium" | "interpreters" | "overlay" | "foyer";
}

/**
 * It is done, and there is nothing to tell of it.
 */
export interface Done {}

/**
 * What somebody is appointed to; without a `room`, in all of them, and without a `segment`, at all times.
 */
export interface Duty {
  role: "interpreter" | "moderator" | "presiding_officer" | "rapporteur";
  room: string | null;
  segment: string;
}

/**
 * A change as it is listed. `before` and `after` are what the part was and became, `None` where it was not there.
 *
 * `undoes` is the number of the change that it takes back; `stands` whether the part is still as it left it.
 */
export interface EditListed {
  after: Record<string, unknown> | null;
  at: string;
  before: Record<string, unknown> | null;
  by: string;
  key: string;
  number: number;
  part: PartKind;
  stands: boolean;
  undoes: number | null;
  undone: boolean;
}

/**
 * What became of a delegation's request. `to` is the segment or delegation it went to, `room` the other room; `by`
 * the number of the badge with which its delegation gave it up.
 */
export interface FateShown {
  at: string;
  became: Became;
  by?: number;
  delegation: string;
  kind?: InterventionKind;
  room?: string;
  to?: Record<string, string>;
}

/**
 * Where something stands in a file (`faults.Place`), with nothing left out.
 */
export interface FilePlace {
  column: string;
  field: string;
  file: string;
  path: string;
  row: number | null;
  sheet: string;
}

/**
 * What files hold, read for the draft of the version `base`, and the `zones` in which they may be read.
 */
export interface FilesRead {
  base: string;
  programmes: ProgrammeRead[];
  zones: string[];
}

/**
 * A programme that was read from files: what it holds, what is wrong, what is `asked` before it can be taken in.
 *
 * `more_rows` and `more_errors` are how many are not shown; `fields` what a column may be said to be.
 */
export interface ProgrammeRead {
  asked: string[];
  changes: boolean;
  checks: Check[];
  counts: Record<string, number>;
  errors: RemarkShown[];
  fields: string[];
  format: string;
  more_errors: number;
  more_rows: number;
  notes: RemarkShown[];
  ready: boolean;
  removed: SegmentRemoved[];
  rooms: RoomRead[];
  rows: ProgrammeRow[];
  sums: RowSums;
  unknown_columns: string[];
  warnings: string[];
  zone: string;
  zone_assumed: boolean;
}

/**
 * A fault or a note; `text` is the sentence in English.
 */
export interface RemarkShown {
  code: string;
  place: FilePlace;
  text: string;
  values: Record<string, string>;
}

export interface SegmentRemoved {
  id: string;
  names: Record<string, string>;
}

/**
 * A room of the file, and what the file calls it.
 */
export interface RoomRead {
  key: string;
  names: Record<string, string>;
}

/**
 * A segment of the file, and what becomes of it. What is not known is empty.
 */
export interface ProgrammeRow {
  day: string;
  ends: string;
  format: string;
  names: Record<string, string>;
  place: FilePlace;
  rooms: string[];
  speakers: string[];
  starts: string;
  state: RowState;
}

/**
 * How many rows of a file are in each state.
 */
export interface RowSums {
  changed: number;
  fault: number;
  new: number;
  same: number;
  skipped: number;
}

/**
 * A room on the foyer's screen: what runs, what comes; no queue and no speaker's time.
 */
export interface FoyerRoomShown {
  phase?: PhaseShown;
  room: RoomShown;
  segment?: SegmentShown;
  sitting?: SittingShown;
  upcoming?: SegmentShown;
}

export interface PhaseShown {
  id: string;
  kind: PhaseKind;
  names: Record<string, string>;
  started_at?: string;
}

export interface SegmentShown {
  ends_at: string;
  format: Format;
  hard_end?: boolean;
  id: string;
  interpretation?: string[];
  moderators?: SlotShown[];
  moved_from?: string;
  names: Record<string, string>;
  started_at?: string;
  starts_at: string;
  uninterpreted_since?: string;
}

/**
 * All rooms, for those who look for their way.
 */
export interface FoyerView {
  broken?: string[];
  order: string[];
  rooms: Record<string, FoyerRoomShown>;
}

/**
 * A group of delegations, and the delegation that chairs it.
 */
export interface GroupHeld {
  chair?: string;
  names: Record<string, string>;
}

/**
 * Public: who speaks, how long they have, who comes next. Podium, interpreters and overlay read the same.
 */
export interface HallView {
  broken?: string[];
  floor?: FloorShown;
  hard_end_at?: string;
  list: ListShown;
  message?: MessageShown;
  panel?: SlotShown[];
  phase?: PhaseShown;
  question?: QuestionShown;
  report?: ReportOnShown;
  room: RoomShown;
  segment?: SegmentShown;
  sitting?: SittingShown;
  upcoming?: SegmentShown;
}

/**
 * Who comes next: `order` holds the first few, `count` says how many there are in all.
 */
export interface ListShown {
  closes_at?: string;
  count: number;
  from_lineup?: boolean;
  opens_at?: string;
  order: string[];
  replies?: number;
  status: ListStatus;
  waiting: Record<string, SpeakerShown>;
}

/**
 * A report as the room sees it, on the segment called `names` if that is one of this room.
 *
 * It is turned to `heading`. `aside` says that the speaker does not report: they are shown beside it.
 */
export interface ReportOnShown {
  aside?: boolean;
  bullets: Record<string, string[]>;
  heading?: Heading;
  names?: Record<string, string>;
  segment: string;
}

/**
 * A delegation of which it is not known who heads it: the rows that say so, and who does now.
 */
export interface HeadQuestion {
  delegation: string;
  now?: number;
  rows: string[];
}

/**
 * The time as it was sent, told again and again to every screen whose address asks for it. It may have been long on
 * its way, so that it says only what time it is at least: a screen that wants it exactly asks.
 */
export interface HeartbeatFrame {
  kind: "heartbeat";
  now: string;
}

/**
 * What a paired screen is to show, and whether it flashes, so that it is found among others.
 */
export interface Instructions {
  identify: boolean;
  name: string;
  path: string;
}

/**
 * A field of a format that is wrong: it may be from `least` to `most`, given all the others.
 */
export interface LabelFault {
  field: "columns" | "gap_across" | "gap_down" | "height" | "left" | "rows" | "skip" | "top" | "width";
  least: number;
  most: number;
}

/**
 * Whose password a link sets.
 */
export interface LinkHolder {
  name: string;
  username: string;
}

/**
 * Who somebody is, for their own eyes; `home` is the page that is theirs.
 *
 * Of who wears a badge: its number, their delegation, and who wears its other badges, as far as it is known.
 */
export interface Me {
  badge?: number;
  colleagues?: Record<string, string>;
  delegation?: Delegation;
  duties?: Duty[];
  home?: string;
  name?: string;
  role: Role;
}

/**
 * Where somebody is named: in which segment, as what, and by which office.
 */
export interface Mention {
  day: number;
  names: Record<string, string>;
  office: Record<string, string>;
  role: "moderator" | "rapporteur" | "speaker";
  room: string;
  segment: string;
  starts: string;
}

/**
 * Who did something to a version of the programme, and when.
 */
export interface Noted {
  at: string;
  by: string;
  version: string;
}

/**
 * Something a screen should know beside its view.
 */
export interface NoticeFrame {
  code: "clock_set" | "degraded" | "draining" | "go_to" | "identify" | "restored";
  kind: "notice";
  path?: string;
  seconds?: number;
  text?: string;
}

/**
 * Somebody who is named in several places of the programme.
 */
export interface OfficeHeld {
  names: Record<string, string>;
}

/**
 * Who waits on another list than the one shown: `requests` are the delegations, by request.
 *
 * With `ended_at` the segment is over, and they were not reached. Without `names` the programme has it no more.
 */
export interface OtherListShown {
  ended_at?: string;
  names?: Record<string, string>;
  requests: Record<string, string>;
}

/**
 * A delegation that has more people than it may, and why they are let in.
 */
export interface OverLimit {
  delegation: string;
  most: number;
  why: string;
}

/**
 * A room as the secretariat sees it beside the others.
 */
export interface OverviewRoomShown {
  expected_end?: string;
  floor?: FloorShown;
  forecast?: ForecastShown;
  list_count: number;
  list_status: ListStatus;
  phase?: PhaseShown;
  reports?: Record<string, boolean>;
  room: RoomShown;
  segment?: SegmentShown;
  sitting?: SittingShown;
  upcoming?: SegmentShown;
  upcoming_start?: string;
}

/**
 * All rooms, for those who conduct them.
 */
export interface OverviewView {
  broken?: string[];
  clashes?: ClashShown[];
  order: string[];
  rooms: Record<string, OverviewRoomShown>;
}

/**
 * How the list moves. The speaker at place n has the floor about `begins_at` plus n - 1 times `pace` seconds.
 *
 * Without `begins_at` the next may be called now. After `until` nobody is heard any more.
 */
export interface PaceShown {
  begins_at?: string;
  pace: number;
  until: string;
}

/**
 * The code that a screen without a pairing shows.
 */
export interface Pairable {
  code: string;
}

/**
 * What keeps a programme from being stored: in which part, in which field of it, and what, as one sentence, and
 * by a code where most people meet it (`reading.Fault`).
 */
export interface PartFault {
  code?: string;
  field: string;
  key: string;
  part: PartKind;
  value?: string;
  what: string;
}

/**
 * Somebody by name. Two of one name are taken for one: a programme tells them apart by their names alone.
 */
export interface Person {
  duties?: Duty[];
  name: string;
  places?: Mention[];
}

/**
 * A phase of a segment. Lengths are minutes and seconds, `2:00`.
 */
export interface PhaseHeld {
  assumed?: boolean;
  batch?: number;
  id: string;
  kind: PhaseKind;
  limit_is_guide?: boolean;
  lineup?: SlotHeld[];
  names: Record<string, string>;
  process_extra?: string;
  reserved?: string;
  serves_list?: boolean;
  time_limit?: string;
}

/**
 * A place on the podium.
 */
export interface SlotHeld {
  alternatives?: string[];
  category?: string;
  certainty?: Certainty;
  focus?: string;
  id: string;
  names?: Record<string, string>;
  person?: string;
  reports_on?: string;
  represents?: string;
  short?: string;
  time_limit?: string;
  video?: boolean;
}

/**
 * The list of one segment. `order` names the first ten; a place further back is the number of lower ranks.
 */
export interface PhoneListShown {
  closes_at?: string;
  count: number;
  opens_at?: string;
  order: string[];
  points?: Record<string, string>;
  replies?: Record<string, PlaceShown>;
  segment: string;
  status: ListStatus;
  waiting: Record<string, PlaceShown>;
}

/**
 * A request on the phones' list. A lower `rank` is called earlier; ranks need not be whole or follow closely.
 */
export interface PlaceShown {
  pending?: boolean;
  rank: number;
  ready?: boolean;
  speaker: SpeakerShown;
}

/**
 * The same for every phone of a room; whose place is whose the phone works out from its delegation.
 */
export interface PhoneView {
  allotted?: number;
  broken?: string[];
  fates?: Record<string, FateShown>;
  floor?: FloorShown;
  groups?: GroupShown[];
  list?: PhoneListShown;
  others?: Record<string, OtherListShown>;
  pace?: PaceShown;
  phase?: PhaseShown;
  questions?: Record<string, string>[];
  room: RoomShown;
  rules?: RulesShown;
  segment?: SegmentShown;
  sitting?: SittingShown;
  upcoming?: SegmentShown;
}

/**
 * Who is connected to a room: how many by view, and its paired screens.
 */
export interface Present {
  displays: Display[];
  looking: Record<string, number>;
}

/**
 * Who spoke in the segment that runs, by number, and who speaks now. Where none runs, in the one that ran last.
 *
 * `of` names that segment. Absences, who called whom and who was on no list are the secretariat's.
 */
export interface ProceedingsView {
  broken?: string[];
  floor?: FloorShown;
  of?: Record<string, string>;
  phase?: PhaseShown;
  room: RoomShown;
  segment?: SegmentShown;
  turns?: Record<string, TurnShown>;
}

/**
 * A regional process, and the delegation that chairs it.
 */
export interface ProcessHeld {
  chair: string;
  name: string;
  names: Record<string, string>;
}

/**
 * The programme in its parts, with its latest changes; before any programme was imported, its status alone. `key`
 * is the id of what was changed by this, `running` the segments that run.
 */
export interface ProgrammeDesk {
  conference?: ConferencePartShown;
  edits?: EditListed[];
  key: string;
  offices?: Record<string, OfficeHeld>;
  rooms?: RoomPartShown[];
  running: string[];
  segments?: SegmentPartShown[];
  settings?: SettingsPartShown;
  status: SetUpStatus;
  usual?: UsualSettings;
}

export interface RoomPartShown {
  held: RoomHeld;
  seen: string;
}

/**
 * A room.
 */
export interface RoomHeld {
  colour?: string;
  id: string;
  interpretation?: string[];
  names: Record<string, string>;
  order: number;
  way?: Record<string, string>;
}

/**
 * `times` are the instants at which it starts and ends.
 */
export interface SegmentPartShown {
  held: SegmentHeld;
  seen: string;
  /**
   * @minItems 2
   * @maxItems 2
   */
  times: [string, string];
}

/**
 * A segment. Times are times of day at the venue: when it begins and ends, and when by the programme its list of
 * speakers opens and closes, and its questions are given to all.
 */
export interface SegmentHeld {
  day: number;
  ends: string;
  format: Format;
  format_notes?: string[];
  hard_end?: boolean;
  id: string;
  list_closes?: string;
  list_opens?: string;
  moderators?: SlotHeld[];
  names: Record<string, string>;
  objectives?: string[];
  phases?: PhaseHeld[];
  procedure?: Procedure;
  questions?: Record<string, string>[];
  questions_at?: string;
  rapporteurs?: SlotHeld[];
  room: string;
  starts: string;
}

export interface SettingsPartShown {
  held: SettingsHeld;
  seen: string;
}

/**
 * What the conference decides for itself, and in whose name delegations speak.
 */
export interface SettingsHeld {
  badges?: number;
  categories?: CategoryHeld[];
  groups?: GroupHeld[];
  languages?: string[];
  member?: Record<string, string>;
  members?: Record<string, string>;
  procedures?: Record<string, RulesHeld>;
  processes?: ProcessHeld[];
}

/**
 * The figures of a procedure.
 */
export interface RulesHeld {
  order: OrderPolicy;
  phones_ask: boolean;
  points_of_order: boolean;
  right_of_reply: string[];
  summary?: string;
}

/**
 * The draft of the programme, what is in force, and what is between them; `base` is the version of the draft.
 */
export interface SetUpStatus {
  base: string;
  called: Called;
  checks: Check[];
  delegations: Registration[];
  differences: Difference[];
  first_day: string | null;
  imported_by: Noted | null;
  labels: string[];
  lists: WaitingList[];
  names: Record<string, string>;
  published: boolean;
  published_by: Noted | null;
  refusing: string[];
  rooms: RoomNamed[];
  version: string;
  warnings: string[];
  zone: string;
}

/**
 * A delegation that the rooms do not know as it is registered now.
 */
export interface Registration {
  id: string;
  kind: DifferenceKind;
  names: Record<string, string>;
}

/**
 * A list that somebody is on, and whether its segment is still there.
 */
export interface WaitingList {
  kept: boolean;
  names: Record<string, string>;
  room: string;
  segment: string;
  waiting: number;
}

export interface RoomNamed {
  id: string;
  names: Record<string, string>;
}

/**
 * What holds where the conference decides nothing.
 */
export interface UsualSettings {
  categories: CategoryHeld[];
  procedures: UsualProcedures;
}

/**
 * Every procedure of `Procedure`, by its name.
 */
export interface UsualProcedures {
  breakout: RulesHeld;
  ceremony: RulesHeld;
  formal: RulesHeld;
  general_debate: RulesHeld;
  interactive_panel: RulesHeld;
}

/**
 * The key that browsers subscribe with, whether this phone is told, and why it could not be told last.
 */
export interface Push {
  fault: string;
  key: string;
  on: boolean;
}

/**
 * What a rapporteur writes, and what was said: the turns of the running segment, by number.
 */
export interface RapporteurView {
  broken?: string[];
  floor?: FloorShown;
  names: {
    [k: string]: Record<string, string>;
  };
  order: string[];
  phase?: PhaseShown;
  questions?: Record<string, string>[];
  reports: Record<string, ReportShown>;
  room: RoomShown;
  segment?: SegmentShown;
  turns?: Record<string, TurnShown>;
}

/**
 * A fault in the row `key`; where its delegation is not known, those that are `offered` may be meant.
 */
export interface RegisterFault {
  code: string;
  delegation: string;
  key: string;
  offered: string[];
  place: FilePlace;
  text: string;
  values: Record<string, string>;
}

/**
 * What files of a register hold and what would become of it, if it is still that of the version `base`.
 *
 * `gone` are not in the files and stay; of `heads` it is not known who heads their delegation. So many people would be
 * `taken` in and `removed`.
 */
export interface RegisterRead {
  base: string;
  changes: boolean;
  errors: RegisterFault[];
  format: string;
  gone: Registrant[];
  heads: HeadQuestion[];
  more_errors: number;
  more_rows: number;
  notes: RemarkShown[];
  over: OverLimit[];
  removed: number;
  rows: RegisterRow[];
  sums: RowSums;
  taken: number;
}

/**
 * Somebody who is registered; `id` is their number, none before they are stored.
 */
export interface Registrant {
  delegation: string;
  email?: string;
  family?: string;
  function?: string;
  given?: string;
  head?: boolean;
  id?: number;
  key?: string;
  organisation?: string;
  phone?: string;
  title?: string;
}

/**
 * A row of the file, and what becomes of it: `name` is whose it is, `said` the delegation as the file has it,
 * `fields` what changes. Faults name the row by its `key`.
 */
export interface RegisterRow {
  fields: string[];
  key: string;
  name: string;
  person: Registrant;
  place: FilePlace;
  said: string;
  state: RowState;
}

/**
 * Who is registered now. A delegation may have so many `members` besides its head; of `allowances` each lets one
 * delegation have more. `categories` are in their order by protocol, `zone` is that of the conference.
 */
export interface RegisterStatus {
  allowances: AllowanceNoted[];
  base: string;
  categories: CategoryNamed[];
  known: DelegationKnown[];
  members: number;
  people: Registrant[];
  taken_by: RegisterTaken | null;
  zone: string;
}

/**
 * Who changed the register last, and when.
 */
export interface RegisterTaken {
  at: string;
  by: string;
}

/**
 * Asks for the whole view again; `position` and `epoch` are what the sender holds. With `lang`, of a socket whose
 * address names a language: from now on in this one.
 */
export interface Resync {
  epoch?: string;
  kind: "resync";
  lang?: string;
  position?: number;
}

/**
 * The rows of the map `at` this place of the view. A row is `usual`, with its cells put in where `columns` say, and
 * then changed by the merge patch behind its cells, if there is one.
 */
export interface Table {
  at: string[];
  columns: string[][];
  rows: Record<string, unknown[]>;
  usual: Record<string, unknown>;
}

/**
 * The time now, RFC 3339 UTC with milliseconds.
 */
export interface TimeFrame {
  id: string;
  kind: "time";
  now: string;
}

/**
 * Asks the time: clock exchange and heartbeat in one.
 */
export interface TimeQuestion {
  id: string;
  kind: "time";
}

/**
 * A segment by the programme in force. `expected_start` is told only where it is another than the printed one,
 * `moved_from` where an earlier version printed another.
 */
export interface TimetableSegment {
  ends_at: string;
  expected_start?: string;
  format: Format;
  id: string;
  list_closes_at?: string;
  list_opens_at?: string;
  moved_from?: string;
  names: Record<string, string>;
  started_at?: string;
  starts_at: string;
  status: SegmentStatus;
}

export interface TimetableShown {
  room: RoomShown;
  segments: TimetableSegment[];
}

/**
 * A version as it is told. `again` is the number of the version that it is once more, `draft`: never published.
 *
 * `changes` counts what it changed of what was published before it, by kind.
 */
export interface Version {
  again?: number;
  at: string;
  by: string;
  changes?: Record<string, number>;
  draft?: boolean;
  number: number;
  version: string;
}

/**
 * How one version differs from another; `labels` as in `Comparison`.
 */
export interface VersionsDiffer {
  differences: Difference[];
  labels: string[];
  rooms: RoomNamed[];
  zone: string;
}

/**
 * The versions, the last first; `kept` are segments that stay as they are because they run.
 */
export interface VersionsShown {
  kept: string[];
  versions: Version[];
}

/**
 * The whole view; replaces what was shown.
 */
export interface ViewFrame {
  epoch: string;
  kind: "view";
  now: string;
  position: number;
  /**
   * Rows of long maps, which are empty in `view`. Sent to a socket that names a language.
   */
  tables?: Table[];
  view: HallView | PhoneView | ControlView | RapporteurView | ProceedingsView | FoyerView | OverviewView;
}
