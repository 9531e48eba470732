"""Every copy that there is of a conference's logs, verified: the logs in the store, the record, a backup.

All ways to hold copies against one another are in one file: they compare the same parts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from live.documents import data
from live.documents.asked import Asked, asked_of
from live.documents.papers.kinds import Paper
from live.documents.words import NoSuchLanguage, words_of
from live.proceedings.choice import NotInRecord
from live.proceedings.conference import Proceedings, together
from live.proceedings.course import RoomProceedings
from live.proceedings.publicity import in_public
from live.record import backup, reading
from live.record.models import RecordedLog
from live.record.proceedings import made_of, recorded
from live.record.verifying import Placed, Verified, hold_against, hold_against_heads, verify
from live.store.chain import Head
from live.store.room_log import LogLost
from live.store.stored_logs import StoredLogs
from live.wire import Json

THE_LOG, THE_RECORD, THE_BACKUP = "the log", "the record", "the backup"


@dataclass(frozen=True, slots=True)
class Copy:
    """One log as it was found, and what it is worth. `in_force` is false of logs that others took the place of."""

    verified: Verified
    placed: Sequence[Placed]
    in_force: bool = True

    @property
    def stored(self) -> list[bytes]:
        return [stored for _, stored in self.placed]


@dataclass(frozen=True, slots=True)
class Published:
    """A head that was published: `<room>=<position>:<digest>`, of which the digest alone has to be there."""

    digest: str
    position: int | None = None
    room: str | None = None


@dataclass(slots=True)
class Conference:
    """All that was verified. `faults` are of no single room."""

    copies: list[Copy] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether all holds."""
        return not self.faults and all(not copy.verified.faults for copy in self.copies)

    def of(self, room: str, source: str) -> Copy | None:
        """The copy in force of `room` that is `source`."""
        return next((one for one in self.in_force(room) if one.verified.source == source), None)

    def in_force(self, room: str | None = None) -> list[Copy]:
        """The copies in force, of `room` or of all."""
        return [one for one in self.copies if one.in_force and room in (None, one.verified.room)]

    @property
    def rooms(self) -> list[str]:
        """The rooms of which there is a copy, in the order in which they were found."""
        return list(dict.fromkeys(one.verified.room for one in self.copies))


def of_logs(logs: StoredLogs, rooms: Sequence[str]) -> list[Copy]:
    """The logs in the store. Raises `Unavailable`."""
    copies = []
    for room, end in logs.ends(rooms).items():
        try:
            placed = logs.found(room)
        except LogLost as error:
            spoilt = Verified(room, THE_LOG, end.epoch)
            spoilt.fault(None, str(error))
            copies.append(Copy(spoilt, ()))
            continue
        found = verify(room, placed, THE_LOG, end.epoch)
        if placed and not end.epoch:
            found.fault(None, "the log has entries and no epoch")
        copies.append(Copy(found, placed))
    return copies


def of_record(rooms: Sequence[str]) -> list[Copy]:
    """The logs in the record, held against the heads that were copied with them."""
    copies = []
    for room in rooms:
        newest = reading.newest(room)
        for log in RecordedLog.objects.filter(room=room):
            placed = reading.rows(log)
            found = verify(room, placed, THE_RECORD, log.epoch)
            hold_against_heads(found, reading.heads(log), "a head that was copied")
            copies.append(Copy(found, placed, in_force=log == newest))
    return copies


def of_backup(saved: backup.Backup, rooms: Sequence[str]) -> list[Copy]:
    """The logs in a backup, held against what it says of them."""
    copies = []
    for log, said in zip(saved.logs, saved.contents.logs, strict=True):
        if log.room not in rooms:
            continue
        placed = list(enumerate(log.entries, 1))
        found = verify(log.room, placed, THE_BACKUP, log.epoch)
        if said.digest is not None:
            hold_against_heads(found, [Head(said.entries, said.digest)], "its table of contents")
        elif said.entries != len(placed):
            found.fault(None, f"the backup has {len(placed)} entries, and its table of contents says {said.entries}")
        copies.append(Copy(found, placed))
    return copies


def documented() -> Proceedings | None:
    """What documents are made of; `None` if the record cannot be read. To be asked before the copies, which go on."""
    try:
        return recorded()
    except Exception:  # Folding what was changed may raise anything; what it is will be found.
        return None


def hold_together(conference: Conference, known: Proceedings | None) -> None:
    """Hold the record against the logs, and what documents are made of, `known`, against what is folded anew."""
    for room in conference.rooms:
        log, record = conference.of(room, THE_LOG), conference.of(room, THE_RECORD)
        if log is None or record is None:
            continue
        if record.verified.epoch == log.verified.epoch or not log.placed:
            hold_against(record.verified, record.placed, log.verified, log.placed)
        else:
            record.verified.notes.append(f"the log in force, {log.verified.epoch}, is not in the record yet")
    if all(not one.verified.faults for one in conference.in_force()):
        if known is None:
            conference.faults.append("no document can be made of the record")
        else:
            _hold_documents(conference, known)


def _hold_documents(conference: Conference, known: Proceedings) -> None:
    """The record's documents, for the secretariat and in public, are those that are folded anew."""
    anew: list[RoomProceedings] = []
    for room in known.rooms:
        record, log = conference.of(room.room, THE_RECORD), conference.of(room.room, THE_LOG)
        if record is not None:
            same = log is not None and log.verified.epoch == record.verified.epoch
            stored = (log if log is not None and same else record).stored
            anew.append(made_of(room.room, stored[: room.upto]))
    if len(anew) < len(known.rooms):
        # Who spoke for the first time is known of all rooms together, and was asked of some.
        verified = {room.room for room in anew}
        known = together(_without_firsts(room) for room in known.rooms if room.room in verified)
    folded = together(anew)
    for public in (False, True):
        theirs, ours = (_document(one, public) for one in (known, folded))
        if theirs == ours:
            continue
        for room, one, other in zip(known.rooms, theirs["rooms"], ours["rooms"], strict=True):
            copy = conference.of(room.room, THE_RECORD)
            if one != other and copy is not None:
                copy.verified.fault(None, f"the {'public ' * public}document of the record is not what the log says")
        if theirs["rooms"] == ours["rooms"]:
            conference.faults.append("the statistics of the record are not those of the logs")


