"""What screens that came and went leave behind: the server's memory after each round of them."""

import asyncio
from argparse import ArgumentParser, Namespace
from pathlib import Path

from live.web.serving.socket_protocol import PINGED_AFTER_SECONDS
from tests.bench.crowd import crowd
from tests.bench.figures import Figures, Wrong, rounded
from tests.bench.product import address, product

ABOUT = "memory after screens that came and went"
SET_UP = True

SETTLE_SECONDS = PINGED_AFTER_SECONDS + 2.0
"""So long a screen that has gone may still be waiting to be looked at."""


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--sockets", type=int, default=5000, help="screens in each round (5000)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds (5)")


async def run(options: Namespace, folder: Path) -> Figures:
    """Let all in, let them go, wait until nothing of them is due any more, and look; again and again."""
    rss, connected = list[float](), list[int]()
    async with product(folder) as served:
        for _ in range(options.rounds):
            async with crowd() as screens:
                await screens.join(served.port, address("hall"), options.sockets)
                await served.all_show_the_same(screens)
            await asyncio.sleep(SETTLE_SECONDS)
            rss.append(rounded(served.memory_kib()[0] / 1024, 1))
            connected.append(sum(served.connections()))
    if any(connected):
        raise Wrong(f"after each round so many connections were left: {connected}")
    return {
        "rss_mib": rss,
        # The first rounds find room for as many as there ever are at once.
        "left_by_each_bytes": rounded((rss[-1] - rss[-2]) * 2**20 / options.sockets, 0),
        "sockets": options.sockets,
        "rounds": options.rounds,
    }
