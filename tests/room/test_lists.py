"""The list as a whole: opened and closed at an instant, arranged, moved by hand, drawn, carried over, split, merged."""

import json
from datetime import timedelta

import pytest
from msgspec.structs import replace

from live import wire
from live.room.authority import View
from live.room.commands import (
    AcceptRequests,
    AmendRequest,
    CarriedRequest,
    CarryOver,
    CloseList,
    DrawLots,
    MarkAbsent,
    MoveRequest,
    OpenList,
    ReleaseRequests,
    SetOrder,
    SwapRequests,
    WithdrawRequest,
)
from live.room.model.conference import CategoryProfile
from live.room.model.events import ListArranged, RequestMoved
from live.room.model.plan import Category, OrderPolicy, Segment
from live.room.model.state import RoomState
from live.room.model.turns import Handling, Rank
from live.room.refusals import Reason
from live.room.rules import lists
from live.room.rules.speakers import list_of
from live.room.views.control import control_view
from live.room.views.drawing import Drawing
from tests.given import (
    AT,
    GROUP,
    GROUP_WORK,
    NOTHING,
    OPEN,
    PANEL,
    PUBLISHED,
    REGIONAL_PROCESS,
    WELCOME,
    adds,
    after,
    asks,
    calls_next,
    closes_list,
    ends,
    entries,
    goes_to,
    later,
    moves,
    of,
    on_floor,
    opens_list,
    order,
    programme,
    refusal,
    refused,
    request_of,
    secretariat,
    speaking,
    starts,
    strikes,
    undoes,
    withdraws,
)
from tests.room.test_views import Json, shown

WAITING = after(OPEN, asks("kenya"), asks("fiji"), asks("peru"), asks("mexico"))
COLOMBO = asks("nepal", REGIONAL_PROCESS, "Colombo Process")


def rows(state: RoomState) -> list[Json]:
    listed = shown(View.CONTROL, state)["list"]
    return [listed["waiting"][request] for request in listed["order"]]


def why(state: RoomState) -> list[str]:
    return [row["why"] for row in rows(state)]


# Opening and closing at an announced instant


def test_an_announced_closing_lets_requests_in_until_its_instant_and_none_after() -> None:
    closing = after(OPEN, secretariat(CloseList(in_seconds=60)))
    assert order(after(closing, later(59.9), asks("kenya"))) == ["kenya"]
    assert refusal(closing, later(60), asks("kenya")) == Reason.LIST_CLOSED


def test_a_list_that_is_closing_says_until_when_and_then_that_it_is_closed() -> None:
    closing = after(OPEN, secretariat(CloseList(in_seconds=60)))
    listed = shown(View.HALL, closing)["list"]
    assert (listed["status"], listed["closes_at"]) == ("open", "2017-12-04T17:01:00.000Z")
    assert shown(View.PHONE, closing)["list"]["closes_at"] == "2017-12-04T17:01:00.000Z"
    assert shown(View.HALL, after(closing, later(61), adds("fiji")))["list"]["status"] == "closed"


def test_an_announced_closing_can_be_called_off() -> None:
    state = after(OPEN, secretariat(CloseList(in_seconds=60)), opens_list(), later(90), asks("kenya"))
    assert order(state) == ["kenya"]


def test_case_52_an_announced_opening_gives_nobody_a_start_and_ties_stand_in_the_order_of_receipt() -> None:
    soon = after(PUBLISHED, starts("panel"), secretariat(OpenList(in_seconds=30)))
    assert shown(View.PHONE, soon)["list"]["opens_at"] == "2017-12-04T17:00:30.000Z"
    assert shown(View.PHONE, soon)["list"]["status"] == "not_open"
    assert refusal(soon, later(29.9), asks("kenya")) == Reason.LIST_NOT_OPEN
    assert order(after(soon, later(30), asks("kenya"), asks("fiji"))) == ["kenya", "fiji"]


def test_an_announced_opening_can_be_called_off() -> None:
    state = after(PUBLISHED, starts("panel"), secretariat(OpenList(in_seconds=30)), secretariat(CloseList()))
    assert refusal(state, later(40), asks("kenya")) == Reason.LIST_CLOSED


