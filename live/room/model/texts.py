"""Texts and instants that people bring in, as they are kept: one way of cleaning, and one zone, for all of them.

A text is one line in Unicode's form NFC. Left out of it is what nobody can see and what would act on its surroundings:
control characters, marks and overrides of direction, joiners and spaces of no width, fillers, tags, selectors of
variants, lone surrogates. A joiner stays where a script needs it, between two letters of it or after a virama.
"""

import re
import unicodedata
from datetime import UTC, datetime
from functools import lru_cache

LONGEST_NAME = 120
MAX_STACKED = 4
"""How many marks may stand above or below one letter: Hebrew with vowel, accent and stress needs as many."""
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)

JOINERS = "\u200c\u200d"
VIRAMA = 9
"""The combining class of the signs that join one consonant to the next."""
SEEN_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
"""Signs in front of numbers: by their category formats, and yet seen."""
JOINING = (
    (0x0600, 0x08FF),  # Arabic, Syriac, N'Ko, Mandaic
    (0x0900, 0x0DFF),  # Devanagari to Sinhala
    (0x0F00, 0x109F),  # Tibetan, Myanmar
    (0x1780, 0x18AF),  # Khmer, Mongolian
    (0x1A20, 0x1BFF),  # Tai Tham, Balinese, Sundanese, Batak
    (0xA800, 0xAAFF),  # Syloti Nagri to Meetei Mayek
    (0x10A00, 0x11FFF),  # Kharoshthi to Makasar
    (0x1E900, 0x1E95F),  # Adlam
)
"""Where the scripts are that are written with joiners."""
UNSEEN = (
    (0x034F, 0x034F),  # combining grapheme joiner
    (0x115F, 0x1160),  # Hangul fillers
    (0x17B4, 0x17B5),  # Khmer vowels that are not written
    (0x180B, 0x180F),  # Mongolian selectors and separator
    (0x2065, 0x2065),
    (0x3164, 0x3164),  # Hangul filler
    (0xFE00, 0xFE0F),  # selectors of variants
    (0xFFA0, 0xFFA0),  # Hangul filler, half width
    (0xFFF0, 0xFFF8),
    (0xFFFC, 0xFFFC),  # stands for an object that a text cannot hold
    (0x16FE4, 0x16FE4),  # Khitan filler
    (0x1D159, 0x1D159),  # a note without a head
    (0xE0000, 0xE0FFF),  # tags, further selectors
)
"""What is not seen though its category does not say so (Unicode's Default_Ignorable_Code_Point)."""
PLAIN = (
    (0x21, 0x7E),
    (0xA1, 0xAC),
    (0xAE, 0x24F),  # Latin
    (0x400, 0x482),
    (0x48A, 0x52F),  # Cyrillic
    (0x621, 0x64A),  # Arabic
    (0x2010, 0x2027),  # dashes, quotation marks
    (0x3001, 0x3003),
    (0x3005, 0x3007),
    (0x4E00, 0x9FFF),  # Chinese
    (0xFF01, 0xFF5E),
)
"""Of what most texts are: each is seen, stands alone, and is kept as it is beside all others."""
_WORD = f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in PLAIN)}]+"
CLEAN = re.compile(f"({_WORD}( {_WORD})*)?")
"""Words of them in one line: known to be clean at a glance, where to clean takes ten times as long."""
BLANK_PATTERN = "\u2800"
"""A braille cell without dots: a letter by its category, a blank to the eye."""


class Unfit(ValueError):
    """A value that a command may not hold. `field` is its path in the command."""

    def __init__(self, fault: str, field: str = "") -> None:
        super().__init__(f"{fault} - in `{field}`" if field else fault)
        self.fault = fault
        self.field = field

    def within(self, place: str) -> "Unfit":
        """The same fault, of a value that stands at `place`, a field or `[n]`, of another."""
        between = "." if self.field and not self.field.startswith("[") else ""
        return Unfit(self.fault, f"{place}{between}{self.field}")


def one_line(text: str) -> str:
    """`text` cleaned; empty if there is nothing in it to be seen."""
    if CLEAN.fullmatch(text):
        return text
    kept = _joined(unicodedata.normalize("NFC", "".join(map(_kept, text))))
    line = " ".join(_unstacked(kept).split())
    while line and (line[0] in f" {JOINERS}" or unicodedata.category(line[0])[0] == "M"):
        line = line[1:]  # A mark without a letter would go on what stands before the text.
    # What is left begins with what is seen.
    return unicodedata.normalize("NFC", line)


def cleaned(text: str | None, longest: int = LONGEST_NAME) -> str | None:
    """`text` in one line, cut at `longest` characters; `None` if nothing is left to be seen."""
    return one_line(one_line(text or "")[:longest]) or None


def in_utc(at: datetime) -> datetime:
    """`at` in UTC with whole milliseconds. Raises `Unfit` without an offset, or if it is far from any meeting."""
    if at.tzinfo is None or at.utcoffset() is None:
        raise Unfit("expected an instant with its offset from UTC, such as 2017-12-04T17:00:00Z")
    try:
        instant = at.astimezone(UTC)
    except OverflowError:
        instant = None
    if instant is None or not EARLIEST <= instant < LATEST:
        raise Unfit(f"expected an instant from {EARLIEST.year} to {LATEST.year - 1}")
    whole = instant.replace(microsecond=instant.microsecond // 1000 * 1000)
    return at if whole == at and at.tzinfo is UTC else whole


@lru_cache(maxsize=4096)
def _kept(character: str) -> str:
    """What is kept of `character` before it is known what stands beside it."""
    if character in JOINERS or character in SEEN_FORMATS:
        return character
    if character == BLANK_PATTERN:
        return " "
    code = ord(character)
    match unicodedata.category(character):
        case "Cc" | "Zs" | "Zl" | "Zp":
            return " "
        case "Cf" | "Cs":
            return ""
        case "Cn" if code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
            return ""  # Never a character.
        case _:
            return "" if _within(code, UNSEEN) else character


def _joined(text: str) -> str:
    """`text` with those joiners alone that its script needs where they stand."""
    if not any(joiner in text for joiner in JOINERS):
        return text
    kept: list[str] = []
    for n, character in enumerate(text):
        if character not in JOINERS or _joins(kept[-1] if kept else " ", text[n + 1 : n + 2]):
            kept.append(character)
    return "".join(kept)


def _joins(before: str, after: str) -> bool:
    if unicodedata.combining(before) == VIRAMA:
        return True
    return bool(after) and all(
        unicodedata.category(side)[0] in "LM" and _within(ord(side), JOINING) for side in (before, after)
    )


def _unstacked(text: str) -> str:
    """`text` without the marks that would reach into the lines above and below."""
    kept: list[str] = []
    stacked = 0
    for character in text:
        stacks = unicodedata.combining(character) > 0 or unicodedata.category(character) == "Me"
        stacked = stacked + 1 if stacks else 0
        if stacked <= MAX_STACKED:
            kept.append(character)
    return "".join(kept)


def _within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= code <= last for first, last in ranges)
