"""CSV, XLSX and JSON of a rehearsed day, read back and added up against the day added up by hand, in six languages."""

import csv
import json
from datetime import date, datetime, timedelta
from functools import cache
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import jsonschema
import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from live import wire
from live.documents import data, lines, sheets
from live.documents.asked import Asked
from live.documents.formats import FORMATS, NoSuchFormat, file_name, format_of
from live.documents.words import LANGUAGES, words_of
from live.proceedings.choice import Choice, NotInRecord, chosen, day_of
from live.proceedings.conference import Proceedings, together
from live.proceedings.folding import proceedings_of
from live.proceedings.publicity import in_public
from live.room.model.plan import Names
from tests.documents.by_hand import Day, added_up
from tests.documents.rehearsed import log
from tests.given import UNSAID

ZONE = ZoneInfo("America/Mexico_City")
Line = tuple[str, str, timedelta | None, timedelta | None, timedelta | None, datetime]
"""Segment, speaker, allotted, used, over, called: what every format has of a statement."""


@cache
def recorded() -> Proceedings:
    return together([proceedings_of("plenary", log())])


@cache
def by_hand() -> Day:
    return added_up([json.loads(wire.write_entry(entry)) for entry in log()])


def asked(language: str, *, public: bool = False) -> Asked:
    known = in_public(recorded()) if public else recorded()
    return Asked(known, words_of(language), public=public)


def in_language(names: Names, language: str) -> str:
    return names.get(language) or names["en"]


def expected(language: str) -> list[Line]:
    def length(seconds: int | None) -> timedelta | None:
        return None if seconds is None else timedelta(seconds=seconds)

    return [
        (
            turn.segment,
            in_language(turn.names, language),
            length(turn.allotted),
            length(turn.used),
            length(turn.over),
            turn.called.astimezone(ZONE).replace(tzinfo=None, microsecond=0),
        )
        for turn in by_hand().said
    ]


def test_the_day_has_everything_in_it() -> None:
    day = by_hand()
    assert len(day.said) == 20
    assert (day.absent, day.declined) == (["Fiji"], ["Peru"])
    assert len(day.not_reached) == 4
    assert {turn.kind for turn in day.said} >= {"statement", "point_of_order", "right_of_reply", "secretariat"}


# CSV


def of_csv(language: str, *, public: bool = False) -> list[dict[str, str]]:
    text = lines.written(asked(language, public=public)).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def of_length(text: str) -> timedelta | None:
    if not text:
        return None
    hours, minutes, seconds = map(int, text.split(":"))
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_csv_adds_up(language: str) -> None:
    columns = words_of(language).columns
    found = [
        (
            row[columns["segment"]],
            row[columns["speaker"]].removeprefix("'"),
            of_length(row[columns["allotted"]]),
            of_length(row[columns["used"]]),
            of_length(row[columns["over"]]),
            datetime.fromisoformat(row[columns["called"]]),
        )
        for row in of_csv(language)
    ]
    assert found == [(segment.title(), *rest) for segment, *rest in expected(language)]


def test_no_cell_of_the_csv_is_a_formula() -> None:
    cells = [cell for language in LANGUAGES for row in of_csv(language) for cell in row.values()]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


# XLSX


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_adds_up_for_the_programs_that_read_it(language: str) -> None:
    words = words_of(language)
    written = sheets.written(asked(language))
    book = CalamineWorkbook.from_filelike(BytesIO(written))
    heading, *rows = book.get_sheet_by_name(words.titles["statements"]).to_python()
    place = {str(title): n for n, title in enumerate(heading)}

    def cell(row: list[Any], name: str) -> Any:
        return row[place[words.columns[name]]] or None

    found = [
        (
            str(cell(row, "segment")),
            str(cell(row, "speaker")),
            cell(row, "allotted"),
            cell(row, "used"),
            read_length(row[place[words.columns["over"]]]),
            cell(row, "called"),
        )
        for row in rows
    ]
    assert found == [(segment.title(), *rest) for segment, *rest in expected(language)]
    assert all(isinstance(row[place[words.columns["day"]]], date) for row in rows)


def read_length(value: Any) -> timedelta | None:
    """A duration of nothing at all is a time of day to some readers."""
    if value == "":
        return None
    return value if isinstance(value, timedelta) else timedelta()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_holds_no_formula_and_no_link_and_runs_from_the_right_in_arabic(language: str) -> None:
    written = sheets.written(asked(language))
    book = openpyxl.load_workbook(BytesIO(written))
    assert len(book.sheetnames) == len(set(book.sheetnames)) == 12
    for sheet in book:
        assert bool(sheet.sheet_view.rightToLeft) == (language == "ar")
        assert sheet.freeze_panes == "A2"
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)
    with ZipFile(BytesIO(written)) as parts:
        assert not any("externalLink" in name or "vbaProject" in name for name in parts.namelist())


