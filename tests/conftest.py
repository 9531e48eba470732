"""What tests of several folders need."""

import gc
import logging
from collections.abc import AsyncIterator, Generator, Iterator

import pytest
from django.conf import settings
from django.db import connections

from live.live_room import LiveRoom
from live.web.serving.logs import LineWriter
from tests import often  # noqa: F401  It says how Hypothesis makes its cases, before any test is read.
from tests.daphne import Daphne, serving_well
from tests.forked import read_settings_anew
from tests.migrated import copy_migrated
from tests.postgresql import PostgreSQL, running, unable
from tests.side_by_side import are_forked

SLOWEST_FIRST = (
    "journeys",
    "simulation",
    "faults",
    "record",
    "screens",
    "rehearse",
    "consumers",
    "access",
    "web",
    "words",
    "documents",
    "imports",
)
"""Folders whose files take long: with several processes they come first, so that none is left with one at the end."""


NEW_OBJECTS = 30_000
"""After so many garbage is looked for; by itself Python looks after 700, an eighth of what the pure tests take."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is read in now stays to the end. To look for garbage in it, meanwhile and ever after, would take a seventh
    of what the tests take in this process.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(NEW_OBJECTS)
        gc.enable()


def pytest_sessionstart() -> None:
    """What is logged, pytest shows with the test that fails. The product's writer has a thread of its own: it would
    write a line among the dots, long after its test.
    """
    for logger in (logging.getLogger(), logging.getLogger("django")):
        for handler in [handler for handler in logger.handlers if isinstance(handler, LineWriter)]:
            logger.removeHandler(handler)


@pytest.hookimpl(wrapper=True)
def pytest_process() -> Generator[None, object, object]:
    """Each process that runs tests has a store and a folder of its own: its settings name them."""
    read_settings_anew()
    return (yield)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes run them; else the order of the folders."""
    if are_forked(config):
        items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    folder = item.path.parent.name
    return SLOWEST_FIRST.index(folder) if folder in SLOWEST_FIRST else len(SLOWEST_FIRST)


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """A file, as in earnest: of SQLite's databases in memory, one thread locks the others out."""
    if connections["default"].vendor == "sqlite":
        file = settings.DATA / "test.sqlite3"
        copy_migrated(file)
        connections["default"].settings_dict["TEST"]["NAME"] = str(file)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """What was copied is there already."""
    return connections["default"].vendor == "sqlite"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL that nobody stops."""
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
