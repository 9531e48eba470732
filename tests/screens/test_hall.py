"""The wall of a room, measured."""

import pytest
from playwright.async_api import Page, expect

from live.programme.reading import LANGUAGES
from live.room.commands import (
    AddSpeaker,
    ContinueWithoutInterpretation,
    ExtendTime,
    OpenList,
    SetQuestions,
    ShowQuestion,
    ShowReport,
    StartPhase,
    StartSegment,
)
from live.room.model.plan import Capacity
from live.room.model.reports import Heading
from tests.often import each_of, of_the_day
from tests.screens import scenes
from tests.screens.geometry import Measured, measured
from tests.screens.scenes import SCENES
from tests.screens.stage import Size, Stage, judged

pytestmark = pytest.mark.browser

WIDE, STRIP, SQUARE, PORTRAIT = (1920, 1080), (3840, 1080), (1024, 768), (1080, 1920)
NARROW_STRIP, NEARLY_SQUARE = (1600, 400), (1280, 1024)
LEAST_CAP = 5.4
"""Hundredths of the image; 5.5 but for the rounding of sizes."""


@pytest.mark.parametrize(
    "scene",
    of_the_day(
        ["floor", "on-behalf", "listed", "openings", "paused", "discussion", "reported", "over", "reported-over"],
        *("on-behalf", "listed", "reported-over"),
    ),
)
async def test_case_49_nothing_is_small_cut_or_covered_at_any_shape_however_long_the_names(
    stage: Stage, scene: str
) -> None:
    await SCENES[scene](stage)
    async with stage.visitor(WIDE) as visitor:
        page = await stage.look(visitor, "hall")
        for size in each_of((WIDE, STRIP, SQUARE, PORTRAIT), STRIP, PORTRAIT):
            seen = await at(page, size)
            assert seen.outside() == [], size
            assert seen.overlapping() == [], size
            assert seen.cut == [], size
            if scene in ("floor", "paused"):
                small = {text.text: seen.cap_height(text) for text in seen.texts if seen.cap_height(text) < LEAST_CAP}
                assert small == {}, size


@pytest.mark.parametrize("language", of_the_day(LANGUAGES, "ru"))
async def test_over_time_nothing_lies_over_the_digits_and_they_over_nothing(stage: Stage, language: str) -> None:
    """With a sign they are wider, and the word beside them longer; with minutes and hours wider still."""
    await scenes.on_behalf(stage)
    assert stage.room.state.floor is not None
    await stage.do(ExtendTime(stage.room.state.floor.id, -118))
    async with stage.visitor(WIDE) as visitor:
        for view in ("hall", "podium"):
            page = await stage.look(visitor, view, query=f"?lang={language}")
            await expect(page.locator("[data-testid=clock][data-stage=over]")).to_be_visible()
            for size in each_of(
                (WIDE, STRIP, NARROW_STRIP, SQUARE, NEARLY_SQUARE, PORTRAIT), NARROW_STRIP, SQUARE, PORTRAIT
            ):
                seen = await at(page, size)
                assert seen.outside() == [], (view, size)
                assert seen.overlapping() == [], (view, size)
            await page.close()


@pytest.mark.parametrize("digits", of_the_day(["+10:05", "1:00:05", "+1:00:05"], "+1:00:05"))
async def test_digits_are_no_wider_than_their_place_however_many_there_are(stage: Stage, digits: str) -> None:
    await scenes.floor(stage)
    async with stage.visitor(WIDE) as visitor:
        for view in ("hall", "podium", "control", "moderator"):
            if view == "control":
                await stage.sign_in(visitor)
            page = await stage.look(visitor, view, query="?lang=en")
            for size in (WIDE, NARROW_STRIP, SQUARE, PORTRAIT) if view in ("hall", "podium") else (WIDE, SQUARE):
                await page.set_viewport_size({"width": size[0], "height": size[1]})
                assert await page.evaluate(FITS, digits), (view, size)
            await page.close()


