"""What was read from files becomes the programme: by our own document, with all its checks, whole or not at all."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from live.programme.exports.formats import WRITERS
from live.programme.importing import import_programme
from live.programme.imports import guessing
from live.programme.imports.brought import Brought, Wanted
from live.programme.imports.comparing import sums
from live.programme.imports.faults import Code
from live.programme.imports.values import Programme as Read
from live.programme.imports.values import RowState, Setting
from live.programme.programme import Programme
from live.programme.publishing import BUILTIN
from live.programme.taking.answers import Answers
from live.programme.taking.drafting import Drafted, draft
from live.room.model.plan import Format, Segment
from tests.imports.samples import FILES

ALL = Answers(scope="whole", day=1, first_day=date(2030, 5, 1), room="Main hall", minutes=30, leave_out=True,
              title="A conference", rooms={f"Column {n}": f"Room {n}" for n in range(1, 5)})  # fmt: skip
"""Answers to all that a file may leave open."""
TIMED = {
    "frab-midnight.xml": 23,
    "frab-schedule.json": 14,
    "pretalx-schedule.json": 14,
    "schedule-v2.json": 2,
    "pretalx-minute-keyed.json": 12,
    "xml-multiroom.xml": 55,
    "sessionize-local.json": 13,
    "sessionize-utc.json": 8,
    "indico-timetable.json": 8,
    "indico-event-sessions.json": 4,
    "ical-dataweek.ics": 9,
    "ontime-v4.json": 8,
    "sheets-dump-epoch.json": 23,
    "programme-day.csv": 10,
    "programme-day.xlsx": 10,
    "programme-broken.csv": 7,
    "csv-european.csv": 9,
    "csv-utf16.csv": 6,
    "sheets-programme.tsv": 6,
    "xlsx-formula-weekday.xlsx": 13,
    "docx-parallel-grid.docx": 16,
    "un-meetings-day.json": 2,
}
"""The samples that have times, and how many segments each makes, counted in each of its rooms."""


@pytest.fixture(scope="module")
def builtin() -> Programme:
    return import_programme(BUILTIN)


def read_of(name: str, data: bytes | None = None, current: Programme | None = None, zone: str = "") -> Read:
    """What is read from the sample `name`, or from `data`, for the conference that is set up."""
    setting = Setting(zone=zone or (current.zone if current else "Europe/Zurich"))
    if current is not None:
        setting = msgspec.structs.replace(setting, first_day=current.first_day)
    held = (FILES / name).read_bytes() if data is None else data
    (read,) = guessing.read_programmes([Brought(name, held)], Wanted(setting))
    return read


def taken(name: str, current: Programme | None, answers: Answers = ALL, data: bytes | None = None) -> Drafted:
    held = (FILES / name).read_bytes() if data is None else data
    return draft(read_of(name, data, current), current, answers, {name: held})


def good(drafted: Drafted) -> Programme:
    assert drafted.asked == ()
    assert drafted.errors == ()
    assert drafted.programme is not None
    return drafted.programme


def segments(programme: Programme) -> dict[str, Segment]:
    return {segment.id: segment for room in programme.rooms for segment in room.segments}


def states(drafted: Drafted) -> list[RowState]:
    return [segment.state for segment in drafted.read.segments]


def table(*rows: str) -> bytes:
    return "\n".join(["day,starts,ends,room,title_en,format,speakers", *rows]).encode()


@pytest.mark.parametrize("name", sorted(TIMED))
def test_every_sample_with_times_becomes_a_programme_and_the_same_file_again_changes_nothing(name: str) -> None:
    drafted = taken(name, None)
    programme = good(drafted)
    assert sum(len(room.segments) for room in programme.rooms) == TIMED[name]
    again = taken(name, programme)
    assert not again.changes, [segment for segment in again.read.segments if segment.state is not RowState.SAME]
    assert again.removed == ()
    assert set(states(again)) <= {RowState.SAME, RowState.SKIPPED, RowState.FAULT}


@pytest.mark.parametrize("name", sorted(TIMED))
def test_instants_are_those_of_the_file(name: str) -> None:
    drafted = taken(name, None)
    programme = good(drafted)
    there = {(segment.starts_at, segment.ends_at) for segment in segments(programme).values()}
    said = [one for one in drafted.read.segments if one.starts_at and one.ends_at and one.state is RowState.NEW]
    assert {(one.starts_at, one.ends_at) for one in said} <= there


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_what_was_written_of_a_programme_changes_nothing_when_it_is_taken_again(name: str, builtin: Programme) -> None:
    data = WRITERS[name](builtin)
    drafted = draft(read_of("written", data, builtin), builtin, Answers(), {"written": data})
    good(drafted)
    assert drafted.removed == ()
    assert set(states(drafted)) == {RowState.SAME}, [
        (one.names, one.state) for one in drafted.read.segments if one.state is not RowState.SAME
    ]
    assert not drafted.changes


def test_our_own_files_that_are_the_whole_are_taken_as_they_are(builtin: Programme) -> None:
    files = {path.name: path.read_bytes() for path in sorted(BUILTIN.glob("*.toml"))}
    (read,) = guessing.read_programmes([Brought(name, data) for name, data in files.items()], Wanted(Setting()))
    drafted = draft(read, None, Answers(scope="whole"), files)
    assert good(drafted) == builtin
    assert not draft(read, builtin, Answers(scope="whole"), files).changes


def test_a_file_of_one_day_changes_that_day_alone(builtin: Programme) -> None:
    drafted = taken("programme-day.csv", builtin, Answers())
    programme, before = good(drafted), segments(builtin)
    zone, second = ZoneInfo(programme.zone), date(2017, 12, 5)
    now = segments(programme)
    assert len([one for one in now.values() if one.starts_at.astimezone(zone).date() == second]) == 10
    kept = {key: one for key, one in before.items() if one.starts_at.astimezone(zone).date() != second}
    (reports,) = [key for key in kept if any(slot.reports_on for phase in kept[key].phases for slot in phase.lineup)]
    assert {key: now[key] for key in kept if key != reports} == {key: kept[key] for key in kept if key != reports}
    reported = [slot.reports_on for phase in now[reports].phases for slot in phase.lineup]
    assert len(reported) == len([slot for phase in kept[reports].phases for slot in phase.lineup])
    assert set(reported) <= {None, *now}, "reports are made also of what is gone, and say no more of which it was"
    assert [room.profile.id for room in programme.rooms] == ["plenary", "breakout-1", "breakout-2", "breakout-3"]


def test_what_is_there_keeps_its_id_its_parts_and_its_limits(builtin: Programme) -> None:
    rows = ["1,11:00,13:05,Plenary,Panel I – Global\\, regional,panel,".replace("\\,", " ")]
    drafted = taken("day.csv", builtin, Answers(scope="add"), table(*rows))
    panel, before = segments(good(drafted))["d1-panel-1"], segments(builtin)["d1-panel-1"]
    assert states(drafted) == [RowState.CHANGED]
    assert panel.ends_at.astimezone(ZoneInfo(builtin.zone)).strftime("%H:%M") == "13:05"
    kept = {"names": before.names, "ends_at": before.ends_at}
    assert msgspec.structs.replace(panel, **kept) == before
    assert panel.names["en"] == "Panel I – Global  regional".replace("  ", " ")


def test_nothing_goes_where_the_file_only_adds(builtin: Programme) -> None:
    drafted = taken("day.csv", builtin, Answers(scope="add"), table("1,18:00,18:30,Plenary,Reception,break,"))
    assert drafted.removed == ()
    assert len(segments(good(drafted))) == len(segments(builtin)) + 1


def test_lunch_of_one_day_is_not_moved_to_another(builtin: Programme) -> None:
    drafted = taken("day.csv", builtin, Answers(scope="add"), table("5,13:00,15:00,Plenary,Lunch,break,"))
    assert states(drafted) == [RowState.NEW]
    assert segments(builtin).keys() < segments(good(drafted)).keys()


def test_a_title_that_moved_is_the_same_segment(builtin: Programme) -> None:
    file = table("1,10:00,11:00,Plenary,Something,talks,", "1,12:00,13:00,Hall,Another,talks,")
    first = good(taken("day.csv", builtin, Answers(), file))
    moved = table("1,10:00,11:00,Hall,Something,talks,", "1,12:00,13:00,Hall,Another,talks,")
    drafted = taken("day.csv", first, Answers(), moved)
    assert states(drafted) == [RowState.CHANGED, RowState.SAME]
    assert segments(good(drafted)).keys() == segments(first).keys()


def test_a_title_that_is_put_right_is_the_same_segment_and_its_parts_are_called_by_it(builtin: Programme) -> None:
    first = good(taken("day.csv", builtin, Answers(), table("1,10:00,11:00,Plenary,Cities and watre,talks,")))
    drafted = taken("day.csv", first, Answers(), table("1,10:00,11:00,Plenary,Cities and water,talks,"))
    assert states(drafted) == [RowState.CHANGED]
    (before,), (now,) = ([one for one in segments(each).values() if one.names["en"].startswith("Cities and")]
                         for each in (first, good(drafted)))  # fmt: skip
    assert now.id == before.id
    assert [phase.names["en"] for phase in now.phases] == ["Cities and water", "Questions and answers"]


def test_another_meeting_at_the_same_time_is_not_the_one_that_was_there(builtin: Programme) -> None:
    first = good(taken("day.csv", builtin, Answers(), table("1,10:00,11:00,Plenary,Cities and water,talks,")))
    drafted = taken("day.csv", first, Answers(), table("1,10:00,11:00,Plenary,The price of bread,talks,"))
    assert states(drafted) == [RowState.NEW], "whoever is on the list of the one has not asked for the other"
    (was,) = drafted.removed
    assert was in segments(first) and was not in segments(good(drafted))


def test_rows_at_fault_keep_the_file_out_until_somebody_leaves_them_out(builtin: Programme) -> None:
    drafted = taken("programme-broken.csv", builtin, Answers())
    assert drafted.programme is None
    assert len(drafted.errors) == 11
    left = taken("programme-broken.csv", builtin, Answers(leave_out=True))
    assert left.removed == (), "what a row at fault is about is not known: nothing goes"
    assert segments(builtin).keys() <= segments(good(left)).keys()
    assert sums(left.read)[RowState.FAULT] == 11


def test_a_file_that_cannot_be_read_is_said_to_be_so_also_where_it_was_to_be_the_whole(builtin: Programme) -> None:
    for current in (None, builtin):
        drafted = taken("nothing.csv", current, Answers(scope="whole"), b"")
        assert (drafted.programme, [error.code for error in drafted.errors]) == (None, [Code.EMPTY])


def test_the_five_sums_are_the_rows_of_the_file(builtin: Programme) -> None:
    for name, rows in (("programme-broken.csv", 19), ("programme-day.csv", 10)):
        assert sum(sums(taken(name, builtin, Answers(leave_out=True)).read).values()) == rows


def test_what_the_file_leaves_open_is_asked(builtin: Programme) -> None:
    asked = {
        "ontime-v4.json": ("day",),
        "ical-dataweek.ics": ("room",),
        "docx-parallel-grid.docx": ("rooms", "room"),
        "un-meetings-day.json": ("minutes",),
    }
    for name, what in asked.items():
        drafted = taken(name, builtin, Answers(scope="whole"))
        assert (drafted.asked, drafted.programme) == (what, None), name
    assert taken("sheets-programme.tsv", None, Answers()).asked == ("first_day",)


def test_a_room_is_found_by_its_name_in_any_language_or_by_answer(builtin: Programme) -> None:
    rooms = {"Plénière": "One", "Aula": "Two", "Attic": "Three"}
    file = table(*(f"1,20:00,21:00,{room},{title},talks," for room, title in rooms.items()))
    drafted = taken("day.csv", builtin, Answers(scope="add", rooms={"Aula": "breakout-1"}), file)
    programme = good(drafted)
    room_of = {one.names["en"]: room.profile.id for room in programme.rooms for one in room.segments}
    assert [room_of[title] for title in ("One", "Two", "Three")] == ["plenary", "breakout-1", "attic"]


def test_times_of_another_zone_are_those_instants_at_the_venue(builtin: Programme) -> None:
    drafted = taken("frab-schedule.json", builtin, Answers(scope="whole"))
    assert good(drafted).zone == "Europe/Berlin"
    far = taken("frab-schedule.json", builtin, Answers(scope="add"))
    assert far.programme is None and {note.code for note in far.notes} == {Code.KEPT_OUT}, "years away"


def test_a_night_goes_on_past_midnight() -> None:
    programme = good(taken("ontime-v4.json", None))
    zone = ZoneInfo(programme.zone)
    shown = {
        one.names["en"]: (one.starts_at.astimezone(zone), one.ends_at.astimezone(zone))
        for one in segments(programme).values()
    }
    assert shown["Norway"] == (datetime(2030, 5, 1, 23, 50, tzinfo=zone), datetime(2030, 5, 2, 0, 30, tzinfo=zone))
    assert shown["Chad"][0] == datetime(2030, 5, 2, 1, 0, tzinfo=zone)


def test_a_fault_that_only_our_own_checks_find_is_in_its_row(builtin: Programme) -> None:
    # On 29 October 2017 the clocks of Mexico City were set back; on 2 April they skipped 02:00.
    spring = msgspec.structs.replace(builtin, first_day=date(2017, 4, 1))
    file = table("2,02:15,02:45,Night club,Dance,break,")
    drafted = taken("day.csv", spring, Answers(scope="whole", first_day=date(2017, 4, 1)), file)
    assert drafted.programme is None
    assert [(one.place.row, one.code) for one in drafted.errors] == [(2, Code.FAULT_OF_PROGRAMME)]


def test_who_speaks_is_put_where_the_format_has_them_speak(builtin: Programme) -> None:
    file = table("1,20:00,21:00,Plenary,Evening,panel,Ada One; Bo Two")
    first = good(taken("day.csv", builtin, Answers(scope="add"), file))
    (evening,) = [one for one in segments(first).values() if one.names["en"] == "Evening"]
    assert evening.format is Format.PANEL
    assert [slot.names["en"] for slot in evening.phases[0].lineup] == ["Ada One", "Bo Two"]
    assert [phase.serves_list for phase in evening.phases] == [False, False, True]
    other = table("1,20:00,21:00,Plenary,Evening,panel,Bo Two; Cy Three")
    drafted = taken("day.csv", first, Answers(scope="add"), other)
    (now,) = [one for one in segments(good(drafted)).values() if one.names["en"] == "Evening"]
    assert [slot.names["en"] for slot in now.phases[0].lineup] == ["Bo Two", "Cy Three"]
    assert now.phases[0].lineup[0] == evening.phases[0].lineup[1], "keeps the place they had"


def test_our_document_that_is_made_is_the_programme_that_was_shown(builtin: Programme, tmp_path: Path) -> None:
    drafted = taken("programme-day.csv", builtin, Answers())
    drafted.write(tmp_path)
    assert import_programme(tmp_path) == drafted.programme
