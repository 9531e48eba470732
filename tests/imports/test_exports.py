"""A programme that is written is the same when it is read again."""

from io import StringIO
from pathlib import Path

import msgspec
import pytest
from django.core.management import CommandError, call_command

from live.programme.exports.calendar import calendar
from live.programme.exports.formats import WRITERS, of_room
from live.programme.importing import import_programme
from live.programme.imports.values import Programme as Read
from live.programme.programme import Programme
from live.programme.publishing import install
from live.room.model.plan import Segment
from live.room.model.texts import one_line
from tests.imports.samples import MEXICO, programme_of

BUILT_IN = Path("live/programme/puerto_vallarta")


@pytest.fixture(scope="module")
def planned() -> Programme:
    return import_programme(BUILT_IN)


def outline(read: Read) -> set[tuple[object, ...]]:
    rooms = {room.key: room.names["en"] for room in read.rooms}
    return {(one.names["en"], rooms[one.rooms[0]], one.starts_at, one.ends_at, one.format) for one in read.segments}


def outline_of(programme: Programme) -> set[tuple[object, ...]]:
    def row(room: str, segment: Segment) -> tuple[object, ...]:
        return segment.names["en"], room, segment.starts_at, segment.ends_at, segment.format

    return {row(room.profile.names["en"], segment) for room in programme.rooms for segment in room.segments}


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_every_format_is_read_again_as_it_was(name: str, planned: Programme) -> None:
    read = programme_of(WRITERS[name](planned), "written", zone=MEXICO)
    assert read.errors == ()
    assert outline(read) == outline_of(planned)
    assert read.zone == planned.zone
    assert len(read.rooms) == len(planned.rooms)


def test_our_own_toml_makes_the_very_same_programme(planned: Programme, tmp_path: Path) -> None:
    file = tmp_path / "programme.toml"
    file.write_bytes(WRITERS["toml"](planned))
    again = import_programme(file)
    alike = {"version": "", "warnings": (), "checks": ()}
    assert msgspec.structs.replace(again, **alike) == msgspec.structs.replace(planned, **alike)
    assumed = [sorted(check.text for check in one.checks if check.code == "assumed") for one in (planned, again)]
    assert assumed[0] == assumed[1] != [], "limits that nobody stated stay marked"


def test_names_in_six_languages_are_in_the_workbook(planned: Programme) -> None:
    read = programme_of(WRITERS["xlsx"](planned), "written.xlsx")
    held = [segment.names for room in planned.rooms for segment in room.segments]
    # A blank that does not break, as the French put it, is a blank where a table is read.
    names = [{language: one_line(name) for language, name in one.items()} for one in held]
    assert {msgspec.json.encode(one.names, order="sorted") for one in read.segments} == {
        msgspec.json.encode(one, order="sorted") for one in names
    }


def test_a_calendar_of_one_room_in_another_language(planned: Programme) -> None:
    data = calendar(planned, "plenary", "fr")
    plenary = next(room for room in planned.rooms if room.profile.id == "plenary")
    read = programme_of(data)
    assert len(read.segments) == len(plenary.segments)
    assert [room.names["en"] for room in read.rooms] == [plenary.profile.names["fr"]]
    assert b"TZID:America/Mexico_City" in data
    assert outline_of(of_room(planned, "plenary")) < outline_of(planned)


def test_who_is_not_confirmed_is_in_no_file_for_others(planned: Programme) -> None:
    held = WRITERS["schedule.json"](planned).decode()
    unsure = [
        slot.names["en"]
        for room in planned.rooms
        for segment in room.segments
        for phase in segment.phases
        for slot in phase.lineup
        if slot.certainty != "confirmed"
    ]
    assert unsure
    assert not any(f'"public_name": "{name}"' in held for name in unsure)


@pytest.mark.django_db
def test_the_programme_in_force_is_written_by_a_command(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no programme"):
        call_command("programme", "write", "--format", "toml")
    install(BUILT_IN, None)
    out = StringIO()
    call_command("programme", "write", "--format", "frab", stdout=out)
    assert programme_of(out.getvalue()).counts()["segments"] == 25
    file = tmp_path / "plenary.ics"
    call_command("programme", "write", "--format", "ical", "--room", "plenary", "--output", str(file))
    assert programme_of(file.read_bytes()).counts()["rooms"] == 1
    with pytest.raises(CommandError, match="no room"):
        call_command("programme", "write", "--format", "ical", "--room", "cellar")
