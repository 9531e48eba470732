"""What a screen that is connected, and nothing more, costs the server in memory."""

import asyncio
from argparse import ArgumentParser, Namespace
from pathlib import Path

from tests.bench.crowd import crowd
from tests.bench.figures import Figures, rounded
from tests.bench.product import address, product

ABOUT = "memory per idle socket"
SET_UP = True

WARM_UP_SOCKETS = 50
SETTLE_SECONDS = 2.0


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--sockets", type=int, default=5000, help="screens (5000)")


async def run(options: Namespace, folder: Path) -> Figures:
    """Let all in, and look at the server before and after; then show all a change, and hold them to the server."""
    async with product(folder) as served, crowd() as screens, served.desk() as desk:
        await served.open_floor(desk)
        # What is loaded with the first screens is no screen's own.
        await screens.join(served.port, address("hall"), WARM_UP_SOCKETS)
        before = served.memory_kib()
        await screens.join(served.port, address("hall"), options.sockets)
        await asyncio.sleep(SETTLE_SECONDS)
        idle = served.memory_kib()
        (delegation,) = await served.delegations(1)
        position = await desk.command({"type": "add_speaker", "delegation": delegation})
        await screens.reach(position)
        await served.all_show_the_same(screens)
        shown = served.memory_kib()
    return {
        "rss_per_socket_kib": rounded((idle[0] - before[0]) / options.sockets, 2),
        "uss_per_socket_kib": rounded((idle[1] - before[1]) / options.sockets, 2),
        "rss_per_socket_after_a_change_kib": rounded((shown[0] - before[0]) / options.sockets, 2),
        "rss_mib": rounded(idle[0] / 1024, 1),
        "sockets": options.sockets,
    }
