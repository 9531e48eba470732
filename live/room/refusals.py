"""Saying no by name. The code is what every language translates; the detail names the fault and the place."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a command was not carried out. A closed list: each code has its words in six languages."""

    MALFORMED = "malformed"
    UNKNOWN_COMMAND = "unknown_command"
    NOT_PERMITTED = "not_permitted"
    NO_PROGRAMME = "no_programme"
    PROGRAMME_MOVED_ON = "programme_moved_on"
    UNKNOWN_SEGMENT = "unknown_segment"
    UNKNOWN_PHASE = "unknown_phase"
    UNKNOWN_DELEGATION = "unknown_delegation"
    UNKNOWN_REQUEST = "unknown_request"
    UNKNOWN_INTERVENTION = "unknown_intervention"
    UNKNOWN_SLOT = "unknown_slot"
    SEGMENT_NOT_RUNNING = "segment_not_running"
    SEGMENT_MOVED_ON = "segment_moved_on"
    SEGMENT_ALREADY_RUNNING = "segment_already_running"
    PHASE_MOVED_ON = "phase_moved_on"
    PHASE_ALREADY_RUNNING = "phase_already_running"
    LIST_NOT_OPEN = "list_not_open"
    LIST_CLOSED = "list_closed"
    LIST_ALREADY_OPEN = "list_already_open"
    LIST_NOT_TAKEN = "list_not_taken"
    ALREADY_ON_LIST = "already_on_list"
    LIST_MOVED_ON = "list_moved_on"
    LOTS_NOT_DRAWN = "lots_not_drawn"
    CAPACITY_NOT_VERIFIED = "capacity_not_verified"
    CAPACITY_NEEDS_NAME = "capacity_needs_name"
    NOBODY_WAITING = "nobody_waiting"
    NOT_NEXT = "not_next"
    NOT_SPEAKING = "not_speaking"
    FLOOR_MOVED_ON = "floor_moved_on"
    WAITS_TOO = "waits_too"
    FLOOR_INTERRUPTED = "floor_interrupted"
    MEETING_SUSPENDED = "meeting_suspended"
    MEETING_NOT_SUSPENDED = "meeting_not_suspended"
    NO_INTERPRETATION = "no_interpretation"
    POINTS_NOT_TAKEN = "points_not_taken"
    NO_RIGHT_OF_REPLY = "no_right_of_reply"
    REPLIES_EXHAUSTED = "replies_exhausted"
    COOLING_DOWN = "cooling_down"
    NOTHING_CLAIMED = "nothing_claimed"
    UNKNOWN_QUESTION = "unknown_question"
    CLOCK_ALREADY_STARTED = "clock_already_started"
    CLOCK_NOT_RUNNING = "clock_not_running"
    CLOCK_NOT_PAUSED = "clock_not_paused"
    NO_TIME_LIMIT = "no_time_limit"
    OUT_OF_RANGE = "out_of_range"
    REPORT_MOVED_ON = "report_moved_on"
    REPORT_SUBMITTED = "report_submitted"
    REPORT_NOT_SUBMITTED = "report_not_submitted"
    REPORT_EMPTY = "report_empty"
    NOTHING_SHOWN = "nothing_shown"
    NOTHING_TO_UNDO = "nothing_to_undo"
    UNDO_MOVED_ON = "undo_moved_on"
    UNDO_CONFLICTS = "undo_conflicts"
    IN_REHEARSAL = "in_rehearsal"
    NOT_IN_REHEARSAL = "not_in_rehearsal"
    OTHER_LOG = "other_log"
    """What was asked, was asked of another log of the room than it has now: its rehearsal began, or is over."""
    ASKED_TOO_LONG_AGO = "asked_too_long_ago"
    OUR_FAULT = "our_fault"
    """Something failed in Rostrum itself. It is written in the log; asking again may well fail again."""
    UNAVAILABLE = "unavailable"
    DEGRADED = "degraded"
    TOO_MANY = "too_many"


Detail = dict[str, str | int]


class Refused(Exception):
    """Raised for what the rules, or the state of the room, do not allow. Not a fault: it is answered, not logged.

    `detail` holds plain facts for the asker, such as who is next instead; what is `None` is left out.
    """

    def __init__(self, reason: Reason, **facts: str | int | None) -> None:
        detail = {name: fact for name, fact in facts.items() if fact is not None}
        super().__init__(reason, detail)
        self.reason = reason
        self.detail: Detail = detail

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={fact}" for name, fact in self.detail.items())
        return f"{self.reason}({facts})"
