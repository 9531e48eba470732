"""The proceedings of all rooms of a conference, together."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from live.proceedings.course import (
    Estimate,
    ListEstimate,
    NotReached,
    RoomProceedings,
    SegmentReport,
    SegmentRun,
)
from live.proceedings.occurrences import Occurrence, Struck
from live.proceedings.statements import TURNS, Statement
from live.room.model.conference import UNSAID, ConferenceSettings
from live.room.model.plan import Names


@dataclass(frozen=True, slots=True)
class Proceedings:
    """What a conference, or a choice of it, said and did.

    `days` are the conference's days in order, whatever was chosen of it: day 1 is the first of them. Each of the lists
    is that of `rooms` one after the other; `statements` and `occurrences` are in the order of time.
    """

    names: Names
    zone: str
    days: tuple[date, ...]
    rooms: tuple[RoomProceedings, ...]

    @property
    def settings(self) -> ConferenceSettings:
        """What the conference calls its categories and its members: as in the first room that says something of it."""
        own = (room.settings for room in self.rooms if room.settings != UNSAID)
        return next(own, UNSAID)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All statements, in the order in which they were called."""
        return tuple(sorted((one for room in self.rooms for one in room.statements), key=lambda one: one.called))

    @property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """All that happened beside them, in the order of time."""
        return tuple(sorted((one for room in self.rooms for one in room.occurrences), key=lambda one: one.at))

    @property
    def as_of(self) -> datetime | None:
        """The instant of the last entry that is in it."""
        return max((room.as_of for room in self.rooms if room.as_of is not None), default=None)

    @property
    def runs(self) -> tuple[SegmentRun, ...]:
        return tuple(one for room in self.rooms for one in room.runs)

    @property
    def not_reached(self) -> tuple[NotReached, ...]:
        return tuple(one for room in self.rooms for one in room.not_reached)

    @property
    def reports(self) -> tuple[SegmentReport, ...]:
        return tuple(one for room in self.rooms for one in room.reports)

    @property
    def struck(self) -> tuple[Struck, ...]:
        return tuple(one for room in self.rooms for one in room.struck)

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        return tuple(one for room in self.rooms for one in room.estimates)

    @property
    def list_estimates(self) -> tuple[ListEstimate, ...]:
        return tuple(one for room in self.rooms for one in room.list_estimates)


def together(rooms: Iterable[RoomProceedings]) -> Proceedings:
    """`rooms` as one conference, in their order; and who spoke for the first time in it, in whichever room."""
    known = tuple(rooms)
    firsts: dict[str, tuple[object, str, str]] = {}
    for room in known:
        for one in room.statements:
            if one.kind in TURNS and one.who.delegation is not None:
                mark = (one.called, room.room, one.id)
                firsts[one.who.delegation] = min(firsts.get(one.who.delegation, mark), mark)
    marked = tuple(
        replace(
            room,
            statements=tuple(
                replace(one, first=True)
                if one.who.delegation is not None and firsts.get(one.who.delegation) == (one.called, room.room, one.id)
                else one
                for one in room.statements
            ),
        )
        for room in known
    )
    named = next((room for room in known if room.conference.get("en")), None)
    return Proceedings(
        names=named.conference if named else {"en": ""},
        zone=named.zone if named else "UTC",
        days=tuple(sorted({run.place.day for room in known for run in room.runs if run.place.day is not None})),
        rooms=marked,
    )
