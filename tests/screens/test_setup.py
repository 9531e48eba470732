"""The set-up page: a workbook is dropped, shown, imported and published, and the hall shows what it says."""

import base64
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from live.room.commands import StartSegment
from tests.daphne import Daphne, serving_well
from tests.imports.samples import FILES
from tests.screens.stage import DESK, Stage, judged

pytestmark = pytest.mark.browser


@pytest.fixture
async def own(tmp_path: Path, browser: Browser) -> AsyncIterator[Stage]:
    """A server whose programme this test changes. No page of it may have complained."""
    async with serving_well(tmp_path, bounds=10) as daphne:
        stage = Stage(daphne, browser, await (await daphne.elsewhere()).room("plenary"))
        yield stage
        assert stage.faults == []


async def dropped(page: Page, *names: str) -> None:
    """Files of the samples, dropped on the page as from a desktop."""
    held = [[name, base64.b64encode((FILES / name).read_bytes()).decode()] for name in names]
    transfer = await page.evaluate_handle(
        """files => {
            const transfer = new DataTransfer();
            for (const [name, data] of files)
                transfer.items.add(new File([Uint8Array.from(atob(data), letter => letter.charCodeAt(0))], name));
            return transfer;
        }""",
        held,
    )
    await page.get_by_test_id("drop").dispatch_event("drop", {"dataTransfer": transfer})


async def titles(daphne: Daphne) -> dict[str, tuple[str, str]]:
    """Room and id of every published segment, by its title."""
    async with daphne.visitor() as visitor:
        rooms = (await visitor.get("/api/programme/")).json
    return {
        segment["names"]["en"]: (room["room"]["id"], segment["id"]) for room in rooms for segment in room["segments"]
    }


async def test_a_workbook_becomes_what_the_hall_shows(own: Stage) -> None:
    before = await titles(own.daphne)
    async with own.visitor((1280, 900)) as context:
        await own.sign_in(context)
        page = await context.new_page()
        await page.goto("/setup/?lang=en")
        await expect(page.get_by_test_id("all-published")).to_be_visible()
        await dropped(page, "programme-broken.csv")
        await expect(page.get_by_test_id("fault")).to_have_count(11)
        await expect(page.get_by_test_id("take-in")).to_be_disabled()
        await expect(page.locator("[data-testid=fault][data-row='5']")).to_contain_text("before it starts")
        await page.get_by_test_id("cancel").click()
        await dropped(page, "programme-day.xlsx")
        preview = page.get_by_test_id("preview")
        await expect(preview).to_have_attribute("data-ready", "true")
        await expect(page.get_by_test_id("zone")).to_contain_text("America/Mexico_City")
        sums = [int(await one.get_attribute("data-count") or 0) for one in await page.get_by_test_id("sum").all()]
        assert sum(sums) == 10
        assert await judged(page) == []
        await page.get_by_test_id("take-in").click()
        await expect(page.get_by_test_id("imported")).to_be_visible()
        await expect(page.get_by_test_id("imported-by")).to_contain_text("organiser")
        assert await titles(own.daphne) == before, "no screen has changed"
        await expect(page.get_by_test_id("difference").first).to_be_visible()
        assert await judged(page) == []
        await page.get_by_test_id("publish").click()
        await page.get_by_test_id("publish").click()
        await expect(page.get_by_test_id("all-published")).to_be_visible()
        await expect(page.get_by_test_id("published-by")).to_contain_text("organiser")
        published = await titles(own.daphne)
        new = next(title for title in published if title not in before)
        room, segment = published[new]
        hall = await context.new_page()
        await hall.goto(f"/hall/{room}/?lang=en")
        live = await (await own.daphne.elsewhere()).room(room)
        await live.handle(StartSegment(segment), DESK, "starts")
        await expect(hall.get_by_test_id("segment")).to_contain_text(new)
        await page.bring_to_front()
        await dropped(page, "programme-day.xlsx")
        await expect(page.get_by_test_id("nothing-new")).to_be_visible()


@pytest.mark.parametrize("language", ["ar", "ru"])
async def test_what_a_file_leaves_open_is_answered_on_the_page(own: Stage, language: str) -> None:
    async with own.visitor((820, 1180)) as context:
        await own.sign_in(context)
        page = await context.new_page()
        await page.goto(f"/setup/?lang={language}")
        await dropped(page, "ontime-v4.json")
        await expect(page.get_by_test_id("take-in")).to_be_disabled()
        await page.get_by_test_id("ask-day").fill("2017-12-06")
        await page.get_by_test_id("ask-day").press("Tab")
        await page.get_by_test_id("scope").select_option("add")
        await expect(page.get_by_test_id("preview")).to_have_attribute("data-ready", "true")
        assert await judged(page) == []
