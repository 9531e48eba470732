"""The words of the screens go out to translators and come back: whole, exact, or not at all."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from translate.storage import factory
from translate.storage.xliff import Xliff1File

from tests.often import often
from tests.words.__main__ import main
from tests.words.exchange import DIRECTION, SPACE, Fault, english_text, export, import_files, unit_id
from tests.words.phrases import (
    LANGUAGES,
    NUMBER,
    WORDS,
    Words,
    WordsError,
    forms_of,
    may_leave_out_number,
    read_words,
)

NAMES = {"x": SPACE}
Change = Callable[[etree._Element], object]


def both(*changes: Change) -> Change:
    def change(root: etree._Element) -> None:
        for each in changes:
            each(root)

    return change


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The words, in a folder of their own."""
    words = tmp_path / "words"
    words.mkdir()
    for code in LANGUAGES:
        shutil.copy(WORDS / f"{code}.ts", words)
    return words


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What goes out of the words as they are, for each language."""
    return dict(zip(LANGUAGES, export(LANGUAGES, tmp_path_factory.mktemp("exported")), strict=True))


@pytest.fixture(scope="module")
def good(exported: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the translator of Spanish gives back: one phrase, and nothing wrong with it."""
    file = Path(shutil.copy(exported["es"], tmp_path_factory.mktemp("good")))
    return revised(file, both(keep_one, to("retry", "Volver a intentarlo")))


@pytest.fixture
def sent(good: Path, exported: dict[str, Path], tmp_path: Path) -> tuple[Path, Path]:
    """What comes back of Spanish, and what went out to the translator of French, for them to change."""
    return good, Path(shutil.copy(exported["fr"], tmp_path))


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def revised(file: Path, change: Change) -> Path:
    """`file` as a translator gives it back who made this change."""
    tree = etree.parse(file)
    change(tree.getroot())
    tree.write(file, encoding="UTF-8", xml_declaration=True)
    return file


def unit(root: etree._Element, name: str) -> etree._Element:
    [found] = [unit for unit in root.iter(f"{{{SPACE}}}trans-unit") if unit.get("id") == name]
    return found


def translate(root: etree._Element, name: str, text: str) -> None:
    """Put `text` into the unit, with `{name}` and `#` as inline codes."""
    there = unit(root, name)
    for old in there.findall("x:target", NAMES):
        there.remove(old)
    marked = text.replace("&", "&amp;").replace("<", "&lt;")
    if "[" in name:
        marked = marked.replace(NUMBER, "{number}")
    marked = re.sub(r"\{(\w+)\}", r'<x id="\1"/>', marked)
    there.insert(1, etree.fromstring(f'<target xmlns="{SPACE}">{marked}</target>'))


@pytest.mark.parametrize("code", LANGUAGES)
def test_words_that_nobody_revised_come_back_as_they_were(code: str, folder: Path, exported: dict[str, Path]) -> None:
    before = contents(folder)
    assert import_files([exported[code]], folder) == {code: []}
    assert contents(folder) == before


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_text_goes_out_beside_its_english(code: str, folder: Path, exported: dict[str, Path]) -> None:
    """Read as the tools of translators read it, with another library than the one that wrote it."""
    store = factory.getobject(str(exported[code]))
    assert isinstance(store, Xliff1File)
    assert (store.sourcelanguage, store.targetlanguage) == ("en", code)
    read = {unit.xmlelement.get("id"): unit for unit in store.units}
    english, words = read_words("en", folder), read_words(code, folder)
    expected = [
        (path, form)
        for path, phrase in english.phrases.items()
        for form in (forms_of(code, phrase.number) if phrase.number else [""])
    ]
    assert list(read) == [unit_id(*key) for key in expected]
    for path, form in expected:
        there = read[unit_id(path, form)]
        text = words.phrases[path].texts.get(form)
        number = bool(english.phrases[path].number)
        assert flat(there.rich_source, number) == english_text(english.phrases[path], form)
        assert flat(there.rich_target, number) == (text.value if text else "")
        assert there.getlocations()[0].startswith("frontend/src/words/en.ts")


def flat(strings: object, number: bool) -> str:
    """What a translator sees, with inline codes as the words write them."""
    assert isinstance(strings, list)
    parts = []
    for string in strings:
        for leaf in string.flatten():
            code = getattr(leaf, "id", None)
            parts.append((NUMBER if number else f"{{{code}}}") if code else "".join(map(str, leaf.sub)))
    return "".join(parts)


