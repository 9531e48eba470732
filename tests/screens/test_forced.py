"""Every page in the colours of the system: nothing is told by a ground that is not drawn any more."""

import pytest
from playwright.async_api import Page

from tests.often import of_the_day
from tests.screens import scenes
from tests.screens.stage import Stage, judged

pytestmark = pytest.mark.browser

INVISIBLE = """() => Array.from(document.querySelectorAll("button, a.button")).filter((button) => {
    if (!button.checkVisibility() || button.textContent.trim() !== "") return false;
    const icon = button.querySelector("span");
    if (!icon) return true;
    const drawn = getComputedStyle(icon);
    const framed = ["Top", "Right", "Bottom", "Left"].some((side) => parseFloat(drawn[`border${side}Width`]) > 0);
    // A ground is drawn only where the system's colours are not forced on it.
    return !framed && drawn.forcedColorAdjust !== "none";
}).map((button) => button.dataset.testid ?? button.outerHTML)"""


async def blank_buttons(page: Page) -> list[str]:
    """Buttons that say nothing, and whose sign is not drawn."""
    return [str(button) for button in await page.evaluate(INVISIBLE)]


@pytest.mark.parametrize("view", of_the_day(["hall", "podium", "interpreters", "phone", "control"], "hall", "control"))
async def test_a_page_in_the_systems_colours(stage: Stage, view: str) -> None:
    await scenes.floor(stage)
    await scenes.call_next(stage)
    await scenes.start_clock(stage)
    async with stage.visitor((1280, 720), forced_colors="active") as visitor:
        if view == "phone":
            page = await stage.phone(visitor, "mex", query="&lang=en")
        else:
            if view == "control":
                await stage.sign_in(visitor)
            page = await stage.look(visitor, view, query="?lang=en")
        assert await judged(page) == []
        assert await blank_buttons(page) == []
        if view == "phone":
            assert await chosen_tab(page) == "underline"


async def chosen_tab(page: Page) -> str:
    """How the tab that is open is told from the others, other than by colour."""
    tab = page.locator("[data-testid=tab][aria-current]")
    return str(await tab.evaluate("(tab) => getComputedStyle(tab).textDecorationLine"))
