"""schedule.json of version 1, and frab's XML of the same content."""

import json
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from live.programme.exports.planned import days_of, lasts, local, on_day, shown, slots_of
from live.programme.programme import Programme
from live.room.model.plan import Segment, SpeakerSlot


def schedule_json(programme: Programme) -> bytes:
    """The programme as schedule.json."""
    return json.dumps({"schedule": _schedule(programme)}, ensure_ascii=False, indent=1).encode()


def frab_xml(programme: Programme) -> bytes:
    """The programme as frab writes it."""
    schedule = _schedule(programme)
    conference = schedule["conference"]
    root = ElementTree.Element("schedule")
    _texts(root, {"version": schedule["version"]})
    head = ElementTree.SubElement(root, "conference")
    _texts(head, {key: conference[key] for key in ("acronym", "title", "start", "end", "time_zone_name")})
    _texts(head, {"days": conference["daysCount"], "timeslot_duration": conference["timeslot_duration"]})
    for day in conference["days"]:
        at = ElementTree.SubElement(root, "day", index=str(day["index"]), date=day["date"], start=day["day_start"])
        at.set("end", day["day_end"])
        for name, entries in day["rooms"].items():
            room = ElementTree.SubElement(at, "room", name=name)
            for entry in entries:
                _event(room, entry)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _event(room: ElementTree.Element, entry: dict[str, Any]) -> None:
    event = ElementTree.SubElement(room, "event", guid=entry["guid"], id=str(entry["id"]))
    plain = ("date", "start", "duration", "room", "slug", "title", "subtitle", "track", "type", "language")
    _texts(event, {key: entry[key] for key in (*plain, "abstract", "description")})
    persons = ElementTree.SubElement(event, "persons")
    for person in entry["persons"]:
        ElementTree.SubElement(persons, "person", id=str(person["id"])).text = person["public_name"]


def _texts(parent: ElementTree.Element, texts: dict[str, Any]) -> None:
    for name, text in texts.items():
        ElementTree.SubElement(parent, name).text = str(text)


def _schedule(programme: Programme) -> dict[str, Any]:
    days = days_of(programme)
    people: dict[str, int] = {}
    conference: dict[str, Any] = {
        "acronym": programme.id,
        "title": programme.names["en"],
        "start": days[0].isoformat(),
        "end": days[-1].isoformat(),
        "daysCount": len(days),
        "timeslot_duration": "00:05",
        "time_zone_name": programme.zone,
        "rooms": [
            {"name": room.profile.names["en"], "guid": str(_guid(programme, room.profile.id))}
            for room in programme.rooms
        ],
        "days": [],
    }
    numbers = {segment.id: n for n, segment in enumerate((s for r in programme.rooms for s in r.segments), 1)}
    for index, day in enumerate(days, 1):
        rooms = {
            room.profile.names["en"]: [
                _entry(programme, segment, room.profile.names["en"], numbers[segment.id], people)
                for segment in segments
            ]
            for room, segments in on_day(programme, day)
        }
        starts = [segment.starts_at for _, segments in on_day(programme, day) for segment in segments]
        ends = [segment.ends_at for _, segments in on_day(programme, day) for segment in segments]
        noon = f"{day.isoformat()}T12:00:00+00:00"
        conference["days"].append(
            {
                "index": index,
                "date": day.isoformat(),
                "day_start": local(programme, min(starts)).isoformat() if starts else noon,
                "day_end": local(programme, max(ends)).isoformat() if ends else noon,
                "rooms": rooms,
            }
        )
    return {"version": programme.version, "base_url": "", "conference": conference}


def _entry(programme: Programme, segment: Segment, room: str, number: int, people: dict[str, int]) -> dict[str, Any]:
    start = local(programme, segment.starts_at)
    return {
        "id": number,
        "guid": str(_guid(programme, segment.id)),
        "date": start.isoformat(),
        "start": f"{start:%H:%M}",
        "duration": lasts(segment),
        "room": room,
        "slug": segment.id,
        "url": "",
        "title": segment.names["en"],
        "subtitle": "",
        "track": "",
        "type": segment.format.value,
        "language": "en",
        "abstract": "",
        "description": "\n".join(segment.objectives),
        "recording_license": "",
        "do_not_record": False,
        "persons": [_person(slot, people) for slot in slots_of(segment)],
        "links": [],
        "attachments": [],
    }


def _person(slot: SpeakerSlot, people: dict[str, int]) -> dict[str, Any]:
    name = shown(slot)
    return {"id": people.setdefault(name, len(people) + 1), "public_name": name}


def _guid(programme: Programme, part: str) -> object:
    """The same for the same part of the same conference, in every export."""
    return uuid5(NAMESPACE_URL, f"rostrum:{programme.id}/{part}")
