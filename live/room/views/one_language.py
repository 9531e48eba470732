"""A view for readers of one language: every name in that language, and no other.

A name in six languages is five sixths of what a phone far from its mast would wait for.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeAlias

import msgspec
from msgspec import inspect

from live.room.authority import View
from live.room.views.shared import Shown

IN_ONE_LANGUAGE = frozenset({View.PHONE, View.CONTROL})
"""Views that one person reads. Walls change from language to language, or show two."""

Json: TypeAlias = Any


def in_one_language(kind: type[Shown], shown: Json, language: str) -> Json:
    """`shown`, which is a `kind` of view as JSON, with each name in `language` alone; what has none keeps English."""
    return _read(shown, _names_in(kind), language)


class _Names:
    """Here is a name by language."""


class _Each(msgspec.Struct, frozen=True):
    """Here are many, under keys or in order, and names are in each."""

    inside: "_Places"


_Places: TypeAlias = "type[_Names] | _Each | Mapping[str, _Places] | None"
"""Where in a value names are: `None` for nowhere, by field for those of a struct."""


@cache
def _names_in(kind: type[Shown]) -> _Places:
    return _places(inspect.type_info(kind))


def _places(kind: inspect.Type) -> _Places:
    match kind:
        case inspect.Metadata(type=inspect.DictType(), extra={"by": "language"}):
            return _Names
        case inspect.Metadata(type=inside):
            return _places(inside)
        case inspect.UnionType(types=some):
            return next((found for one in some if (found := _places(one)) is not None), None)
        case inspect.StructType(fields=fields):
            return {field.encode_name: found for field in fields if (found := _places(field.type))} or None
        case inspect.DictType(value_type=inside) | inspect.VarTupleType(item_type=inside):
            return None if (found := _places(inside)) is None else _Each(found)
        case _:
            return None


def _read(shown: Json, places: _Places, language: str) -> Json:
    if places is _Names:
        return _name(shown, language)
    if isinstance(places, _Each):
        if isinstance(shown, dict):
            return {key: _read(part, places.inside, language) for key, part in shown.items()}
        return [_read(part, places.inside, language) for part in shown]
    if isinstance(places, Mapping):
        read = dict(shown)
        for field, inside in places.items():
            if field in shown:
                read[field] = _read(shown[field], inside, language)
        return read
    return shown


def _name(names: dict[str, str], language: str) -> dict[str, str]:
    """As screens read a name: English stands for a language that is left out."""
    for known in (language, "en", *names):
        if names.get(known):
            return {known: names[known]}
    return names
