"""What several views have in common, by topic; here what all of it is made of."""

import functools
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias, TypeVar

import msgspec

Stamp: TypeAlias = str
STAMPS_KEPT = 4_096
"""A programme has hundreds of instants, and every change is drawn with most of them."""


@functools.lru_cache(STAMPS_KEPT)
def stamp(at: datetime) -> Stamp:
    """`at` as RFC 3339 in UTC with milliseconds. An unchecked instant of an old log is written as it is."""
    try:
        instant = at.astimezone(UTC) if at.tzinfo not in (UTC, None) else at
    except OverflowError:
        instant = at  # At the very ends of the calendar there is no room for another zone.
    return f"{instant.replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


class Shown(msgspec.Struct, frozen=True, omit_defaults=True):
    """Part of a view."""


Fact = TypeVar("Fact")


Sight = TypeVar("Sight")


def maybe(show: Callable[[Fact], Sight], fact: Fact | None) -> Sight | None:
    """`fact` as `show` shows it, if there is one."""
    return None if fact is None else show(fact)
