"""The pages for who joins: every file, function and class that they name exists."""

from pathlib import Path

import pytest

from tests.readmes import ROOT, missing


@pytest.mark.parametrize("page", ["live/README.md", "CONTRIBUTING.md", "tests/room/README.md"])
def test_everything_that_is_named_exists(page: str) -> None:
    assert missing(ROOT / page) == []


def test_what_does_not_exist_is_found(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text("`live/nowhere.py` `live/wire.py::nobody` `live/wire.py::Frame` `live/room/`")
    assert len(missing(page)) == 2
