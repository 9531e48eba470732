"""Clocks on bad networks and wrong devices: they flip together, run on when the network is gone, and say so."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.screens import scenes
from tests.screens.network import network
from tests.screens.stage import Stage

pytestmark = pytest.mark.browser

APART_MS = 50
MOST_JITTER = 0.3
WRONG_BY_MS = 3 * 3_600_000 + 1_234
WATCHED_FLIPS = 4
QUIET_MS = 3_000
"""A page asks several times a second until its clock is exact or it has asked often enough; then every ten seconds."""

SKEWED = """
    const ahead = %d;
    const [dateNow, now, Old] = [Date.now, performance.now.bind(performance), Date];
    const origin = dateNow() - now();
    performance.now = () => now() + ahead / 7;
    Date.now = () => dateNow() + ahead;
    window.toldAt = Infinity;
    const Plain = WebSocket;
    window.WebSocket = class extends Plain {
        constructor(...given) {
            super(...given);
            this.addEventListener("message", ({ data }) => {
                if (data.includes('"kind":"time"')) window.toldAt = trueNow();
            });
        }
    };
    Object.defineProperty(window, 'trueNow', { value: () => origin + now() });
"""
"""The device's clock is wrong, its monotonic clock has another zero; `trueNow` is for the test alone."""

WATCH = """(flips) => new Promise((done) => {
    const digits = document.querySelector("[data-testid=clock-digits]");
    const seen = [];
    new MutationObserver(() => {
        seen.push([digits.textContent, trueNow()]);
        if (seen.length >= flips) done(seen);
    }).observe(digits, { childList: true, characterData: true, subtree: true });
})"""


async def knows_the_time(page: Page) -> None:
    """Wait until `page` has asked for the time as quickly as it ever does, and is done with that."""
    # Not asked at every frame, as it would be: it takes many seconds.
    await page.wait_for_function("(quiet) => trueNow() > toldAt + quiet", arg=QUIET_MS, timeout=60_000, polling=250)


async def test_case_12_two_screens_flip_together_under_jitter_with_wrong_clocks(stage: Stage) -> None:
    await scenes.floor(stage)
    async with (
        network(stage.daphne.port, MOST_JITTER, seed=1) as one,
        network(stage.daphne.port, MOST_JITTER, seed=2) as other,
        stage.visitor(at=one.address) as early,
        stage.visitor(at=other.address) as late,
    ):
        await early.add_init_script(SKEWED % WRONG_BY_MS)
        await late.add_init_script(SKEWED % -WRONG_BY_MS)
        pages = await asyncio.gather(stage.look(early, "hall"), stage.look(late, "podium"))
        await asyncio.gather(*(knows_the_time(page) for page in pages))
        seen: list[list[Any]] = await asyncio.gather(*(page.evaluate(WATCH, WATCHED_FLIPS) for page in pages))
        flips = [dict(flip) for flip in seen]
        shared = flips[0].keys() & flips[1].keys()
        assert len(shared) >= WATCHED_FLIPS - 1
        apart = {digits: abs(flips[0][digits] - flips[1][digits]) for digits in shared}
        assert max(apart.values()) <= APART_MS, apart


async def test_case_7_the_network_is_gone_for_ten_seconds_and_the_clock_goes_on(stage: Stage) -> None:
    await scenes.floor(stage)
    async with network(stage.daphne.port) as between, stage.visitor(at=between.address) as visitor:
        page = await stage.look(visitor, "hall")
        phone = await stage.phone(visitor, "usa")
        await page.evaluate("window.neverReloaded = true")
        between.cut()
        between_cut = await seconds_left(page)
        await asyncio.sleep(10)
        ran = between_cut - await seconds_left(page)
        assert 9 <= ran <= 12, "the clock ran on"
        await scenes.call_next(stage)
        # After how long it is said is held in connection.test.ts, where nothing else takes time.
        for one in (page, phone):
            await expect(one.get_by_test_id("health-mark")).to_be_visible()
        between.mend()
        await expect(page.get_by_test_id("speaker-name")).to_have_text("Kenya")
        for one in (page, phone):
            await expect(one.get_by_test_id("health-mark")).to_have_count(0)
        assert await page.evaluate("window.neverReloaded")


async def seconds_left(page: Page) -> int:
    minutes, seconds = (await page.get_by_test_id("clock-digits").inner_text()).split(":")
    return int(minutes) * 60 + int(seconds)
