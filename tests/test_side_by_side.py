"""Where several processes run tests, each test has its own result, and what ends a process fails what it had taken."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
GOES_WRONG = """
import os, warnings

def test_passes(): pass
def test_fails(): assert 1 == 2
def test_is_warned(): warnings.warn("of something")
def test_ends_its_process(): os._exit(7)
def test_after_that(): pass
"""
GOES_WELL = """
import os, pytest

@pytest.mark.parametrize("number", range(3))
def test_passes(number): assert number < 3
def test_has_a_folder_of_its_own(tmp_path): assert not list(tmp_path.iterdir())
"""


def test_every_test_has_a_result_whatever_happens_to_its_process(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").touch()
    (tmp_path / "test_wrong.py").write_text(GOES_WRONG)
    (tmp_path / "test_well.py").write_text(GOES_WELL)
    (tmp_path / "test_well_too.py").write_text(GOES_WELL)
    options = ["-p", "tests.side_by_side", "--processes", "2", "-p", "no:cacheprovider", "-rA", str(tmp_path)]
    command = [sys.executable, "-m", "pytest", "-c", str(tmp_path / "pytest.ini"), *options]
    environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    results = {
        test: result for result, test in re.findall(r"^(PASSED|FAILED) \S*?(test_w\S+)", done.stdout, re.MULTILINE)
    }
    assert {test for test, result in results.items() if result == "FAILED"} == {
        "test_wrong.py::test_fails",
        "test_wrong.py::test_ends_its_process",
        "test_wrong.py::test_after_that",
    }
    assert len(results) == 5 + 4 + 4
    assert "assert 1 == 2" in done.stdout
    assert "UserWarning: of something" in done.stdout
    assert "ended first: of all processes, " in done.stdout
