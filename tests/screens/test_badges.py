"""The badge desk, with a scanner and without a mouse: thirty badges in a row, one replaced, and its phone told why."""

import json
import re
from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic
from uuid import uuid4

import pypdf
import pytest
import segno
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.chromium import FLAGS, installed
from tests.daphne import Daphne, Visitor, badge_code, serving_well
from tests.screens.stage import Stage, judged, press_twice
from tests.set_up import OPERATOR, PASSWORD

pytestmark = pytest.mark.browser
DELEGATIONS = ("ken", "fji", "npl", "mar", "bra", "phl", "mex", "che")
NAMES = (
    "Wanjiru Kamau",
    "Tevita Rokobaro",
    "Sita Gurung",
    "فاطمة العلوي",
    "Ana Soto",
    "Jose Cruz",
    "Hélène Ñuñez",
    "Nils Forsberg",
)
BADGES = "/api/setup/badges"
TICKET = json.dumps({"i": [2, "indico.example.org", b64encode(uuid4().bytes).decode()]})


@pytest.fixture(scope="module")
async def daphne(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Daphne]:
    async with serving_well(tmp_path_factory.mktemp("badges"), bounds=10) as running:
        async with running.visitor() as desk:
            assert (await desk.post("/api/sign-in", {"username": OPERATOR, "password": PASSWORD})).status == 200
            for delegation, name in zip(DELEGATIONS, NAMES, strict=True):
                await _registered(desk, delegation, name)
        yield running


async def _registered(desk: Visitor, delegation: str, name: str) -> None:
    """Four people of a delegation, that of this name on its second badge."""
    given, family = name.split()
    for person in ((given, family), *((f"Member {number}", family) for number in (1, 2, 3))):
        body = {"delegation": delegation, "given": person[0], "family": person[1]}
        answer = await desk.post(f"{BADGES}/holder", body)
        assert answer.status == 200, answer


@pytest.fixture
async def stage(daphne: Daphne, browser: Browser) -> AsyncIterator[Stage]:
    stage = Stage(daphne, browser, await (await daphne.elsewhere()).room("plenary"))
    yield stage
    # What the desk is refused, a browser notes as a fault.
    assert [fault for fault in stage.faults if not re.search("status of (409|403)", fault)] == []


async def scanned(page: Page, code: str) -> None:
    """As a scanner does it: fast keys, and Enter."""
    await page.keyboard.insert_text(code)
    await page.keyboard.press("Enter")


async def state(page: Page, of: str) -> None:
    await expect(page.get_by_test_id("person")).to_have_attribute("data-state", of)


