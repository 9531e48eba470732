"""The list of speakers and the floor."""

import pytest

from live.room.commands import CallNextSpeaker, EndIntervention, RequestFloor, WithdrawRequest
from live.room.model.plan import Capacity
from live.room.model.state import ListStatus, RoomState
from live.room.refusals import Reason
from live.room.rules.speakers import list_of
from tests.given import (
    AT,
    CO_FACILITATOR,
    DESK,
    GROUP,
    KENYA_SPEAKS,
    OPEN,
    PANEL_RUNS,
    PUBLISHED,
    REGIONAL_PROCESS,
    adds,
    after,
    asks,
    badge,
    by,
    calls,
    calls_next,
    closes_list,
    ends,
    following,
    gives_back,
    goes_to,
    later,
    opens_list,
    order,
    refusal,
    refused,
    request_of,
    secretariat,
    speaking,
    starts,
    strikes,
    withdraws,
)


def status(state: RoomState, segment: str = "panel") -> ListStatus:
    return list_of(state, segment).status


# The list: open, close


def test_a_list_is_not_open_until_it_is_opened() -> None:
    assert status(PANEL_RUNS) == ListStatus.NOT_OPEN
    assert status(after(PANEL_RUNS, opens_list())) == ListStatus.OPEN


def test_a_list_may_be_opened_before_its_segment_starts() -> None:
    state = after(PUBLISHED, opens_list("group-work"), asks("kenya", segment="group-work"))
    assert order(state, "group-work") == ["kenya"]
    assert status(state) == ListStatus.NOT_OPEN


def test_a_list_opened_ahead_is_still_open_when_its_segment_starts() -> None:
    state = after(PUBLISHED, opens_list("panel"), asks("kenya", segment="panel"), starts("panel"))
    assert (status(state), order(state)) == (ListStatus.OPEN, ["kenya"])


def test_whoever_is_on_a_closed_list_keeps_their_place() -> None:
    state = after(OPEN, asks("kenya"), asks("fiji"), closes_list())
    assert (status(state), order(state)) == (ListStatus.CLOSED, ["kenya", "fiji"])


def test_a_closed_list_may_be_opened_again() -> None:
    state = after(OPEN, asks("kenya"), closes_list(), opens_list(), asks("fiji"))
    assert order(state) == ["kenya", "fiji"]


def test_an_open_list_cannot_be_opened() -> None:
    assert refusal(OPEN, opens_list()) == Reason.LIST_ALREADY_OPEN


@pytest.mark.parametrize("state", [PANEL_RUNS, after(OPEN, closes_list())], ids=["never opened", "closed"])
def test_only_an_open_list_can_be_closed(state: RoomState) -> None:
    assert refusal(state, closes_list()) == Reason.LIST_NOT_OPEN


def test_no_list_is_opened_where_no_segment_runs_and_none_is_named() -> None:
    assert refusal(PUBLISHED, opens_list()) == Reason.SEGMENT_NOT_RUNNING


def test_no_list_is_opened_for_a_segment_that_is_not_on_the_rundown() -> None:
    assert refusal(OPEN, opens_list("dinner")) == Reason.UNKNOWN_SEGMENT


def test_no_list_is_opened_for_a_segment_that_has_ended() -> None:
    no = refused(OPEN, ends("panel"), opens_list("panel"))
    assert (no.reason, no.detail) == (Reason.SEGMENT_MOVED_ON, {"segment": "panel"})


@pytest.mark.parametrize("segment", ["welcome", "lunch", "closing"])
def test_a_segment_without_a_floor_phase_takes_no_list(segment: str) -> None:
    no = refused(PUBLISHED, opens_list(segment))
    assert (no.reason, no.detail) == (Reason.LIST_NOT_TAKEN, {"segment": segment})


# Requests: ask, add on behalf, withdraw


def test_speakers_are_called_in_the_order_in_which_they_ask() -> None:
    assert order(after(OPEN, asks("kenya"), asks("fiji"), asks("peru"))) == ["kenya", "fiji", "peru"]


def test_a_request_remembers_when_it_was_made_and_by_whom() -> None:
    (request,) = list_of(after(OPEN, later(30), asks("kenya", number=3)), "panel").waiting
    assert (request.requested_at - AT).total_seconds() == 30
    assert (request.requested_by, request.from_desk) == (badge("kenya", 3).id, False)


def test_a_request_is_named_after_the_entry_that_made_it() -> None:
    assert request_of(after(OPEN, asks("kenya")), "kenya") == f"r{OPEN.position + 1}"


def test_the_place_is_the_delegations_whoever_of_them_asks() -> None:
    no = refused(OPEN, asks("kenya"), asks("kenya", number=2))
    assert (no.reason, no.detail) == (Reason.ALREADY_ON_LIST, {"request": f"r{OPEN.position + 1}"})


def test_a_delegation_may_wait_once_in_each_capacity() -> None:
    twice = after(OPEN, asks("kenya"), asks("kenya", GROUP, "African Group"))
    assert order(twice) == ["kenya", "kenya"]
    assert refusal(twice, asks("kenya", GROUP, "african group ")) == Reason.ALREADY_ON_LIST
    assert order(after(twice, asks("kenya", GROUP, "Another group"))) == ["kenya", "kenya", "kenya"]


