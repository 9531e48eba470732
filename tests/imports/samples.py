"""The sample files, read as the product reads them; all but a few tests read them in this process."""

from datetime import UTC, date, datetime
from pathlib import Path

from live.programme.imported import builtin_known
from live.programme.imports import guessing
from live.programme.imports.brought import Brought, Wanted
from live.programme.imports.faults import Code, Remark
from live.programme.imports.values import Programme, Register, RowState, Segment, Setting

FILES = Path(__file__).parents[1] / "files"
MEXICO = "America/Mexico_City"


def brought(*names: str) -> list[Brought]:
    """The sample files of these names."""
    return [Brought(name, (FILES / name).read_bytes()) for name in names]


def wanted(zone: str = MEXICO, first_day: date | None = None, mapping: dict[str, str] | None = None) -> Wanted:
    """A conference in `zone` with the delegations that come with Rostrum."""
    return Wanted(Setting(zone=zone, first_day=first_day, known=builtin_known()), mapping=mapping or {})


def programme(*names: str, zone: str = MEXICO) -> Programme:
    """What is read from sample files that belong together."""
    (read,) = guessing.read_programmes(brought(*names), wanted(zone))
    return read


def programme_of(text: str | bytes, name: str = "file", zone: str = MEXICO, **asked: dict[str, str]) -> Programme:
    """What is read from a file that holds `text`."""
    data = text.encode() if isinstance(text, str) else text
    (read,) = guessing.read_programmes([Brought(name, data)], wanted(zone, mapping=asked.get("mapping")))
    return read


def register(name: str) -> Register:
    """What is read from a sample of a register."""
    (read,) = guessing.read_registers(brought(name), wanted())
    return read


def register_of(text: str | bytes, name: str = "file") -> Register:
    """What is read from a register that holds `text`."""
    data = text.encode() if isinstance(text, str) else text
    (read,) = guessing.read_registers([Brought(name, data)], wanted())
    return read


def by_row(remarks: tuple[Remark, ...]) -> set[tuple[int | None, str, Code]]:
    """Row, field and code of each remark."""
    return {(remark.place.row, remark.place.field, remark.code) for remark in remarks}


def codes(remarks: tuple[Remark, ...]) -> set[Code]:
    return {remark.code for remark in remarks}


def rows_of(remarks: tuple[Remark, ...], code: Code) -> list[int | None]:
    """The rows of which `code` is remarked, in order."""
    return sorted((remark.place.row for remark in remarks if remark.code is code), key=lambda row: row or 0)


def paths_of(remarks: tuple[Remark, ...], code: Code) -> set[str]:
    return {remark.place.path for remark in remarks if remark.code is code}


def keyed(read: Programme) -> dict[str, Segment]:
    return {segment.key: segment for segment in read.segments}


def titled(read: Programme) -> dict[str, Segment]:
    return {next(iter(segment.names.values()), ""): segment for segment in read.segments}


def utc(text: str) -> datetime:
    """The instant `text`, such as 2014-12-28T23:15, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def good(read: Register) -> list[int | None]:
    """The rows that would be taken."""
    return [person.place.row for person in read.people if person.state is RowState.NEW]
