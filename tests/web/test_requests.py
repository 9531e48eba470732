"""One request is read alike over a socket and over HTTP: whatever its headers are like, both take it for the same
person's, or refuse it.
"""

import base64
import socket
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from live.web.environment import proxies
from live.web.serving.proxies import normalized
from tests.awaited import PATIENCE
from tests.daphne import Daphne, Kind, Visitor, badge_code, serving, serving_well, set_up
from tests.often import ANY_MACHINE, of_the_day
from tests.set_up import ORGANISER, PASSWORD

VIEWS = ("control", "rapporteur", "phone", "proceedings")
MEANT_BY = {4001: 401, 4003: 403}
"""What HTTP says where a socket is closed with this code."""
Lines = Sequence[bytes]
UPGRADE = (
    b"Upgrade: websocket",
    b"Connection: Upgrade",
    b"Sec-WebSocket-Version: 13",
    b"Sec-WebSocket-Key: " + base64.b64encode(b"sixteen bytes !!"),
)


@dataclass(frozen=True)
class Keys:
    """What somebody may show: cookies as `name=value`, and a program's token."""

    session: bytes
    badge: bytes
    token: bytes
    code: bytes


@pytest.fixture(scope="module", params=of_the_day(Kind, Kind.DAPHNE))
async def daphne(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Daphne]:
    """Whichever server hands the headers over."""
    # One badge comes in hundreds of times here, each time with other headers.
    async with serving_well(tmp_path_factory.mktemp(f"requests-{request.param}"), request.param, bounds=100) as running:
        yield running


def held(what: str, visitor: Visitor) -> bytes:
    return next(cookie for cookie in visitor.cookies().split("; ") if f"_{what}=" in cookie).encode()


@pytest.fixture(scope="module")
async def keys(daphne: Daphne) -> Keys:
    async with daphne.visitor() as desk, daphne.visitor() as phone:
        await desk.post("/api/sign-in", {"username": ORGANISER, "password": PASSWORD})
        await phone.post("/api/badge", {"code": badge_code("ken")})
        session, badge = held("session", desk), held("badge", phone)
    return Keys(session, badge, daphne.manage("token", ORGANISER).encode(), badge_code("fji").encode())


def asked(daphne: Daphne, path: str, lines: Lines, host: bytes | None = None) -> bytes:
    """The answer to a request with these header lines, up to its end or to its first frame."""
    with socket.create_connection(("127.0.0.1", daphne.port), timeout=PATIENCE) as connection:
        named = f"127.0.0.1:{daphne.port}".encode() if host is None else host
        connection.sendall(b"\r\n".join([f"GET {path} HTTP/1.1".encode(), b"Host: " + named, *lines]) + b"\r\n\r\n")
        answer = b""
        while more := connection.recv(65536):
            answer += more
            _, ends, frame = answer.partition(b"\r\n\r\n")
            if ends and answer.startswith(b"HTTP/1.1 101") and len(frame) >= 4:
                break
            # Whoever refuses a handshake need not hang up.
            if ends and answer.startswith(b"HTTP/1.1 4") and UPGRADE[0] in lines:
                break
        return answer


def over_http(daphne: Daphne, view: str, lines: Lines) -> int:
    return int(asked(daphne, f"/api/rooms/plenary/{view}", [*lines, b"Connection: close"]).split(b" ", 2)[1])


def over_a_socket(daphne: Daphne, view: str, lines: Lines) -> int:
    """What HTTP would say: 200 for a view."""
    answer = asked(daphne, f"/ws/rooms/plenary/{view}/", [*UPGRADE, *lines])
    status = int(answer.split(b" ", 2)[1])
    if status != 101:
        return status
    frame = answer.partition(b"\r\n\r\n")[2]
    return MEANT_BY[int.from_bytes(frame[2:4], "big")] if frame[0] == 0x88 else 200


def alike(daphne: Daphne, lines: Lines) -> list[int]:
    """Who the product takes the sender for, by what is shown them; the same both ways."""
    found = [over_http(daphne, view, lines) for view in VIEWS]
    assert [over_a_socket(daphne, view, lines) for view in VIEWS] == found, lines
    return found


