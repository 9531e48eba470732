"""One room in two processes: each command carried out once, nobody refused on stale knowledge, nothing lost."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from redis.asyncio import Redis

from live import deciding, live_room, rooms
from live.live_room import LiveRoom
from live.room.commands import AnyCommand, CloseList, OpenList, RequestFloor, SetTimeLimit, StartPhase, StartSegment
from live.room.model.events import SegmentStarted
from live.room.model.state import RoomState
from live.room.refusals import Reason, Refused
from live.room.transitions import Entry, replay
from live.rooms import Rooms, UnknownRoom
from live.store import redis_log
from live.store.embedded import EmbeddedValkey
from live.store.memory_log import MemoryStore
from live.store.redis_log import RedisStore
from live.store.room_log import LogLost, Outrun, RoomLog, Store, Unavailable
from live.wire import read_entry, write_entry
from tests.awaited import PATIENCE, becomes
from tests.given import AT, DESK, badge, order, programme, register
from tests.store.proxy import losing_proxy
from tests.valkey import server

CROWD = [f"state-{n}" for n in range(100)]


class StoppedClock:
    steps = 0
    correction = 0.0

    def now(self) -> object:
        return AT


Processes = Callable[[], Store]


@pytest.fixture(params=["memory", "redis"])
async def process(request: pytest.FixtureRequest) -> AsyncIterator[Processes]:
    """Every call is the store as another process has it."""
    if request.param == "memory":
        kept = MemoryStore(StoppedClock())  # type: ignore[arg-type]
        yield lambda: kept
        return
    prefix = f"test-{secrets.token_hex(6)}:"
    stores: list[RedisStore] = []

    def another() -> RedisStore:
        stores.append(RedisStore(server().url, prefix))
        return stores[-1]

    yield another
    for store in stores:
        await store.close()


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[EmbeddedValkey]:
    """A server of one's own, to be killed."""
    with EmbeddedValkey(tmp_path) as started:
        yield started


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command waits for the store for a moment only."""
    monkeypatch.setattr(live_room, "PATIENCE_SECONDS", 0.3)
    monkeypatch.setattr(live_room, "RETRY_SECONDS", 0.05)


async def enter(store: Store) -> LiveRoom:
    await store.open()
    room = LiveRoom("plenary", store.log("plenary"), store.clock)
    await room.start()
    return room


async def opened(room: LiveRoom) -> LiveRoom:
    """`room` with its list open for all of a crowd."""
    await room.handle(programme(delegations=register(*CROWD)), DESK, "publish")
    await room.handle(StartSegment("panel"), DESK, "start")
    await room.handle(StartPhase("floor"), DESK, "floor")
    await room.handle(OpenList(), DESK, "open")
    return room


@asynccontextmanager
async def kept_up(*following: LiveRoom) -> AsyncIterator[None]:
    """`following` follow their logs meanwhile."""
    tasks = {asyncio.create_task(room.follow()) for room in following}
    try:
        yield
    finally:
        while tasks:
            # Again and again: redis-py loses a cancellation that comes while it connects.
            for task in tasks:
                task.cancel()
            _, tasks = await asyncio.wait(tasks, timeout=0.1)


async def until(room: LiveRoom, holds: Callable[[RoomState], bool]) -> None:
    """Wait until `holds` of the state of `room`."""
    changed = asyncio.Event()
    room.watch(changed.set)
    try:
        async with asyncio.timeout(PATIENCE):
            while not holds(room.state):
                changed.clear()
                await changed.wait()
    finally:
        room.unwatch(changed.set)


async def outcome(room: LiveRoom, command: AnyCommand, delegation: str, command_id: str) -> int | Reason:
    """The position at which the command stands, or why it was refused."""
    try:
        return await room.handle(command, badge(delegation), command_id)
    except Refused as refused:
        return refused.reason


# Two processes


async def test_two_hundred_requests_at_once_are_each_answered_and_stand_once(process: Processes) -> None:
    first, second = await opened(await enter(process())), await enter(process())
    async with kept_up(first, second):
        answers = await asyncio.gather(
            *(outcome((first, second)[n % 2], RequestFloor(), name, f"ask-{name}") for n, name in enumerate(CROWD)),
            *(outcome((second, first)[n % 2], RequestFloor(), name, f"ask-{name}") for n, name in enumerate(CROWD)),
        )
    assert answers[:100] == answers[100:]
    assert sorted(answers[:100]) == list(range(5, 105))
    stored = await process().log("plenary").read(0)
    assert sorted(str(name) for name in order(replay(stored))) == sorted(CROWD)
    assert [entry.position for entry in stored] == list(range(1, 105))


async def test_the_list_is_in_the_order_of_the_answers(process: Processes) -> None:
    room = await opened(await enter(process()))
    answers = await asyncio.gather(*(outcome(room, RequestFloor(), name, name) for name in CROWD))
    assert answers == sorted(answers)
    assert order(room.state) == CROWD


async def test_a_command_sent_twice_is_answered_the_same_and_done_once(process: Processes) -> None:
    first, second = await opened(await enter(process())), await enter(process())
    answers = [
        await first.handle(RequestFloor(), badge("kenya"), "c7"),
        await first.handle(RequestFloor(), badge("kenya"), "c7"),
        await second.handle(RequestFloor(), badge("kenya"), "c7"),
        *await asyncio.gather(*(first.handle(RequestFloor(), badge("kenya"), "c7") for _ in range(5))),
    ]
    assert answers == [5] * 8
    assert order(second.state) == ["kenya"]


async def test_one_id_of_two_people_is_two_commands(process: Processes) -> None:
    room = await opened(await enter(process()))
    await room.handle(RequestFloor(), badge("kenya"), "c1")
    await room.handle(RequestFloor(), badge("fiji"), "c1")
    assert order(room.state) == ["kenya", "fiji"]


async def test_nobody_is_refused_on_stale_knowledge(process: Processes) -> None:
    first, second = await enter(process()), await enter(process())
    await opened(first)
    assert second.state.position == 0
    assert await second.handle(RequestFloor(), badge("kenya"), "c1") == 5


async def test_nobody_is_let_in_on_stale_knowledge(process: Processes) -> None:
    first = await opened(await enter(process()))
    second = await enter(process())
    await first.handle(CloseList(), DESK, "close")
    assert await outcome(second, RequestFloor(), "kenya", "c1") == Reason.LIST_CLOSED


async def test_a_refusal_in_a_batch_touches_only_its_asker(process: Processes) -> None:
    room = await opened(await enter(process()))
    answers = await asyncio.gather(
        outcome(room, RequestFloor(), "kenya", "c1"),
        outcome(room, RequestFloor(), "kenya", "c2"),
        outcome(room, RequestFloor(), "fiji", "c3"),
        outcome(room, OpenList(), "fiji", "c4"),
    )
    assert [*answers] == [5, Reason.ALREADY_ON_LIST, 6, Reason.NOT_PERMITTED]


async def test_a_command_that_was_refused_is_refused_in_all_its_copies(process: Processes) -> None:
    first, second = await opened(await enter(process())), await enter(process())
    await first.handle(CloseList(), DESK, "close")
    assert await outcome(first, RequestFloor(), "kenya", "c1") == Reason.LIST_CLOSED
    await first.handle(OpenList(), DESK, "open again")
    assert await outcome(first, RequestFloor(), "kenya", "c1") == Reason.LIST_CLOSED
    assert await outcome(second, RequestFloor(), "kenya", "c1") == Reason.LIST_CLOSED
    assert await outcome(second, RequestFloor(), "kenya", "asked anew") == 7


async def test_of_copies_that_are_decided_together_all_are_answered_the_same(process: Processes) -> None:
    room = await opened(await enter(process()))
    await room.handle(CloseList(), DESK, "close")
    answers = await asyncio.gather(
        outcome(room, RequestFloor(), "kenya", "c1"),
        room.handle(OpenList(), DESK, "open again"),
        outcome(room, RequestFloor(), "kenya", "c1"),
        outcome(room, RequestFloor(), "fiji", "c1"),
    )
    assert [*answers] == [Reason.LIST_CLOSED, 6, Reason.LIST_CLOSED, 7]


async def test_what_was_so_already_is_not_carried_out_by_a_copy_later(process: Processes) -> None:
    first, second = await opened(await enter(process())), await enter(process())
    await first.handle(SetTimeLimit(90), DESK, "ninety")
    assert await first.handle(SetTimeLimit(90), DESK, "ninety again") == 5
    await first.handle(SetTimeLimit(60), DESK, "sixty")
    assert [await one.handle(SetTimeLimit(90), DESK, "ninety again") for one in (first, second)] == [5, 5]
    assert second.state.position == 6


class OnASlowWay:
    """A log to which what is appended comes once it is `let_through`."""

    def __init__(self, log: RoomLog) -> None:
        self._log = log
        self.let_through = asyncio.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)

    async def append(self, entries: Sequence[Entry], epoch: str) -> str:
        await self.let_through.wait()
        return await self._log.append(entries, epoch)


async def test_a_copy_that_waits_for_the_store_is_not_carried_out_once_another_was_refused(process: Processes) -> None:
    """A phone asks, its process does not reach the store; it asks again by another process, which refuses."""
    first, second = await opened(await enter(process())), await enter(process())
    second._log = way = OnASlowWay(second._log)
    waiting = asyncio.create_task(outcome(second, RequestFloor(), "kenya", "c1"))
    await asyncio.sleep(0)
    await first.handle(CloseList(), DESK, "close")
    assert await outcome(first, RequestFloor(), "kenya", "c1") == Reason.LIST_CLOSED
    await first.handle(OpenList(), DESK, "open again")
    way.let_through.set()
    assert await waiting == Reason.LIST_CLOSED
    assert order(second.state) == []
    assert second.state.position == 6


async def test_an_asker_who_goes_away_disturbs_nobody(process: Processes) -> None:
    room = await opened(await enter(process()))
    leaving = asyncio.create_task(room.handle(RequestFloor(), badge("kenya"), "c1"))
    staying = asyncio.create_task(room.handle(RequestFloor(), badge("fiji"), "c2"))
    await asyncio.sleep(0)
    leaving.cancel()
    assert await staying == 6
    assert order(room.state) == ["kenya", "fiji"]


async def test_what_one_process_does_the_other_sees(process: Processes) -> None:
    first, second = await enter(process()), await enter(process())
    async with kept_up(second):
        await opened(first)
        await until(second, lambda state: state.position == 4)
    assert second.state == first.state


async def test_watchers_are_told_of_every_change_and_then_no_more(process: Processes) -> None:
    room = await opened(await enter(process()))
    seen: list[int] = []

    def watch() -> None:
        seen.append(room.state.position)

    room.watch(watch)
    async with kept_up(room):
        await room.handle(RequestFloor(), badge("kenya"), "c1")
        await room.handle(RequestFloor(), badge("fiji"), "c2")
        room.unwatch(watch)
        await room.handle(RequestFloor(), badge("peru"), "c3")
    assert seen == [5, 6]


async def test_case_13_time_does_not_go_back_between_processes(process: Processes) -> None:
    first, second = await opened(await enter(process())), await enter(process())
    for n, room in enumerate([first, second] * 5):
        await room.handle((CloseList, OpenList)[n % 2](), DESK, f"c{n}")
    stored = await process().log("plenary").read(0)
    assert [entry.at for entry in stored] == sorted(entry.at for entry in stored)


async def test_a_fault_of_ours_reaches_the_asker(process: Processes, monkeypatch: pytest.MonkeyPatch) -> None:
    room = await opened(await enter(process()))

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(deciding, "decide", broken)
    assert await outcome(room, RequestFloor(), "kenya", "c1") == Reason.OUR_FAULT
    monkeypatch.undo()
    assert await room.handle(RequestFloor(), badge("kenya"), "c1") == 5


# A store that is down, an answer that is lost, a log that is lost


@pytest.mark.fault
@pytest.mark.usefixtures("impatient")
async def test_a_store_that_is_down_is_said_to_be_and_the_same_id_tells_the_truth_later(valkey: EmbeddedValkey) -> None:
    store = RedisStore(valkey.url, "test:")
    room = await opened(await enter(store))
    valkey.kill()
    asked = [outcome(room, RequestFloor(), name, name) for name in ("kenya", "fiji")]
    assert [*await asyncio.gather(*asked)] == [Reason.UNAVAILABLE, Reason.UNAVAILABLE]
    valkey.start()
    asked = [outcome(room, RequestFloor(), name, name) for name in ("kenya", "fiji")]
    assert [*await asyncio.gather(*asked)] == [5, 6]
    assert order(room.state) == ["kenya", "fiji"]
    await store.close()


@pytest.mark.fault
async def test_a_store_that_comes_back_soon_costs_only_time(valkey: EmbeddedValkey) -> None:
    store = RedisStore(valkey.url, "test:")
    room = await opened(await enter(store))
    valkey.kill()
    asking = asyncio.create_task(room.handle(RequestFloor(), badge("kenya"), "c1"))
    await asyncio.sleep(0)
    valkey.start()
    assert await asking == 5
    await store.close()


@pytest.mark.fault
async def test_a_command_whose_answer_was_lost_is_done_once(valkey: EmbeddedValkey, tmp_path: Path) -> None:
    async with losing_proxy(valkey.socket, tmp_path) as proxy:
        store = RedisStore(proxy.url, "test:")
        room = await opened(await enter(store))
        proxy.lose_answer_to(b"EVALSHA")
        answers = await asyncio.gather(*(outcome(room, RequestFloor(), name, name) for name in CROWD[:20]))
        assert (proxy.lost, answers) == (1, list(range(5, 25)))
        assert order(replay(await store.log("plenary").read(0))) == CROWD[:20]
        await store.close()


@pytest.mark.fault
async def test_a_read_whose_answer_was_lost_refuses_nobody_wrongly(valkey: EmbeddedValkey, tmp_path: Path) -> None:
    async with losing_proxy(valkey.socket, tmp_path) as proxy:
        elsewhere, store = RedisStore(valkey.url, "test:"), RedisStore(proxy.url, "test:")
        behind = await enter(store)
        await opened(await enter(elsewhere))
        proxy.lose_answer_to(b"XRANGE")
        assert await outcome(behind, RequestFloor(), "kenya", "c1") == 5
        assert proxy.lost == 1
        await store.close()
        await elsewhere.close()


async def forget(prefix: str) -> None:
    async with Redis.from_url(server().url) as redis:
        await redis.delete(f"{prefix}{{plenary}}:log", f"{prefix}{{plenary}}:epoch")


@pytest.fixture
async def kept() -> AsyncIterator[tuple[RedisStore, str]]:
    prefix = f"test-{secrets.token_hex(6)}:"
    store = RedisStore(server().url, prefix)
    yield store, prefix
    await forget(prefix)
    await store.close()


async def test_a_log_that_is_lost_is_never_written_to(kept: tuple[RedisStore, str]) -> None:
    store, prefix = kept
    room = await opened(await enter(store))
    await forget(prefix)
    assert await outcome(room, RequestFloor(), "kenya", "c1") == Reason.DEGRADED
    assert room.lost is not None
    assert await outcome(room, RequestFloor(), "fiji", "c2") == Reason.DEGRADED
    assert (await store.log("plenary").epoch(), await store.log("plenary").read(0)) == ("", [])


async def test_another_log_in_the_place_of_ours_is_neither_written_to_nor_followed(
    kept: tuple[RedisStore, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_log, "BLOCK_SECONDS", 0.1)
    store, prefix = kept
    room = await opened(await enter(store))
    before = room.state
    await forget(prefix)
    other = await opened(await enter(store))
    await other.handle(RequestFloor(), badge("fiji"), "c1")
    with pytest.raises(LogLost):
        await room.follow()
    assert room.state == before
    assert await outcome(room, RequestFloor(), "kenya", "c1") == Reason.DEGRADED
    assert [entry.actor for entry in (await store.log("plenary").read(0))[4:]] == [badge("fiji").id]


async def test_a_refusal_does_not_read_another_log_into_ours(kept: tuple[RedisStore, str]) -> None:
    store, prefix = kept
    room = await opened(await enter(store))
    before = room.state
    await forget(prefix)
    other = await opened(await enter(store))
    await other.handle(CloseList(), DESK, "close")
    assert await outcome(room, RequestFloor(), "atlantis", "c1") == Reason.DEGRADED
    assert room.state == before


# One fault, one asker


FIJI = badge("fiji").id


class PlantedFault(Exception):
    """Stands for whatever may fail in us."""


def failing_for_fiji(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    """From now on `what` fails with what Fiji asks, and with that alone."""
    works = getattr(deciding, what)

    def fails(*given: Any) -> Any:
        if any(FIJI in (getattr(one, "id", None), getattr(one, "actor", None)) for one in given):
            raise PlantedFault
        return works(*given)

    for module in (deciding, live_room):
        if hasattr(module, what):
            monkeypatch.setattr(module, what, fails)


@pytest.mark.parametrize("what", ["decide", "evolve", "write_entry"])
async def test_whatever_fails_in_deciding_reaches_its_asker_alone(
    process: Processes, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    room = await opened(await enter(process()))
    failing_for_fiji(monkeypatch, what)
    crowd = ["kenya", "fiji", "nepal", "peru"]
    asked = (outcome(room, RequestFloor(), delegation, f"c-{delegation}") for delegation in crowd)
    answers = dict(zip(crowd, await asyncio.gather(*asked), strict=True))
    assert answers == {"kenya": 5, "fiji": Reason.OUR_FAULT, "nepal": 6, "peru": 7}
    assert order(room.state) == ["kenya", "nepal", "peru"]
    assert (room.lost, await outcome(room, RequestFloor(), "mexico", "c-mexico")) == (None, 8)


async def test_an_entry_that_would_be_read_back_as_another_is_not_stored(
    process: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = process()
    room = await opened(await enter(store))
    monkeypatch.setattr(deciding, "read_entry", lambda stored: msgspec.structs.replace(read_entry(stored), actor="?"))
    assert await outcome(room, RequestFloor(), "kenya", "c1") == Reason.OUR_FAULT
    assert len(await store.log("plenary").read(0)) == 4


async def test_a_batch_that_fails_as_a_whole_is_carried_out_one_by_one(
    process: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await opened(await enter(process()))
    append = room._log.append

    async def fails(entries: Sequence[Entry], epoch: str) -> str:
        if FIJI in (entry.actor for entry in entries):
            raise PlantedFault
        return await append(entries, epoch)

    monkeypatch.setattr(room._log, "append", fails)
    crowd = ["kenya", "fiji", "nepal"]
    answers = await asyncio.gather(*(outcome(room, RequestFloor(), one, f"c-{one}") for one in crowd))
    assert answers == [5, Reason.OUR_FAULT, 6]


async def test_a_watcher_that_fails_keeps_no_other_from_knowing(process: Processes) -> None:
    room, known = await enter(process()), list[int]()

    def fails() -> None:
        raise PlantedFault

    room.watch(fails)
    room.watch(lambda: known.append(room.state.position), rank=1)
    await opened(room)
    assert known == [1, 2, 3, 4]


async def test_a_store_that_says_taken_for_ever_is_asked_now_and_then_and_given_up(
    process: Processes, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, appends = await opened(await enter(process())), 0

    async def always_taken(_entries: Sequence[Entry], _epoch: str) -> str:
        nonlocal appends
        appends += 1
        raise Outrun("it says so")

    monkeypatch.setattr(room._log, "append", always_taken)
    assert await outcome(room, RequestFloor(), "kenya", "c1") == Reason.UNAVAILABLE
    assert 1 < appends < 20


async def test_a_store_that_always_has_one_entry_more_is_given_up(
    process: Processes, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where time passes by waiting alone, patience would never run out."""
    monkeypatch.setattr(live_room, "ROUNDS_AT_ONCE", 5)
    room, reads = await opened(await enter(process())), 0
    last = (await room._log.read(0))[-1]

    async def one_more(after: int) -> list[Entry]:
        nonlocal reads
        reads += 1
        return [msgspec.structs.replace(last, position=after + 1, command=f"more-{after}")]

    async def outrun(*_: object) -> str:
        raise Outrun("another was first")

    monkeypatch.setattr(room._log, "read", one_more)
    monkeypatch.setattr(room._log, "append", outrun)
    monkeypatch.setattr(room._log, "answer", outrun)
    assert await outcome(room, RequestFloor(), "kenya", "c1") == Reason.UNAVAILABLE
    assert 5 < reads < 20
    reads = 0
    assert await outcome(room, OpenList(), "kenya", "c2") == Reason.UNAVAILABLE
    assert 5 < reads < 20


