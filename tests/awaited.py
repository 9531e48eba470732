"""What nobody tells of, looked for until it is so."""

import asyncio
import time
from collections.abc import Callable
from inspect import isawaitable

PATIENCE = 60.0
"""In seconds: much longer than anything takes on a busy machine."""
LOOKS_EVERY_SECONDS = 0.05


async def becomes(holds: Callable[[], object], every: float = LOOKS_EVERY_SECONDS) -> None:
    """Return once `holds()` is true, or what it gives to be awaited; it is looked at `every` so many seconds, more
    seldom where who asks too often is refused. Raises `TimeoutError`.
    """
    async with asyncio.timeout(PATIENCE):
        while not (await held if isawaitable(held := holds()) else held):  # noqa: ASYNC110  Nobody tells of it.
            await asyncio.sleep(every)


def until(happens: Callable[[], object]) -> None:
    """The same for what happens in a thread or a process, where nothing else is done meanwhile."""
    deadline = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(LOOKS_EVERY_SECONDS)
