"""Every view is drawn for every room: what cannot be drawn is left out and named, and the rest stands."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from msgspec.structs import replace

from live import wire
from live.room.authority import View
from live.room.commands import SaveBullets, SendMessage
from live.room.model.reports import Heading, Prepared, Target
from live.room.model.state import RoomState
from live.room.rules import speakers
from live.room.views import control, foyer_view, hall, overview_view, phone, proceedings, rapporteur, render
from live.room.views.drawing import Drawing
from live.room.views.timetable import timetable
from tests.given import (
    KENYA_SPEAKS,
    NOTHING,
    PANEL,
    SEGMENTS,
    adds,
    after,
    asks,
    calls_next,
    gives_back,
    programme,
    secretariat,
    starts_clock,
)
from tests.room.test_views import DISPLAYS, Json

BUSY = after(KENYA_SPEAKS, gives_back(), adds("fiji"), adds("peru"), calls_next(), starts_clock(), asks("nepal"))
NAIVE = datetime(2017, 12, 4, 17)  # noqa: DTZ001  as no command brings it in any more


def drawn(view: View, state: RoomState, room: str = "") -> Json:
    seen: Json = json.loads(wire.write(render(view, state, room)))
    return seen


def apart(seen: Json, *parts: str) -> Json:
    """`seen` without `parts`, and without the mark of what is broken."""
    return {name: fact for name, fact in seen.items() if name not in (*parts, "broken")}


# Faults in one part


def out_of_order(*_: Any, **__: Any) -> Any:
    raise RuntimeError("planted")


PLANTED = [
    (control, "forecast_shown", "forecast", [View.CONTROL]),
    (control, "_fairness_shown", "fairness", [View.CONTROL]),
    (control, "_next_shown", "next", [View.CONTROL]),
    (control, "control_list_shown", "list", [View.CONTROL]),
    (control, "rundown_shown", "rundown", [View.CONTROL]),
    (control, "floor_shown", "floor", [View.CONTROL]),
    (control, "rules_shown", "rules", [View.CONTROL]),
    (rapporteur, "floor_shown", "floor", [View.RAPPORTEUR]),
    (rapporteur, "segment_shown", "segment", [View.RAPPORTEUR]),
    (proceedings, "floor_shown", "floor", [View.PROCEEDINGS]),
    (proceedings, "segment_shown", "segment", [View.PROCEEDINGS]),
    (hall, "floor_shown", "floor", [View.HALL, View.PODIUM, View.INTERPRETERS, View.OVERLAY]),
    (hall, "segment_shown", "segment", [View.HALL, View.INTERPRETERS]),
    (hall, "phase_shown", "phase", [View.OVERLAY]),
    (hall, "upcoming_shown", "upcoming", [View.HALL]),
    (hall, "_list_shown", "list", [View.HALL, View.OVERLAY]),
    (hall, "question_shown", "question", [View.HALL]),
    (hall, "_report", "report", [View.HALL]),
    (phone, "floor_shown", "floor", [View.PHONE]),
    (phone, "segment_shown", "segment", [View.PHONE]),
    (phone, "phase_shown", "phase", [View.PHONE]),
    (phone, "upcoming_shown", "upcoming", [View.PHONE]),
    (phone, "_phone_list", "list", [View.PHONE]),
    (phone, "_pace", "pace", [View.PHONE]),
    (phone, "rules_shown", "rules", [View.PHONE]),
]


PLACES = [f"{plant[0].__name__}.{plant[1]}" for plant in PLANTED]


@pytest.mark.parametrize(("module", "name", "part", "views"), PLANTED, ids=PLACES)
def test_a_part_that_cannot_be_drawn_is_named_and_the_rest_stands(
    module: Any, name: str, part: str, views: list[View], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = {view: drawn(view, BUSY) for view in views}
    monkeypatch.setattr(module, name, out_of_order)
    for view in views:
        assert "broken" not in whole[view]
        rest = drawn(view, BUSY)
        assert rest["broken"] == [part]
        assert apart(rest, part) == apart(whole[view], part)
        assert part not in rest or rest[part] != whole[view][part]


NOTICED = after(
    BUSY,
    secretariat(SendMessage(Target.HALL, Prepared.TAKE_SEATS)),
    secretariat(SaveBullets("group-work", Heading.COMMITMENTS, ("Recognise skills",))),
)
IN_A_HALL = "segment phase floor list upcoming sitting message question report panel hard_end_at"
ALL_PARTS = {
    View.HALL: IN_A_HALL,
    View.PODIUM: IN_A_HALL,
    View.OVERLAY: IN_A_HALL,
    View.INTERPRETERS: IN_A_HALL,
    View.PHONE: "segment phase floor list allotted upcoming sitting rules pace groups fates others",
    View.CONTROL: "rundown list next floor also_waits sitting rules batch forecast fairness messages question reports "
    "hard_end_at turns acts groups categories orphans",
    View.RAPPORTEUR: "reports segment phase floor turns",
    View.PROCEEDINGS: "segment phase floor turns",
}
WITHOUT_ANY = {
    **{view: {"list": {"status": "not_open", "count": 0, "order": [], "waiting": {}}} for view in DISPLAYS},
    View.PHONE: {},
    View.CONTROL: {"rundown": {"order": [], "segments": {}}, "version": "first"},
    View.RAPPORTEUR: {"order": [], "names": {"group-work": {"en": "Group-Work"}}, "reports": {}},
    View.PROCEEDINGS: {"of": {"en": "Panel"}},
}
"""What stands of a view beside the room, where none of its parts can be drawn."""


def none_can_be_drawn(monkeypatch: pytest.MonkeyPatch, fails: Callable[[str], bool]) -> None:
    """Every part whose name `fails` cannot be drawn."""
    draws: Any = Drawing.part

    def part(drawing: Drawing, name: str, draw: Any, instead: Any = None) -> Any:
        return draws(drawing, name, out_of_order if fails(name) else draw, instead)

    monkeypatch.setattr(Drawing, "part", part)


@pytest.mark.parametrize("view", View)
def test_where_nothing_can_be_drawn_each_part_is_named_as_it_is_in_the_view(
    view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    none_can_be_drawn(monkeypatch, lambda _: True)
    seen = drawn(view, NOTICED)
    named = dict.fromkeys(part.partition(".")[0] for part in seen.pop("broken"))
    assert " ".join(named) == ALL_PARTS[view]
    assert apart(seen, "room") == WITHOUT_ANY[view]


def test_each_row_that_cannot_be_drawn_is_named_by_its_id(monkeypatch: pytest.MonkeyPatch) -> None:
    none_can_be_drawn(monkeypatch, lambda name: "." in name)
    seen = drawn(View.CONTROL, NOTICED)
    assert seen["broken"] == [
        *("rundown.outlook", "rundown.changeovers", *(f"rundown.{known.id}" for known in SEGMENTS)),
        *(f"list.{request.id}" for request in speakers.list_of(NOTICED, "panel").waiting),
        *("messages.hall", "reports.group-work", "turns.0"),
        *(f"acts.{act.position}" for act in NOTICED.acts),
    ]
    assert (seen["rundown"], seen["list"]["order"]) == ({"order": [], "segments": {}, **RUNS}, [])


RUNS = {"running": "panel", "phase": "floor", "phase_started_at": "2017-12-04T17:00:00.000Z"}


def test_of_rooms_side_by_side_each_part_is_named_with_its_room(monkeypatch: pytest.MonkeyPatch) -> None:
    none_can_be_drawn(monkeypatch, lambda _: True)
    foyer, overview = (json.loads(wire.write(seen([NOTICED]))) for seen in (foyer_view, overview_view))
    assert foyer["broken"] == [f"plenary.{part}" for part in ("segment", "phase", "upcoming", "sitting")]
    own = ("outlook", "list", "segment", "phase", "floor", "upcoming", "sitting", "forecast")
    assert overview["broken"] == [*(f"plenary.{part}" for part in own), "clashes"]
    assert apart(overview["rooms"]["plenary"], "room") == {
        "list_status": "not_open",
        "list_count": 2,
        "reports": {"group-work": False},
    }
    faults: dict[str, Exception] = {}
    assert timetable(NOTICED, "plenary", faults.__setitem__).segments
    assert list(faults) == ["outlook"]


def test_why_a_part_cannot_be_drawn_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control, "forecast_shown", out_of_order)
    faults: dict[str, Exception] = {}
    render(View.CONTROL, BUSY, report=faults.__setitem__)
    assert [(part, str(fault)) for part, fault in faults.items()] == [("forecast", "planted")]


# Values that were taken once


def with_listed(state: RoomState, **known: Any) -> RoomState:
    return replace(state, lists={**state.lists, "panel": replace(speakers.list_of(state, "panel"), **known)})


def with_segments(state: RoomState, change: Callable[[Any], Any]) -> RoomState:
    segments = tuple(change(known) for known in SEGMENTS)
    return replace(state, rundown=replace(state.rundown, segments=segments))


def a_turn_without_end(state: RoomState) -> RoomState:
    return replace(state, turns=(replace(state.turns[0], ended_at=None),))


def a_row_of_no_number(state: RoomState) -> RoomState:
    first, *others = speakers.list_of(state, "panel").waiting
    return with_listed(state, waiting=(replace(first, id="x"), *others))


def a_segment_of_no_zone(state: RoomState) -> RoomState:
    return with_segments(state, lambda known: replace(known, starts_at=NAIVE) if known.id == "lunch" else known)


def a_running_segment_of_no_zone(state: RoomState) -> RoomState:
    return with_segments(state, lambda known: replace(known, ends_at=NAIVE) if known.id == "panel" else known)


@pytest.mark.parametrize(
    ("spoil", "broken"),
    [
        (
            a_turn_without_end,
            {View.CONTROL: "turns.0", View.RAPPORTEUR: "turns.0", View.PROCEEDINGS: "turns.0", View.PHONE: "pace"},
        ),
        (a_row_of_no_number, {View.PHONE: "list"}),
        (a_segment_of_no_zone, {View.CONTROL: "rundown.outlook"}),
        (a_running_segment_of_no_zone, {View.CONTROL: "forecast"}),
    ],
)
def test_no_value_that_was_taken_once_keeps_a_page_from_being_drawn(
    spoil: Callable[[RoomState], RoomState], broken: dict[View, str]
) -> None:
    state = spoil(BUSY)
    for view in View:
        seen = drawn(view, state)
        assert (broken[view] in seen["broken"]) if view in broken else ("broken" not in seen)
        assert seen["floor"]["speaker"]["names"] == {"en": "Fiji"}
        assert seen["room"]["id"] == "plenary"
    assert json.loads(wire.write(timetable(state, "plenary")))["room"]["id"] == "plenary"
    rooms = json.loads(wire.write(overview_view([state])))["rooms"]
    assert rooms["plenary"]["floor"]["speaker"]["names"] == {"en": "Fiji"}


def test_one_row_that_cannot_be_drawn_leaves_the_others_on_the_list() -> None:
    peru, nepal = speakers.list_of(BUSY, "panel").waiting
    seen = drawn(View.CONTROL, with_listed(BUSY, waiting=(replace(peru, requested_at="never"), nepal)))
    assert seen["broken"] == [f"list.{peru.id}"]
    assert seen["list"]["order"] == [nepal.id] == list(seen["list"]["waiting"])


def test_a_room_that_cannot_be_drawn_leaves_the_others_in_the_foyer_and_the_overview() -> None:
    elsewhere = a_running_segment_of_no_zone(BUSY)
    assert elsewhere.profile is not None
    elsewhere = replace(elsewhere, profile=replace(elsewhere.profile, id="breakout-1"))
    both = json.loads(wire.write(overview_view([BUSY, elsewhere])))
    assert both["order"] == ["plenary", "breakout-1"]
    assert both["broken"]
    assert all(part.startswith("breakout-1.") for part in both["broken"])
    assert both["rooms"]["plenary"] == json.loads(wire.write(overview_view([BUSY])))["rooms"]["plenary"]
    assert json.loads(wire.write(foyer_view([elsewhere, BUSY])))["rooms"]["plenary"]["segment"]["id"] == PANEL.id


# A room that no programme says anything of


@pytest.mark.parametrize("view", View)
def test_a_room_without_programme_has_a_face(view: View) -> None:
    seen = drawn(view, NOTHING, "annex")
    assert seen["room"] == {
        "id": "annex",
        "names": {"en": "annex"},
        "zone": "UTC",
        "conference": {"en": ""},
        "unpublished": True,
    }
    assert "broken" not in seen
    published = after(NOTHING, secretariat(programme(room="annex")))
    assert "unpublished" not in drawn(view, published, "annex")["room"]


def test_a_room_without_programme_is_in_the_foyer_the_overview_and_the_timetable() -> None:
    states, ids = [BUSY, NOTHING], ["plenary", "annex"]
    for seen in (foyer_view(states, ids), overview_view(states, ids)):
        rooms = json.loads(wire.write(seen))
        assert rooms["order"] == ids
        assert rooms["rooms"]["annex"]["room"]["unpublished"] is True
    assert json.loads(wire.write(timetable(NOTHING, "annex"))) == {
        "room": {"id": "annex", "names": {"en": "annex"}, "zone": "UTC", "conference": {"en": ""}, "unpublished": True},
        "segments": [],
    }
