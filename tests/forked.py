"""Programs of ours that start at once: forked off a process that has read the libraries in already.

Nine tenths of what a command costs is that it reads the same libraries in as the command before, and the tests of every
day start hundreds. `Popen` and `run` are those of `subprocess`. What they start is a process like any other, a child of
whoever starts it, with the environment, files and arguments it was given: only the libraries were there before it, and
what of ours is the same with any settings. It reads its own settings in when it asks for them, as ever.
What a server of ours starts is forked too, by a copy of that process which the server has: `children` leaves it out.
What is no plain `python -m`, or asks for another interpreter by its environment, is started from nothing; so is
everything in the tests of the night.
"""

import atexit
import ctypes
import fcntl
import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module, reload
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

import django
import prometheus_client
from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from prometheus_client import values

from live import metrics
from tests.often import PROFILE

LIBRARIES = (
    "asgiref.server",
    "asgiref.sync",
    "autobahn.twisted.websocket",
    "autobahn.websocket.protocol",
    "channels.consumer",
    "channels.db",
    "channels.routing",
    "click",
    "cryptography.x509",
    "csp.middleware",
    "dj_database_url",
    "django.contrib.staticfiles",
    "django.core.checks",
    "django.core.handlers.asgi",
    "django.core.mail",
    "django.core.management.commands.migrate",
    "django.core.serializers.json",
    "django.db.backends.sqlite3.base",
    "django.db.migrations.executor",
    "django.db.models",
    "django.forms.models",
    "django.middleware.csrf",
    "django.middleware.security",
    "django.shortcuts",
    "django.template.backends.django",
    "django.test.client",
    "django.urls",
    "django.views.generic",
    "hiredis",
    "jinja2",
    "msgspec",
    "prometheus_client.openmetrics.exposition",
    "psycopg",
    "psycopg_pool",
    "pydantic.types",
    "redis.asyncio",
    "redis.asyncio.sentinel",
    "redis.sentinel",
    "rich.console",
    "rich.logging",
    "rich.table",
    "segno",
    "sqlparse",
    "structlog",
    "twisted.internet.defer",
    "twisted.internet.endpoints",
    "twisted.internet.ssl",
    "twisted.internet.tcp",
    "twisted.internet.unix",
    "twisted.logger",
    "twisted.web.http",
    "uvicorn.config",
    "websockets.asyncio.client",
    "whitenoise.middleware",
    "xlsxwriter",
)
"""What commands read in that keeps nothing of the environment and asks for no settings, and makes no event loop."""
OURS = (
    "live.documents.formats",
    "live.documents.papers.making",
    "live.proceedings.folding",
    "live.programme.differences",
    "live.programme.exports.formats",
    "live.programme.importing",
    "live.programme.taking.register",
    "live.record.verifying",
    "live.room.transitions",
    "live.room.views",
    "live.rooms",
    "live.store.embedded",
    "live.store.redis_log",
    "live.wire",
)
"""What of ours knows no settings."""
WITH_DJANGO = (
    "django.contrib.auth.middleware",
    "django.contrib.auth.views",
    "django.contrib.messages.middleware",
    "django.contrib.messages.storage.fallback",
    "django.contrib.sessions.backends.db",
    "django.contrib.sessions.middleware",
    "django.contrib.sessions.serializers",
    "django.core.asgi",
    "django.middleware.clickjacking",
    "django.middleware.common",
    "live.web.application",
    "live.web.cli.base",
    "live.web.cli.publishing",
    "live.web.management.commands.backup",
    "live.web.management.commands.record",
    "live.web.management.commands.restore",
    "live.web.management.commands.verify",
    "live.web.one_thread",
    "live.web.serving.collecting",
    "live.web.serving.holdings",
    "live.web.serving.listening",
    "live.web.serving.waiting",
    "live.web.static_files",
    "live.web.texts",
    "live.web.urls",
)
"""What asks for settings only when it is used, but is read in only where there are some."""
SETTINGS = "live.web.settings"
OF_A_CONFERENCE = ("DATABASE_URL", "DJANGO_", "REDIS_URL", "ROSTRUM_", "SECRET_KEY")
"""Beginnings of what settings are made of."""
SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER: what a child leaves behind becomes ours."""
SET_NAME = 15
"""PR_SET_NAME: what a process is called."""
PROGRAM, NURSERY = Path(sys.executable).name, "python-nursery"
STARTS_OTHERS = ("serve", "demo")
"""The commands that start programs of ours."""
COUNTS = "PROMETHEUS_MULTIPROC_DIR"
"""Where several processes count together: the library asks for it when it is read in."""
LONGEST = 1 << 20
MOST_FILES = 64
INTERPRETER = ("PYTHON", "LC_", "LANG", "LD_", "FAKETIME", "COVERAGE")
"""Beginnings of what an interpreter reads of its environment only when it starts."""

STARTED_ANEW = PROFILE == "nightly"


class Popen(subprocess.Popen[Any]):
    """`subprocess.Popen`, forked off where that is the same."""

    def _execute_child(self, *given: Any) -> None:  # `subprocess` has no other place for it.
        (args, executable, preexec, _close, pass_fds, cwd, env, _info, _flags, shell, *rest) = given
        pipes, (_signals, _gid, _gids, _uid, _umask, new_session, group) = rest[:6], rest[6:]
        plain = not (executable or preexec or shell) and not isinstance(args, str | bytes | os.PathLike)
        environment = dict(os.environ if env is None else env)
        if STARTED_ANEW or not plain or not _is_ours([*map(str, args)], environment):
            super()._execute_child(*given)  # type: ignore[misc]  # Of its private ones.
            return
        p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite = pipes
        files = [p2cread if p2cread != -1 else 0, c2pwrite if c2pwrite != -1 else 1, errwrite if errwrite != -1 else 2]
        try:
            asked = {
                "args": [*map(str, args)][2:],
                "env": environment,
                "cwd": str(cwd) if cwd else os.getcwd(),
                "files": [0, 1, 2, *pass_fds],
                "session": new_session,
                "group": group,
                "interrupted": signal.getsignal(signal.SIGINT) is not signal.SIG_IGN,
            }
            self.pid = _nursery().fork(asked, [*files, *pass_fds])
            self._child_created = True
        finally:
            self._close_pipe_fds(p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite)  # type: ignore[attr-defined]


def run(
    command: Sequence[str],
    *,
    check: bool = False,
    timeout: float | None = None,
    capture_output: bool = False,
    **how: Any,
) -> subprocess.CompletedProcess[str]:
    """`subprocess.run`."""
    if capture_output:
        how |= {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with Popen(command, **how) as process:
        try:
            stdout, stderr = process.communicate(timeout=timeout)
        except BaseException:
            process.kill()
            raise
    done = subprocess.CompletedProcess(command, process.returncode, stdout, stderr)
    if check:
        done.check_returncode()
    return done


def _is_ours(args: list[str], environment: dict[str, str]) -> bool:
    unlike = {name for name, text in environment.items() if os.environ.get(name) != text} | (
        os.environ.keys() - environment.keys()
    )
    return args[:2] == [sys.executable, "-m"] and not any(name.startswith(INTERPRETER) for name in unlike)


def children(process: int) -> list[int]:
    """What `process` has started, the oldest first."""
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    found = [int(pid) for task in tasks for pid in task.read_text().split()]
    return [pid for pid in found if not _is_nursery(pid)]


def _is_nursery(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/comm").read_text().strip() == NURSERY
    except (FileNotFoundError, ProcessLookupError):
        return False


class Nursery:
    """The process that everything is forked off: it is asked by `asking`, and `wait` returns when it has ended."""

    def __init__(self, asking: socket.socket, wait: Callable[[], object]) -> None:
        self._asking = asking
        self._wait = wait
        self._turn = threading.Lock()
        atexit.register(self.close)

    def close(self) -> None:
        """Nobody asks any more: it ends."""
        self._asking.close()
        self._wait()

    def fork(self, asked: dict[str, Any], files: list[int]) -> int:
        """The id of a new child of this process that runs what is `asked` with these `files`."""
        message = json.dumps(asked).encode()
        with self._turn, _adopting():
            socket.send_fds(self._asking, [len(message).to_bytes(4, "big")], files)
            self._asking.sendall(message)
            return int.from_bytes(_read(self._asking, 4), "big")


class _adopting:
    """What the nursery's short-lived forks leave behind becomes ours meanwhile."""

    def __enter__(self) -> None:
        ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)

    def __exit__(self, *_: object) -> None:
        ctypes.CDLL(None).prctl(SUBREAPER, 0, 0, 0, 0)


