"""What may be asked of a room, in the imperative. Each says what its asker saw, so that a late press is refused."""

from datetime import datetime
from typing import Annotated, TypeAlias

import msgspec

from live.room.plan import Capacity, Category, Delegation, OrderPolicy, RoomProfile, Seconds, Segment
from live.room.turns import InterventionKind, Rank

Instant: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]
Text: TypeAlias = Annotated[str, msgspec.Meta(max_length=1000)]
Ids: TypeAlias = Annotated[tuple[str, ...], msgspec.Meta(max_length=1000)]


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


# The rundown and the meeting


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


class SuspendMeeting(Command, frozen=True, tag="suspend_meeting"):
    """Suspend the meeting, to resume today (rules 76 / 118): the clock stands, the list is kept."""

    resumes_in: Seconds | None = None


class AdjournMeeting(Command, frozen=True, tag="adjourn_meeting"):
    """Adjourn to the next meeting (rules 76 / 118): whoever has the floor gives it back, the list is kept."""


class ResumeMeeting(Command, frozen=True, tag="resume_meeting"):
    """Take a suspended or adjourned meeting up again. Clocks stay paused until they are resumed."""


class ContinueWithoutInterpretation(Command, frozen=True, tag="continue_without_interpretation"):
    """Go on in the running segment without the interpreters, as the room agreed."""


class SetTimeLimit(Command, frozen=True, tag="set_time_limit"):
    """From the next speaker on give `seconds` in `phase`, by default the running one; `None` lifts the limit.

    `category` and `capacity` narrow whom it is for. Whoever has the floor keeps theirs.
    """

    seconds: Seconds | None
    phase: str | None = None
    category: Category | None = None
    capacity: Capacity | None = None


class SetBatch(Command, frozen=True, tag="set_batch"):
    """Hear `size` speakers in the running phase before the panel replies; 0 ends that."""

    size: int


# The list: open, close, order


class OpenList(Command, frozen=True, tag="open_list"):
    """Open the list of speakers of `segment`, by default of the one that runs, now or `in_seconds`."""

    segment: str | None = None
    in_seconds: Seconds = 0


class CloseList(Command, frozen=True, tag="close_list"):
    """Close the list of speakers of `segment`, by default of the one that runs, now or `in_seconds`.

    Those on it stay.
    """

    segment: str | None = None
    in_seconds: Seconds = 0


class SetOrder(Command, frozen=True, tag="set_order"):
    """Arrange the list of `segment` by `policy`; whoever was moved by hand stays where they are."""

    policy: OrderPolicy
    segment: str | None = None


class DrawLots(Command, frozen=True, tag="draw_lots"):
    """Draw the order of the list of `segment` by `seed`, said aloud before: whoever knows it can draw it again."""

    seed: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    segment: str | None = None


class MoveRequest(Command, frozen=True, tag="move_request"):
    """Put `request` ahead of another, or at the end. `seen` are the ids of the list as the asker saw it."""

    request: str
    seen: Ids
    ahead_of: str | None = None


class SwapRequests(Command, frozen=True, tag="swap_requests"):
    """Let two delegations that agreed on it change places. Each takes the other's time of inscription."""

    first: str
    second: str


class CarryOver(Command, frozen=True, tag="carry_over"):
    """Put those who wait on one segment's list at the end of another's, in order; all, or the `requests` named.

    `leave_absent` leaves behind whoever was called and not there.
    """

    from_segment: str
    to_segment: str
    requests: Ids = ()
    leave_absent: bool = False


class ReleaseRequests(Command, frozen=True, tag="release_requests"):
    """Take `requests` off the list of `segment` for the list of another room, which accepts them there."""

    segment: str
    requests: Ids
    room: str


