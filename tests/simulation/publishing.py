"""Somebody publishes a programme in all rooms, and again where that did not come to an end, until it is in force."""

import asyncio
import random
from typing import TYPE_CHECKING

from live.room.commands import PublishProgramme
from live.room.refusals import Reason
from live.rooms import NotPublished
from live.store.room_log import Unavailable
from tests.given import programme

if TYPE_CHECKING:
    from tests.simulation.venue import Venue

PATIENCE_SECONDS = 8.0
"""How long somebody waits for a process that stands still or was killed, before they ask another."""
AGAIN_SECONDS = 0.5


async def publish(venue: "Venue", version: str, chance: random.Random) -> None:
    """Put `version` in force in every room, or see that another came first."""
    commands = {room: programme(room=room, version=version) for room in venue.plan.rooms}
    while not await _tried(venue, commands, version, chance):  # noqa: ASYNC110  Nobody tells when a process is there.
        await asyncio.sleep(AGAIN_SECONDS)


async def _tried(venue: "Venue", commands: dict[str, PublishProgramme], version: str, chance: random.Random) -> bool:
    """Ask one process to publish; whether it is decided what becomes of it."""
    if (process := venue.some_process(chance)) is None:
        return False
    venue.note(f"{version} is published by {process.name}")
    publishing = venue.loop.create_task(process.rooms.publish(commands), context=process.context)
    await asyncio.wait([publishing], timeout=PATIENCE_SECONDS)
    if not publishing.done() or publishing.cancelled():
        # Nobody waits any more for what comes of it.
        publishing.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
        return False
    try:
        publishing.result()
    except NotPublished as error:
        refused = {room: str(no.reason) for room, no in error.refused.items()}
        venue.note(f"{version}: done in {error.done}, refused {refused}, left {error.left}")
        if set(refused.values()) - {Reason.PROGRAMME_MOVED_ON}:
            venue.history.wrong.append(f"{version} was refused: {refused}")
        return bool(refused)
    except Unavailable as error:
        venue.note(f"{version}: {error}")
        return False
    venue.note(f"{version} is in force")
    return True
