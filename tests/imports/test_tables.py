"""Programmes as tables: CSV of any kind, workbooks, and tables in Word."""

import msgspec

from live.programme.imports.faults import Code, Place
from live.programme.imports.values import Programme, RowState
from live.room.model.plan import Format
from tests.imports.samples import by_row, codes, programme, programme_of, rows_of, titled


def without_places(read: Programme) -> list[object]:
    return [msgspec.structs.replace(segment, place=Place()) for segment in read.segments]


def test_the_template_is_read() -> None:
    read = programme("programme-day.csv")
    assert read.errors == ()
    assert read.counts() == {"days": 1, "rooms": 4, "segments": 10, "speakers": 7}
    assert sum(bool(segment.moderators) for segment in read.segments) == 7
    assert [segment.format for segment in read.segments].count(Format.BREAKOUT) == 5
    assert read.segments[7].names["en"] == 'Action group 5: "borders", old and new'
    assert rows_of(read.notes, Code.TO_BE_CONFIRMED) == [3, 6]
    assert (8, "title_fr", Code.TITLE_MISSING_IN) in by_row(read.notes)
    (gap,) = [note for note in read.notes if note.code is Code.GAP]
    assert (gap.values["from"], gap.values["to"]) == ("15:00", "15:30")
    mayor = titled(read)["Panel: who keeps the registers?"].speakers[-1]
    assert (mayor.name, mayor.named) == ("A mayor", False)
    assert titled(read)["Panel: who keeps the registers?"].speakers[0].organisation == "Sample Institute"


def test_the_workbook_says_the_same_as_the_csv() -> None:
    read = programme("programme-day.xlsx")
    assert without_places(read) == without_places(programme("programme-day.csv"))
    skipped = {note.values["name"] for note in read.notes if note.code is Code.SHEET_SKIPPED}
    assert skipped == {"Formats", "old"}


def test_every_fault_of_a_table_is_told_at_once_in_its_cell() -> None:
    read = programme("programme-broken.csv")
    assert by_row(read.errors) == {
        (5, "ends", Code.ENDS_BEFORE_START),
        (6, "room", Code.ROOM_UNKNOWN),
        (8, "ends", Code.NOT_A_TIME),
        (9, "title_en", Code.MISSING),
        (10, "starts", Code.FORMULA),
        (11, "day", Code.MISSING),
        (12, "day", Code.NOT_A_DAY),
        (16, "ends", Code.ENDS_AT_START),
        (17, "format", Code.FORMAT_UNKNOWN),
        (18, "", Code.CELLS_MISSING),
        (19, "", Code.CELLS_LEFT_OVER),
    }
    assert rows_of(read.notes, Code.HEADER_AGAIN) == [2]
    assert rows_of(read.notes, Code.OVERLAP) == [4]
    assert rows_of(read.notes, Code.MIDNIGHT) == [7]
    assert rows_of(read.notes, Code.REPEATED) == [15]
    assert rows_of(read.notes, Code.TIME_READ_AS) == [20]
    remarked = {remark.place.row for remark in (*read.errors, *read.notes)}
    assert remarked.isdisjoint({3, 13, 14, 21})
    unknown = next(error for error in read.errors if error.code is Code.FORMAT_UNKNOWN)
    assert all(known in unknown.text for known in Format)
    assert {one.place.row for one in read.segments if one.state is RowState.FAULT} >= {5, 6, 8}


def test_a_csv_of_french_excel() -> None:
    read = programme("csv-european.csv")
    assert read.errors == ()
    assert read.counts() | {"speakers": 0} == {"days": 3, "rooms": 4, "segments": 9, "speakers": 0}
    assert [str(day) for day in read.days] == ["2017-12-04", "2017-12-05", "2017-12-06"]
    assert [room.key for room in read.rooms] == ["Salle plénière", "Foyer", "Salle n° 1", "Salle n° 2"]
    names = [segment.names["fr"] for segment in read.segments]
    assert "Table ronde I ; l’œuvre et l’outil" in names
    assert "Déjeuner — buffet à 12 €" in names
    assert names[7] == "Séance de clôture… suivie d’un débat"
    assert (read.segments[3].starts, read.segments[4].ends) == (15 * 60, 10 * 60 + 45)
    assert Code.DURATION_CONTRADICTS not in codes(read.notes)
    assert Code.ENCODING_GUESSED in codes(read.notes)


