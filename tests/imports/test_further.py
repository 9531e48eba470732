"""Cases of the same kinds as the samples that no sample has."""

from collections.abc import Callable
from datetime import date, time
from io import BytesIO

import docx
import openpyxl
import pytest
from docx.table import Table
from hypothesis import given
from hypothesis import strategies as st

from live.programme.imports import times
from live.programme.imports.comparing import compared, compared_people, sums
from live.programme.imports.faults import Code
from live.programme.imports.values import RowState
from tests.imports.samples import by_row, codes, good, programme, programme_of, register, register_of, rows_of
from tests.imports.test_bad_files import zipped

RUSSIAN = "день;начало;конец;зал;название\n1;10:00;11:00;Пленарный зал;Открытие заседания\n"
CHINESE = "日期,开始,结束,会议室,标题\n2017-12-04,10:00,11:00,全体会议厅,开幕式和欢迎辞\n"
ARABIC = "اليوم,البداية,النهاية,القاعة,العنوان\n1,10:00,11:00,القاعة العامة,الافتتاح الرسمي للاجتماع\n"


@pytest.mark.parametrize(
    ("text", "encoding", "title"),
    [
        *((RUSSIAN, encoding, {"ru": "Открытие заседания"}) for encoding in ("cp1251", "koi8-r", "cp866")),
        (CHINESE, "gb18030", {"zh": "开幕式和欢迎辞"}),
        (ARABIC, "cp1256", {"ar": "الافتتاح الرسمي للاجتماع"}),
    ],
)
def test_letters_of_other_scripts_are_found_by_what_comes_out(text: str, encoding: str, title: dict[str, str]) -> None:
    read = programme_of(text.encode(encoding))
    assert read.errors == ()
    assert [segment.names for segment in read.segments] == [title]
    assert Code.ENCODING_GUESSED in codes(read.notes)


def test_one_letter_that_is_stored_otherwise_is_named_with_its_row() -> None:
    good_rows = "day,starts,ends,room,title\n1,10:00,11:00,Plénière,A\n".encode()
    read = programme_of(good_rows + "1,11:00,12:00,Foyer,Café\n".encode("cp1252"))
    assert by_row(read.errors) == {(3, "", Code.NOT_UTF8)}


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("10:00", 600),
        ("9.30", 570),
        ("15h00", 900),
        ("15h", 900),
        ("3 pm", 900),
        ("3:15 p.m.", 915),
        ("12 am", 0),
        ("12:30 PM", 750),
        ("noon", 720),
        ("0930", 570),
        ("24:00", 1440),
        ("10:00:00", 600),
        ("10 Uhr", 600),
        ("١٠:٣٠", 630),
        ("１０：３０", 630),
        ("下午3:00", 900),
        ("25:10", None),
        ("10:60", None),
        ("13 am", None),
        ("10", None),
        ("ten", None),
        ("", None),
    ],
)
def test_times_of_day_as_people_write_them(text: str, minutes: int | None) -> None:
    assert times.minutes_of_day(text) == minutes


@given(st.times())
def test_every_time_of_day_is_read_as_it_is_written(at: time) -> None:
    shown = f"{at:%H:%M}"
    hour, minute = map(int, shown.split(":"))
    for text in (shown, f"{hour}h{minute:02d}", f"{hour}.{minute:02d}", f"{at:%I:%M %p}"):
        assert times.minutes_of_day(text) == hour * 60 + minute


@given(st.dates(min_value=date(1970, 1, 1), max_value=date(2199, 12, 31)))
def test_every_date_is_read_as_it_is_written(day: date) -> None:
    for text in (
        day.isoformat(),
        f"{day:%d.%m.%Y}",
        f"{day:%d/%m/%Y}",
        f"{day:%d %B %Y}",
        f"{day:%B} {day.day}, {day:%Y}",
    ):
        assert times.calendar_date(text) == day
    assert times.calendar_date(f"{day:%m/%d/%Y}", day_before_month=False) == day


