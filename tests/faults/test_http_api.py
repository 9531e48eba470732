"""A short run of what `rostrum faults --http N` does at length."""

from pathlib import Path

import pytest

from tests.daphne import Daphne
from tests.faults.http_api import hold


@pytest.mark.parametrize("as_anyone", [True, False], ids=["anyone", "organiser"])
def test_the_api_answers_as_its_document_says(daphne: Daphne, tmp_path: Path, as_anyone: bool) -> None:
    assert hold(daphne, 5, 1, tmp_path, as_anyone=as_anyone) == ""
