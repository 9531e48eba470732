"""One conference that goes on for days, in one process: what it holds is looked at each night, and may not grow."""

import asyncio
import gc
import json
import random
import resource
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.simulation import people
from tests.simulation.harm import befall
from tests.simulation.held import held
from tests.simulation.history import History
from tests.simulation.loop import VirtualLoop
from tests.simulation.people import Asking
from tests.simulation.plans import Fault, Plan
from tests.simulation.venue import KEYS, Venue
from tests.simulation.virtual import collected, virtual

SILENT_SECONDS = 15.0
"""Pages ask the time less often than in a run: they would do little else."""
HOURS_A_DAY = 8.0
NIGHT_SECONDS = 1800.0
ACTS_EVERY_SECONDS = 20.0
FAULTS_EVERY_SECONDS = 1200.0
MILD = ("cut_screens", "silence_screens", "slow_screens", "crowd", "cut", "silence", "slow", "unsteady", "freeze")
"""Faults that a process lives through."""
MAY_GROW = 0.03
MAY_GROW_KIB = 256
"""What a page or a queue holds more on one evening than on another."""
ROOM_BYTES_A_DECISION = 2_000
"""The state of a room keeps every turn, as long as there is a record to be made of them: so much a decision at most."""
SETTLED_BY = 3
"""The day from which on it is held: before that, what is kept for a while fills up."""


@dataclass
class Night:
    """What there was at the end of a day. `rooms_kib` are the states of rooms, `product_kib` all else that the product
    holds; `store_kib` is what the simulated store holds of the log. Of `rss_mib` the people and the store are a part.
    """

    day: int
    entries: int
    rooms_kib: int
    product_kib: int
    store_kib: int
    tasks: int
    timers: int
    rss_mib: float


class Forgetful(list[Any]):
    """A list that keeps nothing."""

    def append(self, _: Any) -> None:
        """Let it go."""


def main(days: int, seed: int, *, as_json: bool) -> int:
    """Live through so many days, and say whether all stayed as it was."""
    started = time.monotonic()
    loop = VirtualLoop(f"days {seed}")
    plan = Plan(seed, seed, 1, days * HOURS_A_DAY * 3600, (), ())
    venue = Venue(plan, loop)
    forget: Any = Forgetful()
    venue.history = History(asks=forget, shown=forget, trace=forget)
    nights: list[Night] = []
    with collected(), virtual(venue), patch.object(people, "SILENT_SECONDS", SILENT_SECONDS):
        commands = loop.run_until_complete(_live(venue, days, nights, say=not as_json))
        seconds = loop.time()
        loop.run_until_complete(venue.leave())
        loop.close()
    wrong = [*venue.history.wrong, *loop.faults, *grown(nights)]
    figures = {
        "days": days,
        "failed": len(wrong),
        "commands": commands,
        "virtual_hours": round(seconds / 3600, 1),
        "seconds": round(time.monotonic() - started, 1),
        "wrong": wrong[:10],
        "nights": [asdict(night) for night in nights],
    }
    if as_json:
        print(json.dumps(figures))
    else:
        print(*(f"{name:14} {value}" for name, value in figures.items() if name != "nights"), sep="\n")
    return 1 if wrong else 0


def grown(nights: list[Night]) -> list[str]:
    """What there is more of in the end than when it had settled, and more than was decided meanwhile."""
    if len(nights) <= SETTLED_BY:
        return []
    settled, last = nights[SETTLED_BY - 1], nights[-1]
    wrong = [
        f"{name} grew from {getattr(settled, name)} to {getattr(last, name)}"
        for name, more in (("product_kib", MAY_GROW_KIB), ("tasks", 20), ("timers", 20))
        if getattr(last, name) > getattr(settled, name) * (1 + MAY_GROW) + more
    ]
    each = (last.rooms_kib - settled.rooms_kib) * 1024 / max(1, last.entries - settled.entries)
    if each > ROOM_BYTES_A_DECISION:
        wrong.append(f"rooms_kib grew by {each:.0f} bytes a decision")
    return wrong


async def _live(venue: Venue, days: int, nights: list[Night], *, say: bool) -> int:
    chance = random.Random(f"days {venue.plan.seed}")
    venue.begin()
    asking = [page for page in venue.pages if isinstance(page, Asking)]
    commands = 0
    for day in range(1, days + 1):
        evening = venue.loop.time() + HOURS_A_DAY * 3600
        faults: list[asyncio.Task[None]] = []
        while venue.loop.time() < evening:
            await asyncio.sleep(chance.expovariate(1 / ACTS_EVERY_SECONDS))
            chance.choice(asking).act(chance.getrandbits(32))
            commands += 1
            if chance.random() < ACTS_EVERY_SECONDS / FAULTS_EVERY_SECONDS:
                fault = Fault(0, chance.choice(MILD), chance.uniform(0.2, 6), chance.getrandbits(32))
                faults.append(venue.loop.create_task(befall(venue, fault)))
        if faults:
            await asyncio.wait(faults)
        await venue.become_right()
        await asyncio.sleep(NIGHT_SECONDS)
        nights.append(_night(venue, day))
        if say:
            print(nights[-1], file=sys.stderr, flush=True)
    return commands


def _night(venue: Venue, day: int) -> Night:
    del venue.loop.faults[100:]
    # What was carried out lately is let go of in its time; circles are, here, as nothing collects them by itself.
    gc.collect()
    alive = [process for process in venue.processes if process is not None]
    found = held(alive)
    stored = venue.server.entries(KEYS.log(venue.plan.rooms[0]).encode())
    timers = sum(not timer.cancelled() for timer in venue.loop.timers())
    return Night(
        day,
        len(stored),
        found.rooms // 1024,
        found.else_ // 1024,
        sum(map(len, stored)) // 1024,
        len(asyncio.all_tasks()),
        timers,
        _rss_mib(),
    )


def _rss_mib() -> float:
    """What the kernel says of this process now; elsewhere than on Linux, the most that it ever was."""
    status = Path("/proc/self/statm")
    if status.exists():
        return round(int(status.read_text().split()[1]) * resource.getpagesize() / 2**20, 1)
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