def places(words: Words) -> list[tuple[str, str]]:
    english = read_words("en")
    return [
        (path, form)
        for path, phrase in english.phrases.items()
        for form in (forms_of(words.code, phrase.number) if phrase.number else [""])
    ]


def signs() -> st.SearchStrategy[str]:
    return st.characters(
        codec="utf-8", exclude_categories=["Cc", "Zl", "Zp", "Cs"], exclude_characters={*DIRECTION, *"{}#"}
    )


@settings(
    max_examples=often(100),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data(), code=st.sampled_from(LANGUAGES))
def test_what_was_revised_is_all_that_changes(
    data: st.DataObject, code: str, exported: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("words")
    for language in LANGUAGES:
        shutil.copy(WORDS / f"{language}.ts", folder)
    words, english = read_words(code, folder), read_words("en", folder)
    path, form = data.draw(st.sampled_from(places(words)))
    phrase = english.phrases[path]
    values = sorted(phrase.codes("other" if phrase.number else "").elements())
    if form and may_leave_out_number(code, phrase.number or "", form) and data.draw(st.booleans()):
        values = []
    values = ["{" + value + "}" if value != NUMBER else value for value in data.draw(st.permutations(values))]
    rest = [data.draw(st.text(signs(), max_size=5)) for _ in range(len(values) + 1)]
    said = ("«" + "".join(a + b for a, b in zip(rest, [*values, ""], strict=True)) + "»").strip()

    file = Path(shutil.copy(exported[code], folder / "sent.xlf"))
    assert import_files([revised(file, lambda root: translate(root, unit_id(path, form), said))], folder) == {
        code: [unit_id(path, form)]
    }
    after = read_words(code, folder)
    assert after.phrases[path].texts[form].value == said
    assert list(after.phrases[path].texts) == [
        there
        for there in (forms_of(code, phrase.number) if phrase.number else [""])
        if there in words.phrases[path].texts or there == form
    ]
    for other, was in words.phrases.items():
        for name, text in was.texts.items():
            if (other, name) != (path, form):
                assert after.phrases[other].texts[name].value == text.value
    lines = zip(words.content.split("\n"), after.content.split("\n"), strict=True)
    assert len([True for before, now in lines if before != now]) == 1
    [again] = export([code], folder / "out", folder)
    assert import_files([again], folder) == {code: []}


def test_several_forms_that_were_left_out_are_added_in_their_order(folder: Path, tmp_path: Path) -> None:
    [file] = export(["ar"], tmp_path, folder)

    def add(root: etree._Element) -> None:
        translate(root, "control.turns[zero]", "لم يتكلم")
        translate(root, "control.turns[many]", "تكلم # مرةً")

    assert import_files([revised(file, add)], folder) == {"ar": ["control.turns[zero]", "control.turns[many]"]}
    assert list(read_words("ar", folder).phrases["control.turns"].texts) == [
        "zero",
        "one",
        "two",
        "few",
        "many",
        "other",
    ]


def test_a_file_with_some_of_the_phrases_is_taken_for_those(folder: Path, tmp_path: Path) -> None:
    [file] = export(["es"], tmp_path, folder)
    change = both(keep_one, to("retry", "Volver a intentarlo"))
    assert import_files([revised(file, change)], folder) == {"es": ["retry"]}


def keep_one(root: etree._Element) -> None:
    """Leave out every phrase but `retry`."""
    body = root.find("x:file/x:body", NAMES)
    assert body is not None
    for child in list(body):
        if child.get("id") != "retry":
            body.remove(child)


def test_what_tools_add_is_read_past(folder: Path, tmp_path: Path) -> None:
    """Sentences that are marked, alternatives that are kept, comments, and a file in another encoding."""
    [file] = export(["fr"], tmp_path, folder)

    def change(root: etree._Element) -> None:
        there = unit(root, "onBehalfOf")
        target = etree.fromstring(
            f'<target xmlns="{SPACE}"><mrk mtype="seg" mid="1">De la part de <!-- ici --><x id="name"/></mrk></target>'
        )
        there.replace(there.findall("x:target", NAMES)[0], target)
        there.append(etree.fromstring(f'<alt-trans xmlns="{SPACE}"><target>Tout autre chose</target></alt-trans>'))

    revised(file, change)
    etree.parse(file).write(file, encoding="UTF-16", xml_declaration=True)
    assert import_files([file], folder) == {"fr": ["onBehalfOf"]}
    assert read_words("fr", folder).phrases["onBehalfOf"].texts[""].value == "De la part de {name}"


def drop(name: str, part: str | None = None) -> Change:
    def change(root: etree._Element) -> None:
        there = unit(root, name)
        if part is not None:
            there, found = there.findall(f"x:{part}", NAMES)[0], there
            found.remove(there)
        else:
            parent = there.getparent()
            assert parent is not None
            parent.remove(there)

    return change


def to(name: str, text: str) -> Change:
    return lambda root: translate(root, name, text)


def rename(name: str, new: str) -> Change:
    return lambda root: unit(root, name).set("id", new)


def about(attribute: str, value: str) -> Change:
    return lambda root: root[0].set(attribute, value)


def inside(name: str, child: str) -> Change:
    def change(root: etree._Element) -> None:
        unit(root, name).findall("x:target", NAMES)[0].append(etree.fromstring(child))

    return change


def english(name: str, text: str) -> Change:
    def change(root: etree._Element) -> None:
        translate(root, name, "Tout autre")
        unit(root, name).findall("x:source", NAMES)[0].text = text

    return change


FAULTS: list[tuple[Change, str, str]] = [
    (to("onBehalfOf", "Au nom de"), "onBehalfOf", "the value name is missing"),
    (to("onBehalfOf", "Au nom de {name} {name}"), "onBehalfOf", "once too often"),
    (to("onBehalfOf", "Au nom de {nom}"), "onBehalfOf", "the value n"),
    (to("onBehalfOf", "Au nom de { name }"), "onBehalfOf", "{ as a text"),
    (to("retry", "Encore {time}"), "retry", "the value time is there and not in English"),
    (to("control.forecast.fits", "{fit} sur {all}"), "control.forecast.fits", "the value time is missing"),
    (to("phone.before[one]", "une délégation"), "phone.before[one]", "the value number is missing"),
    (to("phone.before[other]", "des délégations"), "phone.before[other]", "the value number is missing"),
    (to("moderatedBy[other]", "# modérateurs"), "moderatedBy[other]", "the value number is there and not in English"),
    (to("retry", ""), "retry", "there is no translation"),
    (to("retry", "   "), "retry", "there is no translation"),
    (to("retry", " Encore"), "retry", "begins or ends with a space"),
    (to("retry", "Encore\nune fois"), "retry", "a line break"),
    (to("retry", "Encore \u202e"), "retry", "U+202E"),
    (drop("retry", "target"), "retry", "there is no translation"),
    (drop("retry", "source"), "retry", "no source"),
    (drop("phone.before[one]"), "phone.before[other]", "the form phone.before[one] is missing"),
    (drop("phone.before[other]"), "phone.before[one]", "the form phone.before[other] is missing"),
    (rename("retry", "retried"), "retried", "there is no such unit"),
    (rename("retry", "phone"), "phone", "there is no such unit"),
    (rename("retry", "retry[one]"), "retry[one]", "there is no such unit"),
    (rename("phone.before[one]", "phone.before"), "phone.before", "there is no such unit"),
    (rename("phone.before[one]", "phone.before[few]"), "phone.before[few]", "fr has no such form"),
    (rename("retry", "cancel"), "cancel", "there twice"),
    (inside("retry", f'<g xmlns="{SPACE}" id="1">gras</g>'), "retry", "g has no meaning here"),
    (inside("retry", "<b>gras</b>"), "retry", "b has no meaning here"),
    (english("retry", "Once more"), "retry", "the English has changed since: 'Try again'"),
    (about("target-language", "de"), "", "the target language is de"),
    (about("target-language", "ru"), "", "the file was made of frontend/src/words/fr.ts"),
    (about("source-language", "fr"), "", "the source language is fr"),
    (lambda root: root.set("version", "1.1"), "", "not XLIFF 1.2, but version 1.1"),
    (lambda root: root.append(etree.fromstring(etree.tostring(root[0]))), "", "there are 2"),
    (lambda root: root.remove(root[0]), "", "there are 0"),
    (lambda root: root[0][0].clear(), "", "there is no unit"),
]


@pytest.mark.parametrize(("change", "name", "why"), FAULTS, ids=map(str, range(len(FAULTS))))
def test_what_is_wrong_is_refused_whole_with_its_place(
    change: Change, name: str, why: str, folder: Path, sent: tuple[Path, Path]
) -> None:
    before = contents(folder)
    good, bad = sent
    revised(bad, both(to("cancel", "Renoncer"), change))
    with pytest.raises(Fault) as fault:
        import_files([good, bad], folder)
    said = next(line for line in str(fault.value).splitlines() if why in line)
    line = int(said.removeprefix(f"{bad}:").partition(":")[0])
    if name:
        assert f'id="{name}"' in bad.read_text().splitlines()[line - 1]
        assert said.startswith(f"{bad}:{line}: {name}: ")
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not XLIFF"),
        (b"retry: Encore", "not XLIFF"),
        (b"PK\x03\x04\x00\xff", "not XLIFF"),
        (b"<xliff", "not XLIFF"),
        (b"<html><body/></html>", "not XLIFF 1.2, but html"),
        (b'<xliff version="1.2"/>', "not XLIFF 1.2, but xliff, version 1.2"),
        (
            b'<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0"/>',
            "not XLIFF 1.2, but xliff, version 2.0",
        ),
        (b'<!DOCTYPE xliff [<!ENTITY a "b">]><xliff>&a;</xliff>', "no document type"),
        (b'<?xml version="1.0" encoding="utf-8"?><xliff>\xff</xliff>', "not XLIFF"),
    ],
)
def test_what_is_no_xliff_is_refused(
    content: bytes, why: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "words-fr.xlf"
    file.write_bytes(content)
    assert main(["import", str(file)], folder) == 1
    [said] = capsys.readouterr().err.splitlines()
    assert said.startswith(f"{file}:")
    assert why in said


def test_every_fault_of_every_file_is_named_at_once(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spanish, french = export(["es", "fr"], tmp_path, folder)
    revised(spanish, to("retry", ""))
    revised(french, both(to("retry", ""), to("onBehalfOf", "Au nom de")))
    assert main(["import", str(spanish), str(french), str(tmp_path / "none.xlf")], folder) == 1
    assert len(capsys.readouterr().err.splitlines()) == 4


def test_one_language_comes_back_once(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [file] = export(["fr"], tmp_path, folder)
    revised(file, to("retry", "Encore"))
    assert main(["import", str(file), str(file)], folder) == 1
    assert "fr already" in capsys.readouterr().err


def test_what_would_change_is_said_and_not_written(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(folder)
    assert main(["export", "fr", "--folder", str(tmp_path / "new" / "out")], folder) == 0
    file = revised(tmp_path / "new" / "out" / "words-fr.xlf", to("retry", "Encore"))
    assert main(["import", "--check", str(file)], folder) == 0
    assert "  retry\n" in capsys.readouterr().out
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('extra: (name: string) => "x",', "neither a text nor say"),
        ("extra: `text`,", "neither a text nor say"),
        ('extra: "On {name}",', "only such a text, is say"),
        ('extra: say("On"),', "only such a text, is say"),
        ('extra: n({ one: "#" }),', "no form `other`"),
        ('extra: n({ two: "#", other: "#" }),', "no cardinal form `two`"),
        ('product: "twice",', "there twice"),
        ("extra: 'single',", "neither a text nor say"),
        ('extra: "a" "b",', "is missing before"),
    ],
)
def test_words_that_no_program_can_change_are_named_with_their_line(line: str, why: str, folder: Path) -> None:
    file = folder / "en.ts"
    content = file.read_text().replace("\n  language:", f"\n  {line}\n  language:", 1)
    file.write_text(content)
    with pytest.raises(WordsError) as fault:
        read_words("en", folder)
    assert why in str(fault.value)
    assert str(fault.value).startswith(f"{file}:{content[: content.index(line)].count(chr(10)) + 1}")


def test_a_comment_above_a_phrase_goes_to_the_translator(folder: Path, tmp_path: Path) -> None:
    file = folder / "en.ts"
    file.write_text(file.read_text().replace("\n  retry:", "\n  // On a button,\n  // after a fault.\n  retry:", 1))
    [out] = export(["fr"], tmp_path, folder)
    assert (
        unit(etree.parse(out).getroot(), "retry").findtext("x:note", namespaces=NAMES) == "On a button, after a fault."
    )
