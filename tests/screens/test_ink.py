"""Nothing that is drawn of a letter is cut: the same picture comes where boxes do not cut at all."""

import pytest

from tests.screens import scenes
from tests.screens.stage import Size, Stage

pytestmark = pytest.mark.browser

SIZES: list[Size] = [(1280, 720), (1920, 1080), (1024, 768), (1080, 1920)]
STILL = """() => {
    for (const moving of document.querySelectorAll("time, .digits, .bar")) moving.style.visibility = "hidden";
}"""
UNCUT = """() => {
    for (const box of document.querySelectorAll("body *")) {
        if (getComputedStyle(box).overflowY === "visible" || box.matches("[data-testid=screen], .bar")) continue;
        box.style.minBlockSize = getComputedStyle(box).minBlockSize === "auto" ? "0" : "";
        box.style.overflow = "clip";
        box.style.overflowClipMargin = "40px";
    }
}"""


@pytest.mark.parametrize("language", ["ar", "en", "ru", "zh"])
@pytest.mark.parametrize("view", ["hall", "podium", "interpreters"])
async def test_no_letter_is_cut_on_any_wall(stage: Stage, view: str, language: str) -> None:
    await scenes.floor(stage)
    await scenes.call_next(stage)
    for size in SIZES:
        async with stage.visitor(size) as visitor:
            page = await stage.look(visitor, view, query=f"?lang={language}")
            # What moves by itself is left out.
            await page.evaluate(STILL)
            as_shown = await page.screenshot()
            await page.evaluate(UNCUT)
            assert as_shown == await page.screenshot(), f"{view} in {language} at {size}"
