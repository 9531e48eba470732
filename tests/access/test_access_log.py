"""Whoever comes in by a door, or tries to, is in the audit trail; what they showed there is not."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from live.access.bounds import FAILURES_NOTED
from live.programme.credentials import derive_code
from tests.daphne import Daphne, address_apart, badge_code, serving_well
from tests.set_up import ORGANISER, PASSWORD

NOT_OURS = derive_code(b"another secret", "ken", 1)
WRONG = "not the password"


@pytest.fixture
async def daphne(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Daphne]:
    """A server of our own: that only we came to."""
    async with serving_well(tmp_path_factory.mktemp("entrances")) as running:
        yield running


def trail(daphne: Daphne) -> list[dict[str, Any]]:
    return [json.loads(line) for line in daphne.manage("audit", "--format", "json").splitlines()]


async def test_who_came_in_and_who_tried_is_told_and_no_secret_is(daphne: Daphne) -> None:
    async with daphne.visitor() as visitor:
        assert (await visitor.post("/api/sign-in", {"username": ORGANISER, "password": WRONG})).status == 403
        await visitor.post("/api/sign-in", {"username": ORGANISER, "password": PASSWORD})
        await visitor.delete("/api/sign-in")
        assert (await visitor.post("/api/badge", {"code": NOT_OURS})).status == 403
        await visitor.post("/api/badge", {"code": badge_code("ken")})
    told = trail(daphne)
    doors = [
        (one["act"], one["actor"].partition(":")[0] or "nobody", one["address"]) for one in told if not one["room"]
    ]
    assert doors == [
        ("sign_in_failed", "user", "127.0.0.1"),
        ("sign_in", "user", "127.0.0.1"),
        ("sign_out", "user", "127.0.0.1"),
        ("badge_unknown", "nobody", "127.0.0.1"),
        ("badge", "badge", "127.0.0.1"),
    ]
    text = json.dumps(told) + daphne.log.read_text()
    for secret in (PASSWORD, WRONG, NOT_OURS, badge_code("ken")):
        assert secret not in text


async def test_a_wrong_code_is_noted_wherever_it_was_shown(daphne: Daphne) -> None:
    screens, programs = address_apart(), address_apart()
    async with daphne.knock("/ws/rooms/plenary/phone/", token=NOT_OURS, source=screens) as screen:
        assert await screen.closed() == 4001
    async with daphne.visitor(programs) as program:
        assert (await program.get("/api/me", Authorization=f"Bearer {NOT_OURS}")).status == 403
    told = [(one["act"], one["address"]) for one in trail(daphne) if not one["room"]]
    assert told == [("badge_unknown", screens), ("badge_unknown", programs)]


async def test_a_badge_that_was_used_says_when(daphne: Daphne) -> None:
    look = "from live.programme.models import Badge; print(Badge.objects.get(delegation='ken', number=1).last_used_at)"
    assert daphne.manage("shell", "-v", "0", "-c", look) == "None"
    async with daphne.visitor() as visitor:
        await visitor.post("/api/badge", {"code": badge_code("ken")})
    assert daphne.manage("shell", "-v", "0", "-c", look) != "None"


async def test_whoever_hammers_at_a_door_does_not_fill_the_disk_and_hides_nobody_else(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    hammering, other = address_apart(), address_apart()
    async with serving_well(tmp_path_factory.mktemp("hammered"), bounds=1) as daphne:
        async with daphne.visitor(hammering) as visitor:
            for _ in range(2 * FAILURES_NOTED.at_once):
                assert (await visitor.post("/api/badge", {"code": NOT_OURS})).status == 403
            await visitor.post("/api/badge", {"code": badge_code("ken")})
        async with daphne.visitor(other) as visitor:
            await visitor.post("/api/badge", {"code": NOT_OURS})
        noted = [(one["act"], one["address"]) for one in trail(daphne)]
    assert FAILURES_NOTED.at_once <= noted.count(("badge_unknown", hammering)) < 2 * FAILURES_NOTED.at_once
    assert (noted.count(("badge_unknown", other)), noted.count(("badge", hammering))) == (1, 1)
