"""A room on the real programme, brought to a scene by commands, and the browser that looks at it."""

import asyncio
import itertools
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Error, Locator, Page, WebError, expect
from playwright.async_api import TimeoutError as PlaywrightTimeout

from live.live_room import LiveRoom
from live.programme.importing import import_programme
from live.programme.programme import Programme
from live.programme.publishing import BUILTIN
from live.programme.register import builtin
from live.room.authority import Actor, Role
from live.room.commands import AnyCommand, PublishProgramme
from live.room.model.plan import Segment
from tests.chromium import send
from tests.daphne import Daphne, badge_code
from tests.screens.devices import devices_of
from tests.set_up import ORGANISER, PASSWORD

AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PATIENCE_MS = 45_000
ASKS_FOR_MS = 4_000
expect.set_options(timeout=PATIENCE_MS)
DESK = Actor(id="user:secretariat", role=Role.OPERATOR)
FIRST_OF_PANEL = "d1-panel-1"
VENUE = ZoneInfo("America/Mexico_City")
BEGAN_BEFORE = timedelta(minutes=20)
"""How long ago the first panel should have begun, by the programme, when a scene is set."""

SHOWN = """(least) => new Promise((shown) => {
    const look = () => {
        const screen = document.querySelector("[data-testid=screen]");
        const isThere = screen && Number(screen.dataset.position) >= least;
        if (!isThere || document.fonts.status !== "loaded") return;
        watch.disconnect();
        document.fonts.removeEventListener("loadingdone", look);
        requestAnimationFrame(() => setTimeout(shown));
    };
    const watch = new MutationObserver(look);
    watch.observe(document, { childList: true, subtree: true, attributeFilter: ["data-testid", "data-position"] });
    document.fonts.addEventListener("loadingdone", look);
    look();
})"""
"""The page tells when it is so, and drawn. To ask it again and again, Playwright would first bring all its tools into
each page that is opened.
"""

Size = tuple[int, int]


@dataclass
class Stage:
    """One room, `daphne`'s server, and a browser. `faults` holds what pages complained of."""

    daphne: Daphne
    browser: Browser
    room: LiveRoom
    faults: list[str] = field(default_factory=list)
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @property
    def zone(self) -> ZoneInfo:
        """The time at the venue of this room."""
        assert self.room.state.profile is not None
        return ZoneInfo(self.room.state.profile.zone)

    async def do(self, *commands: AnyCommand, who: Actor = DESK) -> int:
        """Ask `commands` of the room, one after another; the position of the last."""
        position = self.room.state.position
        for command in commands:
            position = await self.room.handle(command, who, f"stage-{next(self._ids)}")
        return position

    async def delegate(self, delegation: str, command: AnyCommand) -> int:
        """Ask `command` as the head of `delegation`."""
        who = Actor(id=f"badge:{delegation}-1", role=Role.HEAD_OF_DELEGATION, delegation=delegation)
        return await self.do(command, who=who)

    @asynccontextmanager
    async def visitor(
        self, size: Size = (1280, 720), *, at: str | None = None, new: bool = False, **options: Any
    ) -> AsyncIterator[BrowserContext]:
        """Somebody's browser, with nothing kept from before; a `new` one has an empty cache too.

        `at` is another address of the server than its own.
        """
        width, height = size
        wanted = {"viewport": {"width": width, "height": height}, "base_url": at or self.daphne.address, **options}
        async with devices_of(self.browser).lent(wanted, new=new or at is not None) as context:
            context.set_default_timeout(PATIENCE_MS)
            context.on("weberror", self._failed)
            if at is None:  # Behind a network that fails, the browser itself complains that it does.
                context.on("console", self._said)
            try:
                yield context
            finally:
                context.remove_listener("weberror", self._failed)
                if at is None:
                    context.remove_listener("console", self._said)

    def _failed(self, fault: WebError) -> None:
        self.faults.append(str(fault.error))

    def _said(self, said: ConsoleMessage) -> None:
        # The whole browser looks for an icon of the empty page too, where whoever had it before left it.
        if said.type == "error" and not said.location["url"].endswith("/favicon.ico"):
            self.faults.append(said.text)

    async def look(self, context: BrowserContext, view: str, *, query: str = "") -> Page:
        """A page of this room that shows `view` as it is now."""
        page = await context.new_page()
        await page.goto(f"/{view}/{self.room.id}/{query}")
        await self.shown(page)
        return page

    async def shown(self, page: Page, position: int | None = None) -> None:
        """Wait until `page` shows the room as it is, or as it was at `position`, in the type it is meant to be in."""
        least = self.room.state.position if position is None else position
        async with asyncio.timeout(PATIENCE_MS / 1000):
            while True:
                try:
                    await page.evaluate(SHOWN, least)
                    break
                except Error as fault:  # A page that goes on to another is asked there.
                    if "navigation" not in fault.message:
                        raise

    async def until(self, so: Callable[[], bool]) -> None:
        """Wait until the room, as it is known here, is `so`."""
        changed = asyncio.Event()
        self.room.watch(changed.set)
        try:
            async with asyncio.timeout(PATIENCE_MS / 1000):
                while not so():
                    changed.clear()
                    await changed.wait()
        finally:
            self.room.unwatch(changed.set)

    async def sign_in(self, context: BrowserContext) -> None:
        """Come in as an organiser."""
        await self._post(context, "/api/sign-in", {"username": ORGANISER, "password": PASSWORD})

    async def wear_badge(self, context: BrowserContext, delegation: str, number: int = 1) -> None:
        """Come in with a delegation's badge."""
        await self._post(context, "/api/badge", {"code": badge_code(delegation, number)})

    async def use_card(self, context: BrowserContext, code: str) -> None:
        """Come in with the card of a duty."""
        await self._post(context, "/api/card", {"code": code})

    async def phone(self, context: BrowserContext, delegation: str, *, query: str = "") -> Page:
        """A delegate's phone in this room."""
        await self.wear_badge(context, delegation)
        page = await context.new_page()
        await page.goto(f"/phone/?room={self.room.id}{query}")
        await self.shown(page)
        return page

    async def _post(self, context: BrowserContext, path: str, body: object) -> None:
        done = await send(context, path, body)
        assert done.ok, await done.text()


