"""How soon a page shows the floor on a slow phone network, from nothing and from what the browser kept."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from time import monotonic

from playwright.async_api import Browser, BrowserContext

from tests.bench.figures import Figures, Wrong, median, spread
from tests.bench.product import ROOM, product
from tests.chromium import chromium, send
from tests.daphne import badge_code

ABOUT = "a hall and a phone that are opened on a slow phone network"
SET_UP = True

BITS_PER_SECOND = 400_000
DELAY_MS = 400
"""Before each answer begins. Chromium loses packets for calls alone: that 2 in 100 are lost is not in it."""
DELEGATION = "ken"
PAGES = {"hall": f"/hall/{ROOM}/", "phone": f"/phone/?room={ROOM}"}
SHOWN = "[data-testid=screen][data-position]:not([data-position='0'])"


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=3, help="browsers that have nothing of the page yet (3)")


async def run(options: Namespace, folder: Path) -> Figures:
    """Open each page in a browser that has nothing, and once more in the same."""
    first: dict[str, list[float]] = {page: [] for page in PAGES}
    again: dict[str, list[float]] = {page: [] for page in PAGES}
    sizes: dict[str, list[int]] = {page: [] for page in PAGES}
    async with product(folder) as served, chromium(optimises=True) as browser:
        async with served.desk() as desk:
            await served.open_floor(desk)
        for _ in range(options.rounds):
            for page, path in PAGES.items():
                async with await opened(
                    browser, f"http://127.0.0.1:{served.port}", signs_in=page == "phone"
                ) as context:
                    seconds, size = await shown_after(context, path)
                    first[page].append(seconds)
                    sizes[page].append(size)
                    again[page].append((await shown_after(context, path))[0])
    return {
        **{f"{page}_shown_s": spread(times, 2)[1] for page, times in first.items()},
        **{f"{page}_shown_again_s": spread(times, 2)[1] for page, times in again.items()},
        **{f"{page}_bytes": median(sizes[page]) for page in PAGES},
        **{f"{page}_shown_s_spread": spread(times, 2) for page, times in first.items()},
        **{f"{page}_shown_again_s_spread": spread(times, 2) for page, times in again.items()},
        "bits_per_second": BITS_PER_SECOND,
        "delay_ms": DELAY_MS,
        "rounds": options.rounds,
    }


async def opened(browser: Browser, address: str, *, signs_in: bool) -> BrowserContext:
    """A browser with nothing kept of any page, with a delegate's badge if it `signs_in`."""
    context = await browser.new_context(base_url=address, viewport={"width": 390, "height": 844})
    if signs_in and not (await send(context, "/api/badge", {"code": badge_code(DELEGATION)})).ok:
        raise Wrong("the badge was refused")
    return context


async def shown_after(context: BrowserContext, path: str) -> tuple[float, int]:
    """Seconds from going to `path` until the page shows the room, and the bytes that came over the network."""
    page = await context.new_page()
    tools = await context.new_cdp_session(page)
    received: list[int] = []
    tools.on("Network.loadingFinished", lambda ended: received.append(int(ended["encodedDataLength"])))
    tools.on("Network.webSocketFrameReceived", lambda came: received.append(len(came["response"]["payloadData"])))
    await tools.send("Network.enable")
    slow = {"latency": DELAY_MS, "downloadThroughput": BITS_PER_SECOND / 8, "uploadThroughput": BITS_PER_SECOND / 8}
    await tools.send("Network.emulateNetworkConditions", {"offline": False, **slow})
    started = monotonic()
    await page.goto(path, wait_until="commit")
    await page.wait_for_selector(SHOWN)
    seconds = monotonic() - started
    await page.close()
    return seconds, sum(received)
