"""The switchboard, the log and its fold; and that every refusal is one somebody can get."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from msgspec.structs import fields

from live import room, wire
from live.room.model.events import AnyEvent, ClockStarted, ListClosed, ListOpened
from live.room.model.state import RoomState
from live.room.refusals import Reason, Refused
from live.room.rules import repeated
from live.room.rules.repeated import CLOCKS_DIFFER, PAGE, PAGES, REMEMBERED_FOR, REPEATED_FOR, asked_in_time
from live.room.transitions import Entry, carried_out, evolve, replay
from tests.given import (
    AT,
    DESK,
    NOTHING,
    OPEN,
    PANEL_RUNS,
    adds,
    after,
    asks,
    badge,
    calls_next,
    closes_list,
    ends,
    entries,
    extends,
    gives_back,
    goes_to,
    later,
    opens_list,
    pauses,
    programme,
    resumes,
    secretariat,
    starts,
    starts_clock,
    strikes,
    told,
    undoes,
    withdraws,
)
from tests.often import often

A_DAY = (
    secretariat(programme()),
    starts("panel"),
    calls_next(),
    goes_to("floor"),
    opens_list(),
    asks("kenya"),
    asks("fiji"),
    adds("peru"),
    later(5),
    calls_next(),
    starts_clock(),
    later(20),
    pauses(),
    later(60),
    resumes(),
    extends(60),
    gives_back(),
    withdraws("fiji"),
    strikes("peru"),
    closes_list(),
    secretariat(programme(version="second")),
    ends("panel"),
    starts("lunch"),
    undoes(),
)
AT_THE_EDGES = {
    Reason.UNKNOWN_COMMAND,
    Reason.TOO_MANY,
    Reason.UNAVAILABLE,
    Reason.DEGRADED,
    Reason.OUR_FAULT,
    Reason.OTHER_LOG,
}
"""Refusals of what never reached the rules: no such command, too much of it, no store, another log."""


def test_replay_gives_the_room_that_was() -> None:
    *_, (_, reached) = told(NOTHING, *A_DAY)
    assert replay(entries(NOTHING, *A_DAY)) == reached


def test_replay_goes_on_from_any_state() -> None:
    day = entries(NOTHING, *A_DAY)
    whole = replay(day)
    assert [replay(day[cut:], replay(day[:cut])) for cut in range(len(day))] == [whole] * len(day)


def test_case_10_a_room_that_was_written_and_read_is_the_room_that_was_with_its_clocks() -> None:
    day = entries(NOTHING, *A_DAY)
    assert replay(wire.read_entry(wire.write_entry(entry)) for entry in day) == replay(day)
    running = day[: next(n for n, entry in enumerate(day) if entry.events == (ClockStarted("r6"),)) + 1]
    again = replay(wire.read_entry(wire.write_entry(entry)) for entry in running)
    assert again.floor is not None
    assert again.floor.runs_from == AT + timedelta(seconds=5)


def test_every_kind_of_event_can_be_folded() -> None:
    """Each stored example is of a kind that some rule makes: none is left from a rule that is gone."""
    rules = "".join(path.read_text() for path in Path(room.__file__).parent.rglob("*.py"))
    made = {kind for kind in get_args(AnyEvent) if re.search(rf"[ (]{kind.__name__}\(\w", rules) or not fields(kind)}
    assert made == set(get_args(AnyEvent))


def test_entries_are_counted_from_one_without_gaps() -> None:
    assert [entry.position for entry in entries(NOTHING, *A_DAY)] == list(range(1, 22))


def test_the_state_knows_its_position_and_the_time_of_its_last_entry() -> None:
    state = after(OPEN, later(30), asks("kenya"))
    assert (state.position, state.at) == (OPEN.position + 1, AT + timedelta(seconds=30))


@pytest.mark.parametrize("position", [OPEN.position, OPEN.position + 2])
def test_an_entry_that_does_not_follow_is_a_fault(position: int) -> None:
    with pytest.raises(AssertionError):
        evolve(OPEN, Entry(position, AT, DESK.id, DESK.role, "c", (ListClosed("panel"),)))


def test_what_was_carried_out_is_remembered_by_asker_and_id() -> None:
    (entry,) = entries(OPEN, asks("kenya"))
    state = after(OPEN, asks("kenya"))
    assert carried_out(state, badge("kenya"), entry.command) == entry.position
    assert carried_out(state, badge("fiji"), entry.command) is None
    assert carried_out(state, badge("kenya"), "another") is None


def toggled(state: RoomState, number: int, at: datetime) -> RoomState:
    """The list opens or closes once more, as command `number`."""
    event = (ListOpened, ListClosed)[number % 2]("panel")
    return evolve(state, Entry(state.position + 1, at, DESK.id, DESK.role, f"n{number}", (event,)))


def test_a_command_is_remembered_for_longer_than_any_client_repeats_it_however_many_come_meanwhile() -> None:
    state = toggled(PANEL_RUNS, 0, AT)
    for n in range(1, 3000):
        state = toggled(state, n, AT + n * REPEATED_FOR / 3000)
    assert carried_out(state, DESK, "n0") == PANEL_RUNS.position + 1
    assert carried_out(state, DESK, "n2999") == state.position


def test_what_is_older_is_forgotten_and_a_command_asked_then_is_refused() -> None:
    state = PANEL_RUNS
    for n in range(PAGE):
        state = toggled(state, n, AT)
    state = toggled(state, PAGE, AT + 2 * REMEMBERED_FOR)
    assert carried_out(state, DESK, "n0") is None
    now = AT + 2 * REMEMBERED_FOR
    for asked_at in (AT, now - REPEATED_FOR - timedelta(seconds=1), AT.replace(year=1)):
        with pytest.raises(Refused, match="asked_too_long_ago"):
            asked_in_time(state, asked_at, now)
    for known in (None, now, now - REPEATED_FOR, now + timedelta(seconds=30)):
        asked_in_time(state, known, now)


def test_a_client_whose_clock_is_ahead_reads_so() -> None:
    for asked_at in (AT + timedelta(minutes=2), AT.replace(year=9999), datetime(2017, 12, 4, 17)):  # noqa: DTZ001
        with pytest.raises(Refused, match="asked_at"):
            asked_in_time(PANEL_RUNS, asked_at, AT)


def test_a_flood_is_remembered_within_bounds_and_nothing_forgotten_is_carried_out_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pages = often(PAGES)
    monkeypatch.setattr(repeated, "PAGES", pages)
    state = PANEL_RUNS
    for n in range((pages + 1) * PAGE):
        state = toggled(state, n, AT + timedelta(seconds=n / PAGE * PAGES / pages))
    assert sum(len(page.positions) for page in state.carried_out) <= pages * PAGE
    now = AT + timedelta(seconds=(pages + 1) * PAGES / pages)
    assert carried_out(state, DESK, "n0") is None
    with pytest.raises(Refused, match="asked_too_long_ago"):
        asked_in_time(state, AT, now)
    asked_in_time(state, now, now)


def test_no_client_repeats_for_longer_than_the_room_accepts() -> None:
    source = (Path(__file__).parents[2] / "frontend" / "src" / "live" / "connection.ts").read_text()
    found = re.search(r"REPEATS_FOR = ([\d_]+);", source)
    assert found is not None
    assert timedelta(milliseconds=int(found[1].replace("_", ""))) < REPEATED_FOR
    assert REPEATED_FOR + CLOCKS_DIFFER < REMEMBERED_FOR


# Refusals


def test_a_refusal_reads_as_a_sentence_in_the_log() -> None:
    assert str(Refused(Reason.NOT_NEXT, next="r7")) == "not_next(next=r7)"
    both = Refused(Reason.NOT_NEXT, next="r7", by="user:1", of=None)
    assert str(both) == "not_next(next=r7, by=user:1)"
    assert both.args == (Reason.NOT_NEXT, {"next": "r7", "by": "user:1"})


def test_every_refusal_is_raised_by_a_rule_or_at_an_edge() -> None:
    rules = "".join(path.read_text() for path in Path(room.__file__).parent.rglob("*.py"))
    raised = {Reason[name] for name in re.findall(r"Refused\(\s*Reason\.(\w+)", rules)}
    assert raised | AT_THE_EDGES == set(Reason)
    assert raised & AT_THE_EDGES == set()


def test_every_refusal_of_the_rules_is_tested() -> None:
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    tested = {Reason[name] for name in re.findall(r"== Reason\.(\w+)|\(Reason\.(\w+)", tests) for name in name if name}
    assert tested | AT_THE_EDGES == set(Reason)
