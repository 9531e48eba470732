"""What a log says was said and done."""

from datetime import date, timedelta

from live.proceedings.conference import Proceedings, together
from live.proceedings.course import RoomProceedings
from live.proceedings.folding import proceedings_of
from live.proceedings.occurrences import OccurrenceKind
from live.proceedings.publicity import in_public
from live.proceedings.statements import StatementKind
from live.room.commands import (
    AddNote,
    CallSecretariat,
    CarryOver,
    CedePlace,
    ContinueWithoutInterpretation,
    CorrectPerson,
    CorrectSpeaker,
    DeclineFloor,
    LogIntervention,
    MarkAbsent,
    ResumeMeeting,
    SetTimeLimit,
    SuspendMeeting,
    YieldTime,
)
from live.room.model.record import Gender
from live.room.model.turns import Became, InterventionKind
from tests.given import (
    AT,
    DESK,
    GROUP_WORK,
    NOTHING,
    PANEL,
    REGIONAL_PROCESS,
    UNSAID,
    Step,
    adds,
    asks,
    badge,
    by,
    calls_next,
    calls_up,
    closes_list,
    ends,
    entries,
    extends,
    gives_back,
    goes_to,
    later,
    of,
    on_floor,
    opens_list,
    pauses,
    picks,
    programme,
    resumes,
    secretariat,
    starts,
    starts_clock,
    undoes,
)

BEGINS = (secretariat(programme()), starts("panel"), goes_to("floor"), opens_list())
"""The panel takes questions from the floor; 17:00 is when everything is done that takes no time."""


def said(*steps: Step) -> RoomProceedings:
    return proceedings_of("plenary", entries(NOTHING, *steps))


def speaks(seconds: float) -> tuple[Step, ...]:
    """Whoever is next has the floor for so long."""
    return calls_next(), starts_clock(), later(seconds), gives_back()


def names(room: RoomProceedings) -> list[str]:
    return [one.who.names["en"] for one in room.statements]


def kinds(room: RoomProceedings) -> list[OccurrenceKind]:
    return [one.kind for one in room.occurrences]


def test_a_statement_has_its_times_its_order_and_its_place() -> None:
    room = said(*BEGINS, asks("kenya"), asks("fiji"), later(30), *speaks(131.9), later(5), *speaks(60))
    first, second = room.statements
    assert [one.number for one in room.statements] == [1, 2]
    assert names(room) == ["Kenya", "Fiji"]
    assert (first.called, first.started) == (AT + timedelta(seconds=30),) * 2
    assert (first.allotted, first.used, first.over) == (120, 131, 11)
    assert (second.used, second.over) == (60, 0)
    assert first.place.segment == "panel"
    assert first.place.phase == "floor"
    assert first.place.day == date(2017, 12, 4)
    assert first.asked == AT
    assert first.called_by == DESK.id
    assert first.kind is StatementKind.STATEMENT


def test_pauses_and_points_of_order_are_not_on_the_clock_of_whoever_was_interrupted() -> None:
    room = said(
        *BEGINS,
        asks("kenya"),
        calls_next(),
        starts_clock(),
        later(20),
        pauses(),
        later(100),
        resumes(),
        later(10),
        secretariat(CallSecretariat(on_floor_now())),
        later(35),
        gives_back(),
        resumes(),
        later(5),
        gives_back(),
    )
    kenya, desk = room.statements
    assert kenya.used == 35
    assert (desk.kind, desk.used, desk.clocked) == (StatementKind.SECRETARIAT, 35, False)


def on_floor_now() -> str:
    return "r5"


def test_without_a_clock_the_time_on_the_floor_counts_without_interruptions_and_suspensions() -> None:
    room = said(
        *BEGINS,
        asks("kenya"),
        calls_next(),
        later(20),
        secretariat(CallSecretariat(on_floor_now())),
        later(35),
        gives_back(),
        later(10),
        secretariat(SuspendMeeting()),
        later(600),
        secretariat(ResumeMeeting()),
        later(2),
        gives_back(),
    )
    assert [one.used for one in room.statements] == [32, 35]
    assert kinds(room)[-2:] == [OccurrenceKind.SUSPENDED, OccurrenceKind.RESUMED]


