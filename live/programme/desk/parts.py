"""The parts of a programme that are changed one by one: the conference, its settings, rooms and segments. Pure.

A part is as our document has it (`exports.toml.tables`), a segment with its `day` beside it, the settings with the
groups and processes in whose name delegations speak. What is put in its place
is checked with all the rest, as an imported programme is.
"""

import copy
import re
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from live.programme.exports.toml import tables
from live.programme.ids import free_id, ids_of, segment_id, slug
from live.programme.importing import import_table
from live.programme.programme import Programme, fingerprint
from live.programme.reading import Fault, InvalidProgramme
from live.programme.taking.phases import phases_of
from live.room.model.plan import Format, Value

Held = dict[str, Any]
FILE = "programme"
IN_SEGMENT = re.compile(r"days\[(\d+)\]\.segments\[(\d+)\]\.?(.*)")
BESIDE_SETTINGS = ("processes", "groups")
"""What stands beside the settings in a document, and is changed with them."""
IN_SETTINGS = re.compile(r"settings\.?(.*)|((?:processes|groups)\[.*)")
IN_ROOM = re.compile(r"rooms\[(\d+)\]\.?(.*)")


Running = Mapping[str, tuple[str, str]]
"""Of each segment that runs, its room and the id of the phase that runs."""
NOTHING: Running = {}
PLACE_AND_RULES = ("room", "day", "starts", "format", "procedure")
"""What a running segment began with: these fields cannot be changed."""
OF_A_PHASE = ("kind", "serves_list")
DAYS = ("zone", "first_day")


class PartKind(StrEnum):
    """What can be changed by itself."""

    CONFERENCE = "conference"
    SETTINGS = "settings"
    ROOM = "room"
    SEGMENT = "segment"


ONLY = (PartKind.CONFERENCE, PartKind.SETTINGS)
"""Parts of which there is one, without an id."""


class PartFault(Value, frozen=True):
    """What keeps a programme from being stored: in which part, in which field of it, and what, as one sentence, and
    by a code where most people meet it (`reading.Fault`).
    """

    part: PartKind
    key: str
    field: str
    what: str
    code: str = ""
    value: str = ""


class InvalidChange(Exception):
    """Raised for a change after which the programme would not be whole. Nothing was stored."""

    def __init__(self, faults: tuple[PartFault, ...]) -> None:
        super().__init__("\n".join(f"{fault.part} {fault.key} {fault.field}: {fault.what}" for fault in faults))
        self.faults = faults


class Parts:
    """A programme taken apart. `put` changes it, `programme` puts it together."""

    def __init__(self, programme: Programme) -> None:
        document = tables(programme)
        self.offices: dict[str, Any] = document["offices"]
        beside = {key: document[key] for key in BESIDE_SETTINGS if document[key]}
        self._held: dict[tuple[PartKind, str], Held] = {
            (PartKind.CONFERENCE, ""): document["conference"],
            (PartKind.SETTINGS, ""): {**document["settings"], **beside},
        }
        for order, room in enumerate(document["rooms"]):
            self._held[PartKind.ROOM, room["id"]] = {"order": order, **room}
        for day in document["days"]:
            for segment in day["segments"]:
                self._held[PartKind.SEGMENT, segment["id"]] = {"day": day["day"], **segment}

    def of(self, part: PartKind) -> list[Held]:
        """All parts of a kind, in their order."""
        found = [held for (kind, _), held in self._held.items() if kind is part]
        return found if part in ONLY else sorted(found, key=_order)

    def get(self, part: PartKind, key: str) -> Held | None:
        """The part of this id; `None` if there is none."""
        return self._held.get((part, key))

    def put(self, part: PartKind, key: str, held: Held | None) -> None:
        """Let the part of this id be `held`, or be gone."""
        self._held.pop((part, key), None)
        if held is not None:
            self._held[part, key] = copy.deepcopy(held)

    def new_id(self, part: PartKind, held: Held) -> str:
        """An id for a new part, after its title and its day, that nothing else has."""
        title = slug(_english(held)) or part.value
        wanted = segment_id(held.get("day"), title) if part is PartKind.SEGMENT else title
        return free_id(wanted, set(self._ids()))

    def programme(self) -> Programme:
        """The whole. Raises `InvalidChange`."""
        document, keys = self._document()
        try:
            return import_table(document, FILE)
        except InvalidProgramme as faulty:
            raise InvalidChange(tuple(_located(fault, keys) for fault in faulty.faults)) from None

    def _document(self) -> tuple[dict[str, Any], dict[tuple[int, int], str]]:
        """Our document, and which segment stands where in it."""
        days: dict[int, list[Held]] = {}
        for held in self.of(PartKind.SEGMENT):
            days.setdefault(held.get("day", 1), []).append(_without(held, "day"))
        written: list[dict[str, Any]] = [
            {"day": day, "segments": segments} for day, segments in sorted(days.items(), key=_by_number)
        ]
        keys = {
            (at, number): str(held.get("id", ""))
            for at, day in enumerate(written)
            for number, held in enumerate(day["segments"])
        }
        rooms = [_without(held, "order") for held in self.of(PartKind.ROOM)]
        conference = dict(self._held[PartKind.CONFERENCE, ""])
        conference["first_day"] = _as_date(conference.get("first_day"))
        settings = self._held.get((PartKind.SETTINGS, ""), {})
        document = {
            "conference": conference,
            "settings": _without(settings, *BESIDE_SETTINGS),
            "rooms": rooms,
            "days": written,
            "offices": self.offices,
            **{key: settings[key] for key in BESIDE_SETTINGS if key in settings},
        }
        return {name: table for name, table in document.items() if table}, keys

    def _ids(self) -> Iterator[str]:
        """Every id that is taken: of rooms, segments, their phases and the places on their podiums."""
        for (part, key), held in self._held.items():
            yield from ids_of(held, key) if part is PartKind.SEGMENT else (key,)


