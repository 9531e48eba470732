"""How the facts of the proceedings are written in a paper: times, names, places, what was done."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from live.documents.asked import Asked
from live.documents.blocks import UNKNOWN, Cell, Column, Line, Run, Table, colon
from live.documents.papers.charts import wide
from live.documents.words import clock, duration
from live.proceedings.course import NotReached
from live.proceedings.occurrences import Occurrence, OccurrenceKind
from live.proceedings.statements import Place, Statement, Who
from live.room.model.plan import Capacity, Names, Seconds

DOT = Run(" · ", quiet=True)
COMMAS = {"ar": "، ", "zh": "，"}
WIDTH, PADDING, HEAD = 493.0, 9.0, 9.0
"""In points: how wide a table is, what a cell keeps free at both sides, and the size of its head."""


class Wording:
    """The words of one paper, and the clock it goes by."""

    def __init__(self, asked: Asked) -> None:
        self.words = asked.words
        self.phrases = asked.words.phrases
        self.comma = COMMAS.get(asked.words.language, ", ")
        self._zone = ZoneInfo(asked.proceedings.zone)
        self._days = asked.proceedings.days
        self._rooms = len(asked.proceedings.rooms)

    def time(self, at: datetime | None) -> Run:
        return Run(clock(at, self._zone) if at else "–", ltr=True)

    def span(self, start: datetime | None, end: datetime | None) -> Run:
        """`10:04–11:02`; what has not ended has no end."""
        if start is None:
            return Run("–", quiet=True)
        return Run(f"{clock(start, self._zone)}–{clock(end, self._zone) if end else ''}", ltr=True)

    def length(self, seconds: Seconds | None, *, signed: bool = False) -> Run:
        return Run(duration(seconds, signed=signed), ltr=True)

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self._zone)

    def long_day(self, at: datetime) -> str:
        return self.words.day(self.local(at).date())

    def day(self, day: date) -> str:
        """`Day 1, Monday 4 December 2017`."""
        number = self.phrases["day_number"].format(number=self._days.index(day) + 1) if day in self._days else ""
        return self.comma.join(part for part in (number, self.words.day(day)) if part)

    def name(self, names: Names | None, *, strong: bool = False, quiet: bool = False) -> Run:
        """A name; it says in which language it is where that is not the paper's."""
        said = self.words.name(names)
        own = bool(names and names.get(self.words.language))
        return Run(said, strong=strong, quiet=quiet, language=None if own or not said else "en")

    def person(self, who: Who) -> Run | None:
        """`Mr. Karim Nassar, Ambassador`; what somebody is called is in no language of ours."""
        said = ", ".join(part for part in (who.person, who.title) if part)
        return Run(said, quiet=True, language=UNKNOWN) if said else None

    def place(self, place: Place) -> str:
        """The segment; with its room where the paper has several."""
        segment = self.words.name(place.segment_names) or self.words.name(place.room_names)
        return f"{segment} · {self.words.name(place.room_names)}" if self._rooms > 1 else segment

    def language(self, code: str) -> str:
        return self.words.languages.get(code, code)

    def capacity(self, one: Statement | NotReached) -> str | None:
        """In what capacity, where it is not the speaker's own."""
        if name := self.words.name(one.on_behalf_of_names) or one.on_behalf_of:
            return self.phrases["on_behalf_of"].format(name=name)
        return None if one.capacity is Capacity.NATIONAL else self.words.capacities[one.capacity]

    def of(self, title: str, what: str) -> str:
        """`title: what`, as the language writes a colon."""
        return f"{title}{colon(self.words.language)}{what}"

    def detail(self, happened: Occurrence) -> Line:
        """What is to be said of an occurrence beside its kind."""
        parts: list[Run] = []
        if happened.who is not None:
            parts.append(self.name(happened.who.names))
        if happened.limited_phase is not None:
            parts.append(self.name(happened.limited_phase))
        if happened.category is not None:
            parts.append(Run(self.words.category(happened.category)))
        if happened.capacity not in (None, Capacity.NATIONAL):
            parts.append(Run(self.words.capacities[happened.capacity]))
        if happened.kind is OccurrenceKind.LIMIT_SET:
            limit = happened.seconds
            parts.append(Run(self.phrases["no_limit"]) if limit is None else self.length(limit))
        elif happened.seconds is not None:
            parts.append(self.length(happened.seconds, signed=happened.kind is OccurrenceKind.TIME_EXTENDED))
        if happened.order is not None:
            parts.append(Run(self.words.orders[happened.order]))
        if happened.many is not None:
            batch = happened.kind is OccurrenceKind.BATCH_SET
            parts.append(
                Run(self.phrases["after_speakers"].format(number=happened.many) if batch else str(happened.many))
            )
        if happened.to is not None:
            parts.append(Run(self.phrases["to_name"].format(name=self.words.name(happened.to))))
        if happened.until is not None:
            parts.append(Run(self.phrases["until_time"].format(time=clock(happened.until, self._zone))))
        if happened.seed is not None:
            parts.append(Run(happened.seed, quiet=True, ltr=True))
        return dotted(parts)


def dotted(parts: Sequence[Run | None]) -> Line:
    """`parts` with a dot between each and the next; those that are nothing are left out."""
    line: list[Run] = []
    for part in parts:
        if part is not None and part.text:
            line += [DOT, part] if line else [part]
    return tuple(line)


def cell(*lines: Line | Run | str | None) -> Cell:
    """A cell of these lines, without those that are nothing."""
    made = ((Run(line),) if isinstance(line, str) else (line,) if isinstance(line, Run) else line for line in lines)
    return tuple(line for line in made if line and any(run.text for run in line)) or ((Run(""),),)


def table(caption: str, columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]]) -> Table:
    return Table(caption, tuple(_roomy(columns)), tuple(rows))


def _roomy(columns: Sequence[Column]) -> list[Column]:
    """`columns` with room for the longest word of each title: those that have too little take it from the others."""
    shares = sum(column.share for column in columns)
    widths = [WIDTH * column.share / shares for column in columns]
    needs = [PADDING + max((wide(word, HEAD) for word in column.title.split()), default=0) for column in columns]
    if sum(needs) >= WIDTH:
        return [replace(column, share=need) for column, need in zip(columns, needs, strict=True)]
    spare = [max(0, width - need) for width, need in zip(widths, needs, strict=True)]
    lacking = sum(max(0, need - width) for width, need in zip(widths, needs, strict=True))
    return [
        replace(column, share=round(max(need, width - lacking * free / sum(spare)), 1))
        for column, width, need, free in zip(columns, widths, needs, spare, strict=True)
    ]
