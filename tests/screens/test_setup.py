"""The set-up page: a workbook is dropped, shown, imported and published, and the hall shows what it says."""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from live.room.commands import StartSegment
from tests.daphne import Daphne, serving_well
from tests.imports.samples import FILES
from tests.often import of_the_day, rows_of_the_day
from tests.screens.stage import DESK, Stage, judged, press_twice

pytestmark = pytest.mark.browser


@asynccontextmanager
async def server_of_ones_own(folder: Path, browser: Browser) -> AsyncIterator[Stage]:
    """A server whose programme and register are changed. No page of it may have complained."""
    async with serving_well(folder, bounds=10) as daphne:
        stage = Stage(daphne, browser, await (await daphne.elsewhere()).room("plenary"))
        yield stage
        assert stage.faults == []


@pytest.fixture(scope="module")
async def own(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> AsyncIterator[Stage]:
    """One whose programme is changed in one test, and whose register in another."""
    async with server_of_ones_own(tmp_path_factory.mktemp("own"), browser) as stage:
        yield stage


@pytest.fixture
async def nobody_registered(tmp_path: Path, browser: Browser) -> AsyncIterator[Stage]:
    async with server_of_ones_own(tmp_path, browser) as stage:
        yield stage


async def dropped(page: Page, *names: str) -> None:
    """Files of the samples, dropped on the page as from a desktop."""
    await _drop(page, {name: (FILES / name).read_bytes() for name in names})


async def sent(page: Page, name: str, data: bytes) -> None:
    """A file that is made here, dropped."""
    await _drop(page, {name: data})


async def states(page: Page) -> dict[str, int]:
    """How many rows of the file are in each state, but for none."""
    found = {}
    for one in await page.get_by_test_id("sum").all():
        if count := int(await one.get_attribute("data-count") or 0):
            found[await one.get_attribute("data-state") or ""] = count
    return found


async def _drop(page: Page, files: dict[str, bytes]) -> None:
    held = [[name, base64.b64encode(data).decode()] for name, data in files.items()]
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
        await page.goto("/setup/?lang=en#files")
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
        await press_twice(page.get_by_test_id("publish"))
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


@pytest.mark.parametrize("language", of_the_day(["ar", "ru"], "ru"))
async def test_what_a_file_leaves_open_is_answered_on_the_page(own: Stage, language: str) -> None:
    async with own.visitor((820, 1180)) as context:
        await own.sign_in(context)
        page = await context.new_page()
        await page.goto(f"/setup/?lang={language}#files")
        await dropped(page, "ontime-v4.json")
        await expect(page.get_by_test_id("take-in")).to_be_disabled()
        await page.get_by_test_id("ask-day").fill("2017-12-06")
        await page.get_by_test_id("ask-day").press("Tab")
        await page.get_by_test_id("scope").select_option("add")
        await expect(page.get_by_test_id("preview")).to_have_attribute("data-ready", "true")
        assert await judged(page) == []


def register(*rows: str) -> bytes:
    return "\n".join(["Delegation,Title,Given name,Family name,Head,E-mail", *rows]).encode()


async def test_a_register_is_mended_row_by_row_and_who_is_not_in_the_next_file_is_shown(own: Stage) -> None:
    async with own.visitor((1440, 900)) as context:
        await own.sign_in(context)
        page = await context.new_page()
        await page.goto("/setup/?lang=en#register")
        await expect(page.get_by_test_id("to-register")).to_have_attribute("aria-current", "page")
        await expect(page.get_by_test_id("registered")).to_have_attribute("data-people", "0")
        rows = [
            "Kenya,Ms.,Wanjiru,Kamau,yes,w@example.org",
            *(f"Kenya,Mr.,Given{n},Family{n},no," for n in range(4)),
            "Korea,Mr.,Do-yun,Kim,no,",
            "Coastal Mayors,Ms.,Ada,One,no,",
            "Coastal Mayors,Mr.,Bo,Two,no,",
        ]
        await sent(page, "register.csv", register(*rows))
        await expect(page.get_by_test_id("fault")).to_have_count(3)
        assert await states(page) == {"new": 4, "fault": 4}
        await expect(page.locator("td.bad")).to_have_count(4)
        await expect(page.locator("[data-testid=row][data-row='7'] td.bad")).to_have_text("Korea")
        assert await judged(page) == []

        ambiguous = page.locator("[data-testid=fault][data-row='7']")
        await expect(ambiguous).to_contain_text("Mr. Do-yun Kim")
        await ambiguous.locator("[data-delegation=kor]").click()
        await expect(ambiguous).to_have_count(0)
        unknown = page.locator("[data-testid=fault][data-row='8']")
        await expect(unknown).to_have_attribute("data-count", "2")
        await unknown.get_by_test_id("make-new").select_option("local_authority")
        await expect(unknown).to_have_count(0)
        await page.get_by_test_id("take-in").click()
        await expect(page.get_by_test_id("imported")).to_be_visible()
        await expect(page.get_by_test_id("registered")).to_have_attribute("data-people", "7")
        await page.locator("[data-testid=delegation][data-delegation=ken] summary").click()
        await expect(page.get_by_test_id("participant").filter(has_text="Wanjiru Kamau, head")).to_be_visible()
        assert await judged(page) == []

        await sent(page, "register.csv", register(*rows[:2], *rows[3:6]))
        await expect(page.get_by_test_id("gone")).to_have_attribute("data-count", "4")


@pytest.mark.parametrize(
    ("language", "size"), rows_of_the_day([("ar", (390, 844)), ("ru", (1280, 800))], ("ar", (390, 844)))
)
async def test_a_register_of_six_hundred_rows_is_legible(
    nobody_registered: Stage, language: str, size: tuple[int, int]
) -> None:
    async with nobody_registered.visitor(size) as context:
        await nobody_registered.sign_in(context)
        page = await context.new_page()
        await page.goto(f"/setup/?lang={language}#register")
        await dropped(page, "registration-export.xlsx")
        await expect(page.get_by_test_id("ask-head")).to_have_count(2)
        assert sum((await states(page)).values()) == 601
        assert await judged(page) == []
        await page.get_by_test_id("show-all").click()
        await expect(page.get_by_test_id("row")).to_have_count(600)
        await page.get_by_test_id("take-in").click()
        await expect(page.get_by_test_id("registered")).to_have_attribute("data-people", "585")
        assert await judged(page) == []
