"""The badge desk over HTTP: found, handed over, replaced, printed; two desks at once; and what is refused."""

import json
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any
from uuid import uuid4

import pypdf
import pytest

from tests.daphne import Answer, Daphne, Visitor, badge_code, serving_well
from tests.set_up import OPERATOR, PASSWORD

Json = dict[str, Any]
BADGES = "/api/setup/badges"
TICKET = json.dumps({"i": [2, "indico.example.org", b64encode(uuid4().bytes).decode()]})


@pytest.fixture(scope="module")
async def daphne(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Daphne]:
    async with serving_well(tmp_path_factory.mktemp("badges"), bounds=10) as running:
        yield running


@asynccontextmanager
async def desk_of(daphne: Daphne) -> AsyncIterator[Visitor]:
    async with daphne.visitor() as visitor:
        assert (await visitor.post("/api/sign-in", {"username": OPERATOR, "password": PASSWORD})).status == 200
        yield visitor


@pytest.fixture
async def desk(daphne: Daphne) -> AsyncIterator[Visitor]:
    async with desk_of(daphne) as visitor:
        yield visitor


async def found(desk: Visitor, scanned: str) -> Json:
    answer = await desk.post(f"{BADGES}/find", {"scanned": scanned})
    assert answer.status == 200, answer
    told: Json = answer.json
    return told


async def act(desk: Visitor, kind: str, badge: Json, **more: str) -> Answer:
    body = {"act": kind, "badge": badge["id"], "seen": badge["seen"], "desk": "left", **more}
    return await desk.post(f"{BADGES}/act", body)


def row(answer: Answer, number: int) -> Json:
    """A badge of the delegation that was acted on."""
    assert answer.status == 200, answer
    (held,) = [one for one in answer.json["badges"] if one["number"] == number]
    told: Json = held
    return told


async def test_a_badge_is_handed_over_replaced_and_taken_back_and_its_phone_is_told_why(
    daphne: Daphne, desk: Visitor
) -> None:
    code = badge_code("ken", 1)
    badge = (await found(desk, code))["badge"]
    assert code not in json.dumps((await desk.get(BADGES)).json), "no code is in an answer"
    handed = await act(desk, "hand_over", badge)
    assert row(handed, 1)["handed_over_at"]
    replaced = await act(desk, "replace", row(handed, 1))
    again = await found(desk, code)
    assert (again["why"], again["badge"]["id"]) == ("badge_replaced", badge["id"])
    async with daphne.visitor() as phone:
        refused = await phone.post("/api/badge", {"code": code})
        assert (refused.status, refused.json["refused"]) == (403, "badge_replaced")
        assert refused.json["detail"]["at"] == row(replaced, 1)["replaced_at"]
        last = replaced.json["acts"][0]
        assert (last["kind"], last["stands"]) == ("replaced", True)
        undone = await desk.post(f"{BADGES}/undo", {"number": last["number"], "desk": "left"})
        assert row(undone, 1)["handed_over_at"]
        assert (await phone.post("/api/badge", {"code": code})).status == 200
    twice = await desk.post(f"{BADGES}/undo", {"number": last["number"], "desk": "left"})
    assert (twice.status, twice.json["refused"]) == (409, "changed_meanwhile")
    seen = (await desk.get(f"{BADGES}?desk=left&version={undone.json['version']}")).json
    assert (seen["concerned"], seen["badges"]) == ([], []), "who has all of it is told nothing twice"
    later = (await desk.get(f"{BADGES}?desk=left&version={handed.json['version']}")).json
    assert later["concerned"] == ["ken"], "and else what changed since"


async def test_two_desks_with_one_badge_and_one_place(daphne: Daphne, desk: Visitor) -> None:
    async with desk_of(daphne) as other:
        badge = (await found(desk, badge_code("fji", 1)))["badge"]
        assert (await act(desk, "replace", badge)).status == 200
        late = await act(other, "hand_over", badge)
        assert (late.status, late.json["refused"], late.json["detail"]["by"]) == (409, "changed_meanwhile", OPERATOR)
        free = (await found(desk, badge_code("fji", 2)))["badge"]
        place = {"delegation": "fji", "badge": free["id"], "seen": free["seen"]}
        first = await desk.post(f"{BADGES}/holder", place | {"given": "Ana", "family": "Soto"})
        second = await other.post(f"{BADGES}/holder", place | {"given": "Peter", "family": "Otieno"})
        assert (row(first, 2)["holder"], second.json["refused"]) == ("Ana Soto", "changed_meanwhile")


