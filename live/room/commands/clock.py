"""What may be asked of the clock of a statement."""

from typing import TypeAlias

from live.room.commands.base import Command, Id


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


ClockCommand: TypeAlias = StartClock | PauseClock | ResumeClock | ExtendTime