def test_a_guide_is_never_over_and_the_floor_of_now_has_no_end() -> None:
    room = said(*BEGINS[:1], starts("group-work"), goes_to("exchange"), opens_list(), asks("kenya"), *speaks(500))
    assert (room.statements[0].over, room.statements[0].guide) == (None, True)
    room = said(*BEGINS, asks("kenya"), calls_next(), starts_clock(), later(10))
    assert (room.statements[0].ended, room.statements[0].used, room.statements[0].over) == (None, None, None)


def test_who_was_absent_or_passed_is_kept_beside_with_when_and_by_whom_they_were_called() -> None:
    room = said(
        *BEGINS,
        asks("kenya"),
        asks("fiji"),
        later(7),
        calls_next(),
        later(15),
        on_floor(MarkAbsent),
        calls_next(),
        on_floor(DeclineFloor, badge("fiji")),
        *speaks(10),
    )
    absent, declined = [one for one in room.occurrences if one.called is not None]
    assert (absent.kind, absent.who and absent.who.delegation, absent.by) == (OccurrenceKind.ABSENT, "kenya", DESK.id)
    assert (absent.called, absent.at) == (AT + timedelta(seconds=7), AT + timedelta(seconds=22))
    assert (declined.kind, declined.by) == (OccurrenceKind.DECLINED, badge("fiji").id)
    assert names(room) == ["Kenya"]


def test_what_was_undone_is_struck_out_and_kept_apart() -> None:
    room = said(*BEGINS, asks("kenya"), asks("fiji"), calls_next(), starts_clock(), later(30), undoes(), undoes())
    assert room.statements == ()
    called, clock = room.struck
    assert called.did == ("speaker_called",)
    assert clock.did == ("clock_started",)
    assert called.about == {"en": "Kenya"}
    assert (called.undone_at - called.at, called.undone_by) == (timedelta(seconds=30), DESK.id)
    assert [one.who.delegation for one in called.statements] == ["kenya"]
    assert clock.statements == ()


def test_a_limit_that_was_undone_is_no_decision() -> None:
    decided = said(*BEGINS, secretariat(SetTimeLimit(90)))
    assert [(one.kind, one.seconds) for one in decided.occurrences][-1] == (OccurrenceKind.LIMIT_SET, 90)
    assert decided.occurrences[-1].limited_phase == {"en": "Floor"}
    assert OccurrenceKind.LIMIT_SET not in kinds(said(*BEGINS, secretariat(SetTimeLimit(90)), undoes()))


def test_a_pass_after_whose_call_was_undone_is_a_request_taken_back() -> None:
    room = said(*BEGINS, asks("kenya"), asks("fiji"), calls_next(), on_floor(DeclineFloor, badge("kenya")), undoes())
    assert OccurrenceKind.DECLINED not in kinds(room)
    assert kinds(room)[-1] is OccurrenceKind.WITHDRAWN


def test_a_correction_applies_and_what_stood_first_is_kept() -> None:
    room = said(
        *BEGINS,
        asks("kenya"),
        calls_next(),
        starts_clock(),
        later(3),
        on_floor(lambda turn: CorrectSpeaker(turn, "fiji")),
    )
    (one,) = room.statements
    assert one.who.delegation == "fiji"
    assert [(known.was and known.was.delegation, known.became.delegation) for known in one.corrections] == [
        ("kenya", "fiji")
    ]
    assert kinds(room)[-1] is OccurrenceKind.CORRECTED


