"""A site's own dump of pretalx: days, minutes of the day, rooms, each with a talk that names its slots."""

from typing import Any

from live.programme.imports.builder import Builder
from live.programme.imports.faults import Code, Place
from live.programme.imports.shapes import table, tables, text
from live.programme.imports.sources import Source
from live.programme.imports.texts import long_text, names_of, person
from live.programme.imports.values import Programme, Segment, Setting
from live.programme.imports.words import FORMATS

NAME = "pretalx-dump"


def recognises(source: Source) -> bool:
    data = table(source.json)
    return "rooms" in data and any(True for _ in _talks(data))


def _talks(data: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{part}.{day}.{minute}.{room}", talk)
        for part in ("schedule", "sprints")
        for day, minutes in table(data.get(part)).items()
        for minute, rooms in table(minutes).items()
        for room, talk in table(rooms).items()
        if isinstance(talk, dict) and isinstance(talk.get("slots"), list)
    ]


def read(source: Source, setting: Setting) -> Programme:
    """Every slot of every talk, once, however often it stands in the file."""
    builder = Builder(NAME, source.name, setting)
    for number, room in enumerate(tables(source.json.get("rooms"))):
        names, _ = names_of(room.get("name"))
        shown = next(iter(names.values()), "")
        builder.room(shown, builder.path(f"rooms[{number}]"), key=text(room.get("id")), names=names or None)
    seen: set[str] = set()
    for path, talk in _talks(source.json):
        for slot in tables(talk["slots"]):
            key = f"{text(talk.get('code'))}/{text(slot.get('id'))}"
            if key not in seen:
                seen.add(key)
                _read_slot(builder, talk, slot, key, path)
    for day, breaks in table(source.json.get("extra")).items():
        for minute, held in table(breaks).items():
            title = next(iter(names_of(table(held).get("title"))[0].values()), "")
            why = "it has no end and no room"
            builder.skip(builder.path(f"extra.{day}.{minute}"), Code.KEPT_OUT, title=title, why=why)
    return builder.programme()


def _read_slot(builder: Builder, talk: dict[str, Any], slot: dict[str, Any], key: str, path: str) -> None:
    place = Place(builder.file, path=path)
    starts_at = builder.instant_at(slot.get("start"), place, "start")
    if starts_at is None:
        return
    names, _ = names_of(talk.get("title"))
    room = table(slot.get("room"))
    room_names, _ = names_of(room.get("name"))
    shown = next(iter(room_names.values()), "")
    at = builder.room(shown, place, key=text(room.get("id")), names=room_names or None)
    people = [person(who.get("name"), text(who.get("code"))) for who in tables(talk.get("speakers"))]
    kind = next(iter(names_of(table(talk.get("submission_type")).get("name"))[0].values()), "")
    segment = Segment(
        names=names,
        place=place,
        key=key,
        rooms=(at,) if at else (),
        format=FORMATS.get(kind.casefold()),
        language=text(talk.get("content_locale"))[:2],
        description=long_text(talk.get("description")),
        speakers=tuple(known for known in people if known is not None),
    )
    builder.add(builder.with_instants(segment, starts_at, builder.instant_at(slot.get("end"), place, "end")))
