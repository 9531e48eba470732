"""Which phase serves the list, and what limit that gives: one answer, whoever asks."""

from typing import Any

import pytest

from live.room.authority import View
from live.room.commands import SetTimeLimit
from live.room.model.plan import Format, PhaseKind, Segment
from live.room.model.state import RoomState
from live.room.outlook import forecast
from live.room.rules import rundown
from tests.given import (
    AT,
    PANEL,
    PUBLISHED,
    SEGMENTS,
    WELCOME,
    adds,
    after,
    calls_next,
    ends,
    goes_to,
    opens_list,
    phase,
    programme,
    secretariat,
    segment,
    slot,
    starts,
)
from tests.room.test_views import shown

TWICE = segment(
    "twice",
    Format.PANEL,
    0,
    120,
    phase("openings", PhaseKind.OPENINGS, slot("opener", allotted=300)),
    phase("first-floor", PhaseKind.FLOOR, serves_list=True, time_limit=120),
    phase("answers", PhaseKind.REPLIES, slot("answerer", allotted=600)),
    phase("second-floor", PhaseKind.FLOOR, slot("summariser", allotted=60), serves_list=True, time_limit=60),
    phase("summary", PhaseKind.SUMMARY, slot("closer", allotted=900)),
)
LATER = segment("later", Format.PANEL, 120, 180, phase("first-floor", PhaseKind.FLOOR, serves_list=True, time_limit=90))
KNOWN = after(
    RoomState(), secretariat(programme(segments=(TWICE, LATER))), opens_list("twice"), adds("kenya", segment="twice")
)
RUNS = after(KNOWN, starts("twice"))


def limits(state: RoomState) -> set[Any]:
    """What every view says the next speaker on the list is given."""
    phone, control = shown(View.PHONE, state), shown(View.CONTROL, state)
    rows = {row.get("allotted") for row in control["list"]["waiting"].values()}
    return {phone.get("allotted")} | rows


@pytest.mark.parametrize(
    ("runs", "seconds"),
    [(None, 120), ("openings", 120), ("first-floor", 120), ("answers", 60), ("second-floor", 60), ("summary", 120)],
)
def test_every_view_gives_the_limit_of_the_phase_that_serves_the_list(runs: str | None, seconds: int) -> None:
    state = KNOWN if runs is None else RUNS if runs == "openings" else after(RUNS, goes_to(runs))
    assert limits(state) == {seconds}


def test_what_is_told_is_what_is_given() -> None:
    state = after(RUNS, goes_to("second-floor"), calls_next())
    assert limits(state) == {60}
    assert shown(View.CONTROL, after(state, calls_next()))["floor"]["clock"]["allotted"] == 60


def test_a_limit_set_in_the_meeting_is_told_by_all_views() -> None:
    state = after(RUNS, goes_to("second-floor"), secretariat(SetTimeLimit(45)))
    assert limits(state) == {45}
    assert limits(after(RUNS, secretariat(SetTimeLimit(45, phase="second-floor")))) == {120}


def test_a_phase_of_the_same_name_in_another_segment_is_another_phase() -> None:
    state = after(RUNS, goes_to("second-floor"))
    assert rundown.list_phase(state, LATER) == LATER.phases[0]
    assert rundown.list_phase(after(state, ends("twice")), TWICE) == TWICE.phases[1]


def test_the_forecast_counts_the_podium_that_comes_before_the_list_and_no_other() -> None:
    before = forecast.forecast(KNOWN, TWICE)
    assert before is not None
    assert (before.begins_at - AT).total_seconds() == 300 + forecast.CHANGEOVER
    answers = forecast.forecast(after(RUNS, goes_to("answers")), TWICE)
    assert answers is not None
    assert (answers.begins_at - AT).total_seconds() == 600 + 60 + 2 * forecast.CHANGEOVER


@pytest.mark.parametrize("known", SEGMENTS, ids=lambda known: known.id)
def test_a_segment_takes_a_list_if_one_of_its_phases_serves_it(known: Segment) -> None:
    assert known.takes_list is (known.id in ("panel", "group-work"))
    assert (rundown.list_phase(PUBLISHED, known) is not None) is known.takes_list
    assert (PANEL.takes_list, WELCOME.takes_list) == (True, False)
