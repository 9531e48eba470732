"""The faults of a plan: each begins when it is called, and is over when it returns."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from tests.simulation.lines import Fates
from tests.simulation.people import CROWD, Asking
from tests.simulation.plans import Fault

if TYPE_CHECKING:
    from tests.simulation.venue import Venue

Harm = Callable[["Venue", float, random.Random], Awaitable[None]]
DOWN_SECONDS = 0.3


async def befall(venue: "Venue", fault: Fault) -> None:
    """Let `fault` happen, to its end."""
    venue.note(f"{fault.kind} begins")
    await HARM[fault.kind](venue, fault.lasts, random.Random(fault.roll))
    venue.note(f"{fault.kind} is over")


async def kill(venue: "Venue", lasts: float, chance: random.Random) -> None:
    """A process is killed, at whatever it waits for, and comes back."""
    if (place := venue.place(chance)) is not None:
        venue.kill(place, told=chance.random() < 0.7)
        await asyncio.sleep(lasts)
        venue.start(place)


async def end(venue: "Venue", lasts: float, chance: random.Random) -> None:
    """A process is ended in good order, and comes back."""
    if (place := venue.place(chance)) is not None:
        await venue.end_process(place)
        await asyncio.sleep(lasts)
        venue.start(place)


async def freeze(venue: "Venue", lasts: float, chance: random.Random) -> None:
    """A process stands still: SIGSTOP, or a machine that swaps."""
    if (place := venue.place(chance)) is not None and (process := venue.processes[place]) is not None:
        process.freeze()
        await asyncio.sleep(lasts)
        if not process.dead:
            process.thaw(venue.loop)


async def cut(venue: "Venue", lasts: float, chance: random.Random) -> None:
    """The connections of a process to the store break, and none is to be had for a while."""
    line = venue.line(chance)
    line.refused = True
    line.cut()
    await asyncio.sleep(lasts)
    line.refused = False


async def silence(venue: "Venue", lasts: float, chance: random.Random) -> None:
    """Nothing comes through between a process and the store, and nobody is told."""
    line = venue.line(chance)
    line.silent = True
    await asyncio.sleep(lasts)
    line.silent = False
    line.cut()


async def slow(venue: "Venue", lasts: float, chance: random.Random) -> None:
    """All takes longer between a process and the store, now and then longer than is waited."""
    line = venue.line(chance)
    line.slow = chance.choice([0.01, 0.1, 0.4, 1.2])
    await asyncio.sleep(lasts)
    line.slow = 0.0


async def unsteady(venue: "Venue", lasts: float, chance: random.Random) -> None:
    """Requests fail before they are done, lose their answers, are heard nothing of, are done twice."""
    line = venue.line(chance)
    line.fates = Fates(*(chance.choice([0.0, 0.05, 0.3]) for _ in range(4)))
    await asyncio.sleep(lasts)
    line.fates = Fates()


async def slow_disk(venue: "Venue", lasts: float, _chance: random.Random) -> None:
    """The store does nothing for a while, and then all that came meanwhile."""
    venue.exchange.busy_until = venue.loop.time() + lasts
    await asyncio.sleep(lasts)


async def store_restarts(venue: "Venue", lasts: float, _chance: random.Random) -> None:
    """The store is killed and comes back with all that it accepted."""
    await _down(venue, lasts)


async def failover(venue: "Venue", _lasts: float, _chance: random.Random) -> None:
    """A replica that had everything takes over. It knows no scripts."""
    venue.server.become(venue.server.copy())
    await _down(venue, DOWN_SECONDS)


async def failover_losing(venue: "Venue", lasts: float, chance: random.Random) -> None:
    """A replica takes over that was not sent the last entries; what the record has is restored later."""
    await venue.fail_over(lasts, chance)


async def set_clock(venue: "Venue", _lasts: float, chance: random.Random) -> None:
    """Somebody sets the time of the machine that the store runs on."""
    venue.set_clock(venue.skew + chance.choice([-3600.0, -20.0, 5.0, 20.0, 3600.0]))


async def cut_screens(venue: "Venue", _lasts: float, chance: random.Random) -> None:
    """Some screens lose their connections."""
    for page in venue.some_pages(chance):
        if page.wire is not None:
            page.wire.fail(told=chance.random() < 0.5)


async def silence_screens(venue: "Venue", _lasts: float, chance: random.Random) -> None:
    """Some screens are out of reach, and nobody is told."""
    for page in venue.some_pages(chance):
        if page.wire is not None:
            page.wire.silent = True


async def slow_screens(venue: "Venue", lasts: float, chance: random.Random) -> None:
    """Some screens read nothing for a while."""
    for page in venue.some_pages(chance):
        page.reads_again_at = venue.loop.time() + lasts
    await asyncio.sleep(lasts)


async def crowd(venue: "Venue", _lasts: float, chance: random.Random) -> None:
    """Somebody asks more at once than a socket takes."""
    page = chance.choice([page for page in venue.pages if isinstance(page, Asking)])
    page.act(chance.getrandbits(32), CROWD)


async def _down(venue: "Venue", seconds: float) -> None:
    venue.exchange.down = True
    venue.exchange.break_all()
    await asyncio.sleep(seconds)
    venue.exchange.down = False


HARM: dict[str, Harm] = {
    harm.__name__: harm
    for harm in (
        kill,
        end,
        freeze,
        cut,
        silence,
        slow,
        unsteady,
        slow_disk,
        store_restarts,
        failover,
        failover_losing,
        set_clock,
        cut_screens,
        silence_screens,
        slow_screens,
        crowd,
    )
}
