"""What holds whatever people ask, in whatever order."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from live import wire
from live.room import speakers
from live.room.authority import Actor, Role, View
from live.room.commands import (
    AddSpeaker,
    AnyCommand,
    CallNextSpeaker,
    CloseList,
    EndIntervention,
    EndSegment,
    ExtendTime,
    OpenList,
    PauseClock,
    RequestFloor,
    ResumeClock,
    StartClock,
    StartPhase,
    StartSegment,
    Undo,
    WithdrawRequest,
)
from live.room.events import FloorRequested, RequestWithdrawn, SpeakerCalled, Undone
from live.room.plan import Capacity
from live.room.refusals import Refused
from live.room.state import RoomState
from live.room.timekeeping import ran_for
from live.room.transitions import Entry, carried_out, decide, evolve, replay
from live.room.turns import FloorRequest
from live.room.views import foyer, render
from tests.given import AT, DESK, NOTHING, SEGMENTS, UNSAID, badge, programme
from tests.room.test_views import FOR_EVERYONE, merged, nulls

DELEGATIONS = ["kenya", "fiji", "nepal", "mexico", "iom", "atlantis"]
ACTORS = [
    *(badge(name, number) for name in DELEGATIONS for number in (1, 2)),
    DESK,
    *(Actor(f"user:{UNSAID}-{role}", role, rooms=frozenset({"plenary"})) for role in Role),
]
PROCESSES = [None, "", "Colombo Process", "Puebla Process", "Group of 77"]
NAMES = [*(segment.id for segment in SEGMENTS), "no-such-segment"]
PHASES = [phase.id for segment in SEGMENTS for phase in segment.phases]
PRIVATE = (UNSAID, "badge:", "user:")

segments = st.sampled_from(NAMES)
actors = st.sampled_from(ACTORS)
pauses = st.sampled_from([0, 0.001, 1, 59.5, 3600])
Pick = Callable[[st.SearchStrategy[Any]], Any]


def ids(state: RoomState) -> list[str]:
    """Whoever waits, is in the line-up or has the floor; and somebody who does not."""
    waiting = [request.id for listed in state.lists.values() for request in listed.waiting]
    here = [state.floor.id] if state.floor else []
    return [*here, *(who.id for who in speakers.queue(state)), *waiting, "r999"]


def looked_at(state: RoomState) -> str:
    return repr(replace(state, acts=()))


class AnyDay(RuleBasedStateMachine):
    """People ask what they like, most of it at the wrong moment."""

    def __init__(self) -> None:
        super().__init__()
        self.state = NOTHING
        self.log: list[Entry] = []
        self.requested: dict[str, FloorRequest] = {}
        self.withdrawn: set[str] = set()
        self.called: set[str] = set()
        self.shown: dict[str, Any] = {}
        self.now = AT

    @initialize()
    def publish(self) -> None:
        self.ask(DESK, programme())

    def ask(self, actor: Actor, command: AnyCommand) -> None:
        before = looked_at(self.state)
        command_id = f"c{len(self.log)}"
        try:
            events = decide(self.state, command, actor, self.now)
        except Refused:
            assert looked_at(self.state) == before
            return
        assert looked_at(self.state) == before
        entry = Entry(self.state.position + 1, self.now, actor.id, actor.role, command_id, events)
        assert wire.read_entry(wire.write_entry(entry)) == entry
        self.state = evolve(self.state, entry)
        self.log.append(entry)
        assert carried_out(self.state, actor, command_id) == entry.position
        self.count(entry)

    def count(self, entry: Entry) -> None:
        for event in entry.events:
            match event:
                case FloorRequested(_, request):
                    assert request.id not in self.requested
                    self.requested[request.id] = request
                case RequestWithdrawn(_, request_id):
                    self.withdrawn.add(request_id)
                case SpeakerCalled(turn) if turn.speaker.delegation:
                    self.called.add(turn.id)
                case Undone(position):
                    self.recount(f"r{position}")
                case _:
                    pass

    def recount(self, undone: str) -> None:
        """Whoever waits again was neither called nor withdrawn; whoever is gone was added by what was undone, or has
        an older place again."""
        waiting = {request.id: request for listed in self.state.lists.values() for request in listed.waiting}
        self.called -= waiting.keys()
        self.withdrawn -= waiting.keys()
        places = {(request.speaker.delegation, request.capacity) for request in waiting.values()}
        for gone in self.requested.keys() - waiting.keys() - self.called - self.withdrawn:
            request = self.requested[gone]
            assert gone == undone or (request.speaker.delegation, request.capacity) in places
            self.withdrawn.add(gone)

    @rule(seconds=pauses)
    def time_passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(actor=actors, capacity=st.sampled_from(Capacity), name=st.sampled_from(PROCESSES), data=st.data())
    def somebody_asks_for_the_floor(self, actor: Actor, capacity: Capacity, name: str | None, data: Any) -> None:
        segment = data.draw(st.none() | segments)
        self.ask(actor, RequestFloor(capacity, name, segment))

    @rule(delegation=st.sampled_from(DELEGATIONS), data=st.data())
    def a_delegation_asks_for_the_floor(self, delegation: str, data: Any) -> None:
        self.ask(badge(delegation, data.draw(st.integers(1, 4))), RequestFloor())

    @rule(delegation=st.sampled_from(DELEGATIONS), capacity=st.sampled_from(Capacity), name=st.sampled_from(PROCESSES))
    def the_desk_adds(self, delegation: str, capacity: Capacity, name: str | None) -> None:
        self.ask(DESK, AddSpeaker(delegation, capacity, name))

    @rule(actor=actors, data=st.data())
    def somebody_withdraws(self, actor: Actor, data: Any) -> None:
        self.ask(actor, WithdrawRequest(data.draw(st.sampled_from(ids(self.state)))))

    @rule(segment=segments, late=st.booleans())
    def a_segment_starts(self, segment: str, late: bool) -> None:
        self.ask(DESK, StartSegment(segment, "welcome" if late else self.state.rundown.current))

    @precondition(lambda self: self.state.rundown.current)
    @rule()
    def the_segment_ends(self) -> None:
        self.ask(DESK, EndSegment(self.state.rundown.current or ""))

    @rule(phase=st.sampled_from(PHASES))
    def a_phase_starts(self, phase: str) -> None:
        self.ask(DESK, StartPhase(phase, self.state.rundown.phase))

    @rule()
    def the_panel_takes_the_floor(self) -> None:
        self.ask(DESK, StartSegment("panel", self.state.rundown.current))
        self.ask(DESK, StartPhase("floor"))
        self.ask(DESK, OpenList())

    @rule(opens=st.booleans(), segment=st.none() | segments)
    def a_list_opens_or_closes(self, opens: bool, segment: str | None) -> None:
        self.ask(DESK, OpenList(segment) if opens else CloseList(segment))

    @rule(data=st.data())
    def the_next_is_called(self, data: Any) -> None:
        following = speakers.queue(self.state)
        self.ask(DESK, CallNextSpeaker(following[0].id if following else "r999"))

    @rule(actor=actors, data=st.data())
    def somebody_is_called(self, actor: Actor, data: Any) -> None:
        self.ask(actor, CallNextSpeaker(data.draw(st.sampled_from(ids(self.state)))))

    @precondition(lambda self: self.state.floor)
    @rule(
        kind=st.sampled_from([StartClock, StartClock, PauseClock, ResumeClock, EndIntervention]),
        late=st.sampled_from([False, False, False, True]),
    )
    def the_clock_moves(self, kind: Callable[[str], AnyCommand], late: bool) -> None:
        self.ask(DESK, kind("r999" if late or self.state.floor is None else self.state.floor.id))

    @precondition(lambda self: self.state.floor)
    @rule(seconds=st.sampled_from([0, 1, 60, -60, -119, -10_000, 3600, 3601]))
    def time_is_given(self, seconds: int) -> None:
        self.ask(DESK, ExtendTime(self.state.floor.id if self.state.floor else "", seconds))

    @rule(keep=st.integers(0, len(SEGMENTS)), version=st.sampled_from(["second", "third"]))
    def another_programme_is_published(self, keep: int, version: str) -> None:
        self.ask(DESK, programme(version=version, segments=SEGMENTS[:keep]))

    @rule(late=st.sampled_from([0, 0, 0, 1]))
    def the_latest_act_is_undone(self, late: int) -> None:
        self.ask(DESK, Undo(self.state.acts[-1].position - late if self.state.acts else 0))

    @precondition(lambda self: self.state.acts and self.state.acts[-1].position == self.state.position)
    @rule()
    def an_act_undone_at_once_leaves_every_screen_as_it_was(self) -> None:
        act = self.state.acts[-1]
        if self.now != act.at:
            return
        before = replay(self.log[:-1])
        self.ask(DESK, Undo(act.position))
        # What is older than ten minutes was forgotten meanwhile.
        assert self.state.acts == before.acts[len(before.acts) - len(self.state.acts) :]
        for view in View:
            if before.profile is not None:
                seen, once = (replace(state, acts=(), at=self.now) for state in (self.state, before))
                assert wire.write(render(view, seen)) == wire.write(render(view, once))

    @invariant()
    def no_delegation_waits_twice_on_a_list_in_one_capacity(self) -> None:
        for listed in self.state.lists.values():
            places = [(request.speaker.delegation, request.capacity) for request in listed.waiting]
            assert len(places) == len(set(places))

    @invariant()
    def nobody_is_lost(self) -> None:
        waiting = [request.id for listed in self.state.lists.values() for request in listed.waiting]
        assert len(waiting) == len(set(waiting))
        accounted = [*waiting, *self.called, *self.withdrawn]
        assert sorted(accounted) == sorted(self.requested)

    @invariant()
    def no_clock_runs_backwards(self) -> None:
        if self.state.floor is not None:
            assert ran_for(self.state.floor, self.now) >= timedelta()
            assert self.state.floor.allotted is None or self.state.floor.allotted > 0

    @invariant()
    def the_floor_belongs_to_what_runs(self) -> None:
        if self.state.floor is not None:
            assert (self.state.floor.segment, self.state.floor.phase) == (
                self.state.rundown.current,
                self.state.rundown.phase,
            )

    @invariant()
    def positions_have_no_gaps(self) -> None:
        assert self.state.position == len(self.log)

    @invariant()
    def every_screen_follows_by_patches_and_learns_nothing_private(self) -> None:
        if self.state.profile is None:
            return
        views = {view.value: render(view, self.state) for view in View}
        for name, view in {**views, "foyer": foyer([self.state])}.items():
            now = json.loads(wire.write(view))
            before = self.shown.get(name, {})
            assert merged(before, wire.difference(before, now)) == now
            assert nulls(now) == 0
            self.shown[name] = now
        for name in (*FOR_EVERYONE, "foyer"):
            text = json.dumps(self.shown[name])
            assert [word for word in PRIVATE if word in text] == []

    @invariant()
    def the_phones_ranks_are_the_order_of_the_list(self) -> None:
        if listed := self.shown.get("phone", {}).get("list"):
            by_rank = sorted(listed["waiting"], key=lambda request: listed["waiting"][request]["rank"])
            assert by_rank == [request.id for request in speakers.list_of(self.state, listed["segment"]).waiting]

    def teardown(self) -> None:
        assert replay(self.log) == self.state
        cut = len(self.log) // 2
        assert replay(self.log[cut:], replay(self.log[:cut])) == self.state


TestAnyDay = AnyDay.TestCase
TestAnyDay.settings = settings(
    max_examples=40,
    stateful_step_count=40,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)

json_values = st.recursive(
    st.booleans() | st.integers(-5, 5) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=4),
    max_leaves=12,
)
json_objects = st.dictionaries(st.text(max_size=2), json_values, max_size=5)


@settings(max_examples=300, deadline=None, database=None)
@given(old=json_objects, new=json_objects)
def test_a_difference_makes_the_new_of_the_old(old: dict[str, Any], new: dict[str, Any]) -> None:
    patch = wire.difference(old, new)
    assert merged(old, patch) == new
    assert (patch == {}) == (old == new)