def test_a_delegation_may_wait_on_the_lists_of_two_segments() -> None:
    state = after(OPEN, opens_list("group-work"), asks("kenya"), asks("kenya", segment="group-work"))
    assert (order(state), order(state, "group-work")) == (["kenya"], ["kenya"])


def test_whoever_has_spoken_may_ask_again() -> None:
    assert order(after(KENYA_SPEAKS, asks("fiji"), asks("kenya"))) == ["fiji", "kenya"]


def test_nobody_asks_before_the_list_is_open() -> None:
    assert refusal(PANEL_RUNS, asks("kenya")) == Reason.LIST_NOT_OPEN


def test_nobody_asks_once_the_list_is_closed() -> None:
    assert refusal(OPEN, closes_list(), asks("kenya")) == Reason.LIST_CLOSED


def test_nobody_asks_where_nothing_runs() -> None:
    assert refusal(PUBLISHED, asks("kenya")) == Reason.SEGMENT_NOT_RUNNING


def test_nobody_asks_in_a_segment_without_a_list() -> None:
    assert refusal(PUBLISHED, starts("welcome"), asks("kenya")) == Reason.LIST_NOT_TAKEN


def test_a_delegation_that_is_not_registered_cannot_ask() -> None:
    no = refused(OPEN, asks("atlantis"))
    assert (no.reason, no.detail) == (Reason.UNKNOWN_DELEGATION, {"delegation": "atlantis"})


def test_a_phone_without_a_delegation_cannot_ask() -> None:
    nobody = badge("kenya").__class__(id="badge:x", role=badge("kenya").role)
    assert refusal(OPEN, by(nobody, RequestFloor())) == Reason.NOT_PERMITTED


@pytest.mark.parametrize("name", [None, "", "   "])
@pytest.mark.parametrize("capacity", [GROUP, REGIONAL_PROCESS])
def test_whoever_speaks_for_a_group_or_a_process_says_for_which(capacity: Capacity, name: str | None) -> None:
    assert refusal(OPEN, asks("nepal", capacity, name)) == Reason.CAPACITY_NEEDS_NAME
    assert refusal(OPEN, adds("nepal", capacity, name)) == Reason.CAPACITY_NEEDS_NAME


def test_only_its_registered_chair_speaks_for_a_regional_process_without_being_verified() -> None:
    state = after(OPEN, asks("kenya", REGIONAL_PROCESS, "Colombo Process"), asks("fiji"))
    state = after(state, asks("nepal", REGIONAL_PROCESS, "Colombo Process"))
    assert [request.verified for request in list_of(state, "panel").waiting] == [True, False, True]
    assert order(state) == ["nepal", "kenya", "fiji"]


def test_the_office_of_co_facilitator_is_not_claimed_from_a_phone() -> None:
    assert refusal(OPEN, asks("mexico", CO_FACILITATOR)) == Reason.CAPACITY_NOT_VERIFIED


def test_nobody_calls_themselves_a_co_facilitator_on_a_phone() -> None:
    assert refusal(OPEN, asks("mexico", CO_FACILITATOR)) == Reason.CAPACITY_NOT_VERIFIED


def test_the_desk_vouches_for_any_capacity() -> None:
    state = after(OPEN, adds("mexico", CO_FACILITATOR), adds("kenya", REGIONAL_PROCESS, "Bali Process"))
    assert order(state) == ["kenya", "mexico"]


def test_what_is_spoken_for_is_cleaned_and_bounded() -> None:
    (request,) = list_of(after(OPEN, asks("kenya", GROUP, f"  African \n Group {'x' * 200}")), "panel").waiting
    assert request.on_behalf_of == f"African Group {'x' * 200}"[:120]


def test_a_nation_speaks_for_nobody_else() -> None:
    (request,) = list_of(after(OPEN, asks("kenya", on_behalf_of="the world")), "panel").waiting
    assert request.on_behalf_of is None


@pytest.mark.parametrize("state", [PANEL_RUNS, after(OPEN, closes_list())], ids=["not open", "closed"])
def test_the_desk_may_add_to_a_list_that_is_not_open(state: RoomState) -> None:
    added = after(state, adds("kenya"))
    (request,) = list_of(added, "panel").waiting
    assert (request.speaker.delegation, request.from_desk, request.requested_by) == ("kenya", True, DESK.id)
    assert status(added) == status(state)


def test_the_desk_adds_nobody_twice_and_nobody_unknown() -> None:
    assert refusal(OPEN, asks("kenya"), adds("kenya")) == Reason.ALREADY_ON_LIST
    assert refusal(OPEN, adds("atlantis")) == Reason.UNKNOWN_DELEGATION


def test_a_delegation_may_take_its_own_request_back() -> None:
    assert order(after(OPEN, asks("kenya"), asks("fiji"), withdraws("kenya"))) == ["fiji"]


def test_whoever_of_the_delegation_asked_another_of_it_may_withdraw() -> None:
    assert order(after(OPEN, asks("kenya", number=4), withdraws("kenya"))) == []


