"""A secretariat sets up a day from nothing in a browser and runs it; another changes tomorrow while a list is open."""

import re
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, Page, expect

from live.programme.importing import import_programme
from live.programme.publishing import BUILTIN
from live.room.commands import OpenList, RequestFloor, StartPhase, StartSegment
from tests.daphne import serving, serving_well, set_up_nothing
from tests.given import order
from tests.screens.stage import Stage, judged, press_twice
from tests.screens.test_desk import block, fill, opened, starts
from tests.screens.test_setup import register, sent

pytestmark = pytest.mark.browser
DAY_2 = date(2017, 12, 5)
ROOMS = {"plenary": "Plenary hall", "breakout-1": "Green", "breakout-2": "Red", "breakout-3": "Yellow"}
Segment = tuple[str, str, str, str, str]


def day_2() -> list[Segment]:
    """Title, room, start, end and format of each segment of the second day of the built-in programme."""
    programme = import_programme(BUILTIN, date(2017, 12, 4))
    zone = ZoneInfo(programme.zone)
    names = {room.profile.id: ROOMS.get(room.profile.id, room.profile.id) for room in programme.rooms}
    return sorted(
        (one.names["en"], names[room.profile.id], f"{one.starts_at.astimezone(zone):%H:%M}",
         f"{one.ends_at.astimezone(zone):%H:%M}", one.format)
        for room in programme.rooms
        for one in room.segments
        if one.starts_at.astimezone(zone).date() == DAY_2
    )  # fmt: skip


@pytest.fixture
async def nothing(tmp_path: Path, browser: Browser) -> AsyncIterator[Stage]:
    """A server with an organiser and no programme."""
    environment = set_up_nothing(tmp_path) | {"ROSTRUM_BOUNDS": "10"}
    with serving(tmp_path, environment, {}) as daphne:
        stage = Stage(daphne, browser, room=None)  # type: ignore[arg-type]  # There is none yet.
        yield stage
        await daphne.leave()
        assert [fault for fault in stage.faults if "409" not in fault] == []


async def test_day_two_is_built_from_nothing_registered_printed_published_and_begun(
    nothing: Stage, tmp_path: Path
) -> None:
    async with nothing.visitor((1440, 900)) as context:
        await nothing.sign_in(context)
        page = await context.new_page()
        await page.goto("/setup/?lang=en")
        await begin(page)
        for segment in day_2():
            await add(page, segment)
        await lineup(page)
        await page.get_by_test_id("to-register").click()
        await sent(
            page, "register.csv", register("Kenya,Ms.,Wanjiru,Kamau,yes,w@example.org", "Fiji,Mr.,Tomasi,Vula,yes,")
        )
        await page.get_by_test_id("take-in").click()
        await expect(page.get_by_test_id("registered")).to_have_attribute("data-people", "2")
        await page.get_by_test_id("to-badges").click()
        await page.get_by_test_id("sheets").click()
        await page.get_by_test_id("named").check()
        await page.get_by_test_id("make").click()
        await expect(page.get_by_test_id("made")).to_be_visible()
        await page.get_by_test_id("to-desk").click()
        await page.get_by_test_id("see-differences").click()
        assert await judged(page) == []
        await press_twice(page.get_by_test_id("publish"))
        await expect(page.get_by_test_id("draft-bar")).to_have_attribute("data-published", "true")
        assert await planned(nothing) == day_2()
        await first_minutes(page)


async def begin(page: Page) -> None:
    await page.get_by_test_id("empty-name").fill("Stocktaking")
    await page.get_by_test_id("empty-day").fill("2017-12-04")
    await page.get_by_test_id("empty-days").fill("2")
    await page.get_by_test_id("empty-zone").fill("UTC")
    await page.get_by_test_id("empty-rooms").fill("\n".join(ROOMS.values()))
    await page.get_by_test_id("empty-states").check()
    await page.get_by_test_id("make-empty").click()
    await expect(page.get_by_test_id("grid-room")).to_have_count(len(ROOMS))
    await page.locator("[data-testid=day][data-day='2']").click()


async def add(page: Page, segment: Segment) -> None:
    title, room, begins, ends, form = segment
    await page.get_by_test_id("add-segment").click()
    await page.get_by_test_id("title").fill(title)
    await page.get_by_test_id("room").select_option(label=room)
    await page.get_by_test_id("format").select_option(form)
    await page.get_by_test_id("starts").fill(begins)
    await page.get_by_test_id("ends").fill(ends)
    await page.get_by_test_id("add").click()
    await expect(page.get_by_test_id("duplicate")).to_be_visible()


