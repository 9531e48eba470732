"""Setting up in a browser: files are read, taken in, published. Who may, what is refused, and what it comes to."""

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.access.test_revocation import set_up_page
from tests.daphne import Answer, Daphne, Visitor, badge_code, serving_well
from tests.imports.samples import FILES
from tests.set_up import OPERATOR, ORGANISER, PASSWORD

Json = dict[str, Any]
MODERATOR = "moderator"
HEADER = "day,starts,ends,room,title_en,format"
READ, TAKE_IN, PUBLISH, STATUS = "/api/setup/read", "/api/setup/take-in", "/api/setup/publish", "/api/setup/programme"


@pytest.fixture(scope="module")
async def daphne(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Daphne]:
    """A server whose programme nobody changes here."""
    async with serving_well(tmp_path_factory.mktemp("setup"), bounds=10) as running:
        set_up_page(
            running,
            "from django.contrib.auth import get_user_model\n"
            f"user = get_user_model().objects.create_user({MODERATOR!r}, password={PASSWORD!r})\n"
            f"user.appointments.create(role='moderator', room_id='plenary')\n",
        )
        yield running


@pytest.fixture
async def own(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Daphne]:
    """A server of one's own, whose programme is changed."""
    async with serving_well(tmp_path_factory.mktemp("setup"), bounds=10) as running:
        yield running


@asynccontextmanager
async def operator(daphne: Daphne) -> AsyncIterator[Visitor]:
    """An operator of the secretariat, signed in."""
    async with daphne.visitor() as visitor:
        assert (await visitor.post("/api/sign-in", {"username": OPERATOR, "password": PASSWORD})).status == 200
        assert (await visitor.get(STATUS)).status == 200  # As the page does; it may send files then.
        yield visitor


@pytest.fixture
async def desk(daphne: Daphne) -> AsyncIterator[Visitor]:
    async with operator(daphne) as visitor:
        yield visitor


@pytest.fixture
async def own_desk(own: Daphne) -> AsyncIterator[Visitor]:
    async with operator(own) as visitor:
        yield visitor


def sent(*files: tuple[str, bytes], **answers: object) -> Json:
    return {
        "files": [{"name": name, "data": base64.b64encode(data).decode()} for name, data in files],
        "answers": answers,
    }


def table(*rows: str) -> tuple[str, bytes]:
    return "day.csv", "\n".join([HEADER, *rows]).encode()


def sample(name: str) -> tuple[str, bytes]:
    return name, (FILES / name).read_bytes()


async def status(desk: Visitor) -> Json:
    answer = await desk.get(STATUS)
    assert answer.status == 200, answer
    held: Json = answer.json
    return held


async def shown(desk: Visitor, body: Json) -> Json:
    answer = await desk.post(READ, body)
    assert answer.status == 200, answer
    held: Json = answer.json
    return held


async def taken(desk: Visitor, body: Json) -> Answer:
    return await desk.post(TAKE_IN, body | {"base": (await status(desk))["base"]})


async def test_a_file_is_shown_taken_in_and_published(own: Daphne, own_desk: Visitor) -> None:
    before = await status(own_desk)
    assert (before["published"], before["differences"]) == (True, [])
    body = sent(sample("programme-day.xlsx"))
    preview = await shown(own_desk, body)
    (read,) = preview["programmes"]
    assert (read["ready"], read["asked"], read["errors"], sum(read["sums"].values())) == (True, [], [], 10)
    assert read["zone_assumed"] and read["zone"] == "America/Mexico_City"
    assert await status(own_desk) == before, "nothing was stored"
    answer = await taken(own_desk, body)
    assert answer.status == 200, answer
    assert (await shown(own_desk, body))["programmes"][0]["changes"] is False, "the same file again changes nothing"
    after = answer.json
    assert (after["published"], after["imported_by"]["by"]) == (False, OPERATOR)
    assert {one["kind"] for one in after["differences"]} >= {"new", "removed"}
    published = await own_desk.post(PUBLISH, {"version": after["version"]})
    assert published.status == 200, published
    assert (published.json["published"], published.json["differences"]) == (True, [])
    assert published.json["published_by"]["by"] == OPERATOR
    titles = {
        segment["names"]["en"] for room in (await own_desk.get("/api/programme/")).json for segment in room["segments"]
    }
    assert {row["names"]["en"] for row in read["rows"]} <= titles


