"""What one person, badge or address may do to a real server; and that nobody else is the worse for it."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
from django.core import signing
from websockets.exceptions import ConnectionClosed

from consumers.bounds import FRAMES_AT_ONCE
from consumers.room_socket import Close
from live.access.admission import TOKEN_SALT
from live.access.bounds import BODY_BYTES, COMMANDS, OF_A_BADGE, UNFINISHED_OF_AN_ADDRESS, WRONG_CODES
from live.live_room import LiveRoom
from live.programme.register import builtin
from live.room.authority import Role
from live.room.commands import OpenList, StartPhase, StartSegment
from tests.awaited import PATIENCE, becomes
from tests.daphne import (
    SLOW_PASSWORDS,
    Answer,
    Daphne,
    Kind,
    Visitor,
    address_apart,
    badge_code,
    serving,
    serving_well,
    set_up,
)
from tests.faults.reader import reader
from tests.given import DESK
from tests.often import of_the_day
from tests.set_up import OPERATOR, ORGANISER, PASSWORD

AT_ONCE = COMMANDS[Role.DELEGATE].at_once
NOT_A_CODE_OF_OURS = "0000-0000-0000"


@pytest.fixture(scope="module", params=of_the_day(Kind, Kind.DAPHNE))
async def daphne(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Daphne]:
    """Bounds keep to ASGI, but for those on what is not yet a request."""
    async with serving_well(tmp_path_factory.mktemp(request.param), request.param) as running:
        yield running


@pytest.fixture(scope="module", params=of_the_day(Kind, Kind.DAPHNE))
async def slow(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Daphne]:
    """It checks passwords as slowly as the product does."""
    folder = tmp_path_factory.mktemp(f"slow-{request.param}")
    async with serving_well(folder, request.param, settings=SLOW_PASSWORDS) as running:
        yield running


@pytest.fixture
async def room(daphne: Daphne) -> LiveRoom:
    return await daphne.new_room()


async def opened(room: LiveRoom) -> None:
    await room.handle(StartSegment("panel"), DESK, "start")
    await room.handle(StartPhase("floor"), DESK, "floor")
    await room.handle(OpenList(), DESK, "open")


async def badged(visitor: Visitor, delegation: str, number: int = 1) -> str:
    answer = await visitor.post("/api/badge", {"code": badge_code(delegation, number)})
    assert answer.status == 200
    return visitor.cookies()


def command(command_id: str) -> dict[str, Any]:
    return {"id": command_id, "command": {"type": "request_floor"}}


def too_many(answer: Answer) -> bool:
    """Whether it is told, by status, header and body, when to come back."""
    if answer.status != 429:
        return False
    assert answer.json["detail"]["seconds"] == int(answer.headers["Retry-After"]) > 0
    return True


# Commands


async def test_a_badge_has_one_account_over_all_its_sockets_and_http(daphne: Daphne, room: LiveRoom) -> None:
    await opened(room)
    async with daphne.visitor() as phone, AsyncExitStack() as stack:
        cookies = await badged(phone, "ken")
        sockets = [await stack.enter_async_context(daphne.screen(room.id, "phone", cookies=cookies)) for _ in range(5)]
        began = time.monotonic()
        answers = [await sockets[n % 5].ask({"type": "request_floor"}, f"c{n}") for n in range(AT_ONCE + 10)]
        refused = [answer for answer in answers if answer.get("refused") == "too_many"]
        may = AT_ONCE + 1 + COMMANDS[Role.DELEGATE].per_second * (time.monotonic() - began)
        assert AT_ONCE + 10 - may <= len(refused) <= 10
        assert refused[0]["detail"]["seconds"] > 0
        path = f"/api/rooms/{room.id}/commands"
        # As many at once as a full account would hold: however slowly they are answered, this one is empty.
        posted = await asyncio.gather(*(phone.post(path, command(f"h{n}")) for n in range(AT_ONCE)))
        assert next(filter(too_many, posted)).json["refused"] == "too_many"
        # What was carried out already is answered as it was.
        assert await sockets[0].ask({"type": "request_floor"}, "c0") == answers[0]
    async with daphne.visitor() as other:
        cookies = await badged(other, "fji")
        async with daphne.screen(room.id, "phone", cookies=cookies) as theirs:
            assert "position" in await theirs.ask({"type": "request_floor"})


async def test_whoever_goes_on_asking_for_too_much_is_sent_away(daphne: Daphne, room: LiveRoom) -> None:
    async with daphne.visitor() as phone:
        cookies = await badged(phone, "fji", 2)
    async with daphne.screen(room.id, "phone", cookies=cookies) as screen:
        with pytest.raises(ConnectionClosed) as closed:
            for n in range(1000):
                await screen.ask({"type": "request_floor"}, f"c{n}")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4009
        assert any('"seconds"' in text for text in screen.raw[-2:])


async def test_two_hundred_phones_of_one_address_ask_at_once_and_all_are_heard(daphne: Daphne, room: LiveRoom) -> None:
    delegations = [known.delegation.id for known in builtin() if known.delegation.id not in ("ken", "fji")][:50]
    badges = [badge_code(delegation, number) for delegation in delegations for number in (1, 2, 3, 4)]
    path = f"/api/rooms/{room.id}/commands"
    async with daphne.visitor() as program:
        answers = await asyncio.gather(*(program.with_token(badge, path, command("c1")) for badge in badges))
    # The room knows none of them; what counts here is that nobody asked for too much.
    assert 429 not in {answer.status for answer in answers}


# Sockets


async def test_a_badge_has_so_many_sockets_and_no_more(daphne: Daphne, room: LiveRoom) -> None:
    async with daphne.visitor() as phone, AsyncExitStack() as stack:
        cookies = await badged(phone, "ken", 3)
        screens = [
            await stack.enter_async_context(daphne.knock(f"/ws/rooms/{room.id}/phone/", cookies=cookies))
            for _ in range(OF_A_BADGE.sockets + 4)
        ]
        for screen in screens[: OF_A_BADGE.sockets]:
            await screen.next("view")
        for screen in screens[OF_A_BADGE.sockets :]:
            assert await screen.closed() == 4009
            assert json.loads(screen.raw[0])["detail"]["seconds"] > 0
        async with daphne.visitor() as other:
            cookies = await badged(other, "fji", 3)
        async with daphne.screen(room.id, "phone", cookies=cookies) as theirs:
            assert theirs.position >= 0


async def test_a_socket_that_was_closed_makes_room_for_another(daphne: Daphne, room: LiveRoom) -> None:
    async with daphne.visitor() as phone:
        cookies = await badged(phone, "fji", 4)
    for _ in range(OF_A_BADGE.sockets + 4):
        async with daphne.screen(room.id, "phone", cookies=cookies):
            pass


# Signing in


async def sign_in(visitor: Visitor, name: str, password: str = PASSWORD) -> Answer:
    return await visitor.post("/api/sign-in", {"username": name, "password": password})


async def test_the_right_password_opens_however_often_wrong_ones_were_tried(daphne: Daphne) -> None:
    async with daphne.visitor(address_apart()) as guesser:
        said = [await sign_in(guesser, OPERATOR, f"guess {n}") for n in range(9)]
        assert too_many(said[-1])
        assert (await sign_in(guesser, OPERATOR)).status == 200


async def test_tries_while_one_is_slowed_make_nothing_longer(daphne: Daphne) -> None:
    async with daphne.visitor(address_apart()) as guesser:
        said = [await sign_in(guesser, ORGANISER, f"guess {n}") for n in range(10)]
        waits = [answer.json["detail"]["seconds"] for answer in said if too_many(answer)]
        assert len(waits) > 1
        assert waits == sorted(waits, reverse=True)


async def test_whoever_signed_in_on_a_device_before_is_not_kept_out_by_others(daphne: Daphne) -> None:
    address = address_apart()
    async with daphne.visitor(address) as owner, daphne.visitor(address) as guesser:
        assert (await sign_in(owner, ORGANISER)).status == 200
        await owner.delete("/api/sign-in")
        for n in range(8):
            await sign_in(guesser, ORGANISER, f"guess {n}")
        guessing = asyncio.create_task(sign_in(guesser, ORGANISER, "another"))
        assert (await sign_in(owner, ORGANISER)).status == 200
        await guessing


async def test_sixty_sign_ins_at_once_are_few_that_are_looked_at_and_the_rest_told_at_once(slow: Daphne) -> None:
    async with slow.visitor(address_apart()) as crowd, slow.visitor() as probe:
        await crowd.get("/sign-in/")
        trying = [asyncio.create_task(sign_in(crowd, f"name-{n}", "a guess")) for n in range(60)]
        done, _ = await asyncio.wait(trying, return_when=asyncio.FIRST_COMPLETED)
        assert too_many(done.pop().result())
        assert (await probe.get("/healthz")).status == 200
        answers = await asyncio.gather(*trying)
    looked_at = [answer for answer in answers if answer.status == 403]
    assert 0 < len(looked_at) < 40
    assert all(answer.json["refused"] == "too_many_tries" for answer in answers if too_many(answer))


async def test_the_set_up_pages_have_the_same_door(daphne: Daphne) -> None:
    async with daphne.visitor(address_apart()) as visitor:
        await visitor.get("/admin/login/")

        async def enter(password: str, name: str = ORGANISER) -> Answer:
            form = f"username={name}&password={password.replace(' ', '+')}&next=/admin/"
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            return await visitor.ask(
                "POST", "/admin/login/", form.encode(), **headers, **{"X-CSRFToken": await visitor._csrf()}
            )

        wrong = [await enter("wrong") for _ in range(8)]
        assert (wrong[0].status, wrong[-1].status) == (200, 429)
        assert int(wrong[-1].headers["Retry-After"]) > 0
        right = await enter(PASSWORD)
        assert (right.status, right.headers["Location"]) == (302, "/admin/")
        assert any("_device=" in cookie for cookie in right.headers.getall("Set-Cookie"))
        assert (await visitor.get("/admin/")).status == 200


async def test_wrong_passwords_are_not_kept_as_rows(daphne: Daphne) -> None:
    tables = "from django.db import connection as c; print([t for t in c.introspection.table_names() if 'axes' in t])"
    assert daphne.manage("shell", "-v", "0", "-c", tables) == "[]"


# Codes


async def test_the_right_code_opens_however_many_wrong_ones_came_from_its_address(daphne: Daphne) -> None:
    async with daphne.visitor(address_apart()) as phone:
        said = await phone.post("/api/badge", {"code": NOT_A_CODE_OF_OURS})
        assert (said.status, said.json["refused"]) == (403, "unknown_badge")
        for _ in range(1000):
            if too_many(said := await phone.post("/api/badge", {"code": NOT_A_CODE_OF_OURS})):
                break
        assert said.json["refused"] == "too_many_tries"
        await badged(phone, "ken")
        answer = await phone.with_token(badge_code("fji"), "/api/rooms/plenary/commands", command("c1"))
        assert answer.json["refused"] not in ("too_many_tries", "unknown_badge")


async def test_wrong_codes_count_alike_wherever_they_are_shown(daphne: Daphne) -> None:
    """Sockets, programs' tokens and the page where codes are typed share the account of an address."""
    source, path = address_apart(), "/ws/rooms/plenary/phone/"
    async with daphne.visitor(source) as visitor:

        async def by_token(code: str) -> str:
            answer = await visitor.with_token(code, "/api/rooms/plenary/commands", command("c1"))
            return str(answer.json["refused"])

        rounds, closed = 0, None
        while rounds < WRONG_CODES.at_once:
            rounds += 1
            async with daphne.knock(path, token=NOT_A_CODE_OF_OURS, source=source) as screen:
                if (closed := await screen.closed()) != Close.SIGN_IN:
                    break
            if await by_token(NOT_A_CODE_OF_OURS) == "too_many_tries":
                break
            if too_many(await visitor.post("/api/badge", {"code": NOT_A_CODE_OF_OURS})):
                break
        assert rounds < WRONG_CODES.at_once * 2 / 3
        for _ in range(1000):
            async with daphne.knock(path, token=NOT_A_CODE_OF_OURS, source=source) as screen:
                if (closed := await screen.closed()) != Close.SIGN_IN:
                    break
        assert closed == Close.TOO_MUCH
        async with daphne.knock(path, token=badge_code("ken"), source=source) as screen:
            await screen.next("view")
        assert await by_token(badge_code("fji")) not in ("too_many_tries", "unknown_badge")


