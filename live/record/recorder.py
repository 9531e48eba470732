"""Copies every room's log to the record while the server runs: in a thread and on connections of its own.

Every process has one; a lease in the store makes one of them copy, and another when that one ends. Should two copy at
once, the second adds nothing. Nothing that is recorded is ever changed: a log that is gone, is shorter than what was
copied of it, or has another entry in the place of a copied one, is a fault, and stays as it is.
"""

import logging
import secrets
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import close_old_connections, connection

from live import metrics
from live.record import reading
from live.record.models import RecordedLog
from live.store.room_log import LogEnd, LogLost, Unavailable
from live.store.stored_logs import StoredLogs, decided_at

logger = logging.getLogger(__name__)

LEASE_SECONDS = 5.0
POLL_SECONDS = 1.0
"""How long nothing happens before the list of rooms is read again."""
GATHER_SECONDS = 0.25
"""How long entries are gathered before they are written together."""
LONGEST_BACK_OFF_SECONDS = 5.0
STUCK_SECONDS = 15.0
"""After so long without a finished round the copier counts as stuck, such as by a locked database."""
LAST_ROUND_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Copied:
    """How far a room was copied, and what is missing: so many entries, the oldest stored so many seconds ago."""

    position: int
    behind: int
    seconds: float
    fault: str | None


@dataclass(frozen=True, slots=True)
class RecordHealth:
    """How the record is. `fault` is one sentence about all of it, `None` while all is well."""

    copying: bool
    fault: str | None
    rooms: dict[str, Copied] = field(default_factory=dict)


