"""Thousands of sockets that are well: each is looked at when it is time, and little is kept for it."""

import asyncio
import time
from dataclasses import dataclass, field

from live.web.serving.inbox import Inbox
from live.web.serving.looking import AT_ONCE, SLOT_SECONDS, Looks
from tests.awaited import PATIENCE


@dataclass(eq=False)
class Known:
    """Somebody who is looked at `times` times, each time as soon as may be."""

    times: int
    looked: int = 0
    at: float = 0
    enough: asyncio.Event = field(default_factory=asyncio.Event)

    def look(self) -> float | None:
        self.looked, self.at = self.looked + 1, time.monotonic()
        if self.looked < self.times:
            return 0
        self.enough.set()
        return None


async def test_each_is_looked_at_when_it_is_time_and_never_again_when_it_is_gone() -> None:
    looks, crowd, late = Looks(), [Known(3) for _ in range(3 * AT_ONCE)], Known(1)
    for one in crowd:
        looks.look_in(0, one)
    asked = time.monotonic()
    looks.look_in(5 * SLOT_SECONDS, late)
    looks.start()
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(one.enough.wait() for one in (*crowd, late)))
    assert late.at - asked >= 5 * SLOT_SECONDS
    assert {one.looked for one in crowd} == {3}


async def test_messages_are_taken_in_the_order_in_which_they_came_also_after_nobody_waited_any_more() -> None:
    inbox = Inbox()
    giving_up = asyncio.create_task(inbox.get())
    await asyncio.sleep(0)
    giving_up.cancel()
    await asyncio.wait([giving_up])
    waiting = asyncio.create_task(inbox.get())
    await asyncio.sleep(0)
    for n in range(3):
        inbox.put_nowait({"n": n})
    assert [(await waiting)["n"], inbox.qsize()] == [0, 2]
    assert [(await inbox.get())["n"] for _ in range(2)] == [1, 2]
    assert inbox.qsize() == 0
