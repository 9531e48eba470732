"""The way back: a room's log put in place again from what was kept of it. Nothing that is there is destroyed."""

from collections.abc import Sequence
from dataclasses import dataclass

from live.record import reading
from live.record.models import RecordedLog
from live.room.transitions import replay
from live.store.room_log import LogEnd, LogLost
from live.store.stored_logs import StoredLogs
from live.wire import read_entry


class CannotRestore(Exception):
    """It would not be right to put this log in place; one sentence says why, and what may be done."""


@dataclass(frozen=True, slots=True)
class KeptLog:
    """A log of `room` as it was kept: the entries from position 1 on, byte for byte."""

    room: str
    epoch: str
    entries: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of a room: the log in force, and what was in its place before; one and the same if all was there."""

    room: str
    before: LogEnd
    now: LogEnd

    @property
    def was_whole(self) -> bool:
        """Whether nothing was missing."""
        return self.before == self.now


def from_record(room: str, epoch: str | None = None) -> KeptLog:
    """The newest log of `room` in the record, or the one named `epoch`. Raises `CannotRestore` if there is none."""
    found = RecordedLog.objects.filter(room=room, **({"epoch": epoch} if epoch else {})).last()
    if found is None:
        raise CannotRestore(f"The record has no log {epoch or 'of'} {room}.")
    return KeptLog(room, found.epoch, reading.entries(found))


def up_to(kept: KeptLog, position: int) -> KeptLog:
    """`kept` as it was at `position`. Raises `CannotRestore` if it ends before that."""
    if not 0 < position <= len(kept.entries):
        raise CannotRestore(f"The log of {kept.room} was kept from 1 to {len(kept.entries)}, not up to {position}.")
    return KeptLog(kept.room, kept.epoch, kept.entries[:position])


def restore(logs: StoredLogs, kept: KeptLog, *, replace: bool = False, exactly: bool = False) -> Restored:
    """Put `kept` in place under a new epoch, by which every process and every screen sees that it has to read anew.

    A whole log in its place that has all of it, and perhaps more, stays; if `exactly`, only one that has no more. One
    that is a part of it, under its own epoch, is replaced; any other, also a damaged one, only if `replace`. A log that
    was replaced is kept in the store, under a name of its own.

    Raises `CannotRestore`, having changed nothing, and `Unavailable`.
    """
    _check(kept)
    before = logs.ends([kept.room])[kept.room]
    wanted = list(kept.entries)
    present = _whole(logs, kept.room, before)
    has_all = bool(before.epoch) and present is not None and present[: len(wanted)] == wanted
    if has_all and (before.position == len(wanted) or not exactly):
        return Restored(kept.room, before, before)
    ours = present is not None and before.epoch in ("", kept.epoch) and present == wanted[: len(present)]
    if not (ours or replace):
        what = "a damaged log" if present is None else "a longer log" if exactly else "another log"
        raise CannotRestore(
            f"{kept.room} has {what} ({before.epoch or 'without a name'}, up to {before.position}) in the place of the "
            f"one that was kept ({kept.epoch}, up to {len(wanted)}); with --replace it is put aside."
        )
    try:
        epoch = logs.put(kept.room, kept.entries, before)
    except LogLost as error:
        raise CannotRestore(f"Nothing was restored: {error}.") from error
    return Restored(kept.room, before, LogEnd(epoch, len(kept.entries)))


def add_rooms(logs: StoredLogs, order: Sequence[str], rooms: Sequence[str]) -> None:
    """See that the store knows `rooms`, in their place in `order`."""
    known = logs.rooms()
    wanted = [room for room in order if room in known or room in rooms]
    wanted += [room for room in (*known, *rooms) if room not in wanted]
    if wanted != known:
        logs.set_rooms(list(dict.fromkeys(wanted)))


def _whole(logs: StoredLogs, room: str, end: LogEnd) -> list[bytes] | None:
    """The log that ends at `end`; `None` if it has a hole, cannot be read, or is no log at all."""
    try:
        entries = logs.read_all(room, end)
    except LogLost:
        return None
    damaged = len(reading.readable(entries)) < len(entries) or (bool(end.epoch) and not entries)
    return None if damaged else entries


def _check(kept: KeptLog) -> None:
    """Raise `CannotRestore` unless a room can be made of it."""
    if not kept.entries:
        raise CannotRestore(f"Nothing was kept of {kept.room}.")
    try:
        entries = [read_entry(stored) for stored in kept.entries]
        replay(entries)
    except Exception as error:  # Folding what is damaged may raise anything.
        raise CannotRestore(f"The log of {kept.room} that was kept is damaged: {error}") from error
