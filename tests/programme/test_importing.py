"""A programme is imported whole or not at all, and every fault is told in one sentence with its place."""

from datetime import date
from pathlib import Path

import pytest

from live.programme.exports.toml import tables
from live.programme.importing import import_programme, import_table
from live.programme.publishing import BUILTIN
from live.programme.reading import InvalidProgramme
from live.room.model.plan import Capacity, RegisteredGroup

CONFERENCE = """
[conference]
id = "small"
names = { en = "A small conference" }
zone = "Europe/Zurich"
first_day = 2018-03-24

[[rooms]]
id = "hall"
names = { en = "Hall" }

[offices.chair]
names = { en = "Chair" }
"""
SEGMENT = """
[[days]]
day = 1

[[days.segments]]
id = "first"
room = "hall"
names = { en = "First" }
format = "opening"
starts = "10:00"
ends = "11:00"
phases = [
  { id = "words", kind = "introduction", names = { en = "Words" }, lineup = [{ id = "chair", office = "chair" }] },
]
"""
WHOLE = CONFERENCE + SEGMENT


def written(folder: Path, text: str) -> Path:
    path = folder / "programme.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(InvalidProgramme) as faulty:
        import_programme(written(folder, text))
    return [str(fault) for fault in faulty.value.faults]


def test_a_small_programme_in_one_file_is_imported(tmp_path: Path) -> None:
    programme = import_programme(written(tmp_path, WHOLE))
    (segment,) = programme.rooms[0].segments
    assert (segment.id, [phase.id for phase in segment.phases]) == ("first", ["first-words"])
    assert [slot.id for slot in segment.phases[0].lineup] == ["first-chair"]


def test_what_the_procedure_needs_is_said_in_the_programme(tmp_path: Path) -> None:
    said = WHOLE.replace('format = "opening"', 'format = "opening"\nprocedure = "formal"').replace(
        'office = "chair" }] }',
        'office = "chair", video = true, reports_on = "first" }], batch = 5, reserved = "2:30" }',
    )
    (segment,) = import_programme(written(tmp_path, said)).rooms[0].segments
    (phase,) = segment.phases
    assert (segment.procedure, phase.batch, phase.reserved) == ("formal", 5, 150)
    assert (phase.lineup[0].video, phase.lineup[0].reports_on) == (True, "first")


TIMES = (
    'format = "opening"\nlist_opens = "{}"\nlist_closes = "{}"\nquestions_at = "{}"\nquestions = [{{ en = "Why?" }}]'
)


def timed(opens: str, closes: str, out: str) -> str:
    """The first segment, from 10:00 to 11:00, with a list and questions that have times of their own."""
    return WHOLE.replace('format = "opening"', TIMES.format(opens, closes, out)).replace(
        'office = "chair" }] }', 'office = "chair" }], serves_list = true }'
    )


def test_a_list_opens_and_closes_and_questions_are_published_at_the_times_last_shown_before_the_end(
    tmp_path: Path,
) -> None:
    programme = import_programme(written(tmp_path, timed("18:30", "10:50", "09:00")))
    (segment,) = programme.rooms[0].segments
    opens, closes, out = segment.list_opens_at, segment.list_closes_at, segment.questions_at
    assert [f"{at:%d %H:%M}" for at in (opens, closes, out) if at] == ["23 17:30", "24 09:50", "24 08:00"]
    assert import_table(tables(programme), "again") == programme


def test_a_time_for_a_list_or_for_questions_that_are_not_there_is_a_fault(tmp_path: Path) -> None:
    said = timed("10:40", "10:30", "10:10").replace(", serves_list = true", "").replace('{ en = "Why?" }', "")
    place = "programme.toml: days[0].segments[0]"
    assert faults(tmp_path, said) == [
        f"{place}.list_opens: is for a list of speakers, and none of the phases serves one",
        f"{place}.list_closes: is for a list of speakers, and none of the phases serves one",
        f"{place}.list_closes: 10:30 is not after the list opens",
        f"{place}.questions_at: is for questions, and there are none",
    ]


