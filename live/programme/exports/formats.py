"""The formats in which a programme is written."""

from collections.abc import Callable

import msgspec

from live.programme.exports.calendar import calendar
from live.programme.exports.schedule import frab_xml, schedule_json
from live.programme.exports.toml import toml
from live.programme.exports.workbook import workbook
from live.programme.programme import Programme

WRITERS: dict[str, Callable[[Programme], bytes]] = {
    "toml": toml,
    "xlsx": workbook,
    "schedule.json": schedule_json,
    "frab": frab_xml,
    "ical": calendar,
}


def of_room(programme: Programme, room: str) -> Programme:
    """What is planned in one room alone. Raises `KeyError` if there is none of that id."""
    rooms = tuple(planned for planned in programme.rooms if planned.profile.id == room)
    if not rooms:
        raise KeyError(room)
    return msgspec.structs.replace(programme, rooms=rooms)