async def test_more_than_a_delegation_may_have_are_refused_with_who_has_the_places(desk: Visitor) -> None:
    person = {"delegation": "niu", "family": "Faka"}
    for given in ("A", "B", "C", "D"):
        assert (await desk.post(f"{BADGES}/holder", person | {"given": given})).status == 200
    refused = await desk.post(f"{BADGES}/holder", person | {"given": "E"})
    assert (refused.status, refused.json["refused"]) == (409, "places_taken")
    assert refused.json["detail"] == {"most": 4, "names": ["D Faka", "A Faka", "B Faka", "C Faka"]}
    same = await desk.post(f"{BADGES}/holder", person | {"given": "a"})
    assert (same.json["refused"], same.json["detail"]) == ("has_badge", {"number": 2})
    let_in = await desk.post(f"{BADGES}/holder", person | {"given": "E", "why": "An island far away"})
    assert (row(let_in, 5)["holder"], let_in.json["allowed"]) == ("E Faka", {"niu": 5})
    written = (await desk.get("/api/setup/register")).json["allowances"]
    assert [(one["delegation"], one["most"], one["why"]) for one in written] == [("niu", 5, "An island far away")]


async def test_a_ticket_of_indico_is_linked_at_the_desk(desk: Visitor) -> None:
    assert (await found(desk, TICKET))["why"] == "ticket_unlinked"
    badge, other = [(await found(desk, badge_code("ton", number)))["badge"] for number in (1, 2)]
    assert row(await act(desk, "link", badge, scanned=TICKET), 1)["linked"]
    assert (await found(desk, TICKET))["badge"]["id"] == badge["id"]
    taken = await act(desk, "link", other, scanned=TICKET)
    assert (taken.status, taken.json["refused"]) == (409, "ticket_taken")


async def sheets(desk: Visitor, **wanted: object) -> Answer:
    return await desk.post(f"{BADGES}/sheets", wanted)


async def test_sheets_are_made_once_for_what_is_not_printed(desk: Visitor) -> None:
    csrf = {"X-CSRFToken": desk.cookie("csrf")}
    wanted = {"delegations": ["wsm"], "unprinted": True, "languages": ["en", "ar"]}
    async with desk._http.post(desk._address + f"{BADGES}/sheets", json=wanted, headers=csrf) as answer:
        assert (answer.status, answer.content_type) == (200, "application/pdf")
        text = pypdf.PdfReader(BytesIO(await answer.read())).pages[0].extract_text()
    assert all(badge_code("wsm", number) in text for number in (1, 2, 3, 4))
    assert (await sheets(desk, **wanted)).json["refused"] == "no_badges"
    faulty = await sheets(desk, format={"width": 120, "columns": 2})
    assert (faulty.status, faulty.json) == (
        409,
        {"refused": "label_has_faults", "detail": {"faults": [{"field": "width", "least": 30, "most": 97.5}]}},
    )


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("find", {}, "scanned"),
        ("find", {"scanned": ""}, "$.scanned"),
        ("find", {"scanned": "x" * 2001}, "$.scanned"),
        ("act", {"act": "steal", "badge": 1, "seen": ""}, "$.act"),
        ("act", {"act": "link", "badge": 1, "seen": "", "scanned": "WIFI:"}, "$.scanned"),
        ("act", {"act": "revoke", "badge": 0, "seen": ""}, "$.badge"),
        ("holder", {"delegation": "ken", "given": " ", "family": "\u202e"}, "$.family"),
        ("undo", {"number": "one"}, "$.number"),
        ("sheets", {"languages": []}, "$.languages"),
        ("sheets", {"languages": ["tlh"]}, "$.languages"),
        ("sheets", {"format": {"page": "a0"}}, "$.format.page"),
        ("sheets", {"format": {"width": "wide"}}, "$.format.width"),
    ],
)
async def test_bad_bodies_are_refused_with_their_place(desk: Visitor, path: str, body: Json, field: str) -> None:
    answer = await desk.post(f"{BADGES}/{path}", body)
    assert (answer.status, answer.json["refused"]) == (400, "malformed"), answer
    assert field in answer.text


async def test_what_is_not_there_is_said(desk: Visitor) -> None:
    nowhere = await desk.post(f"{BADGES}/act", {"act": "revoke", "badge": 999999, "seen": ""})
    assert (nowhere.status, nowhere.json["refused"]) == (404, "unknown_badge")
    never = await desk.post(f"{BADGES}/undo", {"number": 999999})
    assert (never.status, never.json["refused"]) == (404, "unknown_change")
    mars = await desk.post(f"{BADGES}/holder", {"delegation": "mars", "given": "A"})
    assert mars.status == 404


async def test_who_may_not_set_up_sees_no_badge_and_changes_none(daphne: Daphne) -> None:
    asked = {
        "find": {"scanned": badge_code("ken", 2)},
        "act": {"act": "revoke", "badge": 1, "seen": ""},
        "holder": {"delegation": "ken", "given": "A"},
        "undo": {"number": 1},
        "sheets": {},
    }
    async with daphne.visitor() as nobody, daphne.visitor() as head:
        await head.post("/api/badge", {"code": badge_code("bra", 1)})
        assert ((await nobody.get(BADGES)).status, (await head.get(BADGES)).status) == (401, 403)
        for path, body in asked.items():
            assert (await nobody.post(f"{BADGES}/{path}", body)).status == 401
            assert (await head.post(f"{BADGES}/{path}", body)).status == 403
