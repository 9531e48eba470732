"""Where Rostrum lets people in: IPv4, IPv6, names, Unix sockets, sockets that others opened; and what it says of it."""

import asyncio
import os
import re
import socket
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest
from django.core.exceptions import ImproperlyConfigured
from websockets.asyncio.client import connect, unix_connect

from live.web.environment import hosts
from live.web.serving.listening import CannotListen, Listening, listen, take_over
from live.web.serving.waiting import NO_TABLES
from tests import forked
from tests.awaited import PATIENCE
from tests.daphne import QUICK_PASSWORDS, Screen, Visitor, badge_code, set_up
from tests.set_up import ORGANISER, PASSWORD


def has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


ipv6 = pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")


@contextmanager
def listens(host: str, port: int = 0) -> Iterator[Listening]:
    found = listen(host, port)
    try:
        yield found
    finally:
        found.close()


# One listening socket


@pytest.mark.parametrize(
    ("host", "url", "names"),
    [
        ("127.0.0.1", "http://127.0.0.1:{}", ["127.0.0.1"]),
        ("0.0.0.0", "http://127.0.0.1:{}", []),
        ("localhost", "http://localhost:{}", ["127.0.0.1", "localhost"]),
        pytest.param("::1", "http://[::1]:{}", ["[::1]"], marks=ipv6),
        pytest.param("[::1]", "http://[::1]:{}", ["[::1]"], marks=ipv6),
        pytest.param("::", "http://[::1]:{}", [], marks=ipv6),
        pytest.param("[::]", "http://[::1]:{}", [], marks=ipv6),
    ],
)
def test_what_is_listened_on_has_its_address_and_names(host: str, url: str, names: list[str]) -> None:
    with listens(host) as found:
        port = found.opened.getsockname()[1]
        assert (found.url, found.hosts()) == (url.format(port), names)
        reached = urlsplit(found.url)
        socket.create_connection((reached.hostname or "", port), PATIENCE).close()


@ipv6
def test_every_address_means_ipv4_too() -> None:
    with listens("::") as found:
        for address in ("127.0.0.1", "::1"):
            socket.create_connection((address, found.opened.getsockname()[1]), PATIENCE).close()


@pytest.mark.parametrize(
    ("host", "port", "why"),
    [
        ("no-such-host.invalid", 0, r"on no-such-host\.invalid port 0: .*not known|Temporary failure"),
        ("127.0.0.1", 65536, "on 127.0.0.1 port 65536: a port is a number from 0 to 65535"),
        ("127.0.0.1", -1, "a port is a number"),
        ("192.0.2.1", 0, r"on 192\.0\.2\.1 port 0: Cannot assign"),
        ("", 0, "--host takes an address"),
        ("a" * 70, 0, "Rostrum cannot listen on"),
        ("unix:", 0, "Rostrum cannot listen on unix:"),
        ("unix:/nowhere/at/all.sock", 0, "on unix:/nowhere/at/all.sock: No such file or directory"),
        ("unix:/tmp/" + "a" * 120, 0, "the path is longer than 107 bytes"),
    ],
)
def test_where_it_cannot_listen_is_said_in_one_sentence(host: str, port: int, why: str) -> None:
    with pytest.raises(CannotListen, match=why) as refused:
        listen(host, port)
    assert "\n" not in str(refused.value)


def test_a_unix_socket_is_for_its_group_and_goes_when_it_ends(tmp_path: Path) -> None:
    path = tmp_path / "rostrum.sock"
    with listens(f"unix:{path}") as found:
        assert stat.S_IMODE(path.stat().st_mode) == 0o660
        assert (found.url, found.hosts()) == (f"unix:{path}", [])
    assert not path.exists()


def test_a_socket_that_a_crash_left_is_in_nobodys_way(tmp_path: Path) -> None:
    path = tmp_path / "rostrum.sock"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))
    with listens(f"unix:{path}"), socket.socket(socket.AF_UNIX) as asking:
        asking.connect(str(path))


def test_a_socket_that_somebody_listens_on_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "rostrum.sock"
    with listens(f"unix:{path}"):
        with pytest.raises(CannotListen, match="another process listens there"):
            listen(f"unix:{path}", 0)
        assert path.exists()


def test_a_file_that_is_no_socket_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes"
    path.write_text("mine")
    with pytest.raises(CannotListen, match="something that is no socket"):
        listen(f"unix:{path}", 0)
    assert path.read_text() == "mine"


def test_a_socket_that_another_put_in_its_place_stays(tmp_path: Path) -> None:
    path = tmp_path / "rostrum.sock"
    first = listen(f"unix:{path}", 0)
    path.rename(tmp_path / "old.sock")
    with listens(f"unix:{path}"):
        first.close()
        assert path.exists()


def test_a_number_that_is_no_listening_socket_is_said(tmp_path: Path) -> None:
    with (tmp_path / "file").open("wb") as file, socket.socket() as quiet:
        for fd in (file.fileno(), quiet.fileno(), 9999, -1, 1 << 40):
            with pytest.raises(CannotListen, match=rf"^--fd {fd} is no listening socket: ."):
                take_over(fd)
        quiet.getsockname()  # It was not closed.


