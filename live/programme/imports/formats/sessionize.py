"""Sessionize: sessions by their number, with the rooms in a file of their own, or grouped with instants in UTC."""

from collections.abc import Sequence
from typing import Any

from live.programme.imports.builder import Builder
from live.programme.imports.faults import Code, Place
from live.programme.imports.shapes import listed, table, tables, text
from live.programme.imports.sources import Source
from live.programme.imports.texts import long_text, person, title_text
from live.programme.imports.values import Person, Programme, Segment, Setting
from live.programme.imports.words import FORMATS, break_format
from live.room.model.plan import Format

NAME = "sessionize"


def recognises(source: Source) -> bool:
    return bool(_sessions(source.json))


def is_rooms(source: Source) -> bool:
    """Whether this is the list of rooms that belongs to another file."""
    rooms = tables(source.json)
    return (
        bool(rooms)
        and all("name" in room and "id" in room and "startsAt" not in room for room in rooms)
        and all({"id", "name", "sort"} >= set(room) for room in rooms)
    )


def _sessions(data: Any) -> list[tuple[str, dict[str, Any]]]:
    """Every session with its path: of all groups, of the whole, or by number."""
    if isinstance(data, dict) and isinstance(data.get("sessions"), list):
        return [(f"sessions[{n}]", one) for n, one in enumerate(tables(data["sessions"])) if _is_session(one)]
    if isinstance(data, dict):
        return [(key, one) for key, one in data.items() if _is_session(one)]
    found: list[tuple[str, dict[str, Any]]] = []
    for number, group in enumerate(tables(data)):
        if _is_session(group):
            found.append((f"[{number}]", group))
        sessions = tables(group.get("sessions"))
        found += [(f"[{number}].sessions[{n}]", one) for n, one in enumerate(sessions) if _is_session(one)]
        for at, room in enumerate(tables(group.get("rooms"))):  # The view "GridSmart": days of rooms of sessions.
            grid = [{"room": room.get("name"), **one} for one in tables(room.get("sessions"))]
            found += [(f"[{number}].rooms[{at}].sessions[{n}]", one) for n, one in enumerate(grid) if _is_session(one)]
    return found


def _is_session(value: object) -> bool:
    return isinstance(value, dict) and {"title", "startsAt", "endsAt"} <= value.keys()


def read(source: Source, setting: Setting, others: Sequence[Source] = ()) -> Programme:
    """The programme, with room names of one of `others`, or of the file itself."""
    builder = Builder(NAME, source.name, setting)
    sessions = _sessions(source.json)
    rooms = {text(room.get("id")): room for other in others for room in tables(other.json)}
    speakers: dict[str, dict[str, Any]] = {}
    if isinstance(source.json, dict):
        rooms |= {text(room.get("id")): room for room in tables(source.json.get("rooms"))}
        speakers = {text(one.get("id")): one for one in tables(source.json.get("speakers"))}
    unnamed: dict[str, None] = {}
    seen: set[str] = set()
    for room in sorted(rooms.values(), key=lambda room: room["sort"] if isinstance(room.get("sort"), int) else 0):
        if not others or isinstance(room.get("name"), str):
            builder.room(room.get("name"), Place(others[0].name if others else source.name), key=text(room.get("id")))
    numbered = False
    for path, session in sessions:
        key = text(session.get("id"))
        if key and key in seen:
            continue  # The same session stands in several groups.
        seen.add(key)
        people, by_number = _people(session, speakers)
        numbered = numbered or by_number
        _read_session(builder, session, builder.path(path), people, unnamed)
    for number in unnamed:
        builder.note(Place(source.name), Code.ROOM_BY_NUMBER, value=number)
    if numbered:
        builder.note(Place(source.name), Code.SPEAKERS_BY_NUMBER)
    return builder.programme()


def _people(session: dict[str, Any], speakers: dict[str, dict[str, Any]]) -> tuple[tuple[Person, ...], bool]:
    """The speakers of a session, and whether any of them is known by number only."""
    found: list[Person] = []
    numbered = False
    for who in listed(session.get("speakers")):
        held = table(who) or speakers.get(text(who), {})
        name = (
            held.get("name")
            or held.get("fullName")
            or " ".join(filter(None, (title_text(held.get("firstName")), title_text(held.get("lastName")))))
        )
        numbered = numbered or not name
        one = person(name or text(who), held.get("id") or text(who))
        found += [one] if one is not None else []
    return tuple(found), numbered


def _read_session(
    builder: Builder, session: dict[str, Any], place: Place, people: tuple[Person, ...], unnamed: dict[str, None]
) -> None:
    title = title_text(session.get("title"))
    number, name = text(session.get("roomId")), title_text(session.get("room"))
    if why := _why_out(session, number or name):
        builder.skip(place, Code.KEPT_OUT, title=title, why=why)
        return
    starts_at = builder.instant_at(session.get("startsAt"), place, "startsAt")
    ends_at = builder.instant_at(session.get("endsAt"), place, "endsAt")
    if number and number not in builder.rooms:
        if not name:
            unnamed[number] = None
        builder.room(name or number, place, key=number)
    service = session.get("isServiceSession") is True
    room = number or builder.room(name, place)
    segment = Segment(
        names={"en": title} if title else {},
        place=place,
        key=text(session.get("id")),
        rooms=(room,),
        format=FORMATS.get(text(session.get("format")).casefold())
        or break_format(title)
        or (Format.BREAK if service else None),
        description=long_text(session.get("description")),
        speakers=people,
    )
    builder.add(builder.with_instants(segment, starts_at, ends_at))


def _why_out(session: dict[str, Any], room: str) -> str:
    """Why a session is no entry of the programme; empty if it is one."""
    status = text(session.get("status")).casefold()
    if status and status not in ("accepted", "accept_queue", "nominated"):
        return f"it is {status}, not accepted"
    missing = [what for what, said in (("time", session.get("startsAt")), ("room", room)) if said in (None, "")]
    return " and ".join(f"no {what}" for what in missing)
