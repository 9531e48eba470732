"""The control page is a fixed frame: what acts has one place, in every state, at every size, in every language."""

import base64
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from live.programme.reading import LANGUAGES
from live.room.commands import (
    AddSpeaker,
    ClearMessage,
    DismissPoint,
    OpenList,
    RequestFloor,
    SendMessage,
    StartPhase,
    StartSegment,
    VerifyCapacity,
    WithdrawRequest,
)
from live.room.model.plan import Capacity
from live.room.model.reports import Prepared, Target
from live.room.model.turns import InterventionKind
from tests.daphne import Daphne
from tests.often import each_of, of_the_day, rows_of_the_day
from tests.screens import scenes
from tests.screens.geometry import broken_words
from tests.screens.scenes import SCENES
from tests.screens.stage import FIRST_OF_PANEL, Size, Stage, chosen, room_of_the_programme

pytestmark = pytest.mark.browser

SIZES: tuple[Size, ...] = ((1280, 720), (1440, 900), (1920, 1080))
ROUNDED_CORNERS = 20
"""So many values of colour may differ where a browser draws the same rounded corner twice; a letter has hundreds."""
FIXED = ("go", "transport", "last-act", "decisions", "called-row", "pause", "more", "less", "end-intervention", "undo")
"""What must never move, by `data-testid`."""
Box = tuple[float, float, float, float]


async def open_desk(stage: Stage, visitor: Any, query: str = "?lang=en") -> Page:
    """The control page, at rest."""
    await stage.sign_in(visitor)
    page = await stage.look(visitor, "control", query=query)
    await at_rest(page)
    return page


async def at_rest(page: Page) -> None:
    await expect(page.locator("[data-testid=go][data-resting=false]")).to_have_count(1)


async def boxes(page: Page) -> dict[str, Box]:
    """Where each fixed part is: from the start edge and the top, with its size."""
    found = await page.evaluate(
        """(names) => Object.fromEntries(names.map((name) => {
            const box = document.querySelector(`[data-testid=${name}]`).getBoundingClientRect();
            const start = document.dir === "rtl" ? innerWidth - box.right : box.left;
            return [name, [start, box.top, box.width, box.height]];
        }))""",
        list(FIXED),
    )
    return {name: tuple(box) for name, box in found.items()}


async def raise_alerts(stage: Stage, many: int) -> None:
    """`many` things call for attention: points of order, a claim, messages."""
    states = ("bra", "per", "gha", "npl", "phl")
    acts: list[Callable[[], Awaitable[object]]] = [
        lambda: stage.delegate(states[0], RequestFloor(kind=InterventionKind.POINT_OF_ORDER)),
        lambda: stage.delegate(states[1], RequestFloor(capacity=Capacity.GROUP, on_behalf_of="G77")),
        lambda: stage.do(SendMessage(Target.PODIUM, prepared=Prepared.PLEASE_CONCLUDE)),
        lambda: stage.do(SendMessage(Target.HALL, prepared=Prepared.TAKE_SEATS)),
        lambda: stage.delegate(states[4], RequestFloor(kind=InterventionKind.POINT_OF_ORDER)),
    ]
    for act in acts[:many]:
        await act()


# What must never move


@pytest.mark.parametrize("language", of_the_day(LANGUAGES, "ar"))
async def test_what_acts_has_one_place_at_every_size_and_in_every_state(stage: Stage, language: str) -> None:
    seen: dict[str, dict[str, Box]] = {}
    sizes = list(SIZES)
    async with stage.visitor(SIZES[0]) as visitor:
        page = await open_desk(stage, visitor, f"?lang={language}")

        async def look(state: str) -> None:
            await stage.shown(page)
            await at_rest(page)
            for width, height in sizes:
                await page.set_viewport_size({"width": width, "height": height})
                seen[f"{state}, {width}x{height}"] = await boxes(page)
            sizes.reverse()  # The small hall of a high page, a page of its own, is opened half as often.

        await look("nothing runs")
        await scenes.on_behalf(stage)
        await look("a long name speaks for a long name")
        for many in (1, 2, 5):
            await raise_alerts(stage, many)
            await expect(page.locator(f"[data-testid=attention][data-count='{many}']")).to_be_visible()
            await look(f"{many} alerts")
            if many < 5:
                await clear_alerts(stage)
        await page.get_by_test_id("message-open").click()
        await expect(page.get_by_test_id("messages")).to_be_visible()
        await look("a sheet is open")
    first = next(iter(seen.values()))
    assert {state: found for state, found in seen.items() if found != first} == {}


