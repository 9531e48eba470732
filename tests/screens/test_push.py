"""Being told while the phone is locked, in a browser: what the switch says, and what the worker does with a message."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable
from itertools import cycle
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.chromium import chromium
from tests.screens.stage import PATIENCE_MS, Stage

pytestmark = pytest.mark.browser

SOMEBODY = cycle(("ken", "fji", "usa", "npl", "mex", "per"))
"""Each test opens its phones anew, with nothing kept: so many in a few seconds are more than one badge may ask."""
READY = {"title": "Be ready", "body": "Plenary, place 2", "room": "plenary", "stage": "ready", "language": "en"}
WORKER = "navigator.serviceWorker.ready.then(({ scope }) => new URL(scope).pathname)"
SHOWN = """async (title) => {
  const worker = await navigator.serviceWorker.getRegistration("/phone/");
  for (;;) {
    const shown = await worker.getNotifications();
    if (shown.some((one) => one.title === title)) return shown.map(({ title, body, tag }) => [title, body, tag]);
    await new Promise((then) => setTimeout(then, 50));
  }
}"""
"""What is shown once there is something with this title."""
LEFT = """async () => {
  for (;;) {
    const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    if (pages.every((page) => new URL(page.url).pathname !== "/phone/")) return;
    await new Promise((then) => setTimeout(then, 50));
  }
}"""
"""In the worker: until it knows of no page of a phone any more."""


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Its shell shows no messages."""
    async with chromium(whole=True) as opened:
        yield opened


async def soon(asked: Awaitable[Any]) -> Any:
    """What is asked of a page, which waits for ever by itself: a test that fails says at which line."""
    return await asyncio.wait_for(asked, PATIENCE_MS / 1000)


async def mine(stage: Stage, context: BrowserContext) -> Page:
    """The phone's page, where one's own things are."""
    phone = await stage.phone(context, next(SOMEBODY))
    await phone.locator("[data-testid=tab][data-tab=mine]").click()
    return phone


async def test_a_phone_is_asked_before_it_is_told(stage: Stage) -> None:
    async with stage.visitor((390, 844)) as context:
        phone = await mine(stage, context)
        assert await soon(phone.evaluate(WORKER)) == "/phone/"
        push = phone.get_by_test_id("push")
        await expect(push).to_have_attribute("data-state", "off")
        assert await phone.evaluate("Notification.permission") != "granted"
        await expect(phone.get_by_test_id("push-switch")).to_have_attribute("aria-pressed", "false")


CANNOT = {
    "denied": "Object.defineProperty(Notification, 'permission', { value: 'denied' })",
    "unsupported": "delete window.PushManager",
    "insecure": "Object.defineProperty(window, 'isSecureContext', { value: false })",
}


async def test_a_browser_that_cannot_or_was_told_to_show_nothing_says_why(stage: Stage) -> None:
    async with stage.visitor((390, 844)) as context:
        await stage.wear_badge(context, next(SOMEBODY))
        for state, script in CANNOT.items():
            phone = await context.new_page()
            await phone.add_init_script(script)
            await phone.goto(f"/phone/?room={stage.room.id}")
            await phone.locator("[data-testid=tab][data-tab=mine]").click()
            await expect(phone.get_by_test_id("push")).to_have_attribute("data-state", state)
            await expect(phone.get_by_test_id("push-switch")).to_have_count(0)
            await phone.close()


async def test_a_message_is_shown_while_nobody_looks_at_the_page(stage: Stage) -> None:
    async with stage.visitor((390, 844), permissions=["notifications"]) as context:
        phone = await mine(stage, context)
        assert await soon(phone.evaluate(WORKER)) == "/phone/"
        # Who looks at the page is told there, and nowhere else.
        await phone.goto("/")
        [worker] = context.service_workers
        await soon(worker.evaluate(LEFT))
        await deliver(stage, context, phone, READY)
        assert await soon(phone.evaluate(SHOWN, "Be ready")) == [["Be ready", "Plenary, place 2", "turn-plenary"]]
        # What comes next takes the place of what was said before.
        await deliver(
            stage, context, phone, READY | {"title": "You have the floor", "body": "Plenary", "stage": "floor"}
        )
        shown = await soon(phone.evaluate(SHOWN, "You have the floor"))
        assert shown == [["You have the floor", "Plenary", "turn-plenary"]]


async def deliver(stage: Stage, context: BrowserContext, page: Page, told: dict[str, Any]) -> None:
    """Hand `told` to the phone's worker, as a push service would."""
    tools = await context.new_cdp_session(page)
    registered: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def find(event: dict[str, Any]) -> None:
        for one in event["registrations"]:
            if one["scopeURL"].endswith("/phone/") and not registered.done():
                registered.set_result(one["registrationId"])

    tools.on("ServiceWorker.workerRegistrationUpdated", find)
    await tools.send("ServiceWorker.enable")
    async with asyncio.timeout(PATIENCE_MS / 1000):
        message = {"origin": stage.daphne.address, "registrationId": await registered, "data": json.dumps(told)}
    await tools.send("ServiceWorker.deliverPushMessage", message)
    await tools.detach()
