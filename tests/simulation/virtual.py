"""Virtual time, drawn chance and a simulated store in the product's own modules, for as long as a run lasts."""

import contextlib
import gc
import logging
import random
import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from daphne import server as daphne_server
from daphne import ws_protocol

from consumers import audience, batched_sends, bounds, presence, writers
from live import live_room, rooms
from live.access import throttles
from live.store import redis_clock, redis_log
from live.web.serving import http_protocol, looking, server, socket_protocol, turns
from tests.simulation.kernel import Kernel
from tests.simulation.loop import OWNER
from tests.simulation.processes import Process

if TYPE_CHECKING:
    from tests.simulation.venue import Venue

UNSENT_FRAMES = 3
"""Fewer than in earnest, so that few commands fill the queue of a slow screen."""
BEHIND_BYTES = 200
LONGEST_BEHIND_SECONDS = 3.0
"""Likewise: less than some screens read nothing for."""
LONGEST_ACT_SECONDS = 0.002
"""Work takes no virtual time; who asks how long an act took is told up to so much."""
TIMED = (
    live_room,
    rooms,
    redis_clock,
    audience,
    bounds,
    http_protocol,
    looking,
    socket_protocol,
    ws_protocol,
    daphne_server,
)
"""The modules that ask what time it is."""


@contextlib.contextmanager
def virtual(venue: "Venue") -> Iterator[None]:
    """In the product's own modules time is virtual, chance is drawn, and the store is the simulated one."""
    loop = venue.loop

    def monotonic() -> float:
        owner = OWNER.get()
        return loop.time() if not isinstance(owner, Process) else owner._time()

    busy = random.Random(f"work {venue.plan.order}")

    def working() -> float:
        return monotonic() + busy.random() * LONGEST_ACT_SECONDS

    clock = SimpleNamespace(monotonic=monotonic, time=monotonic)
    at_work = SimpleNamespace(monotonic=working)
    chance = random.Random(f"product {venue.plan.order}")
    names = SimpleNamespace(token_hex=lambda size: f"{chance.getrandbits(8 * size):0{2 * size}x}")

    def client(url: str, *, answer_within: float) -> Any:
        return venue.exchange.client(url, answer_within)

    with ExitStack() as stack:
        for module, name, instead in (
            *((module, "time", clock) for module in TIMED),
            (turns, "time", at_work),
            *((module, "secrets", names) for module in (redis_log, presence)),
            *((module, "async_client", client) for module in (redis_log, throttles)),
            *((module, "random", chance) for module in (rooms, socket_protocol, server)),
            (socket_protocol, "BEHIND_BYTES", BEHIND_BYTES),
            (socket_protocol, "LONGEST_BEHIND_SECONDS", LONGEST_BEHIND_SECONDS),
            (batched_sends, "socket", Kernel),
            (writers, "UNSENT_FRAMES", UNSENT_FRAMES),
        ):
            stack.enter_context(patch.object(module, name, instead))
        stack.enter_context(_heard(venue))
        yield


@contextlib.contextmanager
def collected() -> Iterator[None]:
    """Nothing is collected by itself: when that ends what was left lying about would hang on all that ran before. And
    nobody is told what happens then: what a killed process leaves wants to clear up after itself, and may not.
    """
    collecting, frozen = gc.isenabled(), gc.get_freeze_count()
    gc.disable()
    if frozen:
        # Whoever froze something wants it to stay so: no garbage is to stay with it.
        gc.collect()
    # What was there before is not looked through each time.
    gc.freeze()
    try:
        with patch.object(sys, "unraisablehook", lambda _: None), warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            try:
                yield
            finally:
                gc.collect()
    finally:
        if not frozen:
            gc.unfreeze()
        if collecting:
            gc.enable()


class _Faults(logging.Handler):
    """Whatever the product reports with a traceback is a fault of the product."""

    def __init__(self, venue: "Venue") -> None:
        super().__init__(logging.WARNING)
        self._venue = venue

    def emit(self, record: logging.LogRecord) -> None:
        owner = OWNER.get()
        if owner is not None and owner.dead:
            return  # It is being taken apart.
        self._venue.note(f"{record.name}: {record.getMessage()}")
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            self._venue.history.wrong.append(f"{record.getMessage()}: {type(error).__name__}: {error}")


@contextlib.contextmanager
def _heard(venue: "Venue") -> Iterator[None]:
    """The product's own log goes to the trace, and nowhere else."""
    handler = _Faults(venue)
    loggers = [logging.getLogger(name) for name in ("live", "consumers")]
    before = [(logger.propagate, logger.level) for logger in loggers]
    for logger in loggers:
        logger.propagate = False
        logger.setLevel(logging.WARNING)
        logger.addHandler(handler)
    try:
        yield
    finally:
        for logger, (propagate, level) in zip(loggers, before, strict=True):
            logger.removeHandler(handler)
            logger.propagate = propagate
            logger.setLevel(level)
