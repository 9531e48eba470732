"""Who may ask what and see what, cell by cell, over socket and HTTP: with what people really come in by."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest

from live import wire
from live.room.authority import Role, View
from tests.access.test_revocation import set_up_page
from tests.daphne import Daphne, Visitor, badge_code, serving_well
from tests.room.test_authority import ASK, COMMANDS, SEE, SET_UP, cells
from tests.set_up import OPERATOR, ORGANISER, PASSWORD

ROOM, ELSEWHERE = "plenary", "breakout-1"
APPOINTED = (Role.PRESIDING_OFFICER, Role.MODERATOR, Role.RAPPORTEUR, Role.INTERPRETER)
WIDEST = {Role.RAPPORTEUR: View.RAPPORTEUR, Role.HEAD_OF_DELEGATION: View.PHONE, Role.DELEGATE: View.PHONE}
"""The view on which a role asks, where that is not the control page; those who may see no more ask on the hall's."""
FRAMES = 30
"""As many as one socket may send at once, and some in reserve."""


@dataclass
class Person:
    """Somebody who holds a role, and what they came in by."""

    role: Role
    visitor: Visitor

    @property
    def cookies(self) -> str:
        return self.visitor.cookies()


People = dict[Role, Person]


@pytest.fixture(scope="module")
async def daphne(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Daphne]:
    """A server of our own, where people are appointed to one room."""
    async with serving_well(tmp_path_factory.mktemp("rights"), bounds=100) as running:
        set_up_page(
            running,
            "from django.contrib.auth import get_user_model\n"
            f"for role in {[str(role) for role in APPOINTED]}:\n"
            f"    user = get_user_model().objects.create_user(role, password={PASSWORD!r})\n"
            f"    user.appointments.create(role=role, room_id={ROOM!r})\n",
        )
        yield running


@pytest.fixture(scope="module")
async def people(daphne: Daphne) -> AsyncIterator[People]:
    """One of each role, through the door that such people come by."""
    keys: dict[Role, tuple[str, dict[str, str]]] = {
        Role.ADMINISTRATOR: ("sign-in", {"username": ORGANISER, "password": PASSWORD}),
        Role.OPERATOR: ("sign-in", {"username": OPERATOR, "password": PASSWORD}),
        **{role: ("sign-in", {"username": role, "password": PASSWORD}) for role in APPOINTED},
        Role.HEAD_OF_DELEGATION: ("badge", {"code": badge_code("ken", 1)}),
        Role.DELEGATE: ("badge", {"code": badge_code("ken", 2)}),
    }
    async with AsyncExitStack() as stack:
        found = {}
        for role in Role:
            visitor = await stack.enter_async_context(daphne.visitor())
            if role in keys:
                door, key = keys[role]
                assert (await visitor.post(f"/api/{door}", key)).json["role"] == role
            found[role] = Person(role, visitor)
        # A screen is known by the code that it showed until somebody typed it.
        wall, desk = found[Role.SCREEN].visitor, found[Role.OPERATOR].visitor
        shows = {"code": (await wall.get("/api/display")).json["code"], "name": "Wall", "view": "hall", "room": ROOM}
        assert (await desk.post("/api/displays/", shows)).status == 201
        assert (await wall.get("/api/me")).json["role"] == Role.SCREEN
        yield found


def may(table: str, role: Role) -> dict[str, bool]:
    """What `role` may of `table`, by name."""
    return {name: allowed for name, of, allowed in cells(table) if of == role}


def asked(name: str) -> dict[str, Any]:
    command: dict[str, Any] = wire.to_json(COMMANDS[name])
    return command


ON_THE_WIRE = [name for name in COMMANDS if name != "publish_programme"]
"""Programmes are published from the set-up pages or by a command of the machine, and by none that a room is sent."""


@pytest.mark.parametrize("role", Role)
async def test_over_http_every_role_asks_what_it_may_and_nothing_else(people: People, role: Role) -> None:
    found, ids = {}, count(1)
    for name in ON_THE_WIRE:
        body = {"id": f"http-{next(ids)}", "command": asked(name)}
        answer = await people[role].visitor.post(f"/api/rooms/{ROOM}/commands", body)
        assert answer.status in (200, 401, 403, 409), answer
        found[name] = answer.status == 200 or answer.json["refused"] != "not_permitted"
        assert found[name] == (answer.status in (200, 409))
    assert found == {name: allowed for name, allowed in may(ASK, role).items() if name in found}


