"""What may be asked of a room, in the imperative. Each says what its asker saw, so that a late press is refused."""

from typing import TypeAlias

import msgspec

from live.room.plan import Capacity, Delegation, RoomProfile, Segment


class Command(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="type"):
    """Something asked. On the wire `type` is its name in snake case."""


class PublishProgramme(Command, frozen=True, tag="publish_programme"):
    """Put a version of the programme, the register of delegations and the chairs of processes in force.

    What is running, and every list, stays as it is (edge case: a programme that changes on the eve).
    """

    version: str
    profile: RoomProfile
    segments: tuple[Segment, ...]
    register: tuple[Delegation, ...]
    process_chairs: dict[str, str] = {}


class StartSegment(Command, frozen=True, tag="start_segment"):
    """Start `segment` and its first phase; what runs now ends. `expecting` is the segment seen as running."""

    segment: str
    expecting: str | None = None


class EndSegment(Command, frozen=True, tag="end_segment"):
    """End `segment`, which runs; its list closes and whoever has the floor gives it back."""

    segment: str


class StartPhase(Command, frozen=True, tag="start_phase"):
    """Go to `phase` of the running segment. `expecting` is the phase seen as running."""

    phase: str
    expecting: str | None = None


class OpenList(Command, frozen=True, tag="open_list"):
    """Open the list of speakers of `segment`, by default of the one that runs."""

    segment: str | None = None


class CloseList(Command, frozen=True, tag="close_list"):
    """Close the list of speakers of `segment`, by default of the one that runs. Those on it stay."""

    segment: str | None = None


class RequestFloor(Command, frozen=True, tag="request_floor"):
    """Put the asker's own delegation on the list. `on_behalf_of` names the group or process in that capacity."""

    capacity: Capacity = Capacity.NATIONAL
    on_behalf_of: str | None = None
    segment: str | None = None


class WithdrawRequest(Command, frozen=True, tag="withdraw_request"):
    """Take `request` off its list."""

    request: str


class AddSpeaker(Command, frozen=True, tag="add_speaker"):
    """Put `delegation` on the list on its behalf: a nameplate, a paper form, a nod. A closed list takes it too."""

    delegation: str
    capacity: Capacity = Capacity.NATIONAL
    on_behalf_of: str | None = None
    segment: str | None = None


class CallNextSpeaker(Command, frozen=True, tag="call_next_speaker"):
    """Give the floor to whoever is next; `expecting` is the id of the one the asker saw there."""

    expecting: str


class StartClock(Command, frozen=True, tag="start_clock"):
    """Start the clock of `intervention`, which has the floor."""

    intervention: str


class PauseClock(Command, frozen=True, tag="pause_clock"):
    """Stop the clock of `intervention` for a while."""

    intervention: str


class ResumeClock(Command, frozen=True, tag="resume_clock"):
    """Let the clock of `intervention` run on from where it was paused."""

    intervention: str


class ExtendTime(Command, frozen=True, tag="extend_time"):
    """Give `intervention` `seconds` more; a negative number takes them away again."""

    intervention: str
    seconds: int


class EndIntervention(Command, frozen=True, tag="end_intervention"):
    """Take the floor back from `intervention`."""

    intervention: str


class Undo(Command, frozen=True, tag="undo"):
    """Take back the latest act of those who conduct the room; `position` is where the asker saw it."""

    position: int


RoomCommand: TypeAlias = (
    StartSegment
    | EndSegment
    | StartPhase
    | OpenList
    | CloseList
    | RequestFloor
    | WithdrawRequest
    | AddSpeaker
    | CallNextSpeaker
    | StartClock
    | PauseClock
    | ResumeClock
    | ExtendTime
    | EndIntervention
    | Undo
)
"""What people ask of a room, from a screen or over HTTP."""

AnyCommand: TypeAlias = PublishProgramme | RoomCommand
