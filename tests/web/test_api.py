"""The HTTP API, the pages and the health of a real server."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from live.live_room import LiveRoom
from live.room.commands import AddSpeaker, OpenList, SendMessage, StartPhase, StartSegment
from live.room.model.reports import Target
from live.web.bundle import bundle_root
from live.wire import MAX_FRAME_BYTES
from tests.daphne import Answer, Daphne, Visitor, address_apart, badge_code, serving, set_up
from tests.given import DESK
from tests.set_up import OPERATOR, ORGANISER, PASSWORD, SPENT, VISITOR

REQUEST = {"id": "c7", "command": {"type": "request_floor"}}


async def opened(room: LiveRoom) -> int:
    """The panel takes the floor, and its list is open; the position after that."""
    await room.handle(StartSegment("panel"), DESK, "start")
    await room.handle(StartPhase("floor"), DESK, "floor")
    return await room.handle(OpenList(), DESK, "open")


def refused(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.json["refused"]


async def signed_in(visitor: Visitor, name: str = ORGANISER) -> Visitor:
    answer = await visitor.post("/api/sign-in", {"username": name, "password": PASSWORD})
    assert answer.status == 200
    return visitor


async def badged(visitor: Visitor, delegation: str = "ken", number: int = 1) -> Visitor:
    answer = await visitor.post("/api/badge", {"code": badge_code(delegation, number)})
    assert answer.status == 200
    return visitor


# Rooms and views


async def test_the_rooms_are_listed_in_their_order(daphne: Daphne) -> None:
    async with daphne.visitor() as visitor:
        answer = await visitor.get("/api/rooms/")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json")
    assert [room["id"] for room in answer.json][:4] == ["plenary", "breakout-1", "breakout-2", "breakout-3"]
    assert sorted(answer.json[0]) == ["conference", "id", "names", "zone"]


@pytest.mark.parametrize("view", ["hall", "podium", "interpreters", "overlay"])
async def test_a_view_is_what_its_screens_hold(daphne: Daphne, room: LiveRoom, view: str) -> None:
    position = await opened(room)
    async with daphne.visitor() as visitor, daphne.screen(room.id, view) as screen:
        await screen.reach(position)
        answer = await visitor.get(f"/api/rooms/{room.id}/{view}")
        frame = answer.json
        assert (frame["kind"], frame["epoch"], frame["position"]) == ("view", screen.epoch, position)
        assert frame["view"] == screen.view


async def test_a_view_that_has_not_changed_is_not_sent_again(daphne: Daphne, room: LiveRoom) -> None:
    position = await opened(room)
    async with daphne.visitor() as visitor:
        path = f"/api/rooms/{room.id}/hall"
        first = await visitor.get(path)
        assert first.headers["ETag"] == f'"{room.state.epoch}-{position}"'
        assert first.headers["Cache-Control"] == "no-cache"
        for known in (first.headers["ETag"], f"W/{first.headers['ETag']}", f'"older", {first.headers["ETag"]}'):
            again = await visitor.get(path, **{"If-None-Match": known})
            assert (again.status, again.text, again.headers["ETag"]) == (304, "", first.headers["ETag"])
        async with daphne.screen(room.id, "hall") as screen:
            await screen.reach(await room.handle(AddSpeaker("ken"), DESK, "add"))
        changed = await visitor.get(path, **{"If-None-Match": first.headers["ETag"]})
        assert (changed.status, changed.json["view"]["list"]["count"]) == (200, 1)


async def test_what_is_not_there_is_not_found(daphne: Daphne) -> None:
    async with daphne.visitor() as visitor:
        answer = await visitor.get("/api/rooms/dinner/hall")
        assert (answer.status, answer.json) == (404, {"refused": "unknown_room", "detail": {"room": "dinner"}})
        answer = await visitor.get("/api/rooms/plenary/kitchen")
        assert (answer.status, answer.json) == (404, {"refused": "unknown_view", "detail": {"view": "kitchen"}})
        answer = await visitor.get("/api/nothing")
        assert (answer.status, answer.json) == (404, {"refused": "unknown_address"})
        answer = await visitor.get("/nothing/")
        assert (answer.status, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")


@pytest.mark.parametrize("view", ["phone", "control", "rapporteur", "proceedings"])
async def test_what_is_not_for_everyone_is_for_those_who_came_in(daphne: Daphne, room: LiveRoom, view: str) -> None:
    path = f"/api/rooms/{room.id}/{view}"
    async with daphne.visitor() as visitor:
        assert refused(await visitor.get(path)) == (401, "not_permitted")
        await badged(visitor)
        answer = await visitor.get(path)
        opens = view in ("phone", "proceedings")
        assert (answer.status == 200) == opens
        assert opens or refused(answer) == (403, "not_permitted")
    async with daphne.visitor() as visitor:
        await signed_in(visitor)
        assert (await visitor.get(path)).status == 200


async def test_a_token_that_opens_nothing_is_no_reason_to_show_less_than_the_public_sees(
    daphne: Daphne, room: LiveRoom
) -> None:
    async with daphne.visitor() as visitor:
        assert (await visitor.get(f"/api/rooms/{room.id}/hall", Authorization="Bearer nothing")).status == 200
        answer = await visitor.get(f"/api/rooms/{room.id}/control", Authorization="Bearer nothing")
        assert refused(answer) == (403, "unknown_badge")


async def test_what_a_proxy_asked_for_says_nothing_here(daphne: Daphne, room: LiveRoom) -> None:
    path = f"/api/rooms/{room.id}/control"
    async with daphne.visitor() as visitor:
        assert refused(await visitor.get(path, Authorization="Basic b3I6Z2E=")) == (401, "not_permitted")
        await signed_in(visitor)
        assert (await visitor.get(path, Authorization="Basic b3I6Z2E=")).status == 200
        # Nor does it stand in for the token of a page.
        body = {"id": "c1", "command": {"type": "open_list", "segment": "panel"}}
        forged = await visitor.ask("POST", f"/api/rooms/{room.id}/commands", body, Authorization="Basic b3I6Z2E=")
        assert refused(forged) == (403, "forged")


# Commands


async def test_a_badge_code_is_a_programs_token(daphne: Daphne, room: LiveRoom) -> None:
    position = await opened(room)
    path = f"/api/rooms/{room.id}/commands"
    async with daphne.visitor() as program:
        answer = await program.with_token(badge_code("ken"), path, REQUEST)
        assert (answer.status, answer.json) == (200, {"kind": "answer", "id": "c7", "position": position + 1})
        again = await program.with_token(badge_code("ken"), path, {"kind": "command", **REQUEST})
        assert (again.status, again.json) == (200, answer.json)


async def test_what_the_rules_do_not_allow_is_a_conflict(daphne: Daphne, room: LiveRoom) -> None:
    position = await opened(room)
    path = f"/api/rooms/{room.id}/commands"
    async with daphne.visitor() as program:
        await program.with_token(badge_code("ken"), path, REQUEST)
        answer = await program.with_token(badge_code("ken"), path, {**REQUEST, "id": "c8"})
    assert (answer.status, answer.json) == (
        409,
        {
            "kind": "answer",
            "id": "c8",
            "refused": "already_on_list",
            "detail": {"request": f"r{position + 1}"},
        },
    )


async def test_what_is_asked_over_http_is_seen_on_the_screens(daphne: Daphne, room: LiveRoom) -> None:
    await opened(room)
    async with daphne.visitor() as program, daphne.screen(room.id, "hall") as screen:
        answer = await program.with_token(badge_code("ken"), f"/api/rooms/{room.id}/commands", REQUEST)
        await screen.reach(answer.json["position"])
        assert screen.view["list"]["count"] == 1


async def test_who_may_not_is_told_so(daphne: Daphne, room: LiveRoom) -> None:
    path, start = f"/api/rooms/{room.id}/commands", {"id": "c1", "command": {"type": "open_list", "segment": "panel"}}
    async with daphne.visitor() as visitor:
        assert refused(await visitor.post(path, start)) == (401, "not_permitted")
        assert refused(await visitor.with_token(badge_code("ken"), path, start)) == (403, "not_permitted")
        await signed_in(visitor, OPERATOR)
        assert (await visitor.post(path, start)).json == {"kind": "answer", "id": "c1", "position": 2}


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (b"", ["malformed", "$"]),
        (b"{", ["malformed", "$"]),
        (b"\xff", ["malformed", "$"]),
        ([], ["malformed", "$"]),
        ({"id": "c1"}, ["malformed", "$"]),
        ({"id": 7, "command": {}}, ["malformed", "$.id"]),
        ({"id": "", "command": {"type": "open_list"}}, ["malformed", "$.id"]),
        ({"id": "x" * 65, "command": {"type": "open_list"}}, ["malformed", "$.id"]),
        ({"id": "c1", "kind": "time", "command": {}}, ["malformed", "$.kind"]),
        ({"id": "c1", "command": {"type": "fly"}}, ["unknown_command", "$.command.type"]),
        ({"id": "c1", "command": {"type": "publish_programme"}}, ["unknown_command", "$.command.type"]),
        ({"id": "c1", "command": {"type": "start_clock", "intervention": 1}}, ["malformed", "$.command.intervention"]),
        ({"id": "c1", "command": {"type": "open_list", "x": "x" * MAX_FRAME_BYTES}}, ["malformed", "$"]),
    ],
)
async def test_what_cannot_be_read_is_refused_with_its_place(
    daphne: Daphne, room: LiveRoom, body: object, answer: list[str]
) -> None:
    async with daphne.visitor() as program:
        said = await program.with_token(badge_code("ken"), f"/api/rooms/{room.id}/commands", body)
    assert (said.status, [said.json["refused"], said.json["detail"]["path"]]) == (400, answer)


async def test_a_room_that_is_not_there_takes_no_command(daphne: Daphne) -> None:
    async with daphne.visitor() as program:
        answer = await program.with_token(badge_code("ken"), "/api/rooms/dinner/commands", REQUEST)
    assert refused(answer) == (404, "unknown_room")


async def test_a_cookie_alone_changes_nothing(daphne: Daphne, room: LiveRoom) -> None:
    await opened(room)
    path = f"/api/rooms/{room.id}/commands"
    async with daphne.visitor() as phone:
        await badged(phone)
        assert refused(await phone.ask("POST", path, REQUEST)) == (403, "forged")
        assert refused(await phone.ask("POST", path, REQUEST, **{"X-CSRFToken": "x" * 32})) == (403, "forged")
        assert refused(await phone.post(path, REQUEST, Origin="https://evil.example")) == (403, "forged")
        assert (await phone.post(path, REQUEST)).status == 200


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/badge", {"code": "x"}),
        ("DELETE", "/api/badge", None),
        ("POST", "/api/sign-in", {"username": "x", "password": "x"}),
        ("DELETE", "/api/sign-in", None),
        ("POST", "/api/rooms/plenary/commands", REQUEST),
    ],
)
async def test_no_door_opens_for_another_sites_page(daphne: Daphne, method: str, path: str, body: object) -> None:
    async with daphne.visitor() as visitor:
        assert refused(await visitor.ask(method, path, body)) == (403, "forged")


# Doors


async def test_a_stranger_is_the_public(daphne: Daphne) -> None:
    async with daphne.visitor() as visitor:
        assert (await visitor.get("/api/me")).json == {"role": "public"}


async def test_a_phone_comes_in_with_its_badge_and_leaves(daphne: Daphne) -> None:
    async with daphne.visitor() as phone:
        answer = await phone.post("/api/badge", {"code": badge_code("ken")})
        assert (answer.json["role"], answer.json["delegation"]["id"]) == ("head_of_delegation", "ken")
        assert (await phone.get("/api/me")).json == answer.json
        cookie = answer.headers["Set-Cookie"]
        assert ["HttpOnly" in cookie, "SameSite=Lax" in cookie, "Path=/" in cookie] == [True, True, True]
        assert (await phone.delete("/api/badge")).json == {"role": "public"}
        assert (await phone.get("/api/me")).json == {"role": "public"}


async def test_a_badge_put_away_is_put_away_for_good(daphne: Daphne) -> None:
    async with daphne.visitor() as phone, daphne.visitor() as copy:
        await badged(phone)
        kept = phone.cookies()
        assert (await copy.get("/api/me", Cookie=kept)).json["delegation"]["id"] == "ken"
        await phone.delete("/api/badge")
        assert (await copy.get("/api/me", Cookie=kept)).json == {"role": "public"}
        # Reading another badge puts the first one away, too.
        await badged(phone, "fji")
        kept = phone.cookies()
        await badged(phone, "ken")
        assert (await copy.get("/api/me", Cookie=kept)).json == {"role": "public"}


async def test_whoever_comes_in_gets_a_csrf_token_of_their_own(daphne: Daphne) -> None:
    async with daphne.visitor() as visitor:
        await visitor.get("/sign-in/")
        tokens = [visitor.cookie("csrf")]
        await signed_in(visitor)
        tokens.append(visitor.cookie("csrf"))
        await visitor.delete("/api/sign-in")
        tokens.append(visitor.cookie("csrf"))
        await badged(visitor)
        tokens.append(visitor.cookie("csrf"))
        await visitor.delete("/api/badge")
        tokens.append(visitor.cookie("csrf"))
        assert len(set(tokens)) == 5 and all(tokens)
        # What was planted before is worth nothing.
        stale = await visitor.ask("DELETE", "/api/badge", **{"X-CSRFToken": tokens[0]})
        assert refused(stale) == (403, "forged")


@pytest.mark.parametrize(
    "typed", [f"{ORGANISER} ", f" {ORGANISER}", f"\u200b{ORGANISER}\u00a0", "ｏｒｇａｎｉｓｅｒ", f"{ORGANISER}\n"]
)
async def test_a_user_name_is_read_as_people_type_it(daphne: Daphne, typed: str) -> None:
    async with daphne.visitor() as visitor:
        answer = await visitor.post("/api/sign-in", {"username": typed, "password": PASSWORD})
        assert (answer.status, answer.json) == (200, {"role": "administrator", "name": ORGANISER, "home": "/control/"})


async def test_two_servers_under_one_name_have_cookies_of_their_own(daphne: Daphne, tmp_path: Path) -> None:
    async with daphne.visitor() as here:
        environment, keys = set_up(tmp_path)
        with serving(tmp_path, environment | {"ROSTRUM_COOKIES": "other"}, keys) as other:
            elsewhere = Visitor(other.address, here._http, "other")
            await signed_in(here)
            await signed_in(elsewhere, OPERATOR)
            assert (await here.get("/api/me")).json["name"] == ORGANISER
            assert (await elsewhere.get("/api/me")).json["name"] == OPERATOR
        names = {name.partition("=")[0] for name in here.cookies().split("; ")}
        # Session, CSRF token and device of each.
        assert len(names) == 6 and not names & {"sessionid", "csrftoken"}, names


async def test_a_code_is_read_as_people_type_it(daphne: Daphne) -> None:
    async with daphne.visitor() as phone:
        typed = f"  {badge_code('ken', 2).lower().replace('-', ' ')} "
        answer = await phone.post("/api/badge", {"code": typed})
        assert (answer.status, answer.json["role"]) == (200, "delegate")


@pytest.mark.parametrize(
    "code", ["", "0000-0000-0000", "not a code", "x" * 10_000, pytest.param(badge_code(*SPENT), id="revoked")]
)
async def test_a_wrong_or_revoked_badge_opens_nothing(daphne: Daphne, code: str) -> None:
    async with daphne.visitor() as phone:
        assert refused(await phone.post("/api/badge", {"code": code})) == (403, "unknown_badge")
        assert refused(await phone.with_token(code or "-", "/api/rooms/plenary/commands", REQUEST)) == (
            403,
            "unknown_badge",
        )


async def test_a_body_that_is_no_code_is_malformed(daphne: Daphne) -> None:
    async with daphne.visitor() as phone:
        assert refused(await phone.post("/api/badge", {"password": "x"})) == (400, "malformed")
        assert refused(await phone.post("/api/badge", {"code": 7})) == (400, "malformed")


async def test_an_organiser_signs_in_and_out(daphne: Daphne) -> None:
    async with daphne.visitor() as visitor:
        await signed_in(visitor)
        assert (await visitor.get("/api/me")).json == {"role": "administrator", "name": ORGANISER, "home": "/control/"}
        assert (await visitor.delete("/api/sign-in")).json == {"role": "public"}
        assert (await visitor.get("/api/me")).json == {"role": "public"}
    async with daphne.visitor() as visitor:
        await signed_in(visitor, OPERATOR)
        assert (await visitor.get("/api/me")).json == {"role": "operator", "name": OPERATOR, "home": "/control/"}


@pytest.mark.parametrize(("name", "password"), [(ORGANISER, "wrong"), ("nobody", PASSWORD), (VISITOR, PASSWORD)])
async def test_whoever_is_no_organiser_does_not_sign_in(daphne: Daphne, name: str, password: str) -> None:
    async with daphne.visitor(address_apart()) as visitor:
        answer = await visitor.post("/api/sign-in", {"username": name, "password": password})
        assert refused(answer) == (403, "wrong_sign_in")


async def test_whoever_guesses_passwords_is_slowed_and_others_are_not(daphne: Daphne) -> None:
    async with daphne.visitor(address_apart()) as guesser:
        guesses = [await guesser.post("/api/sign-in", {"username": OPERATOR, "password": f"{n}"}) for n in range(9)]
        assert [answer.status for answer in guesses] == [403] * 7 + [429] * 2
        assert refused(guesses[-1]) == (429, "too_many_tries")
    async with daphne.visitor() as visitor:
        await signed_in(visitor, OPERATOR)


async def test_the_register_is_for_those_who_came_in(daphne: Daphne) -> None:
    async with daphne.visitor() as visitor:
        assert refused(await visitor.get("/api/delegations/")) == (401, "not_permitted")
        await badged(visitor)
        register = (await visitor.get("/api/delegations/")).json
    assert len(register) > 190
    assert [known["names"]["en"] for known in register if known["id"] == "ken"] == ["Kenya"]


async def test_a_program_speaks_for_an_organiser_until_their_password_changes(daphne: Daphne, room: LiveRoom) -> None:
    name = f"moderator-{room.id}"
    shell = "from django.contrib.auth.models import User; "
    daphne.manage("shell", "-v0", "-c", f"{shell}User.objects.create_user('{name}', password='x', is_staff=True)")
    token = daphne.manage("token", name)
    path = f"/api/rooms/{room.id}/commands"
    async with daphne.visitor() as program:
        answer = await program.with_token(
            token, path, {"id": "c1", "command": {"type": "open_list", "segment": "panel"}}
        )
        assert answer.json == {"kind": "answer", "id": "c1", "position": 2}
        shown = await program.get(f"/api/rooms/{room.id}/control", Authorization=f"Bearer {token}")
        assert shown.json["view"]["room"]["id"] == room.id
        change = f"user = User.objects.get(username='{name}'); user.set_password('y'); user.save()"
        daphne.manage("shell", "-v0", "-c", shell + change)
        answer = await program.with_token(token, path, REQUEST)
        assert refused(answer) == (401, "unknown_token")


# Health, pages


async def test_a_server_that_lives_says_so(daphne: Daphne) -> None:
    async with daphne.visitor() as visitor:
        answer = await visitor.get("/healthz")
    assert (answer.status, answer.text) == (200, "alive\n")


async def test_a_server_is_ready_when_it_follows_every_room(daphne: Daphne, room: LiveRoom) -> None:
    async with daphne.visitor() as visitor:
        answer = await visitor.get("/readyz")
    assert (answer.status, answer.json["ready"]) == (200, True)
    assert answer.json["rooms"][room.id] == {"position": 1, "fault": None, "degraded": False}
    assert answer.json["record"]["fault"] in (None, "nothing was copied yet")
    assert {known["fault"] for known in answer.json["rooms"].values()} == {None}


PAGES = [
    "/",
    "/sign-in/",
    "/card/",
    "/cards/",
    "/duties/",
    "/phone/",
    "/foyer/",
    "/control/",
    "/control/plenary/",
    "/hall/plenary/",
    "/podium/plenary/",
    "/interpreters/plenary/",
    "/overlay/plenary/",
]
POLICY = {
    "default-src": "'none'",
    "script-src": "'self' 'sha256-…'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "frame-ancestors": "'none'",
    "frame-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
built = pytest.mark.skipif(not bundle_root().is_dir(), reason="the screens are not built")


@built
@pytest.mark.parametrize("path", PAGES)
async def test_every_page_is_served_with_its_policy_and_never_kept(daphne: Daphne, path: str) -> None:
    async with daphne.visitor() as visitor:
        page = await visitor.get(path)
    assert (page.status, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    # The one script in the page itself is named by what is in it.
    (script,) = re.findall(r"<script>(.*?)</script>", page.text, re.DOTALL)
    known = b64encode(sha256(script.encode()).digest()).decode()
    told = page.headers["Content-Security-Policy"].replace(known, "…")
    policy = (part.strip().partition(" ") for part in told.split(";"))
    # The control page shows the hall in a frame, and nothing else may be shown in one.
    framed = path.startswith("/hall/")
    expected = POLICY | ({"frame-ancestors": "'self'"} if framed else {})
    assert {name: sources for name, _, sources in policy} == expected
    assert page.headers["Cache-Control"] == ("no-store" if "first-view" in page.text else "no-cache")
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["X-Frame-Options"] == ("SAMEORIGIN" if framed else "DENY")
    assert page.headers["Referrer-Policy"] == "same-origin"


@built
async def test_a_wall_comes_with_what_it_is_to_show_once_somebody_looks_at_that(daphne: Daphne, room: LiveRoom) -> None:
    async def first_view(path: str, **headers: str) -> Any:
        async with daphne.visitor() as visitor:
            page = await visitor.get(path, **headers)
        found = re.findall(r'<script type="application/json" id="first-view" data-of="(.*?)">(.*?)</script>', page.text)
        assert page.headers["Cache-Control"] == ("no-store" if found else "no-cache")
        assert "gzip" in page.headers.get("Content-Encoding", "") or "Accept-Encoding" in headers
        return [(of, json.loads(told)) for of, told in found]

    assert await first_view(f"/hall/{room.id}/") == []
    assert await first_view("/hall/nowhere/") == []
    await room.handle(SendMessage(to=Target.HALL, text="</script><b>Lunch</b>"), DESK, "says")
    async with daphne.screen(room.id, "hall") as hall, daphne.knock("/ws/foyer/") as foyer:
        ((of, told),) = await first_view(f"/hall/{room.id}/")
        assert (of, told["view"]) == (f"/ws/rooms/{room.id}/hall/", hall.view)
        assert (told["kind"], told["epoch"], told["position"]) == ("view", hall.epoch, hall.position)
        await foyer.next("view")
        ((of, told),) = await first_view("/foyer/", **{"Accept-Encoding": "identity"})
        assert (of, told["view"]) == ("/ws/foyer/", foyer.view)
        assert await first_view(f"/hall/{room.id}/?preview") == []
    position = await room.handle(SendMessage(to=Target.HALL, text="Now"), DESK, "again")
    async with daphne.screen(room.id, "hall") as hall:
        await hall.reach(position)
    ((_, told),) = await first_view(f"/hall/{room.id}/")
    assert told["view"]["message"]["text"] == "Now"


@built
async def test_what_a_page_asks_for_is_there_and_kept_for_ever(daphne: Daphne) -> None:
    async with daphne.visitor() as visitor:
        page = await visitor.get("/hall/plenary/")
        assets = [part.split('"')[0] for part in page.text.split('="')[1:] if part.startswith("/static/assets/")]
        answers = [await visitor.get(asset) for asset in assets if asset.endswith((".js", ".css"))]
    assert {answer.status for answer in answers} == {200}
    assert {"immutable" in answer.headers["Cache-Control"] for answer in answers} == {True}
    assert {answer.headers.get("Access-Control-Allow-Origin") for answer in (page, *answers)} == {None}


@built
async def test_a_page_is_only_looked_at(daphne: Daphne) -> None:
    async with daphne.visitor() as visitor:
        assert (await visitor.post("/hall/plenary/", {})).status == 405
        assert (await visitor.ask("HEAD", "/hall/plenary/")).status == 200


@pytest.mark.parametrize(
    "path", ["/nothing/", "/hall/", "/hall/a/b/", "/static/nothing.js", "/hall/..%2f..%2fsecret-key/"]
)
async def test_a_page_that_is_not_there_is_not_found(daphne: Daphne, path: str) -> None:
    async with daphne.visitor() as visitor:
        assert (await visitor.get(path)).status == 404
        shown = await visitor.get(path, Accept="text/html,*/*;q=0.8")
        assert (shown.status, "not-found" in shown.text) == (404, True)


async def test_a_host_that_is_not_ours_is_not_served(daphne: Daphne) -> None:
    async with daphne.visitor() as visitor:
        assert (await visitor.get("/api/rooms/", Host="evil.example")).status == 400


async def test_the_api_is_documented(daphne: Daphne) -> None:
    async with daphne.visitor() as visitor:
        described = (await visitor.get("/api/openapi.json")).json
        answer = await visitor.get("/api/openapi.json")
        assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json")
    assert sorted(described["paths"]) == [
        "/api/accounts/",
        "/api/accounts/{key}",
        "/api/accounts/{key}/link",
        "/api/appointees/",
        "/api/appointees/{key}/card",
        "/api/appointees/{key}/duties/{duty}",
        "/api/badge",
        "/api/card",
        "/api/cards/{key}",
        "/api/delegations/",
        "/api/display",
        "/api/displays/",
        "/api/displays/{key}",
        "/api/me",
        "/api/me/push",
        "/api/password",
        "/api/programme.ics",
        "/api/programme/",
        "/api/record",
        "/api/record.schema.json",
        "/api/rooms/",
        "/api/rooms/{room}/commands",
        "/api/rooms/{room}/presence",
        "/api/rooms/{room}/record",
        "/api/rooms/{room}/{view}",
        "/api/setup/badges",
        "/api/setup/badges/act",
        "/api/setup/badges/find",
        "/api/setup/badges/holder",
        "/api/setup/badges/sheets",
        "/api/setup/badges/undo",
        "/api/setup/begin/empty",
        "/api/setup/begin/example",
        "/api/setup/desk",
        "/api/setup/desk/change",
        "/api/setup/desk/undo",
        "/api/setup/people",
        "/api/setup/people/rename",
        "/api/setup/programme",
        "/api/setup/publish",
        "/api/setup/read",
        "/api/setup/register",
        "/api/setup/register/limit",
        "/api/setup/register/read",
        "/api/setup/register/take-in",
        "/api/setup/take-in",
        "/api/setup/versions",
        "/api/setup/versions/differences",
        "/api/setup/versions/publish",
        "/api/setup/versions/reset",
        "/api/sign-in",
    ]
    untyped = {
        path
        for path, operations in described["paths"].items()
        for operation in operations.values()
        for status, response in operation["responses"].items()
        if status.startswith("2") and response["content"].get("application/json") == {"schema": {"type": "object"}}
    }
    assert untyped == {"/api/record.schema.json", "/api/rooms/{room}/{view}"}, "every other answer is a type by name"


async def test_the_programme_of_every_room_is_public(daphne: Daphne) -> None:
    async with daphne.visitor() as visitor:
        answer = await visitor.get("/api/programme/")
    rooms = {timetable["room"]["id"]: timetable for timetable in answer.json}
    assert answer.status == 200
    panel = next(segment for segment in rooms["plenary"]["segments"] if segment["id"] == "d1-panel-1")
    times = {"starts_at", "ends_at", "expected_start", "started_at", "moved_from"}
    assert panel.keys() <= {"id", "names", "format", "status"} | times
    assert panel["starts_at"] == "2017-12-04T17:00:00.000Z"


async def test_the_programme_is_a_calendar_whole_and_of_one_room(daphne: Daphne) -> None:
    async with daphne.visitor() as visitor:
        whole = await visitor.get("/api/programme.ics")
        plenary = await visitor.get("/api/programme.ics?room=plenary&language=fr")
        nowhere = await visitor.get("/api/programme.ics?room=cellar")
    assert (whole.status, plenary.status, nowhere.status) == (200, 200, 404)
    assert whole.headers["Content-Type"].startswith("text/calendar")
    assert "UID:d1-panel-1@rostrum" in whole.text
    assert "LOCATION:Plénière" in plenary.text
    assert 0 < plenary.text.count("BEGIN:VEVENT") < whole.text.count("BEGIN:VEVENT")


async def test_the_script_that_keeps_the_phone_at_hand_lies_where_it_governs_the_phone_alone(daphne: Daphne) -> None:
    async with daphne.visitor() as visitor:
        script = await visitor.get("/phone/worker.js")
    assert script.status == 200
    assert script.headers["Content-Type"].startswith("text/javascript")
    assert "/api/" not in script.text and "/ws/" not in script.text
