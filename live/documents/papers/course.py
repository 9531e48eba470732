"""How the programme ran, day by day: planned against actual."""

from collections.abc import Sequence
from datetime import date

from live.documents.asked import Asked
from live.documents.blocks import Block, Cell, Column, Heading, Line, Paragraph, Picture, Run, Table, said
from live.documents.papers.charts import Bar, Lane, bar_of, timeline
from live.documents.papers.wording import Wording, cell, table
from live.proceedings.course import SegmentRun
from live.room.model.plan import Format

MARKED_LATE = 60


def parts(asked: Asked, wording: Wording, level: int) -> list[Block]:
    """A part for each day with its timeline, and a table of its segments beneath."""
    blocks: list[Block] = []
    for day, runs in by_day(asked.proceedings.runs).items():
        name = wording.day(day)
        blocks += [Heading(level, said(name)), *chart(runs, wording, name), _table(runs, wording, name)]
    return blocks or [Paragraph(said(wording.phrases["nothing_here"]))]


def by_day(runs: Sequence[SegmentRun]) -> dict[date, list[SegmentRun]]:
    """The segments of each day, rooms one after the other; what is in no day was in no programme."""
    days: dict[date, list[SegmentRun]] = {}
    for run in runs:
        if run.place.day is not None:
            days.setdefault(run.place.day, []).append(run)
    return dict(sorted(days.items()))


def chart(runs: Sequence[SegmentRun], wording: Wording, name: str) -> list[Picture]:
    """The timeline of these segments of one day; none where nothing began."""
    words = wording.words
    if not any(run.started for run in runs):
        return []
    lanes: dict[str, Lane] = {}
    for run in runs:
        lane = lanes.setdefault(run.place.room, Lane(words.name(run.place.room_names)))
        segment = words.name(run.place.segment_names)
        # A segment that ran twice was planned once.
        planned = bar_of(segment, wording.local(run.planned_start), wording.local(run.planned_end))
        if planned not in lane.planned:
            lane.planned.append(planned)
        if run.hard_end:
            lane.walls.append(planned.end)
        if run.started:
            end = run.ended or max(run.started, *(other.ended or other.started or run.started for other in runs))
            actual = bar_of(segment, wording.local(run.started), wording.local(end))
            split = run.uninterpreted_since
            minute = bar_of("", wording.local(split), wording.local(split)).start if split else None
            lane.actual.append(Bar(actual.name, actual.start, actual.end, minute))
    drawn = timeline(list(lanes.values()), wording.phrases["also_printed"], wording.phrases["happened_actual"])
    title = wording.of(words.titles["planned_actual"], name)
    return [Picture(drawn.svg, words.phrases["chart"].format(name=title), title, drawn.width, drawn.height)]


def _table(runs: Sequence[SegmentRun], wording: Wording, name: str) -> Table:
    columns = wording.words.columns
    heads = [
        Column(columns["segment"], 5),
        Column(wording.phrases["also_printed"], 1.5),
        Column(wording.phrases["happened_actual"], 1.8),
        Column(columns["late_start"], 1.4, figures=True),
        Column(columns["late_end"], 1.4, figures=True),
    ]
    rows = [_row(run, wording) for run in runs]
    return table(wording.of(wording.words.titles["programme"], name), heads, rows)


def _row(run: SegmentRun, wording: Wording) -> tuple[Cell, ...]:
    several = run.place.room_names and wording.place(run.place) != wording.words.name(run.place.segment_names)
    breaks = run.place.format in (Format.BREAK, Format.REGISTRATION)
    remarks: list[Run] = []
    if run.hard_end:
        remarks.append(Run(wording.phrases["fixed_end"], quiet=True))
    if run.uninterpreted_since is not None:
        time = wording.time(run.uninterpreted_since).text
        remarks.append(Run(wording.phrases["uninterpreted_since"].format(time=time), quiet=True))
    room = wording.name(run.place.room_names, quiet=True) if several else None
    below: Line = tuple(one for one in (room, *remarks) if one)
    separated = tuple(part for n, one in enumerate(below) for part in ((Run(" · ", quiet=True), one) if n else (one,)))
    if run.started is None:
        actual: Line = (Run("–" if breaks else wording.phrases["not_begun"], quiet=True),)
    elif run.ended is None:
        actual = (wording.span(run.started, None), Run(f" {wording.phrases['running']}", quiet=True))
    else:
        actual = (wording.span(run.started, run.ended),)
    return (
        cell((wording.name(run.place.segment_names, strong=not breaks),), separated),
        cell(wording.span(run.planned_start, run.planned_end)),
        cell(actual),
        cell(_late(run.late_start, wording)),
        cell(_late(run.late_end, wording)),
    )


def _late(seconds: int | None, wording: Wording) -> Run:
    if seconds is None:
        return Run("")
    length = wording.length(seconds, signed=True)
    return Run(length.text, ltr=True, over=seconds >= MARKED_LATE)
