"""Pages that meet what they were not made for: half a load, an old browser, a value that cannot be drawn, a translator,
an input method, colours that are forced on them.
"""

import json
from collections.abc import Callable

import pytest
from playwright.async_api import BrowserContext, Page, Route, expect

from live.room.commands import AddSpeaker
from tests.often import of_the_day
from tests.screens import scenes
from tests.screens.stage import Stage

pytestmark = pytest.mark.browser

WALLS = ["hall", "podium", "interpreters"]


# Half a load


FIRST_REQUESTS: dict[str, Callable[[str], bool]] = {
    "its script": lambda address: "/assets/" in address and address.endswith(".js") and "shared" not in address,
    "what pages share": lambda address: "/assets/shared" in address and address.endswith(".js"),
    "its style": lambda address: "/assets/" in address and address.endswith(".css"),
    "its words": lambda address: "/assets/en-" in address,
}


@pytest.mark.parametrize("kind", of_the_day(FIRST_REQUESTS, "its script"))
async def test_a_wall_that_did_not_load_completely_tries_again_by_itself(stage: Stage, kind: str) -> None:
    await scenes.floor(stage)
    failed: list[str] = []
    async with stage.visitor(new=True) as visitor:

        async def bad_gateway(route: Route) -> None:
            address = route.request.url
            if FIRST_REQUESTS[kind](address) and failed.count(address) < 1:
                failed.append(address)
                await route.fulfill(status=502, body="bad gateway")
            else:
                await route.continue_()

        await visitor.route("**/*", bad_gateway)
        page = await visitor.new_page()
        await page.goto(f"/hall/{stage.room.id}/?lang=en", wait_until="commit")
        await expect(page.get_by_test_id("hall")).to_be_visible()
        await page.wait_for_function(
            "() => document.documentElement.dataset.started !== undefined && document.fonts.status === 'loaded'"
        )
        assert failed
        await page.wait_for_function("() => [...document.styleSheets].length > 0")
    stage.faults[:] = [fault for fault in stage.faults if "502" not in fault and "dynamically imported" not in fault]


async def test_while_it_tries_it_says_so_in_the_readers_language(stage: Stage) -> None:
    async with stage.visitor(new=True) as visitor:
        await visitor.route("**/assets/*.js", lambda route: route.fulfill(status=502, body="bad gateway"))
        page = await visitor.new_page()
        await page.goto(f"/hall/{stage.room.id}/?lang=fr", wait_until="commit")
        await expect(page.get_by_test_id("first-load")).to_contain_text("Elle réessaie")
        await expect(page.get_by_test_id("first-load")).to_contain_text("Chromium 87", timeout=30_000)
    stage.faults.clear()


# The oldest browsers


LACKING = """
    const arrays = ["at", "findLast", "findLastIndex", "toSorted", "toReversed", "toSpliced", "with"];
    for (const name of arrays) delete Array.prototype[name];
    for (const name of ["at", "replaceAll", "isWellFormed"]) delete String.prototype[name];
    delete Object.hasOwn; delete Object.groupBy; delete globalThis.structuredClone; delete Crypto.prototype.randomUUID;
    delete Intl.Segmenter; delete Intl.supportedValuesOf; delete AbortSignal.timeout; delete AbortSignal.any;
    delete globalThis.scheduler; delete Promise.withResolvers; delete Element.prototype.checkVisibility;
    delete HTMLElement.prototype.inert;
    delete Navigator.prototype.wakeLock; delete CSS.registerProperty; delete Document.prototype.startViewTransition;
    const Plain = Intl.DateTimeFormat;
    Intl.DateTimeFormat = class extends Plain {
        constructor(locale, options) {
            if (/offset|generic/i.test(options?.timeZoneName ?? "")) throw new RangeError("Value out of range");
            super(locale, options);
        }
    };
"""


