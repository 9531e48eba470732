"""Cards of appointees, as the desk makes them and as a tablet uses them: everyone ends on their own page."""

import re
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from live.programme.reading import LANGUAGES
from tests.daphne import Daphne
from tests.often import each_of, rows_of_the_day
from tests.screens.stage import Stage, judged, press_twice, room_of_the_programme

pytestmark = pytest.mark.browser
TABLET = (820, 1180)


@pytest.fixture(scope="module")
async def desk(daphne: Daphne, browser: Browser) -> AsyncIterator[Page]:
    """The page of cards at the desk, all day: everyone has a name of their own."""
    stage = Stage(daphne, browser, await room_of_the_programme(daphne))
    async with stage.visitor((1280, 900)) as context:
        await stage.sign_in(context)
        page = await context.new_page()
        await page.goto("/cards/?lang=en")
        await expect(page.get_by_test_id("appoint")).to_be_visible()
        yield page
    assert stage.faults == []


async def appoint(desk: Page, name: str, role: str = "moderator", room: str = "breakout-1") -> None:
    await desk.get_by_test_id("name").fill(name)
    await desk.get_by_test_id("role").select_option(role)
    await desk.get_by_test_id("room").select_option(room)
    await desk.get_by_test_id("appoint").click()
    await expect(desk.get_by_test_id("appointee").filter(has_text=name)).to_be_visible()


async def card_of(desk: Page, name: str) -> str:
    """The link that the card of `name` is scanned as."""
    await desk.get_by_test_id("appointee").filter(has_text=name).get_by_test_id("make-card").click()
    card = desk.get_by_test_id("card").filter(has_text=name)
    link = await card.locator("img").get_attribute("alt")
    assert link is not None
    parts = urlsplit(link)
    assert parts.fragment == await card.get_by_test_id("made-code").inner_text()
    return f"{parts.path}#{parts.fragment}"


async def scanned(tablet: BrowserContext, link: str) -> Page:
    page = await tablet.new_page()
    await read(page, link)
    return page


async def read(page: Page, link: str, language: str = "en") -> None:
    path, _, code = link.partition("#")
    await page.goto(f"{path}?lang={language}#{code}")


MODERATOR = ("moderator", "breakout-1", r"/moderator/breakout-1/$")
OF_ALL_ROOMS = ("presiding_officer", "", r"/control/$")


@pytest.mark.parametrize(
    "role, room, ends_on",
    rows_of_the_day(
        [
            MODERATOR,
            ("rapporteur", "breakout-2", r"/rapporteur/breakout-2/$"),
            ("presiding_officer", "plenary", r"/control/plenary/$"),
            OF_ALL_ROOMS,
            ("interpreter", "plenary", r"/interpreters/plenary/$"),
        ],
        MODERATOR,
        OF_ALL_ROOMS,
    ),
)
async def test_who_scans_a_card_ends_on_the_page_of_the_duty(
    stage: Stage, desk: Page, role: str, room: str, ends_on: str
) -> None:
    name = f"Scans as {role} of {room or 'all'}"
    await appoint(desk, name, role, room)
    link = await card_of(desk, name)
    row = desk.get_by_test_id("appointee").filter(has_text=name)
    await expect(row.get_by_test_id("card-state")).to_have_attribute("data-state", "open")
    async with stage.visitor(TABLET, has_touch=True) as tablet:
        page = await scanned(tablet, link)
        await page.get_by_test_id("use-card").tap()
        await expect(page).to_have_url(re.compile(ends_on))
        await expect(row.get_by_test_id("card-state")).to_have_attribute("data-state", "in_use")
        code = link.partition("#")[2]
        await page.go_back()
        assert code not in page.url, "the code is in no history"


