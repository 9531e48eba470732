"""Rostrum as it is deployed: behind nginx with TLS, over TCP or a Unix socket, with `deploy/nginx.conf` as it is
shipped. Server and proxy share the server's core.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.contestants import Contestant, Rostrum, playing, rostrum
from tests.bench.cores import SERVER, pinned
from tests.bench.crowd import crowd
from tests.bench.processes import cpu_seconds, descendants
from tests.bench.product import Behind, product, set_up
from tests.ports import free_port
from tests.proxies import nginx


@dataclass(frozen=True)
class Way:
    """A contestant, and the processes of the proxy before it."""

    contestant: Contestant
    proxy: list[int]

    def cpu_seconds(self) -> tuple[float, float]:
        """What the server has used of its core so far, and what the proxy."""
        return cpu_seconds(self.contestant.pid), sum(map(cpu_seconds, self.proxy))


@asynccontextmanager
async def direct(folder: Path) -> AsyncIterator[Way]:
    async with rostrum(folder) as contestant:
        yield Way(contestant, [])


@asynccontextmanager
async def nginx_over_tcp(folder: Path) -> AsyncIterator[Way]:
    own = _own(folder, "tcp")
    async with product(own) as served, crowd() as screens, playing(served, screens) as contestant:
        with _nginx(own, served.port) as port:
            yield await _behind(contestant, own, port)


@asynccontextmanager
async def nginx_over_unix(folder: Path) -> AsyncIterator[Way]:
    own, plain = _own(folder, "unix"), free_port()
    way = Behind(own / "rostrum.sock", plain)
    with _nginx(own, way.unix, _without_tls(plain)) as port:
        async with (
            product(own, behind=way) as served,
            crowd() as screens,
            playing(served, screens) as contestant,
        ):
            yield await _behind(contestant, own, port)


WAYS = {"rostrum": direct, "nginx_tcp": nginx_over_tcp, "nginx_unix": nginx_over_unix}


@contextmanager
def _nginx(own: Path, upstream: int | Path, besides: str = "") -> Iterator[int]:
    with ExitStack() as stack:
        with pinned(SERVER):
            port = stack.enter_context(nginx(own, upstream, besides))
        yield port


def _own(folder: Path, name: str) -> Path:
    """A folder with a set-up of its own: every server has its own data."""
    (own := folder / name).mkdir()
    set_up(own)
    return own


async def _behind(contestant: Rostrum, own: Path, port: int) -> Way:
    """The screens come through the proxy; the desk as before."""
    await contestant.crowd.trust(own / "fullchain.pem")
    contestant.port = port
    master = int((own / "nginx.pid").read_text())
    return Way(contestant, [master, *descendants(master)])


def _without_tls(port: int) -> str:
    """For the desk, which is not what is measured."""
    return f"""server {{
    listen 127.0.0.1:{port};
    location / {{
        proxy_pass http://rostrum;
        proxy_http_version 1.1;
        proxy_set_header Host $http_host;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $rostrum_connection;
    }}
}}
"""
