"""The conference's clock when somebody sets the store's: processes stay together, and running clocks are right."""

import asyncio
import itertools
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from live.store import redis_clock
from live.store.embedded import EmbeddedValkey
from live.store.redis_log import RedisStore
from live.store.room_log import Unavailable
from tests.awaited import PATIENCE, becomes
from tests.given import AT

LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
"""Tells a program another time than the machine's, and may change its mind while it runs."""
TOGETHER = timedelta(milliseconds=250)
HOUR = 3600

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(LIBRARY is None, reason="a clock can be set under one program only with libfaketime"),
]


@dataclass
class SetClock:
    """A Valkey whose clock can be set, and the processes that use it."""

    valkey: EmbeddedValkey
    file: Path
    _stores: list[RedisStore] = field(default_factory=list)
    _set: "itertools.count[int]" = field(default_factory=itertools.count)

    def set(self, seconds: int) -> None:
        """Let it be so many seconds ahead of the machine's from now on."""
        coming = self.file.with_suffix(f".{next(self._set)}")
        coming.write_text(f"{seconds:+d}\n")
        coming.rename(self.file)

    async def process(self) -> RedisStore:
        store = RedisStore(self.valkey.url, "test:")
        await store.open()
        self._stores.append(store)
        return store

    async def close(self) -> None:
        for store in self._stores:
            await store.close()


@pytest.fixture
def valkey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[EmbeddedValkey, Path]]:
    file = tmp_path / "clock"
    file.write_text("+0\n")
    told = {"LD_PRELOAD": str(LIBRARY), "FAKETIME_TIMESTAMP_FILE": str(file), "FAKETIME_NO_CACHE": "1"}
    for name, value in (told | {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_XRESET": "1"}).items():
        monkeypatch.setenv(name, value)
    valkey = EmbeddedValkey(tmp_path)
    valkey.start()
    for name in told:
        monkeypatch.delenv(name)
    assert "LD_PRELOAD" not in os.environ
    yield valkey, file
    valkey.stop()


@pytest.fixture
async def clocks(valkey: tuple[EmbeddedValkey, Path], monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SetClock]:
    monkeypatch.setattr(redis_clock, "EXCHANGE_EVERY_SECONDS", 0.1)
    clocks = SetClock(*valkey)
    yield clocks
    await clocks.close()


async def noticed(*stores: RedisStore) -> None:
    await becomes(lambda: all(store.clock.steps > 0 for store in stores))


def apart(*stores: RedisStore) -> timedelta:
    readings = [store.clock.now() for store in stores]
    return max(readings) - min(readings)


@pytest.mark.parametrize("step", [HOUR, -HOUR, 2, -2])
async def test_case_13_time_goes_on_as_it_was_in_every_process_when_the_stores_clock_is_set(
    clocks: SetClock, step: int
) -> None:
    one, other = await clocks.process(), await clocks.process()
    before, monotonic = one.clock.now(), asyncio.get_running_loop().time()
    clocks.set(step)
    await noticed(one, other)
    passed = timedelta(seconds=asyncio.get_running_loop().time() - monotonic)
    assert abs(one.clock.now() - before - passed) < TOGETHER
    assert apart(one, other) < TOGETHER
    assert round(one.clock.correction) == -step


@pytest.mark.parametrize("step", [HOUR, -HOUR])
async def test_a_process_that_is_started_after_that_agrees_with_those_that_ran(clocks: SetClock, step: int) -> None:
    one = await clocks.process()
    clocks.set(step)
    await noticed(one)
    assert apart(one, await clocks.process()) < TOGETHER


async def test_a_clock_that_is_set_again_and_back_is_followed_each_time(clocks: SetClock) -> None:
    one, other = await clocks.process(), await clocks.process()
    before, monotonic = one.clock.now(), asyncio.get_running_loop().time()
    for step in (HOUR, -HOUR, 0) * 5:
        known = one.clock.correction
        clocks.set(step)
        # The next comes as soon as one of them has noticed, while the other may be at it.
        async with asyncio.timeout(PATIENCE):
            while known in (one.clock.correction, other.clock.correction):  # noqa: ASYNC110
                await asyncio.sleep(0.001)
    passed = timedelta(seconds=asyncio.get_running_loop().time() - monotonic)
    assert abs(one.clock.now() - before - passed) < TOGETHER
    assert apart(one, other) < TOGETHER


@pytest.mark.parametrize("moment", range(10))
async def test_a_clock_that_is_set_again_while_that_is_made_good_is_followed_too(
    clocks: SetClock, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    one = await clocks.process()
    before, monotonic = one.clock.now(), asyncio.get_running_loop().time()
    asked = itertools.count()

    def setting_again(script: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def asks(**words: Any) -> Any:
            answer = await script(**words)
            if next(asked) == moment:
                clocks.set(-HOUR)
            return answer

        return asks

    clocks.set(HOUR)
    for script in ("_exchange_times", "_take_correction"):
        monkeypatch.setattr(one.clock, script, setting_again(getattr(one.clock, script)))
    async with asyncio.timeout(PATIENCE):
        while round(one.clock.correction) != HOUR:
            passed = timedelta(seconds=asyncio.get_running_loop().time() - monotonic)
            assert abs(one.clock.now() - before - passed) < TOGETHER
            await asyncio.sleep(0.01)
    passed = timedelta(seconds=asyncio.get_running_loop().time() - monotonic)
    assert abs(one.clock.now() - before - passed) < TOGETHER


async def test_a_clock_that_was_set_back_while_nobody_looked_is_not_before_what_has_happened(clocks: SetClock) -> None:
    one = await clocks.process()
    happened = one.clock.now()
    await one.clock.stop()
    clocks.set(-HOUR)
    late = await clocks.process()
    await late.not_before(happened)
    assert timedelta() <= late.clock.now() - happened < timedelta(seconds=PATIENCE)


async def test_what_happened_long_ago_changes_no_clock(clocks: SetClock) -> None:
    one = await clocks.process()
    await one.not_before(AT)
    assert (one.clock.correction, one.clock.steps) == (0, 0)


async def test_a_store_that_is_gone_meanwhile_changes_no_clock(clocks: SetClock) -> None:
    one = await clocks.process()
    clocks.valkey.kill()
    before = one.clock.now()
    with pytest.raises(Unavailable):
        await one.not_before(before + timedelta(hours=1))
    assert one.clock.now() - before < timedelta(seconds=PATIENCE)
    clocks.valkey.start()
