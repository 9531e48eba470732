"""Who may do what with screens, over HTTP."""

from pathlib import Path

import pytest

from tests.daphne import Daphne, Visitor, badge_code, serving, set_up
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


@pytest.mark.parametrize("name", [" ", "\u200b", "\u3164\u2800", "\n"])
async def test_a_screens_name_can_be_seen(daphne: Daphne, name: str) -> None:
    async with daphne.visitor() as wall, daphne.visitor() as desk:
        code = (await wall.get("/api/display")).json["code"]
        await operator(desk)
        answer = await desk.post("/api/displays/", {**HALL, "code": code, "name": name})
        assert (answer.status, answer.json["refused"], answer.json["detail"]["path"]) == (400, "malformed", "$.name")
        paired = await desk.post(
            "/api/displays/", {**HALL, "code": f" {code.lower()}\u200b", "name": " Left\u202e wall\n"}
        )
        assert (paired.status, paired.json["name"]) == (201, "Left wall")


async def test_a_paired_wall_shows_what_is_closed_to_the_public(
    tmp_path: Path,
) -> None:
    environment, keys = set_up(tmp_path)
    with serving(tmp_path, environment | {"ROSTRUM_PUBLIC_VIEWS": "hall,overlay"}, keys) as closed:
        async with closed.visitor() as wall, closed.visitor() as desk, closed.visitor() as phone:
            for view in ("podium", "interpreters"):
                assert await closed.closes(f"/ws/rooms/plenary/{view}/") == 4001
                assert (await wall.get(f"/api/rooms/plenary/{view}")).status == 401
            assert (await wall.get("/api/rooms/plenary/hall")).status == 200
            code = (await wall.get("/api/display")).json["code"]
            await operator(desk)
            paired = await desk.post("/api/displays/", {"code": code, "name": "P", "view": "podium", "room": "plenary"})
            assert (await wall.get("/api/rooms/plenary/podium")).status == 200
            assert (await wall.get("/api/rooms/breakout-1/podium")).status == 403
            async with (
                closed.screen("plenary", "podium", cookies=wall.cookies()) as shown,
                closed.screen("plenary", "podium", cookies=desk.cookies()),
                closed.screen("plenary", "hall"),
            ):
                # The page is for everybody, so what is shown on it is not in it.
                assert ["first-view" in (await phone.get(f"/{view}/plenary/")).text for view in ("podium", "hall")] == [
                    False,
                    True,
                ]
                assert (await phone.post("/api/badge", {"code": badge_code("ken")})).status == 200
                assert await closed.closes("/ws/rooms/plenary/podium/", cookies=phone.cookies()) == 4003
                assert (await desk.delete(f"/api/displays/{paired.json['id']}")).status == 200
                assert await shown.closed() == 4001
        await closed.leave()


async def test_a_wall_that_was_paired_before_the_cookies_had_other_names_is_paired_still(daphne: Daphne) -> None:
    async with daphne.visitor() as wall, daphne.visitor() as desk, daphne.visitor() as upgraded:
        code = (await wall.get("/api/display")).json["code"]
        await operator(desk)
        assert (await desk.post("/api/displays/", {**HALL, "code": code})).status == 201
        answer = await upgraded.get("/api/display", Cookie=f"rostrum_pairing={wall.cookie('pairing')}")
        assert answer.json["path"] == "/hall/plenary/"
        assert upgraded.cookie("pairing")