def test_a_report_on_no_segment_is_a_fault(tmp_path: Path) -> None:
    said = WHOLE.replace('office = "chair" }]', 'office = "chair", reports_on = "last" }]')
    (fault,) = faults(tmp_path, said)
    assert fault == "programme.toml: days[0].segments[0].phases[0].lineup[0].reports_on: there is no segment 'last'"


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ('ends = "11:00"', 'ends = "10:00"', "programme.toml: days[0].segments[0].ends: 10:00 is when it starts"),
        (
            'ends = "11:00"',
            'ends = "11.00"',
            "programme.toml: days[0].segments[0].ends: '11.00' is not a time of day such as 10:00",
        ),
        ('ends = "11:00"', "", "programme.toml: days[0].segments[0].ends: is missing"),
        ('room = "hall"', 'room = "attic"', "programme.toml: days[0].segments[0].room: there is no room 'attic'"),
        (
            'kind = "introduction"',
            'kind = "lecture"',
            "programme.toml: days[0].segments[0].phases[0].kind: 'lecture' is not one of ceremony, introduction, "
            "openings, talk, discussion, floor, replies, reports, summary, break",
        ),
        (
            'office = "chair"',
            'office = "king"',
            "programme.toml: days[0].segments[0].phases[0].lineup[0].office: there is no entry 'king' under [offices]",
        ),
        (
            'names = { en = "Words" }',
            'names = "words"',
            "programme.toml: days[0].segments[0].phases[0].names: there is no entry 'words' under [names]",
        ),
        (
            'names = { en = "Words" }',
            'names = { fr = "Mots" }',
            "programme.toml: days[0].segments[0].phases[0].names.en: is missing",
        ),
        (
            'names = { en = "Words" }',
            'names = { en = "Words", de = "Worte" }',
            "programme.toml: days[0].segments[0].phases[0].names.de: 'de' is no language of this conference; "
            "known are en, fr, es, ru, zh, ar",
        ),
        (
            'id = "words"',
            'id = "words", time_limit = "2 min"',
            "programme.toml: days[0].segments[0].phases[0].time_limit: '2 min' is not a length in minutes and seconds "
            "such as 2:00",
        ),
        (
            'id = "words"',
            'id = "words", time_limit = "0:00"',
            "programme.toml: days[0].segments[0].phases[0].time_limit: 0:00 is no time at all",
        ),
        (
            'id = "words"',
            'id = "words", limit_is_guide = true',
            "programme.toml: days[0].segments[0].phases[0].time_limit: is missing: a guide and extra time need one",
        ),
        (
            'id = "words"',
            'id = "words", limit_is_guide = "yes"',
            "programme.toml: days[0].segments[0].phases[0].limit_is_guide: 'yes' is not true or false",
        ),
        (
            'id = "chair", ',
            'id = "chair", certainty = "alternatives", ',
            "programme.toml: days[0].segments[0].phases[0].lineup[0].alternatives: go with the certainty "
            "'alternatives', and it with them",
        ),
        (
            'id = "chair", ',
            'id = "words", ',
            "programme.toml: days[0].segments[0].phases[0].lineup[0].id: the id 'first-words' is taken by "
            "programme.toml: days[0].segments[0].phases[0].id",
        ),
        (
            'id = "first"',
            'id = "Der Erste"',
            "programme.toml: days[0].segments[0].id: 'Der Erste' is not an id such as d1-panel-1",
        ),
        (
            'zone = "Europe/Zurich"',
            'zone = "Europe/Atlantis"',
            "programme.toml: conference.zone: 'Europe/Atlantis' is no IANA time zone",
        ),
        (
            "first_day = 2018-03-24",
            'first_day = "soon"',
            "programme.toml: conference.first_day: 'soon' is not a date such as 2017-12-04",
        ),
        (CONFERENCE, "", "programme.toml: says nothing of the conference: there is no [conference] table"),
        (SEGMENT, "", "programme.toml: conference: has no day: there is no [[days]] table, and no file with a day"),
        (
            SEGMENT,
            SEGMENT + SEGMENT.replace('"first"', '"second"'),
            "programme.toml: days[1].day: there is a day 1 already, in programme.toml: days[0]",
        ),
    ],
)
def test_a_fault_is_told_by_file_and_path_in_one_sentence(tmp_path: Path, right: str, wrong: str, fault: str) -> None:
    assert right in WHOLE
    assert fault in faults(tmp_path, WHOLE.replace(right, wrong, 1))


