"""Who will be heard in time, and how the day will run."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from live import wire
from live.room.authority import View
from live.room.commands import ContinueWithoutInterpretation, MarkAbsent, SetTimeLimit, SuspendMeeting
from live.room.model.plan import Format, PhaseKind, Segment, reseats
from live.room.model.state import RoomState
from live.room.outlook import forecast
from live.room.outlook.forecast import CHANGEOVER, Outlook
from live.room.views import stamp
from tests.given import (
    AT,
    KENYA_SPEAKS,
    NOTHING,
    OPEN,
    PANEL,
    PUBLISHED,
    SEGMENTS,
    Step,
    adds,
    after,
    asks,
    calls_next,
    calls_up,
    ends,
    extends,
    gives_back,
    goes_to,
    later,
    on_floor,
    opens_list,
    phase,
    programme,
    register,
    secretariat,
    segment,
    slot,
    starts,
    starts_clock,
)
from tests.room.test_views import FOR_EVERYONE, Json, shown

NAMES = tuple(f"state-{n}" for n in range(200))
CROWD = after(PUBLISHED, secretariat(programme(version="crowd", delegations=register(*NAMES))))
FLOOR = after(CROWD, later(3600), starts("panel"), goes_to("floor"), opens_list())
"""The floor phase begins with the panel, at its printed start: 120 minutes are left."""


def waiting(state: RoomState, many: int) -> RoomState:
    return after(state, *(adds(name) for name in NAMES[:many]))


def minutes(at: datetime) -> float:
    return (at - AT).total_seconds() / 60


def seen(state: RoomState) -> Json:
    found: Json = shown(View.CONTROL, state)["forecast"]
    return found


def turn(name: str, seconds: int, gap: int = 0) -> tuple[Step, ...]:
    return (later(gap), calls_up(name), starts_clock(), later(seconds), gives_back())


# Pace


def test_before_anyone_spoke_the_pace_is_the_limit_and_a_change_over() -> None:
    assert forecast.pace(FLOOR, PANEL) == 120 + CHANGEOVER


def test_the_pace_is_what_was_observed_with_the_limit_counted_as_two_turns() -> None:
    state = after(FLOOR, *turn("kenya", 180), *turn("fiji", 180, 20))
    assert forecast.pace(state, PANEL) == (2 * 140 + 200 + 200) // 4
    many = after(FLOOR, *(step for n in range(20) for step in turn(NAMES[n], 180, 20)))
    assert forecast.pace(many, PANEL) == round((2 * 140 + 10 * 200) / 12)


def test_a_long_silence_between_two_speakers_is_no_change_over() -> None:
    state = after(FLOOR, *turn("kenya", 180), *turn("fiji", 180, 900))
    assert forecast.pace(state, PANEL) == (2 * 140 + 200 + 200) // 4


def test_a_gap_between_two_speakers_is_their_change_over_if_it_is_of_two_minutes_or_less() -> None:
    for gap, took in {40: 220, 120: 300, 121: 200}.items():
        state = after(FLOOR, *turn("kenya", 180), *turn("fiji", 60, gap), *turn("peru", 100))
        assert forecast.pace(state, PANEL) == (2 * 140 + took + 60 + 120) / 5


def test_the_pace_is_of_the_phase_that_runs_and_of_those_who_were_heard_in_it() -> None:
    called = after(FLOOR, calls_up("fiji"), later(90), on_floor(MarkAbsent))
    assert forecast.pace(called, PANEL) == 140
    replies = after(FLOOR, *turn("kenya", 180), goes_to("replies"), secretariat(SetTimeLimit(120)))
    assert forecast.pace(replies, PANEL) == 140


def test_a_new_limit_changes_the_pace_to_come() -> None:
    assert forecast.pace(after(FLOOR, secretariat(SetTimeLimit(60))), PANEL) == 80


def test_without_a_limit_and_without_a_turn_there_is_no_forecast() -> None:
    unlimited = after(FLOOR, secretariat(SetTimeLimit(None)))
    assert forecast.forecast(unlimited, PANEL) is None
    assert "forecast" not in shown(View.CONTROL, unlimited)
    assert forecast.pace(after(unlimited, *turn("kenya", 100)), PANEL) == 120


# Who fits


def test_n_of_m_on_the_list_will_speak_before_the_end() -> None:
    state = waiting(FLOOR, 60)
    assert (seen(state)["fit"], seen(state)["of"]) == (120 * 60 // 140, 60)
    assert seen(state)["until"] == "2017-12-04T20:00:00.000Z"


def test_all_fit_at_a_shorter_time_which_is_said_in_steps_of_five_seconds() -> None:
    state = waiting(FLOOR, 60)
    given = seen(state)["all_fit_at"]
    assert given == 100
    shorter = after(state, secretariat(SetTimeLimit(given)))
    assert seen(shorter)["fit"] == 60
    assert "all_fit_at" not in seen(shorter)


def test_where_all_fit_nothing_shorter_is_proposed_and_where_none_could_neither() -> None:
    assert "all_fit_at" not in seen(waiting(FLOOR, 5))
    assert "all_fit_at" not in seen(waiting(FLOOR, 200))


def test_the_list_should_be_closed_while_those_on_it_still_fit() -> None:
    state = waiting(FLOOR, 30)
    assert seen(state)["close_by"] == stamp(AT + timedelta(minutes=180) - timedelta(seconds=30 * 140))


def test_as_time_passes_fewer_fit() -> None:
    assert seen(after(waiting(FLOOR, 60), later(3600), adds("kenya")))["fit"] == 60 * 60 // 140


def test_whoever_speaks_is_waited_for() -> None:
    state = after(waiting(FLOOR, 60), calls_next())
    assert forecast.next_begins_at(state, PANEL) == AT + timedelta(minutes=60, seconds=140)
    assert forecast.next_begins_at(FLOOR, PANEL) is None


def test_whoever_was_given_more_time_is_waited_for_as_long() -> None:
    speaks = after(waiting(FLOOR, 60), calls_next(), extends(180))
    assert forecast.next_begins_at(speaks, PANEL) == AT + timedelta(minutes=60, seconds=300 + CHANGEOVER)
    assert forecast.next_begins_at(speaks, SEGMENTS[3]) is None
    unlimited = after(waiting(FLOOR, 60), secretariat(SetTimeLimit(None)), calls_next())
    assert forecast.next_begins_at(unlimited, PANEL) is None
    quick = after(unlimited, gives_back(), calls_next())
    assert forecast.pace(quick, PANEL) == CHANGEOVER
    assert forecast.next_begins_at(quick, PANEL) == AT + timedelta(minutes=60, seconds=CHANGEOVER)


def test_a_meeting_that_is_suspended_until_nobody_knows_when_is_waited_for_no_longer_than_the_speaker() -> None:
    speaks = after(waiting(FLOOR, 60), calls_next(), secretariat(SuspendMeeting()))
    assert forecast.next_begins_at(speaks, PANEL) == AT + timedelta(minutes=60, seconds=140)


def test_nobody_is_expected_to_speak_before_a_suspended_meeting_resumes() -> None:
    listed = waiting(FLOOR, 60)
    suspended = after(listed, secretariat(SuspendMeeting(900)))
    resumes_at = AT + timedelta(minutes=75)
    assert forecast.next_begins_at(suspended, PANEL) == resumes_at
    assert forecast.expected_at(suspended, PANEL, 1) == resumes_at
    assert seen(suspended)["fit"] < seen(listed)["fit"]
    assert shown(View.PHONE, suspended)["pace"]["begins_at"] == stamp(resumes_at)


def test_whoever_is_interrupted_by_a_suspension_has_the_rest_of_their_time_after_it() -> None:
    speaks = after(waiting(FLOOR, 60), calls_next(), starts_clock(), later(100))
    suspended = after(speaks, secretariat(SuspendMeeting(900)))
    assert forecast.next_begins_at(speaks, PANEL) == AT + timedelta(minutes=60, seconds=140)
    assert forecast.next_begins_at(suspended, PANEL) == AT + timedelta(minutes=60, seconds=100 + 900 + 40)


def test_the_podium_before_the_floor_is_waited_for() -> None:
    openings = after(CROWD, later(3600), starts("panel"), goes_to("openings"), opens_list())
    begins_at = forecast.forecast(waiting(openings, 1), PANEL)
    assert begins_at is not None
    assert begins_at.begins_at == AT + timedelta(minutes=60, seconds=300 + 420 + 2 * CHANGEOVER)
    heard = forecast.forecast(after(openings, calls_next(), gives_back(), adds("kenya")), PANEL)
    assert heard is not None
    assert heard.begins_at == AT + timedelta(minutes=60, seconds=420 + CHANGEOVER)


def test_a_podium_without_a_limit_takes_its_change_over() -> None:
    phases = (replace(PANEL.phases[1], time_limit=None, lineup=(slot("scholar"), slot("union", withdrawn=True))),)
    panel = replace(PANEL, phases=(*phases, *PANEL.phases[3:]))
    state = after(
        NOTHING, secretariat(programme(segments=(panel,))), opens_list("panel"), adds("fiji", segment="panel")
    )
    found = forecast.forecast(state, panel)
    assert found is not None
    assert found.begins_at == panel.starts_at + timedelta(seconds=CHANGEOVER)


def test_a_list_opened_ahead_is_heard_from_the_start_of_its_segment() -> None:
    state = after(CROWD, opens_list("panel"), adds("kenya", segment="panel"))
    found = forecast.forecast(state, PANEL)
    assert found is not None
    assert found.begins_at > PANEL.starts_at


def test_every_delegate_has_an_expected_time() -> None:
    state = waiting(FLOOR, 10)
    assert forecast.expected_at(state, PANEL, 1) == AT + timedelta(minutes=60)
    assert forecast.expected_at(state, PANEL, 7) == AT + timedelta(minutes=60, seconds=6 * 140)
    assert forecast.expected_at(PUBLISHED, SEGMENTS[2], 1) is None


def test_time_is_kept_for_the_summary_of_a_breakout() -> None:
    summary = phase("summary", PhaseKind.SUMMARY)
    breakout = SEGMENTS[3]
    with_summary = replace(breakout, phases=(*breakout.phases, summary))
    assert forecast.reserved(PUBLISHED, with_summary) == 900
    assert forecast.reserved(PUBLISHED, breakout) == 0
    stated = replace(breakout, phases=(*breakout.phases, replace(summary, reserved=600)))
    assert forecast.floor_ends_at(PUBLISHED, stated) == breakout.ends_at - timedelta(minutes=10)
    talks = replace(breakout.phases[0], reserved=60)
    both = (talks, *breakout.phases[1:], replace(summary, reserved=600), phase("thanks", PhaseKind.TALK), summary)
    assert forecast.reserved(PUBLISHED, replace(breakout, phases=both)) == 600 + 900
    state = after(NOTHING, secretariat(programme(segments=(with_summary,))))
    planned = shown(View.CONTROL, state)["rundown"]["segments"]["group-work"]
    assert planned["floor_ends_at"] == "2017-12-04T22:45:00.000Z"


# Phones


def test_phones_work_their_time_out_from_the_pace_and_it_changes_with_nobody_who_joins() -> None:
    state = after(waiting(FLOOR, 150), calls_next())
    pace = shown(View.PHONE, state)["pace"]
    assert pace == {"pace": 140, "until": "2017-12-04T20:00:00.000Z", "begins_at": "2017-12-04T18:02:20.000Z"}
    joined = after(state, later(30), asks("kenya"))
    assert shown(View.PHONE, joined)["pace"] == pace
    patch = wire.difference(shown(View.PHONE, state), shown(View.PHONE, joined))
    assert len(wire.change_frame(state.position, joined.position, stamp(AT), patch)) <= 400


def test_nobody_is_told_in_public_how_many_will_not_be_heard() -> None:
    for view in FOR_EVERYONE:
        assert '"fit"' not in wire.write(shown(view, waiting(FLOOR, 60))).decode()


# The day


def at(minute: float) -> datetime:
    return AT + timedelta(minutes=minute)


def test_a_day_that_begins_in_time_runs_as_printed() -> None:
    assert forecast.outlook(PUBLISHED) == {
        known.id: Outlook(known.starts_at, known.ends_at) for known in PUBLISHED.rundown.segments
    }


def test_case_33_a_late_start_moves_what_follows_until_a_break_takes_it_in() -> None:
    late = after(PUBLISHED, later(12 * 60), starts("welcome"))
    seen_now = forecast.outlook(late)
    assert (seen_now["welcome"].ends_at, seen_now["panel"].starts_at) == (at(72), at(72))
    assert seen_now["lunch"] == Outlook(at(180), at(240))
    assert seen_now["group-work"].starts_at == at(240)
    planned = shown(View.CONTROL, late)["rundown"]["segments"]["panel"]
    assert (planned["starts_at"], planned["expected_start"]) == (
        "2017-12-04T18:00:00.000Z",
        "2017-12-04T18:12:00.000Z",
    )


def test_case_33_a_delay_is_not_said_in_public_by_itself() -> None:
    late = after(PUBLISHED, later(12 * 60), starts("welcome"))
    for view in FOR_EVERYONE:
        assert "expected" not in str(shown(view, late))


def test_a_fixed_end_cuts_and_says_by_how_much() -> None:
    seen_now = forecast.outlook(after(PUBLISHED, later(12 * 60), starts("welcome")))
    assert seen_now["panel"] == Outlook(at(72), at(180), squeezed=12 * 60)


def test_case_38_past_a_fixed_end_without_interpreters_the_whole_length_is_taken() -> None:
    state = after(PUBLISHED, later(72 * 60), starts("panel"), secretariat(ContinueWithoutInterpretation()))
    assert forecast.outlook(state)["panel"].ends_at == at(192)
    assert shown(View.CONTROL, OPEN)["hard_end_at"] == shown(View.HALL, OPEN)["hard_end_at"] == stamp(at(180))
    assert "hard_end_at" not in shown(View.HALL, after(PUBLISHED, starts("lunch")))


def test_case_36_an_early_finish_is_seen_and_the_next_keeps_its_printed_time() -> None:
    state = after(PUBLISHED, starts("welcome"), later(50 * 60), ends("welcome"))
    assert forecast.outlook(state)["panel"].starts_at == at(60)
    early = after(state, starts("panel"))
    planned = shown(View.CONTROL, early)["rundown"]["segments"]["panel"]
    assert (planned["started_at"], planned["expected_end"]) == (stamp(at(50)), stamp(at(170)))
    assert "expected_start" not in planned


def test_what_ended_late_moves_what_follows_and_what_was_never_begun_does_not() -> None:
    late = after(PUBLISHED, starts("welcome"), later(75 * 60), ends("welcome"))
    assert forecast.outlook(late)["panel"] == Outlook(at(75), at(180), squeezed=15 * 60)
    idle = after(PUBLISHED, later(90 * 60), opens_list("group-work"))
    assert forecast.outlook(idle)["panel"].starts_at == at(60)


@pytest.mark.parametrize(("hours", "starts_at"), [(5, 60), (4, 60 + 4 * 60)])
def test_five_hours_late_is_another_meeting(hours: int, starts_at: int) -> None:
    late = after(PUBLISHED, starts("welcome"), later((1 + hours) * 3600), ends("welcome"))
    assert forecast.outlook(late)["panel"].starts_at == at(starts_at)


def test_what_overruns_now_is_in_the_outlook() -> None:
    state = after(PUBLISHED, starts("welcome"), later(75 * 60), secretariat(programme(version="second")))
    assert forecast.outlook(state)["panel"].starts_at == at(75)


def test_case_37_a_change_over_in_no_time_is_marked_and_a_gap_is_none() -> None:
    marks = shown(View.CONTROL, PUBLISHED)["rundown"]["segments"]
    assert [name for name in marks if marks[name].get("no_changeover")] == ["panel"]
    # The co-facilitators close the meeting from where they sit.
    assert not reseats(Format.PANEL, Format.CLOSING)
    apart = segment("apart", Format.TALKS, 70, 90, phase("one", PhaseKind.TALK, slot("speaker")))
    assert (
        forecast.zero_changeovers(after(NOTHING, secretariat(programme(segments=(SEGMENTS[0], apart))))) == frozenset()
    )


def test_case_37_segments_that_overlap_are_kept_as_printed() -> None:
    early: Segment = replace(PANEL, starts_at=at(15))
    state = after(NOTHING, secretariat(programme(segments=(SEGMENTS[0], early))))
    assert forecast.outlook(state)["panel"].starts_at == at(60)
    assert shown(View.CONTROL, state)["rundown"]["segments"]["panel"]["starts_at"] == stamp(at(15))


@pytest.mark.parametrize(("expected", "starts_at"), [(0, 0), (20, 20)])
def test_rooms_that_start_when_another_ends_wait_for_its_people(expected: float, starts_at: float) -> None:
    breakout = segment("group", Format.BREAKOUT, 0, 120, phase("talk", PhaseKind.FLOOR, serves_list=True))
    state = after(NOTHING, secretariat(programme(room="breakout-1", segments=(breakout,))))
    assert forecast.outlook(state, [(at(0), at(expected))])["group"].starts_at == at(starts_at)


def test_case_39_a_meeting_past_midnight_goes_on_as_any_other() -> None:
    late = segment("night", Format.PANEL, 6 * 60, 14 * 60, *PANEL.phases)
    state = after(NOTHING, secretariat(programme(segments=(late,))), later(7 * 3600), starts("night"), goes_to("floor"))
    state = after(state, later(5 * 3600), adds("kenya"), calls_next(), starts_clock())
    assert forecast.outlook(state)["night"] == Outlook(at(7 * 60), at(15 * 60))
    assert shown(View.HALL, state)["room"]["zone"] == "America/Mexico_City"
    assert shown(View.HALL, state)["floor"]["clock"]["runs_from"] == "2017-12-05T05:00:00.000Z"


def test_a_clock_that_runs_over_delays_those_who_wait() -> None:
    state = after(KENYA_SPEAKS, asks("fiji"), later(300), asks("peru"))
    found = forecast.forecast(state, PANEL)
    assert found is not None
    assert found.begins_at == at(5)
