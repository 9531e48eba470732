"""A meeting that was recorded, as it is asked again: from the entries of a backup to the commands that make them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from live import wire
from live.record import backup
from live.room.authority import PROGRAMME, badge_number
from live.room.commands import PublishProgramme
from live.room.model import events as happened
from live.room.model.turns import InterventionKind
from live.room.transitions import Entry
from tests.faults.people import Json

NUMBERED = re.compile(r"^([rs])(\d+)((?:\.\d+)?)$|^(.+)\.(\d+)$")
"""An id that was made in the room: it says the position of the entry that made it."""
NOT_ASKED = (happened.RehearsalBegun, happened.RehearsalReset, happened.NoteAdded, happened.PersonCorrected)


@dataclass(frozen=True)
class Meeting:
    """What was recorded of each room, without what was entered into the record afterwards."""

    rooms: Mapping[str, Sequence[Entry]]

    @classmethod
    def read(cls, path: Path) -> "Meeting":
        """What is in a backup. Raises `CannotRestore` if it cannot be relied on."""
        found = backup.read(path)
        logs = {log.room: [wire.read_entry(stored) for stored in log.entries] for log in found.logs}
        return cls({room: entries for room, entries in logs.items() if entries})

    def times(self) -> list[tuple[datetime, datetime]]:
        """When anything happened beside publishing, an hour at a time at the most."""
        return [(entry.at, entry.at) for entries in self.rooms.values() for entry in entries if not published(entry)]

    def first_programme(self) -> dict[str, PublishProgramme]:
        """What each room began with."""
        first = {room: next((p for e in entries if (p := published(e))), None) for room, entries in self.rooms.items()}
        return {room: programme for room, programme in first.items() if programme is not None}


def published(entry: Entry) -> PublishProgramme | None:
    """The programme that this entry put in force, if it did."""
    if not isinstance(event := entry.events[0], happened.ProgrammePublished):
        return None
    fields = msgspec.structs.asdict(event)
    return PublishProgramme(**fields)


def asked_by_badge(entry: Entry) -> str | None:
    """The delegation whose phone asked, if one did."""
    return entry.actor.removeprefix("badge:").rpartition("-")[0] if badge_number(entry.actor) is not None else None


def is_done_by_itself(entry: Entry) -> bool:
    """Whether nobody asks it again: the product does it by its programme, or it is of the record alone."""
    return entry.actor == PROGRAMME.id or isinstance(entry.events[0], NOT_ASKED)


class Again:
    """Makes commands of the entries of one room. Ids that were made there are those of the entries made again."""

    def __init__(self) -> None:
        self.positions: dict[int, int] = {}
        """By the recorded position, where it stands now."""

    def renamed(self, name: str) -> str:
        """What the id `name` is now."""
        found = NUMBERED.match(name)
        if found is None:
            return name
        kind, number, rest, slot, again = found.groups()
        if kind is not None:
            return f"{kind}{self.positions.get(int(number), int(number))}{rest}"
        return f"{slot}.{self.positions.get(int(again), int(again))}"

    def command(self, entry: Entry, seen: Sequence[str], *, by_phone: bool) -> Json | None:
        """What is asked so that this happens again; `seen` is the list as it is now. `None` if it cannot be told.

        What a phone asked then is asked `by_phone`, or by the desk on its behalf.
        """
        kinds = {type(event): event for event in entry.events}
        for kind, make in MAKES.items():
            if (event := kinds.get(kind)) is not None:
                command = make(event, entry, by_phone)
                if command is None:
                    return None
                if command["type"] == "move_request":
                    command["seen"] = list(seen)
                return {name: self._again(name, value) for name, value in command.items() if value is not None}
        return None

    def _again(self, name: str, value: Any) -> Any:
        if name in ("request", "intervention", "who", "ahead_of", "first", "second", "about") and isinstance(
            value, str
        ):
            return self.renamed(value)
        if name == "requests":
            return [self.renamed(one) for one in value]
        if name == "position":
            return self.positions.get(value, value)
        return value


def _seconds(until: datetime | None, entry: Entry) -> int | None:
    return None if until is None else max(0, round((until - entry.at).total_seconds()))


def _requested(event: Any, _entry: Entry, by_phone: bool) -> Json:
    request = event.request
    asked = {
        "segment": event.segment,
        "capacity": str(request.capacity),
        "on_behalf_of": request.on_behalf_of,
        "kind": str(request.kind),
        "about": request.about,
        "question": request.question,
        "language": request.language,
    }
    if by_phone:
        return {"type": "request_floor", **asked, "person": request.announced, "title": request.announced_title}
    more = {"rank": request.rank and str(request.rank), "joint": list(request.joint) or None}
    person = {"person": request.speaker.person, "title": request.speaker.title}
    return {"type": "add_speaker", "delegation": request.speaker.delegation, **asked, **more, **person}


def _called(event: Any, _entry: Entry, _by_phone: bool) -> Json:
    turn = event.intervention
    if turn.kind is InterventionKind.SECRETARIAT:
        return {"type": "call_secretariat", "person": turn.speaker.person}
    if turn.unlisted:
        capacity = {"capacity": str(turn.capacity), "on_behalf_of": turn.on_behalf_of, "kind": str(turn.kind)}
        return {"type": "call_delegation", "delegation": turn.speaker.delegation, **capacity}
    return {"type": "call_speaker", "who": turn.request.id if turn.request else turn.id.rpartition(".")[0] or turn.id}


def _amended(event: Any, _entry: Entry, by_phone: bool) -> Json:
    person, title = (event.announced, event.announced_title) if by_phone else (event.person, event.title)
    fields: Json = {"person": person, "title": title, "language": event.language, "about": event.about}
    fields |= {"question": event.question, "rank": event.rank and str(event.rank)}
    return {"type": "amend_request", "request": event.request, **fields}


def _limited(event: Any, _entry: Entry, _by_phone: bool) -> Json | None:
    limit = event.limit
    if limit.seconds is None:
        return None  # `null` says it, and what is `null` is left out here.
    narrow = {"category": limit.category, "capacity": limit.capacity and str(limit.capacity)}
    return {"type": "set_time_limit", "seconds": limit.seconds, "phase": event.phase, **narrow}


def _logged(event: Any, _entry: Entry, _by_phone: bool) -> Json:
    turn = event.intervention
    took = round((turn.ended_at - turn.called_at).total_seconds()) if turn.ended_at else 60
    began = turn.called_at.isoformat()
    return {
        "type": "log_intervention",
        "delegation": turn.speaker.delegation,
        "began_at": began,
        "seconds": max(1, took),
    }


def _plain(kind: str, *fields: str) -> Any:
    """A command with these fields of its event, by the same names."""
    return lambda event, _entry, _by_phone: {
        "type": kind,
        **{name: wire.to_json(getattr(event, name)) for name in fields},
    }


MAKES: dict[type, Any] = {
    happened.Undone: _plain("undo", "position"),
    happened.SegmentStarted: _plain("start_segment", "segment"),
    happened.SegmentEnded: _plain("end_segment", "segment"),
    happened.PhaseStarted: _plain("start_phase", "phase"),
    happened.MeetingSuspended: lambda event, entry, _by_phone: {
        "type": "suspend_meeting",
        "resumes_in": _seconds(event.resumes_at, entry),
    },
    happened.MeetingAdjourned: _plain("adjourn_meeting"),
    happened.MeetingResumed: _plain("resume_meeting"),
    happened.InterpretationEnded: _plain("continue_without_interpretation"),
    happened.TimeLimitSet: _limited,
    happened.BatchSet: _plain("set_batch", "size", "anew"),
    happened.ListOpened: lambda event, entry, _by_phone: {
        "type": "open_list",
        "segment": event.segment,
        "in_seconds": _seconds(event.opens_at, entry),
    },
    happened.ListClosed: lambda event, entry, _by_phone: {
        "type": "close_list",
        "segment": event.segment,
        "in_seconds": _seconds(event.closes_at, entry),
    },
    happened.ListArranged: lambda event, _entry, _by_phone: (
        {"type": "draw_lots", "seed": event.seed, "segment": event.segment}
        if event.seed
        else {"type": "set_order", "policy": str(event.policy), "segment": event.segment}
    ),
    happened.RequestMoved: _plain("move_request", "request", "ahead_of"),
    happened.RequestsSwapped: _plain("swap_requests", "first", "second"),
    happened.ListCarriedOver: _plain("carry_over", "from_segment", "to_segment", "requests"),
    happened.ListCleared: _plain("clear_list", "segment", "requests"),
    happened.FloorRequested: _requested,
    happened.RequestAmended: _amended,
    happened.RequestWithdrawn: lambda event, _entry, _by_phone: {
        "type": "withdraw_request",
        "request": event.request,
        "declined": True if event.declined and not event.by_delegation else None,
    },
    happened.CapacityVerified: _plain("verify_capacity", "request", "holds"),
    happened.ReadinessMarked: _plain("mark_ready", "request", "ready"),
    happened.PlaceCeded: lambda event, _entry, _by_phone: {
        "type": "cede_place",
        "request": event.request,
        "delegation": event.speaker.delegation,
    },
    happened.PointDismissed: _plain("dismiss_point", "request"),
    happened.SpeakerCalled: _called,
    happened.SpeakerCorrected: lambda event, _entry, _by_phone: {
        "type": "correct_speaker",
        "intervention": event.intervention,
        "delegation": event.speaker.delegation,
        "request": event.taken,
    },
    happened.SpeakerAbsent: _plain("mark_absent", "intervention"),
    happened.FloorDeclined: _plain("decline_floor", "intervention"),
    happened.InterventionLogged: _logged,
    happened.ClockStarted: _plain("start_clock", "intervention"),
    happened.ClockPaused: _plain("pause_clock", "intervention"),
    happened.ClockResumed: _plain("resume_clock", "intervention"),
    happened.TimeExtended: _plain("extend_time", "intervention", "seconds"),
    happened.InterventionEnded: _plain("end_intervention", "intervention"),
    happened.BulletsSaved: lambda event, _entry, _by_phone: {
        "type": "save_bullets",
        "segment": event.segment,
        "heading": str(event.heading),
        "bullets": list(event.bullets),
        "version": event.version - 1,
    },
    happened.ReportSubmitted: _plain("submit_report", "segment"),
    happened.ReportReopened: _plain("reopen_report", "segment"),
    happened.ReportShown: _plain("show_report", "segment", "heading"),
    happened.QuestionsSet: lambda event, _entry, _by_phone: {
        "type": "set_questions",
        "segment": event.segment,
        "questions": [next(iter(names.values())) for names in event.questions],
    },
    happened.QuestionShown: _plain("show_question", "number"),
    happened.MessageCleared: _plain("clear_message", "to"),
    happened.MessageSent: lambda event, _entry, _by_phone: {
        "type": "send_message",
        "to": str(event.to),
        "prepared": event.message.prepared and str(event.message.prepared),
        "text": event.message.text,
    },
}
"""By the event that tells most of an entry: the first that it has in this order. An `Undone` stands alone."""
