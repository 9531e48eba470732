"""Requests: in what capacity, for whom, and what becomes of them."""

import pytest

from live.room.authority import View
from live.room.commands import (
    AmendRequest,
    CedePlace,
    DrawLots,
    MarkReady,
    SetOrder,
    SetTimeLimit,
    TakeOverRequest,
    VerifyCapacity,
)
from live.room.model.plan import Capacity, Category, OrderPolicy
from live.room.model.state import RoomState
from live.room.model.texts import cleaned
from live.room.model.turns import FloorRequest, Handling, InterventionKind, Rank
from live.room.refusals import Reason
from live.room.rules.speakers import list_of
from tests.given import (
    CO_FACILITATOR,
    GROUP,
    KENYA_SPEAKS,
    OPEN,
    PUBLISHED,
    REGIONAL_PROCESS,
    UNSAID,
    Step,
    adds,
    after,
    asks,
    badge,
    calls_next,
    calls_up,
    goes_to,
    later,
    moves,
    of,
    opens_list,
    order,
    programme,
    refusal,
    refused,
    register,
    secretariat,
    starts,
    undoes,
    withdraws,
)
from tests.room.test_views import FOR_EVERYONE, shown


def first(state: RoomState) -> FloorRequest:
    return list_of(state, "panel").waiting[0]


def verifies(delegation: str, *, holds: bool = True) -> Step:
    return of(delegation, lambda request: VerifyCapacity(request, holds))


CLAIM = after(OPEN, asks("kenya"), asks("fiji", REGIONAL_PROCESS, f"{UNSAID} Process"))


# Whose place it is


def test_a_group_whose_claim_holds_goes_before_nations_by_protocol() -> None:
    state = after(OPEN, secretariat(SetOrder(OrderPolicy.PROTOCOL)), asks("kenya"), asks("fiji", GROUP, "AOSIS"))
    assert order(state) == ["kenya", "fiji"]
    assert order(after(state, verifies("fiji"))) == ["fiji", "kenya"]


@pytest.mark.parametrize(("seed", "handling"), [("7", None), ("1", Handling.DRAWN)])
def test_a_drawn_place_is_one_no_more_where_a_claim_that_holds_goes_before_it(
    seed: str, handling: Handling | None
) -> None:
    waiting = after(OPEN, asks("kenya"), asks("nepal", REGIONAL_PROCESS, "Quito Process"), asks("peru"))
    drawn = after(waiting, secretariat(DrawLots(seed)))
    verified = after(drawn, verifies("nepal")).lists["panel"].waiting[0]
    assert (verified.speaker.delegation, verified.handling) == ("nepal", handling)
    assert (order(drawn)[0] == "nepal") is (handling is Handling.DRAWN)


def test_case_1_a_delegation_may_wait_in_several_rooms_for_each_has_lists_of_its_own() -> None:
    elsewhere = after(RoomState(), secretariat(programme(room="breakout-1")), starts("panel"), opens_list())
    assert order(after(elsewhere, asks("kenya"))) == order(after(OPEN, asks("kenya"))) == ["kenya"]


def test_case_28_a_state_may_speak_nationally_and_as_chair_of_a_process_with_its_own_time() -> None:
    state = after(OPEN, asks("nepal"), asks("kenya"), asks("nepal", REGIONAL_PROCESS, "Colombo Process"))
    assert order(state) == ["nepal", "nepal", "kenya"]
    chair = after(state, calls_next())
    nation = after(chair, calls_next())
    assert chair.floor is not None
    assert nation.floor is not None
    assert (chair.floor.capacity, chair.floor.allotted) == (REGIONAL_PROCESS, 180)
    assert (nation.floor.capacity, nation.floor.allotted) == (Capacity.NATIONAL, 120)


