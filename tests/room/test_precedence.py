"""The order of the list."""

from datetime import timedelta

from msgspec.structs import replace

from live.room.model.plan import Capacity, OrderPolicy
from live.room.model.turns import FloorRequest, Handling, Speaker
from live.room.rules import precedence
from live.room.rules.precedence import Tier
from tests.given import (
    AT,
    GROUP,
    OPEN,
    REGIONAL_PROCESS,
    adds,
    after,
    asks,
    calls_next,
    order,
    speaking,
    withdraws,
)

COLOMBO = asks("nepal", REGIONAL_PROCESS, "Colombo Process")
PUEBLA = asks("mexico", REGIONAL_PROCESS, "Puebla Process")


def request(name: str, capacity: Capacity = Capacity.NATIONAL) -> FloorRequest:
    return FloorRequest(name, Speaker({"en": name}), AT, "somebody", capacity)


def test_the_chair_of_a_regional_process_goes_before_nations() -> None:
    assert order(after(OPEN, asks("kenya"), asks("fiji"), COLOMBO)) == ["nepal", "kenya", "fiji"]


def test_chairs_of_processes_keep_the_order_in_which_they_asked() -> None:
    assert order(after(OPEN, asks("kenya"), COLOMBO, PUEBLA)) == ["nepal", "mexico", "kenya"]


def test_a_nation_goes_to_the_end_however_many_chairs_wait() -> None:
    assert order(after(OPEN, COLOMBO, asks("kenya"), PUEBLA, asks("fiji"))) == ["nepal", "mexico", "kenya", "fiji"]


def test_a_group_has_no_precedence() -> None:
    assert order(after(OPEN, asks("kenya"), asks("fiji", GROUP, "Pacific"))) == ["kenya", "fiji"]


def test_a_request_from_the_desk_has_the_rank_of_one_from_a_phone() -> None:
    state = after(OPEN, asks("kenya"), adds("fiji"), adds("peru", REGIONAL_PROCESS, "Quito Process"))
    assert order(state) == ["peru", "kenya", "fiji"]


def test_a_chair_does_not_interrupt_whoever_speaks() -> None:
    state = after(OPEN, asks("kenya"), calls_next(), asks("fiji"), COLOMBO)
    assert (speaking(state), order(state)) == ("kenya", ["nepal", "fiji"])


def test_a_chair_that_withdraws_leaves_the_rest_in_order() -> None:
    assert order(after(OPEN, asks("kenya"), COLOMBO, asks("fiji"), withdraws("nepal"))) == ["kenya", "fiji"]


def test_every_capacity_has_its_tier() -> None:
    assert {capacity: precedence.tier(request("a", capacity)) for capacity in Capacity} == {
        Capacity.NATIONAL: Tier.INSCRIPTION,
        Capacity.GROUP: Tier.INSCRIPTION,
        Capacity.CO_FACILITATOR: Tier.INSCRIPTION,
        Capacity.REGIONAL_PROCESS: Tier.REGIONAL_PROCESS,
    }


def test_a_request_is_placed_ahead_of_the_first_of_a_later_tier() -> None:
    waiting = (request("a", REGIONAL_PROCESS), request("b"), request("c"))
    by_time = OrderPolicy.INSCRIPTION, precedence.USUAL
    assert precedence.placed_ahead_of(request("d", REGIONAL_PROCESS), waiting, *by_time) == "b"
    assert precedence.placed_ahead_of(request("d"), waiting, *by_time) is None
    assert precedence.placed_ahead_of(request("d", REGIONAL_PROCESS), (), *by_time) is None


def test_a_place_that_was_drawn_or_carried_over_is_none_by_time() -> None:
    later = AT + timedelta(minutes=5)
    early, (free, carried) = request("r1"), (replace(request(name), requested_at=later) for name in ("r2", "r3"))
    carried = replace(carried, handling=Handling.CARRIED_OVER)
    by_time = OrderPolicy.INSCRIPTION, precedence.USUAL
    assert precedence.placed_ahead_of(early, (carried, free), *by_time) == "r2"
    assert precedence.placed_ahead_of(early, (carried,), *by_time) is None
