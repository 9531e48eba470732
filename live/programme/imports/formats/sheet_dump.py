"""A programme that a script dumped from a Google Sheet: days, times, and lists of rows with dates as "
"JavaScript text."""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from live.programme.imports.builder import Builder
from live.programme.imports.faults import Code, Place
from live.programme.imports.shapes import listed, table, tables, text
from live.programme.imports.sources import Source
from live.programme.imports.texts import long_text, person, title_text
from live.programme.imports.times import MONTHS
from live.programme.imports.values import Person, Programme, Segment, Setting
from live.programme.imports.words import break_format
from live.programme.reading import LANGUAGES

NAME = "sheet-dump"
STAMP = re.compile(r"\w{3} (\w{3}) (\d{1,2}) (\d{4}) (\d{2}):(\d{2}):\d{2} GMT([+-])(\d{2})(\d{2})")


def recognises(source: Source) -> bool:
    return any(True for _ in _entries(source.json))


def _entries(data: Any) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{day}.{time}[{n}]", entry)
        for day, times in table(data).items()
        for time, entries in table(times).items()
        for n, entry in enumerate(listed(entries))
        if isinstance(entry, dict) and "start_datetime" in entry
    ]


def read(source: Source, setting: Setting) -> Programme:
    """The programme in such a dump."""
    builder = Builder(NAME, source.name, setting)
    strange: dict[str, None] = {}
    for path, entry in _entries(source.json):
        place = builder.path(path)
        names = {key[6:]: title_text(value) for key, value in entry.items() if key.startswith("title_")}
        if "title" in entry:
            names.setdefault("en", title_text(entry["title"]))
        strange |= dict.fromkeys(language for language, name in names.items() if name and language not in LANGUAGES)
        kept = {language: name for language, name in names.items() if name and language in LANGUAGES}
        starts_at = _stamp(builder, entry, "start_datetime", place)
        if starts_at is None:
            continue
        ends_at = _stamp(builder, entry, "end_datetime", place) if entry.get("end_datetime") else None
        if ends_at is None and (lasts := _duration(entry.get("duration"))) is not None:
            ends_at = starts_at + lasts
        room = builder.room(entry.get("track") or entry.get("room"), place)
        segment = Segment(
            names=kept,
            place=place,
            key=text(entry.get("id")),
            rooms=(room,) if room else (),
            format=break_format(next(iter(kept.values()), "")),
            description=long_text(entry.get("description_en")),
            speakers=_people(entry),
        )
        builder.add(builder.with_instants(segment, starts_at, ends_at))
    if strange:
        builder.note(Place(source.name), Code.LANGUAGE_LEFT_OUT, languages=", ".join(strange))
    return builder.programme()


def _people(entry: dict[str, Any]) -> tuple[Person, ...]:
    found = [
        person(who.get("name_en") or who.get("name"), text(who.get("id")), who.get("company_en"))
        for who in tables(entry.get("speakers"))
    ]
    return tuple(known for known in found if known is not None)


def _stamp(builder: Builder, entry: dict[str, Any], field: str, place: Place) -> datetime | None:
    """The instant that JavaScript writes as text."""
    found = _parsed(entry.get(field))
    if found is None or found.year < 1970:
        at = Place(place.file, path=f"{place.path}.{field}")
        builder.error(at, Code.NOT_A_DATE, value=text(entry.get(field)))
        return None
    builder.use_offset(found)
    return found.astimezone(UTC)


def _parsed(value: object) -> datetime | None:
    found = STAMP.match(text(value))
    if found is None or found[1].casefold() not in MONTHS:
        return None
    offset = timedelta(hours=int(found[7]), minutes=int(found[8])) * (1 if found[6] == "+" else -1)
    try:
        month = MONTHS[found[1].casefold()]
        return datetime(int(found[3]), month, int(found[2]), int(found[4]), int(found[5]), tzinfo=timezone(offset))
    except ValueError:
        return None


def _duration(value: object) -> timedelta | None:
    """A duration is the time of day of the sheet's first day, 30 December 1899."""
    found = _parsed(value)
    return None if found is None else timedelta(hours=found.hour, minutes=found.minute)