ADMINISTRATOR, DELEGATE, NOBODY = [200, 200, 200, 200], [403, 403, 200, 200], [401, 401, 401, 401]
ODD = [
    b"a@b=1",
    b"a/b=1",
    b"nameless",
    b"=nameless",
    b'prefs={"a": 1, "b": [2, 3]}',
    b'quoted="a; b"',
    b"name with blanks = and more",
    b"latin=\xe9\xff",
    b"utf8=\xc3\xa9\xe2\x82\xac",
    b"next-line=a\x85b",
    b"comma=a,b",
    b"many=a=b=c",
    b"",
    b"[x]=1",
    b"expires=Mon, 01 Jan 2030 00:00:00 GMT",
]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("after", [False, True])
def test_an_odd_cookie_beside_ones_own_hides_nobody(daphne: Daphne, keys: Keys, odd: bytes, after: bool) -> None:
    for own, who in ((keys.session, ADMINISTRATOR), (keys.badge, DELEGATE)):
        pair = [own, odd] if after else [odd, own]
        # Somebody's quotation mark may swallow what comes after it, but then both ways.
        assert alike(daphne, [b"Cookie: " + b"; ".join(pair)]) == who


@pytest.mark.parametrize("header", [b"Cookie", b"cookie", b"COOKIE", b"cOOkie"])
def test_several_cookie_headers_are_one_list(daphne: Daphne, keys: Keys, header: bytes) -> None:
    for own, who in ((keys.session, ADMINISTRATOR), (keys.badge, DELEGATE)):
        assert alike(daphne, [header + b": a=1", header + b": " + own]) == who
        assert alike(daphne, [header + b": " + own, header + b": a=1"]) == who
        assert alike(daphne, [header + b":" + own + b";"]) == who


@pytest.mark.parametrize(
    "stated",
    [b"Basic b3I6Z2E=", b"Negotiate YII=", b'Digest username="a", realm="b"', b"NTLM x", b"", b"nonsense", b"Basic"],
)
def test_a_scheme_that_is_not_ours_is_ignored(daphne: Daphne, keys: Keys, stated: bytes) -> None:
    line = b"Authorization: " + stated
    assert alike(daphne, [line, b"Cookie: " + keys.session]) == ADMINISTRATOR
    assert alike(daphne, [line, b"Cookie: " + keys.badge]) == DELEGATE
    assert alike(daphne, [line]) == NOBODY


@pytest.mark.parametrize("scheme", [b"Bearer", b"bearer", b"BEARER"])
def test_a_programs_token_counts_both_ways_and_before_cookies(daphne: Daphne, keys: Keys, scheme: bytes) -> None:
    assert alike(daphne, [b"Authorization: " + scheme + b" " + keys.token]) == ADMINISTRATOR
    assert alike(daphne, [b"Authorization: " + scheme + b" " + keys.code, b"Cookie: " + keys.session]) == DELEGATE
    assert alike(daphne, [b"Authorization: Basic x", b"Authorization: " + scheme + b" " + keys.token]) == ADMINISTRATOR


def test_a_token_that_opens_nothing_opens_nothing_either_way(daphne: Daphne, keys: Keys) -> None:
    lines = [b"Authorization: Bearer nothing", b"Cookie: " + keys.session]
    assert over_a_socket(daphne, "control", lines) == 401
    assert over_http(daphne, "control", lines) in (401, 403)


@pytest.mark.parametrize("host", [b"evil.example", b"127.0.0.1, evil.example", b"", b"127.0.0.1:1:2"])
def test_a_host_that_is_not_ours_is_served_neither_way(daphne: Daphne, keys: Keys, host: bytes) -> None:
    lines = [b"Cookie: " + keys.session, b"X-Forwarded-Host: 127.0.0.1"]
    page = asked(daphne, "/api/rooms/plenary/hall", [*lines, b"Connection: close"], host)
    assert page.split(b" ", 2)[1] == b"400"
    screen = asked(daphne, "/ws/rooms/plenary/hall/", [*UPGRADE, *lines], host)
    if screen.startswith(b"HTTP/1.1 101"):
        frame = screen.partition(b"\r\n\r\n")[2]
        assert (frame[0], int.from_bytes(frame[2:4], "big")) == (0x88, 4003)
    else:
        assert screen.split(b" ", 2)[1] == b"400"


