"""When each connection is checked next: thousands that are well cost nothing in between."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Hashable
from typing import Protocol

SLOT_SECONDS = 0.1
AT_ONCE = 50
"""How many are checked before other work of the event loop has a turn."""


class Looked(Hashable, Protocol):
    """What is checked."""

    def look(self) -> float | None:
        """See that it is well; in how many seconds to look again, or `None` if never."""
        ...


class Looks:
    """A wheel of slots: one timer for all. Those that are due at the same moment are checked a few at a time."""

    def __init__(self) -> None:
        self._slots: defaultdict[int, list[Looked]] = defaultdict(list)
        self._due: list[Looked] = []
        self._next = 0

    def start(self) -> None:
        """Begin, on the running event loop."""
        self._next = self._slot(0)
        self._turn()

    def look_in(self, seconds: float, at: Looked) -> None:
        """Check it when so many seconds have passed, or one slot later."""
        self._slots[self._slot(seconds) + 1].append(at)

    def _slot(self, seconds: float) -> int:
        return int((time.monotonic() + seconds) / SLOT_SECONDS)

    def _turn(self) -> None:
        now = self._slot(0)
        while self._next <= now:
            self._due += self._slots.pop(self._next, ())
            self._next += 1
        some, self._due = self._due[:AT_ONCE], self._due[AT_ONCE:]
        for one in some:
            if (again := one.look()) is not None:
                self.look_in(again, one)
        asyncio.get_running_loop().call_later(0 if self._due else SLOT_SECONDS, self._turn)
