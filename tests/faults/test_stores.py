"""A store that takes nothing: full, out of memory, read-only, replaced. Each is refused with a word, told to screens,
seen in /readyz, over when it is over; and nothing is lost.
"""

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from redis import Redis
from redis.exceptions import RedisError

from live import live_room, rooms
from live.live_room import LiveRoom
from live.room.commands import CloseList, OpenList, StartPhase, StartSegment
from live.room.refusals import Reason, Refused
from live.rooms import Rooms
from live.store import connecting, redis_log
from live.store.embedded import EmbeddedValkey, StoreUnavailable, binary, check_server
from live.store.redis_log import RedisStore
from tests.awaited import PATIENCE, becomes
from tests.daphne import serving, set_up
from tests.given import DESK, programme
from tests.ports import free_port
from tests.set_up import ORGANISER, PASSWORD

pytestmark = pytest.mark.fault


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_log, "BLOCK_SECONDS", 0.2)
    monkeypatch.setattr(rooms, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(rooms, "PROBE_SECONDS", 0.1)
    monkeypatch.setattr(rooms, "TOLD_AFTER_SECONDS", 0.1)
    monkeypatch.setattr(live_room, "PATIENCE_SECONDS", 0.3)


@contextmanager
def valkey(folder: Path, port: int = 0, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """A server, or with `--sentinel` a sentinel, as an operator runs it."""
    folder.mkdir(exist_ok=True)
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [binary(), *words, "--port", str(port), "--dir", str(folder), "--bind", "127.0.0.1"],
            stdout=log,
            stderr=log,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def tell(url: str, *command: str) -> object:
    """Ask the server at `url` something, as an operator would."""
    with Redis.from_url(url, socket_timeout=2) as client:
        return client.execute_command(*command)


def answers(url: str, *command: str) -> bool:
    try:
        return bool(tell(url, *(command or ("PING",))))
    except (RedisError, OSError):
        return False


@asynccontextmanager
async def conference(url: str) -> AsyncIterator[tuple[Rooms, LiveRoom]]:
    """A room in the store at `url`, its panel taking questions."""
    process = Rooms(RedisStore(url, "test:"))
    await process.publish({"plenary": programme()})
    room = await process.room("plenary")
    await room.handle(StartSegment("panel"), DESK, "start")
    await room.handle(StartPhase("floor"), DESK, "floor")
    yield process, room
    await process.close()


async def stored(url: str) -> list[int]:
    """The positions in the room's log."""
    store = RedisStore(url, "test:")
    entries = await store.log("plenary").read(0)
    await store.close()
    return [entry.position for entry in entries]


async def outcome(room: LiveRoom, command: OpenList | CloseList, command_id: str) -> int | Reason:
    try:
        return await room.handle(command, DESK, command_id)
    except Refused as refused:
        return refused.reason


async def takes_nothing(process: Rooms, room: LiveRoom, why: str) -> None:
    """It is said before anyone asks, and to whoever asks; the room is shown as it was."""
    await becomes(lambda: room.degraded and why in str(process.health()["plenary"].fault))
    before = room.state
    assert await outcome(room, OpenList(), "open") == Reason.UNAVAILABLE
    assert room.state == before


async def takes_all_again(process: Rooms, room: LiveRoom, url: str) -> None:
    """Without a restart; what was refused may be asked again; and the log is whole."""
    await becomes(lambda: not room.degraded)
    assert process.health()["plenary"].fault is None
    known = room.state.position
    assert await outcome(room, OpenList(), "open") == known + 1
    assert await outcome(room, OpenList(), "open") == known + 1
    assert await stored(url) == list(range(1, known + 2))


async def test_out_of_memory(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path) as store:
        async with conference(store.url) as (process, room):
            tell(store.url, "CONFIG", "SET", "maxmemory", "1")
            await takes_nothing(process, room, "OutOfMemoryError")
            tell(store.url, "CONFIG", "SET", "maxmemory", "0")
            await takes_all_again(process, room, store.url)


async def test_out_of_memory_stores_all_of_a_batch_or_none(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path) as store:
        async with conference(store.url) as (_, room):
            tell(store.url, "CONFIG", "SET", "maxmemory", "1")
            commands = [(CloseList, OpenList)[n % 2]() for n in range(1, 9)]
            asked = [outcome(room, command, f"c{n}") for n, command in enumerate(commands)]
            assert {*await asyncio.gather(*asked)} == {Reason.UNAVAILABLE}
            assert await stored(store.url) == [1, 2, 3]


async def test_a_disk_that_cannot_be_written_to(tmp_path: Path) -> None:
    """With `appendfsync everysec` and snapshots, as some run it, a server that cannot save refuses (MISCONF)."""
    port = free_port()
    url = f"redis://127.0.0.1:{port}/0"
    with valkey(tmp_path / "theirs", port, "--save", "3600 1"):
        await becomes(lambda: answers(url))
        async with conference(url) as (process, room):
            # Root may write anywhere: a folder in the place of the file is what stops it, too.
            (tmp_path / "theirs" / "dump.rdb").mkdir()
            tell(url, "BGSAVE")
            await takes_nothing(process, room, "MISCONF")
            shutil.rmtree(tmp_path / "theirs" / "dump.rdb")
            tell(url, "BGSAVE")
            await takes_all_again(process, room, url)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk that is small enough to fill."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


async def test_a_disk_that_is_full(disk: Path) -> None:
    """With `appendfsync always` the server ends rather than accept what it cannot keep; whoever looks after it starts
    it again, and again, until there is room.
    """
    with EmbeddedValkey(disk) as store:
        async with conference(store.url) as (process, room):
            looking = asyncio.create_task(look_after(store))
            filler = disk / "filler"
            filler.write_bytes(b"\0" * (shutil.disk_usage(disk).free // 4096 * 4096))
            with filler.open("ab") as more:
                fill_up(more.fileno())
            # What is left in the last block of its file.
            n = 0
            while await outcome(room, (OpenList, CloseList)[n % 2](), f"fill-{n}") != Reason.UNAVAILABLE:
                n += 1
            await becomes(lambda: room.degraded)
            known = room.state.position
            filler.unlink()
            await becomes(lambda: not room.degraded)
            command = (OpenList, CloseList)[n % 2]()
            # It was refused; it may be there even so; it is not there twice.
            assert await outcome(room, command, f"fill-{n}") == known + 1
            assert await stored(store.url) == list(range(1, known + 2))
            assert process.health()["plenary"].fault is None
            looking.cancel()


def fill_up(file: int) -> None:
    """Take every byte that is left."""
    for size in (4096, 512, 1):
        try:
            while True:
                os.write(file, b"\0" * size)
        except OSError:
            continue


async def look_after(store: EmbeddedValkey) -> None:
    """As `rostrum serve` does of its own."""
    while True:
        if store.pid is None:
            with suppress(StoreUnavailable):
                store.start()
        await asyncio.sleep(0.1)


async def test_a_server_that_becomes_a_read_only_replica(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path / "one") as store:
        port = free_port()
        master = f"redis://127.0.0.1:{port}/0"
        async with conference(store.url) as (process, room):
            with valkey(tmp_path / "two", port):
                await becomes(lambda: answers(master))
                # Read-only from this moment; of a master that is not there nothing is copied.
                tell(store.url, "REPLICAOF", "127.0.0.1", str(free_port()))
                await takes_nothing(process, room, "ReadOnlyError")
                tell(store.url, "REPLICAOF", "NO", "ONE")
                await takes_all_again(process, room, store.url)


async def test_too_few_replicas(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path) as store:
        async with conference(store.url) as (process, room):
            tell(store.url, "CONFIG", "SET", "min-replicas-to-write", "1")
            await takes_nothing(process, room, "NOREPLICAS")
            tell(store.url, "CONFIG", "SET", "min-replicas-to-write", "0")
            await takes_all_again(process, room, store.url)


async def test_a_password_is_asked_for_and_given(tmp_path: Path) -> None:
    port = free_port()
    with valkey(tmp_path, port, "--requirepass", "p@ss/word"):
        await becomes(lambda: answers(f"redis://:p%40ss%2Fword@127.0.0.1:{port}"))
        url = f"redis://:p%40ss%2Fword@127.0.0.1:{port}/3"
        async with conference(url) as (_, room):
            assert await outcome(room, OpenList(), "open") == 4
        with pytest.raises(StoreUnavailable, match="user and password"):
            check_server(f"redis://127.0.0.1:{port}/3")


@contextmanager
def watched(folder: Path, *words: str, own: str = "") -> Iterator[tuple[str, str, str, subprocess.Popen[bytes]]]:
    """A master, a replica and a sentinel: where the sentinel is, where the two are, and the master's process.

    `words` are for the two servers, `own` for the sentinel.
    """
    one, two, watch = free_port(), free_port(), free_port()
    (folder / "sentinel.conf").write_text(
        f"sentinel monitor rooms 127.0.0.1 {one} 1\n"
        "sentinel down-after-milliseconds rooms 2000\n"
        "sentinel failover-timeout rooms 2000\n" + own
    )
    durable = ("--appendonly", "yes", "--appendfsync", "always", "--repl-diskless-sync-delay", "0", *words)
    with (
        valkey(folder / "one", one, *durable) as master,
        valkey(folder / "two", two, *durable, "--replicaof", "127.0.0.1", str(one)),
        valkey(folder / "watch", watch, str(folder / "sentinel.conf"), "--sentinel"),
    ):
        yield f"127.0.0.1:{watch}", f"127.0.0.1:{one}", f"127.0.0.1:{two}", master


async def test_a_failover_by_sentinel(tmp_path: Path) -> None:
    with watched(tmp_path) as (watch, one, two, master):
        url, replica = f"redis+sentinel://{watch}/rooms/0", f"redis://{two}"
        await becomes(lambda: answers(replica) and b"master_link_status:up" in info(replica))
        await becomes(lambda: replicas_known(f"redis://{watch}") == 1)
        async with conference(url) as (process, room):
            tell(f"redis://{one}", "WAIT", "1", "2000")
            master.kill()
            await becomes(lambda: room.degraded)
            before = room.state
            await becomes(lambda: not room.degraded)
            assert room.state == before
            await takes_all_again(process, room, url)
            assert b"role:master" in info(replica)


@pytest.mark.long
async def test_a_server_goes_on_with_the_master_that_sentinels_name(tmp_path: Path) -> None:
    """`rostrum serve` on an address with all there can be: passwords of the servers and of sentinels, a sentinel that
    is not there, a database.
    """
    theirs, own = "of the servers", "of sentinels"
    conf = f'sentinel auth-pass rooms "{theirs}"\nrequirepass "{own}"\n'
    with watched(tmp_path, "--requirepass", theirs, "--masterauth", theirs, own=conf) as (watch, one, two, master):
        replica = f"redis://:{quote(theirs)}@{two}/2"
        await becomes(lambda: answers(replica) and b"master_link_status:up" in info(replica))
        await becomes(lambda: replicas_known(f"redis://:{quote(own)}@{watch}") == 1)
        nobody = f"127.0.0.1:{free_port()}"
        url = f"redis+sentinel://:{quote(theirs)}@{nobody},{watch}/rooms/2?sentinel_password={quote(own)}"
        folder = tmp_path / "data"
        folder.mkdir()
        with serving(folder, *set_up(folder, url), processes=2) as server:
            await server.ready()
            async with server.visitor() as desk:
                await desk.post("/api/sign-in", {"username": ORGANISER, "password": PASSWORD})
                cookies = desk.cookies()
            async with server.screen("plenary", "control", cookies=cookies) as control:
                first = await control.ask({"type": "start_segment", "segment": "d1-welcome"})
                tell(f"redis://:{quote(theirs)}@{one}", "WAIT", "1", "2000")
                master.kill()
                assert (await control.next("notice"))["code"] == "degraded"
                async with asyncio.timeout(PATIENCE):
                    while (await control.frame()) != {"kind": "notice", "code": "restored"}:
                        pass
                assert b"role:master" in info(replica)
            async with server.screen("plenary", "control", cookies=cookies) as control:
                assert control.position == first["position"]
                again: Any = None
                async with asyncio.timeout(PATIENCE):
                    # Each process finds the new master by itself.
                    for again_id in map("again-{}".format, count()):
                        again = await control.ask({"type": "suspend_meeting"}, again_id)
                        if again.get("refused") != "degraded":
                            break
                assert again.get("position") == first["position"] + 1, again
            await server.leave()


def info(url: str) -> bytes:
    with Redis.from_url(url, socket_timeout=2) as client:
        return "\n".join(f"{name}:{value}" for name, value in client.info("replication").items()).encode()


def replicas_known(sentinel: str) -> int:
    with Redis.from_url(sentinel, socket_timeout=2) as client:
        try:
            told: Any = client.sentinel_master("rooms")
        except (RedisError, OSError):
            return 0
    return int(told["num-slaves"])


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("redis+sentinel://a,b:99/rooms", {"db": 0}),
        ("redis+sentinel://desk:p%40ss@a:1/rooms/2", {"db": 2, "username": "desk", "password": "p@ss"}),
        ("rediss+sentinel://a/rooms/0?ssl_ca_certs=/ca.pem", {"db": 0, "ssl": True, "ssl_ca_certs": "/ca.pem"}),
    ],
)
def test_sentinels_are_read_from_an_address(url: str, options: dict[str, object]) -> None:
    read = connecting.read_sentinels(url)
    assert read is not None
    assert (read.service, read.options) == ("rooms", options)
    assert read.addresses[0][0] == "a"
    assert connecting.async_client(url, answer_within=1) is not None
    assert connecting.client(url, answer_within=1) is not None


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("redis+sentinel://me:secret@[::1]:1,b/rooms", "redis+sentinel://[::1]:1,b:26379/rooms/0"),
        ("redis+sentinel://a/rooms/3?sentinel_password=secret", "redis+sentinel://a:26379/rooms/3"),
        ("redis://me:secret@[::1]:6379/1", "redis://[::1]:6379/1"),
        ("unix://me:secret@/run/valkey.sock?db=1", "unix:///run/valkey.sock"),
    ],
)
def test_an_address_is_shown_without_what_is_secret(url: str, shown: str) -> None:
    assert connecting.without_secrets(url) == shown


