"""What may be asked of the meeting as a whole: rundown, sitting, limits, clock, undo."""

from typing import TypeAlias

from live.room.commands.base import Command, Id
from live.room.plan import Capacity, Category, Seconds


class StartSegment(Command, frozen=True, tag="start_segment"):
    """Start `segment` and its first phase; what runs now ends. `expecting` is the segment seen as running."""

    segment: Id
    expecting: Id | None = None


class EndSegment(Command, frozen=True, tag="end_segment"):
    """End `segment`, which runs; its list closes and whoever has the floor gives it back."""

    segment: Id


class StartPhase(Command, frozen=True, tag="start_phase"):
    """Go to `phase` of the running segment. `expecting` is the phase seen as running."""

    phase: Id
    expecting: Id | None = None


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
    phase: Id | None = None
    category: Category | None = None
    capacity: Capacity | None = None


class SetBatch(Command, frozen=True, tag="set_batch"):
    """Hear `size` speakers in the running phase before the panel replies; 0 ends that."""

    size: int


class StartClock(Command, frozen=True, tag="start_clock"):
    """Start the clock of `intervention`, which has the floor."""

    intervention: Id


class PauseClock(Command, frozen=True, tag="pause_clock"):
    """Stop the clock of `intervention` for a while."""

    intervention: Id


class ResumeClock(Command, frozen=True, tag="resume_clock"):
    """Let the clock of `intervention` run on from where it was paused."""

    intervention: Id


class ExtendTime(Command, frozen=True, tag="extend_time"):
    """Give `intervention` `seconds` more; a negative number takes them away again."""

    intervention: Id
    seconds: int


class Undo(Command, frozen=True, tag="undo"):
    """Take back the latest act of those who conduct the room; `position` is where the asker saw it."""

    position: int


RundownCommand: TypeAlias = StartSegment | EndSegment | StartPhase
MeetingCommand: TypeAlias = (
    SuspendMeeting | AdjournMeeting | ResumeMeeting | ContinueWithoutInterpretation | SetTimeLimit | SetBatch
)
ClockCommand: TypeAlias = StartClock | PauseClock | ResumeClock | ExtendTime
