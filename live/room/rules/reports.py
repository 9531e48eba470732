"""What is written: the rapporteur's bullets, the questions, messages to screens."""

from datetime import datetime
from typing import assert_never

from msgspec.structs import replace

from live.room.authority import Actor
from live.room.commands import (
    CarriedReport,
    ClearMessage,
    ReceiveReport,
    ReopenReport,
    ReportingCommand,
    SaveBullets,
    SendMessage,
    SetQuestions,
    ShowQuestion,
    ShowReport,
    SubmitReport,
)
from live.room.model.events import (
    BulletsSaved,
    MessageCleared,
    MessageSent,
    QuestionShown,
    QuestionsPublished,
    QuestionsSet,
    ReportingEvent,
    ReportReceived,
    ReportReopened,
    ReportShown,
    ReportSubmitted,
)
from live.room.model.plan import Names
from live.room.model.reports import MAX_BULLET, MAX_MESSAGE, Heading, Message, Noted, Report
from live.room.model.state import RoomState
from live.room.model.texts import cleaned
from live.room.refusals import Reason, Refused
from live.room.rules import rundown


def decide(  # noqa: PLR0912  a few lines for each command
    state: RoomState, command: ReportingCommand, actor: Actor, at: datetime
) -> tuple[ReportingEvent, ...]:
    match command:
        case SaveBullets():
            return _saved(state, command, actor)
        case SubmitReport(segment):
            if not any(noted.bullets for noted in _draft(state, segment).noted.values()):
                raise Refused(Reason.REPORT_EMPTY)
            return (ReportSubmitted(segment, actor.id),)
        case ReopenReport(segment):
            if report_on(state, segment).submitted_at is None:
                raise Refused(Reason.REPORT_NOT_SUBMITTED)
            return (ReportReopened(segment),)
        case ReceiveReport(room, segment, report):
            if report.submitted_at is None:
                raise Refused(Reason.REPORT_NOT_SUBMITTED)
            return (ReportReceived(segment, _received(report, room)),)
        case ShowReport(segment, heading):
            return _shown(state, segment, heading)
        case SetQuestions(segment, questions):
            return _asked(state, segment, questions)
        case ShowQuestion(number):
            if number is not None and not 1 <= number <= len(rundown.running(state).questions):
                raise Refused(Reason.UNKNOWN_QUESTION, question=number)
            return (QuestionShown(number),)
        case SendMessage():
            return _sent(state, command, actor, at)
        case ClearMessage(to):
            if to not in state.messages:
                raise Refused(Reason.NOTHING_SHOWN)
            return (MessageCleared(to),)
        case _:
            assert_never(command)


def _shown(state: RoomState, segment: str | None, heading: Heading | None) -> tuple[ReportShown]:
    if segment is None:
        return (ReportShown(),)
    noted = report_on(state, segment).noted
    if not noted or (heading is not None and not noted.get(heading, Noted()).bullets):
        raise Refused(Reason.REPORT_EMPTY)
    return (ReportShown(segment, heading),)


def _asked(state: RoomState, segment: str, questions: tuple[str, ...]) -> tuple[QuestionsSet, ...]:
    known = rundown.segment_named(state, segment)
    said = (cleaned(question, MAX_BULLET) for question in questions)
    asked = tuple(_known_as(question, known.questions) for question in said if question)
    same = asked == known.questions and not rundown.are_withheld(state, known)
    return () if same else (QuestionsSet(known.id, asked),)


def _sent(state: RoomState, command: SendMessage, actor: Actor, at: datetime) -> tuple[MessageSent, ...]:
    """Either a prepared message or a text, and not the one that is shown already."""
    text = cleaned(command.text, MAX_MESSAGE)
    if (command.prepared is None) == (text is None):
        raise Refused(Reason.OUT_OF_RANGE, field="text")
    shown = state.messages.get(command.to)
    if shown is not None and (shown.prepared, shown.text) == (command.prepared, text):
        return ()
    return (MessageSent(command.to, Message(at, actor.id, command.prepared, text)),)


def report_on(state: RoomState, segment: str) -> Report:
    """The report on `segment`: empty before anything was written."""
    return state.reports.get(segment, Report())


def _draft(state: RoomState, segment: str) -> Report:
    report = report_on(state, rundown.segment_named(state, segment).id)
    if report.submitted_at is not None:
        raise Refused(Reason.REPORT_SUBMITTED)
    return report


def _received(report: CarriedReport, room: str) -> Report:
    noted = {
        heading: Noted(_bullets(notes.bullets), notes.version, notes.by, notes.at)
        for heading, notes in report.noted.items()
    }
    return Report(noted, report.submitted_at, report.submitted_by, room)


def _bullets(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(bullet for text in texts if (bullet := cleaned(text, MAX_BULLET)) is not None)


def _saved(state: RoomState, command: SaveBullets, actor: Actor) -> tuple[BulletsSaved, ...]:
    """Each heading is saved for itself, and nobody writes over what a colleague saved meanwhile."""
    held = _draft(state, command.segment).noted.get(command.heading, Noted())
    if held.version != command.version:
        raise Refused(Reason.REPORT_MOVED_ON, version=held.version)
    bullets = _bullets(command.bullets)
    if bullets == held.bullets:
        return ()
    return (BulletsSaved(command.segment, command.heading, bullets, held.version + 1, actor.id),)


def apply(state: RoomState, event: ReportingEvent, at: datetime) -> RoomState:
    match event:
        case BulletsSaved(segment, heading, bullets, version, by):
            report = report_on(state, segment)
            noted = {**report.noted, heading: Noted(bullets, version, by, at)}
            return _with_report(state, segment, replace(report, noted=noted))
        case ReportSubmitted(segment, by):
            submitted = replace(report_on(state, segment), submitted_at=at, submitted_by=by)
            return _with_report(state, segment, submitted)
        case ReportReopened(segment):
            return _with_report(
                state, segment, replace(report_on(state, segment), submitted_at=None, submitted_by=None)
            )
        case ReportReceived(segment, report):
            return _with_report(state, segment, report)
        case ReportShown(segment, heading):
            return replace(state, shown_report=segment, shown_heading=heading)
        case QuestionsSet(segment, questions):
            known = {**state.questions, segment: questions}
            return rundown.with_podium(replace(state, questions=known, questions_out=state.questions_out | {segment}))
        case QuestionsPublished(segment):
            return replace(state, questions_out=state.questions_out | {segment})
        case QuestionShown(number):
            return replace(state, shown_question=number)
        case MessageSent(to, message):
            return replace(state, messages={**state.messages, to: message})
        case MessageCleared(to):
            return replace(state, messages={name: kept for name, kept in state.messages.items() if name != to})
        case _:
            assert_never(event)


def _known_as(question: str, known: tuple[Names, ...]) -> Names:
    """A question in all its languages, if it is one of those that are `known`."""
    return next((names for names in known if question in names.values()), {"en": question})


def _with_report(state: RoomState, segment: str, report: Report) -> RoomState:
    return replace(state, reports={**state.reports, segment: report})
