"""One process of `rostrum bench commits`: desks put delegations on the lists of rooms, and take them off, on and on."""

import asyncio
import gc
import json
import sys
from itertools import count
from typing import Any

import django
import msgspec

django.setup()

from live.background import cancel  # noqa: E402  Models can be read only once Django is set up.
from live.live_room import LiveRoom  # noqa: E402
from live.room.commands import AddSpeaker, AnyCommand, WithdrawRequest  # noqa: E402
from live.store.redis_log import RedisStore  # noqa: E402
from tests.bench.replay import delegations, opening  # noqa: E402
from tests.given import DESK, request_of  # noqa: E402


class Asked(msgspec.Struct, frozen=True):
    """What this process is to do. `per_second` is of all its rooms together; 0 is as fast as they are answered."""

    url: str
    prefix: str
    rooms: list[str]
    askers: int
    seconds: float
    warm_seconds: float
    per_second: float


class Turn:
    """One turn: who asks when, and how long each answer took, in seconds from when it was due."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.took: list[float] = []
        self._ids = count(1)
        now = asyncio.get_running_loop().time()
        self.counts_from = now + asked.warm_seconds
        self.ends_at = self.counts_from + asked.seconds

    async def ask_on(self, room: LiveRoom, delegation: str, place: int) -> None:
        """Put `delegation` on the list and take it off until the end."""
        loop = asyncio.get_running_loop()
        everyone = len(self.asked.rooms) * self.asked.askers
        each = everyone / self.asked.per_second if self.asked.per_second else 0.0
        due = loop.time() + each * place / everyone
        while True:
            for withdraws in (False, True):
                if each:
                    await asyncio.sleep(due - loop.time())
                else:
                    due = loop.time()
                if due >= self.ends_at:
                    return
                command: AnyCommand = AddSpeaker(delegation=delegation)
                if withdraws:
                    command = WithdrawRequest(request_of(room.state, delegation))
                await room.handle(command, DESK, f"c-{next(self._ids)}")
                if due >= self.counts_from:
                    self.took.append(loop.time() - due)
                due += each


async def commit(asked: Asked) -> dict[str, Any]:
    """Open the rooms and have them asked; what came of it."""
    store = RedisStore(asked.url, asked.prefix)
    rooms = [LiveRoom(room, store.log(room), store.clock) for room in asked.rooms]
    steps, askers = opening(), delegations()[: asked.askers]
    following = []
    try:
        await store.open()
        for room in rooms:
            await room.start()
            for n, step in enumerate(steps):
                assert step.actor is not None and step.ask is not None
                await room.handle(step.ask(room.state), step.actor, f"opening-{n}")
        # A server follows its rooms' logs too: what it committed itself comes back to it.
        following = [asyncio.create_task(room.follow()) for room in rooms]
        gc.collect()
        gc.freeze()
        turn = Turn(asked)
        places = count()
        await asyncio.gather(*(turn.ask_on(room, one, next(places)) for room in rooms for one in askers))
    finally:
        await cancel(following)
        await store.close()
    return {
        "took": [round(seconds, 5) for seconds in turn.took],
        "positions": {room.id: room.state.position for room in rooms},
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(commit(msgspec.json.decode(sys.argv[1], type=Asked)))))
