"""Case 51 on the pages: begun and reset from the control page, marked on every screen and phone of the room."""

import pytest
from playwright.async_api import BrowserContext, Page, expect

from live.room.rules.speakers import list_of
from tests.screens import scenes
from tests.screens.geometry import CAP, measured
from tests.screens.stage import Size, Stage, chosen, judged, room_of_the_programme
from tests.screens.test_control import open_desk
from tests.screens.test_first_use import row, turned_to
from tests.screens.test_hall import LEAST_CAP, PORTRAIT, SQUARE, STRIP, WIDE
from tests.screens.test_moderator import PORTRAIT as PORTRAIT_TABLET
from tests.screens.test_moderator import SEGMENT
from tests.screens.test_pages import sideways
from tests.screens.test_phone import PHONE
from tests.set_up import ORGANISER, PASSWORD

pytestmark = pytest.mark.browser

BAND = "[data-testid=rehearsal] .words"
WORDS = {"Rehearsal", "Répétition", "Ensayo", "Репетиция", "تجربة", "彩排"}


async def test_case_51_a_rehearsal_is_read_from_the_last_row_on_every_screen_and_goes_only_by_its_reset(
    stage: Stage,
) -> None:
    async with stage.visitor((1280, 720)) as operator, stage.visitor(WIDE) as wall, stage.visitor(PHONE) as delegate:
        desk = await open_desk(stage, operator)
        places = await rectangles(desk)
        hall, phone = await stage.look(wall, "hall"), await stage.phone(delegate, "npl")
        await asks_first(desk, "begin-rehearsal")
        await expect(desk.get_by_test_id("rehearsal")).to_be_visible()
        await stage.until(lambda: stage.room.rehearsal is not None)
        rehearsal = Stage(stage.daphne, stage.browser, stage.room.shown)
        await scenes.floor(rehearsal)
        await rehearsal.shown(hall)

        # The wall, at every shape: large enough, and nothing of the page is under it.
        for size in (WIDE, STRIP, SQUARE, PORTRAIT):
            await band_is_read_and_covers_nothing(hall, size)
        await turns_through_all_its_words(hall)
        # Nothing that acts has moved, and all is on the page still.
        assert await rectangles(desk) == places
        assert await sideways(desk) == 0
        assert [await judged(page) for page in (desk, hall, phone)] == [[], [], []]

        await phone.get_by_test_id("ask").click()
        await expect(phone.get_by_test_id("place")).to_be_visible()
        await every_other_page_is_marked(stage, operator)
        assert list_of(stage.room.shown.state, "d1-panel-1").waiting
        assert "d1-panel-1" not in stage.room.state.lists

        # It cannot be closed, and it survives a reload; the reset asks first, and takes all of it away.
        await expect(hall.locator("[data-testid=rehearsal] button")).to_have_count(0)
        await hall.reload()
        await expect(hall.get_by_test_id("rehearsal")).to_be_visible()
        await asks_first(desk, "reset-rehearsal")
        for page in (desk, hall, phone):
            await expect(page.get_by_test_id("rehearsal")).to_have_count(0)
        await expect(phone.get_by_test_id("place")).to_have_count(0)
        await expect(desk.get_by_test_id("running-segment")).not_to_have_attribute("data-id", "d1-panel-1")
        assert await rectangles(desk) == places


async def test_a_moderator_rehearses_their_own_room_from_their_page(stage: Stage) -> None:
    room = Stage(stage.daphne, stage.browser, await room_of_the_programme(stage.daphne, "breakout-1", SEGMENT))
    async with stage.visitor(PORTRAIT_TABLET, has_touch=True) as tablet, stage.visitor(WIDE) as wall:
        await comes_in_by_card(room, tablet)
        page, hall = await room.look(tablet, "moderator", query="?lang=en"), await room.look(wall, "hall")
        await page.get_by_test_id("menu").click()
        await page.get_by_test_id("open-rehearsal").click()
        await expect(page.get_by_test_id("menu-open")).to_have_count(0)
        await page.get_by_test_id("sheet-close").click()
        assert room.room.state.rehearsing is None, "it asks first"
        await begins_or_resets(page, "begin-rehearsal")
        for marked in (page, hall):
            await expect(marked.get_by_test_id("rehearsal")).to_be_visible()
        await page.get_by_test_id("go").click()
        await expect(hall.get_by_test_id("segment")).to_be_visible()
        assert room.room.state.rundown.current is None, "the room itself waits"
        for code in ("ar", "ru", "zh"):
            await page.get_by_test_id("menu").click()
            await chosen(page, code)
            await page.get_by_test_id("open-rehearsal").click()
            await expect(page.get_by_test_id("sheet").get_by_test_id("reset-rehearsal")).to_be_visible()
            assert await sideways(page) == 0
            assert await judged(page) == []
        await page.get_by_test_id("sheet").get_by_test_id("reset-rehearsal").click()
        for marked in (page, hall):
            await expect(marked.get_by_test_id("rehearsal")).to_have_count(0)
        await expect(page.get_by_test_id("sheet")).to_have_count(0)


