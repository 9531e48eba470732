"""What the rapporteurs reported, group by group in the fixed form; and under each heading, all groups side by side."""

from collections.abc import Iterator
from itertools import zip_longest

from msgspec.structs import replace

from live.documents.asked import Asked
from live.documents.blocks import UNKNOWN, Block, Bullets, Heading, Line, Paragraph, Run, said
from live.documents.papers.wording import DOT, Wording
from live.proceedings.course import ReportVersion, SegmentReport
from live.room.model import reports


def parts(asked: Asked, wording: Wording, level: int, *, whole: bool) -> list[Block]:
    """A part for each group: its rapporteurs, the version that holds, and that there were others; `whole`, those too.

    The latest first: it is the one that holds, if it was submitted.
    """
    words = wording.words
    blocks: list[Block] = []
    for report in asked.proceedings.reports:
        blocks.append(Heading(level, said(wording.place(report.place))))
        if names := wording.comma.join(_rapporteurs(report, wording)):
            blocks.append(
                Paragraph((Run(words.phrases["rapporteurs_are"].format(names=names), quiet=True),), leads=True)
            )
        if whole and len(report.versions) > 1:
            for version in reversed(report.versions):
                blocks.append(Heading(level + 1, _state_of(version, wording)))
                blocks += _form(version, wording, level + 2)
            continue
        holding = report.holding
        blocks.append(Paragraph(_state_of(holding, wording), leads=True))
        blocks += _form(holding, wording, level + 1)
        others = [version for version in reversed(report.versions) if version is not holding]
        blocks += [Paragraph(tuple(replace(run, quiet=True) for run in _state_of(one, wording))) for one in others]
    return blocks or [Paragraph(said(words.phrases["no_report"]))]


def _rapporteurs(report: SegmentReport, wording: Wording) -> Iterator[str]:
    """`Ghana (Mr. Kwame Mensah)`."""
    for names, person in zip_longest(report.rapporteurs, report.persons[: len(report.rapporteurs)]):
        name = wording.words.name(names)
        yield f"{name} ({person})" if person and person != name else name


def _state_of(version: ReportVersion, wording: Wording) -> Line:
    """Which version it is, and when it was submitted, if it was."""
    phrases = wording.phrases
    number = Run(phrases["version_number"].format(number=version.number))
    if version.submitted is None:
        return number, DOT, Run(phrases["draft"], strong=True)
    time = f"{wording.long_day(version.submitted)}{wording.comma}{wording.time(version.submitted).text}"
    return number, DOT, Run(phrases["submitted_at"].format(time=time))


def _form(version: ReportVersion, wording: Wording, level: int) -> list[Block]:
    """The bullets under each heading of the form."""
    blocks: list[Block] = []
    for heading in reports.Heading:
        bullets = version.bullets.get(heading, ())
        blocks.append(Heading(level, said(wording.words.headings[heading])))
        blocks.append(_bullets(bullets, wording))
    return blocks


def _bullets(bullets: tuple[str, ...], wording: Wording) -> Block:
    if not bullets:
        return Paragraph((Run(wording.phrases["no_bullets"], quiet=True),))
    return Bullets(tuple(said(bullet, UNKNOWN) for bullet in bullets))


def outcomes(asked: Asked, wording: Wording, level: int) -> list[Block]:
    """Under each heading of the form, what every group brought, by its latest version; empty without any report."""
    blocks: list[Block] = []
    for heading in reports.Heading:
        groups = [(report, report.holding.bullets.get(heading, ())) for report in asked.proceedings.reports]
        if not groups:
            return []
        blocks.append(Heading(level, said(wording.words.headings[heading])))
        for report, bullets in groups:
            blocks.append(Heading(level + 1, said(wording.place(report.place))))
            blocks.append(_bullets(bullets, wording))
    return blocks
