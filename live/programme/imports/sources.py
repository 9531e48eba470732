"""One file that was brought: its bytes, and what they are, found by their content and never by a name."""

import codecs
import json
import re
import zipfile
from functools import cached_property
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as SafeXml

from live.programme.imports.brought import LARGEST_BYTES
from live.programme.imports.encodings import first_fault, guessed
from live.programme.imports.faults import Code, Place, Remark, quoted

LARGEST_UNPACKED = 200 * 1024**2
MOST_PARTS = 5000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DEEPEST_XML = 100
TOLD = frozenset({"utf-8", "utf-16", "utf-32", "utf-16-le", "utf-16-be"})
"""Encodings that a file says itself, or that cannot be taken for another."""


class Unreadable(Exception):
    """Raised for a file of which nothing can be read; `remark` says why and where."""

    def __init__(self, remark: Remark) -> None:
        super().__init__(remark.text)
        self.remark = remark


class Source:
    """One file. What it is is found out once, when it is asked for."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.data = data
        self.notes: list[Remark] = []
        self._check()

    def fail(self, code: Code, /, place: Place | None = None, **values: object) -> Unreadable:
        """What to raise for a fault after which nothing can be read."""
        shown = {name: quoted(value) for name, value in values.items()}
        return Unreadable(Remark(place or Place(self.name), code, shown))

    def _check(self) -> None:
        if not self.data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
            raise self.fail(Code.NUL if self.data.strip(b" \t\r\n\xef\xbb\xbf\xff\xfe") else Code.EMPTY)
        if len(self.data) > LARGEST_BYTES:
            raise self.fail(Code.TOO_LARGE, most=LARGEST_BYTES // 1024**2)
        if self.data.startswith(OLE):
            locked = "EncryptedPackage".encode("utf-16-le") in self.data
            raise self.fail(Code.ENCRYPTED if locked else Code.OLD_OFFICE)
        if self.is_zip:
            self._check_zip()

    @property
    def is_zip(self) -> bool:
        return self.data.startswith(b"PK\x03\x04")

    def _check_zip(self) -> None:
        """Before anything of it is unpacked: how large it would be."""
        try:
            with zipfile.ZipFile(BytesIO(self.data)) as packed:
                parts = packed.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as fault:
            raise self.fail(Code.BROKEN, why=fault) from None
        if sum(part.file_size for part in parts) > LARGEST_UNPACKED or len(parts) > MOST_PARTS:
            raise self.fail(Code.TOO_LARGE_UNPACKED, most=LARGEST_UNPACKED // 1024**2)
        if any(part.flag_bits & 1 for part in parts):
            raise self.fail(Code.ENCRYPTED)
        if any(part.filename.casefold().endswith("vbaproject.bin") for part in parts):
            self.notes.append(Remark(Place(self.name), Code.MACROS_IGNORED))

    @cached_property
    def parts(self) -> frozenset[str]:
        """The names of the parts of a packed file."""
        if not self.is_zip:
            return frozenset()
        with zipfile.ZipFile(BytesIO(self.data)) as packed:
            return frozenset(packed.namelist())

    @cached_property
    def text(self) -> str:
        """The file as text, without a mark in front. Raises `Unreadable`."""
        encoding = self._encoding()
        try:
            text = self.data.decode(encoding)
        except UnicodeDecodeError:
            raise self.fail(Code.NOT_TEXT) from None
        text = text.removeprefix("\ufeff")
        if "\0" in text:
            raise self.fail(Code.NUL, Place(self.name, row=text.count("\n", 0, text.index("\0")) + 1))
        if encoding not in TOLD:
            self.notes.append(Remark(Place(self.name), Code.ENCODING_GUESSED, {"encoding": encoding}))
        return text

    def _encoding(self) -> str:
        marks = (
            (codecs.BOM_UTF8, "utf-8"),
            (codecs.BOM_UTF32_LE, "utf-32"),
            (codecs.BOM_UTF32_BE, "utf-32"),
            (codecs.BOM_UTF16_LE, "utf-16"),
            (codecs.BOM_UTF16_BE, "utf-16"),
        )
        for mark, encoding in marks:
            if self.data.startswith(mark):
                return encoding
        try:
            self.data.decode("utf-8")
        except UnicodeDecodeError:
            start = self.data[:4000]
            even, odd = start[::2].count(0), start[1::2].count(0)
            if max(even, odd) > len(start) // 8 and min(even, odd) < len(start) // 50 + 1:
                return "utf-16-be" if even > odd else "utf-16-le"
            return self._one_byte()
        start = self.data[:4000]
        if start.count(0) > len(start) // 4:
            return "utf-16-be" if start[::2].count(0) > start[1::2].count(0) else "utf-16-le"
        return "utf-8"

    def _one_byte(self) -> str:
        if b"\0" in self.data:
            at = self.data.index(0)
            raise self.fail(Code.NUL, Place(self.name, row=self.data.count(b"\n", 0, at) + 1))
        if (fault := first_fault(self.data)) is not None:
            raise self.fail(Code.NOT_UTF8, Place(self.name, row=self.data.count(b"\n", 0, fault) + 1))
        controls = sum(byte < 9 or 13 < byte < 32 for byte in self.data[:4000])
        encoding = guessed(self.data)
        if encoding is None or controls > len(self.data[:4000]) // 100:
            raise self.fail(Code.NOT_TEXT)
        return encoding

    @cached_property
    def json(self) -> Any:
        """What the JSON of the file holds; `None` if it is none. Raises `Unreadable` if it begins as JSON and "
        "is not."""
        if self.is_zip or self.data.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] not in (b"{", b"["):
            return None
        try:
            return json.loads(self.text)
        except RecursionError:
            raise self.fail(Code.TOO_DEEP) from None
        except ValueError as fault:
            if not re.match(r'\s*(\{\s*("|\})|\[\s*[\[{"\]])', self.text):
                return None
            if _is_json(next((line for line in self.text.splitlines() if line.strip()), "")):
                return None  # Codes of badges, one a line.
            row = getattr(fault, "lineno", None)
            raise self.fail(Code.BROKEN, Place(self.name, row=row), why=f"JSON: {fault}") from None

    @cached_property
    def xml(self) -> Element | None:
        """The root of the XML of the file; `None` if it is none. Raises `Unreadable` if it begins as XML and is not."""
        if self.is_zip or not self._begins_as_xml():
            return None
        try:
            root = SafeXml.fromstring(self.data.lstrip(), forbid_dtd=True)
        except DefusedXmlException:
            raise self.fail(Code.ENTITIES) from None
        except ParseError as fault:
            raise self.fail(Code.BROKEN, Place(self.name, row=fault.position[0]), why=f"XML: {fault}") from None
        except (ValueError, LookupError) as fault:
            raise self.fail(Code.BROKEN, why=f"XML: {fault}") from None
        if _deeper(root, DEEPEST_XML):
            raise self.fail(Code.TOO_DEEP)
        return root

    def _begins_as_xml(self) -> bool:
        start = self.data[:2000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
        return re.match(rb"<(\?xml|!DOCTYPE|!--|[A-Za-z_][\w:.-]*[\s>/])", start) is not None and not re.match(
            rb"(?i)<(img|p|br|div|!doctype html|html|h\d)\b", start
        )


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return not line.strip()
    return True


def _deeper(root: Element, most: int) -> bool:
    level = [root]
    for _ in range(most):
        level = [child for element in level for child in element]
        if not level:
            return False
    return True