def test_the_order_of_day_and_month_is_that_of_the_whole_column() -> None:
    rows = "date,starts,ends,room,title\n{},10:00,11:00,A,B\n{},10:00,11:00,A,C\n"
    american = programme_of(rows.format("12/04/2017", "12/14/2017"))
    assert [str(day) for day in american.days] == ["2017-12-04", "2017-12-14"]
    european = programme_of(rows.format("04/12/2017", "14/12/2017"))
    assert [str(day) for day in european.days] == ["2017-12-04", "2017-12-14"]
    unsure = programme_of(rows.format("04/12/2017", "05/12/2017"))
    assert rows_of(unsure.notes, Code.DATE_ORDER_ASSUMED) == [2, 3]


def test_a_day_that_is_written_once_beside_merged_rows_or_above_them() -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Plan", 0)
    for row in (
        ["Date", "Time", "Session", "Room"],
        ["4 December 2017", "10:00 - 11:00", "Opening", "Plenary"],
        [None, "11:00–13:00", "Panel", "Plenary"],
        ["5 December 2017", "10 a.m. to 1 p.m.", "Groups", "Plenary"],
    ):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    file = BytesIO()
    book.save(file)
    read = programme_of(file.getvalue())
    assert read.errors == ()
    assert [(str(s.day), s.starts, s.ends) for s in read.segments] == [
        ("2017-12-04", 600, 660),
        ("2017-12-04", 660, 780),
        ("2017-12-05", 600, 780),
    ]
    headed = "starts,ends,room,title\nMonday 4 December 2017,,,\n10:00,11:00,Plenary,Opening\nDay 5,,,\n9:00,9:30,A,B\n"
    assert [str(segment.day) for segment in programme_of(headed).segments] == ["2017-12-04", "day 5"]


def test_a_workbook_of_libreoffice() -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    half = '<table:table-cell office:value-type="time" office:time-value="PT{}H30M00S"><text:p/></table:table-cell>'
    day = '<table:table-cell office:value-type="date" office:date-value="2017-12-04"><text:p/></table:table-cell>'
    header = "".join(cell.format(name) for name in ("date", "starts", "ends", "room", "title"))
    row = day + half.format(10) + half.format(11) + cell.format("Plenary") + cell.format("Opening")
    content = (
        '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Plan"><table:table-row>{header}</table:table-row>'
        f"<table:table-row>{row}</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" '
        'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
    )
    parts = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": content.encode(),
        "META-INF/manifest.xml": manifest.encode(),
    }
    read = programme_of(zipped(parts), "plan.ods")
    assert read.errors == ()
    assert [(str(s.day), s.starts, s.ends, s.rooms) for s in read.segments] == [("2017-12-04", 630, 690, ("Plenary",))]


def word(rows: list[list[str]], merge: Callable[[Table], None] | None = None, before: str = "") -> bytes:
    document = docx.Document()
    document.add_paragraph(before)
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for number, row in enumerate(rows):
        for at, text in enumerate(row):
            table.cell(number, at).text = text
    if merge is not None:
        merge(table)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def test_a_word_table_with_rooms_as_columns_and_cells_over_several_rows() -> None:
    rows = [
        ["Time", "Plenary", "Room A"],
        ["10:00–11:00", "Opening", ""],
        ["11:00–12:00", "Panel on rivers", "Workshop on maps"],
        ["12:00–13:00", "Panel on ports", ""],
    ]

    def merge(table: Table) -> None:
        table.cell(2, 2).merge(table.cell(3, 2))

    read = programme_of(word(rows, merge, "Monday, 4 December 2017"))
    assert read.errors == ()
    found = {s.names["en"]: (str(s.day), s.rooms, s.starts, s.ends) for s in read.segments}
    assert found["Workshop on maps"] == ("2017-12-04", ("Room A",), 660, 780)
    assert found["Panel on rivers"] == ("2017-12-04", ("Plenary",), 660, 720)
    assert found["Opening"] == ("2017-12-04", ("Plenary",), 600, 660)


def test_a_grid_of_rooms_in_a_sheet() -> None:
    grid = "Time,Plenary,Room A\n4 December 2017,,\n10:00-11:00,Opening,\n11:00-12:00,Panel,Workshop\n12-13,Bad,\n"
    read = programme_of(grid)
    assert [(s.names["en"], str(s.day), s.rooms, s.starts) for s in read.segments] == [
        ("Opening", "2017-12-04", ("Plenary",), 600),
        ("Panel", "2017-12-04", ("Plenary",), 660),
        ("Workshop", "2017-12-04", ("Room A",), 660),
    ]
    assert by_row(read.errors) == {(5, "starts", Code.NOT_A_TIME)}