def test_notes_and_names_put_right_afterwards_are_attributed_and_what_stood_first_is_kept() -> None:
    room = said(
        *BEGINS,
        adds("kenya", person="B. Wrong"),
        *speaks(5),
        later(60),
        secretariat(AddNote("r5", AT, "Handed in")),
        secretariat(CorrectPerson("r5", AT, "A. Right", "Minister", Gender.WOMAN)),
        secretariat(CorrectPerson("r5", AT, "A. Wright", "Minister", Gender.WOMAN)),
    )
    (one,) = room.statements
    assert (one.who.person, one.who.title, one.gender) == ("A. Wright", "Minister", Gender.WOMAN)
    assert [(note.text, note.by) for note in one.notes] == [("Handed in", DESK.id)]
    assert [(known.was and known.was.person, known.by, known.afterwards) for known in one.corrections] == [
        ("B. Wrong", DESK.id, True),
        ("A. Right", DESK.id, True),
    ]
    public = in_public(together([room])).statements[0]
    assert (public.who.person, public.notes, public.gender) == ("A. Wright", (), None)
    assert public.corrections[0].was is None


def test_time_that_was_added_yielded_or_ceded_is_told() -> None:
    room = said(
        *BEGINS,
        asks("kenya"),
        asks("fiji"),
        calls_next(),
        starts_clock(),
        extends(30),
        extends(-10),
        later(40),
        on_floor(lambda turn: YieldTime(turn, "peru")),
        starts_clock(),
        later(20),
        gives_back(),
        of("fiji", lambda request: CedePlace(request, "nepal")),
        *speaks(9),
    )
    kenya, peru, nepal = room.statements
    assert (kenya.extended, kenya.allotted, kenya.used) == (20, 140, 40)
    assert (peru.allotted, peru.yielded_by, peru.unlisted) == (100, {"en": "Kenya"}, True)
    assert nepal.who.delegation == "nepal"
    told = [one for one in room.occurrences if one.kind in (OccurrenceKind.YIELDED, OccurrenceKind.CEDED)]
    assert [(one.who and one.who.delegation, one.to) for one in told] == [
        ("kenya", {"en": "Peru"}),
        ("fiji", {"en": "Nepal"}),
    ]


def test_every_kind_of_contribution_is_named() -> None:
    room = said(
        *BEGINS[:1],
        starts("welcome"),
        calls_next(),
        starts("panel"),
        goes_to("openings"),
        calls_next(),
        goes_to("floor"),
        opens_list(),
        asks("nepal", REGIONAL_PROCESS, "Colombo Process"),
        calls_next(),
        gives_back(),
        adds("fiji", kind=InterventionKind.REACTION, about="r9", joint=("kenya", "iom"), language="Fijian"),
        calls_next(),
        gives_back(),
        later(600),
        secretariat(LogIntervention("peru", AT + timedelta(seconds=100), 60)),
    )
    # What was written down afterwards stands where it was said.
    assert [one.kind for one in room.statements] == [
        StatementKind.STATEMENT,
        StatementKind.PANELLIST,
        StatementKind.STATEMENT,
        StatementKind.REACTION,
        StatementKind.STATEMENT,
    ]
    nepal, fiji, peru = room.statements[2:]
    assert (nepal.capacity, nepal.on_behalf_of, nepal.allotted) == (REGIONAL_PROCESS, "Colombo Process", 180)
    assert (fiji.to, fiji.joint, fiji.language) == ({"en": "Nepal"}, ({"en": "Kenya"}, {"en": "IOM"}), "Fijian")
    assert (peru.written_afterwards, peru.used) == (True, 60)
    assert [one.number for one in room.statements] == [1, 1, 2, 3, 4]


