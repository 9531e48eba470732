"""What the settings read from the machine: the environment and the data folder."""

import os
import re
import secrets
from hashlib import sha256
from importlib.util import find_spec
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from live.room.authority import CLOSED, View

NO_DATABASE = "DATABASE_URL must read postgres://user:password@host:port/name."
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]


def hosts() -> list[str]:
    """The names under which Rostrum may be reached."""
    named = [host.strip() for host in os.environ.get("ROSTRUM_HOSTS", "").split(",")]
    return LOOPBACK + [host for host in named if host]


def proxies() -> list[IPv4Network | IPv6Network]:
    """The proxies that are believed when they say whom they speak for. Raises `ImproperlyConfigured`."""
    named = [proxy.strip() for proxy in os.environ.get("ROSTRUM_PROXIES", "").split(",")]
    try:
        return [ip_network(proxy) for proxy in named if proxy]
    except ValueError as error:
        raise ImproperlyConfigured(f"ROSTRUM_PROXIES takes addresses and networks, with commas: {error}.") from None


class CookieNames(NamedTuple):
    """What the cookies of this installation are called."""

    session: str
    csrf: str
    badge: str
    screen: str
    pairing: str


def cookie_names(installation: str, *, https: bool) -> CookieNames:
    """Names of our own: browsers send a host's cookies to all of its ports, and two servers with one name for two
    things would sign people out of each other. `installation` tells one from another. With HTTPS they carry the prefix
    by which browsers refuse what another host set. Raises `ImproperlyConfigured`.
    """
    own = f"rostrum-{sha256(f'cookies {installation}'.encode()).hexdigest()[:6]}"
    begin = os.environ.get("ROSTRUM_COOKIES", "").strip() or own
    if not re.fullmatch(r"[A-Za-z0-9-]{1,40}", begin):
        raise ImproperlyConfigured(f"ROSTRUM_COOKIES takes up to 40 letters, digits and hyphens, not {begin!r}.")
    bound = "__Host-" if https else ""
    return CookieNames(*(f"{bound}{begin}_{what}" for what in CookieNames._fields))


def public_views() -> frozenset[View]:
    """Which views everybody may look at, of those that may be closed. Raises `ImproperlyConfigured`."""
    given = os.environ.get("ROSTRUM_PUBLIC_VIEWS")
    if given is None:
        return frozenset(CLOSED)
    named = {view.strip() for view in given.split(",")} - {""}
    if strange := sorted(named - set(CLOSED)):
        raise ImproperlyConfigured(f"ROSTRUM_PUBLIC_VIEWS takes {', '.join(CLOSED)}, not {', '.join(strange)}.")
    return frozenset(View(view) for view in named)


def secret_key(data: Path) -> str:
    """The secret that cookies and badge codes hang on: from the environment, else made once and kept in `data`.

    Raises `ImproperlyConfigured`, with one sentence, if it can neither be read nor kept.
    """
    if given := os.environ.get("SECRET_KEY"):
        return given
    path = data / "secret-key"
    try:
        data.mkdir(parents=True, exist_ok=True)
        try:
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(50))
        except FileExistsError:
            pass
        kept = path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"Rostrum cannot keep its data in {data}: {error.strerror}.") from None
    if not kept:
        raise ImproperlyConfigured(f"{path} is empty: put back what was in it, for every badge code hangs on it.")
    return kept


def database(data: Path) -> dict[str, Any]:
    """Django's settings for the database in `DATABASE_URL`, else for SQLite in `data`."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(data / "rostrum.sqlite3"),
            "OPTIONS": {
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
            },
        }
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(NO_DATABASE) from None
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise ImproperlyConfigured(NO_DATABASE)
    if find_spec("psycopg") is None:
        raise ImproperlyConfigured("DATABASE_URL needs one package more: .venv/bin/pip install 'psycopg[binary]'.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def sqlite_file(database: dict[str, Any]) -> Path | None:
    """The file of the database with these settings of Django; `None` if it is none of SQLite's."""
    return Path(database["NAME"]) if database["ENGINE"].endswith("sqlite3") else None