async def begins_or_resets(page: Page, act: str) -> None:
    await page.get_by_test_id("menu").click()
    await page.get_by_test_id("open-rehearsal").click()
    await page.get_by_test_id(act).click()
    await expect(page.get_by_test_id("sheet")).to_have_count(0)


async def comes_in_by_card(stage: Stage, tablet: BrowserContext) -> None:
    """As a moderator: a person with that duty, and their card on this tablet."""
    async with stage.daphne.visitor() as desk:
        await desk.post("/api/sign-in", {"username": ORGANISER, "password": PASSWORD})
        person = await desk.post("/api/appointees/", {"name": "A moderator", "role": "moderator", "room": None})
        card = await desk.post(f"/api/appointees/{person.json['id']}/card", {})
    await stage.use_card(tablet, card.json["made"]["code"])


async def asks_first(desk: Page, act: str) -> None:
    await desk.get_by_test_id("menu").click()
    await desk.get_by_test_id("open-rehearsal").click()
    await desk.get_by_test_id(act).click()
    await expect(desk.get_by_test_id("rehearsal-sheet")).to_have_count(0)


async def rectangles(desk: Page) -> list[object]:
    return [await desk.get_by_test_id(name).bounding_box() for name in ("go", "undo", "suspend-open", "menu")]


async def band_is_read_and_covers_nothing(wall: Page, size: Size) -> None:
    await wall.set_viewport_size({"width": size[0], "height": size[1]})
    found = await measured(wall)
    type_, top, inside = await wall.evaluate(
        """(band) => {
            const words = document.querySelector(band);
            const { top } = words.parentElement.getBoundingClientRect();
            const box = words.getBoundingClientRect();
            const last = words.lastElementChild.getBoundingClientRect();
            return [parseFloat(getComputedStyle(words).fontSize), top, box.left >= 0 && last.right <= innerWidth];
        }""",
        BAND,
    )
    assert 100 * CAP * type_ / min(size) >= LEAST_CAP
    assert inside
    assert {text.text for text in found.texts if text.bottom > top + 1} <= WORDS
    assert (found.cut, found.outside(), found.overlapping()) == ([], [], [])


async def turns_through_all_its_words(wall: Page) -> None:
    """One after another; the time between two is that of the clock of the page, which is set forward here."""
    await wall.clock.install()
    await wall.reload()
    await expect(wall.locator(BAND)).to_be_visible()
    # From here on no time passes but what is set forward, however slow this machine is.
    await wall.clock.pause_at(await wall.evaluate("Date.now()") + 500)
    seen = set[str]()
    for _ in range(6):
        seen |= set(await wall.locator(f"{BAND} bdi").all_inner_texts())
        shown = await wall.locator(BAND).inner_text()
        await wall.clock.run_for(9_000)
        assert await wall.locator(BAND).inner_text() == shown
        await wall.clock.run_for(3_000)
    await wall.clock.resume()
    assert {word.casefold() for word in seen} == {word.casefold() for word in WORDS}


async def every_other_page_is_marked(stage: Stage, visitor: BrowserContext) -> None:
    page = await visitor.new_page()
    for view in ("podium", "interpreters", "overlay", "moderator", "rapporteur", "record"):
        await page.goto(f"/{view}/{stage.room.id}/")
        await expect(page.get_by_test_id("rehearsal")).to_be_visible()
    await turned_to(page, stage, "en")
    await expect(row(page, stage).get_by_test_id("rehearsal")).to_have_count(1)
    await page.goto("/control/")
    marked = page.locator(f"[data-testid=overview-room][data-id={stage.room.id}] [data-testid=rehearsal]")
    await expect(marked).to_have_count(1)
    await page.close()
