"""How the letters of a text are stored, where it does not say so and is not UTF-8: found by what comes out."""

import re
import unicodedata
from collections.abc import Callable

READ = 60_000
"""Bytes that are looked at."""
FREQUENT = {
    "cyrillic": frozenset("оеаинтсрвлкмдпу"),
    "arabic": frozenset("اليمنوتربدعسةفه"),
}
CYRILLIC = ("cp1251", "koi8-r", "cp866", "iso8859-5")
ARABIC = ("cp1256", "iso8859-6")
CHINESE = ("gb18030", "big5")
LIKELY = 0.6
RUN = re.compile(rb"[\x80-\xff]{4,}")


def guessed(data: bytes) -> str | None:
    """The encoding of `data`: Windows-1252 unless it is plainly in Cyrillic, Arabic or Chinese; `None` if in none."""
    start = data[:READ]
    high = [run for run in re.findall(rb"[\x80-\xff]+", start)]
    in_runs = sum(map(len, RUN.findall(start)))
    if high and in_runs * 2 > sum(map(len, high)):
        scored = [(score(start, encoding), encoding) for encodings, score in SCORED for encoding in encodings]
        best, encoding = max(scored)
        if best >= LIKELY and _decodes(data, encoding):
            return encoding
    return "cp1252" if _decodes(data, "cp1252") else None


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _high_letters(start: bytes, encoding: str) -> list[str]:
    return [letter for letter in start.decode(encoding, "ignore") if ord(letter) > 127 and not letter.isspace()]


def _cyrillic(start: bytes, encoding: str) -> float:
    letters = _high_letters(start, encoding)
    small = sum(letter in FREQUENT["cyrillic"] for letter in letters)
    return small / len(letters) if letters else 0.0


def _arabic(start: bytes, encoding: str) -> float:
    letters = _high_letters(start, encoding)
    return sum(letter in FREQUENT["arabic"] for letter in letters) / len(letters) if letters else 0.0


def _chinese(start: bytes, encoding: str) -> float:
    """How many characters are among the usual ones, by their first byte in that encoding."""
    letters = _high_letters(start, encoding)
    usual = range(0xB0, 0xD8) if encoding == "gb18030" else range(0xA4, 0xC7)
    common = 0
    for letter in letters:
        if (
            unicodedata.category(letter) == "Lo"
            and letter.encode(encoding, "ignore")[:1]
            and (letter.encode(encoding, "ignore")[0] in usual and len(letter.encode(encoding, "ignore")) == 2)
        ) or letter in "，。、：；？！“”（）《》—…":
            common += 1
    return common / len(letters) * 0.98 if letters else 0.0


SCORED: tuple[tuple[tuple[str, ...], Callable[[bytes, str], float]], ...] = (
    (CYRILLIC, _cyrillic),
    (ARABIC, _arabic),
    (CHINESE, _chinese),
)


def first_fault(data: bytes) -> int | None:
    """Where `data` is not UTF-8 though most of it is; `None` if it is not meant as UTF-8."""
    text = data.decode("utf-8", "surrogateescape")
    whole = sum(ord(letter) > 127 and not "\udc80" <= letter <= "\udcff" for letter in text)
    broken = sum("\udc80" <= letter <= "\udcff" for letter in text)
    if whole <= broken:
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as fault:
        return fault.start
    return None
