"""What is decided on lists, floor and clocks, and what is refused, to the last field: the record is made of these."""

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from msgspec.structs import replace

from live.room.commands import (
    AcceptRequests,
    AddNote,
    AddSlot,
    AddSpeaker,
    AdjournMeeting,
    AmendRequest,
    AnyCommand,
    BeginRehearsal,
    CallDelegation,
    CallNextSpeaker,
    CallSecretariat,
    CallSpeaker,
    CarriedReport,
    CarriedRequest,
    CarryOver,
    CedePlace,
    ClearList,
    ClearMessage,
    CloseList,
    ContinueWithoutInterpretation,
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
    ResetRehearsal,
    ResolveSlot,
    ResumeClock,
    ResumeMeeting,
    SaveBullets,
    SendMessage,
    SetOrder,
    ShowQuestion,
    ShowReport,
    StartClock,
    StartPhase,
    StartSegment,
    SubmitReport,
    SuspendMeeting,
    SwapRequests,
    Undo,
    WithdrawRequest,
    YieldTime,
)
from live.room.model.events import (
    AnyEvent,
    InterventionEnded,
    InterventionLogged,
    RequestMoved,
    RequestsAccepted,
    RequestsSwapped,
    SpeakerCalled,
)
from live.room.model.plan import Certainty, OrderPolicy, Procedure
from live.room.model.reports import Heading, Prepared, Target
from live.room.model.state import RoomState
from live.room.model.turns import FloorRequest, Handling, Intervention, InterventionKind, Outcome
from live.room.refusals import Reason
from live.room.rules.floor import SECRETARIAT
from live.room.rules.inscription import speaker_of
from live.room.rules.speakers import list_of
from live.room.transitions import Entry, evolve
from tests.given import (
    AT,
    CO_FACILITATOR,
    DESK,
    GROUP,
    GROUP_WORK,
    KENYA_SPEAKS,
    NOTHING,
    OPEN,
    PANEL,
    PANEL_RUNS,
    PUBLISHED,
    SEGMENTS,
    Step,
    after,
    asks,
    badge,
    by,
    calls_next,
    closes_list,
    ends,
    entries,
    extends,
    gives_back,
    goes_to,
    later,
    on_floor,
    opens_list,
    order,
    pauses,
    picks,
    programme,
    refused,
    request_of,
    secretariat,
    starts,
    starts_clock,
    undoes,
)

WAITING = after(OPEN, asks("kenya"), later(5), asks("fiji"), later(5), asks("peru"))
KENYA, FIJI, PERU = (request_of(WAITING, delegation) for delegation in ("kenya", "fiji", "peru"))
CALLED = after(WAITING, calls_next())
POINT = InterventionKind.POINT_OF_ORDER
REPLY = InterventionKind.RIGHT_OF_REPLY
INTERRUPTED = after(CALLED, starts_clock(), secretariat(CallDelegation("mexico", KENYA, kind=POINT)))
assert INTERRUPTED.floor is not None
MEXICO = INTERRUPTED.floor.id
SOLEMN = after(PUBLISHED, starts("welcome"))
WROTE = after(WAITING, secretariat(SaveBullets("group-work", Heading.COMMITMENTS, ("Recognise skills",))))
assert KENYA_SPEAKS.floor is not None
SPEAKS = KENYA_SPEAKS.floor.id
SUSPENDED = after(CALLED, secretariat(SuspendMeeting()))

CASES = count(1)


def desk(state: RoomState, command: AnyCommand, reason: Reason, **detail: str | int) -> Any:
    return pytest.param(state, secretariat(command), reason, detail, id=f"{next(CASES)}-{reason}")