def test_an_unknown_setting_is_a_fault_and_those_that_are_known_are_named(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, WHOLE.replace("day = 1", "day = 1\nweather = 'sunny'"))
    assert fault == "programme.toml: days[0].weather: is not known here; known are day, segments"


def test_a_file_that_is_not_toml_is_a_fault_with_its_line(tmp_path: Path) -> None:
    assert any(
        fault.startswith("programme.toml: is not TOML: ") and "line 1" in fault for fault in faults(tmp_path, "= 1")
    )


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(InvalidProgramme) as faulty:
        import_programme(tmp_path / "nowhere.toml")
    assert str(faulty.value.faults[0]) == "nowhere.toml: cannot be read: No such file or directory"


def test_all_faults_of_all_kinds_are_told_at_once(tmp_path: Path) -> None:
    text = (
        WHOLE.replace('"11:00"', '"10:00"')
        .replace('zone = "Europe/Zurich"', "zone = 1")
        .replace('office = "chair"', 'office = "king"')
        .replace('room = "hall"', 'room = "hall"\nhard_end = "perhaps"')
    )
    assert faults(tmp_path, text.replace("zone = 1", 'zone = "Nowhere"')) == [
        "programme.toml: days[0].segments[0].hard_end: 'perhaps' is not true or false",
        "programme.toml: conference.zone: 'Nowhere' is no IANA time zone",
        "programme.toml: days[0].segments[0].ends: 10:00 is when it starts",
        "programme.toml: days[0].segments[0].phases[0].lineup[0].office: there is no entry 'king' under [offices]",
    ]


def test_a_time_that_the_clocks_skip_is_a_fault(tmp_path: Path) -> None:
    text = WHOLE.replace("day = 1", "day = 2").replace('"10:00"', '"02:30"')
    assert faults(tmp_path, text) == [
        "programme.toml: days[0].segments[0].starts: 02:30 does not exist on 2018-03-25: the clocks of Europe/Zurich "
        "skip it"
    ]


def late(text: str = WHOLE, **times: str) -> str:
    """The small programme with its segment at other times."""
    told = f'starts = "{times["starts"]}"\nends = "{times["ends"]}"'
    return text.replace('starts = "10:00"\nends = "11:00"', told)


def times(folder: Path, text: str) -> tuple[list[str], list[str]]:
    """When the segments start and end, in UTC, and what is noted of their times."""
    programme = import_programme(written(folder, text))
    segments = [f"{s.starts_at:%d %H:%M}-{s.ends_at:%d %H:%M}" for room in programme.rooms for s in room.segments]
    return segments, [note for note in programme.warnings if "days[" in note]


def test_an_end_before_its_start_is_on_the_next_day_with_a_note(tmp_path: Path) -> None:
    assert times(tmp_path, late(starts="22:30", ends="00:30")) == (
        ["24 21:30-24 23:30"],
        [
            "programme.toml: days[0].segments[0].ends: 00:30 is before it starts at 22:30: taken is 00:30 on the next "
            "day, 2018-03-25, 2 h later"
        ],
    )


def test_an_end_that_may_be_a_slip_of_the_pen_is_asked_about(tmp_path: Path) -> None:
    (_, (note,)) = times(tmp_path, late(starts="10:00", ends="09:30"))
    assert note.endswith("2018-03-25, 22 h 30 min later; is that meant?")  # An hour is skipped that night.


def test_what_ends_in_an_hour_that_is_skipped_on_the_next_day_is_a_fault(tmp_path: Path) -> None:
    assert faults(tmp_path, late(starts="23:00", ends="02:30")) == [
        "programme.toml: days[0].segments[0].ends: 02:30 does not exist on 2018-03-25: the clocks of Europe/Zurich "
        "skip it"
    ]


AUTUMN = WHOLE.replace("2018-03-24", "2018-10-28")
TWICE = "comes twice on 2018-10-28, when the clocks of Europe/Zurich are set back: taken is the"


