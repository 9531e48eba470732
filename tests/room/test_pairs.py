"""Every two things that people may do one after the other, in every kind of room, with undo after each."""

from collections.abc import Callable
from datetime import datetime
from typing import get_args

import pytest
from msgspec.structs import replace

from live import wire
from live.room.authority import PROGRAMME, Actor, Role, View
from live.room.commands import (
    AcceptRequests,
    AddNote,
    AddSlot,
    AdjournMeeting,
    AmendRequest,
    AnyCommand,
    BeginRehearsal,
    CallSecretariat,
    CallSpeaker,
    CarriedRequest,
    CarryOutPlan,
    CarryOver,
    CedePlace,
    ClearList,
    ClearMessage,
    CloseList,
    ContinueWithoutInterpretation,
    CorrectPerson,
    CorrectSpeaker,
    DeclineFloor,
    DismissPoint,
    DrawLots,
    EndIntervention,
    EndSegment,
    ExtendTime,
    LogIntervention,
    MarkAbsent,
    MarkReady,
    MoveRequest,
    OpenList,
    PauseClock,
    ReceiveReport,
    ReleaseRequests,
    ReopenReport,
    RequestFloor,
    ResetRehearsal,
    ResolveSlot,
    ResumeClock,
    ResumeMeeting,
    RoomCommand,
    SaveBullets,
    SendMessage,
    SetBatch,
    SetOrder,
    SetQuestions,
    SetTimeLimit,
    ShowQuestion,
    ShowReport,
    SubmitReport,
    SuspendMeeting,
    SwapRequests,
    TakeOverRequest,
    Undo,
    VerifyCapacity,
    YieldTime,
)
from live.room.commands.reports import CarriedNotes, CarriedReport
from live.room.model.plan import Capacity, OrderPolicy, Procedure
from live.room.model.reports import Heading, Prepared, Target
from live.room.model.state import RoomState
from live.room.model.turns import InterventionKind, Rank
from live.room.refusals import Refused
from live.room.rules import speakers
from live.room.transitions import Entry, decide, evolve
from live.room.views import render
from tests.given import (
    AT,
    DESK,
    GROUP,
    NOTHING,
    REGIONAL_PROCESS,
    SEGMENTS,
    Step,
    adds,
    after,
    asks,
    badge,
    by,
    calls_next,
    calls_up,
    goes_to,
    later,
    of,
    on_floor,
    opens_list,
    picks,
    programme,
    register,
    secretariat,
    starts,
    starts_clock,
    strikes,
    undoes,
    withdraws,
)
from tests.often import one_of
from tests.room import holding, showing

POINT = InterventionKind.POINT_OF_ORDER
REPLY = InterventionKind.RIGHT_OF_REPLY
FORMAL = tuple(replace(known, procedure=Procedure.FORMAL) if known.id == "panel" else known for known in SEGMENTS)

# Rooms in which every lane holds somebody

EVERYBODY = after(
    NOTHING,
    secretariat(programme(segments=FORMAL)),
    starts("panel"),
    goes_to("floor"),
    opens_list(),
    opens_list("group-work"),
    asks("peru"),
    calls_next(),
    starts_clock(),
    asks("kenya"),
    asks("fiji"),
    asks("iom", GROUP, "Group of 77"),
    asks("iom", GROUP, "AOSIS"),
    asks("kenya", segment="group-work"),
    asks("mexico", GROUP, "Group of 77", kind=REPLY),
    asks("mexico", kind=REPLY),
    asks("kenya", kind=REPLY),
    asks("switzerland", kind=POINT),
    asks("kenya", GROUP, "Africa", kind=POINT),
    asks("nepal", REGIONAL_PROCESS, "Puebla Process"),
    later(30),
)
ROOMS = {
    "everybody waits and one speaks": EVERYBODY,
    "nobody speaks": after(EVERYBODY, on_floor(EndIntervention)),
    "somebody was called": after(EVERYBODY, calls_next()),
    "somebody is interrupted": after(EVERYBODY, picks("switzerland")),
    "the meeting is suspended": after(EVERYBODY, secretariat(SuspendMeeting(900))),
    "a point is heard and the meeting suspended": after(EVERYBODY, picks("switzerland"), secretariat(SuspendMeeting())),
    "lots were drawn": after(EVERYBODY, secretariat(DrawLots("aloud"))),
    "by protocol": after(EVERYBODY, secretariat(SetOrder(OrderPolicy.PROTOCOL))),
}

# What people do


def moves_last_first(state: RoomState) -> AnyCommand:
    waiting = [request.id for request in speakers.list_of(state, "panel").waiting]
    return MoveRequest(waiting[-1], tuple(waiting), waiting[0]) if waiting else MoveRequest("none", ())


