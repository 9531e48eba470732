"""What holds whatever people ask, in whatever order."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, get_args

import msgspec.inspect as mi
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from live import wire
from live.room.authority import DELEGATES, Actor, Role, View
from live.room.commands import (
    AddSpeaker,
    AnyCommand,
    CallDelegation,
    CallNextSpeaker,
    CallSpeaker,
    CedePlace,
    ClearList,
    CloseList,
    CorrectSpeaker,
    DeclineFloor,
    DismissPoint,
    EndIntervention,
    EndSegment,
    ExtendTime,
    FloorCommand,
    ListCommand,
    MarkAbsent,
    MeetingCommand,
    MoveRequest,
    OpenList,
    PauseClock,
    PodiumCommand,
    RecordCommand,
    ReleaseRequests,
    ReportingCommand,
    RequestCommand,
    RequestFloor,
    ResumeClock,
    ResumeMeeting,
    RoomCommand,
    StartClock,
    StartPhase,
    StartSegment,
    SuspendMeeting,
    Undo,
    VerifyCapacity,
    WithdrawRequest,
    YieldTime,
)
from live.room.model.events import (
    CapacityVerified,
    FloorDeclined,
    FloorRequested,
    ListCleared,
    PointDismissed,
    RequestAmended,
    RequestsAccepted,
    RequestsReleased,
    RequestWithdrawn,
    SpeakerCorrected,
    Undone,
)
from live.room.model.plan import Capacity, Procedure
from live.room.model.reports import Heading, Noted
from live.room.model.state import RoomState
from live.room.model.turns import FloorRequest, InterventionKind, Rank
from live.room.refusals import Refused
from live.room.rules import speakers
from live.room.rules.clock import ran_for
from live.room.transitions import Entry, carried_out, decide, evolve, replay
from live.room.views import Shown, foyer_view, overview_view, render
from live.room.views.timetable import timetable
from tests.given import AT, DESK, NOTHING, SEGMENTS, UNSAID, badge, programme, register
from tests.often import often
from tests.room import holding, showing
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
PRIVATE = (
    UNSAID,
    "badge:",
    "user:",
    "certainty",
    "absen",
    "announced",
    *(rank for rank in Rank if rank is not Rank.MINISTER),
)
"""What no public screen ever holds. A minister is somebody on the podium here."""

PROCEDURES = [Procedure.FORMAL, Procedure.GENERAL_DEBATE, Procedure.INTERACTIVE_PANEL]
segments = st.sampled_from(NAMES)
actors = st.sampled_from(ACTORS)
pauses = st.sampled_from([0, 0.001, 1, 59.5, 3600])
Pick = Callable[[st.SearchStrategy[Any]], Any]


def ids(state: RoomState) -> list[str]:
    """Whoever waits in any lane, is in the line-up, has the floor or was interrupted; and somebody who is not there."""
    waiting = [request.id for request in holding.on_lists(state)]
    here = [turn.id for turn in holding.on_the_floor(state)]
    return [*here, *(who.id for who in speakers.queue(state)), *waiting, "r999"]


def looked_at(state: RoomState) -> bytes:
    """All of `state` but what it remembers of earlier ones."""
    return wire.write(replace(state, acts=(), since=(), carried_out=(), forgotten=None))


def words(state: RoomState, name: str, kind: mi.Type) -> st.SearchStrategy[Any]:  # noqa: PLR0911
    """What might stand in a field: mostly something that fits the room as it is."""
    match kind:
        case mi.UnionType():
            return st.one_of(*(words(state, name, inner) for inner in kind.types))
        case mi.Metadata():
            return words(state, name, kind.type)
        case mi.NoneType():
            return st.none()
        case mi.EnumType():
            return st.sampled_from(list(kind.cls))
        case mi.BoolType():
            return st.booleans()
        case mi.IntType():
            return st.sampled_from([0, 1, 2, 60, -1, 90_000] if name != "position" else acts(state))
        case mi.DateTimeType():
            return st.sampled_from([AT, AT + timedelta(minutes=5)])
        case mi.VarTupleType():
            return st.lists(words(state, name, kind.item_type), max_size=4).map(tuple)
        case mi.StructType():
            return st.builds(kind.cls, **{field.name: words(state, field.name, field.type) for field in kind.fields})
        case mi.DictType():
            return st.just({}) | st.just({Heading.COMMITMENTS: Noted(("Recognise skills",), 1)})
        case _:
            return st.sampled_from(NAMED.get(name) or ids(state))


def acts(state: RoomState) -> list[int]:
    return [act.position for act in state.acts[-2:]] or [0]


NAMED: dict[str, list[str]] = {
    "segment": NAMES,
    "from_segment": NAMES,
    "to_segment": NAMES,
    "phase": PHASES,
    "delegation": DELEGATIONS,
    "joint": DELEGATIONS,
    "on_behalf_of": ["", "Colombo Process", "Group of 77"],
    "person": ["A. Delegate", " "],
    "language": ["Nepali"],
    "title": ["Minister", " "],
    "name": ["Mayor"],
    "text": ["Please sit down", " "],
    "room": ["breakout-1"],
    "seed": ["said aloud", "said twice"],
    "slot": ["president", "academia", "moderator", "nobody"],
    "bullets": ["Recognise skills"],
    "questions": ["What was learned?"],
}
COMMANDS = get_args(RoomCommand)
WRITTEN = [*get_args(PodiumCommand), *get_args(ReportingCommand), *get_args(RecordCommand)]
POWERLESS = {Role.SCREEN, Role.PUBLIC, Role.INTERPRETER}
OF_DELEGATES = {
    "request_floor",
    "amend_request",
    "withdraw_request",
    "take_over_request",
    "mark_ready",
    "cede_place",
    "decline_floor",
}


class AnyDay(RuleBasedStateMachine):
    """People ask what they like, most of it at the wrong moment."""

    def __init__(self) -> None:
        super().__init__()
        self.state = NOTHING
        self.log: list[Entry] = []
        self.requested: dict[str, FloorRequest] = {}
        self.gone: set[str] = set()
        self.undone: set[str] = set()
        self.shown: dict[str, Any] = {}
        self.rejected: dict[str, int] = {}
        self.ranked: set[str] = set()
        self.procedure = Procedure.FORMAL
        self.now = AT
        self.slept = False
        """Whether so much time has passed that phones are not told any more of what was before."""

    @initialize(procedure=st.sampled_from(PROCEDURES))
    def the_panel_has_begun(self, procedure: Procedure) -> None:
        self.procedure = procedure
        self.ask(DESK, self.programme())
        self.the_panel_takes_the_floor()
        for delegation in DELEGATIONS[:4]:
            self.ask(badge(delegation), RequestFloor())
        self.ask(badge("iom"), RequestFloor(Capacity.GROUP, "Group of 77"))

    def programme(self, version: str = "first", keep: int = len(SEGMENTS), gone: str | None = None) -> AnyCommand:
        """The day with the panel's procedure; a shorter one, or without a delegation."""
        kept = tuple(
            replace(known, procedure=self.procedure) if known.id == "panel" else known for known in SEGMENTS[:keep]
        )
        stay = tuple(known for known in register() if known.id != gone)
        return programme(version=version, segments=kept, delegations=stay)

    def ask(self, actor: Actor, command: AnyCommand) -> None:
        before, held = looked_at(self.state), self.state
        command_id = f"c{len(self.log)}"
        try:
            events = decide(self.state, command, actor, self.now)
        except Refused:
            assert looked_at(self.state) == before
            return
        assert looked_at(self.state) == before
        if not events:
            return
        entry = Entry(self.state.position + 1, self.now, actor.id, actor.role, command_id, events)
        assert wire.read_entry(wire.write_entry(entry)) == entry
        assert actor.role not in POWERLESS
        assert actor.role not in DELEGATES or command.__struct_config__.tag in OF_DELEGATES
        self.state = evolve(self.state, entry)
        if not isinstance(command, Undo):
            assert looked_at(replace(self.state, position=held.position, at=held.at)) != before
            holding.nobody_gets_the_floor_while_the_meeting_does_not_sit(held, self.state)
        self.log.append(entry)
        assert carried_out(self.state, actor, command_id) == entry.position
        self.count(entry, held)

    def count(self, entry: Entry, before: RoomState) -> None:
        for event in entry.events:
            match event:
                case FloorRequested(_, request):
                    assert request.id not in self.requested
                    self.requested[request.id] = request
                case RequestsAccepted(_, _, requests):
                    self.requested |= {request.id: request for request in requests}
                case SpeakerCorrected(returned=FloorRequest() as request):
                    self.requested[request.id] = request
                    self.gone |= {turn.request.id for turn in holding.on_the_floor(before) if turn.request}
                case CapacityVerified(_, request_id, False):
                    self.rejected[request_id] = entry.position
                case ListCleared(_, requests):
                    self.gone |= set(requests)
                case RequestAmended(_, request_id):
                    self.ranked.add(request_id)
                case RequestWithdrawn(_, request_id) | PointDismissed(_, request_id) | FloorDeclined(request_id):
                    self.gone.add(request_id)
                case RequestsReleased(_, release):
                    self.gone |= {request.id for request in release.requests}
                case Undone(position):
                    self.recount(position)
                    self.rejected = {name: at for name, at in self.rejected.items() if at != position}
                case _:
                    pass

    def recount(self, undone: int) -> None:
        """Whoever is gone by an undo was added by what was undone, or has another place, or gave that one up."""
        held = self.held()
        self.gone -= held
        places = {holding.place(request) for request in holding.on_lists(self.state)}
        given_up = {holding.place(self.requested[name]) for name in self.gone}
        added = {name for name in self.requested if str(undone) in name.removeprefix("r").split(".")}
        for lost in self.requested.keys() - held - self.gone:
            assert lost in added or holding.place(self.requested[lost]) in places | given_up
            self.gone.add(lost)
            self.undone.add(lost)
        # Whoever withdrew what only this act had given them never asked for it, as the room remembers.
        self.undone |= added - held

    def held(self) -> set[str]:
        """The requests that are on a list or set aside, have the floor, wait for it again, or had it."""
        turns = (*holding.on_the_floor(self.state), *self.state.turns)
        called = {turn.request.id for turn in turns if turn.request} | {turn.id for turn in turns}
        return called.union(request.id for request in holding.on_lists(self.state))

    @rule(seconds=pauses)
    def time_passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.slept = self.slept or self.now - AT > timedelta(hours=3)

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

    @rule(actor=actors, kind=st.sampled_from(COMMANDS), data=st.data())
    def somebody_asks_for_anything(self, actor: Actor, kind: Any, data: Any) -> None:
        self.ask_any(actor, kind, data)

    @rule(kind=st.sampled_from(get_args(ListCommand)), data=st.data())
    def the_list_is_arranged(self, kind: Any, data: Any) -> None:
        self.ask_any(DESK, kind, data)

    @rule(kind=st.sampled_from(get_args(RequestCommand)), data=st.data())
    def a_request_is_tended(self, kind: Any, data: Any) -> None:
        held = [request for listed in self.state.lists.values() for request in speakers.everyone_on(listed)]
        own = [badge(request.speaker.delegation) for request in held if request.speaker.delegation in DELEGATIONS]
        self.ask_any(data.draw(st.sampled_from([DESK, *own])), kind, data)

    @rule(kind=st.sampled_from(get_args(FloorCommand)), data=st.data())
    def the_floor_is_given(self, kind: Any, data: Any) -> None:
        self.ask_any(DESK, kind, data)

    @rule(kind=st.sampled_from(get_args(MeetingCommand)), data=st.data())
    def the_meeting_decides(self, kind: Any, data: Any) -> None:
        self.ask_any(DESK, kind, data)

    @rule(kind=st.sampled_from(WRITTEN), data=st.data())
    def something_is_written(self, kind: Any, data: Any) -> None:
        self.ask_any(DESK, kind, data)

    @precondition(lambda self: self.state.floor)
    @rule(kind=st.sampled_from([MarkAbsent, MarkAbsent, DeclineFloor]))
    def whoever_was_called_does_not_speak(self, kind: Callable[[str], AnyCommand]) -> None:
        self.ask(DESK, kind(self.state.floor.id if self.state.floor else ""))

    @rule(seconds=st.sampled_from([5, 119, 300]))
    def the_next_is_called_and_speaks(self, seconds: int) -> None:
        following = speakers.queue(self.state)
        self.ask(DESK, CallNextSpeaker(following[0].id if following else "r999"))
        self.ask(DESK, StartClock(self.state.floor.id if self.state.floor else "r999"))
        self.now += timedelta(seconds=seconds)

    @precondition(lambda self: self.state.floor)
    @rule(delegation=st.sampled_from(DELEGATIONS))
    def somebody_yields(self, delegation: str) -> None:
        self.ask(DESK, YieldTime(self.state.floor.id if self.state.floor else "", delegation))

    @rule(delegation=st.sampled_from(DELEGATIONS), taken=st.booleans())
    def a_point_of_order_is_raised_and_ruled_on(self, delegation: str, taken: bool) -> None:
        self.ask(badge(delegation), RequestFloor(kind=InterventionKind.POINT_OF_ORDER))
        for listed in self.state.lists.values():
            for point in listed.points:
                speaking = self.state.floor.id if self.state.floor else None
                self.ask(DESK, CallSpeaker(point.id, speaking) if taken else DismissPoint(point.id))

    @precondition(lambda self: self.claims())
    @rule(holds=st.booleans(), data=st.data())
    def a_claim_is_looked_into(self, holds: bool, data: Any) -> None:
        self.ask(DESK, VerifyCapacity(data.draw(st.sampled_from(self.claims())), holds))

    @precondition(lambda self: self.waiting())
    @rule(data=st.data())
    def some_go_to_another_room(self, data: Any) -> None:
        some = data.draw(st.lists(st.sampled_from([request.id for request in self.waiting()]), min_size=1, max_size=3))
        self.ask(DESK, ReleaseRequests("panel", tuple(some), "breakout-1"))

    def waiting(self) -> list[FloorRequest]:
        return [request for listed in self.state.lists.values() for request in listed.waiting]

    def claims(self) -> list[str]:
        """Every claim that nobody looked into, in whatever lane."""
        held = [request for listed in self.state.lists.values() for request in speakers.everyone_on(listed)]
        return [request.id for request in held if not request.verified]

    def ask_any(self, actor: Actor, kind: Any, data: Any) -> None:
        fields = mi.type_info(kind).fields  # type: ignore[attr-defined]
        values = {field.name: data.draw(words(self.state, field.name, field.type)) for field in fields}
        if data.draw(st.sampled_from([True, True, True, False])):
            values |= {name: fact for name, fact in self.what_fits(data).items() if name in values}
        self.ask(actor, kind(**values))

    def what_fits(self, data: Any) -> dict[str, Any]:
        """What somebody who looks at the room would say."""
        here = self.state.floor.id if self.state.floor else None
        held = [request.id for listed in self.state.lists.values() for request in speakers.everyone_on(listed)]
        fits: dict[str, Any] = {
            "speaking": here,
            "from_segment": "panel",
            "to_segment": "group-work",
            "delegation": "mexico",
        }
        fits |= {"began_at": AT, "seconds": 60, "question": None, "number": None} | (
            {"intervention": here, "called_at": self.state.floor.called_at} if here and self.state.floor else {}
        )
        fits |= {"who": data.draw(st.sampled_from([*held, "academia"]))}
        return fits | ({"request": data.draw(st.sampled_from(held))} if held else {})

    @rule(delegation=st.sampled_from(DELEGATIONS), kind=st.sampled_from(InterventionKind))
    def somebody_is_called_in_one_act(self, delegation: str, kind: InterventionKind) -> None:
        self.ask(DESK, CallDelegation(delegation, self.state.floor.id if self.state.floor else None, kind))

    @rule(data=st.data())
    def somebody_is_moved(self, data: Any) -> None:
        seen = tuple(request.id for listed in self.state.lists.values() for request in listed.waiting)
        if seen:
            pick = st.sampled_from(seen)
            self.ask(DESK, MoveRequest(data.draw(pick), seen, data.draw(st.none() | pick)))

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

    @rule(keep=st.sampled_from([0, 2, *[len(SEGMENTS)] * 6]), version=st.sampled_from(["second", "third"]))
    def another_programme_is_published(self, keep: int, version: str) -> None:
        self.ask(DESK, self.programme(version, keep))

    @rule(gone=st.sampled_from(["kenya", "fiji", "nepal", None, None]), procedure=st.sampled_from(PROCEDURES))
    def a_delegation_leaves_the_register_or_comes_back(self, gone: str | None, procedure: Procedure) -> None:
        self.procedure = procedure
        self.ask(DESK, self.programme(f"without {gone} {procedure}", gone=gone))

    @rule(
        delegation=st.sampled_from(DELEGATIONS),
        kind=st.sampled_from([InterventionKind.POINT_OF_ORDER, InterventionKind.RIGHT_OF_REPLY]),
        claimed=st.sampled_from([None, "Group of 77", "AOSIS"]),
    )
    def somebody_asks_in_another_lane(self, delegation: str, kind: InterventionKind, claimed: str | None) -> None:
        capacity = Capacity.GROUP if claimed else Capacity.NATIONAL
        self.ask(badge(delegation), RequestFloor(capacity, claimed, kind=kind))

    @precondition(lambda self: bool(holding.on_lists(self.state)))
    @rule(data=st.data())
    def somebody_is_called_from_any_lane(self, data: Any) -> None:
        who = data.draw(st.sampled_from([request.id for request in holding.on_lists(self.state)]))
        self.ask(DESK, CallSpeaker(who, self.state.floor.id if self.state.floor else None))

    @precondition(lambda self: self.state.floor)
    @rule(delegation=st.sampled_from(DELEGATIONS), taken=st.booleans())
    def whoever_speaks_is_named_otherwise(self, delegation: str, taken: bool) -> None:
        turn = self.state.floor
        assert turn is not None
        own = speakers.waiting_like(self.state, turn, delegation)
        self.ask(DESK, CorrectSpeaker(turn.id, delegation, own[0].id if own and taken else None))

    @rule(suspend=st.booleans())
    def the_meeting_is_suspended_or_taken_up(self, suspend: bool) -> None:
        self.ask(DESK, SuspendMeeting() if suspend else ResumeMeeting())
        if suspend and self.state.floor:
            self.ask(DESK, EndIntervention(self.state.floor.id))

    @rule()
    def the_list_is_cleared(self) -> None:
        self.ask(DESK, ClearList())

    @precondition(lambda self: self.waiting())
    @rule(data=st.data(), to=st.sampled_from(DELEGATIONS[:4]))
    def a_delegation_cedes(self, data: Any, to: str) -> None:
        request = data.draw(st.sampled_from(self.waiting()))
        self.ask(badge(request.speaker.delegation or ""), CedePlace(request.id, to))

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
        assert looked_at(replace(self.state, position=0, at=None)) == looked_at(replace(before, position=0, at=None))
        for view in View:
            if before.profile is not None:
                seen, once = (replace(state, acts=(), at=self.now) for state in (self.state, before))
                assert wire.write(render(view, seen)) == wire.write(render(view, once))

    @invariant()
    def what_holds_always_holds(self) -> None:
        holding.check(self.state, self.ranked)

    @invariant()
    def a_claim_that_was_rejected_is_shown_nowhere(self) -> None:
        turns = (*holding.on_the_floor(self.state), *self.state.turns)
        for request in (*holding.on_lists(self.state), *(turn.request for turn in turns if turn.request)):
            if request.id in self.rejected:
                assert (request.capacity, request.on_behalf_of) == (Capacity.NATIONAL, None)

    @invariant()
    def nobody_is_lost(self) -> None:
        assert self.requested.keys() <= self.held() | self.gone

    @invariant()
    def no_clock_runs_backwards(self) -> None:
        for turn in (*self.state.interrupted, *([self.state.floor] if self.state.floor else [])):
            assert ran_for(turn, self.now) >= timedelta()
            assert turn.allotted is None or turn.allotted > 0
        for turn in self.state.interrupted:
            assert turn.runs_from is None or turn.paused_at is not None
        for turn in self.state.turns:
            assert turn.ended_at is not None
            assert ran_for(turn, turn.ended_at) >= timedelta()

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
        faults: dict[str, Exception] = {}
        views: dict[str, Shown] = {view.value: render(view, self.state, "plenary", faults.__setitem__) for view in View}
        views |= {"foyer": foyer_view([self.state], ["plenary"]), "overview": overview_view([self.state], ["plenary"])}
        views |= {"timetable": timetable(self.state, "plenary", faults.__setitem__)}
        for fault in faults.values():
            raise fault
        showing.check(self.state, views)
        for name, view in views.items():
            now = json.loads(wire.write(view))
            assert "broken" not in now
            before = self.shown.get(name, {})
            assert merged(before, wire.difference(before, now)) == now
            assert nulls(now) == 0
            self.shown[name] = now
        for name in (*FOR_EVERYONE, "foyer", "timetable"):
            text = json.dumps(self.shown[name])
            assert [word for word in PRIVATE if word in text] == []

    @invariant()
    def no_request_is_gone_without_a_word_to_its_delegation(self) -> None:
        if not (phone := self.shown.get("phone")):
            return
        waiting = phone.get("list", {})
        told = {*waiting.get("waiting", {}), *waiting.get("replies", {}), *waiting.get("points", {})}
        told |= {fate.partition(":")[0] for fate in phone.get("fates", {})}
        told |= {request for other in phone.get("others", {}).values() for request in other["requests"]}
        heard = {name for turn in self.state.turns for name in (turn.id, turn.answers)}
        if not self.slept:
            assert self.requested.keys() <= told | heard | self.undone

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
    max_examples=often(40),
    stateful_step_count=40,
    database=None,
)

json_values = st.recursive(
    st.booleans() | st.integers(-5, 5) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=4),
    max_leaves=12,
)
json_objects = st.dictionaries(st.text(max_size=2), json_values, max_size=5)


@settings(max_examples=often(300), database=None)
@given(old=json_objects, new=json_objects)
def test_a_difference_makes_the_new_of_the_old(old: dict[str, Any], new: dict[str, Any]) -> None:
    patch = wire.difference(old, new)
    assert merged(old, patch) == new
    assert (patch == {}) == (old == new)
