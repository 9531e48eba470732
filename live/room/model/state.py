"""What is true of a room: its programme, its lists of speakers and who has the floor.

Everything here is a frozen value. Instants are aware datetimes in UTC with whole milliseconds; durations are whole
seconds. A missing fact is `None`; nothing here says how long is left, because that is wrong the moment it is written.
"""

from datetime import datetime
from enum import StrEnum

from msgspec.structs import replace

from live.room.model.conference import UNSAID, ConferenceSettings
from live.room.model.events import AnyEvent
from live.room.model.plan import (
    Delegation,
    Names,
    OrderPolicy,
    RegisteredGroup,
    RoomProfile,
    Seconds,
    Segment,
    SpeakerSlot,
    TimeLimit,
    Value,
)
from live.room.model.record import Identity, RecordNote
from live.room.model.reports import Heading, Message, Report, Target
from live.room.model.turns import Fate, FloorRequest, Intervention, InterventionKind, Release, SetAside


class ListStatus(StrEnum):
    """Rule 73 / 115: the presiding officer announces the list and, with consent, closes it."""

    NOT_OPEN = "not_open"
    OPEN = "open"
    CLOSED = "closed"


class SpeakersList(Value, frozen=True):
    """The list of speakers of one segment. `waiting` is in the order in which they will be called.

    `opens_at` and `closes_at` are announced instants: an open list takes requests from the one until the other, see
    `speakers.status_at`. `policy` is the order chosen for it, `None` that of its procedure; `seed` that of the lots by
    which it was drawn. `points` are points of order that wait to be ruled on; `replies` who asked for a right of reply.
    `released` went to another room's list. `aside` are those of delegations that left the register.
    """

    status: ListStatus = ListStatus.NOT_OPEN
    waiting: tuple[FloorRequest, ...] = ()
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    policy: OrderPolicy | None = None
    seed: str | None = None
    points: tuple[FloorRequest, ...] = ()
    replies: tuple[FloorRequest, ...] = ()
    released: tuple[Release, ...] = ()
    aside: tuple[SetAside, ...] = ()

    def lane(self, kind: InterventionKind) -> tuple[FloorRequest, ...]:
        """The requests of the lane in which `kind` waits, in their order."""
        match kind:
            case InterventionKind.POINT_OF_ORDER:
                return self.points
            case InterventionKind.RIGHT_OF_REPLY:
                return self.replies
            case _:
                return self.waiting

    def with_lane(self, kind: InterventionKind, requests: tuple[FloorRequest, ...]) -> "SpeakersList":
        """This list with `requests` in the lane in which `kind` waits."""
        match kind:
            case InterventionKind.POINT_OF_ORDER:
                return replace(self, points=requests)
            case InterventionKind.RIGHT_OF_REPLY:
                return replace(self, replies=requests)
            case _:
                return replace(self, waiting=requests)


class SegmentStatus(StrEnum):
    """Where a segment stands. A segment that is neither was not begun."""

    PLANNED = "planned"
    RUNNING = "running"
    ENDED = "ended"


class SittingStatus(StrEnum):
    """Whether the meeting sits."""

    SITTING = "sitting"
    SUSPENDED = "suspended"
    ADJOURNED = "adjourned"


class Progress(Value, frozen=True):
    """What has come of a segment: planned against actual.

    `uninterpreted_since` is when it was agreed to go on without the interpreters.
    """

    status: SegmentStatus = SegmentStatus.PLANNED
    started_at: datetime | None = None
    ended_at: datetime | None = None
    uninterpreted_since: datetime | None = None


class Rundown(Value, frozen=True):
    """The room's segments in order, how far each has come, and the phase that runs in the current one."""

    segments: tuple[Segment, ...] = ()
    progress: dict[str, Progress] = {}
    current: str | None = None
    phase: str | None = None
    phase_started_at: datetime | None = None


class Sitting(Value, frozen=True):
    """Whether the meeting sits (rules 76, 77 / 118, 119). Suspended, it resumes today; adjourned, at the next meeting.

    `resumes_at` is when it was said to resume.
    """

    status: SittingStatus = SittingStatus.SITTING
    since: datetime | None = None
    resumes_at: datetime | None = None


class Rehearsal(Value, frozen=True):
    """The rehearsal that has the room, and when it began."""

    id: str
    since: datetime


