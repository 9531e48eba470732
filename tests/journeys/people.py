"""The people of a meeting, each with a page of the running demo before them."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from django.conf import settings
from playwright.async_api import Locator, Page, expect

from live.programme.credentials import derive_code, secret
from tests import forked
from tests.ports import free_port

ORGANISER = "organiser"
ROOM = "plenary"
STARTS_WITHIN = 60.0
expect.set_options(timeout=15_000)


@dataclass
class Demo:
    """`rostrum demo`, as somebody runs it who has just read the README."""

    process: subprocess.Popen[bytes]
    address: str
    log: Path

    def badge_code(self, delegation: str) -> str:
        return derive_code(secret(), delegation, 1)

    @property
    def password(self) -> str:
        return derive_code(secret(), ORGANISER, 0)

    @property
    def store(self) -> int:
        """The process of its Valkey."""
        started = forked.children(self.process.pid)
        (store,) = [pid for pid in started if b"valkey-server" in Path(f"/proc/{pid}/cmdline").read_bytes()]
        return store

    def end(self) -> int:
        """As with Ctrl-C; its exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(20)


@contextmanager
def demo(folder: Path) -> Iterator[Demo]:
    """A demo on the first day of the conference, in `folder`; it answers."""
    folder.mkdir(exist_ok=True)
    port = free_port()
    environment = {name: text for name, text in os.environ.items() if name not in ("REDIS_URL", "ROSTRUM_PREFIX")}
    # The codes and the password hang on it: so they are known here too.
    environment["SECRET_KEY"] = settings.SECRET_KEY
    command = [sys.executable, "-m", "live", "demo", "--port", str(port), "--data", str(folder), "--day", "1"]
    with (folder / "demo.log").open("wb") as log:
        # Whatever started the tests in the background has Ctrl-C ignored, and its children with it.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        process = forked.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
        signal.signal(signal.SIGINT, before)
    running = Demo(process, f"http://127.0.0.1:{port}", folder / "demo.log")
    try:
        _wait_for(running)
        yield running
    finally:
        if process.poll() is None:
            running.end()


def _wait_for(running: Demo) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            with urlopen(f"{running.address}/readyz", timeout=5):
                return
        except OSError:
            assert running.process.poll() is None and time.monotonic() < until, running.log.read_text()
            time.sleep(0.05)


class Person:
    """Somebody in front of a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.loads = 0
        """How often the page was loaded, whoever asked for it."""
        page.on("load", self._loaded)

    def _loaded(self, _page: Page) -> None:
        self.loads += 1

    def sees(self, what: str) -> Locator:
        """The part of the page that goes by this name."""
        return self.page.get_by_test_id(what)

    @property
    def screen(self) -> Locator:
        return self.sees("screen")

    async def is_up_to_date(self) -> None:
        await expect(self.screen).to_have_attribute("data-health", "live")


class Hall(Person):
    """Whoever looks up at the wall."""

    async def arrives(self, demo: Demo) -> None:
        self.address = demo.address
        await self.page.goto(f"{demo.address}/hall/{ROOM}/?lang=en")
        await self.is_up_to_date()

    async def sees_speaking(self, name: str) -> None:
        await expect(self.sees("speaker-name").first).to_have_text(name)

    async def sees_nobody_speaking(self) -> None:
        await expect(self.sees("speaker-name")).to_have_count(0)

    async def sees_next(self, *names: str) -> None:
        await expect(self.sees("next-speaker")).to_contain_text(list(names))

    async def sees_no_clock(self) -> None:
        await expect(self.sees("clock-digits")).to_have_count(0)

    async def sees_the_clock_run(self) -> None:
        """Two different times, one after the other."""
        first = await self.sees("clock-digits").first.inner_text()
        await expect(self.sees("clock-digits").first).not_to_have_text(first)

    async def sees_the_right_time(self) -> None:
        """What is shown is what is left, by the server's own time before and after; give or take a second."""
        before = await self._seconds_left()
        minutes, seconds = (await self.sees("clock-digits").first.inner_text()).split(":")
        after = await self._seconds_left()
        # The second that has begun is shown as a whole one.
        assert after - 1 <= int(minutes) * 60 + int(seconds) <= before + 2

    async def clock(self) -> dict[str, Any]:
        """The speaker's clock as the server tells it: since when it runs, and what was allotted."""
        return (await self._told())["view"]["floor"]["clock"]  # type: ignore[no-any-return]

    async def _seconds_left(self) -> float:
        told = await self._told()
        clock = told["view"]["floor"]["clock"]
        ran = datetime.fromisoformat(told["now"]) - datetime.fromisoformat(clock["runs_from"])
        return float(clock["allotted"] - ran.total_seconds())

    async def _told(self) -> dict[str, Any]:
        answer = await self.page.request.get(f"{self.address}/api/rooms/{ROOM}/hall")
        return await answer.json()  # type: ignore[no-any-return]


