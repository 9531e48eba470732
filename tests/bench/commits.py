"""How many decisions a second are carried out in several rooms at once, each on the disk before it is answered."""

import asyncio
import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

import msgspec

from live.live_room import LiveRoom
from live.store.embedded import EmbeddedValkey
from live.store.redis_log import RedisStore
from tests.bench.committing import Asked
from tests.bench.figures import Figures, Wrong, milliseconds, quantile
from tests.bench.replay import meeting

ABOUT = "decisions a second over eight rooms, each on the disk before it is answered"
SET_UP = False

PREFIX = "bench:"
RAW_ENTRIES = 2_000
WARM_SECONDS = 2.0


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--rooms", type=int, default=8, help="rooms (8)")
    parser.add_argument("--askers", type=int, default=24, help="who wait for an answer at once, in each room (24)")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long each turn is (10)")
    parser.add_argument("--processes", type=int, default=2, help="that the rooms are shared out among (2)")


async def run(options: Namespace, folder: Path) -> Figures:
    """As fast as they are answered; then at half of that rate; and what the store takes without a room."""
    with EmbeddedValkey(folder) as valkey:
        raw = await appended_one_by_one(valkey.url, options)
        most = await committed(valkey.url, "most", options, per_second=0.0)
        half = await committed(valkey.url, "half", options, per_second=most["commits_per_s"] / 2)
        await all_is_there(valkey.url, {**most["positions"], **half["positions"]})
    return {
        "commits_per_s": most["commits_per_s"],
        "p50_ms": most["p50_ms"],
        "p99_ms": most["p99_ms"],
        "at_half_commits_per_s": half["commits_per_s"],
        "at_half_p50_ms": half["p50_ms"],
        "at_half_p99_ms": half["p99_ms"],
        "raw_appends_per_s": raw,
        "rooms": options.rooms,
        "askers": options.askers,
        "processes": options.processes,
    }


async def committed(url: str, turn: str, options: Namespace, per_second: float) -> dict[str, Any]:
    """What processes of their own carry out together in one turn."""
    rooms = [f"{turn}-{n}" for n in range(options.rooms)]
    shares = [rooms[n :: options.processes] for n in range(options.processes)]
    told = await asyncio.gather(
        *(_in_a_process(url, share, options, per_second * len(share) / len(rooms)) for share in shares if share)
    )
    took = [seconds for one in told for seconds in one["took"]]
    return {
        "commits_per_s": round(len(took) / options.seconds),
        "p50_ms": milliseconds(quantile(took, 0.5)),
        "p99_ms": milliseconds(quantile(took, 0.99)),
        "positions": {room: position for one in told for room, position in one["positions"].items()},
    }


async def _in_a_process(url: str, rooms: list[str], options: Namespace, per_second: float) -> dict[str, Any]:
    asked = Asked(url, PREFIX, rooms, options.askers, options.seconds, WARM_SECONDS, per_second)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.committing", msgspec.json.encode(asked), stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    if process.returncode != 0:
        raise Wrong(f"a process that committed ended with {process.returncode}")
    told: dict[str, Any] = json.loads(said)
    return told


async def appended_one_by_one(url: str, options: Namespace) -> int:
    """Entries a second that the store's own log takes, in as many rooms, one at a time and with nothing decided."""
    store = RedisStore(url, PREFIX)
    source = meeting()
    entries = [next(source) for _ in range(RAW_ENTRIES)]
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + options.seconds / 2

    async def fill(room: str) -> int:
        log, epoch = store.log(room), ""
        for count, entry in enumerate(entries, 1):
            epoch = await log.append([entry], epoch)
            if loop.time() >= ends_at:
                return count
        return len(entries)

    started = loop.time()
    try:
        counts = await asyncio.gather(*(fill(f"raw-{n}") for n in range(options.rooms)))
    finally:
        await store.close()
    return round(sum(counts) / (loop.time() - started))


async def all_is_there(url: str, positions: dict[str, int]) -> None:
    """Every room is read back from the store, up to what was answered last. Raises `Wrong`."""
    store = RedisStore(url, PREFIX)
    try:
        for room, position in positions.items():
            again = LiveRoom(room, store.log(room), store.clock)
            await again.start()
            if again.state.position < position:
                raise Wrong(f"{room} was answered up to {position} and is stored up to {again.state.position}")
    finally:
        await store.close()
