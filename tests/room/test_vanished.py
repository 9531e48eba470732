"""Lists of segments that the programme has no more: nobody on them is lost, in any lane, and every act is answered."""

import pytest
from msgspec.structs import replace

from live.room.commands import (
    AmendRequest,
    CallSpeaker,
    CarryOver,
    CedePlace,
    ClearList,
    DismissPoint,
    MarkReady,
    MoveRequest,
    SetOrder,
    TakeOverRequest,
    VerifyCapacity,
    WithdrawRequest,
)
from live.room.model.plan import OrderPolicy, Procedure, Segment
from live.room.model.state import RoomState, SpeakersList
from live.room.model.turns import FloorRequest, Handling
from live.room.refusals import Reason
from live.room.rules.speakers import everyone_on, find, list_of
from live.room.views.control import control_view
from live.room.views.drawing import Drawing
from tests.given import (
    GROUP,
    GROUP_WORK,
    NOTHING,
    PANEL,
    REGIONAL_PROCESS,
    WELCOME,
    after,
    asks,
    badge,
    by,
    ends,
    goes_to,
    opens_list,
    order,
    programme,
    refusal,
    refused,
    register,
    secretariat,
    starts,
    undoes,
)
from tests.room.test_pairs import FORMAL, POINT, REPLY

FORMAL_PANEL = next(known for known in FORMAL if known.id == "panel")
RENAMED = replace(FORMAL_PANEL, id="panel-ii", names={"en": "Panel II"})
HEARING = after(NOTHING, secretariat(programme(segments=FORMAL)), starts("panel"), goes_to("floor"), opens_list())
WAITING = after(
    HEARING,
    asks("kenya"),
    asks("fiji"),
    asks("iom", GROUP, "AOSIS"),
    asks("mexico", kind=REPLY),
    asks("nepal", REGIONAL_PROCESS, "Puebla Process", kind=REPLY),
    asks("switzerland", kind=POINT),
    ends("panel"),
)


def republished(state: RoomState, *segments: Segment, version: str = "second") -> RoomState:
    return after(state, secretariat(programme(version=version, segments=segments)))


VANISHED = republished(WAITING, WELCOME, RENAMED, GROUP_WORK)


def lanes(state: RoomState, segment: str) -> list[list[str | None]]:
    listed = list_of(state, segment)
    return [[one.speaker.delegation for one in lane] for lane in (listed.points, listed.waiting, listed.replies)]


def held(state: RoomState, delegation: str) -> FloorRequest:
    return next(one for one in everyone_on(list_of(state, "panel")) if one.speaker.delegation == delegation)


EVERYBODY = [["switzerland"], ["kenya", "fiji", "iom"], ["mexico", "nepal"]]
NOBODY: list[list[str]] = [[], [], []]


def test_a_whole_list_is_carried_over_with_its_points_and_replies() -> None:
    carried = after(VANISHED, secretariat(CarryOver("panel", "panel-ii")))
    assert (lanes(carried, "panel-ii"), lanes(carried, "panel")) == (EVERYBODY, NOBODY)
    assert {one.handling for one in everyone_on(list_of(carried, "panel-ii"))} == {Handling.CARRIED_OVER}
    assert control_view(carried, "plenary", Drawing()).orphans == {}
    assert {fate.became for fate in carried.fates} == {"carried_over"}


def test_one_undo_brings_every_lane_back() -> None:
    back = after(VANISHED, secretariat(CarryOver("panel", "panel-ii")), undoes())
    assert (list_of(back, "panel"), list_of(back, "panel-ii")) == (list_of(VANISHED, "panel"), SpeakersList())
    assert control_view(back, "plenary", Drawing()).orphans["panel"].replies == 2


def test_what_the_other_segment_does_not_hear_stays_within_reach() -> None:
    carried = after(VANISHED, secretariat(CarryOver("panel", "group-work")))
    assert lanes(carried, "group-work") == [["switzerland"], ["kenya", "fiji", "iom"], []]
    assert lanes(carried, "panel") == [[], [], ["mexico", "nepal"]]
    assert refusal(carried, secretariat(CarryOver("panel", "group-work"))) == Reason.NO_RIGHT_OF_REPLY
    cleared = after(carried, secretariat(ClearList("panel")))
    assert (control_view(cleared, "plenary", Drawing()).orphans, lanes(cleared, "panel")) == ({}, NOBODY)
    assert lanes(after(cleared, undoes()), "panel") == lanes(carried, "panel")


def test_whoever_has_that_place_already_is_the_reason_why_nothing_moves() -> None:
    there = after(VANISHED, starts("panel-ii"), asks("mexico", kind=REPLY))
    asked = secretariat(CarryOver("panel", "panel-ii", (held(VANISHED, "mexico").id,)))
    assert refusal(there, asked) == Reason.ALREADY_ON_LIST
    all_moved = after(there, secretariat(CarryOver("panel", "panel-ii")))
    assert lanes(all_moved, "panel") == [[], [], ["mexico"]]


