"""What is given to the reading of files, and how they are to be read."""

import msgspec

from live.programme.imports.faults import Remark
from live.programme.imports.values import Setting

LARGEST_BYTES = 20 * 1024**2
PROGRAMME_FORMATS = (
    "table",
    "toml",
    "schedule.json",
    "frab",
    "entries-xml",
    "sessionize",
    "indico",
    "icalendar",
    "word-grid",
    "sheet-grid",
    "ontime",
    "openslides",
    "un-meetings",
    "markdown-agenda",
    "pretalx-dump",
    "sheet-dump",
)
REGISTER_FORMATS = ("register-table", "participants", "note-verbale", "roster", "speakers-list", "indico-badges")
"""The names by which formats are asked for; `guessing` has a reader for each."""


class Brought(msgspec.Struct, frozen=True):
    """A file as it was brought: its name, and its bytes; or why it could not be read."""

    name: str
    data: bytes = b""
    fault: Remark | None = None


class Wanted(msgspec.Struct, frozen=True):
    """How the files are to be read. `format` is empty where it is to be guessed; `mapping` says of headings what they
    are, such as `title_fr`.
    """

    setting: Setting
    format: str = ""
    mapping: dict[str, str] = {}
