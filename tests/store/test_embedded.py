"""The bundled Valkey, as real processes on real folders."""

import os
import signal
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from live.store import embedded
from live.store.embedded import EmbeddedValkey, StoreUnavailable, binary, check_server
from tests.awaited import until


@contextmanager
def connected(url: str) -> Iterator[Redis]:
    with Redis.from_url(
        url, decode_responses=True, protocol=3, socket_timeout=2, retry=Retry(NoBackoff(), 0)
    ) as client:
        yield client


def runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


@contextmanager
def a_server(folder: Path, **settings: str) -> Iterator[str]:
    """Someone else's server, set up as they like it."""
    socket = folder / "theirs.sock"
    words = [word for name, value in settings.items() for word in (f"--{name.replace('_', '-')}", value)]
    command: list[str | Path] = [binary(), "--port", "0", "--unixsocket", str(socket), "--dir", str(folder), *words]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        until(socket.exists)
        yield f"unix://{socket}"
    finally:
        process.kill()
        process.wait()


@pytest.mark.fault
def test_what_was_accepted_is_there_after_a_power_cut(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path) as valkey:
        with connected(valkey.url) as client:
            client.xadd("room", {"entry": "one"}, id="1-0")
        valkey.kill()
        valkey.start()
        with connected(valkey.url) as client:
            assert client.xrange("room") == [("1-0", {"entry": "one"})]


def test_it_keeps_everything_and_listens_on_no_port(tmp_path: Path) -> None:
    settled = embedded.DURABLE | {"port": "0", "save": "", "dir": str(tmp_path / "valkey")}
    with EmbeddedValkey(tmp_path) as valkey, connected(valkey.url) as client:
        assert client.config_get(*settled) == settled


def test_once_started_it_has_read_all_it_stored(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path) as valkey:
        with connected(valkey.url) as client:
            client.eval("for n = 1, 100000 do redis.call('XADD', 'room', n .. '-0', 'entry', n) end", 0)
        valkey.kill()
        valkey.start()
        with connected(valkey.url) as client:
            assert client.xlen("room") == 100000


def test_starting_it_twice_starts_one(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path) as valkey:
        pid = valkey.pid
        valkey.start()
        assert valkey.pid == pid


def test_it_stops_and_leaves_no_socket(tmp_path: Path) -> None:
    valkey = EmbeddedValkey(tmp_path)
    valkey.start()
    pid = valkey.pid
    assert pid is not None
    valkey.stop()
    assert (valkey.pid, runs(pid), valkey.socket.exists()) == (None, False, False)


def test_a_long_path_has_its_socket_elsewhere_and_every_process_finds_it(tmp_path: Path) -> None:
    deep = tmp_path / ("a" * 60) / ("é" * 60)
    with EmbeddedValkey(deep) as valkey:
        assert len(os.fsencode(valkey.socket)) <= embedded.LONGEST_SOCKET_PATH
        assert EmbeddedValkey(deep).url == valkey.url
        with connected(valkey.url) as client:
            assert client.config_get("dir") == {"dir": str(deep / "valkey")}
    assert not valkey.socket.parent.exists()


def test_a_path_that_an_address_cannot_spell_is_no_trouble(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path / "50% of a?b#c d") as valkey, connected(valkey.url) as client:
        assert client.ping() is True


def test_a_folder_has_one_server_and_the_second_is_told_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "LEAVE_SECONDS", 0.1)
    with EmbeddedValkey(tmp_path) as first, pytest.raises(StoreUnavailable, match=rf"\(process {first.pid}\)"):
        EmbeddedValkey(tmp_path).start()


@pytest.mark.fault
def test_what_a_crash_left_behind_is_in_nobodys_way(tmp_path: Path) -> None:
    valkey = EmbeddedValkey(tmp_path)
    valkey.start()
    valkey.kill()
    assert valkey.socket.exists()
    with EmbeddedValkey(tmp_path) as another:
        assert another.pid is not None


def test_a_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreUnavailable, match=r"cannot keep its data in .*/data/valkey: Not a directory"):
        EmbeddedValkey(tmp_path / "data").start()


