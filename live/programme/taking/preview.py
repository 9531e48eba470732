"""A draft as it is shown before it is taken in: rows with their states, five sums, and each fault in its cell."""

from collections.abc import Iterable
from typing import Any

import msgspec

from live import wire
from live.programme.imports.columns import PROGRAMME
from live.programme.imports.comparing import sums
from live.programme.imports.faults import Code, Place, Remark
from live.programme.imports.times import clock
from live.programme.imports.values import MINUTES_A_DAY, Segment
from live.programme.programme import Programme
from live.programme.reading import LANGUAGES
from live.programme.taking.drafting import Drafted

MOST_ROWS = 2000
MOST_REMARKS = 1000
FIELDS = (*(field for field in PROGRAMME if field != "title"), *(f"title_{language}" for language in LANGUAGES))
"""What a column of a table may be said to be."""


def preview(drafted: Drafted, held: Programme | None) -> dict[str, Any]:
    """`drafted`, for a page; beside the programme that is `held` now."""
    read = drafted.read
    names = {segment.id: segment.names for room in held.rooms for segment in room.segments} if held else {}
    states = {state.value: count for state, count in sums(read).items()}
    notes = (*read.notes, *drafted.notes)
    errors = tuple(dict.fromkeys(map(_frozen, (*read.errors, *drafted.errors))))
    return {
        "format": read.format,
        "zone": read.zone,
        "zone_assumed": any(note.code in (Code.ZONE_ASSUMED, Code.ZONE_BY_OFFSET) for note in notes),
        "counts": read.counts(),
        "sums": states,
        "rows": [_row(segment) for segment in read.segments[:MOST_ROWS]],
        "more_rows": max(0, len(read.segments) - MOST_ROWS),
        "rooms": [{"key": room.key, "names": room.names} for room in read.rooms],
        "errors": [msgspec.json.decode(error) for error in errors[:MOST_REMARKS]],
        "more_errors": max(0, len(errors) - MOST_REMARKS),
        "notes": [shown_remark(note) for note in notes[:MOST_REMARKS]],
        "asked": list(drafted.asked),
        "unknown_columns": list(_unknown(notes)),
        "fields": list(FIELDS),
        "removed": [{"id": key, "names": names.get(key, {})} for key in drafted.removed],
        "warnings": list(drafted.programme.warnings) if drafted.programme else [],
        "checks": wire.to_json(drafted.programme.checks) if drafted.programme else [],
        "ready": drafted.programme is not None,
        "changes": drafted.changes,
    }


def _row(segment: Segment) -> dict[str, Any]:
    return {
        "state": segment.state.value,
        "place": shown_place(segment.place),
        "names": segment.names,
        "day": str(segment.day) if segment.day is not None else "",
        "starts": _clock(segment.starts),
        "ends": _clock(segment.ends),
        "rooms": list(segment.rooms),
        "format": segment.format.value if segment.format is not None else "",
        "speakers": [person.name for person in segment.speakers],
    }


def _clock(minutes: int | None) -> str:
    return "" if minutes is None else clock(minutes % MINUTES_A_DAY)


def shown_place(place: Place) -> dict[str, Any]:
    return {
        "file": place.file,
        "sheet": place.sheet,
        "row": place.row,
        "column": place.column,
        "field": place.field,
        "path": place.path,
    }


def shown_remark(remark: Remark) -> dict[str, Any]:
    return {
        "place": shown_place(remark.place),
        "code": remark.code.value,
        "values": remark.values,
        "text": remark.text,
    }


def _frozen(remark: Remark) -> bytes:
    return msgspec.json.encode(shown_remark(remark))


def _unknown(notes: Iterable[Remark]) -> Iterable[str]:
    """The headings that were not recognised, which somebody may say what they are."""
    for note in notes:
        if note.code is Code.COLUMN_UNKNOWN and "name" in note.values:
            yield note.values["name"]