def test_replies_of_a_segment_that_ended_are_carried_over_by_name_only() -> None:
    state = republished(WAITING, WELCOME, FORMAL_PANEL, RENAMED, GROUP_WORK)
    whole = after(state, secretariat(CarryOver("panel", "panel-ii")))
    assert lanes(whole, "panel") == [["switzerland"], [], ["mexico", "nepal"]]
    reply = held(state, "mexico").id
    assert lanes(after(state, secretariat(CarryOver("panel", "panel-ii", (reply,)))), "panel-ii")[2] == ["mexico"]
    assert refusal(state, secretariat(CarryOver("panel", "group-work", (reply,)))) == Reason.NO_RIGHT_OF_REPLY


@pytest.mark.parametrize("delegation", ["kenya", "iom", "mexico", "nepal", "switzerland"])
def test_every_command_on_one_request_is_done_or_refused_for_what_is_so(delegation: str) -> None:
    request = held(VANISHED, delegation)
    for command in (
        AmendRequest(request.id, person="A. Delegate"),
        MarkReady(request.id),
        CedePlace(request.id, "peru"),
        WithdrawRequest(request.id),
    ):
        changed = after(VANISHED, secretariat(command))
        assert list_of(changed, "panel") != list_of(VANISHED, "panel")
        assert list_of(after(changed, undoes()), "panel") == list_of(VANISHED, "panel")
    assert refusal(VANISHED, secretariat(AmendRequest(request.id, question=1))) == Reason.UNKNOWN_QUESTION
    colleague = badge(delegation, 2)
    taken = after(VANISHED, by(colleague, TakeOverRequest(request.id)))
    assert find(taken, request.id)[1].requested_by == colleague.id
    for holds in (True, False):
        verify = secretariat(VerifyCapacity(request.id, holds))
        if request.verified:
            assert refusal(VANISHED, verify) == Reason.NOTHING_CLAIMED
        else:
            assert find(after(VANISHED, verify), request.id)[1].verified


def test_a_point_that_is_not_taken_and_a_move_are_for_any_list() -> None:
    point = held(VANISHED, "switzerland").id
    assert lanes(after(VANISHED, secretariat(DismissPoint(point))), "panel")[0] == []
    ids = tuple(one.id for one in list_of(VANISHED, "panel").waiting)
    assert order(after(VANISHED, secretariat(MoveRequest(ids[2], ids, ids[0]))), "panel") == ["iom", "kenya", "fiji"]


def test_nobody_is_called_from_another_list_and_it_is_said_which_one() -> None:
    kenya = held(VANISHED, "kenya").id
    state = after(VANISHED, starts("panel-ii"))
    no = refused(state, secretariat(CallSpeaker(kenya)))
    assert (no.reason, no.detail) == (Reason.UNKNOWN_SEGMENT, {"segment": "panel"})
    ended = after(WAITING, starts("group-work"))
    assert refusal(ended, secretariat(CallSpeaker(kenya))) == Reason.SEGMENT_MOVED_ON


def test_a_claim_that_holds_is_placed_by_the_order_the_list_was_kept_in() -> None:
    by_protocol = after(
        HEARING,
        asks("kenya"),
        asks("iom", GROUP, "AOSIS"),
        secretariat(SetOrder(OrderPolicy.INSCRIPTION)),
        ends("panel"),
    )
    kept = replace(FORMAL_PANEL, procedure=Procedure.GENERAL_DEBATE)
    here = republished(by_protocol, WELCOME, FORMAL_PANEL, GROUP_WORK)
    gone = republished(by_protocol, WELCOME, replace(kept, id="panel-ii"), GROUP_WORK)
    claim = secretariat(VerifyCapacity(held(gone, "iom").id))
    assert order(after(gone, claim), "panel") == order(after(here, claim), "panel")


def test_a_list_keeps_its_name_while_someone_on_it_may_return_to_the_register() -> None:
    without = tuple(known for known in register() if known.id != "fiji")
    only_fiji = after(HEARING, asks("fiji"), ends("panel"))
    left = programme(version="second", segments=FORMAL, delegations=without)
    gone = replace(left, version="third", segments=(WELCOME, GROUP_WORK))
    back = programme(version="fourth", segments=(WELCOME, GROUP_WORK))
    state = after(only_fiji, secretariat(left), secretariat(gone), secretariat(back))
    shown = control_view(state, "plenary", Drawing()).orphans["panel"]
    assert (shown.waiting, shown.names) == (1, PANEL.names)
