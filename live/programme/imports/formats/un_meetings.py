"""The meetings of one day at the United Nations, from the Journal: rooms with their meetings, and a list of all."""

from typing import Any

from live.programme.imports.builder import Builder
from live.programme.imports.faults import Code
from live.programme.imports.shapes import listed, table, tables, text
from live.programme.imports.sources import Source
from live.programme.imports.texts import title_text
from live.programme.imports.times import calendar_date, minutes_of_day, time_range
from live.programme.imports.values import MINUTES_A_DAY, Programme, Segment, Setting

NAME = "un-meetings"
SEAT = "America/New_York"


def recognises(source: Source) -> bool:
    data = table(source.json)
    chambers = tables(data.get("chambers"))
    return bool(chambers) and all("room" in chamber and "meetings" in chamber for chamber in chambers)


def read(source: Source, setting: Setting) -> Programme:
    """The meetings with a time and a room; the others are told by title."""
    builder = Builder(NAME, source.name, setting)
    data: dict[str, Any] = source.json
    on = calendar_date(data.get("ny_date") or data.get("date"))
    if "ny_date" in data:
        builder.use_zone(SEAT, builder.path("ny_date"))
    builder.use_zone(data.get("timezone"), builder.path("timezone"))
    if on is None:
        builder.error(builder.path("date"), Code.NOT_A_DATE, value=text(data.get("date")))
        return builder.programme()
    timed: list[str] = []
    for number, chamber in enumerate(tables(data["chambers"])):
        room = builder.room(chamber.get("room"), builder.path(f"chambers[{number}]"))
        for at, meeting in enumerate(tables(chamber.get("meetings"))):
            place = builder.path(f"chambers[{number}].meetings[{at}]")
            title = title_text(meeting.get("title"))
            both = time_range(meeting.get("time"))
            starts = both[0] if both else minutes_of_day(meeting.get("time"))
            timed.append(title)
            if starts is None:
                if meeting.get("time"):
                    builder.error(builder.path(f"{place.path}.time"), Code.NOT_A_TIME, value=meeting["time"])
                else:
                    builder.skip(place, Code.KEPT_OUT, title=title, why="no time")
                continue
            end = both[1] if both else minutes_of_day(meeting.get("end") or meeting.get("end_time"))
            segment = Segment(
                names={"en": title} if title else {}, place=place, key=text(meeting.get("id")), rooms=(room,)
            )
            ends_at = None if end is None else builder.at(on, end if end > starts else end + MINUTES_A_DAY)
            builder.add(builder.with_instants(segment, builder.at(on, starts), ends_at, on))
    for number, meeting in enumerate(listed(data.get("meetings"))):
        title = title_text(meeting if isinstance(meeting, str) else table(meeting).get("title"))
        if title in timed:
            timed.remove(title)
        elif title:
            builder.skip(builder.path(f"meetings[{number}]"), Code.KEPT_OUT, title=title, why="no time and no room")
    return builder.programme()
