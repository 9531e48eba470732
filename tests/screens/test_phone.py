"""The phone by its acceptance points: narrow, with large text, in six languages, by touch; nothing ends in silence."""

import re
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

from live.programme.reading import LANGUAGES
from live.room.commands import (
    CallNextSpeaker,
    CarryOver,
    CloseList,
    EndIntervention,
    EndSegment,
    OpenList,
    ResumeMeeting,
    StartPhase,
    StartSegment,
    SuspendMeeting,
    VerifyCapacity,
    WithdrawRequest,
)
from live.room.model.turns import FloorRequest
from tests.often import each_of, of_the_day, rows_of_the_day
from tests.screens import scenes
from tests.screens.scenes import first_waiting
from tests.screens.stage import Size, Stage, chosen, judged
from tests.screens.test_forced import blank_buttons
from tests.screens.test_pages import sideways, small_targets, unrolled

pytestmark = pytest.mark.browser

NARROW: Size = (320, 640)
PHONE: Size = (375, 667)
SOON_MS = 2_000
"""How soon a phone says what has changed."""

TWICE = "document.documentElement.style.fontSize = '200%'"
ONCE = "document.documentElement.style.fontSize = ''"
BROKEN = """() => {
    // A word that is divided by the browser's own hyphenation has its hyphen; without it, it must stand whole.
    document.body.style.hyphens = "manual";
    document.querySelector(".phone").style.hyphens = "manual";
    const broken = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode;
        if (!node.parentElement.checkVisibility() || node.parentElement.closest("option, script")) continue;
        for (const { index, 0: word } of node.data.matchAll(/[\\p{L}\\p{M}\\p{N}’'´.]+/gu)) {
            if (/\\p{Script=Han}/u.test(word)) continue;
            const range = document.createRange();
            range.setStart(node, index);
            range.setEnd(node, index + word.length);
            const lines = new Set(Array.from(range.getClientRects(), ({ top }) => Math.round(top / 4)));
            if (lines.size > 1) broken.push(word);
        }
    }
    document.body.style.hyphens = document.querySelector(".phone").style.hyphens = "";
    return broken;
}"""


async def not_open(stage: Stage) -> None:
    await stage.do(StartSegment("d1-panel-1"), StartPhase("d1-panel-1-floor"))


STATES: dict[str, tuple[Callable[[Stage], Awaitable[None]], str, str, str]] = {
    "not open": (not_open, "usa", "not_open", "ask"),
    "ask": (scenes.floor, "usa", "open", "ask"),
    "waiting": (scenes.listed, "fra", "waiting", "place"),
    "be ready": (scenes.floor, "ken", "waiting", "here"),
    "the floor": (scenes.floor, "fji", "speaking", "you-have-the-floor"),
    "closed": (scenes.paused, "usa", "closed", "ask"),
    "suspended": (scenes.suspended, "ken", "waiting", "here"),
}


async def whole(page: Page) -> None:
    """Wait until what is fetched after the first look is there too."""
    await expect(page.locator("[data-testid=interruptions], [data-testid=own-request]").first).to_be_attached()


@pytest.mark.parametrize("state", of_the_day(STATES, "the floor"))
async def test_the_longest_words_at_the_narrowest_width_with_text_twice_as_large(stage: Stage, state: str) -> None:
    scene, delegation, standing, act = STATES[state]
    await scene(stage)
    async with stage.visitor(NARROW, has_touch=True, is_mobile=True) as visitor:
        page = await stage.phone(visitor, delegation)
        await whole(page)
        await expect(page.get_by_test_id("screen")).to_have_attribute("data-standing", standing)
        for language in each_of(LANGUAGES, "ar", "ru"):
            await page.get_by_test_id("menu").tap()
            await chosen(page, language)
            await page.get_by_test_id("menu").tap()
            for large in (False, True):
                await page.evaluate(TWICE if large else ONCE)
                assert await sideways(page) == 0, (language, large)
                assert await page.evaluate(BROKEN) == [], (language, large)
                box = await page.get_by_test_id(act).first.bounding_box()
                assert box is not None
                assert box["y"] + box["height"] <= 2 * NARROW[1], (language, large, "two windows down")