_the_nursery: Nursery | None = None


def _nursery() -> Nursery:
    global _the_nursery  # noqa: PLW0603  one per process is the point
    if _the_nursery is None:
        asking, told = socket.socketpair()
        with told:
            command = [sys.executable, "-m", "tests.forked", str(told.fileno())]
            # It may be asked for by a test that watches what processes there are: it is nobody's business.
            process = subprocess.Popen(command, pass_fds=[told.fileno()], stdin=subprocess.DEVNULL)
        _the_nursery = Nursery(asking, process.wait)
    return _the_nursery


def _read(source: socket.socket, length: int) -> bytes:
    data = b""
    while len(data) < length:
        part = source.recv(length - len(data))
        if not part:
            raise EOFError
        data += part
    return data


# In the nursery


def main() -> None:
    """Read the libraries in, then fork for whoever asks, until nobody can ask any more."""
    gc.disable()
    for name in (*LIBRARIES, *OURS):
        import_module(name)
    _read_in_with_django()
    assert "twisted.internet.reactor" not in sys.modules, "a loop was made, which all forks would share"
    assert threading.active_count() == 1, "a thread was started, which no fork would have"
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.collect()
    gc.freeze()
    gc.enable()
    _fork(socket.socket(fileno=int(sys.argv[1])))


