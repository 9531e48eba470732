"""Lists that a programme would leave without a segment are named before it is in force."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from live import wire
from live.programme.importing import import_programme
from live.programme.orphans import orphans
from live.record.models import RecordedEntry, RecordedLog
from live.room.authority import Actor
from live.room.commands import AddSpeaker, AnyCommand, OpenList, PublishProgramme
from live.room.model.state import RoomState
from live.room.transitions import Entry, decide, evolve
from tests.given import AT, DESK, register
from tests.programme.test_importing import WHOLE, written
from tests.programme.test_publishing import command

pytestmark = pytest.mark.django_db

LISTED = WHOLE.replace('lineup = [{ id = "chair", office = "chair" }]', "serves_list = true")
RENAMED = LISTED.replace('id = "first"', 'id = "opening"')
NAMED = (
    "hall: the programme does not have first, on whose list there are people (2 waiting): keep the id first, or carry "
    "the list over on the control page"
)


def logged(*asked: AnyCommand, actor: Actor = DESK) -> Iterator[Entry]:
    state = RoomState()
    for position, wanted in enumerate(asked, 1):
        events = decide(state, wanted, actor, AT)
        entry = Entry(position, AT, actor.id, actor.role, f"c{position}", events)
        state = evolve(state, entry)
        yield entry


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small programme, imported; in its hall two wait on the list of its segment."""
    (room,) = import_programme(written(tmp_path, LISTED)).rooms
    published = PublishProgramme("first", room.profile, room.segments, register(), {})
    asked = (published, OpenList("first"), AddSpeaker("kenya", segment="first"), AddSpeaker("fiji", segment="first"))
    log = RecordedLog.objects.create(room="hall", epoch="e")
    for entry in logged(*asked):
        RecordedEntry.objects.create(log=log, position=entry.position, stored=wire.write(entry))
    command("import", str(tmp_path))
    return tmp_path


def test_a_programme_that_keeps_the_segment_orphans_nobody(folder: Path) -> None:
    assert list(orphans(import_programme(folder), [])) == []


@pytest.mark.parametrize("doing", ["check", "import"])
def test_check_and_import_name_the_list_and_how_many_wait(folder: Path, doing: str) -> None:
    written(folder, RENAMED)
    assert f"note: {NAMED}\n" in command(doing, str(folder))


def test_a_room_that_is_left_out_is_named_too(folder: Path) -> None:
    written(folder, RENAMED.replace('"hall"', '"annex"'))
    (line,) = [line for line in command("check", str(folder)).splitlines() if "people" in line]
    assert line.endswith("(2 waiting): it does not have the room either; they are reached again when it has")


def test_a_record_that_nobody_can_read_does_not_keep_a_programme_from_being_checked(folder: Path) -> None:
    RecordedEntry.objects.filter(position=3).update(stored=b"nonsense")
    written(folder, RENAMED)
    assert "people" not in command("check", str(folder))