async def a_name_that_runs_the_other_way_than_the_page_is_cut_at_its_end(stage: Stage, page: Page) -> None:
    await stage.do(AddSpeaker("chr-philippines"))
    name = page.locator("[data-testid=request][data-delegation=chr-philippines] .name > bdi")
    await expect(name).to_have_attribute("dir", "ltr")
    # What cuts it goes its way: the beginning is where it begins to be read.
    box = "(name) => [name.scrollWidth > name.clientWidth, getComputedStyle(name).textOverflow]"
    assert await name.evaluate(box) == [True, "ellipsis"]


@pytest.mark.parametrize("language", of_the_day(LANGUAGES, "ar", "ru"))
async def test_the_stage_cuts_nothing_within_a_line_and_the_room_is_named_whole(stage: Stage, language: str) -> None:
    """However long the name, the process and the person, and with the longest of them in the top strip. A word that is
    longer than a line at full size is set smaller, and not broken. In a row of the list a name is cut, at its end.
    """
    await stage.do(StartSegment("d1-panel-1"), StartPhase("d1-panel-1-floor"), OpenList())
    await stage.do(AddSpeaker("are"))
    await scenes.call_next(stage)
    group = "Bali Process on People Smuggling, Trafficking in Persons and Related Transnational Crime"
    person = "Ms. Maria del Carmen Fernández de la Vega"
    async with stage.visitor((1280, 720)) as visitor:
        page = await open_desk(stage, visitor, query=f"?lang={language}")
        name = page.get_by_test_id("floor").get_by_test_id("speaker-name")
        await expect(name).not_to_be_empty()
        await page.evaluate("document.fonts.ready")
        # Chinese is written without spaces.
        assert language == "zh" or await broken_words(name) == []
        await stage.do(AddSpeaker(scenes.LONG, Capacity.GROUP, group, person=person, language="fr"))
        await scenes.call_next(stage)
        await scenes.start_clock(stage)
        await expect(page.get_by_test_id("spoken-in")).to_contain_text("français")
        whole = "(one) => one.scrollWidth <= one.clientWidth"
        assert await page.get_by_test_id("room").evaluate(whole)
        who = page.get_by_test_id("floor").locator(".who")
        assert await who.evaluate("(one) => one.scrollHeight <= one.clientHeight + 2"), await who.inner_text()
        if language == "ar":
            await a_name_that_runs_the_other_way_than_the_page_is_cut_at_its_end(stage, page)


async def clear_alerts(stage: Stage) -> None:
    """Take back what `raise_alerts` did, as far as the desk can."""
    listed = stage.room.state.lists["d1-panel-1"]
    for point in listed.points:
        await stage.do(DismissPoint(point.id))
    for request in listed.waiting:
        if not request.verified:
            await stage.do(VerifyCapacity(request.id, holds=False), WithdrawRequest(request.id))
    for to in (Target.PODIUM, Target.HALL):
        if to in stage.room.state.messages:
            await stage.do(ClearMessage(to))


@pytest.mark.parametrize("scene", of_the_day(sorted(SCENES), "ceremony", "interrupted"))
async def test_every_scene_leaves_what_acts_where_it_is_and_every_button_is_carried_out_or_says_why_not(
    stage: Stage, scene: str
) -> None:
    async with stage.visitor(SIZES[0]) as visitor:
        page = await open_desk(stage, visitor)
        before = await boxes(page)
        await SCENES[scene](stage)
        await stage.shown(page)
        await at_rest(page)
        assert await boxes(page) == before
        below = [name for name, (_, top, _, height) in before.items() if top + height > SIZES[0][1]]
        assert below == []
        if scene in each_of(SCENES, "interrupted"):
            await every_button_is_carried_out_or_says_why_not(stage, page)


async def test_alerts_change_nothing_outside_their_strip(stage: Stage) -> None:
    await scenes.paused(stage)
    async with stage.visitor(SIZES[0]) as visitor:
        page = await open_desk(stage, visitor)
        strip = await page.get_by_test_id("attention").bounding_box()
        assert strip is not None
        top = strip["y"] + strip["height"]

        async def picture() -> bytes:
            await page.mouse.move(1, 60)
            clip: Any = {"x": 0, "y": top, "width": SIZES[0][0], "height": SIZES[0][1] - top}
            # What was done is said where it stands.
            mask = [page.get_by_test_id("acts")]
            return await page.screenshot(clip=clip, mask=mask, animations="disabled")

        before = await picture()
        await stage.delegate("bra", RequestFloor(kind=InterventionKind.POINT_OF_ORDER))
        await stage.delegate("per", RequestFloor(kind=InterventionKind.POINT_OF_ORDER))
        await expect(page.locator("[data-testid=attention][data-count='2']")).to_be_visible()
        await stage.shown(page)
        assert await differing(page, before, await picture()) < ROUNDED_CORNERS


