"""A paper: its chapters in order, with their numbers, under a title that says what it covers."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from live.documents.asked import Asked
from live.documents.blocks import Block, Document, Heading, Labels, Line, Paragraph, Run, Table, plain, said
from live.documents.papers import course, reports, statements, statistics
from live.documents.papers.kinds import TITLES, Paper
from live.documents.papers.wording import Wording

MANY_HEADINGS = 4
"""From so many on a paper has a list of its contents."""


def paper_of(asked: Asked) -> Document:
    """The paper that is asked for."""
    wording = Wording(asked)
    blocks = (*_numbered(_chapters(asked, wording)), *_colophon(asked))
    words = asked.words
    return Document(
        language=words.language,
        title=words.titles[TITLES[asked.paper]],
        conference=words.name(asked.proceedings.names),
        facts=tuple(_facts(asked, wording)),
        labels=Labels(contents=words.titles["contents"], page=words.phrases["page"]),
        blocks=blocks,
        contents=sum(isinstance(block, Heading) and block.level <= 2 for block in blocks) >= MANY_HEADINGS,
    )


def _chapters(asked: Asked, wording: Wording) -> list[Block]:
    match asked.paper:
        case Paper.STATEMENTS:
            return statements.parts(asked, wording, 1, whole=True)
        case Paper.STATISTICS:
            return statistics.parts(asked, wording, 1)
        case Paper.REPORTS:
            outcomes = reports.outcomes(asked, wording, 2)
            return [
                *reports.parts(asked, wording, 1, whole=True),
                *([_chapter(wording, "outcomes_by_heading"), *outcomes] if outcomes else []),
            ]
        case Paper.PACK:
            return [
                _chapter(wording, "programme"),
                *course.parts(asked, wording, 2),
                _chapter(wording, "statements"),
                *statements.parts(asked, wording, 2, whole=False),
                _chapter(wording, "statistics"),
                *statistics.parts(asked, wording, 2),
                _chapter(wording, "reports"),
                *reports.parts(asked, wording, 2, whole=False),
                _chapter(wording, "outcomes_by_heading"),
                *(reports.outcomes(asked, wording, 2) or [Paragraph(said(asked.words.phrases["no_report"]))]),
            ]


def _chapter(wording: Wording, title: str) -> Heading:
    return Heading(1, said(wording.words.titles[title]), new_page=True)


def _numbered(blocks: Iterable[Block]) -> Iterator[Block]:
    """Headings are 1, 1.1, 1.1.1; those of the third level are in no list of contents and have no number."""
    counts = [0, 0]
    heading = ""
    for n, block in enumerate(blocks):
        heading = plain(block.text) if isinstance(block, Heading) else heading
        if isinstance(block, Table) and block.caption == heading:
            yield replace(block, captioned=False)
        elif not isinstance(block, Heading):
            yield block
        elif block.level > len(counts):
            yield replace(block, key=f"part-{n}")
        else:
            counts[block.level - 1] += 1
            counts[block.level :] = [0] * (len(counts) - block.level)
            number = ".".join(str(count) for count in counts[: block.level])
            yield replace(block, number=number, key=f"part-{n}")


def _colophon(asked: Asked) -> Iterator[Paragraph]:
    """The head of each log that the paper was made from: what it can be held against."""
    words = asked.words
    for room in asked.proceedings.rooms:
        if room.digest is not None:
            said_of = words.phrases["made_from"].format(room=words.name(room.names), position=room.upto)
            yield Paragraph((Run(f"{said_of} ", quiet=True), Run(room.digest, quiet=True, ltr=True)))


def _facts(asked: Asked, wording: Wording) -> Iterator[Line]:
    """What the paper covers, and as of when."""
    words, choice, known = asked.words, asked.choice, asked.proceedings
    run = next((run for run in known.runs if run.place.segment == choice.segment), None) if choice.segment else None
    days = [choice.day] if choice.day else [run.place.day] if run and run.place.day else []
    parts: list[str] = [wording.day(day) for day in days] or [words.phrases["all_days"]]
    if choice.room or run:
        parts.extend(words.name(room.names) for room in known.rooms)
    else:
        parts.append(words.phrases["all_rooms"])
    if choice.meeting:
        parts.append(words.phrases["meeting_number"].format(number=choice.meeting))
    if run and run.place.segment_names:
        parts.append(words.name(run.place.segment_names))
    yield (Run(" · ".join(parts), strong=True),)
    latest = known.as_of
    zone = Run(known.zone.replace("_", " "), ltr=True)
    if latest is not None:
        as_of = (
            Run(f"{words.phrases['as_of']} {wording.long_day(latest)}{wording.comma}"),
            wording.time(latest),
            Run(" · "),
        )
        yield (*as_of, Run(f"{words.phrases['zone']} "), zone)
    else:
        yield (Run(f"{words.phrases['zone']} "), zone)
    if asked.public:
        yield said(words.phrases["public_record"])
