"""A register as a table, as registration desks have it; and a list of participants by nationality."""

import re
from collections.abc import Sequence

from live.programme.imports import columns
from live.programme.imports.columns import REGISTER_FIELDS, Header
from live.programme.imports.faults import Code, Place
from live.programme.imports.headed import HeadedSheet, headed_sheets, note_unread
from live.programme.imports.registers.builder import RegisterBuilder
from live.programme.imports.sources import Source
from live.programme.imports.tables import Formula, Row, Sheet
from live.programme.imports.times import plain
from live.programme.imports.values import Known, Participant, Register, RowState, Setting
from live.room.model.plan import Category, CategoryId
from live.room.model.texts import one_line

WANTED = (frozenset({"delegation", "nationality"}), frozenset({"given", "family", "name"}))
HEADED = "delegation, category, title, given name, family name, head of delegation, e-mail"
LONGEST = 300
YES = frozenset(
    [
        "yes",
        "y",
        "x",
        "true",
        "1",
        "oui",
        "si",
        "sí",
        "da",
        "да",
        "是",
        "نعم",
        "ja",
        "o",
        "v",
        "✓",
        "✔",
        "+",
        "head",
        "hod",
        "chef",
        "jefe",
    ]
)
NO = frozenset(["no", "n", "false", "0", "non", "нет", "否", "لا", "nein", "-", "–", "—"])
TOTAL = frozenset(
    [
        "total",
        "totals",
        "sum",
        "count",
        "subtotal",
        "totaux",
        "somme",
        "итого",
        "всего",
        "总计",
        "合计",
        "المجموع",
        "الإجمالي",
        "summe",
        "gesamt",
    ]
)
HEAD = re.compile(
    r"(?i)(?<!deputy )(?<!alternate )(?<!vice )\bhead of (?:the )?delegation\b|\bchef(?:fe)? de (?:la )?délégation\b|"
    r"\bjef[ea] de (?:la )?delegación\b|глава делегации|代表团团长|رئيس الوفد"
)
CATEGORIES: dict[str, CategoryId] = {
    columns.normalised(name): category
    for category, names in {
        Category.MEMBER_STATE: "member state|state|member states|etat membre|estado miembro|государство член|"
        "会员国|دولة عضو",
        Category.OBSERVER_STATE: "observer state|non member observer state|observer states|etat observateur|"
        "estado observador",
        Category.OBSERVER_ENTITY: "observer entity|observer|entite observatrice|observer organization|entidad "
        "observadora",
        Category.IGO: "igo|intergovernmental organization|intergovernmental organisation|oig|organisation "
        "intergouvernementale",
        Category.UN_SYSTEM: "un system|un agency|un entity|united nations system|systeme des nations unies|onu",
        Category.NHRI: "nhri|national human rights institution",
        Category.NGO: "ngo|non governmental organization|non governmental organisation|ong",
        Category.CIVIL_SOCIETY: "civil society|societe civile|sociedad civil",
        Category.ACADEMIA: "academia|university|universite",
        Category.PRIVATE_SECTOR: "private sector|business|secteur prive|sector privado",
        Category.DIASPORA: "diaspora|diaspora organization",
        Category.MIGRANT_ORGANISATION: "migrant organisation|migrant organization",
        Category.LOCAL_AUTHORITY: "local authority|city|municipality|autorite locale",
    }.items()
    for name in (*names.split("|"), category.value)
}


def recognised(sheets: Sequence[Sheet], mapping: dict[str, str]) -> list[tuple[Sheet, Header]]:
    """The sheets that hold people with their delegations."""
    return headed_sheets(sheets, REGISTER_FIELDS, WANTED, mapping)


def read(source: Source, sheets: Sequence[Sheet], setting: Setting, mapping: dict[str, str]) -> Register:
    """The register in the sheets of `source`."""
    chosen = recognised(sheets, mapping)
    by_nationality = all("delegation" not in header.fields() for _, header in chosen)
    builder = RegisterBuilder("participants" if by_nationality else "register-table", source.name, setting)
    note_unread(builder, sheets, chosen)
    for sheet, header in chosen:
        _Table(builder, sheet, header).read()
    return builder.register(check_limits=not by_nationality)


