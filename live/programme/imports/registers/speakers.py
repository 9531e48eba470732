"""A list of speakers typed from paper: one row for each, in the order of the paper, which is never sorted."""

from collections.abc import Sequence

from live.programme.imports import columns
from live.programme.imports.columns import REGISTER_FIELDS, Header
from live.programme.imports.faults import Code, Place
from live.programme.imports.headed import HeadedSheet, headed_sheets
from live.programme.imports.registers.builder import RegisterBuilder
from live.programme.imports.sources import Source
from live.programme.imports.tables import Row, Sheet
from live.programme.imports.values import Participant, Register, RowState, Setting
from live.room.model.texts import one_line

NAME = "speakers-list"
WANTED = (
    frozenset({"delegation"}),
    frozenset({"level", "on_behalf_of", "order"}),
    frozenset({"level", "language", "on_behalf_of"}),
)
LEVELS = {
    "hs": "HS",
    "hg": "HG",
    "vp": "VP",
    "dpm": "DPM",
    "cp": "CP",
    "m": "M",
    "vm": "VM",
    "cd": "CD",
    "hod": "CD",
    "dg": "",
    "head of state": "HS",
    "head of government": "HG",
    "minister": "M",
    "chair of delegation": "CD",
}
LANGUAGES = {
    "a": "A",
    "c": "C",
    "e": "E",
    "f": "F",
    "r": "R",
    "s": "S",
    "ar": "A",
    "zh": "C",
    "en": "E",
    "fr": "F",
    "ru": "R",
    "es": "S",
    "arabic": "A",
    "chinese": "C",
    "english": "E",
    "french": "F",
    "russian": "R",
    "spanish": "S",
}


def recognised(sheets: Sequence[Sheet]) -> list[tuple[Sheet, Header]]:
    """The sheets that hold a list of speakers."""
    return [
        (sheet, header)
        for sheet, header in headed_sheets(sheets, REGISTER_FIELDS, WANTED)
        if not header.fields() & {"given", "family", "email"}
    ]


def read(source: Source, sheets: Sequence[Sheet], setting: Setting) -> Register:
    """The list, each speaker as a person of their delegation."""
    builder = RegisterBuilder(NAME, source.name, setting)
    for sheet, header in recognised(sheets):
        _List(builder, sheet, header).read()
    return _whole(builder)


def _whole(builder: RegisterBuilder) -> Register:
    """The list as a register. It names no people: that a delegation is on it twice is remarked elsewhere."""
    people = tuple(builder.people)
    return Register(
        format=NAME,
        delegations=tuple(builder.delegations.values()),
        people=people,
        skipped=tuple(builder.skipped),
        errors=tuple(builder.errors),
        notes=tuple(builder.notes),
    )


class _List(HeadedSheet[RegisterBuilder]):
    """One sheet on its way into the builder."""

    def __init__(self, builder: RegisterBuilder, sheet: Sheet, header: Header) -> None:
        super().__init__(builder, sheet, header)
        self.numbers: list[int] = []
        self.heard: dict[tuple[str, str], int] = {}

    def read(self) -> None:
        super().read()
        for missing in sorted(
            set(range(min(self.numbers, default=0), max(self.numbers, default=0))) - set(self.numbers)
        ):
            place = Place(self.builder.file, sheet=self.sheet.name, field="order")
            self.builder.note(place, Code.ORDER_MISSING, value=missing)

    def _row(self, row: Row) -> None:
        place = self.place(row)
        filled = [cell for cell in row.cells if one_line(str(cell))]
        if columns.repeats(row.cells, self.header, REGISTER_FIELDS):
            self.builder.skip(place, Code.HEADER_AGAIN)
        elif len(filled) == 1 and not self._text(row, "delegation"):
            self.builder.skip(place, Code.HEADING_SKIPPED, text=str(filled[0]))
        else:
            self._speaker(row, place)

    def _speaker(self, row: Row, place: Place) -> None:
        said = self._text(row, "delegation")
        if not said:
            self.builder.error(self.at(row, "delegation"), Code.MISSING, field="delegation")
            return
        order = self._order(row)
        known = self.builder.find(said, self.at(row, "delegation"))
        if known is None:
            self.builder.add(Participant(place=place, order=order, family=said, state=RowState.FAULT))
            return
        group = self._text(row, "on_behalf_of")
        withdrawn = self.builder.directory.find(said).withdrawn
        before = self.heard.setdefault((known.id, group.casefold()), row.number)
        if before != row.number:
            self.builder.note(place, Code.SPEAKS_TWICE, name=known.names["en"], other=f"row {before}")
        self.builder.add(
            Participant(
                place=place,
                delegation=self.builder.take(known, place),
                group=group,
                level=self._level(row),
                language=self._language(row),
                order=order,
                withdrawn=withdrawn,
                state=RowState.SKIPPED if withdrawn else RowState.NEW,
            )
        )

    def _order(self, row: Row) -> str:
        if "order" not in self.by_field:
            return ""
        said = self._text(row, "order")
        at = self.at(row, "order")
        if not said:
            self.builder.note(at, Code.ORDER_NONE)
        elif not said.isdecimal():
            self.builder.note(at, Code.ORDER_INSERTED, value=said)
        elif int(said) in self.numbers:
            self.builder.note(at, Code.ORDER_TWICE, value=said)
        if said.isdecimal() and len(said) < 5:
            self.numbers.append(int(said))
        return said

    def _level(self, row: Row) -> str:
        said = self._text(row, "level")
        taken = LEVELS.get(said.casefold(), "")
        if taken != said or (not said and "level" in self.by_field):
            self.builder.note(self.at(row, "level"), Code.LEVEL_UNCLEAR, value=said or "–", taken=taken or "none")
        return taken

    def _language(self, row: Row) -> str:
        said = self._text(row, "language")
        taken = LANGUAGES.get(said.casefold(), "")
        if taken != said:
            self.builder.note(self.at(row, "language"), Code.LANGUAGE_UNCLEAR, value=said, taken=taken or "none")
        return taken

    def _text(self, row: Row, field: str) -> str:
        return one_line(str(self.cell(row, field)))
