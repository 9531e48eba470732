"""Words as XLIFF 1.2, for translators: one unit for each text, English as its source, values as inline codes.

A file that comes back is taken whole or refused whole, with the file, the line and the unit of every fault.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree

from tests.words.phrases import (
    FORMS,
    LANGUAGES,
    NUMBER,
    WORDS,
    Phrase,
    Words,
    codes,
    forms_of,
    may_leave_out_number,
    read_words,
    written,
)

SPACE = "urn:oasis:names:tc:xliff:document:1.2"
XML = "http://www.w3.org/XML/1998/namespace"
LARGEST = 16_000_000
"""Bytes that a file may have; ours have less than half a million."""
NUMBER_CODE = "number"
"""The inline code of the number in a form; in the words it is `#`."""
DIRECTION = {chr(sign) for sign in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
"""Signs that turn the direction of what follows: one that is not ended turns the rest of a page."""

UNUSUAL = re.compile(r"[{}#\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""What may have no place in a text: a value, a line break or a control character, a sign of direction."""


class Fault(Exception):
    """What is wrong with files that came back, one line for each fault."""


@dataclass(frozen=True)
class Unit:
    """A unit of a file that came back."""

    place: str
    """File, line and unit, as a fault names them."""
    path: str
    form: str
    source: str
    target: str | None


def original(code: str) -> str:
    return f"frontend/src/words/{code}.ts"


def unit_id(path: str, form: str) -> str:
    return f"{path}[{form}]" if form else path


# --- out ---


def export(languages: Iterable[str], into: Path, folder: Path = WORDS) -> dict[Path, int]:
    """Write a file for each of `languages`, and return how many units each has."""
    english = read_words("en", folder)
    into.mkdir(parents=True, exist_ok=True)
    done = {}
    for code in languages:
        document = exported(english, read_words(code, folder))
        file = into / f"words-{code}.xlf"
        file.write_bytes(etree.tostring(document, encoding="UTF-8", xml_declaration=True, pretty_print=True))
        done[file] = sum(1 for _ in document.iter(_tag("trans-unit")))
    return done


def exported(english: Words, words: Words) -> etree._Element:
    require_same_phrases(english, words)
    root = etree.Element(_tag("xliff"), {"version": "1.2"}, nsmap={None: SPACE})
    about = {
        "original": original(words.code),
        "source-language": "en",
        "target-language": words.code,
        "datatype": "javascript",
    }
    body = _under(_under(root, "file", about), "body")
    for path, phrase in english.phrases.items():
        theirs = words.phrases[path]
        if phrase.number is None:
            add_unit(body, phrase, theirs, "", words.code)
            continue
        group = _under(body, "group", {"id": path, "restype": "x-plural"})
        for form in forms_of(words.code, phrase.number):
            add_unit(group, phrase, theirs, form, words.code)
    return root


def add_unit(parent: etree._Element, english: Phrase, theirs: Phrase, form: str, code: str) -> None:
    unit = _under(parent, "trans-unit", {"id": unit_id(english.path, form), f"{{{XML}}}space": "preserve"})
    fill(_under(unit, "source"), english_text(english, form), english)
    if text := theirs.texts.get(form):
        fill(_under(unit, "target", {"state": "needs-review-translation"}), text.value, english)
    place = _under(unit, "context-group", {"purpose": "location"})
    _under(place, "context", {"context-type": "sourcefile"}).text = original("en")
    _under(place, "context", {"context-type": "linenumber"}).text = str(english.line)
    for note in notes(english, theirs, form, code):
        _under(unit, "note").text = note


def english_text(english: Phrase, form: str) -> str:
    return english.texts.get(form, english.texts.get("other", next(iter(english.texts.values())))).value


def notes(english: Phrase, theirs: Phrase, form: str, code: str) -> Iterator[str]:
    if english.comment:
        yield english.comment
    if english.number:
        numbers = FORMS[code][english.number][form]
        yield f"For the numbers {numbers}" if numbers != "…" else "For the numbers of every form that is left out"
    if english.number and form not in theirs.texts:
        yield f"Not there now: what `other` says is used. Left empty, it stays so: {theirs.texts['other'].value}"


def fill(element: etree._Element, text: str, phrase: Phrase) -> None:
    """Put `text` into `element`, its values as inline codes."""
    pattern = f"({NUMBER})" if phrase.number else r"(\{\w+\})" if phrase.template else r"(?!)()"
    last: etree._Element | None = None
    for at, part in enumerate(re.split(pattern, text)):
        if at % 2:
            name = NUMBER_CODE if part == NUMBER else part[1:-1]
            last = _under(element, "x", {"id": name, "equiv-text": part})
        elif last is None:
            element.text = part
        else:
            last.tail = part


