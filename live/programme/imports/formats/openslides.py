"""OpenSlides 4: the agenda of a meeting, and who is on its lists of speakers. Passwords are never looked at."""

from typing import Any

from live.programme.imports.builder import Builder
from live.programme.imports.faults import Code, Place
from live.programme.imports.shapes import listed, table, tables, text
from live.programme.imports.sources import Source
from live.programme.imports.texts import long_text, title_text
from live.programme.imports.times import instant
from live.programme.imports.values import ListEntry, Programme, Segment, Setting

NAME = "openslides"


def recognises(source: Source) -> bool:
    data = table(source.json)
    return isinstance(data.get("meeting"), dict) and ("agenda_item" in data or "list_of_speakers" in data)


def read(source: Source, setting: Setting) -> Programme:
    """The agenda items as entries without times, in the order of their weight; the lists with their names."""
    builder = Builder(NAME, source.name, setting)
    data: dict[str, Any] = source.json
    for number, meeting in data["meeting"].items():
        title = title_text(table(meeting).get("name"))
        builder.names = builder.names or ({"en": title} if title else {})
        starts, ends = instant(table(meeting).get("start_time")), instant(table(meeting).get("end_time"))
        if starts is not None and ends is not None and bool(starts.tzinfo) == bool(ends.tzinfo) and ends < starts:
            values = {"starts": starts.date().isoformat(), "ends": ends.date().isoformat()}
            place = builder.path(f"meeting.{number}.end_time")
            builder.note(place, Code.CONFERENCE_ENDS_BEFORE_START, **values)
    items = {key: table(item) for key, item in table(data.get("agenda_item")).items()}
    for key in _in_order(items):
        _read_item(builder, data, items[key], f"agenda_item.{key}")
    for key, held in table(data.get("list_of_speakers")).items():
        _read_list(builder, data, table(held), text(table(held).get("id") or key))
    builder.people = len(builder.lists)
    return builder.programme()


def _in_order(items: dict[str, dict[str, Any]]) -> list[str]:
    return sorted(items, key=lambda key: (_weight(items[key]), int(key) if key.isdecimal() else 0))


def _weight(held: dict[str, Any]) -> float:
    weight = held.get("weight")
    return float(weight) if isinstance(weight, int | float) else 0.0


def _read_item(builder: Builder, data: dict[str, Any], item: dict[str, Any], at: str) -> None:
    held = _object(data, item)
    title = title_text(held.get("title")) or title_text(item.get("comment"))
    if number := title_text(held.get("number") or item.get("item_number")):
        title = f"{number} {title}".strip()
    builder.add(
        Segment(
            names={"en": title} if title else {},
            place=builder.path(at),
            key=text(item.get("id")),
            level=item["level"] if isinstance(item.get("level"), int) else 0,
            under=text(item.get("parent_id")),
            hidden=item.get("type") == "hidden" or item.get("is_hidden") is True,
            track=title_text(item.get("type")),
            minutes=item["duration"] if isinstance(item.get("duration"), int) else None,
            description=long_text(held.get("text") or held.get("description")),
        )
    )


def _object(data: dict[str, Any], held: dict[str, Any]) -> dict[str, Any]:
    """What an item or a list is about: `topic/3` is the third of `topic`."""
    kind, _, number = text(held.get("content_object_id")).partition("/")
    return table(table(data.get(kind)).get(number))


def _read_list(builder: Builder, data: dict[str, Any], held: dict[str, Any], number: str) -> None:
    about = title_text(_object(data, held).get("title"))
    speakers = table(data.get("speaker"))
    named = [table(speakers.get(text(key))) for key in listed(held.get("speaker_ids"))]
    if not named:
        named = [one for one in tables(speakers) if text(one.get("list_of_speakers_id")) == number]
    for speaker in sorted(filter(None, named), key=lambda one: (_weight(one), text(one.get("id")))):
        place = Place(builder.file, path=f"speaker.{text(speaker.get('id'))}")
        name, seconds = _speaker(data, speaker)
        builder.lists.append(
            ListEntry(
                item=about,
                name=name,
                place=place,
                spoken=bool(speaker.get("end_time")),
                point_of_order=speaker.get("point_of_order") is True,
                seconds=seconds,
            )
        )


def _speaker(data: dict[str, Any], speaker: dict[str, Any]) -> tuple[str, int | None]:
    """Who is on the list: the structure level they speak for, else their name; and the time it has."""
    member = table(table(data.get("meeting_user")).get(text(speaker.get("meeting_user_id"))))
    user = table(table(data.get("user")).get(text(member.get("user_id"))))
    levels = [
        table(table(data.get("structure_level")).get(text(key))) for key in listed(member.get("structure_level_ids"))
    ]
    name = " ".join(filter(None, (title_text(user.get(part)) for part in ("title", "first_name", "last_name"))))
    level = next(iter(levels), {})
    seconds = level.get("default_time")
    return title_text(level.get("name")) or name, seconds if isinstance(seconds, int) else None