@pytest.mark.parametrize(("opens_in", "closes"), [(59, True), (60, False), (61, False)])
def test_the_programme_closes_a_list_that_it_has_open_before(opens_in: int, closes: bool) -> None:
    planned = replace(PANEL, list_closes_at=AT + timedelta(minutes=1))
    state = after(NOTHING, secretariat(programme(segments=(planned,))), secretariat(OpenList("panel", opens_in)))
    listed = list_of(state, "panel")
    assert listed.closes_at == (planned.list_closes_at if closes else None)
    called_off = list_of(after(state, closes_list("panel")), "panel")
    assert (called_off.opens_at, called_off.closes_at) == (None, None)


@pytest.mark.parametrize("command", [CloseList(in_seconds=-1), CloseList(in_seconds=90_000)])
def test_an_instant_is_announced_within_a_day(command: CloseList) -> None:
    assert refusal(OPEN, secretariat(command)) == Reason.OUT_OF_RANGE


# The order and its reasons


def test_every_row_says_why_it_stands_where_it_stands() -> None:
    assert why(after(OPEN, asks("kenya"), COLOMBO)) == ["regional_process", "inscription"]


def test_by_protocol_groups_go_first_then_categories_and_ranks() -> None:
    state = after(
        OPEN,
        adds("iom"),
        adds("kenya"),
        adds("fiji", rank=Rank.MINISTER),
        adds("peru", rank=Rank.HEAD_OF_STATE),
        adds("mexico", GROUP, "Rio Group"),
        secretariat(SetOrder(OrderPolicy.PROTOCOL)),
    )
    assert order(state) == ["mexico", "peru", "fiji", "kenya", "iom"]
    assert why(state) == ["group", "rank", "rank", "category", "category"]
    assert order(after(state, adds("switzerland", rank=Rank.HEAD_OF_GOVERNMENT))) == [
        "mexico",
        "peru",
        "switzerland",
        "fiji",
        "kenya",
        "iom",
    ]


def test_going_back_to_inscription_restores_the_order_in_which_they_asked() -> None:
    state = after(OPEN, later(1), adds("iom"), later(1), adds("kenya"), secretariat(SetOrder(OrderPolicy.PROTOCOL)))
    assert order(state) == ["kenya", "iom"]
    assert order(after(state, secretariat(SetOrder(OrderPolicy.INSCRIPTION)))) == ["iom", "kenya"]


def test_case_30_a_change_of_rank_proposes_a_place_and_moves_nobody() -> None:
    state = after(OPEN, secretariat(SetOrder(OrderPolicy.PROTOCOL)), adds("kenya"), adds("fiji"))
    state = after(state, of("fiji", lambda request: AmendRequest(request, rank=Rank.MINISTER)))
    assert order(state) == ["kenya", "fiji"]
    assert [row.get("belongs_ahead_of") for row in rows(state)] == [None, request_of(state, "kenya")]


def test_a_moderator_picks_from_a_pool_and_the_longest_waiting_is_only_suggested() -> None:
    state = after(WAITING, secretariat(SetOrder(OrderPolicy.POOL)))
    assert shown(View.CONTROL, state)["list"]["policy"] == "pool"
    assert shown(View.CONTROL, state)["next"]["id"] == request_of(state, "kenya")


# Moves by hand


def test_a_move_by_hand_sticks_whoever_comes_after() -> None:
    state = after(WAITING, moves("mexico", "kenya"), COLOMBO, asks("switzerland"))
    assert order(state) == ["mexico", "nepal", "kenya", "fiji", "peru", "switzerland"]
    assert why(state)[0] == "moved"
    assert order(after(state, secretariat(SetOrder(OrderPolicy.PROTOCOL))))[0] == "mexico"


def test_a_request_may_be_moved_to_the_end() -> None:
    assert order(after(WAITING, moves("kenya"))) == ["fiji", "peru", "mexico", "kenya"]


def test_case_5_a_move_is_x_before_y_and_whoever_left_or_came_meanwhile_does_not_matter() -> None:
    seen = tuple(request.id for request in list_of(WAITING, "panel").waiting)
    move = secretariat(MoveRequest(seen[3], seen, seen[1]))
    assert order(after(WAITING, withdraws("peru"), move)) == ["kenya", "mexico", "fiji"]
    assert order(after(WAITING, asks("nepal"), move)) == ["kenya", "mexico", "fiji", "peru", "nepal"]
    (entry,) = entries(WAITING, move)
    assert entry.events == (RequestMoved("panel", seen[3], seen[1]),)


