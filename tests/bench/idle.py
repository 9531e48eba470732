"""A room in which nothing happens: what is sent all the same, and what it costs."""

import asyncio
from argparse import ArgumentParser, Namespace
from pathlib import Path
from time import monotonic

from tests.bench.crowd import crowd
from tests.bench.figures import Figures, Wrong, rounded
from tests.bench.processes import cpu_seconds
from tests.bench.product import WIDE, Product, address, product

ABOUT = "a room in which nothing happens: what is sent, and what it costs"
SET_UP = True

VIEWS = ("hall", "podium", "phone", "control", "interpreters")
SETTLE_SECONDS = 1.0
EMPTY_SECONDS = 10.0
"""For so long it is looked at what the server spends on nobody."""
TIME = ("time", "heartbeat", "ping")


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--sockets", type=int, default=500, help="screens, of all kinds by turns (500)")
    parser.add_argument("--seconds", type=float, default=45.0, help="for how long nothing happens (45)")


async def run(options: Namespace, folder: Path) -> Figures:
    """Look on; every frame that is not the time, asked or told, is one too many."""
    # All of them come as one organiser.
    bounds = max(WIDE, options.sockets // 40)
    async with product(folder, bounds=bounds) as served, crowd() as screens:
        async with served.desk() as desk:
            await served.open_floor(desk)
        empty, _ = await _used(served, EMPTY_SECONDS)
        for n, view in enumerate(VIEWS):
            count = len(range(n, options.sockets, len(VIEWS)))
            if count:
                await screens.join(served.port, address(view), count, cookies=[served.cookies], exchange_clocks=True)
        await asyncio.sleep(SETTLE_SECONDS)
        await screens.forget()
        since = monotonic()
        used, stored = await _used(served, options.seconds)
        took = monotonic() - since
        told = await screens.told()
        await served.all_show_the_same(screens)
    messages = told["messages"]
    if unasked := {kind: count for kind, count in messages.items() if kind not in TIME}:
        raise Wrong(f"screens were sent something though nothing happened: {unasked}")
    return {
        "frames_unasked": 0,
        "clock_answers_per_screen_and_minute": rounded(messages.get("time", 0) / options.sockets / took * 60, 1),
        "heartbeats_per_screen_and_minute": rounded(messages.get("heartbeat", 0) / options.sockets / took * 60, 1),
        "pings_per_screen_and_minute": rounded(messages.get("ping", 0) / options.sockets / took * 60, 1),
        "bytes_per_screen_and_s": rounded(told["bytes"] / options.sockets / took, 1),
        "server_cpu_percent": rounded(100 * used, 1),
        "empty_server_cpu_percent": rounded(100 * empty, 1),
        "us_per_screen_and_s": rounded(1e6 * (used - empty) / options.sockets, 1),
        "store_cpu_percent": rounded(100 * stored, 1),
        "sockets": options.sockets,
        "seconds": options.seconds,
    }


async def _used(served: Product, seconds: float) -> tuple[float, float]:
    """What the server and its store spend for so long, as shares of a core."""
    used, stored, since = served.cpu_seconds(), sum(map(cpu_seconds, served.stores())), monotonic()
    await asyncio.sleep(seconds)
    took = monotonic() - since
    return (served.cpu_seconds() - used) / took, (sum(map(cpu_seconds, served.stores())) - stored) / took
