"""The words of a language as a program reads and changes them: `frontend/src/words/en.ts` and the five beside it.

A phrase is a text, a template with values `say("{name} has {time} left")`, or the forms of a number
`n({ one: "…", other: "…" })` and `nth({ … })`. Nothing else may stand there. Every text is known with its place in the
file, so that a change replaces this text and leaves every other byte as it is.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NoReturn

WORDS = Path(__file__).resolve().parents[2] / "frontend" / "src" / "words"
FORMS: dict[str, dict[str, dict[str, str]]] = json.loads((WORDS / "forms.json").read_text(encoding="utf-8"))
"""By language and kind of number: the forms, each with numbers that take it; `…` says that there are more."""
LANGUAGES = tuple(FORMS)
NUMBERS = {"n": "cardinal", "nth": "ordinal"}
NUMBER = "#"

GAP = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
COMMENT = re.compile(r"//[ \t]*([^\n]*)|/\*+(.*?)\*/", re.DOTALL)
KEY = re.compile(r"[A-Za-z_]\w*")
TEXT = re.compile(r'"(?:[^"\\\n]|\\.)*"')
SATISFIES = re.compile(r"satisfies\s+\w+(?:<(?:[^<>]|<[^<>]*>)*>)?")


class WordsError(Exception):
    """The words' own file is not as it has to be."""


@dataclass(frozen=True)
class Text:
    """One text of a phrase: what it says, and where its literal stands in the file."""

    value: str
    start: int
    end: int
    key: int
    """Where its form begins, in the phrases with a number."""


@dataclass(frozen=True)
class Phrase:
    path: str
    number: str | None
    """`cardinal` or `ordinal` where a number chooses the form."""
    template: bool
    texts: dict[str, Text]
    """By form; a phrase without a number has one, of no name."""
    comment: str
    line: int

    def codes(self, form: str) -> Counter[str]:
        """Which values the text of `form` says, and how often."""
        return codes(self.texts[form].value, number=self.number is not None, template=self.template)


@dataclass
class Words:
    """The words of one language."""

    code: str
    file: Path
    content: str
    phrases: dict[str, Phrase]


def codes(text: str, *, number: bool, template: bool) -> Counter[str]:
    found = re.findall(r"\{(\w+)\}", text) if template else []
    return Counter(found + [NUMBER] * (text.count(NUMBER) if number else 0))


def forms_of(code: str, number: str) -> list[str]:
    return list(FORMS[code][number])


def may_leave_out_number(code: str, number: str, form: str) -> bool:
    """Whether `form` stands for one number alone, so that the text may say it in a word."""
    return re.fullmatch(r"\d+", FORMS[code][number][form]) is not None


def read_words(code: str, folder: Path = WORDS) -> Words:
    file = folder / f"{code}.ts"
    content = file.read_bytes().decode()
    try:
        return Words(code, file, content, phrases_in(code, content))
    except _UnreadableLine as unreadable:
        raise WordsError(f"{file}:{unreadable}") from None


@lru_cache(maxsize=2 * len(LANGUAGES))
def phrases_in(code: str, content: str) -> dict[str, Phrase]:
    """The phrases of a file by their paths. Each reading of a file takes a tenth of a second: what has not changed is
    read once.
    """
    return _Reader(code, content).read()


def written(words: Words, changes: dict[tuple[str, str], str]) -> str:
    """The content of the file with these texts, by path and form, changed or added."""
    edits: list[tuple[int, int, str]] = []
    for (path, form), value in changes.items():
        phrase = words.phrases[path]
        literal = json.dumps(value, ensure_ascii=False)
        if text := phrase.texts.get(form):
            edits.append((text.start, text.end, literal))
        else:
            order = forms_of(words.code, phrase.number or "")
            after = next(there for there in order[order.index(form) :] if there in phrase.texts)
            place = phrase.texts[after].key
            edits.append((place, place, f"{form}: {literal}, "))
    content = words.content
    # From the end, so that places before stay what they are; several that are added at one place go in their order.
    for start, end, text_of in sorted(reversed(edits), key=lambda edit: edit[0], reverse=True):
        content = content[:start] + text_of + content[end:]
    return content


class _UnreadableLine(Exception):
    """The number of a line, and why nobody can read it."""


