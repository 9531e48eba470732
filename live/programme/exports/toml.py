"""The programme as our own TOML, from which the same programme is made again."""

from datetime import datetime, timedelta
from typing import Any

import msgspec

from live.programme.exports.planned import day_of, days_of, local
from live.programme.programme import Programme, RoomProgramme
from live.programme.settings import as_length, settings_table
from live.room.model.plan import Capacity, Names, Phase, Segment, SpeakerSlot


def toml(programme: Programme) -> bytes:
    """One file that holds it all."""
    return written(tables(programme))


def written(document: dict[str, Any]) -> bytes:
    """The file that holds the tables of `document`."""
    import tomli_w  # noqa: PLC0415  # Only where a programme is written.

    return tomli_w.dumps({key: part for key, part in document.items() if part}).encode()


def tables(programme: Programme) -> dict[str, Any]:
    """The tables of the file, by which a programme may be changed and made again."""
    offices: dict[str, Any] = {}
    conference = {
        "id": programme.id,
        "zone": programme.zone,
        "first_day": programme.first_day,
        "names": programme.names,
        **({"days": programme.days} if programme.days else {}),
    }
    document: dict[str, Any] = {
        "conference": conference,
        "settings": settings_table(programme.settings, programme.badges),
        "rooms": [_room(room) for room in programme.rooms],
        "processes": [_process(programme, name, chair) for name, chair in programme.process_chairs.items()],
        "groups": [
            {"names": group.names, **({"chair": group.chair} if group.chair else {})}
            for group in programme.groups
            if group.capacity is Capacity.GROUP
        ],
        "days": [],
    }
    for day in days_of(programme):
        number = (day - programme.first_day) // timedelta(days=1) + 1
        segments = [
            _segment(programme, room, segment, offices)
            for room in programme.rooms
            for segment in room.segments
            if day_of(programme, segment) == day
        ]
        if segments:
            document["days"].append({"day": number, "segments": segments})
    document["offices"] = offices
    return document


def _room(room: RoomProgramme) -> dict[str, Any]:
    spoken = next((segment.interpretation for segment in room.segments if segment.interpretation), ())
    return {
        "id": room.profile.id,
        "names": room.profile.names,
        **({"interpretation": list(spoken)} if spoken else {}),
        **({"way": room.profile.way} if room.profile.way else {}),
        **({"colour": room.profile.colour} if room.profile.colour else {}),
    }


def _process(programme: Programme, name: str, chair: str) -> dict[str, Any]:
    registered = [one.names for one in programme.groups if one.capacity is Capacity.REGIONAL_PROCESS]
    names = next((names for names in registered if name in names.values()), {"en": name})
    return {"name": name, "chair": chair, "names": names}


def _segment(programme: Programme, room: RoomProgramme, segment: Segment, offices: dict[str, Any]) -> dict[str, Any]:
    held = {
        "id": segment.id,
        "room": room.profile.id,
        "starts": f"{local(programme, segment.starts_at):%H:%M}",
        "ends": f"{local(programme, segment.ends_at):%H:%M}",
        "format": segment.format.value,
        "names": segment.names,
        "hard_end": segment.hard_end,
        "objectives": list(segment.objectives),
        "format_notes": list(segment.format_notes),
        "questions": list(segment.questions),
        "list_opens": _clock(programme, segment.list_opens_at),
        "list_closes": _clock(programme, segment.list_closes_at),
        "questions_at": _clock(programme, segment.questions_at),
        "procedure": segment.procedure.value if segment.procedure is not None else None,
        "moderators": [_slot(slot, segment.id, offices) for slot in segment.moderators],
        "rapporteurs": [_slot(slot, segment.id, offices) for slot in segment.rapporteurs],
        "phases": [_phase(phase, segment.id, offices) for phase in segment.phases],
    }
    return _said(held)


def _clock(programme: Programme, at: datetime | None) -> str | None:
    return None if at is None else f"{local(programme, at):%H:%M}"


def _phase(phase: Phase, segment: str, offices: dict[str, Any]) -> dict[str, Any]:
    held = {
        "id": phase.id.removeprefix(f"{segment}-"),
        "kind": phase.kind.value,
        "names": phase.names,
        "lineup": [_slot(slot, segment, offices) for slot in phase.lineup],
        "serves_list": phase.serves_list,
        "time_limit": _length(phase.time_limit),
        "limit_is_guide": phase.limit_is_guide,
        "process_extra": _length(phase.process_extra),
        "batch": phase.batch,
        "reserved": _length(phase.reserved),
        "assumed": phase.assumed,
    }
    return _said(held)


def _slot(slot: SpeakerSlot, segment: str, offices: dict[str, Any]) -> dict[str, Any]:
    held = {
        "id": slot.id.removeprefix(f"{segment}-"),
        "names": slot.names,
        "person": slot.person,
        "short": slot.short,
        "focus": slot.focus,
        "represents": slot.represents,
        "category": slot.category,
        "certainty": slot.certainty.value if slot.certainty.value != "confirmed" else None,
        "alternatives": [_office(names, offices) for names in slot.alternatives],
        "time_limit": _length(slot.allotted),
        "video": slot.video,
        "reports_on": slot.reports_on,
    }
    return _said(held)


def _office(names: Names, offices: dict[str, Any]) -> str:
    """The key of an office of these names, which is added if there is none."""
    mark = msgspec.json.encode(names)
    for key, office in offices.items():
        if msgspec.json.encode(office["names"]) == mark:
            return key
    key = f"office-{len(offices) + 1}"
    offices[key] = {"names": names}
    return key


def _length(seconds: int | None) -> str | None:
    return as_length(seconds) if seconds else None


def _said(held: dict[str, Any]) -> dict[str, Any]:
    """Without what says nothing."""
    return {key: value for key, value in held.items() if value not in (None, False, [], {})}
