"""What every command is, and the bounds of what it may hold."""

from datetime import datetime
from functools import cache
from typing import Annotated, Any, TypeAlias

import msgspec
import msgspec.inspect as mi
from msgspec.structs import force_setattr, replace

from live.room.model.conference import UNSAID, ConferenceSettings
from live.room.model.plan import Delegation, RegisteredGroup, RoomProfile, Segment
from live.room.model.texts import Unfit, in_utc, one_line

LONGEST_ID = 200
LONGEST_TEXT = 1000
MOST_IDS = 1000
LONGEST_PRINTED = 4000
MOST_PRINTED = 10_000
"""What a programme may hold at most: its files are read within narrower bounds."""

Instant: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]
"""An instant with an offset from UTC; it is kept in UTC."""
Id: TypeAlias = Annotated[str, msgspec.Meta(max_length=LONGEST_ID)]
Text: TypeAlias = Annotated[str, msgspec.Meta(max_length=LONGEST_TEXT)]
Seed: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Name: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_ID)]
"""A text in which there is something to be seen."""
Ids: TypeAlias = Annotated[tuple[Id, ...], msgspec.Meta(max_length=MOST_IDS)]


class Command(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="type"):
    """Something asked. On the wire `type` is its name in snake case.

    Every text in it is cleaned and every instant is in UTC, whatever its fields are: `texts` says how. What does not
    keep the bounds of its field raises `Unfit`.
    """

    def __post_init__(self) -> None:
        for field in _fields(type(self)):
            value = getattr(self, field.name)
            if (fit := _fit(value, field.type, field.encode_name)) is not value:
                force_setattr(self, field.name, fit)


class PublishProgramme(Command, frozen=True, tag="publish_programme"):
    """Put a version of the programme, the register of delegations and the registered groups and processes in force.

    What is running, and every list, stays as it is (edge case: a programme that changes on the eve). Without `groups`,
    `process_chairs` alone says which processes there are. With `instead_of` it is only put in the place of that
    version; empty is none.
    """

    version: Id
    profile: RoomProfile
    segments: Annotated[tuple[Segment, ...], msgspec.Meta(max_length=1000)]
    register: Annotated[tuple[Delegation, ...], msgspec.Meta(max_length=10_000)]
    process_chairs: Annotated[dict[str, str], msgspec.Meta(max_length=1000)] = {}
    groups: Annotated[tuple[RegisteredGroup, ...], msgspec.Meta(max_length=1000)] = ()
    instead_of: Id | None = None
    settings: ConferenceSettings = UNSAID


def unsaid(command: Command) -> str | None:
    """The field of `command` in which there must be something to be seen and is nothing, if there is one."""
    for field in _fields(type(command)):
        text = _of_kind(field.type, mi.StrType)
        if text is not None and text.min_length and getattr(command, field.name) == "":
            return field.encode_name
    return None


@cache
def _fields(kind: type[msgspec.Struct]) -> tuple[mi.Field, ...]:
    described = mi.type_info(kind)
    assert isinstance(described, mi.StructType)
    return described.fields


def _fit(value: Any, kind: mi.Type, path: str) -> Any:
    """`value` as a command may hold it: itself if it is so already."""
    if type(value) is str:
        return _text(value, _of_kind(kind, mi.StrType), path)
    if isinstance(value, datetime):
        return _instant(value, path)
    if isinstance(value, tuple):
        many = _of_kind(kind, mi.VarTupleType)
        _bounded(len(value), many, path, "entries")
        inner = many.item_type if many else mi.AnyType()
        fit = tuple(_fit(one, inner, f"{path}[{n}]") for n, one in enumerate(value))
        return value if all(new is old for new, old in zip(fit, value, strict=True)) else fit
    if isinstance(value, dict):
        table = _of_kind(kind, mi.DictType)
        _bounded(len(value), table, path, "entries")
        keys, facts = (table.key_type, table.value_type) if table else (mi.AnyType(), mi.AnyType())
        entries = [(_fit(key, keys, path), _fit(one, facts, f"{path}.{key}")) for key, one in value.items()]
        same = all(new[0] is old[0] and new[1] is old[1] for new, old in zip(entries, value.items(), strict=True))
        return value if same else dict(entries)
    if isinstance(value, msgspec.Struct):
        own = _of_kind(kind, mi.StructType)
        if own is not None and not isinstance(value, own.cls):
            value = msgspec.convert(value, own.cls, from_attributes=True)  # The same by shape, within our bounds.
        made: type[msgspec.Struct] = type(value)
        fields = _fields(made)
        held = {field.name: (getattr(value, field.name), field) for field in fields}
        new = {name: _fit(one, field.type, f"{path}.{field.encode_name}") for name, (one, field) in held.items()}
        changed = {name: one for name, one in new.items() if one is not held[name][0]}
        return replace(value, **changed) if changed else value
    return value


def _of_kind(kind: mi.Type, wanted: type[Any]) -> Any:
    """What of `kind` describes a value of the `wanted` kind, if anything does."""
    if isinstance(kind, mi.UnionType):
        return next((inner for inner in kind.types if isinstance(inner, wanted)), None)
    return kind if isinstance(kind, wanted) else None


def _text(text: str, kind: mi.StrType | None, path: str) -> str:
    cleaned = one_line(text)
    _bounded(len(cleaned), kind, path, "characters")
    return text if cleaned == text else cleaned


def _bounded(many: int, kind: mi.StrType | mi.VarTupleType | mi.DictType | None, path: str, of: str) -> None:
    """Also for what is made here and not read; and a composed letter may be longer than it was."""
    stated = kind.max_length if kind else None
    most = stated if stated is not None else LONGEST_PRINTED if of == "characters" else MOST_PRINTED
    if many > most:
        raise Unfit(f"expected at most {most} {of}", path)


def _instant(at: datetime, path: str) -> datetime:
    try:
        return in_utc(at)
    except Unfit as error:
        raise Unfit(error.fault, path) from None
