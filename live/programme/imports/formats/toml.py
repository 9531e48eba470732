"""Our own TOML: one file that holds it all, or several that belong together. What they mean is said in `importing`."""

import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from live.programme import importing
from live.programme.imports.builder import Builder
from live.programme.imports.faults import Code, Place, Remark, quoted
from live.programme.imports.sources import Source
from live.programme.imports.values import Day, Person, Programme, Room, Segment, Setting
from live.programme.reading import Fault, InvalidProgramme
from live.room.model.plan import Segment as Planned
from live.room.model.plan import SpeakerSlot

NAME = "toml"
TABLES = re.compile(
    r"(?m)^\s*\[\[?\s*(?:conference|rooms|days|segments|names|offices|processes|groups)\b[^\]\n]*\]\]?\s*(?:#.*)?$|^\s*day\s*=\s*\d+\s*(?:#.*)?$"
)


def recognises(source: Source) -> bool:
    start = source.data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return not source.is_zip and start not in (b"<", b"{") and TABLES.search(source.text) is not None


def read(sources: Sequence[Source], setting: Setting) -> Programme:
    """The programme in these files together."""
    name = sources[0].name
    builder = Builder(NAME, name, setting)
    with TemporaryDirectory() as folder:
        for source in sources:
            stem = re.sub(r"[^\w.-]", "_", Path(source.name).name)
            stem = stem if stem.casefold().endswith(".toml") else f"{stem}.toml"
            (Path(folder) / stem.lstrip(".")).write_bytes(source.data)
        try:
            programme = importing.import_programme(Path(folder))
        except InvalidProgramme as faulty:
            builder.errors += [_fault(fault, Path(folder).name, name) for fault in faulty.faults]
            return builder.programme()
    zone = ZoneInfo(programme.zone)
    segments = tuple(
        _segment(segment, room.profile.id, zone, name) for room in programme.rooms for segment in room.segments
    )
    days = {str(segment.day): segment.day for segment in segments if segment.day is not None}
    return Programme(
        format=NAME,
        zone=programme.zone,
        names=programme.names,
        rooms=tuple(
            Room(key=room.profile.id, names=room.profile.names, place=Place(name, path=f"rooms.{room.profile.id}"))
            for room in programme.rooms
        ),
        days=tuple(days[key] for key in sorted(days)),
        segments=segments,
        notes=tuple(
            Remark(Place(name), Code.WARNING_OF_PROGRAMME, {"what": quoted(warning)}) for warning in programme.warnings
        ),
    )


def _fault(fault: Fault, folder: str, name: str) -> Remark:
    """A fault in the file or the path that it names."""
    file, _, path = fault.at.partition(": ")
    place = Place(name if file == folder else file, path=path)
    return Remark(place, Code.FAULT_OF_PROGRAMME, {"what": quoted(fault.what)})


def _segment(segment: Planned, room: str, zone: ZoneInfo, name: str) -> Segment:
    start = segment.starts_at.astimezone(zone)
    starts = start.hour * 60 + start.minute
    lasts = round((segment.ends_at - segment.starts_at).total_seconds() / 60)
    slots = [slot for phase in segment.phases for slot in phase.lineup]
    return Segment(
        names=segment.names,
        place=Place(name, path=segment.id),
        key=segment.id,
        rooms=(room,),
        format=segment.format,
        day=Day(date=start.date()),
        starts=starts,
        ends=starts + lasts,
        minutes=lasts,
        starts_at=segment.starts_at,
        ends_at=segment.ends_at,
        speakers=tuple(map(_person, slots)),
        moderators=tuple(map(_person, segment.moderators)),
    )


def _person(slot: SpeakerSlot) -> Person:
    return Person(
        name=slot.person or slot.names["en"], key=slot.id, named=slot.person is not None, certainty=slot.certainty
    )
