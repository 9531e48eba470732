"""What was read, held against what there is: which rows are new, changed, the same, skipped or at fault."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

import msgspec

from live.programme.imports.faults import Place, Remark
from live.programme.imports.values import Participant, Programme, Register, RowState, Segment, Skipped

Part = TypeVar("Part", Segment, Participant)
COMPARED = ("names", "rooms", "format", "day", "starts", "ends", "speakers", "moderators", "subtitle", "language")
COMPARED_OF_PEOPLE = ("title", "given", "family", "function", "organisation", "email", "phone", "head")


def sums(read: Programme | Register) -> dict[RowState, int]:
    """How many rows of the file are in each state; together they are all rows that are not blank, but for headers."""
    parts: Sequence[Segment | Participant] = read.segments if isinstance(read, Programme) else read.people
    states = dict.fromkeys(RowState, 0)
    counted: set[Place] = set()
    for place, state in [(part.place, part.state) for part in parts]:
        if (row := row_of(place)) not in counted:
            counted.add(row)
            states[state] += 1
    for held, state in ((read.skipped, RowState.SKIPPED), (read.errors, RowState.FAULT)):
        for row in _rows(held):
            if row not in counted:
                counted.add(row)
                states[state] += 1
    return states


def row_of(place: Place) -> Place:
    """The row in which `place` is: of a table, or of the path of an entry."""
    if place.row is not None:
        return Place(place.file, sheet=place.sheet, row=place.row)
    return Place(place.file, path=place.path)


def _rows(held: Iterable[Remark | Skipped]) -> list[Place]:
    return [row_of(one.place) for one in held if one.place.row is not None]


def compared(read: Programme, before: Programme) -> Programme:
    """`read`, each entry marked as new, changed or the same as one of `before`.

    Entries are the same one by their key, else by their day and title, else by day, room and start.
    """
    by_mark: dict[object, Segment] = {}
    for segment in before.segments:
        for mark in _marks(segment):
            by_mark.setdefault(mark, segment)
    return msgspec.structs.replace(
        read, segments=tuple(_compared(segment, by_mark, _marks(segment), COMPARED) for segment in read.segments)
    )


def compared_people(read: Register, before: Register) -> tuple[Register, tuple[Participant, ...]]:
    """`read`, each person marked as new, changed or the same as one of `before`; and who of those is gone."""
    by_mark: dict[object, Participant] = {}
    for person in before.people:
        for mark in _marks_of_person(person):
            by_mark.setdefault(mark, person)
    people = tuple(
        _compared(person, by_mark, _marks_of_person(person), COMPARED_OF_PEOPLE)
        if person.state is RowState.NEW
        else person
        for person in read.people
    )
    here = {mark for person in read.people for mark in _marks_of_person(person)}
    gone = tuple(person for person in before.people if here.isdisjoint(_marks_of_person(person)))
    return msgspec.structs.replace(read, people=people), gone


def _compared(part: Part, by_mark: dict[object, Part], marks: Sequence[object], fields: Sequence[str]) -> Part:
    other = next((by_mark[mark] for mark in marks if mark in by_mark), None)
    if other is None or part.state is RowState.FAULT:
        return part
    same = all(getattr(part, field) == getattr(other, field) for field in fields)
    return msgspec.structs.replace(part, state=RowState.SAME if same else RowState.CHANGED)


def _marks(segment: Segment) -> list[object]:
    """What an entry is known by, the surest first."""
    title = next(iter(segment.names.values()), "").casefold()
    day = str(segment.day)
    return [
        *([("key", segment.key)] if segment.key else []),
        ("title", day, title, segment.rooms),
        ("start", day, segment.starts, segment.rooms),
    ]


def _marks_of_person(person: Participant) -> list[object]:
    names = " ".join(sorted(person.name.casefold().split()))
    return [
        *([("key", person.key)] if person.key else []),
        *([("name", person.delegation, names)] if names else []),
    ]
