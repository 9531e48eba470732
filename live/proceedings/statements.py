"""Statements as they were delivered, in the order in which they were. Frozen values."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from live.room.model.plan import Capacity, CategoryId, Format, Names, PhaseKind, Seconds
from live.room.model.record import Gender


class StatementKind(StrEnum):
    """What a contribution was. A reaction and a question are statements that are addressed to somebody."""

    STATEMENT = "statement"
    REACTION = "reaction"
    QUESTION = "question"
    POINT_OF_ORDER = "point_of_order"
    REPLY = "reply"
    SECRETARIAT = "secretariat"
    PANELLIST = "panellist"
    REPORT = "report"
    VIDEO = "video"


TURNS = frozenset({StatementKind.STATEMENT, StatementKind.REACTION, StatementKind.QUESTION})
"""What a delegation says from the list of speakers. Points of order and replies are no turns."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something happened: room, day, meeting, segment and phase, with the names they had then.

    `day` is the date of the segment's printed start in the zone of the conference. `meeting` counts the meetings of
    that day in this room from 1: what lies between two breaks. Both are `None` outside of any segment.
    """

    room: str
    room_names: Names
    segment: str | None = None
    segment_names: Names | None = None
    format: Format | None = None
    phase: str | None = None
    phase_names: Names | None = None
    phase_kind: PhaseKind | None = None
    day: date | None = None
    meeting: int | None = None


@dataclass(frozen=True, slots=True)
class Who:
    """Who speaks, as shown at that time. `delegation` is its id, `None` for the podium and the Secretariat.

    `region` is the register's, `iso3` a State's code. `person` and `title` are as the secretariat had them.
    """

    names: Names
    delegation: str | None = None
    category: CategoryId | None = None
    region: str | None = None
    iso3: str | None = None
    person: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What was put right, and what stood there first: another delegation (`speaker`), or a person's name.

    `was` is who was shown before; `became` who after. `afterwards` says it was corrected in the record, not on the
    floor.
    """

    at: datetime
    by: str | None
    was: Who | None
    became: Who
    afterwards: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """What an operator wrote down beside a statement afterwards. Never for the public."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One contribution that was made, or is being made where `ended` is `None`.

    `number` counts those of its segment from 1, in the order in which they were called. `id` is the intervention's
    (with `called` it is unique in its room). `who` is with all corrections applied, `corrections` keeps what stood
    before, the first first. `called` is when the floor was given, `started` when the clock was: `None` if it never was
    (ceremonies, points of order).

    `allotted` are the seconds given, extensions included, `None` without a limit; where `guide` is true it was no
    limit. `extended` are the seconds that were added to or (negative) taken from it. `used` are the seconds on the
    clock, pauses left out; without a clock (`clocked` is false) those from being called to the end, interruptions and
    suspensions left out; `None` until it ended. `over` are those of `used` above `allotted`, 0 if none, `None` where
    nothing was limited.

    `on_behalf_of_names` are the names of what was spoken for, where it is registered in several languages.
    `joint` are the names of the delegations that joined it. `to` is whom a reaction or question was addressed to,
    `question` the number of the published question it spoke to, from 1, and `question_names` its text.
    `uninterpreted_since` is when the meeting went on without interpretation, if that was before the end of this.
    `yielded_by` gave it the time that was left; `first` marks the first turn of a delegation in the conference, in any
    room. `written_afterwards` says nobody entered it while it was made; `unlisted` that it was on no list.

    `asked` is when the place on the list was asked for, `called_by` who gave the floor, `announced` the person and
    title that a delegation gave and nobody took over: these, `notes` and `gender` are for the secretariat.
    """

    number: int
    id: str
    kind: StatementKind
    place: Place
    who: Who
    called: datetime
    started: datetime | None = None
    ended: datetime | None = None
    allotted: Seconds | None = None
    guide: bool = False
    extended: Seconds = 0
    used: Seconds | None = None
    over: Seconds | None = None
    clocked: bool = True
    capacity: Capacity = Capacity.NATIONAL
    on_behalf_of: str | None = None
    on_behalf_of_names: Names | None = None
    joint: tuple[Names, ...] = ()
    language: str | None = None
    to: Names | None = None
    question: int | None = None
    question_names: Names | None = None
    uninterpreted_since: datetime | None = None
    yielded_by: Names | None = None
    first: bool = False
    unlisted: bool = False
    written_afterwards: bool = False
    corrections: tuple[Correction, ...] = ()
    asked: datetime | None = None
    called_by: str | None = None
    announced: str | None = None
    announced_title: str | None = None
    gender: Gender | None = None
    notes: tuple[Note, ...] = ()
