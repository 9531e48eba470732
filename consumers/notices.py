"""Tells phones that are locked when their turn is near. Every process looks at its rooms; the first
to say so in the store tells them, once for each request and stage, also over a restart.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from django.db.models import F

from live.access.models import PushSubscription
from live.access.push_texts import Stage, notice
from live.background import Background, own_connection
from live.live_room import LiveRoom
from live.room.model.state import RoomState
from live.room.views.drawing import Drawing
from live.room.views.phone import phone_view
from live.rooms import Rooms
from live.store.room_log import Unavailable

logger = logging.getLogger(__name__)

NEAR, READY = 5, 2
"""From these places on, as the phone's page has them."""
SENDERS = 4
MOST_UNSENT = 500
"""So many wait to be sent from one process; what comes then is not sent, for it would come too late."""
LOOKS_EVERY_SECONDS = 0.5
NEW_ROOMS_EVERY_SECONDS = 2.0
CLAIMED_SECONDS = 12 * 3600
AFTER_OTHERS = 9
"""Rank among those who watch a room: screens come first."""


class Turn(NamedTuple):
    """A delegation whose turn is near: `subject` is its request, or the turn that it has."""

    subject: str
    delegation: str
    stage: Stage
    place: int


def turns(state: RoomState) -> Iterator[Turn]:
    """Those who have the floor or will soon have it, while the meeting sits and the list is of the running segment."""
    if not state.version:
        return
    view = phone_view(state, "", Drawing())
    if view.sitting is not None:
        return
    if view.floor is not None and view.floor.speaker.delegation is not None:
        yield Turn(view.floor.id, view.floor.speaker.delegation, Stage.FLOOR, 0)
    if view.list is None or view.segment is None or view.list.segment != view.segment.id:
        return
    for place, request in enumerate(view.list.order[:NEAR], 1):
        delegation = view.list.waiting[request].speaker.delegation if request in view.list.waiting else None
        if delegation is not None:
            yield Turn(request, delegation, Stage.READY if place <= READY else Stage.NEAR, place)


class Notices:
    """Watches the rooms of this process, and sends from a few threads of its own."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._changed: dict[str, LiveRoom] = {}
        self._watched: dict[str, LiveRoom] = {}
        self._seen: dict[str, set[tuple[str, Stage]]] = {}
        self._unsent = 0
        self._watching = Background(self._watch_for_ever, "notices")
        self._threads = ThreadPoolExecutor(SENDERS, "push")

    def start(self) -> None:
        """Begin to look, if that was not begun."""
        self._watching.start()

    async def _watch_for_ever(self) -> None:
        rounds = 0
        while True:
            if rounds % round(NEW_ROOMS_EVERY_SECONDS / LOOKS_EVERY_SECONDS) == 0:
                self._watch_new()
            rounds += 1
            changed, self._changed = self._changed, {}
            for room in changed.values():
                try:
                    await self._monitor(room)
                except Unavailable:
                    self._changed.setdefault(room.id, room)
                except Exception:  # One room that cannot be looked at keeps no other from being told.
                    logger.exception("room %s: nobody could be told that their turn is near", room.id)
            await asyncio.sleep(LOOKS_EVERY_SECONDS)

    def _watch_new(self) -> None:
        for room in self._rooms.started():
            if self._watched.get(room.id) is not room:
                self._watched[room.id] = self._changed[room.id] = room
                room.watch(lambda room=room: self._changed.__setitem__(room.id, room), AFTER_OTHERS)  # type: ignore[misc]

    async def _monitor(self, room: LiveRoom) -> None:
        now = list(turns(room.state))
        seen = self._seen.get(room.id, set())
        if fresh := [turn for turn in now if (turn.subject, turn.stage) not in seen]:
            loop = asyncio.get_running_loop()
            # Asked once for all: a thread that works at the database holds up those who write to screens.
            found = await loop.run_in_executor(self._threads, _subscriptions_of, {turn.delegation for turn in fresh})
            for turn in fresh:
                await self._tell(room, turn, found[turn.delegation])
        # A request that falls back and comes near again is not told twice: the claim stays.
        self._seen[room.id] = {(turn.subject, turn.stage) for turn in now}

    async def _tell(self, room: LiveRoom, turn: Turn, subscriptions: list[PushSubscription]) -> None:
        if not subscriptions:
            return
        claim = f"{room.state.epoch}:{turn.subject}:{turn.stage}"
        if not await self._rooms.store.claim(room.id, claim, CLAIMED_SECONDS):
            return
        names = phone_view(room.state, room.id, Drawing()).room.names
        for subscription in subscriptions:
            if self._unsent >= MOST_UNSENT:
                logger.warning("room %s: too many phones wait to be told; some are not", room.id)
                return
            text = notice(subscription.language, turn.stage, room.id, names, turn.place)
            self._unsent += 1
            sending = asyncio.get_running_loop().run_in_executor(
                self._threads, _send_now, subscription, text, _topic(room.id)
            )
            sending.add_done_callback(self._sent)

    def _sent(self, sending: "asyncio.Future[bool]") -> None:
        self._unsent -= 1
        if not sending.cancelled() and (fault := sending.exception()) is not None:
            logger.error("a phone could not be told: %s", fault)


def _topic(room: str) -> str:
    """Of two messages about one room a service keeps the newer (RFC 8030, section 5.4): at most 32 letters."""
    return "".join(letter for letter in room if letter.isalnum() or letter == "-")[:32] or "rostrum"


def _subscriptions_of(delegations: set[str]) -> defaultdict[str, list[PushSubscription]]:
    """By delegation."""
    found = defaultdict[str, list[PushSubscription]](list)
    with own_connection():
        for subscription in PushSubscription.objects.select_related("phone__badge").filter(
            phone__badge__delegation__in=delegations,
            phone__badge__revoked_at=None,
            phone__badge__delegation__withdrawn_at=None,
            phone__generation=F("phone__badge__generation"),
        ):
            found[subscription.phone.badge.delegation_id].append(subscription)
    return found


def _send_now(subscription: PushSubscription, text: dict[str, str], topic: str) -> bool:
    # Loaded by the thread that sends, the first time: no reader waits for it, and many servers send none.
    from live.access.push_sending import send  # noqa: PLC0415

    with own_connection():
        return send(subscription, text, topic)
