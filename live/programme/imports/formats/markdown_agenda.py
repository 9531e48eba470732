"""An agenda in Markdown with timeboxes, as committees of Ecma write them."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from live.programme.imports.builder import Builder
from live.programme.imports.faults import Code, Place
from live.programme.imports.sources import Source
from live.programme.imports.texts import person, unlinked
from live.programme.imports.times import calendar_date, named_date
from live.programme.imports.values import Person, Programme, Segment, Setting

NAME = "markdown-agenda"
HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*$")
NUMBERED = re.compile(r"(\s*)\d{1,3}[.)]\s+(.*)$")
BOX = re.compile(
    r"\(\s*(\d{1,3})\s*(?:m|min|mins|minutes)\s*(?:,\s*([^()]*))?\)(?:\s*\(([^()]*)\))?\s*$", re.IGNORECASE
)
PRESENTER = re.compile(r"\(([^()]+)\)\s*$")
MINUTES = re.compile(r"(\d{1,3})\s*(?:m|min|mins|minutes)?", re.IGNORECASE)
RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*")
AGENDA = re.compile(r"(?i)agenda(?: items)?$|ordre du jour|programa|повестка дня|议程|جدول الأعمال")
NO_NAME = re.compile(r"(?i)^(?:slides|pdf|video|pr|comment|link|notes|\d.*)$")


def recognises(source: Source) -> bool:
    if source.is_zip or source.xml is not None or source.json is not None:
        return False
    return any(True for _, _, line in _agenda_lines(source.text) if NUMBERED.match(line) or "|" in line)


def _agenda_lines(text: str) -> Iterator[tuple[int, str, str]]:
    """The lines below the headings that name the agenda: number, heading, line."""
    heading, level, within = "", 0, False
    for number, line in enumerate(text.splitlines(), 1):
        if (found := HEADING.match(line)) is not None:
            name = unlinked(found[2])
            if AGENDA.search(name):
                heading, level, within = name, len(found[1]), True
            elif within and (len(found[1]) <= level or heading):
                within = False
        elif within:
            yield number, heading, line


def read(source: Source, setting: Setting) -> Programme:
    """The items as entries without times, with their timeboxes; the days and hours that are announced."""
    builder = Builder(NAME, source.name, setting)
    _read_days(builder, source.text)
    parents: list[tuple[int, str]] = []
    table_columns: list[str] = []
    for number, _, line in _agenda_lines(source.text):
        place = Place(source.name, row=number)
        if "|" in line and line.lstrip().startswith("|"):
            table_columns = _read_row(builder, line, place, table_columns, parents)
            continue
        table_columns = []
        if (found := NUMBERED.match(line)) is None:
            continue
        indent = len(found[1].expandtabs(4))
        parents = [known for known in parents if known[0] < indent]
        under = parents[-1][1] if parents else ""
        _add_item(builder, found[2], place, under, len(parents))
        parents.append((indent, builder.segments[-1].key))
    _drop_headings(builder, source.text)
    return builder.programme()


def _add_item(builder: Builder, raw: str, place: Place, under: str, level: int) -> None:
    plain = unlinked(re.sub(r"\(\[[^\]]*\]\([^)]*\)\)", "", raw))
    minutes, names = None, ""
    if (box := BOX.search(plain)) is not None:
        minutes, names, plain = int(box[1]), box[2] or box[3] or "", plain[: box.start()]
    elif (who := PRESENTER.search(plain)) is not None and "&" not in who[1] and "≤" not in who[1]:
        names, plain = who[1], plain[: who.start()]
    builder.add(
        Segment(
            names={"en": plain.strip()} if plain.strip() else {},
            place=place,
            key=f"item-{place.row}",
            under=under,
            level=level,
            minutes=minutes,
            speakers=_presenters(names),
        )
    )


def _presenters(names: str) -> tuple[Person, ...]:
    """Presenters by comma; of `A for B` it is A."""
    parts = re.split(r",|\band\b|&", names)
    found = [person(part.partition(" for ")[0]) for part in parts if part.strip() and not NO_NAME.match(part.strip())]
    return tuple(known for known in found if known is not None)


def _read_row(
    builder: Builder, line: str, place: Place, columns: list[str], parents: list[tuple[int, str]]
) -> list[str]:
    """A row of a table of items; the columns that it names, if it is the first."""
    if RULE.fullmatch(line):
        return columns
    cells = [unlinked(re.sub(r"\(\[[^\]]*\]\((?:[^()]|\([^)]*\))*\)\)", "", cell)) for cell in _cells(line)]
    if not columns:
        return [cell.casefold() for cell in cells]
    held = dict(zip(columns, cells, strict=False))
    title = held.get("topic") or held.get("title") or held.get("item") or ""
    box = MINUTES.fullmatch(held.get("timebox") or held.get("time") or held.get("duration") or "")
    builder.add(
        Segment(
            names={"en": title} if title else {},
            place=place,
            key=f"item-{place.row}",
            under=parents[-1][1] if parents else "",
            level=len(parents),
            minutes=None if box is None else int(box[1]),
            speakers=_presenters(held.get("presenter") or held.get("presenters") or held.get("speaker") or ""),
        )
    )
    return columns


def _cells(line: str) -> list[str]:
    """The cells of a row; a `|` within backquotes or behind a backslash parts nothing."""
    masked = re.sub(r"`[^`]*`|\\\|", lambda code: code[0].replace("|", "\0"), line.strip())
    return [cell.replace("\0", "|").strip() for cell in masked.strip("|").split("|")]


def _drop_headings(builder: Builder, text: str) -> None:
    """An item with others under it, or that heads a table, empty or not, is no item of its own."""
    lines = text.splitlines()
    parents = {segment.under for segment in builder.segments}
    kept: list[Segment] = []
    for segment in builder.segments:
        row = segment.place.row or 1
        below = next((line.strip() for line in lines[row:] if line.strip()), "")
        is_row = lines[row - 1].lstrip().startswith("|")
        if segment.key in parents or (below.startswith("|") and not is_row):
            builder.skip(segment.place, Code.HEADING_SKIPPED, text=next(iter(segment.names.values()), ""))
        else:
            kept.append(segment)
    builder.segments = kept


def _read_days(builder: Builder, text: str) -> None:
    """The days that the agenda announces, each with its hours, or from one to another."""
    head = [line for line in text.splitlines()[:60]]
    found: list[date] = []
    for line in head:
        if (
            re.search(r"\d{1,2}:\d{2}\s*(?:to|until|-|–)\s*\d{1,2}:\d{2}", line)
            and (on := named_date(line) or _iso(line)) is not None
        ):
            found.append(on)
    if not found:
        for line in head:
            if re.search(r"(?i)\bdates?\b", line):
                found += _span(line)
    for on in found:
        builder.day_of(on)
    builder.announced = True


def _iso(line: str) -> date | None:
    found = re.search(r"\d{4}-\d{2}-\d{2}", line)
    return None if found is None else calendar_date(found[0])


def _span(line: str) -> list[date]:
    """The days from one to another, such as `October 1st-3rd, 2019` or `2019-12-03 to 2019-12-05`."""
    iso = [day for text in re.findall(r"\d{4}-\d{2}-\d{2}", line) if (day := calendar_date(text)) is not None]
    if iso:
        first, last = iso[0], iso[-1]
    else:
        start = named_date(re.sub(r"[-–—]\s*\d{1,2}(?:st|nd|rd|th)?", "", line))
        until = re.search(r"\d{1,2}(?:st|nd|rd|th)?\s*[-–—]\s*(\d{1,2})", line)
        if start is None:
            return []
        first, last = start, start
        if until is not None and start.day < int(until[1]) <= 31:
            last = start + timedelta(days=int(until[1]) - start.day)
    return [first + timedelta(days=n) for n in range(min((last - first).days, 30) + 1)]
