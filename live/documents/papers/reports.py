"""What the rapporteurs reported, group by group in the fixed form; and under each heading, all groups side by side."""

from live.documents.asked import Asked
from live.documents.blocks import UNKNOWN, Block, Bullets, Heading, Paragraph, Run, said
from live.documents.papers.wording import DOT, Wording
from live.proceedings.course import ReportVersion, SegmentReport
from live.room.model import reports


def parts(asked: Asked, wording: Wording, level: int) -> list[Block]:
    """A part for each group: its rapporteurs, the latest version whole, and when earlier ones were submitted."""
    words = wording.words
    blocks: list[Block] = []
    for report in asked.proceedings.reports:
        blocks.append(Heading(level, said(wording.place(report.place))))
        if names := wording.comma.join(words.name(one) for one in report.rapporteurs):
            blocks.append(Paragraph((Run(words.phrases["rapporteurs_are"].format(names=names), quiet=True),)))
        # The latest first: it is the one that holds.
        for version in reversed(report.versions):
            blocks += _version(version, wording, level + 1, latest=version is report.versions[-1])
    return blocks or [Paragraph(said(words.phrases["no_report"]))]


def _version(version: ReportVersion, wording: Wording, level: int, *, latest: bool) -> list[Block]:
    phrases = wording.phrases
    number = Run(phrases["version_number"].format(number=version.number), strong=latest)
    if version.submitted is None:
        when: tuple[Run, ...] = (Run(phrases["draft"], strong=True),)
    else:
        time = f"{wording.long_day(version.submitted)}{wording.comma}{wording.time(version.submitted).text}"
        when = (Run(phrases["submitted_at"].format(time=time)),)
    blocks: list[Block] = [Paragraph((number, DOT, *when))]
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
        groups = [(report, _latest(report, heading)) for report in asked.proceedings.reports]
        if not groups:
            return []
        blocks.append(Heading(level, said(wording.words.headings[heading])))
        for report, bullets in groups:
            blocks.append(Heading(level + 1, said(wording.place(report.place))))
            blocks.append(_bullets(bullets, wording))
    return blocks


def _latest(report: SegmentReport, heading: reports.Heading) -> tuple[str, ...]:
    """The bullets that hold: of the version submitted last, else of the draft."""
    submitted = [version for version in report.versions if version.submitted is not None]
    holding = (submitted or report.versions)[-1:]
    return holding[0].bullets.get(heading, ()) if holding else ()
