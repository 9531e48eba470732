"""Delegations found by what people call them: any name, any language, codes, former names, with stars and brackets."""

import difflib
import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence

import msgspec

from live.programme.imports.values import Known
from live.room.model.texts import one_line

MARKS = re.compile(r"\s*(?:\*+|†|‡|\(\d{1,2}\)|\[\d{1,2}\]|[¹²³])\s*$")
WITHDRAWN = re.compile(
    r"(?i)\s*[\(\[（]\s*(?:withdrawn|cancelled|canceled|retiré|retirée|annulé|retirad[oa]|снят[ао]?|отозван[ао]?|已撤回|撤回|سحب|انسحب)\s*"
    r"[\)\]）]"
)
BRACKETS = re.compile(r"^(.*?)\s*[\(（\[]\s*([^()（）\[\]]+)\s*[\)）\]]\s*$")
APOSTROPHE = re.compile(r"['’‘ʼ`´ʹ]")
WORD = re.compile(r"[^\W_]+")
ARTICLE = re.compile(r"(?i)^(?:the|la|le|les|l|el|los|las)\s+")
REMEMBERED = 8_192
"""How many names are kept as they are compared: those of the register, in all its languages, and more."""


class Found(msgspec.Struct, frozen=True):
    """What a name may mean: one delegation, or several. `by_alias` says that it is not as the register has it."""

    delegations: tuple[Known, ...]
    by_alias: bool = False
    withdrawn: bool = False


class Directory:
    """The register, asked by names."""

    def __init__(self, known: Sequence[Known]) -> None:
        self._exact: dict[str, dict[str, Known]] = {}
        self._bare: dict[str, dict[str, Known]] = {}
        self._aliases: dict[str, dict[str, Known]] = {}
        self._shown: dict[str, Known] = {}
        for delegation in known:
            for name in delegation.names.values():
                self._exact.setdefault(_folded(name), {})[delegation.id] = delegation
                self._bare.setdefault(_bare(name), {})[delegation.id] = delegation
            for name in filter(None, (delegation.iso3, delegation.id)):
                self._exact.setdefault(_folded(name), {})[delegation.id] = delegation
            for name in delegation.aliases:
                self._aliases.setdefault(_bare(name), {})[delegation.id] = delegation
            name = delegation.names["en"]
            for shown in (name, BRACKETS.sub(r"\1", name)):
                self._shown.setdefault(_bare(shown), delegation)

    def find(self, said: str) -> Found:
        """Who is meant by `said`; no delegation if nobody is."""
        said = one_line(said)
        withdrawn = WITHDRAWN.search(said) is not None
        text = WITHDRAWN.sub("", said)
        marked = MARKS.sub("", text)
        for attempt, changed in _attempts(marked):
            if exact := self._exact.get(_folded(attempt)):
                return Found(tuple(exact.values()), changed or marked != text, withdrawn)
            found = self._bare.get(_bare(attempt)) or self._aliases.get(_bare(attempt))
            if found:
                return Found(tuple(found.values()), True, withdrawn)
        return Found((), withdrawn=withdrawn)

    def by_code(self, code: str) -> Known | None:
        """The State of an ISO code of two or three letters."""
        folded = code.strip()
        if not re.fullmatch(r"[A-Za-z]{2,3}", folded):
            return None
        exact = self._exact.get(_folded(folded)) if len(folded) == 3 else None
        held = exact or {
            key: one
            for key, one in self._aliases.get(_bare(folded), {}).items()
            if folded.upper() in one.aliases and len(folded) == 2
        }
        return next(iter(held.values())) if len(held) == 1 else None

    def like(self, said: str) -> tuple[Known, ...]:
        """The delegations whose names are most like `said`, to be offered and never to be taken."""
        if any(mark in said for mark in "=<>@") or len(said) > 80:
            return ()
        bare = _bare(said)
        words = set(bare.split())
        holding = [name for name in self._shown if words and words <= set(name.split())]
        names = [*difflib.get_close_matches(bare, self._shown, n=3, cutoff=0.75), *holding[:4]]
        return tuple({self._shown[name].id: self._shown[name] for name in names}.values())


def _attempts(text: str) -> Iterator[tuple[str, bool]]:
    """`text`, then what is left when less and less of it is looked at; whether it is then still as written."""
    yield text, False
    if (without := ARTICLE.sub("", text)) != text:
        yield without, False
    if (parts := BRACKETS.match(text)) is not None:
        yield parts[1], False
        yield f"{parts[2]} {parts[1]}", True
        yield parts[2], True
    if "," in text:
        last, _, first = text.partition(",")
        yield f"{first.strip()} {last.strip()}", True


@functools.lru_cache(REMEMBERED)
def _folded(text: str) -> str:
    """`text` for comparison where capitals, blanks and kinds of apostrophe do not count, but accents do."""
    return APOSTROPHE.sub("'", unicodedata.normalize("NFC", text.casefold())).strip()


@functools.lru_cache(REMEMBERED)
def _bare(text: str) -> str:
    """`text` where accents and punctuation do not count either."""
    bare = text.casefold()
    if not bare.isascii():
        letters = unicodedata.normalize("NFKD", bare)
        bare = "".join(
            letter for letter in letters if not unicodedata.combining(letter) or "\u0600" <= letter <= "\u06ff"
        )
    bare = APOSTROPHE.sub("", bare).replace(".", "")
    return " ".join(WORD.findall(bare.replace("&", " and ")))