async def test_a_card_that_was_used_is_refused_in_the_language_of_its_reader(stage: Stage, desk: Page) -> None:
    await appoint(desk, "Used twice")
    link = await card_of(desk, "Used twice")
    async with stage.visitor(TABLET) as tablet, stage.visitor(TABLET) as other:
        page = await scanned(tablet, link)
        await page.get_by_test_id("use-card").click()
        await expect(page).to_have_url(re.compile("^[^?]*/moderator/breakout-1/"))
        said = set()
        late = await other.new_page()
        for language in (languages := each_of(LANGUAGES, "ar", "ru")):
            await read(late, link, language)
            await late.get_by_test_id("use-card").click()
            refusal = late.get_by_test_id("refusal")
            await expect(refusal).to_have_attribute("data-code", "card_refused")
            said.add(await refusal.inner_text())
            assert "#" not in late.url
            assert await judged(late) == []
        assert len(said) == len(languages)
    stage.faults.clear()  # The browser itself notes every answer that is not well.


async def test_a_card_whose_camera_is_missing_is_typed(stage: Stage, desk: Page) -> None:
    await appoint(desk, "Types the code")
    code = (await card_of(desk, "Types the code")).partition("#")[2]
    async with stage.visitor((375, 700)) as phone:
        page = await scanned(phone, "/card/")
        await page.get_by_test_id("card-code").fill(code.lower())
        await page.get_by_test_id("use-card").click()
        await expect(page).to_have_url(re.compile("^[^?]*/moderator/breakout-1/"))


async def test_a_card_that_the_desk_revokes_sends_the_tablet_to_the_door(stage: Stage, desk: Page) -> None:
    await appoint(desk, "Is revoked")
    link = await card_of(desk, "Is revoked")
    async with stage.visitor(TABLET) as tablet:
        page = await scanned(tablet, link)
        await page.get_by_test_id("use-card").click()
        await expect(page).to_have_url(re.compile("^[^?]*/moderator/breakout-1/"))
        await expect(page.get_by_test_id("screen")).to_be_visible()
        row = desk.get_by_test_id("appointee").filter(has_text="Is revoked")
        await expect(row.get_by_test_id("card-state")).to_have_attribute("data-state", "in_use")
        await press_twice(row.get_by_test_id("revoke"))
        await expect(row.get_by_test_id("card-state")).to_have_count(0)
        await expect(page).to_have_url(re.compile("^[^?]*/sign-in/"))
    stage.faults.clear()


async def test_the_desk_makes_cards_for_all_who_have_none_and_prints_nothing_else(stage: Stage, desk: Page) -> None:
    for name in ("Prints one", "Prints two"):
        await appoint(desk, name)
    await desk.get_by_test_id("make-all").click()
    for name in ("Prints one", "Prints two"):
        await expect(desk.get_by_test_id("card").filter(has_text=name)).to_be_visible()
    await expect(desk.get_by_test_id("only-here")).to_be_visible()
    assert await judged(desk) == []
    await desk.emulate_media(media="print")
    await expect(desk.get_by_test_id("card").first).to_be_visible()
    for hidden in ("appoint", "appointee", "print", "only-here"):
        await expect(desk.get_by_test_id(hidden).first).to_be_hidden()
    await desk.emulate_media(media="screen")
    await desk.get_by_test_id("done").click()
    await expect(desk.get_by_test_id("card")).to_have_count(0)


async def test_who_has_several_duties_chooses_among_their_pages(stage: Stage, desk: Page) -> None:
    await appoint(desk, "Chooses")
    await desk.get_by_test_id("person").select_option(label="Chooses")
    await desk.get_by_test_id("role").select_option("rapporteur")
    await desk.get_by_test_id("room").select_option("breakout-2")
    await desk.get_by_test_id("segment").select_option("d2-action-group-2")
    await desk.get_by_test_id("appoint").click()
    await expect(desk.get_by_test_id("appointee").filter(has_text="Chooses").get_by_test_id("duty")).to_have_count(2)
    link = await card_of(desk, "Chooses")
    async with stage.visitor(TABLET) as tablet:
        page = await scanned(tablet, link)
        await page.get_by_test_id("use-card").click()
        await expect(page).to_have_url(re.compile("^[^?]*/duties/"))
        assert await judged(page) == []
        await page.locator("[data-testid=to-duty][data-room=breakout-2]").click()
        await expect(page).to_have_url(re.compile("^[^?]*/rapporteur/breakout-2/"))
        await page.goto("/control/")
        await expect(page).to_have_url(re.compile("^[^?]*/duties/"))
