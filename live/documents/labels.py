"""Sheets of labels: where each label stands on its page, and what is wrong with a format that no printer can print.

Lengths are millimetres, measured from the upper left corner of the page.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

Field = Literal["columns", "rows", "width", "height", "left", "top", "gap_across", "gap_down", "skip"]
PAGES: Mapping[str, tuple[float, float]] = {
    "a4": (210.0, 297.0),
    "a4_landscape": (297.0, 210.0),
    "letter": (215.9, 279.4),
    "letter_landscape": (279.4, 215.9),
}
OF_LABEL = "label"
"""The page of a label printer: as large as its one label."""
LIMITS: Mapping[Field, tuple[float, float]] = {
    "columns": (1, 10),
    "rows": (1, 30),
    "width": (30, 300),
    "height": (18, 300),
    "left": (0, 200),
    "top": (0, 200),
    "gap_across": (0, 100),
    "gap_down": (0, 100),
}
ROUNDING = 0.01
"""Formats in inches are written in hundredths of a millimetre."""


class LabelFormat(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How labels stand on a page: `columns` beside each other and `rows` below each other, from the margins `left` and
    `top`. `skip` labels of the first page are gone already.
    """

    page: Literal["a4", "a4_landscape", "letter", "letter_landscape", "label"] = "a4"
    columns: int = 2
    rows: int = 4
    width: float = 90.0
    height: float = 60.0
    left: float = 15.0
    top: float = 28.5
    gap_across: float = 0.0
    gap_down: float = 0.0
    skip: int = 0

    @property
    def page_size(self) -> tuple[float, float]:
        """Width and height of a page."""
        return (self.width, self.height) if self.page == OF_LABEL else PAGES[self.page]

    @property
    def per_page(self) -> int:
        return self.columns * self.rows


class LabelFault(msgspec.Struct, frozen=True):
    """A field of a format that is wrong: it may be from `least` to `most`, given all the others."""

    field: Field
    least: float
    most: float


class Placed(msgspec.Struct, frozen=True):
    """A place for a label: on which page, counted from nothing, and its upper left corner there."""

    page: int
    x: float
    y: float


PRESETS: Mapping[str, LabelFormat] = {
    "a4_2x4_90x60": LabelFormat(),
    "a4_2x5_85x54": LabelFormat(rows=5, width=85.0, height=54.0, left=15.0, top=13.5, gap_across=10.0),
    "a4_2x4_99x68": LabelFormat(width=99.1, height=67.7, left=4.65, top=13.1, gap_across=2.5),
    "a4_3x8_64x34": LabelFormat(columns=3, rows=8, width=63.5, height=33.9, left=7.25, top=12.9, gap_across=2.5),
    "letter_2x4_89x57": LabelFormat(page="letter", width=88.9, height=57.15, left=19.05, top=25.4),
    "letter_2x5_102x51": LabelFormat(
        page="letter", rows=5, width=101.6, height=50.8, left=3.97, top=12.7, gap_across=4.76
    ),
    "label_62x100": LabelFormat(page="label", columns=1, rows=1, width=62.0, height=100.0, left=0.0, top=0.0),
    "label_90x60": LabelFormat(page="label", columns=1, rows=1, width=90.0, height=60.0, left=0.0, top=0.0),
}
"""Sheets and rolls that are sold in many places, by page, columns, rows and size."""


def faults(format: LabelFormat) -> tuple[LabelFault, ...]:
    """Every field that makes `format` impossible; none if it can be printed."""
    limits = dict(LIMITS)
    if format.page == OF_LABEL:
        limits |= {"columns": (1, 1), "rows": (1, 1), "left": (0, 0), "top": (0, 0)}
    found = [
        LabelFault(field, least, most)
        for field, (least, most) in limits.items()
        if not least <= getattr(format, field) <= most
    ]
    if not found and format.page != OF_LABEL:
        page_width, page_height = PAGES[format.page]
        across: tuple[Field, ...] = ("width", "columns", "left", "gap_across")
        down: tuple[Field, ...] = ("height", "rows", "top", "gap_down")
        found = [*_too_long(format, page_width, across), *_too_long(format, page_height, down)]
    if not found and not 0 <= format.skip < format.per_page:
        found = [LabelFault("skip", 0, format.per_page - 1)]
    return tuple(found)


def _too_long(format: LabelFormat, page: float, fields: tuple[Field, ...]) -> Iterator[LabelFault]:
    """What of `fields` (size, count, margin, gap) to make smaller where labels leave a page of the length `page`."""
    size, count, margin, gap = (getattr(format, field) for field in fields)
    if margin + count * size + (count - 1) * gap <= page + ROUNDING:
        return
    fits = (
        (page - margin - (count - 1) * gap) / count,
        (page - margin + gap) // (size + gap),
        page - count * size - (count - 1) * gap,
        (page - margin - count * size) / (count - 1) if count > 1 else -1.0,
    )
    for field, most in zip(fields, fits, strict=True):
        if most >= (least := LIMITS[field][0]):
            yield LabelFault(field, least, math.floor(most * 100) / 100)
            return
    yield LabelFault(fields[1], 1, 1)


def places(format: LabelFormat, count: int) -> Iterator[Placed]:
    """Where `count` labels stand, line by line."""
    for number in range(format.skip, format.skip + count):
        page, place = divmod(number, format.per_page)
        row, column = divmod(place, format.columns)
        yield Placed(
            page,
            format.left + column * (format.width + format.gap_across),
            format.top + row * (format.height + format.gap_down),
        )
