"""The application that a server runs: sockets to the consumers, everything else to Django.

It keeps to ASGI, so that any server will do; Daphne as `live.web.serving.server` tunes it is the one that is measured.
"""

import os
from collections.abc import Coroutine
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "live.web.settings")
pages = get_asgi_application()

from django.conf import settings  # noqa: E402  Django has to be set up first.

from consumers.audience import Audiences  # noqa: E402
from consumers.heartbeat import Heartbeat  # noqa: E402
from consumers.notices import Notices  # noqa: E402
from consumers.presence import Presence  # noqa: E402
from consumers.routing import Rostrum, sockets  # noqa: E402
from live.access.admission import Badges  # noqa: E402
from live.access.bounds import OpenSockets  # noqa: E402
from live.access.revocation import Standing  # noqa: E402
from live.access.sign_in import Passwords  # noqa: E402
from live.access.throttles import Throttles  # noqa: E402
from live.record.reading import last_end_soon  # noqa: E402
from live.record.recorder import Recorder  # noqa: E402
from live.rooms import Rooms  # noqa: E402
from live.store.redis_log import RedisStore  # noqa: E402
from live.web.database import use_pool  # noqa: E402
from live.web.serving.gate import Gate  # noqa: E402
from live.web.serving.proxies import normalized  # noqa: E402


class Application:
    """One process's rooms and audiences, given to every connection in its scope."""

    def __init__(self, rooms: Rooms, recorder: Recorder, throttles: Throttles) -> None:
        audiences = Audiences(rooms)
        presence = Presence(audiences, rooms)
        self.rostrum = Rostrum(
            rooms,
            audiences,
            Badges(),
            Standing(),
            recorder,
            presence,
            throttles,
            Passwords(throttles),
            OpenSockets(),
            Notices(rooms),
            Heartbeat(rooms),
        )
        self._sockets = sockets()
        self.gate = Gate(pages, throttles)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Serve one connection."""
        match scope["type"]:
            case "websocket":
                await self.socket(scope, receive, send)
            case "http":
                self._start()
                await self.gate(self._known(scope), receive, send)
            case other:
                raise ValueError(f"Rostrum speaks http and websocket, not {other}")

    def socket(self, scope: dict[str, Any], receive: Any, send: Any) -> Coroutine[Any, Any, None]:
        """What serves one WebSocket, not yet begun. A server that can runs this itself: it keeps less for each."""
        self._start()
        return self._sockets(self._known(scope), receive, send)

    def is_waited_for(self) -> bool:
        """Whether somebody who is in waits, to be answered or to be shown a change."""
        return self.rostrum.rooms.are_deciding or self.rostrum.audiences.are_showing

    def _start(self) -> None:
        for background in (
            self.rostrum.recorder,
            self.rostrum.presence,
            self.rostrum.throttles,
            self.rostrum.notices,
        ):
            background.start()

    def handshake(self, scope: dict[str, Any]) -> tuple[bool, float]:
        """See `Gate.handshake`. A server that can asks this before it makes a connection for a socket."""
        return self.gate.handshake(self._known(scope))

    def flooded(self, scope: dict[str, Any]) -> None:
        """See `Gate.flooded`."""
        self.gate.flooded(self._known(scope))

    def _known(self, scope: dict[str, Any]) -> dict[str, Any]:
        return normalized(scope, settings.PROXIES) | {"rostrum": self.rostrum}


def build() -> Application:
    """The application on the store and the database that the settings name."""
    use_pool()
    url, prefix = settings.REDIS_URL or "redis://127.0.0.1:6379/0", settings.REDIS_PREFIX
    throttles = Throttles(url, prefix, settings.BOUNDS_SCALE)
    return Application(Rooms(RedisStore(url, prefix), last_end_soon), Recorder(url, prefix), throttles)


application = build()