def test_case_29_a_co_facilitator_speaks_for_their_office_and_their_state_for_itself() -> None:
    state = after(OPEN, asks("mexico"), adds("mexico", CO_FACILITATOR))
    assert [request.capacity for request in list_of(state, "panel").waiting] == [Capacity.NATIONAL, CO_FACILITATOR]


def test_a_colleague_takes_a_request_over_and_it_keeps_its_place() -> None:
    state = after(OPEN, asks("kenya", number=2), asks("fiji"))
    state = after(state, of("kenya", TakeOverRequest, badge("kenya", 3)))
    assert order(state) == ["kenya", "fiji"]
    assert first(state).requested_by == badge("kenya", 3).id
    assert refusal(state, of("kenya", TakeOverRequest, badge("fiji"))) == Reason.NOT_PERMITTED


def test_the_head_withdraws_what_another_of_the_delegation_entered() -> None:
    assert order(after(OPEN, asks("kenya", number=4), withdraws("kenya"))) == []


def test_case_53_a_request_at_the_desk_is_equal_to_one_from_a_phone() -> None:
    assert order(after(OPEN, asks("kenya"), adds("fiji"), asks("peru"))) == ["kenya", "fiji", "peru"]


def test_case_40_a_delegation_renamed_while_it_waits_is_called_under_its_present_name() -> None:
    renamed = tuple(
        known if known.id != "kenya" else known.__class__("kenya", {"en": "Renamed"}, known.category)
        for known in register()
    )
    state = after(OPEN, asks("kenya"), secretariat(programme(version="second", delegations=renamed)), calls_next())
    assert shown(View.HALL, state)["floor"]["speaker"]["names"] == {"en": "Renamed"}


# Capacities that have to be verified


def test_case_47_a_claim_gives_neither_place_nor_time_nor_name_until_it_is_verified() -> None:
    assert order(CLAIM) == ["kenya", "fiji"]
    state = after(CLAIM, calls_next(), calls_next())
    assert state.floor is not None
    assert (state.floor.capacity, state.floor.allotted, state.floor.on_behalf_of) == (Capacity.NATIONAL, 120, None)
    for view in FOR_EVERYONE:
        assert UNSAID not in str(shown(view, CLAIM))


def test_a_claim_that_is_verified_gives_place_time_and_name() -> None:
    state = after(CLAIM, verifies("fiji"))
    assert order(state) == ["fiji", "kenya"]
    called = after(state, calls_next())
    assert called.floor is not None
    assert (called.floor.allotted, called.floor.on_behalf_of) == (180, f"{UNSAID} Process")
    assert refusal(state, verifies("fiji")) == Reason.NOTHING_CLAIMED


def test_a_group_that_is_verified_keeps_its_place() -> None:
    state = after(OPEN, asks("kenya", GROUP, "African Group"), asks("fiji"))
    assert shown(View.CONTROL, state)["list"]["waiting"][first(state).id]["claims"] == "African Group"
    verified = after(state, verifies("kenya"))
    assert order(verified) == ["kenya", "fiji"]
    (kenya, _) = shown(View.HALL, verified)["list"]["waiting"].values()
    assert kenya["on_behalf_of"] == "African Group"


def test_whoever_was_moved_by_hand_stays_there_when_their_claim_is_verified() -> None:
    state = after(CLAIM, asks("peru"), moves("fiji"), verifies("fiji"))
    assert order(state) == ["kenya", "peru", "fiji"]


def test_a_claim_that_does_not_hold_becomes_a_national_request_in_the_same_place() -> None:
    state = after(CLAIM, asks("peru"), verifies("fiji", holds=False))
    assert order(state) == ["kenya", "fiji", "peru"]
    assert list_of(state, "panel").waiting[1].capacity is Capacity.NATIONAL


def test_a_claim_that_does_not_hold_is_none_if_the_delegation_waits_nationally_already() -> None:
    state = after(CLAIM, asks("fiji"))
    second = list_of(state, "panel").waiting[1]
    state = after(state, secretariat(VerifyCapacity(second.id, False)))
    assert order(state) == ["kenya", "fiji"]


