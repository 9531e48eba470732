"""Case 51: a rehearsal is marked on every screen, and nothing of it comes into the real list."""

import json

import pytest
from msgspec.structs import replace

from live import wire
from live.room.authority import View
from live.room.commands import (
    AcceptRequests,
    AnyCommand,
    BeginRehearsal,
    CarriedReport,
    CarriedRequest,
    ReceiveReport,
    ResetRehearsal,
)
from live.room.model.state import RoomState
from live.room.refusals import Reason, Refused
from live.room.views import foyer_view, overview_view, render
from live.room.views.timetable import timetable
from tests.given import (
    AT,
    OPEN,
    PANEL_RUNS,
    PUBLISHED,
    Step,
    after,
    asks,
    ends,
    goes_to,
    opens_list,
    order,
    programme,
    refusal,
    refused,
    secretariat,
    starts,
    undoes,
)
from tests.room.test_authority import COMMANDS

BEGINS = secretariat(BeginRehearsal())
WAITING = after(OPEN, asks("kenya"), asks("fiji"), ends("panel"))
REHEARSES = after(WAITING, BEGINS)
ITS_OWN = RoomState(rehearsal="20171204T170000000")
"""The log of a rehearsal before its first entry."""


def resets(state: RoomState) -> Step:
    assert state.rehearsing is not None
    return secretariat(ResetRehearsal(state.rehearsing.id))


def without_mark(state: RoomState) -> RoomState:
    return replace(state, rehearsing=None, rehearsal=None)


def test_case_51_while_a_room_rehearses_its_own_log_takes_nothing_but_a_programme_and_the_reset() -> None:
    taken = {kind for kind, command in COMMANDS.items() if taken_by(REHEARSES, command)}
    assert taken == {"publish_programme", "reset_rehearsal"}
    assert order(after(REHEARSES, resets(REHEARSES)), "panel") == order(WAITING, "panel")


def taken_by(state: RoomState, command: AnyCommand) -> bool:
    try:
        return refused(state, secretariat(command)).reason not in (Reason.IN_REHEARSAL, Reason.NOT_PERMITTED)
    except AssertionError:
        return True


def test_case_51_after_the_reset_the_room_is_what_it_was() -> None:
    again = after(REHEARSES, resets(REHEARSES))
    asked = {"position", "at", "carried_out", "since", "epoch"}
    changed = [
        name for name in again.__struct_fields__ if getattr(again, name) != getattr(WAITING, name) and name not in asked
    ]
    assert changed == []
    # Also undo goes on where it was: the rehearsal was no act of the meeting.
    assert order(after(again, undoes()), "panel") == order(after(WAITING, undoes()), "panel")


def test_case_51_no_rehearsal_begins_while_something_runs_and_none_inside_another() -> None:
    assert refusal(PANEL_RUNS, BEGINS) is Reason.SEGMENT_ALREADY_RUNNING
    assert refusal(REHEARSES, BEGINS) is Reason.IN_REHEARSAL
    its_own = after(ITS_OWN, secretariat(programme()))
    assert refusal(its_own, BEGINS) is Reason.IN_REHEARSAL
    for state in (PUBLISHED, its_own, after(REHEARSES, resets(REHEARSES))):
        assert refusal(state, secretariat(ResetRehearsal("20171204T170000000"))) == Reason.NOT_IN_REHEARSAL
    assert refusal(REHEARSES, secretariat(ResetRehearsal("another"))) == Reason.NOT_IN_REHEARSAL


@pytest.mark.parametrize("view", View)
def test_case_51_every_view_of_a_rehearsal_is_marked_and_no_command_takes_the_mark_away(view: View) -> None:
    state = after(ITS_OWN, secretariat(programme()), starts("panel"), goes_to("floor"), opens_list(), asks("kenya"))
    for reached in (state, *reachable(state)):
        assert shown(view, reached)["room"]["rehearsal"] == "20171204T170000000"
    assert "rehearsal" not in shown(view, without_mark(state))["room"]


def reachable(state: RoomState) -> list[RoomState]:
    """The room after each command that it takes."""
    found = []
    for command in COMMANDS.values():
        try:
            found.append(after(state, secretariat(command)))
        except Refused:
            continue
    assert len(found) > 10
    return found


def shown(view: View, state: RoomState) -> dict[str, dict[str, object]]:
    told: dict[str, dict[str, object]] = json.loads(wire.write(render(view, state)))
    return told


def test_case_51_the_foyer_and_the_overview_mark_the_room_that_rehearses_and_no_other() -> None:
    states, rooms = [REHEARSES, PUBLISHED], ["plenary", "annex"]
    assert REHEARSES.rehearsing is not None
    states[1] = replace(PUBLISHED, profile=replace(PUBLISHED.profile, id="annex"))  # type: ignore[type-var]
    for all_rooms in (foyer_view(states, rooms), overview_view(states, rooms)):
        marks = {room: shown.room.rehearsal for room, shown in all_rooms.rooms.items()}
        assert marks == {"plenary": REHEARSES.rehearsing.id, "annex": None}
    assert timetable(REHEARSES, "plenary").room.rehearsal == REHEARSES.rehearsing.id


def test_case_51_the_real_list_takes_nobody_from_a_room_that_rehearses_and_a_rehearsal_does() -> None:
    accepts = AcceptRequests("annex", (CarriedRequest("kenya", AT),), rehearsed=True)
    report = ReceiveReport("annex", "group-work", CarriedReport(submitted_at=AT), rehearsed=True)
    for command in (accepts, report):
        assert refused(OPEN, secretariat(command)).detail == {"room": "annex"}
        assert refusal(OPEN, secretariat(command)) is Reason.IN_REHEARSAL
    its_own = after(ITS_OWN, secretariat(programme()), starts("panel"), goes_to("floor"), opens_list())
    assert order(after(its_own, secretariat(accepts)), "panel") == ["kenya"]
    assert after(its_own, secretariat(report)).reports
