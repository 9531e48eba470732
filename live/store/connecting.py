"""How a server is reached: every address that `REDIS_URL` may hold, for the event loop and for threads.

`redis://user:password@host:port/0`, `rediss://...` with TLS and `unix://path?db=0` name one server.
`redis+sentinel://user:password@host:port,host:port/service/0` (`rediss+sentinel` with TLS) names sentinels, who know
which server is the master of `service` at the moment; user and password are the master's. What follows a `?` goes to
redis-py: `ssl_ca_certs=/etc/ssl/ca.pem`. Of sentinels `sentinel_username=` and `sentinel_password=` are their own, and
`sentinel_ssl=false` says that they, unlike the master, speak without TLS.

No client repeats a command by itself: a lost reply must not run a script twice unseen.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import SplitResult, quote, unquote, urlsplit

import redis
import redis.asyncio
import redis.asyncio.retry
import redis.asyncio.sentinel
import redis.connection
import redis.retry
import redis.sentinel
from redis.backoff import NoBackoff
from redis.driver_info import DriverInfo
from redis.exceptions import RedisError

from live.store.room_log import Unavailable

DRIVER = DriverInfo()
"""What redis-py says of itself to a server: by itself it looks that up on the disk for every connection."""
SENTINEL_PORT = 26379
_BY_SENTINEL = {"redis+sentinel": "redis", "rediss+sentinel": "rediss"}


NO_ADDRESS = (
    "REDIS_URL must read redis://user:password@host:port/0, rediss://... for TLS, "
    "redis+sentinel://user:password@host:port,host:port/service/0, or unix:///path/to/socket?db=0."
)


@contextmanager
def or_unavailable() -> Iterator[None]:
    """Raise `Unavailable` where a server cannot be asked."""
    try:
        yield
    except (RedisError, OSError) as error:
        raise Unavailable(f"{type(error).__name__}: {error}") from error


class Sentinels(NamedTuple):
    """Whom to ask for the master of `service`, how, and the address of that master, its host left out."""

    addresses: list[tuple[str, int]]
    service: str
    options: dict[str, Any]
    asking: dict[str, Any]


class _AsyncMaster(redis.asyncio.Redis):
    """The master that sentinels name. redis-py leaves the connections to the sentinels open when it is closed."""

    sentinels: list[redis.asyncio.Redis] = []

    async def aclose(self, close_connection_pool: bool | None = None) -> None:
        await super().aclose(close_connection_pool)
        for sentinel in self.sentinels:
            await sentinel.aclose()


class _Master(redis.Redis):
    """See `_AsyncMaster`."""

    sentinels: list[redis.Redis] = []

    def close(self) -> None:
        super().close()
        for sentinel in self.sentinels:
            sentinel.close()


def async_client(url: str, *, answer_within: float) -> redis.asyncio.Redis:
    """A client for the running event loop. Raises `ValueError` if `url` is no address."""
    options = {"retry": redis.asyncio.retry.Retry(NoBackoff(), 0), **_patience(answer_within)}
    if (named := read_sentinels(url)) is None:
        return redis.asyncio.Redis.from_url(url, **options)
    asked: Any = redis.asyncio.sentinel.Sentinel(  # type: ignore[no-untyped-call]
        named.addresses, sentinel_kwargs={**named.asking, **options}
    )
    master: _AsyncMaster = asked.master_for(named.service, redis_class=_AsyncMaster, **options, **named.options)
    master.sentinels = asked.sentinels
    return master


def client(url: str, *, answer_within: float, decode_responses: bool = False) -> redis.Redis:
    """A client that blocks, for a thread or a command. Raises `ValueError` if `url` is no address."""
    options = {"retry": redis.retry.Retry(NoBackoff(), 0), **_patience(answer_within)}
    if (named := read_sentinels(url)) is None:
        return redis.Redis.from_url(url, decode_responses=decode_responses, **options)
    asked: Any = redis.sentinel.Sentinel(  # type: ignore[no-untyped-call]
        named.addresses, sentinel_kwargs={**named.asking, **options}
    )
    theirs = {"decode_responses": decode_responses, **options, **named.options}
    master: _Master = asked.master_for(named.service, redis_class=_Master, **theirs)
    master.sentinels = asked.sentinels
    return master


def without_secrets(url: str) -> str:
    """What may be shown of `url`. Raises `ValueError`, with one sentence, if it is no address of a server."""
    try:
        scheme, _ = url.split("://", 1)
        if (named := read_sentinels(url)) is not None:
            hosts = ",".join(f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in named.addresses)
            shown = f"{scheme}://{hosts}/{quote(named.service)}/{named.options['db']}"
        else:
            parts = urlsplit(url)
            if parts.port == 0 or not _names_a_server(parts):  # To ask for the port is to read it.
                raise ValueError
            shown = f"{scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
        asked: Any = client(url, answer_within=1.0)
    except ValueError:
        raise ValueError(NO_ADDRESS) from None
    try:
        asked.connection_pool.make_connection()
    except TypeError as error:
        # redis-py: __init__() got an unexpected keyword argument 'nonsense'
        option = f"{error}".rpartition("argument ")[2]
        raise ValueError(f"REDIS_URL has an unknown option {option} after its question mark.") from None
    finally:
        asked.close()
    return shown


def _names_a_server(parts: SplitResult) -> bool:
    if parts.scheme == "unix":
        return bool(parts.path.strip("/"))
    database = parts.path.strip("/")
    return parts.scheme in ("redis", "rediss") and database.isascii() and (database or "0").isdecimal()


def read_sentinels(url: str) -> Sentinels | None:
    """What an address by sentinels names; `None` if `url` names a server itself. Raises `ValueError`."""
    scheme, _, rest = url.partition("://")
    if scheme not in _BY_SENTINEL:
        return None
    place, _, query = rest.partition("?")
    place, _, path = place.partition("/")
    whose, _, hosts = place.rpartition("@")
    service, _, database = path.strip("/").partition("/")
    if not hosts or not service or not (database or "0").isdecimal() or "#" in url:
        raise ValueError("sentinels are addressed as redis+sentinel://host:port,host:port/service/0")
    # redis-py knows which of its options are numbers, and which are words for yes and no.
    plain = f"{_BY_SENTINEL[scheme]}://{whose}@master/{database or 0}?{query}"
    read: dict[str, Any] = redis.connection.parse_url(plain)  # type: ignore[no-untyped-call]
    options = {name: option for name, option in read.items() if name not in ("host", "port", "connection_class")}
    asking: dict[str, Any] = {}
    for name in ("username", "password"):
        if (given := options.pop(f"sentinel_{name}", None)) is not None:
            asking[name] = given
    by_tls = options.pop("sentinel_ssl", "true")
    if by_tls.lower() not in ("true", "false"):
        raise ValueError("sentinel_ssl is true or false")
    if scheme == "rediss+sentinel":
        options["ssl"] = True
        if by_tls.lower() == "true":
            asking |= {name: option for name, option in options.items() if name.startswith("ssl")}
    return Sentinels([_address(host) for host in hosts.split(",")], unquote(service), options, asking)


def _address(host: str) -> tuple[str, int]:
    parts = urlsplit(f"//{host}")
    if not parts.hostname or parts.port == 0:
        raise ValueError(f"{host!r} names no sentinel")
    return parts.hostname, parts.port or SENTINEL_PORT


def _patience(seconds: float) -> dict[str, Any]:
    return {
        "protocol": 3,
        "socket_timeout": seconds,
        "socket_connect_timeout": seconds,
        "health_check_interval": 0,
        "driver_info": DRIVER,
    }