@pytest.mark.parametrize("language", LANGUAGES)
def test_shares_in_the_workbook_add_up_to_the_statements(language: str) -> None:
    words = words_of(language)
    book = CalamineWorkbook.from_filelike(BytesIO(sheets.written(asked(language))))
    _, *rows = book.get_sheet_by_name(words.titles["statistics"]).to_python()
    said = by_hand().said
    sums = {"statements": len(said), "seconds": sum(turn.used for turn in said)}

    def total(title: str) -> dict[str, int]:
        those = [row for row in rows if row[0] == words.titles[title]]
        lengths = [read_length(row[4]) or timedelta() for row in those]
        return {
            "statements": sum(int(str(row[2]).removesuffix(".0")) for row in those),
            "seconds": int(sum(lengths, timedelta()).total_seconds()),
        }

    assert total("total") == total("by_category") == total("by_kind") == sums
    states = [turn for turn in said if turn.delegation not in (None, "iom", "trick")]
    assert total("by_region") == {"statements": len(states), "seconds": sum(turn.used for turn in states)}
    those = [turn for turn in said if turn.delegation is not None]
    assert total("by_delegation") == {"statements": len(those), "seconds": sum(turn.used for turn in those)}


def sheet_of(language: str, title: str) -> list[list[Any]]:
    words = words_of(language)
    book = CalamineWorkbook.from_filelike(BytesIO(sheets.written(asked(language))))
    return book.get_sheet_by_name(words.titles[title]).to_python()[1:]


def test_whoever_was_absent_declined_or_was_not_reached_has_a_row() -> None:
    absent = sheet_of("en", "absences")
    assert [row[8] for row in absent] == [
        *(f"{name}" for name in by_hand().absent),
        *(row for row in by_hand().declined),
    ]
    left = sheet_of("en", "not_reached")
    assert sorted(str(row[6]).lower() for row in left) == sorted(by_hand().not_reached)


# JSON


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_json_keeps_its_schema_and_adds_up(language: str) -> None:
    document = json.loads(data.written(asked(language)))
    jsonschema.validate(document, data.schema(), cls=jsonschema.Draft202012Validator)
    (room,) = document["rooms"]
    found = [
        (one["place"]["segment"], next(iter(one["who"]["names"].values())), one["allotted"], one["used"], one["over"])
        for one in room["statements"]
    ]
    assert found == [
        (turn.segment, in_language(turn.names, language), turn.allotted, turn.used, turn.over)
        for turn in by_hand().said
    ]
    assert document["statistics"]["total"]["seconds"] == sum(turn.used for turn in by_hand().said)
    assert {one["who"]["person"] for one in room["statements"]} == {turn.person for turn in by_hand().said}


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_in_the_language_or_in_english(language: str) -> None:
    document = json.loads(data.written(asked(language)))
    told = [one["who"]["names"] for one in document["rooms"][0]["statements"]]
    assert all(names.keys() in ({language}, {"en"}) for names in told)
    assert any(names.keys() == {language} for names in told)


def test_a_document_that_does_not_keep_the_schema_is_found() -> None:
    document = json.loads(data.written(asked("en")))
    document["rooms"][0]["statements"][0]["used"] = "long"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, data.schema())


# In public


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["csv", "xlsx", "json"])
def test_the_public_documents_hold_nothing_private(language: str, name: str) -> None:
    written = FORMATS[name].write(asked(language, public=True))
    if name == "xlsx":
        with ZipFile(BytesIO(written)) as parts:
            text = "".join(parts.read(part).decode() for part in parts.namelist())
    else:
        text = written.decode()
    words = words_of(language)
    for secret in ("user:", "badge:", UNSAID, "handed in", "B. Wrong", words.happened["absent"], "woman"):
        assert secret not in text
    assert "A. Right" in text


# What is asked


def test_of_a_day_a_room_a_segment_only_that_is_told() -> None:
    known = recorded()
    assert len(chosen(known, Choice(segment="panel")).statements) == 15
    assert len(chosen(known, Choice(room="plenary", day=day_of(known, "1"))).statements) == 20
    assert len(chosen(known, Choice(meeting=2)).statements) == 3
    assert day_of(known, "2017-12-04") == date(2017, 12, 4)


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (Choice(room="attic"), "no room 'attic'; there is plenary"),
        (Choice(segment="dinner"), "no segment 'dinner'; there is welcome, panel, lunch, group-work, closing"),
        (Choice(day=date(2017, 12, 5)), "no day '2017-12-05'; there is 2017-12-04"),
    ],
)
def test_what_is_not_in_the_record_is_named_with_what_is(choice: Choice, said: str) -> None:
    with pytest.raises(NotInRecord) as no:
        chosen(recorded(), choice)
    assert str(no.value) == said


@pytest.mark.parametrize("day", ["0", "2", "monday", "2017-12-05", "４"])
def test_a_day_that_is_none_is_named_with_those_there_are(day: str) -> None:
    with pytest.raises(NotInRecord) as no:
        day_of(recorded(), day)
    assert str(no.value) == f"no day {day!r}; there is 1 (2017-12-04)"


def test_an_empty_record_is_a_document_too() -> None:
    for form in FORMATS.values():
        assert form.write(Asked(together([proceedings_of("plenary", [])]), words_of("fr")))


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_progress_is_told_and_ends_with_all(name: str) -> None:
    told: list[tuple[int, int]] = []
    FORMATS[name].write(Asked(recorded(), words_of("en"), progress=lambda done, of: told.append((done, of))))
    assert told[-1][0] == told[-1][1] > 0


def test_a_format_that_nobody_made_is_named_with_those_there_are() -> None:
    with pytest.raises(NoSuchFormat, match="not written as 'odt', but as csv, xlsx, json"):
        format_of("odt")


def test_a_file_is_named_by_what_is_in_it() -> None:
    told = Asked(recorded(), words_of("fr"), Choice(room="plenary", segment="panel/1", day=date(2017, 12, 4)))
    assert file_name(told, "csv") == "record-plenary-panel-1-2017-12-04-fr.csv"
