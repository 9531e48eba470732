"""Every screen is told the time again and again, so that it knows that it is connected, and need not ask."""

import asyncio
import json

import pytest

from consumers.heartbeat import Heartbeat
from consumers.writers import ReadyFrame
from live.room.views import stamp
from live.web.serving.socket_protocol import PINGED_AFTER_SECONDS, PONG_WITHIN_SECONDS
from tests.awaited import PATIENCE
from tests.consumers.test_audience import FullWriter, Screen
from tests.daphne import Daphne
from tests.faults.reader import reader

ROUND_SECONDS = 0.5


class Listener(FullWriter):
    """Of a screen that reads all it is sent."""

    def __init__(self) -> None:
        super().__init__()
        self.reads = True
        self._twice = asyncio.Event()

    def offer(self, frame: ReadyFrame) -> bool:
        super().offer(frame)
        if len(self.sent) == 2:
            self._twice.set()
        return True

    async def heard_twice(self) -> None:
        async with asyncio.timeout(PATIENCE):
            await self._twice.wait()


async def test_each_is_told_once_in_every_round_for_as_long_as_it_is_there(daphne: Daphne) -> None:
    rooms = await daphne.elsewhere()
    await rooms.room("plenary")
    heartbeat, began = Heartbeat(rooms, ROUND_SECONDS), stamp(rooms.now())
    stays, leaves, late = Listener(), Listener(), Listener()
    heartbeat.join(Screen(stays))
    part = heartbeat.join(leaving := Screen(leaves))
    await stays.heard_twice()
    await leaves.heard_twice()
    heartbeat.leave(leaving, part)
    heartbeat.join(Screen(late))
    await late.heard_twice()
    assert len(leaves.sent) == 2
    assert len(stays.sent) in (3, 4, 5)
    frames = [json.loads(frame.text) for frame in stays.sent]
    assert {frame["kind"] for frame in frames} == {"heartbeat"}
    times = [began, *(frame["now"] for frame in frames), stamp(rooms.now())]
    assert times == sorted(times)


async def test_only_who_names_it_in_the_address_is_told_the_time_unasked(daphne: Daphne) -> None:
    where = "/ws/rooms/plenary/hall/"
    async with daphne.knock(where) as other, daphne.knock(f"{where}?heartbeat") as told:
        assert [(await screen.frame())["kind"] for screen in (other, told)] == ["view", "view"]
        assert (await told.frame())["kind"] == "heartbeat"
        await other.say({"kind": "time", "id": "t1"})
        assert (await other.frame())["kind"] == "time"


@pytest.mark.long
@pytest.mark.fault
async def test_a_screen_that_says_nothing_for_long_is_kept_if_it_is_there_and_else_cut_off(daphne: Daphne) -> None:
    where = "/ws/rooms/plenary/hall/"
    async with reader(daphne.port, where) as hangs, daphne.screen("plenary", "hall") as quiet:
        await hangs.is_cut(PINGED_AFTER_SECONDS + PONG_WITHIN_SECONDS)
        await quiet.say({"kind": "time", "id": "still here"})
        while (await quiet.frame())["kind"] != "time":
            pass
