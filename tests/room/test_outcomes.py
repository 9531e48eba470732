"""What a phone is told of a request that is not on the list before it: nothing ends in silence."""

from typing import Any

import pytest

from live.room.authority import View
from live.room.commands import (
    CallSecretariat,
    CarryOver,
    CedePlace,
    CorrectSpeaker,
    DeclineFloor,
    DismissPoint,
    MarkAbsent,
    ReleaseRequests,
    VerifyCapacity,
    WithdrawRequest,
)
from live.room.model.state import RoomState
from live.room.model.turns import InterventionKind
from live.room.views import outcomes
from tests.given import (
    GROUP,
    OPEN,
    PUBLISHED,
    adds,
    after,
    asks,
    badge,
    calls_next,
    calls_up,
    ends,
    gives_back,
    later,
    of,
    on_floor,
    opens_list,
    programme,
    register,
    request_of,
    secretariat,
    starts,
    starts_clock,
    strikes,
    undoes,
    withdraws,
)
from tests.room.test_views import FOR_EVERYONE, shown

KENYA_WAITS = after(OPEN, asks("kenya"), asks("fiji"))


def fates(state: RoomState, delegation: str = "kenya") -> list[dict[str, Any]]:
    """What the phones of `delegation` are told of its requests, the latest last."""
    told = shown(View.PHONE, state).get("fates", {}).values()
    return sorted((fate for fate in told if fate["delegation"] == delegation), key=lambda fate: str(fate["at"]))


def became(state: RoomState, delegation: str = "kenya") -> list[str]:
    return [fate["became"] for fate in fates(state, delegation)]


def test_nobody_is_told_anything_while_they_wait() -> None:
    assert became(KENYA_WAITS) == []
    assert "others" not in shown(View.PHONE, KENYA_WAITS)


@pytest.mark.parametrize(
    ("steps", "word"),
    [
        ([strikes("kenya")], "removed"),
        ([withdraws("kenya")], "withdrawn"),
        ([calls_next()], "called"),
        ([calls_next(), starts_clock(), gives_back()], "spoke"),
        ([calls_next(), on_floor(DeclineFloor)], "passed"),
        ([of("kenya", lambda request: WithdrawRequest(request, declined=True))], "passed"),
        ([calls_up("peru"), gives_back(), strikes("kenya")], "removed"),
    ],
)
def test_a_phone_is_told_what_became_of_its_request(steps: list[Any], word: str) -> None:
    state = after(KENYA_WAITS, *steps)
    assert became(state) == [word]
    assert became(state, "fiji") == []


def test_whoever_is_interrupted_is_told_that_they_were_called() -> None:
    state = after(KENYA_WAITS, calls_next(), on_floor(CallSecretariat))
    assert became(state) == ["called"]


def test_whoever_was_called_and_not_there_waits_again_and_nobody_hears_of_it() -> None:
    state = after(KENYA_WAITS, calls_next(), on_floor(MarkAbsent))
    assert became(state) == []
    assert "absen" not in str(shown(View.PHONE, state))


@pytest.mark.parametrize(
    ("steps", "by"),
    [
        ([of("kenya", WithdrawRequest, badge("kenya", 3))], 3),
        ([calls_next(), on_floor(DeclineFloor, badge("kenya", 2))], 2),
        ([of("kenya", lambda request: CedePlace(request, "peru"), badge("kenya"))], 1),
        ([of("kenya", lambda request: WithdrawRequest(request, declined=True))], None),
        ([strikes("kenya")], None),
    ],
)
def test_colleagues_are_told_which_of_them_gave_a_place_up(steps: list[Any], by: int | None) -> None:
    state = after(KENYA_WAITS, *steps)
    assert [fate.get("by") for fate in fates(state)] == [by]
    assert [fate.get("by") for fate in fates(after(state, strikes("fiji")))] == [by]


def test_a_request_taken_off_and_put_back_by_an_undo_is_no_news() -> None:
    assert became(after(KENYA_WAITS, strikes("kenya"), undoes())) == []
    assert became(after(OPEN, adds("kenya"), undoes())) == []


def test_a_place_that_was_ceded_says_to_whom_and_the_heir_waits() -> None:
    state = after(KENYA_WAITS, of("kenya", lambda request: CedePlace(request, "peru"), badge("kenya")))
    (fate,) = fates(state)
    assert (fate["became"], fate["to"]) == ("ceded", {"en": "Peru"})
    struck = after(state, strikes("peru"))
    assert (became(struck), became(struck, "peru")) == (["ceded"], ["removed"])


def test_a_point_of_order_that_is_not_taken_is_answered() -> None:
    state = after(OPEN, asks("kenya", kind=InterventionKind.POINT_OF_ORDER), of("kenya", DismissPoint))
    (fate,) = fates(state)
    assert (fate["became"], fate["kind"]) == ("dismissed", "point_of_order")


def test_a_request_carried_over_says_where_and_waits_there() -> None:
    state = after(KENYA_WAITS, secretariat(CarryOver("panel", "group-work")))
    (fate,) = fates(state)
    assert (fate["became"], fate["to"]) == ("carried_over", {"en": "Group-Work"})
    assert shown(View.PHONE, state)["others"]["group-work"] == {
        "requests": {
            request: delegation for delegation in ("kenya", "fiji") if (request := request_of(state, delegation))
        },
        "names": {"en": "Group-Work"},
    }


