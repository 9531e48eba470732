"""One change to many screens of several server processes beside one another: how soon all have it, what each costs."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from time import monotonic

from tests.bench.cores import ALL, SERVER
from tests.bench.crowd import crowd
from tests.bench.desk import Place
from tests.bench.figures import Figures, median, milliseconds, quantile, rounded
from tests.bench.product import WIDE, address, product

ABOUT = "one change to all screens of one, two or four server processes"
SET_UP = True

WARM_UP_CHANGES = 2


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--processes", type=int, default=2, help="server processes (2)")
    parser.add_argument("--sockets", type=int, default=5000, help="screens of all of them together (5000)")
    parser.add_argument("--changes", type=int, default=20, help="changes one at a time (20)")


async def run(options: Namespace, folder: Path) -> Figures:
    """Ask for changes one at a time, each when every screen has the one before, and hold every screen to the server.

    One process has the server's core; several have all cores, and the load side's is one of them.
    """
    cores = SERVER if options.processes == 1 else ALL
    bounds = max(WIDE, options.sockets // 40)
    delays, last_delays = list[float](), list[float]()
    async with (
        product(folder, processes=options.processes, cores=cores, bounds=bounds) as served,
        crowd() as screens,
        served.desk() as desk,
    ):
        await served.open_floor(desk)
        empty, _ = served.memory_kib()
        began, used = monotonic(), served.cpu_seconds()
        await screens.join(served.port, address("hall"), options.sockets)
        came_in, coming_in = monotonic() - began, served.cpu_seconds() - used
        full, _ = served.memory_kib()
        shares = served.connections()
        (delegation,) = await served.delegations(1)
        place = Place(desk, delegation)
        for turn in range(-WARM_UP_CHANGES, options.changes):
            if turn == 0:
                used = served.cpu_seconds()
            await screens.forget()
            asked, position = await place.change()
            await screens.reach(position)
            received = await screens.changes({position: asked})
            if turn >= 0:
                delays += received["delays"]
                last_delays.append(max(frame["last"] for frame in received["frames"]) - asked)
        used = served.cpu_seconds() - used
        await served.all_show_the_same(screens)
    return {
        "p50_ms": milliseconds(median(delays)),
        "p99_ms": milliseconds(quantile(delays, 0.99)),
        "last_screen_p50_ms": milliseconds(median(last_delays)),
        "us_per_delivery": rounded(1e6 * used / options.changes / options.sockets, 1),
        "us_per_screen_that_comes_in": rounded(1e6 * coming_in / options.sockets, 1),
        "came_in_s": rounded(came_in, 1),
        "rss_mib": rounded(full / 1024, 1),
        "rss_per_socket_kib": rounded((full - empty) / options.sockets, 2),
        "connections_by_process": shares,
        "processes": options.processes,
        "sockets": options.sockets,
        "changes": options.changes,
    }
