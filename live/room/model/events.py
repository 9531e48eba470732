"""What has happened in a room, in the past tense. Stored for ever: fields are added with a default, never changed.

Each has a stored example under `tests/entries/`. When something happened is on its `Entry`, not here.

All stand in one file, long as it is: it is the list of what a log may hold.
"""

from datetime import datetime
from typing import TypeAlias

import msgspec

from live.room.model.conference import UNSAID, ConferenceSettings
from live.room.model.plan import (
    Delegation,
    Names,
    OrderPolicy,
    RegisteredGroup,
    RoomProfile,
    Segment,
    SpeakerSlot,
    TimeLimit,
)
from live.room.model.record import Identity, RecordNote
from live.room.model.reports import Heading, Message, Report, Target
from live.room.model.turns import FloorRequest, Intervention, Rank, Release, Speaker


class Event(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="type"):
    """Something that happened. In storage `type` is its name in snake case."""


class ProgrammePublished(Event, frozen=True, tag="programme_published"):
    version: str
    profile: RoomProfile
    segments: tuple[Segment, ...]
    register: tuple[Delegation, ...]
    process_chairs: dict[str, str] = {}
    groups: tuple[RegisteredGroup, ...] = ()
    settings: ConferenceSettings = UNSAID


# The rundown and the meeting


class SegmentStarted(Event, frozen=True, tag="segment_started"):
    segment: str


class SegmentEnded(Event, frozen=True, tag="segment_ended"):
    segment: str


class PhaseStarted(Event, frozen=True, tag="phase_started"):
    segment: str
    phase: str


class MeetingSuspended(Event, frozen=True, tag="meeting_suspended"):
    resumes_at: datetime | None = None


class MeetingAdjourned(Event, frozen=True, tag="meeting_adjourned"):
    pass


class MeetingResumed(Event, frozen=True, tag="meeting_resumed"):
    pass


class InterpretationEnded(Event, frozen=True, tag="interpretation_ended"):
    """It was agreed to go on in `segment` without interpretation."""

    segment: str


class TimeLimitSet(Event, frozen=True, tag="time_limit_set"):
    """From the next speaker on `limit` holds in `phase`."""

    segment: str
    phase: str
    limit: TimeLimit


class BatchSet(Event, frozen=True, tag="batch_set"):
    """The panel replies after `size` speakers. With `anew` it replies now, and they are counted from here on."""

    segment: str
    phase: str
    size: int
    anew: bool = False


# The list


class ListOpened(Event, frozen=True, tag="list_opened"):
    """`opens_at` is the announced instant from which it takes requests; `None` is at once. A closing that was announced
    before is called off, unless it is `closes_at`.
    """

    segment: str
    opens_at: datetime | None = None
    closes_at: datetime | None = None


class ListClosed(Event, frozen=True, tag="list_closed"):
    """`closes_at` is the announced instant until which it takes requests; `None` is at once."""

    segment: str
    closes_at: datetime | None = None


class ListArranged(Event, frozen=True, tag="list_arranged"):
    """The list is kept by `policy` from now on, and stands in `order`. `seed` is that of the lots drawn."""

    segment: str
    policy: OrderPolicy
    order: tuple[str, ...]
    seed: str | None = None


class RequestMoved(Event, frozen=True, tag="request_moved"):
    """`ahead_of` is the request before which it was put; `None` is the end of the list."""

    segment: str
    request: str
    ahead_of: str | None = None


class RequestsSwapped(Event, frozen=True, tag="requests_swapped"):
    segment: str
    first: str
    second: str


class ListCarriedOver(Event, frozen=True, tag="list_carried_over"):
    """`requests` went, in this order, to the end of the list of `to_segment`."""

    from_segment: str
    to_segment: str
    requests: tuple[str, ...]


class ListCleared(Event, frozen=True, tag="list_cleared"):
    """`requests` were taken off the list of `segment` in one act."""

    segment: str
    requests: tuple[str, ...]


class RequestsReleased(Event, frozen=True, tag="requests_released"):
    segment: str
    release: Release


