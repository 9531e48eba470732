"""What `deploy/` says works: its environment, its Valkey, its proxy, its units; and that it says all there is."""

import asyncio
import csv
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import aiohttp
import pytest
from django.core.exceptions import ImproperlyConfigured
from playwright.async_api import async_playwright, expect
from prometheus_client import REGISTRY
from websockets.asyncio.client import connect

from live.live_room import LiveRoom
from live.programme.publishing import BUILTIN
from live.room.commands import OpenList, StartPhase, StartSegment
from live.spreadsheets import MARK
from live.store.embedded import DURABLE, binary, check_server
from live.web import settings as live_settings
from live.web.environment import proxies
from live.web.serving.proxies import client_of
from tests import forked
from tests.awaited import PATIENCE, until
from tests.chromium import FLAGS, installed
from tests.daphne import Daphne, Screen, Visitor, badge_code, serving, set_up
from tests.given import DESK
from tests.ports import free_port
from tests.proxies import DEPLOY, SITE, caddy, changed, nginx
from tests.set_up import ORGANISER

ROOT = Path(__file__).resolve().parents[2]
NAMES = re.compile(r"\b(?:ROSTRUM_[A-Z_]+|REDIS_URL|DATABASE_URL|SECRET_KEY)\b")


def documented_environment() -> dict[str, str]:
    lines = (DEPLOY / "environment").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def needs(*programs: str) -> pytest.MarkDecorator:
    missing = [name for name in programs if shutil.which(name) is None]
    return pytest.mark.skipif(bool(missing), reason=f"this machine has no {' and no '.join(missing)}")


# What is written


def test_the_documented_environment_is_all_there_is() -> None:
    told = (DEPLOY / "README.md").read_text()
    listed = set(re.findall(r"^\| `([A-Z_]+)`", told, re.M))
    assert listed == set(NAMES.findall(live_settings.__doc__ or ""))
    read = [
        name
        for file in (ROOT / "live").rglob("*.py")
        for line in file.read_text().splitlines()
        if "os.environ" in line
        for name in NAMES.findall(line)
    ]
    assert set(read) == listed
    assert documented_environment().keys() <= listed


def test_every_figure_that_is_to_be_watched_is_counted() -> None:
    watched = set(re.findall(r"\brostrum_[a-z_]+\b", (DEPLOY / "README.md").read_text()))
    samples = {metric.name for metric in REGISTRY.collect()}
    counted = samples | {f"{name}{suffix}" for name in samples for suffix in ("_total", "_bucket", "_count", "_sum")}
    assert watched
    assert watched <= counted


@pytest.mark.parametrize("file", ["compose.yaml", "kubernetes/valkey.yaml"])
def test_every_valkey_keeps_what_it_accepts(file: str) -> None:
    words = re.sub(r"[\"\n]|- ", " ", (DEPLOY / file).read_text()).split()
    for name, wanted in DURABLE.items():
        assert words[words.index(f"--{name}") + 1] == wanted


# The environment


def test_django_finds_nothing_amiss_in_the_documented_environment(tmp_path: Path) -> None:
    environment = os.environ | documented_environment() | {"ROSTRUM_DATA": str(tmp_path)}
    # Without a key given, one is made, which has to be good enough too.
    environment.pop("SECRET_KEY", None)
    command = [sys.executable, "-m", "live", "check", "--deploy", "--fail-level", "WARNING"]
    done = forked.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr.strip()) == (0, "")
    assert "no issues" in done.stdout


