"""What the desk can do from the control page: every act in its place, asked beside the stage, named exactly by undo."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from live.room.commands import (
    ReleaseRequests,
    ResumeMeeting,
    SaveBullets,
    StartSegment,
    SubmitReport,
    SuspendMeeting,
)
from live.room.model.reports import Heading
from live.room.model.turns import FloorRequest
from tests.daphne import Daphne
from tests.screens import scenes
from tests.screens.stage import Size, Stage, judged, room_of_the_programme
from tests.screens.test_control import at_rest, open_desk, running

pytestmark = pytest.mark.browser

PANEL = "d1-panel-1"
DESK: Size = (1280, 720)
"""The least that a control page is made for: on a higher one there is a small hall too, a page of its own."""


def waiting(stage: Stage, segment: str = PANEL) -> list[str]:
    """The delegations on a list, in order."""
    listed = stage.room.state.lists[segment].waiting
    return [request.speaker.delegation or "" for request in listed]


def request_of(stage: Stage, delegation: str, segment: str = PANEL) -> str:
    return next(one.id for one in stage.room.state.lists[segment].waiting if one.speaker.delegation == delegation)


def known(stage: Stage, request: str) -> FloorRequest:
    return next(one for one in stage.room.state.lists[PANEL].waiting if one.id == request)


async def press(page: Page, *names: str) -> None:
    """Press what goes by these names, one after another."""
    for name in names:
        await page.get_by_test_id(name).first.click()


async def done(stage: Stage, page: Page, before: int) -> None:
    """Wait until something was carried out after `before`, and nothing was refused."""
    await expect(page.get_by_test_id("screen")).not_to_have_attribute("data-position", str(before))
    await expect(page.get_by_test_id("refusal")).to_have_count(0)


async def acts(stage: Stage, page: Page, *names: str) -> None:
    """Press them; the last is carried out."""
    before = stage.room.state.position
    await press(page, *names)
    await done(stage, page, before)
    await stage.shown(page)


def said(text: str) -> re.Pattern[str]:
    """`text`, with whatever isolates its values."""
    return re.compile("[\u2066-\u2069]*".join(re.escape(letter) for letter in text))


async def undoes(stage: Stage, page: Page, says: str) -> None:
    """The button names the latest act, and takes it back."""
    await expect(page.get_by_test_id("undo")).to_contain_text(said(says))
    await acts(stage, page, "undo")


async def open_row(page: Page, request: str) -> None:
    await page.locator(f"[data-testid=row-actions][data-id='{request}']").click()
    await expect(page.get_by_test_id("actions")).to_be_visible()


# Ending with people waiting


async def test_ending_a_segment_with_people_waiting_asks_and_names_where_they_go(stage: Stage) -> None:
    await scenes.floor(stage)
    before = waiting(stage)
    async with stage.visitor(DESK) as visitor:
        page = await open_desk(stage, visitor)
        await press(page, "end-segment")
        sheet = page.get_by_test_id("end-sheet")
        await expect(sheet).to_contain_text(said("Carry 11 over to Panel II"))
        await expect(page.get_by_test_id("answer-all")).to_be_checked()
        await expect(page.get_by_test_id("confirm-end")).to_contain_text(said("carry 11 over"))
        assert await judged(page, ".sheet") == []
        # The meeting goes on beside the question.
        await acts(stage, page, "pause")
        assert stage.room.state.rundown.current == PANEL
        await acts(stage, page, "confirm-end")
        await expect(sheet).to_have_count(0)
        assert running(stage) is None
        assert waiting(stage, "d1-panel-2") == before
        await undoes(stage, page, "segment ended")
        await undoes(stage, page, "list carried over to: Panel II")
        assert waiting(stage) == before
        # Some are carried over and others left.
        await press(page, "end-segment", "answer-some")
        await expect(page.get_by_test_id("confirm-end")).to_have_attribute("aria-disabled", "true")
        await page.locator(f"[data-testid=carry-one][data-id='{request_of(stage, 'mex')}']").check()
        await acts(stage, page, "confirm-end")
        await expect(page.get_by_test_id("end-sheet")).to_have_count(0)
        assert waiting(stage, "d1-panel-2") == ["mex"]
        await undoes(stage, page, "segment ended")
        await undoes(stage, page, "list carried over to: Panel II")
        # Who was left is counted in the rundown, and carried over later.
        await press(page, "end-segment", "answer-later")
        await acts(stage, page, "confirm-end")
        await expect(page.get_by_test_id("left-waiting")).to_contain_text(said("11 waiting"))
        await press(page, "carry-left")
        await acts(stage, page, "confirm-carry")
        assert len(waiting(stage, "d1-panel-2")) == 11
        await undoes(stage, page, "list carried over to: Panel II")
        await undoes(stage, page, "segment ended")
        # To start lunch while people wait asks the same.
        await page.locator("[data-testid=start-segment][data-id=d1-lunch]").click()
        await expect(page.get_by_test_id("start-sheet")).to_contain_text(said("Panel I"))
        await acts(stage, page, "confirm-start")
        await expect(page.get_by_test_id("start-sheet")).to_have_count(0)
        assert stage.room.state.rundown.current == "d1-lunch"
        assert len(waiting(stage, "d1-panel-2")) == 11


# The list


async def test_everything_is_done_with_a_list_and_undo_names_it(stage: Stage) -> None:
    await scenes.floor(stage)
    async with stage.visitor(DESK) as visitor:
        page = await open_desk(stage, visitor)
        for act in (
            closed_and_undone,
            moved_by_keys,
            changed_from_its_rows,
            known_and_cleared_again,
            drawn_in_batches_and_cleared,
        ):
            await act(stage, page)


async def closed_and_undone(stage: Stage, page: Page) -> None:
    """It is closed now, in minutes or at a time, and undo says which."""
    await page.keyboard.press("l")
    await expect(page.get_by_test_id("times-sheet")).to_be_visible()
    await acts(stage, page, "close-in")
    assert stage.room.state.lists[PANEL].closes_at is not None
    await undoes(stage, page, "closing of the list at")
    await page.keyboard.press("l")
    await page.get_by_test_id("close-at-time").fill("23:59")
    await acts(stage, page, "close-at")
    assert stage.room.state.lists[PANEL].closes_at is not None
    await undoes(stage, page, "23:59")
    await page.keyboard.press("l")
    await acts(stage, page, "close-now")
    await expect(page.get_by_test_id("list-status")).to_have_attribute("data-status", "closed")
    await undoes(stage, page, "list closed")


async def moved_by_keys(stage: Stage, page: Page) -> None:
    """A request is moved to a number by keys alone."""
    for _ in range(5):
        await page.keyboard.press("ArrowDown")
    await expect(page.locator(":focus")).to_have_attribute("data-delegation", "prk")
    await page.keyboard.press("m")
    await expect(page.get_by_test_id("move-place")).to_be_focused()
    await page.keyboard.type("2")
    before = stage.room.state.position
    await page.keyboard.press("Enter")
    await done(stage, page, before)
    await expect(page.get_by_test_id("move-sheet")).to_have_count(0)
    assert waiting(stage)[:3] == ["ken", "prk", "mex"]
    await expect(page.locator(":focus")).to_have_attribute("data-delegation", "prk")
    await page.keyboard.press("Delete")
    await expect(page.get_by_test_id("remove-sheet")).to_be_visible()
    assert "prk" in waiting(stage)
    await page.keyboard.press("Escape")
    before = stage.room.state.position
    await page.locator(":focus").press("Enter")
    await done(stage, page, before)
    await expect(page.get_by_test_id("speaker-name")).to_contain_text(said("Korea"))


async def changed_from_its_rows(stage: Stage, page: Page) -> None:
    """Two change places, one cedes and one is removed."""
    await open_row(page, request_of(stage, "ken"))
    assert await judged(page, ".sheet") == []
    await page.get_by_test_id("swap-with").select_option(request_of(stage, "che"))
    await acts(stage, page, "swap")
    assert waiting(stage)[:3] == ["che", "mex", "ken"]
    await open_row(page, request_of(stage, "mex"))
    await page.get_by_test_id("cede-search").fill("peru")
    await acts(stage, page, "cede")
    assert waiting(stage)[:3] == ["che", "per", "ken"]
    await open_row(page, request_of(stage, "ken"))
    await press(page, "withdraw")
    await acts(stage, page, "remove-now")
    assert "ken" not in waiting(stage)
    await undoes(stage, page, "removed from the list: Kenya")
    assert waiting(stage)[2] == "ken"


async def known_and_cleared_again(stage: Stage, page: Page) -> None:
    """What is known of a statement is entered, and cleared again."""
    ken = request_of(stage, "ken")
    await open_row(page, ken)
    await page.get_by_test_id("amend-person").fill("Ms. Wanjiru Kamau")
    await page.get_by_test_id("amend-language").select_option("fr")
    await page.get_by_test_id("amend-rank").select_option("minister")
    await page.get_by_test_id("amend-joint-search").fill("nepal")
    await page.get_by_test_id("amend-joint-search").press("Enter")
    await acts(stage, page, "amend")
    request = known(stage, ken)
    assert (request.speaker.person, request.language, request.joint) == ("Ms. Wanjiru Kamau", "fr", ("npl",))
    await open_row(page, ken)
    await page.get_by_test_id("amend-person").fill("")
    await acts(stage, page, "amend")
    assert known(stage, ken).speaker.person is None


async def drawn_in_batches_and_cleared(stage: Stage, page: Page) -> None:
    """Lots, batches and clearing."""
    await press(page, "menu", "open-arrange")
    assert await judged(page, ".sheet") == []
    await page.get_by_test_id("seed").fill("monarch")
    await acts(stage, page, "draw-lots")
    await page.locator("[data-testid=set-order][data-policy=protocol]").click()
    await page.locator("[data-testid=set-batch][data-size='5']").click()
    await expect(page.get_by_test_id("batch-state")).to_contain_text(said("5"))
    await expect(page.get_by_test_id("undo")).to_contain_text(said("Take 5, then replies"))
    await page.get_by_test_id("clear-sure").check()
    await acts(stage, page, "clear-list")
    assert waiting(stage) == []


# The floor


async def test_time_the_chairs_decisions_and_whoever_has_the_floor_are_entered_and_named_by_undo(stage: Stage) -> None:
    await scenes.floor(stage)
    async with stage.visitor(DESK) as visitor:
        page = await open_desk(stage, visitor)
        # More time is undone by its figure.
        await acts(stage, page, "more")
        await undoes(stage, page, "+0:30")
        await acts(stage, page, "less")
        await undoes(stage, page, "−0:30")
        # The chair sets any limit, and suspends until a time.
        await press(page, "time-limit")
        await page.get_by_test_id("own-limit").fill("7:00")
        await acts(stage, page, "set-own-limit")
        await undoes(stage, page, "7:00")
        await press(page, "suspend-open")
        await page.get_by_test_id("resumes-at").fill("23:58")
        await acts(stage, page, "suspend-until")
        await expect(page.get_by_test_id("undo")).to_contain_text(said("suspension until"))
        for name in ("call-next", "suspend-open", "adjourn-open", "call-secretariat"):
            await expect(page.get_by_test_id(name)).to_have_attribute("aria-disabled", "true")
        await at_rest(page)
        await acts(stage, page, "go")
        await press(page, "adjourn-open")
        await acts(stage, page, "adjourn")
        await undoes(stage, page, "meeting adjourned")
        # Someone spoke; the time that is left is yielded.
        await press(page, "menu", "open-spoke")
        await page.get_by_test_id("spoke-search").fill("ghana")
        await page.get_by_test_id("spoke-lasted").fill("1:30")
        assert await judged(page, ".sheet") == []
        await acts(stage, page, "spoke-log")
        logged = stage.room.state.turns[-1]
        assert logged.speaker.delegation == "gha"
        await page.keyboard.press("Escape")
        await page.keyboard.press("Escape")
        await press(page, "other-open")
        await page.get_by_test_id("other-search").fill("nepal")
        await acts(stage, page, "other-yield")
        await expect(page.get_by_test_id("speaker-name")).to_have_text("Nepal")
        # A point of order is entered at the desk, as a reply would be.
        await press(page, "point-open")
        await page.get_by_test_id("point-search").fill("brazil")
        await acts(stage, page, "point-enter")
        await expect(page.get_by_test_id("point")).to_contain_text(said("Brazil"))
        await page.get_by_test_id("point-search").fill("ghana")
        await acts(stage, page, "point-floor")
        await expect(page.get_by_test_id("floor")).to_contain_text(said("Point of order"))
        await expect(page.get_by_test_id("interrupted")).to_contain_text(said("Nepal"))
        await expect(page.get_by_test_id("go")).to_contain_text(said("Start the clock"))
        await expect(page.get_by_test_id("reply-open")).to_have_attribute("aria-disabled", "true")


async def test_the_podium_is_called_replaced_withdrawn_and_confirmed_from_its_rows(stage: Stage) -> None:
    await scenes.openings(stage)
    async with stage.visitor(DESK) as visitor:
        page = await open_desk(stage, visitor)
        slot = page.locator("[data-testid=slot]").nth(2)
        name = await slot.get_attribute("data-id")
        await slot.get_by_test_id("slot-actions").click()
        assert await judged(page, ".sheet") == []
        await page.get_by_test_id("slot-person").fill("Mr. J. Rivas")
        await acts(stage, page, "settle")
        await expect(slot).to_contain_text(said("Mr. J. Rivas"))
        await slot.get_by_test_id("slot-actions").click()
        await acts(stage, page, "slot-withdraw")
        await expect(slot.get_by_test_id("call-slot")).to_have_attribute("aria-disabled", "true")
        await undoes(stage, page, "podium changed")
        before = stage.room.state.position
        await slot.get_by_test_id("call-slot").click()
        await done(stage, page, before)
        assert stage.room.state.floor is not None and stage.room.state.floor.id == name
        await press(page, "menu", "open-podium")
        await page.get_by_test_id("add-slot-name").fill("Rapporteur")
        await acts(stage, page, "add-slot")
        assert any(
            one.names["en"] == "Rapporteur"
            for segment in stage.room.state.rundown.segments
            for phase in segment.phases
            for one in phase.lineup
        )


# Between rooms


async def test_a_list_is_split_into_another_room_and_merged_there(daphne: Daphne, browser: Browser) -> None:
    here = Stage(daphne, browser, await room_of_the_programme(daphne))
    there = Stage(daphne, browser, await room_of_the_programme(daphne))
    await scenes.floor(here)
    await scenes.listed(there)
    async with here.visitor(DESK) as visitor:
        page = await open_desk(here, visitor)
        await press(page, "menu", "open-rooms")
        await expect(page.locator(f"[data-testid=release-room] option[value='{there.room.id}']")).to_have_count(1)
        await page.get_by_test_id("release-room").select_option(there.room.id)
        await page.locator(f"[data-testid=release-one][data-id='{request_of(here, 'mex')}']").check()
        assert await judged(page, ".sheet") == []
        await acts(here, page, "release")
        assert "mex" not in waiting(here)
        other = await there.look(visitor, "control", query="?lang=en")
        await at_rest(other)
        # Mexico waits there as well, and keeps the place it has.
        await there.do(*(ReleaseRequests(PANEL, (request_of(there, "mex"),), "elsewhere"),))
        await press(other, "menu", "open-rooms")
        await acts(there, other, "accept-offer")
        assert waiting(there).count("mex") == 1
    assert here.faults == there.faults == []


async def test_the_report_of_a_group_reaches_the_plenary(daphne: Daphne, browser: Browser) -> None:
    group = Stage(daphne, browser, await room_of_the_programme(daphne, "breakout-1", "d2-action-group-1"))
    plenary = Stage(daphne, browser, await room_of_the_programme(daphne))
    segment = next(one.id for one in group.room.state.rundown.segments if "group" in one.id)
    await group.do(StartSegment(segment), SaveBullets(segment, Heading.COMMITMENTS, ("One",)), SubmitReport(segment))
    await scenes.floor(plenary)
    async with plenary.visitor(DESK) as visitor:
        page = await open_desk(plenary, visitor)
        await press(page, "menu", "open-reports")
        found = page.locator("[data-testid=other-report]").filter(has_text="").first
        await expect(found).to_be_visible()
        assert await judged(page, ".sheet") == []
        before = plenary.room.state.position
        await page.locator(f"[data-testid=receive-report][data-id='{segment}']").last.click()
        await done(plenary, page, before)
        await acts(plenary, page, "show-report")
        assert plenary.room.state.shown_report == segment
        await acts(plenary, page, "hide-report")
        await expect(page.get_by_test_id("hide-report")).to_have_count(0)
    assert group.faults == plenary.faults == []


# The keyboard


async def test_keys_go_round_the_desk_and_act_or_do_nothing(stage: Stage) -> None:
    await scenes.called(stage)
    async with stage.visitor(DESK) as visitor:
        page = await open_desk(stage, visitor)
        # F6 goes all the way round when all is quiet, also out of a field.
        await expect(page.get_by_test_id("attention")).to_have_attribute("data-count", "0")
        await page.locator("body").press("a")
        regions: list[Any] = []
        for _ in range(5):
            await page.keyboard.press("F6")
            regions.append(await page.evaluate(FOCUSED))
        assert [region for region, _ in regions] == ["rundown", "attention", "stage", "list", "rundown"]
        # A key that would be refused does nothing.
        await stage.do(SuspendMeeting(900))
        await stage.shown(page)
        await at_rest(page)
        before = stage.room.state.position
        for key in ("n", "p"):
            await page.locator("body").press(key)
        await expect(page.get_by_test_id("refusal")).to_have_count(0)
        assert stage.room.state.position == before
        # With something to attend to, O goes to the first card, and F6 through the regions.
        await stage.do(ResumeMeeting())
        await scenes.interrupt(stage)
        await stage.shown(page)
        await at_rest(page)
        await page.locator("body").press("o")
        await expect(page.locator(":focus")).to_have_attribute("data-testid", "give-floor")
        regions = []
        for _ in range(4):
            await page.keyboard.press("F6")
            regions.append(await page.evaluate(FOCUSED))
        assert [region for region, _ in regions] == ["stage", "list", "rundown", "attention"]
        assert [on for _, on in regions[:2]] == ["go", "request"]
        # Letters can be switched off; space still acts.
        await page.keyboard.press("?")
        await page.get_by_test_id("letter-keys").uncheck()
        await page.keyboard.press("Escape")
        await page.locator("body").press("l")
        await expect(page.locator(".sheet")).to_have_count(0)
        before = stage.room.state.position
        await page.evaluate("document.activeElement.blur()")
        await page.locator("body").press(" ")
        await done(stage, page, before)
        assert stage.room.state.floor is not None and stage.room.state.floor.started_at is not None


FOCUSED = """() => {
    const here = document.activeElement;
    return [here.closest("[data-region]").dataset.testid, here.dataset.testid];
}"""
