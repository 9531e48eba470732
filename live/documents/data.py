"""JSON: the whole record as values, for programs; and its schema, which is published.

`language` is that of the names and labels: a name that it does not have stands in English. Instants are RFC 3339 in
UTC, days are dates in `zone`, durations whole seconds. The format gains fields, and loses none: `format` changes if one
ever did.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import msgspec

from live.documents.asked import Asked
from live.documents.tables import labelled
from live.documents.words import LANGUAGES
from live.proceedings.course import (
    Estimate,
    ListEstimate,
    NotReached,
    RoomProceedings,
    SegmentReport,
    SegmentRun,
)
from live.proceedings.occurrences import Occurrence, Struck
from live.proceedings.statements import Statement
from live.proceedings.statistics import Share, Spread, Statistics, statistics_of
from live.room.model.plan import Seconds

FORMAT = "rostrum-record-1"
SCHEMA_ID = "/api/record.schema.json"


class Chosen(msgspec.Struct, frozen=True):
    """What of the record this is: `null` is all of it."""

    room: str | None = None
    segment: str | None = None
    day: date | None = None
    meeting: int | None = None


class LabelledShare(msgspec.Struct, frozen=True):
    """The share of `label`: how many statements, of which `turns` from the list; how long; how long over the limit."""

    label: str
    statements: int
    turns: int
    seconds: Seconds
    over: Seconds


class Counted(msgspec.Struct, frozen=True):
    """The statistics. Each list of shares adds up as `live.proceedings.statistics.Statistics` says."""

    total: LabelledShare
    by_category: tuple[LabelledShare, ...]
    by_region: tuple[LabelledShare, ...]
    by_kind: tuple[LabelledShare, ...]
    by_delegation: tuple[LabelledShare, ...]
    by_gender: tuple[LabelledShare, ...] = ()
    heard: int = 0
    first_turns: int = 0
    not_reached: int = 0
    waited: Spread | None = None
    forecast_off: Spread | None = None


class Room(msgspec.Struct, frozen=True):
    """What is recorded of one room, up to the position `upto` of its log, whose `digest` it is made from.

    Position and digest are the head of the log: `rostrum verify --head <upto>:<digest>` says whether it is whole.
    """

    room: str
    names: dict[str, str]
    upto: int
    as_of: datetime | None
    statements: tuple[Statement, ...]
    occurrences: tuple[Occurrence, ...]
    runs: tuple[SegmentRun, ...]
    reports: tuple[SegmentReport, ...]
    not_reached: tuple[NotReached, ...] = ()
    struck: tuple[Struck, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    list_estimates: tuple[ListEstimate, ...] = ()
    digest: str | None = None


class Record(msgspec.Struct, frozen=True):
    """The document. Names are objects with one name, by its language. `public` says what is private was left out."""

    format: str
    language: str
    public: bool
    conference: dict[str, str]
    zone: str
    days: tuple[date, ...]
    chosen: Chosen
    rooms: tuple[Room, ...]
    statistics: Counted


def written(asked: Asked) -> bytes:
    """The whole document."""
    known = asked.proceedings
    asked.progress(0, len(known.statements))
    record = Record(
        format=FORMAT,
        language=asked.words.language,
        public=asked.public,
        conference=known.names,
        zone=known.zone,
        days=known.days,
        chosen=Chosen(asked.choice.room, asked.choice.segment, asked.choice.day, asked.choice.meeting),
        rooms=tuple(_room(room) for room in known.rooms),
        statistics=_counted(statistics_of(known), asked),
    )
    values = _named(msgspec.to_builtins(record), asked.words.language)
    asked.progress(len(known.statements), len(known.statements))
    return msgspec.json.format(msgspec.json.encode({"$schema": SCHEMA_ID, **values}), indent=1)


def schema() -> dict[str, Any]:
    """The JSON Schema of the document."""
    described = msgspec.json.schema(Record)
    top = described["$defs"]["Record"]
    top["properties"]["$schema"] = {"type": "string"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Record of a conference in Rostrum",
        **described,
    }


def _room(room: RoomProceedings) -> Room:
    return Room(**{name: getattr(room, name) for name in Room.__struct_fields__})


def _counted(found: Statistics, asked: Asked) -> Counted:
    tables = dict(labelled(found, asked.words, public=asked.public))

    def shares(title: str) -> tuple[LabelledShare, ...]:
        return tuple(_shares(tables.get(title, ())))

    return Counted(
        total=shares("total")[0],
        by_category=shares("by_category"),
        by_region=shares("by_region"),
        by_kind=shares("by_kind"),
        by_delegation=shares("by_delegation"),
        by_gender=shares("by_gender"),
        heard=found.heard,
        first_turns=found.first_turns,
        not_reached=found.not_reached,
        waited=found.waited,
        forecast_off=found.forecast_off,
    )


def _shares(rows: Iterable[tuple[str, Share]]) -> Iterable[LabelledShare]:
    for label, share in rows:
        yield LabelledShare(label, share.statements, share.turns, share.seconds, share.over)


def _named(value: Any, language: str) -> Any:
    """`value` with the name in `language` alone, or in English, wherever there are names by language."""
    match value:
        case dict() if "en" in value and value.keys() <= set(LANGUAGES):
            return {language: value[language]} if value.get(language) else {"en": value["en"]}
        case dict():
            return {key: _named(one, language) for key, one in value.items()}
        case list() | tuple():
            return [_named(one, language) for one in value]
        case _:
            return value
