"""What has happened in a room, in the past tense. Stored for ever: fields are added with a default, never changed.

Each has a stored example under `tests/entries/`. When something happened is on its `Entry`, not here.
"""

from typing import TypeAlias

import msgspec

from live.room.plan import Delegation, RoomProfile, Segment
from live.room.turns import FloorRequest, Intervention


class Event(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="type"):
    """Something that happened. In storage `type` is its name in snake case."""


class ProgrammePublished(Event, frozen=True, tag="programme_published"):
    version: str
    profile: RoomProfile
    segments: tuple[Segment, ...]
    register: tuple[Delegation, ...]
    process_chairs: dict[str, str] = {}


class SegmentStarted(Event, frozen=True, tag="segment_started"):
    segment: str


class SegmentEnded(Event, frozen=True, tag="segment_ended"):
    segment: str


class PhaseStarted(Event, frozen=True, tag="phase_started"):
    segment: str
    phase: str


class ListOpened(Event, frozen=True, tag="list_opened"):
    segment: str


class ListClosed(Event, frozen=True, tag="list_closed"):
    segment: str


class FloorRequested(Event, frozen=True, tag="floor_requested"):
    """`ahead_of` is the request before which it was placed; `None` is the end of the list."""

    segment: str
    request: FloorRequest
    ahead_of: str | None = None


class RequestWithdrawn(Event, frozen=True, tag="request_withdrawn"):
    segment: str
    request: str


class SpeakerCalled(Event, frozen=True, tag="speaker_called"):
    """The floor was given; the clock has not started. The intervention's id is that of the request or slot."""

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


AnyEvent: TypeAlias = (
    ProgrammePublished
    | SegmentStarted
    | SegmentEnded
    | PhaseStarted
    | ListOpened
    | ListClosed
    | FloorRequested
    | RequestWithdrawn
    | SpeakerCalled
    | ClockStarted
    | ClockPaused
    | ClockResumed
    | TimeExtended
    | InterventionEnded
    | Undone
)
