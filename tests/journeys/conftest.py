"""A demo of one's own, and people to come to it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Protocol, TypeVar

import pytest
from playwright.async_api import Browser, BrowserContext

from tests.chromium import chromium
from tests.journeys.people import Demo, Person, demo

Someone = TypeVar("Someone", bound=Person)


class Invite(Protocol):
    """Gives somebody of this kind a device of their own."""

    async def __call__(self, kind: type[Someone], /) -> Someone: ...


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture
def conference(tmp_path: Path) -> Iterator[Demo]:
    """A demo that nobody has touched."""
    with demo(tmp_path / "data") as running:
        yield running
        assert running.end() == 0
    assert "Traceback" not in running.log.read_text()


@pytest.fixture
async def invite(browser: Browser) -> AsyncIterator[Invite]:
    """Everyone invited leaves in the end, and no page may have failed under them."""
    contexts, complaints = list[BrowserContext](), list[str]()

    async def someone(kind: type[Someone], /) -> Someone:
        context = await browser.new_context(viewport={"width": 1280, "height": 720})
        context.on("weberror", lambda fault: complaints.append(str(fault.error)))
        contexts.append(context)
        return kind(await context.new_page())

    yield someone
    for context in contexts:
        await context.close()
    assert complaints == []
