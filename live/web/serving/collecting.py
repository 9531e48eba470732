"""When Python looks for garbage that refers to itself. A full look takes half a second in a process with 5,000 screens,
and all of them stand still meanwhile: so Python's own looks end at what is young, and a full one is made when few wait.
"""

import gc
import time
from collections.abc import Callable

LOOK_EVERY_SECONDS = 5.0
"""How often it is asked whether a full look is due."""
NEVER = 1_000_000_000
FEW = 200
"""So many connected wait some 20 ms for a full look."""
FULL_EVERY_SECONDS = 60.0
"""From one full look to the next while few are connected."""
HARDLY_ANY = 20
"""With so many connected what the rooms have read is set aside, once: what these leave behind later is never found."""
MOST_LEFT = 20_000
"""Connections that ended since the last full look: after so many there is one, even if connections wait for it."""


class Collector:
    """Takes the place of Python's own full collections. `connected` says how many connections there are."""

    def __init__(self, connected: Callable[[], int], now: Callable[[], float] = time.monotonic) -> None:
        self._connected = connected
        self._now = now
        self._left = 0
        self._looked_at = now()
        self._settled = False

    def start(self) -> None:
        """Set aside what is here and stays: no look goes through it again. From now on `turn` makes the full ones."""
        youngest, middle, _ = gc.get_threshold()
        gc.set_threshold(youngest, middle, NEVER)
        gc.collect()
        gc.freeze()

    def left(self) -> None:
        """Note that a connection ended: only what it leaves behind can refer to itself."""
        self._left += 1

    def turn(self) -> None:
        """Make a full look if it is due. To be called every `LOOK_EVERY_SECONDS`."""
        if self._is_due():
            gc.collect()
            self._left = 0
            self._looked_at = self._now()
            if not self._settled and self._connected() <= HARDLY_ANY:
                # Rooms and registers were read since the start; every later look would go through all of them.
                gc.freeze()
                self._settled = True

    def _is_due(self) -> bool:
        waited = self._now() - self._looked_at >= FULL_EVERY_SECONDS
        return self._left >= MOST_LEFT or (waited and self._left > 0 and self._connected() <= FEW)
