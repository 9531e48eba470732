"""The built-in programme, held against the preliminary information of 28 September 2017, block by block."""

from zoneinfo import ZoneInfo

import pytest

from live.programme.importing import import_programme
from live.programme.programme import Programme
from live.programme.publishing import BUILTIN
from live.room.model.plan import Certainty, Format, Phase, PhaseKind, Segment, SpeakerSlot

SGICM = "Secretary-General of the Intergovernmental Conference on International Migration"
COF = "Co-facilitators"
DIMENSIONS = ("Human", "Community", "Local/sub-national", "National", "Regional", "Global")

LUNCH: list[tuple[str, list[str]]] = [("break", [])]

# Day, time, room, format, title, and for each phase its kind and its speakers: in the order of the note.
SEED: list[tuple[int, str, str, str, str, list[tuple[str, list[str]]]]] = [
    (1, "08:00-10:00", "plenary", "registration", "Registration", [("break", [])]),
    (
        1,
        "10:00-11:00",
        "plenary",
        "ceremony",
        "Welcome ceremony",
        [("ceremony", ["President of Mexico", "Minister of Foreign Affairs of Mexico", SGICM, COF])],
    ),
    (
        1,
        "11:00-13:00",
        "plenary",
        "panel",
        "Panel I – Global, regional, sub-regional and national perspectives",
        [
            ("introduction", [COF]),
            (
                "openings",
                [
                    SGICM,
                    "United Nations regional economic commissions",
                    "Director General of the International Organization for Migration",
                    "Global Forum on Migration and Development",
                ],
            ),
            ("discussion", []),
            ("floor", []),
        ],
    ),
    (1, "13:00-15:00", "plenary", "break", "Lunch", LUNCH),
    (
        1,
        "15:00-16:30",
        "plenary",
        "panel",
        "Panel II – Stakeholder perspectives",
        [("openings", ["Civil society", "Private sector", "Mayor", "Academia"]), ("discussion", []), ("floor", [])],
    ),
    (
        1,
        "16:30-17:55",
        "plenary",
        "talks",
        "“Idea Lab” session – Towards a vision",
        [
            ("introduction", [COF]),
            ("talk", ["Presenter 1", "Presenter 2", "Presenter 3"]),
            ("discussion", []),
            ("floor", []),
        ],
    ),
    (1, "17:55-18:00", "plenary", "closing", "Closing of day 1", [("summary", [COF])]),
    (
        2,
        "10:00-10:15",
        "plenary",
        "opening",
        "Opening of day 2",
        [
            ("introduction", [COF]),
            (
                "introduction",
                [f"{who} of action group {group}" for group in range(1, 7) for who in ("Moderator", "Rapporteur")],
            ),
        ],
    ),
    (
        2,
        "10:15-10:45",
        "plenary",
        "keynotes",
        "Thematic synthesis and consolidation session – Towards concrete commitments",
        [("introduction", [COF]), ("talk", ["Keynote speaker 1", "Keynote speaker 2"])],
    ),
    *(
        (
            2,
            "10:45-13:00" if group <= 3 else "15:30-18:00",
            f"breakout-{(group - 1) % 3 + 1}",
            "breakout",
            f"Action group {group}: {dimension} dimension",
            [("introduction", ["Moderator"]), ("discussion", []), ("summary", ["Moderator", "Rapporteur"])],
        )
        for group, dimension in enumerate(DIMENSIONS, start=1)
    ),
    *(
        (2, "13:00-15:00", room, "break", "Lunch", LUNCH)
        for room in ("plenary", "breakout-1", "breakout-2", "breakout-3")
    ),
    (3, "10:00-10:05", "plenary", "opening", "Opening of day 3", [("introduction", [COF])]),
    (
        3,
        "10:05-11:00",
        "plenary",
        "reports",
        "Reporting session – Thematic synthesis and consolidation – Towards concrete commitments",
        [("reports", [f"Rapporteur of action group {group}" for group in range(1, 7)])],
    ),
    (
        3,
        "11:00-13:00",
        "plenary",
        "panel",
        "Follow-up and implementation session – Towards a coherent institutional architecture and effective"
        " partnerships",
        [
            ("introduction", [COF]),
            (
                "openings",
                [
                    SGICM,
                    "International Organization for Migration (IOM)",
                    "Global Forum on Migration and Development",
                    "Regional perspectives",
                    "Civil society",
                    "Private sector",
                ],
            ),
            ("discussion", []),
            ("floor", []),
        ],
    ),
    (3, "13:00-15:00", "plenary", "break", "Lunch", LUNCH),
    (
        3,
        "15:00-17:30",
        "plenary",
        "panel",
        "Concluding session – Towards a global compact for safe, orderly and regular migration",
        [("summary", [SGICM, "Migration expert", COF]), ("floor", [])],
    ),
    (
        3,
        "17:30-18:00",
        "plenary",
        "ceremony",
        "Closing ceremony",
        [
            (
                "ceremony",
                [
                    "President of the seventy-second session of the General Assembly",
                    COF,
                    SGICM,
                    "Government of Mexico",
                ],
            )
        ],
    ),
]


