"""The programme that was imported, put in force in the rooms."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from django.conf import settings

from live.programme.differences import compare, counted
from live.programme.orphans import orphan
from live.programme.publishing import current_programme, programme_commands
from live.programme.versions import keep_published
from live.record.reading import last_end_soon
from live.room.refusals import Reason
from live.rooms import NotPublished, Rooms
from live.store.redis_log import RedisStore


class CannotPublish(Exception):
    """The rooms do not all have the programme that was imported; in words: why, and what was done."""


@dataclass(frozen=True)
class Published:
    """The rooms in which the programme is in force, and a sentence for each list whose segment it leaves out."""

    rooms: tuple[str, ...]
    notes: tuple[str, ...]


async def publish() -> Published:
    """Tell every room its programme, where it does not know it yet. What runs goes on running.

    Raises `NotInstalled` if none was imported, `CannotPublish` if a room cannot be told, for it takes away what runs,
    and `Unavailable`, also if a room's log is lost. Unless `CannotPublish` says otherwise, nothing was changed then.
    """
    async with _rooms() as rooms:
        commands = await asyncio.to_thread(programme_commands)
        programme = await asyncio.to_thread(current_programme)
        before = {room.id: room.state for room in await rooms.all()}
        try:
            left_out = await rooms.publish(commands)
        except NotPublished as stopped:
            raise CannotPublish(_what_was_done(stopped)) from None
        version = next(iter(commands.values())).version
        await asyncio.to_thread(keep_published, programme, version, before, counted(compare(before, commands)))
        notes = [
            orphan(room, segment, listed, room in commands)
            for room, lists in left_out.items()
            for segment, listed in lists.items()
        ]
        return Published(tuple(commands), tuple(notes))


def _what_was_done(stopped: NotPublished) -> str:
    """Why, and, unless all is as it was, what was done and how it goes on."""
    sentences = ["The store stopped answering."]
    if any(no.reason is Reason.PROGRAMME_MOVED_ON for no in stopped.refused.values()):
        sentences = ["Another programme was published at the same time."]
    elif stopped.refused:
        reasons = ", ".join(str(refused) for refused in stopped.refused.values())
        sentences = [
            f"The imported programme does not have what runs now ({reasons}): end that, or import one that has it."
        ]
    if not stopped.done and not stopped.left:
        return sentences[0]
    if stopped.refused:
        sentences.append(f"Refused in {', '.join(stopped.refused)}.")
    if stopped.done:
        sentences.append(f"In force in {', '.join(stopped.done)}.")
    if stopped.left:
        sentences.append(f"Not known to be in force in {', '.join(stopped.left)}.")
    return " ".join([*sentences, "The list of rooms is as it was. To publish again does what is left."])


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