def test_case_5_a_move_made_on_an_order_that_another_changed_is_refused() -> None:
    seen = tuple(request.id for request in list_of(WAITING, "panel").waiting)
    move = secretariat(MoveRequest(seen[3], seen, seen[1]))
    no = refused(WAITING, moves("peru", "kenya"), move)
    assert (no.reason, no.detail) == (Reason.LIST_MOVED_ON, {"segment": "panel"})
    assert refusal(WAITING, withdraws("fiji"), move) == Reason.LIST_MOVED_ON
    assert refusal(WAITING, strikes("mexico"), move) == Reason.UNKNOWN_REQUEST


def test_a_move_names_what_it_is_about() -> None:
    ids = [request.id for request in list_of(WAITING, "panel").waiting]
    assert refusal(WAITING, secretariat(MoveRequest(ids[1], (ids[0],), ids[0]))) == Reason.LIST_MOVED_ON
    assert refusal(WAITING, secretariat(MoveRequest(ids[1], tuple(ids), ids[1]))) == Reason.OUT_OF_RANGE
    assert refusal(WAITING, secretariat(MoveRequest("r99", tuple(ids)))) == Reason.UNKNOWN_REQUEST


def test_case_26_a_swap_keeps_the_times_of_inscription_of_the_places() -> None:
    state = after(OPEN, asks("kenya"), later(10), asks("fiji"), later(10), asks("peru"))
    swap = secretariat(SwapRequests(request_of(state, "kenya"), request_of(state, "peru")))
    state = after(state, swap)
    assert order(state) == ["peru", "fiji", "kenya"]
    times = [request.requested_at - AT for request in list_of(state, "panel").waiting]
    assert times == [timedelta(0), timedelta(seconds=10), timedelta(seconds=20)]
    assert refusal(state, secretariat(SwapRequests(request_of(state, "kenya"), "r99"))) == Reason.UNKNOWN_REQUEST


# Lots


def test_lots_are_drawn_by_a_seed_that_anyone_can_draw_again() -> None:
    draw = secretariat(DrawLots("said aloud"))
    drawn = after(WAITING, COLOMBO, draw)
    assert order(drawn)[0] == "nepal"
    assert sorted(map(str, order(drawn))) == ["fiji", "kenya", "mexico", "nepal", "peru"]
    again = after(OPEN, asks("mexico"), asks("peru"), COLOMBO, asks("fiji"), asks("kenya"), draw)
    assert order(again) == order(drawn)
    assert why(drawn)[1:] == ["drawn"] * 4


def test_another_seed_draws_another_order() -> None:
    drawn = {tuple(order(after(WAITING, secretariat(DrawLots(str(seed)))))) for seed in range(20)}
    assert len(drawn) > 5


def test_whoever_asks_after_the_draw_comes_last() -> None:
    assert order(after(WAITING, secretariat(DrawLots("said aloud")), asks("switzerland")))[-1] == "switzerland"
    assert refusal(OPEN, secretariat(DrawLots("said aloud"))) == Reason.NOBODY_WAITING


# Carry over, split, merge


def test_case_34_the_rest_of_a_list_is_carried_over_in_order_and_those_who_were_absent_by_choice() -> None:
    absent = after(WAITING, calls_next(), on_floor(MarkAbsent))
    carried = after(absent, secretariat(CarryOver("panel", "group-work")))
    assert order(carried, "group-work") == ["fiji", "peru", "mexico", "kenya"]
    assert order(carried, "panel") == []
    left = after(absent, secretariat(CarryOver("panel", "group-work", leave_absent=True)))
    assert (order(left, "group-work"), order(left, "panel")) == (["fiji", "peru", "mexico"], ["kenya"])


def test_nothing_is_carried_over_by_itself() -> None:
    state = after(WAITING, starts("group-work"))
    assert (order(state, "panel"), order(state, "group-work")) == (["kenya", "fiji", "peru", "mexico"], [])
    assert refusal(state, secretariat(CarryOver("group-work", "panel"))) == Reason.SEGMENT_MOVED_ON
    assert refusal(OPEN, secretariat(CarryOver("panel", "group-work"))) == Reason.NOBODY_WAITING


def republished(state: RoomState, *segments: Segment, version: str = "second") -> RoomState:
    return after(state, secretariat(programme(version=version, segments=segments)))