class _Table(HeadedSheet[RegisterBuilder]):
    """One sheet on its way into the builder."""

    def __init__(self, builder: RegisterBuilder, sheet: Sheet, header: Header) -> None:
        super().__init__(builder, sheet, header)
        self.by_nationality = "delegation" not in self.by_field
        self.last = ""
        self.merged = self._is_grouped()

    def _is_grouped(self) -> bool:
        """Whether a delegation is written once, above all its people: many rows then say none."""
        if self.by_nationality:
            return False
        rows = [row for row in self.sheet.rows[self.header.index + 1 :] if not row.is_blank()]
        said = sum(bool(self._text(row, "delegation")) for row in rows)
        return bool(rows) and (len(rows) - said) * 4 >= len(rows)

    def read(self) -> None:
        self.note_columns()
        super().read()

    def _row(self, row: Row) -> None:
        place = self.place(row)
        if columns.repeats(row.cells, self.header, REGISTER_FIELDS):
            self.builder.skip(place, Code.HEADER_AGAIN)
        elif self._is_total(row):
            self.builder.skip(place, Code.TOTAL_SKIPPED)
        elif self._is_heading(row):
            text = next(str(cell) for cell in row.cells if str(cell).strip())
            self.builder.skip(place, Code.HEADING_SKIPPED, text=text)
        elif not self.sheet.lettered and self._wrong_width(row, place):
            return
        else:
            self._person(row, place)

    def _person(self, row: Row, place: Place) -> None:
        known = self._delegation(row)
        if known is None and not self.by_nationality:
            self._stranger(row, place)
            return
        if known is not None:
            self._check_category(row, known)
        given, family, whole = (self._text(row, field) for field in ("given", "family", "name"))
        if not (given or family or whole):
            self.builder.error(
                self.at(row, next(f for f in ("family", "name", "given") if f in self.by_field)), Code.NO_NAME
            )
        for field, said, other in (("given", given, family), ("family", family, given)):
            if not said and other and field in self.by_field:
                shown = "given name" if field == "given" else "family name"
                self.builder.note(self.at(row, field), Code.ONE_NAME, field=shown)
        if self.by_nationality:
            self._note_missing(row)
        email = self._text(row, "email")
        self.builder.add(
            Participant(
                place=place,
                delegation=self.builder.take(known, place) if known is not None else "",
                title=self._text(row, "title"),
                given=given,
                family=family or whole,
                function=self._text(row, "function"),
                organisation=self._text(row, "organisation"),
                email=self.builder.email(email, self.at(row, "email")) if email else "",
                phone=self._text(row, "phone"),
                head=self._is_head(row),
                key=self._text(row, "key"),
            )
        )

    def _stranger(self, row: Row, place: Place) -> None:
        """Somebody whose delegation is not known: to be shown, until it is answered which one is meant."""
        self.builder.strangers.append(
            Participant(
                place=place,
                said=self._text(row, "delegation"),
                title=self._text(row, "title"),
                given=self._text(row, "given"),
                family=self._text(row, "family") or self._text(row, "name"),
                function=self._text(row, "function"),
                state=RowState.FAULT,
            )
        )

    def _note_missing(self, row: Row) -> None:
        if "function" in self.by_field and not self._text(row, "function"):
            self.builder.note(self.at(row, "function"), Code.NO_FUNCTION)
        if "organisation" in self.by_field and not self._text(row, "organisation"):
            self.builder.note(self.at(row, "organisation"), Code.NO_ORGANISATION)

    def _delegation(self, row: Row) -> Known | None:
        field = "nationality" if self.by_nationality else "delegation"
        said = self._text(row, field)
        if not said and self.merged:
            said = self.last
        elif said:
            self.last = said
        if not said:
            self.builder.error(self.at(row, field), Code.MISSING, field=field)
            return None
        if self.by_nationality and len(said) <= 3:
            known = self.builder.directory.by_code(said)
            if known is None:
                self.builder.error(self.at(row, field), Code.NO_STATE, value=said)
            return known
        return self.builder.find(said, self.at(row, field))

    def _check_category(self, row: Row, known: Known) -> None:
        if "category" not in self.by_field:
            return
        said = self._text(row, "category")
        own = self.builder.setting.categories
        category = (own or CATEGORIES).get(columns.normalised(said))
        shown = known.category
        if category is None:
            self.builder.note(self.at(row, "category"), Code.CATEGORY_UNKNOWN, value=said or "–", category=shown)
        elif category != known.category and (own or not _alike(category, known.category)):
            self.builder.note(self.at(row, "category"), Code.CATEGORY_DIFFERS, value=said, category=shown)

    def _is_head(self, row: Row) -> bool:
        if "head" not in self.by_field:
            return HEAD.search(f"{self._text(row, 'function')} | {self._text(row, 'title')}") is not None
        cell = self.cell(row, "head")
        if isinstance(cell, bool):
            return cell
        text = plain(cell).casefold().strip(" .")
        if text in YES or columns.normalised(text) in (
            "head of delegation",
            "chef de delegation",
            "jefe de delegacion",
        ):
            return True
        if text and text not in NO:
            self.builder.note(self.at(row, "head"), Code.HEAD_UNCLEAR, value=text)
        return False

    # Rows that are none

    def _is_total(self, row: Row) -> bool:
        filled = [cell for cell in row.cells if not (isinstance(cell, str) and not one_line(cell))]
        words = columns.normalised(filled[0]).split() if filled else []
        named = [field for field in ("given", "family", "name") if self._text(row, field)]
        counts = any(isinstance(cell, int | float | Formula) for cell in filled[1:]) or len(filled) <= 2
        return bool(words) and words[0] in TOTAL and (counts or not named)

    def _is_heading(self, row: Row) -> bool:
        filled = [at for at, cell in enumerate(row.cells) if one_line(str(cell))]
        names = {self.by_field[field].at for field in ("given", "family", "name") if field in self.by_field}
        if len(filled) != 1 or filled[0] in names:
            return False
        return not self.builder.directory.find(str(row.cells[filled[0]])).delegations

    def _wrong_width(self, row: Row, place: Place) -> bool:
        expected = len(self.sheet.rows[self.header.index].cells)
        if len(row.cells) > expected and any(one_line(str(cell)) for cell in row.cells[expected:]):
            self.builder.error(place, Code.CELLS_LEFT_OVER, found=len(row.cells), expected=expected)
            return True
        return False

    # Cells and places

    def _text(self, row: Row, field: str) -> str:
        cell = self.cell(row, field)
        if isinstance(cell, Formula):
            if field in self.by_field and cell.failure:
                self.builder.note(self.at(row, field), Code.FORMULA_FAILED, value=cell.failure)
            return ""
        return one_line(str(cell)[: LONGEST * 4])[:LONGEST].strip()


def _alike(one: CategoryId, other: CategoryId) -> bool:
    """Organisations are put into one category or the other; States are not."""
    states = {Category.MEMBER_STATE, Category.OBSERVER_STATE}
    return one not in states and other not in states
