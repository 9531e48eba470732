"""Files that are damaged, hostile, too large or something else: a clear error, its place, and nothing half read."""

import codecs
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from itertools import product
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from live.programme.imports.brought import LARGEST_BYTES, Brought
from live.programme.imports.faults import TEXTS, Code
from live.programme.imports.process import bring, read_programmes, read_registers
from live.programme.imports.tables import MOST_ROWS
from tests.imports.samples import FILES, brought, by_row, codes, programme_of, register_of, wanted
from tests.often import one_of

HEADER = "day,starts,ends,room,title_en\n"


def workbook(rows: list[list[object]], first: list[list[object]] | None = None) -> bytes:
    """A workbook with `rows`; in front of them another sheet, if `first` is given."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    for name, held in (("Cover", first), ("Programme", rows)):
        if held is not None:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(held):
                sheet.write_row(number, 0, row)
    book.close()
    return file.getvalue()


def zipped(parts: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return file.getvalue()


def large_once_unpacked() -> bytes:
    """Made by the test that reads it, not by every process that reads these tests."""
    return zipped({"xl/workbook.xml": bytes(250 * 1024**2)})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", Code.EMPTY),
        (b" \r\n\t\n", Code.EMPTY),
        (codecs.BOM_UTF8, Code.EMPTY),
        (b"\0\0\0\0", Code.NUL),
        (b"day,starts\n1,\0 10:00\n", Code.NUL),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\x91\x68\x36", Code.NUL),
        (bytes(range(1, 9)) * 40 + b"\xff\xfe\x81", Code.NOT_TEXT),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Code.OLD_OFFICE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + bytes(60), Code.ENCRYPTED),
        (b"PK\x03\x04 and nothing more", Code.BROKEN),
        (zipped({"a.txt": b"a"}), Code.UNKNOWN_FORMAT),
        (zipped({"xl/workbook.xml": b"<workbook"}), Code.BROKEN),
        (zipped({"word/document.xml": b"<w:document"}), Code.BROKEN),
        (large_once_unpacked, Code.TOO_LARGE_UNPACKED),
        (b'{"schedule": {"conference": ', Code.BROKEN),
        (b"[" * 100_000, Code.TOO_DEEP),
        (b'{"a": 1}', Code.UNKNOWN_FORMAT),
        (b"<schedule><day></schedule>", Code.BROKEN),
        (b"<a>" * 5000 + b"</a>" * 5000, Code.TOO_DEEP),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><schedule>&x;</schedule>', Code.ENTITIES),
        (b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><s>&b;</s>', Code.ENTITIES),
        (b"<html><body>Programme</body></html>", Code.UNKNOWN_FORMAT),
        (b"Dear colleagues,\nplease find attached the programme.\n", Code.UNKNOWN_FORMAT),
        (b"when,where\n1,2\n3,4\n", Code.NO_HEADER),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes | Callable[[], bytes], code: Code) -> None:
    whole = data if isinstance(data, bytes) else data()
    for read in (programme_of(whole), register_of(whole)):
        assert codes(read.errors) == {code}
        assert str(read.errors[0].place).startswith("file")
        assert not any(read.counts().values())


def test_a_calendar_that_was_cut_is_damaged() -> None:
    assert codes(programme_of("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\n").errors) == {Code.BROKEN}


def test_every_code_has_its_sentence() -> None:
    assert TEXTS.keys() == set(Code)


def test_a_register_is_no_programme_and_the_other_way_round() -> None:
    for read in read_programmes(
        brought("participants.xlsx", "indico-badge-qr.txt", "mun-roster-alpha2.json"), wanted()
    ):
        assert codes(read.errors) == {Code.OTHER_KIND}
    for other in read_registers(brought("programme-day.csv", "frab-midnight.xml", "ontime-v4.json"), wanted()):
        assert codes(other.errors) == {Code.OTHER_KIND}


def test_what_lies_in_a_folder_or_is_too_large_is_named(tmp_path: Path) -> None:
    (tmp_path / "large.csv").write_bytes(HEADER.encode() + b"x" * (LARGEST_BYTES + 1))
    names = [tmp_path, tmp_path / "large.csv", tmp_path / "none.csv", FILES / "programme-day.csv"]
    read = read_programmes([one for path in names for one in bring(path)], wanted())
    assert [sorted(codes(one.errors)) for one in read] == [[Code.IS_FOLDER], [Code.TOO_LARGE], [Code.CANNOT_READ], []]
    assert read[3].counts()["segments"] == 10


def test_a_far_cell_or_a_huge_text_ends_its_process_alone() -> None:
    """A dense sheet to the last cell would take 550 GB."""
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Programme")
    sheet["A1"] = "day"
    sheet["XFD1048576"] = "here"
    far = BytesIO()
    book.save(far)
    files = [Brought("far.xlsx", far.getvalue()), *brought("programme-day.csv")]
    first, second = read_programmes(files, wanted())
    assert codes(first.errors) == {Code.TOO_LONG}
    assert second.counts()["segments"] == 10


def test_rows_beyond_the_most_are_an_error_at_their_row() -> None:
    line = "1,10:00,11:00,Plenary,Opening {}\n"
    read = programme_of(HEADER + "".join(line.format(n) for n in range(MOST_ROWS + 1)))
    assert (MOST_ROWS + 1, "", Code.TOO_MANY_ROWS) in by_row(read.errors)
    many: list[list[object]] = [["delegation", "given name", "family name"]]
    many += [["Kenya", f"A{n}", "B"] for n in range(MOST_ROWS + 1)]
    assert Code.TOO_MANY_ROWS in codes(register_of(workbook(many)).errors)


def test_macros_are_told_and_never_read() -> None:
    data = BytesIO((FILES / "programme-day.xlsx").read_bytes())
    with zipfile.ZipFile(data, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")
    read = programme_of(data.getvalue(), "programme.xlsm")
    assert read.errors == ()
    assert Code.MACROS_IGNORED in codes(read.notes)
    assert len(read.segments) == 10


def test_what_holds_nothing_says_so() -> None:
    assert codes(programme_of(workbook([])).errors) == codes(register_of(workbook([])).errors) == {Code.EMPTY}
    assert Code.NO_ENTRIES in codes(programme_of(HEADER).notes)
    assert Code.NO_ENTRIES in codes(register_of("delegation,given name,family name\n").notes)


def test_the_programme_may_be_on_the_second_sheet() -> None:
    rows: list[list[object]] = [["day", "starts", "ends", "room", "title"]]
    rows.append([1, "10:00", "11:00", "Plenary", "Opening"])
    read = programme_of(workbook(rows, first=[["Programme of the meeting"], [], ["Version", 3], ["Contact", "desk"]]))
    assert read.errors == ()
    assert (read.segments[0].place.sheet, read.segments[0].place.row) == ("Programme", 2)


def test_times_that_cannot_be_are_errors_in_their_cells() -> None:
    rows = [
        "24:30,25:00",
        "10:60,11:00",
        "-1:00,9:00",
        "ten,eleven",
        "10:00,",
        "99,100",
        "2017-12-04,11:00",
        "24:00,1:00",
    ]
    read = programme_of(HEADER + "".join(f"1,{times},Plenary,Item {n}\n" for n, times in enumerate(rows)))
    assert {row for row, _, code in by_row(read.errors) if code is Code.NOT_A_TIME} == {2, 3, 4, 5, 7, 8, 9}
    for day in ("30.02.2017", "2017-13-01", "0", "400", "someday", "12.12.9999"):
        bad = programme_of(f"{HEADER}{day},10:00,11:00,Plenary,Item\n")
        assert by_row(bad.errors) == {(2, "day", Code.NOT_A_DAY)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_any_encoding_separator_and_end_of_line(encoding: str) -> None:
    rows = [
        ["jour", "début", "fin", "salle", "titre"],
        ["1", "10h00", "11h30", "Salle plénière", "Cérémonie d’ouverture"],
    ]
    for separator, end in product((",", ";", "\t", "|"), ("\n", "\r\n", "\r")):
        read = programme_of(end.join(separator.join(row) for row in rows).encode(encoding))
        assert read.errors == (), (separator, end)
        assert [(one.names, one.rooms, one.starts, one.ends) for one in read.segments] == [
            ({"fr": "Cérémonie d’ouverture"}, ("Salle plénière",), 600, 690)
        ], (separator, end)


def test_two_thousand_rows_are_read_whole() -> None:
    rows: list[list[object]] = [["day", "starts", "ends", "room", "title", "speakers"]]
    for n in range(2000):
        hour = f"{n % 20:02d}"
        rows.append([n // 20 + 1, f"{hour}:00", f"{hour}:45", f"Room {n % 7}", f"Item {n}", f"Ana Perez {n}"])
    read = programme_of(workbook(rows))
    assert read.errors == ()
    assert (len(read.segments), len(read.rooms), len(read.days)) == (2000, 7, 100)


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.iterdir()))
def test_a_sample_cut_anywhere_raises_nothing(name: str) -> None:
    data = (FILES / name).read_bytes()
    for part in range(1, 12):
        cut = data[: len(data) * part // 12]
        for read in (programme_of(cut, name), register_of(cut, name)):
            assert all(remark.text for remark in (*read.errors, *read.notes))


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.glob("*.json")))
def test_json_with_any_value_of_another_kind_raises_nothing(name: str) -> None:
    whole = json.loads((FILES / name).read_text())
    others: tuple[object, ...] = (None, "text", [[None]], {"a": []}, 1e300)
    every = one_of(len(others))
    for turn, other in enumerate(others):
        # Every place has each of the values in the night, and one of them every day.
        for path in _paths(whole)[turn % every :: every]:
            at = whole
            for step in path[:-1]:
                at = at[step]
            kept, at[path[-1]] = at[path[-1]], other
            changed = json.dumps(whole)
            at[path[-1]] = kept
            programme_of(changed, name)
            if name.startswith("mun"):
                register_of(changed, name)


def _paths(whole: object) -> list[list[str | int]]:
    """A path to the first member of each kind, at every depth."""
    found: list[list[str | int]] = []
    held: list[tuple[list[str | int], object]] = [([], whole)]
    seen: set[tuple[str, ...]] = set()
    while held:
        path, value = held.pop(0)
        kind = tuple("n" if isinstance(step, int) or step.isdecimal() else step for step in path)
        if path and kind in seen:
            continue
        seen.add(kind)
        found += [path] if path else []
        if isinstance(value, dict):
            held += [([*path, key], inner) for key, inner in value.items()]
        elif isinstance(value, list):
            held += [([*path, at], inner) for at, inner in enumerate(value)]
    return found


def test_the_server_loads_none_of_what_reads_files() -> None:
    heavy = "{'python_calamine', 'docx', 'icalendar', 'defusedxml', 'openpyxl'}"
    code = (
        "import os; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'tests.settings'); import django; django.setup();"
        "import live.web.asgi, live.programme.imported, live.programme.imports.process, sys;"
        f"print(sorted({heavy} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "[]"