def test_phones_are_told_that_a_claim_is_pending_but_not_what_it_says() -> None:
    place = shown(View.PHONE, CLAIM)["list"]["waiting"][list_of(CLAIM, "panel").waiting[1].id]
    assert place["pending"] is True
    assert not {"capacity", "on_behalf_of"} & place["speaker"].keys()


def test_what_the_desk_adds_it_vouches_for() -> None:
    assert first(after(OPEN, adds("kenya", GROUP, "African Group"))).verified


# Joint statements


def test_case_27_a_joint_statement_is_one_turn_and_the_requests_of_its_members_are_flagged() -> None:
    state = after(OPEN, asks("fiji"), adds("peru", GROUP, "Friends of migration", joint=("fiji", "nepal")))
    fiji, peru = shown(View.CONTROL, state)["list"]["waiting"].values()
    assert fiji["in_joint"] == list_of(state, "panel").waiting[1].id
    assert "in_joint" not in peru
    assert shown(View.HALL, after(state, calls_next(), calls_next()))["floor"]["speaker"]["joint"] == ["fiji", "nepal"]


def test_members_of_a_joint_statement_are_delegations() -> None:
    joint = of("kenya", lambda request: AmendRequest(request, joint=("atlantis",)))
    assert refusal(OPEN, asks("kenya"), joint) == Reason.UNKNOWN_DELEGATION


# What is said of a request


def test_case_48_a_name_typed_on_a_phone_is_for_organisers_until_one_takes_it_over() -> None:
    state = after(OPEN, asks("kenya", person=f"{UNSAID} insult"))
    for view in FOR_EVERYONE:
        assert UNSAID not in str(shown(view, state))
    (row,) = shown(View.CONTROL, state)["list"]["waiting"].values()
    assert row["announced"] == f"{UNSAID} insult"
    named = after(state, of("kenya", lambda request: AmendRequest(request, person="A. Delegate")), calls_next())
    assert shown(View.HALL, named)["floor"]["speaker"]["person"] == "A. Delegate"


def test_a_delegation_changes_its_speaker_a_minute_before_and_not_its_rank() -> None:
    state = after(OPEN, asks("kenya"))
    change = of("kenya", lambda request: AmendRequest(request, person="B. Deputy", language="Swahili"), badge("kenya"))
    assert (first(after(state, change)).announced, first(after(state, change)).language) == ("B. Deputy", "Swahili")
    rank = of("kenya", lambda request: AmendRequest(request, rank=Rank.MINISTER), badge("kenya"))
    assert refusal(state, rank) == Reason.NOT_PERMITTED
    assert refusal(state, of("kenya", AmendRequest, badge("fiji"))) == Reason.NOT_PERMITTED


def test_a_title_is_for_organisers_until_one_takes_it_over_with_the_name_or_without() -> None:
    state = after(OPEN, asks("kenya", person="A. Delegate", title=f"{UNSAID} Minister"))
    assert first(state).announced_title == f"{UNSAID} Minister"
    assert all(UNSAID not in str(shown(view, state)) for view in View if view is not View.CONTROL)
    state = after(state, of("kenya", lambda request: AmendRequest(request, title="Deputy"), badge("kenya")))
    assert (first(state).announced, first(state).announced_title) == ("A. Delegate", "Deputy")
    taken = of("kenya", lambda request: AmendRequest(request, person="A. Delegate", title="Minister"))
    for view in (View.HALL, View.PODIUM, View.INTERPRETERS, View.OVERLAY, View.PHONE):
        speaker = shown(view, after(state, taken, calls_next()))["floor"]["speaker"]
        assert (speaker["person"], speaker["title"]) == ("A. Delegate", "Minister")
    cleared = after(state, taken, of("kenya", lambda request: AmendRequest(request, title=None)))
    assert (first(cleared).speaker.person, first(cleared).speaker.title) == ("A. Delegate", None)