@pytest.mark.parametrize(
    ("words", "module", "locks"),
    [
        (["check"], "tests", 2),
        (["check", "--deploy"], "live", 1),
        (["check", "--deploy", "--fail-level", "WARNING"], "live", 1),
        (["check", "programme"], "live", 1),
        (["check", "--data", "kept"], "live", 1),
        (["test", "tests/room"], "tests", 2),
        (["serve"], "live", 1),
    ],
)
def test_the_developers_checks_are_one_word_and_all_else_is_djangos(
    monkeypatch: pytest.MonkeyPatch, words: list[str], module: str, locks: int
) -> None:
    """Whoever looks after the machine has no need of the packages that developers have."""
    loader = SourceFileLoader("bootstrap", str(ROOT / "rostrum"))
    bootstrap: Any = module_from_spec(spec_from_loader("bootstrap", loader) or pytest.fail())
    loader.exec_module(bootstrap)
    wanted: list[dict[str, str]] = []
    ran: list[list[str]] = []
    monkeypatch.setattr(sys, "argv", ["rostrum", *words])

    def look(marks: dict[str, str]) -> bool:
        wanted.append(marks)
        return True

    monkeypatch.setattr(bootstrap, "is_installed", look)
    monkeypatch.setattr(bootstrap.os, "execv", lambda _program, command: ran.append(command))
    bootstrap.main()
    assert ran == [[bootstrap.PYTHON, "-m", module, *words]]
    assert len([name for name in wanted[0] if name.startswith("requirements")]) == locks


def test_a_proxy_that_is_none_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROSTRUM_PROXIES", "10.0.0.0/8, proxy.local")
    with pytest.raises(ImproperlyConfigured, match=r"proxy\.local"):
        proxies()