def test_a_calendar_with_rules_zones_and_faults() -> None:
    event = "BEGIN:VEVENT\r\nUID:{0}\r\nSUMMARY:Item {0}\r\nLOCATION:Foyer {0}\r\n{1}\r\nEND:VEVENT\r\n"
    parts = [
        "DTSTART;TZID=Europe/Paris:20260328T080000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=3",
        "DTSTART:2026-13-45",
        "DTSTART;TZID=Mars/Base:20260329T100000\r\nDTEND:20260329T180000Z",
        "DTSTART;VALUE=DATE:20260329",
        "DTSTART:20260329T100000Z\r\nDTEND:20260329T110000Z\r\nSTATUS:CANCELLED",
        "DTSTART:20260329T100000Z\r\nDTEND:20260329T110000Z\r\nRRULE:FREQ=DAILY",
        "DTSTART:20260329T110000Z\r\nDTEND:20260329T100000Z",
    ]
    events = "".join(event.format(number, part) for number, part in enumerate(parts))
    read = programme_of(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n")
    starts = [segment.starts_at for segment in read.segments if segment.names["en"] == "Item 0"]
    assert [at.hour for at in starts if at is not None] == [7, 6, 6]
    assert {(error.place.path, error.code) for error in read.errors} == {
        ("VEVENT[1].DTSTART", Code.NOT_A_DATE),
        ("VEVENT[5].RRULE", Code.KEPT_OUT),
        ("VEVENT[6]", Code.ENDS_BEFORE_START),
    }
    assert codes(read.notes) >= {Code.ZONE_UNKNOWN, Code.KEPT_OUT, Code.CANCELLED}


def test_a_head_is_known_by_function_where_no_column_says_it() -> None:
    rows = [
        "country,name,position",
        "Kenya,Ann Lee,Head of Delegation",
        "Kenya,Bo Li,Deputy Head of Delegation",
        "Fiji,Cy Po,Chef de délégation",
    ]
    assert register_of("\n".join(rows)).counts() == {"delegations": 2, "people": 3, "heads": 2}


@pytest.mark.parametrize(
    "name",
    ["Republic of Kenya", "KENYA", "  kenya ", "Kenya*", "KEN", "The Republic of Kenya", "Кения", "كينيا", "肯尼亚"],
)
def test_a_state_is_found_by_whatever_it_is_called(name: str) -> None:
    read = register_of(f"delegation,given name,family name\n{name},A,B\n")
    assert [one.id for one in read.delegations] == ["ken"], [str(error) for error in read.errors]


@pytest.mark.parametrize(
    "name", ["programme-day.csv", "csv-european.csv", "sheets-programme.tsv", "programme-day.xlsx"]
)
def test_the_sums_are_all_rows_and_the_same_file_changes_nothing(name: str) -> None:
    read = programme(name)
    again = sums(compared(programme(name), read))
    assert again == {**dict.fromkeys(RowState, 0), RowState.SAME: len(read.segments)}
    assert sum(sums(read).values()) == sum(again.values())


def test_the_sums_of_a_broken_file_are_all_its_rows() -> None:
    found = sums(programme("programme-broken.csv"))
    assert found == {RowState.NEW: 7, RowState.CHANGED: 0, RowState.SAME: 0, RowState.SKIPPED: 1, RowState.FAULT: 11}
    found = sums(register("registration-export.xlsx"))
    assert found == {RowState.NEW: 585, RowState.CHANGED: 0, RowState.SAME: 9, RowState.SKIPPED: 1, RowState.FAULT: 6}


def test_a_register_that_is_read_again_says_who_is_changed_and_gone() -> None:
    header = "delegation,given name,family name,head\n"
    before = register_of(f"{header}Kenya,Ann,Lee,yes\nKenya,Bo,Li,no\nFiji,Cy,Po,yes\n")
    after, gone = compared_people(register_of(f"{header}Kenya,Ann,Lee,no\nFiji,Cy,Po,yes\nMalta,Di,Qu,yes\n"), before)
    assert [person.state for person in after.people] == [RowState.CHANGED, RowState.SAME, RowState.NEW]
    assert [person.given for person in gone] == ["Bo"]
    assert len(good(after)) == 1