async def test_a_log_that_has_another_name_each_time_is_not_read_for_ever(
    process: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await opened(await enter(process()))
    names = (f"log-{n}" for n in range(1000))

    async def another() -> str:
        return next(names)

    monkeypatch.setattr(room._log, "epoch", another)
    with pytest.raises(Unavailable, match="another name each time"):
        await room.start()


# Logs that are damaged


@pytest.fixture
async def conference(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Rooms, str]]:
    """The rooms of a process, and the prefix they are kept under."""
    monkeypatch.setattr(redis_log, "BLOCK_SECONDS", 0.1)
    monkeypatch.setattr(rooms, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(rooms, "REGAIN_SECONDS", 0.05)
    prefix = f"test-{secrets.token_hex(6)}:"
    here = Rooms(RedisStore(server().url, prefix))
    await here.publish({"plenary": programme(), "breakout-1": programme(room="breakout-1")})
    yield here, prefix
    await here.close()


HOLES = {"at the front": ("XTRIM", "MAXLEN", "=", "2"), "in the middle": ("XDEL", "3-0")}


async def damage(prefix: str, what: str, *words: str) -> None:
    async with Redis.from_url(server().url) as redis:
        await redis.execute_command(what, f"{prefix}{{plenary}}:log", *words)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("where", HOLES)
async def test_a_hole_is_noticed_by_itself_and_its_room_alone_takes_no_commands(
    conference: tuple[Rooms, str], where: str
) -> None:
    here, prefix = conference
    room = await here.room("plenary")
    await room.handle(StartSegment("panel"), DESK, "start")
    await room.handle(StartPhase("floor"), DESK, "floor")
    await room.handle(OpenList(), DESK, "open")
    await damage(prefix, *HOLES[where])
    await becomes(lambda: room.degraded)
    assert await outcome(room, RequestFloor(), "kenya", "c1") == Reason.DEGRADED
    assert {name: health.fault is None for name, health in here.health().items()} == {
        "plenary": False,
        "breakout-1": True,
    }


@pytest.mark.parametrize(("where", "position"), [("at the front", 0), ("in the middle", 2)])
async def test_a_process_that_starts_on_a_hole_shows_what_can_be_read_and_takes_no_commands(
    conference: tuple[Rooms, str], where: str, position: int
) -> None:
    here, prefix = conference
    room = await here.room("plenary")
    await room.handle(StartSegment("panel"), DESK, "start")
    await room.handle(StartPhase("floor"), DESK, "floor")
    await room.handle(OpenList(), DESK, "open")
    await damage(prefix, *HOLES[where])
    again = Rooms(RedisStore(server().url, prefix))
    found = await again.room("plenary")
    assert (found.state.position, await outcome(found, RequestFloor(), "kenya", "c1")) == (position, Reason.DEGRADED)
    assert again.health()["plenary"].fault is not None
    await again.close()


async def test_an_entry_that_cannot_be_folded_is_a_lost_log(
    conference: tuple[Rooms, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, prefix = conference
    room = await here.room("plenary")
    failing_for_fiji(monkeypatch, "evolve")
    strange = Entry(2, AT, FIJI, DESK.role, "?", (SegmentStarted("panel"),))
    await damage(prefix, "XADD", "2-0", "entry", write_entry(strange).decode())
    await becomes(lambda: room.lost is not None)
    assert room.state.position == 1


# The rooms of a process


async def test_rooms_start_with_their_first_visitor() -> None:
    rooms_here = Rooms(RedisStore(server().url, f"test-{secrets.token_hex(6)}:"))
    await rooms_here.publish({name: programme(room=name) for name in ("plenary", "breakout-1")})
    assert await rooms_here.ids() == ["plenary", "breakout-1"]
    one, again = await asyncio.gather(rooms_here.room("plenary"), rooms_here.room("plenary"))
    assert one is again
    with pytest.raises(UnknownRoom):
        await rooms_here.room("dinner")
    assert {name: health.fault for name, health in rooms_here.health().items()} == {"plenary": None, "breakout-1": None}
    await rooms_here.close()


async def test_a_programme_in_force_is_not_published_again() -> None:
    store = RedisStore(server().url, f"test-{secrets.token_hex(6)}:")
    rooms_here = Rooms(store)
    for version in ("first", "first", "second", "first"):
        await rooms_here.publish({"plenary": programme(version=version)})
    assert [entry.position for entry in await store.log("plenary").read(0)] == [1, 2, 3]
    await rooms_here.close()


@pytest.mark.fault
async def test_a_follower_is_started_again_after_kill_9(
    valkey: EmbeddedValkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "LONGEST_BACK_OFF_SECONDS", 0.2)
    here, elsewhere = Rooms(RedisStore(valkey.url, "test:")), Rooms(RedisStore(valkey.url, "test:"))
    await here.publish({"plenary": programme()})
    seen, asked = await here.room("plenary"), await elsewhere.room("plenary")
    for n in range(3):
        valkey.kill()
        valkey.start()
        await asked.handle(OpenList("panel") if n % 2 == 0 else CloseList("panel"), DESK, f"c{n}")
        await until(seen, lambda state, known=n: state.position == known + 2)  # type: ignore[misc]
    assert seen.state == asked.state
    # It may have asked whether the store takes anything just while there was none: then it asks again in two seconds.
    await becomes(lambda: {name: health.fault for name, health in here.health().items()} == {"plenary": None})
    await here.close()
    await elsewhere.close()


@pytest.mark.fault
async def test_a_store_that_is_down_shows_in_the_health_of_its_rooms(valkey: EmbeddedValkey) -> None:
    here = Rooms(RedisStore(valkey.url, "test:"))
    await here.publish({"plenary": programme()})
    valkey.kill()
    await becomes(lambda: here.health()["plenary"].fault is not None)
    with pytest.raises(Unavailable):
        await here.ids()
    valkey.start()
    await here.close()
