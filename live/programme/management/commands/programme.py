"""`rostrum programme`: check a programme file, import it, show it; the register, and the codes of its badges."""

from argparse import ArgumentTypeError
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, cast
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from rich.console import Console
from rich.table import Table

from live.programme.credentials import badge_code
from live.programme.exports.formats import WRITERS, of_room
from live.programme.importing import import_programme
from live.programme.imports.brought import PROGRAMME_FORMATS
from live.programme.imports.process import read_programmes
from live.programme.management.printing import add_printing, print_badges
from live.programme.management.reading import add_reading, read_and_tell
from live.programme.models import Badge, Delegation
from live.programme.orphans import orphans
from live.programme.programme import Programme
from live.programme.publishing import NotInstalled, current_programme, install, register_builtin
from live.programme.reading import InvalidProgramme
from live.room.model.plan import Certainty, Phase, Segment, SpeakerSlot
from live.spreadsheets import Writable, write_csv

MARKS = {
    Certainty.CONFIRMED: "",
    Certainty.TO_BE_CONFIRMED: " (TBC)",
    Certainty.ALTERNATIVES: " (one or the other)",
    Certainty.PLACEHOLDER: " (not named yet)",
}


class Command(BaseCommand):
    help = "Check, import or show the programme of the conference; register delegations, print badge codes."

    def add_arguments(self, parser: CommandParser) -> None:
        doing = parser.add_subparsers(dest="doing", required=True)
        check = doing.add_parser("check", help="say what is wrong with a programme, and what it leaves open")
        check.add_argument("path", type=Path, help="a TOML file, or a folder of them")
        importing = doing.add_parser("import", help="take a programme over; `rostrum publish` puts it in force")
        importing.add_argument("path", type=Path, help="a TOML file, or a folder of them")
        importing.add_argument("--first-day", type=_date, help="move the conference to this day, such as 2017-12-04")
        importing.add_argument("--overwrite", action="store_true", help="also labels and order changed by hand")
        doing.add_parser("show", help="show the current programme")
        registering = doing.add_parser(
            "register", help="put the States and organisations that come with Rostrum in the register"
        )
        registering.add_argument("--overwrite", action="store_true", help="also names and facts changed by hand")
        reading = doing.add_parser(
            "read", help="say what a file of any known format holds, and what is wrong; stores nothing"
        )
        add_reading(reading, PROGRAMME_FORMATS)
        writing = doing.add_parser("write", help="write the programme in force for another system")
        writing.add_argument("--format", required=True, choices=sorted(WRITERS))
        writing.add_argument("--room", help="only what is planned in the room of this id")
        writing.add_argument("--output", type=Path, help="the file to write; standard output if none is given")
        badges = doing.add_parser(
            "badges", help="every badge that lets somebody in, and its code, as CSV; or on sheets of labels, as a PDF"
        )
        add_printing(badges)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            match options["doing"]:
                case "check":
                    programme = import_programme(options["path"])
                    self._warn(programme, tuple(orphans(programme, _rooms_in_force())))
                case "import":
                    self._import(options["path"], options["first_day"], options["overwrite"])
                case "register":
                    self._register(options["overwrite"])
                case "read":
                    read_and_tell(self.stdout, options, read_programmes)
                case "write":
                    self._write(options["format"], options["room"], options["output"])
                case "badges":
                    print_badges(options) if options["pdf"] else self._badges()
                case _:
                    self._show(current_programme())
        except InvalidProgramme as faulty:
            faults = "\n".join(f"  {fault}" for fault in faulty.faults)
            raise CommandError(f"the programme is not whole; nothing was imported:\n{faults}") from None
        except NotInstalled:
            raise CommandError("no programme was imported yet") from None

    def _import(self, path: Path, first_day: date | None, overwrite: bool) -> None:
        rooms = _rooms_in_force()
        installed = install(path, first_day, overwrite=overwrite)
        self._list_differences(installed.differences, overwrite)
        programme = current_programme()
        self._warn(programme, tuple(orphans(programme, rooms)))

    def _write(self, format: str, room: str | None, output: Path | None) -> None:
        programme = current_programme()
        try:
            data = WRITERS[format](programme if room is None else of_room(programme, room))
        except KeyError:
            raise CommandError(f"there is no room {room!r}") from None
        if output is not None:
            try:
                output.write_bytes(data)
            except OSError as fault:
                raise CommandError(f"{output} cannot be written: {fault.strerror}") from None
        elif format == "xlsx":
            raise CommandError("a workbook is no text: name a file with --output")
        else:
            self.stdout.write(data.decode())

    def _register(self, overwrite: bool) -> None:
        registration = register_builtin(overwrite=overwrite)
        known = Delegation.objects.count()
        if 0 < len(registration.added) < known:
            self.stdout.write(f"added: {', '.join(registration.added)}")
        self._list_differences(registration.differences, overwrite)
        self.stdout.write(f"{known} delegations, {Badge.objects.count()} badges")

    def _list_differences(self, differences: Iterable[object], overwrite: bool) -> None:
        """What was changed by hand: it stays, or was overwritten."""
        listed = list(differences)
        for difference in listed:
            self.stdout.write(f"{'overwritten' if overwrite else 'kept'}: {difference}")
        if listed and not overwrite:
            self.stdout.write("What was changed by hand stays as it is; --overwrite takes what is listed instead.")

    def _warn(self, programme: Programme, orphaned: tuple[str, ...]) -> None:
        notes = (*orphaned, *programme.warnings)
        for warning in notes:
            self.stdout.write(f"note: {warning}")
        segments = sum(len(room.segments) for room in programme.rooms)
        self.stdout.write(
            f"{programme.names['en']}: {len(programme.rooms)} rooms, {segments} segments, "
            f"{len(notes)} notes, version {programme.version}"
        )

    def _badges(self) -> None:
        good = Badge.objects.filter(revoked_at=None, delegation__withdrawn_at=None).select_related("delegation")
        write_csv(
            cast(Writable, self.stdout),
            ["delegation", "name", "number", "head", "holder", "code"],
            [
                (
                    badge.delegation_id,
                    str(badge.delegation),
                    badge.number,
                    "yes" if badge.is_head else "",
                    badge.holder,
                    badge_code(badge),
                )
                for badge in good.order_by("delegation_id", "number")
            ],
        )

    def _show(self, programme: Programme) -> None:
        console = Console(file=cast(IO[str], self.stdout))
        zone = ZoneInfo(programme.zone)
        console.print(f"{programme.names['en']} (times in {programme.zone})")
        rooms = {segment.id: room.profile.id for room in programme.rooms for segment in room.segments}
        segments = sorted(
            (segment for room in programme.rooms for segment in room.segments), key=lambda segment: segment.starts_at
        )
        for day in sorted({segment.starts_at.astimezone(zone).date() for segment in segments}):
            table = Table("Time", "Room", "Segment", "Phases and speakers", title=f"{day:%A %d %B %Y}", show_lines=True)
            for segment in segments:
                if segment.starts_at.astimezone(zone).date() == day:
                    table.add_row(*_row(segment, rooms[segment.id], zone))
            console.print(table)


