"""Whatever a request says, no answer to it leads to another origin, or to where somebody claims that Rostrum stands."""

import re
import socket
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.awaited import PATIENCE
from tests.daphne import Daphne, Kind, Visitor, serving, serving_well, set_up
from tests.often import ANY_MACHINE, of_the_day
from tests.set_up import ORGANISER, PASSWORD

ELSEWHERE = "evil.example"
PIECES = [
    "/",
    "//",
    "\\",
    ".",
    "..",
    "@",
    ":",
    ";",
    "%2f",
    "%2F%2F",
    "%5c",
    "%09",
    "%0a",
    "%0d%0aLocation:",
    "%00",
    "%20",
    "%E2%81%84",
    "http:",
    "https://",
    ELSEWHERE,
    f".{ELSEWHERE}",
    "127.0.0.1",
    "admin",
    "login",
    "logout",
    "password_change",
    "programme",
    "delegation",
    "r",
    "1",
    "jsi18n",
    "phone",
    "sign-in",
    "control",
    "hall",
    "plenary",
    "api",
    "badge",
    "static",
    "readyz",
]
TARGETS = [
    f"/{ELSEWHERE}",
    f"//{ELSEWHERE}",
    f"/\\{ELSEWHERE}",
    f"/.//{ELSEWHERE}",
    f"/%2f{ELSEWHERE}",
    f"\\\\{ELSEWHERE}",
    f"https://{ELSEWHERE}",
    f"https:{ELSEWHERE}",
    f"https:///{ELSEWHERE}",
    f"http:/\\{ELSEWHERE}",
    "javascript:alert(1)",
    f"/\t/{ELSEWHERE}",
    f"%09//{ELSEWHERE}",
    f"@{ELSEWHERE}",
    f"//127.0.0.1@{ELSEWHERE}",
    f"////{ELSEWHERE}",
]
HOSTS = [None, ELSEWHERE, f"127.0.0.1@{ELSEWHERE}", f"127.0.0.1:80@{ELSEWHERE}", "127.0.0.1.", "localhost", "[::1]:99"]
NAMES = [
    "X-Forwarded-Host",
    "X-Forwarded-Server",
    "X-Forwarded-Port",
    "X-Forwarded-Prefix",
    "X-Forwarded-Proto",
    "X-Forwarded-For",
    "Forwarded",
    "Daphne-Root-Path",
    "Script-Name",
    "X-Script-Name",
    "X-Original-URL",
    "X-Rewrite-URL",
    "X-Host",
    "Referer",
    "Origin",
]
VALUES = [
    ELSEWHERE,
    f"//{ELSEWHERE}",
    f"https://{ELSEWHERE}",
    f"host={ELSEWHERE}",
    "https",
    "http",
    "/admin",
    "/",
    "x",
    "é",
]

paths = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
targets = st.one_of(
    st.sampled_from(TARGETS),
    st.builds(lambda slash, path: slash + path, st.sampled_from(["/", "/admin/", "/admin/login/", ""]), paths),
    st.builds(
        lambda path, target: f"{path}?next={target}", st.sampled_from(["/admin/login/", "/sign-in/", "/admin"]), paths
    ),
).map(lambda target: re.sub(r"[\s]", "%20", target) or "/")
headers = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES)), max_size=3)


@pytest.fixture(scope="module", params=of_the_day(Kind, Kind.DAPHNE))
async def daphne(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Daphne]:
    """Whichever server hands the request over."""
    async with serving_well(tmp_path_factory.mktemp(f"origins-{request.param}"), request.param) as running:
        yield running


@pytest.fixture(scope="module", params=of_the_day(Kind, Kind.DAPHNE))
async def https(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Daphne]:
    """A server that sends everybody to HTTPS, and everybody comes through its proxy."""
    folder = tmp_path_factory.mktemp(f"https-{request.param}")
    environment, keys = set_up(folder)
    environment |= {"ROSTRUM_HTTPS": "1", "ROSTRUM_PROXIES": "127.0.0.1"}
    with serving(folder, environment, keys, kind=request.param) as running:
        yield await running.ready()
        await running.leave()


@pytest.fixture(scope="module")
async def session(daphne: Daphne) -> str:
    async with daphne.visitor() as desk:
        assert (await desk.post("/api/sign-in", {"username": ORGANISER, "password": PASSWORD})).status == 200
        return desk.cookies()


def answered(daphne: Daphne, target: str, lines: list[str], host: str | None = None) -> tuple[str, list[str]]:
    """The host that was asked for, and the lines of the answer's head."""
    named = f"127.0.0.1:{daphne.port}" if host is None else host
    request = "\r\n".join([f"GET {target} HTTP/1.1", f"Host: {named}", *lines, "Connection: close", "", ""])
    answer = b""
    with socket.create_connection(("127.0.0.1", daphne.port), timeout=PATIENCE) as connection:
        connection.sendall(request.encode())
        while b"\r\n\r\n" not in answer and (more := connection.recv(65536)):
            answer += more
    return named, answer.partition(b"\r\n\r\n")[0].decode("latin1").split("\r\n")


