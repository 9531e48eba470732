"""Every segment of the built-in programme can be run in its room from beginning to end."""

from datetime import UTC, datetime

import pytest

from live.programme.importing import import_programme
from live.programme.publishing import BUILTIN
from live.programme.register import builtin
from live.room.authority import Actor, Role
from live.room.commands import (
    AddSpeaker,
    AnyCommand,
    CallNextSpeaker,
    EndSegment,
    OpenList,
    PublishProgramme,
    RequestFloor,
    StartClock,
    StartPhase,
    StartSegment,
)
from live.room.model.plan import Capacity, Segment
from live.room.model.state import RoomState
from live.room.model.turns import Intervention
from live.room.outlook import forecast
from live.room.rules import speakers
from live.room.transitions import Entry, decide, evolve

AT = datetime(2017, 12, 4, 16, tzinfo=UTC)
DESK = Actor(id="desk", role=Role.OPERATOR)
PROGRAMME = import_programme(BUILTIN)
REGISTER = tuple(known.delegation for known in builtin())
ROOM_OF = {segment.id: room for room in PROGRAMME.rooms for segment in room.segments}
SEGMENTS = {segment.id: segment for room in PROGRAMME.rooms for segment in room.segments}


def after(state: RoomState, command: AnyCommand, actor: Actor = DESK) -> RoomState:
    events = decide(state, command, actor, AT)
    position = state.position + 1
    return evolve(
        state, Entry(position=position, at=AT, actor=actor.id, role=actor.role, command=f"c{position}", events=events)
    )


def opened(segment: str) -> RoomState:
    room = ROOM_OF[segment]
    published = PublishProgramme(
        version=PROGRAMME.version,
        profile=room.profile,
        segments=room.segments,
        register=REGISTER,
        process_chairs=PROGRAMME.process_chairs,
    )
    return after(after(RoomState(), published), StartSegment(segment))


def test_what_the_programme_warns_of_as_no_time_to_change_seats_the_control_page_marks() -> None:
    marked = forecast.zero_changeovers(opened("d1-welcome"))
    warned = [warning for warning in PROGRAMME.warnings if warning.endswith("to change seats")]
    assert len(marked) == len(warned) == 4
    assert all(any(f" and {segment} at " in warning for warning in warned) for segment in marked)


def called(state: RoomState) -> tuple[RoomState, Intervention]:
    state = after(state, CallNextSpeaker(expecting=speakers.queue(state)[0].id))
    assert state.floor is not None
    return after(state, StartClock(state.floor.id)), state.floor


@pytest.mark.parametrize("segment", SEGMENTS.values(), ids=SEGMENTS)
def test_every_phase_starts_and_everyone_named_is_called_in_order(segment: Segment) -> None:
    state = opened(segment.id)
    for phase in segment.phases:
        if state.rundown.phase != phase.id:
            state = after(state, StartPhase(phase.id))
        for slot in phase.lineup:
            state, floor = called(state)
            assert (floor.id, floor.allotted) == (slot.id, phase.time_limit)
        if phase.serves_list:
            state = after(after(state, OpenList()), AddSpeaker("ken"))
            state, floor = called(state)
            assert floor.speaker.delegation == "ken"
            assert (floor.allotted, floor.allotted_is_guide) == (120, phase.limit_is_guide)
        assert speakers.queue(state) == ()
    assert after(state, EndSegment(segment.id)).rundown.current is None


def test_the_chair_of_a_regional_process_speaks_first_and_a_minute_longer_in_panel_i() -> None:
    state = after(after(opened("d1-panel-1"), OpenList()), StartPhase("d1-panel-1-floor"))
    kenya = Actor(id="badge:ken-1", role=Role.DELEGATE, delegation="ken")
    nepal = Actor(id="badge:npl-1", role=Role.DELEGATE, delegation="npl")
    state = after(state, RequestFloor(), kenya)
    state = after(state, RequestFloor(Capacity.REGIONAL_PROCESS, "Colombo Process"), nepal)
    state, first = called(state)
    _, second = called(state)
    assert [(turn.speaker.delegation, turn.allotted) for turn in (first, second)] == [("npl", 180), ("ken", 120)]
