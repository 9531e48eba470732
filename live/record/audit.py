"""The audit trail: who did what, when and from where, of everything that was accepted and of who came in.

It is put together when it is asked for: what was decided in the rooms from the record, who came in from `Entrance`, the
set-up pages from Django's own log, badge desks from `BadgeAct`. A command carries no address in the room's log, which
screens and backups share; `address` is therefore where its actor last came in from before it. Asks the database.
"""

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from operator import attrgetter, itemgetter
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db.models import QuerySet

from live import spreadsheets, wire
from live.programme.models import BadgeAct
from live.record import reading
from live.record.models import Door, Entrance, RecordedLog
from live.room.transitions import Entry
from live.spreadsheets import Writable

SET_UP = {1: "set_up_added", 2: "set_up_changed", 3: "set_up_deleted"}
"""Django's numbers for what was done on the set-up pages."""


@dataclass(frozen=True)
class Act:
    """One thing that somebody did. What does not apply is empty."""

    at: datetime
    actor: str
    role: str
    act: str
    room: str = ""
    position: int | None = None
    about: str = ""
    command: str = ""
    address: str = ""


@dataclass(frozen=True)
class Period:
    """From an instant up to another that is not part of it; open where `None`."""

    since: datetime | None = None
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)


def trail(period: Period, room: str | None = None) -> list[Act]:
    """Every act of `period` in order of time; with `room`, what was decided there alone.

    Raises `UnreadableEntry` for what only another release, or nobody, can read.
    """
    addresses = _Addresses()
    acts = [act for log in _logs(room) for act in _decided(log, period, addresses)]
    if room is None:
        acts += [*_entered(period), *_set_up(period), *_at_badge_desks(period)]
    return sorted(acts, key=attrgetter("at"))


def write_csv(acts: Iterable[Act], file: Writable) -> None:
    """A heading and one line for each act."""
    spreadsheets.write_csv(file, [field.name for field in fields(Act)], (list(_plain(act).values()) for act in acts))


def write_json(acts: Iterable[Act], file: Writable) -> None:
    """One object a line for each act."""
    for act in acts:
        file.write(json.dumps(_plain(act), ensure_ascii=False) + "\n")


def _plain(act: Act) -> dict[str, str | int | None]:
    return asdict(act) | {"at": act.at.isoformat(timespec="milliseconds")}


def _logs(room: str | None) -> QuerySet[RecordedLog]:
    logs = RecordedLog.objects.order_by("room", "pk")
    return logs if room is None else logs.filter(room=room)


class _Addresses:
    """Where everyone came in from, and when."""

    def __init__(self) -> None:
        self._came: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
        for one in Entrance.objects.filter(door__in=[Door.SIGN_IN, Door.BADGE, Door.CARD]):
            self._came[one.actor].append((one.at, one.address))

    def of(self, actor: str, at: datetime) -> str:
        """The address that `actor` last came in from at `at`; empty if that is not known."""
        came = self._came[actor]
        before = bisect_right(came, at, key=itemgetter(0))
        return came[before - 1][1] if before else ""


def _decided(log: RecordedLog, period: Period, addresses: _Addresses) -> Iterator[Act]:
    for stored in reading.entries(log):
        entry = wire.read_entry(stored)
        if period.holds(entry.at):
            yield Act(
                at=entry.at,
                actor=entry.actor,
                role=entry.role,
                act=" ".join(str(event.__struct_config__.tag) for event in entry.events),
                room=log.room,
                position=entry.position,
                about=_about(entry),
                command=entry.command,
                address=addresses.of(entry.actor, entry.at),
            )


def _about(entry: Entry) -> str:
    """The delegations, requests and segments that the events name."""
    return " ".join(dict.fromkeys(named for event in entry.events for named in _named(wire.to_json(event))))


def _named(values: dict[str, Any]) -> Iterator[str]:
    for name in ("segment", "id", "request", "intervention", "speaker", "delegation"):
        match values.get(name):
            case str(named):
                yield named
            case dict(inner):
                yield from _named(inner)
            case _:
                pass


def _entered(period: Period) -> Iterator[Act]:
    for one in Entrance.objects.all():
        if period.holds(one.at):
            yield Act(at=one.at, actor=one.actor, role="", act=one.door, address=one.address)


def _set_up(period: Period) -> Iterator[Act]:
    for entry in LogEntry.objects.select_related("user", "content_type"):
        if period.holds(entry.action_time):
            kind = entry.content_type.model if entry.content_type else ""
            yield Act(
                at=entry.action_time,
                actor=f"user:{entry.user.get_username()}",
                role="",
                act=SET_UP.get(entry.action_flag, "set_up"),
                about=f"{kind} {entry.object_repr}".strip(),
            )


def _at_badge_desks(period: Period) -> Iterator[Act]:
    for act in BadgeAct.objects.select_related("user", "badge"):
        if period.holds(act.at):
            of = f"badge {act.badge}" if act.badge else f"{len(act.after)} badges"
            yield Act(
                at=act.at,
                actor=f"user:{act.user.get_username() if act.user else act.by}",
                role="",
                act=f"badge_{act.kind}" if act.undoes_id is None else f"badge_{act.kind}_undone",
                about=f"{of} {act.about}" if act.badge else of,
            )
