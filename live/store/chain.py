"""The chain of a room's log: each entry is stored with a digest of everything before it.

The digest of a log without an entry is the SHA-256 of `rostrum:<room>`; with each entry it becomes the SHA-256 of the
digest before, a space, the entry's position, a space, and the entry's bytes as they are stored. It is written as 64
hexadecimal digits. An entry carries the digest before it, so that nothing before the last entry can be changed, left
out, doubled or moved unseen; and the digest after an entry, the head of the log, vouches for all of it up to there.

The epoch is no part of it: it says where a log is kept, and a log that is restored is the same under another epoch.
Entries of older releases carry no digest, also where such a release still writes beside this one: the next one that
carries one vouches for all before it.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from live.room.transitions import Entry
from live.wire import digest_before, write_entry


class Head(NamedTuple):
    """The position of a log's last entry, and the digest of everything up to and with it."""

    position: int
    digest: str

    def __str__(self) -> str:
        return f"{self.position}:{self.digest}"


def beginning(room: str) -> Head:
    """The head of a log of `room` without an entry."""
    return Head(0, hashlib.sha256(f"rostrum:{room}".encode()).hexdigest())


def digest_after(before: str, position: int, stored: bytes) -> str:
    """The digest after the entry `stored` at `position`, where it was `before` it."""
    return hashlib.sha256(b"%b %d %b" % (before.encode(), position, stored)).hexdigest()


def followed(head: Head, stored: Iterable[bytes]) -> Head:
    """The head after `stored`, the entries that follow `head`, whatever digests they carry."""
    position, digest = head
    for entry in stored:
        position += 1
        digest = digest_after(digest, position, entry)
    return Head(position, digest)


def head_after(known: Head | None, last: int, stored: Sequence[bytes]) -> Head | None:
    """The head after `stored`, which end at position `last` and follow `known`.

    From the last one that carries a digest on, else from `known`; `None` if that is not known either.
    """
    for n in reversed(range(len(stored))):
        if (before := digest_before(stored[n])) is not None:
            return followed(Head(last - len(stored) + n, before), stored[n:])
    return followed(known, stored) if known is not None else None


def chained(head: Head, entries: Sequence[Entry]) -> tuple[list[bytes], Head]:
    """`entries`, which follow `head`, as they are to be stored; and the head after them."""
    stored: list[bytes] = []
    for entry in entries:
        stored.append(write_entry(entry, head.digest))
        head = Head(entry.position, digest_after(head.digest, entry.position, stored[-1]))
    return stored, head
