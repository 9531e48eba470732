"""The faults: each does harm for a moment, and is over when it returns."""

import asyncio
import contextlib
import os
import random
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from live.store.embedded import EmbeddedValkey
from tests.faults.link import Link
from tests.forked import children

Fault = Callable[["Product", random.Random], Awaitable[None]]


@dataclass
class Product:
    """What may be harmed: the store, the servers, and what lies before and behind them."""

    store: EmbeddedValkey
    server: int
    """The process whose children serve."""
    to_store: Link
    to_screens: Link

    def serving(self) -> list[int]:
        """The processes that serve: not the one that stands by, and waits on a pipe for its turn."""
        return [pid for pid in children(self.server) if not _waits(pid)]


async def kill_store(product: Product, chance: random.Random) -> None:
    """kill -9; and started again, as whoever looks after it would."""
    product.store.kill()
    await asyncio.sleep(chance.uniform(0, 0.5))
    product.store.start()


async def freeze_store(product: Product, chance: random.Random) -> None:
    """SIGSTOP, at times for longer than a command waits. What was killed in the same round cannot be frozen too."""
    seconds = chance.choice([0.3, 0.8, 2.5]) * chance.uniform(0.7, 1.3)
    if (pid := product.store.pid) is not None:
        await _freeze(pid, seconds)


async def kill_server(product: Product, chance: random.Random) -> None:
    """kill -9 of one of the processes."""
    for pid in chance.sample(found := product.serving(), min(1, len(found))):
        _signal(pid, signal.SIGKILL)


async def kill_servers(product: Product, _chance: random.Random) -> None:
    """kill -9 of all."""
    for pid in product.serving():
        _signal(pid, signal.SIGKILL)


async def freeze_server(product: Product, chance: random.Random) -> None:
    """SIGSTOP of one of the processes."""
    if found := product.serving():
        await _freeze(chance.choice(found), chance.uniform(0.2, 1.5))


async def cut_store(product: Product, chance: random.Random) -> None:
    """Every connection to the store breaks, and none is to be had for a while."""
    await _cut(product.to_store, chance)


async def delay_store(product: Product, chance: random.Random) -> None:
    await _delay(product.to_store, chance)


async def silence_store(product: Product, chance: random.Random) -> None:
    """Nothing comes through, and nobody is told; then the connections break."""
    await _silence(product.to_store, chance)


async def lose_answers(product: Product, chance: random.Random) -> None:
    """What was asked is stored, and nobody is told."""
    product.to_store.lose_answers(chance.randint(1, 4))
    await asyncio.sleep(chance.uniform(0.1, 0.4))
    product.to_store.lose_answers(0)


async def cut_screens(product: Product, chance: random.Random) -> None:
    await _cut(product.to_screens, chance)


async def delay_screens(product: Product, chance: random.Random) -> None:
    await _delay(product.to_screens, chance)


async def silence_screens(product: Product, chance: random.Random) -> None:
    await _silence(product.to_screens, chance)


async def skew_clock(product: Product, chance: random.Random) -> None:
    """The store's clock is off from now on, for whoever asks it: servers that start at once, the others by and by."""
    product.to_store.skew = chance.choice([-2, -1, 0, 1, 2])


FAULTS: tuple[Fault, ...] = (
    kill_store,
    freeze_store,
    kill_server,
    kill_servers,
    freeze_server,
    cut_store,
    delay_store,
    silence_store,
    lose_answers,
    cut_screens,
    delay_screens,
    silence_screens,
    skew_clock,
)


async def _freeze(pid: int, seconds: float) -> None:
    _signal(pid, signal.SIGSTOP)
    try:
        await asyncio.sleep(seconds)
    finally:
        _signal(pid, signal.SIGCONT)


async def _cut(link: Link, chance: random.Random) -> None:
    link.refusing = True
    link.cut()
    await asyncio.sleep(chance.choice([0.0, 0.3, 0.8]))
    link.refusing = False


async def _delay(link: Link, chance: random.Random) -> None:
    link.delay = chance.choice([0.02, 0.1, 0.25])
    await asyncio.sleep(chance.uniform(0.3, 0.8))
    link.delay = 0.0


async def _silence(link: Link, chance: random.Random) -> None:
    link.silent = True
    await asyncio.sleep(chance.uniform(0.3, 1.0))
    link.silent = False
    link.cut()


def _waits(pid: int) -> bool:
    try:
        return os.readlink(f"/proc/{pid}/fd/0").startswith("pipe:")
    except OSError:
        return True


def _signal(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
