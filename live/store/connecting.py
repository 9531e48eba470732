"""How a server is reached: every address that `REDIS_URL` may hold, for the event loop and for threads.

`redis://user:password@host:port/0`, `rediss://...` with TLS and `unix://path?db=0` name one server.
`redis+sentinel://user:password@host:port,host:port/service/0` (`rediss+sentinel` with TLS) names sentinels, who know
which server is the master of `service` at the moment; user and password are the master's. What follows a `?` goes to
redis-py: `ssl_ca_certs=/etc/ssl/ca.pem`.

No client repeats a command by itself: a lost reply must not run a script twice unseen.
"""

from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

import redis
import redis.asyncio
import redis.asyncio.retry
import redis.asyncio.sentinel
import redis.retry
import redis.sentinel
from redis.backoff import NoBackoff

SENTINEL_PORT = 26379
_BY_SENTINEL = {"redis+sentinel": "redis", "rediss+sentinel": "rediss"}


class Sentinels(NamedTuple):
    """Whom to ask for the master of `service`, and the address of that master, its host left out."""

    addresses: list[tuple[str, int]]
    service: str
    options: dict[str, Any]


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
        named.addresses, sentinel_kwargs=options
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
        named.addresses, sentinel_kwargs=options
    )
    theirs = {"decode_responses": decode_responses, **options, **named.options}
    master: _Master = asked.master_for(named.service, redis_class=_Master, **theirs)
    master.sentinels = asked.sentinels
    return master


def read_sentinels(url: str) -> Sentinels | None:
    """What an address by sentinels names; `None` if `url` names a server itself. Raises `ValueError`."""
    parts = urlsplit(url)
    if parts.scheme not in _BY_SENTINEL:
        return None
    whose, _, hosts = parts.netloc.rpartition("@")
    service, _, database = parts.path.strip("/").partition("/")
    if not hosts or not service or not (database or "0").isdecimal():
        raise ValueError("sentinels are addressed as redis+sentinel://host:port,host:port/service/0")
    options: dict[str, Any] = {"db": int(database or "0"), **dict(parse_qsl(parts.query))}
    user, _, password = whose.partition(":")
    if user:
        options["username"] = unquote(user)
    if password:
        options["password"] = unquote(password)
    if parts.scheme == "rediss+sentinel":
        options["ssl"] = True
    return Sentinels([_address(host) for host in hosts.split(",")], unquote(service), options)


def _address(host: str) -> tuple[str, int]:
    parts = urlsplit(f"//{host}")
    if not parts.hostname:
        raise ValueError(f"{host!r} names no sentinel")
    return parts.hostname, parts.port or SENTINEL_PORT


def _patience(seconds: float) -> dict[str, Any]:
    return {
        "protocol": 3,
        "socket_timeout": seconds,
        "socket_connect_timeout": seconds,
        "health_check_interval": 0,
    }
