"""The rooms of this process: each starts with its first visitor, its follower is restarted, its health is told."""

import asyncio
import logging
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from live import metrics
from live.live_room import LiveRoom
from live.room.authority import Actor, Role
from live.room.commands import PublishProgramme
from live.store.room_log import LogLost, Store, Unavailable

logger = logging.getLogger(__name__)

PUBLISHER = Actor(id="programme", role=Role.OPERATOR)
LONGEST_BACK_OFF_SECONDS = 2.0
CANCEL_AGAIN_SECONDS = 0.1


class UnknownRoom(Exception):
    """There is no such room in the conference."""


@dataclass(frozen=True, slots=True)
class RoomHealth:
    """How a room's follower is. `fault` is one sentence, `None` while all is well."""

    position: int
    fault: str | None


class Rooms:
    """The rooms of one conference as this process knows them. Belongs to one event loop."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._rooms: dict[str, LiveRoom] = {}
        self._followers: dict[str, asyncio.Task[None]] = {}
        self._starting = asyncio.Lock()
        self._opening = asyncio.Lock()
        self._opened = False

    async def ids(self) -> list[str]:
        """The rooms of the conference, in its order. Raises `Unavailable`."""
        await self._open()
        return await self.store.rooms()

    async def all(self) -> list[LiveRoom]:
        """Every room of the conference, started. Raises `Unavailable`."""
        return [await self.room(room) for room in await self.ids()]

    async def room(self, room: str) -> LiveRoom:
        """The room with this id, read and followed. Raises `UnknownRoom` or `Unavailable`."""
        if (known := self._rooms.get(room)) is not None:
            return known
        await self._open()
        async with self._starting:
            if (known := self._rooms.get(room)) is not None:
                return known
            if room not in await self.store.rooms():
                raise UnknownRoom(room)
            return await self._start(room)

    async def publish(self, commands: Mapping[str, PublishProgramme]) -> None:
        """Put a programme in force in its rooms, where it is not yet. Raises `Unavailable` or `Refused`."""
        await self._open()
        await self.store.set_rooms(list(commands))
        for room, command in commands.items():
            live = await self.room(room)
            if live.state.version != command.version:
                await live.handle(command, PUBLISHER, f"publish {command.version} after {live.state.position}")

    def now(self) -> datetime:
        """The time on the only clock."""
        return self.store.clock.now()

    def health(self) -> dict[str, RoomHealth]:
        """Every started room's health."""
        return {name: RoomHealth(live.state.position, live.lost or live.fault) for name, live in self._rooms.items()}

    async def close(self) -> None:
        """Stop following and let the store go."""
        followers = set(self._followers.values())
        while followers:
            # Again and again: redis-py loses a cancellation that comes while it connects.
            for follower in followers:
                follower.cancel()
            _, followers = await asyncio.wait(followers, timeout=CANCEL_AGAIN_SECONDS)
        await self.store.close()

    async def _open(self) -> None:
        if self._opened:
            return
        async with self._opening:
            if not self._opened:
                await self.store.open()
                self._opened = True

    async def _start(self, room: str) -> LiveRoom:
        live = LiveRoom(room, self.store.log(room), self.store.clock)
        await live.start()
        self._rooms[room] = live
        self._followers[room] = asyncio.create_task(self._follow(live), name=f"follow {room}")
        return live

    async def _follow(self, live: LiveRoom) -> None:
        """Follow for ever; a follower that fails is started again, soon at first, then less often."""
        failures = 0
        while live.lost is None:
            known = live.state.position
            try:
                await live.follow()
            except LogLost as error:
                live.lose(str(error))
            except Unavailable as error:
                failures = 0 if live.state.position > known else failures + 1
                live.fault = str(error)
                logger.warning("room %s: following again: %s", live.id, error)
            except Exception as error:
                failures += 1
                live.fault = f"{type(error).__name__}: {error}"
                logger.exception("room %s: the follower failed", live.id)
            metrics.FOLLOWERS_RESTARTED.labels(live.id).inc()
            await asyncio.sleep(random.uniform(0.05, min(LONGEST_BACK_OFF_SECONDS, 0.1 * 2**failures)))
