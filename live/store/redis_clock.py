"""The conference's clock: the store's time plus a correction that the store keeps, read on this process's own clock.

Each process keeps its offset to the store's time. Somebody may set that time while a meeting runs: then every running
clock would jump, and processes would disagree until all have noticed. So the first to notice such a step adds it to
the correction, with the other sign, and the conference's time goes on as if nothing had happened, in every process.
The correction stays until it is set to nothing by hand: `rostrum clock`.
"""

import asyncio
import logging
import time
from collections import deque
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import NamedTuple

from redis.asyncio import Redis
from redis.exceptions import RedisError

from live import metrics
from live.background import cancel

logger = logging.getLogger(__name__)

FIRST_EXCHANGES = 5
EXCHANGE_EVERY_SECONDS = 1.0
REMEMBERED = 60
"""Exchanges among which the quickest is trusted: a minute of them, so that drift is followed."""
DRIFT = 5e-4
"""How far two clocks may drift apart in a second, in seconds: more than a time service ever steers."""
GRAIN_SECONDS = 0.005
STEP_SECONDS = 0.25
"""From this on a change of the store's time is a step, and is made good; a smaller one is followed."""
DOUBTS = 5
"""So many exchanges in a row have to say that the time was changed by hand before it is believed. Meanwhile the clock
runs on; another process that knows better may be cut off from the store for so long."""
AHEAD_SECONDS = 1.0
"""So far the end of a log may lie ahead of the clock before the clock must have been set back while nobody looked."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EXCHANGE = files("live.store").joinpath("exchange.lua").read_text()
CORRECT = files("live.store").joinpath("correct.lua").read_text()


class _Exchange(NamedTuple):
    """One reading: how long it took, the store's time less ours, the correction, and when by our clock."""

    took: float
    offset: float
    correction: int
    at: float

    @property
    def ahead(self) -> float:
        """How far the conference's time is ahead of our clock."""
        return self.offset + self.correction / 1000

    def is_far_from(self, other: "_Exchange") -> bool:
        """Whether the conference's time is another by a step."""
        return abs(self.ahead - other.ahead) >= STEP_SECONDS

    def agrees(self, other: "_Exchange") -> bool:
        """Whether both can be true of a store whose time was not set in between."""
        apart = abs(self.offset - other.offset)
        return apart <= (self.took + other.took) / 2 + GRAIN_SECONDS + DRIFT * abs(self.at - other.at)


class RedisClock:
    """The conference's time in this process. It goes back only where the correction was changed by hand.

    `steps` counts how often the store's time was found to be set, `correction` is what is added to it, in seconds.
    """

    def __init__(self, redis: Redis, correction_key: str) -> None:
        self._exchange_times = redis.register_script(EXCHANGE)
        self._take_correction = redis.register_script(CORRECT)
        self._key = correction_key
        self._exchanges: deque[_Exchange] = deque(maxlen=REMEMBERED)
        self._trusted: _Exchange | None = None
        self._latest = EPOCH
        self._task: asyncio.Task[None] | None = None
        self._doubts = 0
        """How many exchanges in a row gave another time than before; after `DOUBTS` of them it is believed."""
        self.steps = 0

    @property
    def correction(self) -> float:
        return self._trusted.correction / 1000 if self._trusted else 0.0

    def now(self) -> datetime:
        """The conference's time, aware UTC, whole milliseconds. `start` must have succeeded once."""
        assert self._trusted is not None, "the clock was not started"
        at = EPOCH + timedelta(milliseconds=int((time.monotonic() + self._trusted.ahead) * 1000))
        self._latest = max(self._latest, at)
        return self._latest

    async def start(self) -> None:
        """Exchange times until the clock can be trusted, then keep doing so. Raises redis-py's errors."""
        for _ in range(FIRST_EXCHANGES):
            await self._exchange()
        if self._task is None:
            self._task = asyncio.create_task(self._keep(), name="redis clock")

    async def stop(self) -> None:
        """Stop exchanging."""
        if self._task is not None:
            await cancel([self._task])
            self._task = None

    async def not_before(self, at: datetime) -> None:
        """See that the time is not before `at`, at which something is known to have happened: a running clock would
        count backwards. Raises redis-py's errors.
        """
        behind = (at - self.now()).total_seconds()
        if behind > AHEAD_SECONDS and self._trusted is not None:
            await self._make_good(-behind, self._trusted)
            await self._exchange()

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(EXCHANGE_EVERY_SECONDS)
            try:
                await self._exchange()
            except (RedisError, OSError):
                pass  # The clock runs on without; the follower reports it.
            except Exception:  # Else the task would end, and the clock drift away unseen.
                logger.exception("the store's clock could not be read")

    async def _exchange(self) -> None:
        fresh, trusted = await self._read(), self._trusted
        # Else nothing has happened, or what was known before is wrong by very little.
        if trusted is not None and not (fresh.correction == trusted.correction and fresh.agrees(trusted)):
            # One slow exchange does not say exactly by how much, also where another process has made it good.
            fresh = min([fresh, *[await self._read() for _ in range(FIRST_EXCHANGES)]])
            step = fresh.offset - trusted.offset
            if abs(step) >= STEP_SECONDS and fresh.correction == trusted.correction:
                await self._make_good(step, fresh)
                return
            if fresh.correction != trusted.correction and self._doubts < DOUBTS and fresh.is_far_from(trusted):
                # Changed by hand; or set twice, and another process is about to make the second time good.
                self._doubts += 1
                return
        self._doubts = 0
        self._learn(fresh)

    async def _read(self) -> _Exchange:
        asked = time.monotonic()
        seconds, micros, correction = await self._exchange_times(keys=[self._key])
        answered = time.monotonic()
        offset = int(seconds) + int(micros) / 1e6 - (asked + answered) / 2
        return _Exchange(answered - asked, offset, int(correction), answered)

    async def _make_good(self, step: float, known: _Exchange) -> None:
        """Take `step`, in seconds, off the correction that is `known`, for all processes; one of them does it.

        Nothing is read again here: a clock that is set once more in these milliseconds would be followed unseen.
        """
        correction = known.correction - round(step * 1000)
        if await self._take_correction(keys=[self._key], args=[known.correction, correction]):
            logger.warning("the store's clock was set by %+.3f s; running clocks go on as they were", step)
            self._learn(known._replace(correction=correction))

    def _learn(self, fresh: _Exchange) -> None:
        """Trust the quickest exchange that the newest does not contradict."""
        known, self._exchanges = self._exchanges, deque(maxlen=REMEMBERED)
        self._exchanges.extend(one for one in known if one.agrees(fresh) and one.correction == fresh.correction)
        self._exchanges.append(fresh)
        before, self._trusted = self._trusted, min(self._exchanges)
        metrics.CLOCK_CORRECTION_SECONDS.set(self.correction)
        if before is None:
            return
        if before.correction != fresh.correction:
            self.steps += 1
            logger.warning("the conference's time is the store's and %+.3f s", self.correction)
            if self._trusted.is_far_from(before):
                self._latest = EPOCH
