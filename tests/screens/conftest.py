"""One server and one browser for all tests of screens; a room of one's own for each."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.chromium import chromium
from tests.daphne import Daphne
from tests.screens.stage import Stage, room_of_the_programme


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as opened:
        yield opened


@pytest.fixture
async def stage(daphne: Daphne, browser: Browser) -> AsyncIterator[Stage]:
    """The plenary of the real programme, in a room of its own. No page that looked at it may have complained."""
    stage = Stage(daphne, browser, await room_of_the_programme(daphne))
    yield stage
    assert stage.faults == []


@pytest.fixture
async def breakout(daphne: Daphne, browser: Browser) -> AsyncIterator[Stage]:
    """A breakout room, likewise."""
    stage = Stage(daphne, browser, await room_of_the_programme(daphne, "breakout-1", "d2-action-group-1"))
    yield stage
    assert stage.faults == []
