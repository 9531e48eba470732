"""The programme as a calendar, whole or of one room."""

from datetime import UTC, datetime

from live.programme.exports.planned import local, shown, slots_of
from live.programme.programme import Programme


def calendar(programme: Programme, room: str | None = None, language: str = "en") -> bytes:
    """An entry for each segment, in `language`, its times in the zone of the venue."""
    import icalendar  # noqa: PLC0415  # No server loads it before somebody asks for a calendar.

    shown_names = programme.names.get(language) or programme.names["en"]
    made = icalendar.Calendar()
    made.add("prodid", "-//Rostrum//Programme//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", shown_names)
    made.add("x-wr-timezone", programme.zone)
    for planned in programme.rooms:
        if room not in (None, planned.profile.id):
            continue
        for segment in planned.segments:
            event = icalendar.Event()
            event.add("uid", f"{segment.id}@{programme.id}")
            event.add("dtstamp", datetime(2000, 1, 1, tzinfo=UTC))
            event.add("summary", segment.names.get(language) or segment.names["en"])
            event.add("dtstart", local(programme, segment.starts_at))
            event.add("dtend", local(programme, segment.ends_at))
            event.add("location", planned.profile.names.get(language) or planned.profile.names["en"])
            event.add("categories", [segment.format.value])
            if people := [shown(slot, language) for slot in slots_of(segment)]:
                event.add("description", "\n".join(people))
            made.add_component(event)
    dates = [segment.starts_at.date() for planned in programme.rooms for segment in planned.segments]
    if dates:
        made.add_missing_timezones(min(dates), max(dates))
    return bytes(made.to_ical())
