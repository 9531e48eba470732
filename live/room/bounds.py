"""The bounds of whatever a command carries, so that nothing that is reckoned with it leaves what can be reckoned."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from live.room.commands import AnyCommand, PublishProgramme
from live.room.plan import Seconds
from live.room.refusals import Reason, Refused

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
LARGEST = 2**53 - 1
"""The largest whole number that every reader of JSON can hold."""
LONGEST_PLANNED: Seconds = 7 * 24 * 3600
"""No number in a programme, all of which are durations or small counts, is larger or below zero."""


def within(command: AnyCommand) -> None:
    """Pass if every instant, number and text of `command` can be reckoned with and stored, or raise `Refused`."""
    smallest, largest = (0, LONGEST_PLANNED) if isinstance(command, PublishProgramme) else (-LARGEST, LARGEST)
    _fields(command, "", smallest, largest)


def _fields(holder: msgspec.Struct, path: str, smallest: int, largest: int) -> None:
    for name in holder.__struct_fields__:
        _within(getattr(holder, name), f"{path}.{name}" if path else name, smallest, largest)


def _within(fact: Any, path: str, smallest: int, largest: int) -> None:
    match fact:
        case None | bool():
            good = True
        case str():
            good = fact.isascii() or _storable(fact)
        case int():
            good = smallest <= fact <= largest
        case float():
            good = False
        case datetime():
            good = fact.tzinfo is not None and EARLIEST <= fact <= LATEST
        case tuple() | list():
            good = True
            for place, inner in enumerate(fact):
                _within(inner, f"{path}.{place}", smallest, largest)
        case dict():
            good = True
            for name, inner in fact.items():
                _within(name, path, smallest, largest)
                _within(inner, f"{path}.{name}", smallest, largest)
        case msgspec.Struct():
            good = True
            _fields(fact, path, smallest, largest)
        case _:
            good = True
    if not good:
        raise Refused(Reason.OUT_OF_RANGE, field=path)


def _storable(text: str) -> bool:
    """Whether `text` is Unicode that can be written: halves of pairs cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
