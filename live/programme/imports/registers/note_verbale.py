"""Delegations in a table of a Word file: a note verbale with the head of delegation and the members of each."""

import re
from collections.abc import Sequence

import msgspec

from live.programme.imports.columns import REGISTER_FIELDS, field_of
from live.programme.imports.faults import Code, Place
from live.programme.imports.registers.builder import RegisterBuilder
from live.programme.imports.sources import Source
from live.programme.imports.texts import is_named
from live.programme.imports.values import Known, Participant, Register, Setting
from live.programme.imports.word import GridCell, WordTable, is_document, tables_of
from live.room.model.texts import one_line

NAME = "note-verbale"
TITLE = re.compile(
    r"^((?:(?:H\.\s?E\.|S\.\s?E\.|S\.\s?A\.\s?R\.|H\.\s?R\.\s?H\.|Mr|Mrs|Ms|Mx|Mme|Mlle|M|Dr|Prof|Rev|Msgr|Mgr|Sr|Sra|Srta|Dra|Hon|Amb|"
    r"Ambassador|Г-н|Г-жа|السيد|السيدة|سعادة|معالي)\.?\s+)+)"
)
NUMBER = re.compile(r"^(?:\d{1,2}\s*[.)]|[a-h]\)|[-–•*])\s+")
HEAD_MARK = re.compile(
    r"(?i)\s*\((?:head(?: of delegation)?|hod|chef(?: de délégation)?|jefe(?: de delegación)?|глава делегации|团长)\)"
)
TO_COME = re.compile(
    r"(?i)to be (?:communicated|announced|confirmed|named)|tbc|tba|tbd|à communiquer|por comunicar|подлежит"
)
AFTER_NAME = re.compile(r"(?i)^(?:m\.?p\.?|ph\.?d\.?|jr\.?|sr\.?|esq\.?|m\.?d\.?|k\.?c\.?)$")


def _header(table: WordTable) -> tuple[int, dict[str, GridCell]] | None:
    for index, row in enumerate(table.rows[:5]):
        fields = {known[0]: cell for cell in row if (known := field_of(cell.text, REGISTER_FIELDS)) is not None}
        if "delegation" in fields and fields.keys() & {"head", "members", "name", "family"}:
            return index, fields
    return None


def recognises(source: Source) -> bool:
    return is_document(source) and any(_header(table) is not None for table in tables_of(source))


def read(source: Source, setting: Setting) -> Register:
    """The delegations in the tables of a document."""
    builder = RegisterBuilder(NAME, source.name, setting)
    for table in tables_of(source):
        found = _header(table)
        if found is None:
            place = Place(source.name, sheet=f"table {table.number}")
            builder.note(place, Code.TABLE_SKIPPED, why="it is no list of delegations")
        else:
            _Table(builder, table, found[0], found[1]).read()
    return builder.register()


class _Table:
    """One table on its way into the builder."""

    def __init__(self, builder: RegisterBuilder, table: WordTable, header: int, fields: dict[str, GridCell]) -> None:
        self.builder = builder
        self.table = table
        self.header = header
        self.fields = fields
        self.known: Known | None = None

    def read(self) -> None:
        for number, row in enumerate(self.table.rows[self.header + 1 :], self.header + 2):
            place = Place(self.builder.file, sheet=f"table {self.table.number}", row=number)
            if any(cell.lines for cell in row):
                self._row(row, place)

    def _row(self, row: Sequence[GridCell], place: Place) -> None:
        texts = [cell.text for cell in row if cell.lines]
        columns = max(cell.at + cell.width for cell in self.table.rows[self.header])
        if all(
            ((known := field_of(text, REGISTER_FIELDS)) is not None and known[0] in self.fields) or known
            for text in texts
        ) and (len(texts) > 1):
            self.builder.skip(place, Code.HEADER_AGAIN)
            return
        if len(row) == 1 or any(cell.width >= columns for cell in row):
            self.builder.skip(place, Code.HEADING_SKIPPED, text=" ".join(texts))
            return
        cell = self._cell(row, "delegation")
        if cell is not None and not cell.goes_on and cell.lines:
            if cell.text.startswith(("*", "†", "Note")) and len(texts) == 1:
                self.builder.skip(place, Code.FOOTNOTE_SKIPPED, text=cell.text)
                return
            self.known = self.builder.find(cell.text, msgspec.structs.replace(place, field="delegation"))
            if self.known is not None:
                self.builder.take(self.known, place)
        if self.known is not None:
            self._people(row, place, self.known)

    def _people(self, row: Sequence[GridCell], place: Place, known: Known) -> None:
        head = self._cell(row, "head")
        if head is not None and head.lines and not head.goes_on:
            self._head(head, msgspec.structs.replace(place, field="head"), known)
        for field in ("members", "name", "family"):
            cell = self._cell(row, field)
            if cell is not None and not cell.goes_on:
                for text in _people_of(cell.lines):
                    self._add(text, msgspec.structs.replace(place, field="members"), known, head=False)

    def _head(self, cell: GridCell, place: Place, known: Known) -> None:
        """One person, whose function may stand below."""
        first, function = cell.lines[0], " ".join(cell.lines[1:])
        bare = TITLE.sub("", HEAD_MARK.sub("", first))
        if TO_COME.search(first) or not is_named(bare.partition(",")[0]):
            self.builder.note(place, Code.HEAD_UNNAMED, name=known.names["en"], value=first)
            return
        self._add(first, place, known, head=True, function=function)

    def _add(self, text: str, place: Place, known: Known, *, head: bool, function: str = "") -> None:
        text = NUMBER.sub("", text).strip().rstrip("*†").strip()
        if not text or TO_COME.search(text):
            return
        is_head = head or HEAD_MARK.search(text) is not None
        text = HEAD_MARK.sub("", text)
        name, _, after = text.partition(",")
        while after and AFTER_NAME.match(after.partition(",")[0].strip()):
            part, _, after = after.partition(",")
            name = f"{name}, {part.strip()}"
        title = TITLE.match(name)
        self.builder.add(
            Participant(
                place=place,
                delegation=known.id,
                title=title[1].strip() if title else "",
                family=one_line(name[title.end() :] if title else name),
                function=one_line(function or after),
                head=is_head,
            )
        )

    def _cell(self, row: Sequence[GridCell], field: str) -> GridCell | None:
        heading = self.fields.get(field)
        if heading is None:
            return None
        return next((cell for cell in row if cell.at <= heading.at < cell.at + cell.width), None)


def _people_of(lines: Sequence[str]) -> list[str]:
    """The people of a cell, parted by lines or semicolons. A line without a title is the function of who stands above,
    if the others have one.
    """
    parts = [part.strip() for line in lines for part in re.split(r"[;；؛]", line) if part.strip()]
    titled = [TITLE.match(NUMBER.sub("", part)) is not None for part in parts]
    if not any(titled):
        return parts
    people: list[str] = []
    for part, has_title in zip(parts, titled, strict=True):
        if has_title or not people or NUMBER.match(part):
            people.append(part)
        else:
            people[-1] = f"{people[-1]}, {part}"
    return people
