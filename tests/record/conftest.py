"""What the tests of the record share."""

from collections.abc import Iterator

import pytest

from tests.record.kept import Conference
from tests.valkey import server


@pytest.fixture
def conference() -> Iterator[Conference]:
    """A conference of one's own in the tests' Valkey."""
    kept = Conference(server().url)
    yield kept
    kept.forget()
    kept.close()