async def differing(page: Page, one: bytes, other: bytes) -> int:
    """How many pixels of two pictures differ by more than the edge of a letter that is drawn anew."""
    return int(
        await page.evaluate(
            """async (pictures) => {
                const [one, other] = await Promise.all(pictures.map(async (coded) => {
                    const bytes = Uint8Array.from(atob(coded), (letter) => letter.charCodeAt(0));
                    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
                    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
                    canvas.drawImage(image, 0, 0);
                    return canvas.getImageData(0, 0, image.width, image.height).data;
                }));
                let found = 0;
                for (let n = 0; n < one.length; n++) if (Math.abs(one[n] - other[n]) > 32) found++;
                return found;
            }""",
            [base64.b64encode(picture).decode() for picture in (one, other)],
        )
    )


async def test_an_alert_that_comes_during_a_press_never_receives_it_and_a_card_never_slides(stage: Stage) -> None:
    await scenes.floor(stage)
    async with stage.visitor(SIZES[0]) as visitor:
        page = await open_desk(stage, visitor)
        go = await page.get_by_test_id("go").bounding_box()
        assert go is not None
        await page.mouse.move(go["x"] + go["width"] / 2, go["y"] + go["height"] / 2)
        await page.mouse.down()
        await stage.delegate("bra", RequestFloor(kind=InterventionKind.POINT_OF_ORDER))
        await expect(page.get_by_test_id("point")).to_be_visible()
        await page.mouse.up()
        await expect(page.get_by_test_id("speaker-name")).to_have_text("Kenya")
        assert [point.id for point in stage.room.state.lists["d1-panel-1"].points] != []
        await clear_alerts(stage)
        await expect(page.locator("[data-testid=attention][data-count='0']")).to_be_visible()
        # A slot that was left stays empty for a moment.
        await raise_alerts(stage, 5)
        await stage.shown(page)
        slots = page.get_by_test_id("attention-slot")
        await expect(slots).to_have_count(2)
        second = await slots.nth(1).get_attribute("data-card")
        assert second is not None
        await slots.nth(0).locator("button").last.click()
        await expect(page.locator("[data-testid=attention][data-count='4']")).to_be_visible()
        assert await slots.nth(1).get_attribute("data-card") == second
        await expect(slots.nth(0).locator("article")).to_be_visible()
        assert await slots.nth(1).get_attribute("data-card") == second
        # Magnified to twice its size, clock and Go stay in view.
        await page.set_viewport_size({"width": 640, "height": 360})
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
        for part in ("go", "clock-digits"):
            await expect(page.get_by_test_id(part)).to_be_in_viewport(ratio=1)
        await page.get_by_test_id("end-segment").scroll_into_view_if_needed()
        for part in ("go", "clock-digits"):
            await expect(page.get_by_test_id(part)).to_be_in_viewport(ratio=1)


# How much is seen


@pytest.mark.parametrize(
    ("size", "least"), rows_of_the_day(list(zip(SIZES, (11, 15, 19), strict=True)), (SIZES[0], 11))
)
async def test_so_many_rows_are_whole_and_the_lane_with_them(stage: Stage, size: Size, least: int) -> None:
    await scenes.floor(stage)
    for delegation in ("npl", "per", "phl", "gha", "mar", "can", "bgd", "vct", "tuv", "tur", "zmb", "bra"):
        await stage.delegate(delegation, RequestFloor())
    async with stage.visitor(size) as visitor:
        page = await open_desk(stage, visitor)
        whole = await page.evaluate(
            """() => {
                const box = (element) => element.getBoundingClientRect();
                const lane = box(document.querySelector("[data-testid=lane]"));
                const scroller = box(document.querySelector("[data-testid=waiting]").parentElement);
                if (lane.bottom > innerHeight || lane.height < 90) return -1;
                const end = Math.min(scroller.bottom + 0.5, lane.top);
                const rows = Array.from(document.querySelectorAll("[data-testid=request]"), box);
                return rows.filter(({ top, bottom }) => top >= scroller.top && bottom <= end).length;
            }"""
        )
        assert whole >= least


