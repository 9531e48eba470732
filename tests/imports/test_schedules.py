"""Programmes of other systems, as their samples are rightly read."""

import json
from collections import Counter

from live.programme.imports.faults import Code
from live.programme.imports.values import RowState, Segment
from live.room.model.plan import Format
from tests.imports.samples import FILES, codes, keyed, paths_of, programme, programme_of, titled, utc


def places(segments: tuple[Segment, ...]) -> int:
    return sum(len(segment.speakers) for segment in segments)


def by_day(segments: tuple[Segment, ...]) -> dict[str, int]:
    return dict(Counter(str(segment.day) for segment in segments))


def test_frab_goes_on_past_midnight() -> None:
    read = programme("frab-midnight.xml", zone="Europe/Berlin")
    assert read.errors == ()
    assert read.counts() == {"days": 4, "rooms": 4, "segments": 23, "speakers": 42}
    assert by_day(read.segments) == {"2014-12-27": 8, "2014-12-28": 9, "2014-12-29": 4, "2014-12-30": 2}
    assert places(read.segments) == 43
    assert Counter(segment.language for segment in read.segments) == {"en": 16, "de": 7}
    late = next(segment for segment in read.segments if segment.starts_at == utc("2014-12-28T23:15"))
    assert late.ends_at == utc("2014-12-29T00:45")
    assert (str(late.day), late.starts, late.ends) == ("2014-12-28", 24 * 60 + 15, 24 * 60 + 105)
    assert Code.OVERLAP not in codes(read.notes)


def test_frab_texts_are_clean_and_plain() -> None:
    read = programme("frab-midnight.xml", zone="Europe/Berlin")
    texts = [text for one in read.segments for text in (*one.names.values(), *(who.name for who in one.speakers))]
    assert all(text == text.strip() and "\u200b" not in text for text in texts)
    assert not any("<li>" in segment.description for segment in read.segments)


def test_schedule_json_of_frab() -> None:
    read = programme("frab-schedule.json")
    assert read.errors == ()
    assert read.counts() == {"days": 4, "rooms": 2, "segments": 14, "speakers": 18}
    assert list(by_day(read.segments).values()) == [5, 5, 2, 2]
    assert (places(read.segments), read.zone) == (20, "Europe/Berlin")
    assert Counter(segment.language for segment in read.segments) == {"en": 8, "de": 6}
    night = next(segment for segment in read.segments if segment.starts_at == utc("2019-08-22T21:00"))
    assert night.ends_at == utc("2019-08-22T22:30")
    assert {Code.EMPTY_DAY, Code.NO_SPEAKERS} <= codes(read.notes)
    assert Code.OVERLAP not in codes(read.notes)


def test_rooms_of_pretalx_are_two_though_their_guid_is_one() -> None:
    read = programme("pretalx-schedule.json")
    assert read.errors == ()
    assert read.counts() == {"days": 3, "rooms": 2, "segments": 14, "speakers": 15}
    assert list(by_day(read.segments).values()) == [5, 4, 5]
    assert places(read.segments) == 21
    assert read.segments[0].starts_at == utc("2020-12-14T08:00")
    assert paths_of(read.notes, Code.ZONE_CONTRADICTS) == {"schedule.conference.time_zone_name"}
    assert Code.OVERLAP not in codes(read.notes)


def test_schedule_of_version_two() -> None:
    read = programme("schedule-v2.json")
    assert read.errors == ()
    assert read.counts() == {"days": 1, "rooms": 3, "segments": 2, "speakers": 3}
    assert read.segments[1].starts_at == utc("2024-12-27T23:15")
    assert str(read.segments[1].day) == "2024-12-27"
    assert read.segments[1].names == {"en": "Nine Ferries on One Lake:"}
    assert read.segments[1].subtitle == "Timetables of Nine Winters"
    assert len(paths_of(read.notes, Code.EMPTY_DAY)) == 3


def test_each_fault_of_a_schedule_is_named_with_its_path() -> None:
    read = programme("schedule-invalid.json")
    entry = "schedule.conference.days[0].rooms.Wintersample[0]"
    assert paths_of(read.notes, Code.WRONG_TYPE) == {f"{entry}.id", f"{entry}.persons[0].id"}
    assert paths_of(read.notes, Code.NOT_KNOWN_KEY) == {f"{entry}.answers"}
    assert paths_of(read.notes, Code.ROOM_MISPLACED) == {"schedule.rooms"}
    assert paths_of(read.notes, Code.DAYS_MISCOUNTED) == {"schedule.conference.daysCount"}
    assert read.counts() == {"days": 1, "rooms": 1, "segments": 1, "speakers": 1}
    assert (read.segments[0].starts_at, read.segments[0].minutes) == (utc("2022-12-28T13:00"), 45)