@pytest.fixture(scope="module")
def programme() -> Programme:
    return import_programme(BUILTIN)


@pytest.fixture(scope="module")
def segments(programme: Programme) -> dict[str, Segment]:
    return {segment.id: segment for room in programme.rooms for segment in room.segments}


def phases(segments: dict[str, Segment], kind: PhaseKind) -> dict[str, Phase]:
    return {phase.id: phase for segment in segments.values() for phase in segment.phases if phase.kind is kind}


def slot(segments: dict[str, Segment], named: str) -> SpeakerSlot:
    return next(
        slot
        for segment in segments.values()
        for slot in (
            *segment.moderators,
            *segment.rapporteurs,
            *(slot for phase in segment.phases for slot in phase.lineup),
        )
        if slot.id == named
    )


def test_every_block_of_the_note_is_there_at_its_time_and_with_its_speakers_and_nothing_else(
    programme: Programme,
) -> None:
    zone = ZoneInfo(programme.zone)
    told = [
        (
            (segment.starts_at.astimezone(zone).date() - programme.first_day).days + 1,
            f"{segment.starts_at.astimezone(zone):%H:%M}-{segment.ends_at.astimezone(zone):%H:%M}",
            room.profile.id,
            segment.format.value,
            segment.names["en"],
            [(phase.kind.value, [slot.names["en"] for slot in phase.lineup]) for phase in segment.phases],
        )
        for room in programme.rooms
        for segment in room.segments
    ]
    assert sorted(told) == sorted(SEED)


def test_it_is_held_in_mexico_from_the_fourth_of_december_2017(
    programme: Programme, segments: dict[str, Segment]
) -> None:
    assert (programme.zone, str(programme.first_day)) == ("America/Mexico_City", "2017-12-04")
    assert str(segments["d1-welcome"].starts_at) == "2017-12-04 16:00:00+00:00"


def test_its_rooms_are_the_plenary_and_three_breakout_rooms(programme: Programme) -> None:
    assert [room.profile.id for room in programme.rooms] == ["plenary", "breakout-1", "breakout-2", "breakout-3"]


def test_two_minutes_are_given_from_the_floor_of_the_plenary_and_five_to_panellists(
    segments: dict[str, Segment],
) -> None:
    floors = phases(segments, PhaseKind.FLOOR)
    assert [(name, phase.serves_list, phase.time_limit) for name, phase in floors.items()] == [
        ("d1-panel-1-floor", True, 120),
        ("d1-panel-2-floor", True, 120),
        ("d1-idea-lab-floor", True, 120),
        ("d3-follow-up-floor", True, 120),
        ("d3-concluding-floor", True, 120),
    ]
    openings = phases(segments, PhaseKind.OPENINGS)
    assert {name: phase.time_limit for name, phase in openings.items()} == {
        "d1-panel-1-openings": 300,
        "d1-panel-2-openings": 300,
        "d3-follow-up-openings": 300,
    }