def test_sentinels_have_keys_of_their_own() -> None:
    read = connecting.read_sentinels(
        "rediss+sentinel://u:p@a/r?sentinel_username=s&sentinel_password=q&ssl_ca_certs=/c"
    )
    assert read is not None
    assert read.asking == {"username": "s", "password": "q", "ssl": True, "ssl_ca_certs": "/c"}
    plain = connecting.read_sentinels("rediss+sentinel://a/r?sentinel_ssl=false")
    assert plain is not None
    assert (plain.options["ssl"], plain.asking) == (True, {})


@pytest.mark.parametrize("url", ["redis://h/0?nonsense=1", "redis+sentinel://a/r?nonsense=1", "unix:///a?nonsense=1"])
def test_an_option_of_an_address_that_is_none_is_named(url: str) -> None:
    with pytest.raises(ValueError, match="unknown option 'nonsense'"):
        connecting.without_secrets(url)


@pytest.mark.parametrize("url", ["redis+sentinel://", "redis+sentinel://a", "redis+sentinel://a/rooms/x"])
def test_an_address_that_names_no_sentinel_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="sentinels are addressed"):
        connecting.read_sentinels(url)
    with pytest.raises(ValueError, match=r"REDIS_URL must read .* redis\+sentinel://"):
        connecting.without_secrets(url)
    with pytest.raises(StoreUnavailable):
        check_server(url)