def test_unicode_text_of_excel() -> None:
    read = programme("csv-utf16.csv")
    assert read.errors == ()
    assert read.counts() | {"speakers": 0} == {"days": 1, "rooms": 2, "segments": 6, "speakers": 0}
    assert read.segments[0].names == {"en": "Opening", "ar": "الافتتاح", "zh": "开幕"}
    assert read.segments[3].names["en"] == "Panel II: work 🌍"


def test_tabs_of_google_sheets_have_no_quotes() -> None:
    read = programme("sheets-programme.tsv")
    assert read.errors == ()
    assert read.counts() | {"speakers": 0} == {"days": 1, "rooms": 1, "segments": 6, "speakers": 0}
    assert read.segments[1].names["en"] == '"Davos-style" reports'
    assert read.segments[2].names["en"] == '"Who pays? A panel'


def test_two_rows_of_headers_and_people_in_columns_of_numbers() -> None:
    read = programme("xlsx-formula-weekday.xlsx")
    assert read.errors == ()
    assert read.counts() == {"days": 1, "rooms": 2, "segments": 13, "speakers": 15}
    assert sum(len(segment.speakers) for segment in read.segments) == 18
    assert sum(note.code is Code.ENDS_ASKED for note in read.notes) == 1


def test_formulas_are_read_by_their_stored_values() -> None:
    read = programme("xlsx-formula-times.xlsx")
    assert len(read.segments) == 13
    assert {(f"{e.place.column}{e.place.row}", e.code) for e in read.errors} == {
        ("I7", Code.ENDS_BEFORE_START),
        ("I10", Code.FORMULA_WITHOUT_VALUE),
        ("I13", Code.FORMULA_FAILED),
    }
    ends = {one.place.row: one.ends for one in read.segments if one.ends is not None}
    assert ends == {3: 560, 4: 580, 5: 620, 6: 705, 8: 705, 9: 750, 11: 900, 12: 855, 14: 1005, 15: 1020}


def test_a_programme_in_word_with_parallel_cells() -> None:
    read = programme("docx-parallel-grid.docx")
    assert read.errors == ()
    assert len(read.segments) == 16
    assert [str(day) for day in read.days] == ["2016-07-27", "2016-07-28"]
    assert sum(bool(segment.rooms) for segment in read.segments) == 9
    assert len(rows_of(read.notes, Code.NO_TITLE)) == 6
    assert rows_of(read.notes, Code.HALF_DAY_UNSURE) == [3]
    assert sum(note.code is Code.TEMPLATE_SKIPPED for note in read.notes) == 2
    keynote = titled(read)["Keynote – Speaker"]
    assert [who.name for who in keynote.speakers] == ["Matthis Desmoulinet", "Zola Mwale", "Jonas Hoogervelde"]
    assert keynote.ends == 11 * 60 + 5


def test_columns_may_be_mapped_by_hand() -> None:
    text = "wann,wohin,bis wann,was\n10:00,Plenary,11:00,Opening\n"
    mapping = {"wann": "starts", "wohin": "room", "bis wann": "ends", "was": "title_en"}
    assert codes(programme_of(text).errors) == {Code.NO_HEADER}
    read = programme_of(text, mapping=mapping)
    assert read.errors == ()
    assert (read.segments[0].names, read.segments[0].rooms, read.segments[0].ends) == (
        {"en": "Opening"},
        ("Plenary",),
        660,
    )