@pytest.mark.parametrize("view", of_the_day([*WALLS, "foyer", "phone", "control", "rapporteur"], "phone", "control"))
async def test_the_oldest_browsers_show_every_page(stage: Stage, view: str) -> None:
    await scenes.floor(stage)
    async with stage.visitor() as visitor:
        await visitor.add_init_script(LACKING)
        page = await open_page(stage, visitor, view)
        await expect(page.get_by_test_id("broken-part")).to_have_count(0)
        await stage.do(AddSpeaker("fji"))
        if view not in ("foyer", "rapporteur"):
            await stage.shown(page)
        if view == "control":
            await no_key_gets_below_a_sheet(page)


NOTE_WHAT_IS_BELOW = """() => {
    window.below = [];
    document.addEventListener("focusin", ({ target }) => {
        if (target.closest(".middle, .column.rundown")) window.below.push(target.outerHTML);
    });
}"""
"""What has the focus from then on and should not."""


async def no_key_gets_below_a_sheet(page: Page) -> None:
    await page.get_by_test_id("suspend-open").click()
    regions = set[str]()
    for _ in range(6):
        await page.keyboard.press("F6")
        regions.add(await page.evaluate("document.activeElement.closest('[data-region]').dataset.testid"))
    assert regions == {"attention", "stage", "suspend-sheet"}
    await page.evaluate(NOTE_WHAT_IS_BELOW)
    for _ in range(60):
        await page.keyboard.press("Tab")
    assert await page.evaluate("window.below") == []
    await page.keyboard.press("Escape")
    await page.get_by_test_id("request").first.focus()
    assert await page.evaluate("document.activeElement.dataset.testid") == "request"


# Values that cannot be drawn


PLANT = """
    window.plant = null;
    const Plain = WebSocket;
    window.WebSocket = class extends Plain {
        set onmessage(hear) { this.addEventListener("message", hear); }
        addEventListener(kind, hear, ...more) {
            if (kind !== "message") return super.addEventListener(kind, hear, ...more);
            super.addEventListener(kind, (event) => {
                const frame = JSON.parse(event.data);
                if (frame.kind === "view" && window.plant) {
                    const [part, value] = window.plant;
                    frame.view[part] = value;
                    return hear(new MessageEvent("message", { data: JSON.stringify(frame) }));
                }
                return hear(event);
            }, ...more);
        }
    };
    window.sockets_ = [];
    const Kept = window.WebSocket;
    window.WebSocket = class extends Kept {
        constructor(...given) { super(...given); window.sockets_.push(this); }
    };
"""
STRANGE: tuple[object, ...] = (None, "?", 5, {})
DRAWN = "new Promise((drawn) => setTimeout(() => requestAnimationFrame(() => setTimeout(drawn)), 30))"
"""What came was drawn."""
DRAWN_WITH = f"""async (plant) => {{
    window.plant = plant;
    window.sockets_.at(-1).send(JSON.stringify({{ kind: "resync", position: 0, epoch: "" }}));
    await {DRAWN};
    return [document.body.innerText.length, document.querySelectorAll("[data-testid=neutral]").length];
}}"""
ASK_ANEW = "() => window.sockets_.at(-1).send(JSON.stringify({ kind: 'resync', position: 0, epoch: '' }))"


async def open_page(stage: Stage, visitor: BrowserContext, view: str) -> Page:
    if view == "phone":
        return await stage.phone(visitor, "ken", query="&lang=en")
    if view in ("control", "rapporteur"):
        await stage.sign_in(visitor)
    if view == "foyer":
        page = await visitor.new_page()
        await page.goto("/foyer/?lang=en")
        await expect(page.get_by_test_id("foyer")).to_be_visible()
        return page
    return await stage.look(visitor, view, query="?lang=en")