# Who stands behind the proxy


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["2001:db8::1"], "2001:db8::1"),
        # What a client wrote itself stands first, and is not believed.
        ("10.0.0.1", ["127.0.0.1, 198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["127.0.0.1", "198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["198.51.100.1, 10.0.0.2"], "198.51.100.1"),
        ("10.0.0.1", ["198.51.100.1, nonsense, 10.0.0.2"], "10.0.0.2"),
        ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ("10.0.0.1", ["unknown"], "10.0.0.1"),
        # One address, however it is written.
        ("::ffff:10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("::ffff:203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("fe80::1%eth0", ["198.51.100.1"], "fe80::1"),
        ("10.0.0.1", ["::ffff:198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["198.51.100.1:4711"], "198.51.100.1"),
        ("10.0.0.1", ["[2001:DB8:0::1]:4711"], "2001:db8::1"),
        ("10.0.0.1", ['"[2001:db8::1]"'], "2001:db8::1"),
        ("10.0.0.1", ["fe80::1%eth0"], "fe80::1"),
        ("10.0.0.1", ["198.51.100.1, ::ffff:10.0.0.2, [::ffff:a00:3]:80"], "198.51.100.1"),
        ("10.0.0.1", ["198.51.100.1, 2001:db8::1:80:"], "10.0.0.1"),
    ],
)
def test_a_proxy_is_believed_as_far_as_it_is_known(
    monkeypatch: pytest.MonkeyPatch, peer: str, forwarded: list[str], client: str
) -> None:
    monkeypatch.setenv("ROSTRUM_PROXIES", "10.0.0.0/8")
    headers = [(b"host", b"a"), *((b"x-forwarded-for", line.encode()) for line in forwarded)]
    found = client_of({"client": [peer, 4711], "headers": headers}, proxies())
    assert found is not None
    assert found[0] == client


def test_a_connection_without_an_address_stays_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROSTRUM_PROXIES", "10.0.0.0/8")
    assert client_of({"client": None, "headers": [(b"x-forwarded-for", b"198.51.100.1")]}, proxies()) is None


@pytest.fixture(scope="module")
async def behind_a_proxy(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Daphne]:
    """A server as the documented environment makes it."""
    folder = tmp_path_factory.mktemp("deployed")
    environment, keys = set_up(folder)
    ours = ("REDIS_URL", "ROSTRUM_DATA", "ROSTRUM_LOG")
    environment |= {name: text for name, text in documented_environment().items() if name not in ours}
    with serving(folder, environment, keys, processes=2) as running:
        # Two processes are two starts.
        with await asyncio.to_thread(urlopen, f"{running.address}/readyz", timeout=60):
            yield running
        await running.leave()


@pytest.mark.long
async def test_who_guesses_passwords_is_stopped_by_their_own_address(behind_a_proxy: Daphne) -> None:
    outside = {"Host": SITE, "X-Forwarded-Proto": "https"}

    async def guess(visitor: Visitor, address: str) -> str:
        page = await visitor.get("/sign-in/", **outside)
        csrf = re.search(r"(__Host-[\w-]+_csrf)=(\w+)", page.headers["Set-Cookie"])
        assert csrf is not None
        headers = {"X-CSRFToken": csrf[2], "Cookie": f"{csrf[1]}={csrf[2]}", "X-Forwarded-For": address}
        body = {"username": ORGANISER, "password": "guessed"}
        answer = await visitor.ask("POST", "/api/sign-in", body, Origin=f"https://{SITE}", **outside, **headers)
        return str(answer.json["refused"])

    async with behind_a_proxy.visitor() as visitor:
        said = [await guess(visitor, "198.51.100.7") for _ in range(9)]
        assert (said[0], said[-1]) == ("wrong_sign_in", "too_many_tries")
        # Writing an address of one's own in front of what the proxy adds is no way round.
        assert await guess(visitor, "198.51.100.99, 198.51.100.7") == "too_many_tries"
        assert await guess(visitor, "198.51.100.8") == "wrong_sign_in"


async def test_probes_reach_a_server_that_insists_on_https(behind_a_proxy: Daphne) -> None:
    async with behind_a_proxy.visitor() as probe:
        for path in ("/healthz", "/readyz", "/metrics"):
            assert (await probe.get(path)).status == 200
        insisted = await probe.get("/hall/plenary/", Host=SITE)
        assert (insisted.status, insisted.headers["Location"]) == (301, f"https://{SITE}/hall/plenary/")
        passed_on = await probe.get("/metrics", **{"X-Forwarded-For": "198.51.100.7"})
        assert passed_on.status == 401


# The proxies


PROXIES = [pytest.param(nginx, marks=needs("nginx", "openssl")), pytest.param(caddy, marks=needs("caddy"))]


@pytest.mark.parametrize("proxy", PROXIES)
async def test_a_delegate_asks_for_the_floor_through_the_proxy(
    behind_a_proxy: Daphne, tmp_path: Path, proxy: Any
) -> None:
    room = await behind_a_proxy.new_room()
    await opened(room)
    with proxy(tmp_path, behind_a_proxy.port) as port:
        secure = ssl.create_default_context(cafile=tmp_path / "fullchain.pem")
        address = f"https://{SITE}:{port}"
        connector = aiohttp.TCPConnector(ssl=secure, resolver=Here())
        async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(PATIENCE)) as http:
            phone = Visitor(address, http)
            page = await phone.get("/phone/")
            assert page.status == 200
            assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
            answer = await phone.post("/api/badge", {"code": badge_code("ken")}, Origin=address, Referer=address)
            assert (answer.status, answer.json["role"]) == (200, "head_of_delegation")
            assert "Secure" in answer.headers["Set-Cookie"]
            cookies = phone.cookies()
            assert {(await phone.get(path)).status for path in ("/metrics", "/readyz")} == {404}
        async with connect(
            f"wss://{SITE}:{port}/ws/rooms/{room.id}/phone/",
            host="127.0.0.1",
            port=port,
            ssl=secure,
            origin=address,  # type: ignore[arg-type]
            additional_headers={"Cookie": cookies},
            proxy=None,
        ) as socket:
            screen = Screen(socket)
            await screen.next("view")
            asked = await screen.ask({"type": "request_floor"})
            await screen.reach(asked["position"])
            assert screen.view["list"]["count"] == 1


@pytest.mark.parametrize("proxy", PROXIES)
async def test_who_asks_while_rostrum_is_away_is_shown_a_page_that_asks_again(tmp_path: Path, proxy: Any) -> None:
    with proxy(tmp_path, free_port()) as port:
        secure = ssl.create_default_context(cafile=tmp_path / "fullchain.pem")
        connector = aiohttp.TCPConnector(ssl=secure, resolver=Here())
        async with aiohttp.ClientSession(connector=connector) as http:
            away = await Visitor(f"https://{SITE}:{port}", http).get("/hall/plenary/")
            assert (away.status // 100, away.headers["Cache-Control"]) == (5, "no-store")
            assert away.text == (DEPLOY / "back-soon.html").read_text()
            program = await Visitor(f"https://{SITE}:{port}", http).get("/api/rooms/")
            assert program.status // 100 == 5


@pytest.mark.browser
@needs("nginx", "openssl")
async def test_a_wall_whose_first_request_found_nobody_comes_to_life(tmp_path: Path) -> None:
    """Nobody touches it: Rostrum starts, and the hall is on it."""
    environment, keys = deployed(tmp_path)
    upstream = free_port()
    rules = [f"--host-resolver-rules=MAP {SITE} 127.0.0.1", "--ignore-certificate-errors"]
    with nginx(tmp_path, upstream) as port:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=installed(), args=[*FLAGS, *rules])
            wall = await browser.new_page(ignore_https_errors=True)
            answer = await wall.goto(f"https://{SITE}:{port}/hall/plenary/")
            assert answer is not None
            assert answer.status // 100 == 5
            with serving(tmp_path, environment, keys, port=upstream):
                await expect(wall.get_by_test_id("screen")).to_have_attribute("data-health", "live", timeout=60_000)
            await browser.close()


@needs("nginx", "openssl")
async def test_a_proxy_and_rostrum_meet_on_a_unix_socket(tmp_path: Path) -> None:
    """No port is open; whoever comes is known by their own address."""
    environment, _ = deployed(tmp_path)
    path = tmp_path / "rostrum.sock"
    command = [sys.executable, "-m", "live", "serve", "--host", f"unix:{path}", "--processes", "2"]
    with (tmp_path / "serve.log").open("wb") as log:
        process = await asyncio.to_thread(forked.Popen, command, env=environment, stderr=log)
    try:
        with nginx(tmp_path, path) as port:
            secure = ssl.create_default_context(cafile=tmp_path / "fullchain.pem")
            address = f"https://{SITE}:{port}"
            async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=secure, resolver=Here())) as http:
                phone = Visitor(address, http)
                await phone.get_until("/healthz", lambda answer: answer.status == 200)
                answer = await phone.post("/api/badge", {"code": badge_code("ken")}, Origin=address, Referer=address)
                assert (answer.status, answer.json["role"]) == (200, "head_of_delegation")
                cookies = phone.cookies()
            async with connect(
                f"wss://{SITE}:{port}/ws/rooms/plenary/phone/",
                host="127.0.0.1",
                port=port,
                ssl=secure,
                origin=address,  # type: ignore[arg-type]
                additional_headers={"Cookie": cookies},
                proxy=None,
            ) as opened_socket:
                await Screen(opened_socket).next("view")
    finally:
        process.terminate()
        assert await asyncio.to_thread(process.wait, 60) == 0, (tmp_path / "serve.log").read_text()
    assert not path.exists()


