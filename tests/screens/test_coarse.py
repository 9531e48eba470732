"""Under a thumb the control page has rows and buttons that a thumb finds, and everything in its place all the same."""

import pytest
from playwright.async_api import Page, expect

from tests.screens import scenes
from tests.screens.stage import Stage
from tests.screens.test_control import at_rest, boxes, open_desk, raise_alerts

pytestmark = pytest.mark.browser

SMALL = """() => {
    const ticks = "input[type=radio], input[type=checkbox]";
    const shown = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest("[inert], .unseen");
    return Array.from(document.querySelectorAll(
        `button, a[href], select, input, summary, [data-testid=request], label:has(${ticks})`
    ))
        .filter((one) => shown(one) && !one.matches(ticks))
        .map((one) => [one.dataset.testid ?? one.textContent.trim(), one.getBoundingClientRect()])
        .filter(([, box]) => box.width > 0 && (box.height < 47.5 || box.width < 47.5))
        .map(([name, box]) => `${name} ${Math.round(box.width)}x${Math.round(box.height)}`);
}"""
"""What can be pressed and is less than 48 pixels high or wide."""


async def small(page: Page) -> list[str]:
    found: list[str] = await page.evaluate(SMALL)
    return found


async def test_under_a_thumb_rows_and_buttons_of_the_control_page_are_48_pixels(stage: Stage) -> None:
    await scenes.floor(stage)
    async with stage.visitor((1280, 720), has_touch=True, is_mobile=True) as visitor:
        page = await open_desk(stage, visitor)
        assert await page.evaluate("matchMedia('(pointer: coarse)').matches")
        before = await boxes(page)
        assert [name for name, (_, top, _, height) in before.items() if top + height > 720] == []
        await raise_alerts(stage, 2)
        await stage.shown(page)
        await at_rest(page)
        assert await boxes(page) == before
        for width, height in ((1280, 720), (1440, 900), (1920, 1080)):
            await page.set_viewport_size({"width": width, "height": height})
            assert await small(page) == [], (width, height)
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert await boxes(page) == before
        await page.get_by_test_id("row-actions").first.tap()
        await expect(page.get_by_test_id("actions")).to_be_visible()
        assert await small(page) == []
        assert await boxes(page) == before
