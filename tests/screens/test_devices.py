"""A browser that is lent again shows nothing of who had it before."""

import pytest
from playwright.async_api import BrowserContext, expect

from tests.screens.stage import Stage

pytestmark = pytest.mark.browser

LEFT = """async () => {
    await navigator.serviceWorker.ready;
    await caches.open("left");
    localStorage.setItem("left", "here");
    sessionStorage.setItem("left", "here");
    document.cookie = "left=here; path=/";
}"""
FOUND = """async () => ({
    stored: [localStorage.length, sessionStorage.length, document.cookie.includes("left")],
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    window: [innerWidth, innerHeight, matchMedia("print").matches, matchMedia("(forced-colors: active)").matches],
})"""


async def found(stage: Stage, context: BrowserContext) -> object:
    """What there is at the page of whoever has the browser now, and whom the server takes them for."""
    page = await context.new_page()
    await page.goto(f"/hall/{stage.room.id}/?lang=en")
    await stage.shown(page)
    who = await (await context.request.get("/api/me")).json()
    return [await page.evaluate(FOUND), who, len(context.pages)]


async def test_whoever_has_a_browser_next_finds_nothing_of_who_had_it_before(stage: Stage) -> None:
    async with stage.visitor(new=True) as first:
        as_new = await found(stage, first)
    async with stage.visitor() as second:
        assert second is first
        page = await stage.phone(second, "ken", query="&lang=ar")
        await page.evaluate(LEFT)
        await page.set_viewport_size({"width": 400, "height": 300})
        await page.emulate_media(media="print", forced_colors="active")
        await second.new_page()
    async with stage.visitor() as third:
        assert third is second
        assert await found(stage, third) == as_new


async def test_a_browser_that_was_altered_for_good_is_not_lent_again(stage: Stage) -> None:
    async with stage.visitor(new=True) as first:
        page = await first.new_page()
        await page.add_init_script("window.altered = true")
    async with stage.visitor() as second:
        assert second is not first
        page = await stage.look(second, "hall", query="?lang=en")
        await expect(page.get_by_test_id("hall")).to_be_visible()
        assert await page.evaluate("window.altered") is None
