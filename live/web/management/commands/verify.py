"""`rostrum verify`: whether logs, record and backups are what was decided, and documents what the logs say."""

import asyncio
import re
import urllib.request
from argparse import ArgumentTypeError
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from live import wire
from live.live_room import LiveRoom
from live.record import backup, reading
from live.record.copies import (
    THE_LOG,
    CannotVerify,
    Conference,
    Published,
    documented,
    hold_document,
    hold_published,
    hold_together,
    of_backup,
    of_logs,
    of_record,
)
from live.record.restoring import CannotRestore
from live.record.verifying import Verified
from live.room.authority import View
from live.room.model.state import RoomState
from live.room.transitions import replay
from live.room.views import render
from live.store.embedded import StoreUnavailable
from live.store.redis_log import RedisStore
from live.store.room_log import LogLost, Unavailable
from live.store.stored_logs import StoredLogs
from live.web.cli import migrating
from live.web.serving.store_process import StoreProcess

SOURCES = ("log", "record", "backup")
HEAD = re.compile(r"(?:(?P<room>[^=]+)=)?(?:(?P<position>[0-9]+):)?(?P<digest>[0-9a-f]{64})")
ANSWER_SECONDS = 10.0


class Command(BaseCommand):
    """Changes nothing, and may be asked while servers run. Exits with 0 only if all holds."""

    help = "Prove that logs, record and backups are what was decided: nothing missing, changed, doubled or moved."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--room", action="append", metavar="R", help="only this room; may be repeated")
        parser.add_argument(
            "--from",
            dest="source",
            nargs="+",
            metavar=("SOURCE", "FILE"),
            help="log, record, or backup FILE (the log and the record, and each against the other)",
        )
        parser.add_argument(
            "--head",
            action="append",
            type=_head,
            default=[],
            metavar="DIGEST",
            help="one that was published, also as POSITION:DIGEST or ROOM=POSITION:DIGEST; may be repeated",
        )
        parser.add_argument(
            "--document", type=Path, metavar="FILE", help="a record in JSON, public or not: whether the log says so"
        )
        parser.add_argument("--server", metavar="URL", help="a server that runs: whether it shows what the log says")
        parser.add_argument("--json", action="store_true", help="the report as JSON")
        parser.add_argument("--data", metavar="DIR", help="folder for everything that is kept (.data)")

    def handle(self, *_args: Any, **options: Any) -> None:
        source, file = _source(options["source"])
        migrating.bring_up_to_date()
        conference = Conference()
        try:
            saved = backup.read(file) if file else None
            if saved is not None:
                conference.copies += of_backup(saved, options["room"] or [log.room for log in saved.logs])
            known = documented() if source is None else None
            if source in (None, "record"):
                conference.copies += of_record(options["room"] or reading.rooms())
            if source in (None, "log"):
                self._logs(conference, options["room"], options["server"])
            if source is None:
                hold_together(conference, known)
            hold_published(conference, options["head"])
            if options["document"]:
                hold_document(conference, options["document"])
        except (CannotRestore, CannotVerify, StoreUnavailable, Unavailable) as error:
            raise CommandError(str(error)) from None
        _unknown(conference, options["room"])
        self._tell(conference, as_json=options["json"])
        if not conference.sound:
            raise SystemExit(1)

    def _logs(self, conference: Conference, asked: Sequence[str] | None, server: str | None) -> None:
        """The logs in the store, and whether processes that read them show what they say."""
        with StoreProcess(self.stderr.write, shared=True):
            logs = StoredLogs(settings.REDIS_URL, settings.REDIS_PREFIX)
            rooms = asked or list(dict.fromkeys([*logs.rooms(), *conference.rooms]))
            # Before the logs, which are then as long or longer.
            shown = {room: _shown(server, room) for room in rooms} if server else {}
            states = asyncio.run(_states(rooms))
            found = of_logs(logs, rooms)
            logs.close()
        for copy in found:
            room = copy.verified.room
            if copy.placed or copy.verified.faults or room in conference.rooms:
                conference.copies.append(copy)
            if copy.verified.faults:
                continue
            if isinstance(state := states[room], LogLost):
                copy.verified.fault(None, f"no server can read it: {state}")
            elif not _draws_alike(state, room, copy.stored):
                copy.verified.fault(None, "the room that is read from the log is not the one that it is folded into")
            if room in shown:
                _hold_shown(copy.verified, shown[room], copy.stored)

    def _tell(self, conference: Conference, *, as_json: bool) -> None:
        if as_json:
            report = {
                "sound": conference.sound,
                "faults": conference.faults,
                "logs": [_reported(one.verified) | {"in_force": one.in_force} for one in conference.copies],
            }
            self.stdout.write(msgspec.json.format(msgspec.json.encode(report), indent=1).decode())
            return
        for copy in conference.copies:
            one = copy.verified
            head = f", head {one.head}" if one.head else ""
            which = f"{one.source} {one.epoch}" if copy.in_force else f"{one.source} {one.epoch}, replaced since"
            self.stdout.write(f"{one.room} ({which}): {one.entries} entries{head}{_unchained(one)}")
            for note in one.notes:
                self.stdout.write(f"  {note}")
            for fault in one.faults:
                where = f", entry {fault.position} of {one.source}" if fault.position is not None else ""
                self.stdout.write(f"  FAULT: {one.room}{where}: {fault.what}")
        for what in conference.faults:
            self.stdout.write(f"FAULT: {what}")
        faults = len(conference.faults) + sum(len(copy.verified.faults) for copy in conference.copies)
        self.stdout.write("All of it holds." if conference.sound else f"{faults} faults.")


