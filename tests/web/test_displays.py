"""Who may do what with screens, over HTTP."""

import pytest

from tests.daphne import Daphne, Visitor, badge_code
from tests.set_up import OPERATOR, PASSWORD

HALL = {"name": "Left wall", "view": "hall", "room": "plenary"}


async def operator(visitor: Visitor) -> None:
    assert (await visitor.post("/api/sign-in", {"username": OPERATOR, "password": PASSWORD})).status == 200


async def test_a_screen_is_told_its_code_until_it_is_paired_and_then_where_to_go(daphne: Daphne) -> None:
    async with daphne.visitor() as wall, daphne.visitor() as desk:
        code = (await wall.get("/api/display")).json["code"]
        assert (await wall.get("/api/display")).json == {"code": code}
        await operator(desk)
        paired = await desk.post("/api/displays/", {**HALL, "code": code})
        assert paired.status == 201
        told = (await wall.get("/api/display?build=hall-1.js")).json
        assert told == {"name": "Left wall", "path": "/hall/plenary/", "identify": False}
        (listed,) = [one for one in (await desk.get("/api/displays/")).json if one["id"] == paired.json["id"]]
        assert listed["on"] and listed["build"] == "hall-1.js"


async def test_a_code_is_worth_one_screen(daphne: Daphne) -> None:
    async with daphne.visitor() as wall, daphne.visitor() as desk:
        code = (await wall.get("/api/display")).json["code"]
        await operator(desk)
        assert (await desk.post("/api/displays/", {**HALL, "code": code})).status == 201
        assert (await desk.post("/api/displays/", {**HALL, "code": code})).json == {"refused": "unknown_screen"}


@pytest.mark.parametrize(
    ("wrong", "refused"),
    [({"code": "?"}, "unknown_screen"), ({"room": "cellar"}, "unknown_room"), ({"room": None}, "unknown_room")],
)
async def test_what_cannot_be_shown_is_refused(daphne: Daphne, wrong: dict[str, object], refused: str) -> None:
    async with daphne.visitor() as desk:
        await operator(desk)
        answer = await desk.post("/api/displays/", {**HALL, "code": "ABCD-EFGH", **wrong})
        assert (answer.status, answer.json) == (404, {"refused": refused})


async def test_the_foyer_belongs_to_no_room(daphne: Daphne) -> None:
    async with daphne.visitor() as wall, daphne.visitor() as desk:
        code = (await wall.get("/api/display")).json["code"]
        await operator(desk)
        assert (await desk.post("/api/displays/", {"code": code, "name": "Foyer", "view": "foyer"})).status == 201
        assert (await wall.get("/api/display")).json["path"] == "/foyer/"


async def test_only_those_who_conduct_see_or_change_screens(daphne: Daphne) -> None:
    async with daphne.visitor() as delegate, daphne.visitor() as stranger:
        assert (await delegate.post("/api/badge", {"code": badge_code("ken")})).status == 200
        for visitor, status in ((delegate, 403), (stranger, 401)):
            assert (await visitor.get("/api/displays/")).status == status
            assert (await visitor.post("/api/displays/", {**HALL, "code": "ABCD-EFGH"})).status == status
            assert (await visitor.delete("/api/displays/1")).status == status