def require_same_phrases(english: Words, words: Words) -> None:
    """Languages that differ in their phrases are for the checks of the screens to name, not for a translator."""
    for path in [*english.phrases, *words.phrases]:
        ours, theirs = english.phrases.get(path), words.phrases.get(path)
        if ours is None or theirs is None or (ours.number, ours.template) != (theirs.number, theirs.template):
            raise Fault(f"{words.file}: {path} is not the same kind of phrase as in {english.file.name}")


# --- in ---


def import_files(files: Iterable[Path], folder: Path = WORDS, *, keep: bool = True) -> dict[str, list[str]]:
    """Take over what was revised in `files`, all of it or nothing; return the units that changed, by language."""
    english = read_words("en", folder)
    faults: list[str] = []
    contents: dict[Path, str] = {}
    changed: dict[str, list[str]] = {}
    for file in files:
        try:
            words, changes = read_back(file, english, folder)
            if words.code in changed:
                raise Fault(f"{file}: another file has brought {words.code} already")
        except Fault as fault:
            faults.append(str(fault))
            continue
        changed[words.code] = [unit_id(*key) for key in changes]
        if changes:
            contents[words.file] = written(words, changes)
    if faults:
        raise Fault("\n".join(faults))
    if keep:
        replace(contents)
    return changed


def replace(contents: dict[Path, str]) -> None:
    """Put every file in its place only after all of them are written."""
    beside = {file: file.with_name(f".{file.name}.new") for file in contents}
    try:
        for file, content in contents.items():
            beside[file].write_bytes(content.encode())
        for file, new in beside.items():
            os.replace(new, file)
    finally:
        for new in beside.values():
            new.unlink(missing_ok=True)


def read_back(file: Path, english: Words, folder: Path) -> tuple[Words, dict[tuple[str, str], str]]:
    """The words that `file` is for, and the texts in it that are not as they are now."""
    part = parsed(file)
    words = read_words(language_of(part, file), folder)
    require_same_phrases(english, words)
    faults: list[str] = []
    units: dict[tuple[str, str], Unit] = {}
    present: set[str | None] = set()
    for element in part.iter(_tag("trans-unit")):
        present.add(element.get("id"))
        try:
            unit = read_unit(element, file, english)
            if (unit.path, unit.form) in units:
                raise Fault(f"{unit.place}: the unit is there twice")
            units[unit.path, unit.form] = unit
            require_fit(unit, english, words)
        except Fault as fault:
            faults.append(str(fault))
    faults += missing_forms(units.values(), present, words)
    if not units and not faults:
        faults.append(f"{file}:{part.sourceline}: there is no unit in this file")
    if faults:
        raise Fault("\n".join(faults))
    return words, {key: unit.target for key, unit in units.items() if unit.target and unit.target != now(words, unit)}


def parsed(file: Path) -> etree._Element:
    """The one `<file>` of an XLIFF document."""
    try:
        if file.stat().st_size > LARGEST:
            raise Fault(f"{file}: larger than {LARGEST} bytes")
        content = file.read_bytes()
    except OSError as error:
        raise Fault(f"{file}: {error.strerror}") from None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Fault(f"{file}:{error.lineno or 1}: not XLIFF: {error.msg}") from None
    if root.getroottree().docinfo.doctype:
        raise Fault(f"{file}:1: an XLIFF file has no document type")
    if root.tag != _tag("xliff"):
        version = f", version {root.get('version')}" if root.get("version") else ""
        raise Fault(f"{file}:{root.sourceline}: not XLIFF 1.2, but {etree.QName(root).localname}{version}")
    if root.get("version") != "1.2":
        raise Fault(f"{file}:{root.sourceline}: not XLIFF 1.2, but version {root.get('version')}")
    parts = root.findall(_tag("file"))
    if len(parts) != 1:
        raise Fault(f"{file}:{root.sourceline}: one <file> is expected, and there are {len(parts)}")
    return parts[0]


def language_of(part: etree._Element, file: Path) -> str:
    place = f"{file}:{part.sourceline}"
    source, target = part.get("source-language"), part.get("target-language")
    if source != "en":
        raise Fault(f"{place}: the source language is {source}, not en")
    if target not in LANGUAGES:
        raise Fault(f"{place}: the target language is {target}, not one of {', '.join(LANGUAGES)}")
    if part.get("original") != original(target):
        raise Fault(f"{place}: the target language is {target}, and the file was made of {part.get('original')}")
    return target


