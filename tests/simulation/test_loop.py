"""Virtual time, an order that is drawn, and who goes round without end."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from live.live_room import LiveRoom
from live.room.commands import OpenList
from live.room.refusals import Refused
from live.store.memory_log import MemoryLog
from live.store.room_log import Outrun
from tests.given import AT, DESK, programme
from tests.simulation.loop import Deadlock, Livelock, VirtualLoop
from tests.simulation.planted import Planted, put_back


def ran(course: Coroutine[Any, Any, Any], seed: int = 1) -> Any:
    loop = VirtualLoop(seed, 1000)
    try:
        return loop.run_until_complete(course)
    finally:
        loop.close()


def test_an_hour_passes_at_once() -> None:
    async def course() -> float:
        await asyncio.sleep(3600)
        return asyncio.get_running_loop().time()

    assert 3600 <= ran(course()) < 3600.01


def test_what_is_ready_comes_in_any_order_and_in_the_same_one_for_the_same_seed() -> None:
    async def course() -> str:
        came: list[str] = []

        async def comes(name: str) -> None:
            came.append(name)

        await asyncio.gather(*map(comes, "abcd"))
        return "".join(came)

    orders = [ran(course(), seed) for seed in range(200)]
    assert len(set(orders)) == 24
    assert orders == [ran(course(), seed) for seed in range(200)]


def test_whoever_waits_for_nothing_is_found() -> None:
    async def course() -> None:
        await asyncio.get_running_loop().create_future()

    with pytest.raises(Deadlock):
        ran(course())


class Promising(MemoryLog):
    """A log that says that every position is taken, and shows nothing there."""

    async def append(self, entries: Any, epoch: str) -> str:
        await asyncio.sleep(0)
        raise Outrun(f"position {entries[0].position} is taken")


class Stopped:
    steps = 0
    correction = 0.0

    def now(self) -> Any:
        return AT


GOES_ROUND = Planted(
    LiveRoom,
    {
        "_carry_out": {
            "if (rounds := rounds + 1) > ROUNDS_AT_ONCE:": "if False:",
            "if self.state.position == known:": "if False:",
            "if now() > patience:": "if False:",
        }
    },
    "",
    0,
)
"""As it was before 41ce216: a store that breaks its promise was asked again at once, past all patience."""


async def asking_of_a_store_that_breaks_its_promise() -> None:
    room = LiveRoom("plenary", Promising("plenary"), Stopped())
    await room.start()
    with pytest.raises(Refused):
        await room.handle(programme(), DESK, "publish")
    with pytest.raises(Refused):
        await room.handle(OpenList(), DESK, "open")


def test_a_room_on_a_store_that_breaks_its_promise_goes_round_no_longer_than_its_patience() -> None:
    ran(asking_of_a_store_that_breaks_its_promise())


def test_a_room_that_goes_round_for_ever_is_found_by_the_limit_of_steps() -> None:
    with put_back(GOES_ROUND), pytest.raises(Livelock):
        ran(asking_of_a_store_that_breaks_its_promise())
