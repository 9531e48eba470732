"""The heartbeat: every screen of this process that asked for it is told the time again and again, so that it knows that
it is still connected, and need not ask. One part of the screens after another, each with one frame that was made once.
"""

import asyncio
import logging

from consumers.writers import ReadyFrame, Written, write_to_all
from live import wire
from live.background import Background
from live.room.views import stamp
from live.rooms import Rooms

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 10.0
"""From one heartbeat of a screen to its next. A page begins to doubt after 12 (`frontend/src/live/connection.ts`)."""
PARTS = 25
"""Pages ask the time as soon as they are told it: the more are told in one turn, the less often the process wakes up;
and the fewer, the sooner it is through with them."""


class Heartbeat:
    """All screens of this process, in as many parts as there are turns from one heartbeat to the next."""

    def __init__(self, rooms: Rooms, seconds: float = HEARTBEAT_SECONDS) -> None:
        self._rooms = rooms
        self._turn_seconds = seconds / PARTS
        # In the order in which they came: what belongs to them lies in memory so, too.
        self._parts: list[dict[Written, None]] = [{} for _ in range(PARTS)]
        self._told_last = 0
        self._joined_last = 0
        self._count = 0
        self._beating = Background(self._beat, "heartbeat")

    def join(self, member: Written) -> int:
        """Tell `member` the time, first within ten seconds. In which part it is has to be said when it leaves."""
        # By turns, or a crowd that comes in at once would ever after be told, and ask, at once.
        self._joined_last = (self._joined_last + 1) % PARTS
        self._parts[self._joined_last][member] = None
        self._count += 1
        self._beating.start()
        return self._joined_last

    def leave(self, member: Written, part: int) -> None:
        """Tell `member` nothing more."""
        del self._parts[part][member]
        self._count -= 1

    async def _beat(self) -> None:
        """A part in each turn; of those whose turn was missed, because others kept the loop busy, none is left out."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while self._count:
            due += self._turn_seconds
            await asyncio.sleep(due - loop.time())
            self._told_last = (self._told_last + 1) % PARTS
            try:
                self._tell(self._parts[self._told_last])
            except Exception:
                logger.exception("screens could not be told the time")

    def _tell(self, members: dict[Written, None]) -> None:
        if members:
            now = stamp(self._rooms.now())
            # One that has not read what it was sent has something to hear, and one that is gone need not.
            write_to_all(members, ReadyFrame(wire.write(wire.HeartbeatFrame(now)).decode()))
