"""What is true of a room: its programme, its lists of speakers and who has the floor.

Everything here is a frozen value. Instants are aware datetimes in UTC with whole milliseconds; durations are whole
seconds. A missing fact is `None`; nothing here says how long is left, because that is wrong the moment it is written.
"""

from datetime import datetime
from enum import StrEnum

from live.room.plan import Capacity, Category, Delegation, Names, RoomProfile, Seconds, Segment, Value


class Speaker(Value, frozen=True):
    """Who is shown as speaking, as they were named at the time. `delegation` is `None` for a podium slot."""

    names: Names
    delegation: str | None = None
    category: Category | None = None
    person: str | None = None
    detail: str | None = None


class FloorRequest(Value, frozen=True):
    """A delegation's place on a list of speakers. `id` is `r` and the position of the entry that made it."""

    id: str
    speaker: Speaker
    requested_at: datetime
    requested_by: str
    capacity: Capacity = Capacity.NATIONAL
    on_behalf_of: str | None = None
    from_desk: bool = False


class ListStatus(StrEnum):
    """Rule 73 / 115: the presiding officer announces the list and, with consent, closes it."""

    NOT_OPEN = "not_open"
    OPEN = "open"
    CLOSED = "closed"


class SpeakersList(Value, frozen=True):
    """The list of speakers of one segment. `waiting` is in the order in which they will be called."""

    status: ListStatus = ListStatus.NOT_OPEN
    waiting: tuple[FloorRequest, ...] = ()


class Intervention(Value, frozen=True):
    """One turn on the floor, from being called.

    Given the floor at `called_at`; the clock starts later, at `started_at`. It has run for `now - runs_from`, or for
    `paused_at - runs_from` while it is paused: a pause moves `runs_from`, so no time is ever added up. `allotted` is
    `None` where no limit is stated.
    """

    id: str
    segment: str
    phase: str
    speaker: Speaker
    called_at: datetime
    capacity: Capacity = Capacity.NATIONAL
    on_behalf_of: str | None = None
    allotted: Seconds | None = None
    allotted_is_guide: bool = False
    started_at: datetime | None = None
    runs_from: datetime | None = None
    paused_at: datetime | None = None


class SegmentStatus(StrEnum):
    """Where a segment stands. A segment that is neither was not begun."""

    PLANNED = "planned"
    RUNNING = "running"
    ENDED = "ended"


class Progress(Value, frozen=True):
    """What has come of a segment: planned against actual."""

    status: SegmentStatus = SegmentStatus.PLANNED
    started_at: datetime | None = None
    ended_at: datetime | None = None


class Rundown(Value, frozen=True):
    """The room's segments in order, how far each has come, and the phase that runs in the current one."""

    segments: tuple[Segment, ...] = ()
    progress: dict[str, Progress] = {}
    current: str | None = None
    phase: str | None = None
    phase_started_at: datetime | None = None


class RoomState(Value, frozen=True):
    """All that is true of one room after the entry at `position`.

    `epoch` names the log this was folded from. `register` holds every delegation that may be put on a list;
    `process_chairs` which delegation chairs which regional process. `heard` are the podium slots that have been called.
    `carried_out` maps (actor, command id) of the last decisions to their positions.
    """

    epoch: str = ""
    position: int = 0
    at: datetime | None = None
    profile: RoomProfile | None = None
    version: str | None = None
    register: dict[str, Delegation] = {}
    process_chairs: dict[str, str] = {}
    rundown: Rundown = Rundown()
    lists: dict[str, SpeakersList] = {}
    heard: frozenset[str] = frozenset()
    floor: Intervention | None = None
    carried_out: dict[tuple[str, str], int] = {}