@pytest.mark.parametrize(("family", "where"), [(socket.AF_INET, ("127.0.0.1", 0)), (socket.AF_UNIX, "")])
def test_a_socket_that_is_handed_over_is_known_by_its_address(
    tmp_path: Path, family: socket.AddressFamily, where: tuple[str, int] | str
) -> None:
    given = socket.socket(family)
    given.bind(where or str(tmp_path / "given.sock"))
    given.listen()
    taken = take_over(given.detach())
    expected = f"unix:{tmp_path}/given.sock" if taken.is_unix else f"http://127.0.0.1:{taken.opened.getsockname()[1]}"
    assert taken.url == expected
    taken.close()
    assert not taken.is_unix or (tmp_path / "given.sock").exists(), "systemd's own stays"


def test_names_in_the_environment_may_be_ipv6_and_are_no_addresses_of_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROSTRUM_HOSTS", "rostrum.example.org, 2001:db8::1,[2001:db8::2],10.0.0.1,.example.net")
    assert hosts()[3:] == ["rostrum.example.org", "[2001:db8::1]", "[2001:db8::2]", "10.0.0.1", ".example.net"]
    for wrong in ("https://rostrum.example.org", "rostrum.example.org:8443", "[2001:db8::1]:8000", "a b"):
        monkeypatch.setenv("ROSTRUM_HOSTS", wrong)
        with pytest.raises(ImproperlyConfigured, match="ROSTRUM_HOSTS takes names"):
            hosts()