@pytest.mark.parametrize("state", of_the_day(STATES, "waiting", "closed"))
async def test_every_state_is_accessible_and_large_enough_for_a_thumb(stage: Stage, state: str) -> None:
    scene, delegation, standing, act = STATES[state]
    await scene(stage)
    async with stage.visitor(PHONE, has_touch=True, is_mobile=True) as visitor:
        page = await stage.phone(visitor, delegation, query="&lang=en")
        await expect(page.get_by_test_id("screen")).to_have_attribute("data-standing", standing)
        await whole(page)
        if state in each_of(STATES, "waiting"):
            await in_the_systems_colours(page)
        await page.get_by_test_id("menu").tap()
        await unrolled(page)
        assert await judged(page) == []
        assert await small_targets(page) == []
        for choice in ("programme", "mine", "floor"):
            await page.locator(f"[data-testid=tab][data-tab={choice}]").tap()
            await expect(page.get_by_role("main").first).to_be_visible()
        if act == "ask":
            box = await page.get_by_test_id("ask").first.bounding_box()
            assert box is not None and box["height"] >= 64


async def in_the_systems_colours(page: Page) -> None:
    await page.emulate_media(forced_colors="active")
    assert await judged(page) == [], "in the system's colours"
    assert await blank_buttons(page) == [], "in the system's colours"
    await page.emulate_media(forced_colors="none")


# One press asks; what cannot be taken back asks first


def room_name(stage: Stage) -> str:
    assert stage.room.state.profile is not None
    return stage.room.state.profile.names["en"]


def waits(stage: Stage, delegation: str) -> int:
    """How many requests `delegation` has on the list."""
    waiting = stage.room.state.lists["d1-panel-1"].waiting
    return len([request for request in waiting if request.speaker.delegation == delegation])


@pytest.mark.parametrize("delegation", of_the_day(["ken", "mex"], "mex"))
async def test_withdrawing_the_first_and_second_place_asks_can_be_left_and_is_told_to_colleagues(
    stage: Stage, delegation: str
) -> None:
    await scenes.floor(stage)
    async with stage.visitor(PHONE, has_touch=True, is_mobile=True) as visitor, stage.visitor(PHONE) as other:
        page = await stage.phone(visitor, delegation, query="&lang=en")
        await stage.wear_badge(other, delegation, 2)
        colleague = await other.new_page()
        await colleague.goto(f"/phone/?room={stage.room.id}&lang=en")
        await expect(page.get_by_test_id("be-ready")).to_be_visible()
        await page.get_by_test_id("withdraw").tap()
        await expect(page.get_by_test_id("withdraw-asks")).to_contain_text(room_name(stage))
        await unrolled(page)
        assert await judged(page) == []
        await page.get_by_test_id("withdraw-keep").tap()
        assert waits(stage, delegation) == 1
        await page.get_by_test_id("withdraw").tap()
        await page.get_by_test_id("withdraw-sure").tap()
        fate = "[data-testid=fate][data-became=withdrawn]"
        await expect(page.locator(fate)).to_be_visible()
        await stage.until(lambda: waits(stage, delegation) == 0)
        # Each learns who of them withdrew.
        await expect(page.locator(fate)).to_contain_text(re.compile("·.*by you"))
        await expect(colleague.locator(fate)).to_contain_text(re.compile("·.*badge .?1"))


@pytest.mark.parametrize(("state", "act", "harm"), [("be ready", "here", "withdraw"), ("ask", "ask", "point-of-order")])
async def test_what_does_harm_is_not_beside_the_main_act(stage: Stage, state: str, act: str, harm: str) -> None:
    scene, delegation, _, _ = STATES[state]
    await scene(stage)
    async with stage.visitor(NARROW, has_touch=True, is_mobile=True) as visitor:
        page = await stage.phone(visitor, delegation)
        await whole(page)
        await page.get_by_test_id("interruptions").locator("summary").tap()
        main, other = [await page.get_by_test_id(name).first.bounding_box() for name in (act, harm)]
        assert main is not None and other is not None
        assert other["y"] - main["y"] - main["height"] >= 48


