"""What a first walk through three days missed on the pages: each has its place, in the reader's language."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from live.programme.reading import LANGUAGES
from live.room.commands import AddSpeaker, CallSpeaker, SuspendMeeting
from live.room.model.turns import FloorRequest
from tests.often import each_of, of_the_day
from tests.screens import scenes
from tests.screens.stage import Stage, chosen, judged, room_of_the_programme
from tests.screens.test_control import open_desk
from tests.screens.test_moderator import PORTRAIT, SEGMENT, at_the_tablet, discussing, waiting
from tests.screens.test_pages import ROOMS_IN_PORTRAIT, ROOMS_ON_A_PAGE, sideways
from tests.screens.test_phone import NARROW, PHONE, request_of

pytestmark = pytest.mark.browser


# In whose name


async def test_the_chair_of_a_process_asks_in_one_choice_and_screens_name_it_in_their_language(
    stage: Stage,
) -> None:
    await scenes.listed(stage)
    async with stage.visitor(NARROW, has_touch=True, is_mobile=True) as visitor, stage.visitor() as wall:
        phone = await stage.phone(visitor, "npl", query="&lang=ru")
        await phone.get_by_test_id("capacity").select_option("regional_process")
        await expect(phone.locator("[data-testid=on-behalf-of-group] option:checked")).to_have_text(
            "Коломбский процесс"
        )
        await expect(phone.get_by_test_id("group-verified")).to_have_count(0)
        assert await sideways(phone) == 0
        assert await judged(phone) == []
        await phone.get_by_test_id("ask").tap()
        await expect(phone.get_by_test_id("place")).to_have_attribute("data-place", "1")
        assert request_of(stage, "npl").verified
        await expect(phone.get_by_test_id("own-request")).to_contain_text("Коломбский процесс")
        await scenes.call_next(stage)
        hall = await stage.look(wall, "hall", query="?lang=en")
        for language, name in (("fr", "Processus de Colombo"), ("zh", "科伦坡进程"), ("en", "Colombo Process")):
            await hall.keyboard.press("Shift")  # Who touches a wall may choose.
            await chosen(hall, language)
            await expect(hall.get_by_test_id("speaker-capacity")).to_contain_text(name)


async def test_who_chairs_nothing_waits_for_the_desk_which_reads_the_claim_in_its_language(stage: Stage) -> None:
    await scenes.listed(stage)
    async with stage.visitor(PHONE) as visitor, stage.visitor((1280, 720)) as operator:
        phone = await stage.phone(visitor, "usa", query="&lang=es")
        await phone.get_by_test_id("capacity").select_option("group")
        ask = phone.get_by_test_id("ask")
        await ask.click()
        await expect(phone.get_by_test_id("on-behalf-of-group")).to_be_visible()  # Nothing was chosen: nothing is sent.
        await phone.get_by_test_id("on-behalf-of-group").select_option(label="Unión Europea")
        await expect(phone.get_by_test_id("group-verified")).to_be_visible()
        await ask.click()
        await expect(phone.get_by_test_id("pending")).to_be_visible()
        await expect(phone.get_by_test_id("own-request")).to_contain_text("Unión Europea")
        assert not request_of(stage, "usa").verified
        desk = await open_desk(stage, operator, "?lang=fr")
        await expect(desk.get_by_test_id("claim")).to_contain_text("Union européenne")


async def test_the_desk_adds_for_a_registered_group_or_one_that_is_typed_and_reads_who_speaks_and_what_they_are(
    stage: Stage,
) -> None:
    await scenes.listed(stage)
    async with stage.visitor((1280, 720)) as visitor:
        page = await open_desk(stage, visitor, "?lang=fr")
        for delegation, choice, typed in (("ecu", "Groupe des 77 et la Chine", ""), ("per", "", "Amis de la mer")):
            await page.get_by_test_id("add-search").fill(delegation)
            await page.get_by_test_id("add-capacity").select_option("group")
            group = page.get_by_test_id("add-on-behalf-of-group")
            await (group.select_option(label=choice) if choice else group.select_option("other"))
            if typed:
                await page.get_by_test_id("add-on-behalf-of").fill(typed)
            await page.get_by_test_id("add-to-list").click()
            await expect(page.locator(f"[data-testid=request][data-delegation={delegation}]")).to_contain_text(
                choice or typed
            )
        await stage.do(AddSpeaker("npl", person="Ms. Anita Sharma", title="Ambassador"))
        await stage.do(CallSpeaker(request_of(stage, "npl").id))
        await expect(page.get_by_test_id("floor")).to_contain_text("Ms. Anita Sharma, Ambassador")
    assert [request_of(stage, one).on_behalf_of for one in ("ecu", "per")] == [
        "Group of 77 and China",
        "Amis de la mer",
    ]


async def test_the_button_that_calls_names_whom_in_every_language(stage: Stage) -> None:
    await scenes.floor(stage)
    async with stage.visitor((1280, 720)) as visitor:
        page = await open_desk(stage, visitor)
        for language in each_of(LANGUAGES, "ru", "es"):
            await page.get_by_test_id("menu").click()
            await chosen(page, language)
            await page.get_by_test_id("close-sheet").click()
            cut = (
                await page.get_by_test_id("call-next")
                .locator(".cutoff")
                .evaluate(
                    "(name) => name.scrollWidth > name.clientWidth + 1 && getComputedStyle(name).overflow !== 'visible'"
                )
            )
            assert not cut, language


# The moderator's tablet


async def test_who_waits_declines_and_their_phone_says_so(breakout: Stage) -> None:
    await discussing(breakout, "ken", "fji")
    async with at_the_tablet(breakout) as page, breakout.visitor(PHONE) as visitor:
        phone = await breakout.phone(visitor, "fji", query="&lang=en")
        await page.get_by_test_id("row-more").nth(1).tap()
        await page.get_by_test_id("row-declines").tap()
        await expect(phone.locator("[data-testid=fate][data-became=passed]")).to_be_visible()
        await expect(page.get_by_test_id("undo")).to_contain_text("declined the floor")
        await page.get_by_test_id("undo").tap()
        await expect(phone.get_by_test_id("place")).to_have_attribute("data-place", "2")
        assert len(waiting(breakout)) == 2


@pytest.mark.parametrize("size", of_the_day([PORTRAIT, (1024, 768)], PORTRAIT))
async def test_questions_are_written_on_the_tablet(breakout: Stage, size: tuple[int, int]) -> None:
    await discussing(breakout, "ken")
    async with at_the_tablet(breakout, size) as page:
        await page.locator("[data-testid=questions-edit]:visible, [data-testid=questions-more]:visible").tap()
        await expect(page.get_by_test_id("questions-publish")).to_be_disabled()
        await page.get_by_test_id("questions-text").fill("Which commitments?\n\nWhich means?")
        await page.get_by_test_id("questions-publish").tap()
        sheet = page.get_by_test_id("sheet")
        await expect(sheet.get_by_test_id("question")).to_have_count(2)
        assert await judged(page) == []
        await page.get_by_test_id("questions-text").fill("Which commitments?\nWhich means?\nBy whom?")
        await page.get_by_test_id("questions-publish").tap()
        await sheet.locator("[data-testid=show-question][data-number='3']").tap()
        await expect(sheet.locator("[data-testid=question][data-shown=true]")).to_contain_text("By whom?")
    segment = next(known for known in breakout.room.state.rundown.segments if known.id == SEGMENT)
    assert [question["en"] for question in segment.questions] == ["Which commitments?", "Which means?", "By whom?"]


# The head of a delegation


async def test_a_head_of_delegation_acts_in_the_rooms_where_colleagues_wait(stage: Stage) -> None:
    elsewhere = Stage(
        stage.daphne, stage.browser, await room_of_the_programme(stage.daphne, "breakout-1", "d2-action-group-1")
    )
    await discussing(elsewhere, "ken", "usa")
    await scenes.floor(stage)
    async with stage.visitor(NARROW, has_touch=True, is_mobile=True) as visitor:
        page = await stage.phone(visitor, "usa", query="&lang=en")
        await page.locator("[data-testid=tab][data-tab=mine]").tap()
        there = page.locator(f"[data-testid=requests-in][data-room='{elsewhere.room.id}']")
        await there.get_by_test_id("change-request").locator("summary").tap()
        assert await judged(page) == []
        await there.get_by_test_id("amend-language").select_option("fr")
        await there.get_by_test_id("amend").tap()
        await elsewhere.until(lambda: listed(elsewhere)[1].language == "fr")
        await there.get_by_test_id("withdraw").tap()
        await there.get_by_test_id("withdraw-sure").tap()
        await elsewhere.until(lambda: [request.speaker.delegation for request in listed(elsewhere)] == ["ken"])
        await expect(there.locator("[data-became=withdrawn]")).to_be_visible()
        assert await sideways(page) == 0
    assert elsewhere.faults == []


def listed(stage: Stage) -> tuple[FloorRequest, ...]:
    return stage.room.state.lists[SEGMENT].waiting


# The foyer


async def test_the_foyer_says_how_a_room_is_found_and_what_moved_from_when(stage: Stage) -> None:
    await scenes.floor(stage)
    await scenes.lunch_is_later(stage, way={"en": "left, level 1", "fr": "à gauche, niveau 1"})
    async with stage.visitor((1280, 720)) as visitor:
        page = await visitor.new_page()
        await turned_to(page, stage, "en")
        moved = page.locator(f"[data-testid=moved][data-room='{stage.room.id}']")
        for language, path, said in (("en", "left, level 1", ", not "), ("fr", "à gauche, niveau 1", " au lieu de ")):
            await page.keyboard.press("Shift")  # Who touches a wall may choose.
            await chosen(page, language)
            await expect(moved).to_contain_text(said)
            await expect(row(page, stage).get_by_test_id("way")).to_have_text(path)
            await expect(row(page, stage).get_by_test_id("next-time")).to_contain_text("▲")


async def test_what_should_have_begun_is_next_without_a_time(stage: Stage) -> None:
    await scenes.floor(stage)
    await stage.do(SuspendMeeting())
    await scenes.lunch_is_overdue(stage)
    async with stage.visitor((1280, 720)) as visitor:
        hall = await stage.look(visitor, "hall")
        await expect(hall.get_by_test_id("upcoming")).to_have_attribute("data-id", "d1-lunch")
        await expect(hall.get_by_test_id("upcoming-time")).to_have_count(0)
        foyer = await visitor.new_page()
        await turned_to(foyer, stage, "en")
        await expect(row(foyer, stage).get_by_test_id("upcoming")).to_have_attribute("data-id", "d1-lunch")
        await expect(row(foyer, stage).get_by_test_id("next-time")).to_be_empty()


WHOLE = """(lines) => lines.filter((line) => line.scrollHeight > line.clientHeight + 2).map((line) => line.innerText)"""


@pytest.mark.parametrize("language", of_the_day(["ar", "en", "fr", "ru"], "ru"))
async def test_six_rooms_in_the_foyer_are_whole_lines_and_a_suspended_one_says_when_it_resumes(
    stage: Stage, language: str
) -> None:
    await scenes.suspended(stage)
    for _ in range(2):
        await stage.daphne.new_room()
    async with stage.visitor((1280, 720)) as visitor:
        page = await visitor.new_page()
        for size in ((1280, 720), (1024, 768), (1280, 1024), (1600, 400), (540, 960)):
            await page.set_viewport_size({"width": size[0], "height": size[1]})
            await turned_to(page, stage, language)
            await page.evaluate("document.fonts.ready")
            resumes = row(page, stage).get_by_test_id("resumes")
            await expect(resumes).to_contain_text(re.compile("[0-9]{2}:[0-9]{2}"))
            assert await resumes.evaluate("(time) => time.scrollWidth <= time.parentElement.clientWidth"), size
            await whole(page)


async def whole(page: Page) -> None:
    """Wait until the lines have found the size of their type: then none is cut."""
    await page.wait_for_function(f"() => ({WHOLE})([...document.querySelectorAll('.lines')]).length === 0")


def row(page: Page, stage: Stage) -> Locator:
    return page.locator(f"[data-testid=foyer-room][data-id='{stage.room.id}']")


async def turned_to(page: Page, stage: Stage, language: str) -> None:
    """The foyer, at the one of its pages that has this room: there are many in these tests."""
    size = page.viewport_size
    assert size is not None
    on_a_page = ROOMS_ON_A_PAGE if size["width"] > size["height"] else ROOMS_IN_PORTRAIT
    rooms = await (await stage.daphne.elsewhere()).ids()
    number = rooms.index(stage.room.id) // on_a_page + 1
    address = f"{stage.daphne.address}/foyer/?lang={language}&page={number}"
    if page.url != address:
        await page.goto(address)
    await expect(row(page, stage)).to_be_visible()
