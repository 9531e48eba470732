"""People who mean harm, one kind after another, while an organiser runs the room."""

import asyncio
import gc
import os
import signal
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from tests.bench.attackers import ATTACKS
from tests.bench.cores import LOAD, pinned
from tests.bench.desk import Place
from tests.bench.figures import Figures, Wrong, milliseconds, quantile
from tests.bench.processes import memory_kib
from tests.bench.product import Product, product

ABOUT = "an organiser's commands while others do what they can to be in the way"
SET_UP = True

BETWEEN_SECONDS = 0.1
"""From one of the organiser's commands to the next, however long it takes to be answered."""
DELEGATION, OTHER = "ken", "fji"
SETTLED_SECONDS = 2.0
"""What an attack has to unfold, and what the server has after it to come to rest."""
PAGES = 4
POLL_SECONDS = 0.25


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--attacks", nargs="+", choices=ATTACKS, default=list(ATTACKS), help="which (all)")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long before, and how long during each (10)")
    parser.add_argument("--processes", type=int, default=1, help="server processes (1)")


async def run(options: Namespace, folder: Path) -> Figures:
    """One attack after another, each held against the quiet time before it."""
    found: dict[str, Figures] = {}
    async with product(folder, processes=options.processes, bounds=1) as served:
        cookies = await served.phone(DELEGATION)
        csrf = next(part for part in cookies.split("; ") if part.partition("=")[0].endswith("_csrf"))
        async with served.desk(PAGES) as desk:
            await served.open_floor(desk)
            place = Place(desk, OTHER)
            # What this process has read in is set aside, or its own collections would be measured.
            gc.collect()
            gc.freeze()
            await _watched(served, folder, place, 1.0)  # Whatever is only done once is done now.
            for attack in options.attacks:
                before = await _watched(served, folder, place, options.seconds)
                with _attacking(attack, served.port, cookies, csrf):
                    await asyncio.sleep(min(SETTLED_SECONDS, options.seconds))
                    during = await _watched(served, folder, place, options.seconds)
                found[attack] = _compared(before, during)
                await asyncio.sleep(min(SETTLED_SECONDS, options.seconds))
            if (answer := await served.visitor.get("/healthz")).status != 200:
                raise Wrong(f"afterwards the server answers with {answer.status}")
    worst = {name: max(one[name] for one in found.values()) for name in next(iter(found.values()))}
    return {**worst, **found, "seconds": options.seconds, "processes": options.processes}


class Watched:
    """What the organiser and the machine saw in a while."""

    def __init__(self, delays: list[float], grown: float, rss_kib: int) -> None:
        self.delays = delays
        self.bytes_per_s = grown
        self.rss_kib = rss_kib


def _compared(before: Watched, during: Watched) -> Figures:
    p99_before, p99_during = quantile(before.delays, 0.99), quantile(during.delays, 0.99)
    return {
        "organiser_p99_ms_before": milliseconds(p99_before),
        "organiser_p99_ms_during": milliseconds(p99_during),
        "organiser_ratio": round(p99_during / p99_before, 2),
        # The organiser writes as much before as during.
        "data_bytes_per_s": max(0, round(during.bytes_per_s - before.bytes_per_s)),
        "rss_growth_mib": round(max(0, during.rss_kib - before.rss_kib) / 1024, 1),
    }


async def _watched(served: Product, folder: Path, place: Place, seconds: float) -> Watched:
    """The organiser's commands for `seconds`; what the data grew by in a second; the most memory that was in use."""
    pids = [*served.servers(), *served.stores()]
    delays, rss = list[float](), list[int]()
    size, started = _bytes_in(folder), monotonic()
    looked = 0.0
    while (at := monotonic()) - started < seconds:
        if at - looked > POLL_SECONDS:
            looked = at
            rss.append(sum(memory_kib(pid)[0] for pid in pids))
        asked, _ = await place.change()
        delays.append(monotonic() - asked)
        await asyncio.sleep(max(0.0, at + BETWEEN_SECONDS - monotonic()))
    return Watched(delays, (_bytes_in(folder) - size) / (monotonic() - started), max(rss))


def _bytes_in(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            if path.is_file() and not path.is_symlink():
                total += path.stat().st_size
        except FileNotFoundError:
            continue
    return total


@contextmanager
def _attacking(attack: str, port: int, cookies: str, csrf: str) -> Iterator[None]:
    """The attackers, on the load side's core, where everybody else goes before them."""
    command = [sys.executable, "-m", "tests.bench.attackers", attack, str(port), cookies, csrf]
    with pinned(LOAD):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ.copy())
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield
        if process.poll() is not None:
            raise Wrong(f"the attackers of {attack} gave up")
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
