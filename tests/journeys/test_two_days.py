"""Day 1 by keys alone, day 2 by touch alone: from the first ceremony to the last report, at speed.

At every step each public screen says what a fold of the log says. Every day an action group is walked from beginning to
report; with the long tests the first list by keys, and the whole of both.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.daphne import Daphne
from tests.journeys.operators import AtTheKeys, ByTouch, segments_ended, waiting
from tests.journeys.walls import Walls, walls_of
from tests.screens.stage import Stage, press_twice, room_of_the_programme

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.timeout(600)]

JUST_NOW = timedelta(minutes=1)
DESK, TABLET = (1280, 720), (1280, 800)


@asynccontextmanager
async def at_the_desk(daphne: Daphne, browser: Browser) -> AsyncIterator[AtTheKeys]:
    """The plenary on the morning of day 1, at the keys of its control page."""
    stage = Stage(daphne, browser, await room_of_the_programme(daphne, "plenary", "d1-welcome", JUST_NOW))
    async with stage.visitor(DESK) as visitor, walls_of(stage) as walls:
        await stage.sign_in(visitor)
        yield AtTheKeys(await stage.look(visitor, "control", query="?lang=en"), walls)
    assert stage.faults == []


@pytest.mark.long
async def test_the_first_ceremony_and_the_first_list_are_run_by_keys_alone(daphne: Daphne, browser: Browser) -> None:
    async with at_the_desk(daphne, browser) as desk:
        await until_the_list(desk)
        await speakers_of_the_list(desk)


@pytest.mark.long
async def test_day_1_is_run_by_keys_alone(daphne: Daphne, browser: Browser) -> None:
    async with at_the_desk(daphne, browser) as desk:
        await until_the_list(desk)
        await speakers_of_the_list(desk)
        state = await desk.goes_until("d1-closing")
        assert state.rundown.current is None
        assert segments_ended(state) >= {"d1-panel-1", "d1-lunch", "d1-panel-2", "d1-idea-lab", "d1-closing"}
        assert len(state.turns) > 15


async def until_the_list(desk: AtTheKeys) -> None:
    """From the welcome to the questions of the first panel. The programme is in its place: what comes before the
    ceremony is passed over.
    """
    await desk.walls.follow_the_log()
    await desk.starts("d1-welcome")
    await desk.goes_on_to("open_list")


async def speakers_of_the_list(desk: AtTheKeys) -> None:
    """Four are added; one speaks with a pause and more time while the meeting is suspended and resumed; one is taken
    off the list, and it is closed.
    """
    await desk.go()
    for typed, delegation in (("kenya", "ken"), ("fiji", "fji"), ("switz", "che"), ("mexico", "mex")):
        await desk.adds(typed, delegation)
    await desk.press("n")
    await desk.press("Space")
    for key in ("p", "p", "+", "u"):
        await desk.press(key)
    await desk.tabs_to("suspend-open")
    await desk.page.keyboard.press("Enter")
    state = await desk.answers("suspend-open-ended")
    assert state.floor is not None
    assert await desk.does() == "resume_meeting"
    await desk.go()
    await desk.press("p")
    await desk.to_the_big_button()
    await desk.page.keyboard.press("ArrowDown")
    await desk.page.keyboard.press("Delete")
    state = await desk.answers("remove-now")
    assert len(waiting(state)) == 2
    await desk.to_the_big_button()
    await desk.page.keyboard.press("l")
    await desk.answers("close-now")
    await desk.press("e")


@asynccontextmanager
async def with_a_tablet(stage: Stage) -> AsyncIterator[tuple[BrowserContext, Walls]]:
    """Somebody in the room with a tablet, and its walls."""
    async with stage.visitor(TABLET, has_touch=True, is_mobile=True) as tablet, walls_of(stage) as walls:
        await stage.sign_in(tablet)
        yield tablet, walls
    assert stage.faults == []


async def test_an_action_group_is_run_by_touch_alone_to_its_report(daphne: Daphne, browser: Browser) -> None:
    breakout = Stage(daphne, browser, await room_of_the_programme(daphne, "breakout-1", "d2-action-group-1", JUST_NOW))
    async with with_a_tablet(breakout) as (tablet, walls):
        await the_action_group(await breakout.look(tablet, "moderator", query="?lang=en"), walls)
        await the_report(await breakout.look(tablet, "rapporteur", query="?lang=en"), walls)


@pytest.mark.long
async def test_the_plenary_of_day_2_is_run_by_touch_alone(daphne: Daphne, browser: Browser) -> None:
    plenary = Stage(daphne, browser, await room_of_the_programme(daphne, "plenary", "d2-opening", JUST_NOW))
    async with with_a_tablet(plenary) as (tablet, walls):
        desk = ByTouch(await plenary.look(tablet, "control", query="?lang=en"), walls)
        await desk.starts("d2-opening")
        state = await desk.goes_until("d2-synthesis")
        assert state.rundown.current is None
        assert "d2-opening" in segments_ended(state)


async def the_action_group(page: Page, walls: Walls) -> None:
    """The introduction, an open discussion with three who speak, and the summary."""
    await page.set_viewport_size({"width": 820, "height": 1180})
    moderator = ByTouch(page, walls)
    await moderator.goes_on_to("open_list")
    await moderator.go()
    for typed, delegation in (("kenya", "ken"), ("fiji", "fji"), ("ghana", "gha")):
        await moderator.sees("anyone").tap()
        await moderator.sees("anyone-search").fill(typed)
        await moderator.page.locator(f"[data-testid=anyone-found][data-id={delegation}]").tap()
        await moderator.tap("anyone-list")
    state = await moderator.tap("batch-on")
    for _ in range(3):
        await moderator.go()
        state = await moderator.go()
    assert [turn.speaker.delegation for turn in state.turns if turn.speaker.delegation][-2:] == ["ken", "fji"]
    await moderator.tap("undo")
    await moderator.go()
    await moderator.tap("end-intervention")
    await moderator.tap("to-summary", "summary-leave")
    await page.close()


async def the_report(page: Page, walls: Walls) -> None:
    """The rapporteur writes under each heading, and submits."""
    fields = page.get_by_test_id("heading")
    await expect(fields.first).to_be_visible()
    for field in await fields.all():
        await field.get_by_test_id("bullets").tap()
        await field.get_by_test_id("bullets").fill("Firewalls between control and services")
        await page.get_by_role("heading").first.tap()
        await expect(field.get_by_test_id("save-state")).to_have_attribute("data-saved", "true")
    await press_twice(page.get_by_test_id("submit"), by_touch=True)
    await expect(page.get_by_test_id("submitted")).to_be_visible()
    state = await walls.follow_the_log()
    report = state.reports["d2-action-group-1"]
    assert report.submitted_at is not None
    assert all(noted.bullets for noted in report.noted.values())