def swaps_first_two(state: RoomState) -> AnyCommand:
    waiting = [request.id for request in speakers.list_of(state, "panel").waiting]
    return SwapRequests(*waiting[:2]) if len(waiting) > 1 else SwapRequests("none", "no other")


def releases_first(state: RoomState) -> AnyCommand:
    waiting = [request.id for request in speakers.list_of(state, "panel").waiting]
    return ReleaseRequests("panel", tuple(waiting[:1]), "breakout-1")


def corrects(delegation: str, *, taken: bool) -> Step:
    def ask(state: RoomState) -> AnyCommand:
        turn = state.floor.id if state.floor else "nobody"
        own = speakers.waiting_like(state, state.floor, delegation) if state.floor else ()
        return CorrectSpeaker(turn, delegation, own[0].id if taken and own else None)

    return Step(DESK, ask)


def claim(delegation: str, kind: InterventionKind = InterventionKind.STATEMENT) -> Callable[[RoomState], str]:
    """The unverified request of `delegation` in the lane of `kind`."""

    def find(state: RoomState) -> str:
        held = speakers.list_of(state, "panel").lane(kind)
        return next((one.id for one in held if one.speaker.delegation == delegation and not one.verified), "none")

    return find


def looks_into(whose: Callable[[RoomState], str], *, holds: bool) -> Step:
    return Step(DESK, lambda state: VerifyCapacity(whose(state), holds))


def cedes(delegation: str, to: str, actor: Actor | None = None) -> Step:
    return of(delegation, lambda request: CedePlace(request, to), actor or badge(delegation))


def publishes(*gone: str, procedure: Procedure = Procedure.FORMAL, timed: bool = False) -> Step:
    times = {"list_opens_at": AT, "list_closes_at": AT, "questions_at": AT} if timed else {}
    segments = tuple(
        replace(known, procedure=procedure, **times) if known.id == "panel" else known for known in SEGMENTS
    )
    stay = tuple(known for known in register() if known.id not in gone)
    return secretariat(programme(version=f"without {gone} {procedure}{timed}", segments=segments, delegations=stay))


def floor_or_last(state: RoomState) -> tuple[str, datetime]:
    """What tells the turn that is made, or was made last, from every other."""
    turns = (*state.turns, *((state.floor,) if state.floor else ()))
    return (turns[-1].id, turns[-1].called_at) if turns else ("nobody", AT)