async def test_signing_out_asks_by_the_delegations_name_and_whoever_was_called_may_decline_before_beginning(
    stage: Stage,
) -> None:
    await scenes.called(stage)
    async with stage.visitor(PHONE, has_touch=True, is_mobile=True) as visitor:
        page = await stage.phone(visitor, "fji", query="&lang=en")
        await expect(page.get_by_test_id("you-have-the-floor")).to_be_visible()
        await expect(page.get_by_test_id("sign-out")).to_have_count(0)
        await page.get_by_test_id("menu").tap()
        await page.get_by_test_id("sign-out").tap()
        await expect(page.get_by_test_id("sign-out-asks")).to_contain_text("Fiji")
        await unrolled(page)
        assert await judged(page) == []
        await page.get_by_test_id("sign-out-keep").tap()
        await expect(page.get_by_test_id("who-am-i")).to_have_text("Fiji")
        await page.get_by_test_id("decline").tap()
        await page.get_by_test_id("decline-sure").tap()
        await expect(page.locator("[data-testid=fate][data-became=passed]")).to_be_visible()
        await stage.until(lambda: stage.room.state.floor is None)
        await page.get_by_test_id("sign-out").tap()
        await page.get_by_test_id("sign-out-sure").tap()
        await expect(page.get_by_test_id("badge-code")).to_be_visible()


async def test_a_point_of_order_is_for_states(stage: Stage) -> None:
    await scenes.floor(stage)
    async with stage.visitor(PHONE, has_touch=True, is_mobile=True) as visitor:
        page = await stage.phone(visitor, "iom", query="&lang=en")
        await expect(page.get_by_test_id("ask")).to_be_enabled()
        await expect(page.get_by_test_id("alerts")).to_be_visible()
        await expect(page.get_by_test_id("count")).to_be_visible()
        await expect(page.get_by_test_id("point-of-order")).to_have_count(0)


# What changes in the room is said


async def test_a_suspension_a_move_and_a_closing_change_what_the_phone_says_at_once_and_nothing_ends_in_silence(
    stage: Stage,
) -> None:
    await scenes.listed(stage)
    async with stage.visitor(PHONE) as visitor, stage.visitor(PHONE) as neighbour:
        page = await stage.phone(visitor, "mex", query="&lang=en")
        place = page.get_by_test_id("place")
        await expect(place).to_have_attribute("data-place", "3")
        await stage.do(SuspendMeeting(resumes_in=600))
        await expect(page.get_by_test_id("sitting")).to_contain_text("Resumes", timeout=SOON_MS)
        await expect(page.get_by_test_id("place-kept")).to_be_visible(timeout=SOON_MS)
        await expect(page.get_by_test_id("expected")).to_have_count(0)
        await stage.do(ResumeMeeting())
        await expect(page.get_by_test_id("place-kept")).to_have_count(0, timeout=SOON_MS)
        await stage.do(CallNextSpeaker(first_waiting(stage)))
        await expect(place).to_have_attribute("data-place", "2", timeout=SOON_MS)
        await expect(page.get_by_test_id("after")).to_contain_text("Kenya")
        other = await stage.phone(neighbour, "usa", query="&lang=en")
        await expect(other.get_by_test_id("ask")).to_be_enabled()
        await stage.do(CloseList())
        await expect(other.get_by_test_id("screen")).to_have_attribute("data-standing", "closed", timeout=SOON_MS)
        await nothing_ends_in_silence(stage, page)


async def nothing_ends_in_silence(stage: Stage, page: Page) -> None:
    """Carried over, then taken off by the desk: it is said where one asks and among the delegation's requests."""
    own = request_of(stage, "mex").id
    await stage.do(EndSegment("d1-panel-1"), CarryOver("d1-panel-1", "d1-panel-2"))
    await expect(page.locator("[data-testid=fate]").first).to_be_visible()
    await stage.do(WithdrawRequest(own))
    await expect(page.locator("[data-testid=fate][data-became=removed]")).to_be_visible()
    await page.locator("[data-testid=tab][data-tab=mine]").click()
    there = page.locator(f"[data-testid=requests-in][data-room='{stage.room.id}']")
    await expect(there.locator("[data-became=removed]")).to_be_visible()