def test_a_delegation_may_not_take_anothers_request_back() -> None:
    assert refusal(OPEN, asks("kenya"), withdraws("fiji", whose="kenya")) == Reason.NOT_PERMITTED


def test_the_desk_may_take_any_request_off() -> None:
    assert order(after(OPEN, asks("kenya"), asks("fiji"), strikes("fiji"))) == ["kenya"]


def test_a_request_that_is_not_there_cannot_be_withdrawn() -> None:
    no = refused(OPEN, secretariat(WithdrawRequest("r99")))
    assert (no.reason, no.detail) == (Reason.UNKNOWN_REQUEST, {"request": "r99"})


def test_a_request_that_was_called_cannot_be_withdrawn() -> None:
    called = f"r{OPEN.position + 1}"
    assert refusal(KENYA_SPEAKS, secretariat(WithdrawRequest(called))) == Reason.UNKNOWN_REQUEST


def test_whoever_withdrew_may_ask_again_and_comes_last() -> None:
    assert order(after(OPEN, asks("kenya"), asks("fiji"), withdraws("kenya"), asks("kenya"))) == ["fiji", "kenya"]


def test_requests_can_be_withdrawn_from_a_closed_list() -> None:
    assert order(after(OPEN, asks("kenya"), closes_list(), withdraws("kenya"))) == []


# The floor: call, end


def test_the_first_on_the_list_is_given_the_floor_and_leaves_the_list() -> None:
    state = after(OPEN, asks("kenya"), asks("fiji"), calls_next())
    assert (speaking(state), order(state)) == ("kenya", ["fiji"])


def test_calling_the_next_speaker_takes_the_floor_back_from_the_last() -> None:
    state = after(KENYA_SPEAKS, asks("fiji"), calls_next())
    assert (speaking(state), order(state)) == ("fiji", [])


def test_an_intervention_keeps_the_id_and_the_capacity_of_its_request() -> None:
    state = after(OPEN, asks("nepal", REGIONAL_PROCESS, "Colombo Process"), later(5), calls_next())
    assert state.floor is not None
    turn = state.floor
    assert (turn.id, turn.segment, turn.phase) == (f"r{OPEN.position + 1}", "panel", "floor")
    assert (turn.capacity, turn.on_behalf_of) == (REGIONAL_PROCESS, "Colombo Process")
    assert (turn.called_at - AT).total_seconds() == 5


def test_of_two_presses_on_call_next_the_second_is_refused() -> None:
    waiting = after(OPEN, asks("kenya"), asks("fiji"))
    first = request_of(waiting, "kenya")
    no = refused(waiting, calls(first), calls(first))
    assert (no.reason, no.detail) == (Reason.NOT_NEXT, {"next": request_of(waiting, "fiji"), "by": DESK.id})


def test_nobody_is_called_from_an_empty_list() -> None:
    assert refusal(OPEN, calls_next()) == Reason.NOBODY_WAITING


def test_nobody_is_called_where_nothing_runs() -> None:
    assert refusal(PUBLISHED, secretariat(CallNextSpeaker("r1"))) == Reason.SEGMENT_NOT_RUNNING


def test_nobody_is_called_from_the_list_in_a_phase_that_does_not_serve_it() -> None:
    state = after(PANEL_RUNS, opens_list(), asks("kenya"), goes_to("discussion"))
    assert (following(state), order(state)) == ([], ["kenya"])
    assert refusal(state, calls_next()) == Reason.NOBODY_WAITING


def test_the_podium_speaks_in_the_order_of_the_programme() -> None:
    state = after(PANEL_RUNS, goes_to("openings"))
    assert following(state) == ["academia", "civil-society"]
    assert speaking(after(state, calls_next())) == "academia"
    assert following(after(state, calls_next())) == ["civil-society"]


def test_a_phase_with_a_line_up_serves_the_list_after_it() -> None:
    state = after(OPEN, asks("kenya"), goes_to("replies"))
    assert following(state) == ["academia-again"]
    assert following(after(state, calls_next())) == ["kenya"]


def test_whoever_was_heard_is_not_called_again_when_the_phase_comes_back() -> None:
    state = after(PANEL_RUNS, goes_to("openings"), calls_next(), goes_to("discussion"), goes_to("openings"))
    assert following(state) == ["civil-society"]


def test_the_floor_is_free_after_an_intervention_ends() -> None:
    assert speaking(after(KENYA_SPEAKS, gives_back())) is None


def test_only_the_intervention_that_has_the_floor_can_end() -> None:
    no = refused(KENYA_SPEAKS, secretariat(EndIntervention("r99")))
    assert (no.reason, no.detail) == (Reason.NOT_SPEAKING, {"speaking": f"r{OPEN.position + 1}"})
    no = refused(OPEN, gives_back())
    assert (no.reason, no.detail) == (Reason.NOT_SPEAKING, {})


def test_a_speaker_is_shown_as_they_were_named_when_they_asked() -> None:
    assert KENYA_SPEAKS.floor is not None
    assert KENYA_SPEAKS.floor.speaker.names == {"en": "Kenya"}
