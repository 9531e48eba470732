"""Accounts of what was asked: bounded for ever, shared by processes, kept through restarts, open without a store."""

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis

from live.access import throttles
from live.access.throttles import Account, Bound, Throttles
from live.store.keys import Keys
from tests.valkey import server

ASKS = Bound("asks", 5, 0.01)
"""So slow that none comes back while a test runs."""


class Clock:
    """Time as a test has it."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def granted(accounts: Throttles, times: int, bound: Bound = ASKS, who: str = "ken") -> int:
    return sum(accounts.take(bound, who) <= 0 for _ in range(times))


@pytest.fixture
def prefix() -> str:
    return f"test-{secrets.token_hex(6)}:"


@pytest.fixture
async def one(prefix: str) -> AsyncIterator[Throttles]:
    accounts = Throttles(server().url, prefix)
    accounts.start()
    yield accounts
    await accounts.close()


@pytest.fixture
async def other(prefix: str) -> AsyncIterator[Throttles]:
    """The same accounts in another process."""
    accounts = Throttles(server().url, prefix)
    accounts.start()
    yield accounts
    await accounts.close()


def alone(clock: Clock, scale: float = 1.0) -> Throttles:
    """A process that never hears of a store."""
    return Throttles("redis://127.0.0.1:1/0", "", scale, clock)


def test_so_many_at_once_and_then_as_many_as_are_forgotten() -> None:
    clock = Clock()
    accounts, bound = alone(clock), Bound("asks", 5, 2.0)
    assert granted(accounts, 9, bound) == 5
    assert accounts.take(bound, "ken") == pytest.approx(0.5)
    assert accounts.take(bound, "fji") == 0, "an account of their own"
    clock.at += 0.5
    assert granted(accounts, 9, bound) == 1
    clock.at += 60
    assert granted(accounts, 9, bound) == 5


def test_whoever_asks_while_they_may_not_waits_no_longer_for_it() -> None:
    clock = Clock()
    accounts = alone(clock)
    granted(accounts, 5)
    before = accounts.wait(ASKS, "ken")
    assert granted(accounts, 1000) == 0
    assert accounts.wait(ASKS, "ken") == before


def test_what_happened_anyway_is_written_and_bounded() -> None:
    clock = Clock()
    accounts = alone(clock)
    for _ in range(1000):
        accounts.charge(ASKS, "ken")
    assert 0 < accounts.wait(ASKS, "ken") <= 2 * ASKS.at_once / ASKS.per_second


def test_a_tenth_of_the_bounds_still_lets_everybody_ask() -> None:
    assert granted(alone(Clock(), 0.1), 10) == 1
    assert granted(alone(Clock(), 10), 100) == 50


@given(
    st.lists(st.tuples(st.floats(0, 30), st.integers(1, 4)), max_size=60),
    st.integers(4, 20),
    st.floats(0.1, 10),
)
def test_in_no_time_is_more_granted_than_the_bound_says(
    asked: list[tuple[float, int]], at_once: int, per_second: float
) -> None:
    clock = Clock()
    accounts, bound = alone(clock), Bound("asks", at_once, per_second)
    given: list[tuple[float, int]] = []
    for pause, count in asked:
        clock.at += pause
        wait = accounts.take(bound, "ken", count)
        if wait <= 0:
            given.append((clock.at, count))
        else:
            clock.at += wait + 1e-6
            assert accounts.take(bound, "ken", count) <= 0, "when it was told to come back it may"
            given.append((clock.at, count))
    for n, (since, _) in enumerate(given):
        total = 0
        for at, count in given[n:]:
            total += count
            assert total <= at_once + per_second * (at - since) + 1e-3


def test_people_without_number_are_not_remembered_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttles, "ACCOUNTS", 100)
    accounts = alone(Clock())
    for n in range(1000):
        accounts.take(ASKS, f"name-{n}")
    assert len(accounts._empty_at) == 100


async def test_what_one_process_granted_counts_in_another(one: Throttles, other: Throttles) -> None:
    assert granted(one, 4) == 4
    await one.settled()
    assert await other.ask(ASKS, "ken") == 0
    assert await other.ask(ASKS, "ken") > 0


async def test_what_was_granted_is_not_forgotten_at_a_restart(one: Throttles, prefix: str) -> None:
    assert granted(one, 9) == 5
    await one.close()
    again = Throttles(server().url, prefix)
    assert await again.ask(ASKS, "ken") > 0
    await again.close()


async def test_processes_that_know_the_account_grant_no_more_together_for_ever(
    one: Throttles, other: Throttles
) -> None:
    for accounts in (one, other):
        assert await accounts.ask(ASKS, "ken") == 0
    assert granted(one, 9) + granted(other, 9) <= 2 * ASKS.at_once
    await one.settled()
    await other.settled()
    # Too much in a moment is forgotten only after everything else.
    assert other.wait(ASKS, "ken") > (ASKS.at_once - 1) / ASKS.per_second


async def test_many_accounts_are_told_together(one: Throttles, prefix: str) -> None:
    for n in range(1200):
        one.take(ASKS, f"badge:{n}")
    await one.settled()
    with Redis.from_url(server().url) as redis:
        assert len(list(redis.scan_iter(f"{prefix}bound:asks:*", count=1000))) == 1200


async def test_an_account_ends_by_itself(one: Throttles, prefix: str) -> None:
    one.take(ASKS, "ken", 2)
    await one.settled()
    with Redis.from_url(server().url) as redis:
        left = redis.pttl(Keys(prefix).bound("asks", "ken"))
    assert 190_000 < left <= 200_001


async def test_a_script_that_the_store_forgot_is_brought_again(one: Throttles, prefix: str) -> None:
    one.take(ASKS, "ken")
    await one.settled()
    with Redis.from_url(server().url) as redis:
        redis.script_flush()
    one.take(ASKS, "fji")
    await one.settled()
    with Redis.from_url(server().url) as redis:
        assert redis.exists(Keys(prefix).bound("asks", "fji"))


async def test_a_clock_that_was_set_back_keeps_nobody_out_for_longer_than_their_account(
    one: Throttles, prefix: str
) -> None:
    with Redis.from_url(server().url) as redis:
        seconds, _ = redis.time()
        redis.set(Keys(prefix).bound("asks", "ken"), (seconds + 3600) * 1_000_000)
    assert 0 < await one.ask(ASKS, "ken") <= 1 / ASKS.per_second + 1


async def test_while_the_store_is_away_everybody_is_let_in_and_still_bounded() -> None:
    accounts = Throttles("redis://127.0.0.1:1/0", "")
    accounts.start()
    assert [await accounts.ask(ASKS, "ken") <= 0 for _ in range(9)] == [True] * 5 + [False] * 4
    await accounts.close()


async def test_a_store_that_says_nothing_keeps_nobody_waiting_for_long() -> None:
    # Whoever knocks waits in its queue.
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        accounts = Throttles(f"redis://127.0.0.1:{port}/0", "")
        async with asyncio.timeout(5):
            assert await accounts.ask(ASKS, "ken") == 0
            assert await accounts.ask(ASKS, "fji") == 0
        assert Account(ASKS, "ken") in accounts._empty_at
        await accounts.close()


async def test_threads_may_ask_too(one: Throttles, prefix: str) -> None:
    counts = await asyncio.gather(*(asyncio.to_thread(granted, one, 3) for _ in range(8)))
    assert sum(counts) == 5
    await one.settled()
    with Redis.from_url(server().url) as redis:
        assert redis.exists(Keys(prefix).bound("asks", "ken"))
