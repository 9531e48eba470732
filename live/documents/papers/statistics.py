"""The proceedings counted, as people read them: each picture with its table beneath."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from live.documents.asked import Asked
from live.documents.blocks import Block, Cell, Column, Heading, Paragraph, Picture, Run, said
from live.documents.papers import course
from live.documents.papers.charts import Measure, bars, spread
from live.documents.papers.wording import Wording, cell, table
from live.documents.words import duration
from live.proceedings.statistics import Share, Spread, Statistics, statistics_of

Key = TypeVar("Key")

HEADS = {
    "by_category": "category",
    "by_region": "region",
    "by_kind": "kind",
    "by_gender": "gender",
    "by_delegation": "who",
}
"""What the first column of each table of shares says, by the names of `Words`."""


def parts(asked: Asked, wording: Wording, level: int) -> list[Block]:
    """A part for each count; those of which nothing is known are left out."""
    counted = statistics_of(asked.proceedings)
    if not counted.total.statements:
        return [Paragraph(said(wording.phrases["nothing"]))]
    made = _Counts(wording, level)
    words = wording.words
    blocks = [
        *made.overview(counted),
        *made.shares("by_category", counted.groups, lambda group: words.groups[group]),
        *made.shares("by_region", counted.regions, words.region),
        *made.shares("by_kind", counted.kinds, lambda kind: words.kinds[kind]),
        *made.delegations(counted),
    ]
    if any(gender is not None for gender in counted.genders):
        unknown = wording.phrases["not_entered"]
        blocks += made.shares("by_gender", counted.genders, lambda one: words.genders[one] if one else unknown)
    if asked.paper.value != "pack":
        blocks += made.planned(asked)
    blocks += [*made.waiting(counted), *made.forecast(counted)]
    return blocks


class _Counts:
    def __init__(self, wording: Wording, level: int) -> None:
        self._wording = wording
        self._words = wording.words
        self._level = level

    def _heading(self, title: str) -> Heading:
        return Heading(self._level, said(self._words.titles[title]))

    def overview(self, counted: Statistics) -> list[Block]:
        phrases, columns = self._words.phrases, self._words.columns
        total = counted.total
        facts: list[tuple[str, str]] = [
            (phrases["statements_short"], str(total.statements)),
            (columns["turns"], str(total.turns)),
            (columns["time"], duration(total.seconds)),
            (columns["over"], duration(total.over, signed=True)),
            (phrases["delegations_heard"], str(counted.heard)),
            (phrases["delegations_first"], str(counted.first_turns)),
        ]
        if counted.not_reached:
            facts.append((self._words.titles["not_reached"], str(counted.not_reached)))
        return [self._heading("overview"), self._facts("overview", facts)]

    def _facts(self, title: str, facts: Sequence[tuple[str, str]]) -> Block:
        heads = [Column(self._words.columns["what"], 3), Column(self._words.columns["many"], 1, figures=True)]
        rows = [(cell(name), cell(Run(figure, ltr=True))) for name, figure in facts]
        return table(self._words.titles[title], heads, rows)

    def shares(self, title: str, shares: Mapping[Key, Share], name: Callable[[Key], str]) -> list[Block]:
        """Bars of the time that each had, and the table."""
        if not shares:
            return []
        named = [(name(key), share) for key, share in shares.items()]
        drawn = bars(
            [Measure(one, share.seconds, f"{share.statements} · {duration(share.seconds)}") for one, share in named],
            right_to_left=self._words.right_to_left,
        )
        said_of = self._words.titles[title]
        says = self._words.phrases["chart"].format(name=said_of)
        picture = Picture(
            drawn.svg, says, self._wording.of(said_of, self._words.columns["time"]), drawn.width, drawn.height
        )
        rows = [(cell(one), *self._figures(share)) for one, share in named]
        return [self._heading(title), picture, self._share_table(title, rows, [share for _, share in named])]

    def delegations(self, counted: Statistics) -> list[Block]:
        if not counted.delegations:
            return []
        rows = [(cell(self._wording.name(one.who.names)), *self._figures(one.share)) for one in counted.delegations]
        shares = [one.share for one in counted.delegations]
        return [self._heading("by_delegation"), self._share_table("by_delegation", rows, shares)]

    def _share_table(self, title: str, rows: list[tuple[Cell, ...]], shares: Sequence[Share]) -> Block:
        columns = self._words.columns
        heads = [
            Column(columns[HEADS[title]], 4),
            Column(columns["contributions"], 1.6, figures=True),
            Column(columns["turns"], 1.2, figures=True),
            Column(columns["time"], 1.3, figures=True),
            Column(self._words.phrases["average"], 1.3, figures=True),
            Column(columns["over"], 1.2, figures=True),
        ]
        total = Share(
            statements=sum(one.statements for one in shares),
            turns=sum(one.turns for one in shares),
            seconds=sum(one.seconds for one in shares),
            over=sum(one.over for one in shares),
        )
        last = (cell(Run(columns["total"], strong=True)), *self._figures(total, strong=True))
        return table(self._words.titles[title], heads, [*rows, last])

    def _figures(self, share: Share, *, strong: bool = False) -> list[Cell]:
        average = duration(share.seconds // share.statements) if share.statements else ""
        figures = (
            str(share.statements),
            str(share.turns),
            duration(share.seconds),
            average,
            duration(share.over, signed=True) if share.over else "",
        )
        return [cell(Run(figure, ltr=True, strong=strong)) for figure in figures]

    def planned(self, asked: Asked) -> list[Block]:
        found = course.parts(asked, self._wording, self._level + 1)
        return [self._heading("planned_actual"), *found] if asked.proceedings.runs else []

    def waiting(self, counted: Statistics) -> list[Block]:
        return self._spread("waiting", counted.waited) if counted.waited else []

    def _spread(self, title: str, known: Spread, *, signed: bool = False) -> list[Block]:
        """What is spread, a drawing of it, and its figures."""
        columns, phrases, name = self._words.columns, self._words.phrases, self._words.titles[title]
        drawn = spread(known.least, known.lower, known.median, known.upper, known.most)
        says = phrases["chart"].format(name=name)
        figures = [(columns["turns"], str(known.count))]
        for part, value in (
            ("least", known.least),
            ("lower_quartile", known.lower),
            ("median", known.median),
            ("upper_quartile", known.upper),
            ("most", known.most),
        ):
            figures.append((columns[part], duration(value, signed=signed)))
        return [
            self._heading(title),
            Paragraph(said(phrases[f"{title}_means"]), leads=True),
            Picture(drawn.svg, says, self._wording.of(name, columns["time"]), drawn.width, drawn.height),
            self._facts(title, figures),
        ]

    def forecast(self, counted: Statistics) -> list[Block]:
        if not counted.forecast_off and not counted.list_estimates:
            return []
        columns = self._words.columns
        blocks: list[Block] = (
            self._spread("forecast", counted.forecast_off, signed=True)
            if counted.forecast_off
            else [self._heading("forecast")]
        )
        if counted.list_estimates:
            heads = [
                Column(columns["segment"], 4),
                Column(columns["at"], 1),
                Column(columns["of"], 1.3, figures=True),
                Column(columns["fitted"], 1.3, figures=True),
                Column(columns["heard"], 1.3, figures=True),
            ]
            rows = [
                (
                    cell(self._wording.place(one.place)),
                    cell(self._wording.time(one.at)),
                    *(cell(Run(str(figure), ltr=True)) for figure in (one.of, one.fit, one.heard)),
                )
                for one in counted.list_estimates
            ]
            blocks.append(table(self._words.happened["list_closed"], heads, rows))
        return blocks
