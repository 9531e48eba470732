"""The record over HTTP: who reads which part of it, in which formats; and what the public never reads."""

import asyncio
import csv
import json
from collections.abc import AsyncIterator
from io import StringIO

import jsonschema
import pytest
from django.conf import settings

from live.access import viewing
from live.access.viewing import record_read_by
from live.documents import data
from live.live_room import LiveRoom
from live.room.authority import PUBLIC, Actor, Role, View, may_read_record
from live.room.commands import (
    AddSpeaker,
    CallNextSpeaker,
    EndIntervention,
    MarkAbsent,
    OpenList,
    StartPhase,
    StartSegment,
)
from tests.access.test_revocation import appoint
from tests.daphne import Answer, Daphne, Visitor, badge_code, serving_well
from tests.given import DESK
from tests.set_up import OPERATOR, PASSWORD, VISITOR


@pytest.fixture(scope="module")
async def daphne(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Daphne]:
    """A server whose conference sometimes publishes its record."""
    async with serving_well(tmp_path_factory.mktemp("record")) as running:
        yield running


@pytest.fixture
async def room(daphne: Daphne) -> LiveRoom:
    """A room in which Kenya was absent and Fiji spoke."""
    live = await daphne.new_room()
    await live.handle(StartSegment("panel"), DESK, "start")
    await live.handle(StartPhase("floor"), DESK, "floor")
    await live.handle(OpenList(), DESK, "open")
    await live.handle(AddSpeaker("ken"), DESK, "kenya")
    await live.handle(AddSpeaker("fji", person="A. Delegate"), DESK, "fiji")
    await live.handle(CallNextSpeaker("r5"), DESK, "call")
    await live.handle(MarkAbsent("r5"), DESK, "absent")
    await live.handle(CallNextSpeaker("r6"), DESK, "call again")
    await live.handle(EndIntervention("r6"), DESK, "end")
    return live


async def operator(visitor: Visitor, name: str = OPERATOR) -> Visitor:
    assert (await visitor.post("/api/sign-in", {"username": name, "password": PASSWORD})).status == 200
    return visitor


async def recorded(visitor: Visitor, path: str, statements: int = 1) -> Answer:
    """The answer once the room's log was copied so far."""

    def has_all(answer: Answer) -> bool:
        return answer.status == 200 and sum(len(room["statements"]) for room in answer.json["rooms"]) >= statements

    return await visitor.get_until(path, has_all)


def test_who_may_read_the_whole_record_of_a_room_and_of_all() -> None:
    assert {role for role in Role if may_read_record(Actor("a", role), None)} == {
        Role.ADMINISTRATOR,
        Role.OPERATOR,
        Role.PRESIDING_OFFICER,
        Role.MODERATOR,
        Role.RAPPORTEUR,
    }
    of_one = Actor("a", Role.MODERATOR, rooms=frozenset({"plenary"}))
    assert [may_read_record(of_one, room) for room in ("plenary", "breakout-1", None)] == [True, False, False]


async def test_the_secretariat_reads_all_of_it_in_every_format(daphne: Daphne, room: LiveRoom) -> None:
    async with daphne.visitor() as visitor:
        await operator(visitor)
        answer = await recorded(visitor, f"/api/rooms/{room.id}/record")
        jsonschema.validate(answer.json, data.schema())
        (only,) = answer.json["rooms"]
        assert [one["who"]["person"] for one in only["statements"]] == ["A. Delegate"]
        assert "absent" in [one["kind"] for one in only["occurrences"]]
        assert answer.headers["Content-Disposition"] == f'inline; filename="record-{room.id}-en.json"'
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        again = await visitor.get(f"/api/rooms/{room.id}/record", **{"If-None-Match": answer.headers["ETag"]})
        assert (again.status, again.text) == (304, "")
        table = await visitor.get(f"/api/rooms/{room.id}/record?format=csv&language=fr&segment=panel")
        assert [row["Orateur"] for row in csv.DictReader(StringIO(table.text.lstrip("\ufeff")))] == ["Fji"]
        assert table.headers["Content-Disposition"].startswith("attachment")
        page = await visitor.get(f"/api/rooms/{room.id}/record?format=html&language=ar&paper=statements")
        assert 'dir="rtl"' in page.text
        whole = await visitor.get("/api/record")
        assert room.id in [one["room"] for one in whole.json["rooms"]]


