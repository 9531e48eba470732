"""Servers that end, or are killed, under the eyes of a whole conference."""

import asyncio
import os
import signal
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidMessage

from live.live_room import LiveRoom
from live.room.commands import AddSpeaker, CallNextSpeaker, ExtendTime, StartPhase, StartSegment
from tests.awaited import becomes
from tests.bench.processes import connections
from tests.daphne import Daphne, Screen, serving
from tests.forked import children
from tests.given import DESK

pytestmark = pytest.mark.fault

SCREENS = 500


async def opened(room: LiveRoom) -> str:
    """Kenya has the floor; the intervention."""
    await room.handle(StartSegment("panel"), DESK, "start")
    await room.handle(StartPhase("floor"), DESK, "floor")
    await room.handle(AddSpeaker("ken"), DESK, "add")
    await room.handle(CallNextSpeaker(room.state.lists["panel"].waiting[0].id), DESK, "call")
    assert room.state.floor is not None
    return room.state.floor.id


async def change_for_ever(room: LiveRoom, intervention: str) -> None:
    while True:
        await room.handle(ExtendTime(intervention, 1), DESK, f"more-{room.state.position}")


class Page:
    """A screen that comes back when its connection is lost, as our pages do."""

    def __init__(self, daphne: Daphne, room: LiveRoom) -> None:
        self.losses: list[int | None] = []
        self._daphne = daphne
        self._room = room
        self._screen: Screen | None = None

    async def shows(self, position: int) -> None:
        """Wait until this position is shown."""
        while True:
            try:
                if self._screen is None:
                    self._screen = await self._stack.enter_async_context(self._daphne.screen(self._room.id, "hall"))
                await self._screen.reach(position)
                return
            except (ConnectionClosed, InvalidMessage, OSError) as lost:
                rcvd = lost.rcvd if isinstance(lost, ConnectionClosed) else None
                self.losses.append(rcvd.code if rcvd else None)
                self._screen = None
                await self._stack.aclose()

    async def __aenter__(self) -> "Page":
        self._stack = AsyncExitStack()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()


@pytest.mark.long
async def test_under_load_too_every_screen_is_told_to_come_back(daphne: Daphne, room: LiveRoom, tmp_path: Path) -> None:
    kenya = await opened(room)
    with serving(tmp_path, daphne.environment, daphne.keys) as ending:
        async with AsyncExitStack() as stack:
            screens = [await stack.enter_async_context(ending.screen(room.id, "hall")) for _ in range(200)]
            changing = asyncio.create_task(change_for_ever(room, kenya))
            await screens[0].reach(room.state.position + 10)
            code = asyncio.create_task(asyncio.to_thread(ending.end))
            assert await asyncio.gather(*(screen.closed() for screen in screens)) == [4012] * len(screens)
            assert await code == 0
            changing.cancel()
        assert ending.log.read_text() == f"Rostrum serves at {ending.address}\n"


async def test_a_process_killed_under_its_screens_is_replaced_and_they_are_right_again(
    daphne: Daphne, room: LiveRoom, tmp_path: Path
) -> None:
    kenya = await opened(room)
    with serving(tmp_path, daphne.environment, daphne.keys, processes=2) as both:
        async with AsyncExitStack() as stack:
            pages = [await stack.enter_async_context(Page(both, room)) for _ in range(SCREENS)]
            first = iter(pages)
            # The third, if it is there already, stands by. On a busy machine the second is not there at once.
            while len(before := children(both.process.pid)[:2]) < 2 or not all(
                connections(pid, both.port) for pid in before
            ):
                await next(first).shows(room.state.position)
            await asyncio.gather(*(page.shows(room.state.position) for page in pages))
            os.kill(before[0], signal.SIGKILL)
            position = await room.handle(ExtendTime(kenya, 60), DESK, "meanwhile")
            await asyncio.gather(*(page.shows(position) for page in pages))
            lost = [page.losses for page in pages if page.losses]
            # Those of the other process did not notice; the rest lost their connection without a word.
            assert 0 < len(lost) < SCREENS
            assert {code for codes in lost for code in codes} == {None}
            await becomes(lambda: len(children(both.process.pid)) >= 2)
            after = set(children(both.process.pid))
            assert before[0] not in after
            assert before[1] in after
            # The new one serves as well as the old.
            more = [await stack.enter_async_context(Page(both, room)) for _ in range(20)]
            await asyncio.gather(*(page.shows(position) for page in more))
        assert await asyncio.to_thread(both.end) == 0
        assert both.log.read_text().splitlines() == [
            f"Rostrum serves at {both.address}",
            "A server process ended with -9; it starts again.",
        ]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


async def test_processes_end_with_their_parent_however_it_ended(daphne: Daphne, room: LiveRoom, tmp_path: Path) -> None:
    with serving(tmp_path, daphne.environment, daphne.keys, processes=2) as both:
        await becomes(lambda: len(children(both.process.pid)) == 3)
        serving_ones = children(both.process.pid)
        async with both.screen(room.id, "hall") as screen:
            both.process.kill()
            assert await screen.closed() == 4012
        await becomes(lambda: not any(alive(pid) for pid in serving_ones))


@pytest.mark.long
async def test_a_parent_that_cannot_say_anything_goes_on(daphne: Daphne, room: LiveRoom, tmp_path: Path) -> None:
    """Its standard error is a pipe that nobody reads any more."""
    reading, writing = os.pipe()
    with serving(tmp_path, daphne.environment, daphne.keys, processes=2, errors=writing) as silent:
        os.close(writing)
        process = silent.process
        await becomes(lambda: len(children(process.pid)) == 3)
        os.close(reading)
        for _ in range(2):
            before = children(process.pid)
            os.kill(before[0], signal.SIGKILL)
            await becomes(lambda known=before: len(set(children(process.pid)) - {known[0]}) == 3)  # type: ignore[misc]
            async with silent.screen(room.id, "hall") as screen:
                assert screen.position == room.state.position
        assert await asyncio.to_thread(silent.end) == 0
