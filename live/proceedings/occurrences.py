"""What happened beside the statements, and what was undone. Frozen values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from live.proceedings.statements import Place, Statement, Who
from live.room.model.plan import Capacity, CategoryId, Names, OrderPolicy, Seconds


class OccurrenceKind(StrEnum):
    """What happened."""

    # To those who were called
    ABSENT = "absent"
    DECLINED = "declined"
    YIELDED = "yielded"
    CEDED = "ceded"
    CORRECTED = "corrected"
    TIME_EXTENDED = "time_extended"
    # To requests
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    CAPACITY_VERIFIED = "capacity_verified"
    CAPACITY_REJECTED = "capacity_rejected"
    # To the list
    LIST_OPENED = "list_opened"
    LIST_CLOSED = "list_closed"
    ORDER_SET = "order_set"
    LOTS_DRAWN = "lots_drawn"
    CARRIED_OVER = "carried_over"
    LIST_CLEARED = "list_cleared"
    SENT_TO_ROOM = "sent_to_room"
    TAKEN_FROM_ROOM = "taken_from_room"
    # To the meeting
    SEGMENT_STARTED = "segment_started"
    SEGMENT_ENDED = "segment_ended"
    PHASE_STARTED = "phase_started"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    ADJOURNED = "adjourned"
    INTERPRETATION_ENDED = "interpretation_ended"
    LIMIT_SET = "limit_set"
    BATCH_SET = "batch_set"
    POINT_DISMISSED = "point_dismissed"


ABSENCES = frozenset({OccurrenceKind.ABSENT, OccurrenceKind.DECLINED})

DECISIONS = frozenset(
    {
        OccurrenceKind.LIST_OPENED,
        OccurrenceKind.LIST_CLOSED,
        OccurrenceKind.ORDER_SET,
        OccurrenceKind.LOTS_DRAWN,
        OccurrenceKind.SUSPENDED,
        OccurrenceKind.RESUMED,
        OccurrenceKind.ADJOURNED,
        OccurrenceKind.INTERPRETATION_ENDED,
        OccurrenceKind.LIMIT_SET,
        OccurrenceKind.BATCH_SET,
        OccurrenceKind.TIME_EXTENDED,
        OccurrenceKind.POINT_DISMISSED,
    }
)
"""Decisions of the chair: limits, closings, rulings, and what the meeting does."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One thing that happened. What does not apply is `None`.

    `position` is that of its entry in the room's log. `who` is whom it befell. `to` is who, which segment, phase or
    room it led to: the delegation a place was ceded or time yielded to, or the floor was corrected to, the segment a
    list was carried over to. `called` is when an absent or declining speaker was called, `by` who did it: of an
    absence who called them. `seconds` is the limit (`None` lifts it), or what was added to a speaker's time.
    `until` is the announced instant of an opening, a closing or a resumption. `many` are how many requests it was
    about, or after how many the panel replies. `seed` is that of lots.
    """

    kind: OccurrenceKind
    at: datetime
    position: int
    place: Place
    by: str | None = None
    who: Who | None = None
    to: Names | None = None
    called: datetime | None = None
    seconds: Seconds | None = None
    until: datetime | None = None
    many: int | None = None
    category: CategoryId | None = None
    capacity: Capacity | None = None
    order: OrderPolicy | None = None
    seed: str | None = None
    limited_phase: Names | None = None


@dataclass(frozen=True, slots=True)
class Struck:
    """An act that was undone, kept apart: it counts nowhere.

    `did` are the events of its entry, by their names in the log; `about` whom or what it concerned. `statements` are
    those that are no more by it.
    """

    position: int
    at: datetime
    by: str
    did: tuple[str, ...]
    about: Names | None
    undone_at: datetime
    undone_by: str
    place: Place
    statements: tuple[Statement, ...] = ()
