"""Indico's export: a timetable by days, or an event with its contributions and sessions."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from live.programme.imports.builder import Builder
from live.programme.imports.faults import Code
from live.programme.imports.shapes import listed, table, tables, text
from live.programme.imports.sources import Source
from live.programme.imports.texts import long_text, person, title_text
from live.programme.imports.times import calendar_date, clock, duration_minutes, minutes_of_day
from live.programme.imports.values import Person, Programme, Segment, Setting
from live.programme.imports.words import break_format
from live.room.model.plan import Format
from live.room.model.zones import ZONES

NAME = "indico"


def recognises(source: Source) -> bool:
    data = table(source.json)
    results = data.get("results")
    if data.get("_type") == "HTTPAPIResult" and results is not None:
        return True
    return any("contributions" in event or "sessions" in event for event in tables(results)) or any(
        text(day).isdecimal() and len(text(day)) == 8 for event in tables(results) for day in event
    )


def read(source: Source, setting: Setting) -> Programme:
    """The programme in an export of Indico."""
    reading = _Indico(Builder(NAME, source.name, setting))
    results = source.json.get("results")
    if isinstance(results, dict):
        for number, days in results.items():
            reading.timetable(table(days), f"results.{number}")
    for number, event in enumerate(listed(results)):
        reading.event(table(event), f"results[{number}]")
    reading.builder.people = len(reading.people)
    return reading.builder.programme()


class _Indico:
    """One export on its way into the builder."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.people: set[str] = set()

    def timetable(self, days: dict[str, Any], at: str) -> None:
        """Days by `YYYYMMDD`, each with its entries by a key that says nothing of their order."""
        zones = [self._zone_of(entry) for day in days.values() for entry in tables(day)]
        common = max(sorted(set(filter(None, zones))), key=zones.count, default="")
        self.builder.use_zone(common, self.builder.path(at))
        for day, entries in days.items():
            on = calendar_date(f"{day[:4]}-{day[4:6]}-{day[6:]}") if len(day) == 8 else calendar_date(day)
            if on is None:
                self.builder.error(self.builder.path(f"{at}.{day}"), Code.NOT_A_DATE, value=day)
                continue
            if not table(entries):
                self.builder.note(self.builder.path(f"{at}.{day}"), Code.EMPTY_DAY, day=on.isoformat())
            read = [
                (self._instant(entry, "startDate", f"{at}.{day}.{key}"), key) for key, entry in table(entries).items()
            ]
            for _, key in sorted(read, key=lambda known: (known[0] or datetime.max.replace(tzinfo=UTC), known[1])):
                self._entry(table(entries[key]), f"{at}.{day}.{key}")

    def event(self, event: dict[str, Any], at: str) -> None:
        """An event: contributions that stand alone, and sessions with theirs."""
        title = title_text(event.get("title"))
        self.builder.names = {"en": title} if title else {}
        self.builder.use_zone(event.get("timezone") or self._zone_of(event), self.builder.path(f"{at}.timezone"))
        for kind in ("contributions", "sessions"):
            for number, entry in enumerate(listed(event.get(kind))):
                self._entry(table(entry), f"{at}.{kind}[{number}]")

    def _entry(self, entry: dict[str, Any], at: str) -> None:
        place = self.builder.path(at)
        title = title_text(entry.get("title"))
        slot = title_text(entry.get("slotTitle"))
        if slot and slot != title:
            title = f"{title}: {slot}"
        starts_at = self._instant(entry, "startDate", at, remarked=True)
        if starts_at is None:
            if not table(entry.get("startDate")):
                self.builder.skip(place, Code.KEPT_OUT, title=title, why="it has no time")
            return
        parts = tables(entry.get("entries")) + tables(entry.get("contributions"))
        ends_at = self._end(entry, at, title, starts_at, parts)
        speakers, moderators = self._people(entry, parts)
        room = self.builder.room(entry.get("room"), place)
        is_break = text(entry.get("entryType")) == "Break" or text(entry.get("_type")).startswith("Break")
        segment = Segment(
            names={"en": title} if title else {},
            place=place,
            key=text(entry.get("uniqueId") or entry.get("id")),
            rooms=(room,) if room else (),
            format=Format.BREAK if is_break else break_format(title),
            description=long_text(entry.get("description")),
            speakers=speakers,
            moderators=moderators,
        )
        self.builder.add(self.builder.with_instants(segment, starts_at, ends_at))

    def _end(
        self, entry: dict[str, Any], at: str, title: str, starts_at: datetime, parts: list[dict[str, Any]]
    ) -> datetime | None:
        """The end that is said, else by the duration, else that of the last part."""
        ends_at = self._instant(entry, "endDate", at, remarked=True)
        if ends_at is not None or not parts:
            minutes = duration_minutes(entry.get("duration")) if ends_at is None else None
            return datetime.fromtimestamp(starts_at.timestamp() + minutes * 60, UTC) if minutes else ends_at
        ends = [end for part in parts if (end := self._instant(part, "endDate", at)) is not None]
        if not ends:
            return None
        shown = clock(minutes_of_day(self.builder.local(max(ends))) or 0)
        self.builder.note(self.builder.path(at), Code.END_OF_PARTS, title=title, ends=shown)
        return max(ends)

    def _instant(self, entry: dict[str, Any], field: str, at: str, remarked: bool = False) -> datetime | None:
        said = table(table(entry).get(field))
        if not said:
            return None
        on, minutes = calendar_date(said.get("date")), minutes_of_day(text(said.get("time"))[:8])
        if on is None or minutes is None:
            if remarked:
                value = f"{said.get('date')} {said.get('time')}"
                self.builder.error(self.builder.path(f"{at}.{field}"), Code.NOT_A_DATE, value=value)
            return None
        zone = text(said.get("tz"))
        if zone and zone not in ZONES and remarked:
            place = self.builder.path(f"{at}.{field}.tz")
            self.builder.note(place, Code.ZONE_UNKNOWN, zone=zone, taken=str(self.builder.zone))
        within = ZoneInfo(zone) if zone in ZONES else self.builder.zone
        local = datetime(on.year, on.month, on.day, minutes // 60 % 24, minutes % 60, tzinfo=within)
        return local.astimezone(UTC)

    def _zone_of(self, entry: dict[str, Any]) -> str:
        return text(table(table(entry).get("startDate")).get("tz"))

    def _people(
        self, entry: dict[str, Any], parts: list[dict[str, Any]]
    ) -> tuple[tuple[Person, ...], tuple[Person, ...]]:
        """Who speaks in the entry and its parts, each once, and who convenes it."""
        speakers = {
            known.name: known
            for part in (entry, *parts)
            for field in ("presenters", "speakers")
            for who in tables(part.get(field))
            if (known := _person(who)) is not None
        }
        moderators = {
            known.name: known
            for field in ("conveners", "sessionConveners", "chairs")
            for who in tables(entry.get(field))
            if (known := _person(who)) is not None
        }
        self.people |= speakers.keys() | moderators.keys()
        return tuple(speakers.values()), tuple(moderators.values())


def _person(who: dict[str, Any]) -> Person | None:
    """Somebody by given and family name, where the file has them apart, else turned from `Family, Given`."""
    given, family = (
        title_text(who.get("firstName") or who.get("first_name")),
        title_text(who.get("familyName") or who.get("last_name")),
    )
    name = " ".join(filter(None, (given, family)))
    if not name:
        family, _, given = title_text(who.get("fullName") or who.get("name")).partition(",")
        name = f"{given.strip()} {family.strip()}".strip()
    return person(name, key=name, organisation=who.get("affiliation"))
