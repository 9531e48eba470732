"""What a reader of programmes gathers: rooms, entries, remarks; and what is asked of all of them at the end."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import msgspec

from live.programme.imports.checks import find_clashes
from live.programme.imports.faults import Code, Place
from live.programme.imports.remarks import Remarks, at_fault, once, row_of
from live.programme.imports.texts import title_text
from live.programme.imports.times import clock, instant
from live.programme.imports.values import (
    MINUTES_A_DAY,
    Day,
    ListEntry,
    Programme,
    Room,
    RowState,
    Segment,
    Setting,
)
from live.room.model.plan import Names
from live.room.model.zones import ZONES


class Builder(Remarks):
    """One file on its way to a `Programme`."""

    def __init__(self, format: str, file: str, setting: Setting) -> None:
        super().__init__(file)
        self.format = format
        self.setting = setting
        self.names: Names = {}
        self.zone_name = ""
        self.zone: tzinfo = ZoneInfo(setting.zone)
        self.offset: timedelta | None = None
        self.rooms: dict[str, Room] = {}
        self.days: dict[str, Day] = {}
        self.segments: list[Segment] = []
        self.lists: list[ListEntry] = []
        self.people: int | None = None
        self.local_times = False
        self.announced = False
        self.unnamed = 0

    # Remarks

    def path(self, path: str) -> Place:
        return Place(self.file, path=path)

    # When

    def use_zone(self, zone: object, place: Place) -> None:
        """Read the times of the file in `zone`, if it is one."""
        if not isinstance(zone, str) or not zone:
            return
        if zone in ZONES:
            try:
                self.zone = ZoneInfo(zone)
            except (KeyError, ValueError, OSError):
                pass
            else:
                self.zone_name = zone
                return
        self.note(place, Code.ZONE_UNKNOWN, zone=zone, taken=self.setting.zone)

    def instant_at(self, value: object, place: Place, field: str) -> datetime | None:
        """The instant that `value` says, in UTC; without an offset it is by the clocks of the venue. `None` and an
        error if it is none; `None` alone if nothing is said.
        """
        if value is None or value == "":
            return None
        found = instant(value)
        if found is None:
            self.error(_step(place, field), Code.NOT_A_DATE, value=value)
            return None
        if found.tzinfo is None:
            self.local_times = True
            found = found.replace(tzinfo=self.zone)
        else:
            self.use_offset(found)
        return found.astimezone(UTC)

    def use_offset(self, at: datetime) -> None:
        """Count days by the offset of `at`, the first instant of the file, if no zone is named and it is not UTC."""
        offset = at.utcoffset()
        if self.zone_name or self.offset is not None or not offset:
            return
        self.offset = offset
        if at.astimezone(self.zone).utcoffset() != offset:
            self.zone = timezone(offset)

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)

    def at(self, day: date, minutes: int) -> datetime:
        """The instant at which the clocks of the venue show `minutes` after midnight of `day`."""
        self.local_times = True
        shown = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)  # noqa: DTZ001  # The zone follows.
        return shown.replace(tzinfo=self.zone).astimezone(UTC)

    def day_of(self, day: date) -> Day:
        return self.days.setdefault(day.isoformat(), Day(date=day))

    def numbered_day(self, number: int) -> Day:
        """The day of that number; by its date, where the conference says on which date it begins."""
        if self.setting.first_day is not None:
            return self.day_of(self.setting.first_day + timedelta(days=number - 1))
        return self.days.setdefault(f"{number:04d}", Day(number=number))

    def with_instants(
        self, segment: Segment, starts_at: datetime | None, ends_at: datetime | None, day: date | None = None
    ) -> Segment:
        """`segment` at these instants, on the conference day `day`, else on the day of its start at the venue."""
        if starts_at is None:
            return segment
        start = self.local(starts_at)
        on = day or start.date()
        midnight = datetime(on.year, on.month, on.day)  # noqa: DTZ001  # By the clocks of the venue.
        starts = round((start.replace(tzinfo=None) - midnight) / timedelta(minutes=1))
        if not 0 <= starts < 2 * MINUTES_A_DAY:  # The day of a file that counts its days in another zone.
            on, starts = start.date(), _minute(start)
        if ends_at is not None and ends_at <= starts_at:
            code = Code.ENDS_AT_START if ends_at == starts_at else Code.ENDS_BEFORE_START
            ends_text = clock(_minute(self.local(ends_at)))
            self.error(segment.place, code, ends=ends_text, starts=clock(starts))
            ends_at = None
        lasts = None if ends_at is None else round((ends_at - starts_at) / timedelta(minutes=1))
        return msgspec.structs.replace(
            segment,
            day=self.day_of(on),
            starts=starts,
            ends=None if lasts is None else starts + lasts,
            minutes=lasts if lasts is not None else segment.minutes,
            starts_at=starts_at,
            ends_at=ends_at,
        )

    # Where and what

    def room(self, name: object, place: Place, key: str = "", names: Names | None = None) -> str:
        """The key of the room of that name, which is new if it was not met before; empty if none is said."""
        shown = title_text(name)
        if not shown:
            return ""
        key = key or shown
        if key not in self.rooms:
            self.rooms[key] = Room(key=key, names=names or {"en": shown}, place=place)
        return key

    def add(self, segment: Segment, *, by_person: bool = False) -> None:
        """An entry of the programme. With `by_person` one that names a person instead of a title is only told."""
        if not segment.names and by_person and segment.speakers:
            self.note(segment.place, Code.NO_TITLE)
        elif not segment.names:
            self.error(_step(segment.place, "title"), Code.NO_TITLE)
        self.segments.append(segment)

    # At the end

    def programme(self) -> Programme:
        """All that was read, checked."""
        faulty = at_fault(self.errors)
        segments = [
            msgspec.structs.replace(segment, state=RowState.FAULT) if row_of(segment.place) in faulty else segment
            for segment in self.segments
        ]
        used = {str(segment.day) for segment in segments if segment.day is not None}
        days = tuple(day for key, day in sorted(self.days.items()) if str(day) in used or self.announced)
        self._ask(segments)
        good = [segment for segment in segments if segment.state is not RowState.FAULT]
        shown = {key: next(iter(room.names.values())) for key, room in self.rooms.items()}
        self.notes += find_clashes(good, self.file, shown)
        return Programme(
            format=self.format,
            zone=self.zone_name or self.setting.zone,
            names=self.names,
            rooms=tuple(self.rooms.values()),
            days=days,
            segments=tuple(segments),
            lists=tuple(self.lists),
            people=self.people,
            skipped=tuple(self.skipped),
            errors=once(self.errors),
            notes=once(self.notes),
        )

    def _ask(self, segments: list[Segment]) -> None:
        """What the file leaves open and the import page asks for."""
        whole = Place(self.file)
        timed = [segment for segment in segments if segment.starts is not None]
        if not segments and not self.errors:
            self.note(whole, Code.NO_ENTRIES)
        if (untimed := len(segments) - len(timed)) and not self.errors:
            self.note(whole, Code.TIMES_ASKED, count=untimed)
        timed = [segment for segment in timed if segment.state is not RowState.FAULT]
        roomless = sum(not segment.rooms for segment in timed)
        if roomless:
            self.note(whole, Code.ROOM_ASKED, count=roomless)
        endless = [segment for segment in timed if segment.ends is None]
        if endless and len(endless) == len(timed):
            self.note(whole, Code.ENDS_ASKED)
        else:
            for segment in endless:
                self.note(segment.place, Code.NO_END, title=next(iter(segment.names.values()), ""))
        if any(segment.day is None for segment in timed):
            self.note(whole, Code.DAY_ASKED)
        if (self.local_times or timed) and not self.zone_name and self.format != "toml":
            self._note_zone(whole)

    def _note_zone(self, whole: Place) -> None:
        if isinstance(self.zone, timezone):
            offset = datetime.now(self.zone).strftime("%z")
            self.note(whole, Code.ZONE_BY_OFFSET, offset=f"{offset[:3]}:{offset[3:]}", zone=self.setting.zone)
        else:
            self.note(whole, Code.ZONE_ASSUMED, zone=self.setting.zone)


def _minute(at: datetime) -> int:
    return at.hour * 60 + at.minute


def _step(place: Place, field: str) -> Place:
    """The place of `field` within `place`."""
    if place.path:
        return msgspec.structs.replace(place, path=f"{place.path}.{field}")
    return msgspec.structs.replace(place, field=field)
