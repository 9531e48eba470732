"""Which format a file has, by its content; and its reading by the module of that format."""

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import TypeVar

import msgspec

from live.programme.imports import tables
from live.programme.imports.brought import PROGRAMME_FORMATS, REGISTER_FORMATS, Brought, Wanted
from live.programme.imports.faults import Code, Remark
from live.programme.imports.formats import (
    entries_xml,
    frab_xml,
    ical,
    indico,
    markdown_agenda,
    ontime,
    openslides,
    pretalx_dump,
    schedule_json,
    sessionize,
    sheet_dump,
    sheet_grid,
    table,
    toml,
    un_meetings,
    word_grid,
)
from live.programme.imports.registers import badge_codes, note_verbale, roster, speakers
from live.programme.imports.registers import table as register_table
from live.programme.imports.sources import Source, Unreadable
from live.programme.imports.values import Programme, Register

PROGRAMMES: tuple[ModuleType, ...] = (
    schedule_json,
    frab_xml,
    entries_xml,
    sessionize,
    indico,
    ontime,
    openslides,
    un_meetings,
    pretalx_dump,
    sheet_dump,
    ical,
    word_grid,
    toml,
    markdown_agenda,
)
"""Each is asked in this order whether it recognises a file; a table is what is left."""
REGISTERS: tuple[ModuleType, ...] = (note_verbale, roster, badge_codes)
Read = TypeVar("Read", Programme, Register)
TABLE = "table"
REGISTER_TABLES = ("register-table", "participants")


def read_programmes(files: Sequence[Brought], wanted: Wanted) -> list[Programme]:
    """The programme in each file; files that belong together are one."""
    results: list[Programme] = []
    sources = [_source(file) for file in files]
    usable = [source for source in sources if isinstance(source, Source)]
    parts = [source for source in usable if _safely(toml.recognises, source)]
    rooms = [source for source in usable if _safely(sessionize.is_rooms, source)]
    sessions = [source for source in usable if source not in rooms and _safely(sessionize.recognises, source)]
    for source in sources:
        if isinstance(source, Remark):
            results.append(Programme(format="", errors=(source,)))
        elif source in parts and wanted.format in ("", toml.NAME):
            if source is parts[0]:
                results.append(_noted(parts, _guarded(lambda: toml.read(parts, wanted.setting), Programme)))
        elif source in rooms and sessions:
            continue  # It goes with the sessions.
        elif source in sessions and wanted.format in ("", sessionize.NAME):
            held = source
            read = _guarded(lambda: sessionize.read(held, wanted.setting, rooms), Programme)  # noqa: B023  # At once.
            results.append(_noted([source], read))
        else:
            results.append(_noted([source], _programme(source, wanted)))
    return results


def _programme(source: Source, wanted: Wanted) -> Programme:
    def read() -> Programme:
        for module in PROGRAMMES:
            if wanted.format in ("", module.NAME) and module.recognises(source):
                found: Programme = module.read([source] if module is toml else source, wanted.setting)
                return found
        sheets = _sheets(source)
        if sheets and wanted.format in ("", TABLE) and table.recognised(sheets, wanted.mapping):
            return table.read(source, sheets, wanted.setting, wanted.mapping)
        if sheets and wanted.format in ("", sheet_grid.NAME) and sheet_grid.recognised(sheets):
            return sheet_grid.read(source, sheets, wanted.setting)
        if _is_register(source, sheets):
            raise source.fail(Code.OTHER_KIND, kind="register", wanted="programme")
        raise _unknown(source, sheets, table.HEADED, PROGRAMME_FORMATS)

    return _guarded(read, Programme)


def read_registers(files: Sequence[Brought], wanted: Wanted) -> list[Register]:
    """The register in each file."""
    results: list[Register] = []
    for file in files:
        source = _source(file)
        if isinstance(source, Remark):
            results.append(Register(format="", errors=(source,)))
        else:
            results.append(_noted([source], _register(source, wanted)))
    return results


def _register(source: Source, wanted: Wanted) -> Register:
    def read() -> Register:
        for module in REGISTERS:
            if wanted.format in ("", module.NAME) and module.recognises(source):
                found: Register = module.read(source, wanted.setting)
                return found
        sheets = _sheets(source)
        if sheets and wanted.format in ("", *REGISTER_TABLES) and register_table.recognised(sheets, wanted.mapping):
            return register_table.read(source, sheets, wanted.setting, wanted.mapping)
        if sheets and wanted.format in ("", speakers.NAME) and speakers.recognised(sheets):
            return speakers.read(source, sheets, wanted.setting)
        if any(module.recognises(source) for module in PROGRAMMES) or (sheets and table.recognised(sheets, {})):
            raise source.fail(Code.OTHER_KIND, kind="programme", wanted="register")
        raise _unknown(source, sheets, register_table.HEADED, REGISTER_FORMATS)

    return _guarded(read, Register)


def _is_register(source: Source, sheets: list[tables.Sheet]) -> bool:
    if any(module.recognises(source) for module in REGISTERS):
        return True
    return bool(sheets) and bool(register_table.recognised(sheets, {}) or speakers.recognised(sheets))


def _sheets(source: Source) -> list[tables.Sheet]:
    """The tables of a file that may hold some; none in what is plainly something else."""
    if source.is_zip and not tables.is_workbook(source):
        return []
    if source.json is not None or source.xml is not None:
        return []
    return tables.sheets_of(source)


def _unknown(source: Source, sheets: list[tables.Sheet], headed: str, known: Sequence[str]) -> Unreadable:
    """Why nothing was read: a workbook without a cell, a table without a header, or no known format."""
    if sheets and not any(sheet.rows for sheet in sheets):
        return source.fail(Code.EMPTY)
    looks_like_one = any(
        sum(len([cell for cell in row.cells if str(cell).strip()]) > 1 for row in sheet.rows[:50]) > 1
        for sheet in sheets
    )
    if looks_like_one:
        return source.fail(Code.NO_HEADER, known=headed)
    return source.fail(Code.UNKNOWN_FORMAT, known=", ".join(known))


def _source(file: Brought) -> Source | Remark:
    if file.fault is not None:
        return file.fault
    try:
        return Source(file.name, file.data)
    except Unreadable as fault:
        return fault.remark


def _safely(asked: Callable[[Source], bool], source: Source) -> bool:
    try:
        return asked(source)
    except Unreadable:
        return False


def _guarded(read: Callable[[], Read], kind: type[Read]) -> Read:
    """What `read` gives; a file that cannot be read at all gives its fault alone."""
    try:
        return read()
    except Unreadable as fault:
        return kind(format="", errors=(fault.remark,))


def _noted(sources: Sequence[Source], read: Read) -> Read:
    """`read` with what was told of the files themselves."""
    notes: list[Remark] = [note for source in sources for note in source.notes]
    return msgspec.structs.replace(read, notes=(*notes, *read.notes)) if notes else read
