"""What a command that cannot do its work says: one sentence, which names the fault and its place; and no traceback."""

import asyncio
import os
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from live.room.commands import StartSegment
from live.rooms import Rooms
from live.store.redis_log import RedisStore
from tests import forked
from tests.daphne import set_up, set_up_nothing
from tests.given import DESK
from tests.programme.test_importing import WHOLE, written
from tests.valkey import server


def rostrum(*arguments: str | Path, **environment: str) -> tuple[int, str]:
    """Exit code of a command, and what it said on standard error; with no store and no data but what is named."""
    kept = {name: text for name, text in os.environ.items() if name not in ("REDIS_URL", "ROSTRUM_DATA", "SECRET_KEY")}
    command = [sys.executable, "-m", "live", *map(str, arguments)]
    done = forked.run(command, env=kept | environment, capture_output=True, text=True, check=False, timeout=60)
    assert "Traceback" not in done.stderr + done.stdout
    return done.returncode, done.stderr.removeprefix("rostrum: ").strip()


@contextmanager
def answering(answer: bytes) -> Iterator[int]:
    """A server that says `answer` to whatever it is asked; its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    while connection.recv(4096):
                        connection.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_a_port_that_is_taken(tmp_path: Path, command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = f"Rostrum cannot listen on 127.0.0.1 port {port}: Address already in use."
        assert rostrum(command, "--port", port, "--data", tmp_path) == (1, said)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["demo", "--port", "99999"], 1, "127.0.0.1 port 99999: a port is a number from 0 to 65535."),
        (["demo", "--host", "192.0.2.1", "--port", "0"], 1, "192.0.2.1 port 0: Cannot assign requested address."),
        (["demo", "--data", ""], 1, "--data names no folder."),
        (["serve", "--fd", "99"], 1, "--fd 99 is no listening socket: Bad file descriptor."),
        (["token", "nobody"], 1, "no such table: auth_user. Is it set up? rostrum migrate does that."),
        (["programme", "check", "/nowhere"], 1, "nowhere: cannot be read: No such file or directory"),
        (["demo", "--port", "x"], 2, "argument --port: invalid int value: 'x'"),
        (["demo", "--bots", "-1"], 2, "argument --bots: '-1' is not a whole number from 0"),
        (["serve", "--processes", "0"], 2, "argument --processes: '0' is not a whole number from 1"),
        (["demo", "--day", "4"], 2, "argument --day: invalid choice: 4 (choose from 1, 2, 3)"),
        (["fly"], 1, "Unknown command: 'fly'\nType 'rostrum help' for usage."),
    ],
)
def test_an_option_that_makes_no_sense(tmp_path: Path, arguments: list[str], code: int, said: str) -> None:
    found, told = rostrum(*arguments, ROSTRUM_DATA=str(tmp_path))
    assert found == code
    assert told.endswith(said)


def test_a_data_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    folder = tmp_path / "file" / "data"
    assert rostrum("demo", "--data", folder) == (1, f"Rostrum cannot keep its data in {folder}: Not a directory.")
    assert rostrum("demo", "--data", "/proc/x") == (
        1,
        "Rostrum cannot keep its data in /proc/x: No such file or directory.",
    )


def test_a_database_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "rostrum.sqlite3"
    path.write_text("a note somebody left here" * 50)
    said = f"the database {path} cannot be used: file is not a database."
    assert rostrum("demo", "--port", "0", "--data", tmp_path) == (1, said)
    assert path.read_text().startswith("a note")


@pytest.mark.parametrize(
    "url", ["nonsense", "mysql://x/y", "postgres://host/", "postgres://host:port/name", "postgres://["]
)
def test_a_database_url_that_names_none(tmp_path: Path, url: str) -> None:
    said = "DATABASE_URL must read postgres://user:password@host:port/name."
    assert rostrum("serve", "--data", tmp_path, DATABASE_URL=url) == (1, said)


def test_a_secret_key_that_was_lost(tmp_path: Path) -> None:
    path = tmp_path / "secret-key"
    path.touch()
    said = f"{path} is empty: put back what was in it, for every badge code hangs on it."
    assert rostrum("demo", "--data", tmp_path) == (1, said)


def test_a_programme_that_was_never_imported(tmp_path: Path) -> None:
    set_up_nothing(tmp_path)
    said = "No programme was imported yet: rostrum programme import FOLDER."
    assert rostrum("publish", "--data", tmp_path) == (1, said)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("redis://127.0.0.1:1/0", "does not answer: Error 111 connecting to 127.0.0.1:1. Connection refused."),
        ("unix:///nowhere/valkey.sock", "No such file or directory."),
        ("redis://127.0.0.1:x/0", ", or unix:///path/to/socket?db=0."),
        ("nonsense", ", or unix:///path/to/socket?db=0."),
    ],
)
def test_a_store_that_is_not_there(tmp_path: Path, url: str, said: str) -> None:
    code, told = rostrum("serve", "--port", "0", "--data", tmp_path, REDIS_URL=url)
    assert (code, told.endswith(said), "REDIS_URL" in told) == (1, True, True), told
    assert "\n" not in told


def test_a_server_that_is_no_store(tmp_path: Path) -> None:
    with answering(b"HTTP/1.0 400 Bad Request\r\n\r\n") as port:
        code, told = rostrum("serve", "--port", "0", "--data", tmp_path, REDIS_URL=f"redis://127.0.0.1:{port}/0")
    assert (code, "(REDIS_URL)" in told, "\n" in told) == (1, True, False), told


def test_a_password_is_not_repeated(tmp_path: Path) -> None:
    _, told = rostrum("serve", "--port", "0", "--data", tmp_path, REDIS_URL="redis://:hunter2@127.0.0.1:1/0")
    assert "hunter2" not in told


def test_a_programme_that_is_no_toml_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "programme.toml").write_text("zone = 'America/Mexico_City'\nfirst_day = [\n")
    code, told = rostrum("programme", "check", tmp_path, "--data", tmp_path / "data")
    assert (code, "programme.toml: is not TOML" in told) == (1, True), told


def test_a_room_whose_log_was_written_by_something_else(tmp_path: Path) -> None:
    environment, _ = set_up(tmp_path)
    _append_nonsense(environment["ROSTRUM_PREFIX"])
    code, told = rostrum(
        "publish",
        "--data",
        tmp_path,
        REDIS_URL=server().url,
        ROSTRUM_PREFIX=environment["ROSTRUM_PREFIX"],
        SECRET_KEY=environment["SECRET_KEY"],
    )
    assert (code, "Traceback" in told) == (1, False), told
    assert "{plenary}:log has no entry 2: 1000-0 comes next" in told


def _append_nonsense(prefix: str) -> None:
    from redis import Redis  # noqa: PLC0415

    with Redis.from_url(server().url) as redis:
        redis.xadd(f"{prefix}{{plenary}}:log", {"entry": b"\x00nonsense"}, id="1000-0")


def test_a_programme_that_takes_away_what_runs(tmp_path: Path) -> None:
    environment, _ = set_up(tmp_path)

    async def start() -> None:
        rooms = Rooms(RedisStore(environment["REDIS_URL"], environment["ROSTRUM_PREFIX"]))
        await (await rooms.room("plenary")).handle(StartSegment("d1-welcome"), DESK, "start")
        await rooms.close()

    asyncio.run(start())
    small = written(tmp_path, WHOLE.replace('"hall"', '"plenary"'))
    assert rostrum("programme", "import", small, **environment)[0] == 0
    said = (
        "The imported programme does not have what runs now (segment_already_running(segment=d1-welcome)): "
        "end that, or import one that has it."
    )
    assert rostrum("publish", **environment) == (1, said)