def test_a_list_whose_segment_the_programme_leaves_out_is_carried_over_and_nobody_is_lost() -> None:
    state = republished(after(WAITING, ends("panel")), WELCOME, replace(PANEL, id="panel-one"), GROUP_WORK)
    shown = control_view(state, "plenary", Drawing()).orphans
    assert (shown["panel"].waiting, shown["panel"].names) == (4, PANEL.names)
    state = republished(state, WELCOME, replace(PANEL, id="panel-one"), version="third")
    assert control_view(state, "plenary", Drawing()).orphans["panel"].names == PANEL.names
    carried = after(state, secretariat(CarryOver("panel", "panel-one")))
    assert order(carried, "panel-one") == ["kenya", "fiji", "peru", "mexico"]
    assert control_view(carried, "plenary", Drawing()).orphans == {}


def test_a_list_is_no_orphan_any_more_once_the_programme_has_its_segment_again() -> None:
    without = republished(after(WAITING, ends("panel")), WELCOME, GROUP_WORK)
    again = republished(without, WELCOME, PANEL, GROUP_WORK, version="third")
    assert (control_view(again, "plenary", Drawing()).orphans, order(again, "panel")) == (
        {},
        ["kenya", "fiji", "peru", "mexico"],
    )


def test_a_request_on_such_a_list_is_still_taken_back_and_released() -> None:
    state = republished(after(WAITING, ends("panel")), WELCOME, GROUP_WORK)
    first, second, *_ = [request.id for request in list_of(state, "panel").waiting]
    taken = after(state, secretariat(WithdrawRequest(first)))
    assert control_view(taken, "plenary", Drawing()).orphans["panel"].waiting == 3
    released = after(taken, secretariat(ReleaseRequests("panel", (second,), "breakout-1")))
    assert control_view(released, "plenary", Drawing()).orphans["panel"].waiting == 2


def test_what_never_was_a_segment_has_no_list_to_carry_over() -> None:
    state = republished(after(OPEN, ends("panel")), WELCOME, GROUP_WORK)
    assert control_view(state, "plenary", Drawing()).orphans == {}
    for segment in ("panel", "nothing"):
        assert refusal(state, secretariat(CarryOver(segment, "group-work"))) == Reason.UNKNOWN_SEGMENT


def test_whoever_waits_there_already_keeps_that_place() -> None:
    state = after(WAITING, opens_list("group-work"), asks("peru", segment="group-work"))
    carried = after(state, secretariat(CarryOver("panel", "group-work")))
    assert order(carried, "group-work") == ["peru", "kenya", "fiji", "mexico"]
    assert order(carried, "panel") == ["peru"]


def test_case_35_a_list_is_split_into_two_rooms_and_merged_back() -> None:
    waiting = [request.id for request in list_of(WAITING, "panel").waiting]
    split = after(WAITING, secretariat(ReleaseRequests("panel", tuple(waiting[2:]), "breakout-1")))
    assert order(split) == ["kenya", "fiji"]
    (release,) = shown(View.CONTROL, split)["list"]["released"]
    assert release["room"] == "breakout-1"
    there = after(NOTHING, secretariat(programme(room="breakout-1")), starts("panel"), goes_to("floor"))
    accept = wire.read_command(
        json.dumps({"type": "accept_requests", "room": "plenary", "requests": release["requests"]}).encode()
    )
    assert order(after(there, secretariat(accept))) == ["peru", "mexico"]
    back = after(split, later(30), asks("nepal"), secretariat(accept))
    assert order(back) == ["kenya", "fiji", "nepal", "peru", "mexico"]
    assert isinstance(accept, AcceptRequests)
    by_time = AcceptRequests("breakout-1", accept.requests, by_inscription=True)
    merged = after(split, later(30), asks("nepal"), secretariat(by_time))
    assert order(merged) == ["kenya", "fiji", "peru", "mexico", "nepal"]
    assert len({request.id for request in list_of(merged, "panel").waiting}) == 5


def test_nobody_is_accepted_twice_and_nobody_unknown() -> None:
    twice = AcceptRequests("breakout-1", (CarriedRequest("kenya", AT), CarriedRequest("nepal", AT)))
    assert order(after(WAITING, secretariat(twice))) == ["kenya", "fiji", "peru", "mexico", "nepal"]
    nobody = AcceptRequests("breakout-1", (CarriedRequest("atlantis", AT),))
    assert refusal(WAITING, secretariat(nobody)) == Reason.UNKNOWN_DELEGATION
    none = AcceptRequests("breakout-1", (CarriedRequest("kenya", AT),))
    assert refusal(WAITING, secretariat(none)) == Reason.NOBODY_WAITING
    assert refusal(WAITING, secretariat(ReleaseRequests("panel", ("r99",), "x"))) == Reason.UNKNOWN_REQUEST


