"""The page of the record, as the secretariat and whoever follows a meeting use it."""

import asyncio
from datetime import timedelta

import pytest
from playwright.async_api import Page, Route, expect

from live.room.commands import AddSpeaker, CallSpeaker, CloseList, EndIntervention, EndSegment
from live.room.model.plan import Segment
from tests.often import of_the_day
from tests.screens import scenes
from tests.screens.stage import FIRST_OF_PANEL, Stage, judged

pytestmark = pytest.mark.browser
SOON = timedelta(seconds=30).total_seconds() * 1000


async def has_spoken(stage: Stage, turns: int) -> None:
    """The first of a dozen who asked have had the floor."""
    await scenes.listed(stage)
    for _ in range(turns):
        await scenes.call_next(stage)
        await scenes.start_clock(stage)
        await ended(stage)


async def ended(stage: Stage) -> None:
    """Whoever has the floor has spoken."""
    assert stage.room.state.floor is not None
    await stage.do(EndIntervention(stage.room.state.floor.id))


@pytest.mark.parametrize("language", of_the_day(["en", "ar"], "ar"))
async def test_the_live_record_grows_as_the_meeting_goes_on(stage: Stage, language: str) -> None:
    async with stage.visitor((1280, 900)) as context:
        await stage.sign_in(context)
        page = await context.new_page()
        await page.goto(f"/record/{stage.room.id}/?lang={language}")
        await has_spoken(stage, 2)
        await expect(page.get_by_test_id("turn")).to_have_count(2)
        assert await judged(page) == []


async def test_the_secretariat_reads_the_record_while_the_segment_runs_and_has_it_when_it_has_ended(
    stage: Stage,
) -> None:
    await has_spoken(stage, 3)
    segment = stage.room.state.rundown.current
    assert segment is not None
    async with stage.visitor((1440, 900)) as context:
        page = await context.new_page()
        await record_of(stage, page, 3)
        for act in (gone_through_by_keys, taken_and_annotated, not_made, being_made):
            await act(stage, page)
        # Rows arrive by themselves, and say who spoke in which language.
        rows = page.get_by_test_id("statement")
        await scenes.call_next(stage)
        await expect(rows).to_have_count(4, timeout=SOON)
        await stage.do(AddSpeaker("isl", person="A. Person", title="Minister", language="fr"))
        await ended(stage)
        await stage.do(CallSpeaker(stage.room.state.lists[FIRST_OF_PANEL].waiting[-1].id))
        await ended(stage)
        await expect(rows.filter(has_text="A. Person, Minister · French")).to_have_count(1, timeout=SOON)
        # The record of the segment is there when it has ended.
        await stage.do(EndSegment(segment))
        await record_of(stage, page, 5)
        answer = await context.request.get(f"/api/rooms/{stage.room.id}/record?format=csv&segment={segment}")
        # A head, and one row for each contribution.
        assert len((await answer.text()).strip().splitlines()) == 1 + 5


async def gone_through_by_keys(_stage: Stage, page: Page) -> None:
    """Arrows go through the rows, Enter opens, and a slash filters."""
    rows = page.get_by_test_id("statement")
    await rows.first.focus()
    await page.keyboard.press("ArrowDown")
    await expect(rows.nth(1)).to_be_focused()
    await page.keyboard.press("End")
    await expect(rows.nth(2)).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("opened")).to_be_visible()
    await expect(rows.nth(1).get_by_test_id("entry")).to_have_attribute("aria-expanded", "true")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("opened")).to_have_count(0)
    name = await rows.nth(2).locator("strong").inner_text()
    await page.keyboard.press("/")
    await expect(page.get_by_test_id("filter")).to_be_focused()
    await page.keyboard.type(name)
    await expect(rows).to_have_count(1)
    await page.keyboard.press("ArrowDown")
    await expect(rows.first).to_be_focused()
    await page.get_by_test_id("filter").fill("")
    await expect(rows).to_have_count(3)


async def taken_and_annotated(_stage: Stage, page: Page) -> None:
    """A document is downloaded, and a note added."""
    rows = page.get_by_test_id("statement")
    assert await judged(page) == []
    async with page.expect_download() as download:
        await page.locator("[data-testid=download][data-paper=statements][data-language=fr]").click()
    assert (await (await download.value).path()).read_bytes().startswith(b"%PDF")
    await rows.first.get_by_test_id("entry").click()
    await page.get_by_test_id("note-text").fill("Text handed in")
    await page.get_by_test_id("add-note").click()
    await expect(page.get_by_test_id("note")).to_contain_text("Text handed in", timeout=SOON)