@pytest.mark.parametrize(
    ("starts", "ends", "at", "notes"),
    [
        ("02:15", "04:00", "28 00:15-28 03:00", [f"starts: 02:15 {TWICE} first, 00:15 UTC"]),
        ("01:00", "02:15", "27 23:00-28 00:15", [f"ends: 02:15 {TWICE} first, 00:15 UTC"]),
        (
            "02:45",
            "02:15",
            "28 00:45-28 01:15",
            [f"starts: 02:45 {TWICE} first, 00:45 UTC", f"ends: 02:15 {TWICE} second, 01:15 UTC"],
        ),
        ("01:30", "03:00", "27 23:30-28 02:00", []),
    ],
)
def test_of_an_hour_that_comes_twice_it_is_noted_which_was_taken(
    tmp_path: Path, starts: str, ends: str, at: str, notes: list[str]
) -> None:
    place = "programme.toml: days[0].segments[0]."
    assert times(tmp_path, late(AUTUMN, starts=starts, ends=ends)) == ([at], [place + note for note in notes])


def test_a_night_that_ends_in_the_hour_that_comes_twice_has_both_notes(tmp_path: Path) -> None:
    text = late(AUTUMN, starts="22:30", ends="02:30").replace("2018-10-28", "2018-10-27")
    (at,), notes = times(tmp_path, text)
    assert (at, len(notes)) == ("27 20:30-28 00:30", 2)


def row(segment: str, starts: str, ends: str) -> str:
    return (
        SEGMENT.split("day = 1")[1]
        .replace('"first"', f'"{segment}"')
        .replace('starts = "10:00"\nends = "11:00"', f'starts = "{starts}"\nends = "{ends}"')
    )


def test_the_night_after_a_day_is_no_gap_and_an_overlap_past_midnight_is_seen(tmp_path: Path) -> None:
    next_day = SEGMENT.split("[[days.segments]]", maxsplit=1)[0].replace("day = 1", "day = 2")
    text = (
        late(starts="22:30", ends="00:30") + row("lunch", "12:00", "13:00") + next_day + row("early", "00:15", "01:00")
    )
    warnings = import_programme(written(tmp_path, text + row("later", "08:00", "09:00"))).warnings
    assert "early starts in hall at 2018-03-25 00:15, before first ends at 00:30" in warnings
    gaps = [warning for warning in warnings if warning.startswith("nothing is planned")]
    assert gaps == [
        "nothing is planned from 2018-03-24 13:00 until first at 22:30",
        "nothing is planned from 2018-03-25 01:00 until later at 08:00",
    ]


def test_a_short_segment_between_does_not_hide_that_a_long_one_goes_on(tmp_path: Path) -> None:
    text = late(starts="10:00", ends="12:00") + row("short", "10:15", "10:30") + row("third", "11:00", "11:30")
    warnings = import_programme(written(tmp_path, text)).warnings
    assert "third starts in hall at 2018-03-24 11:00, before first ends at 12:00" in warnings


def test_small_hours_written_beneath_a_night_are_asked_about(tmp_path: Path) -> None:
    text = late(starts="22:30", ends="00:30") + row("dance", "00:30", "02:00")
    assert any("starts: 00:30 is taken as on 2018-03-24, before all" in note for note in times(tmp_path, text)[1])


def test_hours_of_the_conference_go_past_midnight_too(tmp_path: Path) -> None:
    hours = 'hours = [{ starts = "20:00", ends = "02:00" }, { starts = "10:00", ends = "10:00" }]\n\n[[rooms]]'
    (fault,) = faults(tmp_path, WHOLE.replace("[[rooms]]", hours, 1))
    assert fault == ("programme.toml: conference.hours[1].ends: 10:00 is when it starts")


@pytest.mark.parametrize(
    "zone",
    [
        "localtime",
        "Factory",
        "posixrules",
        "US/Pacific-New",
        "posix/Europe/Zurich",
        "right/UTC",
        "europe/zurich",
        "",
        "+02:00",
    ],
)
def test_a_zone_that_no_screen_can_show_is_a_fault(tmp_path: Path, zone: str) -> None:
    (fault,) = faults(tmp_path, WHOLE.replace("Europe/Zurich", zone))
    assert fault.startswith("programme.toml: conference.zone: ")


