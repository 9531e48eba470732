"""Phones that are locked are told of their turn, through a push service on this machine in place of the browsers'."""

import asyncio
import json
import socket
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from os import urandom
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.request import urlopen

import http_ece  # type: ignore[import-untyped]
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from live.access import push_sending
from live.access.push import BadEndpoint, Unreachable, check_endpoint
from live.access.push_texts import LANGUAGES, PLACES, TITLES, Stage, notice
from live.live_room import LiveRoom
from live.programme.reading import LANGUAGES as OURS
from live.room.commands import OpenList, StartPhase, StartSegment
from tests.awaited import becomes
from tests.daphne import ASKS_EVERY_SECONDS, Answer, Daphne, Visitor, badge_code, serving, set_up
from tests.given import DESK


class Browser:
    """What a browser keeps of a subscription: the keys by which only it reads."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self._private = ec.generate_private_key(ec.SECP256R1())
        self._auth = urandom(16)

    def subscription(self, language: str = "en") -> dict[str, Any]:
        point = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {
            "endpoint": self.endpoint,
            "keys": {"p256dh": text(point), "auth": text(self._auth)},
            "language": language,
        }

    def reads(self, body: bytes) -> Any:
        return json.loads(
            http_ece.decrypt(body, private_key=self._private, auth_secret=self._auth, version="aes128gcm")
        )


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


class PushService:
    """Takes what it is sent as a push service does, and remembers it by path."""

    def __init__(self) -> None:
        self.took: list[tuple[str, dict[str, str], bytes]] = []
        self.answers: dict[str, int] = {}
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): text for name, text in self.headers.items()}
                service.took.append((self.path, headers, body))
                self.send_response(service.answers.get(self.path, 201))
                self.send_header("Location", f"{service.address}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    async def taken(self, path: str, count: int = 1) -> list[tuple[dict[str, str], bytes]]:
        """The first so many that came for `path`."""

        async def enough() -> bool:
            return len(self.at(path)) >= count

        await becomes(enough)
        return self.at(path)

    def at(self, path: str) -> list[tuple[dict[str, str], bytes]]:
        return [(headers, body) for at, headers, body in self.took if at == path]


@contextmanager
def push_service() -> Iterator[PushService]:
    service = PushService()
    thread = Thread(target=service.server.serve_forever, daemon=True)
    thread.start()
    yield service
    service.server.shutdown()
    service.server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def service() -> Iterator[PushService]:
    with push_service() as running:
        yield running


@pytest.fixture(scope="module")
async def daphne(tmp_path_factory: pytest.TempPathFactory, service: PushService) -> AsyncIterator[Daphne]:
    """Two processes, of which one tells."""
    folder = tmp_path_factory.mktemp("push")
    environment, keys = set_up(folder)
    environment["ROSTRUM_PUSH_TEST_SERVICE"] = service.address
    with serving(folder, environment, keys, processes=2) as running:
        # Two processes are two starts.
        with await asyncio.to_thread(urlopen, f"{running.address}/readyz", timeout=60):
            yield running
        await running.leave()


async def subscribed(
    phone: Visitor, browser: Browser, delegation: str, number: int = 1, language: str = "en"
) -> Answer:
    assert (await phone.post("/api/badge", {"code": badge_code(delegation, number)})).status == 200
    answer = await phone.post("/api/me/push", browser.subscription(language))
    assert (answer.status, answer.json["on"]) == (200, True), answer
    return answer


async def opened(room: LiveRoom) -> None:
    await room.handle(StartSegment("panel"), DESK, "start")
    await room.handle(StartPhase("floor"), DESK, "floor")
    await room.handle(OpenList(), DESK, "open")


async def asks(daphne: Daphne, room: LiveRoom, phone: Visitor) -> None:
    async with daphne.screen(room.id, "phone", cookies=phone.cookies()) as page:
        assert "refused" not in await page.ask({"type": "request_floor"}, f"ask-{room.id}")


async def test_a_locked_phone_is_told_to_be_ready_and_that_it_has_the_floor(
    daphne: Daphne, room: LiveRoom, service: PushService
) -> None:
    browser, path = Browser(f"{service.address}/{room.id}"), f"/{room.id}"
    async with daphne.visitor() as phone, daphne.screen(room.id, "hall"), daphne.screen(room.id, "hall"):
        await subscribed(phone, browser, "ken", language="fr")
        await opened(room)
        await asks(daphne, room, phone)
        (headers, body), *_ = await service.taken(path)
        ready = browser.reads(body)
        assert (ready["title"], ready["stage"], ready["room"]) == ("Tenez-vous prêt", "ready", room.id)
        assert ready["body"].endswith("rang 1")
        assert (headers["urgency"], headers["content-encoding"]) == ("high", "aes128gcm")
        assert 0 < int(headers["ttl"]) <= 300 and 0 < len(headers["topic"]) <= 32
        assert headers["authorization"].startswith("vapid t=")
        async with daphne.screen(room.id, "control", cookies=await desk_of(daphne)) as control:
            await control.ask({"type": "call_next_speaker", "expecting": control.view["next"]["id"]})
        _, (_, body) = await service.taken(path, 2)
        assert browser.reads(body)["title"] == "Vous avez la parole"
        # Once each, though two processes look.
        async with daphne.visitor() as other:
            marker = Browser(f"{service.address}/{room.id}-marker")
            await subscribed(other, marker, "fji")
            await asks(daphne, room, other)
            await service.taken(f"/{room.id}-marker")
        assert len(service.at(path)) == 2


async def desk_of(daphne: Daphne) -> str:
    async with daphne.visitor() as desk:
        assert (
            await desk.post("/api/sign-in", {"username": "organiser", "password": "a long enough password"})
        ).status == 200
        return desk.cookies()


async def test_a_server_that_starts_again_tells_nobody_twice(
    daphne: Daphne, room: LiveRoom, service: PushService, tmp_path: Path
) -> None:
    browser, path = Browser(f"{service.address}/{room.id}"), f"/{room.id}"
    async with daphne.visitor() as phone:
        await subscribed(phone, browser, "ken", 2)
        await opened(room)
        await asks(daphne, room, phone)
        await service.taken(path)
        with serving(tmp_path, daphne.environment, daphne.keys) as again:
            async with again.visitor() as other:
                marker = Browser(f"{service.address}/{room.id}-marker")
                await subscribed(other, marker, "fji", 2)
                await asks(again, room, other)
                await service.taken(f"/{room.id}-marker")
        assert len(service.at(path)) == 1


@pytest.mark.parametrize("status", [404, 410])
async def test_a_phone_that_its_service_does_not_know_any_more_is_forgotten(
    daphne: Daphne, room: LiveRoom, service: PushService, status: int
) -> None:
    browser, path = Browser(f"{service.address}/{room.id}"), f"/{room.id}"
    service.answers[path] = status
    async with daphne.visitor() as phone:
        await subscribed(phone, browser, "ken", 3)
        await opened(room)
        await asks(daphne, room, phone)
        await service.taken(path)

        async def forgotten() -> bool:
            return not (await phone.get("/api/me/push")).json["on"]

        await becomes(forgotten, ASKS_EVERY_SECONDS)


@pytest.mark.parametrize("status", [301, 302, 307, 308, 500])
async def test_a_redirect_is_not_followed_and_a_fault_is_said(
    daphne: Daphne, room: LiveRoom, service: PushService, status: int
) -> None:
    browser, path = Browser(f"{service.address}/{room.id}"), f"/{room.id}"
    service.answers[path] = status
    async with daphne.visitor() as phone:
        await subscribed(phone, browser, "ken", 4)
        await opened(room)
        await asks(daphne, room, phone)

        async def fault() -> str:
            said: str = (await phone.get("/api/me/push")).json["fault"]
            return said

        await becomes(fault, ASKS_EVERY_SECONDS)
        assert (await phone.get("/api/me/push")).json["on"]
        assert service.at("/elsewhere") == []


async def test_putting_the_badge_away_or_turning_it_off_ends_it(daphne: Daphne, service: PushService) -> None:
    async with daphne.visitor() as phone:
        browser = Browser(f"{service.address}/left")
        key = (await subscribed(phone, browser, "mex")).json["key"]
        assert len(key) == 87
        assert (await phone.delete("/api/me/push")).json == {"key": key, "on": False, "fault": ""}
        await subscribed(phone, browser, "mex")
        await phone.delete("/api/badge")
        assert (await phone.get("/api/me/push")).status == 401
        await phone.post("/api/badge", {"code": badge_code("mex")})
        assert (await phone.get("/api/me/push")).json["on"] is False


async def test_only_a_phone_with_a_badge_subscribes(daphne: Daphne, service: PushService) -> None:
    subscription = Browser(f"{service.address}/x").subscription()
    async with daphne.visitor() as visitor:
        assert (await visitor.post("/api/me/push", subscription)).status == 401
        assert (await visitor.ask("POST", "/api/me/push", subscription)).status == 403
        await visitor.post("/api/badge", {"code": badge_code("che")})
        assert (await visitor.ask("POST", "/api/me/push", subscription)).json["refused"] == "forged"


WRONG = [
    ({"endpoint": "https://10.0.0.1/push"}, "$.endpoint"),
    ({"endpoint": "http://127.0.0.1:1/push"}, "$.endpoint"),
    ({"endpoint": "x" * 2000}, "$.endpoint"),
    ({"endpoint": 7}, "$.endpoint"),
    ({"keys": {"p256dh": "AAAA", "auth": "AAAA"}}, "$.keys"),
    ({"keys": {"p256dh": text(b"\x04" + b"\x01" * 64), "auth": text(b"\0" * 16)}}, "$.keys"),
    ({"language": "de"}, "$.language"),
]


@pytest.mark.parametrize(("wrong", "place"), WRONG)
async def test_what_is_no_subscription_is_refused_with_its_place(
    daphne: Daphne, service: PushService, wrong: dict[str, Any], place: str
) -> None:
    async with daphne.visitor() as phone:
        await phone.post("/api/badge", {"code": badge_code("che")})
        answer = await phone.post("/api/me/push", Browser(f"{service.address}/x").subscription() | wrong)
        assert (answer.status, answer.json["refused"], answer.json["detail"]["path"]) == (400, "malformed", place)


# Where messages may go


PRIVATE = [
    *(
        f"https://{host}/"
        for host in ("127.0.0.1", "[::1]", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254")
    ),
    *(f"https://{host}/" for host in ("[fe80::1]", "[fc00::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "100.64.0.1", "[::]")),
    *(f"https://{host}/" for host in ("localhost", "2130706433", "0x7f.1", "127.1", "017700000001", "intranet")),
    *(f"https://{host}/" for host in ("224.0.0.1", "255.255.255.255", "93.184.216.34:8443", "user@93.184.216.34", "")),
    "http://93.184.216.34/",
    "ftp://93.184.216.34/",
    "https://[::1",
    "https://93.184.216.34\\@127.0.0.1/",
    "javascript:alert(1)",
    "//93.184.216.34/",
]


@pytest.mark.parametrize("endpoint", PRIVATE)
def test_no_endpoint_is_on_this_network_or_in_clear(endpoint: str) -> None:
    with pytest.raises((BadEndpoint, Unreachable)):
        check_endpoint(endpoint)


def test_an_endpoint_on_the_internet_is_taken() -> None:
    check_endpoint("https://93.184.216.34/push/abc")


@pytest.mark.parametrize("found", [["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["::1"], ["169.254.169.254"]])
def test_a_name_that_stands_for_an_address_here_is_refused(monkeypatch: pytest.MonkeyPatch, found: list[str]) -> None:
    answers = [(0, 0, 0, "", (address, 443)) for address in found]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
    with pytest.raises(BadEndpoint):
        check_endpoint("https://push.example.org/abc")


def test_a_connection_that_ended_up_here_says_nothing(service: PushService) -> None:
    """The name was looked up once more for the connection, and stands for this machine now."""
    before = len(service.took)
    with push_sending._session() as session, pytest.raises(requests.RequestException, match="not on the internet"):
        session.post(service.address.replace("http:", "https:"), data=b"secret", timeout=5)
    assert len(service.took) == before


@given(st.text(max_size=5000), st.text(max_size=5000))
def test_whatever_is_told_a_service_takes_it(title: str, body: str) -> None:
    fitting = push_sending._fitting({"title": title, "body": body})
    assert len(fitting.encode()) <= 3_900
    assert set(json.loads(fitting)) == {"title", "body"}


def test_every_language_says_every_stage_in_its_own_words() -> None:
    assert set(LANGUAGES) == set(PLACES) == set(OURS)
    said = {
        notice(language, stage, "plenary", {"en": "Plenary"}, 2)["title"] for language in LANGUAGES for stage in Stage
    }
    assert len(said) == len(LANGUAGES) * len(Stage)
    for language in LANGUAGES:
        assert set(TITLES[language]) == set(Stage)
        body = notice(language, Stage.READY, "plenary", {"en": "Plenary", language: "Зал"}, 2)["body"]
        assert "Зал" in body and "2" in body
