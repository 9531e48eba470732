"""A pytest plugin: every test process has a real Valkey and a data folder of its own, named before Django asks."""

import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from live.store.embedded import EmbeddedValkey
from tests.side_by_side import are_forked

SHARED = "ROSTRUM_TESTS_SHARED"
_server: EmbeddedValkey | None = None


def server() -> EmbeddedValkey:
    """The Valkey of this test process. Tests may `kill` it, if they `start` it again."""
    assert _server is not None, "the tests' Valkey was not started"
    return _server


def shared() -> Path | None:
    """The folder for what all processes of these tests share, if tests are run."""
    return Path(os.environ[SHARED]) if SHARED in os.environ else None


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    # A wrapper comes before pytest-django, which reads the settings in this very hook.
    named = ExitStack()
    named.enter_context(_named())
    early_config.add_cleanup(named.close)
    return (yield)


def pytest_configure(config: pytest.Config) -> None:
    if not are_forked(config):
        server().start()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_process() -> Generator[None, object, object]:
    with _named():
        server().start()
        return (yield)


@contextmanager
def _named() -> Iterator[None]:
    """A folder, and a server in it that is still to be started, of which the environment says."""
    global _server  # noqa: PLW0603  one per process is the point
    folder = Path(tempfile.mkdtemp(prefix="rostrum-tests-"))
    _server = EmbeddedValkey(folder)
    os.environ["REDIS_URL"] = _server.url
    # Nor may the tests find, or leave, anything in the data folder of whoever runs them.
    os.environ["ROSTRUM_DATA"] = str(folder)
    # The first process that has one lives longest.
    os.environ.setdefault(SHARED, str(folder))
    try:
        yield
    finally:
        _server.stop()
        if shared() == folder:
            del os.environ[SHARED]
        shutil.rmtree(folder, ignore_errors=True)
