"""Who may show a page in a frame: of pages on which something can be done nobody, of walls those who are named."""

import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import AsyncClient

from live.access.viewing import seen_by
from live.room.authority import View
from live.web.environment import frames

SIGNAGE = "https://signage.example.org"
WALLS = ("/hall/plenary/", "/podium/plenary/", "/interpreters/plenary/", "/overlay/plenary/", "/foyer/")
OTHERS = (
    "/",
    "/phone/",
    "/control/",
    "/control/plenary/",
    "/rapporteur/plenary/",
    "/sign-in/",
    "/screens/",
    "/card/",
    "/cards/",
    "/duties/",
)


async def framed_by(path: str) -> tuple[str, str | None]:
    """What is said of frames, to new browsers and to old ones."""
    answer = await AsyncClient().get(path)
    assert answer.status_code == 200
    said = re.search(r"frame-ancestors ([^;]+)", answer["Content-Security-Policy"])
    assert said is not None
    return said[1], answer.get("X-Frame-Options")


@pytest.mark.parametrize("path", [*WALLS[1:], *OTHERS])
async def test_nobody_shows_a_page_in_a_frame_unless_somebody_is_named(path: str) -> None:
    assert await framed_by(path) == ("'none'", "DENY")


async def test_the_hall_is_shown_in_our_own_control_page() -> None:
    assert await framed_by(WALLS[0]) == ("'self'", "SAMEORIGIN")


@pytest.mark.parametrize("path", [*WALLS, *OTHERS])
async def test_who_is_named_may_show_walls_and_nothing_else(settings: object, path: str) -> None:
    settings.FRAMES = [SIGNAGE, "https://*.example.net"]  # type: ignore[attr-defined]
    said, old = await framed_by(path)
    if path in OTHERS:
        assert (said, old) == ("'none'", "DENY")
    else:
        assert said.removeprefix("'self' ") == f"{SIGNAGE} https://*.example.net"
        assert old is None, "a browser that keeps to both would show nothing"


async def test_a_wall_that_is_not_public_is_shown_in_no_frame(settings: object) -> None:
    settings.FRAMES = [SIGNAGE]  # type: ignore[attr-defined]
    settings.PUBLIC_VIEWS = frozenset({View.HALL})  # type: ignore[attr-defined]
    seen_by.cache_clear()
    try:
        assert await framed_by("/podium/plenary/") == ("'none'", "DENY")
        assert (await framed_by("/hall/plenary/"))[0] == f"'self' {SIGNAGE}"
    finally:
        seen_by.cache_clear()


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("", []),
        ("https://signage.example.org/", [SIGNAGE]),
        ("http://10.0.0.5:8080, https://*.example.org", ["http://10.0.0.5:8080", "https://*.example.org"]),
        ("http://[2001:db8::1]:8080", ["http://[2001:db8::1]:8080"]),
        ("*", ["*"]),
    ],
)
def test_origins_are_read(monkeypatch: pytest.MonkeyPatch, given: str, read: list[str]) -> None:
    monkeypatch.setenv("ROSTRUM_FRAMES", given)
    assert frames() == read


@pytest.mark.parametrize("given", ["signage.example.org", "https://a/b", "https://a; script-src *", "'self'", "data:"])
def test_what_is_no_origin_is_said(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("ROSTRUM_FRAMES", given)
    with pytest.raises(ImproperlyConfigured, match="ROSTRUM_FRAMES takes origins"):
        frames()
