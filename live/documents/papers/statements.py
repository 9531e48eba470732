"""Statements as they were delivered, segment by segment, and what happened beside them.

What one segment says is one class, part after part in the order of the paper: hence the length.
"""

from collections.abc import Iterable
from typing import Protocol

from live.documents.asked import Asked
from live.documents.blocks import UNKNOWN, Block, Cell, Column, Heading, Paragraph, Run, said
from live.documents.papers.wording import Wording, cell, dotted, table
from live.proceedings.course import NotReached
from live.proceedings.occurrences import ABSENCES, DECISIONS, Occurrence, Struck
from live.proceedings.statements import Correction, Place, Statement, StatementKind
from live.proceedings.statistics import share_of
from live.room.model.plan import BREAKS
from live.room.model.turns import Became

MARKED_OVER = 6
"""From so many seconds over the limit on it is marked: less is a breath."""
UNMARKED = frozenset({StatementKind.STATEMENT})


class _Placed(Protocol):
    @property
    def place(self) -> Place: ...


def parts(asked: Asked, wording: Wording, level: int, *, whole: bool) -> list[Block]:
    """A part for each segment in which anything is recorded.

    With `whole` also notes, what was undone, and who at the desk did what: the secretariat's own business.
    """
    known = asked.proceedings
    blocks: list[Block] = []
    for place in _places(asked):
        found = _Segment(wording, place, whole=whole, ended=_ended(asked, place))
        made = [
            *found.statements([one for one in known.statements if _same(one, place)]),
            *found.absences([one for one in known.occurrences if _same(one, place) and one.kind in ABSENCES]),
            *found.not_reached([one for one in known.not_reached if _same(one, place)]),
            *found.decisions([one for one in known.occurrences if _same(one, place) and one.kind in DECISIONS]),
            *found.corrections([one for one in known.statements if _same(one, place)]),
            *(found.notes([one for one in known.statements if _same(one, place)]) if whole else ()),
            *(found.struck([one for one in known.struck if _same(one, place)]) if whole else ()),
        ]
        if made or asked.choice.segment is not None:
            blocks += [found.heading(level), *found.opening(made)]
    return blocks or [Paragraph(said(wording.phrases["nothing"]))]


def _places(asked: Asked) -> list[Place]:
    """The segments that began or of which something is recorded, in the order of the programme, each once."""
    known = asked.proceedings
    found: dict[tuple[str, str | None], Place] = {}
    begun = {(run.place.room, run.place.segment) for run in known.runs if run.started is not None}
    others: tuple[_Placed, ...] = (*known.statements, *known.occurrences, *known.not_reached, *known.struck)
    mentioned = {(one.place.room, one.place.segment) for one in others}
    for run in sorted(known.runs, key=lambda run: run.started or run.planned_start):
        where = run.place.room, run.place.segment
        if where in begun or where in mentioned or asked.choice.segment is not None:
            found.setdefault(where, run.place)
    for one in others:
        found.setdefault((one.place.room, one.place.segment), one.place)
    return list(found.values())


def _ended(asked: Asked, place: Place) -> bool:
    """Whether nothing more is to be said there."""
    runs = [run for run in asked.proceedings.runs if _same(run, place)]
    return bool(runs) and all(run.ended is not None for run in runs)


def _same(thing: _Placed, place: Place) -> bool:
    return (thing.place.room, thing.place.segment) == (place.room, place.segment)