def test_chairs_of_regional_processes_are_given_extra_time_in_panel_i_alone(segments: dict[str, Segment]) -> None:
    extra = {
        phase.id: phase.process_extra
        for segment in segments.values()
        for phase in segment.phases
        if phase.process_extra
    }
    assert extra == {"d1-panel-1-floor": 60}


def test_nobody_is_held_to_a_limit_in_the_action_groups_where_the_list_is_called_in_the_discussion(
    segments: dict[str, Segment],
) -> None:
    groups = [segment for segment in segments.values() if segment.format is Format.BREAKOUT]
    assert len(groups) == 6
    for group in groups:
        served = [phase for phase in group.phases if phase.serves_list]
        assert [(phase.kind, phase.time_limit, phase.limit_is_guide) for phase in served] == [
            (PhaseKind.DISCUSSION, 120, True)
        ]


def test_talks_are_given_twelve_minutes_and_reports_seven_and_ceremonies_have_no_limit(
    segments: dict[str, Segment],
) -> None:
    assert phases(segments, PhaseKind.TALK)["d1-idea-lab-talks"].time_limit == 720
    assert phases(segments, PhaseKind.REPORTS)["d3-reports-reports"].time_limit == 420
    assert [phase.time_limit for phase in phases(segments, PhaseKind.CEREMONY).values()] == [None, None]


def test_a_panel_talks_with_no_clock_and_no_list_before_the_floor_is_opened(segments: dict[str, Segment]) -> None:
    discussions = phases(segments, PhaseKind.DISCUSSION)
    assert {
        name: (phase.serves_list, phase.time_limit) for name, phase in discussions.items() if not phase.limit_is_guide
    } == {
        "d1-panel-1-discussion": (False, None),
        "d1-panel-2-discussion": (False, None),
        "d1-idea-lab-discussion": (False, None),
        "d3-follow-up-discussion": (False, None),
    }


def test_interpretation_is_into_all_six_languages_in_plenary_and_promised_nowhere_else(
    segments: dict[str, Segment],
) -> None:
    for segment in segments.values():
        if segment.format in (Format.BREAK, Format.REGISTRATION, Format.BREAKOUT):
            assert segment.interpretation == ()
        else:
            assert segment.interpretation == ("ar", "en", "es", "fr", "ru", "zh")


def test_the_ends_that_others_depend_on_are_marked(segments: dict[str, Segment]) -> None:
    assert {name for name, segment in segments.items() if segment.hard_end} == {
        "d1-panel-1",
        "d1-idea-lab",
        "d1-closing",
        "d2-synthesis",
        *(f"d2-action-group-{group}" for group in range(1, 7)),
        "d3-follow-up",
        "d3-closing-ceremony",
    }


def test_what_is_to_be_confirmed_is_known_to_organisers_and_in_no_name(segments: dict[str, Segment]) -> None:
    president = slot(segments, "d1-welcome-president")
    assert (president.names["en"], president.person) == ("President of Mexico", "Enrique Peña Nieto")
    assert president.certainty is Certainty.TO_BE_CONFIRMED
    assert slot(segments, "d1-welcome-foreign-minister").certainty is Certainty.TO_BE_CONFIRMED
    shown = [slot.names for segment in segments.values() for phase in segment.phases for slot in phase.lineup]
    assert not [name for names in shown for name in names.values() if "TBC" in name or " or " in name]


def test_the_closing_hears_the_minister_or_the_president_for_the_government_of_mexico(
    segments: dict[str, Segment],
) -> None:
    host = slot(segments, "d3-closing-ceremony-government-of-mexico")
    assert host.certainty is Certainty.ALTERNATIVES
    assert [names["en"] for names in host.alternatives] == [
        "Minister of Foreign Affairs of Mexico",
        "President of Mexico",
    ]


def test_one_designated_representative_speaks_for_five_commissions(segments: dict[str, Segment]) -> None:
    commissions = slot(segments, "d1-panel-1-regional-commissions")
    assert commissions.represents == "one designated representative for five commissions"
    assert commissions.certainty is Certainty.PLACEHOLDER


