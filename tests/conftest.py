"""What tests of several folders need."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from live.live_room import LiveRoom
from tests.daphne import Daphne, serving, set_up


@pytest.fixture(scope="session")
async def daphne(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Daphne]:
    """One server for all tests that do not end it. It may complain of nothing that is a fault of ours."""
    folder: Path = tmp_path_factory.mktemp("daphne")
    with serving(folder, *set_up(folder)) as running:
        yield running
        await running.leave()
    assert [line for line in running.log.read_text().splitlines() if "Traceback" in line or "ERROR" in line] == []


@pytest.fixture
async def room(daphne: Daphne) -> LiveRoom:
    """A room nobody else is in, as another process than the server's knows it."""
    return await daphne.new_room()