def _rooms_in_force() -> list[str]:
    """The rooms of the programme that was imported last; none before anything was set up."""
    try:
        return [room.profile.id for room in current_programme().rooms]
    except (NotInstalled, DatabaseError):
        return []


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a date such as 2017-12-04") from None


def _row(segment: Segment, room: str, zone: ZoneInfo) -> tuple[str, ...]:
    wall = " !" if segment.hard_end else ""
    times = f"{_time(segment.starts_at, zone)}-{_time(segment.ends_at, zone)}{wall}"
    chairs = [f"moderated by {_slot(slot)}" for slot in segment.moderators]
    return times, room, segment.names["en"], "\n".join([*chairs, *map(_phase, segment.phases)])


def _time(instant: datetime, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%H:%M}"


def _phase(phase: Phase) -> str:
    limit = "" if phase.time_limit is None else f", {phase.time_limit // 60}:{phase.time_limit % 60:02d}"
    guide = " as a guide" if phase.limit_is_guide else ""
    extra = f", +{phase.process_extra} s for a regional process" if phase.process_extra else ""
    served = "\n  the list of speakers" if phase.serves_list else ""
    return f"{phase.names['en']}{limit}{guide}{extra}" + "".join(f"\n  {_slot(s)}" for s in phase.lineup) + served


def _slot(slot: SpeakerSlot) -> str:
    return f"{slot.names['en']}{f', {slot.person}' if slot.person else ''}{MARKS[slot.certainty]}"
