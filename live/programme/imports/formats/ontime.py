"""Ontime: a project with rundowns, each of which is the programme of one room."""

from typing import Any

from live.programme.imports.builder import Builder
from live.programme.imports.faults import Code, Place
from live.programme.imports.shapes import listed, table, tables, text
from live.programme.imports.sources import Source
from live.programme.imports.texts import long_text, title_text
from live.programme.imports.values import MINUTES_A_DAY, Day, Programme, Segment, Setting
from live.programme.imports.words import break_format

NAME = "ontime"
MILLISECONDS = 60_000


def recognises(source: Source) -> bool:
    data = table(source.json)
    if any("entries" in rundown or "order" in rundown for rundown in tables(data.get("rundowns"))):
        return True
    return bool(tables(data.get("rundown"))) and any("timeStart" in entry for entry in tables(data["rundown"]))


def read(source: Source, setting: Setting) -> Programme:
    """The rundowns of a project; the file has no date."""
    builder = Builder(NAME, source.name, setting)
    title = title_text(table(source.json.get("project")).get("title"))
    builder.names = {"en": title} if title else {}
    rundowns = table(source.json.get("rundowns"))
    if not rundowns:  # Version 3: one list, in its order.
        flat = {text(entry.get("id")) or str(n): entry for n, entry in enumerate(tables(source.json.get("rundown")))}
        rundowns = {"rundown": {"title": title, "entries": flat, "order": list(flat)}}
    for key, rundown in rundowns.items():
        entries = table(table(rundown).get("entries"))
        room = builder.room(table(rundown).get("title") or key, builder.path(f"rundowns.{key}"), key=key)
        days = 0
        last = -1
        for name in _order(table(rundown), entries):
            entry = table(entries.get(name))
            days, last = _read_event(builder, entry, f"rundowns.{key}.entries.{name}", room, (days, last))
    builder.note(Place(source.name), Code.DAY_ASKED)
    return builder.programme()


def _order(rundown: dict[str, Any], entries: dict[str, Any]) -> list[str]:
    """The keys of the events, with those of a group in its place; what no order names comes at the end."""
    found: dict[str, None] = {}
    for key in map(text, listed(rundown.get("order"))):
        entry = table(entries.get(key))
        if entry.get("type") in ("group", "block"):
            found |= dict.fromkeys(map(text, listed(entry.get("entries"))))
        else:
            found[key] = None
    found |= dict.fromkeys(key for key, entry in entries.items() if table(entry).get("type") == "event")
    return [key for key in found if table(entries.get(key)).get("type") == "event"]


def _read_event(
    builder: Builder, entry: dict[str, Any], at: str, room: str, so_far: tuple[int, int]
) -> tuple[int, int]:
    """Add an event; how many days after the first it is, and its start, by which the next one is known."""
    place = builder.path(at)
    title = title_text(entry.get("title")) or title_text(entry.get("cue"))
    days, last = so_far
    starts, ends = _minutes(entry.get("timeStart")), _minutes(entry.get("timeEnd"))
    if starts is None:
        builder.error(builder.path(f"{at}.timeStart"), Code.NOT_A_TIME, value=entry.get("timeStart"))
        return so_far
    if isinstance(offset := entry.get("dayOffset"), int) and not isinstance(offset, bool) and 0 <= offset < 30:
        days = offset
    elif starts < last:
        days += 1
    if entry.get("skip") is True:
        builder.skip(place, Code.KEPT_OUT, title=title, why="it is to be skipped")
        return days, starts
    if ends is None:
        builder.error(builder.path(f"{at}.timeEnd"), Code.NOT_A_TIME, value=entry.get("timeEnd"))
    elif ends == starts:
        builder.error(builder.path(f"{at}.timeEnd"), Code.ENDS_AT_START, ends=_clock(ends), starts=_clock(starts))
        ends = None
    elif ends < starts:
        ends += MINUTES_A_DAY
    day = builder.days.get(f"{days:04d}") or Day(number=days + 1)
    builder.days[f"{days:04d}"] = day
    builder.add(
        Segment(
            names={"en": title} if title else {},
            place=place,
            key=text(entry.get("id")),
            rooms=(room,),
            format=break_format(title),
            day=day,
            starts=starts,
            ends=ends,
            minutes=None if ends is None else ends - starts,
            description=long_text(entry.get("note")),
        )
    )
    return days, starts


def _minutes(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < MINUTES_A_DAY * MILLISECONDS:
        return None
    return int(value // MILLISECONDS)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
