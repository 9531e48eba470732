"""Reading a long meeting back: from a real stream in Valkey, through the room's log, to the room as it stands."""

import gc
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter

from live.live_room import LiveRoom
from live.programme.importing import import_programme
from live.programme.publishing import BUILTIN
from live.programme.register import builtin
from live.room.authority import Actor
from live.room.commands import AnyCommand, CallNextSpeaker, OpenList, PublishProgramme, RequestFloor
from live.room.model.state import RoomState
from live.room.rules.speakers import queue
from live.room.transitions import Entry, decide, replay
from live.store.embedded import EmbeddedValkey
from live.store.redis_log import RedisStore
from tests.bench.figures import Figures, Wrong, median, milliseconds, quantile, rounded, spread
from tests.given import (
    DESK,
    NOTHING,
    Step,
    after,
    asks,
    badge,
    calls_next,
    extends,
    gives_back,
    goes_to,
    later,
    pauses,
    resumes,
    secretariat,
    starts,
    starts_clock,
    told,
)

ABOUT = "reading a room back from its log, and deciding with a long list"
SET_UP = False

ROOM, SEGMENT = "plenary", "d1-panel-1"
AT_ONCE = 256
ROUND = 12
"""Speakers who ask for the floor before the first of them is heard."""
DECISIONS = 300


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--entries", type=int, default=10_000, help="entries in the log (10,000)")
    parser.add_argument("--rounds", type=int, default=5, help="how often it is read (5)")
    parser.add_argument("--waiting", type=int, default=200, help="on the list, for `decide_ms` (200)")


async def run(options: Namespace, folder: Path) -> Figures:
    """Store a meeting, read it back, and hold the room that comes of it to the one that was stored."""
    entries = list(islice(meeting(), options.entries))
    with EmbeddedValkey(folder) as valkey:
        store = RedisStore(valkey.url, "bench:")
        try:
            epoch = ""
            for first in range(0, len(entries), AT_ONCE):
                epoch = await store.log(ROOM).append(entries[first : first + AT_ONCE], epoch)
            expected = replay(entries, RoomState(epoch=epoch))
            took = []
            for _ in range(options.rounds):
                # What the round before left behind is not this one's to clear away.
                gc.collect()
                room = LiveRoom(ROOM, store.log(ROOM), store.clock)
                since = perf_counter()
                await room.start()
                took.append(perf_counter() - since)
                if room.state != expected:
                    raise Wrong("the room that was read back is another than the one that was stored")
        finally:
            await store.close()
    crowded = after(NOTHING, *opening(), *(asks(delegation) for delegation in delegations()[: options.waiting]))
    newcomer = delegations()[options.waiting]
    decisions = {
        "request_floor": _decided(crowded, badge(newcomer), RequestFloor),
        "call_next_speaker": _decided(crowded, DESK, lambda: CallNextSpeaker(queue(crowded)[0].id)),
    }
    return {
        "entries_per_s": round(len(entries) / median(took)),
        "seconds": rounded(median(took), 3),
        "seconds_spread": spread(took, 3),
        "decide_ms": milliseconds(max(median(times) for times in decisions.values())),
        **{f"decide_{name}_p50_ms": _fine(median(times)) for name, times in decisions.items()},
        **{f"decide_{name}_p99_ms": _fine(quantile(times, 0.99)) for name, times in decisions.items()},
        "entries": len(entries),
        "waiting": options.waiting,
        "rounds": options.rounds,
    }


def delegations() -> list[str]:
    return [known.delegation.id for known in builtin()]


def opening() -> list[Step]:
    """The plenary of the built-in programme, with its whole register: the first panel takes questions."""
    programme = import_programme(BUILTIN)
    plenary = next(room for room in programme.rooms if room.profile.id == ROOM)
    publish = PublishProgramme(
        version=programme.version,
        profile=plenary.profile,
        segments=plenary.segments,
        register=tuple(known.delegation for known in builtin()),
        process_chairs=programme.process_chairs,
    )
    panel = next(segment for segment in plenary.segments if segment.id == SEGMENT)
    floor = next(phase.id for phase in panel.phases if phase.serves_list)
    return [secretariat(publish), starts(SEGMENT), goes_to(floor), secretariat(OpenList(SEGMENT))]


def meeting() -> Iterator[Entry]:
    """One decision after another of a meeting that does not end."""
    state = NOTHING
    for entry, reached in told(state, *opening()):
        state = reached
        yield entry
    wishes = cycle(delegations())
    while True:
        steps = [step for delegation in islice(wishes, ROUND) for step in (later(3), asks(delegation))]
        for _ in range(ROUND):
            steps += [calls_next(), later(5), starts_clock(), later(20), pauses(), later(10), resumes()]
            steps += [later(60), extends(30), later(60), gives_back()]
        for entry, reached in told(state, *steps):
            state = reached
            yield entry


def _decided(state: RoomState, actor: Actor, command: Callable[[], AnyCommand]) -> list[float]:
    assert state.at is not None
    times = []
    for _ in range(DECISIONS):
        asked = command()
        since = perf_counter()
        decide(state, asked, actor, state.at)
        times.append(perf_counter() - since)
    return times


def _fine(seconds: float) -> float:
    return round(seconds * 1000, 3)
