"""Screens as things: paired by the code they show, named, flashed, sent elsewhere, back after a power cut, removed."""

import re
from contextlib import AsyncExitStack

import pytest
from playwright.async_api import Route, expect

from live.room.commands import EndSegment, RequestFloor, WithdrawRequest
from tests.screens import scenes
from tests.screens.network import network
from tests.screens.stage import Stage, press_twice

pytestmark = pytest.mark.browser


async def test_case_11_a_screen_from_the_box_to_the_wall_and_back_after_a_power_cut(stage: Stage) -> None:
    async with stage.visitor() as wall, stage.visitor() as desk:
        screen = await wall.new_page()
        await screen.goto("/screen/")
        code = await screen.get_by_test_id("pairing-code").inner_text()

        await stage.sign_in(desk)
        page = await desk.new_page()
        await page.goto("/screens/")
        # A code that no screen shows is refused.
        await page.get_by_test_id("pair-code").fill("no code")
        await page.get_by_test_id("pair-name").fill("Nothing")
        await page.get_by_test_id("pair-room").select_option("plenary")
        await page.get_by_test_id("pair").click()
        await expect(page.get_by_test_id("refusal")).to_have_attribute("data-code", "unknown_screen")
        stage.faults.clear()  # The browser itself notes every answer that is not well.

        await page.get_by_test_id("pair-code").fill(code.lower().replace("-", " "))
        await page.get_by_test_id("pair-name").fill("Wall behind the podium")
        await page.get_by_test_id("pair-room").select_option("plenary")
        await page.get_by_test_id("pair").click()
        row = page.get_by_test_id("display").filter(has_text="Wall behind the podium")
        await expect(screen).to_have_url(re.compile("^[^?]*/hall/plenary/"))
        await expect(row).to_have_attribute("data-on", "true")

        await row.get_by_test_id("identify-display").click()
        await expect(screen.get_by_test_id("identify")).to_contain_text("Wall behind the podium")
        await row.get_by_test_id("send-to").select_option("podium breakout-2")
        await expect(screen).to_have_url(re.compile("^[^?]*/podium/breakout-2/"))

        # After a power cut it starts where it always starts, and ends up where it was.
        await screen.close()
        again = await wall.new_page()
        await again.goto("/screen/")
        await expect(again).to_have_url(re.compile("^[^?]*/podium/breakout-2/"))

        await press_twice(row.get_by_test_id("remove-display"))
        await expect(again).to_have_url(re.compile("^[^?]*/screen/"))
        await expect(again.get_by_test_id("pairing-code")).not_to_have_text(code)


async def another_build(route: Route) -> None:
    """What a page reads when it looks which build the server has; what a browser opens is as it is."""
    if route.request.resource_type == "document":
        await route.continue_()
    else:
        await route.fulfill(
            content_type="text/html", body='<script type="module" src="/static/assets/newer.js"></script>'
        )


async def test_case_56_an_old_page_is_fetched_anew_after_an_update_but_in_nobodys_turn(stage: Stage) -> None:
    await scenes.listed(stage)
    segment = stage.room.state.rundown.current
    assert segment is not None
    async with (
        network(stage.daphne.port) as between,
        stage.visitor(at=between.address, service_workers="block") as visitor,
    ):
        wall, phone = await stage.look(visitor, "hall"), await stage.phone(visitor, "usa")
        request = await stage.delegate("usa", RequestFloor())
        await stage.shown(phone)
        async with AsyncExitStack() as looking:
            for page, path in ((wall, f"/hall/{stage.room.id}/"), (phone, "/phone/")):
                await page.evaluate("window.isOld = true")
                await page.route(lambda address, path=path: address.partition("?")[0].endswith(path), another_build)  # type: ignore[misc]
                await looking.enter_async_context(
                    page.expect_response(lambda answer, path=path: answer.url.partition("?")[0].endswith(path))  # type: ignore[misc]
                )
            between.mend()  # As when the server is replaced: every connection is gone, and comes back at once.
        assert await wall.evaluate("window.isOld"), "a segment runs"
        assert await phone.evaluate("window.isOld"), "it waits for its turn"
        await stage.delegate("usa", WithdrawRequest(f"r{request}"))
        await phone.wait_for_function("() => !window.isOld")
        await stage.do(EndSegment(segment))
        await wall.wait_for_function("() => !window.isOld")