async def not_made(stage: Stage, page: Page) -> None:
    """What could not be made is said."""
    await page.route("**/record?format=pdf**", lambda route: route.abort())
    await page.locator("[data-testid=download][data-paper=statements][data-language=en]").click()
    await expect(page.get_by_test_id("not-made")).to_be_visible()
    await expect(page.get_by_test_id("making")).to_be_empty()
    await page.unroute_all()
    stage.faults.clear()  # That a request was given up is no fault of the page.


async def being_made(stage: Stage, page: Page) -> None:
    """While a document is made the page says so, and keeps it when it is there."""
    go_on = asyncio.Event()

    async def later(route: Route) -> None:
        await go_on.wait()
        await route.continue_()

    await page.route("**/record?format=pdf**", later)
    async with page.expect_download() as download:
        await page.locator("[data-testid=download][data-paper=pack][data-language=ar]").click()
        await expect(page.get_by_test_id("making")).to_contain_text("PDF")
        await expect(page.get_by_test_id("making")).to_contain_text("0:01")
        go_on.set()
    made = await download.value
    assert made.suggested_filename == f"record-{stage.room.id}-ar.pdf"
    assert (await made.path()).read_bytes().startswith(b"%PDF")
    await expect(page.get_by_test_id("making")).to_be_empty()


async def record_of(stage: Stage, page: Page, turns: int, language: str = "en") -> None:
    """The page of the record of this room, as soon as so many statements are in it."""
    await stage.sign_in(page.context)
    async with asyncio.timeout(SOON / 1000):
        while True:
            answer = await page.request.get(f"/api/rooms/{stage.room.id}/record")
            if answer.ok and sum(len(room["statements"]) for room in (await answer.json())["rooms"]) == turns:
                break
            await asyncio.sleep(0.2)
    await page.goto(f"/record/?lang={language}&room={stage.room.id}")
    await expect(page.get_by_test_id("statement")).to_have_count(turns)


async def figures(page: Page, box: str) -> dict[str, tuple[int, str]]:
    """Count and time of each share in a box."""
    rows = page.get_by_test_id(box).locator("tbody tr")
    told = [await row.locator("th, td:not(.bar)").all_inner_texts() for row in await rows.all()]
    return {name: (int(count), time) for name, count, time in told}


@pytest.mark.parametrize("language", of_the_day(["en", "ar", "zh"], "ar"))
async def test_its_sums_are_those_of_its_parts_and_planned_against_actual_is_a_picture(
    stage: Stage, language: str
) -> None:
    await has_spoken(stage, 3)
    await stage.do(CloseList())
    async with stage.visitor((1440, 900)) as context:
        page = await context.new_page()
        await record_of(stage, page, 3, language)
        categories, regions = await figures(page, "by_category"), await figures(page, "by_region")
        tab = await page.get_by_test_id("tab-statements").inner_text()
        assert int(tab.split()[-1]) == sum(count for count, _ in categories.values()) == 3
        states = next(iter(categories.values()))
        assert sum(count for count, _ in regions.values()) == states[0]
        (line,) = await page.get_by_test_id("planned-actual").all()
        segments = stage.room.state.rundown.segments
        today = [one for one in segments if day_of(one, stage) == await line.get_attribute("data-day")]
        fixed = {one.ends_at for one in today if one.hard_end}
        assert fixed
        await expect(line.get_by_test_id("wall")).to_have_count(len(fixed))
        box, wall = await line.bounding_box(), await line.get_by_test_id("wall").first.bounding_box()
        assert box is not None
        assert wall is not None
        assert box["x"] < wall["x"] < box["x"] + box["width"]
        await expect(page.get_by_test_id("planned-actual-figures").locator("tbody tr")).to_have_count(len(today))
        await expect(page.get_by_test_id("waiting").get_by_test_id("spread")).to_be_visible()
        await expect(page.get_by_test_id("closings").locator("tbody tr")).to_have_count(1)
        assert await judged(page) == []


def day_of(segment: Segment, stage: Stage) -> str:
    return segment.starts_at.astimezone(stage.zone).date().isoformat()
