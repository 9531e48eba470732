"""How the programme ran, planned against actual; who was not reached; what rapporteurs reported. Frozen values."""

from dataclasses import dataclass
from datetime import datetime

from live.proceedings.occurrences import Occurrence, Struck
from live.proceedings.statements import Place, Statement, Who
from live.room.model.conference import UNSAID, ConferenceSettings
from live.room.model.plan import Capacity, Names, PhaseKind, Seconds
from live.room.model.reports import Heading
from live.room.model.turns import Became, InterventionKind


@dataclass(frozen=True, slots=True)
class PhaseRun:
    """One phase as it ran; `ended` is `None` while it runs."""

    phase: str
    names: Names
    kind: PhaseKind
    started: datetime
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class SegmentRun:
    """One segment of the programme: printed from `planned_start` to `planned_end`, and what came of it.

    A segment that was not begun has no `started`; one that runs no `ended`; one that ran twice stands here twice. The
    printed times are those of the programme in force when it started. `hard_end` marks a fixed end.
    `uninterpreted_since` is when it went on without interpretation.
    """

    place: Place
    planned_start: datetime
    planned_end: datetime
    hard_end: bool = False
    started: datetime | None = None
    ended: datetime | None = None
    uninterpreted_since: datetime | None = None
    phases: tuple[PhaseRun, ...] = ()

    @property
    def late_start(self) -> Seconds | None:
        """By how many seconds it started later (or, negative, earlier) than printed."""
        return None if self.started is None else int((self.started - self.planned_start).total_seconds())

    @property
    def late_end(self) -> Seconds | None:
        """By how many seconds it ended later (or, negative, earlier) than printed."""
        return None if self.ended is None else int((self.ended - self.planned_end).total_seconds())


@dataclass(frozen=True, slots=True)
class NotReached:
    """Somebody who was on the list when the segment ended. For the secretariat only.

    Also those who were carried over or struck off with all others while it ran. `number` is their place on it at `at`,
    from 1; `absences` how often they had been called and were not there. `became` is what became of the request,
    `None` while it still waits; `to` the segment, room or delegation it went to; `spoke` when it was called after all,
    elsewhere.
    """

    number: int
    request: str
    place: Place
    who: Who
    kind: InterventionKind
    asked: datetime
    at: datetime
    capacity: Capacity = Capacity.NATIONAL
    on_behalf_of: str | None = None
    on_behalf_of_names: Names | None = None
    absences: int = 0
    became: Became | None = None
    to: Names | None = None
    spoke: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReportVersion:
    """A report as it was submitted for the `number`th time (from 1), or as it stands unsubmitted (`submitted` `None`).

    `bullets` are those under each heading of the fixed form, in the order of the form.
    """

    number: int
    bullets: dict[Heading, tuple[str, ...]]
    submitted: datetime | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class SegmentReport:
    """What the rapporteurs of a segment wrote: every version, the latest last.

    `rapporteurs` are by their names, `persons` who each of them is, `None` where nobody is named.
    """

    place: Place
    rapporteurs: tuple[Names, ...]
    versions: tuple[ReportVersion, ...]
    persons: tuple[str | None, ...] = ()

    @property
    def holding(self) -> ReportVersion:
        """The version that holds: the one submitted last, else the draft."""
        submitted = [version for version in self.versions if version.submitted is not None]
        return (submitted or self.versions)[-1]


@dataclass(frozen=True, slots=True)
class Estimate:
    """What was forecast for one who asked: called at `expected`, as it looked when they asked; and was at `called`."""

    place: Place
    request: str
    asked: datetime
    expected: datetime
    called: datetime

    @property
    def off(self) -> Seconds:
        """By how many seconds they were called later (or, negative, earlier) than expected."""
        return int((self.called - self.expected).total_seconds())


@dataclass(frozen=True, slots=True)
class ListEstimate:
    """What was forecast when a list was closed: of `of` who waited `fit` were to be heard in time, and `heard` were."""

    place: Place
    at: datetime
    fit: int
    of: int
    heard: int


@dataclass(frozen=True, slots=True)
class RoomProceedings:
    """All that is recorded of one room.

    `zone` is the IANA zone of the conference, by which days and times are written. `upto` is the position of the last
    entry, `as_of` its instant, `digest` that of the log up to there (`live.store.chain`), where it is known.
    """

    room: str
    names: Names
    conference: Names
    zone: str
    upto: int
    as_of: datetime | None
    statements: tuple[Statement, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    runs: tuple[SegmentRun, ...] = ()
    not_reached: tuple[NotReached, ...] = ()
    reports: tuple[SegmentReport, ...] = ()
    struck: tuple[Struck, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    list_estimates: tuple[ListEstimate, ...] = ()
    digest: str | None = None
    settings: ConferenceSettings = UNSAID

    @property
    def head(self) -> str | None:
        """The head of the log that it was made from, as it is published: `<position>:<digest>`."""
        return None if self.digest is None else f"{self.upto}:{self.digest}"
