"""Work beside what was asked: begun when there is some, never twice at the same time; and threads with the database."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import close_old_connections, connections

CANCEL_AGAIN_SECONDS = 0.1


async def cancel(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """End these tasks, and return when they have ended. What they raise is not passed on."""
    running = set(tasks)
    while running:
        # Again and again: redis-py loses a cancellation that comes while it connects.
        for task in running:
            task.cancel()
        ended, running = await asyncio.wait(running, timeout=CANCEL_AGAIN_SECONDS)
        for task in ended:
            _ = task.cancelled() or task.exception()


@contextmanager
def own_connection() -> Iterator[None]:
    """For a thread that serves no request: nobody else looks whether its connection to the database still works, or
    gives it back.
    """
    close_old_connections()
    try:
        yield
    finally:
        connections.close_all()


class Background:
    """One piece of work of the running event loop, called `name` where tasks are listed.

    `work` looks after its own faults: what it raises is reported by the event loop, and `start` begins it anew.
    """

    def __init__(self, work: Callable[[], Coroutine[Any, Any, None]], name: str) -> None:
        self._work = work
        self._name = name
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, unless it runs."""
        if not self.runs:
            self._task = asyncio.create_task(self._work(), name=self._name)

    @property
    def runs(self) -> bool:
        """Whether it was begun and has not ended."""
        return self._task is not None and not self._task.done()
