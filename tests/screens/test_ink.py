"""Nothing that is drawn of a letter is cut: the same picture comes where boxes do not cut at all."""

import asyncio
from base64 import b64encode
from itertools import product

import pytest
from playwright.async_api import Page

from tests.often import rows_of_the_day
from tests.screens import scenes
from tests.screens.stage import PATIENCE_MS, Size, Stage

pytestmark = pytest.mark.browser

SIZES: list[Size] = [(1280, 720), (1920, 1080), (1024, 768), (1080, 1920)]
STILL = """() => {
    for (const moving of document.querySelectorAll("time, .digits, .bar")) moving.style.visibility = "hidden";
}"""
UNCUT = """() => {
    window.cut = [];
    for (const box of document.querySelectorAll("body *")) {
        if (getComputedStyle(box).overflowY === "visible" || box.matches("[data-testid=screen], .bar")) continue;
        window.cut.push([box, box.style.cssText]);
        box.style.minBlockSize = getComputedStyle(box).minBlockSize === "auto" ? "0" : "";
        box.style.overflow = "clip";
        box.style.overflowClipMargin = "40px";
    }
}"""
CUT = "() => { for (const [box, style] of window.cut) box.style.cssText = style; }"
"""As it was."""
ROWS_APART = """async ([one, other]) => {
    const pixels = await Promise.all([one, other].map(async (picture) => {
        const image = new Image();
        image.src = `data:image/png;base64,${picture}`;
        await image.decode();
        const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
        canvas.drawImage(image, 0, 0);
        return canvas.getImageData(0, 0, image.width, image.height);
    }));
    const { width, height } = pixels[0];
    const rows = [...Array(height).keys()].filter((row) => {
        for (let at = row * width * 4; at < (row + 1) * width * 4; at++) {
            if (Math.abs(pixels[0].data[at] - pixels[1].data[at]) > 40) return true;
        }
        return false;
    });
    return rows.length === 0 ? 0 : rows.at(-1) - rows[0] + 1;
}"""
ROUNDING = 2
"""Rows of pixels that may differ: where a box ends between two of them."""


async def at_rest(page: Page) -> bytes:
    """The picture of a page that has come to rest: its letters are fitted, and two pictures in a row are the same."""
    async with asyncio.timeout(PATIENCE_MS / 1000):
        before = await page.screenshot()
        while (after := await page.screenshot()) != before:
            before = after
    return after


@pytest.mark.parametrize(
    ("view", "language"),
    rows_of_the_day(list(product(["hall", "podium"], ["ar", "en", "ru", "zh"])), ("hall", "zh"), ("podium", "ar")),
)
async def test_no_letter_is_cut_on_a_wall(stage: Stage, view: str, language: str) -> None:
    await scenes.floor(stage)
    await scenes.call_next(stage)
    async with stage.visitor(SIZES[0]) as visitor:
        page = await stage.look(visitor, view, query=f"?lang={language}")
        for size in SIZES:
            await page.set_viewport_size({"width": size[0], "height": size[1]})
            # What moves by itself is left out.
            await page.evaluate(STILL)
            as_shown = await at_rest(page)
            await page.evaluate(UNCUT)
            pictures = [b64encode(picture).decode() for picture in (as_shown, await at_rest(page))]
            assert await page.evaluate(ROWS_APART, pictures) <= ROUNDING, f"{view} in {language} at {size}"
            await page.evaluate(CUT)
