"""The moderator's page: one person alone with a tablet runs a breakout room. Each point of acceptance of its design."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from live.programme.reading import LANGUAGES
from live.room.commands import (
    AddSpeaker,
    CallNextSpeaker,
    CallSpeaker,
    DismissPoint,
    EndIntervention,
    OpenList,
    PauseClock,
    RequestFloor,
    ResumeClock,
    ResumeMeeting,
    SetBatch,
    SetQuestions,
    StartClock,
    StartPhase,
    StartSegment,
    SuspendMeeting,
    VerifyCapacity,
    WithdrawRequest,
)
from live.room.model.plan import Capacity
from live.room.model.turns import InterventionKind
from live.room.rules import speakers
from tests.daphne import Daphne
from tests.often import of_the_day
from tests.screens.network import network
from tests.screens.stage import Stage, chosen, judged, room_of_the_programme

pytestmark = pytest.mark.browser
PORTRAIT, LANDSCAPE = (820, 1180), (1024, 768)
SEGMENT = "d2-action-group-1"
FIXED = ("go", "transport", "undo", "strip", "bar", "floor")
LONGEST = "gbr"
Box = dict[str, float]


@asynccontextmanager
async def at_the_tablet(
    stage: Stage, size: tuple[int, int] = PORTRAIT, query: str = "?lang=en", **options: Any
) -> AsyncIterator[Page]:
    async with stage.visitor(size, has_touch=True, **options) as tablet:
        await stage.sign_in(tablet)
        yield await stage.look(tablet, "moderator", query=query)


async def discussing(stage: Stage, *asking: str) -> None:
    """The open discussion runs, its list is open, and these have asked."""
    await stage.do(StartSegment(SEGMENT), StartPhase(discussion_of(stage)), OpenList())
    for delegation in asking:
        await stage.delegate(delegation, RequestFloor())


def discussion_of(stage: Stage) -> str:
    """The phase in which its list is heard."""
    phases = next(known for known in stage.room.state.rundown.segments if known.id == SEGMENT).phases
    return next(phase.id for phase in phases if phase.serves_list)


async def called(stage: Stage) -> str:
    """The next has the floor, and their clock runs."""
    await stage.do(CallNextSpeaker(waiting(stage)[0]))
    turn = floor_of(stage)
    await stage.do(StartClock(turn))
    return turn


def floor_of(stage: Stage) -> str:
    assert stage.room.state.floor is not None
    return stage.room.state.floor.id


def waiting(stage: Stage) -> list[str]:
    return [request.id for request in stage.room.state.lists[SEGMENT].waiting]


def loosely(text: str) -> re.Pattern[str]:
    """`text`, with or without the marks that keep the direction of a name to itself."""
    return re.compile("[\u2068\u2069]*".join(map(re.escape, text)))


async def boxes(page: Page) -> dict[str, Box]:
    found: dict[str, Box] = await page.evaluate(
        """(names) => Object.fromEntries(names.map((name) => {
            const { x, y, width, height } = document.querySelector(`[data-testid=${name}]`).getBoundingClientRect();
            return [name, { x, y, width, height }];
        }))""",
        list(FIXED),
    )
    return found


async def crowd(stage: Stage) -> None:
    """Sixty more wait, and some react; a batch is heard."""
    state = stage.room.state
    assert state.floor is not None
    here = {state.floor.speaker.delegation, *(request.speaker.delegation for request in state.lists[SEGMENT].waiting)}
    names = [known for known in state.register if known not in here][:60]
    await stage.do(*(AddSpeaker(name) for name in names[:56]))
    await stage.do(*(AddSpeaker(name, kind=InterventionKind.REACTION) for name in names[56:]), SetBatch(5))


# What a room comes to, one out of the other


async def nothing(_stage: Stage) -> None:
    """Nothing has begun."""


async def introduction(stage: Stage) -> None:
    await stage.do(StartSegment(SEGMENT))


async def nobody_waits(stage: Stage) -> None:
    await stage.do(StartPhase(discussion_of(stage)), OpenList())


async def claimed(stage: Stage) -> None:
    """Of two who ask, one does so for a group that nobody knows."""
    await stage.delegate("ken", RequestFloor())
    await stage.delegate("ind", RequestFloor(capacity=Capacity.GROUP, on_behalf_of="A group that nobody registered"))


async def long_names(stage: Stage) -> None:
    """Behind the speaker a State with a long name waits for a process with a long name, with a person and a language.
    The claim was none.
    """
    claim = waiting(stage)[-1]
    await stage.do(VerifyCapacity(claim, holds=False), WithdrawRequest(claim))
    await stage.delegate("ven", RequestFloor())
    process = "Bali Process on People Smuggling, Trafficking in Persons and Related Transnational Crime"
    await stage.do(
        AddSpeaker(LONGEST, Capacity.GROUP, process, person="Ms. Maria del Carmen Fernández de la Vega", language="es")
    )
    await stage.do(CallNextSpeaker(waiting(stage)[0]))


async def a_long_name_speaks(stage: Stage) -> None:
    await stage.do(CallSpeaker(waiting(stage)[-1], speaking=floor_of(stage)))


async def paused(stage: Stage) -> None:
    for delegation in ("fji", "mex"):
        await stage.delegate(delegation, RequestFloor())
    await stage.do(PauseClock(await called(stage)))


async def interrupted(stage: Stage) -> None:
    await stage.do(ResumeClock(floor_of(stage)))
    await stage.delegate("bra", RequestFloor(kind=InterventionKind.POINT_OF_ORDER))


async def suspended(stage: Stage) -> None:
    (point,) = stage.room.state.lists[SEGMENT].points
    await stage.do(DismissPoint(point.id), SuspendMeeting(900))


async def crowded(stage: Stage) -> None:
    await stage.do(ResumeMeeting())
    await crowd(stage)


STATES: dict[str, Callable[[Stage], Awaitable[None]]] = {
    "nothing": nothing,
    "introduction": introduction,
    "nobody waits": nobody_waits,
    "claimed": claimed,
    "long names": long_names,
    "a long name speaks": a_long_name_speaks,
    "paused": paused,
    "interrupted": interrupted,
    "suspended": suspended,
    "crowded": crowded,
}


@pytest.mark.parametrize("language", of_the_day(LANGUAGES, "ru"))
async def test_go_transport_and_undo_keep_their_place_in_all_states(breakout: Stage, language: str) -> None:
    seen: dict[tuple[int, int], dict[str, dict[str, Box]]] = {PORTRAIT: {}, LANDSCAPE: {}}
    sizes = list(seen)
    async with at_the_tablet(breakout, PORTRAIT, f"?lang={language}") as page:

        async def look(state: str) -> None:
            for size in sizes:
                await page.set_viewport_size({"width": size[0], "height": size[1]})
                seen[size][state] = await boxes(page)
                overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert overflow <= 0, (state, size, overflow)
            sizes.reverse()  # What comes next is first seen as the page stands.

        for name, comes in STATES.items():
            await comes(breakout)
            await breakout.shown(page)
            await look(name)
            if name == "paused":
                for opener in ("anyone", "close-list", "to-summary", "speaking-more"):
                    await page.get_by_test_id(opener).click()
                    await expect(page.get_by_test_id("sheet")).to_be_visible()
                    await look(opener)
                    await page.get_by_test_id("sheet-close").click()
    for size, found in seen.items():
        assert len({str(boxes) for boxes in found.values()}) == 1, (size, found)


async def test_the_floor_is_given_a_row_is_moved_what_was_missed_is_entered_and_all_come_to_the_summary(
    breakout: Stage,
) -> None:
    await discussing(breakout, "ken", "fji", "mex", "che")
    async with at_the_tablet(breakout) as page:
        # The floor is given in one press to the next, and in three to anyone.
        await page.locator("[data-testid=go][data-does=call_next][data-resting=false]").tap()
        await expect(page.get_by_test_id("speaker-name")).to_have_text("Kenya")
        before = waiting(breakout)
        await page.get_by_test_id("anyone").tap()
        await page.get_by_test_id("anyone-search").fill("uru")
        await page.locator("[data-testid=anyone-found][data-id=ury]").tap()
        await page.get_by_test_id("anyone-floor").tap()
        await expect(page.get_by_test_id("speaker-name")).to_have_text("Uruguay")
        await expect(page.get_by_test_id("sheet")).to_have_count(0)
        assert waiting(breakout) == before, "the list stays as it is"
        # A row is moved, marked and removed, and each is undone by its name.
        first, second, third = waiting(breakout)

        async def row(request: str) -> None:
            await page.locator(f"[data-testid=row-more][data-id={request}]").tap()

        await row(third)
        await page.locator("[data-testid=row-place][data-place='1']").tap()
        await expect(page.get_by_test_id("undo")).to_contain_text("Switzerland")
        assert waiting(breakout) == [third, first, second]
        await row(first)
        await page.get_by_test_id("row-present").tap()
        await expect(page.locator(f"[data-testid=request][data-id={first}]").get_by_test_id("present")).to_be_visible()
        await row(second)
        await page.get_by_test_id("row-remove").tap()
        await expect(page.locator("[data-testid=undo][data-did=request_withdrawn]")).to_contain_text("Mexico")
        await page.get_by_test_id("undo").tap()
        await expect(page.locator(f"[data-testid=request][data-id={second}]")).to_be_visible()
        # What was missed is entered, and the list stays.
        await page.get_by_test_id("spoke").tap()
        await page.get_by_test_id("spoke-search").fill("franc")
        await page.locator("[data-testid=spoke-found][data-id=fra]").tap()
        await page.get_by_test_id("spoke-ago").select_option("5")
        await page.get_by_test_id("spoke-lasted").select_option("90")
        await page.get_by_test_id("spoke-enter").tap()
        await expect(page.get_by_test_id("sheet")).to_have_count(0)
        turn = breakout.room.state.turns[-1]
        assert (turn.speaker.delegation, turn.unlisted, len(waiting(breakout))) == ("fra", True, 3)
        assert turn.ended_at is not None
        assert turn.ended_at - turn.called_at == timedelta(seconds=90)
        await summary_begins(breakout, page)


async def summary_begins(breakout: Stage, page: Page) -> None:
    """It asks what becomes of those who wait."""
    later = next(
        known
        for known in breakout.room.state.rundown.segments
        if known.id != SEGMENT
        and known.takes_list
        and known.starts_at > breakout.room.state.rundown.segments[0].starts_at
    )
    await page.get_by_test_id("to-summary").tap()
    await expect(page.get_by_test_id("sheet")).to_contain_text("3 are waiting")
    assert breakout.room.state.rundown.phase != "summary", "nothing has ended yet"
    await page.get_by_test_id("sheet-close").tap()
    await page.get_by_test_id("to-summary").tap()
    await page.get_by_test_id("summary-carry").tap()
    await expect(page.get_by_test_id("sheet")).to_have_count(0)
    state = breakout.room.state
    assert [request.speaker.delegation for request in state.lists[later.id].waiting] == ["che", "fji", "mex"]
    segment = next(known for known in state.rundown.segments if known.id == SEGMENT)
    phase = next(known for known in segment.phases if known.id == state.rundown.phase)
    assert phase.kind == "summary"


@pytest.mark.parametrize("before_the_summary, prompted", [(14, True), (60, False)])
async def test_15_minutes_before_the_summary_closing_is_announced_and_the_hall_says_when(
    daphne: Daphne, browser: Browser, before_the_summary: int, prompted: bool
) -> None:
    discussion = timedelta(minutes=120)  # From 10:45 to the summary at 12:45.
    began = discussion - timedelta(minutes=before_the_summary)
    stage = Stage(daphne, browser, await room_of_the_programme(daphne, "breakout-1", SEGMENT, began))
    await discussing(stage, "ken")
    async with at_the_tablet(stage) as page, stage.visitor() as room:
        if not prompted:
            await expect(page.get_by_test_id("strip")).to_have_attribute("data-kind", "quiet")
            return
        hall = await stage.look(room, "hall", query="?lang=en")
        await page.get_by_test_id("announce").tap()
        await page.locator("[data-testid=close-in][data-minutes='5']").tap()
        await expect(page.get_by_test_id("sheet")).to_have_count(0)
        await stage.until(lambda: stage.room.state.lists[SEGMENT].closes_at is not None)
        closes_at = stage.room.state.lists[SEGMENT].closes_at
        assert closes_at is not None
        at = f"{closes_at.astimezone(stage.zone):%H:%M}"
        await expect(hall.get_by_test_id("list-status")).to_contain_text(at)
    assert stage.faults == []


@pytest.mark.parametrize("size", of_the_day([PORTRAIT, LANDSCAPE, (768, 1024)], PORTRAIT))
async def test_no_target_is_under_48_pixels_and_nothing_scrolls_sideways(
    breakout: Stage, size: tuple[int, int]
) -> None:
    await discussing(breakout, "ken", "fji")
    await called(breakout)
    await crowd(breakout)
    await breakout.do(SetQuestions(SEGMENT, ("Which commitments?", "Which means?")))
    async with at_the_tablet(breakout, size) as page:

        async def small() -> list[str]:
            found: list[str] = await page.evaluate(
                """() => [...document.querySelectorAll('button, a, input, select, [role=option]')]
                    .filter((one) => one.checkVisibility())
                    .map((one) => [one.dataset.testid ?? one.textContent.trim(), one.getBoundingClientRect()])
                    .filter(([, box]) => box.width < 47.9 || box.height < 47.9)
                    .map(([name, box]) => `${name} ${box.width}x${box.height}`)"""
            )
            return found

        assert await small() == []
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert await page.locator("kbd").count() == 0, "there is no keyboard on a tablet"
        go = await page.get_by_test_id("go").bounding_box()
        assert go is not None
        assert go["height"] >= 88
        assert await judged(page) == []
        for opener, sheet in (
            ("anyone", "anyone"),
            ("spoke", "spoke"),
            ("close-list", "close"),
            ("to-summary", "summary"),
            ("row-more", "request"),
            ("speaking-more", "speaking"),
            ("menu", ""),
        ):
            await page.get_by_test_id(opener).first.tap()
            if sheet:
                await expect(page.get_by_test_id("sheet")).to_have_attribute("data-kind", sheet)
            assert await small() == [], opener
            # The page below was judged before.
            assert await judged(page, "[data-testid=sheet]" if sheet else "[data-testid=menu-open]") == [], opener
            if sheet:
                await page.get_by_test_id("sheet-close").tap()


async def test_on_a_telephone_one_thing_is_below_the_other_and_each_is_read_whole(breakout: Stage) -> None:
    """A tablet can break in the middle of a discussion."""
    parts = ["wall-clock", "floor", "transport", "go", "undo", "forecast", "count", "waiting", "reactions", "questions"]
    read = ["wall-clock", "time-left", "speaker-name", "forecast", "count", "request", "go"]
    async with at_the_tablet(breakout, (360, 640), "?lang=ar") as page:
        # What a time is and the time begin on the same side, also where one has the whole line.
        sides = "(times) => [...times.querySelectorAll('div > *')].map((one) => one.getBoundingClientRect().right)"
        rights = await page.locator("header dl").evaluate(sides)
        assert rights[::2] == pytest.approx(rights[1::2], abs=2)
        await discussing(breakout, LONGEST, "fji", "usa")
        await called(breakout)
        await breakout.shown(page)
        await page.get_by_test_id("menu").tap()
        await chosen(page, "ru")
        await page.get_by_test_id("menu").tap()
        await expect(page.get_by_test_id("request")).to_have_count(2)
        boxes = [await page.get_by_test_id(part).bounding_box() for part in parts]
        ends = [(box["y"], box["y"] + box["height"]) for box in boxes if box]
        assert len(ends) == len(parts)
        assert all(above[1] <= below[0] for above, below in pairwise(ends)), list(zip(parts, ends, strict=True))
        whole = "(all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)"
        for part in read:
            assert await page.get_by_test_id(part).evaluate_all(whole) == [], part
        for part in ["menu", *read]:
            box = await page.get_by_test_id(part).first.bounding_box()
            assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 360, part
        await page.get_by_test_id("row-more").last.click()
        await expect(page.get_by_test_id("sheet").get_by_role("heading").first).to_be_in_viewport(ratio=1)
        await expect(page.get_by_test_id("sheet-close")).to_be_in_viewport(ratio=1)


async def test_five_are_heard_then_the_panel_replies_early_or_when_it_is_due(breakout: Stage) -> None:
    await discussing(breakout, "ken", "fji", "mex", "che", "nor", "swe", "ury")
    async with at_the_tablet(breakout) as page:
        batch = page.get_by_test_id("batch")
        await page.get_by_test_id("batch-on").tap()
        await expect(batch).to_have_attribute("data-size", "5")
        await called(breakout)
        await expect(batch).to_have_attribute("data-taken", "1")
        await expect(page.get_by_test_id("go")).to_contain_text(loosely("2 of 5, then replies"))
        await page.get_by_test_id("replies-now").tap()
        await expect(batch).to_have_attribute("data-taken", "0")
        for _ in range(5):
            await called(breakout)
        await expect(page.get_by_test_id("strip")).to_have_attribute("data-kind", "replies")
        await page.get_by_test_id("replies-given").tap()
        await expect(batch).to_have_attribute("data-taken", "0")
        await page.get_by_test_id("batch-off").tap()
        await expect(page.get_by_test_id("batch-on")).to_be_visible()


async def test_reactions_have_a_lane_with_whom_they_answer_and_the_floor_in_one_press(breakout: Stage) -> None:
    await discussing(breakout, "ken", "fji")
    await breakout.do(SetQuestions(SEGMENT, ("Which commitments?",)))
    turn = await called(breakout)
    await breakout.delegate("col", RequestFloor(kind=InterventionKind.REACTION, about=turn, question=1))
    async with at_the_tablet(breakout, LANDSCAPE) as page:
        lane = page.get_by_test_id("reactions")
        await expect(lane.get_by_test_id("reaction")).to_contain_text("Colombia")
        await expect(lane.get_by_test_id("reaction")).to_contain_text(loosely("to Kenya"))
        await expect(lane.get_by_test_id("reaction")).to_contain_text(loosely("Question 1"))
        await expect(page.get_by_test_id("waiting").get_by_text("Colombia")).to_have_count(0)
        await lane.get_by_test_id("reaction-floor").tap()
        await expect(page.get_by_test_id("speaker-name")).to_have_text("Colombia")
        await expect(page.get_by_test_id("floor")).to_contain_text(loosely("on question 1"))


@pytest.mark.parametrize("size", of_the_day([PORTRAIT, LANDSCAPE], LANDSCAPE))
async def test_a_question_is_shown_to_the_room_and_another_takes_its_place(
    breakout: Stage, size: tuple[int, int]
) -> None:
    await discussing(breakout)
    await breakout.do(SetQuestions(SEGMENT, ("Which commitments protect families?", "What means would cities need?")))
    async with at_the_tablet(breakout, size) as page, breakout.visitor() as room:
        hall = await breakout.look(room, "hall", query="?lang=en")
        if size == LANDSCAPE:
            await page.get_by_test_id("questions-more").tap()
        for number, text in ((1, "Which commitments"), (2, "What means")):
            await page.locator(f"[data-testid=show-question][data-number='{number}']:visible").tap()
            await expect(hall.get_by_text(text)).to_be_visible()
            await expect(page.locator(f"[data-testid=question][data-number='{number}']:visible")).to_have_attribute(
                "data-shown", "true"
            )


async def test_no_single_press_ends_the_segment(breakout: Stage) -> None:
    await breakout.do(StartSegment(SEGMENT))
    segment = next(known for known in breakout.room.state.rundown.segments if known.id == SEGMENT)
    await breakout.do(*(StartPhase(phase.id) for phase in segment.phases[1:]))
    while queue := speakers.queue(breakout.room.state):
        await breakout.do(CallNextSpeaker(queue[0].id))
        await breakout.do(EndIntervention(floor_of(breakout)))
    async with at_the_tablet(breakout) as page:
        go = page.get_by_test_id("go")
        await page.locator("[data-testid=go][data-does=end_segment][data-resting=false]").tap()
        await expect(page.get_by_test_id("sheet")).to_have_attribute("data-kind", "end")
        assert breakout.room.state.rundown.current == SEGMENT
        await page.get_by_test_id("end-sure").tap()
        await expect(go).not_to_have_attribute("data-does", "end_segment")
    assert breakout.room.state.rundown.current is None


async def test_without_a_connection_the_strip_says_so_and_everything_that_acts_rests(breakout: Stage) -> None:
    await discussing(breakout, "ken", "fji")
    await called(breakout)
    async with network(breakout.daphne.port) as between, at_the_tablet(breakout, at=between.address) as page:
        before = await boxes(page)
        # A browser that is itself set offline keeps its socket, and a quarter of a core busy with it.
        between.cut()
        await page.evaluate("dispatchEvent(new Event('offline'))")
        await expect(page.get_by_test_id("strip")).to_have_attribute("data-kind", "offline")
        assert await boxes(page) == before
        for name in ("go", "pause", "undo", "anyone", "to-summary"):
            await expect(page.get_by_test_id(name)).to_be_disabled()
