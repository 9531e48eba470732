"""Who is connected to a room, over all processes; told to those who conduct it, and to nobody else."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from tests.daphne import Answer, Daphne, Visitor, badge_code, serving, set_up
from tests.set_up import OPERATOR, PASSWORD

HALLS = 6
"""Enough for some to be at each of two processes, but once in a while."""


@pytest.fixture(scope="module")
async def daphne(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Daphne]:
    """One for all of these, whose screens are gone when they end: two processes take ten seconds to start."""
    folder = tmp_path_factory.mktemp("presence")
    with serving(folder, *set_up(folder), processes=2) as running:
        yield running


async def looking(desk: Visitor, expected: dict[str, int]) -> None:
    """Wait until the desk is told just these."""

    def are_told(answer: Answer) -> bool:
        assert answer.status == 200
        return bool(answer.json["looking"] == expected)

    await desk.get_until("/api/rooms/plenary/presence", are_told)


async def test_whoever_runs_a_room_is_told_who_is_connected_to_it(daphne: Daphne) -> None:
    async with daphne.visitor() as desk, daphne.visitor() as phone, AsyncExitStack() as stack:
        await desk.post("/api/sign-in", {"username": OPERATOR, "password": PASSWORD})
        await phone.post("/api/badge", {"code": badge_code("ken")})
        for _ in range(HALLS):
            await stack.enter_async_context(daphne.screen("plenary", "hall"))
        await stack.enter_async_context(daphne.screen("breakout-1", "hall"))
        await stack.enter_async_context(daphne.screen("plenary", "phone", cookies=phone.cookies()))
        await stack.enter_async_context(daphne.knock("/ws/rooms/plenary/hall/?preview"))
        # Those who are told in one language look at the same.
        await stack.enter_async_context(daphne.knock("/ws/rooms/plenary/phone/?lang=fr", cookies=phone.cookies()))
        await looking(desk, {"hall": HALLS, "phone": 2})
        await stack.aclose()
        await looking(desk, {})


async def test_nobody_else_is_told(daphne: Daphne) -> None:
    async with daphne.visitor() as visitor:
        answer = await visitor.get("/api/rooms/plenary/presence")
        assert (answer.status, answer.json["refused"]) == (401, "not_permitted")
        await visitor.post("/api/badge", {"code": badge_code("ken")})
        answer = await visitor.get("/api/rooms/plenary/presence")
        assert (answer.status, answer.json["refused"]) == (403, "not_permitted")


async def test_a_screen_of_the_room_that_is_not_on_is_named(daphne: Daphne) -> None:
    async with daphne.visitor() as desk:
        await desk.post("/api/sign-in", {"username": OPERATOR, "password": PASSWORD})
        async with daphne.visitor() as screen:
            code = (await screen.get("/api/display")).json["code"]
        paired = {"code": code, "name": "hall", "view": "hall", "room": "plenary"}
        assert (await desk.post("/api/displays/", paired)).status == 201
        (display,) = (await desk.get("/api/rooms/plenary/presence")).json["displays"]
        assert (display["name"], display["on"]) == ("hall", False)
