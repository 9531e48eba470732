"""The numbers that a command carries are bounded before anything is reckoned with them.

Its texts and instants are when it is made (`commands.base`).
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from live.room.commands import AnyCommand, PublishProgramme
from live.room.model.plan import Seconds
from live.room.refusals import Reason, Refused

LARGEST = 2**53 - 1
"""The largest whole number that every reader of JSON can hold."""
LONGEST_PLANNED: Seconds = 7 * 24 * 3600
"""No number in a programme, all of which are durations or small counts, is larger or below zero."""


def within(command: AnyCommand) -> None:
    """Pass if every number in `command` can be reckoned with and stored, or raise `Refused(out_of_range)`."""
    smallest, largest = (0, LONGEST_PLANNED) if isinstance(command, PublishProgramme) else (-LARGEST, LARGEST)
    if (path := _beyond(command, smallest, largest)) is not None:
        raise Refused(Reason.OUT_OF_RANGE, field=path.removeprefix("."))


def _beyond(fact: Any, smallest: int, largest: int) -> str | None:
    """The path within `fact` to the first number that is out of range, if there is one: most are texts, and none is."""
    inside: Iterable[tuple[object, Any]]
    match fact:
        case str() | None:
            return None
        case int() | float():  # There are no fractions in a command; what is no number at all is one.
            return None if isinstance(fact, int) and smallest <= fact <= largest else ""
        case tuple():
            inside = enumerate(fact)
        case dict():
            inside = fact.items()
        case msgspec.Struct():
            inside = ((name, getattr(fact, name)) for name in fact.__struct_fields__)
        case _:
            return None
    for place, inner in inside:
        if (path := _beyond(inner, smallest, largest)) is not None:
            return f".{place}{path}"
    return None