# A server on it


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the servers below serve; its environment."""
    environment, _ = set_up(tmp_path_factory.mktemp("listening"))
    return environment | {"ROSTRUM_PROXIES": "127.0.0.1", "ROSTRUM_LOG": ""}


def started(environment: dict[str, str], *words: str, fds: Sequence[int] = ()) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "live", "serve", *words]
    return forked.Popen(command, env=environment, pass_fds=fds, stderr=subprocess.PIPE, text=True)


def rostrum(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "live", *words]
    return forked.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


@asynccontextmanager
async def serve(environment: dict[str, str], *words: str) -> AsyncIterator[tuple[str, subprocess.Popen[str]]]:
    """`rostrum serve`, once it says where it is; what it says, and its process."""
    process = started(environment, *words)
    assert process.stderr is not None
    try:
        async with asyncio.timeout(PATIENCE):
            said = await asyncio.to_thread(process.stderr.readline)
        where = re.search(r"Rostrum serves at (\S+)", said)
        assert where is not None, said + process.stderr.read()
        yield where[1], process
    finally:
        process.terminate()
        assert process.wait(PATIENCE) == 0
        process.stderr.close()


@pytest.mark.parametrize(
    "words",
    [
        ("--host", "localhost"),
        pytest.param(("--host", "::1"), marks=ipv6),
        pytest.param(("--host", "::", "--processes", "2"), marks=ipv6),
    ],
)
async def test_a_hall_and_a_phone_by_the_address_that_is_said(
    installed: dict[str, str], words: tuple[str, ...]
) -> None:
    async with (
        serve(installed, *words, "--port", "0") as (url, _),
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http,
    ):
        visitor = Visitor(url, http)
        assert (await visitor.get("/hall/plenary/")).status == 200
        assert (await visitor.post("/api/badge", {"code": badge_code("ken")}, Origin=url)).status == 200
        address = url.replace("http", "ws")
        async with connect(f"{address}/ws/rooms/plenary/hall/", origin=url, proxy=None) as opened:  # type: ignore[arg-type]
            assert (await Screen(opened).next("view"))["view"]["room"]["id"] == "plenary"


async def test_a_hall_and_a_phone_by_a_unix_socket(installed: dict[str, str], tmp_path: Path) -> None:
    """As a proxy asks there: it says whom it asks for."""
    path = tmp_path / "rostrum.sock"
    behind = {"Host": "localhost", "X-Forwarded-For": "198.51.100.7"}
    async with serve(installed, "--host", f"unix:{path}", "--processes", "2") as (url, process):
        assert url == f"unix:{path}"
        async with aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(path))) as http:
            visitor = Visitor("http://localhost", http)
            assert (await visitor.post("/api/badge", {"code": badge_code("ken")}, **behind)).status == 200
            # Nobody stands behind this one, who is on the machine; somebody behind that one.
            assert (await visitor.get("/metrics")).status == 200
            assert (await visitor.get("/metrics", **behind)).status == 401
        async with unix_connect(str(path), "ws://localhost/ws/rooms/plenary/hall/") as opened:
            await Screen(opened).next("view")
            process.terminate()
            assert await Screen(opened).closed() == 4012
        await asyncio.to_thread(process.wait, PATIENCE)
    assert not path.exists()
    done = await asyncio.to_thread(rostrum, installed, "audit", "--format", "json")
    assert "198.51.100.7" in done.stdout


async def test_a_second_server_on_the_same_socket_is_told_so(installed: dict[str, str], tmp_path: Path) -> None:
    with listens(f"unix:{tmp_path}/a.sock"):
        done = await asyncio.to_thread(rostrum, installed, "serve", "--host", f"unix:{tmp_path}/a.sock")
    assert (done.returncode, done.stderr.strip()) == (
        1,
        f"rostrum: Rostrum cannot listen on unix:{tmp_path}/a.sock: another process listens there.",
    )


# Before anything is set up


async def test_a_server_without_tables_waits_says_so_and_goes_on(tmp_path: Path) -> None:
    kept = {name: text for name, text in os.environ.items() if name not in ("DATABASE_URL", "SECRET_KEY")}
    environment = kept | {"ROSTRUM_DATA": str(tmp_path / "data"), "ROSTRUM_PREFIX": f"{tmp_path.name}-wait:"}

    async def does(*words: str) -> None:
        done = await asyncio.to_thread(rostrum, environment, *words)
        assert done.returncode == 0, done.stderr

    with socket.create_server(("127.0.0.1", 0)) as opened:
        port, fd = opened.getsockname()[1], opened.fileno()
        process = started(environment, "--fd", str(fd), "--wait", fds=[fd])
    try:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(PATIENCE)) as http:
            visitor = Visitor(f"http://127.0.0.1:{port}", http)
            told = await visitor.get("/readyz")
            assert (told.status, told.json["ready"]) == (503, False)
            assert "rostrum migrate" in told.json["fault"]
            assert (await visitor.get("/healthz")).status == 200
            assert (await visitor.get("/api/rooms/")).json == {"refused": "unavailable"}
            page = await visitor.get("/hall/plenary/")
            assert page.status == 503
            assert 'http-equiv="refresh"' in page.text
            await does("migrate", "--verbosity", "0")
            await visitor.get_until("/readyz", lambda answer: "programme import" in answer.text)
            await does("programme", "register")
            await does("programme", "import", "live/programme/puerto_vallarta")
            await visitor.get_until("/readyz", lambda answer: answer.status == 200)
            assert (await visitor.get("/hall/plenary/")).status == 200
    finally:
        process.terminate()
        _, said = await asyncio.to_thread(process.communicate, timeout=PATIENCE)
    assert process.returncode == 0
    assert "Traceback" not in said
    assert [line for line in said.splitlines() if "rostrum migrate" in line] == [NO_TABLES]


async def test_a_server_that_waits_ends_when_it_is_told_to(tmp_path: Path) -> None:
    data = os.environ | {"DATABASE_URL": "", "ROSTRUM_DATA": str(tmp_path)}
    process = started(data, "--host", f"unix:{tmp_path}/a.sock")
    assert process.stderr is not None
    assert "rostrum migrate" in await asyncio.to_thread(process.stderr.readline)
    process.terminate()
    assert await asyncio.to_thread(process.wait, PATIENCE) == 0
    process.stderr.close()
    assert not (tmp_path / "a.sock").exists()


async def test_without_a_programme_a_server_serves_and_one_is_begun_in_a_browser(
    tmp_path: Path,
) -> None:
    kept = {name: text for name, text in os.environ.items() if name not in ("DATABASE_URL", "SECRET_KEY")}
    environment = kept | {"ROSTRUM_DATA": str(tmp_path / "data"), "ROSTRUM_PREFIX": f"{tmp_path.name}-begin:"}
    environment |= {"DJANGO_SUPERUSER_PASSWORD": PASSWORD, "DJANGO_SETTINGS_MODULE": QUICK_PASSWORDS}
    who = ("--noinput", "--username", ORGANISER, "--email", "desk@example.org")
    for words in (("migrate", "--verbosity", "0"), ("createsuperuser", *who)):
        assert (await asyncio.to_thread(rostrum, environment, *words)).returncode == 0
    async with serve(environment, "--port", "0", "--processes", "2") as (url, process):
        assert process.stderr is not None
        said = await asyncio.to_thread(process.stderr.readline)
        assert said == f"There is no programme yet: it is made at {url}/setup/\n"
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
            visitor = Visitor(url, http)
            assert (await visitor.get("/readyz")).json["ready"]
            assert (await visitor.post("/api/sign-in", {"username": ORGANISER, "password": PASSWORD})).status == 200
            begun = await visitor.post("/api/setup/begin/example", {"example": "senate"})
            assert begun.status == 200, begun.text
            published = await visitor.post("/api/setup/publish", {"version": begun.json["version"]})
            assert published.status == 200, published.text
            room = (await visitor.get("/api/rooms/")).json[0]["id"]
            # Whichever process takes a screen up: each has its own knowledge of what rooms there are.
            for _ in range(6):
                async with connect(f"{url.replace('http', 'ws')}/ws/rooms/{room}/hall/", proxy=None) as opened:
                    assert (await Screen(opened).next("view"))["view"]["room"]["id"] == room
            assert (await visitor.get("/readyz")).json["rooms"]