async def lineup(page: Page) -> None:
    """Who opens the day, and a limit and an opening for the list of a group."""
    await page.get_by_test_id("block").filter(has_text="Opening of day 2").click()
    first = page.get_by_test_id("phase").first
    await first.locator("summary").first.click()
    await fill(page, "phase-title", "Introduction of working methods")
    await expect(page.get_by_test_id("saved")).to_have_attribute("data-saved", "true")
    await first.get_by_test_id("add-slot").click()
    await first.get_by_test_id("office").fill("Co-facilitators")
    await first.get_by_test_id("office").press("Tab")
    await expect(first.get_by_test_id("remove-slot")).to_have_count(1)
    await expect(page.get_by_test_id("saved")).to_have_attribute("data-saved", "true")
    await page.get_by_test_id("block").filter(has_text="Action group 1").click()
    await expect(page.get_by_test_id("title")).to_have_value("Action group 1: Human dimension")
    await page.get_by_test_id("list_opens").fill("10:30")
    await page.get_by_test_id("list_opens").press("Tab")
    await expect(page.get_by_test_id("saved")).to_have_attribute("data-saved", "true")


async def planned(stage: Stage) -> list[Segment]:
    """What every visitor is told of the second day, in the same words."""
    async with stage.daphne.visitor() as visitor:
        rooms = (await visitor.get("/api/programme/")).json
    return sorted(
        (one["names"]["en"], room["room"]["names"]["en"], one["starts_at"][11:16], one["ends_at"][11:16], one["format"])
        for room in rooms
        for one in room["segments"]
        if one["starts_at"].startswith(str(DAY_2))
    )


async def first_minutes(page: Page) -> None:
    """The opening is started, its line-up is given the floor, and the hall names it."""
    await page.goto("/control/")
    await page.get_by_test_id("choose-room").filter(has_text="Plenary hall").click()
    opening = page.locator("[data-testid=start-segment][data-id='d2-opening-of-day-2']")
    await opening.click()
    if await opening.get_attribute("data-asks") == "true":
        await page.get_by_test_id("confirm-start").click()
    await page.get_by_test_id("call-next").click()
    await expect(page.get_by_test_id("floor")).to_contain_text("Co-facilitators")
    hall = await page.context.new_page()
    await hall.goto(page.url.replace("/control/", "/hall/"))
    await expect(hall.get_by_test_id("screen")).to_contain_text("Co-facilitators")
    await expect(hall.get_by_test_id("screen")).to_contain_text("Opening of day 2")


@pytest.fixture
async def own(tmp_path: Path, browser: Browser) -> AsyncIterator[Stage]:
    """A server with the built-in programme, which this test changes."""
    async with serving_well(tmp_path, bounds=10) as daphne:
        stage = Stage(daphne, browser, await (await daphne.elsewhere()).room("plenary"))
        yield stage
        assert stage.faults == []


async def test_tomorrow_is_changed_while_a_list_is_open_and_nobody_on_it_loses_anything(own: Stage) -> None:
    await own.do(StartSegment("d1-panel-1"), StartPhase("d1-panel-1-floor"), OpenList())
    for one in ("fji", "npl"):
        await own.delegate(one, RequestFloor())
    before = await starts(own)
    async with own.visitor((1440, 900)) as context, own.visitor((390, 844)) as pocket:
        phone = await own.phone(pocket, "ken", query="&lang=en")
        await phone.get_by_test_id("ask").click()
        await expect(phone.get_by_test_id("place")).to_have_attribute("data-place", "3")
        await own.sign_in(context)
        page = await context.new_page()
        await page.goto("/setup/?lang=en")
        await opened(page, "d2-action-group-2")
        await fill(page, "starts", "10:50")
        await expect(page.get_by_test_id("saved")).to_have_attribute("data-saved", "true")
        assert await starts(own) == before
        await page.get_by_test_id("see-differences").click()
        kept = page.get_by_test_id("open-list")
        await expect(kept).to_have_attribute("data-kept", "true")
        await expect(kept).to_contain_text(re.compile("3.? waiting"))
        await expect(page.get_by_test_id("untouched")).to_be_visible()
        position = own.room.state.position
        await press_twice(page.get_by_test_id("publish"))
        await expect(page.get_by_test_id("draft-bar")).to_have_attribute("data-published", "true")
        await own.until(lambda: own.room.state.position > position)
        await expect(phone.get_by_test_id("place")).to_have_attribute("data-place", "3")
        after = await starts(own)
        assert {key for key in after if after[key] != before[key]} == {"d2-action-group-2"}
        await expect(block(page, "d2-action-group-2").get_by_test_id("mark")).to_have_count(0)
        assert order(own.room.state) == ["fji", "npl", "ken"]
