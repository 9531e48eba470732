"""What serves connections: sockets go to the consumers, everything else to Django.

It keeps to ASGI, so that any server will do; Daphne as `live.web.serving.server` tunes it is the one that is measured.
"""

from collections.abc import Coroutine
from typing import Any

from django.conf import settings

from consumers.audience import Audiences
from consumers.heartbeat import Heartbeat
from consumers.notices import Notices
from consumers.presence import Presence
from consumers.routing import Rostrum, sockets
from live.access.admission import Badges
from live.access.bounds import OpenSockets
from live.access.revocation import Revocation
from live.access.sign_in import Passwords
from live.access.throttles import Throttles
from live.record.reading import last_end_soon
from live.record.recorder import Recorder
from live.rooms import Rooms
from live.store.redis_log import RedisStore
from live.web.database import use_pool
from live.web.serving.gate import Gate
from live.web.serving.proxies import normalized


class Application:
    """One process's rooms and audiences, given to every connection in its scope."""

    def __init__(self, pages: Any, rooms: Rooms, recorder: Recorder, throttles: Throttles) -> None:
        audiences = Audiences(rooms)
        presence = Presence(audiences, rooms)
        self.rostrum = Rostrum(
            rooms,
            audiences,
            Badges(),
            Revocation(),
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


def build(pages: Any) -> Application:
    """The application on the store and the database that the settings name, with Django's `pages`."""
    use_pool()
    url, prefix = settings.REDIS_URL or "redis://127.0.0.1:6379/0", settings.REDIS_PREFIX
    throttles = Throttles(url, prefix, settings.BOUNDS_SCALE)
    return Application(pages, Rooms(RedisStore(url, prefix), last_end_soon), Recorder(url, prefix), throttles)
