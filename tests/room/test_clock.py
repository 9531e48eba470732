"""The clock of an intervention."""

from datetime import timedelta

import pytest

from live.room.commands import ExtendTime, PauseClock, ResumeClock, StartClock
from live.room.model.state import RoomState
from live.room.model.turns import Intervention
from live.room.refusals import Reason
from live.room.rules.clock import LONGEST_EXTENSION, ran_for
from tests.given import (
    KENYA_SPEAKS,
    OPEN,
    PANEL_RUNS,
    PUBLISHED,
    REGIONAL_PROCESS,
    Step,
    adds,
    after,
    asks,
    calls_next,
    extends,
    gives_back,
    goes_to,
    later,
    pauses,
    refusal,
    refused,
    resumes,
    secretariat,
    starts,
    starts_clock,
)

CALLED = after(OPEN, asks("kenya"), calls_next())


def turn(state: RoomState) -> Intervention:
    assert state.floor is not None
    return state.floor


def ran(state: RoomState, seconds_later: float = 0) -> float:
    """The seconds on the clock, `seconds_later` than the last entry."""
    assert state.at is not None
    return ran_for(turn(state), state.at + timedelta(seconds=seconds_later)).total_seconds()


def allotted(*steps: Step) -> tuple[int | None, bool]:
    """The time that whoever is called at the end of `steps` is given, and whether it is a guide."""
    given = turn(after(PUBLISHED, *steps, calls_next()))
    return given.allotted, given.allotted_is_guide


# What is allotted


def test_a_statement_from_the_floor_is_given_the_phases_limit() -> None:
    assert turn(CALLED).allotted == 120


def test_the_chair_of_a_regional_process_is_given_extra_time() -> None:
    state = after(OPEN, asks("nepal", REGIONAL_PROCESS, "Colombo Process"), calls_next())
    assert turn(state).allotted == 180


def test_a_panellist_is_given_the_limit_of_the_openings() -> None:
    assert allotted(starts("panel"), goes_to("openings")) == (300, False)


def test_a_slot_with_a_time_of_its_own_is_given_that() -> None:
    assert allotted(starts("panel"), goes_to("openings"), calls_next()) == (420, False)
    assert allotted(starts("welcome")) == (600, False)


def test_where_the_programme_states_no_limit_there_is_none() -> None:
    assert allotted(starts("panel")) == (None, False)
    assert allotted(starts("panel"), goes_to("replies"), calls_next(), adds("kenya")) == (None, False)


def test_a_limit_may_be_a_guide() -> None:
    assert allotted(starts("group-work")) == (900, True)
    assert allotted(starts("group-work"), goes_to("exchange"), adds("kenya")) == (180, True)


def test_a_process_has_no_extra_time_where_the_phase_gives_none() -> None:
    steps = (starts("group-work"), goes_to("exchange"), adds("nepal", REGIONAL_PROCESS, "Colombo Process"))
    assert allotted(*steps) == (180, True)


# Start, pause, resume


def test_the_clock_does_not_start_with_the_floor() -> None:
    assert turn(CALLED).started_at is None
    assert ran(CALLED, 50) == 0


def test_the_clock_runs_from_its_start() -> None:
    assert ran(after(CALLED, later(7), starts_clock()), 30) == 30


def test_a_clock_starts_once() -> None:
    assert refusal(CALLED, starts_clock(), starts_clock()) == Reason.CLOCK_ALREADY_STARTED
    assert refusal(CALLED, starts_clock(), pauses(), starts_clock()) == Reason.CLOCK_ALREADY_STARTED


def test_a_paused_clock_stands_still() -> None:
    assert ran(after(KENYA_SPEAKS, later(30), pauses()), 1000) == 30


def test_a_resumed_clock_goes_on_where_it_stood() -> None:
    assert ran(after(KENYA_SPEAKS, later(30), pauses(), later(600), resumes()), 15) == 45


def test_pauses_may_be_many() -> None:
    state = KENYA_SPEAKS
    for _ in range(5):
        state = after(state, later(10), pauses(), later(3), resumes())
    assert ran(state) == 50


def test_when_a_turn_started_is_remembered_through_its_pauses() -> None:
    state = after(KENYA_SPEAKS, later(30), pauses(), later(600), resumes())
    assert turn(state).started_at == turn(KENYA_SPEAKS).started_at


def test_only_a_running_clock_is_paused() -> None:
    assert refusal(CALLED, pauses()) == Reason.CLOCK_NOT_RUNNING
    assert refusal(KENYA_SPEAKS, pauses(), pauses()) == Reason.CLOCK_NOT_RUNNING


def test_only_a_paused_clock_is_resumed() -> None:
    assert refusal(CALLED, resumes()) == Reason.CLOCK_NOT_PAUSED
    assert refusal(KENYA_SPEAKS, resumes()) == Reason.CLOCK_NOT_PAUSED
    assert refusal(KENYA_SPEAKS, pauses(), resumes(), resumes()) == Reason.CLOCK_NOT_PAUSED


def test_the_next_turn_begins_with_a_clock_that_has_not_started() -> None:
    state = after(KENYA_SPEAKS, asks("fiji"), later(60), calls_next())
    assert (turn(state).started_at, turn(state).runs_from, turn(state).paused_at) == (None, None, None)


# Extend


def test_time_is_given_and_taken() -> None:
    assert turn(after(KENYA_SPEAKS, extends(60))).allotted == 180
    assert turn(after(KENYA_SPEAKS, extends(60), extends(-90))).allotted == 90


def test_time_may_be_given_before_the_clock_starts_and_while_it_is_paused() -> None:
    assert turn(after(CALLED, extends(30))).allotted == 150
    assert turn(after(KENYA_SPEAKS, pauses(), extends(30))).allotted == 150


@pytest.mark.parametrize("seconds", [0, -120, -121, LONGEST_EXTENSION + 1, -LONGEST_EXTENSION - 1])
def test_what_leaves_no_time_or_too_much_is_refused(seconds: int) -> None:
    no = refused(KENYA_SPEAKS, extends(seconds))
    assert (no.reason, no.detail) == (Reason.OUT_OF_RANGE, {"field": "seconds", "allotted": 120})


@pytest.mark.parametrize("seconds", [1, -119, LONGEST_EXTENSION])
def test_what_leaves_a_second_or_gives_an_hour_is_not(seconds: int) -> None:
    assert turn(after(KENYA_SPEAKS, extends(seconds))).allotted == 120 + seconds


def test_where_there_is_no_limit_there_is_nothing_to_extend() -> None:
    assert refusal(PANEL_RUNS, calls_next(), extends(60)) == Reason.NO_TIME_LIMIT


# Whose clock


@pytest.mark.parametrize("command", [StartClock("r99"), PauseClock("r99"), ResumeClock("r99"), ExtendTime("r99", 60)])
def test_a_clock_moves_only_for_whoever_has_the_floor(command: StartClock | PauseClock | ResumeClock) -> None:
    no = refused(KENYA_SPEAKS, secretariat(command))
    assert (no.reason, no.detail) == (Reason.NOT_SPEAKING, {"speaking": turn(KENYA_SPEAKS).id})
    assert refusal(KENYA_SPEAKS, gives_back(), secretariat(command)) == Reason.NOT_SPEAKING
