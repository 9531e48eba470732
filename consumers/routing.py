"""The addresses of the sockets."""

from dataclasses import dataclass
from typing import Any

from channels.routing import URLRouter
from django.urls import path, re_path

from consumers.audience import Audiences
from consumers.notices import Notices
from consumers.presence import Presence
from consumers.room_socket import FoyerSocket, NoSuchAddress, OverviewSocket, RoomSocket
from live.access.admission import Badges
from live.access.bounds import OpenSockets
from live.access.revocation import Standing
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
    standing: Standing
    recorder: Recorder
    presence: Presence
    throttles: Throttles
    passwords: Passwords
    open_sockets: OpenSockets
    notices: Notices


def sockets() -> Any:
    """The ASGI application of every WebSocket."""
    return URLRouter(
        [
            path("ws/rooms/<slug:room>/<slug:view>/", RoomSocket.as_asgi()),
            path("ws/foyer/", FoyerSocket.as_asgi()),
            path("ws/overview/", OverviewSocket.as_asgi()),
            re_path(r"", NoSuchAddress.as_asgi()),
        ]
    )
