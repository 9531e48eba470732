"""The programme as a workbook by the template that is read."""

from io import BytesIO

import xlsxwriter

from live.programme.exports.planned import local, shown, slots_of
from live.programme.programme import Programme
from live.programme.reading import LANGUAGES
from live.room.model.plan import Format, Segment

COLUMNS = ("date", "starts", "ends", "room", *(f"title_{language}" for language in LANGUAGES), "format", "moderator",
           "speakers")  # fmt: skip


def workbook(programme: Programme) -> bytes:
    """A row for each segment, and the formats that may be written on a sheet of their own. All cells are text."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, formats = book.add_worksheet("Programme"), book.add_worksheet("Formats")
    bold = book.add_format({"bold": True})
    for at, name in enumerate(COLUMNS):
        sheet.write_string(0, at, name, bold)
    entries = [(segment, room) for room in programme.rooms for segment in room.segments]
    entries.sort(key=lambda entry: (entry[0].starts_at, entry[1].profile.id))
    for number, (segment, room) in enumerate(entries, 1):
        for at, text in enumerate(_row(programme, segment, room.profile.names["en"])):
            sheet.write_string(number, at, text)
    sheet.freeze_panes(1, 0)
    sheet.set_column(4, 4 + len(LANGUAGES), 32)
    formats.write_string(0, 0, "format", bold)
    for number, name in enumerate(Format, 1):
        formats.write_string(number, 0, name.value)
    book.close()
    return file.getvalue()


def _row(programme: Programme, segment: Segment, room: str) -> list[str]:
    start, end = local(programme, segment.starts_at), local(programme, segment.ends_at)
    return [
        start.date().isoformat(),
        f"{start:%H:%M}",
        f"{end:%H:%M}",
        room,
        *(segment.names.get(language, "") for language in LANGUAGES),
        segment.format.value,
        "; ".join(shown(slot) for slot in segment.moderators),
        "; ".join(shown(slot) for slot in slots_of(segment)),
    ]
