"""Where the set-up and the record are kept: `DATABASE_URL`, and a pool of connections for the servers."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.db import DataError, InterfaceError, OperationalError, connections

from live.room.refusals import Reason
from live.web.environment import make_private

NO_DATABASE = "DATABASE_URL must read postgres://user:password@host:port/name."
POSTGRESQL = "live.web.postgresql"
OPTIONS_OF_DJANGO = frozenset({"pool", "assume_role", "isolation_level", "server_side_binding", "prepare_threshold"})
"""What may follow the `?` and is not PostgreSQL's."""

POOL = {
    "min_size": 0,
    "max_size": 8,
    # Who waits longer is told that it does not work now. The pool's own 30 s are longer than anybody waits.
    "timeout": 3.0,
    # After a failed attempt it waits longer each time: given up early, the next question makes a new attempt at once.
    "reconnect_timeout": 2.0,
    "name": "rostrum",
}
"""Of one process. Each of its threads takes a connection while it asks, and gives it back."""
CONNECT_SECONDS = 3
KEPT_SECONDS = 60
"""How long a thread keeps its connection to SQLite: to open the file takes longer than most questions. What is wrong
with one is over after so long.
"""


def database(data: Path) -> dict[str, Any]:
    """Django's settings for the database in `DATABASE_URL`, else for SQLite in `data`.

    Raises `ImproperlyConfigured`, with one sentence.
    """
    url = os.environ.get("DATABASE_URL")
    if url:
        return _postgresql(url)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(data / "rostrum.sqlite3"),
        "CONN_MAX_AGE": KEPT_SECONDS,
        "OPTIONS": {
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    """What `url` says, with all that follows its `?`."""
    # Not loaded beside SQLite: it takes a quarter of a second of every command.
    from psycopg import ProgrammingError  # noqa: PLC0415
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415

    try:
        if urlsplit(url).scheme not in ("postgres", "postgresql"):
            raise ImproperlyConfigured(NO_DATABASE)
        # A connection is kept by the pool, or not at all: kept by a thread, every thread of a busy hall has its own.
        found: dict[str, Any] = {
            **dj_database_url.parse(url, engine=POSTGRESQL, conn_max_age=0, conn_health_checks=True)
        }
    except ValueError:
        raise ImproperlyConfigured(NO_DATABASE) from None
    if not found["NAME"]:
        raise ImproperlyConfigured(NO_DATABASE)
    options = found.setdefault("OPTIONS", {})
    try:
        make_conninfo(**{name: text for name, text in options.items() if name not in OPTIONS_OF_DJANGO})
    except ProgrammingError as error:
        said = f"{error}".strip().replace("connection option", "option")
        raise ImproperlyConfigured(f"DATABASE_URL has an {said} after its question mark.") from None
    options.setdefault("connect_timeout", CONNECT_SECONDS)
    return found


def sqlite_file(database: dict[str, Any]) -> Path | None:
    """The file of the database with these settings of Django; `None` if it is none of SQLite's."""
    return Path(database["NAME"]) if database["ENGINE"].endswith("sqlite3") else None


def keep_private(sender: object, connection: Any, **_: object) -> None:
    """SQLite makes its file for everybody to read, and those beside it alike. To be called when it is open."""
    if (file := sqlite_file(connection.settings_dict)) is not None:
        for end in ("", "-wal", "-shm"):
            make_private(file.with_name(file.name + end))


def use_pool() -> None:
    """From now on this process asks PostgreSQL through a pool, unless `DATABASE_URL` ends with `pool=false`.

    For servers. A command has one connection, and hears at once why it gets none; of a pool it would only hear that
    none came.
    """
    settings = connections.settings["default"]
    if settings["ENGINE"] == POSTGRESQL and settings["OPTIONS"].get("pool") is not False:
        connections.close_all()
        settings["OPTIONS"]["pool"] = dict(POOL)


def what_failed(error: BaseException | None) -> tuple[int, Reason]:
    """The status and the refusal for a request in which `error` was raised: a database that cannot be asked, a text
    that it cannot keep, or a fault of ours.
    """
    match error:
        case OperationalError() | InterfaceError():
            return 503, Reason.UNAVAILABLE
        case DataError():
            return 400, Reason.MALFORMED
        case _:
            return 500, Reason.OUR_FAULT
