"""What every command is, and the bounds of what it may hold."""

from collections.abc import Callable, Container
from copy import copy
from datetime import datetime
from functools import cache, partial
from operator import is_
from typing import Annotated, Any, Self, TypeAlias

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

Fit = Callable[[Any], Any]
"""What gives a value as a command may hold it. Raises `Unfit`."""


class Command(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="type"):
    """Something asked. On the wire `type` is its name in snake case.

    Every text in it is cleaned and every instant is in UTC, whatever its fields are: `texts` says how. What does not
    keep the bounds of its field raises `Unfit`.
    """

    def __post_init__(self) -> None:
        for name, fit in _misfits(self).items():
            force_setattr(self, name, fit)

    def but(self, **fields: Any) -> Self:
        """The same with other `fields`, which alone are judged: a register, which is long, goes to every room."""
        other = copy(self)
        for name, value in fields.items():
            force_setattr(other, name, value)
        for name, fit in _misfits(other, fields.keys()).items():
            force_setattr(other, name, fit)
        return other


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


@cache
def _judged(kind: type[msgspec.Struct]) -> tuple[tuple[str, str, Fit], ...]:
    """Of the fields that may hold what does not fit: attribute, name on the wire, and what judges it.

    Found out once for each kind: a register has thousands of texts, and goes to every room.
    """
    fits = ((field, _fit_of(field.type)) for field in _fields(kind))
    return tuple((field.name, field.encode_name, fit) for field, fit in fits if fit is not None)


def _misfits(held: msgspec.Struct, fields: Container[str] | None = None) -> dict[str, Any]:
    """Those of its `fields`, or of all, that a command may not hold as they are, as it may hold them."""
    found = {}
    for name, said, fit in _judged(type(held)):
        if fields is not None and name not in fields:
            continue
        value = getattr(held, name)
        try:
            fitting = fit(value)
        except Unfit as unfit:
            raise unfit.within(said) from None
        if fitting is not value:
            found[name] = fitting
    return found


def _fit_of(kind: mi.Type) -> Fit | None:
    """What gives a value of `kind` as a command may hold it, which is itself if it is so already; `None` if all are."""
    match kind:
        case mi.Metadata():
            return _fit_of(kind.type)
        case mi.UnionType():
            fits = [fit for fit in map(_fit_of, kind.types) if fit is not None]
            assert len(fits) <= 1, "which of them judges a value is not known"
            return _where_said(fits[0]) if fits else None
        case mi.StrType():
            return _fit_of_text(kind.max_length)
        case mi.DateTimeType():
            return in_utc
        case mi.VarTupleType():
            return _fit_of_tuple(_fit_of(kind.item_type) or _any, kind.max_length)
        case mi.DictType():
            return _fit_of_table(_fit_of(kind.key_type) or _any, _fit_of(kind.value_type) or _any, kind.max_length)
        case mi.StructType():
            return partial(_fit_struct, kind.cls)
        case _:
            return None


def _any(value: Any) -> Any:
    return value


def _where_said(fit: Fit) -> Fit:
    return lambda value: value if value is None or value is msgspec.UNSET else fit(value)


def _fit_of_text(stated: int | None) -> Fit:
    most = LONGEST_PRINTED if stated is None else stated

    def fit(text: Any) -> Any:
        if type(text) is not str:
            return text  # One of a few that are known.
        line = one_line(text)
        if len(line) > most:  # Also of what is made here and not read; and a composed letter may be longer than it was.
            raise Unfit(f"expected at most {most} characters")
        return text if line == text else line

    return fit


def _fit_of_tuple(inner: Fit, stated: int | None) -> Fit:
    def fit(values: tuple[Any, ...]) -> tuple[Any, ...]:
        _bounded(len(values), stated)
        fitting = []
        for place, value in enumerate(values):
            try:
                fitting.append(inner(value))
            except Unfit as unfit:
                raise unfit.within(f"[{place}]") from None
        return values if all(map(is_, fitting, values)) else tuple(fitting)

    return fit


def _fit_of_table(of_key: Fit, of_fact: Fit, stated: int | None) -> Fit:
    def fit(table: dict[Any, Any]) -> dict[Any, Any]:
        _bounded(len(table), stated)
        keys = [of_key(key) for key in table]
        facts = []
        for key, fact in table.items():
            try:
                facts.append(of_fact(fact))
            except Unfit as unfit:
                raise unfit.within(str(key)) from None
        same = all(map(is_, keys, table)) and all(map(is_, facts, table.values()))
        return table if same else dict(zip(keys, facts, strict=True))

    return fit


def _fit_struct(own: type[msgspec.Struct], value: Any) -> Any:
    if not isinstance(value, own):
        value = msgspec.convert(value, own, from_attributes=True)  # The same by shape, within our bounds.
    misfits = _misfits(value)
    return replace(value, **misfits) if misfits else value


def _bounded(many: int, stated: int | None) -> None:
    most = MOST_PRINTED if stated is None else stated
    if many > most:
        raise Unfit(f"expected at most {most} entries")


def _of_kind(kind: mi.Type, wanted: type[Any]) -> Any:
    """What of `kind` describes a value of the `wanted` kind, if anything does."""
    if isinstance(kind, mi.UnionType):
        return next((inner for inner in kind.types if isinstance(inner, wanted)), None)
    return kind if isinstance(kind, wanted) else None
