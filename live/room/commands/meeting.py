"""What may be asked of the meeting as a whole: its sitting, its limits, its rounds."""

from typing import TypeAlias

from live.room.commands.base import Command, Id
from live.room.model.plan import Capacity, Seconds


class SuspendMeeting(Command, frozen=True, tag="suspend_meeting"):
    """Suspend the meeting, to resume today (rules 76 / 118): the clock stands, the list is kept."""

    resumes_in: Seconds | None = None


class AdjournMeeting(Command, frozen=True, tag="adjourn_meeting"):
    """Adjourn to the next meeting (rules 76 / 118): the speaker gives the floor back, the list is kept."""


class ResumeMeeting(Command, frozen=True, tag="resume_meeting"):
    """Take a suspended or adjourned meeting up again. Clocks stay paused until they are resumed."""


class ContinueWithoutInterpretation(Command, frozen=True, tag="continue_without_interpretation"):
    """Go on in the running segment without the interpreters, as the room agreed."""


class SetTimeLimit(Command, frozen=True, tag="set_time_limit"):
    """From the next speaker on give `seconds` in `phase`, by default the running one; `None` lifts the limit.

    `category` and `capacity` narrow whom it is for. The speaker keeps theirs.
    """

    seconds: Seconds | None
    phase: Id | None = None
    category: Id | None = None
    capacity: Capacity | None = None


class SetBatch(Command, frozen=True, tag="set_batch"):
    """Hear `size` speakers in the running phase before the panel replies; 0 ends that.

    `anew` says that the panel replies now, however many were heard until then: the count begins again.
    """

    size: int
    anew: bool = False


MeetingCommand: TypeAlias = (
    SuspendMeeting | AdjournMeeting | ResumeMeeting | ContinueWithoutInterpretation | SetTimeLimit | SetBatch
)