@pytest.mark.parametrize(
    ("state", "step", "reason", "detail"),
    [
        # Lists
        desk(OPEN, OpenList(), Reason.LIST_ALREADY_OPEN),
        desk(OPEN, OpenList(in_seconds=86_401), Reason.OUT_OF_RANGE, field="in_seconds"),
        desk(OPEN, CloseList(in_seconds=86_401), Reason.OUT_OF_RANGE, field="in_seconds"),
        desk(PANEL_RUNS, CloseList(), Reason.LIST_NOT_OPEN),
        desk(PANEL_RUNS, CloseList(in_seconds=60), Reason.LIST_NOT_OPEN),
        desk(after(PANEL_RUNS, secretariat(OpenList(in_seconds=30))), CloseList(in_seconds=9), Reason.LIST_NOT_OPEN),
        desk(WAITING, SetOrder(OrderPolicy.LOTS), Reason.LOTS_NOT_DRAWN),
        desk(OPEN, DrawLots("a seed"), Reason.NOBODY_WAITING),
        desk(WAITING, MoveRequest("r99", (KENYA, "r99")), Reason.UNKNOWN_REQUEST, request="r99"),
        desk(WAITING, MoveRequest(PERU, (FIJI, KENYA, PERU)), Reason.LIST_MOVED_ON, segment="panel"),
        desk(WAITING, MoveRequest(PERU, (KENYA, FIJI)), Reason.LIST_MOVED_ON, segment="panel"),
        desk(WAITING, MoveRequest(PERU, (KENYA, PERU), FIJI), Reason.LIST_MOVED_ON, segment="panel"),
        desk(WAITING, MoveRequest(PERU, (KENYA, PERU, "r99"), "r99"), Reason.LIST_MOVED_ON, segment="panel"),
        desk(WAITING, MoveRequest(PERU, (KENYA, FIJI, PERU), PERU), Reason.OUT_OF_RANGE, field="ahead_of"),
        desk(WAITING, SwapRequests(KENYA, "r99"), Reason.UNKNOWN_REQUEST, request="r99"),
        desk(WAITING, SwapRequests(KENYA, KENYA), Reason.UNKNOWN_REQUEST, request=KENYA),
        desk(WAITING, CarryOver("panel", "group-work", ("r99",)), Reason.UNKNOWN_REQUEST, request="r99"),
        desk(WAITING, CarryOver("nowhere", "group-work"), Reason.UNKNOWN_SEGMENT, segment="nowhere"),
        desk(WAITING, CarryOver("panel", "nowhere"), Reason.UNKNOWN_SEGMENT, segment="nowhere"),
        desk(WAITING, CarryOver("panel", "panel"), Reason.NOBODY_WAITING),
        desk(OPEN, CarryOver("panel", "group-work"), Reason.NOBODY_WAITING),
        desk(OPEN, ReleaseRequests("panel", (), "annex"), Reason.NOBODY_WAITING),
        desk(WAITING, ReleaseRequests("panel", (KENYA, "r99"), "annex"), Reason.UNKNOWN_REQUEST, request="r99"),
        desk(WAITING, ReleaseRequests("nowhere", (KENYA,), "annex"), Reason.UNKNOWN_SEGMENT, segment="nowhere"),
        desk(OPEN, AcceptRequests("annex", ()), Reason.NOBODY_WAITING),
        desk(WAITING, AcceptRequests("annex", (CarriedRequest("kenya", AT),)), Reason.NOBODY_WAITING),
        desk(OPEN, ClearList(), Reason.NOBODY_WAITING),
        desk(WAITING, ClearList("panel", ("r99",)), Reason.NOBODY_WAITING),
        desk(WAITING, ClearList("nowhere"), Reason.UNKNOWN_SEGMENT, segment="nowhere"),
        # The floor
        desk(WAITING, CallNextSpeaker(FIJI), Reason.NOT_NEXT, next=KENYA),
        desk(CALLED, CallNextSpeaker(KENYA), Reason.NOT_NEXT, next=FIJI, by=DESK.id),
        desk(OPEN, CallNextSpeaker("r99"), Reason.NOBODY_WAITING),
        desk(after(OPEN, asks("kenya"), calls_next()), CallNextSpeaker(KENYA), Reason.NOBODY_WAITING, by=DESK.id),
        desk(PUBLISHED, CallNextSpeaker("r99"), Reason.SEGMENT_NOT_RUNNING),
        desk(CALLED, CallSpeaker(FIJI), Reason.FLOOR_MOVED_ON, speaking=KENYA),
        desk(WAITING, CallSpeaker(FIJI, KENYA), Reason.FLOOR_MOVED_ON),
        desk(WAITING, CallSpeaker("r99"), Reason.UNKNOWN_REQUEST, request="r99"),
        desk(
            after(WAITING, opens_list("group-work"), asks("mexico", segment="group-work")),
            CallSpeaker(f"r{WAITING.position + 2}"),
            Reason.UNKNOWN_REQUEST,
            request=f"r{WAITING.position + 2}",
        ),
        desk(WAITING, CallDelegation("fiji", kind=InterventionKind.SECRETARIAT), Reason.NOT_PERMITTED),
        desk(CALLED, CallDelegation("fiji"), Reason.FLOOR_MOVED_ON, speaking=KENYA),
        desk(CALLED, CallSecretariat(), Reason.FLOOR_MOVED_ON, speaking=KENYA),
        desk(INTERRUPTED, CallSpeaker(FIJI, MEXICO), Reason.FLOOR_INTERRUPTED, speaking=MEXICO),
        desk(SUSPENDED, CallSpeaker(FIJI, KENYA), Reason.MEETING_SUSPENDED),
        desk(
            after(WAITING, ends("panel"), opens_list("group-work"), starts("group-work")),
            CallSpeaker(KENYA),
            Reason.SEGMENT_MOVED_ON,
            segment="panel",
        ),
        desk(CALLED, CorrectSpeaker("r99", "fiji"), Reason.NOT_SPEAKING, speaking=KENYA),
        desk(CALLED, CorrectSpeaker(KENYA, "fiji"), Reason.WAITS_TOO, request=FIJI),
        desk(CALLED, CorrectSpeaker(KENYA, "fiji", PERU), Reason.UNKNOWN_REQUEST, request=PERU),
        desk(KENYA_SPEAKS, MarkAbsent(KENYA), Reason.CLOCK_ALREADY_STARTED),
        desk(INTERRUPTED, MarkAbsent(MEXICO), Reason.UNKNOWN_REQUEST, request=MEXICO),
        desk(WAITING, MarkAbsent(KENYA), Reason.NOT_SPEAKING),
        desk(KENYA_SPEAKS, DeclineFloor(KENYA), Reason.CLOCK_ALREADY_STARTED),
        pytest.param(
            CALLED, by(badge("fiji"), DeclineFloor(KENYA)), Reason.NOT_PERMITTED, {}, id="declined by another"
        ),
        desk(INTERRUPTED, YieldTime(KENYA, "peru"), Reason.NOT_SPEAKING, speaking=MEXICO),
        desk(INTERRUPTED, YieldTime(MEXICO, "peru"), Reason.NO_TIME_LIMIT),
        desk(SUSPENDED, YieldTime(KENYA, "peru"), Reason.MEETING_SUSPENDED),
        desk(WAITING, LogIntervention("kenya", AT, 0), Reason.OUT_OF_RANGE, field="seconds"),
        desk(WAITING, LogIntervention("kenya", AT, 4 * 3600 + 1), Reason.OUT_OF_RANGE, field="seconds"),
        desk(WAITING, LogIntervention("kenya", AT, 11), Reason.OUT_OF_RANGE, field="began_at"),
        desk(WAITING, LogIntervention("kenya", AT - timedelta(days=1), 60), Reason.OUT_OF_RANGE, field="began_at"),
        desk(WAITING, EndIntervention(KENYA), Reason.NOT_SPEAKING),
        # The clock
        desk(CALLED, StartClock(FIJI), Reason.NOT_SPEAKING, speaking=KENYA),
        desk(KENYA_SPEAKS, StartClock(KENYA), Reason.CLOCK_ALREADY_STARTED),
        desk(SUSPENDED, StartClock(KENYA), Reason.MEETING_SUSPENDED),
        desk(CALLED, PauseClock(KENYA), Reason.CLOCK_NOT_RUNNING),
        desk(after(KENYA_SPEAKS, pauses()), PauseClock(KENYA), Reason.CLOCK_NOT_RUNNING),
        desk(KENYA_SPEAKS, ResumeClock(KENYA), Reason.CLOCK_NOT_PAUSED),
        desk(SUSPENDED, ResumeClock(KENYA), Reason.MEETING_SUSPENDED),
        desk(CALLED, ExtendTime(KENYA, 0), Reason.OUT_OF_RANGE, field="seconds", allotted=120),
        desk(CALLED, ExtendTime(KENYA, -120), Reason.OUT_OF_RANGE, field="seconds", allotted=120),
        desk(CALLED, ExtendTime(KENYA, 3601), Reason.OUT_OF_RANGE, field="seconds", allotted=120),
        # Requests
        desk(OPEN, AddSpeaker("atlantis"), Reason.UNKNOWN_DELEGATION, delegation="atlantis"),
        desk(WAITING, AddSpeaker("fiji"), Reason.ALREADY_ON_LIST, request=FIJI),
        desk(OPEN, AddSpeaker("fiji", joint=("atlantis",)), Reason.UNKNOWN_DELEGATION, delegation="atlantis"),
        desk(OPEN, AddSpeaker("fiji", question=1), Reason.UNKNOWN_QUESTION, question=1),
        desk(OPEN, AddSpeaker("fiji", GROUP, " "), Reason.CAPACITY_NEEDS_NAME),
        desk(OPEN, AddSpeaker("fiji", segment="lunch"), Reason.LIST_NOT_TAKEN, segment="lunch"),
        desk(OPEN, AddSpeaker("fiji", segment="nowhere"), Reason.UNKNOWN_SEGMENT, segment="nowhere"),
        desk(after(OPEN, ends("panel")), AddSpeaker("fiji", segment="panel"), Reason.SEGMENT_MOVED_ON, segment="panel"),
        desk(PUBLISHED, AddSpeaker("fiji"), Reason.SEGMENT_NOT_RUNNING),
        desk(OPEN, AddSpeaker("fiji", kind=REPLY), Reason.NO_RIGHT_OF_REPLY),
        desk(OPEN, AddSpeaker("fiji", kind=InterventionKind.SECRETARIAT), Reason.NOT_PERMITTED),
        desk(SOLEMN, AddSpeaker("fiji", kind=POINT), Reason.POINTS_NOT_TAKEN),
        pytest.param(PANEL_RUNS, asks("fiji"), Reason.LIST_NOT_OPEN, {}, id="not open"),
        pytest.param(after(OPEN, closes_list()), asks("fiji"), Reason.LIST_CLOSED, {}, id="closed"),
        pytest.param(OPEN, asks("fiji", CO_FACILITATOR), Reason.CAPACITY_NOT_VERIFIED, {}, id="an office"),
        pytest.param(
            WAITING, by(badge("peru"), WithdrawRequest(FIJI)), Reason.NOT_PERMITTED, {}, id="withdrawn by another"
        ),
        pytest.param(
            WAITING, by(badge("fiji"), MarkReady(FIJI, False)), Reason.NOT_PERMITTED, {}, id="not here, by itself"
        ),
        pytest.param(
            WAITING, by(badge("fiji"), AmendRequest(FIJI, rank=None)), Reason.NOT_PERMITTED, {}, id="a rank, by itself"
        ),
        desk(WAITING, AmendRequest(FIJI, joint=("atlantis",)), Reason.UNKNOWN_DELEGATION, delegation="atlantis"),
        desk(WAITING, AmendRequest(FIJI, question=7), Reason.UNKNOWN_QUESTION, question=7),
        desk(WAITING, WithdrawRequest("r99"), Reason.UNKNOWN_REQUEST, request="r99"),
        desk(WAITING, CedePlace(FIJI, "atlantis"), Reason.UNKNOWN_DELEGATION, delegation="atlantis"),
        desk(WAITING, DismissPoint(FIJI), Reason.UNKNOWN_REQUEST, request=FIJI),
        # The rundown
        desk(PUBLISHED, StartSegment("nowhere"), Reason.UNKNOWN_SEGMENT, segment="nowhere"),
        desk(PANEL_RUNS, StartSegment("lunch"), Reason.SEGMENT_MOVED_ON, running="panel"),
        desk(PUBLISHED, StartSegment("lunch", "panel"), Reason.SEGMENT_MOVED_ON),
        desk(PANEL_RUNS, EndSegment("lunch"), Reason.SEGMENT_MOVED_ON, running="panel"),
        desk(PUBLISHED, EndSegment("panel"), Reason.SEGMENT_NOT_RUNNING),
        desk(PUBLISHED, StartPhase("floor"), Reason.SEGMENT_NOT_RUNNING),
        desk(PANEL_RUNS, StartPhase("meal"), Reason.UNKNOWN_PHASE, phase="meal"),
        desk(PANEL_RUNS, StartPhase("floor", "replies"), Reason.PHASE_MOVED_ON, running="introduction"),
        desk(PANEL_RUNS, programme(segments=SEGMENTS[2:]), Reason.SEGMENT_ALREADY_RUNNING, segment="panel"),
        desk(
            NOTHING,
            replace(programme(), profile=replace(programme().profile, zone="Mars/Base")),
            Reason.MALFORMED,
            path="profile.zone",
        ),
        desk(
            NOTHING,
            programme(segments=(replace(PANEL, phases=()),)),
            Reason.MALFORMED,
            path="segments.panel.phases",
        ),
        desk(NOTHING, OpenList(), Reason.NO_PROGRAMME),
        # What is written, and the podium
        desk(WAITING, SubmitReport("group-work"), Reason.REPORT_EMPTY),
        desk(WAITING, SubmitReport("nowhere"), Reason.UNKNOWN_SEGMENT, segment="nowhere"),
        desk(WAITING, ReopenReport("group-work"), Reason.REPORT_NOT_SUBMITTED),
        desk(WAITING, ReceiveReport("annex", "group-work", CarriedReport()), Reason.REPORT_NOT_SUBMITTED),
        desk(WAITING, ReceiveReport("annex", "x", CarriedReport(), True), Reason.IN_REHEARSAL, room="annex"),
        desk(WAITING, ShowReport("group-work"), Reason.REPORT_EMPTY),
        desk(WROTE, ShowReport("group-work", Heading.FOLLOW_UP_AND_REVIEW), Reason.REPORT_EMPTY),
        desk(WROTE, SaveBullets("group-work", Heading.COMMITMENTS, ("x",)), Reason.REPORT_MOVED_ON, version=1),
        desk(
            after(WROTE, secretariat(SubmitReport("group-work"))),
            SaveBullets("group-work", Heading.COMMITMENTS, ("x",), 1),
            Reason.REPORT_SUBMITTED,
        ),
        desk(WAITING, ShowQuestion(1), Reason.UNKNOWN_QUESTION, question=1),
        desk(WAITING, ShowQuestion(0), Reason.UNKNOWN_QUESTION, question=0),
        desk(WAITING, SendMessage(Target.HALL), Reason.OUT_OF_RANGE, field="text"),
        desk(WAITING, SendMessage(Target.HALL, Prepared.TAKE_SEATS, "Sit"), Reason.OUT_OF_RANGE, field="text"),
        desk(WAITING, ClearMessage(Target.HALL), Reason.NOTHING_SHOWN),
        desk(WAITING, ResolveSlot("nobody"), Reason.UNKNOWN_SLOT, slot="nobody"),
        desk(WAITING, ResolveSlot("moderator", alternative=2), Reason.OUT_OF_RANGE, field="alternative"),
        desk(WAITING, ResolveSlot("moderator", alternative=0), Reason.OUT_OF_RANGE, field="alternative"),
        desk(
            WAITING,
            ResolveSlot("academia", certainty=Certainty.ALTERNATIVES),
            Reason.OUT_OF_RANGE,
            field="certainty",
        ),
        desk(WAITING, AddSlot("nowhere", "Mayor"), Reason.UNKNOWN_PHASE, phase="nowhere"),
        desk(WAITING, AddSlot("replies", " "), Reason.OUT_OF_RANGE, field="name"),
        desk(CALLED, AddNote("r99", AT, "Handed in"), Reason.UNKNOWN_INTERVENTION, intervention="r99"),
        desk(KENYA_SPEAKS, AddNote(SPEAKS, AT, " "), Reason.OUT_OF_RANGE, field="text"),
        # The meeting, and rehearsals
        desk(WAITING, ResumeMeeting(), Reason.MEETING_NOT_SUSPENDED),
        desk(SUSPENDED, AdjournMeeting(), Reason.MEETING_SUSPENDED),
        desk(after(PUBLISHED, starts("lunch")), ContinueWithoutInterpretation(), Reason.NO_INTERPRETATION),
        desk(WAITING, ResetRehearsal("x"), Reason.NOT_IN_REHEARSAL),
        desk(replace(PUBLISHED, rehearsal="x"), BeginRehearsal(), Reason.IN_REHEARSAL),
        desk(after(PUBLISHED, secretariat(BeginRehearsal())), OpenList("panel"), Reason.IN_REHEARSAL),
        # Undo
        desk(PUBLISHED, Undo(1), Reason.NOTHING_TO_UNDO),
        desk(PANEL_RUNS, Undo(1), Reason.UNDO_MOVED_ON, position=2),
    ],
)
def test_a_refusal_names_what_it_is_about(
    state: RoomState, step: Step, reason: Reason, detail: dict[str, str | int]
) -> None:
    no = refused(state, step)
    assert (no.reason, no.detail) == (reason, detail)