def locked(
    part: PartKind, before: Held | None, held: Held | None, running: Running
) -> tuple[str, str, tuple[str, ...]] | None:
    """The segment that runs, its room and the fields for which a change must be made there; `None` if it may be made
    here. Its title, its end, its people, its questions and the phases to come may.
    """
    if before is None or not running:
        return None
    if part is PartKind.CONFERENCE:
        moved = _differing(before, held or {}, DAYS)
        segment, (room, _) = next(iter(running.items()))
        return (segment, room, moved) if moved else None
    if part is not PartKind.SEGMENT or (here := running.get(before["id"])) is None:
        return None
    room, phase = here
    fields = ("id",) if held is None else _differing(before, held, PLACE_AND_RULES)
    if held is not None:
        was, now = (_phase(one, phase.removeprefix(f"{before['id']}-")) for one in (before, held))
        fields += ("phases",) if now is None else _differing(was or {}, now, OF_A_PHASE)
    return (before["id"], room, fields) if fields else None


def _phase(held: Held, phase: str) -> Held | None:
    return next((one for one in held.get("phases", ()) if one.get("id") == phase), None)


def _differing(before: Held, after: Held, fields: tuple[str, ...]) -> tuple[str, ...]:
    one, other = plain(before), plain(after)
    return tuple(field for field in fields if (one.get(field) or None) != (other.get(field) or None))


def seen(held: Held | None) -> str:
    """A digest of a part: another one means that the part was changed. Empty for a part that is not there."""
    return "" if held is None else fingerprint(_plain(held))


def begun(held: Held) -> Held:
    """A new segment with the parts that one of its format begins with, unless it has its own."""
    named = held.get("names")
    if held.get("phases") or held.get("format") not in tuple(Format) or not isinstance(named, dict):
        return held
    return held | {"phases": phases_of(Format(held["format"]), named)}


def plain(held: Held) -> Held:
    """A part as JSON has it, where a date is text."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in held.items()}


def _plain(held: Held) -> list[tuple[str, Any]]:
    return sorted(plain(held).items())


def _order(held: Held) -> tuple[Any, ...]:
    return (held.get("order", held.get("day", 0)), str(held.get("starts", "")), str(held.get("room", "")))


def _by_number(day: tuple[int, list[Held]]) -> int:
    return day[0]


def _without(held: Held, *names: str) -> Held:
    return {key: value for key, value in held.items() if key not in names}


def _as_date(said: object) -> object:
    try:
        return date.fromisoformat(said) if isinstance(said, str) else said
    except ValueError:
        return said  # That it is no date is found with all other faults.


def _english(held: Mapping[str, Any]) -> str:
    names = held.get("names")
    return str(names.get("en", "")) if isinstance(names, dict) else ""


def _located(fault: Fault, keys: Mapping[tuple[int, int], str]) -> PartFault:
    """A fault of the document, in the part that it is in."""
    path, said = fault.at.partition(": ")[2], (fault.what, fault.code, fault.value)
    if found := IN_SEGMENT.search(path):
        return PartFault(PartKind.SEGMENT, keys.get((int(found[1]), int(found[2])), ""), found[3], *said)
    if found := IN_SETTINGS.match(path):
        return PartFault(PartKind.SETTINGS, "", found[1] or found[2] or "", *said)
    if found := IN_ROOM.search(path):
        return PartFault(PartKind.ROOM, found[1], found[2], *said)
    return PartFault(PartKind.CONFERENCE, "", path.partition(".")[2] or path, *said)
