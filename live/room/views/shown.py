"""The values that screens are shown: the shapes of all views.

A fact that is not there is left out of the JSON, so that a merge patch (RFC 7396) can take it away with `null`. What a
reader has to look up one by one is kept as `{id: entry}` beside an `order` of ids. Instants are RFC 3339 text in UTC
with milliseconds; durations are whole seconds.
"""

from datetime import UTC, datetime
from typing import TypeAlias

import msgspec

from live.room.model.plan import (
    Capacity,
    Category,
    Format,
    Names,
    OrderPolicy,
    PhaseKind,
    Procedure,
    Seconds,
)
from live.room.model.reports import Prepared
from live.room.model.state import ListStatus, SittingStatus
from live.room.model.turns import Became, InterventionKind

Stamp: TypeAlias = str


def stamp(at: datetime) -> Stamp:
    """`at` as RFC 3339 in UTC with milliseconds; what was stored before instants were looked at is written, too."""
    try:
        instant = at.astimezone(UTC) if at.tzinfo not in (UTC, None) else at
    except OverflowError:
        instant = at  # At the very ends of the calendar: no zone could be told anyway.
    return f"{instant.replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


class Shown(msgspec.Struct, frozen=True, omit_defaults=True):
    """Part of a view."""


class RoomShown(Shown, frozen=True):
    """`unpublished` is a room of which no programme says anything yet: then its name is its id."""

    id: str
    names: Names
    zone: str
    conference: Names
    unpublished: bool = False


class SlotShown(Shown, frozen=True):
    """Someone named by the programme, as the public may know them."""

    names: Names
    person: str | None = None
    short: str | None = None
    detail: str | None = None


class PhaseShown(Shown, frozen=True):
    id: str
    kind: PhaseKind
    names: Names
    started_at: Stamp | None = None


class SegmentShown(Shown, frozen=True):
    id: str
    names: Names
    format: Format
    starts_at: Stamp
    ends_at: Stamp
    hard_end: bool = False
    started_at: Stamp | None = None
    uninterpreted_since: Stamp | None = None
    interpretation: tuple[str, ...] = ()
    moderators: tuple[SlotShown, ...] = ()


class ClockShown(Shown, frozen=True):
    """It ran for `now - runs_from`, or `paused_at - runs_from` while paused; before `runs_from` it stands at zero.

    `allotted` is left out where there is no limit; `guide` marks one that is counted up and never called over.
    """

    allotted: Seconds | None = None
    guide: bool = False
    runs_from: Stamp | None = None
    paused_at: Stamp | None = None


class SpeakerShown(Shown, frozen=True):
    names: Names
    delegation: str | None = None
    category: Category | None = None
    person: str | None = None
    detail: str | None = None
    capacity: Capacity = Capacity.NATIONAL
    on_behalf_of: str | None = None
    kind: InterventionKind = InterventionKind.STATEMENT
    joint: tuple[str, ...] = ()
    """The delegations, by id, on whose behalf a joint statement is made."""
    language: str | None = None
    """What the statement is delivered in; for interpreters and organisers only."""
    video: bool = False


class InterruptedShown(Shown, frozen=True):
    """Whoever gets the floor back, the clock standing where it stood."""

    id: str
    speaker: SpeakerShown
    clock: ClockShown | None = None


class FloorShown(Shown, frozen=True):
    id: str
    speaker: SpeakerShown
    called_at: Stamp
    clock: ClockShown | None = None
    interrupted: tuple[InterruptedShown, ...] = ()
    """Who waits for this to end: a point of order, or the Secretariat. The last of them gets the floor back first."""


class SittingShown(Shown, frozen=True):
    """A meeting that does not sit: `suspended` until later today, or `adjourned` to the next meeting."""

    status: SittingStatus
    since: Stamp | None = None
    resumes_at: Stamp | None = None


class RulesShown(Shown, frozen=True):
    """What is in order in a segment. `right_of_reply` gives the seconds of a delegation's first, second ... reply."""

    procedure: Procedure
    order: OrderPolicy
    phones_ask: bool = False
    points_of_order: bool = False
    right_of_reply: tuple[Seconds, ...] = ()


class PaceShown(Shown, frozen=True):
    """How the list moves. Whoever stands at place n has the floor about `begins_at` plus n - 1 times `pace` seconds.

    Without `begins_at` the next may be called now. After `until` nobody is heard any more.
    """

    pace: Seconds
    until: Stamp
    begins_at: Stamp | None = None


