"""`rostrum record`: documents of what was copied, with or without a server; and clear words where there are none."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from live import wire
from live.proceedings.conference import together
from live.record import reading
from live.record.models import RecordedLog
from live.record.proceedings import made_of, recorded
from live.room.transitions import Entry
from tests.documents.rehearsed import log
from tests.given import (
    NOTHING,
    asks,
    calls_next,
    entries,
    gives_back,
    goes_to,
    opens_list,
    programme,
    secretariat,
    starts,
    starts_clock,
    undoes,
)

pytestmark = pytest.mark.django_db(transaction=True)

ANNEX = (secretariat(programme("annex")), starts("panel"), goes_to("floor"), opens_list(), asks("kenya"), calls_next())


def kept(room: str, epoch: str, those: list[Entry]) -> RecordedLog:
    """A log of `room` in the record."""
    found = RecordedLog.objects.create(room=room, epoch=epoch)
    reading.keep(found, 1, as_stored(those))
    return found


def as_stored(those: list[Entry]) -> list[bytes]:
    return [wire.write_entry(entry) for entry in those]


@pytest.fixture
def two_rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    # What another test folded is of another conference.
    monkeypatch.setattr("live.record.proceedings._folded", {})
    reading.keep_rooms(["plenary", "annex"])
    kept("plenary", "e-plenary", log())
    kept("annex", "e-annex", entries(NOTHING, *ANNEX))


def printed(capsysbinary: pytest.CaptureFixture[bytes], *arguments: str) -> bytes:
    call_command("record", *arguments)
    return capsysbinary.readouterr().out


@pytest.mark.usefixtures("two_rooms")
def test_the_whole_record_is_printed(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    rows = list(csv.DictReader(StringIO(printed(capsysbinary).decode("utf-8-sig"))))
    assert len(rows) == 21
    assert {row["Room"] for row in rows} == {"Plenary", "Annex"}


@pytest.mark.usefixtures("two_rooms")
def test_of_a_room_a_segment_and_a_day_in_another_language(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    asked = ["--room", "plenary", "--segment", "panel", "--day", "1", "--format", "json", "--language", "ru"]
    document = json.loads(printed(capsysbinary, *asked))
    assert [room["room"] for room in document["rooms"]] == ["plenary"]
    assert len(document["rooms"][0]["statements"]) == 15
    assert document["chosen"] == {"room": "plenary", "segment": "panel", "day": "2017-12-04", "meeting": None}
    assert document["language"] == "ru"


@pytest.mark.parametrize("name", ["csv", "xlsx", "json", "docx", "pdf", "html"])
@pytest.mark.usefixtures("two_rooms")
def test_every_format_is_written_to_a_file(name: str, tmp_path: Path) -> None:
    output = tmp_path / f"record.{name}"
    call_command("record", "--format", name, "--language", "ar", "--output", str(output))
    begins = {"csv": b"\xef\xbb\xbf", "xlsx": b"PK", "json": b"{", "docx": b"PK", "pdf": b"%PDF", "html": b"<!"}
    assert output.read_bytes().startswith(begins[name])
    assert list(tmp_path.iterdir()) == [output]


@pytest.mark.usefixtures("two_rooms")
def test_in_public_nothing_private_is_printed(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    text = printed(capsysbinary, "--public", "--format", "json").decode()
    assert json.loads(text)["public"] is True
    assert "user:" not in text
    assert "badge:" not in text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--room", "attic"], "The record has no room 'attic'; there is plenary, annex."),
        (["--segment", "dinner"], "The record has no segment 'dinner'; there is welcome, panel, lunch, "),
        (["--day", "3"], "The record has no day '3'; there is 1 (2017-12-04)."),
        (["--day", "tomorrow"], "The record has no day 'tomorrow'; there is 1 (2017-12-04)."),
        (["--output", "/nowhere/record.csv"], "/nowhere/record.csv cannot be written: No such file or directory."),
        (["--output", "/"], "/ cannot be written: Is a directory."),
        (["--language", "de"], "argument --language: invalid choice: 'de' (choose from "),
        (["--format", "odt"], "argument --format: invalid choice: 'odt' (choose from "),
    ],
)
@pytest.mark.usefixtures("two_rooms")
def test_what_cannot_be_done_is_named(asked: list[str], said: str) -> None:
    with pytest.raises(CommandError) as error:
        call_command("record", *asked)
    assert said in str(error.value)


def test_before_anything_is_recorded_it_says_so() -> None:
    with pytest.raises(CommandError, match="Nothing was recorded yet"):
        call_command("record")


def test_what_another_release_wrote_is_not_guessed() -> None:
    reading.keep_rooms(["plenary"])
    found = RecordedLog.objects.create(room="plenary", epoch="e-strange")
    reading.keep(found, 1, [b'{"position":1,"v":99}'])
    with pytest.raises(CommandError, match="The record cannot be read"):
        call_command("record")


@pytest.mark.usefixtures("two_rooms")
def test_what_is_added_to_the_log_is_in_the_next_document() -> None:
    before = recorded()
    assert recorded().rooms == before.rooms
    found = reading.newest("annex")
    assert found is not None
    more = entries(NOTHING, *ANNEX, asks("fiji"), calls_next())
    reading.keep(found, reading.end(found).position + 1, [wire.write_entry(more[-2]), wire.write_entry(more[-1])])
    assert [one.who.delegation for one in recorded().rooms[1].statements] == ["kenya", "fiji"]


@pytest.mark.usefixtures("two_rooms")
def test_of_a_room_that_was_brought_back_the_log_in_force_counts() -> None:
    kept("annex", "e-again", entries(NOTHING, *ANNEX[:4], asks("peru"), calls_next()))
    assert [one.who.delegation for one in recorded().rooms[1].statements] == ["peru"]


@pytest.mark.usefixtures("two_rooms")
def test_while_nothing_is_added_nothing_is_folded_and_what_is_added_is_folded_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[bytes] = []
    entry = wire.read_entry

    def counted(stored: bytes) -> Entry:
        read.append(stored)
        return entry(stored)

    monkeypatch.setattr("live.record.proceedings.wire.read_entry", counted)
    known = recorded()
    assert len(read) == len(log()) + len(entries(NOTHING, *ANNEX))
    assert all(recorded() is known for _ in range(200))
    more = entries(NOTHING, *ANNEX, starts_clock(), gives_back())[len(entries(NOTHING, *ANNEX)) :]
    annex = RecordedLog.objects.get(room="annex")
    reading.keep(annex, more[0].position, [wire.write_entry(one) for one in more])
    read.clear()
    assert [one.ended is not None for one in recorded().rooms[1].statements] == [True]
    assert len(read) == len(more)
    whole = entries(NOTHING, *ANNEX, starts_clock(), gives_back())
    assert recorded() == together([made_of("plenary", as_stored(log())), made_of("annex", as_stored(whole))])


@pytest.mark.usefixtures("two_rooms")
def test_what_is_undone_while_it_is_read_is_not_in_it_any_more() -> None:
    assert len(recorded().rooms[1].statements) == 1
    whole = entries(NOTHING, *ANNEX, undoes())
    annex = RecordedLog.objects.get(room="annex")
    reading.keep(annex, len(whole), [wire.write_entry(whole[-1])])
    assert recorded().rooms[1].statements == ()
    assert recorded() == together([made_of("plenary", as_stored(log())), made_of("annex", as_stored(whole))])