@pytest.mark.parametrize("language", of_the_day(LANGUAGES, "ru"))
async def test_nothing_scrolls_and_nothing_that_acts_is_below_the_fold(stage: Stage, language: str) -> None:
    await scenes.interrupted(stage)
    async with stage.visitor(SIZES[0]) as visitor:
        page = await open_desk(stage, visitor, f"?lang={language}")
        assert await page.evaluate(
            "[document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]"
        ) == [0, 0]
        hidden = await page.evaluate(
            """() => {
                const acting = [".stage button", "header button", "[data-testid=attention] button", "button.end"];
                const seen = ({ left, right, bottom, width }) =>
                    bottom <= innerHeight && right <= innerWidth + 0.5 && left >= -0.5 && width > 0;
                return Array.from(document.querySelectorAll(acting.join()))
                    .filter((button) => !seen(button.getBoundingClientRect()))
                    .map((button) => button.dataset.testid);
            }"""
        )
        assert hidden == []
        cut = await page.evaluate(
            """() => Array.from(document.querySelectorAll(".stage :is(.fits, .act, .follows), .expected small"))
                .filter((box) => box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 3)
                .map((box) => box.textContent.trim())"""
        )
        assert cut == [], cut


# What nothing does by itself


HARMLESS = [" ", "n", "p", "e", "a", "u", "l", "o", "F6", "m", "Enter", "Delete", "Escape", "?", "+", "-", "ArrowDown"]


ASKING = [
    "toggle-list",
    "time-limit",
    "suspend-open",
    "adjourn-open",
    "point-open",
    "call-secretariat",
    "message-open",
    "end-segment",
]


async def test_no_single_press_decides_for_the_chair_no_key_does_and_signing_out_asks(stage: Stage) -> None:
    await scenes.floor(stage)
    before = stage.room.state.position
    async with stage.visitor(SIZES[0]) as visitor:
        page = await open_desk(stage, visitor)
        stage_box = await page.get_by_test_id("stage").bounding_box()
        assert stage_box is not None
        for button in ASKING:
            await page.get_by_test_id(button).click()
            await expect(page.locator(".sheet")).to_be_visible()
            sheet = await page.locator(".sheet").bounding_box()
            assert sheet is not None and sheet["x"] >= stage_box["x"] + stage_box["width"], button
            await page.keyboard.press("Escape")
            await expect(page.locator(".sheet")).to_have_count(0)
            await expect(page.get_by_test_id(button)).to_be_focused()
            assert stage.room.state.position == before, button
        # No key ends a segment, closes a list, suspends or adjourns.
        for key in HARMLESS:
            await page.locator("body").press(key)
            await page.keyboard.press("Escape")
            state = stage.room.state
            assert state.rundown.current == "d1-panel-1", key
            assert str(state.sitting.status) == "sitting", key
        await expect(page.get_by_test_id("list-status")).to_have_attribute("data-status", "open")
        # Signing out asks.
        await page.get_by_test_id("menu").click()
        await page.get_by_test_id("sign-out").click()
        await expect(page.get_by_test_id("leave-sheet")).to_be_visible()
        await page.get_by_test_id("close-sheet").click()
        await expect(page.get_by_test_id("go")).to_be_visible()
        await page.get_by_test_id("menu").click()
        await page.get_by_test_id("sign-out").click()
        await page.get_by_test_id("sign-out-now").click()
        await expect(page).to_have_url(re.compile("^[^?]*/sign-in/"))
    # What the page asked for just then is refused, and the browser notes it.
    stage.faults[:] = [fault for fault in stage.faults if "401" not in fault]


async def test_the_last_step_of_a_segment_asks_and_space_alone_does_not_end_it(stage: Stage) -> None:
    await stage.do(StartSegment("d1-registration"))
    async with stage.visitor(SIZES[0]) as visitor:
        page = await open_desk(stage, visitor)
        await expect(page.get_by_test_id("go")).to_have_attribute("data-does", "end_segment")
        await page.locator("body").press(" ")
        await expect(page.get_by_test_id("end-sheet")).to_be_visible()
        assert stage.room.state.rundown.current == "d1-registration"
        await page.get_by_test_id("confirm-end").click()
        await expect(page.get_by_test_id("end-sheet")).to_have_count(0)
        assert stage.room.state.rundown.current is None


