"""A hall that comes back at once: how soon all are right again, and whether those who stayed notice."""

import asyncio
from argparse import ArgumentParser, Namespace
from collections import deque
from pathlib import Path
from time import monotonic

from tests.bench.crowd import crowd
from tests.bench.desk import Desk, Place
from tests.bench.figures import Figures, median, milliseconds, quantile
from tests.bench.product import WIDE, address, product

ABOUT = "many screens cut off and coming back at once, while changes go on"
SET_UP = True

PAGES = 4
PLACES = 30
"""As many changes may be unanswered: no more than the desk's pages may ask at the same time."""


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--sockets", type=int, default=1500, help="screens that are cut off and come back (1500)")
    parser.add_argument("--stayers", type=int, default=100, help="screens that stay (100)")
    parser.add_argument("--interval-ms", type=int, default=75, help="time between changes (75)")
    parser.add_argument("--calm-seconds", type=float, default=2.0, help="changes in peace, before the cut (2)")
    parser.add_argument("--no-jitter", action="store_true", help="come back at once, as no page of ours does")


class Changes:
    """Changes at a steady pace, however long each takes to be answered. `delays` are how long, in seconds."""

    def __init__(self, desk: Desk, delegations: list[str], interval: float) -> None:
        self.delays: list[float] = []
        self.end = False
        self._free = deque(Place(desk, delegation) for delegation in delegations)
        self._interval = interval
        self._last = 0

    async def go_on(self) -> int:
        """Until `end` is set; the position of the last change. Raises `Wrong` if one was not accepted."""
        turns, due = list[asyncio.Task[None]](), monotonic()
        while not self.end:
            # While all places wait for their answers no more is asked: the gap then shows by itself.
            if self._free:
                turns.append(asyncio.create_task(self._turn(self._free.popleft())))
            due += self._interval
            await asyncio.sleep(due - monotonic())
        await asyncio.gather(*turns)
        return self._last

    async def _turn(self, place: Place) -> None:
        asked, position = await place.change()
        self.delays.append(monotonic() - asked)
        self._last = max(self._last, position)
        self._free.append(place)


async def run(options: Namespace, folder: Path) -> Figures:
    """Cut, wait until all are right again, and hold every screen to the server."""
    interval = options.interval_ms / 1000
    # All of them come from one address, and twice.
    bounds = max(WIDE, options.sockets // 20)
    # Those who stay have a process of their own: how late the others' is with reading is no fault of the server.
    async with (
        product(folder, bounds=bounds) as served,
        crowd() as stayers,
        crowd() as screens,
        served.desk(PAGES) as desk,
    ):
        await served.open_floor(desk)
        # A page exchanges clocks, too.
        await stayers.join(served.port, address("hall"), options.stayers, exchange_clocks=True)
        await screens.join(served.port, address("hall"), options.sockets, exchange_clocks=True)
        changes = Changes(desk, await served.delegations(PLACES), interval)
        going_on = asyncio.create_task(changes.go_on())
        try:
            await stayers.forget()
            await asyncio.sleep(options.calm_seconds)
            calm = await stayers.longest_gap()
            await stayers.forget()
            cut_at = await screens.cut(options.sockets, jitter=not options.no_jitter)
            used = served.cpu_seconds()
            back = await screens.returned()
            used = served.cpu_seconds() - used
            gap = await stayers.longest_gap()
        finally:
            changes.end = True
            last = await going_on
        for those in (stayers, screens):
            await those.reach(last)
            await served.all_show_the_same(those)
    return {
        "all_current_s": round(back["at"] - cut_at, 2),
        "longest_gap_ms": milliseconds(max(0.0, gap - interval)),
        "longest_gap_in_calm_ms": milliseconds(max(0.0, calm - interval)),
        "connections": back["tries"],
        "server_cpu_s": round(used, 2),
        "commands_p50_ms": milliseconds(median(changes.delays)),
        "commands_p99_ms": milliseconds(quantile(changes.delays, 0.99)),
        "changes": len(changes.delays),
        "sockets": options.sockets,
        "stayers": options.stayers,
        "interval_ms": options.interval_ms,
        "jitter": not options.no_jitter,
    }