def programme_now() -> Programme:
    """The real programme on the day it is at the venue."""
    return programme_on(datetime.now(VENUE).date())


@cache
def programme_on(day: date) -> Programme:
    """Read once: it takes a fifth of a second, and every test has a room with it."""
    return import_programme(BUILTIN, day)


async def room_of_the_programme(
    daphne: Daphne, like: str = "plenary", shift_to: str = FIRST_OF_PANEL, began_before: timedelta = BEGAN_BEFORE
) -> LiveRoom:
    """A room of one's own with the programme of `like`, moved so that the segment `shift_to` began a while ago.

    Its venue is where it is then the hour at which that segment is planned: no day of it goes past midnight.
    """
    programme = programme_now()
    planned = next(room for room in programme.rooms if room.profile.id == like)
    room = await daphne.add_room(name := f"{like}-{secrets.token_hex(3)}")
    start = next(segment.starts_at for segment in planned.segments if segment.id == shift_to)
    wanted = datetime.now(UTC) - began_before
    shift = wanted.replace(minute=wanted.minute // 5 * 5, second=0, microsecond=0) - start

    def moved(segment: Segment) -> Segment:
        return msgspec.structs.replace(segment, starts_at=segment.starts_at + shift, ends_at=segment.ends_at + shift)

    command = PublishProgramme(
        version="stage",
        profile=msgspec.structs.replace(planned.profile, id=name, zone=zone_of(start.astimezone(VENUE).hour, wanted)),
        segments=tuple(moved(segment) for segment in planned.segments),
        register=tuple(registered.delegation for registered in builtin()),
        process_chairs=programme.process_chairs,
        groups=programme.groups,
    )
    await room.handle(command, DESK, "publish")
    return room


def zone_of(hour: int, at: datetime) -> str:
    """The zone of whole hours in which it is `hour` o'clock at the instant `at`."""
    ahead = (hour - at.astimezone(UTC).hour + 11) % 24 - 11
    return f"Etc/GMT{-ahead:+d}"


async def chosen(page: Page, language: str) -> None:
    """Choose a language where the page offers it: to open the page anew costs five times as much."""
    await page.get_by_test_id("language").select_option(language)
    await expect(page.locator("html")).to_have_attribute("lang", language)
    await page.evaluate("document.fonts.ready")


async def press_twice(button: Locator, *, by_touch: bool = False) -> None:
    """Press a button that asks first, and again while it asks. The first press is a double click: it asks all the same.

    It asks for four seconds, which a busy machine may let pass: then from the start.
    """
    first, second = (Locator.tap, Locator.tap) if by_touch else (Locator.dblclick, Locator.click)
    asking = button.and_(button.page.locator("[data-asks=true]"))
    while True:
        await first(button)
        with suppress(PlaywrightTimeout):
            return await second(asking, timeout=ASKS_FOR_MS)


async def judged(page: Page, within: str = "") -> list[str]:
    """What axe-core finds wrong with `page` by WCAG 2.2 A and AA, one line for each rule, naming what breaks it: with
    all of it, or only with what is `within`.
    """
    if await page.evaluate("window.axe === undefined"):
        await page.evaluate(AXE.read_text())
    found = await page.evaluate(
        """async (within) => {
            // What is half faded has no contrast yet.
            for (const fading of document.getAnimations())
                if (Number.isFinite(fading.effect.getComputedTiming().endTime)) fading.finish();
            const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
            // To name all that is right takes as long as to find what is wrong.
            const { violations } = await axe.run(within || document, { runOnly: tags, resultTypes: ["violations"] });
            const where = ({ target, any }) => `${target.join(" ")} ${any[0]?.message ?? ""}`;
            return violations.map(({ id, nodes }) => `${id}: ${nodes.map(where).join(" | ")}`);
        }""",
        within,
    )
    return [str(broken) for broken in found]