class RequestsAccepted(Event, frozen=True, tag="requests_accepted"):
    """What `room` released is on the list of `segment`, which stands in `order` now."""

    segment: str
    room: str
    requests: tuple[FloorRequest, ...]
    order: tuple[str, ...]


# Requests


class FloorRequested(Event, frozen=True, tag="floor_requested"):
    """`ahead_of` is the request before which it was placed; `None` is the end of the list."""

    segment: str
    request: FloorRequest
    ahead_of: str | None = None


class RequestAmended(Event, frozen=True, tag="request_amended"):
    """More was said of `request`, which keeps its place; what is left out stayed, what `cleared` names was taken away.

    `person` is the name as the secretariat has it, `announced` as the delegation gave it; so `title` and
    `announced_title`.
    """

    segment: str
    request: str
    person: str | None = None
    announced: str | None = None
    language: str | None = None
    about: str | None = None
    question: int | None = None
    rank: Rank | None = None
    joint: tuple[str, ...] | None = None
    scheduled_at: datetime | None = None
    cleared: tuple[str, ...] = ()
    title: str | None = None
    announced_title: str | None = None


class RequestWithdrawn(Event, frozen=True, tag="request_withdrawn"):
    """`by_delegation` says that it took its request back itself, `declined` that it told the desk it will not speak."""

    segment: str
    request: str
    by_delegation: bool = False
    declined: bool = False


class RequestTakenOver(Event, frozen=True, tag="request_taken_over"):
    segment: str
    request: str
    by: str


class CapacityVerified(Event, frozen=True, tag="capacity_verified"):
    """The claimed capacity holds, and `request` stands before `ahead_of`; or it does not, and it became national."""

    segment: str
    request: str
    holds: bool
    ahead_of: str | None = None


class ReadinessMarked(Event, frozen=True, tag="readiness_marked"):
    segment: str
    request: str
    ready: bool


class PlaceCeded(Event, frozen=True, tag="place_ceded"):
    """The place of `request` is that of `speaker` now."""

    segment: str
    request: str
    speaker: Speaker


class PointDismissed(Event, frozen=True, tag="point_dismissed"):
    """The chair did not take a point of order."""

    segment: str
    request: str


# The floor


class SpeakerCalled(Event, frozen=True, tag="speaker_called"):
    """The floor was given; the clock has not started. The intervention's id is that of the request or slot."""

    intervention: Intervention


class SpeakerCorrected(Event, frozen=True, tag="speaker_corrected"):
    """Another delegation has the floor than was named: by its request `taken` off the list, or else for its nation.

    `returned` is the request of the one named by mistake, which waits again before `ahead_of`.
    """

    intervention: str
    speaker: Speaker
    taken: str | None = None
    returned: FloorRequest | None = None
    ahead_of: str | None = None


class SpeakerAbsent(Event, frozen=True, tag="speaker_absent"):
    """The called speaker was not there, and waits again, before `ahead_of`; `None` is the end of the list."""

    intervention: str
    segment: str
    request: FloorRequest
    ahead_of: str | None = None


class FloorDeclined(Event, frozen=True, tag="floor_declined"):
    """The called speaker gave the floor back without having spoken."""

    intervention: str


class InterventionLogged(Event, frozen=True, tag="intervention_logged"):
    """An intervention was written down afterwards."""

    intervention: Intervention


class ClockStarted(Event, frozen=True, tag="clock_started"):
    intervention: str


class ClockPaused(Event, frozen=True, tag="clock_paused"):
    intervention: str


class ClockResumed(Event, frozen=True, tag="clock_resumed"):
    intervention: str


class TimeExtended(Event, frozen=True, tag="time_extended"):
    intervention: str
    seconds: int


class InterventionEnded(Event, frozen=True, tag="intervention_ended"):
    intervention: str


class Undone(Event, frozen=True, tag="undone"):
    """The act at `position` was taken back. Its entry stays in the log; what others did since then stays done."""

    position: int


# The podium, and what is written


class SlotResolved(Event, frozen=True, tag="slot_resolved"):
    """The slot of this id is as it is here, whatever the programme says of it."""

    slot: SpeakerSlot


