"""From a parsed TOML table to a typed part of a programme, naming every fault by file and path.

A part that has a fault is left out and the rest is read on, so that its author sees all faults at once.
"""

import unicodedata
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from live.room.model.texts import one_line

LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar")

Slug = Annotated[
    str,
    msgspec.Meta(pattern=r"\A[a-z0-9]+(-[a-z0-9]+)*\Z", max_length=64, description="an id such as d1-panel-1"),
]
CategorySlug = Annotated[
    str,
    msgspec.Meta(pattern=r"\A[a-z0-9]+([_-][a-z0-9]+)*\Z", max_length=32, description="an id such as member_state"),
]
Colour = Annotated[str, msgspec.Meta(pattern=r"\A#[0-9a-fA-F]{6}\Z", description="a colour such as #00437f")]
TimeOfDay = Annotated[
    str, msgspec.Meta(pattern=r"\A([01][0-9]|2[0-3]):[0-5][0-9]\Z", description="a time of day such as 10:00")
]
Length = Annotated[
    str, msgspec.Meta(pattern=r"\A[0-9]{1,3}:[0-5][0-9]\Z", description="a length in minutes and seconds such as 2:00")
]
Words = Annotated[str, msgspec.Meta(min_length=1, max_length=2000, description="text")]
DayNumber = Annotated[int, msgspec.Meta(ge=1, le=366, description="the number of a day, counted from 1")]

LONGEST_TEXT = 2000
LONGEST_QUOTED = 60
TURNING = frozenset(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))
"""Embeddings, overrides and isolates of direction: every screen isolates names by itself."""

DESCRIBED: dict[Any, str] = {
    bool: "true or false",
    str: "text",
    int: "a whole number",
    date: "a date such as 2017-12-04",
}


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with a file, and where. Read aloud it is one sentence.

    `code` names what most people meet at the desk, where it is said in their language, of `value`; else it is empty.
    """

    at: str
    what: str
    code: str = ""
    value: str = ""

    def __str__(self) -> str:
        return f"{self.at.removesuffix(': ')}: {self.what}"


class InvalidProgramme(Exception):
    """Raised for a programme that is not whole. `faults` holds all that was found; nothing was imported."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a document. `at` is where it stands: the file and the path of the table in it."""

    at: str = ""


PartOf = TypeVar("PartOf", bound=Part)


def inside(at: str, step: str) -> str:
    """The place `step` below `at`."""
    return f"{at}{step}" if at.endswith(": ") else f"{at}.{step}"


def read(kind: type[PartOf], table: object, at: str, faults: list[Fault]) -> PartOf | None:
    """`table` as a `kind`; what is at fault in it is left out. `None` if it is then no longer a `kind`."""
    if not isinstance(table, dict):
        faults.append(Fault(at, "is not a table", "wrong", _quoted(table)))
        return None
    fields, types = _fields(kind)
    strange = [name for name in table if name not in fields]
    faults += [
        Fault(inside(at, name), f"is not known here; known are {_listed(fields)}", "unknown_field") for name in strange
    ]
    good: dict[str, Any] = {}
    for name, field in fields.items():
        if name in table:
            value = _read_field(types[name], table[name], inside(at, name), faults)
            good |= {} if value is msgspec.UNSET else {name: value}
        elif field.required:
            faults.append(Fault(inside(at, name), "is missing", "missing"))
    whole = all(name in good for name, field in fields.items() if field.required)
    return kind(at=at, **good) if whole else None


@cache
def _fields(kind: type[Part]) -> tuple[dict[str, msgspec.structs.FieldInfo], dict[str, Any]]:
    """The fields of a part that a table may have, and their types: worked out once, for parts come in thousands."""
    fields = {field.name: field for field in msgspec.structs.fields(kind) if field.name != "at"}
    return fields, get_type_hints(kind, include_extras=True)


