"""On PostgreSQL: few connections for many phones, a database that goes and comes, what it keeps in no text."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from live.web.database import POOL, database
from tests import forked
from tests.awaited import becomes
from tests.daphne import Daphne, Visitor, badge_code, serving, set_up
from tests.postgresql import PostgreSQL, unable
from tests.set_up import ORGANISER, PASSWORD

ROOT = Path(__file__).resolve().parents[2]
PHONES, WAVES, PROCESSES = 32, 3, 2


@pytest.fixture(scope="module")
async def server(postgresql: PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Daphne]:
    """Two processes on a database of their own."""
    folder = tmp_path_factory.mktemp("postgresql")
    environment, keys = set_up(folder, database=postgresql.url(postgresql.new_database()))
    with serving(folder, environment, keys, processes=PROCESSES) as running:
        yield await running.ready()
        await running.leave()
    assert [line for line in running.log.read_text().splitlines() if "Traceback" in line] == []


def connections(postgresql: PostgreSQL, server: Daphne) -> int:
    """How many the servers have at the moment."""
    name = server.environment["DATABASE_URL"].rpartition("/")[2]
    with psycopg.connect(postgresql.url()) as asking:
        found = asking.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [name]).fetchone()
    assert found is not None
    return int(found[0])


@pytest.mark.long
async def test_a_hall_of_phones_that_comes_at_once_is_answered_on_few_connections(
    server: Daphne, postgresql: PostgreSQL
) -> None:
    said: list[int] = []
    most = 0
    async with server.visitor() as phone:
        await phone.post("/api/badge", {"code": badge_code("ken")})
        for _ in range(WAVES):
            asked = [asyncio.ensure_future(phone.get("/api/me")) for _ in range(PHONES)]
            while not all(one.done() for one in asked):
                most = max(most, await asyncio.to_thread(connections, postgresql, server))
            said += [answer.status for answer in await asyncio.gather(*asked)]
            async with server.screen("plenary", "phone", cookies=phone.cookies()):
                pass
    assert said == [200] * PHONES * WAVES
    assert 0 < most <= PROCESSES * int(str(POOL["max_size"]))


async def test_threads_that_wait_hold_no_connection(server: Daphne, postgresql: PostgreSQL) -> None:
    """Whoever came in by badge or sign-in, and whoever looks after them: each asks, and gives its connection back."""
    busy = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND state <> 'idle'"
    name = server.environment["DATABASE_URL"].rpartition("/")[2]
    async with server.visitor() as desk, server.visitor() as phone:
        await desk.post("/api/sign-in", {"username": ORGANISER, "password": PASSWORD})
        await phone.post("/api/badge", {"code": badge_code("ken")})
        async with (
            server.screen("plenary", "control", cookies=desk.cookies()),
            server.screen("plenary", "phone", cookies=phone.cookies()),
        ):
            with psycopg.connect(postgresql.url(), autocommit=True) as asking:
                await becomes(lambda: asking.execute(busy, [name]).fetchone() == (0,))


@pytest.fixture
def apart() -> Iterator[PostgreSQL]:
    """One that may be stopped: no server of another test asks it."""
    if why := unable():
        pytest.skip(why)
    with PostgreSQL() as made:
        yield made


async def test_a_database_that_is_away_is_said_soon_and_as_what_it_is(apart: PostgreSQL, tmp_path: Path) -> None:
    environment, keys = set_up(tmp_path, database=apart.url(apart.new_database()))
    # One badge asks for what a room full of phones does.
    with serving(tmp_path, environment | {"ROSTRUM_BOUNDS": "100"}, keys) as running:
        await running.ready()
        async with running.visitor() as phone:
            await phone.post("/api/badge", {"code": badge_code("ken")})
            await asyncio.to_thread(apart.stop)
            try:
                answers = await asyncio.gather(*(phone.get("/api/me") for _ in range(PHONES)))
                assert {(answer.status, answer.text) for answer in answers} == {(503, '{"refused":"unavailable"}')}
                page = await phone.get("/admin/", Cookie=f"{phone.cookies()}; sessionid=0123456789abcdef")
                assert page.status in (302, 503)
                # What asks no database goes on.
                assert (await phone.get("/hall/plenary/")).status == 200
                async with running.screen("plenary", "hall"):
                    pass
            finally:
                await asyncio.to_thread(apart.start)
            await phone.get_until("/api/me", lambda answer: answer.status == 200)
        await running.leave()
    said = running.log.read_text()
    assert "Traceback" not in said
    assert "error connecting" in said, "why, for whoever looks after it"


NUL_IN_BODIES = [
    ("/api/sign-in", {"username": "a\0b", "password": PASSWORD}),
    ("/api/sign-in", {"username": ORGANISER, "password": "a\0b"}),
    ("/api/badge", {"code": "a\0b"}),
    ("/api/displays/", {"code": "ABCD-EFGH", "name": "a\0b", "view": "hall", "room": "plenary"}),
    ("/api/displays/", {"code": "ABCD-EFGH", "name": "a", "view": "hall", "room": "plen\0ary"}),
    ("/api/displays/", {"code": "AB\0CD-EFGH", "name": "a", "view": "hall", "room": "plenary"}),
]


@pytest.fixture
async def desk(server: Daphne) -> AsyncIterator[Visitor]:
    async with server.visitor() as visitor:
        signed_in = await visitor.post("/api/sign-in", {"username": ORGANISER, "password": PASSWORD})
        assert signed_in.status == 200, signed_in.text
        yield visitor


@pytest.mark.parametrize(("path", "body"), NUL_IN_BODIES)
async def test_a_nul_in_what_is_sent_is_named(desk: Visitor, path: str, body: dict[str, Any]) -> None:
    answer = await desk.post(path, body)
    assert (answer.status, answer.json["refused"]) == (400, "malformed")
    (field,) = [name for name, text in body.items() if "\0" in text]
    assert answer.json["detail"] == {"path": f"$.{field}", "fault": "holds a NUL"}


@pytest.mark.parametrize(
    "path",
    [
        "/api/display?build=a%00b",
        "/api/rooms/plen%00ary/hall",
        "/admin/programme/delegation/?q=a%00b",
        "/admin/programme/delegation/?category=a%00b",
        "/admin/programme/delegation/a%00b/change/",
        "/admin/auth/user/?q=a%00b",
        "/sign-in/?next=/%00",
    ],
)
async def test_a_nul_in_an_address_is_refused_before_anybody_is_asked(desk: Visitor, path: str) -> None:
    assert (await desk.get(path)).status in (400, 404)


async def test_a_nul_in_a_cookie_is_refused(server: Daphne) -> None:
    async with server.visitor() as visitor:
        for name in ("sessionid", "rostrum_badge", "csrftoken"):
            cookie = f'{name}="abcdefgh\\000ijklmnop"'
            assert (await visitor.get("/api/me", Cookie=cookie)).status in (200, 400)


async def test_what_the_desk_types_with_a_control_character_is_shown_again(desk: Visitor) -> None:
    """The set-up pages say what is wrong with a name that PostgreSQL would not keep."""
    form = "slug=late&names=%7B%22en%22%3A+%22a%5Cu0000b%22%7D&category=ngo&aliases=%5B%5D"
    form += "&badges-TOTAL_FORMS=0&badges-INITIAL_FORMS=0"
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    page = await desk.post("/admin/programme/delegation/add/", form.encode(), **kind)
    assert page.status == 200
    assert "control character" in page.text


# The address of the database


def rostrum(*arguments: str, **environment: str) -> tuple[int, str]:
    """The exit code of a command, and the last line of what it said."""
    done = forked.run(
        [sys.executable, "-m", "live", *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, (done.stderr.strip().splitlines() or [""])[-1]


def test_what_follows_the_question_mark_is_kept(postgresql: PostgreSQL, tmp_path: Path) -> None:
    """A certificate that is asked to be verified is: the right one opens, another name or none does not."""
    name, trusted = postgresql.new_database(), str(postgresql.folder / "server.crt")
    kept = {"ROSTRUM_DATA": str(tmp_path)}
    verified = {"sslmode": "verify-full", "sslrootcert": trusted}
    right = postgresql.url(name, host="localhost", **verified)
    assert rostrum("migrate", "--verbosity", "0", DATABASE_URL=right, **kept) == (0, "")
    for wrong in (postgresql.url(name, **verified), postgresql.url(name, host="localhost", sslmode="verify-full")):
        code, said = rostrum("migrate", "--check", DATABASE_URL=wrong, **kept)
        assert code == 1
        assert "certificate" in said


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("sslmod=verify-full", 'DATABASE_URL has an invalid option "sslmod" after its question mark.'),
        ("sslmode=sometimes", 'invalid sslmode value: "sometimes"'),
    ],
)
def test_an_option_that_is_none_is_said(postgresql: PostgreSQL, tmp_path: Path, query: str, said: str) -> None:
    code, line = rostrum("migrate", DATABASE_URL=f"{postgresql.url()}?{query}", ROSTRUM_DATA=str(tmp_path))
    assert code == 1
    assert said in line
    assert postgresql.password not in line


def test_a_password_that_does_not_open_is_said_at_once(postgresql: PostgreSQL, tmp_path: Path) -> None:
    url = postgresql.url().replace(postgresql.password, "wrong")
    code, said = rostrum("serve", "--port", "0", DATABASE_URL=url, ROSTRUM_DATA=str(tmp_path))
    assert code == 1
    assert "password authentication failed" in said


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("", {}),
        ("?sslmode=verify-full&sslrootcert=/a/b.crt", {"sslmode": "verify-full", "sslrootcert": "/a/b.crt"}),
        ("?host=/run/postgresql", {"host": "/run/postgresql"}),
        ("?pool=false", {"pool": False}),
    ],
)
def test_an_address_is_read_whole(monkeypatch: pytest.MonkeyPatch, query: str, options: dict[str, object]) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgres://me%40here:p%2Fw@[::1]:5433/the%20name{query}")
    read = database(Path("/nowhere"))
    assert {name: read[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")} == {
        "USER": "me@here",
        "PASSWORD": "p/w",
        "HOST": "::1",
        "PORT": 5433,
        "NAME": "the name",
    }
    assert read["OPTIONS"] == {"connect_timeout": 3} | options


# What is tried on SQLite elsewhere


SET_UP = ("tests/programme/test_credentials.py", "tests/programme/test_publishing.py")
RECORD = ("tests/record/test_recorder.py", "tests/record/test_audit.py", "tests/record/test_restoring.py")


@pytest.mark.long
@pytest.mark.parametrize("tests", [SET_UP, RECORD], ids=["set_up", "record"])
def test_what_holds_on_sqlite_holds_here(postgresql: PostgreSQL, tests: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n0", *tests],
        cwd=ROOT,
        env=os.environ | {"ON_POSTGRESQL": "1"},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stdout
