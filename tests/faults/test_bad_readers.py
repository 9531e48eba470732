"""Screens that do not read, or do not stop writing: they are bounded, and nobody else notices."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from live.live_room import LiveRoom
from live.room.commands import AddSpeaker, CallNextSpeaker, ExtendTime, StartPhase, StartSegment
from live.wire import MAX_FRAME_BYTES
from tests.daphne import Daphne, Screen
from tests.faults.reader import Reader, reader
from tests.given import DESK

pytestmark = pytest.mark.fault

CHANGES = 1500
"""More than the kernel holds for a screen that does not read."""
AT_ONCE = 250


async def opened(room: LiveRoom) -> str:
    """Kenya has the floor; the intervention."""
    await room.handle(StartSegment("panel"), DESK, "start")
    await room.handle(StartPhase("floor"), DESK, "floor")
    await room.handle(AddSpeaker("ken"), DESK, "add")
    await room.handle(CallNextSpeaker(room.state.lists["panel"].waiting[0].id), DESK, "call")
    assert room.state.floor is not None
    return room.state.floor.id


async def change(room: LiveRoom, intervention: str, times: int = CHANGES) -> int:
    """The position after so many changes, each of which every screen shows."""
    for n in range(times):
        await room.handle(ExtendTime(intervention, 1), DESK, f"{room.state.position}-{n}")
    return room.state.position


async def fallen_behind(daphne: Daphne, room: LiveRoom, intervention: str, other: Screen) -> int:
    """The position after as many changes as it takes until a screen that does not read is behind. On a busy machine
    several changes become one frame: how many fit into the kernel is not known.
    """
    async with daphne.visitor() as visitor:

        async def times() -> str:
            told = (await visitor.get("/metrics")).text
            return next(line for line in told.splitlines() if line.startswith("rostrum_screens_behind_total"))

        before, position = await times(), room.state.position
        while await times() == before:
            position = await change(room, intervention, AT_ONCE)
            await other.reach(position)
        return position


def resident_bytes(daphne: Daphne) -> int:
    pages = int(Path(f"/proc/{daphne.process.pid}/statm").read_text().split()[1])
    return pages * 4096


async def answered(screen: Reader) -> None:
    """Wait until the server has read everything that was said so far."""
    await screen.say({"kind": "time", "id": "mark"})
    while (await screen.frame()).get("id") != "mark":
        pass


async def test_a_screen_that_stops_reading_is_shown_what_is_true_when_it_reads_again(
    daphne: Daphne, room: LiveRoom
) -> None:
    kenya = await opened(room)
    async with daphne.screen(room.id, "hall") as other, reader(daphne.port, f"/ws/rooms/{room.id}/hall/") as slow:
        first = await slow.frame()
        await fallen_behind(daphne, room, kenya, other)
        # What is shown while it is behind is not kept for it.
        position = await change(room, kenya, AT_ONCE)
        await other.reach(position)
        frames = await slow.frames_up_to(position)
        assert len(frames) < position - first["position"]
        # Up to where it fell behind every change; then the room as it is, and every change again.
        kinds = [frame["kind"] for frame in frames]
        assert set(kinds[: kinds.index("view")]) == {"change"}
        assert frames[kinds.index("view")]["position"] > first["position"]
        last = await change(room, kenya, 1)
        (caught_up,) = await slow.frames_up_to(last)
        assert (caught_up["kind"], caught_up["from"]) == ("change", position)


@pytest.mark.long
async def test_screens_that_are_behind_are_not_remembered_for(daphne: Daphne, room: LiveRoom) -> None:
    kenya = await opened(room)
    async with AsyncExitStack() as stack:
        other = await stack.enter_async_context(daphne.screen(room.id, "hall"))
        for _ in range(20):
            slow = await stack.enter_async_context(reader(daphne.port, f"/ws/rooms/{room.id}/hall/"))
            await slow.frame()
        await other.reach(await change(room, kenya))
        before = resident_bytes(daphne)
        await other.reach(await change(room, kenya))
        # Kept for them, the frames of these changes would be some 6 MB.
        assert resident_bytes(daphne) - before < 2_000_000


async def test_a_screen_that_beats_and_does_not_read_is_cut_off(daphne: Daphne, room: LiveRoom) -> None:
    kenya = await opened(room)
    async with daphne.screen(room.id, "hall") as other, reader(daphne.port, f"/ws/rooms/{room.id}/hall/") as deaf:
        await deaf.frame()
        await fallen_behind(daphne, room, kenya, other)
        beating = asyncio.create_task(beat(deaf))
        await deaf.is_cut()
        beating.cancel()
        position = await change(room, kenya, 2)
        await other.reach(position)


async def beat(screen: Reader) -> None:
    """Ask for the time, as pages do, for ever."""
    for n in range(1_000_000):
        try:
            await screen.say({"kind": "time", "id": f"t{n}"})
        except OSError:
            return
        await asyncio.sleep(0.5)


async def test_a_flood_of_frames_is_stopped_before_it_is_kept(daphne: Daphne, room: LiveRoom) -> None:
    frame = b" " * MAX_FRAME_BYTES
    async with reader(daphne.port, f"/ws/rooms/{room.id}/hall/") as flooding:
        await answered(flooding)
        before = resident_bytes(daphne)
        with pytest.raises(ConnectionError):
            for _ in range(5_000):
                await flooding.say_bytes(frame)
        assert await flooding.close_code() in (4009, None)
        assert resident_bytes(daphne) - before < 20_000_000


async def test_a_message_in_endless_parts_is_stopped_before_it_is_kept(daphne: Daphne, room: LiveRoom) -> None:
    async with reader(daphne.port, f"/ws/rooms/{room.id}/hall/") as flooding:
        await answered(flooding)
        await flooding.say_bytes(b"x" * MAX_FRAME_BYTES, final=False)
        flooding._protocol.send_continuation(b"x", fin=False)
        await flooding._flush()
        assert await flooding.close_code() == 4009


async def test_a_flood_of_pings_is_stopped(daphne: Daphne, room: LiveRoom) -> None:
    async with reader(daphne.port, f"/ws/rooms/{room.id}/hall/") as flooding:
        await answered(flooding)
        for n in range(100):
            await flooding.ping(str(n).encode())
        assert await flooding.close_code() == 4009
