"""schedule.json: version 1, as frab, pretalx and the VOC write it, and version 2, where entries are in one "
"flat list."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from live.programme.imports.builder import Builder
from live.programme.imports.faults import Code, Place
from live.programme.imports.shapes import listed, table, tables, text
from live.programme.imports.sources import Source
from live.programme.imports.texts import long_text, names_of, person, title_text
from live.programme.imports.times import calendar_date, duration_minutes, instant, minutes_of_day
from live.programme.imports.values import Person, Programme, Segment, Setting
from live.programme.imports.words import FORMATS, break_format
from live.room.model.plan import Format

NAME = "schedule.json"
EVENT_KEYS = frozenset(
    [
        "id",
        "guid",
        "code",
        "logo",
        "date",
        "start",
        "end",
        "duration",
        "room",
        "slug",
        "url",
        "title",
        "subtitle",
        "track",
        "type",
        "language",
        "abstract",
        "description",
        "recording_license",
        "do_not_record",
        "persons",
        "links",
        "attachments",
        "feedback_url",
        "origin_url",
        "recording",
        "video_download_url",
        "origin",
        "state",
        "download_url",
        "image",
        "cover",
    ]
)


def recognises(source: Source) -> bool:
    schedule = table(table(source.json).get("schedule"))
    conference = table(schedule.get("conference"))
    return isinstance(conference.get("days"), list) or (
        "days" in conference and isinstance(schedule.get("events"), list)
    )


def read(source: Source, setting: Setting) -> Programme:
    """The programme in a schedule.json."""
    schedule = table(source.json["schedule"])
    flat = isinstance(schedule.get("events"), list)
    return _Schedule(source, setting, schedule, flat).programme()


class _Schedule:
    """One schedule on its way into the builder."""

    def __init__(self, source: Source, setting: Setting, schedule: dict[str, Any], flat: bool) -> None:
        self.builder = Builder(f"{NAME} v2" if flat else NAME, source.name, setting)
        self.schedule = schedule
        self.conference = table(schedule.get("conference"))
        self.flat = flat
        self.keys: dict[str, str] = {}
        self.offsets: dict[str, int] = {}

    def programme(self) -> Programme:
        at = "schedule.conference"
        self.builder.names = names_of(self.conference.get("title"))[0]
        zone = self.conference.get("time_zone_name")
        self.builder.use_zone(zone, self.builder.path(f"{at}.time_zone_name"))
        self._rooms()
        if self.flat:
            self._flat_entries()
        else:
            self._entries_of_days()
        self._check_zone(self.builder.path(f"{at}.time_zone_name"))
        return self.builder.programme()

    def _rooms(self) -> None:
        """Rooms are known by their names: their GUIDs may be the same for all."""
        at = "schedule.conference.rooms"
        rooms = self.conference.get("rooms")
        if rooms is None and isinstance(self.schedule.get("rooms"), list):
            at, rooms = "schedule.rooms", self.schedule["rooms"]
            self.builder.note(self.builder.path(at), Code.ROOM_MISPLACED)
        for number, room in enumerate(tables(rooms)):
            names, _ = names_of(room.get("name"))
            name = next(iter(names.values()), "")
            self.builder.room(name, self.builder.path(f"{at}[{number}]"), names=names)
            for key in ("guid", "slug"):
                if isinstance(room.get(key), str) and self.flat:
                    self.keys.setdefault(room[key], name)

    # Version 1

    def _entries_of_days(self) -> None:
        days = tables(self.conference["days"])
        said = self.conference.get("daysCount")
        if isinstance(said, int) and said != len(days):
            counted = self.builder.path("schedule.conference.daysCount")
            self.builder.note(counted, Code.DAYS_MISCOUNTED, said=said, found=len(days))
        for number, day in enumerate(days):
            at = f"schedule.conference.days[{number}]"
            on = calendar_date(day.get("date"))
            if on is None:
                self.builder.error(self.builder.path(f"{at}.date"), Code.NOT_A_DATE, value=day.get("date"))
                continue
            rooms = table(day.get("rooms"))
            for name, entries in rooms.items():
                self.builder.room(name, self.builder.path(f"{at}.rooms.{name}"))
                for index, entry in enumerate(listed(entries)):
                    if isinstance(entry, dict):
                        self._entry(entry, f"{at}.rooms.{name}[{index}]", name, on)
            if not any(listed(entries) for entries in rooms.values()):
                self.builder.note(self.builder.path(at), Code.EMPTY_DAY, day=on.isoformat())

    def _entry(self, entry: dict[str, Any], at: str, room: str, on: date) -> None:
        self._check_keys(entry, at)
        place = self.builder.path(at)
        starts_at = self._start(entry, place, on)
        if starts_at is None:
            return
        minutes = duration_minutes(entry.get("duration"))
        if minutes is None:
            self.builder.error(_inside(place, "duration"), Code.NOT_A_DURATION, value=entry.get("duration"))
        elif minutes == 0:
            self.builder.error(
                _inside(place, "duration"), Code.ENDS_AT_START, ends=entry.get("start"), starts=entry.get("start")
            )
            minutes = None
        ends_at = None if minutes is None else starts_at + timedelta(minutes=minutes)
        people = self._people(listed(entry.get("persons")))
        self._add(entry, place, room, people, (starts_at, ends_at, on))

    def _start(self, entry: dict[str, Any], place: Place, on: date) -> datetime | None:
        """From `date`, an instant; `start` is by the clocks of the venue, and counts where there is no date."""
        said = entry.get("date")
        if instant(said) is None and (minutes := minutes_of_day(entry.get("start"))) is not None:
            if said not in (None, "") and calendar_date(said) is None:
                self.builder.error(_inside(place, "date"), Code.NOT_A_DATE, value=said)
                return None
            return self.builder.at(calendar_date(said) or on, minutes)
        found = self.builder.instant_at(said, place, "date")
        if found is None and said in (None, ""):
            self.builder.error(_inside(place, "date"), Code.MISSING, field="date")
        elif isinstance(said, str) and (shown := instant(said)) is not None and shown.tzinfo is not None:
            self.offsets[shown.strftime("%z")] = self.offsets.get(shown.strftime("%z"), 0) + (
                self.builder.local(shown).utcoffset() != shown.utcoffset()
            )
        return found

    def _check_zone(self, place: Place) -> None:
        """The zone is said once and the offset with each date; where they disagree, the instants hold."""
        for offset, differing in self.offsets.items():
            if differing and self.builder.zone_name:
                shown = f"{offset[:3]}:{offset[3:]}"
                self.builder.note(place, Code.ZONE_CONTRADICTS, zone=self.builder.zone_name, offset=shown)

    def _check_keys(self, entry: dict[str, Any], at: str) -> None:
        for name in entry:
            if name not in EVENT_KEYS:
                self.builder.note(self.builder.path(f"{at}.{name}"), Code.NOT_KNOWN_KEY, name=name)
        people = [(f"{at}.persons[{n}]", held) for n, held in enumerate(tables(entry.get("persons")))]
        for path, held in ((at, entry), *people):
            if "id" in held and not isinstance(held["id"], int | None):
                self.builder.note(
                    self.builder.path(f"{path}.id"), Code.WRONG_TYPE, value=held["id"], expected="a number"
                )

    # Version 2

    def _flat_entries(self) -> None:
        days = [(day, calendar_date(day.get("date"))) for day in tables(self.conference["days"])]
        used: set[date] = set()
        for number, entry in enumerate(tables(self.schedule["events"])):
            place = self.builder.path(f"schedule.events[{number}]")
            starts_at = self.builder.instant_at(entry.get("start"), place, "start")
            ends_at = self.builder.instant_at(entry.get("end"), place, "end")
            if starts_at is None:
                if entry.get("start") in (None, ""):
                    self.builder.skip(place, Code.KEPT_OUT, title=_title(entry), why="it has no time")
                continue
            if ends_at is None and (minutes := duration_minutes(entry.get("duration"))) is not None:
                ends_at = starts_at + timedelta(minutes=minutes)
            on = next((when for day, when in days if when is not None and _within(starts_at, day)), None)
            used |= {on} if on is not None else set()
            spoken = [who for who in listed(entry.get("participants") or entry.get("persons")) if _speaks(who)]
            self._add(entry, place, self._room_of(entry), self._people(spoken), (starts_at, ends_at, on))
        for number, (_, when) in enumerate(days):
            if when is not None and when not in used:
                place = self.builder.path(f"schedule.conference.days[{number}]")
                self.builder.note(place, Code.EMPTY_DAY, day=when.isoformat())

    def _room_of(self, entry: dict[str, Any]) -> str:
        room = entry.get("room")
        if isinstance(room, dict):
            names, _ = names_of(room.get("name"))
            known = [self.keys[said] for key in ("guid", "slug") if (said := text(room.get(key))) in self.keys]
            return next(iter([*names.values(), *known]), "")
        return self.keys.get(text(room), text(room))

    # Both

    def _people(self, persons: list[Any]) -> tuple[Person, ...]:
        found = []
        for who in persons:
            held = who if isinstance(who, dict) else {"name": who}
            name = next((held[key] for key in ("public_name", "full_public_name", "name") if held.get(key)), "")
            found.append(person(name, text(held.get("guid") or held.get("id") or held.get("code"))))
        return tuple(known for known in found if known is not None)

    def _add(
        self,
        entry: dict[str, Any],
        place: Place,
        room: str,
        people: tuple[Person, ...],
        when: tuple[datetime, datetime | None, date | None],
    ) -> None:
        names, strange = names_of(entry.get("title"))
        if strange:
            self.builder.note(_inside(place, "title"), Code.LANGUAGE_LEFT_OUT, languages=", ".join(strange))
        key = self.builder.room(room, place)
        track = entry.get("track")
        segment = Segment(
            names=names,
            place=place,
            key=text(entry.get("guid") or entry.get("id")),
            rooms=(key,) if key else (),
            format=FORMATS.get(text(entry.get("type")).casefold()) or break_format(_title(entry)),
            language=text(entry.get("language"))[:2],
            subtitle=title_text(entry.get("subtitle")),
            description=long_text(entry.get("description")) or long_text(entry.get("abstract")),
            track=title_text(table(track).get("name") or table(track).get("slug") or track),
            speakers=people,
        )
        if not people and segment.format is not Format.BREAK:
            self.builder.note(place, Code.NO_SPEAKERS, title=_title(entry))
        if entry.get("state") in ("canceled", "cancelled", "rejected", "withdrawn"):
            self.builder.skip(place, Code.CANCELLED, title=_title(entry))
            return
        starts_at, ends_at, on = when
        self.builder.add(self.builder.with_instants(segment, starts_at, ends_at, on))


def _title(entry: dict[str, Any]) -> str:
    return next(iter(names_of(entry.get("title"))[0].values()), "")


def _speaks(who: object) -> bool:
    role = text(table(who).get("role")).upper()
    return role in ("", "SPEAKER", "PRESENTER", "PANELIST", "PANELLIST", "MODERATOR", "HOST")


def _within(at: datetime, day: dict[str, Any]) -> bool:
    starts, ends = instant(day.get("start") or day.get("day_start")), instant(day.get("end") or day.get("day_end"))
    if starts is None or ends is None or starts.tzinfo is None or ends.tzinfo is None:
        return False
    return starts.astimezone(UTC) <= at < ends.astimezone(UTC)


def _inside(place: Place, field: str) -> Place:
    return msgspec.structs.replace(place, path=f"{place.path}.{field}")