def test_faults_of_a_schedule_keep_their_entries_out_and_name_their_paths() -> None:
    whole = json.loads((FILES / "pretalx-schedule.json").read_text())
    conference = whole["schedule"]["conference"]
    entries = conference["days"][0]["rooms"]["Gray Room"]
    entries[0]["date"] = "2020-13-45T09:00:00+01:00"
    entries[1] |= {"duration": "xx", "title": ""}
    conference["days"][1]["date"] = "soon"
    read = programme_of(json.dumps(whole))
    at = "schedule.conference.days"
    assert {(error.place.path, error.code) for error in read.errors} == {
        (f"{at}[0].rooms.Gray Room[0].date", Code.NOT_A_DATE),
        (f"{at}[0].rooms.Gray Room[1].duration", Code.NOT_A_DURATION),
        (f"{at}[0].rooms.Gray Room[1].title", Code.NO_TITLE),
        (f"{at}[1].date", Code.NOT_A_DATE),
    }
    states = {segment.place.path: segment.state for segment in read.segments}
    assert states[f"{at}[0].rooms.Gray Room[1]"] is RowState.FAULT
    assert states[f"{at}[0].rooms.Gray Room[2]"] is RowState.NEW


def test_a_dump_of_pretalx_has_each_slot_once() -> None:
    read = programme("pretalx-minute-keyed.json", zone="Europe/Paris")
    assert read.counts() == {"days": 4, "rooms": 6, "segments": 12, "speakers": 10}
    assert len(paths_of(read.notes, Code.KEPT_OUT)) == 5


def test_entries_in_several_rooms() -> None:
    read = programme("xml-multiroom.xml")
    assert read.errors == ()
    assert read.counts() == {"days": 3, "rooms": 7, "segments": 20, "speakers": 5}
    assert list(by_day(read.segments).values()) == [9, 5, 6]
    assert sum(len(segment.rooms) for segment in read.segments) == 55
    assert Code.OVERLAP not in codes(read.notes)


def test_sessionize_with_and_without_its_rooms() -> None:
    read = programme("sessionize-local.json", "sessionize-local-rooms.json")
    assert read.counts() == {"days": 1, "rooms": 6, "segments": 13, "speakers": 9}
    assert [room.names["en"] for room in read.rooms][:2] == ["Main Hall", "Room 221 - Figures: Large and Small"]
    assert codes(read.notes) >= {Code.SPEAKERS_BY_NUMBER, Code.ZONE_ASSUMED}
    alone = programme("sessionize-local.json")
    assert alone.counts() == read.counts()
    assert sum(note.code is Code.ROOM_BY_NUMBER for note in alone.notes) == 6
    assert Code.OVERLAP not in codes(read.notes)


def test_sessionize_in_utc_keeps_out_what_has_no_place() -> None:
    read = programme("sessionize-utc.json")
    assert read.counts() == {"days": 1, "rooms": 3, "segments": 8, "speakers": 6}
    assert places(read.segments) == 9
    out = [note.values["title"] for note in read.notes if note.code is Code.KEPT_OUT]
    assert out == ["A second use for stations", "The cost of waiting", "How to close a list"]
    assert (str(read.segments[-1].day), read.segments[-1].starts) == ("2023-12-08", 16 * 60 + 30)
    assert str(programme("sessionize-utc.json", zone="Europe/Zurich").segments[-1].day) == "2023-12-08"
    late = programme("sessionize-utc.json", zone="Asia/Tokyo").segments[-1]
    assert str(late.day) == "2023-12-09"


def test_a_timetable_of_indico() -> None:
    read = programme("indico-timetable.json")
    assert read.errors == ()
    assert read.counts() == {"days": 2, "rooms": 3, "segments": 8, "speakers": 6}
    assert by_day(read.segments) == {"2013-04-29": 6, "2013-04-30": 2}
    found = titled(read)
    assert found["Remote report"].starts_at == utc("2013-04-30T13:00")
    assert found["Night shift"].ends_at == utc("2013-04-30T22:30")
    assert "Marva Yearwoode" in {who.name for who in found["Contrib 1"].speakers}
    assert {note.values["count"] for note in read.notes if note.code is Code.ROOM_ASKED} == {"3"}


