"""A short run of what `rostrum faults --http N` does at length."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.daphne import Daphne, serving_well
from tests.faults.http_api import hold


@pytest.fixture(scope="module")
async def daphne(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Daphne]:
    """A server of our own: whoever asks everything also removes screens."""
    async with serving_well(tmp_path_factory.mktemp("http"), bounds=100) as running:
        yield running


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("as_anyone", [True, False], ids=["anyone", "organiser"])
async def test_the_api_answers_as_its_document_says(daphne: Daphne, tmp_path: Path, as_anyone: bool) -> None:
    complaints = hold(daphne, 5, 1, tmp_path, as_anyone=as_anyone)
    print(complaints)
    assert not complaints
