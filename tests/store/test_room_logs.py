"""One promise, every engine: a room's log is appended at a position or not at all, and followed from one."""

import asyncio
import hashlib
import itertools
import json
import secrets
import time
from collections.abc import AsyncIterator, Container, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import msgspec
import pytest
from redis.asyncio import Redis

from live.room.authority import Role
from live.room.model.events import ListClosed, ListOpened
from live.room.rules.repeated import REMEMBERED_FOR, REPEATED_FOR
from live.room.transitions import Entry
from live.store import memory_log, redis_log
from live.store.embedded import EmbeddedValkey
from live.store.keys import Keys
from live.store.memory_log import MemoryLog
from live.store.redis_log import RedisLog, RedisStore
from live.store.room_log import Answered, LogLost, Outrun, RoomLog, Unavailable
from live.wire import write_entry
from tests.awaited import PATIENCE
from tests.given import AT
from tests.simulation.lines import Exchange
from tests.simulation.server import Server
from tests.store.proxy import losing_proxy
from tests.valkey import server

POLL_SECONDS = 0.1
"""How long a follower waits before it looks whether the log is still there; shorter than in earnest."""


class Engine(Protocol):
    """A log, by however many processes it is used, and what may befall it."""

    def log(self) -> RoomLog: ...

    async def stored(self) -> list[bytes]: ...

    async def lose(self) -> None: ...


class InMemory:
    def __init__(self) -> None:
        self._log = MemoryLog("plenary")

    def log(self) -> MemoryLog:
        return self._log

    async def stored(self) -> list[bytes]:
        return self._log.stored

    async def lose(self) -> None:
        self._log.lose()


class InRedis:
    """Every `log` has a client of its own, as every process has."""

    def __init__(self, url: str, prefix: str) -> None:
        self._url = url
        self._prefix = prefix
        self._stores: list[RedisStore] = []

    def client(self) -> Redis:
        """Straight to what is kept."""
        return Redis.from_url(self._url)

    def store(self) -> RedisStore:
        """The store, as another process has it."""
        self._stores.append(RedisStore(self._url, self._prefix))
        return self._stores[-1]

    def log(self) -> RedisLog:
        return self.store().log("plenary")

    @property
    def key(self) -> str:
        """Where the log is kept."""
        return f"{self._prefix}{{plenary}}:log"

    async def stored(self) -> list[bytes]:
        async with self.client() as redis:
            found: Any = await redis.xrange(f"{self._prefix}{{plenary}}:log")
            return [fields[b"entry"] for _, fields in found]

    async def replace(self, stored: list[bytes], epoch: str) -> None:
        """Put these entries in the place of what is there."""
        async with self.client() as redis:
            await redis.delete(f"{self._prefix}{{plenary}}:log")
            await redis.set(f"{self._prefix}{{plenary}}:epoch", epoch)
            for position, one in enumerate(stored, 1):
                await redis.xadd(f"{self._prefix}{{plenary}}:log", {"entry": one}, id=f"{position}-0")

    async def add(self, entries: list[Entry]) -> None:
        """Append as an older release does, without digests."""
        async with self.client() as redis:
            for one in entries:
                await redis.xadd(f"{self._prefix}{{plenary}}:log", {"entry": write_entry(one)}, id=f"{one.position}-0")

    async def lose(self) -> None:
        async with self.client() as redis:
            await redis.delete(f"{self._prefix}{{plenary}}:log", f"{self._prefix}{{plenary}}:epoch")

    async def close(self) -> None:
        for store in self._stores:
            await store.close()


