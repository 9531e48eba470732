"""Versions of the programme: kept by every publish, compared, published again, and made the draft once more."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from live.room.commands import EndSegment, StartSegment
from tests.daphne import Daphne, Visitor, serving_well
from tests.given import DESK as CHAIR
from tests.set_up import OPERATOR
from tests.web.test_desk import CHANGE, DESK, UNDO, change, part, planned
from tests.web.test_setup import PUBLISH, operator

Json = dict[str, Any]
VERSIONS = "/api/setup/versions"
GROUP, OTHER = "d2-action-group-2", "d2-action-group-5"


@pytest.fixture
async def daphne(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Daphne]:
    async with serving_well(tmp_path_factory.mktemp("versions"), bounds=10) as running:
        yield running


@pytest.fixture
async def desk(daphne: Daphne) -> AsyncIterator[Visitor]:
    async with operator(daphne) as visitor:
        yield visitor


async def moved(desk: Visitor, segment: str, starts: str) -> Json:
    """The draft, after that segment was given another start."""
    answer = await change(desk, part((await desk.get(DESK)).json, segment), starts=starts)
    assert answer.status == 200, answer.json
    return dict(answer.json)


async def published(desk: Visitor) -> list[Json]:
    """Publish the draft; the versions there are then."""
    status = (await desk.get(DESK)).json["status"]
    assert (await desk.post(PUBLISH, {"version": status["version"]})).status == 200
    return list((await desk.get(VERSIONS)).json["versions"])


async def test_every_publish_keeps_a_version_which_is_compared_published_again_and_made_the_draft(
    daphne: Daphne, desk: Visitor
) -> None:
    await moved(desk, GROUP, "10:50")
    second, then = await published(desk), await planned(daphne)
    assert [(one["number"], one.get("by")) for one in second] == [(2, OPERATOR), (1, "")], "1 is what rooms had before"
    assert second[0]["changes"] == {"moved": 1}
    assert len(await published(desk)) == 2, "the same once more is no other version"

    await moved(desk, GROUP, "10:55")
    await moved(desk, OTHER, "15:40")
    third = await published(desk)
    assert third[0]["changes"] == {"moved": 2}
    told = (await desk.get(f"{VERSIONS}/differences?was=1&now=3")).json
    assert [(one["segment"], one["kind"]) for one in told["differences"]] == [(GROUP, "moved"), (OTHER, "moved")]
    assert (await desk.get(f"{VERSIONS}/differences?was=1&now=99")).status == 404
    for query, place in (("was=1", "$.query.now"), ("was=one&now=3", "$.query.was")):
        answer = await desk.get(f"{VERSIONS}/differences?{query}")
        assert (answer.status, answer.json["refused"], answer.json["detail"]["path"]) == (400, "malformed", place)

    draft = await moved(desk, OTHER, "15:45")  # Not published: it stays in the draft.
    undone = await desk.post(f"{VERSIONS}/publish", {"number": 2, "latest": 3})
    assert undone.status == 200, undone.json
    assert (undone.json["versions"][0]["number"], undone.json["versions"][0]["again"]) == (4, 2)
    assert await planned(daphne) == then
    assert part((await desk.get(DESK)).json, OTHER)["held"]["starts"] == "15:45"
    late = await desk.post(f"{VERSIONS}/publish", {"number": 1, "latest": 3})
    assert (late.status, late.json["refused"]) == (409, "programme_moved_on"), "of two at once one is told"

    base = draft["status"]["base"]
    reset = await desk.post(f"{VERSIONS}/reset", {"number": 1, "base": base})
    assert reset.status == 200, reset.json
    assert part((await desk.get(DESK)).json, OTHER)["held"]["starts"] != "15:45"
    kept = (await desk.get(VERSIONS)).json["versions"][0]
    assert (kept["number"], kept["draft"], kept["by"]) == (5, True, OPERATOR), "the draft there was is kept"
    assert (await desk.post(f"{VERSIONS}/reset", {"number": 5, "base": base})).status == 409
    back = await desk.post(f"{VERSIONS}/reset", {"number": 5, "base": reset.json["base"]})
    assert back.json["base"] == base
    assert part((await desk.get(DESK)).json, OTHER)["held"]["starts"] == "15:45"


async def test_what_runs_stays_where_a_version_has_it_not_and_is_changed_in_its_room(
    daphne: Daphne, desk: Visitor
) -> None:
    new = {"seen": "", "held": {"id": "", "day": 1, "room": "plenary", "starts": "00:10", "ends": "00:20",
                                "format": "talks", "names": {"en": "Technical check"}}}  # fmt: skip
    key = (await change(desk, new)).json["key"]
    await published(desk)
    room = await (await daphne.elsewhere()).room("plenary")
    await room.handle(StartSegment(segment=key), CHAIR, "start")
    shown = (await desk.get(DESK)).json
    for said in ({"starts": "00:05"}, {"room": "breakout-1"}, {"format": "panel"}, {"phases": [{"id": "x"}]}):
        locked = await change(desk, part(shown, key), **said)
        assert (locked.status, locked.json["refused"]) == (409, "segment_runs"), said
        assert locked.json["detail"] == {"segment": key, "room": "plenary", "fields": " ".join(said)}
    gone = await desk.post(CHANGE, {"part": "segment", "key": key, "seen": part(shown, key)["seen"]})
    assert gone.json["refused"] == "segment_runs"
    assert (await desk.post(UNDO, {"number": shown["edits"][0]["number"]})).json["refused"] == "segment_runs"
    day = await change(desk, shown["conference"], "conference", first_day="2017-12-11")
    assert day.json["refused"] == "segment_runs", "all of the programme would move, and what runs with it"
    longer = await change(desk, part(shown, key), ends="00:25")
    assert longer.status == 200, "its end may be changed while it runs"

    again = await desk.post(f"{VERSIONS}/publish", {"number": 1, "latest": 2})
    assert (again.status, again.json["kept"]) == (200, [key])
    assert key in await planned(daphne)
    await room.handle(EndSegment(segment=key), CHAIR, "end")
    assert (await desk.post(f"{VERSIONS}/publish", {"number": 1, "latest": 3})).json["kept"] == []
    assert key not in await planned(daphne)
