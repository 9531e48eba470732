// The public contract: what pages receive and what they may send. Written by `npm run contract`
// from contract.schema.json; a change made here is lost.

/**
 * In what capacity an intervention is made. It belongs to the intervention, not to the person.
 */
export type Capacity = "co_facilitator" | "group" | "national" | "regional_process";

/**
 * Why a command was not carried out. A closed list: each code has its words in six languages.
 */
export type Reason =
  | "already_on_list"
  | "capacity_needs_name"
  | "capacity_not_verified"
  | "clock_already_started"
  | "clock_not_paused"
  | "clock_not_running"
  | "list_already_open"
  | "list_closed"
  | "list_not_open"
  | "list_not_taken"
  | "malformed"
  | "no_programme"
  | "no_time_limit"
  | "nobody_waiting"
  | "not_next"
  | "not_permitted"
  | "not_speaking"
  | "nothing_to_undo"
  | "out_of_range"
  | "phase_already_running"
  | "phase_moved_on"
  | "segment_already_running"
  | "segment_moved_on"
  | "segment_not_running"
  | "too_many"
  | "unavailable"
  | "undo_moved_on"
  | "unknown_command"
  | "unknown_delegation"
  | "unknown_phase"
  | "unknown_request"
  | "unknown_segment";

/**
 * Who a delegation is (seed para 6). It decides label style, suggested order and statistics.
 */
export type Category =
  | "academia"
  | "civil_society"
  | "diaspora"
  | "igo"
  | "local_authority"
  | "member_state"
  | "migrant_organisation"
  | "ngo"
  | "nhri"
  | "observer_entity"
  | "observer_state"
  | "private_sector"
  | "un_system";

/**
 * How sure the programme is of a speaker. Anything but `confirmed` is for organisers only.
 */
export type Certainty = "alternatives" | "confirmed" | "placeholder" | "to_be_confirmed";

export type RoomCommand =
  | StartSegment
  | EndSegment
  | StartPhase
  | OpenList
  | CloseList
  | RequestFloor
  | WithdrawRequest
  | AddSpeaker
  | CallNextSpeaker
  | StartClock
  | PauseClock
  | ResumeClock
  | ExtendTime
  | EndIntervention
  | Undo;

/**
 * Rule 73 / 115: the presiding officer announces the list and, with consent, closes it.
 */
export type ListStatus = "closed" | "not_open" | "open";

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
 * An act that may be undone, the latest first: `did` names the event, `about` whom it concerned, `by` who did it.
 *
 * It can be undone for ten minutes from `at`.
 */
export interface ActShown {
  about?: Record<string, string>;
  at: string;
  by: string;
  did: string;
}

/**
 * Put `delegation` on the list on its behalf: a nameplate, a paper form, a nod. A closed list takes it too.
 */
export interface AddSpeaker {
  capacity?: Capacity;
  delegation: string;
  on_behalf_of?: string;
  segment?: string;
  type: "add_speaker";
}

/**
 * What came of the command with this id: the `position` where it stands in the log, or why it was `refused`.
 */
export interface AnswerFrame {
  detail?: Record<string, string | number>;
  id: string;
  kind: "answer";
  position?: number;
  refused?: Reason;
}

/**
 * Give the floor to whoever is next; `expecting` is the id of the one the asker saw there.
 */
export interface CallNextSpeaker {
  expecting: string;
  type: "call_next_speaker";
}

/**
 * An RFC 7396 merge patch for whoever holds position `from`.
 */