async def test_it_says_which_log_it_was_made_from_and_that_is_what_is_verified(daphne: Daphne, room: LiveRoom) -> None:
    async with daphne.visitor() as visitor:
        await operator(visitor)
        path = f"/api/rooms/{room.id}/record"
        answer = await recorded(visitor, path)
        (only,) = answer.json["rooms"]
        head = f"{room.id}={only['upto']}:{only['digest']}"
        table = await visitor.get(f"{path}?format=csv")
        again = await visitor.get(path, **{"If-None-Match": answer.headers["ETag"]})
        assert {one.headers["Rostrum-Head"] for one in (answer, table, again)} == {head}
        documented = (await visitor.get("/api/openapi.json")).json["paths"]
    for of_what in ("/api/record", "/api/rooms/{room}/record"):
        answers = documented[of_what]["get"]["responses"]
        assert ["Rostrum-Head" in answers[status].get("headers", {}) for status in ("200", "304", "404")] == [
            True,
            True,
            False,
        ]
    server = f"http://127.0.0.1:{daphne.port}"
    told = await asyncio.to_thread(daphne.manage, "verify", "--room", room.id, "--head", head, "--server", server)
    assert f"what the server shows at {only['upto']} is what the log says" in told
    assert told.endswith("All of it holds.")


async def test_nobody_else_reads_it(daphne: Daphne) -> None:
    async with daphne.visitor() as visitor, daphne.visitor() as phone:
        await phone.post("/api/badge", {"code": badge_code("ken", 1)})
        assert [(await who.get("/api/rooms/plenary/record")).status for who in (visitor, phone)] == [401, 403]


def test_where_it_is_published_everybody_reads_what_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PUBLIC_VIEWS", frozenset({View.PROCEEDINGS}))
    viewing.seen_by.cache_clear()
    try:
        assert record_read_by(PUBLIC, "plenary") == record_read_by(PUBLIC, None) == "public"
        assert record_read_by(Actor("a", Role.OPERATOR), None) == "whole"
    finally:
        viewing.seen_by.cache_clear()
    monkeypatch.setattr(settings, "PUBLIC_VIEWS", frozenset())
    assert record_read_by(PUBLIC, "plenary") is None
    viewing.seen_by.cache_clear()


@pytest.mark.parametrize("role", ["moderator", "rapporteur"])
async def test_moderators_and_rapporteurs_read_that_of_their_own_room(daphne: Daphne, role: str) -> None:
    appoint(daphne, role, "plenary")
    async with daphne.visitor() as visitor:
        await operator(visitor, VISITOR)
        assert (await visitor.get("/api/rooms/plenary/record")).status == 200
        # Elsewhere they are nobody known.
        assert (await visitor.get("/api/rooms/breakout-1/record")).status == 401
        assert (await visitor.get("/api/record")).status == 403


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        ("rooms/attic/record", "unknown_room"),
        ("record?segment=dinner", "unknown_segment"),
        ("record?day=2001-01-01", "unknown_day"),
        ("record?format=odt", "unknown_format"),
        ("record?language=de", "unknown_language"),
        ("record?paper=wall", "unknown_paper"),
    ],
)
async def test_what_is_not_there_is_named(daphne: Daphne, asked: str, refused: str) -> None:
    async with daphne.visitor() as visitor:
        answer = await (await operator(visitor)).get(f"/api/{asked}")
    assert (answer.status, answer.json["refused"]) == (404, refused)


async def test_the_schema_is_published(daphne: Daphne) -> None:
    async with daphne.visitor() as visitor:
        answer = await visitor.get("/api/record.schema.json")
    assert answer.json == json.loads(json.dumps(data.schema()))
