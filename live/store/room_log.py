"""The promise every store keeps: a room's log is appended at a position or not at all, and followed from one."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from live.room.transitions import Entry


class LogEnd(NamedTuple):
    """Which log it is, and its last position: `("", 0)` before the first entry."""

    epoch: str
    position: int


class Outrun(Exception):
    """Someone else appended first. Nothing of ours was stored: read on and decide again."""


Asked = tuple[str, str]
"""Who asked, and the id of the command."""


class Answered(Exception):
    """Some of these commands were answered before, and left no entry: `answers` are what `RoomLog.answer` kept. Nothing
    of ours was stored.
    """

    def __init__(self, answers: Mapping[Asked, bytes]) -> None:
        super().__init__(f"{len(answers)} commands were answered before")
        self.answers = answers


class Unavailable(Exception):
    """The store did not answer. What was asked may or may not have happened."""


class LogLost(Exception):
    """The log is gone, another one, shorter than what was read of it, or has a hole or an entry that cannot be read.

    It must not be written to. `readable` holds what could be read before the fault, of the entries that were asked for.
    """

    def __init__(self, why: str, readable: Sequence[Entry] = ()) -> None:
        super().__init__(why)
        self.readable = tuple(readable)


class RoomLog(Protocol):
    """The log of one room: entries at positions 1, 2, 3 …, for ever, each stored with the digest of all before it."""

    async def epoch(self) -> str:
        """The name of this log, made when its first entry was stored; empty before that."""
        ...

    async def read(self, after: int) -> list[Entry]:
        """Every entry above position `after`, in order and without a gap.

        Raises `LogLost` if one is missing, here or before, also if the log ends before `after`; if one cannot be read;
        and `Unavailable`.
        """
        ...

    async def append(self, entries: Sequence[Entry], epoch: str) -> str:
        """Store all of `entries`, which follow each other, at exactly their positions, and return the log's epoch.

        Raises `Outrun`, having stored none, if their first position is taken; `LogLost`, having stored none, if the
        log is not the one named `epoch` (empty: a log with no entry yet), ends before that position or has a hole;
        `Answered`, having stored none, if the command of one is among those of `answer`; `Unavailable` if no answer
        came. Appending the same entries twice raises `Outrun` the second time.
        """
        ...

    async def answer(self, position: int, answers: Mapping[Asked, bytes], epoch: str) -> dict[Asked, bytes]:
        """Keep what is answered to commands that leave no entry, as long as commands are repeated: none of them can be
        appended meanwhile. Returns what was kept of some of them before, which goes on to hold.

        Raises, having kept nothing, `Outrun` if the log goes on after `position`; `LogLost` as `append`; `Unavailable`.
        """
        ...

    def follow(self, after: int, epoch: str, seldom: Callable[[], bool] = lambda: False) -> AsyncIterator[list[Entry]]:
        """Entries above `after` as they are stored, in order, without a gap; an empty list now and then when idle.

        Raises `Unavailable` if the store falls silent and `LogLost` if the log is no longer the one named `epoch`, or
        no longer whole: within about two seconds, also if nothing is appended; or within half a minute while `seldom`
        says that few look at it. What is appended comes at once, as ever.
        """
        ...


class Clock(Protocol):
    """The only clock: aware UTC, whole milliseconds, never going back."""

    def now(self) -> datetime:
        """The time now."""
        ...

    @property
    def steps(self) -> int:
        """How often the time that it reads was found to be set by somebody."""
        ...

    @property
    def correction(self) -> float:
        """What was added to that time since, in seconds, so that clocks that ran went on as they were."""
        ...


class Store(Protocol):
    """Where the rooms of a conference are kept."""

    @property
    def clock(self) -> Clock:
        """The store's clock; it can be read once the store is open."""
        ...

    def log(self, room: str) -> RoomLog:
        """The log of `room`, which need not have an entry yet."""
        ...

    async def let_go(self, room: str, seconds: int) -> None:
        """Keep the log of `room`, which nobody needs any more, for so long and no longer. Raises `Unavailable`."""
        ...

    async def rooms(self) -> list[str]:
        """The ids of the conference's rooms, in its order. Raises `Unavailable`."""
        ...

    async def set_rooms(self, rooms: Sequence[str]) -> None:
        """Make these the conference's rooms. Raises `Unavailable`."""
        ...

    async def probe(self) -> None:
        """Store something of no meaning, to see whether anything can be stored. Raises `Unavailable`."""
        ...

    async def note_presence(self, process: str, noted: bytes) -> None:
        """Keep what `process` says of who is connected to it, in the place of what it said before.

        Raises `Unavailable`.
        """
        ...

    async def presence(self) -> dict[str, bytes]:
        """What every process said last. Raises `Unavailable`."""
        ...

    async def forget_presence(self, processes: Sequence[str]) -> None:
        """Drop what these processes said. Raises `Unavailable`."""
        ...

    async def claim(self, room: str, what: str, seconds: int) -> bool:
        """Claim `what` in `room` for so long; whether nobody had claimed it yet. Raises `Unavailable`."""
        ...

    async def not_before(self, at: datetime) -> None:
        """See that the clock is not before `at`, at which something is known to have happened. Raises `Unavailable`."""
        ...

    async def open(self) -> None:
        """Get ready on the running event loop; set the clock. Raises `Unavailable`."""
        ...

    async def close(self) -> None:
        """Let go of every connection."""
        ...
