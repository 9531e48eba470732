"""The numbers that a command carries are bounded before anything is reckoned with them.

Its texts and instants are when it is made (`commands.base`).
"""

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
    _fields(command, "", smallest, largest)


def _fields(holder: msgspec.Struct, path: str, smallest: int, largest: int) -> None:
    for name in holder.__struct_fields__:
        _within(getattr(holder, name), f"{path}.{name}" if path else name, smallest, largest)


def _within(fact: Any, path: str, smallest: int, largest: int) -> None:
    match fact:
        case int() if smallest <= fact <= largest:
            pass
        case int() | float():  # There are no fractions in a command; what is no number at all is one.
            raise Refused(Reason.OUT_OF_RANGE, field=path)
        case tuple():
            for place, inner in enumerate(fact):
                _within(inner, f"{path}.{place}", smallest, largest)
        case dict():
            for name, inner in fact.items():
                _within(inner, f"{path}.{name}", smallest, largest)
        case msgspec.Struct():
            _fields(fact, path, smallest, largest)
        case _:
            pass