async def test_a_request_is_filled_in_before_the_list_opens_and_the_next_claims_a_group_and_is_told_of_its_refusal(
    stage: Stage,
) -> None:
    await not_open(stage)
    async with stage.visitor(PHONE) as visitor:
        page = await stage.phone(visitor, "usa", query="&lang=en")
        await expect(page.get_by_test_id("ask")).to_be_disabled()
        await page.get_by_test_id("more-about").locator("summary").click()
        await page.get_by_test_id("delivery").select_option("fr")
        await stage.do(OpenList())
        await expect(page.get_by_test_id("ask")).to_be_enabled()
        assert waits(stage, "usa") == 0
        await page.get_by_test_id("ask").click()
        await expect(page.get_by_test_id("place")).to_have_attribute("data-place", "1")
        await stage.until(lambda: waits(stage, "usa") == 1 and request_of(stage, "usa").language == "fr")
        await stage.do(WithdrawRequest(request_of(stage, "usa").id))
        await a_claim_that_is_refused_is_told_to_the_asker_with_what_remains(stage, page)


async def a_claim_that_is_refused_is_told_to_the_asker_with_what_remains(stage: Stage, page: Page) -> None:
    await page.get_by_test_id("capacity").select_option("group")
    await page.get_by_test_id("on-behalf-of-group").select_option("other")
    await page.get_by_test_id("on-behalf-of").fill("Friends of the Sea")
    await expect(page.get_by_test_id("group-verified")).to_be_visible()
    await page.get_by_test_id("ask").click()
    await expect(page.get_by_test_id("pending")).to_be_visible()
    await expect(page.get_by_test_id("claim-refused")).to_have_count(0)
    await stage.until(lambda: waits(stage, "usa") == 1)
    await stage.do(VerifyCapacity(request_of(stage, "usa").id, holds=False))
    await expect(page.get_by_test_id("claim-refused")).to_contain_text("Friends of the Sea")
    await expect(page.get_by_test_id("place")).to_be_visible()


# The other tabs, and the room chooser


async def test_a_delegation_comes_into_its_room_reads_the_programme_and_asks(stage: Stage) -> None:
    """The panel was planned to begin twenty minutes ago and has begun just now."""
    await scenes.floor(stage)
    async with stage.visitor(NARROW, has_touch=True, is_mobile=True) as visitor:
        await stage.wear_badge(visitor, "usa")
        page = await visitor.new_page()
        await page.goto("/phone/?lang=en")
        here = page.locator(f"[data-testid=choose-room][data-room='{stage.room.id}']")
        panel = next(segment for segment in stage.room.state.rundown.segments if segment.id == "d1-panel-1")
        await expect(here.get_by_test_id("on-now")).to_contain_text(panel.names["en"])
        assert await sideways(page) == 0
        await unrolled(page)
        assert await judged(page) == []
        await here.tap()
        await stage.shown(page)
        await expect(page.get_by_test_id("room")).to_have_text(room_name(stage))
        await page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        # The header names the room and the state on every tab.
        for tab in ("programme", "mine", "floor"):
            await page.locator(f"[data-testid=tab][data-tab={tab}]").tap()
            await expect(page.get_by_test_id("room")).to_have_text(room_name(stage))
            await expect(page.get_by_test_id("who-am-i")).to_contain_text("United States")
        # The whole programme has ends.
        await page.locator("[data-testid=tab][data-tab=programme]").tap()
        days = page.get_by_test_id("programme-day")
        await expect(days.first).to_be_visible()
        assert await days.count() >= 3
        planned = page.locator("section", has_text=room_name(stage)).locator("[data-id=d1-panel-1]")
        await expect(planned.first).to_contain_text("–")
        await unrolled(page)
        assert await judged(page) == []
        assert await sideways(page) == 0
        await days.last.tap()
        await expect(days.last).to_have_attribute("aria-pressed", "true")
        await expect(page.get_by_test_id("programme-segment").first).to_be_visible()
        await page.locator("[data-testid=tab][data-tab=floor]").tap()
        await page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        # A point of order asks before it is raised.
        await page.get_by_test_id("interruptions").locator("summary").tap()
        await page.get_by_test_id("point-of-order").tap()
        await expect(page.get_by_test_id("point-of-order-asks")).to_contain_text("Interrupt the meeting")
        assert stage.room.state.lists["d1-panel-1"].points == ()
        await page.get_by_test_id("point-of-order-sure").tap()
        await expect(page.get_by_test_id("point-raised")).to_be_visible()
        # One press asks for the floor, and the same press twice is one place.
        ask = page.get_by_test_id("ask")
        await expect(ask).to_have_text(f"Ask for the floor in \u2068{room_name(stage)}\u2069")
        await ask.evaluate("(button) => { button.click(); button.click(); }")
        await expect(page.get_by_test_id("screen")).to_have_attribute("data-standing", "waiting")
        await stage.until(lambda: waits(stage, "usa") == 1)
        await expect(page.get_by_test_id("own-request")).to_have_count(1)