class InSimulatedRedis(InRedis):
    """What `rostrum simulate` runs on, in real time."""

    def __init__(self, prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__("simulated", prefix)
        self._exchange = Exchange(Server(time.time), 0)
        monkeypatch.setattr(redis_log, "async_client", self._exchange.client)

    def client(self) -> Redis:
        return self._exchange.client("straight", PATIENCE)


async def stream_engine(kind: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[InRedis]:
    """A log kept in a stream of the real server, or of the simulated one."""
    prefix = f"test-{secrets.token_hex(6)}:"
    engine = InRedis(server().url, prefix) if kind == "redis" else InSimulatedRedis(prefix, monkeypatch)
    yield engine
    await engine.lose()
    await engine.close()


@pytest.fixture(params=["memory", "redis", "simulated"])
async def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Engine]:
    monkeypatch.setattr(memory_log, "IDLE_SECONDS", POLL_SECONDS)
    monkeypatch.setattr(redis_log, "BLOCK_SECONDS", POLL_SECONDS)
    if request.param == "memory":
        yield InMemory()
        return
    async for made in stream_engine(request.param, monkeypatch):
        yield made


@pytest.fixture(params=["redis", "simulated"])
async def streams(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[InRedis]:
    monkeypatch.setattr(redis_log, "BLOCK_SECONDS", POLL_SECONDS)
    async for made in stream_engine(request.param, monkeypatch):
        yield made


def entry(position: int, actor: str = "user:desk") -> Entry:
    happened = (ListOpened if position % 2 else ListClosed)("panel")
    return Entry(position, AT + timedelta(seconds=position), actor, Role.OPERATOR, f"c{position}", (happened,))


def some(first: int, last: int, actor: str = "user:desk") -> list[Entry]:
    return [entry(position, actor) for position in range(first, last + 1)]


async def followed(log: RoomLog, after: int, epoch: str, until: int) -> list[Entry]:
    """What `log` hands to a follower, up to position `until`."""
    seen: list[Entry] = []
    async with asyncio.timeout(PATIENCE):
        async for fresh in log.follow(after, epoch):
            seen += fresh
            if seen and seen[-1].position >= until:
                break
    return seen


async def ends_with_loss(log: RoomLog, after: int, epoch: str) -> list[Entry]:
    """What a follower is handed before it is told that the log is lost."""
    seen: list[Entry] = []
    with pytest.raises(LogLost):
        async with asyncio.timeout(PATIENCE):
            async for fresh in log.follow(after, epoch):
                seen += fresh
    return seen


# Append and read


async def test_a_log_without_an_entry_has_no_name_and_nothing_in_it(engine: Engine) -> None:
    log = engine.log()
    assert (await log.epoch(), await log.read(0)) == ("", [])


async def test_what_is_appended_is_read_in_order_and_by_everyone(engine: Engine) -> None:
    log = engine.log()
    epoch = await log.append(some(1, 3), "")
    assert await log.append(some(4, 5), epoch) == epoch
    other = engine.log()
    assert (await other.epoch(), await other.read(0)) == (epoch, some(1, 5))


async def test_a_log_is_read_from_anywhere(engine: Engine) -> None:
    log = engine.log()
    await log.append(some(1, 5), "")
    assert [await log.read(after) for after in range(6)] == [some(after + 1, 5) for after in range(6)]


async def test_a_long_log_is_read_whole(engine: Engine) -> None:
    log = engine.log()
    epoch = ""
    for first in range(1, 2401, 300):
        epoch = await log.append(some(first, first + 299), epoch)
    assert [stored.position for stored in await log.read(0)] == list(range(1, 2401))
    assert [stored.position for stored in await followed(log, 0, epoch, 2400)] == list(range(1, 2401))


async def test_a_position_that_is_taken_is_outrun_and_nothing_is_stored(engine: Engine) -> None:
    log = engine.log()
    epoch = await log.append(some(1, 3), "")
    for late in (some(1, 1, "other"), some(3, 3, "other"), some(3, 6, "other"), some(1, 9, "other")):
        with pytest.raises(Outrun):
            await log.append(late, epoch)
    assert await log.read(0) == some(1, 3)


async def test_the_same_entries_twice_are_outrun_the_second_time(engine: Engine) -> None:
    log = engine.log()
    epoch = await log.append(some(1, 3), "")
    for known in ("", epoch):
        with pytest.raises(Outrun):
            await log.append(some(1, 3), known)
    assert await log.read(0) == some(1, 3)


async def test_whoever_believed_the_log_empty_is_outrun(engine: Engine) -> None:
    first, second = engine.log(), engine.log()
    await first.append(some(1, 1), "")
    with pytest.raises(Outrun):
        await second.append(some(1, 1, "other"), "")
    assert await second.read(0) == some(1, 1)


async def test_a_gap_is_never_left(engine: Engine) -> None:
    log = engine.log()
    epoch = await log.append(some(1, 2), "")
    with pytest.raises(LogLost):
        await log.append(some(4, 4), epoch)
    assert await log.read(0) == some(1, 2)


async def test_nothing_is_stored_past_the_end_of_an_empty_log(engine: Engine) -> None:
    log = engine.log()
    with pytest.raises(LogLost):
        await log.append(some(2, 2), "")
    assert (await log.epoch(), await log.read(0)) == ("", [])


async def test_eight_writers_leave_no_gap_and_store_nothing_twice(engine: Engine) -> None:
    each = 25

    async def write(writer: str) -> None:
        log, known, epoch = engine.log(), 0, ""
        for _ in range(each):
            while True:
                try:
                    epoch = await log.append([entry(known + 1, writer)], epoch)
                except Outrun:
                    known += len(await log.read(known))
                    epoch = await log.epoch()
                else:
                    known += 1
                    break

    writers = [f"writer-{n}" for n in range(8)]
    await asyncio.gather(*map(write, writers))
    stored = await engine.log().read(0)
    assert [one.position for one in stored] == list(range(1, 8 * each + 1))
    assert {writer: sum(one.actor == writer for one in stored) for writer in writers} == dict.fromkeys(writers, each)


async def test_of_batches_at_one_position_one_is_stored_whole_and_the_others_not_at_all(engine: Engine) -> None:
    logs = [engine.log() for _ in range(8)]
    batches = [some(1, 2 + n, f"writer-{n}") for n in range(8)]
    outcomes = await asyncio.gather(
        *(log.append(batch, "") for log, batch in zip(logs, batches, strict=True)), return_exceptions=True
    )
    stored = await logs[0].read(0)
    assert [type(outcome) for outcome in outcomes].count(Outrun) == 7
    assert batches.count(stored) == 1
    assert isinstance(outcomes[batches.index(stored)], str)


# What is answered beside the log


async def test_what_left_no_entry_is_answered_once_and_never_appended(engine: Engine) -> None:
    first, second = engine.log(), engine.log()
    epoch = await first.append(some(1, 3, "mine"), "")
    asked = [(one.actor, one.command) for one in some(1, 9, "mine")]
    assert await first.answer(3, {asked[3]: b"no", asked[4]: b"so already"}, epoch) == {}
    assert await second.answer(3, {asked[4]: b"otherwise", asked[5]: b"new"}, epoch) == {asked[4]: b"so already"}
    with pytest.raises(Answered) as told:
        await second.append(some(4, 6, "mine"), epoch)
    assert told.value.answers == {asked[3]: b"no", asked[4]: b"so already", asked[5]: b"new"}
    assert await first.read(0) == some(1, 3, "mine")
    # The same ids, of somebody else.
    await second.append([msgspec.structs.replace(one, actor="other") for one in some(4, 6, "mine")], epoch)
    assert [one.actor for one in await first.read(3)] == ["other"] * 3


async def test_an_answer_is_kept_only_at_the_end_of_the_log_that_it_was_made_of(engine: Engine) -> None:
    log = engine.log()
    assert await log.answer(0, {("kenya", "c1"): b"no programme"}, "") == {}
    assert (await log.epoch(), await log.read(0)) == ("", [])
    epoch = await log.append(some(1, 3), "")
    for position, named in ((0, ""), (2, epoch)):
        with pytest.raises(Outrun):
            await log.answer(position, {("kenya", "c2"): b"no"}, named)
    for position, named in ((4, epoch), (3, "another")):
        with pytest.raises(LogLost):
            await log.answer(position, {("kenya", "c2"): b"no"}, named)
    assert await log.answer(3, {("kenya", "c2"): b"yes", ("kenya", "c1"): b"yes"}, epoch) == {
        ("kenya", "c1"): b"no programme"
    }


async def test_what_is_answered_ends_by_itself_when_no_client_repeats_it_any_more() -> None:
    prefix = f"test-{secrets.token_hex(6)}:"
    store = RedisStore(server().url, prefix)
    asked = ("badge:ken:1", "c1"), ("badge:ken", "1:c1")
    assert await store.log("plenary").answer(0, dict.fromkeys(asked, b"no"), "") == {}
    async with Redis.from_url(server().url) as redis:
        left = [await redis.pttl(Keys(prefix).answered("plenary", *one)) / 1000 for one in asked]
        assert await redis.delete(*(Keys(prefix).answered("plenary", *one) for one in asked)) == 2
    assert all(REPEATED_FOR.total_seconds() < seconds <= REMEMBERED_FOR.total_seconds() for seconds in left)
    await store.close()


# The chain


def hold_together(stored: list[bytes], unchained: Container[int] = ()) -> None:
    """Every entry, but for those at these positions, carries the digest of all before it."""
    digest = hashlib.sha256(b"rostrum:plenary").hexdigest()
    for position, one in enumerate(stored, 1):
        assert json.loads(one).get("before") == (None if position in unchained else digest)
        digest = hashlib.sha256(f"{digest} {position} ".encode() + one).hexdigest()


async def test_each_entry_is_stored_with_the_digest_of_all_before_it(engine: Engine) -> None:
    log, other = engine.log(), engine.log()
    epoch = await log.append(some(1, 3), "")
    await log.append(some(4, 4), epoch)
    await other.append(some(5, 7), epoch)  # It never read what it appends to.
    assert await log.read(4) == some(5, 7)
    await log.append(some(8, 9), epoch)
    assert await followed(other, 7, epoch, 9) == some(8, 9)
    await other.append(some(10, 10), epoch)
    stored = await engine.stored()
    assert len(stored) == 10
    hold_together(stored)


async def test_a_log_that_was_lost_begins_a_chain_of_its_own(engine: Engine) -> None:
    log = engine.log()
    await log.append(some(1, 3), "")
    await engine.lose()
    assert await log.read(0) == []
    await log.append(some(1, 2, "other"), "")
    hold_together(await engine.stored())


@pytest.mark.parametrize("read", ["all of it", "its end", "nothing"])
async def test_the_chain_of_an_older_log_begins_where_it_is_gone_on_with(
    streams: InRedis, read: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_log, "PAGE", 2)
    await streams.replace([write_entry(one) for one in some(1, 5)], "e0")
    log = streams.log()
    if read != "nothing":
        after = 0 if read == "all of it" else 3
        assert await log.read(after) == some(after + 1, 5)
    await log.append(some(6, 7), "e0")
    await streams.log().append(some(8, 8), "e0")
    hold_together(await streams.stored(), unchained=range(1, 6))
    assert await streams.log().read(0) == some(1, 8)


async def test_nothing_is_appended_to_another_entry_than_the_one_that_was_read(streams: InRedis) -> None:
    log = streams.log()
    epoch = await log.append(some(1, 3), "")
    stored = await streams.stored()
    # As a server that took over without the last entry, and was given another.
    await streams.replace(stored[:2], epoch)
    await streams.log().append(some(3, 3, "other"), epoch)
    with pytest.raises(LogLost):
        await log.append(some(4, 4), epoch)
    assert await log.read(0) == [*some(1, 2), *some(3, 3, "other")]
    await log.append(some(4, 4), epoch)
    hold_together(await streams.stored())


@pytest.mark.parametrize("after", ["reading", "following", "nothing"])
async def test_an_older_release_that_writes_beside_this_one_is_chained_by_what_follows(
    streams: InRedis, after: str
) -> None:
    """As while servers are replaced one after another."""
    log, other = streams.log(), streams.log()
    epoch = await log.append(some(1, 3), "")
    assert await other.read(0) == some(1, 3)
    await streams.add(some(4, 5))
    with pytest.raises(Outrun):
        await log.append(some(4, 4, "mine"), epoch)
    if after == "reading":
        assert await log.read(3) == some(4, 5)
    if after == "following":
        assert await followed(log, 3, epoch, 5) == some(4, 5)
    await log.append(some(6, 6), epoch)
    assert await other.read(3) == some(4, 6)
    await streams.add(some(7, 7))
    assert await followed(other, 6, epoch, 7) == some(7, 7)
    await other.append(some(8, 8), epoch)
    stored = await streams.stored()
    assert [json.loads(one).get("before") is None for one in stored] == [n in (4, 5, 7) for n in range(1, 9)]
    hold_together(stored, unchained=(4, 5, 7))
    assert await log.read(0) == some(1, 8)


@pytest.mark.parametrize("how", ["read", "follow"])
async def test_what_was_stored_after_another_entry_is_not_taken_for_what_follows(streams: InRedis, how: str) -> None:
    """A server took over without the last entry, and went on from there under the same name."""
    log = streams.log()
    epoch = await log.append(some(1, 3), "")
    stored = await streams.stored()
    await streams.replace(stored[:2], epoch)
    await streams.log().append(some(3, 5, "other"), epoch)
    with pytest.raises(LogLost, match="another up to 3"):
        await (log.read(3) if how == "read" else followed(log, 3, epoch, 4))
    # Who reads it from its beginning knows of no other.
    assert await log.read(0) == [*some(1, 2), *some(3, 5, "other")]
    await log.append(some(6, 6), epoch)
    hold_together(await streams.stored())


# Follow


async def test_a_follower_sees_everything_in_order(engine: Engine) -> None:
    log = engine.log()
    epoch = await log.append(some(1, 2), "")
    following = asyncio.create_task(followed(engine.log(), 0, epoch, 40))
    for position in range(3, 41):
        await log.append([entry(position)], epoch)
    assert await following == some(1, 40)


async def test_a_follower_may_begin_in_the_middle(engine: Engine) -> None:
    log = engine.log()
    epoch = await log.append(some(1, 9), "")
    assert await followed(engine.log(), 4, epoch, 9) == some(5, 9)


async def test_a_follower_may_begin_before_the_first_entry(engine: Engine) -> None:
    following = asyncio.create_task(followed(engine.log(), 0, "", 3))
    log = engine.log()
    epoch = await log.append(some(1, 1), "")
    await log.append(some(2, 3), epoch)
    assert await following == some(1, 3)


async def test_followers_do_not_disturb_each_other(engine: Engine) -> None:
    log = engine.log()
    epoch = await log.append(some(1, 1), "")
    following = [asyncio.create_task(followed(engine.log(), after, epoch, 20)) for after in (0, 0, 1, 1)]
    await log.append(some(2, 20), epoch)
    assert await asyncio.gather(*following) == [some(1, 20), some(1, 20), some(2, 20), some(2, 20)]


async def test_an_idle_follower_says_so_now_and_then(engine: Engine) -> None:
    log = engine.log()
    epoch = await log.append(some(1, 1), "")
    async with asyncio.timeout(PATIENCE):
        async for fresh in log.follow(1, epoch):
            assert fresh == []
            break


async def test_who_looks_seldom_is_handed_at_once_what_is_appended_and_looks_often_again_when_asked(
    streams: InRedis,
) -> None:
    log, few = streams.log(), True
    epoch = await log.append(some(1, 1), "")
    often, seldom = log.follow(1, epoch), streams.log().follow(1, epoch, lambda: few)
    async with asyncio.timeout(PATIENCE):
        assert await anext(seldom) == []
        looking = asyncio.ensure_future(anext(seldom))
        assert [await anext(often) for _ in range(10)] == [[]] * 10
        assert not looking.done()
        few = False
        await log.append(some(2, 2), epoch)
        assert await looking == some(2, 2)
        assert await anext(seldom) == []
    await streams.lose()
    with pytest.raises(LogLost):
        async with asyncio.timeout(PATIENCE):
            await anext(seldom)


# A log that is lost


async def test_a_log_that_is_gone_is_not_written_to(engine: Engine) -> None:
    log = engine.log()
    epoch = await log.append(some(1, 3), "")
    await engine.lose()
    with pytest.raises(LogLost):
        await log.append(some(4, 4), epoch)
    assert (await log.epoch(), await log.read(0)) == ("", [])


async def test_another_log_in_its_place_is_not_written_to(engine: Engine) -> None:
    log = engine.log()
    epoch = await log.append(some(1, 3), "")
    await engine.lose()
    other = await engine.log().append(some(1, 3, "other"), "")
    assert other != epoch
    with pytest.raises(LogLost):
        await log.append(some(4, 4), epoch)
    assert (await log.epoch(), await log.read(0)) == (other, some(1, 3, "other"))


async def test_another_log_is_known_by_its_name_whatever_its_length(engine: Engine) -> None:
    log = engine.log()
    epoch = await log.append(some(1, 3), "")
    await engine.lose()
    await engine.log().append(some(1, 9, "other"), "")
    for ours in (some(4, 4), some(10, 10)):
        with pytest.raises(LogLost):
            await log.append(ours, epoch)
    assert await log.read(0) == some(1, 9, "other")


async def test_a_follower_is_told_that_its_log_is_gone(engine: Engine) -> None:
    log = engine.log()
    epoch = await log.append(some(1, 3), "")
    losing = asyncio.create_task(ends_with_loss(engine.log(), 3, epoch))
    await engine.lose()
    assert await losing == []


async def test_a_follower_is_told_that_its_log_is_another_one(engine: Engine) -> None:
    log = engine.log()
    epoch = await log.append(some(1, 3), "")
    await engine.lose()
    await log.append(some(1, 3, "other"), "")
    assert await ends_with_loss(log, 3, epoch) == []


async def test_a_follower_is_handed_nothing_of_another_log(engine: Engine) -> None:
    log = engine.log()
    epoch = await log.append(some(1, 3), "")
    await engine.lose()
    await log.append(some(1, 6, "other"), "")
    assert await ends_with_loss(log, 3, epoch) == []


async def test_a_log_that_lost_entries_in_its_middle_is_lost_to_a_follower(streams: InRedis) -> None:
    log = streams.log()
    epoch = await log.append(some(1, 6), "")
    async with streams.client() as redis:
        await redis.xdel(log._stream, "4-0")
    assert await ends_with_loss(log, 3, epoch) == []


async def test_whoever_read_further_than_the_log_goes_is_told(engine: Engine) -> None:
    log = engine.log()
    await log.append(some(1, 3), "")
    for after in (4, 7):
        with pytest.raises(LogLost):
            await log.read(after)


@pytest.mark.parametrize("how", ["read", "follow"])
async def test_a_log_that_ends_in_another_entry_than_was_read_is_lost_though_nothing_follows(
    streams: InRedis, how: str
) -> None:
    """A server took over without the last entry, and another process wrote one of its own in that place."""
    log = streams.log()
    epoch = await log.append(some(1, 3), "")
    stored = await streams.stored()
    await streams.replace(stored[:2], epoch)
    await streams.log().append(some(3, 3, "other"), epoch)
    if how == "follow":
        assert await ends_with_loss(log, 3, epoch) == []
        return
    with pytest.raises(LogLost, match="another up to 3"):
        await log.read(3)


async def test_a_follower_that_read_further_than_the_log_goes_is_told(engine: Engine) -> None:
    log = engine.log()
    epoch = await log.append(some(1, 3), "")
    assert await ends_with_loss(log, 7, epoch) == []


# Redis alone: what may become of a stream


DAMAGE = {
    "an entry in the middle is gone": ("XDEL", "2-0"),
    "the first entries are gone": ("XTRIM", "MAXLEN", "=", "2"),
    "something that is no entry follows": ("XADD", "5-0", "entry", "?"),
    "an entry of a release to come follows": ("XADD", "5-0", "entry", '{"v":99}'),
    "an entry without its text follows": ("XADD", "5-0", "other", "?"),
    "an entry at a place between two follows": ("XADD", "4-1", "entry", "{}"),
    "an entry of another place follows": ("XADD", "5-0", "entry", write_entry(entry(9))),
    "an entry was passed over": ("XADD", "6-0", "entry", write_entry(entry(6))),
    "it is no stream": ("SET", "?"),
}
READABLE = {"an entry in the middle is gone": 1, "the first entries are gone": 0, "it is no stream": 0}


@pytest.mark.parametrize("kind", DAMAGE)
async def test_a_damaged_log_is_a_lost_log_to_whoever_reads_appends_or_follows(
    streams: InRedis, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_log, "BLOCK_SECONDS", POLL_SECONDS)
    log = streams.log()
    epoch = await log.append(some(1, 4), "")
    following = asyncio.create_task(followed(log, 4, epoch, 9))
    what, *words = DAMAGE[kind]
    async with streams.client() as redis:
        await redis.execute_command(what, streams.key, *words)  # type: ignore[no-untyped-call]
    with pytest.raises(LogLost):
        await following
    with pytest.raises((LogLost, Outrun)):
        await log.append(some(5, 5), epoch)
    with pytest.raises(LogLost) as lost:
        await log.read(0)
    assert list(lost.value.readable) == some(1, READABLE.get(kind, 4))


# Redis alone: a server that dies, and one whose answer is lost


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[EmbeddedValkey]:
    """A server of one's own, to be killed."""
    with EmbeddedValkey(tmp_path) as started:
        yield started


@pytest.mark.fault
async def test_everything_accepted_is_there_after_kill_9(valkey: EmbeddedValkey) -> None:
    engine = InRedis(valkey.url, "test:")
    log = engine.log()
    accepted: list[Entry] = []
    for _ in range(3):
        enough = asyncio.Event()
        writing = asyncio.create_task(_write_until_it_dies(log, accepted, enough))
        async with asyncio.timeout(PATIENCE):
            await enough.wait()
        valkey.kill()
        with pytest.raises(Unavailable):
            await writing
        valkey.start()
        stored = await log.read(0)
        assert stored[: len(accepted)] == accepted
        # One more may be there: stored, and its answer lost.
        assert stored[len(accepted) :] in ([], [entry(len(accepted) + 1)])
        accepted = stored
    await engine.close()


async def _write_until_it_dies(log: RedisLog, accepted: list[Entry], enough: asyncio.Event) -> None:
    epoch = await log.epoch()
    for written in itertools.count(1):
        coming = entry(len(accepted) + 1)
        epoch = await log.append([coming], epoch)
        accepted.append(coming)
        if written == 50:
            enough.set()


@pytest.mark.fault
async def test_a_server_that_is_gone_is_unavailable(valkey: EmbeddedValkey) -> None:
    engine = InRedis(valkey.url, "test:")
    log = engine.log()
    epoch = await log.append(some(1, 1), "")
    following = asyncio.create_task(followed(log, 1, epoch, 9))
    # It has to be connected before there is something to break.
    await log.append(some(2, 2), epoch)
    valkey.kill()
    for asked in (log.epoch(), log.read(0), log.append(some(3, 3), epoch), following):
        with pytest.raises(Unavailable):
            await asked
    valkey.start()
    assert (await log.epoch(), await log.read(0)) == (epoch, some(1, 2))
    await engine.close()


@pytest.mark.fault
async def test_an_answer_that_was_lost_does_not_store_anything_twice(valkey: EmbeddedValkey, tmp_path: Path) -> None:
    async with losing_proxy(valkey.socket, tmp_path) as proxy:
        engine = InRedis(proxy.url, "test:")
        log = engine.log()
        epoch = await log.append(some(1, 1), "")
        proxy.lose_answer_to(b"EVALSHA")
        with pytest.raises(Unavailable):
            await log.append(some(2, 3), epoch)
        with pytest.raises(Outrun):
            await log.append(some(2, 3), epoch)
        assert (proxy.lost, await log.read(0)) == (1, some(1, 3))
        await engine.close()


async def test_a_server_that_has_forgotten_the_script_is_told_again(streams: InRedis) -> None:
    log = streams.log()
    epoch = await log.append(some(1, 1), "")
    async with streams.client() as redis:
        await redis.script_flush()
    assert await log.append(some(2, 2), epoch) == epoch


# The store: which rooms there are, and what time it is


async def test_the_rooms_keep_their_order(streams: InRedis) -> None:
    store = streams.store()
    assert await store.rooms() == []
    await store.set_rooms(["plenary", "breakout-2", "breakout-1"])
    await store.set_rooms(["plenary", "breakout-1"])
    assert await store.rooms() == ["plenary", "breakout-1"]


async def test_the_clock_is_the_servers_and_never_goes_back(streams: InRedis) -> None:
    store = streams.store()
    await store.open()
    async with streams.client() as redis:
        before = store.clock.now()
        seconds, micros = await redis.time()
        after = store.clock.now()
    told = datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=micros)
    tolerance = timedelta(milliseconds=50)
    assert before - tolerance <= told <= after + tolerance
    readings = [store.clock.now() for _ in range(1000)]
    assert readings == sorted(readings)
    assert {reading.microsecond % 1000 for reading in readings} == {0}


async def test_a_store_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    store = RedisStore(f"unix://{tmp_path}/nobody.sock")
    with pytest.raises(Unavailable):
        await store.open()
    with pytest.raises(Unavailable):
        await store.rooms()
    await store.close()
