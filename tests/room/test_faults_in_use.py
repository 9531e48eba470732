"""What was found in use: each fault, and its neighbours."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from live import wire
from live.room.authority import View
from live.room.commands import (
    AcceptRequests,
    AmendRequest,
    AnyCommand,
    CallSpeaker,
    CarriedRequest,
    CedePlace,
    ClearList,
    CorrectSpeaker,
    DeclineFloor,
    DrawLots,
    EndIntervention,
    MarkAbsent,
    MarkReady,
    MoveRequest,
    ReleaseRequests,
    ResolveSlot,
    SaveBullets,
    SendMessage,
    SetBatch,
    SetOrder,
    SetQuestions,
    SetTimeLimit,
    ShowReport,
    SuspendMeeting,
    TakeOverRequest,
    VerifyCapacity,
    WithdrawRequest,
    YieldTime,
)
from live.room.model.plan import Capacity, OrderPolicy, Procedure
from live.room.model.reports import Heading, Prepared, Target
from live.room.model.state import RoomState
from live.room.model.turns import InterventionKind, Rank
from live.room.refusals import Reason, Refused
from live.room.rules.repeated import asked_in_time
from live.room.transitions import decide
from tests.given import (
    AT,
    DESK,
    GROUP,
    KENYA_SPEAKS,
    OPEN,
    REGIONAL_PROCESS,
    SEGMENTS,
    Step,
    adds,
    after,
    asks,
    badge,
    by,
    calls_next,
    entries,
    gives_back,
    moves,
    of,
    on_floor,
    order,
    picks,
    programme,
    refusal,
    refused,
    request_of,
    secretariat,
    speaking,
    undoes,
    withdraws,
)
from tests.room.test_views import shown

POINT = InterventionKind.POINT_OF_ORDER
REPLY = InterventionKind.RIGHT_OF_REPLY
DEBATE = after(
    OPEN,
    secretariat(
        programme(version="debate", segments=tuple(replace(known, procedure=Procedure.FORMAL) for known in SEGMENTS))
    ),
)

# A claim that does not hold


@pytest.mark.parametrize("kind", [InterventionKind.STATEMENT, POINT, REPLY])
def test_a_claim_that_does_not_hold_holds_in_no_lane(kind: InterventionKind) -> None:
    state = after(DEBATE, asks("fiji", GROUP, "Invented group", kind=kind))
    rejected = after(state, of("fiji", lambda request: VerifyCapacity(request, False)))
    called = after(rejected, Step(DESK, lambda now: CallSpeaker(request_of(now, "fiji"))))
    assert called.floor is not None
    assert (called.floor.capacity, called.floor.on_behalf_of) == (Capacity.NATIONAL, None)
    for view in View:
        assert "Invented group" not in str(shown(view, rejected)) + str(shown(view, called))


@pytest.mark.parametrize("kind", [InterventionKind.STATEMENT, POINT, REPLY])
def test_a_claim_that_does_not_hold_is_none_where_the_nation_waits_already(kind: InterventionKind) -> None:
    state = after(DEBATE, asks("fiji", GROUP, "Invented group", kind=kind), asks("fiji", kind=kind))
    rejected = after(state, of("fiji", lambda request: VerifyCapacity(request, False)))
    listed = rejected.lists["panel"]
    (left,) = (*listed.waiting, *listed.points, *listed.replies)
    assert left.capacity is Capacity.NATIONAL


def test_a_claim_that_nobody_looked_into_is_none_in_another_room_either() -> None:
    state = after(OPEN, asks("fiji", GROUP, "Invented group"))
    state = after(state, of("fiji", lambda request: ReleaseRequests("panel", (request,), "breakout-1")))
    (release,) = shown(View.CONTROL, state)["list"]["released"]
    carried = msgspec.convert(release["requests"], tuple[CarriedRequest, ...])
    there = after(OPEN, secretariat(AcceptRequests("plenary", carried)), calls_next())
    assert there.floor is not None
    assert there.floor.capacity is Capacity.NATIONAL


# Whatever gives the floor asks whether the meeting sits

SUSPENDED = after(KENYA_SPEAKS, asks("fiji"), secretariat(SuspendMeeting()))
INTERRUPTED = after(KENYA_SPEAKS, asks("fiji", kind=POINT), picks("fiji"))


def test_time_is_not_yielded_while_the_meeting_is_suspended() -> None:
    assert refusal(SUSPENDED, on_floor(lambda turn: YieldTime(turn, "fiji"))) == Reason.MEETING_SUSPENDED


@pytest.mark.parametrize("gives_back", [EndIntervention, DeclineFloor, WithdrawRequest])
def test_whoever_was_interrupted_does_not_get_the_floor_while_the_meeting_is_suspended(
    gives_back: Callable[[str], AnyCommand],
) -> None:
    by_whom = DESK if gives_back is EndIntervention else badge("fiji")
    step = on_floor(gives_back, by_whom)
    assert speaking(after(INTERRUPTED, step)) == "kenya"
    assert refusal(INTERRUPTED, secretariat(SuspendMeeting()), step) == Reason.MEETING_SUSPENDED


# Reason and order agree


def why(state: RoomState) -> list[str]:
    listed = shown(View.CONTROL, state)["list"]
    return [listed["waiting"][request]["why"] for request in listed["order"]]


WAITING = after(OPEN, asks("kenya"), asks("fiji"), asks("iom"), asks("nepal", REGIONAL_PROCESS, "Colombo Process"))


def test_an_order_that_is_set_after_a_draw_gives_its_own_reasons() -> None:
    drawn = after(WAITING, secretariat(DrawLots("aloud")))
    assert set(why(drawn)) == {"drawn"}
    state = after(drawn, secretariat(SetOrder(OrderPolicy.PROTOCOL)))
    assert (order(state), why(state)) == (
        ["nepal", "kenya", "fiji", "iom"],
        ["regional_process", "category", "category", "category"],
    )
    assert why(after(drawn, undoes())) == why(WAITING)


def test_lots_are_drawn_and_not_chosen() -> None:
    assert refusal(WAITING, secretariat(SetOrder(OrderPolicy.LOTS))) == Reason.LOTS_NOT_DRAWN
    drawn = secretariat(DrawLots("aloud"))
    assert refusal(WAITING, drawn, secretariat(SetOrder(OrderPolicy.LOTS))) == Reason.LOTS_NOT_DRAWN


def test_whoever_is_accepted_by_inscription_stands_by_it_also_on_a_list_that_was_drawn() -> None:
    accepts = secretariat(
        AcceptRequests("breakout-1", (CarriedRequest("peru", AT - timedelta(hours=1)),), by_inscription=True)
    )
    state = after(WAITING, accepts)
    assert (order(state)[1], why(state)[1]) == ("peru", "inscription")
    drawn = after(WAITING, secretariat(DrawLots("aloud")))
    assert order(after(drawn, accepts)) == [*order(drawn), "peru"]


def test_whoever_has_a_place_that_was_ceded_stands_there_for_that_reason() -> None:
    state = after(WAITING, of("nepal", lambda request: CedePlace(request, "peru")), asks("mexico"))
    assert (order(state), why(state)[0]) == (["peru", "kenya", "fiji", "iom", "mexico"], "ceded")


def test_a_claim_that_is_verified_late_goes_among_its_equals_by_when_it_was_made() -> None:
    state = after(
        OPEN,
        asks("peru", REGIONAL_PROCESS, "Quito Process"),
        asks("nepal", REGIONAL_PROCESS, "Colombo Process"),
    )
    state = after(state, asks("mexico", REGIONAL_PROCESS, "Puebla Process"), of("peru", VerifyCapacity))
    assert order(state) == ["peru", "nepal", "mexico"]


# Null clears, what is absent stays, and what changes nothing is not written


def said(state: RoomState) -> tuple[object, ...]:
    (request,) = state.lists["panel"].waiting
    return (
        request.speaker.person,
        request.speaker.title,
        request.language,
        request.question,
        request.rank,
        request.joint,
        request.scheduled_at,
    )


def test_null_clears_and_what_is_absent_stays() -> None:
    state = after(OPEN, secretariat(SetQuestions("panel", ("What was learned?",))))
    known: dict[str, Any] = {
        "person": "A. Delegate",
        "title": "Minister",
        "language": "Swahili",
        "question": 1,
        "rank": Rank.MINISTER,
    }
    state = after(state, adds("kenya", joint=("fiji",), scheduled_at=AT, **known))
    request = request_of(state, "kenya")
    amend = b'{"type":"amend_request","request":"%s",%s}'
    for number, name in enumerate(("person", "title", "language", "question", "rank", "joint", "scheduled_at")):
        command = wire.read_command(amend % (request.encode(), f'"{name}":null'.encode()))
        cleared = said(after(state, by(DESK, command)))
        assert not cleared[number]
        assert [*cleared[:number], *cleared[number + 1 :]] == [*said(state)[:number], *said(state)[number + 1 :]]
    assert said(after(state, secretariat(AmendRequest(request, person=" ")))) == (None, *said(state)[1:])
    control = shown(View.CONTROL, after(state, secretariat(AmendRequest(request, rank=None))))
    assert "rank" not in control["list"]["waiting"][request]


def test_a_delegation_clears_the_name_it_gave_and_no_more() -> None:
    state = after(OPEN, asks("kenya", person="B. Deputy"))
    cleared = after(state, of("kenya", lambda request: AmendRequest(request, person=None), badge("kenya")))
    assert cleared.lists["panel"].waiting[0].announced is None
    rank = of("kenya", lambda request: AmendRequest(request, rank=None), badge("kenya"))
    assert refusal(state, rank) == Reason.NOT_PERMITTED


def test_whoever_was_named_on_the_podium_is_named_no_more() -> None:
    state = after(OPEN, secretariat(ResolveSlot("civil-society", person="C. Activist")))
    assert state.resolved["civil-society"].person == "C. Activist"
    assert after(state, secretariat(ResolveSlot("civil-society", person=None))).resolved["civil-society"].person is None


RICH = after(
    OPEN,
    asks("kenya", person="A. Delegate"),
    asks("fiji"),
    of("kenya", MarkReady),
    secretariat(SetTimeLimit(90)),
    secretariat(SetBatch(3)),
    secretariat(SetQuestions("panel", ("What was learned?",))),
    secretariat(SaveBullets("group-work", Heading.COMMITMENTS, ("One",))),
    secretariat(SendMessage(Target.HALL, Prepared.TAKE_SEATS)),
    secretariat(ShowReport("group-work")),
    secretariat(DrawLots("aloud")),
)
NOTHING_NEW: dict[str, Step] = {
    "is here": of("kenya", MarkReady),
    "is here, says the phone": of("kenya", MarkReady, badge("kenya")),
    "amends nothing": of("kenya", AmendRequest),
    "amends to the same": of("kenya", lambda request: AmendRequest(request, person="A. Delegate"), badge("kenya")),
    "clears what is not there": of("kenya", lambda request: AmendRequest(request, rank=None, joint=None)),
    "takes over from itself": of("kenya", TakeOverRequest, badge("kenya")),
    "moves to where it stands": Step(DESK, lambda state: MoveRequest(ids(state)[0], tuple(ids(state)), ids(state)[1])),
    "moves to the end where it stands": Step(DESK, lambda state: MoveRequest(ids(state)[-1], tuple(ids(state)))),
    "draws the same lots": secretariat(DrawLots("aloud")),
    "sets the same limit": secretariat(SetTimeLimit(90)),
    "sets the limit of the programme": secretariat(SetTimeLimit(None, phase="discussion")),
    "sets the same batch": secretariat(SetBatch(3)),
    "asks the same questions": secretariat(SetQuestions("panel", ("What was learned?",))),
    "saves the same": secretariat(SaveBullets("group-work", Heading.COMMITMENTS, ("One",), 1)),
    "sends the same message": secretariat(SendMessage(Target.HALL, Prepared.TAKE_SEATS)),
    "shows the same report": secretariat(ShowReport("group-work")),
    "confirms what is confirmed": secretariat(ResolveSlot("academia")),
    "publishes the same": secretariat(programme()),
}


def ids(state: RoomState) -> list[str]:
    return [request.id for request in state.lists["panel"].waiting]


@pytest.mark.parametrize("name", NOTHING_NEW)
def test_what_changes_nothing_is_not_written(name: str) -> None:
    assert entries(RICH, NOTHING_NEW[name]) == []


def test_an_order_that_holds_already_is_not_written_again() -> None:
    ordered = secretariat(SetOrder(OrderPolicy.INSCRIPTION))
    assert entries(after(OPEN, asks("kenya"), asks("fiji")), ordered) == []
    assert len(entries(RICH, ordered)) == 1


# A place is delegation, capacity and name


@pytest.mark.parametrize("kind", [InterventionKind.STATEMENT, POINT, REPLY])
def test_one_state_speaks_for_two_groups_and_for_none_twice(kind: InterventionKind) -> None:
    state = after(DEBATE, asks("fiji", GROUP, "AOSIS", kind=kind), asks("fiji", GROUP, "Group of 77", kind=kind))
    assert refusal(state, asks("fiji", GROUP, " aosis ", kind=kind)) == Reason.ALREADY_ON_LIST
    assert refusal(state, adds("fiji", GROUP, "Group of 77", kind=kind)) == Reason.ALREADY_ON_LIST


def test_lots_tell_two_groups_of_one_state_apart() -> None:
    state = after(OPEN, asks("fiji", GROUP, "AOSIS"), asks("fiji", GROUP, "Group of 77"))
    drawn = {
        tuple(request.on_behalf_of for request in after(state, secretariat(DrawLots(f"{n}"))).lists["panel"].waiting)
        for n in range(20)
    }
    assert len(drawn) == 2


# Corrected


def corrects(request: str | msgspec.UnsetType | None = msgspec.UNSET) -> Step:
    return on_floor(lambda turn: CorrectSpeaker(turn, "fiji", request))


BOTH_WAIT = after(OPEN, asks("kenya"), asks("fiji", GROUP, "AOSIS"), asks("fiji"), asks("peru"), calls_next())


def test_what_becomes_of_the_request_of_whoever_is_named_instead_is_asked() -> None:
    no = refused(BOTH_WAIT, corrects())
    assert (no.reason, no.detail) == (Reason.WAITS_TOO, {"request": request_of(BOTH_WAIT, "fiji")})
    assert refusal(BOTH_WAIT, corrects(request_of(BOTH_WAIT, "peru"))) == Reason.UNKNOWN_REQUEST


def test_whoever_is_named_instead_waits_on_or_this_was_its_turn() -> None:
    waits_on = after(BOTH_WAIT, corrects(None))
    assert (speaking(waits_on), order(waits_on)) == ("fiji", ["kenya", "fiji", "fiji", "peru"])
    assert len(shown(View.CONTROL, waits_on)["also_waits"]) == 2
    national = BOTH_WAIT.lists["panel"].waiting[1]
    its_turn = after(BOTH_WAIT, corrects(national.id))
    assert (speaking(its_turn), order(its_turn)) == ("fiji", ["kenya", "fiji", "peru"])
    assert its_turn.floor is not None
    assert its_turn.floor.request == national
    assert order(after(its_turn, on_floor(MarkAbsent)))[-1] == "fiji"
    assert after(its_turn, undoes()).lists == BOTH_WAIT.lists


def test_whoever_was_called_by_mistake_keeps_its_place() -> None:
    state = after(OPEN, asks("kenya"), asks("peru"), calls_next(), corrects())
    assert (speaking(state), order(state)) == ("fiji", ["kenya", "peru"])
    assert state.floor is not None
    assert request_of(state, "kenya") != state.floor.id
    again = after(OPEN, asks("kenya"), asks("peru"), calls_next(), asks("kenya"), corrects())
    assert order(again) == ["peru", "kenya"]


def test_whoever_is_named_instead_is_named_as_their_request_has_them() -> None:
    asked = after(OPEN, asks("kenya"), adds("fiji", person="A. Right"), asks("peru"), calls_next())
    corrected = after(asked, corrects(request_of(asked, "fiji")))
    assert corrected.floor is not None
    assert (corrected.floor.speaker.person, corrected.floor.unlisted) == ("A. Right", False)
    assert order(corrected) == ["kenya", "peru"]
    again = after(corrected, gives_back(), calls_next(), corrects(None))
    assert request_of(again, "kenya") == f"r{OPEN.position + 1}.{again.position}"


def test_in_whose_name_was_spoken_is_that_of_whoever_is_named_instead() -> None:
    for_group = after(OPEN, adds("kenya", GROUP, "AOSIS"), adds("fiji", GROUP, "Rio Group"), asks("peru"), calls_next())
    nation = after(for_group, corrects(None)).floor
    assert nation is not None
    assert (nation.capacity, nation.on_behalf_of) == (Capacity.NATIONAL, None)
    group = after(for_group, corrects(request_of(for_group, "fiji"))).floor
    assert group is not None
    assert (group.capacity, group.on_behalf_of) == (GROUP, "Rio Group")
    assert speaking(after(KENYA_SPEAKS, on_floor(lambda turn: YieldTime(turn, "peru")), corrects())) == "fiji"


def test_whoever_was_called_by_mistake_is_where_the_order_or_a_hand_had_them() -> None:
    points = after(OPEN, asks("kenya", kind=POINT), asks("peru", kind=POINT), picks("kenya"), corrects())
    assert [point.speaker.delegation for point in points.lists["panel"].points] == ["kenya", "peru"]
    alone = after(OPEN, asks("kenya", kind=POINT), picks("kenya"), corrects())
    assert [point.speaker.delegation for point in alone.lists["panel"].points] == ["kenya"]
    moved = after(OPEN, asks("kenya"), asks("mexico"), asks("peru"), moves("peru", "kenya"), calls_next(), corrects())
    assert order(moved) == ["peru", "kenya", "mexico"]
    by_protocol = after(OPEN, secretariat(SetOrder(OrderPolicy.PROTOCOL)), asks("iom"), asks("kenya"), calls_next())
    assert order(after(by_protocol, corrects())) == ["kenya", "iom"]


def test_a_correction_that_names_whoever_speaks_changes_nothing() -> None:
    assert entries(KENYA_SPEAKS, on_floor(lambda turn: CorrectSpeaker(turn, "kenya"))) == []


# Cleared

FORTY = after(OPEN, *(adds("fiji", GROUP, f"Group {n}") for n in range(40)), moves("fiji"), asks("kenya", kind=POINT))


def test_one_act_clears_a_list_and_one_undo_brings_it_back() -> None:
    cleared = after(FORTY, secretariat(ClearList()))
    assert (order(cleared), len(cleared.lists["panel"].points)) == ([], 1)
    assert len(entries(FORTY, secretariat(ClearList()))) == 1
    assert after(cleared, undoes()).lists == FORTY.lists
    *_, last = shown(View.CONTROL, cleared)["acts"].values()
    assert (last["did"], last["about"]) == ("list_cleared", {"en": "Panel"})


def test_whoever_asked_since_the_desk_looked_stays_and_so_does_whoever_asks_again() -> None:
    seen = tuple(request.id for request in FORTY.lists["panel"].waiting)
    cleared = after(FORTY, asks("peru"), secretariat(ClearList(requests=seen)))
    assert order(cleared) == ["peru"]
    assert refusal(cleared, secretariat(ClearList(requests=seen))) == Reason.NOBODY_WAITING
    back = after(cleared, asks("fiji", GROUP, "Group 7"), undoes())
    assert [request.id for request in back.lists["panel"].waiting][:40] == list(seen)
    assert order(back)[40:] == ["peru"]


# Asked long ago


def test_a_command_that_was_asked_too_long_ago_is_refused() -> None:
    asked_in_time(OPEN, AT, AT)
    with pytest.raises(Refused) as no:
        asked_in_time(OPEN, AT - timedelta(minutes=11), AT)
    assert no.value.reason == Reason.ASKED_TOO_LONG_AGO
    assert wire.read_frame(
        b'{"kind":"command","id":"c","asked_at":"2017-12-04T17:00:00Z","command":{"type":"open_list"}}'
    ) == wire.CommandFrame("c", msgspec.Raw(b'{"type":"open_list"}'), AT)


def test_deciding_what_is_so_already_gives_no_event() -> None:
    state = after(OPEN, asks("kenya"), of("kenya", MarkReady))
    assert decide(state, MarkReady(request_of(state, "kenya")), DESK, AT) == ()
    assert order(after(state, withdraws("kenya"))) == []
