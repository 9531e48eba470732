"""Every page in every state: WCAG 2.2 AA by axe, no sideways scrolling, targets a thumb can hit, both directions."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from live.programme.reading import LANGUAGES
from live.room.commands import SuspendMeeting
from tests.daphne import Daphne
from tests.often import each_of, of_the_day
from tests.screens import scenes
from tests.screens.scenes import SCENES
from tests.screens.stage import Size, Stage, chosen, judged, room_of_the_programme

pytestmark = pytest.mark.browser

ROOMS_ON_A_PAGE, ROOMS_IN_PORTRAIT = 6, 4

PHONE: Size = (390, 844)
NARROW: Size = (320, 640)
LEAST_TARGET = 44
"""CSS pixels either way; 48 is what we aim at, less what a border takes."""
FINE_TARGET = 24
"""CSS pixels either way on the control page under a mouse: what WCAG 2.2 AA asks for, the price of its sixteen rows."""

Look = Callable[[Stage, Page], Awaitable[None]]


async def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(await page.evaluate("document.documentElement.scrollWidth - innerWidth"))


async def small_targets(page: Page, least: int = LEAST_TARGET) -> list[str]:
    """Buttons, links and fields that are smaller than a thumb, or than `least`."""
    found = await page.evaluate(
        """(least) => Array.from(document.querySelectorAll("button, select, input, summary, a.button, textarea"))
            .filter((target) => target.checkVisibility() && !target.closest("[inert]"))
            .map((target) => [target.dataset.testid ?? target.textContent.trim(), target.getBoundingClientRect()])
            .filter(([, { width, height }]) => width < least || height < least)
            .map(([name, { width, height }]) => `${name}: ${Math.round(width)} x ${Math.round(height)}`)""",
        least,
    )
    return [str(small) for small in found]


async def unrolled(page: Page) -> None:
    """Make the window as high as the page, so that nothing lies under the tabs at its foot."""
    width, height = await page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
    await page.set_viewport_size({"width": width, "height": height})


PHONES = {
    "floor": ("usa", "open"),
    "listed": ("ken", "waiting"),
    "called": ("fji", "speaking"),
    "paused": ("usa", "closed"),
    "between": ("ken", "no_list"),
    "interrupted": ("bra", "open"),
    "suspended": ("fji", "speaking"),
}


@pytest.mark.parametrize("scene", of_the_day(PHONES, "called"))
async def test_a_phone(stage: Stage, scene: str) -> None:
    delegation, standing = PHONES[scene]
    await SCENES[scene](stage)
    async with stage.visitor(PHONE, has_touch=True, is_mobile=True) as visitor:
        page = await stage.phone(visitor, delegation)
        await expect(page.get_by_test_id("screen")).to_have_attribute("data-standing", standing)
        await unrolled(page)
        assert await judged(page) == []
        assert await small_targets(page) == []
        await page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        assert await sideways(page) == 0


async def test_a_phone_and_a_control_page_by_night(stage: Stage) -> None:
    await scenes.interrupted(stage)
    async with stage.visitor(color_scheme="dark") as visitor:
        phone = await stage.phone(visitor, "ken")
        await unrolled(phone)
        assert await judged(phone) == []
        await stage.sign_in(visitor)
        control = await stage.look(visitor, "control")
        await expect(control.locator("[data-testid=go][data-resting=true]")).to_have_count(0)
        assert await judged(control) == []


async def test_the_phone_in_arabic(stage: Stage) -> None:
    await scenes.listed(stage)
    async with stage.visitor(NARROW, has_touch=True, is_mobile=True) as visitor:
        page = await stage.phone(visitor, "ken", query="&lang=ar")
        assert await page.evaluate("document.dir") == "rtl"
        assert await sideways(page) == 0
        room, change = page.get_by_test_id("room"), page.get_by_test_id("change-room")
        right, left = await room.bounding_box(), await change.bounding_box()
        assert right is not None and left is not None
        assert right["x"] > left["x"] or right["y"] != left["y"]
        await unrolled(page)
        assert await judged(page) == []


@pytest.mark.parametrize(
    "scene", of_the_day(["between", "floor", "interrupted", "message", "suspended", "called"], "floor")
)
async def test_the_control_page(stage: Stage, scene: str) -> None:
    await SCENES[scene](stage)
    async with stage.visitor((1440, 900)) as visitor:
        await stage.sign_in(visitor)
        page = await stage.look(visitor, "control")
        if scene == "floor":
            await page.get_by_test_id("add-search").fill("swi")
        await expect(page.locator("[data-testid=go][data-resting=true]")).to_have_count(0)
        assert await judged(page) == []
        assert await small_targets(page, FINE_TARGET) == []
        for width in (820, 390):
            await page.set_viewport_size({"width": width, "height": 844})
            assert await sideways(page) == 0, width


async def test_the_desk_names_another_speaker_and_is_asked_what_becomes_of_the_request_that_waits(stage: Stage) -> None:
    await scenes.floor(stage)
    waiting = next(iter(stage.room.state.lists["d1-panel-1"].waiting))
    async with stage.visitor((1280, 720)) as visitor:
        await stage.sign_in(visitor)
        page = await stage.look(visitor, "control")
        await page.get_by_test_id("other-open").click()
        await page.get_by_test_id("other-search").fill(waiting.speaker.delegation or "")
        await page.get_by_test_id("other-correct").click()
        await expect(page.get_by_test_id("other-waits")).to_be_visible()
        assert await judged(page, ".sheet") == []
        await page.get_by_test_id("other-its-turn").click()
        await expect(page.get_by_test_id("other-search")).to_have_count(0)
        await expect(page.get_by_test_id("floor")).to_contain_text(waiting.speaker.names["en"])
        assert waiting.id not in [request.id for request in stage.room.state.lists["d1-panel-1"].waiting]
        # Of two delegations that fit equally well, Enter adds neither.
        box, several = page.get_by_test_id("add-search"), page.get_by_test_id("add-several")
        await box.fill("korea")
        await expect(page.get_by_test_id("add-found")).to_have_count(2)
        await expect(several).not_to_be_empty()
        await expect(page.get_by_test_id("add-to-list")).to_be_disabled()
        await box.press("Enter")
        await expect(box).to_have_value("korea")
        await box.press("ArrowDown")
        await expect(several).to_be_empty()
        await expect(page.get_by_test_id("add-found").first).to_have_attribute("aria-selected", "true")
        await box.fill("uk")
        await expect(page.get_by_test_id("add-found").first).to_have_attribute("data-id", "gbr")
        await box.fill("iom")
        await box.press("Enter")
        await expect(box).to_have_value("")
        await expect(page.get_by_test_id("waiting")).to_contain_text("International Organization for Migration")


async def test_the_control_page_in_arabic(stage: Stage) -> None:
    await scenes.floor(stage)
    async with stage.visitor((1280, 800)) as visitor:
        await stage.sign_in(visitor)
        page = await stage.look(visitor, "control", query="?lang=ar")
        assert await sideways(page) == 0
        assert await judged(page) == []


def shown(path: str, part: str) -> Look:
    async def look(_stage: Stage, page: Page) -> None:
        await page.goto(path)
        await expect(page.get_by_test_id(part).first).to_be_visible()

    return look


def of_room(view: str, query: str = "") -> Look:
    async def look(stage: Stage, page: Page) -> None:
        await page.goto(f"/{view}/{stage.room.id}/{query}")
        await stage.shown(page)

    return look


async def no_address(stage: Stage, page: Page) -> None:
    await shown("/dinner/", "not-found")(stage, page)
    assert ["(Not Found)" in fault for fault in stage.faults] == [True], "the browser says so too"
    stage.faults.clear()


OF_ALL: dict[str, Look] = {
    "index": shown("/", "index-room"),
    "sign-in": shown("/sign-in/", "sign-in"),
    "card": shown("/card/", "use-card"),
    "foyer": shown("/foyer/", "foyer-room"),
    "screen": shown("/screen/", "pairing-code"),
    "badge": shown("/phone/", "badge-sign-in"),
    "not-found": no_address,
    "podium": of_room("podium"),
    "interpreters": of_room("interpreters"),
    "overlay": of_room("overlay"),
    "dock": of_room("overlay", "?dock"),
}


async def test_every_other_page_that_needs_no_account(stage: Stage) -> None:
    await scenes.message(stage)
    async with stage.visitor() as visitor:
        page = await visitor.new_page()
        for name, look in OF_ALL.items():
            await look(stage, page)
            assert await judged(page) == [], name
            await fits_both_ways(page, name)


async def fits_both_ways(page: Page, name: str) -> None:
    """From left to right as from right to left it is no wider than its window."""
    assert await sideways(page) == 0, name
    await page.evaluate("document.documentElement.dir = 'rtl'")
    assert await sideways(page) == 0, name


async def test_the_rapporteurs_page(breakout: Stage) -> None:
    async with breakout.visitor() as visitor:
        await breakout.sign_in(visitor)
        page = await breakout.look(visitor, "rapporteur")
        assert await judged(page) == []
        await page.set_viewport_size({"width": 390, "height": 844})
        assert await sideways(page) == 0
        assert await small_targets(page) == []


async def test_a_wall_in_every_language(stage: Stage) -> None:
    await scenes.floor(stage)
    async with stage.visitor((1920, 1080)) as visitor:
        page = await stage.look(visitor, "hall", query="?lang=es")
        for language in each_of(LANGUAGES, "fr", "ar", "zh"):
            await page.keyboard.press("Shift")  # Who touches a wall may choose.
            await chosen(page, language)
            assert await sideways(page) == 0
            name = await page.get_by_test_id("speaker-name").locator("bdi").get_attribute("lang")
            assert name in (language, "en")  # What is written alike is kept once.


async def test_the_foyer_and_the_overview_say_the_day_of_what_is_not_today_and_one_can_sign_out_there(
    stage: Stage,
) -> None:
    async with stage.visitor() as visitor:
        page = await visitor.new_page()
        await page.goto("/foyer/")
        # The server's own programme is of another year than its clock.
        await expect(
            page.locator("[data-testid=foyer-room][data-id=breakout-1]").get_by_test_id("next-time")
        ).to_contain_text("5 Dec")
        await stage.sign_in(visitor)
        await page.goto("/control/")
        await expect(page.locator("[data-testid=overview-room][data-id=breakout-1]")).to_contain_text("December")
        await page.get_by_test_id("sign-out").click()
        await expect(page.get_by_test_id("sign-in")).to_be_visible()
        await page.goto("/control/")
        await expect(page.get_by_test_id("sign-in")).to_be_visible()


async def test_the_foyer_says_until_when_and_that_a_meeting_is_suspended_and_no_estimate(stage: Stage) -> None:
    async with stage.visitor((1920, 1080)) as visitor:
        page = await visitor.new_page()
        rooms = await (await stage.daphne.elsewhere()).ids()
        await page.goto(f"/foyer/?page={rooms.index(stage.room.id) // ROOMS_ON_A_PAGE + 1}")
        row = page.locator(f"[data-testid=foyer-room][data-id={stage.room.id}]")
        await scenes.floor(stage)
        await expect(row).to_contain_text("until ")
        await stage.do(SuspendMeeting(900))
        await expect(row.get_by_test_id("sitting")).to_contain_text("suspended")
        await expect(row).not_to_contain_text("until ")
        await expect(page.get_by_test_id("foyer")).not_to_contain_text("expected")


async def test_what_should_have_ended_is_not_said_to_last_until_then(daphne: Daphne, browser: Browser) -> None:
    stage = Stage(daphne, browser, await room_of_the_programme(daphne, began_before=timedelta(hours=3)))
    await scenes.floor(stage)
    async with stage.visitor() as visitor:
        page = await stage.look(visitor, "interpreters")
        await expect(page.get_by_test_id("hard-end")).to_contain_text("was due to end at")
        await stage.sign_in(visitor)
        page = await stage.look(visitor, "control")
        await expect(page.get_by_test_id("forecast")).to_contain_text("Time for the debate expired at")
        await expect(page.get_by_test_id("begun-too-late")).to_be_visible()
    async with stage.visitor(PHONE) as visitor:
        page = await stage.phone(visitor, "ken")
        await expect(page.get_by_test_id("not-reached")).to_contain_text("The time for this list ended at")
    assert stage.faults == []


async def test_whoever_runs_a_room_sees_who_is_connected_to_it(stage: Stage) -> None:
    await scenes.floor(stage)
    async with stage.visitor() as visitor:
        await stage.look(visitor, "hall")
        await stage.phone(visitor, "ken")
        await stage.sign_in(visitor)
        control = await stage.look(visitor, "control")
        # The small picture of the hall on the page itself is none.
        await expect(control.locator("[data-testid=presence][data-screens='1'][data-phones='1']")).to_be_visible()
        await expect(control.get_by_test_id("presence")).to_contain_text("1 screen")