def test_a_server_that_cannot_read_what_it_stored_says_so(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path) as valkey, connected(valkey.url) as client:
        client.set("a", "1")
    (log,) = (tmp_path / "valkey" / "appendonlydir").glob("*.incr.aof")
    log.write_bytes(b"no such format" + log.read_bytes())
    with pytest.raises(StoreUnavailable, match="ended as soon as it was started: Bad file format"):
        valkey.start()
    assert valkey.pid is None


PARENT = """
import pathlib, signal, sys, time
# Whatever started the tests in the background has Ctrl-C ignored, and its children with it.
signal.signal(signal.SIGINT, signal.default_int_handler)
from live.store.embedded import EmbeddedValkey
valkey = EmbeddedValkey(pathlib.Path(sys.argv[1]))
valkey.start()
print(valkey.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.fault
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process of its parent's end")
def test_it_goes_when_its_parent_is_killed_and_the_next_can_start_at_once(tmp_path: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    with EmbeddedValkey(tmp_path):
        assert not runs(pid)


@pytest.mark.fault
def test_a_control_c_meant_for_the_parent_does_not_reach_it(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert os.getpgid(pid) == pid != os.getpgid(parent.pid)
    parent.send_signal(signal.SIGINT)
    parent.communicate()
    until(lambda: not runs(pid))


def test_without_the_package_a_new_enough_server_on_path_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StoreUnavailable, match="PATH has neither valkey-server nor redis-server"):
        binary()
    program(tmp_path / "valkey-server", "Redis server v=6.2.14 sha=00000000:0 bits=64")
    program(tmp_path / "redis-server", "Redis server v=7.0.15 sha=00000000:0 bits=64")
    assert binary() == tmp_path / "redis-server"


def program(path: Path, says: str) -> None:
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(0o755)


def test_a_server_set_up_to_keep_everything_gives_no_worry(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path) as valkey:
        server = check_server(valkey.url)
    assert (server.name.split()[0], server.warnings) == ("Valkey", [])


def test_a_server_that_may_forget_is_pointed_out(tmp_path: Path) -> None:
    with a_server(tmp_path, appendonly="yes", maxmemory_policy="allkeys-lru") as url:
        assert check_server(url).warnings == [
            "appendfsync is 'everysec', not 'always': the server may lose what it has accepted.",
            "maxmemory-policy is 'allkeys-lru', not 'noeviction': the server may lose what it has accepted.",
        ]


def test_a_server_that_wants_a_password_is_pointed_out(tmp_path: Path) -> None:
    with a_server(tmp_path, requirepass="open sesame") as url:
        with pytest.raises(StoreUnavailable, match="does not let Rostrum in"):
            check_server(url)
        assert check_server(url.replace("unix://", "unix://:open%20sesame@")).name.startswith("Valkey")


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    with pytest.raises(StoreUnavailable, match=r"at redis://localhost:1/0 \(REDIS_URL\) does not answer") as refusal:
        check_server("redis://me:secret@localhost:1/0")
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("url", ["localhost:6379", "nonsense", "redis://[", "redis://me:sec/ret@here", "http://here"])
def test_an_address_that_is_none_is_not_repeated(url: str) -> None:
    with pytest.raises(StoreUnavailable, match=r"^REDIS_URL must read redis://user:password@host:port/0, "):
        check_server(url)


class Redis6(socketserver.StreamRequestHandler):
    """Just enough of an old server to be asked how old it is."""

    def handle(self) -> None:
        while line := self.rfile.readline():
            words = []
            for _ in range(int(line[1:])):
                length = int(self.rfile.readline()[1:])
                words.append(self.rfile.read(length + 2)[:-2])
            match words[0].upper():
                case b"HELLO":
                    self.wfile.write(b"%1\r\n+proto\r\n:3\r\n")
                case b"INFO":
                    self.wfile.write(b"$20\r\nredis_version:6.2.14\r\n")
                case _:
                    self.wfile.write(b"+OK\r\n")


def test_a_server_that_is_too_old_is_told_apart() -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), Redis6) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            with pytest.raises(StoreUnavailable, match=r"is Redis 6\.2\.14; Rostrum needs Redis 7\.0"):
                check_server(f"redis://127.0.0.1:{server.server_address[1]}")
        finally:
            server.shutdown()