async def test_what_is_no_code_is_no_guess_at_one(daphne: Daphne, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(time, "time", lambda: 1_700_000_000.0)
        expired = signing.dumps([1, "x"], salt=TOKEN_SALT)
    async with daphne.visitor(address_apart()) as program:
        for _ in range(310):
            answer = await program.ask("GET", "/api/me", Authorization=f"Bearer {expired}")
            assert (answer.status, answer.json["refused"]) == (401, "unknown_token")
        guess = await program.post("/api/badge", {"code": NOT_A_CODE_OF_OURS})
        assert (guess.status, guess.json["refused"]) == (403, "unknown_badge")


# Bodies


async def test_a_body_that_is_too_long_is_refused_by_its_length(daphne: Daphne) -> None:
    reading, writing = await asyncio.open_connection("127.0.0.1", daphne.port)
    head = f"POST /api/badge HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {300 << 20}\r\nExpect: 100-continue\r\n\r\n"
    writing.write(head.encode())
    async with asyncio.timeout(PATIENCE):
        said = await reading.readuntil(b"\r\n\r\n")
        body = await reading.readuntil(b"}}")
    assert said.startswith(b"HTTP/1.1 413")
    assert json.loads(body) == {"refused": "too_large", "detail": {"bytes": BODY_BYTES}}
    writing.close()


async def test_a_body_that_turns_out_too_long_is_refused_while_it_is_read(daphne: Daphne) -> None:
    reading, writing = await asyncio.open_connection("127.0.0.1", daphne.port)
    writing.write(b"POST /api/badge HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n")
    chunk = b"4000\r\n" + b"x" * 0x4000 + b"\r\n"
    with suppress(ConnectionError):
        for _ in range(BODY_BYTES // 0x4000 + 2):
            writing.write(chunk)
        await writing.drain()
    async with asyncio.timeout(PATIENCE):
        said = await reading.readuntil(b"\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 413")
    writing.close()


async def test_a_body_as_long_as_may_be_is_read(daphne: Daphne) -> None:
    async with daphne.visitor() as visitor:
        answer = await visitor.post("/api/badge", b"x" * (BODY_BYTES - 8))
    assert (answer.status, answer.json["refused"]) == (400, "malformed")


# What is not yet a request, or no message. Only our own server sees it before it is one.


@pytest.fixture(scope="module")
async def ours(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Daphne]:
    async with serving_well(tmp_path_factory.mktemp("ours")) as running:
        yield running


PONG, EMPTY_PART, BEGINNING = b"\x8a\x80", b"\x00\x80", b"\x01\x80"
PING, CLOSE = b"\x89\x80", b"\x88\x80"
MASK = b"\0\0\0\0"


@pytest.mark.parametrize(
    ("first", "then"),
    [(b"", PONG), (BEGINNING, EMPTY_PART), (b"", PING), (b"", b"\x81\x80"), (b"", b"\x82\x80")],
    ids=["pongs", "empty parts", "pings", "empty texts", "empty bytes"],
)
async def test_frames_of_every_kind_count(ours: Daphne, first: bytes, then: bytes) -> None:
    async with reader(ours.port, "/ws/rooms/plenary/hall/") as flooding:
        await flooding.frame()
        frames = (first + MASK if first else b"") + (then + MASK) * (FRAMES_AT_ONCE + 1)
        with suppress(ConnectionError):
            await asyncio.get_running_loop().sock_sendall(flooding._socket, frames)
        assert await flooding.close_code() == 4009


async def test_a_flood_of_frames_is_not_even_read(ours: Daphne) -> None:
    """What the kernel does not take any more was not taken by the server."""
    async with reader(ours.port, "/ws/rooms/plenary/hall/") as flooding:
        await flooding.frame()
        sent, frames = 0, (PONG + MASK) * 10_000
        with suppress(ConnectionError, TimeoutError):
            async with asyncio.timeout(10):
                while True:
                    await asyncio.get_running_loop().sock_sendall(flooding._socket, frames)
                    sent += len(frames)
        assert sent < 20_000_000


async def test_connections_that_never_ask_keep_nobody_out(ours: Daphne) -> None:
    connections = []
    for n in range(UNFINISHED_OF_AN_ADDRESS + 50):
        _, writing = await asyncio.open_connection("127.0.0.1", ours.port)
        writing.write(b"GET / HTTP/1.1\r\n" if n % 2 else b"")
        connections.append(writing)
    async with ours.visitor() as visitor:
        assert (await visitor.get("/healthz")).status == 200
    for writing in connections:
        writing.transport.abort()


@pytest.mark.fault
@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: a\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET / HTTP/1.1\r\n",
    ],
    ids=["silent", "slow", "slow after one that was whole"],
)
async def test_who_does_not_get_to_the_end_of_a_request_is_cut_off(ours: Daphne, begun: bytes) -> None:
    reading, writing = await asyncio.open_connection("127.0.0.1", ours.port)
    writing.write(begun)

    async def dawdle() -> None:
        with suppress(ConnectionError):
            for _ in range(60):
                if begun:
                    writing.write(b"x")
                    await writing.drain()
                await asyncio.sleep(0.5)

    dawdling = asyncio.create_task(dawdle())
    async with asyncio.timeout(20):
        with suppress(ConnectionError):
            await reading.read(-1)
    dawdling.cancel()
    writing.close()