def leads_elsewhere(location: str, host: str) -> bool:
    """Whether a browser that reads `location` in an answer of `host` goes to another origin; as the URL standard reads
    it: blanks around it and tabs in it are nothing, and a backslash is a slash.
    """
    read = re.sub(r"[\t\r\n]", "", location.strip("".join(map(chr, range(33))))).replace("\\", "/")
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", read):
        return not read.lower().startswith((f"http://{host}/".lower(), f"https://{host}/".lower()))
    return read.startswith("//")


def locations(lines: list[str]) -> list[str]:
    return [line.partition(":")[2] for line in lines if line.lower().startswith("location:")]


@pytest.mark.parametrize("location", [*TARGETS[1:4], *TARGETS[5:12], "//a", "https://a.evil.example/", "https://a@b/"])
def test_what_leads_elsewhere_is_known_by_these_tests(location: str) -> None:
    assert leads_elsewhere(location, "a") == (location != f"/.//{ELSEWHERE}")


bounded = settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture, *ANY_MACHINE])


@bounded
@given(target=targets, stated=headers, host=st.sampled_from(HOSTS), known=st.booleans())
@example(target="/phone", stated=[("Daphne-Root-Path", f"//{ELSEWHERE}")], host=None, known=False)
@example(target="/admin", stated=[("Daphne-Root-Path", f"//{ELSEWHERE}")], host=None, known=True)
@example(target="/admin/", stated=[("Daphne-Root-Path", "é")], host=None, known=False)
@example(target=f"//{ELSEWHERE}/admin", stated=[], host=None, known=True)
def test_no_request_is_led_to_another_origin(  # noqa: PLR0913  Each is drawn by itself.
    daphne: Daphne, session: str, target: str, stated: list[tuple[str, str]], host: str | None, known: bool
) -> None:
    lines = [f"{name}: {text}" for name, text in stated] + ([f"Cookie: {session}"] if known else [])
    named, head = answered(daphne, target, lines, host)
    assert [found for found in locations(head) if leads_elsewhere(found, named)] == []
    assert not head[0].startswith("HTTP/1.1 5"), head


@bounded
@given(target=targets, stated=headers, host=st.sampled_from(HOSTS))
@example(target=f"@{ELSEWHERE}/", stated=[], host=None)
@example(target=f".{ELSEWHERE}/", stated=[], host=None)
@example(target=f"//{ELSEWHERE}/", stated=[], host=None)
@example(target="/admin", stated=[("X-Forwarded-Proto", "https"), ("Daphne-Root-Path", f"//{ELSEWHERE}")], host=None)
def test_no_request_is_led_to_another_origin_on_its_way_to_https(
    https: Daphne, target: str, stated: list[tuple[str, str]], host: str | None
) -> None:
    named, head = answered(https, target, [f"{name}: {text}" for name, text in stated], host)
    assert [found for found in locations(head) if leads_elsewhere(found, named)] == []


async def test_whoever_signs_in_stays_here(daphne: Daphne) -> None:
    async def enter(visitor: Visitor, target: str) -> str:
        form = f"username={ORGANISER}&password={PASSWORD.replace(' ', '+')}&next={target.replace('%', '%25')}"
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": await visitor._csrf()}
        answer = await visitor.ask("POST", "/admin/login/", form.encode(), **headers)
        assert answer.status == 302
        return str(answer.headers["Location"])

    async with daphne.visitor() as visitor:
        for target in TARGETS:
            assert not leads_elsewhere(await enter(visitor, target), f"127.0.0.1:{daphne.port}"), target


ROOT_PATHS = ["/elsewhere", f"//{ELSEWHERE}", "/admin", "/phone", "/api", "%2f%2fevil", "é", ""]


@pytest.mark.parametrize("root", ROOT_PATHS)
@pytest.mark.parametrize("path", ["/", "/admin", "/admin/login/", "/admin/", "/phone", "/phone/", "/api/me", "/readyz"])
async def test_where_rostrum_stands_is_not_for_clients_to_say(daphne: Daphne, root: str, path: str) -> None:
    """Status, Location, cookies' paths and links are those of a request without the header."""

    async def seen(**stated: str) -> tuple[int, str | None, list[str], list[str]]:
        async with daphne.visitor() as visitor:
            answer = await visitor.get(path, **stated)
        paths = [re.sub(r"=[^;]*", "", cookie, count=1) for cookie in answer.headers.getall("Set-Cookie", [])]
        paths = [re.sub(r"expires=[^;]*", "", cookie) for cookie in paths]
        links = re.findall(r'(?:href|src|action)="([^"]*)"', answer.text)
        return answer.status, answer.headers.get("Location"), paths, links

    assert await seen(**{"Daphne-Root-Path": root}) == await seen()


@pytest.mark.parametrize("root", ROOT_PATHS)
async def test_a_socket_stands_where_it_stands(daphne: Daphne, root: str) -> None:
    async with daphne.knock("/ws/rooms/plenary/hall/", headers={"Daphne-Root-Path": root}) as screen:
        await screen.next("view")
