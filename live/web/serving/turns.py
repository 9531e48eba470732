"""Work that comes in crowds: a little of it is done in each turn of the event loop, and all other work in between."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable

logger = logging.getLogger(__name__)

SHORT_SECONDS, REST_SECONDS = 0.0005, 0.001
"""While it gives way: for how long acts are done, and the rest after that. A third of the time is left to the crowd."""
GIVES_WAY_SECONDS = 4.0
"""How long a crowd gives way: where other work never ends, it would else never be served."""
CALM_SECONDS = 0.1
"""After so long without an act, the next one begins another crowd."""

Act = Callable[[], object]


def nobody_waits() -> bool:
    """There is nobody to give way to."""
    return False


class Turns:
    """Acts, done in the order in which they were added, for about so many seconds in a turn, and at least one.

    As long as it `gives_way` there is a rest after a few, so that what others wait for is not much later than without
    them.
    """

    def __init__(self, seconds: float, gives_way: Callable[[], bool] = nobody_waits) -> None:
        self._seconds = seconds
        self._gives_way = gives_way
        self._due: deque[Act] = deque()
        self._called = False
        self._ended = self._began = 0.0

    def add(self, act: Act) -> None:
        """Do `act` soon, never at once. One that fails is logged, and the next is done all the same."""
        if not self._due and (now := time.monotonic()) - self._ended > CALM_SECONDS:
            self._began = now
        self._due.append(act)
        self._call()

    def _call(self) -> None:
        if self._due and not self._called:
            self._called = True
            asyncio.get_running_loop().call_soon(self._turn)

    def _turn(self) -> None:
        self._called = False
        now = time.monotonic()
        giving_way = now - self._began < GIVES_WAY_SECONDS and self._gives_way()
        if giving_way and (rest := self._ended + REST_SECONDS - now) > 0:
            self._called = True
            asyncio.get_running_loop().call_later(rest, self._turn)
            return
        until = now + (min(SHORT_SECONDS, self._seconds) if giving_way else self._seconds)
        while self._due:
            act = self._due.popleft()
            try:
                act()
            except Exception:
                logger.exception("what was due could not be done")
            if (now := time.monotonic()) >= until:
                break
        self._ended = now
        self._call()