def _read_field(kind: Any, value: object, at: str, faults: list[Fault]) -> object:
    part = _part_in(kind)
    if part is None:
        return _read_value(kind, value, at, faults)
    if get_origin(kind) is dict:
        return _read_tables(part, value, at, faults)
    if get_origin(kind) is not tuple:
        return read(part, value, at, faults) or msgspec.UNSET
    if not isinstance(value, list):
        faults.append(Fault(at, "is not a list of tables", "wrong", _quoted(value)))
        return ()
    parts = [read(part, table, f"{at}[{number}]", faults) for number, table in enumerate(value)]
    return tuple(known for known in parts if known is not None)


def _read_tables(part: type[Part], value: object, at: str, faults: list[Fault]) -> dict[str, Part]:
    if not isinstance(value, dict):
        faults.append(Fault(at, "is not a table of tables", "wrong", _quoted(value)))
        return {}
    parts = {name: read(part, table, inside(at, name), faults) for name, table in value.items()}
    return {name: known for name, known in parts.items() if known is not None}


def _part_in(kind: Any) -> type[Part] | None:
    """The kind of part that `Part | None`, `tuple[Part, ...]` or `dict[str, Part]` holds."""
    for held in get_args(kind):
        if isinstance(held, type) and issubclass(held, Part):
            return held
    return None


def _read_value(kind: Any, value: object, at: str, faults: list[Fault]) -> object:
    try:
        good = msgspec.convert(value, kind)
    except (msgspec.ValidationError, RecursionError):
        faults.append(Fault(at, f"{_quoted(value)} is not {_described(kind)}", "wrong", _quoted(value)))
        return msgspec.UNSET
    wrong = [Fault(place, *what) for place, text in _texts(value, at) if (what := _unfit(text)) is not None]
    faults += wrong
    return msgspec.UNSET if wrong else good


def _texts(value: object, at: str) -> Iterator[tuple[str, str]]:
    """Every text in `value`, with its place."""
    match value:
        case str():
            yield at, value
        case list():
            for number, inner in enumerate(value):
                yield from _texts(inner, f"{at}[{number}]")
        case dict():
            for name, inner in value.items():
                yield from _texts(name, at)
                yield from _texts(inner, inside(at, name))
        case _:
            pass


def _unfit(text: str) -> tuple[str, str] | None:
    """Why `text` cannot go on a screen or in a database, and its code; or `None`."""
    if len(text) > LONGEST_TEXT:
        return f"is longer than {LONGEST_TEXT} characters", "too_long"
    if text.isascii() and text.isprintable() and text.strip():
        return None
    for letter in text:
        if (unicodedata.category(letter) == "Cc" and letter not in "\n\t") or letter in TURNING:
            return f"holds the character U+{ord(letter):04X}, which nobody can see: take it out", "unseen"
    if text and not one_line(text):
        return "holds nothing that can be seen", "empty"
    return None


def _described(kind: Any) -> str:
    """What a value of `kind` looks like, for a person who has to write one."""
    if get_origin(kind) is Annotated:
        inside, *about = get_args(kind)
        return next((meta.description for meta in about if meta.description), None) or _described(inside)
    if get_origin(kind) in (Union, UnionType):
        return " or ".join(_described(choice) for choice in get_args(kind) if choice is not type(None))
    if get_origin(kind) is tuple:
        return f"a list, each of it {_described(get_args(kind)[0])}"
    if get_origin(kind) is dict:
        return f"a table of names by language ({_listed(LANGUAGES)})"
    if issubclass(kind, StrEnum):
        return f"one of {_listed(kind)}"
    return DESCRIBED[kind]


def _quoted(value: object) -> str:
    if isinstance(value, int) and abs(value) > 10**LONGEST_QUOTED:
        return "this number"  # Python does not even write those of thousands of digits.
    if isinstance(value, str) and len(value) > LONGEST_QUOTED:
        return f"{value[:LONGEST_QUOTED]!r}…"
    return repr(value) if isinstance(value, str | int | float) else f"this {type(value).__name__}"


def _listed(words: Any) -> str:
    return ", ".join(str(word) for word in words)