Cookies = list[tuple[bytes, list[bytes], str | None, list[bytes]]]
HEADERS = st.sampled_from((b"Cookie", b"cookie", b"COOKIE"))
STRAY = (b"X-Odd: a", b"User-Agent: a\x85X-Forwarded-For: 198.51.100.1", b"X_Odd: 1", b"Accept: \xe9")
noise = st.lists(
    st.sampled_from(ODD) | st.binary(max_size=12).filter(lambda text: min(text, default=32) >= 32 and 127 not in text),
    max_size=4,
)
settled = settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, *ANY_MACHINE],
)


@settled
@given(
    cookies=st.lists(st.tuples(HEADERS, noise, st.sampled_from(["session", "badge", None]), noise), max_size=3),
    stated=st.sampled_from([None, b"Basic x", b"Negotiate", b"Digest a=b, c=d"]),
    stray=st.sampled_from(
        [b"X-Odd: a", b"User-Agent: a\x85X-Forwarded-For: 198.51.100.1", b"X_Odd: 1", b"Accept: \xe9"]
    ),
)
@example(cookies=[(b"Cookie", [b"a@b=1"], "session", [])], stated=None, stray=b"X-Odd: a")
def test_whatever_the_headers_are_both_take_the_sender_for_the_same_person(
    daphne: Daphne,
    keys: Keys,
    cookies: list[tuple[bytes, list[bytes], str | None, list[bytes]]],
    stated: bytes | None,
    stray: bytes,
) -> None:
    lines = [stray]
    if stated is not None:
        lines.append(b"Authorization: " + stated)
    for name, before, own, after in cookies:
        pairs = [*before, *([getattr(keys, own)] if own else []), *after]
        lines.append(name + b": " + b"; ".join(pairs))
    alike(daphne, lines)


# What only a proxy may say


def scope(peer: str | None, *headers: tuple[bytes, bytes]) -> dict[str, object]:
    return {"client": None if peer is None else [peer, 4711], "headers": list(headers)}


@pytest.mark.parametrize(
    ("peer", "believed"),
    [("10.0.0.1", True), ("::ffff:10.0.0.1", True), ("198.51.100.1", False), ("::1", False), (None, True)],
)
def test_only_a_proxy_says_that_it_was_https(monkeypatch: pytest.MonkeyPatch, peer: str | None, believed: bool) -> None:
    monkeypatch.setenv("ROSTRUM_PROXIES", "10.0.0.0/8")
    read = normalized(scope(peer, (b"X-Forwarded-Proto", b"https"), (b"host", b"a")), proxies())
    assert ((b"x-forwarded-proto", b"https") in read["headers"]) == believed


async def test_over_plain_http_nobody_is_taken_for_a_page_of_https(daphne: Daphne, keys: Keys) -> None:
    """Without ROSTRUM_HTTPS no proxy speaks HTTPS for this server, whoever says so."""
    origin = f"https://127.0.0.1:{daphne.port}".encode()
    lines = [b"Cookie: " + keys.session, b"Origin: " + origin, b"X-Forwarded-Proto: https"]
    assert over_a_socket(daphne, "control", lines) == 403


async def test_behind_https_both_take_the_scheme_from_the_proxy(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("https")
    environment, opened = set_up(folder)
    environment |= {"ROSTRUM_HTTPS": "1", "ROSTRUM_PROXIES": "127.0.0.1"}
    with serving(folder, environment, opened) as behind:
        async with behind.visitor() as nobody:
            proxied = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7"}
            page = await nobody.get("/sign-in/", **proxied)
            cookie = page.headers["Set-Cookie"]
        assert cookie.startswith("__Host-") and "Secure" in cookie and "Path=/" in cookie and "Domain" not in cookie
        own = f"https://127.0.0.1:{behind.port}".encode()
        proxied_lines = [b"X-Forwarded-Proto: https", b"Origin: " + own]
        assert over_a_socket(behind, "hall", proxied_lines) == 200
        assert over_a_socket(behind, "hall", [b"Origin: " + own]) == 403
        assert over_http(behind, "hall", proxied_lines) == 200
