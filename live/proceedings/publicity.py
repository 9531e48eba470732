"""What of the proceedings is for everyone: what was said and shown in the room, and nothing else.

Left out are who did what, absences and passes, who was not reached, claims and rulings on them, notes, what was undone,
what was first shown by mistake, what a delegation announced without its being taken over, genders, and reports that are
not submitted. Everything public is named here: what is added to the record later is private until it is.
"""

from dataclasses import replace

from live.proceedings.conference import Proceedings
from live.proceedings.course import RoomProceedings, SegmentReport
from live.proceedings.occurrences import Occurrence, OccurrenceKind
from live.proceedings.statements import Correction, Statement

PUBLIC = frozenset(
    {
        OccurrenceKind.YIELDED,
        OccurrenceKind.TIME_EXTENDED,
        OccurrenceKind.LIST_OPENED,
        OccurrenceKind.LIST_CLOSED,
        OccurrenceKind.LOTS_DRAWN,
        OccurrenceKind.SEGMENT_STARTED,
        OccurrenceKind.SEGMENT_ENDED,
        OccurrenceKind.PHASE_STARTED,
        OccurrenceKind.SUSPENDED,
        OccurrenceKind.RESUMED,
        OccurrenceKind.ADJOURNED,
        OccurrenceKind.INTERPRETATION_ENDED,
        OccurrenceKind.LIMIT_SET,
        OccurrenceKind.BATCH_SET,
    }
)
"""What is said aloud when it happens."""


def in_public(proceedings: Proceedings) -> Proceedings:
    """`proceedings` without what is not for everyone."""
    return replace(proceedings, rooms=tuple(_room(room) for room in proceedings.rooms))


def _room(room: RoomProceedings) -> RoomProceedings:
    return RoomProceedings(
        room=room.room,
        names=room.names,
        conference=room.conference,
        zone=room.zone,
        upto=room.upto,
        as_of=room.as_of,
        statements=tuple(_statement(one) for one in room.statements),
        occurrences=tuple(_occurrence(one) for one in room.occurrences if one.kind in PUBLIC),
        runs=room.runs,
        reports=tuple(found for one in room.reports if (found := _report(one)) is not None),
        digest=room.digest,
        settings=room.settings,
    )


def _statement(statement: Statement) -> Statement:
    return Statement(
        number=statement.number,
        id=statement.id,
        kind=statement.kind,
        place=statement.place,
        who=statement.who,
        called=statement.called,
        started=statement.started,
        ended=statement.ended,
        allotted=statement.allotted,
        guide=statement.guide,
        extended=statement.extended,
        used=statement.used,
        over=statement.over,
        clocked=statement.clocked,
        capacity=statement.capacity,
        on_behalf_of=statement.on_behalf_of,
        on_behalf_of_names=statement.on_behalf_of_names,
        joint=statement.joint,
        language=statement.language,
        to=statement.to,
        question=statement.question,
        question_names=statement.question_names,
        uninterpreted_since=statement.uninterpreted_since,
        yielded_by=statement.yielded_by,
        first=statement.first,
        corrections=tuple(_correction(one) for one in statement.corrections),
    )


def _correction(correction: Correction) -> Correction:
    """That something was put right, and not what stood there by mistake."""
    return replace(correction, by=None, was=None)


def _occurrence(occurrence: Occurrence) -> Occurrence:
    return replace(occurrence, by=None, called=None)


def _report(report: SegmentReport) -> SegmentReport | None:
    submitted = tuple(replace(one, by=None) for one in report.versions if one.submitted is not None)
    return replace(report, versions=submitted) if submitted else None
