"""frab's and Pentabarf's XML: days, rooms, events."""

from datetime import date, datetime, timedelta
from xml.etree.ElementTree import Element

import msgspec

from live.programme.imports.builder import Builder
from live.programme.imports.faults import Code, Place
from live.programme.imports.sources import Source
from live.programme.imports.texts import long_text, person, title_text
from live.programme.imports.times import calendar_date, duration_minutes, instant, minutes_of_day
from live.programme.imports.values import Programme, Segment, Setting
from live.programme.imports.words import FORMATS, break_format
from live.room.model.plan import Format

NAME = "frab"


def recognises(source: Source) -> bool:
    root = source.xml
    if root is None or root.tag != "schedule":
        return False
    return root.find("day/room/event") is not None or (
        root.find("day") is not None and root.find("day/entry") is None and root.find("conference") is not None
    )


def read(source: Source, setting: Setting) -> Programme:
    """The programme in a frab XML."""
    builder = Builder(NAME, source.name, setting)
    root = source.xml
    if root is None:
        return builder.programme()
    title = title_text(root.findtext("conference/title"))
    builder.names = {"en": title} if title else {}
    builder.use_zone(root.findtext("conference/time_zone_name"), builder.path("schedule.conference.time_zone_name"))
    small_hours = minutes_of_day(root.findtext("conference/day_change")) or 0
    for number, day in enumerate(root.findall("day")):
        at = f"schedule.day[{number}]"
        on = calendar_date(day.get("date"))
        if on is None:
            builder.error(builder.path(f"{at}.date"), Code.NOT_A_DATE, value=day.get("date") or "")
            continue
        if day.find("room/event") is None:
            builder.note(builder.path(at), Code.EMPTY_DAY, day=on.isoformat())
        night = _night_ends(day, on) or small_hours
        for place, room in enumerate(day.findall("room")):
            name = title_text(room.get("name"))
            builder.room(name, builder.path(f"{at}.room[{place}]"))
            for entry_at, event in enumerate(room.findall("event")):
                _read_event(builder, event, builder.path(f"{at}.room[{place}].event[{entry_at}]"), (name, on, night))
    return builder.programme()


def _night_ends(day: Element, on: date) -> int:
    """Until when a day goes on after its midnight, in minutes."""
    ends = instant(day.get("end"))
    if ends is None or ends.date() != on + timedelta(days=1):
        return 0
    return ends.hour * 60 + ends.minute


def _read_event(builder: Builder, event: Element, place: Place, where: tuple[str, date, int]) -> None:
    room, on, small_hours = where
    starts_at = _start(builder, event, place, on, small_hours)
    if starts_at is None:
        return
    said = event.findtext("duration") or ""
    minutes = duration_minutes(said)
    if not minutes:
        builder.error(_inside(place, "duration"), Code.NOT_A_DURATION, value=said)
    title = title_text(event.findtext("title"))
    persons = event.find("persons")
    people = [person(who.text, who.get("id") or "") for who in (persons if persons is not None else ())]
    key = builder.room(room or event.findtext("room"), place)
    segment = Segment(
        names={"en": title} if title else {},
        place=place,
        key=event.get("guid") or event.get("id") or "",
        rooms=(key,) if key else (),
        format=FORMATS.get((event.findtext("type") or "").casefold()) or break_format(title),
        language=(event.findtext("language") or "")[:2],
        subtitle=title_text(event.findtext("subtitle")),
        description=long_text(event.findtext("description")) or long_text(event.findtext("abstract")),
        track=title_text(event.findtext("track")),
        speakers=tuple(known for known in people if known is not None),
    )
    if not segment.speakers and segment.format is not Format.BREAK:
        builder.note(place, Code.NO_SPEAKERS, title=title)
    ends_at = starts_at + timedelta(minutes=minutes) if minutes else None
    builder.add(builder.with_instants(segment, starts_at, ends_at, on))


def _start(builder: Builder, event: Element, place: Place, on: date, small_hours: int) -> datetime | None:
    said = event.findtext("date")
    if said and instant(said) is not None:
        return builder.instant_at(said, place, "date")
    if said and calendar_date(said) is None:
        builder.error(_inside(place, "date"), Code.NOT_A_DATE, value=said)
        return None
    minutes = minutes_of_day(event.findtext("start"))
    if minutes is None:
        builder.error(_inside(place, "start"), Code.NOT_A_TIME, value=event.findtext("start") or "")
        return None
    if said is None and minutes < small_hours:
        minutes += 24 * 60
    return builder.at(calendar_date(said) or on, minutes)


def _inside(place: Place, field: str) -> Place:
    return msgspec.structs.replace(place, path=f"{place.path}.{field}")