def test_a_request_that_went_to_another_room_says_to_which() -> None:
    release = of("kenya", lambda request: ReleaseRequests("panel", (request,), "breakout-1"))
    (fate,) = fates(after(KENYA_WAITS, release))
    assert (fate["became"], fate["room"]) == ("released", "breakout-1")


def test_a_segment_that_ends_says_who_was_not_reached() -> None:
    state = after(KENYA_WAITS, later(60), ends("panel"))
    assert shown(View.PHONE, state)["others"]["panel"] == {
        "requests": {request_of(state, "kenya"): "kenya", request_of(state, "fiji"): "fiji"},
        "names": {"en": "Panel"},
        "ended_at": "2017-12-04T17:01:00.000Z",
    }
    moved = shown(View.PHONE, after(state, secretariat(CarryOver("panel", "group-work"))))
    assert "others" not in moved
    assert (moved["list"]["segment"], moved["list"]["count"]) == ("group-work", 2)


def test_whoever_waits_on_a_list_opened_ahead_is_told_while_another_segment_runs() -> None:
    state = after(PUBLISHED, opens_list("group-work"), asks("kenya", segment="group-work"), starts("panel"))
    other = shown(View.PHONE, state)["others"]["group-work"]
    assert (list(other["requests"].values()), "ended_at" in other) == (["kenya"], False)


def test_a_list_whose_segment_the_programme_left_out_is_not_forgotten() -> None:
    state = after(KENYA_WAITS, ends("panel"))
    rest = tuple(segment for segment in state.rundown.segments if segment.id != "panel")
    state = after(state, secretariat(programme(version="without", segments=rest)))
    told = shown(View.PHONE, state)
    gone = [fate["delegation"] for fate in told.get("fates", {}).values()]
    left = [who for other in told.get("others", {}).values() for who in other["requests"].values()]
    assert {"kenya", "fiji"} <= {*gone, *left}


def test_whoever_was_called_by_mistake_hears_of_their_request() -> None:
    state = after(KENYA_WAITS, calls_next(), on_floor(lambda turn: CorrectSpeaker(turn, "peru")))
    waits = shown(View.PHONE, state)["list"]["waiting"].values()
    assert became(state) == ["set_aside"] or "kenya" in [row["speaker"]["delegation"] for row in waits]


def test_a_claim_that_does_not_hold_and_has_a_place_already_is_removed() -> None:
    state = after(OPEN, asks("kenya"), asks("kenya", GROUP, "Group of 77"))
    claim = next(one.id for one in state.lists["panel"].waiting if not one.verified)
    state = after(state, secretariat(VerifyCapacity(claim, False)))
    assert became(state) == ["removed"]


def test_what_is_long_ago_is_told_no_more() -> None:
    state = after(KENYA_WAITS, strikes("kenya"), later(5 * 3600), asks("peru"))
    assert became(state) == []
    ended = after(KENYA_WAITS, ends("panel"), later(5 * 3600), opens_list("group-work"))
    assert "others" not in shown(View.PHONE, ended)


def test_what_a_phone_is_sent_is_bounded() -> None:
    crowd = tuple(f"state-{n}" for n in range(400))
    state = after(OPEN, secretariat(programme(version="crowd", delegations=register(*crowd))))
    struck = after(state, *(step for name in crowd[:100] for step in (adds(name), strikes(name))))
    assert len(shown(View.PHONE, struck)["fates"]) <= outcomes.LATEST_FATES
    waiting = after(state, *(adds(name) for name in crowd), ends("panel"))
    others = shown(View.PHONE, waiting)["others"]
    assert sum(len(other["requests"]) for other in others.values()) <= outcomes.ON_OTHER_LISTS


@pytest.mark.parametrize("view", FOR_EVERYONE)
def test_a_claim_that_is_not_verified_is_shown_to_its_asker_and_the_desk_only(view: View) -> None:
    point = asks("fiji", GROUP, "Invented Group", kind=InterventionKind.POINT_OF_ORDER)
    state = after(OPEN, asks("kenya", GROUP, "Invented Group"), point)
    # What there is to choose from is no claim.
    text = str(shown(view, state) | {"groups": ()})
    assert "Invented Group" not in text
    assert "'capacity'" not in text
    assert "Invented Group" in str(shown(View.CONTROL, state))


def test_whoever_is_named_instead_is_told_of_the_request_that_this_turn_was() -> None:
    request = request_of(KENYA_WAITS, "fiji")
    state = after(KENYA_WAITS, calls_next(), on_floor(lambda turn: CorrectSpeaker(turn, "fiji", request)))
    assert shown(View.PHONE, state)["fates"][request]["became"] == "called"
    spoken = after(state, starts_clock(), gives_back())
    assert shown(View.PHONE, spoken)["fates"][request]["became"] == "spoke"


def test_whoever_is_called_by_mistake_twice_waits_again_and_is_shown_to_phones() -> None:
    state = KENYA_WAITS
    for _ in range(3):
        state = after(state, calls_next(), on_floor(lambda turn: CorrectSpeaker(turn, "peru")), gives_back())
    view = shown(View.PHONE, state)
    assert "broken" not in view
    assert [view["list"]["waiting"][request]["speaker"]["delegation"] for request in view["list"]["order"]] == [
        "kenya",
        "fiji",
    ]
