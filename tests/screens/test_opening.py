"""How a page opens: with what it is to show, and without what it does not need."""

import re

import pytest
from playwright.async_api import WebSocketRoute, expect

from tests.screens import scenes
from tests.screens.stage import Stage

pytestmark = pytest.mark.browser


async def test_a_hall_shows_the_speaker_of_now_before_its_socket_does_and_never_the_one_before(stage: Stage) -> None:
    await scenes.floor(stage)
    async with stage.visitor() as visitor:
        page = await stage.look(visitor, "hall", query="?lang=en")
        before = await page.get_by_test_id("speaker-name").inner_text()
        await page.goto("/?lang=en")
        await scenes.call_next(stage)
        held: list[WebSocketRoute] = []

        def hold(socket: WebSocketRoute) -> None:
            held.append(socket)

        await visitor.route_web_socket(re.compile("/hall/"), hold)
        # Going back is what browsers do from what they kept.
        await page.go_back()
        await expect(page.get_by_test_id("speaker-name")).to_be_visible()
        assert held
        assert await page.get_by_test_id("speaker-name").inner_text() != before
        await expect(page.get_by_test_id("screen")).to_have_attribute("data-position", str(stage.room.state.position))
        await expect(page.get_by_test_id("screen")).to_have_attribute("data-health", "offline")
        # Nothing more is heard: then it says so, as every wall does.
        await expect(page.get_by_test_id("screen")).to_have_attribute("data-silent", "true")
        await expect(page.get_by_test_id("health-mark")).to_be_visible()


async def test_a_phone_asks_who_it_is_and_for_its_room_once_and_for_the_fonts_of_its_language_alone(
    stage: Stage,
) -> None:
    await scenes.listed(stage)
    async with stage.visitor((390, 844), new=True) as visitor:
        await stage.wear_badge(visitor, "ken")
        page = await visitor.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("websocket", lambda socket: asked.append(socket.url))
        await page.goto(f"/phone/?room={stage.room.id}&lang=en")
        await stage.shown(page)
        await expect(page.get_by_test_id("waiting-state")).to_be_visible()
        fonts = [address for address in asked if ".woff" in address]
        assert fonts and all("noto-sans-latin" in address for address in fonts)
        assert len([address for address in asked if address.endswith("/api/me")]) == 1
        assert [address.partition("/ws/")[2] for address in asked if "/ws/" in address] == [
            f"rooms/{stage.room.id}/phone/?heartbeat&lang=en"
        ]
        # Whoever chooses a language reads each in its own script.
        await page.get_by_test_id("menu").click()
        await page.get_by_test_id("language").select_option("ru")
        await page.wait_for_function(
            "(font) => performance.getEntriesByType('resource').some(({ name }) => name.includes(font))",
            arg="noto-sans-cyrillic-wght",
        )