class _Segment:
    """The tables of one segment."""

    def __init__(self, wording: Wording, place: Place, *, whole: bool, ended: bool) -> None:
        self._whole = whole
        self._ended = ended
        self._wording = wording
        self._words = wording.words
        self._place = place
        self._name = self._words.name(place.segment_names) or self._words.name(place.room_names)

    def heading(self, level: int) -> Heading:
        return Heading(level, said(self._wording.place(self._place)))

    def opening(self, made: list[Block]) -> Iterable[Block]:
        """The day, and what there is of the segment; or that there is nothing."""
        if self._place.day is not None:
            yield Paragraph((Run(self._wording.day(self._place.day), quiet=True),), leads=True)
        yield from made or [Paragraph(said(self._words.phrases["nothing_said" if self._ended else "nothing"]))]

    def statements(self, statements: list[Statement]) -> Iterable[Block]:
        if not statements:
            # Of a break nobody expects any.
            if self._place.segment is not None and self._place.format not in BREAKS:
                yield Paragraph(said(self._words.phrases["nothing_said" if self._ended else "nothing"]))
            return
        columns = [
            Column(self._words.columns["number"], 0.7, figures=True),
            Column(self._words.columns["at"], 0.9),
            Column(self._words.columns["speaker"], 5.2),
            Column(self._words.columns["kind"], 2.8),
            Column(self._words.columns["used"], 1.9, figures=True),
            Column(self._words.columns["over"], 1, figures=True),
        ]
        share = share_of(statements)
        total = (
            cell(Run(str(share.statements), strong=True, ltr=True)),
            cell(""),
            cell(Run(self._words.columns["total"], strong=True)),
            cell(""),
            cell(self._bold(share.seconds)),
            cell(self._bold(share.over, signed=True) if share.over else ""),
        )
        rows = [*map(self._statement, statements), total]
        yield table(self._wording.of(self._words.titles["statements"], self._name), columns, rows)

    def _bold(self, seconds: int, *, signed: bool = False) -> Run:
        length = self._wording.length(seconds, signed=signed)
        return Run(length.text, strong=True, ltr=True)

    def _statement(self, one: Statement) -> tuple[Cell, ...]:
        wording = self._wording
        capacity = wording.capacity(one)
        language = Run(wording.language(one.language), quiet=True) if one.language else None
        over = one.over or 0
        return (
            cell(Run(str(one.number), ltr=True)),
            cell(wording.time(one.called)),
            cell(
                dotted([wording.name(one.who.names, strong=True), Run(capacity) if capacity else None]),
                dotted([wording.person(one.who), language]),
                dotted([Run(text, quiet=True) for text in self._remarks(one)]),
            ),
            cell(self._kind(one)),
            cell(self._used(one)),
            cell(Run(wording.length(over, signed=True).text, ltr=True, over=over >= MARKED_OVER) if over else ""),
        )

    def _kind(self, one: Statement) -> Run:
        phrases = self._words.phrases
        if one.to is not None and one.kind in (StatementKind.REACTION, StatementKind.QUESTION):
            phrase = "reaction_to" if one.kind is StatementKind.REACTION else "question_to"
            return Run(phrases[phrase].format(name=self._words.name(one.to)), strong=True)
        return Run(self._words.kinds[one.kind], strong=one.kind not in UNMARKED)

    def _used(self, one: Statement) -> Run:
        if one.used is None:
            return Run(self._words.phrases["on_the_floor"], strong=True)
        used = self._wording.length(one.used).text
        if one.allotted is None:
            return Run(used, ltr=True)
        allotted = self._wording.length(one.allotted).text
        return Run(self._words.phrases["used_of"].format(used=used, allotted=allotted), ltr=False)

    def _remarks(self, one: Statement) -> Iterable[str]:
        phrases, name = self._words.phrases, self._words.name
        if one.joint:
            yield phrases["joint_with"].format(names=self._wording.comma.join(map(name, one.joint)))
        if one.question is not None:
            yield phrases["question_number"].format(number=one.question)
        if one.yielded_by is not None:
            yield phrases["yielded_by"].format(name=name(one.yielded_by))
        if one.uninterpreted_since is not None:
            yield phrases["uninterpreted_since"].format(time=self._wording.time(one.uninterpreted_since).text)
        if one.corrections:
            yield phrases["corrected"]
        if one.written_afterwards:
            yield phrases["afterwards"]

    def absences(self, absences: list[Occurrence]) -> Iterable[Block]:
        if absences:
            yield self._happened("absences", absences)

    def decisions(self, decisions: list[Occurrence]) -> Iterable[Block]:
        if decisions:
            yield self._happened("decisions", decisions)

    def _happened(self, title: str, happened: list[Occurrence]) -> Block:
        by = self._whole and any(one.by for one in happened)
        columns = self._words.columns
        heads = [Column(columns["at"], 1), Column(columns["what"], 3), Column(columns["detail"], 4)]
        rows = [
            (
                cell(self._wording.time(one.called or one.at)),
                cell(self._words.happened[one.kind]),
                cell(self._wording.detail(one)),
                *([cell(Run(actor(one.by), ltr=True))] if by else []),
            )
            for one in happened
        ]
        if by:
            heads.append(Column(columns["by"], 1.8))
        return table(self._wording.of(self._words.titles[title], self._name), heads, rows)

    def not_reached(self, waited: list[NotReached]) -> Iterable[Block]:
        if not waited:
            return
        columns = self._words.columns
        heads = [
            Column(columns["number"], 0.7, figures=True),
            Column(columns["who"], 4),
            Column(columns["asked"], 1),
            Column(columns["absent_times"], 1.2, figures=True),
            Column(columns["became"], 3),
        ]
        rows = [
            (
                cell(Run(str(one.number), ltr=True)),
                cell(
                    dotted(
                        [
                            self._wording.name(one.who.names, strong=True),
                            Run(self._wording.capacity(one) or ""),
                        ]
                    )
                ),
                cell(self._wording.time(one.asked)),
                cell(Run(str(one.absences) if one.absences else "", ltr=True)),
                cell(self._became(one)),
            )
            for one in waited
        ]
        yield table(self._wording.of(self._words.titles["not_reached"], self._name), heads, rows)

    def _became(self, one: NotReached) -> str:
        if one.became is None:
            return self._words.phrases["still_waiting"]
        became = self._words.became[one.became]
        if one.to is not None and one.became in (Became.CARRIED_OVER, Became.CEDED, Became.RELEASED):
            return self._wording.of(became, self._words.name(one.to))
        return became

    def corrections(self, statements: list[Statement]) -> Iterable[Block]:
        rows = [self._correction(statement, one) for statement in statements for one in statement.corrections]
        if rows:
            columns = self._words.columns
            heads = [
                Column(columns["number"], 0.7, figures=True),
                Column(columns["at"], 1),
                Column(columns["was"], 3),
                Column(columns["is_now"], 3),
                *([Column(columns["by"], 1.8)] if self._whole else []),
            ]
            yield table(self._wording.of(self._words.titles["corrections"], self._name), heads, rows)

    def _correction(self, statement: Statement, one: Correction) -> tuple[Cell, ...]:
        wording = self._wording
        return (
            cell(Run(str(statement.number), ltr=True)),
            cell(wording.time(one.at)),
            cell(wording.name(one.was.names), wording.person(one.was)) if one.was else cell(""),
            cell(wording.name(one.became.names), wording.person(one.became)),
            *([cell(Run(actor(one.by), ltr=True))] if self._whole else []),
        )

    def notes(self, statements: list[Statement]) -> Iterable[Block]:
        columns = self._words.columns
        rows = [
            (
                cell(Run(str(statement.number), ltr=True)),
                cell(self._wording.time(note.at)),
                cell(self._wording.name(statement.who.names)),
                cell(Run(note.text, language=UNKNOWN)),
                cell(Run(actor(note.by), ltr=True)),
            )
            for statement in statements
            for note in statement.notes
        ]
        if rows:
            heads = [
                Column(columns["number"], 0.7, figures=True),
                Column(columns["at"], 1),
                Column(columns["speaker"], 2.5),
                Column(columns["note"], 4),
                Column(columns["by"], 1.8),
            ]
            yield table(self._wording.of(self._words.titles["notes"], self._name), heads, rows)

    def struck(self, struck: list[Struck]) -> Iterable[Block]:
        columns = self._words.columns
        rows = [
            (
                cell(self._wording.time(one.at)),
                cell(
                    Run(", ".join(self._words.done(one.did)), struck=True),
                    Run(self._words.name(one.about), struck=True) if one.about else None,
                ),
                cell(Run(actor(one.by), ltr=True)),
                cell(self._wording.time(one.undone_at)),
                cell(Run(actor(one.undone_by), ltr=True)),
            )
            for one in struck
        ]
        if rows:
            heads = [
                Column(columns["at"], 1),
                Column(columns["what"], 4),
                Column(columns["by"], 1.8),
                Column(columns["undone_at"], 1.2),
                Column(columns["undone_by"], 1.8),
            ]
            yield table(self._wording.of(self._words.titles["undone"], self._name), heads, rows)


def actor(by: str | None) -> str:
    """Who did it, as a reader knows them: `okafor` of `user:okafor`."""
    return by.partition(":")[2] or by if by else ""
