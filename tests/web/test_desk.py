"""The programme desk: one part is changed at a time, two people lose nothing, every change can be undone."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.daphne import Answer, Daphne, Visitor, serving_well
from tests.set_up import OPERATOR, ORGANISER, PASSWORD
from tests.web.test_setup import PUBLISH, operator

Json = dict[str, Any]
DESK, CHANGE, UNDO = "/api/setup/desk", "/api/setup/desk/change", "/api/setup/desk/undo"
GROUP = "d2-action-group-2"


@pytest.fixture(scope="module")
async def daphne(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Daphne]:
    async with serving_well(tmp_path_factory.mktemp("desk"), bounds=10) as running:
        yield running


@pytest.fixture
async def desk(daphne: Daphne) -> AsyncIterator[Visitor]:
    async with operator(daphne) as visitor:
        yield visitor


def part(desk: Json, key: str, kind: str = "segments") -> Json:
    """A part of the programme as the desk shows it."""
    return next(one for one in desk[kind] if one["held"]["id"] == key)


async def change(visitor: Visitor, seen: Json, kind: str = "segment", **said: object) -> Answer:
    """Let a part that was seen so be otherwise. All tests share one programme: each has parts of its own."""
    held = seen["held"] | said
    place = {name: held[name] for name in ("day", "order") if name in held}
    body = {"part": kind, "key": held["id"] if kind != "conference" else "", "seen": seen["seen"], "held": held}
    return await visitor.post(CHANGE, body | place)


async def planned(daphne: Daphne) -> dict[str, tuple[str, str]]:
    """When each published segment starts and ends."""
    async with daphne.visitor() as visitor:
        rooms = (await visitor.get("/api/programme/")).json
    return {one["id"]: (one["starts_at"], one["ends_at"]) for room in rooms for one in room["segments"]}


async def test_what_is_moved_at_the_desk_moves_on_the_screens_when_it_is_published(
    daphne: Daphne, desk: Visitor
) -> None:
    before, shown = await planned(daphne), (await desk.get(DESK)).json
    group = part(shown, GROUP)
    moved = (await change(desk, group, starts="10:50")).json
    assert part(moved, GROUP)["held"]["starts"] == "10:50"
    assert await planned(daphne) == before, "nothing changes before it is published"
    assert [(one["segment"], one["kind"]) for one in moved["status"]["differences"]] == [(GROUP, "moved")]
    edit = moved["edits"][0]
    assert (edit["by"], edit["key"]) == (OPERATOR, GROUP)
    assert (edit["before"]["starts"], edit["after"]["starts"]) == (group["held"]["starts"], "10:50")
    assert (await desk.post(PUBLISH, {"version": moved["status"]["version"]})).status == 200
    after = await planned(daphne)
    assert {key for key in after if after[key] != before[key]} == {GROUP}


async def test_of_two_who_change_one_part_the_later_is_told_who_was_before_and_nothing_is_lost(
    daphne: Daphne, desk: Visitor
) -> None:
    shown = (await desk.get(DESK)).json
    async with daphne.visitor() as other:
        await other.post("/api/sign-in", {"username": ORGANISER, "password": PASSWORD})
        seen_by_other = (await other.get(DESK)).json
        assert (await change(desk, part(shown, "d2-action-group-4"), starts="15:35")).status == 200
        late = await change(other, part(seen_by_other, "d2-action-group-4"), starts="15:40")
        assert (late.status, late.json["refused"], late.json["detail"]["by"]) == (409, "changed_meanwhile", OPERATOR)
        both = (await change(other, part(seen_by_other, "d2-action-group-5"), starts="15:45")).json
    assert part(both, "d2-action-group-4")["held"]["starts"] == "15:35"
    assert part(both, "d2-action-group-5")["held"]["starts"] == "15:45"
    assert [edit["by"] for edit in both["edits"][:2]] == [ORGANISER, OPERATOR]


async def test_a_change_is_undone_and_its_undoing_too_as_long_as_nobody_changed_the_same_again(desk: Visitor) -> None:
    shown = (await desk.get(DESK)).json
    key = "d2-action-group-1"
    group = part(shown, key)
    moved = (await change(desk, group, starts="10:50")).json
    first = moved["edits"][0]["number"]
    undone = (await desk.post(UNDO, {"number": first})).json
    assert part(undone, key) == group
    assert key not in [one["segment"] for one in undone["status"]["differences"]]
    assert [(edit["undoes"], edit["undone"]) for edit in undone["edits"][:2]] == [(first, False), (None, True)]
    assert (await desk.post(UNDO, {"number": first})).json["refused"] == "changed_meanwhile", "it is undone already"
    again = (await desk.post(UNDO, {"number": first + 1})).json
    assert part(again, key)["held"]["starts"] == "10:50"
    later = (await change(desk, part(again, key), starts="11:00")).json
    assert [edit["stands"] for edit in later["edits"][:4]] == [True, False, False, False]
    assert (await desk.post(UNDO, {"number": first + 2})).json["refused"] == "changed_meanwhile"
    assert (await desk.post(UNDO, {"number": 9999})).status == 404


async def test_a_segment_is_added_with_the_parts_of_its_format_and_taken_out_again(desk: Visitor) -> None:
    new = {"seen": "", "held": {"id": "", "day": 2, "room": "plenary", "starts": "15:05", "ends": "15:20",
                                "format": "talks", "names": {"en": "Technical check of videos"}}}  # fmt: skip
    added = (await change(desk, new)).json
    key = added["key"]
    assert key == "d2-technical-check-of-videos"
    assert [phase["kind"] for phase in part(added, key)["held"]["phases"]] == ["talk", "floor"]
    assert (key, "new") in [(one["segment"], one["kind"]) for one in added["status"]["differences"]]
    body = {"part": "segment", "key": key, "seen": part(added, key)["seen"]}
    removed = (await desk.post(CHANGE, body)).json
    assert key not in [one["segment"] for one in removed["status"]["differences"]]
    brought_back = (await desk.post(UNDO, {"number": removed["edits"][0]["number"]})).json
    assert part(brought_back, key) == part(added, key)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"starts": "25:00"}, "starts"),
        ({"starts": "11:00", "ends": "11:00"}, "ends"),
        ({"room": "nowhere"}, "room"),
        ({"names": {"en": "   "}}, "names.en"),
        ({"format": "party"}, "format"),
        ({"phases": []}, "phases"),
        ({"phases": "none"}, "phases"),
        ({"phases": [{"id": "floor", "kind": "floor", "names": {"en": "Floor"}, "time_limit": "soon"}]},
         "phases[0].time_limit"),
        ({"colour": "red"}, "colour"),
    ],
)  # fmt: skip
async def test_what_would_not_be_whole_is_refused_with_its_field_and_nothing_is_stored(
    desk: Visitor, said: Json, field: str
) -> None:
    shown = (await desk.get(DESK)).json
    refused = await change(desk, part(shown, GROUP), **said)
    assert (refused.status, refused.json["refused"]) == (409, "part_has_faults")
    assert (GROUP, field) in [(fault["key"], fault["field"]) for fault in refused.json["detail"]["faults"]]
    assert (await desk.get(DESK)).json == shown


async def test_a_room_gets_other_names_and_another_is_added_and_one_that_is_used_is_not_taken_out(
    desk: Visitor,
) -> None:
    shown = (await desk.get(DESK)).json
    room = part(shown, "breakout-1", "rooms")
    renamed = (await change(desk, room, "room", names=room["held"]["names"] | {"en": "Sala Azul"})).json
    assert "breakout-1" in renamed["status"]["labels"]
    added = (await change(desk, {"seen": "", "held": {"id": "", "order": 9, "names": {"en": "Annex"}}}, "room")).json
    assert part(added, "annex", "rooms")["held"]["names"] == {"en": "Annex"}
    body = {"part": "room", "key": "breakout-1", "seen": part(added, "breakout-1", "rooms")["seen"]}
    refused = await desk.post(CHANGE, body)
    assert refused.json["refused"] == "part_has_faults"
    assert "room" in {fault["field"] for fault in refused.json["detail"]["faults"]}


async def test_the_conference_moves_to_other_days_as_a_whole(desk: Visitor) -> None:
    shown = (await desk.get(DESK)).json
    moved = (await change(desk, shown["conference"], "conference", first_day="2018-01-08")).json
    assert {one["times"][0][:7] for one in moved["segments"]} == {"2018-01"}
    undone = (await desk.post(UNDO, {"number": moved["edits"][0]["number"]})).json
    assert undone["conference"] == shown["conference"]
    refused = await change(desk, undone["conference"], "conference", first_day="tomorrow", zone="Nowhere/At all")
    assert {fault["field"] for fault in refused.json["detail"]["faults"]} == {"first_day"}
