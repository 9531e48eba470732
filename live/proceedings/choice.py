"""One room, one segment or one day of the proceedings."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol, TypeVar

from live.proceedings.conference import Proceedings
from live.proceedings.course import RoomProceedings
from live.proceedings.statements import Place


@dataclass(frozen=True, slots=True)
class Choice:
    """What is wanted of the proceedings; `None` is all. `meeting` is its number in its day and room, from 1."""

    room: str | None = None
    segment: str | None = None
    day: date | None = None
    meeting: int | None = None


class NotInRecord(Exception):
    """What was chosen is not there. `what` is `room`, `segment` or `day`, `known` what there is."""

    def __init__(self, what: str, asked: str, known: Iterable[str]) -> None:
        self.what = what
        self.asked = asked
        self.known = tuple(known)
        super().__init__(f"no {what} {asked!r}; there is {', '.join(self.known) or 'none'}")


class _Placed(Protocol):
    @property
    def place(self) -> Place: ...


Thing = TypeVar("Thing", bound=_Placed)


def day_of(proceedings: Proceedings, asked: str) -> date:
    """The day that `asked` means: its number from 1, or its date such as 2017-12-04. Raises `NotInRecord`."""
    days = proceedings.days
    if asked.isascii() and asked.isdecimal() and 1 <= int(asked) <= len(days):
        return days[int(asked) - 1]
    found = next((day for day in days if day.isoformat() == asked), None)
    if found is None:
        raise NotInRecord("day", asked, (f"{n} ({day.isoformat()})" for n, day in enumerate(days, 1)))
    return found


def chosen(proceedings: Proceedings, choice: Choice) -> Proceedings:
    """What `choice` asks of `proceedings`. Raises `NotInRecord`; a day or a segment of nothing yet is empty."""
    rooms = proceedings.rooms
    if choice.room is not None:
        rooms = tuple(room for room in rooms if room.room == choice.room)
        if not rooms:
            raise NotInRecord("room", choice.room, (room.room for room in proceedings.rooms))
    if choice.day is not None and choice.day not in proceedings.days:
        raise NotInRecord("day", choice.day.isoformat(), (day.isoformat() for day in proceedings.days))
    if choice.segment is not None:
        known = dict.fromkeys(run.place.segment for room in rooms for run in room.runs if run.place.segment)
        if choice.segment not in known:
            raise NotInRecord("segment", choice.segment, known)
        rooms = tuple(room for room in rooms if any(run.place.segment == choice.segment for run in room.runs))
    return replace(proceedings, rooms=tuple(_of_room(room, choice) for room in rooms))


def _of_room(room: RoomProceedings, choice: Choice) -> RoomProceedings:
    def kept(things: tuple[Thing, ...]) -> tuple[Thing, ...]:
        return tuple(thing for thing in things if _fits(thing.place, choice))

    return replace(
        room,
        statements=kept(room.statements),
        occurrences=kept(room.occurrences),
        runs=kept(room.runs),
        not_reached=kept(room.not_reached),
        reports=kept(room.reports),
        struck=kept(room.struck),
        estimates=kept(room.estimates),
        list_estimates=kept(room.list_estimates),
    )


def _fits(place: Place, choice: Choice) -> bool:
    return (
        choice.segment in (None, place.segment)
        and choice.day in (None, place.day)
        and choice.meeting in (None, place.meeting)
    )
