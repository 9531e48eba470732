"""The register in a browser: read, taken in, and taken in again. Who may, what is refused, and what it comes to."""

import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.daphne import Daphne, Visitor, badge_code, serving_well
from tests.imports.samples import FILES
from tests.set_up import OPERATOR, PASSWORD

Json = dict[str, Any]
HEADER = "Delegation,Title,Given name,Family name,Head,E-mail"
REGISTER, READ, TAKE_IN = "/api/setup/register", "/api/setup/register/read", "/api/setup/register/take-in"
LIMIT = "/api/setup/register/limit"


@pytest.fixture(scope="module")
async def daphne(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Daphne]:
    async with serving_well(tmp_path_factory.mktemp("register"), bounds=10) as running:
        yield running


@pytest.fixture
async def desk(daphne: Daphne) -> AsyncIterator[Visitor]:
    async with daphne.visitor() as visitor:
        assert (await visitor.post("/api/sign-in", {"username": OPERATOR, "password": PASSWORD})).status == 200
        await register(visitor)  # As the page does; it may send files then.
        yield visitor


def sent(name: str, data: bytes, **answers: object) -> Json:
    return {"files": [{"name": name, "data": base64.b64encode(data).decode()}], "answers": answers}


def table(*rows: str, **answers: object) -> Json:
    return sent("register.csv", "\n".join([HEADER, *rows]).encode(), **answers)


async def register(desk: Visitor) -> Json:
    """Who is registered. After a long answer the server may close the connection: it is closed by us."""
    answer = await desk.ask("GET", REGISTER, Connection="close")
    assert answer.status == 200, answer
    held: Json = answer.json
    return held


async def taken(desk: Visitor, body: Json) -> Json:
    answer = await desk.post(TAKE_IN, body | {"base": (await register(desk))["base"]}, Connection="close")
    assert answer.status == 200, answer
    held: Json = answer.json
    return held


async def shown(desk: Visitor, body: Json) -> Json:
    answer = await desk.post(READ, body, Connection="close")
    assert answer.status == 200, answer
    held: Json = answer.json
    return held


async def test_a_register_is_shown_taken_in_and_taken_in_again(desk: Visitor) -> None:
    body = sent("registration-export.xlsx", (FILES / "registration-export.xlsx").read_bytes())
    before = await register(desk)
    preview = await shown(desk, body)
    assert (sum(preview["sums"].values()), preview["taken"], preview["changes"]) == (601, 585, True)
    assert await register(desk) == before, "nothing was stored"
    after = await taken(desk, body)
    assert len(after["people"]) == 585
    assert after["taken_by"]["by"] == OPERATOR
    again = await shown(desk, body)
    assert (again["taken"], again["changes"], again["gone"]) == (0, False, [])
    late = await desk.post(TAKE_IN, body | {"base": before["base"]})
    assert (late.status, late.json["refused"]) == (409, "register_moved_on")


async def test_badges_open_at_once_and_rooms_know_a_new_delegation_when_it_is_published(desk: Visitor) -> None:
    row = "Mayors of the Coast,Ms.,Ada,One,yes,"
    assert (await shown(desk, table(row)))["errors"][0]["code"] == "delegation_unknown"
    await taken(desk, table(row, new={"Mayors of the Coast": "local_authority"}))
    status = (await desk.get("/api/setup/programme")).json
    assert (status["published"], status["delegations"]) == (
        False,
        [{"kind": "new", "id": "mayors-of-the-coast", "names": {"en": "Mayors of the Coast"}}],
    )
    answer = await desk.post("/api/setup/publish", {"version": status["version"]})
    assert (answer.status, answer.json["published"], answer.json["delegations"]) == (200, True, [])


async def test_a_name_that_fits_two_is_answered_in_its_row(desk: Visitor) -> None:
    rows = ["Mali,Mr.,A,B,no,", "Korea,Mr.,Do-yun,Kim,no,", "Mali,Mr.,C,D,no,"]
    preview = await shown(desk, table(*rows))
    (fault,) = preview["errors"]
    assert [row["place"]["row"] for row in preview["rows"]] == [2, 3, 4], "in the order of the file"
    assert (fault["code"], sorted(fault["offered"]), fault["key"]) == (
        "delegation_unknown",
        ["kor", "prk"],
        preview["rows"][1]["key"],
    )
    answered = await shown(
        desk, table(*rows, rows={fault["key"]: "prk"}, said={}, new={}, heads={}, over={}, remove=[])
    )
    assert (answered["errors"], answered["taken"]) == ([], 3)


async def test_a_limit_is_a_setting_and_who_lets_in_more_is_written_down(desk: Visitor) -> None:
    rows = [f"Niue,Mr.,Given{number},Family{number},no," for number in range(5)]
    preview = await shown(desk, table(*rows))
    assert [(one["code"], one["delegation"], one["place"]["row"]) for one in preview["errors"]] == [
        ("over_limit", "niu", 6)
    ]
    held = await taken(desk, table(*rows, over={"niu": "An island far away"}))
    assert [(one["delegation"], one["most"], one["by"], one["why"]) for one in held["allowances"]] == [
        ("niu", 5, OPERATOR, "An island far away")
    ]
    assert (await desk.post(LIMIT, {"members": 9}, Connection="close")).json["members"] == 9
    assert (await shown(desk, table(*[row.replace("Niue", "Cook Islands") for row in rows])))["errors"] == []
    assert (await desk.post(LIMIT, {"members": 3}, Connection="close")).json["members"] == 3


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (READ, {}),
        (READ, {"files": []}),
        (READ, table("Kenya", over={"ken": ""})),
        (READ, table("Kenya", new={"Mars": "planet"})),
        (READ, table("Kenya", remove=["one"])),
        (READ, table("Kenya", new={" ": "ngo"})),
        (READ, table("Kenya", new={"A\0B": "ngo"})),
        (READ, table("Kenya", more=1)),
        (TAKE_IN, table("Kenya")),
        (LIMIT, {"members": -1}),
        (LIMIT, {"members": 200}),
        (LIMIT, {}),
    ],
)
async def test_bad_bodies_are_refused_with_their_place(desk: Visitor, path: str, body: Json) -> None:
    answer = await desk.ask("POST", path, json.dumps(body).encode(), **{"X-CSRFToken": desk.cookie("csrf")})
    assert (answer.status, answer.json["refused"]) == (400, "malformed"), answer


async def test_who_may_not_set_up_sees_nobody_and_changes_nothing(daphne: Daphne) -> None:
    asked = {READ: table("Kenya"), TAKE_IN: table("Kenya") | {"base": ""}, LIMIT: {"members": 5}}
    async with daphne.visitor() as nobody, daphne.visitor() as head:
        await head.post("/api/badge", {"code": badge_code("ken", 1)})
        assert ((await nobody.get(REGISTER)).status, (await head.get(REGISTER)).status) == (401, 403)
        for path, body in asked.items():
            assert (await nobody.post(path, body)).status == 401
            assert (await head.post(path, body)).status == 403