DONE: dict[str, Step] = {
    # The desk
    "adds": adds("switzerland"),
    "adds a reply": adds("peru", kind=REPLY),
    "adds a point": adds("nepal", kind=POINT),
    "strikes kenya": strikes("kenya"),
    "strikes fiji": strikes("fiji"),
    "strikes a reply": strikes("mexico"),
    "clears": secretariat(ClearList()),
    "cedes fiji": cedes("fiji", "switzerland", DESK),
    "cedes fiji to kenya": cedes("fiji", "kenya", DESK),
    "cedes a reply": cedes("mexico", "peru", DESK),
    "moves": Step(DESK, moves_last_first),
    "swaps": Step(DESK, swaps_first_two),
    "releases": Step(DESK, releases_first),
    "accepts": secretariat(
        AcceptRequests(
            "breakout-1",
            (CarriedRequest("kenya", AT), CarriedRequest("peru", AT, GROUP, "Group of 77", verified=False)),
            by_inscription=True,
        )
    ),
    "accepts at the end": secretariat(AcceptRequests("breakout-1", (CarriedRequest("peru", AT),))),
    "carries over": secretariat(CarryOver("panel", "group-work")),
    "carries back": secretariat(CarryOver("group-work", "panel")),
    "orders by inscription": secretariat(SetOrder(OrderPolicy.INSCRIPTION)),
    "orders by protocol": secretariat(SetOrder(OrderPolicy.PROTOCOL)),
    "orders as a pool": secretariat(SetOrder(OrderPolicy.POOL)),
    "draws lots": secretariat(DrawLots("said aloud")),
    "opens": secretariat(OpenList()),
    "closes": secretariat(CloseList()),
    "verifies a group": looks_into(claim("iom"), holds=True),
    "rejects a group": looks_into(claim("iom"), holds=False),
    "verifies a chair": looks_into(claim("nepal"), holds=True),
    "rejects a chair": looks_into(claim("nepal"), holds=False),
    "verifies a reply": looks_into(claim("mexico", REPLY), holds=True),
    "rejects a reply": looks_into(claim("mexico", REPLY), holds=False),
    "verifies a point": looks_into(claim("kenya", POINT), holds=True),
    "rejects a point": looks_into(claim("kenya", POINT), holds=False),
    "amends": of("kenya", lambda request: AmendRequest(request, person="A. Delegate", rank=Rank.MINISTER)),
    "clears what was said": of("kenya", lambda request: AmendRequest(request, person=None, rank=None, joint=None)),
    "finds nobody": of("kenya", lambda request: MarkReady(request, False)),
    "dismisses a point": of("switzerland", DismissPoint),
    "calls the next": calls_next(),
    "picks fiji": picks("fiji"),
    "picks a point": picks("switzerland"),
    "picks a reply": picks("mexico"),
    "calls whoever waits": calls_up("kenya"),
    "calls whoever does not": calls_up("switzerland"),
    "calls a point": calls_up("fiji", kind=POINT),
    "calls the secretariat": Step(DESK, lambda state: CallSecretariat(state.floor.id if state.floor else None)),
    "calls the podium": Step(DESK, lambda state: CallSpeaker("academia", state.floor.id if state.floor else None)),
    "corrects to fiji who waits on": corrects("fiji", taken=False),
    "corrects to fiji whose turn it was": corrects("fiji", taken=True),
    "corrects to whoever does not wait": corrects("switzerland", taken=False),
    "absent": on_floor(MarkAbsent),
    "passes": on_floor(DeclineFloor),
    "yields": on_floor(lambda turn: YieldTime(turn, "fiji")),
    "logs": secretariat(LogIntervention("fiji", AT, 20)),
    "ends the turn": on_floor(EndIntervention),
    "starts the clock": starts_clock(),
    "pauses": on_floor(PauseClock),
    "resumes": on_floor(ResumeClock),
    "extends": on_floor(lambda turn: ExtendTime(turn, 60)),
    "limits": secretariat(SetTimeLimit(90)),
    "limits a group": secretariat(SetTimeLimit(240, capacity=Capacity.GROUP)),
    "batches": secretariat(SetBatch(3)),
    "lets the panel reply": secretariat(SetBatch(3, anew=True)),
    "suspends": secretariat(SuspendMeeting(60)),
    "begins a rehearsal": secretariat(BeginRehearsal()),
    "resets a rehearsal": Step(DESK, lambda state: ResetRehearsal(state.rehearsing.id if state.rehearsing else "none")),
    "adjourns": secretariat(AdjournMeeting()),
    "takes the meeting up again": secretariat(ResumeMeeting()),
    "goes on without interpreters": secretariat(ContinueWithoutInterpretation()),
    "starts a segment": starts("group-work"),
    "ends the segment": secretariat(EndSegment("panel")),
    "starts a phase": goes_to("replies"),
    "starts a phase without a list": goes_to("openings"),
    "resolves": secretariat(ResolveSlot("civil-society", person="C. Activist")),
    "adds a slot": secretariat(AddSlot("replies", "Mayor")),
    "asks questions": secretariat(SetQuestions("panel", ("What was learned?",))),
    "shows a question": secretariat(ShowQuestion(1)),
    "shows a report": secretariat(ShowReport("group-work")),
    "receives a report": secretariat(
        ReceiveReport(
            "breakout-1", "group-1", CarriedReport({Heading.COMMITMENTS: CarriedNotes(("One",), 1)}, submitted_at=AT)
        )
    ),
    "sends a message": secretariat(SendMessage(Target.HALL, Prepared.TAKE_SEATS)),
    "clears a message": secretariat(ClearMessage(Target.HALL)),
    "writes": secretariat(SaveBullets("group-work", Heading.COMMITMENTS, ("Recognise skills",))),
    "notes": Step(DESK, lambda state: AddNote(*floor_or_last(state), "Handed in")),
    "names the person": Step(DESK, lambda state: CorrectPerson(*floor_or_last(state), "A. Right")),
    "submits": secretariat(SubmitReport("group-work")),
    "reopens": secretariat(ReopenReport("group-work")),
    # Others, and what is never taken back
    "kenya asks": asks("kenya"),
    "fiji asks": asks("fiji"),
    "peru asks": asks("peru"),
    "mexico replies": asks("mexico", kind=REPLY),
    "switzerland raises a point": asks("switzerland", kind=POINT),
    "switzerland asks": asks("switzerland"),
    "a second group": asks("iom", GROUP, "Group of Friends"),
    "kenya withdraws": withdraws("kenya"),
    "fiji withdraws": withdraws("fiji"),
    "kenya cedes to fiji": cedes("kenya", "fiji"),
    "fiji cedes to kenya": cedes("fiji", "kenya"),
    "kenya cedes to peru": cedes("kenya", "peru"),
    "mexico cedes a reply to kenya": cedes("mexico", "kenya"),
    "kenya amends": of("kenya", lambda request: AmendRequest(request, person="B. Delegate"), badge("kenya")),
    "kenya is here": of("kenya", MarkReady, badge("kenya")),
    "a colleague takes over": of("kenya", TakeOverRequest, badge("kenya", 2)),
    "whoever speaks passes": Step(
        badge("peru"), lambda state: DeclineFloor(state.floor.id if state.floor else "nobody")
    ),
    "kenya passes": Step(badge("kenya"), lambda state: DeclineFloor(state.floor.id if state.floor else "nobody")),
    "a rapporteur writes": by(
        Actor("user:rapporteur", Role.RAPPORTEUR), SaveBullets("group-work", Heading.COMMITMENTS, ("Protect",))
    ),
    "fiji leaves the register": publishes("fiji"),
    "kenya and iom leave the register": publishes("kenya", "iom"),
    "all are in the register": publishes(),
    "the procedure changes": publishes(procedure=Procedure.GENERAL_DEBATE),
    "the programme gives times": publishes(timed=True),
    "those times come": by(PROGRAMME, CarryOutPlan()),
}


