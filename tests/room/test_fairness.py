"""Who was heard and who was not; and all rooms side by side."""

import json

from msgspec.structs import replace

from live import wire
from live.room.authority import View
from live.room.commands import MarkAbsent
from live.room.model.plan import Format, PhaseKind
from live.room.model.state import RoomState
from live.room.model.turns import InterventionKind
from live.room.views import overview_view
from tests.given import (
    NOTHING,
    OPEN,
    Step,
    after,
    asks,
    badge,
    calls_next,
    calls_up,
    gives_back,
    goes_to,
    later,
    on_floor,
    opens_list,
    phase,
    programme,
    register,
    request_of,
    secretariat,
    segment,
    starts,
    starts_clock,
)
from tests.room.test_views import FOR_EVERYONE, Json, shown

REGIONS = {"fiji": "Oceania", "kenya": "Africa", "mexico": "Americas", "nepal": "Asia", "peru": "Americas"}
HERE = after(
    OPEN,
    secretariat(
        programme(
            version="regions",
            delegations=tuple(replace(known, region=REGIONS.get(known.id)) for known in register()),
        )
    ),
)


def turn(delegation: str, seconds: int, **known: object) -> tuple[Step, ...]:
    return (calls_up(delegation, **known), starts_clock(), later(seconds), gives_back())


def seen(state: RoomState) -> Json:
    found: Json = shown(View.CONTROL, state)["fairness"]
    return found


def test_turns_and_time_are_counted_by_delegation_category_and_region() -> None:
    state = after(HERE, *turn("peru", 100), *turn("mexico", 50), *turn("peru", 20), *turn("iom", 30))
    assert seen(state)["delegations"] == {
        "peru": {"turns": 2, "seconds": 120},
        "mexico": {"turns": 1, "seconds": 50},
        "iom": {"turns": 1, "seconds": 30},
    }
    assert seen(state)["categories"] == {
        "member_state": {"turns": 3, "seconds": 170},
        "un_system": {"turns": 1, "seconds": 30},
    }
    assert seen(state)["regions"] == {"Americas": {"turns": 3, "seconds": 170}}


def test_who_was_absent_or_raised_a_point_of_order_had_no_turn() -> None:
    point = turn("kenya", 9, kind=InterventionKind.POINT_OF_ORDER)
    state = after(HERE, *point, calls_up("fiji"), on_floor(MarkAbsent), *turn("iom", 5))
    assert list(seen(state)["delegations"]) == ["iom"]


def test_whoever_was_never_heard_is_hinted_at_where_the_next_was() -> None:
    state = after(HERE, *turn("kenya", 60), asks("kenya"), asks("fiji"))
    assert seen(state)["first_time"] == request_of(state, "fiji")
    rows = shown(View.CONTROL, state)["list"]["waiting"]
    assert [(row.get("turns", 0), row.get("first_time", False)) for row in rows.values()] == [(1, False), (0, True)]
    assert "first_time" not in seen(after(HERE, *turn("kenya", 60), asks("fiji"), asks("kenya")))


def test_another_region_is_hinted_at_where_the_next_is_from_that_of_the_last_speaker() -> None:
    state = after(HERE, *turn("peru", 60), asks("mexico"), asks("iom"), asks("nepal"))
    assert seen(state)["other_region"] == request_of(state, "nepal")
    assert "other_region" not in seen(after(HERE, *turn("peru", 60), asks("nepal"), asks("mexico")))


def test_whoever_speaks_now_is_heard_and_whoever_was_absent_is_not() -> None:
    speaks = after(HERE, calls_up("peru"), asks("peru"), asks("nepal"))
    assert seen(speaks)["first_time"] == seen(speaks)["other_region"] == request_of(speaks, "nepal")
    absent = after(HERE, *turn("kenya", 60), asks("kenya"), calls_up("fiji"), on_floor(MarkAbsent))
    assert seen(absent)["first_time"] == request_of(absent, "fiji")
    nobody = after(HERE, asks("mexico"), asks("nepal"))
    assert "fairness" not in shown(View.CONTROL, nobody)
    rest = tuple(one for one in nobody.register.values() if one.id != "peru")
    left = after(HERE, *turn("peru", 60), secretariat(programme(version="rest", delegations=rest)))
    assert "regions" not in seen(left)


def test_hints_move_nobody() -> None:
    state = after(HERE, *turn("peru", 60), asks("mexico"), asks("nepal"))
    assert shown(View.CONTROL, state)["next"]["id"] == request_of(state, "mexico")


def test_shares_are_for_those_who_conduct_the_room() -> None:
    state = after(HERE, *turn("peru", 60))
    for view in FOR_EVERYONE:
        assert "fairness" not in shown(view, state)


# All rooms


def room(name: str, *steps: Step) -> RoomState:
    return after(NOTHING, secretariat(programme(room=name)), starts("panel"), goes_to("floor"), opens_list(), *steps)


def view_of(*states: RoomState) -> Json:
    written: Json = json.loads(wire.write(overview_view(list(states))))
    return written


def test_all_rooms_are_seen_side_by_side() -> None:
    view = view_of(room("plenary", asks("kenya"), asks("fiji"), calls_next()), room("breakout-1"))
    assert view["order"] == ["plenary", "breakout-1"]
    plenary = view["rooms"]["plenary"]
    assert (plenary["list_status"], plenary["list_count"]) == ("open", 1)
    assert plenary["floor"]["speaker"]["delegation"] == "kenya"
    assert plenary["forecast"]["of"] == 1


def test_case_2_a_person_who_is_to_speak_in_two_rooms_is_warned_of_and_a_colleague_is_not() -> None:
    here, there = room("plenary", asks("kenya")), room("breakout-1", asks("kenya"))
    (clash,) = view_of(here, there)["clashes"]
    assert (clash["by"], clash["delegation"], sorted(clash["requests"])) == (
        badge("kenya").id,
        "kenya",
        ["breakout-1", "plenary"],
    )
    colleague = view_of(here, room("breakout-1", asks("kenya", number=2)))
    assert "clashes" not in colleague


def test_case_2_whoever_has_the_floor_in_one_room_is_warned_of_in_the_other() -> None:
    assert view_of(room("plenary", asks("kenya"), calls_next()), room("breakout-1", asks("kenya")))["clashes"]


def test_case_2_far_down_a_list_there_is_time() -> None:
    others = tuple(asks(name) for name in ("fiji", "mexico", "nepal", "peru", "switzerland"))
    assert "clashes" not in view_of(room("plenary", *others, asks("kenya")), room("breakout-1", asks("kenya")))


def test_rooms_wait_for_the_people_of_a_room_that_overruns() -> None:
    keynotes = segment("keynotes", Format.KEYNOTES, 0, 30, phase("talk", PhaseKind.TALK))
    group = segment("group", Format.BREAKOUT, 30, 90, phase("open", PhaseKind.FLOOR, serves_list=True))
    plenary = after(NOTHING, secretariat(programme(segments=(keynotes,))), later(10 * 60), starts("keynotes"))
    breakout = after(NOTHING, secretariat(programme(room="breakout-1", segments=(group,))))
    waits = view_of(plenary, breakout)["rooms"]["breakout-1"]
    assert waits["upcoming_start"] == "2017-12-04T17:40:00.000Z"