async def test_what_is_not_due_today_asks_first(daphne: Daphne, browser: Browser) -> None:
    stage = Stage(daphne, browser, await room_of_the_programme(daphne, began_before=timedelta(days=-2)))
    async with stage.visitor(SIZES[0]) as visitor:
        page = await open_desk(stage, visitor)
        await expect(page.locator("[data-testid=go][data-asks=true]")).to_be_visible()
        await page.locator("body").press(" ")
        await expect(page.get_by_test_id("start-sheet")).to_be_visible()
        assert running(stage) is None
        await page.get_by_test_id("confirm-start").click()
        await expect(page.get_by_test_id("start-sheet")).to_have_count(0)
        assert running(stage) is not None
    assert stage.faults == []


def running(stage: Stage) -> str | None:
    """The segment that runs now."""
    return stage.room.state.rundown.current


async def test_the_last_act_is_named_whole_however_long_its_name_is(stage: Stage) -> None:
    await scenes.openings(stage)
    async with stage.visitor((1280, 720)) as visitor:
        page = await open_desk(stage, visitor)
        undo = page.get_by_test_id("undo")
        for language in each_of(LANGUAGES, "ru"):
            await page.get_by_test_id("menu").click()
            await chosen(page, language)
            await page.get_by_test_id("close-sheet").click()
            await expect(undo.locator(".says")).to_be_visible()
            await page.wait_for_function(INSIDE, arg=await undo.element_handle())


# A line is taller than its letters: as much as `fitted` allows it may reach out below.
INSIDE = """(button) => {
    const [whole, says] = [button, button.querySelector(".says")].map((one) => one.getBoundingClientRect());
    return whole.top <= says.top && says.bottom <= whole.bottom + 2;
}"""


# What would be refused


async def every_button_is_carried_out_or_says_why_not(stage: Stage, page: Page) -> None:
    """What is not disabled is pressed, one after another, each taken back again: none is refused."""
    disabled = page.locator(".desk button[aria-disabled=true]:not([data-testid=go])")
    for button in await disabled.all():
        assert (await button.get_attribute("title") or "").strip() != "", await button.get_attribute("data-testid")
    for name in (
        "pause",
        "more",
        "less",
        "call-next",
        "absent",
        "declines",
        "end-intervention",
        "call-slot",
        "give-each",
    ):
        button = page.locator(f"[data-testid={name}]:not([aria-disabled=true])").first
        if await button.count() == 0:
            continue
        position = stage.room.state.position
        await button.click()
        await expect(page.get_by_test_id("screen")).not_to_have_attribute("data-position", str(position))
        await expect(page.get_by_test_id("refusal")).to_have_count(0)
        position = stage.room.state.position
        await page.get_by_test_id("undo").click()
        await expect(page.get_by_test_id("screen")).not_to_have_attribute("data-position", str(position))
        await expect(page.get_by_test_id("refusal")).to_have_count(0)
        await at_rest(page)


async def test_a_double_click_and_a_key_held_down_take_back_one_act(stage: Stage) -> None:
    await scenes.openings(stage)
    async with stage.visitor((1280, 720)) as visitor:
        page = await open_desk(stage, visitor)
        undo, more = page.get_by_test_id("undo"), page.get_by_test_id("more")

        async def would_undo(position: int) -> None:
            await expect(undo).to_have_attribute("data-position", str(position))

        third = stage.room.state.position + 3
        for position in (third - 2, third - 1, third):
            await more.click()
            await would_undo(position)
        await undo.click()
        await would_undo(third - 1)
        # The second click, come after the first was carried out.
        await page.mouse.down(click_count=2)
        await page.mouse.up(click_count=2)
        await page.keyboard.down("Enter")
        await would_undo(third - 2)
        await page.keyboard.down("Enter")
        await page.keyboard.up("Enter")
        await more.click()
        await would_undo(third + 3)


# The end


async def test_15_minutes_before_the_fixed_end_the_cell_turns_amber_with_words(
    daphne: Daphne, browser: Browser
) -> None:
    stage = Stage(
        daphne, browser, await room_of_the_programme(daphne, "plenary", FIRST_OF_PANEL, timedelta(minutes=108))
    )
    await scenes.floor(stage)
    async with stage.visitor(SIZES[0]) as visitor:
        page = await open_desk(stage, visitor)
        await expect(page.locator("[data-testid=to-end][data-near=true]")).to_contain_text("min")
        await expect(page.get_by_test_id("end-warning")).to_contain_text("15")
        amber = await page.get_by_test_id("to-end").evaluate("(cell) => getComputedStyle(cell).backgroundColor")
        assert amber == "rgb(255, 226, 166)"
    assert stage.faults == []
