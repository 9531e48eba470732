"""Screens as things: paired by the code they show, named, flashed, sent elsewhere, back after a power cut, removed."""

import pytest
from playwright.async_api import expect

from tests.screens.stage import Stage

pytestmark = pytest.mark.browser


async def test_a_screen_from_the_box_to_the_wall_and_back(stage: Stage) -> None:
    async with stage.visitor() as wall, stage.visitor() as desk:
        screen = await wall.new_page()
        await screen.goto("/screen/")
        code = await screen.get_by_test_id("pairing-code").inner_text()

        await stage.sign_in(desk)
        page = await desk.new_page()
        await page.goto("/screens/")
        await page.get_by_test_id("pair-code").fill(code.lower().replace("-", " "))
        await page.get_by_test_id("pair-name").fill("Left wall")
        await page.get_by_test_id("pair-room").select_option("plenary")
        await page.get_by_test_id("pair").click()
        row = page.get_by_test_id("display").filter(has_text="Left wall")
        await screen.wait_for_url("**/hall/plenary/")
        await expect(row).to_have_attribute("data-on", "true")

        await row.get_by_test_id("identify-display").click()
        await expect(screen.get_by_test_id("identify")).to_contain_text("Left wall")
        await row.get_by_test_id("send-to").select_option("podium breakout-2")
        await screen.wait_for_url("**/podium/breakout-2/")

        # After a power cut it starts where it always starts, and ends up where it was.
        await screen.close()
        again = await wall.new_page()
        await again.goto("/screen/")
        await again.wait_for_url("**/podium/breakout-2/")

        await row.get_by_test_id("remove-display").click()
        await row.locator("[data-testid=remove-display][data-asks=true]").click()
        await again.wait_for_url("**/screen/")
        await expect(again.get_by_test_id("pairing-code")).not_to_have_text(code)


async def test_the_wrong_code_is_refused(stage: Stage) -> None:
    async with stage.visitor() as desk:
        await stage.sign_in(desk)
        page = await desk.new_page()
        await page.goto("/screens/")
        await page.get_by_test_id("pair-code").fill("no code")
        await page.get_by_test_id("pair-name").fill("Nothing")
        await page.get_by_test_id("pair-room").select_option("plenary")
        await page.get_by_test_id("pair").click()
        await expect(page.get_by_test_id("refusal")).to_have_attribute("data-code", "unknown_screen")
    stage.faults.clear()  # The browser itself notes every answer that is not well.