def test_a_zone_that_older_screens_do_not_know_is_noted(tmp_path: Path) -> None:
    assert (
        "screens and phones with software from before 2022 do not know the time zone Europe/Kyiv: Europe/Kiev is the "
        "same zone by its older name"
    ) in import_programme(written(tmp_path, WHOLE.replace("Europe/Zurich", "Europe/Kyiv"))).warnings


@pytest.mark.parametrize("first_day", ["9999-12-31", "0001-01-01", "1969-12-31"])
def test_a_day_that_no_calendar_reaches_is_a_fault(tmp_path: Path, first_day: str) -> None:
    (fault,) = faults(tmp_path, WHOLE.replace("2018-03-24", first_day))
    assert fault == f"programme.toml: conference.first_day: {first_day} is not in the years 1970 to 2199"


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("Wo\\u0000rds", "holds the character U+0000, which nobody can see: take it out"),
        ("Wo\\u202Erds", "holds the character U+202E, which nobody can see: take it out"),
        ("\\u3164 \\u200B", "holds nothing that can be seen"),
        # As a command's text is nothing, one of a programme is: a mark without a letter, selectors, tags.
        ("\\u0301", "holds nothing that can be seen"),
        ("\\u034F\\uFE0F", "holds nothing that can be seen"),
        ("\\U000E0041", "holds nothing that can be seen"),
        ("\\u17B4\\u2800", "holds nothing that can be seen"),
        ("x" * 2001, "is longer than 2000 characters"),
    ],
)
def test_what_nobody_can_see_is_a_fault(tmp_path: Path, name: str, what: str) -> None:
    text = WHOLE.replace('{ en = "Words" }', f'{{ en = "{name}" }}')
    assert faults(tmp_path, text) == [
        f"programme.toml: days[0].segments[0].phases[0].names.en: {what}",
        *_follows(text),
    ]


def _follows(text: str) -> list[str]:
    """The phase is left out with its faulty name."""
    return ["programme.toml: days[0].segments[0].phases: is missing: a segment has at least one phase"] if text else []


def test_wall_times_stay_when_the_conference_is_moved_over_a_change_of_clocks(tmp_path: Path) -> None:
    path = written(tmp_path, WHOLE)
    winter = import_programme(path).rooms[0].segments[0]
    summer = import_programme(path, date(2018, 7, 1)).rooms[0].segments[0]
    assert (str(winter.starts_at), str(summer.starts_at)) == ("2018-03-24 09:00:00+00:00", "2018-07-01 08:00:00+00:00")


def test_moving_the_first_day_moves_every_segment_and_changes_the_version() -> None:
    printed, moved = import_programme(BUILTIN), import_programme(BUILTIN, date(2026, 12, 7))
    assert printed.version != moved.version
    for was, now in zip(printed.rooms, moved.rooms, strict=True):
        assert [segment.id for segment in was.segments] == [segment.id for segment in now.segments]
    assert str(moved.rooms[0].segments[1].starts_at) == "2026-12-07 16:00:00+00:00"


def test_the_same_files_have_the_same_version() -> None:
    assert import_programme(BUILTIN).version == import_programme(BUILTIN).version


WARNINGS = import_programme(BUILTIN).warnings


