"""A conference in one file: every room's log, the set-up, and the secret on which badge codes hang.

The file is a gzipped tar. `contents.json` says what is in it and what each part must hash to; `logs/<room>.jsonl` has a
room's entries, one a line, byte for byte; `rostrum.sqlite3` is the database, where that is SQLite. A PostgreSQL server
has its own way of being backed up (`pg_dump`), and is not in it. With the file anybody can make badge codes: it is
readable by its owner alone, and belongs in a safe place.
"""

import hashlib
import io
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from live.record import reading
from live.record.restoring import CannotRestore, KeptLog
from live.store import chain
from live.store.room_log import LogLost, Unavailable
from live.store.stored_logs import StoredLogs

CONTENTS = "contents.json"
DATABASE = "rostrum.sqlite3"
SECRET = "secret-key"
FORMAT = 1


class BackedUpLog(msgspec.Struct, frozen=True):
    """One room's log in the file."""

    room: str
    epoch: str
    entries: int
    digest: str | None = None
    """Of all its entries: see `live.store.chain`. Files of older releases have none."""


class Contents(msgspec.Struct, frozen=True):
    """What is in the file; `sums` are SHA-256 of every part."""

    made_at: datetime
    rooms: list[str]
    logs: list[BackedUpLog]
    sums: dict[str, str]
    format: int = FORMAT


class Backup(msgspec.Struct, frozen=True):
    """A file that was read, and is whole."""

    contents: Contents
    logs: list[KeptLog]
    database: bytes | None
    secret: str | None


def collect(logs: StoredLogs | None) -> tuple[list[str], list[KeptLog]]:
    """The rooms, and the log of each: from the store, or from the record where the store has less or nothing."""
    try:
        rooms = logs.rooms() if logs else []
    except Unavailable:
        logs, rooms = None, []
    rooms = [*rooms, *(room for room in reading.rooms() if room not in rooms)]
    kept = [log for room in rooms if (log := _collect(logs, room)) is not None]
    return rooms, kept


def _collect(logs: StoredLogs | None, room: str) -> KeptLog | None:
    recorded = reading.newest(room)
    if logs is not None:
        end = logs.ends([room])[room]
        same = recorded is not None and end.epoch in ("", recorded.epoch)
        if end.position and not (same and recorded and reading.end(recorded).position > end.position):
            with suppress(LogLost):
                entries = logs.read_all(room, end)
                if len(reading.readable(entries)) == len(entries):
                    return KeptLog(room, end.epoch, entries)
            # It has a hole, or what cannot be read.
            return _collect(None, room)
    return KeptLog(room, recorded.epoch, reading.entries(recorded)) if recorded else None


def write(path: Path, rooms: Sequence[str], logs: Sequence[KeptLog], database: Path | None, secret: str) -> Contents:
    """Write the file, whole or not at all. Raises `OSError`."""
    made_at = datetime.now(UTC)
    parts = {_log_part(log.room): b"".join(entry + b"\n" for entry in log.entries) for log in logs}
    parts[SECRET] = secret.encode()
    if database is not None:
        parts[DATABASE] = _copy_of(database)
    contents = Contents(
        made_at,
        list(rooms),
        [BackedUpLog(log.room, log.epoch, len(log.entries), _digest(log)) for log in logs],
        {name: hashlib.sha256(part).hexdigest() for name, part in parts.items()},
    )
    unfinished = path.with_name(f"{path.name}.unfinished")
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz") as tar:
            for name, part in {CONTENTS: msgspec.json.format(msgspec.json.encode(contents)), **parts}.items():
                about = tarfile.TarInfo(name)
                about.size, about.mode, about.mtime = len(part), 0o600, int(made_at.timestamp())
                tar.addfile(about, io.BytesIO(part))
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    return contents


def read(path: Path) -> Backup:
    """What is in the file. Raises `CannotRestore` if that cannot be relied on."""
    try:
        with tarfile.open(path) as tar:
            parts = {about.name: part.read() for about in tar if (part := tar.extractfile(about)) is not None}
        contents = msgspec.json.decode(parts[CONTENTS], type=Contents)
    except OSError as error:
        raise CannotRestore(f"{path} cannot be read: {error.strerror or error}.") from error
    except (tarfile.TarError, EOFError, KeyError, msgspec.DecodeError) as error:
        raise CannotRestore(f"{path} is not a backup of Rostrum, or is damaged: {error}.") from error
    if contents.format != FORMAT:
        raise CannotRestore(f"{path} was written by another release, in format {contents.format}.")
    for name, wanted in contents.sums.items():
        if hashlib.sha256(parts.get(name, b"")).hexdigest() != wanted:
            raise CannotRestore(f"{path} is damaged: {name} is not what was written.")
    logs = [KeptLog(log.room, log.epoch, parts[_log_part(log.room)].splitlines()) for log in contents.logs]
    secret = parts.get(SECRET)
    return Backup(contents, logs, parts.get(DATABASE), secret.decode() if secret else None)


def put_set_up(backup: Backup, database: Path, secret: Path | None, *, replace: bool) -> list[Path]:
    """Put database and secret where they belong, if there is no database there, or if `replace`: what is in their place
    is put aside, under the paths that are returned. Nothing may use them meanwhile. Raises `OSError`.
    """
    aside: list[Path] = []
    if backup.database is None or (database.exists() and not replace):
        return aside
    stamp = f"replaced-{datetime.now().astimezone():%Y%m%dT%H%M%S}"
    # A write-ahead log belongs to the database it was made for, and to no other.
    for old in (database, *(database.with_name(database.name + end) for end in ("-wal", "-shm"))):
        if old.exists():
            aside.append(old.rename(old.with_name(f"{old.name}.{stamp}")))
    with open(os.open(database, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as kept:
        kept.write(backup.database)
    if secret is not None and backup.secret and (not secret.exists() or secret.read_text() != backup.secret):
        if secret.exists():
            aside.append(secret.rename(secret.with_name(f"{secret.name}.{stamp}")))
        with open(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(backup.secret)
    return aside


def _copy_of(database: Path) -> bytes:
    """SQLite's own online backup: whole, even if others write meanwhile."""
    with tempfile.TemporaryDirectory(prefix="rostrum-backup-") as folder:
        copy = Path(folder, DATABASE)
        source, target = sqlite3.connect(database), sqlite3.connect(copy)
        try:
            source.backup(target)
            # In one file, with nothing beside it.
            target.execute("PRAGMA journal_mode=DELETE")
        finally:
            target.close()
            source.close()
        return copy.read_bytes()


def _digest(log: KeptLog) -> str:
    return chain.followed(chain.beginning(log.room), log.entries).digest


def _log_part(room: str) -> str:
    return f"logs/{room}.jsonl"