def test_bounds_are_met_exactly() -> None:
    day = after(OPEN, secretariat(CloseList(in_seconds=86_400)))
    assert list_of(day, "panel").closes_at == AT + timedelta(days=1)
    assert extended(3600) == 3720
    assert extended(-119) == 1
    longest = after(OPEN, later(4 * 3600), secretariat(LogIntervention("kenya", AT, 4 * 3600)))
    assert longest.turns[0].ended_at == AT + timedelta(hours=4)
    oldest = after(OPEN, later(86_400), secretariat(LogIntervention("kenya", AT, 1)))
    assert oldest.turns[0].called_at == AT
    nearly = after(KENYA_SPEAKS, later(119), secretariat(YieldTime(KENYA, "peru")))
    assert nearly.floor is not None
    assert nearly.floor.allotted == 1
    spent = refused(KENYA_SPEAKS, later(120), secretariat(YieldTime(KENYA, "peru")))
    assert (spent.reason, spent.detail) == (Reason.OUT_OF_RANGE, {"field": "seconds"})
    assert refused(PANEL_RUNS, later(601), secretariat(Undo(2))).reason == Reason.NOTHING_TO_UNDO
    assert after(PANEL_RUNS, later(600), secretariat(Undo(2))).rundown.current is None


def extended(seconds: int) -> int | None:
    floor = after(CALLED, extends(seconds)).floor
    return floor.allotted if floor else None


