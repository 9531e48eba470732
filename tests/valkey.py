"""A pytest plugin: every test process has a real Valkey and a data folder of its own, named before Django asks."""

import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from live.store.embedded import EmbeddedValkey

_server: EmbeddedValkey | None = None


def server() -> EmbeddedValkey:
    """The Valkey of this test process. Tests may `kill` it, if they `start` it again."""
    assert _server is not None, "the tests' Valkey was not started"
    return _server


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    # A wrapper comes before pytest-django, which reads the settings in this very hook.
    global _server  # noqa: PLW0603  one per process is the point
    folder = Path(tempfile.mkdtemp(prefix="rostrum-tests-"))
    _server = EmbeddedValkey(folder)
    os.environ["REDIS_URL"] = _server.url
    # Nor may the tests find, or leave, anything in the data folder of whoever runs them.
    os.environ["ROSTRUM_DATA"] = str(folder)
    early_config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    early_config.add_cleanup(_server.stop)
    return (yield)


def pytest_configure(config: pytest.Config) -> None:
    hands_tests_out = config.getoption("numprocesses", None) and not hasattr(config, "workerinput")
    if not hands_tests_out:
        server().start()
