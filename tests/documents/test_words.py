"""Every language has every word."""

import re
from datetime import date
from enum import StrEnum
from pathlib import Path

import pytest

from live.documents.words import ALL, LANGUAGES, NoSuchLanguage, duration, words_of
from live.proceedings.occurrences import OccurrenceKind
from live.proceedings.statements import StatementKind
from live.proceedings.statistics import Group
from live.room.model.plan import Capacity, Category, OrderPolicy
from live.room.model.record import Gender
from live.room.model.reports import Heading
from live.room.model.turns import Became

SCREENS = Path(__file__).parents[2] / "frontend" / "src" / "words"
ENUMS: dict[str, type[StrEnum]] = {
    "kinds": StatementKind,
    "happened": OccurrenceKind,
    "became": Became,
    "capacities": Capacity,
    "groups": Group,
    "genders": Gender,
    "orders": OrderPolicy,
    "categories": Category,
    "headings": Heading,
}
TABLES = ["titles", "columns", "phrases", "regions", "weekdays", "months", "acts", "languages", *ENUMS]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_says_everything_and_leaves_nothing_empty(language: str) -> None:
    words, english = ALL[language], ALL["en"]
    for table in TABLES:
        said = getattr(words, table)
        assert said.keys() == getattr(english, table).keys()
        assert all(text.strip() == text != "" for text in said.values())
    for table, kinds in ENUMS.items():
        assert set(getattr(words, table)) == set(kinds)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_columns_have_one_name(language: str) -> None:
    columns = ALL[language].columns
    alike = {"time", "at", "was", "kind", "by", "called_by", "number", "many", "title", "capacity", "started", "waited"}
    names = [name for key, name in columns.items() if key not in alike]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_categories_and_headings_are_those_of_the_screens(language: str) -> None:
    screens = (SCREENS / f"{language}.ts").read_text()
    for table, theirs in (("categories", "categories"), ("headings", "headings"), ("acts", "did")):
        block = re.search(rf"^ *{theirs}: \{{\n(.*?)^ *\}},", screens, re.MULTILINE | re.DOTALL)
        assert block is not None
        assert dict(re.findall(r'(\w+): "(.*?)",', block[1])) == getattr(ALL[language], table)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figures_of_the_page_of_the_record_go_by_the_names_they_have_in_documents(language: str) -> None:
    screens = (SCREENS / f"{language}.ts").read_text()
    block = re.search(r"^ *figures: \{\n(.*?)^ *\},", screens, re.MULTILINE | re.DOTALL)
    assert block is not None
    words = ALL[language]
    known = {**words.happened, **words.columns, **words.phrases, **words.titles}
    shown = dict(re.findall(r'(\w+): "(.*?)",', block[1]))
    assert len(shown) > 15
    assert shown == {name: known[name] for name in shown}


def test_days_and_durations_are_written_as_people_read_them() -> None:
    day = date(2017, 12, 4)
    assert {language: ALL[language].day(day) for language in LANGUAGES} == {
        "ar": "الاثنين 4 كانون الأول/ديسمبر 2017",
        "zh": "2017年12月4日 星期一",
        "en": "Monday 4 December 2017",
        "fr": "lundi 4 décembre 2017",
        "ru": "понедельник, 4 декабря 2017 г.",
        "es": "lunes, 4 de diciembre de 2017",
    }
    assert [duration(seconds) for seconds in (0, 31, 151, 5284, None)] == ["0:00", "0:31", "2:31", "1:28:04", ""]
    assert [duration(seconds, signed=True) for seconds in (31, -30, 0)] == ["+0:31", "−0:30", "0:00"]


def test_a_language_that_nobody_made_is_named() -> None:
    with pytest.raises(NoSuchLanguage, match="documents are not made in 'de', but in ar, zh, en, fr, ru, es"):
        words_of("de")