async def test_many_requests_at_once_whose_answers_nobody_reads_are_not_all_answered(ours: Daphne) -> None:
    async with ours.visitor() as visitor:
        assert (await visitor.get("/api/openapi.json")).status == 200
    before = resident_bytes(ours)
    writers = []
    for _ in range(10):
        _, writing = await asyncio.open_connection("127.0.0.1", ours.port, limit=1)
        writing.transport.pause_reading()  # type: ignore[attr-defined]
        asked = b"GET /api/openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        writing.write(asked * 600)
        writers.append(writing)
    async with ours.visitor() as visitor:
        for _ in range(20):
            assert (await visitor.get("/healthz")).status == 200
    assert resident_bytes(ours) - before < 60_000_000
    for writing in writers:
        writing.transport.abort()


async def test_after_an_answer_that_is_read_slowly_the_same_connection_asks_again(ours: Daphne) -> None:
    # Its kernel takes in no more, so that the answer waits in the server's own memory.
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.setblocking(False)
    await asyncio.get_running_loop().sock_connect(connection, ("127.0.0.1", ours.port))
    reading, writing = await asyncio.open_connection(sock=connection, limit=4096)
    asked = b"GET /api/openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    for end in (b"\r\n", b"Content-Length: 2\r\n\r\n{}", b"\r\n"):
        writing.write(asked + end)
        head = (await reading.readuntil(b"\r\n\r\n")).decode().lower()
        assert head.startswith("http/1.1 200"), head
        length = int(head.partition("content-length: ")[2].split("\r\n")[0])
        assert length > 65_536
        assert len(await reading.readexactly(length)) == length
    writing.close()


