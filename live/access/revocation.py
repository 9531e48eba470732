"""Whether those who came in may still be here. A badge that is revoked, a duty that is taken away, a screen that is
replaced and an organiser who signed out close their sockets, soon after and in every process.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from channels.db import DatabaseSyncToAsync
from django.db import InterfaceError, OperationalError

from live.access.admission import Held, actors_holding
from live.background import Background
from live.room.authority import Actor

logger = logging.getLogger(__name__)

REVIEW_SECONDS = 2.0


class Place(NamedTuple):
    """Somebody with something that can be taken back, as who they were let in. `room` is `None` for all of them."""

    held: Held
    room: str | None
    actor: Actor


class Revocation:
    """Everyone in this process who came in with something that can be taken back. One look at all of them, again and
    again, in a thread of its own: no socket asks the database for itself.
    """

    def __init__(self) -> None:
        self._inside: defaultdict[Place, dict[object, Callable[[], None]]] = defaultdict(dict)
        self._reviewing = Background(self._review_for_ever, "revocation")
        # Channels' own gives the connection to the database back each time.
        self._actors_now = DatabaseSyncToAsync(
            actors_holding, thread_sensitive=False, executor=ThreadPoolExecutor(1, "revocation")
        )

    def keep(self, who: object, place: Place, send_away: Callable[[], None]) -> None:
        """Call `send_away`, once, when `who` is no longer who they were let in as."""
        self._inside[place][who] = send_away
        self._reviewing.start()

    def forget(self, who: object, place: Place) -> None:
        """They left by themselves."""
        if (same := self._inside.get(place)) is not None:
            same.pop(who, None)
            if not same:
                del self._inside[place]

    async def _review_for_ever(self) -> None:
        while self._inside:
            await asyncio.sleep(REVIEW_SECONDS)
            try:
                await self._review()
            except (OperationalError, InterfaceError) as error:  # Nobody is sent away because it cannot be asked.
                logger.warning("the database could not be asked who may still be here: %s", error)
            except Exception:
                logger.exception("it could not be looked up who may still be here")

    async def _review(self) -> None:
        # Those who come in meanwhile are looked at as they come.
        places = list(self._inside)
        actors = await self._actors_now({(place.held, place.room) for place in places})
        for place in places:
            if actors.get((place.held, place.room)) != place.actor:
                for send_away in self._inside.pop(place, {}).values():
                    send_away()