async def test_before_it_is_published_no_room_has_it(own: Daphne, own_desk: Visitor) -> None:
    was = (await own_desk.get("/api/programme/")).json
    assert (await taken(own_desk, sent(table("1,18:30,19:00,Plenary,Reception,break"), scope="add"))).status == 200
    assert (await own_desk.get("/api/programme/")).json == was
    now = await status(own_desk)
    assert [(one["kind"], one["names"]["en"]) for one in now["differences"]] == [("new", "Reception")]
    assert now["refusing"] == []


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        pytest.param(sent(sample("programme-broken.csv")), "import_has_faults", id="rows at fault"),
        pytest.param(sent(sample("ontime-v4.json")), "import_asks", id="no day"),
        pytest.param(sent(("a.csv", b"\0\1\2")), "import_has_faults", id="no format"),
        pytest.param(sent(table("1,18:30,19:00,Plenary,A,break"), sample("programme-broken.csv")), "import_has_faults",
                     id="one good file and one bad"),
    ],
)  # fmt: skip
async def test_what_is_not_whole_is_not_taken_at_all(desk: Visitor, body: Json, refused: str) -> None:
    before = await status(desk)
    answer = await taken(desk, body)
    assert (answer.status, answer.json["refused"]) == (409, refused)
    assert await status(desk) == before


async def test_of_two_at_once_one_is_told_that_it_moved_on(own_desk: Visitor) -> None:
    base = (await status(own_desk))["base"]
    first = sent(table("1,18:30,19:00,Plenary,Reception,break"), scope="add") | {"base": base}
    second = sent(table("1,19:30,20:00,Plenary,Dinner,break"), scope="add") | {"base": base}
    assert (await own_desk.post(TAKE_IN, first)).status == 200
    late = await own_desk.post(TAKE_IN, second)
    assert (late.status, late.json["refused"]) == (409, "programme_moved_on")
    stale = await own_desk.post(PUBLISH, {"version": base})
    assert (stale.status, stale.json["refused"]) == (409, "programme_moved_on")
    names = [one["names"]["en"] for one in (await status(own_desk))["differences"]]
    assert names == ["Reception"]


async def test_what_runs_cannot_be_taken_away_and_open_lists_are_told(own: Daphne, own_desk: Visitor) -> None:
    async with own.screen("plenary", "control", cookies=own_desk.cookies()) as control:
        for command in (
            {"type": "start_segment", "segment": "d1-panel-1"},
            {"type": "open_list"},
            {"type": "add_speaker", "delegation": "ken"},
        ):
            assert "refused" not in await control.ask(command)
    assert (await taken(own_desk, sent(table("1,10:00,11:00,Plenary,Another day,talks")))).status == 200
    now = await status(own_desk)
    assert now["refusing"] == ["plenary"]
    assert [(one["segment"], one["kept"], one["waiting"]) for one in now["lists"]] == [("d1-panel-1", False, 1)]
    assert {one["segment"] for one in now["differences"] if one.get("running")} == {"d1-panel-1"}
    refused = await own_desk.post(PUBLISH, {"version": now["version"]})
    assert (refused.status, refused.json["refused"], refused.json["detail"]["refused"]) == (
        409,
        "not_published",
        "plenary",
    )


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (READ, b""),
        (READ, b"[]"),
        (READ, b"{}"),
        (READ, json.dumps({"files": []}).encode()),
        (READ, json.dumps({"files": [{"name": "a", "data": "no base64!"}]}).encode()),
        (READ, json.dumps({"files": [{"name": "", "data": ""}]}).encode()),
        (READ, json.dumps(sent(table(), scope="all")).encode()),
        (READ, json.dumps(sent(table(), zone="Mars/Olympus")).encode()),
        (READ, json.dumps(sent(table(), format="toast")).encode()),
        (READ, json.dumps(sent(table(), day=0)).encode()),
        (READ, json.dumps(sent(table(), day="soon")).encode()),
        (READ, json.dumps(sent(table(), more=1)).encode()),
        (READ, json.dumps(sent(*[table()] * 21)).encode()),
        (READ, json.dumps(sent(("a\0b", b""))).encode()),
        (TAKE_IN, json.dumps(sent(table())).encode()),
        (PUBLISH, b'{"version": 1}'),
    ],
)
async def test_bad_bodies_are_refused_with_their_place(desk: Visitor, path: str, body: bytes) -> None:
    answer = await desk.ask("POST", path, body, **{"X-CSRFToken": desk.cookie("csrf")})
    assert (answer.status, answer.json["refused"]) == (400, "malformed"), answer
    assert answer.json["detail"]["path"].startswith("$")