def resident_bytes(daphne: Daphne) -> int:
    return int(Path(f"/proc/{daphne.process.pid}/statm").read_text().split()[1]) * 4096


@pytest.mark.fault
async def test_a_server_that_ran_out_of_files_lets_people_in_again(tmp_path: Path) -> None:
    import resource  # noqa: PLC0415  Not on every system.

    with serving(tmp_path, *set_up(tmp_path)) as running:
        # Its own, not ours: this process may have more open than that.
        resource.prlimit(running.process.pid, resource.RLIMIT_NOFILE, (120, 120))
        async with running.visitor() as visitor:
            assert (await visitor.get("/healthz")).status == 200
        crowd = [await asyncio.open_connection("127.0.0.1", running.port) for _ in range(200)]
        await becomes(lambda: "nobody can be let in for a moment" in running.log.read_text())
        for _, writing in crowd:
            writing.transport.abort()
        async with running.visitor() as visitor:
            assert (await visitor.get("/healthz")).status == 200
        said = running.log.read_text()
        assert "Traceback" not in said, said


# Several processes


async def test_what_one_process_granted_counts_in_the_other_and_after_a_restart(tmp_path: Path) -> None:
    environment, keys = set_up(tmp_path)
    began, granted = time.monotonic(), 0

    async def ask(server: Daphne, times: int) -> bool:
        """Whether it was too much in the end."""
        nonlocal granted
        async with server.visitor() as program:
            for n in range(times):
                body = command(f"{server.port}-{n}")
                answer = await program.with_token(badge_code("ken"), "/api/rooms/plenary/commands", body)
                if too_many(answer):
                    return True
                granted += 1
        return False

    with serving(tmp_path, environment, keys) as one, serving(tmp_path, environment, keys) as other:
        assert await ask(one, 2 * AT_ONCE)
        await ask(other, 2 * AT_ONCE)
    with serving(tmp_path, environment, keys) as again:
        await ask(again, 2 * AT_ONCE)
    forgotten = COMMANDS[Role.DELEGATE].per_second * (time.monotonic() - began)
    assert granted <= AT_ONCE + forgotten + 1
