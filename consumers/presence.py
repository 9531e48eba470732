"""How many look at each view of each room, over all processes: each notes its own, and the asker adds them up."""

import asyncio
import secrets
from collections import Counter
from contextlib import suppress

import msgspec

from consumers.audience import Audiences
from live import wire
from live.background import Background
from live.rooms import Rooms
from live.store.room_log import Unavailable

NOTED_EVERY_SECONDS = 2.0
GONE_AFTER_SECONDS = 10.0
"""A process that noted nothing for so long is there no more, and nobody is connected to it."""

Counts = dict[str, dict[str, int]]
"""By room and view."""


class Noted(msgspec.Struct):
    """What one process noted, and when, in seconds by the only clock."""

    at: float
    counts: Counts


class Presence:
    """Who is connected to this process, told to the others as long as there is anyone."""

    def __init__(self, audiences: Audiences, rooms: Rooms) -> None:
        self._audiences = audiences
        self._rooms = rooms
        self._process = secrets.token_hex(8)
        self._noting = Background(self._note_for_ever, "presence")

    def start(self) -> None:
        """Begin to note, if that was not begun."""
        self._noting.start()

    async def of(self, room: str) -> dict[str, int]:
        """How many look at each view of `room`, as of a few seconds ago. Raises `Unavailable`."""
        total = Counter(self._audiences.sizes().get(room, {}))
        now = self._rooms.now().timestamp()
        noted = {name: wire.read(stored, Noted) for name, stored in (await self._rooms.store.presence()).items()}
        gone = [name for name, one in noted.items() if now - one.at > GONE_AFTER_SECONDS]
        for name, one in noted.items():
            if name not in gone and name != self._process:
                total.update(one.counts.get(room, {}))
        if gone:
            await self._rooms.store.forget_presence(gone)
        return dict(total)

    async def _note_for_ever(self) -> None:
        anyone = False
        while True:
            await asyncio.sleep(NOTED_EVERY_SECONDS)
            counts = self._audiences.sizes()
            if counts or anyone:
                anyone = bool(counts)
                with suppress(Unavailable):  # Next time, then.
                    noted = Noted(self._rooms.now().timestamp(), counts)
                    await self._rooms.store.note_presence(self._process, wire.write(noted))