def test_every_screen_says_the_language_the_question_and_to_whom_a_statement_reacts() -> None:
    floor = after(OPEN, asks("fiji"), calls_next())
    assert floor.floor is not None
    reacts = asks("kenya", kind=InterventionKind.REACTION, about=floor.floor.id, language="fr")
    state = after(floor, reacts, calls_next())
    for view in (View.HALL, View.PODIUM, View.INTERPRETERS, View.OVERLAY, View.PHONE, View.CONTROL):
        speaker = shown(view, state)["floor"]["speaker"]
        assert (speaker["language"], speaker["reacts_to"], speaker["kind"]) == (
            "fr",
            floor.floor.speaker.names,
            "reaction",
        )
    waits = shown(View.CONTROL, after(floor, reacts))["list"]["waiting"]
    assert [row["speaker"]["reacts_to"] for row in waits.values()] == [floor.floor.speaker.names]
    nobody = after(OPEN, asks("kenya", kind=InterventionKind.REACTION, about="i999"), calls_next())
    assert "reacts_to" not in shown(View.HALL, nobody)["floor"]["speaker"]


def test_interpreters_are_told_the_language_of_delivery_and_nobody_else_is() -> None:
    state = after(OPEN, asks("kenya", language="Swahili"))
    (waiting,) = shown(View.INTERPRETERS, state)["list"]["waiting"].values()
    assert waiting["language"] == "Swahili"
    assert "Swahili" not in str(shown(View.HALL, state))


def test_ranks_are_for_organisers_only() -> None:
    state = after(OPEN, adds("kenya", rank=Rank.HEAD_OF_STATE))
    for view in FOR_EVERYONE:
        assert "head_of_state" not in str(shown(view, state))


def test_a_request_may_react_to_a_speaker_or_speak_to_a_question() -> None:
    state = after(KENYA_SPEAKS, asks("fiji", kind=InterventionKind.REACTION, about="academia"))
    (row,) = shown(View.CONTROL, state)["list"]["waiting"].values()
    assert (row["speaker"]["kind"], row["about"]) == ("reaction", "academia")
    assert refusal(KENYA_SPEAKS, asks("fiji", question=1)) == Reason.UNKNOWN_QUESTION


def test_case_32_a_guest_with_a_time_is_on_the_list_and_control_knows_when() -> None:
    state = after(OPEN, asks("kenya"), adds("peru", scheduled_at=PUBLISHED.rundown.segments[1].starts_at))
    rows = list(shown(View.CONTROL, state)["list"]["waiting"].values())
    assert rows[1]["scheduled_at"] == "2017-12-04T18:00:00.000Z"


# Here, ceded, taken back too often


def test_whoever_is_here_says_so_and_the_desk_sees_it() -> None:
    state = after(OPEN, asks("kenya"), of("kenya", MarkReady, badge("kenya")))
    assert shown(View.CONTROL, state)["list"]["waiting"][first(state).id]["ready"] is True
    assert shown(View.PHONE, state)["list"]["waiting"][first(state).id]["ready"] is True


def test_only_the_desk_says_that_somebody_is_not_there_and_it_is_not_said_aloud() -> None:
    missing = of("kenya", lambda request: MarkReady(request, False))
    state = after(OPEN, asks("kenya"), missing)
    assert shown(View.CONTROL, state)["list"]["waiting"][first(state).id]["ready"] is False
    for view in FOR_EVERYONE:
        assert "ready" not in str(shown(view, state))
    own = of("kenya", lambda request: MarkReady(request, False), badge("kenya"))
    assert refusal(OPEN, asks("kenya"), own) == Reason.NOT_PERMITTED
    assert refusal(OPEN, asks("kenya"), of("kenya", MarkReady, badge("fiji"))) == Reason.NOT_PERMITTED


