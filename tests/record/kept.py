"""The vocabulary of these tests: rooms in a store, and what may befall their logs."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from msgspec.structs import replace
from redis import Redis

from live import wire
from live.record.recorder import Recorder
from live.store.room_log import LogEnd
from live.store.stored_logs import StoredLogs
from tests.daphne import Answer
from tests.given import NOTHING, asks, closes_list, entries, goes_to, opens_list, programme, secretariat, starts

_morning = (secretariat(programme()), starts("panel"), goes_to("floor"), opens_list(), asks("kenya"), asks("fiji"))
ENTRIES = [wire.write_entry(one) for one in entries(NOTHING, *_morning, *(closes_list(), opens_list()) * 20)]
"""The log of a room, as it is stored."""


def as_long_as(length: int) -> list[bytes]:
    """Entries that can be read and say nothing of a meeting: so many of them."""
    one = wire.read_entry(ENTRIES[0])
    return [wire.write_entry(replace(one, position=n)) for n in range(1, length + 1)]


OTHER = [wire.write_entry(one) for one in entries(NOTHING, *_morning[:4], asks("peru"), asks("nepal"))]
"""Another, which is the same up to position 4."""


def copied(readiness: Answer, room: str) -> int | None:
    """How much of `room` is in the record, as a server tells at `/readyz`."""
    told: int | None = readiness.json["record"]["rooms"].get(room, {}).get("position")
    return told


class Conference:
    """Rooms in the store at `url`."""

    def __init__(self, url: str, prefix: str | None = None) -> None:
        self.url = url
        self.prefix = prefix or f"test-{secrets.token_hex(6)}:"
        self.logs = StoredLogs(url, self.prefix)
        self._redis = Redis.from_url(url, protocol=3)

    def begin(self, room: str, stored: list[bytes]) -> str:
        """Give `room` a log of these entries, and its name."""
        if room not in (known := self.logs.rooms()):
            self.logs.set_rooms([*known, room])
        if stored:
            return self.logs.put(room, stored, LogEnd("", 0))
        self._redis.set(self._key(room, "epoch"), "e0")
        return "e0"

    def append(self, room: str, first: int, stored: list[bytes]) -> None:
        for position, entry in enumerate(stored, first):
            self._redis.xadd(self._key(room, "log"), {"entry": entry}, id=f"{position}-0")

    def lose(self, room: str) -> None:
        self._redis.delete(self._key(room, "log"), self._key(room, "epoch"))

    def forget_entry(self, room: str, position: int) -> None:
        self._redis.xdel(self._key(room, "log"), f"{position}-0")

    def spoil(self, room: str) -> None:
        """Put something in the log's place that is none."""
        self._redis.set(self._key(room, "log"), "?")

    def cut(self, room: str, after: int) -> None:
        """Forget all entries after a position, as a server does that comes back with older data."""
        stored = self.all(room)[:after]
        self._redis.delete(self._key(room, "log"))
        self.append(room, 1, stored)

    def all(self, room: str) -> list[bytes]:
        return self.all_of(f"{{{room}}}:log")

    def all_of(self, key: str) -> list[bytes]:
        stored: Any = self._redis.xrange(f"{self.prefix}{key}")
        return [fields[b"entry"] for _, fields in stored]

    def is_waited_for(self) -> bool:
        """Whether somebody waits for one of the logs to go on."""
        known: Any = self._redis.client_list()
        return any(one["cmd"] == "xread" and "b" in one["flags"] for one in known)

    def end(self, room: str) -> LogEnd:
        return self.logs.ends([room])[room]

    def names(self) -> set[str]:
        found: Any = self._redis.keys(f"{self.prefix}*")
        return {key.decode().removeprefix(self.prefix) for key in found}

    def forget(self) -> None:
        """Empty the store, of this conference."""
        if keys := self._redis.keys(f"{self.prefix}*"):
            self._redis.delete(*keys)

    @contextmanager
    def recorder(self) -> Iterator[Recorder]:
        """One that copies meanwhile."""
        recorder = Recorder(self.url, self.prefix)
        recorder.start()
        try:
            yield recorder
        finally:
            recorder.stop()

    def close(self) -> None:
        self.logs.close()
        self._redis.close()

    def _key(self, room: str, which: str) -> str:
        return f"{self.prefix}{{{room}}}:{which}"