def test_planned_against_actual_with_phases_and_interpretation() -> None:
    room = said(
        *BEGINS[:1],
        later(65 * 60),
        starts("panel"),
        later(60),
        goes_to("floor"),
        opens_list(),
        later(7200),
        secretariat(ContinueWithoutInterpretation()),
        asks("kenya"),
        *speaks(60),
        later(60),
        ends("panel"),
    )
    run = next(run for run in room.runs if run.place.segment == "panel")
    assert (run.planned_start, run.planned_end, run.hard_end) == (PANEL.starts_at, PANEL.ends_at, True)
    assert (run.late_start, run.late_end) == (300, 300 + 60 + 120)
    assert [(phase.phase, phase.ended and phase.ended - phase.started) for phase in run.phases] == [
        ("introduction", timedelta(seconds=60)),
        ("floor", timedelta(seconds=7200 + 120)),
    ]
    assert run.uninterpreted_since == room.statements[0].uninterpreted_since
    assert [run.started for run in room.runs if run.place.segment == GROUP_WORK.id] == [None]
    assert [run.place.meeting for run in room.runs] == [1, 1, None, 2, 2]


def test_who_was_on_the_list_to_the_end_was_not_reached_and_what_became_of_them_is_told() -> None:
    room = said(
        *BEGINS,
        *(asks(name) for name in ("kenya", "fiji", "peru", "nepal")),
        *speaks(10),
        ends("panel"),
        opens_list("group-work"),
        of("fiji", lambda request: CarryOver("panel", "group-work", (request,))),
        of("peru", lambda _: CarryOver("panel", "group-work", ()), DESK),
        starts("group-work"),
        goes_to("exchange"),
        later(5),
        picks("fiji"),
        gives_back(),
    )
    assert [(one.number, one.who.delegation, one.became) for one in room.not_reached] == [
        (1, "fiji", Became.CARRIED_OVER),
        (2, "peru", Became.CARRIED_OVER),
        (3, "nepal", Became.CARRIED_OVER),
    ]
    assert room.not_reached[0].to == {"en": "Group-Work"}
    assert [one.spoke for one in room.not_reached] == [AT + timedelta(seconds=15), None, None]


def test_whoever_was_carried_over_while_the_segment_ran_was_not_reached_either() -> None:
    room = said(
        *BEGINS,
        asks("kenya"),
        asks("fiji"),
        secretariat(CarryOver("panel", "group-work")),
        ends("panel"),
    )
    assert [(one.who.delegation, one.became) for one in room.not_reached] == [
        ("kenya", Became.CARRIED_OVER),
        ("fiji", Became.CARRIED_OVER),
    ]


def test_the_forecast_is_compared_with_what_happened() -> None:
    room = said(*BEGINS, asks("kenya"), asks("fiji"), *speaks(60), *speaks(60), asks("peru"), closes_list(), *speaks(9))
    assert next(one.off for one in room.estimates) == 0
    assert len(room.estimates) == 3
    (closing,) = room.list_estimates
    assert (closing.fit, closing.of, closing.heard) == (1, 1, 1)


def conference(*steps: Step) -> Proceedings:
    return together([said(*steps)])


def test_the_first_turn_of_a_delegation_in_any_room_is_marked() -> None:
    plenary = said(*BEGINS, later(10), asks("kenya"), asks("fiji"), *speaks(1), *speaks(1))
    breakout = proceedings_of("breakout-1", entries(NOTHING, *BEGINS, asks("kenya"), *speaks(1)))
    both = together([plenary, breakout])
    assert [(one.place.room, one.who.delegation, one.first) for one in both.statements] == [
        ("breakout-1", "kenya", True),
        ("plenary", "kenya", False),
        ("plenary", "fiji", True),
    ]


def test_the_public_reads_what_was_said_and_not_who_was_absent_or_not_reached() -> None:
    shown = in_public(
        conference(
            *BEGINS,
            asks("kenya"),
            asks("fiji"),
            calls_next(),
            on_floor(MarkAbsent),
            calls_next(),
            starts_clock(),
            on_floor(lambda turn: CorrectSpeaker(turn, "peru")),
            by(DESK, SetTimeLimit(90)),
            calls_up("iom"),
            ends("panel"),
        )
    )
    assert UNSAID not in repr(shown)
    assert "ABSENT" not in repr(shown)
    assert shown.not_reached == ()
    assert [one.who.delegation for one in shown.statements] == ["peru", "iom"]
    assert shown.statements[0].corrections[0].was is None