class Happened(Value, frozen=True):
    """An event, with the position and the time of its entry."""

    position: int
    at: datetime
    event: AnyEvent


class Figures(Value, frozen=True):
    """The figures of an act: the `seconds` given or taken, a `number`, the instant `until`, and whether it `holds`."""

    seconds: Seconds | None = None
    number: int | None = None
    until: datetime | None = None
    holds: bool | None = None


class Act(Value, frozen=True):
    """Something those who conduct the room did, which may be undone: by whom, and the room as it was before.

    `did` is the name of the event that tells most, `about` whom it concerned, `figures` what else tells it from another
    like it. Acts are made anew by replay and are never stored; `before` holds no acts of its own, so they do not pile
    up.
    """

    position: int
    at: datetime
    actor: str
    did: str
    about: Names | None
    before: "RoomState"
    figures: Figures = Figures()


class CarriedOut(Value, frozen=True):
    """A page of what was carried out, up to the instant `until`: positions by (actor, command id)."""

    until: datetime
    positions: dict[tuple[str, str], int] = {}


class RoomState(Value, frozen=True):
    """All that is true of one room after the entry at `position`.

    `epoch` names the log this was folded from. `register` holds every delegation that may be put on a list;
    `process_chairs` which delegation chairs which regional process; `groups` all that delegations speak for;
    `settings` what the conference decided for all its rooms. `heard`
    are the podium slots that have been called. `interrupted` are the turns that wait for a point of order or the
    Secretariat to end, the latest last; `turns` all that ended, in order. `limits` and `batches`, by phase, are what
    was set during the meeting, `replied` when it was last said that the panel replies; `withdrawals` when each
    delegation last took requests back. `resolved`, `joined` (by phase) and `questions` (by segment) were settled in
    the room and hold against any version of the programme; `questions_out` are the segments whose questions were given
    to everybody, whatever the programme says of it. `fates` are what became of the latest requests that left a
    list otherwise than by being called. `notes` and `identities` were added to the record of turns afterwards.
    `former` names the segments that a later version left out while somebody was on their list; `moved` when those were
    to start that a later version starts at another time. `carried_out` are the last decisions, the latest last; what
    was decided until `forgotten` is not among them. `acts` are those that may still be undone, the latest last;
    `since` is what others did since the first of them. `rehearsing` is what has the room while this log is put aside;
    `rehearsal` the one whose own log this is: it is no entry that says so, so none can take it back.
    """

    epoch: str = ""
    position: int = 0
    at: datetime | None = None
    profile: RoomProfile | None = None
    version: str | None = None
    register: dict[str, Delegation] = {}
    process_chairs: dict[str, str] = {}
    groups: tuple[RegisteredGroup, ...] = ()
    settings: ConferenceSettings = UNSAID
    rundown: Rundown = Rundown()
    lists: dict[str, SpeakersList] = {}
    heard: frozenset[str] = frozenset()
    floor: Intervention | None = None
    interrupted: tuple[Intervention, ...] = ()
    turns: tuple[Intervention, ...] = ()
    sitting: Sitting = Sitting()
    limits: dict[str, tuple[TimeLimit, ...]] = {}
    batches: dict[str, int] = {}
    replied: dict[str, datetime] = {}
    withdrawals: dict[str, tuple[datetime, ...]] = {}
    resolved: dict[str, SpeakerSlot] = {}
    joined: dict[str, tuple[SpeakerSlot, ...]] = {}
    questions: dict[str, tuple[Names, ...]] = {}
    questions_out: frozenset[str] = frozenset()
    former: dict[str, Names] = {}
    moved: dict[str, datetime] = {}
    shown_question: int | None = None
    reports: dict[str, Report] = {}
    shown_report: str | None = None
    shown_heading: Heading | None = None
    messages: dict[Target, Message] = {}
    fates: tuple[Fate, ...] = ()
    notes: tuple[RecordNote, ...] = ()
    identities: tuple[Identity, ...] = ()
    carried_out: tuple[CarriedOut, ...] = ()
    forgotten: datetime | None = None
    acts: tuple[Act, ...] = ()
    since: tuple[Happened, ...] = ()
    rehearsing: Rehearsal | None = None
    rehearsal: str | None = None
