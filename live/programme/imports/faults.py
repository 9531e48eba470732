"""What is remarked about a file: where, which code, and the values its sentence needs.

A code never changes its meaning: screens have its sentence in six languages, and here it is in English.

The codes are one list, each with its sentence: hence the length.
"""

from enum import StrEnum

import msgspec

LONGEST_QUOTED = 160


class Code(StrEnum):
    """What may be remarked. Whether it is an error or a note is said where it is remarked."""

    # The file
    CANNOT_READ = "cannot_read"
    IS_FOLDER = "is_folder"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_LARGE_UNPACKED = "too_large_unpacked"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_LONG = "too_long"
    BROKEN = "broken"
    TOO_DEEP = "too_deep"
    NUL = "nul"
    NOT_TEXT = "not_text"
    NOT_UTF8 = "not_utf8"
    ENCODING_GUESSED = "encoding_guessed"
    OLD_OFFICE = "old_office"
    ENCRYPTED = "encrypted"
    MACROS_IGNORED = "macros_ignored"
    ENTITIES = "entities"
    UNKNOWN_FORMAT = "unknown_format"
    OTHER_KIND = "other_kind"
    NOT_USED = "not_used"
    FAULT_OF_PROGRAMME = "fault_of_programme"
    WARNING_OF_PROGRAMME = "warning_of_programme"
    # Tables
    NO_HEADER = "no_header"
    NO_COLUMN = "no_column"
    COLUMN_TWICE = "column_twice"
    COLUMN_UNKNOWN = "column_unknown"
    HEADER_AGAIN = "header_again"
    HEADING_SKIPPED = "heading_skipped"
    TOTAL_SKIPPED = "total_skipped"
    FOOTNOTE_SKIPPED = "footnote_skipped"
    SHEET_SKIPPED = "sheet_skipped"
    TABLE_SKIPPED = "table_skipped"
    TEMPLATE_SKIPPED = "template_skipped"
    CELLS_MISSING = "cells_missing"
    CELLS_LEFT_OVER = "cells_left_over"
    FORMULA = "formula"
    FORMULA_WITHOUT_VALUE = "formula_without_value"
    FORMULA_FAILED = "formula_failed"
    MISSING = "missing"
    TOO_LONG_TEXT = "too_long_text"
    NOT_KNOWN_KEY = "not_known_key"
    WRONG_TYPE = "wrong_type"
    # When
    NOT_A_TIME = "not_a_time"
    NOT_A_DATE = "not_a_date"
    NOT_A_DAY = "not_a_day"
    NOT_A_DURATION = "not_a_duration"
    ENDS_BEFORE_START = "ends_before_start"
    ENDS_AT_START = "ends_at_start"
    OVERNIGHT = "overnight"
    MIDNIGHT = "midnight"
    TIME_READ_AS = "time_read_as"
    HALF_DAY_UNSURE = "half_day_unsure"
    DATE_ORDER_ASSUMED = "date_order_assumed"
    DAY_ASKED = "day_asked"
    TIMES_ASKED = "times_asked"
    ENDS_ASKED = "ends_asked"
    NO_END = "no_end"
    END_OF_PARTS = "end_of_parts"
    ZONE_ASSUMED = "zone_assumed"
    ZONE_BY_OFFSET = "zone_by_offset"
    ZONE_UNKNOWN = "zone_unknown"
    ZONE_CONTRADICTS = "zone_contradicts"
    DURATION_CONTRADICTS = "duration_contradicts"
    TIME_SKIPPED = "time_skipped"
    EMPTY_DAY = "empty_day"
    DAYS_MISCOUNTED = "days_miscounted"
    CONFERENCE_ENDS_BEFORE_START = "conference_ends_before_start"
    # Where
    ROOM_ASKED = "room_asked"
    COLUMNS_ASKED = "columns_asked"
    ROOM_UNKNOWN = "room_unknown"
    ROOM_BY_NUMBER = "room_by_number"
    ROOM_MISPLACED = "room_misplaced"
    ROOM_LABEL = "room_label"
    OVERLAP = "overlap"
    GAP = "gap"
    REPEATED = "repeated"
    # What
    FORMAT_UNKNOWN = "format_unknown"
    NO_TITLE = "no_title"
    TITLE_MISSING_IN = "title_missing_in"
    LANGUAGE_LEFT_OUT = "language_left_out"
    TO_BE_CONFIRMED = "to_be_confirmed"
    NO_SPEAKERS = "no_speakers"
    SPEAKERS_BY_NUMBER = "speakers_by_number"
    KEPT_OUT = "kept_out"
    CANCELLED = "cancelled"
    NO_ENTRIES = "no_entries"
    # Delegations and people
    DELEGATION_UNKNOWN = "delegation_unknown"
    DELEGATION_AMBIGUOUS = "delegation_ambiguous"
    DELEGATION_BY_ALIAS = "delegation_by_alias"
    DELEGATION_NEW = "delegation_new"
    NO_STATE = "no_state"
    CATEGORY_UNKNOWN = "category_unknown"
    CATEGORY_DIFFERS = "category_differs"
    DUPLICATE = "duplicate"
    DUPLICATE_DIFFERS = "duplicate_differs"
    OVER_LIMIT = "over_limit"
    SEVERAL_HEADS = "several_heads"
    NO_HEAD = "no_head"
    HEAD_UNNAMED = "head_unnamed"
    HEAD_UNCLEAR = "head_unclear"
    ONE_NAME = "one_name"
    NO_NAME = "no_name"
    NO_FUNCTION = "no_function"
    NO_ORGANISATION = "no_organisation"
    NOT_AN_ADDRESS = "not_an_address"
    NO_SEATS = "no_seats"
    ORDER_TWICE = "order_twice"
    ORDER_MISSING = "order_missing"
    ORDER_NONE = "order_none"
    ORDER_INSERTED = "order_inserted"
    LEVEL_UNCLEAR = "level_unclear"
    LANGUAGE_UNCLEAR = "language_unclear"
    WITHDRAWN = "withdrawn"
    SPEAKS_TWICE = "speaks_twice"
    # Badges
    NOT_A_BADGE = "not_a_badge"
    BADGE_VERSION = "badge_version"
    BADGE_DAMAGED = "badge_damaged"


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where something stands in a file: a row and a column of a sheet, or a path from the root.

    `row` counts records from the first as 1; `column` is the letter of a spreadsheet's column, and `field` what it was
    read as.
    """

    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    field: str = ""
    path: str = ""

    def __str__(self) -> str:
        steps = [
            self.sheet,
            "" if self.row is None else f"row {self.row}",
            self.path or self.field,
        ]
        cell = f" ({self.column}{self.row})" if self.column and self.row is not None else ""
        inside = ", ".join(step for step in steps if step) + cell
        return f"{self.file}: {inside}" if inside else self.file


class Remark(msgspec.Struct, frozen=True, omit_defaults=True):
    """A fault or a note: where, its code, and the values that its sentence names."""

    place: Place
    code: Code
    values: dict[str, str] = {}

    @property
    def text(self) -> str:
        """The sentence in English."""
        return TEXTS[self.code].format_map(_Named(self.values))


class _Named(dict[str, str]):
    """The values of a sentence; one that was not given is shown as a dash rather than failing."""

    def __missing__(self, name: str) -> str:
        return "–"


def quoted(value: object) -> str:
    """`value` as a sentence may name it: one line of bounded length."""
    text = " ".join(str(value).split())
    text = "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
    return text if len(text) <= LONGEST_QUOTED else f"{text[:LONGEST_QUOTED]}…"


TEXTS: dict[Code, str] = {
    Code.CANNOT_READ: "The file cannot be read: {why}.",
    Code.IS_FOLDER: "This is a folder, not a file.",
    Code.EMPTY: "The file is empty.",
    Code.TOO_LARGE: "The file is larger than {most} MiB.",
    Code.TOO_LARGE_UNPACKED: "The file would take more room unpacked than is given to it ({most} MiB).",
    Code.TOO_MANY_ROWS: "There are more than {most} rows; the rows after that were not read.",
    Code.TOO_LONG: "Reading the file takes too long or too much memory; it was given up.",
    Code.BROKEN: "The file is damaged or not what it seems to be: {why}.",
    Code.TOO_DEEP: "The file is nested too deep.",
    Code.NUL: "There is a NUL byte here: this is not text.",
    Code.NOT_TEXT: "This is neither text nor a file of a known kind.",
    Code.NOT_UTF8: "There is a letter here that is not stored as UTF-8, though the others are: save the file as UTF-8.",
    Code.ENCODING_GUESSED: "The file does not say how its letters are stored; taken is {encoding}. Look at accents.",
    Code.OLD_OFFICE: "This is a file of an old Office program, or one locked with a password: save it as .xlsx "
    "or .docx without a password.",
    Code.ENCRYPTED: "The file is locked with a password: save it without one.",
    Code.MACROS_IGNORED: "The file holds macros. They were not read and nothing of them runs.",
    Code.ENTITIES: "The XML declares a document type or entities; such files are not read.",
    Code.UNKNOWN_FORMAT: "This is no format that is known here. Known are: {known}.",
    Code.OTHER_KIND: "This is a {kind}, not a {wanted}.",
    Code.NOT_USED: "The file was not used: {why}.",
    Code.FAULT_OF_PROGRAMME: "{what}.",
    Code.WARNING_OF_PROGRAMME: "{what}",
    Code.NO_HEADER: "No row with the names of the columns was found. Known names are: {known}.",
    Code.NO_COLUMN: "There is no column for {field}.",
    Code.COLUMN_TWICE: "{name} is a second column for {field}; the first is used.",
    Code.COLUMN_UNKNOWN: "The column {name} is not known and was not read.",
    Code.HEADER_AGAIN: "This row repeats the names of the columns; it was skipped.",
    Code.HEADING_SKIPPED: "{text} is a heading; it was skipped.",
    Code.TOTAL_SKIPPED: "This is a row of totals; it was skipped.",
    Code.FOOTNOTE_SKIPPED: "{text} is a footnote; it was skipped.",
    Code.SHEET_SKIPPED: "The sheet {name} was not read.",
    Code.TABLE_SKIPPED: "This table was not read: {why}.",
    Code.TEMPLATE_SKIPPED: "This is what a template left ({text}); it was not read.",
    Code.CELLS_MISSING: "The row has {found} cells, the header {expected}.",
    Code.CELLS_LEFT_OVER: "The row has {found} cells, the header {expected}: is a separator not in quotes?",
    Code.FORMULA: "{value} is a formula, not a value; formulas are not worked out.",
    Code.FORMULA_WITHOUT_VALUE: "The formula {value} has no stored value: open the file in its program and save it.",
    Code.FORMULA_FAILED: "The formula in this cell gives the error {value}.",
    Code.MISSING: "{field} is missing.",
    Code.TOO_LONG_TEXT: "The text is longer than {most} characters.",
    Code.NOT_KNOWN_KEY: "{name} is not known here.",
    Code.WRONG_TYPE: "{value} should be {expected}.",
    Code.NOT_A_TIME: "{value} is no time of day.",
    Code.NOT_A_DATE: "{value} is no date.",
    Code.NOT_A_DAY: "{value} is no date and no number of a day.",
    Code.NOT_A_DURATION: "{value} is no duration.",
    Code.ENDS_BEFORE_START: "It ends at {ends}, before it starts at {starts}.",
    Code.ENDS_AT_START: "It ends at {ends}, when it starts.",
    Code.OVERNIGHT: "It ends at {ends} on the next day.",
    Code.MIDNIGHT: "24:00 is read as midnight at the end of the day.",
    Code.TIME_READ_AS: "{value} is read as {taken}.",
    Code.HALF_DAY_UNSURE: "{value} may be in the morning or in the afternoon: which?",
    Code.DATE_ORDER_ASSUMED: "{value} is read as {taken}: the day first.",
    Code.DAY_ASKED: "The file does not say on which day this is.",
    Code.TIMES_ASKED: "The file does not say at what times this is: {count} items without a time.",
    Code.ENDS_ASKED: "No entry has an end: an end is asked for, or taken from the next start in the same room.",
    Code.NO_END: "{title} has no end.",
    Code.END_OF_PARTS: "{title} has no end of its own; taken is the end of its last part, {ends}.",
    Code.ZONE_ASSUMED: "The file names no time zone; its times are read in {zone}.",
    Code.ZONE_BY_OFFSET: "The file names no time zone, only {offset} from UTC; its days are counted by that. "
    "The conference is in {zone}.",
    Code.ZONE_UNKNOWN: "{zone} is no time zone that is known here; the times are read in {taken}.",
    Code.ZONE_CONTRADICTS: "The time zone is said to be {zone}, but the times are {offset} from UTC; the "
    "instants hold.",
    Code.DURATION_CONTRADICTS: "The duration {duration} does not agree with the times; the times hold.",
    Code.TIME_SKIPPED: "{value} does not exist on {day}: the clocks skip it.",
    Code.EMPTY_DAY: "{day} has no entries.",
    Code.DAYS_MISCOUNTED: "{said} days are said, there are {found}.",
    Code.CONFERENCE_ENDS_BEFORE_START: "The meeting is said to end ({ends}) before it starts ({starts}).",
    Code.ROOM_ASKED: "{count} entries name no room: the room is asked for.",
    Code.COLUMNS_ASKED: "{count} columns are rooms without a name: their names are asked for.",
    Code.ROOM_UNKNOWN: "{value} is no known room.",
    Code.ROOM_BY_NUMBER: "Room {value} is known by its number only: its name is in another file.",
    Code.ROOM_MISPLACED: "The list of rooms stands outside the conference.",
    Code.ROOM_LABEL: "{value} is taken for the kind of the meeting, not for a room.",
    Code.OVERLAP: "It overlaps {other} in {room}, {from}–{to}.",
    Code.GAP: "Nothing is planned on {day} from {from} to {to}.",
    Code.REPEATED: "This is the same as {other}.",
    Code.FORMAT_UNKNOWN: "{value} is no known format. Known are: {known}.",
    Code.NO_TITLE: "The entry has no title.",
    Code.TITLE_MISSING_IN: "The title is missing in: {languages}.",
    Code.LANGUAGE_LEFT_OUT: "Texts in {languages} are in no language of the conference; they were left out.",
    Code.TO_BE_CONFIRMED: "{names}: to be confirmed.",
    Code.NO_SPEAKERS: "{title} has no speakers.",
    Code.SPEAKERS_BY_NUMBER: "The speakers are known by number only: their names are not in the file.",
    Code.KEPT_OUT: "{title} was left out: {why}.",
    Code.CANCELLED: "{title} is cancelled; it was left out.",
    Code.NO_ENTRIES: "The file holds no entries.",
    Code.DELEGATION_UNKNOWN: "{value} is not in the register.{offered}",
    Code.DELEGATION_AMBIGUOUS: "{value} may be {offered}: which?",
    Code.DELEGATION_BY_ALIAS: "{value} is taken for {name}.",
    Code.DELEGATION_NEW: "{value} is new in the register.",
    Code.NO_STATE: "{value} is the code of no State.",
    Code.CATEGORY_UNKNOWN: "The category {value} is not known; that of the register holds: {category}.",
    Code.CATEGORY_DIFFERS: "The category is said to be {value}; that of the register holds: {category}.",
    Code.DUPLICATE: "This is the person of {other} again.",
    Code.DUPLICATE_DIFFERS: "This is the person of {other} again, with another {fields}.",
    Code.OVER_LIMIT: "{name} has {count} people; {most} are allowed.",
    Code.SEVERAL_HEADS: "{name} has {count} heads of delegation: which one is it?",
    Code.NO_HEAD: "{name} has no head of delegation.",
    Code.HEAD_UNNAMED: "The head of {name} is not named: {value}.",
    Code.HEAD_UNCLEAR: "{value} is neither yes nor no; taken is no.",
    Code.ONE_NAME: "The person has no {field}.",
    Code.NO_NAME: "The person has no name.",
    Code.NO_FUNCTION: "The person has no function.",
    Code.NO_ORGANISATION: "The person has no organisation.",
    Code.NOT_AN_ADDRESS: "{value} is no e-mail address; it was left out.",
    Code.NO_SEATS: "{name} sits in none of the committees.",
    Code.ORDER_TWICE: "The number {value} is used twice.",
    Code.ORDER_MISSING: "The number {value} is missing.",
    Code.ORDER_NONE: "There is no number; the order of the paper is kept.",
    Code.ORDER_INSERTED: "The number {value} was put in between; the order of the paper is kept.",
    Code.LEVEL_UNCLEAR: "The level {value} is read as {taken}.",
    Code.LANGUAGE_UNCLEAR: "The language {value} is read as {taken}.",
    Code.WITHDRAWN: "{value} is marked as withdrawn.",
    Code.SPEAKS_TWICE: "{name} is on the list twice in the same capacity, as in {other}.",
    Code.NOT_A_BADGE: "This is not the code of a badge.",
    Code.BADGE_VERSION: "Badges of version {value} are not known here.",
    Code.BADGE_DAMAGED: "The code of the badge is damaged.",
}