def test_a_programme_is_put_in_the_place_of_the_one_that_was_seen_and_of_no_other() -> None:
    no = refused(PUBLISHED, secretariat(replace(programme(version="third"), instead_of="second")))
    assert (no.reason, no.detail) == (Reason.PROGRAMME_MOVED_ON, {"version": "first"})
    assert refused(NOTHING, secretariat(replace(programme(), instead_of="first"))).reason == Reason.PROGRAMME_MOVED_ON
    assert after(PUBLISHED, secretariat(replace(programme(version="third"), instead_of="first"))).version == "third"
    assert after(NOTHING, secretariat(replace(programme(), instead_of=""))).version == "first"


# What is decided


def decided(state: RoomState, *steps: Step) -> tuple[AnyEvent, ...]:
    """The events of the last of `steps`."""
    return entries(state, *steps)[-1].events


def turn(state: RoomState, delegation: str, **known: Any) -> Intervention:
    """A turn of `delegation` in the panel's questions, of the next entry, at the desk's call."""
    assert state.at is not None
    called = Intervention(
        id=f"r{state.position + 1}",
        segment="panel",
        phase="floor",
        speaker=speaker_of(state, delegation),
        called_at=state.at,
        allotted=120,
        called_by=DESK.id,
    )
    return replace(called, **known)


