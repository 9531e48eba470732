"""What `./rostrum pictures` runs: a picture of every screen, taken from a demo that is brought to a running speech."""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

import aiohttp
import django

if TYPE_CHECKING:
    from playwright.async_api import Browser

    from tests.journeys.people import Demo

PICTURES = Path(__file__).resolve().parents[1] / "frontend" / "pictures"
ROOM = "plenary"
SEGMENT = "d1-panel-1"
FLOOR = "d1-panel-1-floor"
CHAIR, PROCESS = "npl", "Colombo Process"
"""Who has the floor, and for which regional process."""
WAITING = ("ken", "fji", "che", "phl", "gha", "mar", "can", "iom")
OURS = "fji"
"""The delegation whose phone is looked at."""


class Shot(NamedTuple):
    """A page, where it is, what it has to show before the picture is taken, and the size of what it is looked at on.

    `shows` is a `data-testid`; sizes are in CSS pixels.
    """

    name: str
    path: str
    shows: str
    width: int = 1280
    height: int = 720
    signed_in: bool = False
    scale: float = 1


SHOTS = (
    Shot("hall", f"/hall/{ROOM}/", "clock-digits"),
    Shot("podium", f"/podium/{ROOM}/", "clock-digits", 1024, 600),
    Shot("interpreters", f"/interpreters/{ROOM}/", "next-speaker", 1024, 768),
    Shot("overlay", f"/overlay/{ROOM}/", "speaker-name"),
    Shot("hall-dark", f"/hall/{ROOM}/?theme=dark", "clock-digits"),
    Shot("hall-portrait", f"/hall/{ROOM}/", "clock-digits", 540, 960),
    Shot("hall-arabic", f"/hall/{ROOM}/?lang=ar", "clock-digits"),
    Shot("dock", f"/overlay/{ROOM}/?dock", "take", 420, 520),
    Shot("rapporteur", "/rapporteur/breakout-1/", "bullets", 1280, 800, signed_in=True),
    Shot("screens", "/screens/", "pair", 1024, 640, signed_in=True),
    Shot("screen", "/screen/", "pairing-code"),
    Shot("moderator", f"/moderator/{ROOM}/", "clock-digits", 820, 1180, signed_in=True),
    Shot("foyer", "/foyer/", "foyer-room"),
    Shot("phone", f"/phone/?room={ROOM}", "place", 390, 844, scale=1.5),
    Shot("control", f"/control/{ROOM}/", "clock-digits", 1440, 900, signed_in=True),
    Shot("rooms", "/control/", "choose-room", 1024, 768, signed_in=True),
    Shot("index", "/", "index-room", 1024, 768),
    Shot("sign-in", "/sign-in/", "username", 1024, 768),
)


class Desk:
    """Whoever acts in the room, over the HTTP API."""

    def __init__(self, demo: Demo, http: aiohttp.ClientSession, token: str) -> None:
        self._demo = demo
        self._http = http
        self._token = token
        self._ids = itertools.count(1)

    async def ask(self, command: dict[str, Any], token: str = "") -> None:
        """Carry `command` out for the organiser, or for whom `token` speaks."""
        body = {"id": f"picture-{next(self._ids)}", "command": command}
        await self._send("POST", f"/api/rooms/{ROOM}/commands", token, body)

    async def control(self) -> dict[str, Any]:
        """The room as its control page holds it."""
        view: dict[str, Any] = (await self._send("GET", f"/api/rooms/{ROOM}/control"))["view"]
        return view

    async def bring_to_the_floor(self) -> None:
        """The first panel, at its questions and answers: one speaks, the others wait."""
        await self.ask({"type": "start_segment", "segment": SEGMENT})
        await self.ask({"type": "start_phase", "phase": FLOOR})
        await self.ask({"type": "open_list"})
        for delegation in WAITING:
            await self.ask({"type": "request_floor"}, self._demo.badge_code(delegation))
        # The chair of a regional process asks last, and is first on the list.
        claim = {"type": "request_floor", "capacity": "regional_process", "on_behalf_of": PROCESS}
        await self.ask(claim, self._demo.badge_code(CHAIR))
        (called,) = (await self.control())["list"]["order"][:1]
        await self.ask({"type": "call_next_speaker", "expecting": called})
        speaking = (await self.control())["floor"]["id"]
        await self.ask({"type": "start_clock", "intervention": speaking})

    async def _send(self, method: str, path: str, token: str = "", body: Any = None) -> dict[str, Any]:
        authorization = {"Authorization": f"Bearer {token or self._token}"}
        async with self._http.request(method, self._demo.address + path, json=body, headers=authorization) as answer:
            answered: dict[str, Any] = await answer.json()
            if not answer.ok:
                raise SystemExit(f"pictures: {method} {path} {body} was answered {answered}")
            return answered


async def photograph(demo: Demo, browser: Browser, shot: Shot, folder: Path) -> Path | None:
    """Take one picture; `None` if the demo has no such page."""
    from playwright.async_api import expect  # noqa: PLC0415  with the settings

    from tests.journeys.people import Secretary  # noqa: PLC0415

    context = await browser.new_context(
        viewport={"width": shot.width, "height": shot.height}, device_scale_factor=shot.scale, color_scheme="light"
    )
    try:
        page = await context.new_page()
        if shot.signed_in:
            await Secretary(page).arrives(demo)
        badge = f"#badge={demo.badge_code(OURS)}" if shot.name == "phone" else ""
        joint = "&" if "?" in shot.path else "?"
        language = "" if "lang=" in shot.path else f"{joint}lang=en"
        answer = await page.goto(f"{demo.address}{shot.path}{language}{badge}")
        if answer is not None and answer.status == 404:
            return None
        await expect(page.get_by_test_id(shot.shows).first).to_be_visible()
        # Nothing that is about to look different: a screen that connects, a button that rests.
        await expect(page.locator("[data-health]:not([data-health=live]), [data-resting=true]")).to_have_count(0)
        await page.evaluate("() => document.fonts.ready.then(() => null)")
        path = folder / f"{shot.name}.png"
        await page.screenshot(path=path, animations="disabled")
        return path
    finally:
        await context.close()


async def take(demo: Demo, token: str, folder: Path) -> None:
    """Bring the demo to its first panel's floor and take every picture there is a page for."""
    from tests.chromium import chromium  # noqa: PLC0415  with the settings

    async with aiohttp.ClientSession() as http:
        await Desk(demo, http, token).bring_to_the_floor()
    async with chromium() as browser:
        for shot in SHOTS:
            path = await photograph(demo, browser, shot, folder)
            size = f"{path.stat().st_size // 1024:4} KiB" if path else "no such page"
            print(f"{shot.name:14} {size}", flush=True)


def main(folder: Path) -> None:
    """Start a demo in a folder of its own and put the pictures in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="rostrum-pictures-") as data:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "live.web.settings", "ROSTRUM_DATA": data}
        django.setup()
        # Only after the settings know their folder.
        from django.contrib.auth import get_user_model  # noqa: PLC0415

        from live.access.admission import token_for  # noqa: PLC0415
        from tests.journeys.people import ORGANISER, demo  # noqa: PLC0415

        with demo(Path(data)) as running:
            token = token_for(get_user_model().objects.get(username=ORGANISER))
            asyncio.run(take(running, token, folder))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else PICTURES)