@pytest.mark.parametrize("role", Role)
async def test_over_a_socket_every_role_asks_what_it_may_and_nothing_else(
    daphne: Daphne, people: People, role: Role
) -> None:
    view = WIDEST.get(role, View.CONTROL if may(SEE, role)["control"] else View.HALL)
    found: dict[str, bool] = {}
    for first in range(0, len(ON_THE_WIRE), FRAMES):
        async with daphne.screen(ROOM, view, cookies=people[role].cookies) as page:
            for name in ON_THE_WIRE[first : first + FRAMES]:
                answer = await page.ask(asked(name), f"socket-{name}")
                found[name] = answer.get("refused") != "not_permitted"
    assert found == {name: allowed for name, allowed in may(ASK, role).items() if name in found}


@pytest.mark.parametrize("role", Role)
async def test_every_role_is_shown_what_it_may_see_and_nothing_else(daphne: Daphne, people: People, role: Role) -> None:
    over_http, over_sockets = {}, {}
    for view in View:
        answer = await people[role].visitor.get(f"/api/rooms/{ROOM}/{view}")
        assert answer.status in (200, 401, 403), answer
        over_http[view.value] = answer.status == 200
        async with daphne.knock(f"/ws/rooms/{ROOM}/{view}/", cookies=people[role].cookies) as page:
            code = None if may(SEE, role)[view] else await page.closed()
            over_sockets[view.value] = code is None and (await page.frame())["kind"] == "view"
            assert code in (None, 4001, 4003)
    assert over_http == over_sockets == may(SEE, role)


@pytest.mark.parametrize("role", APPOINTED)
async def test_whoever_is_appointed_to_one_room_asks_nothing_of_another(people: People, role: Role) -> None:
    for name in ON_THE_WIRE:
        body = {"id": f"elsewhere-{name}", "command": asked(name)}
        answer = await people[role].visitor.post(f"/api/rooms/{ELSEWHERE}/commands", body)
        assert answer.json["refused"] == "not_permitted", name


@pytest.mark.parametrize("role", Role)
async def test_over_http_every_role_sets_up_what_it_may_and_nothing_else(people: People, role: Role) -> None:
    file = {"name": "a.csv", "data": ""}
    sent = {
        "read_files": ("setup/read", {"files": [file]}),
        "take_in": ("setup/take-in", {"files": [file], "base": ""}),
        "edit": ("setup/desk/change", {"part": "segment", "key": "nowhere", "seen": "otherwise", "held": {}}),
        "badges": ("setup/badges/find", {"scanned": "nothing"}),
        "publish": ("setup/publish", {"version": ""}),
        "accounts": ("accounts/", {"username": OPERATOR, "rights": "operator"}),
    }
    found = {}
    for act, (path, body) in sent.items():
        answer = await people[role].visitor.post(f"/api/{path}", body)
        assert answer.status in (200, 401, 403, 409), answer
        found[act] = answer.status in (200, 409)
    assert found == may(SET_UP, role)
    assert (await people[role].visitor.get("/api/setup/programme")).status == 200 or not found["read_files"]


async def test_nobody_publishes_a_programme_through_a_door(people: People) -> None:
    body = {"id": "publish", "command": asked("publish_programme")}
    answer = await people[Role.ADMINISTRATOR].visitor.post(f"/api/rooms/{ROOM}/commands", body)
    assert (answer.status, answer.json["refused"]) == (400, "unknown_command")


def test_the_table_for_people_is_of_these_cells(daphne: Daphne) -> None:
    told = daphne.manage("rights")
    for table in (ASK, SEE, SET_UP):
        for name, role, allowed in cells(table):
            heading = next(row for row in told.splitlines() if row.startswith("| view"))
            column = heading.split(" | ").index(role.replace("_", " ") + (" |" if role == "public" else ""))
            row = next(row for row in told.splitlines() if row.startswith(f"| `{name}`"))
            assert (row.rstrip(" |").split(" | ")[column] == "yes") == allowed
