"""What the record holds. It asks the database: for threads and commands."""

import asyncio
import logging
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from live.background import own_connection
from live.record.models import RecordedEntry, RecordedHead, RecordedLog, RecordedRoom
from live.store.chain import Head, head_after
from live.store.room_log import LogEnd
from live.wire import UnreadableEntry, read_entry

logger = logging.getLogger(__name__)

SOON_SECONDS = 2.0


def rooms() -> list[str]:
    """The ids of the rooms that were copied, in the conference's order."""
    return list(RecordedRoom.objects.values_list("room", flat=True))


def newest(room: str) -> RecordedLog | None:
    """The log of `room` that was found last."""
    return RecordedLog.objects.filter(room=room).last()


def end(log: RecordedLog) -> LogEnd:
    """How far `log` was copied."""
    last = log.entries.aggregate(last=Max("position"))["last"]
    return LogEnd(log.epoch, last or 0)


def last_end(room: str) -> LogEnd | None:
    """How far the newest log of `room` was copied; `None` if none was."""
    return end(log) if (log := newest(room)) else None


async def last_end_soon(room: str) -> LogEnd | None:
    """`last_end`, off the event loop; also `None` if the database does not say soon: no room waits for its record."""
    try:
        async with asyncio.timeout(SOON_SECONDS):
            return await asyncio.to_thread(_last_end_now, room)
    except Exception as error:
        logger.warning("the record of %s could not be looked at: %s: %s", room, type(error).__name__, error)
        return None


def _last_end_now(room: str) -> LogEnd | None:
    with own_connection():
        return last_end(room)


def entry(log: RecordedLog, position: int) -> bytes | None:
    """The entry at `position`, as it was stored."""
    found = log.entries.filter(position=position).values_list("stored", flat=True).first()
    return None if found is None else bytes(found)


def entries(log: RecordedLog, after: int = 0) -> list[bytes]:
    """Every entry of `log` past `after`, in order; those after a gap, which there should never be, are left out."""
    stored = log.entries.filter(position__gt=after).order_by("position").values_list("position", "stored")
    return [bytes(entry) for n, (position, entry) in enumerate(stored.iterator(), after + 1) if position == n]


def readable(stored: Sequence[bytes], after: int = 0) -> Sequence[bytes]:
    """Those of `stored`, the first at position `after + 1`, that come before one that cannot be read."""
    for n, one in enumerate(stored):
        try:
            if read_entry(one).position != after + n + 1:
                return stored[:n]
        except UnreadableEntry:
            return stored[:n]
    return stored


def keep_rooms(listed: Sequence[str]) -> list[str]:
    """Remember these rooms, in this order; all that are remembered. Rooms that were, and are no longer, come last."""
    known = rooms()
    wanted = list(dict.fromkeys([*listed, *known]))
    if wanted == known:
        return known
    places = [RecordedRoom(room=room, place=place) for place, room in enumerate(wanted)]
    RecordedRoom.objects.bulk_create(places, update_conflicts=True, unique_fields=["room"], update_fields=["place"])
    return wanted


def keep(log: RecordedLog, first: int, stored: Sequence[bytes]) -> None:
    """Add these entries of `log`, the first at position `first`, and the head after them, if one of them carries what
    it is made of. What is there already stays as it is.
    """
    head = head_after(None, first + len(stored) - 1, stored)
    with transaction.atomic():
        RecordedEntry.objects.bulk_create(
            [RecordedEntry(log=log, position=n, stored=entry) for n, entry in enumerate(stored, first)],
            ignore_conflicts=True,
        )
        if head is not None:
            found = RecordedHead(log=log, position=head.position, digest=head.digest)
            RecordedHead.objects.bulk_create([found], ignore_conflicts=True)


def rows(log: RecordedLog) -> list[tuple[int, bytes]]:
    """Every entry of `log` with its position, whatever there is."""
    return [(position, bytes(stored)) for position, stored in log.entries.values_list("position", "stored").iterator()]


def heads(log: RecordedLog) -> list[Head]:
    """Every head of `log` that was copied, the first first."""
    return [Head(position, digest) for position, digest in log.heads.values_list("position", "digest")]
