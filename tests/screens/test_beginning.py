"""A server with a database and nothing in it: from the first sign-in to the first hall, and who else may sign in."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.daphne import Daphne, serving, set_up_nothing
from tests.screens.devices import devices_of
from tests.screens.stage import PATIENCE_MS, press_twice
from tests.set_up import ORGANISER, PASSWORD

pytestmark = pytest.mark.browser
OWN_PASSWORD = "four quiet words here"
OPERATOR = "ana.operator"


@pytest.fixture
async def fresh(tmp_path: Path) -> AsyncIterator[Daphne]:
    with serving(tmp_path, set_up_nothing(tmp_path), {}) as daphne:
        yield await daphne.ready()
    said = daphne.log.read_text()
    assert "Traceback" not in said and "ERROR" not in said, said[-4000:]


@pytest.fixture
async def browsing(fresh: Daphne, browser: Browser) -> AsyncIterator[BrowserContext]:
    wanted = {"viewport": {"width": 1280, "height": 720}, "base_url": fresh.address}
    async with devices_of(browser).lent(wanted, new=True) as context:
        context.set_default_timeout(PATIENCE_MS)
        yield context


async def sign_in(page: Page, username: str, password: str) -> None:
    await page.goto("/sign-in/?lang=en")
    await page.get_by_test_id("username").fill(username)
    await page.get_by_test_id("password").fill(password)
    await page.get_by_test_id("sign-in").click()


async def fill(page: Page, field: str, value: str) -> None:
    await page.get_by_test_id(field).fill(value)
    await page.get_by_test_id(field).press("Tab")


async def test_from_nothing_to_a_hall_that_shows_the_first_segment(browsing: BrowserContext) -> None:
    hall = await browsing.new_page()
    await hall.goto("/hall/senate-hall/?lang=en")
    await expect(hall.get_by_test_id("neutral")).to_contain_text("/setup/")
    page = await browsing.new_page()
    await sign_in(page, ORGANISER, PASSWORD)
    await expect(page.get_by_test_id("no-programme")).to_contain_text("no programme yet")
    await begin_empty(page)
    await call_them_senators(page)
    await plan_and_publish(page)
    # The wall comes back by itself.
    await expect(hall.get_by_test_id("screen")).to_have_attribute("data-health", "live")
    await expect(hall.get_by_text("Motion on open access").first).to_be_visible()
    await page.goto("/setup/?lang=en#people")
    await mend_a_name(page)


async def begin_empty(page: Page) -> None:
    await page.goto("/setup/?lang=en")
    await expect(page.get_by_test_id("example")).to_have_count(4)
    await page.get_by_test_id("empty-name").fill("University senate")
    await page.get_by_test_id("empty-days").fill("2")
    await page.get_by_test_id("empty-zone").fill("Europe/Nowhere")
    await page.get_by_test_id("empty-rooms").fill("Senate hall\nCommittee")
    await page.get_by_test_id("make-empty").click()
    await expect(page.get_by_test_id("refusal")).to_be_visible()
    await page.get_by_test_id("empty-zone").fill("Europe/Vienna")
    await page.get_by_test_id("make-empty").click()
    await expect(page.get_by_test_id("grid-room")).to_have_count(2)
    await expect(page.get_by_test_id("day")).to_have_count(2)


async def call_them_senators(page: Page) -> None:
    await page.get_by_test_id("edit-conference").click()
    await fill(page, "member", "Senator")
    await expect(page.locator("[data-field=members]")).to_be_visible()
    await fill(page, "members", "Senators")
    await expect(page.locator("[data-field=members]")).to_have_count(0)
    await fill(page, "badges", "1")
    await page.get_by_test_id("categories").locator("summary").first.click()
    await page.get_by_test_id("add-category").click()
    await page.get_by_test_id("category").locator("summary").click()
    await fill(page, "category-name", "Students")
    await page.get_by_test_id("category-points").uncheck()
    await expect(page.get_by_test_id("edit").first).to_contain_text("Settings of the conference")
    await page.get_by_test_id("close").click()
    await page.reload()
    await expect(page.get_by_test_id("to-register")).to_have_text("Senators")


async def plan_and_publish(page: Page) -> None:
    await page.get_by_test_id("add-segment").click()
    await fill(page, "title", "Motion on open access")
    await page.get_by_test_id("add").click()
    await expect(page.get_by_test_id("block")).to_have_count(1)
    await page.get_by_test_id("see-differences").click()
    await press_twice(page.get_by_test_id("publish"))
    await expect(page.locator("[data-testid=draft-bar][data-published=true]")).to_be_visible()


async def mend_a_name(page: Page) -> None:
    await expect(page.get_by_test_id("people")).to_be_visible()


async def test_an_operator_sets_a_password_by_a_link_and_looks_after_no_accounts(browsing: BrowserContext) -> None:
    page = await browsing.new_page()
    await sign_in(page, ORGANISER, PASSWORD)
    await expect(page.get_by_test_id("no-programme")).to_be_visible()
    await page.goto("/setup/?lang=en#accounts")
    await page.get_by_test_id("username").fill(OPERATOR)
    await page.get_by_test_id("name").fill("Ana Operator")
    await page.get_by_test_id("make-account").click()
    link = await page.get_by_test_id("made-link").inner_text()
    row = page.locator(f"[data-testid=account][data-name='{OPERATOR}']")
    await expect(row).to_contain_text("No password yet")
    own = await browsing.new_page()
    await own.goto(f"{link}")
    await expect(own.get_by_test_id("whose")).to_contain_text(OPERATOR)
    await own.get_by_test_id("password").fill(OWN_PASSWORD)
    await own.get_by_test_id("again").fill(OWN_PASSWORD)
    await own.get_by_test_id("set-password").click()
    await expect(own.get_by_test_id("password-set")).to_be_visible()
    await own.goto("/phone/")
    await own.goto(f"{link}")
    await expect(own.get_by_test_id("refusal")).to_have_attribute("data-code", "link_refused")
    await page.reload()
    await expect(row).to_contain_text("Never signed in")
    await sign_in(own, OPERATOR, OWN_PASSWORD)
    await expect(own.get_by_test_id("no-programme")).to_be_visible()
    await own.goto("/setup/?lang=en#desk")
    await expect(own.get_by_test_id("begin")).to_be_visible()
    await expect(own.get_by_test_id("to-accounts")).to_have_count(0)
    refused = await own.request.get("/api/accounts/")
    assert refused.status == 403