def _without_firsts(room: RoomProceedings) -> RoomProceedings:
    return replace(room, statements=tuple(replace(one, first=False) for one in room.statements))


def _document(known: Proceedings, public: bool) -> Json:
    shown = in_public(known) if public else known
    return msgspec.json.decode(data.written(Asked(shown, words_of("en"), public=public)))


def hold_published(conference: Conference, heads: Sequence[Published]) -> None:
    """Hold what is in force against heads that were published."""
    for head in heads:
        copies = conference.in_force(head.room)
        if not copies:
            conference.faults.append(f"there is no log of {head.room or 'any room'}")
        rooms = {one.verified.room for one in copies}
        fit = {one.verified.room for one in copies if _is_in(one.verified, head)}
        said = f"{head.digest} at {head.position}" if head.position else head.digest
        if len(rooms) > 1:
            if not fit:
                conference.faults.append(f"no log of any room has the head that was published, {said}")
            copies = [one for one in copies if one.verified.room in fit]
        for one in copies:
            if _is_in(one.verified, head):
                one.verified.notes.append(f"the head that was published, {said}, is in {one.verified.source}")
            elif head.position is not None:
                hold_against_heads(one.verified, [Head(head.position, head.digest)], "the head that was published")
            else:
                last = one.verified.head.position if one.verified.head else 0
                what = (
                    f"{one.verified.source}, which goes up to {last}, has nowhere the head that was published: {said}"
                )
                one.verified.fault(None, what)


def _is_in(found: Verified, head: Published) -> bool:
    if head.position is None:
        return head.digest in found.digests.values()
    return found.digests.get(head.position) == head.digest


class CannotVerify(Exception):
    """It is no document of the record, or not of these rooms; one sentence says why."""


def hold_document(conference: Conference, path: Path) -> None:
    """Hold a document of the record in JSON, as it was published, against the logs as they were then.

    Raises `CannotVerify`.
    """
    document = _read_document(path)
    rooms = []
    for room in document["rooms"]:
        copy = next(iter(conference.in_force(room["room"])), None)
        if copy is None:
            raise CannotVerify(f"{path} is of a room {room['room']}, of which there is no log.")
        if room["upto"] > len(copy.placed):
            what = (
                f"the log ends at {len(copy.placed)}, and {path.name} goes up to {room['upto']}: entries were cut off"
            )
            copy.verified.fault(None, what)
            return
        if room.get("digest") is not None:
            hold_against_heads(copy.verified, [Head(room["upto"], room["digest"])], path.name)
        if copy.verified.faults:
            return  # Nothing can be folded of it that says anything of the document.
        rooms.append(made_of(room["room"], copy.stored[: room["upto"]]))
    place = _differs(_comparable(document), _comparable(_made_anew(document, rooms, path)))
    if place is not None:
        conference.faults.append(f"{path.name} is not what the log says, at {place}")


def _read_document(path: Path) -> Json:
    """The document in the file. Raises `CannotVerify`."""
    try:
        text = path.read_bytes()
        msgspec.json.decode(text, type=data.Record)
        document = msgspec.json.decode(text)
    except OSError as error:
        raise CannotVerify(f"{path} cannot be read: {error.strerror}.") from None
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise CannotVerify(f"{path} is no document of the record in JSON: {error}.") from None
    if document["format"] != data.FORMAT:
        raise CannotVerify(f"{path} is of another format than {data.FORMAT}.")
    return document


def _made_anew(document: Json, rooms: Sequence[RoomProceedings], path: Path) -> Json:
    """The same document, made of `rooms`. Raises `CannotVerify` if there is no such choice of them."""
    chosen = document["chosen"]
    try:
        asked = asked_of(
            together(rooms),
            words_of(document["language"]),
            room=chosen["room"],
            segment=chosen["segment"],
            day=chosen["day"],
            public=document["public"],
            paper=Paper.PACK,
        )
    except (NotInRecord, NoSuchLanguage) as no:
        raise CannotVerify(f"{path} is of what is not in the logs: {no}.") from None
    return msgspec.json.decode(data.written(asked))


def _comparable(document: Json) -> Json:
    """Without what the other rooms of the conference have a part in, if it is of some rooms alone."""
    if document["chosen"] == dict.fromkeys(document["chosen"]):
        return document
    rooms = [
        room | {"statements": [{k: v for k, v in one.items() if k != "first"} for one in room["statements"]]}
        for room in document["rooms"]
    ]
    statistics = {name: found for name, found in document["statistics"].items() if name != "first_turns"}
    return {k: v for k, v in document.items() if k != "days"} | {"rooms": rooms, "statistics": statistics}


def _differs(one: Json, other: Json, path: str = "$") -> str | None:
    """Where two documents differ first: what only `other` has is of a release that came later."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name, value in one.items():
            if name not in other:
                return f"{path}.{name}"
            if (found := _differs(value, other[name], f"{path}.{name}")) is not None:
                return found
        return None
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        places = (_differs(a, b, f"{path}[{n}]") for n, (a, b) in enumerate(zip(one, other, strict=True)))
        return next((found for found in places if found is not None), None)
    return None if one == other else path
