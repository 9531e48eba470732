"""An event loop whose time is virtual and whose order is drawn: one seed, one run, step for step.

Time passes in two ways only: each step takes a little, and when nothing is ready the next timer is due at once. Of all
that is ready any may be next. Every task and future has a number, by which it is placed in sets, so that no order hangs
on an address in memory.
"""

import asyncio
import heapq
import itertools
import random
from collections.abc import Coroutine, Generator
from contextvars import ContextVar
from typing import Any, Protocol

STEP_SECONDS = 50e-6
"""The longest that one step takes."""
STEPS_A_SECOND = 12_000
"""More steps in one virtual second are a livelock: people and processes together come to a quarter of it. Who does
nothing but step comes to three times as many."""


class Livelock(Exception):
    """Somebody goes round without end."""


class Deadlock(Exception):
    """Nothing is ready, nothing is due, and the run is not over."""


class Owner(Protocol):
    """Whose steps they are."""

    dead: bool
    """From now on none of its steps is taken: as after kill -9, nothing is finished and nothing is cleared up."""
    frozen: bool
    """None of its steps is taken for now; they are `held`."""
    held: list[asyncio.Handle]
    tasks: list["asyncio.Task[Any]"]


OWNER: ContextVar[Owner | None] = ContextVar("owner", default=None)


class NumberedTask(asyncio.Task[Any]):
    """A task that has the same place in a set in every run."""

    def __init__(self, number: int, coro: Coroutine[Any, Any, Any] | Generator[Any, None, Any], **options: Any) -> None:
        # Before all else: from its beginning it is in sets.
        self.number = number
        super().__init__(coro, **options)

    def __hash__(self) -> int:
        return self.number


class NumberedFuture(asyncio.Future[Any]):
    """The same for a future."""

    def __init__(self, number: int, **options: Any) -> None:
        self.number = number
        super().__init__(**options)

    def __hash__(self) -> int:
        return self.number


class VirtualLoop(asyncio.BaseEventLoop):
    """See the module. `steps` counts them; what goes wrong in a callback or an unread task is in `faults`."""

    def __init__(self, seed: object, most_steps: int = STEPS_A_SECOND) -> None:
        super().__init__()
        self.steps = 0
        self.faults: list[str] = []
        self.numbers = itertools.count()
        self._chance = random.Random(f"order {seed}")
        self._most_steps = most_steps
        # asyncio keeps its timers without their times, and is asked in Python which of two is due first.
        self._timers: list[tuple[float, asyncio.TimerHandle]] = []
        self._now = 0.0
        self._second, self._steps_before = 0, 0
        self.set_task_factory(self._numbered)
        self.set_exception_handler(lambda _, context: self._note(context))

    def time(self) -> float:
        return self._now

    def create_future(self) -> "asyncio.Future[Any]":
        return NumberedFuture(next(self.numbers), loop=self)

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> Any:  # type: ignore[override]
        """Threads have no place in a run that is to be repeated."""
        raise RuntimeError(f"{func} was to run in a thread")

    def allow_more_steps(self) -> None:
        """Begin to count anew."""
        self._steps_before = self.steps

    def call_at(self, when: float, callback: Any, *args: Any, context: Any = None) -> asyncio.TimerHandle:  # type: ignore[override]
        timer = asyncio.TimerHandle(when, callback, args, self, context)
        heapq.heappush(self._timers, (when, timer))
        return timer

    def timers(self) -> list[asyncio.TimerHandle]:
        """What is to come."""
        return [timer for _when, timer in self._timers]

    def resume(self, held: list[asyncio.Handle]) -> None:
        """Let these steps be taken after all."""
        self._ready.extend(held)  # type: ignore[attr-defined]

    def _numbered(self, _: Any, coro: Any, **options: Any) -> "asyncio.Task[Any]":
        task = NumberedTask(next(self.numbers), coro, loop=self, **options)
        context = options.get("context")
        owner = context.get(OWNER) if context is not None else OWNER.get()
        if owner is not None:
            owner.tasks.append(task)
            if len(owner.tasks) > 200:
                owner.tasks[:] = [one for one in owner.tasks if not one.done()]
        return task

    def _note(self, context: dict[str, Any]) -> None:
        error = context.get("exception")
        self.faults.append(f"{context.get('message')}: {type(error).__name__}: {error}")

    def _run_once(self) -> None:
        ready, timers = self._ready, self._timers  # type: ignore[attr-defined]
        while timers and (timers[0][0] <= self._now or not ready or timers[0][1].cancelled()):
            when, timer = heapq.heappop(timers)
            if not timer.cancelled():
                self._now = max(self._now, when)
                ready.append(timer)
        if not ready:
            raise Deadlock("nothing is ready, and nothing is due")
        if len(ready) > 1:
            ready.rotate(self._chance.randrange(len(ready)))
        handle = ready.popleft()
        if handle._cancelled:
            return
        if (owner := handle._context.get(OWNER)) is not None and (owner.dead or owner.frozen):
            if not owner.dead:
                owner.held.append(handle)
            return
        self._now += self._chance.random() * STEP_SECONDS
        self._count()
        handle._run()

    def _count(self) -> None:
        self.steps += 1
        if int(self._now) != self._second:
            self._second, self._steps_before = int(self._now), self.steps
        elif self.steps - self._steps_before > self._most_steps:
            raise Livelock(f"more than {self._most_steps} steps in second {self._second}")

    def _write_to_self(self) -> None:
        """Nobody sleeps who would have to be woken."""

    def _process_events(self, event_list: Any) -> None:
        """There are none: nothing outside of the run is waited for."""
