"""The addresses of the sockets."""

from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from channels.routing import URLRouter
from django.urls import path, re_path

from consumers.audience import Audiences
from consumers.heartbeat import Heartbeat
from consumers.notices import Notices
from consumers.presence import Presence
from consumers.room_socket import FoyerSocket, NoSuchAddress, OverviewSocket, RoomSocket
from live.access.admission import Badges
from live.access.bounds import OpenSockets
from live.access.revocation import Revocation
from live.access.sign_in import Passwords
from live.access.throttles import Throttles
from live.record.recorder import Recorder
from live.rooms import Rooms


@dataclass(frozen=True, slots=True)
class Rostrum:
    """What this process serves: its rooms, those looking at them, who may come in, and the copying of it all.

    Every connection's scope carries it.
    """

    rooms: Rooms
    audiences: Audiences
    badges: Badges
    revocation: Revocation
    recorder: Recorder
    presence: Presence
    throttles: Throttles
    passwords: Passwords
    open_sockets: OpenSockets
    notices: Notices
    heartbeat: Heartbeat


class Sockets(URLRouter):  # type: ignore[misc]  # Channels has no types.
    """Channels' router, which steps aside: what it returns is the consumer's own coroutine, so that no screen keeps a
    frame of the router's, with a copy of the scope in it, for as long as it is open.
    """

    def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Coroutine[Any, Any, None]:
        """The consumer of the first route that fits, not yet begun. Every path has one: the last fits all."""
        path = scope["path"].lstrip("/")
        route, (_rest, words, named) = next(
            (route, found) for route in self.routes if (found := route.pattern.match(path)) is not None
        )
        consumer = route.callback.consumer_class(**route.callback.consumer_initkwargs)
        begun: Coroutine[Any, Any, None] = consumer(
            {**scope, "url_route": {"args": words, "kwargs": named}}, receive, send
        )
        return begun


def sockets() -> Sockets:
    """The ASGI application of every WebSocket."""
    return Sockets(
        [
            path("ws/rooms/<slug:room>/<slug:view>/", RoomSocket.as_asgi()),
            path("ws/foyer/", FoyerSocket.as_asgi()),
            path("ws/overview/", OverviewSocket.as_asgi()),
            re_path(r"", NoSuchAddress.as_asgi()),
        ]
    )
