"""What the settings read from the machine: the environment and the data folder."""

import os
import re
import secrets
import stat
from contextlib import suppress
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

from django.core.exceptions import ImproperlyConfigured

from live.access.addresses import Network, read_network
from live.room.authority import CLOSED, PUBLISHED, View
from live.store.connecting import without_secrets

ORIGIN = re.compile(r"\*|https?://(?:\*\.)?(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
HOST = re.compile(r"[^/:\s\[\]]*|\[[0-9A-Fa-f:.]+\]")
OURS = ("secret-key", "rostrum.sqlite3", "valkey", "push")
"""What the names of all begin with that is kept in the data folder."""
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]


def hosts() -> list[str]:
    """The names under which Rostrum may be reached. Raises `ImproperlyConfigured`."""
    named = [in_brackets(host.strip()) for host in os.environ.get("ROSTRUM_HOSTS", "").split(",")]
    for host in named:
        if not HOST.fullmatch(host):
            raise ImproperlyConfigured(
                f"ROSTRUM_HOSTS takes names, with commas, without scheme and port; not {host!r}."
            )
    return LOOPBACK + [host for host in named if host]


def in_brackets(host: str) -> str:
    """`host` as it stands in an address: IPv6 in brackets, everything else as it is."""
    try:
        return f"[{host}]" if ip_address(host).version == 6 else host
    except ValueError:
        return host


def store() -> str:
    """The address of the store; empty if Rostrum is to start its own. Raises `ImproperlyConfigured`."""
    url = os.environ.get("REDIS_URL", "")
    try:
        if url:
            without_secrets(url)
    except ValueError as error:
        raise ImproperlyConfigured(str(error)) from None
    return url


def proxies() -> list[Network]:
    """The proxies that are believed when they say whom they speak for. Raises `ImproperlyConfigured`."""
    named = [proxy.strip() for proxy in os.environ.get("ROSTRUM_PROXIES", "").split(",")]
    try:
        return [read_network(proxy) for proxy in named if proxy]
    except ValueError as error:
        raise ImproperlyConfigured(f"ROSTRUM_PROXIES takes addresses and networks, with commas: {error}.") from None


class CookieNames(NamedTuple):
    """What the cookies of this installation are called."""

    session: str
    csrf: str
    badge: str
    pairing: str
    device: str
    files: str


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


def contact(hosts: tuple[str, ...]) -> str:
    """Where a push service finds the people who run this server: the first of its names that is one."""
    named = [host for host in hosts if "." in host.strip(".") and not host.replace(".", "").isdigit()]
    return f"https://{named[0].lstrip('.')}" if named else "https://rostrum.invalid"


def public_views() -> frozenset[View]:
    """Which views everybody may look at, of those that may be closed or published; by itself no record is published.

    Raises `ImproperlyConfigured`.
    """
    given = os.environ.get("ROSTRUM_PUBLIC_VIEWS")
    if given is None:
        return frozenset(CLOSED)
    named = {view.strip() for view in given.split(",")} - {""}
    may_be = (*CLOSED, *PUBLISHED)
    if strange := sorted(named - set(may_be)):
        raise ImproperlyConfigured(f"ROSTRUM_PUBLIC_VIEWS takes {', '.join(may_be)}, not {', '.join(strange)}.")
    return frozenset(View(view) for view in named)


def frames() -> list[str]:
    """The origins whose pages may show public walls in a frame. Raises `ImproperlyConfigured`."""
    named = [origin.strip().rstrip("/") for origin in os.environ.get("ROSTRUM_FRAMES", "").split(",")]
    for origin in filter(None, named):
        if not ORIGIN.fullmatch(origin):
            raise ImproperlyConfigured(
                f"ROSTRUM_FRAMES takes origins such as https://signage.example.org, with commas, or *; not {origin!r}."
            )
    return [origin for origin in named if origin]


def make_private(path: Path, mode: int = 0o600) -> None:
    """Let nobody but its owner look at `path`, if it is there and ours to change."""
    with suppress(OSError):
        found = path.lstat()
        if not stat.S_ISLNK(found.st_mode) and stat.S_IMODE(found.st_mode) & 0o077:
            path.chmod(stat.S_IMODE(found.st_mode) & mode)


def keep_private(data: Path) -> None:
    """See that only its owner looks at what is kept in `data`, also where an older release kept it for everybody.

    A folder that has nothing of ours in it, or that everybody may write to, is left as it is: somebody may have named
    a folder that is not for Rostrum alone.
    """
    ours = [path for begin in OURS for path in data.glob(f"{begin}*")] if data.is_dir() else []
    for path in ours:
        make_private(path, 0o700 if path.is_dir() else 0o600)
    if ours and not data.stat().st_mode & stat.S_ISVTX:
        make_private(data.resolve(), 0o700)


def bounds_scale() -> float:
    """How many times as wide as usual every bound is. Raises `ImproperlyConfigured`."""
    text = os.environ.get("ROSTRUM_BOUNDS") or "1"
    try:
        scale = float(text)
    except ValueError:
        scale = 0.0
    if not 0.1 <= scale <= 1000:
        raise ImproperlyConfigured(f"ROSTRUM_BOUNDS is a number from 0.1 to 1000, not {text!r}.")
    return scale


def secret_key(data: Path) -> str:
    """The secret that cookies and badge codes hang on: from the environment, else made once and kept in `data`.

    Raises `ImproperlyConfigured`, with one sentence, if it can neither be read nor kept.
    """
    if given := os.environ.get("SECRET_KEY"):
        return given
    path = data / "secret-key"
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
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
