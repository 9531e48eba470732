"""The pack for the chair's summary of the real programme, as whoever sends it to the co-chairs wants to find it."""

from functools import cache
from itertools import pairwise

import pytest

from live.documents.asked import Asked
from live.documents.blocks import Block, Document, Heading, Table, plain
from live.documents.bounded import pdf
from live.documents.formats import FORMATS
from live.documents.papers.kinds import Paper
from live.documents.papers.making import paper_of
from live.documents.words import LANGUAGES, words_of
from tests.documents.reading_back import Read, Tag, of_html, tags_of
from tests.documents.real_programme import GROUPS, REPORTS, recorded
from tests.often import of_the_day

SHOWN = ("H1", "H2", "H3", "P", "Caption", "TR", "LI", "Figure", "TOCI")
in_every_language = pytest.mark.parametrize("language", of_the_day(LANGUAGES, "ar", "ru"))


def asked(language: str) -> Asked:
    return Asked(recorded(), words_of(language), paper=Paper.PACK)


@cache
def pack(language: str) -> Document:
    return paper_of(asked(language))


@cache
def pages(language: str) -> list[list[Tag]]:
    return tags_of(pdf(pack(language)))


@cache
def read(language: str) -> Read:
    return of_html(FORMATS["html"].write(asked(language)))


def below(title: str, language: str) -> list[Block]:
    """What stands in a chapter."""
    blocks = pack(language).blocks
    chapters = [n for n, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 1]
    for start, end in pairwise([*chapters, len(blocks)]):
        heading = blocks[start]
        assert isinstance(heading, Heading)
        if plain(heading.text) == words_of(language).titles[title]:
            return list(blocks[start + 1 : end])
    raise AssertionError(title)


@in_every_language
def test_no_heading_and_no_caption_is_the_last_thing_on_a_page(language: str) -> None:
    for page in pages(language):
        told = [
            tag for root in page for tag in root.all("H1", "H2", "H3", "P", "Caption", "TR", "LI", "Figure", "TOCI")
        ]
        assert told
        assert told[-1].kind not in ("H1", "H2", "H3", "Caption")
        if told[-1].kind == "P" and len(told) > 1:
            # A day, or in which version a report stands, is above what it says that of.
            assert told[-2].kind not in ("H1", "H2", "H3") or told[-1].text in sentences(language)


def sentences(language: str) -> list[str]:
    phrases = words_of(language).phrases
    return [phrases[name] for name in ("nothing", "nothing_said", "no_bullets", "no_report")]


@in_every_language
def test_no_head_of_a_table_runs_into_the_next(language: str) -> None:
    rows = [row for page in pages(language) for root in page for row in root.all("TR") if any(row.all("TH"))]
    assert len(rows) > 20
    for row in rows:
        boxes = [
            (min(box[0] for box in cell.boxes), max(box[2] for box in cell.boxes))
            for cell in row.all("TH")
            if cell.boxes
        ]
        for (_, right), (left, _) in pairwise(sorted(boxes)):
            assert right < left


@in_every_language
def test_segments_come_in_the_order_of_the_programme_and_breaks_without_anything_are_left_out(language: str) -> None:
    names = [plain(block.text) for block in below("statements", language) if isinstance(block, Heading)]
    runs = sorted(recorded().runs, key=lambda run: run.started or run.planned_start)
    words = words_of(language)
    programme = [f"{words.name(run.place.segment_names)} · {words.name(run.place.room_names)}" for run in runs]
    assert names == [name for name in dict.fromkeys(programme) if name in names]
    assert len(names) == 7
    registration = next(run for run in runs if run.place.segment == "d1-registration")
    assert words.name(registration.place.segment_names) not in " ".join(names)


@in_every_language
def test_whoever_spoke_for_a_registered_process_spoke_for_it_in_the_readers_language(language: str) -> None:
    process = {
        "ar": "عملية كولومبو",
        "en": "Colombo Process",
        "es": "Proceso de Colombo",
        "fr": "Processus de Colombo",
        "ru": "Коломбский процесс",
        "zh": "科伦坡进程",
    }[language]
    assert process in read(language).text
    assert language == "en" or "Colombo Process" not in read(language).text


@in_every_language
def test_a_report_names_its_rapporteur_and_stands_there_as_it_was_handed_in_last(language: str) -> None:
    known = below("reports", language)
    text = read(language).text
    assert "Ghana (Mr. Kwame Mensah)" in text
    words = words_of(language)
    headings = [plain(block.text) for block in known if isinstance(block, Heading)]
    # The three groups, each with the three headings of the form, whatever was handed in before.
    assert len(headings) == 3 * (1 + 3)
    assert words.phrases["version_number"].format(number=2) in text
    assert words.phrases["version_number"].format(number=1) in text


@in_every_language
def test_under_each_heading_stands_what_every_group_brought(language: str) -> None:
    of_groups = [bullet for group in GROUPS for bullets in REPORTS[group] for bullet in bullets]
    by_heading = [bullet for heading in range(3) for group in GROUPS for bullet in REPORTS[group][heading]]
    assert read(language).bullets == [*of_groups, *by_heading]


@in_every_language
def test_no_caption_repeats_the_heading_above_it(language: str) -> None:
    heading = ""
    for block in pack(language).blocks:
        heading = plain(block.text) if isinstance(block, Heading) else heading
        if isinstance(block, Table) and block.captioned:
            assert block.caption != heading


def test_who_at_the_desk_did_what_is_for_the_secretariat_alone() -> None:
    assert "desk" not in read("en").text
    whole = Asked(recorded(), words_of("en"), paper=Paper.STATEMENTS)
    assert "desk" in of_html(FORMATS["html"].write(whole)).text
