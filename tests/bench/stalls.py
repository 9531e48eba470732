"""How long a hall of screens is held up at once: the clock questions of one more screen, asked all the time."""

import asyncio
import itertools
import json
from argparse import ArgumentParser, Namespace
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from time import monotonic
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from tests.bench.crowd import crowd
from tests.bench.desk import Place
from tests.bench.figures import Figures, Wrong, median, milliseconds, quantile
from tests.bench.product import address, product

ABOUT = "how long many screens are held up at once, while nothing happens and while something does"
SET_UP = True

ASK_EVERY_SECONDS = 0.015
ASKERS = 10
"""By turns, for one screen may not ask as often as that."""
CHANGE_EVERY_SECONDS = 1.0
DELEGATION = "ken"
NOTICED_SECONDS = 0.02
"""A stall of one picture of a screen at most is not seen."""
SETTLE_SECONDS = 2.0
ANSWERED_WITHIN_SECONDS = 30.0


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--sockets", type=int, default=5000, help="screens that look on (5000)")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long idle, and how long with changes (60)")


async def run(options: Namespace, folder: Path) -> Figures:
    """Ask while nothing happens, then while a change a second is shown to all; hold every screen to the server."""
    async with product(folder) as served, crowd() as screens, served.desk() as desk:
        await served.open_floor(desk)
        joining = screens.join(served.port, address("hall"), options.sockets)
        coming_in = await _asked_while(served.port, joining)
        await asyncio.sleep(SETTLE_SECONDS)
        idle = await _asked_while(served.port, asyncio.sleep(options.seconds))
        place = Place(desk, DELEGATION)
        changing = await _asked_while(served.port, _change(place, options.seconds))
        _, last = await place.change()
        await screens.reach(last)
        await served.all_show_the_same(screens)
    return {
        **_figures(idle),
        **{f"changing_{name}": figure for name, figure in _figures(changing).items()},
        "coming_in_longest_ms": milliseconds(max(coming_in)),
        "sockets": options.sockets,
        "seconds": options.seconds,
    }


def _figures(delays: list[float]) -> Figures:
    return {
        "p50_ms": milliseconds(median(delays)),
        "p99_ms": milliseconds(quantile(delays, 0.99)),
        "longest_ms": milliseconds(max(delays)),
        "over_20_ms": sum(delay > NOTICED_SECONDS for delay in delays),
        "questions": len(delays),
    }


async def _change(place: Place, seconds: float) -> None:
    due, end = monotonic(), monotonic() + seconds
    while due < end:
        await place.change()
        due += CHANGE_EVERY_SECONDS
        await asyncio.sleep(due - monotonic())


async def _asked_while(port: int, work: Coroutine[Any, Any, None]) -> list[float]:
    """How long each answer took while `work` went on, in seconds."""
    async with AsyncExitStack() as stack:
        opened = [await stack.enter_async_context(_screen(port)) for _ in range(ASKERS)]
        askers, going_on = itertools.cycle(opened), asyncio.ensure_future(work)
        delays, due = list[float](), monotonic()
        while not going_on.done():
            delays.append(await _answered(next(askers), f"q{len(delays)}"))
            # After a stall it goes on from there: one stall is one long answer.
            due = max(due + ASK_EVERY_SECONDS, monotonic())
            await asyncio.sleep(due - monotonic())
        await going_on
    return delays


def _screen(port: int) -> connect:
    where = f"ws://127.0.0.1:{port}{address('hall')}"
    return connect(where, proxy=None, compression=None, ping_interval=None, max_size=None)


async def _answered(socket: ClientConnection, question: str) -> float:
    """The seconds until the answer to `question` is here. Raises `Wrong` if there is none."""
    asked = monotonic()
    await socket.send(json.dumps({"kind": "time", "id": question}))
    try:
        async with asyncio.timeout(ANSWERED_WITHIN_SECONDS):
            async for text in socket:
                frame = json.loads(text)
                if frame["kind"] == "time" and frame["id"] == question:
                    return monotonic() - asked
    except TimeoutError:
        pass
    raise Wrong(f"a clock question was not answered within {ANSWERED_WITHIN_SECONDS:g} s")