def asked(state: RoomState, delegation: str, **known: Any) -> FloorRequest:
    """A request that the desk makes for `delegation` in the next entry."""
    assert state.at is not None
    request = FloorRequest(
        id=f"r{state.position + 1}",
        speaker=speaker_of(state, delegation),
        requested_at=state.at,
        requested_by=DESK.id,
        from_desk=True,
    )
    return replace(request, **known)


def test_the_next_speaker_is_called_from_their_request() -> None:
    first = list_of(WAITING, "panel").waiting[0]
    assert decided(WAITING, calls_next()) == (SpeakerCalled(turn(WAITING, "kenya", id=KENYA, request=first)),)
    second = list_of(CALLED, "panel").waiting[0]
    following = SpeakerCalled(turn(CALLED, "fiji", id=FIJI, request=second))
    assert decided(CALLED, calls_next()) == (InterventionEnded(KENYA), following)


def test_one_who_is_not_on_the_list_is_called_as_such() -> None:
    anew = asked(WAITING, "mexico")
    called = secretariat(CallDelegation("mexico"))
    assert decided(WAITING, called) == (SpeakerCalled(turn(WAITING, "mexico", request=anew, unlisted=True)),)
    waits = list_of(WAITING, "panel").waiting[1]
    assert decided(WAITING, secretariat(CallDelegation("fiji"))) == (
        SpeakerCalled(turn(WAITING, "fiji", id=FIJI, request=waits)),
    )
    capacity = {"capacity": GROUP, "on_behalf_of": "Rio Group"}
    spoken_for = asked(WAITING, "mexico", **capacity)
    assert decided(WAITING, secretariat(CallDelegation("mexico", None, on_behalf_of="Rio Group", capacity=GROUP))) == (
        SpeakerCalled(turn(WAITING, "mexico", request=spoken_for, unlisted=True, **capacity)),
    )


