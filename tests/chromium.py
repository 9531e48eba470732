"""The browser that tests look through: Debian's Chromium, headless."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from playwright.async_api import APIResponse, Browser, BrowserContext, async_playwright

CLOSES_WITHIN_SECONDS = 30
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
]
UNOPTIMISED = "--js-flags=--no-maglev --no-turbofan"
"""A page of a test lives for seconds: to optimise its scripts takes more than it gains, a tenth of what the browser
takes. Not for what is measured.
"""


def installed(whole: bool = False) -> str:
    """Where Chromium is. `CHROMIUM` names another than those on PATH. The shell without windows opens a page in a
    quarter of the time; the `whole` browser can show messages too.
    """
    names = ("chromium", "chromium-browser") if whole else ("chromium-headless-shell", "chromium", "chromium-browser")
    known = map(shutil.which, names)
    found = os.environ.get("CHROMIUM") or next(filter(None, known), None)
    assert found, "these tests look through Chromium: apt-get install chromium, or set CHROMIUM to where it is"
    return found


@asynccontextmanager
async def chromium(whole: bool = False, *, optimises: bool = False) -> AsyncIterator[Browser]:
    """A browser with no windows open; the `whole` one, or its shell. One that `optimises` scripts is as fast as a
    user's.
    """
    flags = FLAGS if optimises else [*FLAGS, UNOPTIMISED]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=installed(whole), args=flags)
        yield browser
        with suppress(TimeoutError):  # One that hangs is ended with what started it.
            async with asyncio.timeout(CLOSES_WITHIN_SECONDS):
                await browser.close()


async def send(context: BrowserContext, path: str, body: object) -> APIResponse:
    """What is answered to `body`, sent to `path` as a page of ours does it: with the token of its cookie."""
    await context.request.get("/sign-in/")
    csrf = next(cookie["value"] for cookie in await context.cookies() if cookie["name"].endswith("_csrf"))
    return await context.request.post(path, data=body, headers={"X-CSRFToken": csrf})
