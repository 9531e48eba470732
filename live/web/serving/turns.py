"""Work that comes in crowds, done for a moment in each turn of the loop, so that everybody else has a turn between."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable

logger = logging.getLogger(__name__)

Act = Callable[[], object]


class Turns:
    """Acts, done in the order in which they were added, for about so many seconds in a turn, and at least one."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._due: deque[Act] = deque()
        self._called = False

    def add(self, act: Act) -> None:
        """Do `act` soon, never at once. One that fails is logged, and the next is done all the same."""
        self._due.append(act)
        self._call()

    def _call(self) -> None:
        if self._due and not self._called:
            self._called = True
            asyncio.get_running_loop().call_soon(self._turn)

    def _turn(self) -> None:
        self._called = False
        until = time.monotonic() + self._seconds
        while self._due:
            act = self._due.popleft()
            try:
                act()
            except Exception:
                logger.exception("what was due could not be done")
            if time.monotonic() >= until:
                break
        self._call()