def test_an_interruption_ends_no_turn() -> None:
    point = asked(CALLED, "mexico", kind=POINT)
    (called,) = decided(CALLED, secretariat(CallDelegation("mexico", KENYA, kind=POINT)))
    assert isinstance(called, SpeakerCalled)
    known = {"kind": POINT, "request": point, "unlisted": True, "allotted": called.intervention.allotted}
    assert called.intervention == turn(CALLED, "mexico", **known)
    assert INTERRUPTED.interrupted == (
        replace(
            turn(WAITING, "kenya", id=KENYA, request=list_of(WAITING, "panel").waiting[0]),
            started_at=CALLED.at,
            runs_from=CALLED.at,
            paused_at=CALLED.at,
        ),
    )


def test_the_secretariat_is_called_in_the_name_of_the_secretariat() -> None:
    (called,) = decided(CALLED, secretariat(CallSecretariat(KENYA, " Ms. Under-Secretary ")))
    assert isinstance(called, SpeakerCalled)
    assert called.intervention == Intervention(
        id=f"r{CALLED.position + 1}",
        segment="panel",
        phase="floor",
        speaker=replace(called.intervention.speaker, names=SECRETARIAT, person="Ms. Under-Secretary", delegation=None),
        called_at=CALLED.at or AT,
        kind=InterventionKind.SECRETARIAT,
        called_by=DESK.id,
        unlisted=True,
    )
    assert set(called.intervention.speaker.names) == {"en", "fr", "es", "ru", "zh", "ar"}


