"""`rostrum programme read` and `rostrum register read`: nothing is stored."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from live.programme.models import Conference, Delegation
from tests.imports.samples import FILES

pytestmark = pytest.mark.django_db


def told(*arguments: str) -> tuple[list[dict[str, Any]], int]:
    """The JSON that a command writes, and its exit code."""
    out = StringIO()
    try:
        call_command(*arguments, "--json", stdout=out)
    except SystemExit as ended:
        return [json.loads(line) for line in out.getvalue().splitlines()], int(str(ended.code))
    return [json.loads(line) for line in out.getvalue().splitlines()], 0


def test_one_object_for_each_file_with_counts_errors_and_notes() -> None:
    files = [str(FILES / name) for name in ("programme-day.csv", "programme-broken.csv")]
    (good, bad), code = told("programme", "read", *files)
    assert code == 1
    assert {key: good[key] for key in ("format", "days", "rooms", "segments", "speakers", "errors")} == {
        "format": "table",
        "days": 1,
        "rooms": 4,
        "segments": 10,
        "speakers": 7,
        "errors": [],
    }
    assert len(bad["errors"]) == 11
    assert all(remark.keys() == {"place", "code", "text"} for remark in (*bad["errors"], *bad["notes"]))
    assert bad["errors"][0]["place"] == "programme-broken.csv: row 5, ends"
    assert not Conference.objects.exists()


def test_files_that_belong_together_are_one() -> None:
    names = ("sessionize-local.json", "sessionize-local-rooms.json")
    for order in (names, names[::-1]):
        read, code = told("programme", "read", *(str(FILES / name) for name in order))
        assert code == 0
        assert [(one["segments"], one["rooms"]) for one in read] == [(13, 6)]


def test_our_own_programme_is_read_as_a_folder_and_as_files() -> None:
    folder = Path("live/programme/puerto_vallarta")
    for paths in ([folder], sorted(folder.glob("*.toml"))):
        (read,), code = told("programme", "read", *map(str, paths))
        assert code == 0
        assert (read["format"], read["days"], read["rooms"], read["segments"]) == ("toml", 3, 4, 25)


def test_a_fault_of_our_own_toml_names_its_file_and_path(tmp_path: Path) -> None:
    file = tmp_path / "programme.toml"
    file.write_text('[conference]\nid = "a"\nzone = "Mars"\nfirst_day = 2017-12-04\nnames = { en = "A" }\n')
    (read,), code = told("programme", "read", str(file))
    assert code == 1
    assert "programme.toml: conference.zone" in {error["place"] for error in read["errors"]}


def test_a_register_stores_nothing() -> None:
    (read,), code = told("register", "read", str(FILES / "csv-utf8-bom.csv"))
    assert code == 0
    assert {key: read[key] for key in ("delegations", "people", "heads")} == {
        "delegations": 8,
        "people": 11,
        "heads": 8,
    }
    assert not Delegation.objects.exists()


def test_in_words_too(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("programme", "read", str(FILES / "ical-dataweek.ics"), "--zone", "Europe/London")
    said = capsys.readouterr().out
    assert "icalendar: 5 days, 0 rooms, 9 segments, 0 speakers" in said
    assert "Europe/London" in said


def test_a_format_a_column_and_a_zone_may_be_said(tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    file.write_text("a,b,c\n10:00,11:00,Opening\n")
    mapping = [f"--map={pair}" for pair in ("a=starts", "b=ends", "c=title_en")]
    (read,), code = told("programme", "read", str(file), "--format", "table", *mapping)
    assert (code, read["segments"]) == (0, 1)
    for wrong in (["--zone", "Mars"], ["--map", "a"], ["--format", "nothing"]):
        with pytest.raises(CommandError):
            call_command("programme", "read", str(file), *wrong)
    (other,), code = told("programme", "read", str(file), "--format", "frab")
    assert (code, other["errors"][0]["code"]) == (1, "no_header")