@pytest.mark.parametrize("view", of_the_day([*WALLS, "phone", "control", "rapporteur"], "hall", "control"))
async def test_a_part_that_cannot_be_drawn_leaves_the_rest_standing(stage: Stage, view: str) -> None:
    await scenes.floor(stage)
    await scenes.call_next(stage)
    async with stage.visitor() as visitor:
        await visitor.add_init_script(PLANT)
        page = await open_page(stage, visitor, view)
        whole = json.loads(await (await visitor.request.get(f"/api/rooms/{stage.room.id}/{view}")).body())["view"]
        for part in whole:
            for value in STRANGE:
                said, neutral = await page.evaluate(DRAWN_WITH, [part, value])
                assert said > 20, f"{view} is blank where {part} is {value!r}"
                assert neutral == 0, f"{view} shows nothing where {part} is {value!r}"
        await page.evaluate("window.plant = null")
        await page.evaluate(ASK_ANEW)
        await expect(page.get_by_test_id("broken-part")).to_have_count(0)
        if view == "hall":
            await a_zone_that_the_browser_does_not_know_leaves_the_speaker_on_the_wall(page)
    stage.faults.clear()


async def a_zone_that_the_browser_does_not_know_leaves_the_speaker_on_the_wall(page: Page) -> None:
    room = {"id": "plenary", "names": {"en": "Plenary"}, "zone": "Nowhere/Land", "conference": {"en": "?"}}
    await page.evaluate("(room) => (window.plant = ['room', room])", room)
    await page.evaluate(ASK_ANEW)
    await expect(page.get_by_test_id("broken-part").first).to_be_visible()
    await expect(page.get_by_test_id("speaker-name").first).to_be_visible()


async def settled(page: Page) -> None:
    """Wait until what came was drawn."""
    await page.evaluate(f"() => {DRAWN}")


# A translator


TRANSLATE = """() => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walk.nextNode()) if (walk.currentNode.textContent.trim()) found.push(walk.currentNode);
    for (const text of found) {
        const outer = document.createElement("font");
        const inner = outer.appendChild(document.createElement("font"));
        inner.textContent = `[${text.textContent}]`;
        text.replaceWith(outer);
    }
}"""


@pytest.mark.parametrize("view", of_the_day([*WALLS, "phone", "control"], "control"))
async def test_a_page_that_is_translated_goes_on_saying_what_is_true(stage: Stage, view: str) -> None:
    await scenes.floor(stage)
    async with stage.visitor() as visitor:
        page = await open_page(stage, visitor, view)
        for _ in range(2):
            await page.evaluate(TRANSLATE)
            await expect(page.locator("font")).to_have_count(0)
            await scenes.call_next(stage)
            await stage.shown(page)
            assert stage.room.state.floor is not None
            name = stage.room.state.floor.speaker.names["en"]
            await expect(page.locator("body")).to_contain_text(name)


async def test_no_page_offers_itself_to_be_translated_and_one_whose_translator_does_not_give_up_says_so(
    stage: Stage,
) -> None:
    await scenes.floor(stage)
    async with stage.visitor() as visitor:
        page = await open_page(stage, visitor, "hall")
        await expect(page.locator("html")).to_have_attribute("translate", "no")
        await expect(page.locator("meta[name=google]")).to_have_attribute("content", "notranslate")
        # And where a translator does not give up, it says so.
        stubborn = TRANSLATE.removeprefix("() => ")
        await page.evaluate(f"() => {{ for (let n = 0; n < 60; n++) setTimeout(() => {stubborn}, n * 20); }}")
        await expect(page.get_by_test_id("translated")).to_be_visible()


# An input method


async def test_enter_that_chooses_a_word_puts_nobody_on_the_list(stage: Stage) -> None:
    await scenes.floor(stage)
    async with stage.visitor() as visitor:
        page = await open_page(stage, visitor, "control")
        box = page.get_by_test_id("add-search")
        await box.fill("nepal")
        await expect(page.get_by_test_id("add-found").first).to_be_visible()
        before = stage.room.state.position
        await box.evaluate(
            """(box) => box.dispatchEvent(
                new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, isComposing: true, bubbles: true }))"""
        )
        await page.locator("body").dispatch_event("keydown", {"key": "n", "isComposing": True})
        await settled(page)
        assert (stage.room.state.position, await box.input_value()) == (before, "nepal")
        await box.press("Enter")
        await expect(box).to_have_value("")
