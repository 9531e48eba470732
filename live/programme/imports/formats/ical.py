"""iCalendar."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

import msgspec
from dateutil.rrule import rrulestr

from live.programme.imports.builder import Builder
from live.programme.imports.faults import Code, Place
from live.programme.imports.sources import Source
from live.programme.imports.texts import long_text, person, title_text
from live.programme.imports.values import Person, Programme, Segment, Setting
from live.programme.imports.words import FORMATS, break_format
from live.room.model.zones import ZONES

NAME = "icalendar"
KIND = re.compile(r"(?i)(?:in[- ]person|online|hybrid|virtual|remote)\s*[;,]\s*\w+")
MOST_RECURRING = 100


def recognises(source: Source) -> bool:
    return not source.is_zip and re.match(rb"(?i)(?:\xef\xbb\xbf)?\s*BEGIN:VCALENDAR", source.data) is not None


def read(source: Source, setting: Setting) -> Programme:
    """The programme in a calendar."""
    import icalendar  # noqa: PLC0415  # Only where a calendar is read.

    builder = Builder(NAME, source.name, setting)
    try:
        calendars = icalendar.Calendar.from_ical(source.text, multiple=True)
    except (ValueError, IndexError, KeyError, TypeError) as fault:
        raise source.fail(Code.BROKEN, why=f"iCalendar: {fault}") from None
    if not calendars:
        raise source.fail(Code.BROKEN, why="iCalendar: it holds no calendar")
    title = title_text(_text(calendars[0], "X-WR-CALNAME") or _text(calendars[0], "NAME"))
    builder.names = {"en": title} if title else {}
    builder.use_zone(_text(calendars[0], "X-WR-TIMEZONE"), builder.path("VCALENDAR.X-WR-TIMEZONE"))
    zones = {
        str(zone)
        for calendar in calendars
        for event in calendar.walk("VEVENT")
        if (zone := getattr(event.get("DTSTART"), "params", {}).get("TZID")) is not None
    }
    if len(zones) == 1 and not builder.zone_name and (only := next(iter(zones))) in ZONES:
        builder.use_zone(only, builder.path("VEVENT[0].DTSTART"))
    events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    kinds = {place for event in events if KIND.fullmatch(place := _location(event))}
    for number, event in enumerate(events):
        _read_event(builder, event, builder.path(f"VEVENT[{number}]"), kinds)
    for kind in sorted(kinds):
        builder.note(Place(source.name), Code.ROOM_LABEL, value=kind)
    return builder.programme()


def _read_event(builder: Builder, event: Any, place: Place, kinds: set[str]) -> None:
    title = title_text(_text(event, "SUMMARY"))
    if _text(event, "STATUS").upper() == "CANCELLED":
        builder.skip(place, Code.CANCELLED, title=title)
        return
    starts, ends = _when(builder, event, place)
    if starts is None:
        return
    location = _location(event)
    room = "" if location in kinds else builder.room(location, place)
    categories = event.get("CATEGORIES")
    kind = ", ".join(str(one) for one in getattr(categories, "cats", [])) if categories is not None else ""
    segment = Segment(
        names={"en": title} if title else {},
        place=place,
        key=_text(event, "UID"),
        rooms=(room,) if room else (),
        format=FORMATS.get(kind.casefold()) or break_format(title),
        description=long_text(_text(event, "DESCRIPTION")),
        track=title_text(kind),
        speakers=_speakers(event),
    )
    for number, start in enumerate(_recurring(builder, event, starts, place)):
        one = msgspec.structs.replace(segment, key=f"{segment.key}/{number}") if number else segment
        builder.add(builder.with_instants(one, start, None if ends is None else ends + (start - starts)))


def _recurring(builder: Builder, event: Any, starts: datetime, place: Place) -> list[datetime]:
    """The starts of an event that recurs by a rule, by the clocks of its zone; else its only one."""
    rule = event.get("RRULE")
    if rule is None:
        return [starts]
    at = Place(place.file, path=f"{place.path}.RRULE")
    zone = getattr(event.decoded("DTSTART"), "tzinfo", None) or builder.zone
    local = starts.astimezone(zone).replace(tzinfo=None)
    try:
        written = re.sub(r"UNTIL=(\d{8}T\d{6})Z", r"UNTIL=\1", rule.to_ical().decode())
        found = list(islice(rrulestr(written, dtstart=local), MOST_RECURRING + 1))
    except (ValueError, TypeError, AttributeError, OverflowError) as fault:
        builder.error(at, Code.BROKEN, why=f"RRULE: {fault}")
        return [starts]
    if len(found) > MOST_RECURRING:
        builder.error(at, Code.KEPT_OUT, title=title_text(_text(event, "SUMMARY")), why="it recurs without an end")
        return [starts]
    left_out = {when.astimezone(UTC) for when in _left_out(event, zone)}
    shown = [when.replace(tzinfo=zone).astimezone(UTC) for when in found]
    return [when for when in shown if when not in left_out]


def _left_out(event: Any, zone: Any) -> Iterator[datetime]:
    lists = event.get("EXDATE", [])
    for held in lists if isinstance(lists, list) else [lists]:
        for when in getattr(held, "dts", []):
            if isinstance(when.dt, datetime):
                yield when.dt if when.dt.tzinfo is not None else when.dt.replace(tzinfo=zone)


def _speakers(event: Any) -> tuple[Person, ...]:
    """Attendees whose role is to speak."""
    attendees = event.get("ATTENDEE", [])
    found = []
    for attendee in attendees if isinstance(attendees, list) else [attendees]:
        params = getattr(attendee, "params", {})
        if str(params.get("ROLE", "")).upper() in ("SPEAKER", "X-SPEAKER"):
            found.append(person(params.get("CN"), str(attendee)))
    return tuple(known for known in found if known is not None)


def _when(builder: Builder, event: Any, place: Place) -> tuple[datetime | None, datetime | None]:
    starts = _instant(builder, event, "DTSTART", place)
    if starts is None:
        return None, None
    if "DTEND" in event:
        return starts, _instant(builder, event, "DTEND", place)
    try:
        lasts = event.decoded("DURATION") if "DURATION" in event else None
    except (ValueError, TypeError, AttributeError):
        lasts = None
    return starts, starts + lasts if isinstance(lasts, timedelta) else None


def _instant(builder: Builder, event: Any, field: str, place: Place) -> datetime | None:
    """The instant of `DTSTART` or `DTEND`. One without a zone, or in a zone that is not known, is the venue's."""
    at = Place(place.file, path=f"{place.path}.{field}")
    if field not in event:
        builder.error(at, Code.MISSING, field=field)
        return None
    try:
        found = event.decoded(field)
    except (ValueError, TypeError, AttributeError, KeyError):
        builder.error(at, Code.NOT_A_DATE, value=_text(event, field))
        return None
    if isinstance(found, date) and not isinstance(found, datetime):
        if field == "DTSTART":
            title = title_text(_text(event, "SUMMARY"))
            builder.skip(place, Code.KEPT_OUT, title=title, why="it has a day, but no time")
        return None
    if not isinstance(found, datetime) or not 1970 <= found.year <= 2199:
        builder.error(at, Code.NOT_A_DATE, value=found)
        return None
    if found.tzinfo is None:
        zone = getattr(event[field], "params", {}).get("TZID")
        if zone is not None:
            builder.note(at, Code.ZONE_UNKNOWN, zone=zone, taken=str(builder.zone))
        builder.local_times = True
        found = found.replace(tzinfo=builder.zone)
    return found.astimezone(UTC)


def _location(event: Any) -> str:
    return title_text(_text(event, "LOCATION"))


def _text(part: Any, field: str) -> str:
    value = part.get(field)
    if isinstance(value, list):
        value = value[0] if value else ""
    if value is None:
        return ""
    return str(value) if isinstance(value, str) else str(getattr(value, "dt", value))
