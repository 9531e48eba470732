"""The programme as search engines and calendars of other sites read it in a page: schema.org's `Event`, as JSON-LD."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from live.programme.exports.planned import local, shown, slots_of
from live.programme.programme import Programme, RoomProgramme
from live.room.model.plan import BREAKS, Names, Segment

MODE = "https://schema.org/MixedEventAttendanceMode"


def json_ld(programme: Programme, moved: Mapping[str, datetime] | None = None, language: str = "en") -> dict[str, Any]:
    """The conference as one event with a part for each segment but breaks; `moved` says when those were first to start
    that were published with another time.
    """
    instants = [at for room in programme.rooms for one in room.segments for at in (one.starts_at, one.ends_at)]
    parts = sorted(_parts(programme, moved or {}, language), key=lambda part: (part["startDate"], part["@id"]))
    named = _said(programme.names, language)
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": f"#{programme.id}",
        "name": named,
        "startDate": _at(programme, min(instants)),
        "endDate": _at(programme, max(instants)),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": MODE,
        "location": [_place(room, language) for room in programme.rooms],
        "organizer": {"@type": "Organization", "name": named},
        "subEvent": parts,
    }


def _parts(programme: Programme, moved: Mapping[str, datetime], language: str) -> Iterator[dict[str, Any]]:
    for room in programme.rooms:
        for segment in room.segments:
            if segment.format not in BREAKS:
                yield _part(programme, room, segment, moved.get(segment.id), language)


def _part(
    programme: Programme, room: RoomProgramme, segment: Segment, was: datetime | None, language: str
) -> dict[str, Any]:
    part: dict[str, Any] = {
        "@type": "Event",
        "@id": f"#{segment.id}",
        "name": _said(segment.names, language),
        "startDate": _at(programme, segment.starts_at),
        "endDate": _at(programme, segment.ends_at),
        "eventStatus": f"https://schema.org/{'EventRescheduled' if was else 'EventScheduled'}",
        "eventAttendanceMode": MODE,
        "location": _place(room, language),
        "superEvent": {"@id": f"#{programme.id}"},
    }
    if was:
        part["previousStartDate"] = _at(programme, was)
    if people := [
        {"@type": "Person" if slot.person else "Organization", "name": shown(slot, language)}
        for slot in slots_of(segment)
    ]:
        part["performer"] = people
    return part


def _place(room: RoomProgramme, language: str) -> dict[str, Any]:
    return {"@type": "Place", "@id": f"#room-{room.profile.id}", "name": _said(room.profile.names, language)}


def _at(programme: Programme, at: datetime) -> str:
    """With the offset of the venue at that instant."""
    return local(programme, at).isoformat()


def _said(names: Names, language: str) -> str:
    return names.get(language) or names["en"]
