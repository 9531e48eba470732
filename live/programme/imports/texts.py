"""Texts of other programs, made plain: HTML and Markdown are never markup here."""

import html
import re
from typing import Any

from live.programme.imports.values import Person
from live.programme.reading import LANGUAGES
from live.room.model.plan import Certainty, Names
from live.room.model.texts import one_line

LONGEST_TITLE = 300
LONGEST_TEXT = 2000
TAG = re.compile(r"</?[A-Za-z][^<>]{0,2000}>|<!--.{0,2000}?-->", re.DOTALL)
NEW_LINE = re.compile(r"(?i)<(?:br|/p|/li|/div|/tr|/h\d)\b[^<>]{0,200}>")
LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\]){0,500})\]\([^()\s]{0,2000}(?:\([^()]*\)[^()]*)?\)")
TO_BE_CONFIRMED = re.compile(
    r"(?i)\s*[\(\[]?\b(?:t\.?b\.?c\.?|tbc|tba|tbd|to be confirmed|à confirmer|por confirmar|подлежит подтверждению|"
    r"zu bestätigen)\b\.?[\)\]]?|\s*[（(](?:待确认|待定|يؤكد لاحقا|يُؤكد لاحقًا)[)）]"
)
PLACE_WORDS = frozenset(
    [
        "a",
        "an",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "un",
        "une",
        "deux",
        "trois",
        "quatre",
        "cinq",
        "dos",
        "tres",
        "cuatro",
        "cinco",
        "seis",
        "the",
        "le",
        "la",
        "les",
        "el",
        "los",
        "las",
    ]
)
OFFICE_WORDS = frozenset(
    [
        "speaker",
        "speakers",
        "presenter",
        "presenters",
        "panellist",
        "panellists",
        "panelist",
        "panelists",
        "moderator",
        "rapporteur",
        "rapporteurs",
        "co-facilitator",
        "co-facilitators",
        "co-chair",
        "co-chairs",
        "chair",
        "president",
        "minister",
        "ministre",
        "présidente",
        "président",
        "presidente",
        "ministro",
        "delegations",
        "delegates",
        "state",
        "states",
        "director",
        "ambassador",
    ]
)


def title_text(value: object) -> str:
    """`value` as a title: one line, bounded; empty if it is no text."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, str | int | float):
        return ""
    return one_line(str(value)[: LONGEST_TITLE * 4])[:LONGEST_TITLE].strip()


def long_text(value: object) -> str:
    """`value` as a description: without tags, its lines kept, bounded."""
    if not isinstance(value, str):
        return ""
    text = html.unescape(TAG.sub("", NEW_LINE.sub("\n", value[: LONGEST_TEXT * 4])))
    lines = [one_line(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:LONGEST_TEXT]


def names_of(value: object) -> tuple[Names, tuple[str, ...]]:
    """A name that is a text, or texts by language; and the languages that are none of the conference."""
    if isinstance(value, dict):
        texts = {str(language).casefold()[:2]: title_text(text) for language, text in value.items()}
        names = {language: text for language, text in texts.items() if text and language in LANGUAGES}
        strange = tuple(language for language, text in texts.items() if text and language not in LANGUAGES)
        if not names and strange:
            names = {"en": texts[strange[0]]}
        return names, strange
    title = title_text(value)
    return ({"en": title} if title else {}), ()


def unlinked(text: str) -> str:
    """Markdown without its links and marks."""
    before = None
    while before != text:
        before, text = text, LINK.sub(r"\1", text)
    text = re.sub(r"(\*\*|__|`)", "", text)
    text = re.sub(r"(?<!\w)[*_]([^*_]+)[*_](?!\w)", r"\1", text)
    return title_text(html.unescape(TAG.sub("", text)))


def person(value: object, key: object = "", organisation: object = "") -> Person | None:
    """Somebody by one name, such as `Nour Haddadin, Sample Institute` or `Minister (TBC)`; `None` without a name."""
    text = title_text(value)
    unsure = TO_BE_CONFIRMED.search(text) is not None
    name = TO_BE_CONFIRMED.sub("", text).strip(" ,") or text
    if not name:
        return None
    place = title_text(organisation)
    if not place and not key and "," in name and not re.search(r"(?i),\s*(?:jr|sr|ph\.?d|m\.?p|m\.?d)\.?$", name):
        name, _, place = (part.strip() for part in name.partition(","))
    named = is_named(name)
    certainty = Certainty.TO_BE_CONFIRMED if unsure else Certainty.CONFIRMED if named else Certainty.PLACEHOLDER
    return Person(name=name, key=title_text(key), organisation=place, named=named or bool(key), certainty=certainty)


def people(values: Any, *, separator: str = ";") -> tuple[Person, ...]:
    """The people in a cell, or in several."""
    cells = values if isinstance(values, list | tuple) else [values]
    parts = [
        part for cell in cells for part in (re.split(rf"[{separator}\n；؛]", cell) if isinstance(cell, str) else [cell])
    ]
    return tuple(found for part in parts if (found := person(part)) is not None)


def is_named(name: str) -> bool:
    """Whether `name` is a person's and not an office or a place to be filled, such as `A mayor` or `Presenter 2`."""
    words = name.split()
    if any(letter.isdigit() for letter in name) or not words:
        return False
    if not any(letter.isupper() or letter.islower() for letter in name):
        return True  # A script without capitals.
    if words[0].casefold().strip(".") in PLACE_WORDS or words[0].casefold() in OFFICE_WORDS:
        return False
    return sum(word.lstrip("(\"'«„“").strip()[:1].isupper() for word in words) >= 2
