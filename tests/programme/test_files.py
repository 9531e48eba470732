"""A folder of a programme comes from somebody's computer: what is not read is named, what cannot be read is a fault."""

import os
from pathlib import Path

import pytest

from live.programme.importing import import_programme
from live.programme.publishing import install
from live.programme.reading import InvalidProgramme
from tests.programme.test_importing import CONFERENCE, SEGMENT, WHOLE

DAY = SEGMENT.replace("[[days]]\n", "").replace("[[days.segments]]", "[[segments]]")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A programme in two files."""
    folder = tmp_path / "programme"
    folder.mkdir()
    (folder / "programme.toml").write_text(CONFERENCE, encoding="utf-8")
    (folder / "day-1.toml").write_text(DAY, encoding="utf-8")
    return folder


def unread(folder: Path) -> list[str]:
    return [note for note in import_programme(folder).warnings if "not read" in note or "nothing" in note]


def faults(path: Path) -> list[str]:
    with pytest.raises(InvalidProgramme) as faulty:
        import_programme(path)
    return [str(fault) for fault in faulty.value.faults]


def segments(folder: Path) -> list[str]:
    return [segment.id for room in import_programme(folder).rooms for segment in room.segments]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_byte_order_mark_and_line_ends_of_any_system_are_taken(folder: Path, ending: str) -> None:
    (folder / "day-1.toml").write_bytes(b"\xef\xbb\xbf" + DAY.replace("\n", ending).encode())
    assert segments(folder) == ["first"]


@pytest.mark.parametrize("name", ["DAY-1.TOML", "Day-1.Toml", "day 1.toml"])
def test_endings_are_taken_in_any_case(folder: Path, name: str) -> None:
    (folder / "day-1.toml").rename(folder / name)
    assert (segments(folder), unread(folder)) == (["first"], [])


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("._day-1.toml", "its name begins with a dot"),
        (".day-1.toml.swp", "its name begins with a dot"),
        (".DS_Store", "its name begins with a dot"),
        ("Thumbs.db", "another program left it there"),
        ("~$day-1.toml", "another program left it there"),
        ("desktop.ini", "another program left it there"),
        ("day-2.toml.txt", "its name does not end in .toml"),
        ("day-2.toml~", "its name does not end in .toml"),
        ("day-2.csv", "its name does not end in .toml"),
    ],
)
def test_every_file_that_was_not_read_is_named(folder: Path, name: str, why: str) -> None:
    (folder / name).write_bytes(b"\0\5\x16\7 no TOML")
    assert unread(folder) == [f"{name} was not read: {why}"]


def test_a_folder_in_the_folder_and_a_file_with_nothing_in_it_are_named(folder: Path) -> None:
    (folder / "days").mkdir()
    (folder / "day-2.toml").touch()
    assert unread(folder) == ["days was not read: it is a folder", "day-2.toml: it holds nothing"]


def test_what_lies_beside_the_files_makes_no_other_programme(folder: Path) -> None:
    before = import_programme(folder).version
    (folder / ".DS_Store").touch()
    assert import_programme(folder).version == before


@pytest.mark.django_db
def test_a_file_that_comes_later_is_named_when_the_programme_is_imported_again(folder: Path) -> None:
    install(folder)
    (folder / "day-2.TXT").touch()
    assert "day-2.TXT was not read: its name does not end in .toml" in install(folder).warnings


@pytest.mark.parametrize(
    ("held", "what"),
    [
        (DAY.encode("utf-16"), "is UTF-16 text: save it as UTF-8"),
        (DAY.encode("utf-16-be"), "is UTF-16 text: save it as UTF-8"),
        (DAY.encode("utf-16-le"), "is UTF-16 text: save it as UTF-8"),
        (DAY.encode("utf-32"), "is UTF-32 text: save it as UTF-8"),
        ("day = 1\n# Réunion".encode("latin-1"), "is not UTF-8 text: byte 0xE9 in line 2 (save it as UTF-8)"),
        (b"day = 1\n\n\0", "is not text: there is a NUL byte in line 3"),
        (b"day = 1\nx = " + b"[" * 20_000, "is nested too deep in line 2"),
        (b"day = 1\nx = " + b"{a=" * 20_000, "is nested too deep in line 2"),
        (b"#" * (4 * 1024 * 1024 + 1), "is longer than 4 MiB"),
    ],
)
def test_what_is_no_text_is_a_fault_with_its_line(folder: Path, held: bytes, what: str) -> None:
    (folder / "day-1.toml").write_bytes(held)
    assert faults(folder)[0] == f"day-1.toml: {what}"


@pytest.mark.parametrize(
    "held",
    [
        "day = " + "1" * 5000,
        "day = 0x" + "f" * 5000,
        "day = inf",
        "day = nan",
        "a." * 20_000 + "a = 1",
        "[" + "a." * 20_000 + "a]",
        "names." + "a." * 20_000 + "a = 1",
        "names = 1\noffices = 2\nrooms = 3\ndays = 4",
        "day = " + "[" * 400 + "]" * 400,
        "rooms = [{id = 'x', names = " + "[" * 200 + "]" * 200 + "}]",
        "day = 1979-05-27T07:32:00Z",
        "[[segments]]\nstarts = 07:32:00",
    ],
)
def test_what_is_no_programme_is_a_fault_and_never_an_exception(folder: Path, held: str) -> None:
    (folder / "day-2.toml").write_text(held, encoding="utf-8")
    assert faults(folder)[0].startswith("day-2.toml: ")
    assert max(map(len, faults(folder))) < 500


def test_what_is_no_file_is_a_fault(folder: Path) -> None:
    (folder / "a.toml").mkdir()
    os.mkfifo(folder / "b.toml")
    (folder / "c.toml").symlink_to("c.toml")
    (folder / "d.toml").symlink_to("nowhere.toml")
    assert faults(folder)[:4] == [
        "a.toml: cannot be read: it is a folder",
        "b.toml: cannot be read: it is no regular file",
        "c.toml: cannot be read: Too many levels of symbolic links",
        "d.toml: cannot be read: No such file or directory",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_or_folder_that_may_not_be_read_is_a_fault(folder: Path) -> None:
    (folder / "day-1.toml").chmod(0)
    assert faults(folder)[0] == "day-1.toml: cannot be read: Permission denied"
    folder.chmod(0)
    assert faults(folder)[0] == "programme: cannot be read: Permission denied"
    folder.chmod(0o700)


def test_two_names_that_differ_in_case_alone_are_a_fault(folder: Path) -> None:
    (folder / "DAY-1.TOML").write_text(DAY.replace("day = 1", "day = 2"), encoding="utf-8")
    assert "day-1.toml: has the name of DAY-1.TOML, but for its case: which of the two is meant?" in faults(folder)


def test_a_folder_without_a_programme_says_so_and_names_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "day-1.txt").write_text(WHOLE, encoding="utf-8")
    assert faults(tmp_path) == [
        f"{tmp_path.name}: holds no .toml file: day-1.txt was not read: its name does not end in .toml"
    ]


def test_a_name_that_no_terminal_shows_is_shown_all_the_same(folder: Path) -> None:
    (folder / os.fsdecode(b"day-\xe9\x1b[31m.txt")).touch()
    assert unread(folder) == ["day-\\xe9\\x1b[31m.txt was not read: its name does not end in .toml"]