class MessageShown(Shown, frozen=True):
    """What is laid over a screen: a `prepared` message, which the screen says in its language, or `text`."""

    at: Stamp
    prepared: Prepared | None = None
    text: str | None = None


class QuestionShown(Shown, frozen=True):
    """A published question; `number` is from 1."""

    number: int
    names: Names


class ReportOnShown(Shown, frozen=True):
    """A report as the room sees it, on the segment called `names` if that is one of this room."""

    segment: str
    bullets: dict[str, tuple[str, ...]]
    names: Names | None = None


class ListShown(Shown, frozen=True):
    """Who comes next: `order` holds the first few, `count` says how many there are in all."""

    status: ListStatus
    count: int
    order: tuple[str, ...]
    waiting: dict[str, SpeakerShown]
    from_lineup: bool = False
    opens_at: Stamp | None = None
    closes_at: Stamp | None = None
    replies: int = 0


class HallView(Shown, frozen=True):
    """Public: who speaks, how long they have, who comes next. Podium, interpreters and overlay read the same."""

    room: RoomShown
    list: ListShown
    segment: SegmentShown | None = None
    phase: PhaseShown | None = None
    floor: FloorShown | None = None
    upcoming: SegmentShown | None = None
    sitting: SittingShown | None = None
    message: MessageShown | None = None
    question: QuestionShown | None = None
    report: ReportOnShown | None = None
    hard_end_at: Stamp | None = None
    """The next end that cannot be overrun: the interpreters leave, or other rooms start."""
    broken: tuple[str, ...] = ()
    """What could not be drawn, by name, and is left out."""


class PlaceShown(Shown, frozen=True):
    """A request on the phones' list. A lower `rank` is called earlier; ranks need not be whole or follow closely."""

    speaker: SpeakerShown
    rank: float
    pending: bool = False
    """A capacity is claimed and not verified yet; which, and for whom, only its asker and the desk know."""
    ready: bool = False


class PhoneListShown(Shown, frozen=True):
    """The list of one segment. `order` names the first ten; a place further back is the number of lower ranks."""

    segment: str
    status: ListStatus
    count: int
    order: tuple[str, ...]
    waiting: dict[str, PlaceShown]
    opens_at: Stamp | None = None
    closes_at: Stamp | None = None
    replies: dict[str, PlaceShown] = {}
    points: dict[str, str] = {}
    """Points of order that wait to be ruled on: the delegation, by request."""


class FateShown(Shown, frozen=True):
    """What became of a delegation's request. `to` is the segment or delegation it went to, `room` the other room."""

    delegation: str
    became: Became
    at: Stamp
    kind: InterventionKind = InterventionKind.STATEMENT
    to: Names | None = None
    room: str | None = None


class OtherListShown(Shown, frozen=True):
    """Who waits on another list than the one shown: `requests` are the delegations, by request.

    With `ended_at` the segment is over, and they were not reached. Without `names` the programme has it no more.
    """

    requests: dict[str, str]
    names: Names | None = None
    ended_at: Stamp | None = None


class PhoneView(Shown, frozen=True):
    """The same for every phone of a room; whose place is whose the phone works out from its delegation."""

    room: RoomShown
    segment: SegmentShown | None = None
    phase: PhaseShown | None = None
    floor: FloorShown | None = None
    list: PhoneListShown | None = None
    allotted: Seconds | None = None
    upcoming: SegmentShown | None = None
    sitting: SittingShown | None = None
    rules: RulesShown | None = None
    pace: PaceShown | None = None
    questions: tuple[Names, ...] = ()
    fates: dict[str, FateShown] = {}
    """What became of the latest requests that wait no more, by request."""
    others: dict[str, OtherListShown] = {}
    """Who waits on the lists of other segments, by segment."""
    broken: tuple[str, ...] = ()
    """What could not be drawn, by name, and is left out."""


class FoyerRoomShown(Shown, frozen=True):
    """A room on the foyer's screen: what runs, what comes; no queue and no speaker's time."""

    room: RoomShown
    segment: SegmentShown | None = None
    phase: PhaseShown | None = None
    upcoming: SegmentShown | None = None


class FoyerView(Shown, frozen=True):
    """All rooms, for whoever is finding their way."""

    order: tuple[str, ...]
    rooms: dict[str, FoyerRoomShown]
    broken: tuple[str, ...] = ()
    """What could not be drawn, by name, and is left out."""
