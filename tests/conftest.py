"""What tests of several folders need."""

from collections.abc import AsyncIterator, Iterator

import pytest
from django.conf import settings
from django.db import connections

from live.live_room import LiveRoom
from tests import often  # noqa: F401  It says how Hypothesis makes its cases, before any test is read.
from tests.daphne import Daphne, serving_well
from tests.postgresql import PostgreSQL, running, unable


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """A file, as in earnest: of SQLite's databases in memory, one thread locks the others out."""
    if connections["default"].vendor == "sqlite":
        connections["default"].settings_dict["TEST"]["NAME"] = str(settings.DATA / "test.sqlite3")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL; whoever stops it starts it again."""
    if why := unable():
        pytest.skip(why)
    if (ours := running()) is not None:
        yield ours
        return
    with PostgreSQL() as made:
        yield made


@pytest.fixture(scope="session")
async def daphne(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Daphne]:
    """One server for all tests that do not end it."""
    async with serving_well(tmp_path_factory.mktemp("daphne")) as running:
        yield running


@pytest.fixture
async def room(daphne: Daphne) -> LiveRoom:
    """A room nobody else is in, as another process than the server's knows it."""
    return await daphne.new_room()
