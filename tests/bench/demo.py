"""How long somebody who types `rostrum demo` waits for the first page; everything is installed already."""

import asyncio
from argparse import ArgumentParser, Namespace
from pathlib import Path
from time import monotonic

import aiohttp

from tests.bench.figures import Figures, Wrong, spread
from tests.bench.product import environment_in
from tests.ports import free_port

ABOUT = "from `rostrum demo` to a page"
SET_UP = False

WITHIN_SECONDS = 60.0
POLL_SECONDS = 0.02
ROSTRUM = Path(__file__).resolve().parents[2] / "rostrum"


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=3, help="starts on new folders, and again on the same (3)")


async def run(options: Namespace, folder: Path) -> Figures:
    """Start it on a folder that is not there yet, end it, and start it again."""
    # Whatever is not installed is installed now.
    installed = await asyncio.create_subprocess_exec(ROSTRUM, "version", stdout=asyncio.subprocess.DEVNULL)
    if await installed.wait():
        raise Wrong("rostrum could not be installed; standard error says why")
    first, again = [], []
    for n in range(options.rounds):
        first.append(await _served_after(folder / str(n)))
        again.append(await _served_after(folder / str(n)))
    return {
        "page_served_s": spread(first, 2)[1],
        "page_served_s_spread": spread(first, 2),
        "page_served_again_s": spread(again, 2)[1],
        "page_served_again_s_spread": spread(again, 2),
        "rounds": options.rounds,
    }


async def _served_after(folder: Path) -> float:
    """Seconds from typing the command to the start page and a hall's first view."""
    port = free_port()
    command = [str(ROSTRUM), "demo", "--port", str(port), "--data", str(folder)]
    started = monotonic()
    process = await asyncio.create_subprocess_exec(
        *command, env=environment_in(folder), stdout=asyncio.subprocess.DEVNULL
    )
    try:
        async with aiohttp.ClientSession() as http:
            while True:
                try:
                    async with http.get(f"http://127.0.0.1:{port}/") as page:
                        if page.status != 200 or "<html" not in await page.text():
                            raise Wrong(f"the start page was answered with {page.status}")
                    async with http.get(f"http://127.0.0.1:{port}/api/rooms/plenary/hall") as view:
                        if view.status != 200:
                            raise Wrong(f"the hall's view was answered with {view.status}")
                    return monotonic() - started
                except aiohttp.ClientConnectionError:
                    if process.returncode is not None:
                        raise Wrong(f"the demo ended with {process.returncode}") from None
                    if monotonic() - started > WITHIN_SECONDS:
                        raise Wrong(f"no page within {WITHIN_SECONDS:g} s") from None
                    await asyncio.sleep(POLL_SECONDS)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