def _head(text: str) -> Published:
    """For argparse: a head that was published."""
    if (found := HEAD.fullmatch(text.strip())) is None:
        raise ArgumentTypeError(f"{text!r} is no head: 64 hexadecimal digits, or ROOM=POSITION: before them")
    position = found["position"]
    return Published(found["digest"], int(position) if position else None, found["room"])


def _source(words: list[str] | None) -> tuple[str | None, Path | None]:
    """From what is to be read, and the file that is named. Raises `CommandError`."""
    if words is None:
        return None, None
    source, *files = words
    if source not in SOURCES:
        raise CommandError(f"--from takes log, record, or backup FILE; not {source!r}.")
    if len(files) != (source == "backup"):
        raise CommandError("--from backup takes one FILE, --from log and --from record take none.")
    return source, Path(files[0]) if files else None


def _unknown(conference: Conference, asked: Sequence[str] | None) -> None:
    """Raise `CommandError` if there is nothing of what was asked for."""
    for room in asked or ():
        if all(not copy.placed and not copy.verified.faults for copy in conference.in_force(room)):
            raise CommandError(f"There is no log of a room {room}.")
    if not conference.copies:
        raise CommandError("There is no log of any room.")


def _unchained(one: Verified) -> str:
    if not one.entries or one.chained_from == 1:
        return ""
    if one.chained_from is None:
        return "; of an older release: no entry vouches for those before it"
    return f"; up to {one.chained_from - 1} of an older release: entry {one.chained_from} vouches for them together"


def _reported(one: Verified) -> dict[str, Any]:
    return {
        "room": one.room,
        "source": one.source.removeprefix("the "),
        "epoch": one.epoch,
        "entries": one.entries,
        "chained_from": one.chained_from,
        "head": one.head._asdict() if one.head else None,
        "faults": [{"position": fault.position, "fault": fault.what} for fault in one.faults],
        "notes": one.notes,
    }


async def _states(rooms: Sequence[str]) -> dict[str, RoomState | LogLost]:
    """Each room as a server reads it, or why it cannot."""
    store = RedisStore(settings.REDIS_URL, settings.REDIS_PREFIX)
    states: dict[str, RoomState | LogLost] = {}
    try:
        for room in rooms:
            live = LiveRoom(room, store.log(room), store.clock)
            try:
                await live.start()
                states[room] = live.state
            except LogLost as error:
                states[room] = error
    finally:
        await store.close()
    return states


def _folded(stored: Sequence[bytes], epoch: str, position: int) -> RoomState:
    state = replay(wire.read_entry(one) for one in stored[:position])
    return msgspec.structs.replace(state, epoch=epoch)


def _draws_alike(state: RoomState, room: str, stored: Sequence[bytes]) -> bool:
    folded = _folded(stored, state.epoch, state.position)
    return all(wire.write(render(view, state, room)) == wire.write(render(view, folded, room)) for view in View)


def _shown(server: str, room: str) -> dict[str, Any]:
    """What a server shows in the hall. Raises `CommandError`."""
    url = f"{server.rstrip('/')}/api/rooms/{room}/{View.HALL}"
    if not url.startswith(("http://", "https://")):
        raise CommandError(f"--server takes an address such as http://127.0.0.1:8000; not {server!r}.")
    try:
        with urllib.request.urlopen(url, timeout=ANSWER_SECONDS) as answer:
            frame: dict[str, Any] = msgspec.json.decode(answer.read())
    except (OSError, ValueError, msgspec.DecodeError) as error:
        raise CommandError(f"{url} does not say what is shown: {error}.") from None
    return frame


def _hold_shown(found: Verified, frame: dict[str, Any], stored: Sequence[bytes]) -> None:
    """Whether what a server shows is what the log says at the position that it is at."""
    epoch, position = frame["epoch"], frame["position"]
    if epoch != found.epoch or position > len(stored):
        found.fault(None, f"the server shows {epoch} at {position}, and the log is {found.epoch} up to {len(stored)}")
        return
    drawn = render(View.HALL, _folded(stored, epoch, position), found.room)
    if frame["view"] != msgspec.json.decode(wire.write(drawn)):
        found.fault(position or None, "what the server shows there is not what the log says")
    else:
        found.notes.append(f"what the server shows at {position} is what {THE_LOG} says")
