"""A home-made XML of a schedule: days of entries, each in one room, in several, or in all."""

from datetime import date
from xml.etree.ElementTree import Element

from live.programme.imports.builder import Builder
from live.programme.imports.faults import Code
from live.programme.imports.sources import Source
from live.programme.imports.texts import long_text, person, title_text
from live.programme.imports.times import calendar_date, duration_minutes, minutes_of_day
from live.programme.imports.values import MINUTES_A_DAY, Programme, Segment, Setting
from live.programme.imports.words import FORMATS, break_format

NAME = "entries-xml"
ALL = "all"


def recognises(source: Source) -> bool:
    root = source.xml
    return root is not None and root.tag == "schedule" and root.find("day/entry") is not None


def read(source: Source, setting: Setting) -> Programme:
    """The programme in such a file."""
    builder = Builder(NAME, source.name, setting)
    root = source.xml
    days = [] if root is None else root.findall("day")
    for entry in [entry for day in days for entry in day.findall("entry")]:
        for name in _room_names(entry):
            if name.casefold() != ALL:
                builder.room(name, builder.path("schedule"))
    for number, day in enumerate(days):
        at = f"schedule.day[{number}]"
        on = calendar_date(day.get("date"))
        if on is None:
            builder.error(builder.path(f"{at}.date"), Code.NOT_A_DATE, value=day.get("date") or "")
            continue
        for place, entry in enumerate(day.findall("entry")):
            _read_entry(builder, entry, f"{at}.entry[{place}]", on)
    return builder.programme()


def _room_names(entry: Element) -> list[str]:
    return [name for part in (entry.findtext("room") or "").split(",") if (name := title_text(part))]


def _read_entry(builder: Builder, entry: Element, at: str, on: date) -> None:
    place = builder.path(at)
    starts = minutes_of_day(entry.findtext("start"))
    if starts is None:
        builder.error(builder.path(f"{at}.start"), Code.NOT_A_TIME, value=entry.findtext("start") or "")
        return
    minutes = duration_minutes(entry.findtext("duration") or "")
    if not minutes or minutes > 2 * MINUTES_A_DAY:
        builder.error(builder.path(f"{at}.duration"), Code.NOT_A_DURATION, value=entry.findtext("duration") or "")
        return
    names = _room_names(entry)
    rooms = tuple(builder.rooms) if [name.casefold() for name in names] == [ALL] else tuple(names)
    title = title_text(entry.findtext("title"))
    people = [person(who.findtext("name"), who.get("id") or "") for who in entry.findall("speakers/speaker")]
    segment = Segment(
        names={"en": title} if title else {},
        place=place,
        key=f"{on.isoformat()}/{entry.get('id') or ''}/{starts}",
        rooms=rooms,
        format=FORMATS.get((entry.findtext("category") or "").casefold()) or break_format(title),
        description=long_text(entry.findtext("description")) or long_text(entry.findtext("abstract")),
        speakers=tuple(known for known in people if known is not None),
    )
    starts_at = builder.at(on, starts)
    builder.add(builder.with_instants(segment, starts_at, builder.at(on, starts + minutes), on))