def test_case_25_a_place_is_ceded_to_another_delegation_that_speaks_in_its_own_name() -> None:
    state = after(OPEN, asks("nepal", REGIONAL_PROCESS, "Colombo Process"), asks("fiji"))
    cede = of("nepal", lambda request: CedePlace(request, "peru"), badge("nepal"))
    state = after(state, cede)
    assert order(state) == ["peru", "fiji"]
    assert first(state).capacity is Capacity.NATIONAL
    assert refusal(state, of("peru", lambda request: CedePlace(request, "fiji"))) == Reason.ALREADY_ON_LIST
    assert (
        refusal(state, of("peru", lambda request: CedePlace(request, "kenya"), badge("fiji"))) == Reason.NOT_PERMITTED
    )


def test_case_44_whoever_asks_and_withdraws_again_and_again_waits_it_out() -> None:
    flap = (asks("kenya"), later(1), withdraws("kenya"), later(1))
    no = refused(OPEN, *flap, *flap, *flap, asks("kenya"))
    assert (no.reason, no.detail) == (Reason.COOLING_DOWN, {"seconds": 296})
    assert order(after(OPEN, *flap, *flap, *flap, later(300), asks("kenya"))) == ["kenya"]
    assert order(after(OPEN, *flap, *flap, *flap, adds("kenya"))) == ["kenya"]


def test_what_the_desk_strikes_does_not_count_as_taken_back() -> None:
    assert after(OPEN, adds("kenya"), undoes()).withdrawals == {}


# Limits by category and capacity


def test_case_16_a_new_limit_is_for_those_who_follow() -> None:
    state = after(KENYA_SPEAKS, asks("fiji"), secretariat(SetTimeLimit(90)))
    assert state.floor is not None
    assert state.floor.allotted == 120
    assert (shown(View.PHONE, state)["allotted"], shown(View.CONTROL, state)["next"]["allotted"]) == (90, 90)
    assert after(state, calls_next()).floor.allotted == 90  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        (adds("kenya"), 120),
        (adds("iom"), 60),
        (adds("iom", GROUP, "UN Network"), 300),
        (adds("kenya", GROUP, "G"), 240),
    ],
)
def test_the_limit_that_says_most_of_whom_it_is_for_holds(asked: Step, seconds: int) -> None:
    limits = (
        secretariat(SetTimeLimit(60, category=Category.UN_SYSTEM)),
        secretariat(SetTimeLimit(240, capacity=GROUP)),
        secretariat(SetTimeLimit(300, category=Category.UN_SYSTEM, capacity=GROUP)),
    )
    state = after(OPEN, *limits, asked, calls_next())
    assert state.floor is not None
    assert state.floor.allotted == seconds


def test_a_limit_can_be_lifted_and_set_again() -> None:
    state = after(OPEN, secretariat(SetTimeLimit(None)), adds("kenya"), calls_next())
    assert state.floor is not None
    assert state.floor.allotted is None
    assert after(state, secretariat(SetTimeLimit(150)), calls_up("fiji")).floor.allotted == 150  # type: ignore[union-attr]
    assert refusal(OPEN, secretariat(SetTimeLimit(0))) == Reason.OUT_OF_RANGE
    assert refusal(OPEN, secretariat(SetTimeLimit(90, phase="ceremony"))) == Reason.UNKNOWN_PHASE


def test_a_limit_set_for_one_phase_leaves_the_others() -> None:
    state = after(OPEN, secretariat(SetTimeLimit(90)), goes_to("openings"), calls_next())
    assert state.floor is not None
    assert state.floor.allotted == 300


def test_a_name_keeps_its_letters_and_loses_what_nobody_sees() -> None:
    assert cleaned("  Ana\tMaría\x00\u202eLópez\u2069 \n") == "Ana María López"
    assert cleaned("محمد\u200cرضا") == "محمد\u200cرضا", "a joiner is part of how it is written"
    assert cleaned("\x00\u202e \u2066") is None
