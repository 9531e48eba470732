"""Sheets of badges: what stands on each, and a program that makes a PDF of them; `bounded.badges` runs it.

No text reaches into another or over its label: each has a box of its own, and is made smaller until it fits.
"""

import re
import unicodedata
from typing import Any

import msgspec

from live.documents.labels import LabelFormat, places
from live.room.model.plan import Value

SPLIT_ANYWHERE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
"""Scripts of the Far East: a line may end after any character."""
QUIET_ZONE = 4
"""Modules without colour around a QR code (ISO/IEC 18004)."""

MOST_MEASURED = 4
"""Words of a text: one with more letters than all others but these is the widest."""


class Label(Value, frozen=True):
    """A badge. Texts that stand below each other are in different languages; `qr` is what its QR code says."""

    conference: str
    name: str
    delegations: tuple[str, ...]
    roles: tuple[str, ...]
    code: str
    qr: str


class Sheets(Value, frozen=True):
    """Badges as they are printed. `outlined` have a line around them, to cut along."""

    title: str
    language: str
    format: LabelFormat
    labels: tuple[Label, ...]
    outlined: bool = False


def as_data(sheets: Sheets) -> dict[str, Any]:
    """What the template is given: every label with its place, and every text with what of it cannot be broken."""
    # Loaded here alone: the server makes no QR codes of badges.
    import segno  # noqa: PLC0415

    width, height = sheets.format.page_size
    pages: list[list[dict[str, Any]]] = []
    for label, place in zip(sheets.labels, places(sheets.format, len(sheets.labels)), strict=True):
        while len(pages) <= place.page:
            pages.append([])
        qr = segno.make(label.qr, error="m", micro=False)
        pages[place.page].append(
            {
                "x": place.x,
                "y": place.y,
                "conference": [_text(label.conference)],
                "name": [_text(label.name)],
                "delegations": [_text(text) for text in label.delegations],
                "roles": [_text(text) for text in label.roles],
                "code": [_text(label.code)],
                "qr": qr.svg_inline(border=QUIET_ZONE),
            }
        )
    return {
        "title": sheets.title,
        "language": sheets.language,
        "page": {"width": width, "height": height},
        "label": {"width": sheets.format.width, "height": sheets.format.height},
        "outlined": sheets.outlined,
        "pages": [page for page in pages if page],
    }


def _text(text: str) -> dict[str, Any]:
    return {"text": text, "rtl": _right_to_left(text), "atoms": _atoms(text)}


def _atoms(text: str) -> list[str]:
    """The longest parts of `text` that cannot be broken, one of which is its widest."""
    parts = SPLIT_ANYWHERE.sub(lambda found: f" {found[0]} ", text.replace("-", "- ")).split()
    return sorted(set(parts), key=len, reverse=True)[:MOST_MEASURED]


def _right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction is written from right to left."""
    directions = map(unicodedata.bidirectional, text)
    return next((found != "L" for found in directions if found in ("L", "R", "AL")), False)


def main() -> None:
    # Of this process alone: what starts it must not load Typst.
    from live.documents import pdf  # noqa: PLC0415

    def make(given: bytes) -> bytes:
        data = as_data(msgspec.json.decode(given, type=Sheets))
        return pdf.compiled("badges.typ", msgspec.json.encode(data).decode())

    pdf.run(make)


if __name__ == "__main__":
    main()