@pytest.mark.parametrize(
    ("language", "says"),
    rows_of_the_day(
        [("en", "▲ –, not –"), ("fr", "▲ – au lieu de –"), ("ar", "▲ – بدلاً من –")], ("ar", "▲ – بدلاً من –")
    ),
)
async def test_the_programme_says_what_was_moved_from_when(stage: Stage, language: str, says: str) -> None:
    """As the foyer does: nothing but what was published at another time before."""
    await scenes.floor(stage)
    await scenes.lunch_is_later(stage)
    async with stage.visitor(NARROW, has_touch=True, is_mobile=True) as visitor:
        page = await stage.phone(visitor, "usa", query=f"&lang={language}")
        await page.locator("[data-testid=tab][data-tab=programme]").tap()
        room = page.locator(f"[data-testid=programme-room][data-room='{stage.room.id}']")
        moved = room.locator("[data-id=d1-lunch]").get_by_test_id("moved-from")
        await expect(moved).to_be_visible()
        said = re.sub("[\u2066-\u2069]", "", await moved.inner_text())
        before, after = re.findall("[0-9]{2}:[0-9]{2}", said)
        assert before != after
        assert re.sub("[0-9]{2}:[0-9]{2}", "–", said) == says
        await expect(room.get_by_test_id("moved-from")).to_have_count(1)
        assert await sideways(page) == 0


# A request in the hands of its delegation


def request_of(stage: Stage, delegation: str) -> FloorRequest:
    waiting = stage.room.state.lists["d1-panel-1"].waiting
    return next(request for request in waiting if request.speaker.delegation == delegation)


async def test_a_delegation_changes_its_request_and_its_head_gives_the_place_away(stage: Stage) -> None:
    await scenes.floor(stage)
    async with stage.visitor(PHONE) as visitor:
        page = await stage.phone(visitor, "mex", query="&lang=en")
        own = page.get_by_test_id("own-request")
        await own.get_by_test_id("change-request").locator("summary").click()
        await page.get_by_test_id("amend-language").select_option("es")
        await page.get_by_test_id("amend").click()
        await stage.until(lambda: request_of(stage, "mex").language == "es")
        await expect(page.get_by_test_id("changed")).to_be_visible()
        await page.get_by_test_id("take-over").click()
        await stage.until(lambda: request_of(stage, "mex").requested_by.startswith("badge:"))
        await page.get_by_test_id("heir").select_option("usa")
        await unrolled(page)
        assert await judged(page) == []
        await page.get_by_test_id("cede").click()
        await expect(page.get_by_test_id("cede-asks")).to_contain_text("United States")
        await page.get_by_test_id("cede-sure").click()
        await expect(page.locator("[data-testid=fate][data-became=ceded]")).to_be_visible()
        await stage.until(lambda: waits(stage, "usa") == 1)


@pytest.mark.parametrize("language", of_the_day(["en", "ar", "ru"], "ar"))
async def test_the_phone_says_who_spoke(stage: Stage, language: str) -> None:
    await scenes.listed(stage)
    async with stage.visitor((320, 640)) as context:
        phone = await stage.phone(context, "bra", query=f"&lang={language}")
        said = phone.get_by_test_id("who-spoke")
        await said.locator("summary").click()
        await expect(said.get_by_test_id("spoke")).to_have_count(0)
        for _ in range(2):
            await scenes.call_next(stage)
            floor = stage.room.state.floor
            assert floor is not None
            await stage.do(EndIntervention(floor.id))
        await said.locator("summary").click()
        await said.locator("summary").click()
        await expect(said.get_by_test_id("spoke")).to_have_count(2)
        # The latest first.
        latest = stage.room.state.turns[-1].speaker.names[language]
        await expect(said.get_by_test_id("spoke").first).to_contain_text(latest)
        assert await judged(phone) == []
