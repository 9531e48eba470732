"""The programme desk: tomorrow is changed by hand, seen by nobody until it is published, by all after it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.daphne import serving_well
from tests.often import rows_of_the_day
from tests.screens.stage import Stage, judged, press_twice

pytestmark = pytest.mark.browser
GROUP = "d2-action-group-2"


@pytest.fixture
async def own(tmp_path: Path, browser: Browser) -> AsyncIterator[Stage]:
    """A server whose programme this test changes. No page of it may have complained."""
    async with serving_well(tmp_path, bounds=10) as daphne:
        stage = Stage(daphne, browser, await (await daphne.elsewhere()).room("plenary"))
        yield stage
        # The browser itself notes every answer that is not well.
        assert [fault for fault in stage.faults if "409" not in fault] == []


async def starts(stage: Stage) -> dict[str, str]:
    """When each published segment starts."""
    async with stage.daphne.visitor() as visitor:
        rooms = (await visitor.get("/api/programme/")).json
    return {one["id"]: one["starts_at"] for room in rooms for one in room["segments"]}


async def opened(page: Page, segment: str, day: int = 2) -> None:
    await page.locator(f"[data-testid=day][data-day='{day}']").click()
    await block(page, segment).click()
    await expect(page.get_by_test_id("segment-form")).to_be_visible()


async def fill(page: Page, field: str, value: str) -> None:
    await page.get_by_test_id(field).fill(value)
    await page.get_by_test_id(field).press("Tab")


@pytest.fixture
async def page(own: Stage) -> AsyncIterator[Page]:
    """The desk, with somebody of the secretariat before it."""
    async with own.visitor((1440, 900)) as context:
        await own.sign_in(context)
        page = await context.new_page()
        await page.goto("/setup/?lang=en#desk")
        yield page


def block(page: Page, segment: str) -> Locator:
    return page.locator(f"[data-testid=block][data-segment='{segment}']")


async def test_tomorrow_is_changed_at_the_desk_and_published(own: Stage, page: Page) -> None:
    before = await starts(own)
    await move_by_form(page)
    await move_by_keys(page)
    await drag(page)
    await add(page)
    assert await starts(own) == before, "no screen has changed"
    await page.get_by_test_id("see-differences").click()
    await expect(page.get_by_test_id("difference")).to_have_count(3)
    assert await judged(page, "[data-testid=differences]") == []
    await press_twice(page.get_by_test_id("publish"))
    await expect(page.get_by_test_id("draft-bar")).to_have_attribute("data-published", "true")
    after = await starts(own)
    changed = {key for key in after if after[key] != before.get(key)}
    assert changed == {GROUP, "d2-action-group-4", "d2-technical-check-of-videos"}
    await back_to_a_version(page)
    assert await starts(own) == before, "the last publishing is undone"
    await expect(page.get_by_test_id("draft-bar")).to_have_attribute("data-count", "3")


async def back_to_a_version(page: Page) -> None:
    """Two versions are compared, and the last publishing is undone; the draft stays."""
    await page.get_by_test_id("versions").locator("summary").click()
    await expect(page.get_by_test_id("version-kept")).to_have_count(2)
    await page.get_by_test_id("compare-was").select_option("1")
    await page.get_by_test_id("compare-now").select_option("2")
    await expect(page.get_by_test_id("compared").get_by_test_id("difference")).to_have_count(3)
    await press_twice(page.get_by_test_id("undo-publishing"))
    await expect(page.get_by_test_id("versions-done")).to_be_visible()
    await expect(page.get_by_test_id("version-kept")).to_have_count(3)
    assert await judged(page, "[data-testid=versions]") == []


async def move_by_form(page: Page) -> None:
    """By five minutes; what cannot be is held back, and the last change undone."""
    saved, group = page.get_by_test_id("saved"), block(page, GROUP)
    await opened(page, GROUP)
    await fill(page, "starts", "10:50")
    await expect(saved).to_have_attribute("data-saved", "true")
    await expect(group.get_by_test_id("mark")).to_contain_text("10:45 → 10:50")
    await expect(page.get_by_test_id("draft-bar")).to_have_attribute("data-count", "1")
    await expect(page.get_by_test_id("published-says")).to_contain_text("10:45–13:00")
    await fill(page, "ends", "10:50")
    await expect(page.locator("[data-field=ends]")).to_contain_text("ends when it starts")
    await expect(saved).to_have_attribute("data-saved", "false")
    await fill(page, "ends", "12:55")
    await expect(saved).to_have_attribute("data-saved", "true")
    await page.get_by_test_id("undo").click()
    await expect(group).to_have_attribute("data-ends", "13:00")
    assert await judged(page) == []


async def move_by_keys(page: Page) -> None:
    group = block(page, GROUP)
    await group.focus()
    await page.keyboard.press("Alt+ArrowDown")
    await expect(group).to_have_attribute("data-starts", "10:55")
    await expect(group).to_be_focused()
    await page.keyboard.press("Alt+ArrowUp")
    await expect(group).to_have_attribute("data-starts", "10:50")
    await page.keyboard.press("ArrowRight")
    await expect(block(page, "d2-action-group-3")).to_be_focused()


async def drag(page: Page) -> None:
    other = block(page, "d2-action-group-4")
    await other.scroll_into_view_if_needed()
    box = await other.bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + 40, box["y"] + 20)
    await page.mouse.down()
    await page.mouse.move(box["x"] + 40, box["y"] + 60, steps=4)
    await page.mouse.up()
    await expect(other.get_by_test_id("mark")).to_be_visible()
    await expect(page.get_by_test_id("draft-bar")).to_have_attribute("data-count", "2")


async def add(page: Page) -> None:
    """A new segment, with somebody on its podium and a title in a second language."""
    await page.get_by_test_id("add-segment").click()
    await page.get_by_test_id("add").click()
    await expect(page.locator("[data-field='names.en']")).to_be_visible()
    await fill(page, "title", "Technical check of videos")
    await page.get_by_test_id("add").click()
    form = page.locator("[data-testid=form][data-key='d2-technical-check-of-videos']")
    await expect(form.get_by_test_id("phase")).to_have_count(2)
    await form.get_by_test_id("slots").first.get_by_test_id("add-slot").click()
    await form.get_by_test_id("office").first.fill("Thailand")
    await form.get_by_test_id("office").first.press("Tab")
    await expect(form.get_by_test_id("remove-slot")).to_have_count(1)
    await page.locator("[data-testid=name-language][data-language=fr]").click()
    await fill(page, "title", "Essai technique des vidéos")
    await expect(page.get_by_test_id("saved")).to_have_attribute("data-saved", "true")
    assert await judged(page, "[data-testid=form]") == []


@pytest.mark.parametrize(
    ("language", "size"), rows_of_the_day([("ar", (1440, 900)), ("ru", (820, 1180))], ("ar", (1440, 900)))
)
async def test_two_at_one_desk_lose_nothing(own: Stage, language: str, size: tuple[int, int]) -> None:
    async with own.visitor(size) as context:
        await own.sign_in(context)
        one, other = await context.new_page(), await context.new_page()
        for page in (one, other):
            await page.goto(f"/setup/?lang={language}#desk")
            await opened(page, GROUP)
        await fill(one, "starts", "10:50")
        await expect(one.get_by_test_id("saved")).to_have_attribute("data-saved", "true")
        await fill(other, "ends", "12:45")
        await expect(other.get_by_test_id("refusal")).to_have_attribute("data-code", "changed_meanwhile")
        await expect(other.get_by_test_id("ends")).to_have_value("12:45")
        assert await judged(other) == []
        await other.get_by_test_id("take-newest").click()
        await expect(other.get_by_test_id("starts")).to_have_value("10:50")
        await fill(other, "ends", "12:45")
        await expect(other.get_by_test_id("saved")).to_have_attribute("data-saved", "true")
        await other.locator("[data-testid=grid-room][data-room=breakout-1]").click()
        await fill(other, "title", "Sala Azul")
        await expect(other.get_by_test_id("grid-room").nth(1)).to_contain_text("Sala Azul")
        await other.get_by_test_id("edit-conference").click()
        assert await judged(other, "[data-testid=form]") == []
        await other.get_by_test_id("history").locator("summary").click()
        await expect(other.get_by_test_id("edit")).to_have_count(3)