FITS = """async (digits) => {
    const block = document.querySelector("[data-testid=clock-digits]");
    block.textContent = digits;
    block.dataset.length = digits.length;
    await new Promise(requestAnimationFrame);
    const place = block.parentElement.getBoundingClientRect();
    const box = block.getBoundingClientRect();
    return box.left >= place.left - 1 && box.right <= place.right + 1 && place.right <= innerWidth;
}"""


async def test_a_wall_is_as_large_as_a_hall_needs_in_each_direction_and_layout(stage: Stage) -> None:
    await scenes.floor(stage)
    async with stage.visitor(WIDE) as visitor:
        page = await stage.look(visitor, "hall")
        # The name and the clock.
        for size in (WIDE, STRIP, SQUARE):
            seen = await at(page, size)
            name = next(text for text in seen.texts if text.text == "Fiji")
            clock = next(text for text in seen.texts if ":" in text.text and text.size > name.size)
            assert 11 <= seen.cap_height(name) <= 14.5, size
            assert 20 <= seen.cap_height(clock) <= 25, size
        await page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        # Arabic runs from right to left.
        await page.goto(f"/hall/{stage.room.id}/?lang=ar")
        await stage.shown(page)
        seen = await measured(page)
        assert not seen.outside() and not seen.cut and not seen.overlapping()
        assert await page.evaluate("[document.dir, document.documentElement.lang]") == ["rtl", "ar"]
        spoken = page.get_by_test_id("speaker-name").locator("bdi")
        assert await spoken.evaluate("name => [name.dir, name.lang]") == ["rtl", "ar"]
        who, digits = (
            await page.get_by_test_id("speaker").bounding_box(),
            await page.get_by_test_id("clock").bounding_box(),
        )
        assert who is not None and digits is not None
        assert digits["x"] < WIDE[0] / 2
        # A room too large for seven lines has four.
        await page.goto(f"/hall/{stage.room.id}/?lang=en&layout=large")
        await stage.shown(page)
        seen = await measured(page)
        assert not seen.outside() and not seen.cut and not seen.overlapping()
        assert min(seen.cap_height(text) for text in seen.texts) > 7
        assert len({round(text.bottom) // 40 for text in seen.texts}) <= 4
        # The screen remembers it.
        await page.goto(f"/hall/{stage.room.id}/")
        await stage.shown(page)
        await expect(page.get_by_test_id("room")).to_be_hidden()


async def test_a_wall_shows_of_a_ceremony_a_discussion_and_a_report_what_belongs_to_each(stage: Stage) -> None:
    async with stage.visitor(WIDE) as visitor:
        await scenes.ceremony(stage)
        page = await stage.look(visitor, "hall")
        await a_ceremony_shows_neither_clock_nor_queue(page)
        await scenes.discussion(stage)
        await a_discussion_shows_the_panel_and_its_question_and_nobody_with_the_floor(stage, page)
        await stage.do(ShowQuestion(None))
        await scenes.reported(stage)
        await a_report_stands_beside_who_speaks_one_heading_at_a_time(stage, page)


async def a_ceremony_shows_neither_clock_nor_queue(page: Page) -> None:
    await expect(page.get_by_test_id("speaker-name")).to_be_visible()
    await expect(page.get_by_test_id("clock")).to_have_count(0)
    await expect(page.get_by_test_id("next-speaker")).to_have_count(0)


async def a_discussion_shows_the_panel_and_its_question_and_nobody_with_the_floor(stage: Stage, page: Page) -> None:
    await expect(page.get_by_test_id("panellist")).to_have_count(3)
    await expect(page.get_by_test_id("segment")).to_contain_text("Panel I")
    await stage.do(SetQuestions("d1-panel-1", ("What should the compact keep?",)), ShowQuestion(1))
    await expect(page.get_by_test_id("question")).to_have_text("What should the compact keep?")
    await expect(page.get_by_test_id("clock")).to_have_count(0)


async def a_report_stands_beside_who_speaks_one_heading_at_a_time(stage: Stage, page: Page) -> None:
    report = page.get_by_test_id("report")
    await expect(report).to_have_attribute("data-heading", "commitments")
    await expect(report).not_to_contain_text("Meet again")
    await expect(page.get_by_test_id("speaker-name")).to_have_text("Fiji")
    await expect(page.get_by_test_id("clock")).to_be_visible()
    await stage.do(ShowReport("d1-panel-1", Heading.FOLLOW_UP_AND_REVIEW))
    await expect(report).to_contain_text("Meet again in a year")
    await expect(report).not_to_contain_text("Firewalls")


@pytest.mark.parametrize("language", of_the_day(LANGUAGES, "ar", "ru"))
async def test_a_booth_sees_the_next_five_at_any_shape(stage: Stage, language: str) -> None:
    await scenes.on_behalf(stage)
    async with stage.visitor(SQUARE) as visitor:
        page = await stage.look(visitor, "interpreters", query=f"?lang={language}")
        for size in (SQUARE, WIDE, PORTRAIT):
            seen = await at(page, size)
            assert seen.outside() == [], (size, language)
            assert seen.overlapping() == [], (size, language)
            for row in await page.get_by_test_id("next-speaker").all():
                box = await row.bounding_box()
                assert box is not None and box["y"] + box["height"] <= size[1], (size, language)


THEMES = {scene: ("light", "dark")[n % 2] for n, scene in enumerate(SCENES)}
"""Of every face, one; that every pair of colours has the contrast is held by the tokens' own test."""


@pytest.mark.parametrize("scene", of_the_day(SCENES, "interrupted", "discussion"))
async def test_every_face_is_accessible(stage: Stage, scene: str) -> None:
    await SCENES[scene](stage)
    async with stage.visitor(WIDE) as visitor:
        page = await stage.look(visitor, "hall", query=f"?theme={THEMES[scene]}")
        assert await judged(page) == []


async def at(page: Page, size: Size) -> Measured:
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    return await measured(page)


async def test_whoever_is_next_takes_two_lines_at_most_however_long_their_capacity(stage: Stage) -> None:
    await stage.do(StartSegment("d1-panel-1"), StartPhase("d1-panel-1-floor"), OpenList(), AddSpeaker("fji"))
    await scenes.call_next(stage)
    group = "Regional Conference on Migration and its Vice-Ministerial Meeting"
    await stage.do(AddSpeaker("ken", Capacity.GROUP, group), AddSpeaker("per", Capacity.GROUP, "ASEAN"))
    async with stage.visitor(WIDE) as visitor:
        page = await stage.look(visitor, "hall")
        rows = page.get_by_test_id("next-speaker")
        await expect(rows.nth(0)).not_to_contain_text("Conference")
        await expect(rows.nth(1)).to_contain_text("Peru · On behalf of")
        for row in await rows.all():
            lines = await row.evaluate("row => row.clientHeight / parseFloat(getComputedStyle(row).lineHeight)")
            assert lines < 2.1


async def test_over_time_is_said_by_sign_word_and_shape_and_what_goes_on_without_interpretation_is_told(
    stage: Stage,
) -> None:
    await scenes.over(stage)
    async with stage.visitor(WIDE) as visitor:
        page = await stage.look(visitor, "hall")
        await expect(page.locator("[data-testid=clock][data-stage=over]")).to_be_visible()
        await expect(page.get_by_test_id("clock-digits")).to_contain_text("+0:")
        await expect(page.get_by_test_id("clock-word")).to_have_text("Over time")
        seen = await measured(page)
        assert not seen.outside() and not seen.overlapping()
        # That it goes on without interpretation is told too.
        await expect(page.get_by_test_id("uninterpreted")).to_have_count(0)
        await stage.do(ContinueWithoutInterpretation())
        await expect(page.get_by_test_id("uninterpreted")).to_contain_text("Without interpretation")