export interface ChangeFrame {
  from: number;
  kind: "change";
  now: string;
  patch: {};
  position: number;
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
 * Close the list of speakers of `segment`, by default of the one that runs. Those on it stay.
 */
export interface CloseList {
  segment?: string;
  type: "close_list";
}

/**
 * A command, under an id that its sender keeps until it is answered.
 */
export interface CommandFrame {
  command: RoomCommand;
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
 * End `segment`, which runs; its list closes and whoever has the floor gives it back.
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
 * Open the list of speakers of `segment`, by default of the one that runs.
 */
export interface OpenList {
  segment?: string;
  type: "open_list";
}

/**
 * Put the asker's own delegation on the list. `on_behalf_of` names the group or process in that capacity.
 */
export interface RequestFloor {
  capacity?: Capacity;
  on_behalf_of?: string;
  segment?: string;
  type: "request_floor";
}

/**
 * Take `request` off its list.
 */
export interface WithdrawRequest {
  request: string;
  type: "withdraw_request";
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
 * Take the floor back from `intervention`.
 */
export interface EndIntervention {
  intervention: string;
  type: "end_intervention";
}

/**
 * Take back the latest act of those who conduct the room; `position` is where the asker saw it.
 */
export interface Undo {
  position: number;
  type: "undo";
}

export interface ControlListShown {
  order: string[];
  segment: string;
  status: ListStatus;
  waiting: Record<string, RequestShown>;
}

/**
 * A request with what only organisers may know.
 */
export interface RequestShown {
  from_desk?: boolean;
  requested_at: string;
  requested_by: string;
  speaker: SpeakerShown;
}

export interface SpeakerShown {
  capacity?: Capacity;
  category?: Category;
  delegation?: string;
  detail?: string;
  names: Record<string, string>;
  on_behalf_of?: string;
  person?: string;
}

/**
 * All that those who conduct the room may know of it.
 */
export interface ControlView {
  acts?: Record<string, ActShown>;
  floor?: FloorShown;
  list?: ControlListShown;
  next?: NextShown;
  room: RoomShown;
  rundown: RundownShown;
  version?: string;
}

export interface FloorShown {
  called_at: string;
  clock?: ClockShown;
  id: string;
  speaker: SpeakerShown;
}

/**
 * Who would be called now; its `id` is what `call_next_speaker` expects.
 */
export interface NextShown {
  allotted?: number;
  id: string;
  speaker: SpeakerShown;
}

export interface RoomShown {
  conference: Record<string, string>;
  id: string;
  names: Record<string, string>;
  zone: string;
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
  format: Format;
  format_notes?: string[];
  hard_end?: boolean;
  id: string;
  list_count?: number;
  list_status?: ListStatus;
  moderators?: SlotShown[];
  names: Record<string, string>;
  objectives?: string[];
  phases: PlannedPhase[];
  started_at?: string;
  starts_at: string;
  status: SegmentStatus;
  takes_list?: boolean;
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
  id: string;
  kind: PhaseKind;
  limit_is_guide?: boolean;
  lineup?: PlannedSlot[];
  names: Record<string, string>;
  process_extra?: number;
  serves_list?: boolean;
  time_limit?: number;
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
  represents?: string;
  short?: string;
}

/**
 * A room on the foyer's screen: what runs, what comes; no queue and no speaker's time.
 */
export interface FoyerRoomShown {
  phase?: PhaseShown;
  room: RoomShown;
  segment?: SegmentShown;
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
  names: Record<string, string>;
  started_at?: string;
  starts_at: string;
}

/**
 * All rooms, for whoever is finding their way.
 */
export interface FoyerView {
  order: string[];
  rooms: Record<string, FoyerRoomShown>;
}

/**
 * Public: who speaks, how long they have, who comes next. Podium, interpreters and overlay read the same.
 */
export interface HallView {
  floor?: FloorShown;
  list: ListShown;
  phase?: PhaseShown;
  room: RoomShown;
  segment?: SegmentShown;
  upcoming?: SegmentShown;
}

/**
 * Who comes next: `order` holds the first few, `count` says how many there are in all.
 */
export interface ListShown {
  count: number;
  from_lineup?: boolean;
  order: string[];
  status: ListStatus;
  waiting: Record<string, SpeakerShown>;
}

/**
 * Something a screen should know beside its view.
 */
export interface NoticeFrame {
  code: "degraded" | "draining" | "go_to" | "identify" | "restored";
  kind: "notice";
  path?: string;
  text?: string;
}

/**
 * The list of one segment. `order` names the first ten; a place further back is the number of lower ranks.
 */
export interface PhoneListShown {
  count: number;
  order: string[];
  segment: string;
  status: ListStatus;
  waiting: Record<string, PlaceShown>;
}

/**
 * A request on the phones' list. A lower `rank` is called earlier; ranks need not be whole or follow closely.
 */
export interface PlaceShown {
  rank: number;
  speaker: SpeakerShown;
}

/**
 * The same for every phone of a room; whose place is whose the phone works out from its delegation.
 */
export interface PhoneView {
  allotted?: number;
  floor?: FloorShown;
  list?: PhoneListShown;
  phase?: PhaseShown;
  room: RoomShown;
  segment?: SegmentShown;
  upcoming?: SegmentShown;
}

/**
 * Asks for the whole view again; `position` and `epoch` are what the sender holds.
 */
export interface Resync {
  epoch?: string;
  kind: "resync";
  position?: number;
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
 * The whole view; replaces what was shown.
 */
export interface ViewFrame {
  epoch: string;
  kind: "view";
  now: string;
  position: number;
  view: HallView | PhoneView | ControlView | FoyerView;
}