class Delegate(Person):
    """A delegate with a phone."""

    async def arrives(self, demo: Demo, delegation: str) -> None:
        await self.page.goto(f"{demo.address}/phone/?lang=en")
        await self.sees("badge-code").fill(demo.badge_code(delegation))
        await self.sees("badge-sign-in").click()
        await self.page.locator(f"[data-testid=choose-room][data-room={ROOM}]").click()
        await self.is_up_to_date()

    async def asks_for_the_floor(self) -> None:
        await self.page.locator("[data-testid=ask]:not([disabled])").click()
        await expect(self.screen).to_have_attribute("data-standing", "waiting")

    async def is_at_place(self, place: int) -> None:
        await expect(self.sees("place").first).to_have_attribute("data-place", str(place))

    async def has_the_floor(self) -> None:
        await expect(self.sees("you-have-the-floor")).to_be_visible()

    async def stands(self, standing: str) -> None:
        await expect(self.screen).to_have_attribute("data-standing", standing)


class Secretary(Person):
    """Whoever runs the room from the control page."""

    async def arrives(self, demo: Demo) -> None:
        await self.page.goto(f"{demo.address}/sign-in/?lang=en")
        await self.sees("username").fill(ORGANISER)
        await self.sees("password").fill(demo.password)
        await self.sees("sign-in").click()
        await expect(self.page).to_have_url(re.compile("^[^?]*/control/"))
        await self.page.goto(f"{demo.address}/control/{ROOM}/?lang=en")
        await self.is_up_to_date()

    async def presses_go(self, *meaning: str) -> None:
        """Press the big button once for each, when it says that this is what it will do; wait until it is done."""
        for does in meaning:
            before = await self.screen.get_attribute("data-position")
            await self.page.locator(f"[data-testid=go][data-does={does}][data-resting=false]").click()
            if does == "end_segment":  # It asks beside the stage, and nothing has ended before it is confirmed.
                await self.sees("confirm-end").click()
            await expect(self.screen).not_to_have_attribute("data-position", before or "")

    async def starts(self, segment: str, phase: str) -> None:
        """Go to one phase of one segment from the rundown."""
        await self.page.locator(f"[data-testid=start-segment][data-id={segment}]").click()
        await self.page.locator(f"[data-testid=start-phase][data-id={phase}]").click()
        await expect(self.sees("running-phase")).to_have_attribute("data-id", phase)

    async def closes_the_list(self) -> None:
        await self.sees("toggle-list").click()
        await self.sees("close-now").click()
        await expect(self.sees("list-status")).to_have_attribute("data-status", "closed")

    async def adds(self, typed: str) -> None:
        """Put somebody on the list who held up the nameplate, by keys alone."""
        await self.sees("add-search").fill(typed)
        await self.sees("add-search").press("Enter")

    async def next_is(self, name: str) -> None:
        await expect(self.sees("call-next")).to_contain_text(name)
