"""Simulated delegates: a badge, a phone, a socket, and now and then a wish to speak."""

import asyncio
import itertools
import json
import random
from typing import Any

from django.conf import settings
from websockets.asyncio.client import ClientConnection, connect, unix_connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from live.access.admission import badge_cookie
from live.access.models import Phone
from live.web.serving.listening import UNIX

IN_FIRST_ROOM = 3
"""Of the first room this many times as many are in it as in any other."""
THINK_SECONDS = 25.0
"""How long, on average, an open list is looked at before something is asked or withdrawn."""
TIME_EVERY_SECONDS = 10.0
LONGEST_BACK_OFF_SECONDS = 15.0


class SimulatedDelegate:
    """One delegate in one room. Asks when the list is open, rarely withdraws, comes back when the server does."""

    def __init__(self, url: str, phone: Phone, rooms: list[str]) -> None:
        badge = phone.badge
        places = rooms[:1] * IN_FIRST_ROOM + rooms[1:]
        room = places[badge.pk % len(places)]
        self._file = url.removeprefix(UNIX) if url.startswith(UNIX) else None
        server = "ws://localhost" if self._file else url.replace("http", "ws", 1)
        self._address = f"{server}/ws/rooms/{room}/phone/"
        self._cookie = f"{settings.BADGE_COOKIE_NAME}={badge_cookie(phone)}"
        self._delegation = badge.delegation_id
        self._ids = itertools.count(1)

    async def attend(self) -> None:
        """Stay in the room until cancelled."""
        for failures in itertools.count():
            try:
                async with self._connect() as phone:
                    await asyncio.gather(self._listen(phone), self._think(phone))
            except (OSError, ConnectionClosed, InvalidHandshake):
                await asyncio.sleep(random.uniform(0.1, min(LONGEST_BACK_OFF_SECONDS, 0.5 * 2 ** min(failures, 10))))

    def _connect(self) -> connect:
        headers = {"Cookie": self._cookie}
        if self._file is not None:
            return unix_connect(self._file, self._address, additional_headers=headers)
        return connect(self._address, additional_headers=headers)

    async def _listen(self, phone: ClientConnection) -> None:
        self._view: dict[str, Any] = {}
        async for text in phone:
            frame = json.loads(text)
            if frame["kind"] == "view":
                self._view = frame["view"]
            elif frame["kind"] == "change":
                self._view = merged(self._view, frame["patch"])

    async def _think(self, phone: ClientConnection) -> None:
        wish = random.expovariate(1 / THINK_SECONDS)
        while True:
            pause = min(wish, random.uniform(0.8, 1.2) * TIME_EVERY_SECONDS)
            await asyncio.sleep(pause)
            wish -= pause
            await phone.send(json.dumps({"kind": "time", "id": f"t{next(self._ids)}"}))
            if wish <= 0:
                if (command := self._wish()) is not None:
                    command_id = f"bot-{next(self._ids)}-{random.getrandbits(48):x}"
                    await phone.send(json.dumps({"kind": "command", "id": command_id, "command": command}))
                wish = random.expovariate(1 / THINK_SECONDS)

    def _wish(self) -> dict[str, Any] | None:
        listed = self._view.get("list")
        if listed is None or listed["status"] != "open":
            return None
        own = [request for request, place in listed["waiting"].items() if self._is_ours(place)]
        if not own:
            return {"type": "request_floor", "segment": listed["segment"]}
        return {"type": "withdraw_request", "request": own[0]} if random.random() < 0.05 else None

    def _is_ours(self, place: dict[str, Any]) -> bool:
        return bool(place["speaker"].get("delegation") == self._delegation)


def merged(held: Any, patch: Any) -> Any:
    """`held` with `patch` applied, as RFC 7396 says."""
    if not isinstance(patch, dict):
        return patch
    kept = dict(held) if isinstance(held, dict) else {}
    for name, fact in patch.items():
        if fact is None:
            kept.pop(name, None)
        else:
            kept[name] = merged(kept.get(name), fact)
    return kept
