"""Every state that a page can be in is accessible, and readable in the colours of the system: each is opened once."""

from collections.abc import Awaitable, Callable
from typing import Literal

import pytest
from playwright.async_api import Page, expect

from live.room.commands import RequestFloor, SetQuestions
from live.room.model.turns import InterventionKind
from tests.often import PROFILE, of_the_day
from tests.screens import scenes
from tests.screens.stage import Stage, judged
from tests.screens.test_coarse import small
from tests.screens.test_control import boxes, open_desk, raise_alerts
from tests.screens.test_forced import blank_buttons
from tests.screens.test_moderator import LANDSCAPE, PORTRAIT, SEGMENT, discussing, waiting
from tests.screens.test_pages import fits_both_ways

pytestmark = pytest.mark.browser
BOTH: tuple[Literal["none", "active"], ...] = ("none", "active")
"""The page's own colours, and the system's."""


async def sound(page: Page, state: str, within: str = "") -> None:
    """In both kinds of colours no button is blank, and nothing is wrong with the page: by day in its own only, and only
    with what is new, `within` it.
    """
    by_day = PROFILE != "nightly"
    forced = await page.evaluate("matchMedia('(forced-colors: active)').matches")
    # First those that the page has on: to draw it in others costs more than to look at it.
    for colours in reversed(BOTH) if forced else BOTH:
        await page.emulate_media(forced_colors=colours)
        assert await blank_buttons(page) == [], (state, colours)
        if colours == "none" or not by_day:
            assert await judged(page, within if by_day else "") == [], (state, colours)


# The control page, sheet by sheet

SHEETS = (
    "toggle-list",
    "time-limit",
    "suspend-open",
    "adjourn-open",
    "point-open",
    "call-secretariat",
    "message-open",
    "end-segment",
    "other-open",
    "history",
    "all-alerts",
)
IN_THE_MENU = (
    "open-arrange",
    "open-spoke",
    "open-podium",
    "open-questions",
    "open-reports",
    "open-rooms",
    "open-interpretation",
    "help",
    "sign-out",
)


SHARED = 1
"""The menu's way to the interpretation is that of the chair's decision to suspend."""


async def test_every_sheet_of_the_control_page(stage: Stage) -> None:
    await scenes.floor(stage)
    await raise_alerts(stage, 5)
    async with stage.visitor((1280, 720)) as visitor:
        page = await open_desk(stage, visitor)
        await sound(page, "five alerts")
        await every_sheet(page, lambda name: sound(page, name, ".sheet"))


@pytest.mark.long
async def test_every_sheet_of_the_control_page_under_a_thumb(stage: Stage) -> None:
    await scenes.floor(stage)
    await raise_alerts(stage, 5)
    async with stage.visitor((1280, 720), has_touch=True, is_mobile=True) as visitor:
        page = await open_desk(stage, visitor)
        before = await boxes(page)

        async def within_reach(sheet: str) -> None:
            assert await small(page) == [], sheet
            assert await boxes(page) == before, sheet

        await every_sheet(page, within_reach)


async def every_sheet(page: Page, judge: Callable[[str], Awaitable[None]]) -> None:
    """Open each sheet there is, judge it, and leave it as it was."""
    by_test_id = page.get_by_test_id
    openers = [by_test_id(name).first for name in (*SHEETS, "row-actions", "slot-actions", "menu")]
    opened = set[str]()
    for opener, in_menu in [(one, None) for one in openers] + [(by_test_id("menu"), name) for name in IN_THE_MENU]:
        await opener.click()
        if in_menu is not None:
            await by_test_id(in_menu).click()
            await expect(by_test_id("menu-sheet")).to_have_count(0)
        sheet = page.locator(".sheet")
        name = str(await sheet.get_attribute("data-testid"))
        if name not in opened:
            opened.add(name)
            await judge(name)
        await by_test_id("close-sheet").click()
        await expect(sheet).to_have_count(0)
    assert len(opened) >= len(openers) + len(IN_THE_MENU) - SHARED, opened


# The moderator's tablet


async def test_every_state_of_the_moderators_page(breakout: Stage) -> None:
    async with breakout.visitor(PORTRAIT, has_touch=True) as tablet:
        await breakout.sign_in(tablet)
        page = await breakout.look(tablet, "moderator", query="?lang=en")

        async def state(name: str) -> None:
            await breakout.shown(page)
            await sound(page, name)

        await state("nothing")
        await discussing(breakout, "ken", "fji", "mex")
        await breakout.do(SetQuestions(SEGMENT, ("Which commitments?", "Which means?")))
        await state("waiting")
        await scenes.call_next(breakout)
        await scenes.start_clock(breakout)
        await breakout.delegate("bra", RequestFloor(kind=InterventionKind.POINT_OF_ORDER))
        await state("a point of order")
        for name in ("anyone", "spoke", "close-list", "to-summary", "speaking-more", "questions-edit"):
            await page.get_by_test_id(name).tap()
            await expect(page.get_by_test_id("sheet")).to_be_visible()
            await sound(page, name, "[data-testid=sheet]")
            await page.get_by_test_id("sheet-close").tap()
        await page.locator(f"[data-testid=row-more][data-id='{waiting(breakout)[0]}']").tap()
        await sound(page, "a request", "[data-testid=sheet]")
        await page.set_viewport_size({"width": LANDSCAPE[0], "height": LANDSCAPE[1]})
        await sound(page, "landscape")


# Cards and walls


async def test_cards_duties_screens_and_all_rooms(stage: Stage) -> None:
    await scenes.message(stage)
    async with stage.visitor((1280, 720)) as visitor:
        await stage.sign_in(visitor)
        page = await visitor.new_page()
        for path, shows in (
            ("/duties/", "duties"),
            ("/control/", f"overview-room][data-id={stage.room.id}"),
            ("/screens/", "pair"),
            ("/", "index"),
            ("/cards/", "appoint"),
        ):
            await page.goto(f"{path}?lang=en")
            await expect(page.locator(f"[data-testid={shows}]").first).to_be_visible()
            await sound(page, path)
            await fits_both_ways(page, path)
        await page.evaluate("document.documentElement.dir = 'ltr'")
        await page.get_by_test_id("name").fill("Somebody who is judged")
        await page.get_by_test_id("appoint").click()
        row = page.get_by_test_id("appointee").filter(has_text="Somebody who is judged")
        await row.get_by_test_id("make-card").click()
        await expect(page.get_by_test_id("card").first).to_be_visible()
        await sound(page, "a card")


WALLS: dict[str, Callable[[Stage], Awaitable[None]]] = {
    "a ceremony": scenes.ceremony,
    "the panel discusses": scenes.discussion,
    "a report": scenes.reported,
    "suspended": scenes.suspended,
}


@pytest.mark.parametrize("scene", of_the_day(WALLS, "a report"))
async def test_every_state_of_the_walls(stage: Stage, scene: str) -> None:
    await WALLS[scene](stage)
    async with stage.visitor((1280, 720)) as visitor:
        page = await visitor.new_page()
        for view in ("hall", "podium", "interpreters"):
            await page.goto(f"/{view}/{stage.room.id}/?lang=en")
            await stage.shown(page)
            await sound(page, f"{scene}: {view}")