def test_what_is_left_is_yielded_under_the_same_limit() -> None:
    at = (KENYA_SPEAKS.at or AT) + timedelta(seconds=50)
    heir = turn(KENYA_SPEAKS, "peru", called_at=at, allotted=70, unlisted=True, yielded_from=KENYA)
    assert decided(KENYA_SPEAKS, later(50), secretariat(YieldTime(KENYA, "peru"))) == (
        InterventionEnded(KENYA),
        SpeakerCalled(heir),
    )


def test_what_is_left_of_a_guide_is_yielded_as_a_guide() -> None:
    exchange = after(PUBLISHED, starts("group-work"), goes_to("exchange"), opens_list(), asks("kenya"), calls_next())
    heir = after(exchange, starts_clock(), later(50), on_floor(lambda turn: YieldTime(turn, "peru"))).floor
    assert heir is not None
    assert (heir.allotted, heir.allotted_is_guide, heir.phase) == (130, True, "exchange")


def test_one_who_declined_a_call_that_is_undone_leaves_the_list_they_are_on() -> None:
    elsewhere = after(PUBLISHED, opens_list("group-work"), asks("peru", segment="group-work"), starts("panel"))
    called = after(elsewhere, goes_to("floor"), opens_list(), asks("kenya"), asks("fiji"), calls_next())
    state = after(called, on_floor(DeclineFloor, badge("kenya")), undoes())
    assert (order(state), order(state, "group-work")) == (["fiji"], ["peru"])


def test_what_is_written_down_afterwards_is_a_turn_that_was_spoken() -> None:
    began = AT + timedelta(seconds=5)
    known = {
        "allotted": None,
        "called_at": began,
        "started_at": began,
        "runs_from": began,
        "unlisted": True,
        "ended_at": began + timedelta(seconds=60),
        "outcome": Outcome.SPOKE,
        "capacity": GROUP,
        "on_behalf_of": "Rio Group",
    }
    logs = secretariat(LogIntervention("fiji", began, 60, GROUP, "Rio Group"))
    assert decided(WAITING, later(300), logs) == (InterventionLogged(turn(WAITING, "fiji", **known)),)


def test_what_another_room_sends_is_a_request_from_the_desk() -> None:
    sent = (
        CarriedRequest("mexico", AT - timedelta(minutes=9), person="A. Person", title="Minister"),
        CarriedRequest("kenya", AT - timedelta(minutes=8)),
        CarriedRequest("nepal", AT - timedelta(minutes=7), GROUP, "Rio Group", verified=False),
        CarriedRequest("mexico", AT),
    )
    mexico = asked(
        WAITING,
        "mexico",
        id=f"r{WAITING.position + 1}.0001",
        requested_at=sent[0].requested_at,
        speaker=speaker_of(WAITING, "mexico", "A. Person", "Minister"),
        handling=Handling.CARRIED_OVER,
    )
    nepal = asked(
        WAITING,
        "nepal",
        id=f"r{WAITING.position + 1}.0003",
        requested_at=sent[2].requested_at,
        capacity=GROUP,
        on_behalf_of="Rio Group",
        verified=False,
        handling=Handling.CARRIED_OVER,
    )
    assert decided(WAITING, secretariat(AcceptRequests(" Annex ", sent))) == (
        RequestsAccepted("panel", "Annex", (mexico, nepal), (KENYA, FIJI, PERU, mexico.id, nepal.id)),
    )
    by_time = (replace(mexico, handling=None), replace(nepal, handling=None))
    assert decided(WAITING, secretariat(AcceptRequests("Annex", sent, by_inscription=True))) == (
        RequestsAccepted("panel", "Annex", by_time, (mexico.id, nepal.id, KENYA, FIJI, PERU)),
    )


def test_what_another_room_sends_stands_in_the_order_in_which_it_is_sent() -> None:
    sent = (CarriedRequest("mexico", AT), CarriedRequest("nepal", AT - timedelta(minutes=7), GROUP, "Rio Group"))
    (accepted,) = decided(WAITING, secretariat(AcceptRequests("Annex", sent)))
    assert isinstance(accepted, RequestsAccepted)
    assert [request.speaker.delegation for request in accepted.requests] == ["mexico", "nepal"]
    assert accepted.order[3:] == tuple(request.id for request in accepted.requests)
    assert all(request.verified for request in accepted.requests)