class Recorder:
    """The copier of one process. `start` it once; `health` may be asked from any thread."""

    def __init__(self, url: str, prefix: str) -> None:
        self._logs = StoredLogs(url, prefix)
        self._holder = secrets.token_hex(8)
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._finished_at = time.monotonic()
        self._health = RecordHealth(copying=False, fault="nothing was copied yet")
        # What this process itself copied of each log, and the last entry of it.
        self._kept: dict[str, tuple[RecordedLog, int, bytes]] = {}
        self._faults: dict[str, str] = {}

    def start(self) -> None:
        """Copy from now on."""
        if self._thread is None:
            self._finished_at = time.monotonic()
            self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Copy what is left, if that is quick, and let another process go on."""
        self._ending.set()
        if self._thread is not None:
            self._logs.stop_waiting()
            self._thread.join(LAST_ROUND_SECONDS)

    def health(self) -> RecordHealth:
        """How it stands, as of the last round."""
        known, silent = self._health, time.monotonic() - self._finished_at
        if known.fault is None and silent > STUCK_SECONDS:
            return RecordHealth(known.copying, f"nothing was heard of the copier for {silent:.0f} s", known.rooms)
        return known

    def _run(self) -> None:
        failures = 0
        while not self._ending.is_set():
            try:
                self._round()
                failures = 0
            except Exception as error:  # Nobody restarts a thread that ends: it goes on, and reports the fault.
                failures += 1
                self._trouble(error, failures)
                self._ending.wait(min(LONGEST_BACK_OFF_SECONDS, 0.2 * 2**failures))
        try:
            self._round(waits=False)
            self._logs.let_go(self._holder)
        except Exception as error:
            logger.warning("the record: not all was copied at the end: %s", error)
        finally:
            self._logs.close()
            connection.close()

    def _trouble(self, error: Exception, failures: int) -> None:
        fault = str(error) if isinstance(error, Unavailable) else f"{type(error).__name__}: {error}"
        if failures == 1:
            logger.warning("the record falls behind: %s", fault)
        self._health = RecordHealth(False, fault, self._health.rooms)
        self._finished_at = time.monotonic()
        # What was asked of the database may or may not be done; and other processes may have copied meanwhile.
        connection.close()
        self._kept.clear()

    def _round(self, *, waits: bool = True) -> None:
        """Copy what there is, say how far, and wait for more."""
        rooms = self._logs.rooms()
        copying = self._logs.hold(self._holder, LEASE_SECONDS)
        if copying:
            # Also rooms whose list was lost: that they are gone is to be seen.
            rooms = reading.keep_rooms(rooms)
        ends = self._logs.ends(rooms)
        if copying:
            for room, found in ends.items():
                self._copy_room(room, found)
            self._logs.tell_copied({room: LogEnd(log.epoch, last) for room, (log, last, _) in self._kept.items()})
        else:
            self._kept.clear()
            self._faults.clear()
        copied = self._logs.copied()
        self._health = RecordHealth(
            copying, None, {room: self._copied(room, end, copied.get(room)) for room, end in ends.items()}
        )
        self._finished_at = time.monotonic()
        _give_back_connection()
        if waits:
            self._logs.wait(ends, POLL_SECONDS)
            self._ending.wait(GATHER_SECONDS if ends else POLL_SECONDS)

    def _copy_room(self, room: str, found: LogEnd) -> None:
        try:
            self._copy(room, found)
            self._faults.pop(room, None)
        except LogLost as error:
            if self._faults.get(room) != str(error):
                logger.error("the record of %s: %s", room, error)
            self._faults[room] = str(error)

    def _copy(self, room: str, found: LogEnd) -> None:
        """Add what the log of `room` has more than the record. Raises `LogLost` if it is not what was copied."""
        log, last, entry = self._known(room, found)
        if found.epoch != log.epoch or found.position < last:
            raise LogLost(f"the log was copied up to {last} as {log.epoch} and is {_said(found)}")
        while last < found.position:
            # From the last copied one, to see that it is still the same.
            first = max(last, 1)
            page = self._logs.read(room, first - 1, log.epoch)
            if entry and (not page or page[0] != entry):
                raise LogLost(f"the log has another entry {last} than the one that was copied")
            fresh = page[last + 1 - first :]
            if not fresh:
                raise LogLost(f"the log of {room} has no entry {last + 1}, though it goes up to {found.position}")
            sound = reading.readable(fresh, last)
            reading.keep(log, last + 1, sound)
            if sound:
                last, entry = last + len(sound), sound[-1]
                self._kept[room] = log, last, entry
            if len(sound) < len(fresh):
                raise LogLost(f"the log of {room} cannot be read at {last + 1}")
            self._logs.hold(self._holder, LEASE_SECONDS)

    def _known(self, room: str, found: LogEnd) -> tuple[RecordedLog, int, bytes]:
        """The log that is recorded for `room` and what is kept of it; a log of a new epoch is a new one."""
        if room in self._kept and self._kept[room][0].epoch == found.epoch:
            return self._kept[room]
        log = reading.newest(room)
        if found.epoch and (log is None or log.epoch != found.epoch):
            log, _ = RecordedLog.objects.get_or_create(room=room, epoch=found.epoch)
        if log is None:
            return RecordedLog(room=room), 0, b""
        last = reading.end(log).position
        self._kept[room] = log, last, reading.entry(log, last) or b""
        return self._kept[room]

    def _copied(self, room: str, end: LogEnd, copied: LogEnd | None) -> Copied:
        position = copied.position if copied and end.epoch in ("", copied.epoch) else 0
        behind = max(0, end.position - position)
        seconds = _age(self._logs, room, position, end) if behind else 0.0
        metrics.RECORD_BEHIND.labels(room).set(behind)
        metrics.RECORD_BEHIND_SECONDS.labels(room).set(seconds)
        return Copied(position, behind, seconds, self._faults.get(room))


def _give_back_connection() -> None:
    """Let others have this thread's connection while it waits, where connections are few.

    SQLite's is kept: the process that closes the last one writes its journal into the file and removes it, every time.
    """
    if connection.vendor != "sqlite":
        close_old_connections()


def _age(logs: StoredLogs, room: str, position: int, end: LogEnd) -> float:
    """How long ago the oldest entry after `position` was stored; 0 if it cannot be read."""
    try:
        missing: Sequence[bytes] = logs.read(room, position, end.epoch)
    except LogLost:
        return 0.0
    at = decided_at(missing[0]) if missing else None
    return max(0.0, (logs.now() + logs.correction() - at).total_seconds()) if at else 0.0


def _said(end: LogEnd) -> str:
    return f"{end.epoch} up to {end.position}" if end.epoch else "gone"
