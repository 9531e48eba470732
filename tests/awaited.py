"""What nobody tells of, looked for until it is so."""

import asyncio
from collections.abc import Callable

PATIENCE = 60.0
"""In seconds: much longer than anything takes on a busy machine."""


async def becomes(holds: Callable[[], object]) -> None:
    """Return once `holds()` is true. Raises `TimeoutError`."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110  Nobody tells of it.
            await asyncio.sleep(0.02)
