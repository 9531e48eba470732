"""What every format asks of a programme: its days, and who is named for a segment."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from live.programme.programme import Programme, RoomProgramme
from live.room.model.plan import Certainty, Segment, SpeakerSlot


def zone_of(programme: Programme) -> ZoneInfo:
    return ZoneInfo(programme.zone)


def day_of(programme: Programme, segment: Segment) -> date:
    """The conference day of a segment: that of its start, by the clocks of the venue."""
    return segment.starts_at.astimezone(zone_of(programme)).date()


def days_of(programme: Programme) -> list[date]:
    """Every day from the first on until the last on which something is planned."""
    planned = {day_of(programme, segment) for room in programme.rooms for segment in room.segments}
    first, last = min([programme.first_day, *planned]), max([programme.first_day, *planned])
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def on_day(programme: Programme, day: date) -> Iterator[tuple[RoomProgramme, list[Segment]]]:
    """Each room with what is planned there on `day`."""
    for room in programme.rooms:
        yield room, [segment for segment in room.segments if day_of(programme, segment) == day]


def slots_of(segment: Segment) -> list[SpeakerSlot]:
    """Who speaks in a segment, each once. Only confirmed ones: all others are for the organisers alone."""
    slots = [slot for phase in segment.phases for slot in phase.lineup]
    named = {_shown(slot): slot for slot in slots if slot.certainty is Certainty.CONFIRMED and not slot.withdrawn}
    return list(named.values())


def shown(slot: SpeakerSlot, language: str = "en") -> str:
    """A person with their office, or the office alone."""
    office = slot.names.get(language) or slot.names["en"]
    return slot.person or office


def _shown(slot: SpeakerSlot) -> str:
    return shown(slot).casefold()


def local(programme: Programme, at: datetime) -> datetime:
    return at.astimezone(zone_of(programme))


def lasts(segment: Segment) -> str:
    """How long a segment is planned, as hours and minutes."""
    minutes = round((segment.ends_at - segment.starts_at) / timedelta(minutes=1))
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
