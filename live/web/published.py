"""The programme as it is published: what the rooms were told, whatever is in the draft."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from live.live_room import LiveRoom
from live.programme.programme import Programme, RoomProgramme

CONFERENCE = "rostrum"
_NO_DAY = date(1970, 1, 1)


def programme_in(rooms: Sequence[LiveRoom]) -> Programme:
    """What the rooms have been told, with all that was moved since."""
    published = [(room.state.profile, room.state.rundown.segments) for room in rooms if room.state.profile is not None]
    starts = [segment.starts_at for _, segments in published for segment in segments]
    names = published[0][0].conference if published else {"en": "Rostrum"}
    zone = published[0][0].zone if published else "UTC"
    first = min(starts).astimezone(ZoneInfo(zone)).date() if starts else _NO_DAY
    planned = tuple(RoomProgramme(profile=profile, segments=tuple(segments)) for profile, segments in published)
    return Programme(id=CONFERENCE, names=names, zone=zone, first_day=first, rooms=planned)


def moved_in(rooms: Sequence[LiveRoom]) -> dict[str, datetime]:
    """When those segments were first to start that a later version starts at another time."""
    return {segment: at for room in rooms for segment, at in room.state.moved.items()}