@pytest.mark.parametrize(
    "command",
    [
        CloseList("group-work", 60),
        CloseList("group-work"),
        SetOrder(OrderPolicy.PROTOCOL, "group-work"),
        DrawLots("a seed", "group-work"),
        AcceptRequests("Annex", (CarriedRequest("mexico", AT),), "group-work"),
        ClearList("group-work"),
        ReleaseRequests("group-work", (PERU,), "Annex"),
    ],
    ids=str,
)
def test_an_act_on_the_list_of_another_segment_than_the_one_that_runs_is_on_that_one(command: AnyCommand) -> None:
    elsewhere = after(WAITING, opens_list("group-work"), secretariat(CarryOver("panel", "group-work", (PERU,))))
    done = after(elsewhere, secretariat(command))
    assert list_of(done, "panel") == list_of(elsewhere, "panel")
    assert list_of(done, "group-work") != list_of(elsewhere, "group-work")


def test_what_is_not_heard_in_a_segment_is_not_carried_over_to_it() -> None:
    solemn = programme(segments=(PANEL, replace(GROUP_WORK, procedure=Procedure.CEREMONY)))
    raised = after(NOTHING, secretariat(solemn), starts("panel"), goes_to("floor"), opens_list(), asks("kenya"))
    raised = after(raised, asks("mexico", kind=POINT))
    named = tuple(request_of(raised, delegation) for delegation in ("kenya", "mexico"))
    no = refused(raised, secretariat(CarryOver("panel", "group-work", named)))
    assert (no.reason, no.detail) == (Reason.POINTS_NOT_TAKEN, {})
    carried = after(raised, secretariat(CarryOver("panel", "group-work", named[:1])))
    assert order(carried, "group-work") == ["kenya"]
    debate = replace(GROUP_WORK, id="debate", procedure=Procedure.GENERAL_DEBATE)
    both = programme(segments=(replace(PANEL, procedure=Procedure.FORMAL), debate))
    replies = after(NOTHING, secretariat(both), starts("debate"), goes_to("exchange"), opens_list())
    for _ in range(2):
        replies = after(replies, asks("kenya", kind=REPLY), picks("kenya"), gives_back())
    replies = after(replies, opens_list("panel"), asks("kenya", segment="panel", kind=REPLY))
    no = refused(replies, secretariat(CarryOver("panel", "debate", (request_of(replies, "kenya"),))))
    assert (no.reason, no.detail) == (Reason.REPLIES_EXHAUSTED, {"replies": 2})


def test_a_move_of_one_who_is_not_on_the_list_any_more_moves_nobody() -> None:
    at = WAITING.at or AT
    moved = Entry(WAITING.position + 1, at, DESK.id, DESK.role, "c1", (RequestMoved("panel", "r99", KENYA),))
    assert ids(evolve(WAITING, moved)) == [KENYA, FIJI, PERU]


def test_two_who_swap_have_each_the_place_and_the_time_of_the_other_and_it_says_so() -> None:
    kenya, fiji, peru = list_of(WAITING, "panel").waiting
    swaps = secretariat(SwapRequests(KENYA, PERU))
    assert decided(WAITING, swaps) == (RequestsSwapped("panel", KENYA, PERU),)
    swapped = list_of(after(WAITING, swaps), "panel").waiting
    assert swapped == (
        replace(peru, requested_at=kenya.requested_at, handling=Handling.SWAPPED),
        fiji,
        replace(kenya, requested_at=peru.requested_at, handling=Handling.SWAPPED),
    )
    both = after(OPEN, asks("kenya"), asks("fiji"), Step(DESK, lambda state: SwapRequests(*ids(state))))
    assert order(both) == ["fiji", "kenya"]


def ids(state: RoomState) -> list[str]:
    return [request.id for request in list_of(state, "panel").waiting]


@pytest.mark.parametrize(
    ("ends_it", "outcome"),
    [
        (gives_back(), Outcome.SPOKE),
        (Step(DESK, lambda _: DeclineFloor(KENYA)), Outcome.DECLINED),
        (Step(DESK, lambda _: MarkAbsent(KENYA)), Outcome.ABSENT),
    ],
)
def test_a_turn_that_ended_says_when_and_how(ends_it: Step, outcome: Outcome) -> None:
    done = after(CALLED, later(7), ends_it)
    assert CALLED.floor is not None
    assert CALLED.at is not None
    assert done.floor is None
    assert done.turns == (replace(CALLED.floor, ended_at=CALLED.at + timedelta(seconds=7), outcome=outcome),)


def test_one_who_is_absent_is_not_ready_and_counts_it() -> None:
    back = list_of(after(CALLED, secretariat(MarkAbsent(KENYA))), "panel").waiting
    first = list_of(WAITING, "panel").waiting[0]
    assert back[-1] == replace(first, absences=1, ready=False, handling=Handling.CALLED_ABSENT)