def test_phones_find_their_place_in_a_merged_list() -> None:
    many = tuple(CarriedRequest(name, AT) for name in ("nepal", "switzerland", "iom"))
    state = after(WAITING, secretariat(AcceptRequests("breakout-1", many)))
    waiting = shown(View.PHONE, state)["list"]["waiting"]
    ranked = sorted(waiting.values(), key=lambda place: place["rank"])
    assert [place["speaker"]["delegation"] for place in ranked] == order(state)
    assert Category.UN_SYSTEM.value == ranked[-1]["speaker"]["category"]


def test_every_change_of_order_can_be_undone() -> None:
    for act in (
        moves("mexico", "kenya"),
        secretariat(SetOrder(OrderPolicy.PROTOCOL)),
        secretariat(DrawLots("said aloud")),
        secretariat(CarryOver("panel", "group-work")),
        secretariat(SwapRequests(request_of(WAITING, "kenya"), request_of(WAITING, "peru"))),
    ):
        assert order(after(WAITING, act, undoes())) == order(WAITING)


def test_speaking_is_not_changed_by_an_order() -> None:
    state = after(WAITING, calls_next(), secretariat(DrawLots("x")))
    assert speaking(state) == "kenya"


# One by one


def test_who_is_absent_or_has_a_place_there_stays_and_the_others_go_on() -> None:
    there = after(WAITING, opens_list("group-work"), asks("fiji", segment="group-work"))
    absent = after(there, calls_next(), on_floor(MarkAbsent), moves("kenya", "fiji"))
    state = after(absent, secretariat(CarryOver("panel", "group-work", leave_absent=True)))
    assert order(state) == ["kenya", "fiji"]
    assert order(state, "group-work") == ["fiji", "peru", "mexico"]
    alone = after(OPEN, asks("fiji"), opens_list("group-work"), asks("fiji", segment="group-work"))
    no = refused(alone, secretariat(CarryOver("panel", "group-work")))
    assert (no.reason, no.detail) == (
        Reason.ALREADY_ON_LIST,
        {"request": list_of(alone, "group-work").waiting[0].id},
    )


def test_those_from_another_room_are_placed_as_a_list_by_protocol_has_them() -> None:
    known = replace(
        OPEN.settings, categories=(CategoryProfile(Category.UN_SYSTEM), CategoryProfile(Category.MEMBER_STATE))
    )
    first = replace(OPEN, settings=known)
    by_protocol = after(first, secretariat(SetOrder(OrderPolicy.PROTOCOL)), asks("kenya"), later(60))
    both = (CarriedRequest("fiji", AT - timedelta(minutes=1)), CarriedRequest("iom", AT + timedelta(minutes=1)))
    state = after(by_protocol, secretariat(AcceptRequests("annex", both, by_inscription=True)))
    assert order(state) == ["iom", "fiji", "kenya"]


def test_whom_an_order_does_not_name_stands_behind_those_it_names() -> None:
    kenya, fiji, peru, mexico = (request_of(WAITING, name) for name in ("kenya", "fiji", "peru", "mexico"))
    arranged = ListArranged("panel", OrderPolicy.INSCRIPTION, (mexico, fiji))
    assert [request.id for request in list_of(lists.apply(WAITING, arranged), "panel").waiting] == [
        mexico,
        fiji,
        kenya,
        peru,
    ]


def test_an_order_is_kept_with_the_seed_that_drew_it_and_whoever_was_moved_stays_so() -> None:
    moved = after(WAITING, moves("mexico", "kenya"), secretariat(SetOrder(OrderPolicy.PROTOCOL)))
    assert [request.handling for request in list_of(moved, "panel").waiting] == [Handling.MOVED, None, None, None]
    drawn = after(moved, secretariat(DrawLots("said aloud")))
    assert list_of(drawn, "panel").seed == "said aloud"
    assert {request.handling for request in list_of(drawn, "panel").waiting} == {Handling.DRAWN}
    again = list_of(after(drawn, secretariat(SetOrder(OrderPolicy.INSCRIPTION))), "panel")
    assert (again.seed, {request.handling for request in again.waiting}) == (None, {None})
