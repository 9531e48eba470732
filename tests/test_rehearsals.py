"""A rehearsal beside its room, in every process: case 51, where the logs are."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import pytest
from redis.asyncio import Redis

from live import rehearsals
from live.live_room import LiveRoom
from live.room.commands import (
    AnyCommand,
    BeginRehearsal,
    OpenList,
    RequestFloor,
    ResetRehearsal,
    StartPhase,
    StartSegment,
)
from live.room.model.state import RoomState
from live.room.refusals import Reason, Refused
from live.rooms import Rooms
from live.store import redis_log
from live.store.memory_log import MemoryStore
from live.store.redis_log import RedisStore
from live.store.room_log import Store
from tests.awaited import PATIENCE, becomes
from tests.given import DESK, badge, order, programme
from tests.valkey import server


class Now:
    steps, correction = 0, 0.0

    def now(self) -> datetime:
        return datetime.now(UTC)


Processes = Callable[[], Rooms]


@pytest.fixture(params=["memory", "redis"])
async def process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Processes]:
    """Every call is another process on the same store."""
    monkeypatch.setattr(redis_log, "BLOCK_SECONDS", 0.1)
    prefix, started = f"test-{secrets.token_hex(6)}:", list[Rooms]()
    kept = MemoryStore(Now())

    def another() -> Rooms:
        store: Store = kept if request.param == "memory" else RedisStore(server().url, prefix)
        started.append(Rooms(store))
        return started[-1]

    yield another
    await asyncio.gather(*(rooms.close() for rooms in started))


async def until(room: LiveRoom, holds: Callable[[], bool]) -> None:
    """Wait until it holds, looking whenever `room` tells of a change."""
    changed = asyncio.Event()
    room.watch(changed.set)
    try:
        async with asyncio.timeout(PATIENCE):
            while not holds():
                changed.clear()
                await changed.wait()
    finally:
        room.unwatch(changed.set)


async def ask(room: LiveRoom, *commands: AnyCommand) -> int:
    position = 0
    for command in commands:
        position = await room.ask(command, DESK, secrets.token_hex(4))
    return position


async def refusal(room: LiveRoom, epoch: str, delegation: str = "kenya") -> Reason:
    with pytest.raises(Refused) as no:
        await room.ask(RequestFloor(segment="panel"), badge(delegation), secrets.token_hex(4), epoch=epoch)
    return no.value.reason


def waiting(state: RoomState) -> list[str | None]:
    return order(state, "panel")


async def test_case_51_what_is_rehearsed_is_in_a_log_of_its_own_in_every_process_and_gone_after_the_reset(
    process: Processes,
) -> None:
    here, there = process(), process()
    await here.publish({"plenary": programme()})
    room, elsewhere = await here.room("plenary"), await there.room("plenary")
    # A list that opened early, with somebody on it.
    await ask(room, OpenList("panel"))
    await room.ask(RequestFloor(segment="panel"), badge("fiji"), "real", epoch=room.state.epoch)
    real = room.state.epoch
    await ask(room, BeginRehearsal())
    await until(room, lambda: room.rehearsal is not None)
    await until(elsewhere, lambda: elsewhere.rehearsal is not None)
    assert room.shown.state.epoch not in ("", real)
    of_programme = ("version", "profile", "register", "process_chairs", "groups", "settings", "rundown")
    for name in of_programme:
        assert getattr(room.shown.state, name) == getattr(room.state, name)

    # One desk in each process; a third process comes in the middle of it.
    await ask(elsewhere, StartSegment("panel"), StartPhase("floor"), OpenList())
    await until(room, lambda: room.shown.state.rundown.current == "panel")
    await room.ask(RequestFloor(), badge("kenya"), "rehearsed", epoch=room.shown.state.epoch)
    late = await process().room("plenary")
    assert waiting(late.shown.state) == ["kenya"]
    assert {room.shown.state.rehearsal, late.shown.state.rehearsal} == {room.state.rehearsing.id}  # type: ignore[union-attr]
    assert waiting(room.state) == ["fiji"]
    # What was pressed on a page that still showed the real list is not carried out in the rehearsal.
    assert await refusal(room, real) is Reason.OTHER_LOG

    # A programme that is published meanwhile is that of both.
    await here.publish({"plenary": programme(version="at noon")})
    await until(elsewhere, lambda: elsewhere.shown.state.version == "at noon")
    assert room.state.version == "at noon"

    rehearsed, rehearsal = room.shown.state.epoch, room.state.rehearsing
    assert rehearsal is not None
    await ask(elsewhere, ResetRehearsal(rehearsal.id))
    for one in (room, elsewhere, late):
        await until(one, lambda one=one: one.rehearsal is None and one.state.rehearsing is None)  # type: ignore[misc]
        assert (one.shown.state.epoch, waiting(one.shown.state)) == (real, ["fiji"])
        # And the other way round: a late press in the rehearsal never reaches the real list.
        assert await refusal(one, rehearsed) is Reason.OTHER_LOG
    assert [one.position for one in await here.store.log("plenary").read(0)] == [1, 2, 3, 4, 5, 6]


async def test_a_command_that_was_carried_out_is_answered_as_it_was_after_the_logs_changed(process: Processes) -> None:
    here = process()
    await here.publish({"plenary": programme()})
    room = await here.room("plenary")
    epoch = room.state.epoch
    begun = await room.ask(BeginRehearsal(), DESK, "begin", epoch=epoch)
    await until(room, lambda: room.rehearsal is not None)
    # Its answer was lost: the page asks again, with the epoch it had.
    assert await room.ask(BeginRehearsal(), DESK, "begin", epoch=epoch) == begun


async def test_a_rehearsal_that_was_reset_is_kept_for_a_while_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_log, "BLOCK_SECONDS", 0.1)
    prefix = f"test-{secrets.token_hex(6)}:"
    here = Rooms(RedisStore(server().url, prefix))
    await here.publish({"plenary": programme()})
    room = await here.room("plenary")
    await ask(room, BeginRehearsal())
    await until(room, lambda: room.rehearsal is not None)
    rehearsal = room.state.rehearsing
    assert rehearsal is not None
    await ask(room, ResetRehearsal(rehearsal.id))
    async with Redis.from_url(server().url) as redis:
        key = f"{prefix}{{{rehearsals.log_of('plenary', rehearsal.id)}}}:log"

        async def ends() -> bool:
            return bool(await redis.ttl(key) >= 0)

        await becomes(ends)
        assert 0 < await redis.ttl(key) <= rehearsals.KEPT_SECONDS
        assert await redis.ttl(f"{prefix}{{plenary}}:log") == -1
    await here.close()
