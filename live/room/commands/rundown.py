"""What may be asked of the rundown: which segment runs, and which of its phases."""

from typing import TypeAlias

from live.room.commands.base import Command, Id


class StartSegment(Command, frozen=True, tag="start_segment"):
    """Start `segment` and its first phase; what runs now ends. `expecting` is the segment seen as running."""

    segment: Id
    expecting: Id | None = None


class EndSegment(Command, frozen=True, tag="end_segment"):
    """End `segment`, which runs; its list closes and the speaker gives the floor back."""

    segment: Id


class StartPhase(Command, frozen=True, tag="start_phase"):
    """Go to `phase` of the running segment. `expecting` is the phase seen as running."""

    phase: Id
    expecting: Id | None = None


class CarryOutPlan(Command, frozen=True, tag="carry_out_plan"):
    """Do what the programme has for this time: open and close lists, publish questions. Asked when the time comes."""


RundownCommand: TypeAlias = StartSegment | EndSegment | StartPhase
