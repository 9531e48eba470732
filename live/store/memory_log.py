"""A store in this process's memory: the promise in its simplest form, for tests and for trying rules out."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from datetime import datetime

from live.room.transitions import Entry
from live.store import chain
from live.store.room_log import Answered, Asked, Clock, LogLost, Outrun

IDLE_SECONDS = 2.0


class MemoryLog:
    """A room's log kept in a list. See `RoomLog`."""

    def __init__(self, room: str) -> None:
        self.stored: list[bytes] = []
        """The entries as another engine would store them."""
        self._beginning = chain.beginning(room)
        self._head = self._beginning
        self._entries: list[Entry] = []
        self._epoch = ""
        self._answered: dict[Asked, bytes] = {}
        self._appended = asyncio.Event()

    async def epoch(self) -> str:
        return self._epoch

    async def read(self, after: int) -> list[Entry]:
        if len(self._entries) < after:
            raise LogLost(f"the log ends at {len(self._entries)}")
        return self._entries[after:]

    async def append(self, entries: Sequence[Entry], epoch: str) -> str:
        self._require_end(entries[0].position - 1, epoch)
        if known := self._known([(entry.actor, entry.command) for entry in entries]):
            raise Answered(known)
        self._epoch = self._epoch or secrets.token_hex(8)
        stored, self._head = chain.chained(self._head, entries)
        self.stored.extend(stored)
        self._entries.extend(entries)
        self._appended.set()
        self._appended = asyncio.Event()
        return self._epoch

    async def answer(self, position: int, answers: Mapping[Asked, bytes], epoch: str) -> dict[Asked, bytes]:
        self._require_end(position, epoch)
        known = self._known(answers)
        for one, answer in answers.items():
            self._answered.setdefault(one, answer)
        return known

    def _known(self, asked: Iterable[Asked]) -> dict[Asked, bytes]:
        return {one: self._answered[one] for one in asked if one in self._answered}

    def _require_end(self, position: int, epoch: str) -> None:
        """Raise `Outrun` or `LogLost` unless this is the log `epoch`, which ends at `position`."""
        if epoch != self._epoch and not (epoch == "" and self._entries):
            raise LogLost(f"the log is {self._epoch or 'gone'}, not {epoch}")
        if position < len(self._entries):
            raise Outrun(f"position {position + 1} is taken")
        if position > len(self._entries):
            raise LogLost(f"the log ends at {len(self._entries)}")

    async def follow(
        self, after: int, epoch: str, seldom: Callable[[], bool] = lambda: False
    ) -> AsyncIterator[list[Entry]]:
        while True:
            if epoch not in ("", self._epoch) or len(self._entries) < after:
                raise LogLost(f"the log is {self._epoch or 'gone'} and ends at {len(self._entries)}")
            appended = self._appended
            if not (fresh := self._entries[after:]):
                try:
                    async with asyncio.timeout(IDLE_SECONDS):
                        await appended.wait()
                except TimeoutError:
                    yield []
                continue
            after += len(fresh)
            yield fresh

    def lose(self) -> None:
        """Forget everything, as a store does that was replaced by an empty one."""
        self.stored, self._head = [], self._beginning
        self._entries = []
        self._epoch = ""


class MemoryStore:
    """Rooms kept in memory. See `Store`."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._logs: dict[str, MemoryLog] = {}
        self._rooms: list[str] = []
        self._presence: dict[str, bytes] = {}
        self._claimed: set[tuple[str, str]] = set()

    def log(self, room: str) -> MemoryLog:
        return self._logs.setdefault(room, MemoryLog(room))

    async def let_go(self, room: str, seconds: int) -> None:
        pass

    async def rooms(self) -> list[str]:
        return list(self._rooms)

    async def set_rooms(self, rooms: Sequence[str]) -> None:
        self._rooms = list(rooms)

    async def probe(self) -> None:
        pass

    async def note_presence(self, process: str, noted: bytes) -> None:
        self._presence[process] = noted

    async def presence(self) -> dict[str, bytes]:
        return dict(self._presence)

    async def forget_presence(self, processes: Sequence[str]) -> None:
        for process in processes:
            self._presence.pop(process, None)

    async def claim(self, room: str, what: str, seconds: int) -> bool:
        if (room, what) in self._claimed:
            return False
        self._claimed.add((room, what))
        return True

    async def not_before(self, at: datetime) -> None:
        pass

    async def open(self) -> None:
        pass

    async def close(self) -> None:
        pass