class _Reader:
    def __init__(self, code: str, content: str) -> None:
        self.code = code
        self.source = content
        self.phrases: dict[str, Phrase] = {}
        self.place = 0
        self.comment = ""
        self.last_line = 1
        self.last_place = 0

    def read(self) -> dict[str, Phrase]:
        opening = re.search(rf"^export const {self.code}(?:: Words)? = \{{", self.source, re.MULTILINE)
        if opening is None:
            self.fail(f"does not export `{self.code}`")
        self.place = opening.end()
        self.entries("")
        return self.phrases

    def entries(self, path: str) -> None:
        while not self.take("}"):
            key = self.expect(KEY, "a key")
            comment, line = self.comment, self.line()
            self.expect_sign(":")
            inner = f"{path}.{key}" if path else key
            self.value(inner, comment, line)
            if self.take("}"):
                return
            self.expect_sign(",")

    def value(self, path: str, comment: str, line: int) -> None:
        if self.take("{"):
            self.entries(path)
            self.skip()
            if match := SATISFIES.match(self.source, self.place):
                self.place = match.end()
            return
        self.skip()
        texts: dict[str, Text]
        number, template = None, False
        if self.source[self.place] == '"':
            texts = {"": self.text(self.place)}
        elif self.take("say("):
            self.skip()
            texts, template = {"": self.text(self.place)}, True
            self.closing()
        elif made := next((name for name in NUMBERS if self.take(f"{name}({{")), None):
            texts, number = self.forms(path), NUMBERS[made]
        else:
            self.fail(f"{path} is neither a text nor say(…), n({{…}}) or nth({{…}})")
        if path in self.phrases:
            self.fail(f"{path} is there twice")
        phrase = Phrase(path, number, template, texts, comment, line)
        self.phrases[path] = phrase
        for form in texts:
            self.check(phrase, form)

    def forms(self, path: str) -> dict[str, Text]:
        texts: dict[str, Text] = {}
        while not self.take("}"):
            form = self.expect(KEY, "a form")
            start = self.place - len(form)
            self.expect_sign(":")
            self.skip()
            texts[form] = self.text(start)
            if self.take("}"):
                break
            self.expect_sign(",")
        self.closing()
        if "other" not in texts:
            self.fail(f"{path} has no form `other`")
        return texts

    def check(self, phrase: Phrase, form: str) -> None:
        if phrase.template is not bool(re.search(r"[{}]", phrase.texts[form].value)):
            self.fail(f"{phrase.path}: a text with values, and only such a text, is say(…)")
        if phrase.number and form not in FORMS[self.code][phrase.number]:
            self.fail(f"{phrase.path}: {self.code} has no {phrase.number} form `{form}`")

    def closing(self) -> None:
        self.take(",")
        self.expect_sign(")")

    def text(self, key: int) -> Text:
        start = self.place
        literal = self.expect(TEXT, "a text")
        try:
            return Text(json.loads(literal), start, self.place, key)
        except ValueError:
            self.fail(f"this text cannot be read: {literal}")

    def skip(self) -> None:
        """Go past spaces and comments; the last comment is kept for the phrase that follows it."""
        self.pass_gap(GAP.match(self.source, self.place))

    def pass_gap(self, gap: re.Match[str] | None) -> None:
        self.comment = ""
        if gap is not None:
            if "/" in gap[0]:
                self.comment = " ".join(" ".join(part).strip(" *") for part in COMMENT.findall(gap[0]))
            self.place = gap.end()

    def take(self, sign: str) -> bool:
        """Go past `sign` and what is before it, if it comes next; else what is before it is looked at again."""
        gap = GAP.match(self.source, self.place)
        if not self.source.startswith(sign, gap.end() if gap else self.place):
            return False
        self.pass_gap(gap)
        self.place += len(sign)
        return True

    def expect_sign(self, sign: str) -> None:
        if not self.take(sign):
            self.skip()
            self.fail(f"`{sign}` is missing before {self.source[self.place : self.place + 20]!r}")

    def expect(self, kind: re.Pattern[str], what: str) -> str:
        self.skip()
        match = kind.match(self.source, self.place)
        if match is None:
            self.fail(f"{what} is missing before {self.source[self.place : self.place + 20]!r}")
        self.place = match.end()
        return match[0]

    def line(self) -> int:
        """The number of the line it is at: counted from where it was last asked, for it only goes forward."""
        self.last_line += self.source.count("\n", self.last_place, self.place)
        self.last_place = self.place
        return self.last_line

    def fail(self, why: str) -> NoReturn:
        raise _UnreadableLine(f"{self.line()}: {why}")
