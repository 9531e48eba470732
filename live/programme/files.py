"""The files of a programme, as they lie in a folder: which are read, which are passed over, and what each holds.

Nothing is passed over in silence: what was not read is named, with why. What cannot be read is a fault, never an
exception, for folders come from other people's computers: with dot files, broken links, other encodings and mistakes.
"""

import codecs
import os
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from live.programme.reading import Fault

ENDING = ".toml"
LARGEST_BYTES = 4 * 1024 * 1024
"""A whole conference, as people write it, is a hundredth of it."""
DEEP_KEY = re.compile(r"""(?<![\w"'-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){65}""")
"""A key of more tables than anybody writes: to read one of thousands takes the square of its length."""
OF_SYSTEMS = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"})
"""What file managers leave behind, beside files that begin with a dot."""


class Folder(msgspec.Struct, frozen=True):
    """What lies at a path: the `files` to read, in order, and a sentence for each entry that is `unread`."""

    files: tuple[Path, ...]
    unread: tuple[str, ...] = ()


class Parsed(msgspec.Struct, frozen=True):
    """The table that a file holds, and where it stands."""

    at: str
    table: dict[str, Any]


def shown_name(path: Path) -> str:
    """The name of `path`, fit for any terminal and any database."""
    name = os.fsencode(path.name).decode("utf-8", "backslashreplace")
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in name)


def folder_at(path: Path, faults: list[Fault]) -> Folder:
    """What lies at `path`, itself a file or a folder of them. A folder that cannot be read is a fault."""
    if not path.is_dir():
        return Folder((path,))
    try:
        entries = sorted(path.iterdir())
    except OSError as fault:
        faults.append(Fault(shown_name(path), f"cannot be read: {fault.strerror}"))
        return Folder(())
    passed = {entry: why for entry in entries if (why := _passed_over(entry)) is not None}
    files = tuple(entry for entry in entries if entry not in passed)
    unread = tuple(f"{shown_name(entry)} was not read: {why}" for entry, why in passed.items())
    if not files:
        faults.append(
            Fault(shown_name(path), ": ".join(["holds no .toml file", *([", ".join(unread)] if unread else [])]))
        )
    return Folder(files, unread)


def contents(folder: Folder) -> list[tuple[str, bytes]]:
    """What is to be read, with the names of what is not: the same while nothing in the folder changes."""
    held = [(file.name, data) for file in folder.files if isinstance(data := _bytes(file), bytes)]
    return [(os.fsencode(name).decode("utf-8", "backslashreplace"), data) for name, data in held] + [
        (why, b"") for why in folder.unread
    ]


def parsed(folder: Folder, faults: list[Fault]) -> Iterator[Parsed]:
    """The table in each file of `folder`; the faults of the others are added to `faults`."""
    seen: dict[str, str] = {}
    for file in folder.files:
        name = shown_name(file)
        other = seen.setdefault(unicodedata.normalize("NFC", name).casefold(), name)
        if other != name:
            faults.append(Fault(name, f"has the name of {other}, but for its case: which of the two is meant?"))
        table = _table(file)
        if isinstance(table, str):
            faults.append(Fault(name, table))
        else:
            yield Parsed(f"{name}: ", table)


def _passed_over(entry: Path) -> str | None:
    """Why `entry` of a folder is not read, or `None`."""
    name = entry.name
    if name.startswith("."):
        return "its name begins with a dot"
    if name.startswith("~$") or name.casefold() in OF_SYSTEMS:
        return "another program left it there"
    if name.casefold().endswith(ENDING):
        return None
    if entry.is_dir():
        return "it is a folder"
    return f"its name does not end in {ENDING}"


def _bytes(file: Path) -> bytes | str:
    """What `file` holds, or what is wrong with it."""
    try:
        # Before it is opened: a pipe that nobody writes to would be waited for.
        if file.exists() and not file.is_file():
            return "cannot be read: it is a folder" if file.is_dir() else "cannot be read: it is no regular file"
        with file.open("rb") as opened:
            held = opened.read(LARGEST_BYTES + 1)
    except OSError as fault:
        return f"cannot be read: {fault.strerror}"
    except ValueError as fault:
        return f"cannot be read: {fault}"
    return held if len(held) <= LARGEST_BYTES else f"is longer than {LARGEST_BYTES // 1024 // 1024} MiB"


def _table(file: Path) -> dict[str, Any] | str:
    """The TOML table in `file`, or what is wrong with it."""
    held = _bytes(file)
    text = _text(held) if isinstance(held, bytes) else None
    if isinstance(held, str):
        return held
    if text is None:
        return _not_text(held)
    if (deep := DEEP_KEY.search(text)) is not None:
        return f"is nested too deep in line {text.count(chr(10), 0, deep.start()) + 1}"
    try:
        return tomllib.loads(text)
    except RecursionError:
        return f"is nested too deep{_deepest(text)}"
    except ValueError as fault:  # Also a whole number of thousands of digits.
        return f"is not TOML: {fault}"


def _text(held: bytes) -> str | None:
    """`held` as text with one kind of line end, without a byte order mark; `None` if it is not UTF-8 text."""
    if b"\0" in held:
        return None
    try:
        text = held.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _not_text(held: bytes) -> str:
    """What `held` is instead of UTF-8 text, and where that begins."""
    if held.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "is UTF-32 text: save it as UTF-8"
    if held.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _alternates(held):
        return "is UTF-16 text: save it as UTF-8"
    if b"\0" in held:
        line = held.count(b"\n", 0, held.index(0)) + 1
        return f"is not text: there is a NUL byte in line {line}"
    try:
        held.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = held.count(b"\n", 0, fault.start) + 1
        return f"is not UTF-8 text: byte 0x{held[fault.start]:02X} in line {line} (save it as UTF-8)"
    return "is not UTF-8 text"


def _alternates(held: bytes) -> bool:
    """Whether every other byte is NUL, as in UTF-16 without its mark."""
    start = held[:64]
    return len(start) > 3 and any(not any(start[first::2]) and all(start[1 - first :: 2]) for first in (0, 1))


def _deepest(text: str) -> str:
    """The line in which brackets are open deepest, as words."""
    deepest = depth = line = 0
    for number, row in enumerate(text.split("\n"), 1):
        for letter in row:
            depth += (letter in "[{") - (letter in "]}")
            if depth > deepest:
                deepest, line = depth, number
    return f" in line {line}" if line else ""
