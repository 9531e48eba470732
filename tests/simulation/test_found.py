"""What the simulation found in the product, each by itself."""

import asyncio
from collections.abc import Callable
from contextvars import copy_context
from types import SimpleNamespace
from typing import cast

import pytest
from twisted.internet.address import IPv4Address
from twisted.internet.error import ConnectionDone

from live.store import redis_clock, redis_log
from live.store.redis_clock import RedisClock
from live.store.redis_log import RedisStore
from tests.given import AT
from tests.simulation.kernel import DirectWire, Transport, failure
from tests.simulation.lines import Exchange
from tests.simulation.loop import VirtualLoop
from tests.simulation.plans import Fault, Plan
from tests.simulation.planted import Planted, put_back
from tests.simulation.server import Server
from tests.simulation.under_daphne import Host, ServerInside
from tests.simulation.venue import runs

SEEDS = range(40)
FOLLOWED = 0.25
"""So much of a step is followed, and not made good."""


class Clocks:
    """Two processes, the store whose clock is set, and how their own clocks run meanwhile."""

    def __init__(self, seed: int) -> None:
        self.loop = VirtualLoop(seed)
        self.skew = 0.0
        self.exchange = Exchange(Server(lambda: AT.timestamp() + self.loop.time() + self.skew), seed)
        self.furthest = 0.0
        """How far from true time one of them was."""
        self.went_back = False

    def set(self, seconds: float) -> None:
        """Somebody sets the store's clock by so much."""
        self.skew += seconds

    def stall(self, seconds: float) -> None:
        """The store does nothing for so long."""
        self.exchange.busy_until = self.loop.time() + seconds

    async def run(self, *course: tuple[float, Callable[[], None]]) -> None:
        """Let each of `course` happen at its time, and look at the clocks all the while."""
        stores = [RedisStore(name, "test:") for name in ("one", "other")]
        await asyncio.gather(*(store.open() for store in stores))
        for at, what in course:
            self.loop.call_at(at, what)
        told = [store.clock.now() for store in stores]
        while self.loop.time() < 7:
            await asyncio.sleep(0.05)
            now = [store.clock.now() for store in stores]
            self.went_back |= any(later < earlier for earlier, later in zip(told, now, strict=True))
            off = [abs((at - AT).total_seconds() - self.loop.time()) for at in now]
            self.furthest, told = max(self.furthest, *off), now
        await asyncio.gather(*(store.close() for store in stores))


def run_well(seed: int, course: Callable[[Clocks], list[tuple[float, Callable[[], None]]]]) -> bool:
    """Whether no clock jumps or goes back under what happens."""
    clocks = Clocks(seed)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(redis_clock, "time", SimpleNamespace(monotonic=clocks.loop.time))
        patched.setattr(redis_log, "async_client", clocks.exchange.client)
        try:
            clocks.loop.run_until_complete(clocks.run(*course(clocks)))
        finally:
            clocks.loop.close()
    return clocks.furthest < FOLLOWED and not clocks.went_back


COURSES: dict[str, Callable[[Clocks], list[tuple[float, Callable[[], None]]]]] = {
    "set while the store stalls": lambda clocks: [(0.5, lambda: clocks.set(-20)), (1.98, lambda: clocks.stall(1.7))],
    "set twice": lambda clocks: [(0.5, lambda: clocks.set(-20)), (1.5, lambda: clocks.set(5))],
}
AS_IT_WAS = Planted(
    RedisClock,
    {
        "_exchange": {
            "not (fresh.correction == trusted.correction and fresh.agrees(trusted))": (
                "fresh.correction == trusted.correction and not fresh.agrees(trusted)"
            ),
            "if fresh.correction != trusted.correction and self._doubts < DOUBTS and": "if False and",
        },
        "_learn": {"    if self._trusted.is_far_from(before):": "if True:"},
    },
    "",
    0,
)
"""Of two processes that notice a step at once one makes it good. The other believed whatever its next exchange said."""


@pytest.mark.parametrize("name", COURSES)
def test_the_process_that_did_not_make_a_step_good_neither_jumps_nor_goes_back(name: str) -> None:
    assert [seed for seed in SEEDS if not run_well(seed, COURSES[name])] == []
    with put_back(AS_IT_WAS):
        assert [seed for seed in SEEDS if not run_well(seed, COURSES[name])] != []


@pytest.mark.parametrize("kind", ["silence", "slow_disk"])
def test_who_asks_the_time_of_a_process_that_could_not_read_it_yet_is_kept_waiting(kind: str) -> None:
    """The question was answered as soon as it came in, before its socket was let in, and cost it its connection."""
    plans = [Plan(0, order, 1, 4.0, (), (Fault(0.0, kind, 5.0, 7),)) for order in range(6)]
    assert [outcome.wrong for outcome in runs(plans)] == [[]] * len(plans)


class Taker(SimpleNamespace):
    """A kernel that takes all, and a reactor that has nothing to do for it."""

    def take(self, data: bytes) -> int:
        self.taken += data
        return len(data)


@pytest.mark.parametrize("head", ["Sec-WebSocket-Version: 99", "Sec-WebSocket-Key: short", "X-Nothing: of a handshake"])
def test_what_is_no_handshake_is_refused_and_ends_like_any_other(head: str) -> None:
    """Its end failed in us: Twisted kept that to itself."""
    server = ServerInside(cast("Host", SimpleNamespace(dead=False, context=copy_context())))
    nothing: Callable[..., None] = lambda *_: None  # noqa: E731
    needless = ("addReader", "addWriter", "removeReader", "removeWriter", "broke")
    wire = Taker(taken=b"", **dict.fromkeys(needless, nothing))
    transport = Transport(cast("DirectWire", wire), IPv4Address("TCP", "10.0.0.1", 1024))
    transport.protocol = server.connect(transport, b"")
    lines = ["GET /ws/rooms/plenary/hall/ HTTP/1.1", "Host: rostrum", "Upgrade: websocket", "Connection: Upgrade", head]
    transport.protocol.dataReceived("".join(f"{line}\r\n" for line in [*lines, ""]).encode())
    assert wire.taken.startswith(b"HTTP/1.1 400 ")
    transport.connectionLost(failure(ConnectionDone()))
    assert server.connections == {}
