"""A draft as it is shown before it is taken in: rows with their states, five sums, and each fault in its cell."""

from collections.abc import Iterable, Mapping

import msgspec

from live.programme.imports.columns import PROGRAMME
from live.programme.imports.comparing import sums
from live.programme.imports.faults import Code, Place, Remark
from live.programme.imports.times import clock
from live.programme.imports.values import MINUTES_A_DAY, RowState, Segment
from live.programme.programme import Programme
from live.programme.reading import LANGUAGES
from live.programme.taking.drafting import Drafted
from live.programme.warnings import Check
from live.room.model.plan import Names, Value

MOST_ROWS = 2000
MOST_REMARKS = 1000
FIELDS = (*(field for field in PROGRAMME if field != "title"), *(f"title_{language}" for language in LANGUAGES))
"""What a column of a table may be said to be."""


class FilePlace(Value, frozen=True):
    """Where something stands in a file (`faults.Place`), with nothing left out."""

    file: str
    sheet: str
    row: int | None
    column: str
    field: str
    path: str


class RemarkShown(Value, frozen=True):
    """A fault or a note; `text` is the sentence in English."""

    place: FilePlace
    code: str
    values: dict[str, str]
    text: str


class RowSums(Value, frozen=True):
    """How many rows of a file are in each state."""

    new: int
    changed: int
    same: int
    skipped: int
    fault: int


class ProgrammeRow(Value, frozen=True):
    """A segment of the file, and what becomes of it. What is not known is empty."""

    state: RowState
    place: FilePlace
    names: Names
    day: str
    starts: str
    ends: str
    rooms: tuple[str, ...]
    format: str
    speakers: tuple[str, ...]


class RoomRead(Value, frozen=True):
    """A room of the file, and what the file calls it."""

    key: str
    names: Names


class SegmentRemoved(Value, frozen=True):
    id: str
    names: Names


class ProgrammeRead(Value, frozen=True):
    """A programme that was read from files: what it holds, what is wrong, what is `asked` before it can be taken in.

    `more_rows` and `more_errors` are how many are not shown; `fields` what a column may be said to be.
    """

    format: str
    zone: str
    zone_assumed: bool
    counts: dict[str, int]
    sums: RowSums
    rows: tuple[ProgrammeRow, ...]
    more_rows: int
    rooms: tuple[RoomRead, ...]
    errors: tuple[RemarkShown, ...]
    more_errors: int
    notes: tuple[RemarkShown, ...]
    asked: tuple[str, ...]
    unknown_columns: tuple[str, ...]
    fields: tuple[str, ...]
    removed: tuple[SegmentRemoved, ...]
    warnings: tuple[str, ...]
    checks: tuple[Check, ...]
    ready: bool
    changes: bool


def preview(drafted: Drafted, held: Programme | None) -> ProgrammeRead:
    """`drafted`, for a page; beside the programme that is `held` now."""
    read, made = drafted.read, drafted.programme
    names = {segment.id: segment.names for room in held.rooms for segment in room.segments} if held else {}
    notes = (*read.notes, *drafted.notes)
    shown = map(shown_remark, (*read.errors, *drafted.errors))
    errors = tuple({msgspec.json.encode(error): error for error in shown}.values())  # Each once.
    return ProgrammeRead(
        format=read.format,
        zone=read.zone,
        zone_assumed=any(note.code in (Code.ZONE_ASSUMED, Code.ZONE_BY_OFFSET) for note in notes),
        counts=read.counts(),
        sums=shown_sums(sums(read)),
        rows=tuple(map(_row, read.segments[:MOST_ROWS])),
        more_rows=max(0, len(read.segments) - MOST_ROWS),
        rooms=tuple(RoomRead(room.key, room.names) for room in read.rooms),
        errors=errors[:MOST_REMARKS],
        more_errors=max(0, len(errors) - MOST_REMARKS),
        notes=tuple(map(shown_remark, notes[:MOST_REMARKS])),
        asked=drafted.asked,
        unknown_columns=tuple(_unknown(notes)),
        fields=FIELDS,
        removed=tuple(SegmentRemoved(key, names.get(key, {})) for key in drafted.removed),
        warnings=tuple(made.warnings) if made else (),
        checks=tuple(made.checks) if made else (),
        ready=made is not None,
        changes=drafted.changes,
    )


def _row(segment: Segment) -> ProgrammeRow:
    return ProgrammeRow(
        state=segment.state,
        place=shown_place(segment.place),
        names=segment.names,
        day=str(segment.day) if segment.day is not None else "",
        starts=_clock(segment.starts),
        ends=_clock(segment.ends),
        rooms=tuple(segment.rooms),
        format=segment.format.value if segment.format is not None else "",
        speakers=tuple(person.name for person in segment.speakers),
    )


def _clock(minutes: int | None) -> str:
    return "" if minutes is None else clock(minutes % MINUTES_A_DAY)


def shown_place(place: Place) -> FilePlace:
    return FilePlace(place.file, place.sheet, place.row, place.column, place.field, place.path)


def shown_remark(remark: Remark) -> RemarkShown:
    return RemarkShown(shown_place(remark.place), remark.code.value, remark.values, remark.text)


def shown_sums(sums: Mapping[RowState, int]) -> RowSums:
    return RowSums(**{state.value: count for state, count in sums.items()})


def _unknown(notes: Iterable[Remark]) -> Iterable[str]:
    """The headings that were not recognised, which somebody may say what they are."""
    for note in notes:
        if note.code is Code.COLUMN_UNKNOWN and "name" in note.values:
            yield note.values["name"]
