"""Beside a room that rehearses, the rehearsal: read from its own log, followed, and given the room's programme.

The room's own log names the rehearsal, so every process finds the same one. Its log has a name that no room can have,
and its digests begin with that name (`live.store.chain`): it is no log of the room, wherever it is copied to.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from live.background import Background, cancel
from live.live_room import LiveRoom
from live.room.authority import Actor
from live.room.commands import PublishProgramme
from live.room.model.state import RoomState
from live.room.refusals import Reason, Refused
from live.store.room_log import LogLost, Store, Unavailable

logger = logging.getLogger(__name__)

AGAIN_SECONDS = 0.5
KEPT_SECONDS = 7 * 24 * 3600
"""How long a rehearsal that was reset is kept, for whoever wants to look at it in the store."""

Follow = Callable[[LiveRoom], Coroutine[Any, Any, None]]


def log_of(room: str, rehearsal: str) -> str:
    """The name of the log in which `rehearsal` of `room` is kept; a room's id has no `~`."""
    return f"{room}~{rehearsal}"


class RehearsalBeside:
    """Keeps `live.rehearsal` as the room's own log says. `publisher` puts programmes in force, `follow` follows."""

    def __init__(self, live: LiveRoom, store: Store, publisher: Actor, follow: Follow) -> None:
        self._live = live
        self._store = store
        self._publisher = publisher
        self._follow = follow
        self._following: list[asyncio.Task[None]] = []
        self._not_taken: str | None = None
        self._keeping_up = Background(self._keep_up, f"rehearsal in {live.id}")

    async def start(self) -> None:
        """Have it beside the room, and keep it so. Raises `Unavailable`."""
        await self._settle()
        # Before screens are told of a change of the room.
        self._live.watch(self._keeping_up_if_needed, rank=-1)

    def close(self) -> list[asyncio.Task[None]]:
        """What follows it, to be ended."""
        self._live.unwatch(self._keeping_up_if_needed)
        return self._following

    def _keeping_up_if_needed(self) -> None:
        if not self._is_settled:
            self._keeping_up.start()

    @property
    def _is_settled(self) -> bool:
        held = self._live.rehearsal
        if held is None:
            return self._live.state.rehearsing is None
        return self._is_wanted(held) and self._has_programme(held)

    def _is_wanted(self, held: LiveRoom) -> bool:
        wanted = self._live.state.rehearsing
        return wanted is not None and held.state.rehearsal == wanted.id

    def _has_programme(self, held: LiveRoom) -> bool:
        return held.lost is not None or self._live.state.version in (held.state.version, self._not_taken)

    async def _keep_up(self) -> None:
        while not self._is_settled:
            try:
                await self._settle()
            except Unavailable as error:
                logger.warning("room %s: its rehearsal waits for the store: %s", self._live.id, error)
                await asyncio.sleep(AGAIN_SECONDS)

    async def _settle(self) -> None:
        held = self._live.rehearsal
        if held is not None and not self._is_wanted(held):
            await self._put_away(held)
        wanted = self._live.state.rehearsing
        if wanted is not None and self._live.rehearsal is None:
            await self._bring(wanted.id)
        elif self._live.rehearsal is not None:
            await self._publish(self._live.rehearsal)

    async def _bring(self, rehearsal: str) -> None:
        name = log_of(self._live.id, rehearsal)
        brought = LiveRoom(name, self._store.log(name), self._store.clock, rehearsal)
        try:
            await brought.start()
        except LogLost as error:
            brought.lose(f"{error}: reset the rehearsal")
        if brought.state.at is not None:
            await self._store.not_before(brought.state.at)
        self._not_taken = None
        await self._publish(brought)
        brought.watch(self._live.tell)
        self._following.append(asyncio.create_task(self._follow(brought), name=f"follow {name}"))
        self._live.rehearsal = brought
        self._live.tell()

    async def _put_away(self, held: LiveRoom) -> None:
        held.unwatch(self._live.tell)
        self._live.rehearsal = None
        self._live.tell()
        following, self._following = self._following, []
        await cancel(following)
        await self._store.let_go(held.id, KEPT_SECONDS)

    async def _publish(self, held: LiveRoom) -> None:
        """Put the programme of the room in force in its rehearsal. Raises `Unavailable`."""
        if self._has_programme(held):
            return
        command = _programme_of(self._live.state, held.state.version or "")
        try:
            await held.handle(command, self._publisher, f"publish {command.version} after {held.state.position}")
        except Refused as refused:
            if refused.reason in (Reason.UNAVAILABLE, Reason.DEGRADED):
                raise Unavailable(f"{held.id}: {refused}") from None
            if refused.reason is not Reason.PROGRAMME_MOVED_ON:
                # What it runs is in the programme no more: it goes on with the one that it has.
                logger.warning("room %s: its rehearsal keeps its programme: %s", self._live.id, refused)
                self._not_taken = command.version


def _programme_of(state: RoomState, instead_of: str) -> PublishProgramme:
    assert state.profile is not None and state.version is not None, "only a room with a programme rehearses"
    return PublishProgramme(
        state.version,
        state.profile,
        state.rundown.segments,
        tuple(state.register.values()),
        state.process_chairs,
        state.groups,
        instead_of,
        state.settings,
    )