@pytest.mark.parametrize(
    "hole",
    [
        "nothing is planned from 2017-12-05 15:00 until d2-action-group-4 at 15:30, though the conference meets at "
        "that time",
        "there is no time between d1-welcome and d1-panel-1 at 2017-12-04 11:00 to change seats",
        "there is no time between d1-panel-2 and d1-idea-lab at 2017-12-04 16:30 to change seats",
        "there is no time between d2-synthesis and d2-action-group-1, d2-action-group-2 and d2-action-group-3 at "
        "2017-12-05 10:45 to change rooms",
        "there is no time between d3-concluding and d3-closing-ceremony at 2017-12-06 17:30 to change seats",
        "the organisers have not stated all limits of d1-panel-1-floor: assumed is a limit of 120 s and 60 s extra for "
        "chairs of regional processes",
        "the organisers have not stated all limits of d1-idea-lab-talks: assumed is a limit of 720 s",
        "the organisers have not stated all limits of d3-reports-reports: assumed is a limit of 420 s",
        "the organisers have not stated all limits of d2-action-group-1-discussion: assumed is a guide of 120 s",
        "no time limit is stated for d2-synthesis-introduction and d2-synthesis-keynotes",
        "d1-welcome-president (President of Mexico) is to be confirmed",
        "d1-panel-1-moderator is not decided: Juan José Gómez Camacho (Mexico) or Jürg Lauber (Switzerland)",
        "not named yet in d1-panel-1: United Nations regional economic commissions",
        "no interpretation is stated for breakout-1",
    ],
)
def test_the_known_holes_of_the_built_in_programme_are_warned_of(hole: str) -> None:
    assert hole in WARNINGS


def test_segments_that_overlap_are_warned_of_and_imported(tmp_path: Path) -> None:
    second = SEGMENT.split("day = 1")[1].replace('"first"', '"second"').replace('"10:00"', '"10:15"')
    programme = import_programme(written(tmp_path, WHOLE + second))
    assert len(programme.rooms[0].segments) == 2
    assert "second starts in hall at 2018-03-24 10:15, before first ends at 11:00" in programme.warnings


def test_a_line_up_longer_than_its_segment_is_warned_of(tmp_path: Path) -> None:
    programme = import_programme(written(tmp_path, WHOLE.replace('id = "words"', 'id = "words", time_limit = "90:00"')))
    assert "the speakers of first are given 90 min; it lasts 60 min" in programme.warnings


# In whose name delegations speak, and how rooms are found

GROUPS = """
[[processes]]
name = "Colombo Process"
chair = "npl"
names = { en = "Colombo Process", fr = "Processus de Colombo" }

[[processes]]
name = "Abu Dhabi Dialogue"
chair = "lka"

[[groups]]
names = { en = "Group of 77 and China" }
"""


def test_groups_and_processes_are_registered_with_their_names_and_chairs(tmp_path: Path) -> None:
    programme = import_programme(written(tmp_path, WHOLE + GROUPS))
    assert programme.groups == (
        RegisteredGroup({"en": "Colombo Process", "fr": "Processus de Colombo"}, Capacity.REGIONAL_PROCESS, "npl"),
        RegisteredGroup({"en": "Abu Dhabi Dialogue"}, Capacity.REGIONAL_PROCESS, "lka"),
        RegisteredGroup({"en": "Group of 77 and China"}, Capacity.GROUP),
    )
    assert programme.process_chairs == {"Colombo Process": "npl", "Abu Dhabi Dialogue": "lka"}


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ('name = "Colombo Process"', 'name = "Columbo"', "processes[0].name: is none of its names"),
        (
            'names = { en = "Group of 77 and China" }',
            'names = { en = "Abu Dhabi DIALOGUE" }',
            "groups[0]: 'Abu Dhabi DIALOGUE' is the name of another group or process, too",
        ),
        ("[[groups]]", '[[groups]]\nkind = "loose"', "groups[0].kind: is not known here"),
        ('names = { en = "Group of 77 and China" }', "chair = 'ecu'", "groups[0].names: is missing"),
    ],
)
def test_a_fault_in_a_group_names_its_place(tmp_path: Path, right: str, wrong: str, fault: str) -> None:
    assert right in GROUPS
    (told,) = faults(tmp_path, WHOLE + GROUPS.replace(right, wrong))
    assert fault in told


def test_a_room_says_how_it_is_found(tmp_path: Path) -> None:
    way = 'names = { en = "Hall" }\nway = { en = "left, level 1", fr = "à gauche, niveau 1" }'
    programme = import_programme(written(tmp_path, WHOLE.replace('names = { en = "Hall" }', way)))
    assert programme.rooms[0].profile.way == {"en": "left, level 1", "fr": "à gauche, niveau 1"}
    assert import_programme(written(tmp_path, WHOLE)).rooms[0].profile.way == {}
