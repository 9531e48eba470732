"""The programme that was imported, put in force in the rooms."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from django.conf import settings

from live.programme.publishing import programme_commands
from live.record.reading import last_end_soon
from live.room.refusals import Refused
from live.rooms import Rooms
from live.store.redis_log import RedisStore


class CannotPublish(Exception):
    """A room cannot be told the programme that was imported; one sentence."""


async def publish() -> list[str]:
    """Tell every room its programme, where it does not know it yet; the rooms. What runs goes on running.

    Raises `NotInstalled` if none was imported, `CannotPublish` if it takes away what runs, and `Unavailable`, also if
    a room's log is lost.
    """
    async with _rooms() as rooms:
        commands = await asyncio.to_thread(programme_commands)
        try:
            await rooms.publish(commands)
        except Refused as refused:
            raise CannotPublish(
                f"The imported programme does not have what runs now ({refused}): end that, or import one that has it."
            ) from None
        return list(commands)


async def is_published() -> bool:
    """Whether any programme was ever put in force. Raises `Unavailable`."""
    async with _rooms() as rooms:
        return bool(await rooms.ids())


@asynccontextmanager
async def _rooms() -> AsyncIterator[Rooms]:
    rooms = Rooms(RedisStore(settings.REDIS_URL, settings.REDIS_PREFIX), last_end_soon)
    try:
        yield rooms
    finally:
        await rooms.close()
