"""What every connection of a screen to a process has, whatever is at its ends."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextvars import Context

BROKEN = 1006


class Wire(ABC):
    """One WebSocket: to the process in order, to the screen in order, until either end is gone or it breaks.

    `closed` is with which code, `BROKEN` if it just broke. A `silent` one brings nothing through, and nobody is told.
    """

    def __init__(self, delay: Callable[[], float]) -> None:
        self.silent = False
        self.closed: int | None = None
        self._delay = delay
        self._reading: asyncio.Future[None] | None = None

    @abstractmethod
    def say(self, text: str) -> None:
        """Send `text` to the process."""

    @abstractmethod
    async def next(self, seconds: float) -> str | int | None:
        """The next frame, or the code with which it was closed; `None` if nothing comes for so long."""

    @abstractmethod
    def fail(self, *, told: bool = True) -> None:
        """Break. The process hears of it if it is `told`, else as late as it would."""

    def _later(self, not_before: float, do: Callable[[], None], context: Context | None = None) -> float:
        """Do it when what is sent now arrives, after what was sent before; when that is."""
        loop = asyncio.get_running_loop()
        when = max(not_before + 1e-6, loop.time() + self._delay())
        loop.call_at(when, do, context=context or Context())
        return when


def wake(future: "asyncio.Future[None] | None") -> None:
    """Let whoever waits for it go on."""
    if future is not None and not future.done():
        future.set_result(None)