class SlotAdded(Event, frozen=True, tag="slot_added"):
    segment: str
    phase: str
    slot: SpeakerSlot


class BulletsSaved(Event, frozen=True, tag="bullets_saved"):
    segment: str
    heading: Heading
    bullets: tuple[str, ...]
    version: int
    by: str


class ReportSubmitted(Event, frozen=True, tag="report_submitted"):
    segment: str
    by: str


class ReportReopened(Event, frozen=True, tag="report_reopened"):
    segment: str


class ReportReceived(Event, frozen=True, tag="report_received"):
    """A report that was submitted in another room."""

    segment: str
    report: Report


class ReportShown(Event, frozen=True, tag="report_shown"):
    """The room sees the report on `segment`, turned to `heading` or to the first there is; `None` is none any more."""

    segment: str | None = None
    heading: Heading | None = None


class QuestionsSet(Event, frozen=True, tag="questions_set"):
    segment: str
    questions: tuple[Names, ...]


class QuestionsPublished(Event, frozen=True, tag="questions_published"):
    """The time has come at which the programme gives the questions of `segment` to everybody."""

    segment: str


class QuestionShown(Event, frozen=True, tag="question_shown"):
    """The room sees this question of the running segment; `None` is none any more."""

    number: int | None = None


class MessageSent(Event, frozen=True, tag="message_sent"):
    to: Target
    message: Message


class MessageCleared(Event, frozen=True, tag="message_cleared"):
    to: Target


# The record


class NoteAdded(Event, frozen=True, tag="note_added"):
    note: RecordNote


class PersonCorrected(Event, frozen=True, tag="person_corrected"):
    """Who spoke was put right in the record. What the room was shown stays in the turn."""

    identity: Identity


# A rehearsal


class RehearsalBegun(Event, frozen=True, tag="rehearsal_begun"):
    """The room rehearses from now on, in a log of its own; this one is put aside until that is over."""

    rehearsal: str


class RehearsalReset(Event, frozen=True, tag="rehearsal_reset"):
    """The rehearsal is over, and nothing of it is in this log."""


RundownEvent: TypeAlias = SegmentStarted | SegmentEnded | PhaseStarted
MeetingEvent: TypeAlias = (
    MeetingSuspended | MeetingAdjourned | MeetingResumed | InterpretationEnded | TimeLimitSet | BatchSet
)
ListEvent: TypeAlias = (
    ListOpened
    | ListClosed
    | ListArranged
    | RequestMoved
    | RequestsSwapped
    | ListCarriedOver
    | ListCleared
    | RequestsReleased
    | RequestsAccepted
)
RequestEvent: TypeAlias = (
    FloorRequested
    | RequestAmended
    | RequestWithdrawn
    | RequestTakenOver
    | CapacityVerified
    | ReadinessMarked
    | PlaceCeded
    | PointDismissed
)
FloorEvent: TypeAlias = (
    SpeakerCalled | SpeakerCorrected | SpeakerAbsent | FloorDeclined | InterventionLogged | InterventionEnded
)
ClockEvent: TypeAlias = ClockStarted | ClockPaused | ClockResumed | TimeExtended
PodiumEvent: TypeAlias = SlotResolved | SlotAdded
ReportingEvent: TypeAlias = (
    BulletsSaved
    | ReportSubmitted
    | ReportReopened
    | ReportReceived
    | ReportShown
    | QuestionsSet
    | QuestionsPublished
    | QuestionShown
    | MessageSent
    | MessageCleared
)
RecordEvent: TypeAlias = NoteAdded | PersonCorrected
RehearsalEvent: TypeAlias = RehearsalBegun | RehearsalReset
AnyEvent: TypeAlias = (
    ProgrammePublished
    | RundownEvent
    | MeetingEvent
    | ListEvent
    | RequestEvent
    | FloorEvent
    | ClockEvent
    | PodiumEvent
    | ReportingEvent
    | RecordEvent
    | RehearsalEvent
    | Undone
)