def deployed(folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """What is set up in `folder`, in the documented environment."""
    environment, keys = set_up(folder)
    ours = ("REDIS_URL", "ROSTRUM_DATA", "ROSTRUM_LOG")
    return environment | {name: text for name, text in documented_environment().items() if name not in ours}, keys


class Here(aiohttp.abc.AbstractResolver):
    """Every name is this machine's."""

    async def resolve(self, host: str, port: int = 0, family: int = socket.AF_INET) -> list[Any]:
        return [{"hostname": host, "host": "127.0.0.1", "port": port, "family": family, "proto": 0, "flags": 0}]

    async def close(self) -> None:
        pass


async def opened(room: LiveRoom) -> None:
    await room.handle(StartSegment("panel"), DESK, "start")
    await room.handle(StartPhase("floor"), DESK, "floor")
    await room.handle(OpenList(), DESK, "open")


# Store, units, cluster


def test_the_valkey_that_is_described_has_nothing_to_worry_about(tmp_path: Path) -> None:
    conf = changed(
        (DEPLOY / "valkey.conf").read_text(),
        ("/run/valkey/valkey.sock", str(tmp_path / "valkey.sock")),
        ("/var/lib/valkey", str(tmp_path)),
    )
    (tmp_path / "valkey.conf").write_text(conf)
    process = subprocess.Popen([binary(), str(tmp_path / "valkey.conf")], stdout=subprocess.DEVNULL)
    try:
        until((tmp_path / "valkey.sock").exists)
        assert check_server(f"unix://{tmp_path}/valkey.sock?db=0").warnings == []
    finally:
        process.terminate()
        process.wait(PATIENCE)


@pytest.mark.parametrize("on_a_file", [False, True])
@needs("systemd-analyze")
def test_systemd_understands_the_units(tmp_path: Path, on_a_file: bool) -> None:
    for name in ("rostrum.service", "rostrum.socket"):
        unit = (DEPLOY / "systemd" / name).read_text()
        if on_a_file and name.endswith(".socket"):
            unit = changed(unit, ("ListenStream=127.0.0.1:8000\n", ""), ("# ListenStream", "ListenStream"))
            unit = changed(unit, ("# SocketGroup=www-data", "SocketGroup=root"), ("# SocketMode", "SocketMode"))
        (tmp_path / name).write_text(unit.replace("/opt/rostrum/.venv/bin/rostrum", sys.executable))
    command = ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


@needs("kubectl")
def test_kustomize_puts_the_cluster_together() -> None:
    command = ["kubectl", "kustomize", str(DEPLOY / "kubernetes")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    kinds = re.findall(r"^kind: (\w+)$", done.stdout, re.M)
    assert sorted(set(kinds)) == [
        *("ConfigMap", "Deployment", "Ingress", "Job", "NetworkPolicy", "PodDisruptionBudget", "Service"),
        "StatefulSet",
    ]
    # The map of the page has a name of its own for every text, and whoever names it says that one.
    (page,) = re.findall(r"^  name: (back-soon-\w+)$", done.stdout, re.M)
    assert f"          name: {page}" in done.stdout


# An installation, as the README sets it up


async def test_an_installation_serves_the_programme_it_was_given(tmp_path: Path) -> None:
    environment = {**os.environ, "ROSTRUM_DATA": str(tmp_path / "data"), "ROSTRUM_PREFIX": f"{tmp_path.name}:"}
    environment.pop("SECRET_KEY", None)

    def rostrum(*arguments: str) -> str:
        command = [sys.executable, "-m", "live", *arguments]
        done = forked.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
        return done.stdout.strip()

    rostrum("migrate", "--verbosity", "0")
    assert "delegations" in rostrum("programme", "register")
    rostrum("programme", "import", str(BUILTIN), "--first-day", "2017-12-04")
    rooms = ["plenary", "breakout-1", "breakout-2", "breakout-3"]
    assert rostrum("publish") == f"In force in {', '.join(rooms)}."
    badges = list(csv.DictReader(rostrum("programme", "badges").removeprefix(MARK).splitlines()))
    assert {badge["number"] for badge in badges} == {"1", "2", "3", "4"}
    (kenya,) = [badge for badge in badges if badge["delegation"] == "ken" and badge["head"]]
    with serving(tmp_path, environment, {}) as server:
        async with server.visitor() as phone:
            assert [room["id"] for room in (await phone.get("/api/rooms/")).json] == rooms
            assert (await phone.post("/api/badge", {"code": kenya["code"]})).status == 200
            # While it runs, a change is published again.
            rostrum("programme", "import", str(BUILTIN), "--first-day", "2018-03-05")
            async with server.screen("plenary", "hall") as hall:
                before = hall.position
                rostrum("publish")
                await hall.reach(before + 1)
