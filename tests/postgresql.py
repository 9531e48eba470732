"""A PostgreSQL of the tests' own, in a folder of its own, where this machine has the program.

With ON_POSTGRESQL=1 in the environment every test that asks a database asks this one, and every server that is started.
"""

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Self
from urllib.parse import urlencode

import pytest

from tests.ports import free_port

CONNECTIONS = 20
"""How many it takes at all: three of them are for its superuser alone."""
USER = "rostrum"
_running: "PostgreSQL | None" = None


@cache
def programs() -> Path | None:
    """The folder of `initdb` and `pg_ctl`: Debian keeps them out of PATH."""
    folders = [Path(found).resolve().parent for name in ("initdb",) if (found := shutil.which(name))]
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()), None)


def unable() -> str:
    """Why there can be none here; empty if there can."""
    if programs() is None:
        return "this machine has no PostgreSQL"
    if os.geteuid() == 0 and not _other_user():
        return "PostgreSQL does not run as root, and this machine has no user postgres"
    return ""


def _other_user() -> list[str]:
    """What runs a command as somebody else, where the tests run as root."""
    if os.geteuid() != 0:
        return []
    known = subprocess.run(["id", "postgres"], capture_output=True, check=False).returncode == 0
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if known else []


class PostgreSQL:
    """It listens on a port of this machine, with TLS, and on a socket in its folder."""

    def __init__(self) -> None:
        # Where any user may get to, and short: a socket's path has room for a hundred letters.
        self.folder = Path(tempfile.mkdtemp(prefix="rostrum-pg-"))
        self.port = free_port()
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self.password = secrets.token_hex(8)

    def start(self) -> None:
        """Make it, the first time, and wait until it answers."""
        if not (self.folder / "data").exists():
            self._make()
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.folder),
            "max_connections": str(CONNECTIONS),
            "fsync": "off",
            "ssl": "on",
            "ssl_cert_file": str(self.folder / "server.crt"),
            "ssl_key_file": str(self.folder / "server.key"),
        }
        options = " ".join(f"-c {name}={text}" for name, text in settings.items())
        self._run("pg_ctl", "-D", "data", "-l", "log", "-w", "-t", "60", "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", "data", "-w", "-m", "immediate", "stop")

    def new_database(self) -> str:
        """The name of a database with nothing in it."""
        name = f"test_{secrets.token_hex(6)}"
        self._run("createdb", "-h", str(self.folder), "-p", str(self.port), "-U", USER, name)
        return name

    def url(self, database: str = "postgres", *, host: str = "127.0.0.1", **query: str) -> str:
        """A `DATABASE_URL`."""
        asked = f"?{urlencode(query)}" if query else ""
        return f"postgres://{USER}:{self.password}@{host}:{self.port}/{database}{asked}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _make(self) -> None:
        (self.folder / "password").write_text(self.password)
        shutil.chown(self.folder / "password", self.folder.owner())
        hosts = ["--auth-host=scram-sha-256", "--auth-local=trust", "--pwfile=password"]
        self._run("initdb", "-D", "data", "-U", USER, "--no-sync", "-E", "UTF8", "--locale=C", *hosts)
        subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2", "-nodes"]
        files = ["-newkey", "rsa:2048", "-keyout", "server.key", "-out", "server.crt"]
        self._run("openssl", "req", "-x509", *files, *subject)

    def _run(self, program: str, *arguments: str) -> None:
        folder = programs()
        assert folder is not None
        path = str(folder / program) if (folder / program).exists() else program
        done = subprocess.run(
            [*_other_user(), path, *arguments],
            cwd=self.folder,
            # Its messages, and no database it finds by chance.
            env={"PATH": os.environ["PATH"], "LC_ALL": "C", "PGPASSWORD": self.password},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def running() -> PostgreSQL | None:
    """The one that all tests of this process are to ask, if they are to."""
    return _running


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    # A wrapper comes before pytest-django, which reads the settings in this very hook.
    asked = ExitStack()
    asked.enter_context(_asked())
    early_config.add_cleanup(asked.close)
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_process() -> Generator[None, object, object]:
    with _asked():
        return (yield)


@contextmanager
def _asked() -> Iterator[None]:
    """One that all tests of this process ask, if they are to."""
    global _running
    if os.environ.get("ON_POSTGRESQL") != "1":
        yield
        return
    if why := unable():
        raise pytest.UsageError(f"ON_POSTGRESQL: {why}")
    with PostgreSQL() as _running:
        os.environ["DATABASE_URL"] = _running.url()
        yield
