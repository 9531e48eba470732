"""What every command is, and the bounds of what it may hold."""

from collections.abc import Iterable, Iterator
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
        for name, fit in _misfits(self).items():
            force_setattr(self, name, fit)


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


def _misfits(held: msgspec.Struct) -> dict[str, Any]:
    """Those of its fields that a command may not hold as they are, as it may hold them."""
    found = {}
    for field in _fields(type(held)):
        value = getattr(held, field.name)
        try:
            fit = _fit(value, field.type)
        except Unfit as unfit:
            raise unfit.within(field.encode_name) from None
        if fit is not value:
            found[field.name] = fit
    return found


def _fit(value: Any, kind: mi.Type) -> Any:
    """`value` as a command may hold it: itself if it is so already."""
    if type(value) is str:
        return _text(value, _of_kind(kind, mi.StrType))
    if isinstance(value, datetime):
        return in_utc(value)
    if isinstance(value, tuple):
        many = _of_kind(kind, mi.VarTupleType)
        _bounded(len(value), many, "entries")
        inner = many.item_type if many else mi.AnyType()
        fit = tuple(_each(enumerate(value), inner))
        return value if all(new is old for new, old in zip(fit, value, strict=True)) else fit
    if isinstance(value, dict):
        table = _of_kind(kind, mi.DictType)
        _bounded(len(value), table, "entries")
        keys, facts = (table.key_type, table.value_type) if table else (mi.AnyType(), mi.AnyType())
        entries = list(zip([_fit(key, keys) for key in value], _each(value.items(), facts), strict=True))
        same = all(new[0] is old[0] and new[1] is old[1] for new, old in zip(entries, value.items(), strict=True))
        return value if same else dict(entries)
    if isinstance(value, msgspec.Struct):
        own = _of_kind(kind, mi.StructType)
        if own is not None and not isinstance(value, own.cls):
            value = msgspec.convert(value, own.cls, from_attributes=True)  # The same by shape, within our bounds.
        misfits = _misfits(value)
        return replace(value, **misfits) if misfits else value
    return value


def _each(values: Iterable[tuple[object, Any]], kind: mi.Type) -> Iterator[Any]:
    """Each of `values`, with its place among them, as a command may hold it."""
    for place, value in values:
        try:
            yield _fit(value, kind)
        except Unfit as unfit:
            raise unfit.within(f"[{place}]" if isinstance(place, int) else str(place)) from None


def _of_kind(kind: mi.Type, wanted: type[Any]) -> Any:
    """What of `kind` describes a value of the `wanted` kind, if anything does."""
    if isinstance(kind, mi.UnionType):
        return next((inner for inner in kind.types if isinstance(inner, wanted)), None)
    return kind if isinstance(kind, wanted) else None


def _text(text: str, kind: mi.StrType | None) -> str:
    cleaned = one_line(text)
    _bounded(len(cleaned), kind, "characters")
    return text if cleaned == text else cleaned


def _bounded(many: int, kind: mi.StrType | mi.VarTupleType | mi.DictType | None, of: str) -> None:
    """Also for what is made here and not read; and a composed letter may be longer than it was."""
    stated = kind.max_length if kind else None
    most = stated if stated is not None else LONGEST_PRINTED if of == "characters" else MOST_PRINTED
    if many > most:
        raise Unfit(f"expected at most {most} {of}")