class CarriedRequest(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A request as another room released it; whom the delegation is, this room's register says."""

    delegation: str
    requested_at: Instant
    capacity: Capacity = Capacity.NATIONAL
    on_behalf_of: Text | None = None
    person: Text | None = None


class AcceptRequests(Command, frozen=True, tag="accept_requests"):
    """Put what `room` released on the list of `segment`: at the end, or among those who wait, by inscription."""

    room: str
    requests: Annotated[tuple[CarriedRequest, ...], msgspec.Meta(max_length=500)]
    segment: str | None = None
    by_inscription: bool = False


# Requests


class RequestFloor(Command, frozen=True, tag="request_floor"):
    """Put the asker's own delegation on the list. `on_behalf_of` names the group or process in that capacity.

    A `kind` that is no turn on the list is put where it belongs: points of order before the chair, replies on a list of
    their own. `about` is the intervention or slot it is addressed to, `question` the published question it speaks to.
    """

    capacity: Capacity = Capacity.NATIONAL
    on_behalf_of: Text | None = None
    segment: str | None = None
    kind: InterventionKind = InterventionKind.STATEMENT
    about: str | None = None
    question: int | None = None
    language: Text | None = None
    person: Text | None = None


class AddSpeaker(Command, frozen=True, tag="add_speaker"):
    """Put `delegation` on the list on its behalf: a nameplate, a paper form, a nod. A closed list takes it too."""

    delegation: str
    capacity: Capacity = Capacity.NATIONAL
    on_behalf_of: Text | None = None
    segment: str | None = None
    kind: InterventionKind = InterventionKind.STATEMENT
    about: str | None = None
    question: int | None = None
    language: Text | None = None
    person: Text | None = None
    rank: Rank | None = None
    joint: Ids = ()
    scheduled_at: Instant | None = None


class AmendRequest(Command, frozen=True, tag="amend_request"):
    """Say more of `request`; what is left out stays. A place does not change by it.

    A delegation may amend its own speaker's name, language, question and to whom it reacts; the rest is the
    secretariat's, and so is taking a name over for the screens.
    """

    request: str
    person: Text | None = None
    language: Text | None = None
    about: str | None = None
    question: int | None = None
    rank: Rank | None = None
    joint: Ids | None = None
    scheduled_at: Instant | None = None


class WithdrawRequest(Command, frozen=True, tag="withdraw_request"):
    """Take `request` off its list. Whoever is being called declines by it."""

    request: str


class TakeOverRequest(Command, frozen=True, tag="take_over_request"):
    """Hold the own delegation's `request` in a colleague's stead. It keeps its place."""

    request: str


class VerifyCapacity(Command, frozen=True, tag="verify_capacity"):
    """Say whether the capacity claimed by `request` `holds`; one that does not becomes national."""

    request: str
    holds: bool = True


class MarkReady(Command, frozen=True, tag="mark_ready"):
    """Say that whoever made `request` is here, or with `ready` false that they were looked for and not found."""

    request: str
    ready: bool = True


class CedePlace(Command, frozen=True, tag="cede_place"):
    """Give the place of `request` to another delegation, which speaks in its own name."""

    request: str
    delegation: str


# The floor


class CallNextSpeaker(Command, frozen=True, tag="call_next_speaker"):
    """Give the floor to whoever is next; `expecting` is the id of the one the asker saw there."""

    expecting: str


class CallSpeaker(Command, frozen=True, tag="call_speaker"):
    """Give the floor to `who`: a request on any list of the running segment, or a slot of its podium, in any order.

    `speaking` is the intervention the asker saw with the floor.
    """

    who: str
    speaking: str | None = None


class CallDelegation(Command, frozen=True, tag="call_delegation"):
    """Give the floor to `delegation` in one act, on the list or not. `speaking` as for `call_speaker`."""

    delegation: str
    speaking: str | None = None
    kind: InterventionKind = InterventionKind.STATEMENT
    capacity: Capacity = Capacity.NATIONAL
    on_behalf_of: Text | None = None


class CallSecretariat(Command, frozen=True, tag="call_secretariat"):
    """Give the floor to the Secretariat (rule 70 / 112); whoever has it gets it back. `speaking` as above."""

    speaking: str | None = None
    person: Text | None = None


class DismissPoint(Command, frozen=True, tag="dismiss_point"):
    """Rule that the point of order `request` is not taken. It is logged."""

    request: str


class CorrectSpeaker(Command, frozen=True, tag="correct_speaker"):
    """Name `delegation` as the one that has the floor in `intervention`: a like name was called. The clock goes on."""

    intervention: str
    delegation: str


class MarkAbsent(Command, frozen=True, tag="mark_absent"):
    """Say that whoever was called in `intervention` is not there: to the end of their category, twice of the list."""

    intervention: str


class DeclineFloor(Command, frozen=True, tag="decline_floor"):
    """Pass: give the floor back in `intervention` without having spoken. There is no duty to speak."""

    intervention: str


class YieldTime(Command, frozen=True, tag="yield_time"):
    """End `intervention` and give `delegation` the time that was left."""

    intervention: str
    delegation: str


class LogIntervention(Command, frozen=True, tag="log_intervention"):
    """Write down an intervention that nobody entered while it was made: when, and for how long."""

    delegation: str
    began_at: Instant
    seconds: Seconds
    capacity: Capacity = Capacity.NATIONAL
    on_behalf_of: Text | None = None


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
    """Take the floor back from `intervention`. Whoever was interrupted gets it, their clock paused where it stood."""

    intervention: str


class Undo(Command, frozen=True, tag="undo"):
    """Take back the latest act of those who conduct the room; `position` is where the asker saw it."""

    position: int


RundownCommand: TypeAlias = StartSegment | EndSegment | StartPhase
MeetingCommand: TypeAlias = (
    SuspendMeeting | AdjournMeeting | ResumeMeeting | ContinueWithoutInterpretation | SetTimeLimit | SetBatch
)
ListCommand: TypeAlias = (
    OpenList
    | CloseList
    | SetOrder
    | DrawLots
    | MoveRequest
    | SwapRequests
    | CarryOver
    | ReleaseRequests
    | AcceptRequests
)
RequestCommand: TypeAlias = (
    RequestFloor
    | AddSpeaker
    | AmendRequest
    | WithdrawRequest
    | TakeOverRequest
    | VerifyCapacity
    | MarkReady
    | CedePlace
    | DismissPoint
)
FloorCommand: TypeAlias = (
    CallNextSpeaker
    | CallSpeaker
    | CallDelegation
    | CallSecretariat
    | CorrectSpeaker
    | MarkAbsent
    | DeclineFloor
    | YieldTime
    | LogIntervention
    | EndIntervention
)
ClockCommand: TypeAlias = StartClock | PauseClock | ResumeClock | ExtendTime

RoomCommand: TypeAlias = (
    RundownCommand | MeetingCommand | ListCommand | RequestCommand | FloorCommand | ClockCommand | Undo
)
"""What people ask of a room, from a screen or over HTTP."""

AnyCommand: TypeAlias = PublishProgramme | RoomCommand