def test_panellists_carry_the_focus_the_note_gives_them(segments: dict[str, Segment]) -> None:
    (openings,) = (phase for phase in segments["d1-panel-1"].phases if phase.kind is PhaseKind.OPENINGS)
    assert [slot.focus for slot in openings.lineup] == [
        "informal thematic sessions",
        "formal regional consultations",
        "regional (RCPs) and national consultations outside the UN",
        None,
    ]


def test_one_of_two_co_facilitators_moderates_each_panel_of_day_one_and_both_those_of_day_three(
    segments: dict[str, Segment],
) -> None:
    for panel in ("d1-panel-1", "d1-panel-2"):
        (moderator,) = segments[panel].moderators
        assert (moderator.names["en"], moderator.certainty) == ("Co-facilitator", Certainty.ALTERNATIVES)
        assert len(moderator.alternatives) == 2
    for later in ("d3-reports", "d3-follow-up", "d3-concluding"):
        assert [slot.person for slot in segments[later].moderators] == ["Juan José Gómez Camacho, Jürg Lauber"]


def test_each_action_group_has_a_moderator_and_a_rapporteur_from_a_member_state(segments: dict[str, Segment]) -> None:
    for group in range(1, 7):
        segment = segments[f"d2-action-group-{group}"]
        assert [slot.category for slot in (*segment.moderators, *segment.rapporteurs)] == ["member_state"] * 2


def test_the_secretary_general_is_rapporteur_of_the_meeting(segments: dict[str, Segment]) -> None:
    assert [slot.names["en"] for slot in segments["d3-concluding"].rapporteurs] == [SGICM]


def test_objectives_and_format_notes_are_in_the_organisers_words(segments: dict[str, Segment]) -> None:
    counted = {name: (len(s.objectives), len(s.format_notes)) for name, s in segments.items() if s.objectives}
    assert counted == {
        "d1-welcome": (1, 1),
        "d1-panel-1": (2, 4),
        "d1-panel-2": (3, 2),
        "d1-idea-lab": (1, 3),
        "d1-closing": (2, 0),
        "d2-opening": (3, 2),
        "d2-synthesis": (2, 2),
        **{f"d2-action-group-{group}": (1, 7) for group in range(1, 7)},
        "d3-opening": (1, 1),
        "d3-reports": (2, 2),
        "d3-follow-up": (2, 4),
        "d3-concluding": (1, 5),
        "d3-closing-ceremony": (1, 1),
    }
    assert segments["d1-closing"].objectives == ("Recap day 1", "Outlook on day 2")
    assert segments["d1-welcome"].format_notes == ("Formal inaugural session",)


def test_everything_shown_of_the_programme_is_named_in_six_languages(
    programme: Programme, segments: dict[str, Segment]
) -> None:
    # A name that reads as in English is left out of its table, as "Introduction" is of the French.
    same = {("Introduction", "fr"), ("Rapporteur", "fr")}
    slots = [
        slot
        for segment in segments.values()
        for slot in (*segment.moderators, *segment.rapporteurs, *(s for phase in segment.phases for s in phase.lineup))
    ]
    titled = [
        programme.names,
        *(room.profile.names for room in programme.rooms),
        *(segment.names for segment in segments.values()),
        *(phase.names for segment in segments.values() for phase in segment.phases),
        *(slot.names for slot in slots),
        *(names for slot in slots for names in slot.alternatives),
    ]
    missing = {
        (names["en"], language)
        for names in titled
        for language in ("fr", "es", "ru", "zh", "ar")
        if language not in names
    }
    assert missing == same


def test_chairs_are_known_for_the_processes_whose_chairs_are_public(programme: Programme) -> None:
    assert programme.process_chairs == {
        "Abu Dhabi Dialogue": "lka",
        "Budapest Process": "tur",
        "Colombo Process": "npl",
        "Regional Conference on Migration (Puebla Process)": "slv",
        "South American Conference on Migration": "ury",
    }


def test_groups_and_processes_go_by_six_names(programme: Programme) -> None:
    assert all(sorted(group.names) == ["ar", "en", "es", "fr", "ru", "zh"] for group in programme.groups)
    chaired = {group.names["en"]: group.chair for group in programme.groups if group.chair}
    assert chaired == programme.process_chairs
