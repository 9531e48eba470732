"""The Chinese font of the documents: made from the web font of an npm package, for Typst reads no web fonts.

The other fonts of documents are Python packages (`fontpkg-*`). None of them is in the repository.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent / "node_modules" / "@fontsource" / "noto-sans-sc"
WEIGHTS = {400: "NotoSansSC-Regular.ttf", 700: "NotoSansSC-Bold.ttf"}
HEADER = struct.Struct(">4s4sIH30x")
TABLE = struct.Struct(">4sIIII")


def write_fonts(folder: Path) -> None:
    """Write the weights that documents use, and their licence, into `folder`."""
    folder.mkdir(exist_ok=True)
    for weight, name in WEIGHTS.items():
        web_font = PACKAGE / "files" / f"noto-sans-sc-chinese-simplified-{weight}-normal.woff"
        (folder / name).write_bytes(unpacked(web_font.read_bytes()))
    (folder / "LICENSE").write_bytes((PACKAGE / "LICENSE").read_bytes())


def unpacked(woff: bytes) -> bytes:
    """The font in a file of the format WOFF 1: the same tables, each compressed by itself."""
    signature, flavor, _, count = HEADER.unpack_from(woff)
    if signature != b"wOFF":
        raise ValueError("not a web font in the format WOFF 1")
    power = 1 << (count.bit_length() - 1)
    directory = struct.pack(">4sHHHH", flavor, count, power * 16, power.bit_length() - 1, (count - power) * 16)
    tables = b""
    first = len(directory) + 16 * count
    for n in range(count):
        tag, offset, packed, size, checksum = TABLE.unpack_from(woff, HEADER.size + TABLE.size * n)
        table = woff[offset : offset + packed]
        if packed < size:
            table = zlib.decompress(table)
        directory += struct.pack(">4sIII", tag, checksum, first + len(tables), size)
        tables += table + b"\0" * (-size % 4)
    return directory + tables
