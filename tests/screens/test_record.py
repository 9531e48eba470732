"""The page of the record, as the secretariat and whoever follows a meeting use it."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from live.room.commands import EndIntervention
from tests.screens import scenes
from tests.screens.stage import Stage, judged

pytestmark = pytest.mark.browser
SOON = timedelta(seconds=30).total_seconds() * 1000


async def has_spoken(stage: Stage, turns: int) -> None:
    """The first of a dozen who asked have had the floor."""
    await scenes.listed(stage)
    for _ in range(turns):
        await scenes.call_next(stage)
        await scenes.start_clock(stage)
        floor = stage.room.state.floor
        assert floor is not None
        await stage.do(EndIntervention(floor.id))


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_the_live_record_grows_as_the_meeting_goes_on(stage: Stage, language: str) -> None:
    async with stage.visitor((1280, 900)) as context:
        await stage.sign_in(context)
        page = await context.new_page()
        await page.goto(f"/record/{stage.room.id}/?lang={language}")
        await has_spoken(stage, 2)
        await expect(page.get_by_test_id("turn")).to_have_count(2)
        assert await judged(page) == []


async def test_the_secretariat_chooses_downloads_and_adds_a_note(stage: Stage) -> None:
    await has_spoken(stage, 2)
    async with stage.visitor((1440, 900)) as context:
        await stage.sign_in(context)
        page = await context.new_page()
        await page.goto(f"/record/?lang=en&room={stage.room.id}")
        rows = page.get_by_test_id("statement")
        await expect(rows).to_have_count(2, timeout=SOON)
        assert await judged(page) == []
        async with page.expect_download() as download:
            await page.locator("[data-testid=download][data-paper=statements][data-language=fr]").click()
        assert (await (await download.value).path()).read_bytes().startswith(b"%PDF")
        await rows.first.get_by_test_id("entry").click()
        await page.get_by_test_id("note-text").fill("Text handed in")
        await page.get_by_test_id("add-note").click()
        await expect(page.get_by_test_id("note")).to_contain_text("Text handed in", timeout=SOON)