ASIDE = {"position", "at", "version", "acts", "since", "carried_out", "forgotten"}
"""Where a room is in its log, and what it remembers of that."""


def same(one: RoomState, other: RoomState) -> bool:
    facts = [(getattr(one, name), getattr(other, name)) for name in one.__struct_fields__ if name not in ASIDE]
    return all(here is there or here == there for here, there in facts)


def done(state: RoomState, step: Step) -> RoomState | None:
    """The room after `step`; `None` if it was refused or changed nothing. What holds always, holds."""
    assert state.at is not None
    assert step.actor is not None
    assert step.ask is not None
    try:
        events = decide(state, step.ask(state), step.actor, state.at)
    except Refused:
        return None
    if not events:
        return None
    entry = Entry(state.position + 1, state.at, step.actor.id, step.actor.role, f"c{state.position + 1}", events)
    assert wire.read_entry(wire.write_entry(entry)) == entry
    reached = evolve(state, entry)
    holding.check(reached, {request.id for request in holding.on_lists(reached) if request.rank})
    if not isinstance(step.ask(state), Undo):  # Which takes an act off those that may be undone, if nothing else.
        assert not same(reached, state) or reached.version != state.version
        holding.nobody_gets_the_floor_while_the_meeting_does_not_sit(state, reached)
    return reached


def is_act(reached: RoomState) -> bool:
    return bool(reached.acts) and reached.acts[-1].position == reached.position


def test_every_command_is_done_by_somebody() -> None:
    asked = {type(step.ask(state)) for step in DONE.values() for state in ROOMS.values() if step.ask is not None}
    assert asked | {Undo, RequestFloor} == set(get_args(RoomCommand)) | {type(programme())}


@pytest.mark.parametrize("first", DONE)
def test_two_things_done_one_after_the_other_are_undone_exactly_or_not_at_all(first: str) -> None:
    for room in ROOMS:
        try:
            undone_after(room, first)
        except Exception as fault:
            fault.add_note(f"in this room: {room}")
            raise


def undone_after(room: str, first: str) -> None:
    """What is asked of every two things of which `first` is the first, in `room`."""
    state = ROOMS[room]
    one = done(state, DONE[first])
    if one is None:
        return
    if is_act(one):
        undone_exactly(one, state)
    for step in seconds_tried(room, first):
        two = done(one, step)
        if two is None:
            continue
        if is_act(two):
            undone_exactly(two, one)
        elif is_act(one):
            done(two, undoes())  # What holds always, holds; or it is refused.


def seconds_tried(room: str, first: str) -> list[Step]:
    """What is done after `first` in `room`: at night everything. By day each pair is tried in some room."""
    start = list(ROOMS).index(room) + list(DONE).index(first)
    steps = list(DONE.values())
    return steps[start % one_of(len(ROOMS)) :: one_of(len(ROOMS))]


def test_by_day_too_every_pair_is_tried_in_some_room() -> None:
    every = {id(step) for step in DONE.values()}
    for first in DONE:
        assert {id(step) for room in ROOMS for step in seconds_tried(room, first)} == every, first


def undone_exactly(state: RoomState, before: RoomState) -> None:
    back = done(state, undoes())
    assert back is not None, "it was not undone"
    assert same(back, before), "it was undone to something else"


def test_every_screen_shows_whatever_was_done() -> None:
    for state in ROOMS.values():
        for step in DONE.values():
            if (reached := done(state, step)) is not None:
                showing.check(reached, {view.value: render(view, reached) for view in View})