def test_sessions_of_an_event_of_indico() -> None:
    read = programme("indico-event-sessions.json")
    assert read.counts() == {"days": 2, "rooms": 0, "segments": 4, "speakers": 1}
    (note,) = [note for note in read.notes if note.code is Code.END_OF_PARTS]
    assert note.values["ends"] == "14:20"


def test_a_calendar_without_rooms() -> None:
    read = programme("ical-dataweek.ics", zone="Europe/London")
    assert read.errors == ()
    assert read.counts() == {"days": 5, "rooms": 0, "segments": 9, "speakers": 0}
    assert sum(note.code is Code.OVERLAP for note in read.notes) == 1
    assert read.segments[0].starts == 9 * 60 + 30


def test_a_rundown_of_ontime() -> None:
    read = programme("ontime-v4.json")
    assert [(segment.names["en"], segment.starts, segment.ends) for segment in read.segments] == [
        ("Kenya", 600, 620),
        ("Fiji", 620, 640),
        ("Uruguay", 650, 670),
        ("Bhutan", 785, 805),
        ("Latvia", 935, 955),
        ("Samoa", 960, 980),
        ("Norway", 1430, 1470),
        ("Chad", 60, 75),
    ]
    assert [str(segment.day) for segment in read.segments[-2:]] == ["day 1", "day 2"]
    assert len(read.rooms) == 1
    assert {Code.DAY_ASKED, Code.KEPT_OUT} <= codes(read.notes)


def test_a_meeting_of_openslides() -> None:
    read = programme("openslides-meeting.json")
    assert read.counts()["segments"] == 15
    assert sum(segment.hidden for segment in read.segments) == 1
    assert next(one for one in read.segments if one.names["en"] == "2. Wahl").under == "3"
    assert len(read.lists) == 13
    assert sum(entry.spoken for entry in read.lists) == 1
    assert sum(entry.point_of_order for entry in read.lists) == 1
    opening = [entry.name for entry in read.lists if entry.item == "Opening of the session"]
    assert opening == ["Fiji", "Kenya"]
    assert {entry.seconds for entry in read.lists} == {600}
    assert {Code.TIMES_ASKED, Code.CONFERENCE_ENDS_BEFORE_START} <= codes(read.notes)


def test_a_dump_of_a_sheet_counts_durations_from_1899() -> None:
    read = programme("sheets-dump-epoch.json")
    assert read.counts() == {"days": 2, "rooms": 3, "segments": 23, "speakers": 9}
    first = keyed(read)["c_1"]
    assert (first.starts_at, first.minutes) == (utc("2023-03-10T04:10"), 50)
    assert Counter(segment.rooms[0] for segment in read.segments) == {"HALL A": 13, "Fuji": 5, "Sakura": 5}
    assert sum(note.code is Code.LANGUAGE_LEFT_OUT for note in read.notes) == 1
    assert keyed(read)["c_b2-2"].format is Format.BREAK
    assert keyed(read)["c_311-1"].format is None
    assert Code.OVERLAP not in codes(read.notes)


def test_an_agenda_in_markdown() -> None:
    read = programme("tc39-agenda.md")
    assert read.counts()["segments"] == 25
    assert read.counts()["days"] == 3
    boxes = [segment.minutes for segment in read.segments if segment.minutes]
    assert (len(boxes), sum(boxes)) == (16, 360)
    shared = titled(read)["Names for Clock.stop and Clock.hold"]
    assert [who.name for who in shared.speakers] == ["Mei Guolian", "Jalal Alrumi"]
    assert [who.name for who in titled(read)["How to close a list wants a keeper"].speakers] == ["Evaristo Moscosal"]


def test_meetings_of_a_day_at_the_united_nations() -> None:
    read = programme("un-meetings-day.json")
    assert read.counts() == {"days": 1, "rooms": 4, "segments": 2, "speakers": 0}
    assert [segment.starts_at for segment in read.segments] == [utc("2036-06-12T14:00"), utc("2036-06-12T19:00")]
    assert sum(note.code is Code.KEPT_OUT for note in read.notes) == 7
    assert Code.ENDS_ASKED in codes(read.notes)