def _fork(asking: socket.socket) -> None:
    """For whoever asks, until nobody can ask any more."""
    while True:
        head, files, _flags, _from = socket.recv_fds(asking, 4, MOST_FILES)
        if not head:
            return
        asked = json.loads(_read(asking, int.from_bytes(head, "big")))
        answer, told = os.pipe()
        if (between := os.fork()) == 0:
            # The one between ends at once, so that its child is that of the process which asks.
            if (pid := os.fork()) != 0:
                os.write(told, pid.to_bytes(4, "big"))
                os._exit(0)
            asking.close()
            _become(asked, files)
        os.close(told)
        os.waitpid(between, 0)
        asking.sendall(os.read(answer, 4))
        os.close(answer)
        for fd in files:
            os.close(fd)


def _read_in_with_django() -> None:
    """What is the same with any settings, read in with some that are then forgotten."""
    for name in [name for name in os.environ if name.startswith(OF_A_CONFERENCE)]:
        del os.environ[name]
    with TemporaryDirectory(prefix="rostrum-nursery-") as data:
        os.environ |= {"DJANGO_SETTINGS_MODULE": SETTINGS, "ROSTRUM_DATA": data, "SECRET_KEY": "nobody's"}
        django.setup()
        for name in WITH_DJANGO:
            import_module(name)
        MigrationLoader(None)  # Most commands look at all migrations.
    read_settings_anew()


def read_settings_anew() -> None:
    """Let the settings, and what is made of them, be as before they are first asked for."""
    for name in ("tests.settings", SETTINGS):
        sys.modules.pop(name, None)
    settings.__init__()  # type: ignore[misc]
    vars(connections).clear()
    connections.__init__()  # type: ignore[misc]


def _become(asked: dict[str, Any], files: list[int]) -> NoReturn:
    """The program that is asked for, as if it had been started."""
    above = max(*files, *asked["files"]) + 1
    high = [fcntl.fcntl(fd, fcntl.F_DUPFD, above) for fd in files]
    os.closerange(3, above)
    for fd, number in zip(high, asked["files"], strict=True):
        os.dup2(fd, number)
    os.closerange(above, max(high) + 1)
    if asked["interrupted"]:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if asked["session"]:
        os.setsid()
    if asked["group"] != -1:
        os.setpgid(0, asked["group"])
    _be_called(PROGRAM)
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    time.tzset()
    module, *arguments = asked["args"]
    sys.argv = [module, *arguments]
    if arguments[:1] and arguments[0] in STARTS_OTHERS:
        _take_along()
    if COUNTS in os.environ:
        _count_together()
    code: object = 0
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as left:
        code = left.code
    _leave(code)


def _leave(code: object) -> NoReturn:
    """End as an interpreter ends, but leave it to the system to take back what was read in: to take that apart, and for
    that to copy all of it first, costs as much as many a command.
    """
    if not isinstance(code, int | None):
        print(code, file=sys.stderr)
        code = 1
    threading._shutdown()  # type: ignore[attr-defined]  # Only the interpreter itself waits for its threads.
    atexit._run_exitfuncs()
    for output in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            output.flush()
    os._exit(code or 0)


def _take_along() -> None:
    """Give this program a nursery of its own, and let it start programs of ours as the tests do."""
    global _the_nursery  # noqa: PLW0603  one per process is the point
    asking, told = socket.socketpair()
    if (pid := os.fork()) == 0:
        asking.close()
        _be_called(NURSERY)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        nothing = os.open(os.devnull, os.O_RDWR)
        for number in range(3):
            os.dup2(nothing, number)
        os.dup2(told.detach(), 3)
        os.closerange(4, os.sysconf("SC_OPEN_MAX"))
        _fork(socket.socket(fileno=3))
        os._exit(0)
    told.close()
    _the_nursery = Nursery(asking, lambda: os.waitpid(pid, 0))
    subprocess.Popen = Popen  # type: ignore[misc]


def _be_called(name: str) -> None:
    ctypes.CDLL(None).prctl(SET_NAME, name.encode(), 0, 0, 0)


def _count_together() -> None:
    """Make what is counted anew, as it is where the library finds that several processes count."""
    for name in ("Counter", "Gauge", "Histogram"):
        for counted in [one for one in vars(metrics).values() if isinstance(one, getattr(prometheus_client, name))]:
            prometheus_client.REGISTRY.unregister(counted)
    values.ValueClass = values.get_value_class()  # type: ignore[no-untyped-call]
    reload(metrics)


if __name__ == "__main__":
    main()