async def test_a_morning_at_the_badge_desk(stage: Stage, tmp_path: Path) -> None:  # noqa: PLR0915  one morning
    async with stage.visitor((1280, 900)) as context, stage.visitor((390, 844)) as pocket:
        await stage.sign_in(context)
        page = await context.new_page()
        looks: list[str] = []
        page.on("request", lambda asked: looks.append(asked.url) if f"{BADGES}?" in asked.url else None)
        began = monotonic()
        await page.goto("/setup/?lang=en#badges")
        field = page.get_by_test_id("scan")
        await expect(field).to_be_focused()

        # Badges on sheets: what no printer can print is said in its field.
        await page.get_by_test_id("sheets").click()
        await page.get_by_test_id("label-width").fill("140")
        await page.get_by_test_id("make").click()
        await expect(page.get_by_test_id("label-fault")).to_have_attribute("data-field", "width")
        await page.get_by_test_id("preset").select_option("letter_2x4_89x57")
        await expect(page.get_by_test_id("make")).to_have_attribute("data-count", "32")
        await page.get_by_test_id("make").click()
        async with page.expect_download() as download:
            await page.get_by_test_id("pdf").click()
        await (await download.value).save_as(tmp_path / "badges.pdf")
        sheets = pypdf.PdfReader(tmp_path / "badges.pdf")
        assert len(sheets.pages) == 4
        assert badge_code("ken", 2) in "".join(one.extract_text() for one in sheets.pages)
        await expect(page.get_by_test_id("make")).to_be_disabled()  # All are printed.
        await page.get_by_test_id("back").click()
        await expect(field).to_be_focused()

        # Thirty in a row, and nothing is pressed but what a scanner presses.
        badges = [(delegation, number) for delegation in DELEGATIONS for number in (1, 2, 3, 4)][:30]
        for turn, (delegation, number) in enumerate(badges):
            code = badge_code(delegation, number)
            await scanned(page, f"{stage.daphne.address}/phone/#badge={code}" if turn % 3 == 0 else code)
        await expect(page.get_by_test_id("counted")).to_have_attribute("data-done", "30")
        await expect(field).to_be_focused()
        await expect(field).to_have_value("")
        assert len(looks) < 10 + (monotonic() - began) / 2, "it looks every few seconds, and not without end"

        # A name without its accents; of several one is chosen by arrows.
        await page.keyboard.type("helene nunez")
        await state(page, "handed_over")
        await page.keyboard.press("Escape")
        await page.keyboard.type("forsberg")
        await expect(page.get_by_test_id("result")).to_have_count(4)
        for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "Enter"):
            await page.keyboard.press(key)
        await expect(page.get_by_test_id("person")).to_contain_text("Member 1 Forsberg")
        await page.keyboard.press("Enter")
        await state(page, "handed_over")
        await expect(page.get_by_test_id("undo")).to_contain_text(re.compile("badge handed over.*Member 1 Forsberg"))

        # Lost: the old code lets nobody in from now on, at the desk and on a phone.
        await page.keyboard.press("Escape")
        await page.keyboard.type("wanjiru kamau")
        await press_twice(page.get_by_test_id("replace"))
        await state(page, "not_printed")
        await expect(field).to_be_focused()
        old = badge_code("ken", 2)
        await scanned(page, old)
        await expect(page.get_by_test_id("missed")).to_have_attribute("data-why", "badge_replaced")
        await expect(page.get_by_test_id("missed")).to_have_text(re.compile(r"Code not valid, replaced \d\d?:\d\d"))
        await expect(page.get_by_test_id("last-missed")).to_have_count(1)
        phone = await pocket.new_page()
        await phone.goto(f"/phone/?lang=en#badge={old}")
        await expect(phone.get_by_test_id("refusal")).to_have_attribute("data-code", "badge_replaced")
        await expect(phone.get_by_test_id("refusal")).to_contain_text("was replaced")

        # It was found in the other pocket: the act is named, and taken back.
        await expect(page.get_by_test_id("undo")).to_contain_text(re.compile("badge replaced.*Wanjiru Kamau"))
        await page.get_by_test_id("undo").click()
        await state(page, "handed_over")
        await phone.goto("about:blank")
        await phone.goto(f"/phone/?lang=en#badge={old}")
        await expect(phone.get_by_test_id("who-am-i")).to_contain_text("Kenya")

        # A ticket of Indico that is nobody's yet is linked to whom it is shown by.
        await scanned(page, TICKET)
        await expect(page.get_by_test_id("missed")).to_have_attribute("data-why", "ticket_unlinked")
        await page.keyboard.type("sita gurung")
        await expect(page.get_by_test_id("link")).to_contain_text("Sita Gurung")
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("unlink")).to_be_visible()
        await page.keyboard.press("Escape")
        await scanned(page, TICKET)
        await expect(page.get_by_test_id("person")).to_contain_text("Sita Gurung")

        # A fifth person: refused with who has the places, and let in by somebody who says why.
        await page.get_by_test_id("add-more").click()
        await page.get_by_test_id("given").fill("Hari")
        await page.get_by_test_id("family").fill("Thapa")
        await page.get_by_test_id("save").click()
        await expect(page.get_by_test_id("refusal")).to_contain_text("Member 3 Gurung")
        await page.get_by_test_id("why").fill("The minister's interpreter")
        await page.get_by_test_id("save").click()
        await expect(page.get_by_test_id("person")).to_contain_text("Hari Thapa")
        await expect(page.get_by_test_id("places")).to_have_attribute("data-taken", "5")
        await expect(field).to_be_focused()
        assert await judged(page) == []


async def test_a_camera_reads_a_badge(daphne: Daphne, tmp_path: Path) -> None:
    code = badge_code("che", 4)
    film = tmp_path / "badge.y4m"
    film.write_bytes(_film(f"{daphne.address}/phone/#badge={code}"))
    flags = [
        *FLAGS,
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=installed(), args=flags)
        stage = Stage(daphne, browser, await (await daphne.elsewhere()).room("plenary"))
        context = await browser.new_context(base_url=daphne.address, viewport={"width": 390, "height": 844})
        await stage.sign_in(context)
        page = await context.new_page()
        await page.goto("/setup/?lang=ar#badges")
        await page.get_by_test_id("look-only").check()
        await page.get_by_test_id("camera").click()
        await expect(page.get_by_test_id("person")).to_have_attribute("data-state", "printed")
        assert await page.evaluate("document.documentElement.scrollWidth") == 390
        await page.get_by_test_id("camera").click()
        await expect(page.get_by_test_id("camera-picture")).to_have_count(0)
        await browser.close()


def _film(said: str, width: int = 640, height: int = 480) -> bytes:
    """A film of one picture: a QR code before a grey wall, as a camera has it (Y4M)."""
    modules = [list(row) for row in segno.make(said, error="m").matrix_iter(scale=8, border=4)]
    picture = bytearray([128]) * (width * height)
    left, top = (width - len(modules[0])) // 2, (height - len(modules)) // 2
    for y, row in enumerate(modules):
        start = (top + y) * width + left
        picture[start : start + len(row)] = bytes(16 if dark else 235 for dark in row)
    colours = bytes([128]) * (width * height // 2)
    return f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420\n".encode() + (b"FRAME\n" + bytes(picture) + colours) * 2