def test_a_server_by_tls_is_asked_by_tls() -> None:
    pool = connecting.async_client("rediss://desk:secret@store:6380/1?ssl_ca_certs=/ca.pem", answer_within=1)
    kwargs = pool.connection_pool.connection_kwargs
    assert pool.connection_pool.connection_class.__name__ == "SSLConnection"
    assert (kwargs["host"], kwargs["port"], kwargs["db"], kwargs["ssl_ca_certs"]) == ("store", 6380, 1, "/ca.pem")


async def test_the_control_page_and_readyz_say_so(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path / "store") as store, serving(tmp_path, *set_up(tmp_path, store.url)) as daphne:
        room = await daphne.new_room()
        async with daphne.visitor() as visitor, daphne.screen(room.id, "hall") as hall:
            tell(store.url, "CONFIG", "SET", "maxmemory", "1")
            assert (await hall.next("notice"))["code"] == "degraded"
            ready = await visitor.get("/readyz")
            assert (ready.status, "OutOfMemoryError" in ready.json["rooms"][room.id]["fault"]) == (503, True)
            tell(store.url, "CONFIG", "SET", "maxmemory", "0")
            assert (await hall.next("notice"))["code"] == "restored"
            ready = await visitor.get("/readyz")
            assert (ready.status, ready.json["ready"]) == (200, True)
        await daphne.leave()