async def test_a_form_of_another_site_is_refused(desk: Visitor) -> None:
    for kind in ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded"):
        answer = await desk.ask("POST", READ, b"--x\r\n", **{"Content-Type": kind})
        assert answer.status == 400
    body = json.dumps(sent(table())).encode()
    for path in (READ, TAKE_IN, PUBLISH):
        answer = await desk.ask("POST", path, body, **{"Content-Type": "application/json"})
        assert (answer.status, answer.json["refused"]) == (403, "forged")


async def test_files_of_twenty_mebibytes_are_read_and_no_more_and_of_strangers_none(
    daphne: Daphne, desk: Visitor
) -> None:
    large = sent(("large.csv", b"x" * (4 << 20)))
    assert (await desk.post(READ, large)).status == 200
    most = sent(("large.csv", b"x" * ((20 << 20) + 1)))
    assert (await desk.post(READ, most)).status == 400
    too_large = await desk.post(READ, sent(("large.csv", b"x" * (22 << 20))))
    assert (too_large.status, too_large.json["refused"]) == (413, "too_large")
    async with daphne.visitor() as stranger, daphne.visitor() as appointed:
        # Somebody signed in on this device, and may not set up.
        assert (await appointed.post("/api/sign-in", {"username": MODERATOR, "password": PASSWORD})).status == 200
        for visitor in (stranger, appointed):
            assert (await visitor.get(STATUS)).status in (401, 403)
            answer = await visitor.post(READ, large)
            assert (answer.status, answer.json["refused"]) == (413, "too_large")
    assert (await desk.delete("/api/sign-in")).status == 200
    assert (await desk.post(READ, large)).status == 413


async def test_who_may_not_set_up_is_told_so(daphne: Daphne) -> None:
    body = sent(table("1,18:30,19:00,Plenary,Reception,break"), scope="add")
    asked = {READ: body, TAKE_IN: body | {"base": ""}, PUBLISH: {"version": ""}}
    async with daphne.visitor() as nobody, daphne.visitor() as head, daphne.visitor() as administrator:
        await head.post("/api/badge", {"code": badge_code("ken", 1)})
        await administrator.post("/api/sign-in", {"username": ORGANISER, "password": PASSWORD})
        for path, sends in asked.items():
            assert (await nobody.post(path, sends)).status == 401
            assert (await head.post(path, sends)).status == 403
            assert (await administrator.post(path, sends)).status in (200, 409)
        assert ((await nobody.get(STATUS)).status, (await head.get(STATUS)).status) == (401, 403)


async def test_a_first_conference_is_made_of_a_file_and_no_programme_is_never_published(own: Daphne) -> None:
    set_up_page(own, "from live.programme.models import Conference\nConference.objects.all().delete()\n")
    async with operator(own) as desk:
        held = await status(desk)
        assert (held["base"], held["version"], held["published"]) == ("", "", False)
        rooms = (await desk.get("/api/rooms/")).json
        nothing = await desk.post(PUBLISH, {"version": ""})
        assert (nothing.status, nothing.json["refused"]) == (409, "programme_moved_on")
        assert (await desk.get("/api/rooms/")).json == rooms
        body = sent(sample("programme-day.csv"), first_day="2031-03-03", title="Ours", zone="Asia/Tokyo")
        answer = await desk.post(TAKE_IN, body | {"base": ""})
        assert answer.status == 200, answer
        made = answer.json
        assert (made["names"], made["zone"], made["first_day"]) == ({"en": "Ours"}, "Asia/Tokyo", "2031-03-03")
        assert (await desk.post(PUBLISH, {"version": made["version"]})).json["published"]


async def test_reading_is_bounded_for_one_person(tmp_path_factory: pytest.TempPathFactory) -> None:
    async with serving_well(tmp_path_factory.mktemp("bounded")) as daphne, daphne.visitor() as desk:
        await desk.post("/api/sign-in", {"username": OPERATOR, "password": PASSWORD})
        answers = [await desk.post(READ, {}) for _ in range(40)]
        assert {answer.status for answer in answers} == {400, 429}
        assert "Retry-After" in answers[-1].headers