def read_unit(element: etree._Element, file: Path, english: Words) -> Unit:
    name = element.get("id") or ""
    place = f"{file}:{element.sourceline}: {name or 'a unit without an id'}"
    path, _, form = name.partition("[")
    phrase = english.phrases.get(path)
    if phrase is None or bool(phrase.number) != bool(form) or (form and not form.endswith("]")):
        raise Fault(f"{place}: there is no such unit")
    source, target = _first(element, "source"), _first(element, "target")
    if source is None:
        raise Fault(f"{place}: the unit has no source")
    return Unit(
        place=place,
        path=path,
        form=form.removesuffix("]"),
        source=said(source, phrase, place),
        target=None if target is None else said(target, phrase, place) or None,
    )


def said(element: etree._Element, phrase: Phrase, place: str) -> str:
    """The text of `element`, its inline codes as the words write them."""
    first = plain(element.text, phrase, place)
    if not len(element):
        return first
    parts = [first]
    for child in element:
        if child.tag == _tag("x"):
            name = child.get("id") or ""
            parts.append(NUMBER if phrase.number and name == NUMBER_CODE else f"{{{name}}}")
        elif child.tag == _tag("mrk"):
            # Tools mark sentences and comments so; the text is inside.
            parts.append(said(child, phrase, place))
        else:
            what = etree.QName(child).localname if isinstance(child.tag, str) else str(child)
            raise Fault(f'{place}: {what} has no meaning here; a value is <x id="…"/>')
        parts.append(plain(child.tail, phrase, place))
    return "".join(parts)


def plain(text: str | None, phrase: Phrase, place: str) -> str:
    text = text or ""
    for sign in UNUSUAL.findall(text):
        if sign in "{}" or (phrase.number and sign == NUMBER):
            raise Fault(f'{place}: {sign} as a text; a value is <x id="…"/>')
        if unicodedata.category(sign) in {"Cc", "Zl", "Zp"}:
            raise Fault(f"{place}: a line break, a tab or a control character")
        if sign in DIRECTION:
            raise Fault(f"{place}: U+{ord(sign):04X}, which turns the direction of what follows")
    return text


def now(words: Words, unit: Unit) -> str | None:
    text = words.phrases[unit.path].texts.get(unit.form)
    return text.value if text else None


def require_fit(unit: Unit, english: Words, words: Words) -> None:
    """Whether the unit may take the place of what is there now."""
    phrase = english.phrases[unit.path]
    if phrase.number and unit.form not in FORMS[words.code][phrase.number]:
        raise Fault(f"{unit.place}: {words.code} has no such form")
    current = now(words, unit)
    if unit.target is None:
        if current is not None:
            raise Fault(f"{unit.place}: there is no translation")
        return
    if unit.target == current:
        return
    if unit.source != english_text(phrase, unit.form):
        raise Fault(f"{unit.place}: the English has changed since: {english_text(phrase, unit.form)!r}. Export again")
    if not unit.target.strip():
        raise Fault(f"{unit.place}: there is no translation")
    if unit.target != unit.target.strip():
        raise Fault(f"{unit.place}: the translation begins or ends with a space")
    require_values(unit, phrase, words.code)


def require_values(unit: Unit, phrase: Phrase, code: str) -> None:
    kind = {"number": phrase.number is not None, "template": True}
    wanted = codes(phrase.texts["other"].value, **kind) if phrase.number else codes(phrase.texts[""].value, **kind)
    given = codes(unit.target or "", **kind)
    if phrase.number and may_leave_out_number(code, phrase.number, unit.form) and not given:
        return
    for value in wanted | given:
        missing, more = wanted[value] - given[value], given[value] - wanted[value]
        name = NUMBER_CODE if value == NUMBER else value
        if missing > 0:
            raise Fault(f"{unit.place}: the value {name} is missing")
        if more > 0:
            raise Fault(
                f"{unit.place}: the value {name} is there {'once too often' if wanted[value] else 'and not in English'}"
            )


def missing_forms(units: Iterable[Unit], present: set[str | None], words: Words) -> Iterator[str]:
    """A phrase may be left out whole, but not one of the forms that it has now."""
    for path, unit in {unit.path: unit for unit in units}.items():
        for form in words.phrases[path].texts:
            if unit_id(path, form) not in present:
                yield f"{unit.place}: the form {unit_id(path, form)} is missing"


@cache
def _tag(name: str) -> str:
    return f"{{{SPACE}}}{name}"


def _first(parent: etree._Element, name: str) -> etree._Element | None:
    return next(parent.iterchildren(_tag(name)), None)


def _under(parent: etree._Element, name: str, attributes: dict[str, str] | None = None) -> etree._Element:
    return etree.SubElement(parent, _tag(name), attributes or {})
