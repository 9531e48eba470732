"""The server's clock, read here: Redis `TIME` is the only clock, and each process keeps its offset to it."""

import asyncio
import contextlib
import time
from collections import deque
from datetime import UTC, datetime, timedelta

from redis.asyncio import Redis
from redis.exceptions import RedisError

FIRST_EXCHANGES = 5
EXCHANGE_EVERY_SECONDS = 10.0
REMEMBERED = 30
"""Exchanges among which the quickest is trusted: five minutes of them, so that drift is followed."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class RedisClock:
    """Redis `TIME` on this process's monotonic clock. The quickest exchange wins; it never goes back.

    A step of the server's wall clock is followed within `REMEMBERED` exchanges and never seen as a jump back.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._exchanges: deque[tuple[float, float]] = deque(maxlen=REMEMBERED)
        self._offset: float | None = None
        self._latest = EPOCH
        self._task: asyncio.Task[None] | None = None

    def now(self) -> datetime:
        """The server's time, aware UTC, whole milliseconds. `start` must have succeeded once."""
        assert self._offset is not None, "the clock was not started"
        at = EPOCH + timedelta(milliseconds=int((time.monotonic() + self._offset) * 1000))
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
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(EXCHANGE_EVERY_SECONDS)
            with contextlib.suppress(RedisError, OSError):  # The clock runs on without; the follower reports it.
                await self._exchange()

    async def _exchange(self) -> None:
        asked = time.monotonic()
        seconds, micros = await self._redis.time()
        answered = time.monotonic()
        offset = seconds + micros / 1e6 - (asked + answered) / 2
        self._exchanges.append((answered - asked, offset))
        self._offset = min(self._exchanges)[1]
