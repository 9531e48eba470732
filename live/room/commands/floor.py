"""What may be asked of the floor."""

from typing import TypeAlias

from msgspec import UNSET, UnsetType

from live.room.commands.base import Command, Id, Instant, Text
from live.room.model.plan import Capacity, Seconds
from live.room.model.turns import InterventionKind


class CallNextSpeaker(Command, frozen=True, tag="call_next_speaker"):
    """Give the floor to the next speaker; `expecting` is the id of the one the asker saw there."""

    expecting: Id


class CallSpeaker(Command, frozen=True, tag="call_speaker"):
    """Give the floor to `who`: a request on any list of the running segment, or a slot of its podium, in any order.

    `speaking` is the intervention the asker saw with the floor.
    """

    who: Id
    speaking: Id | None = None


class CallDelegation(Command, frozen=True, tag="call_delegation"):
    """Give the floor to `delegation` in one act, on the list or not. `speaking` as for `call_speaker`."""

    delegation: Id
    speaking: Id | None = None
    kind: InterventionKind = InterventionKind.STATEMENT
    capacity: Capacity = Capacity.NATIONAL
    on_behalf_of: Text | None = None


class CallSecretariat(Command, frozen=True, tag="call_secretariat"):
    """Give the floor to the Secretariat (rule 70 / 112); the interrupted speaker gets it back. `speaking` as above."""

    speaking: Id | None = None
    person: Text | None = None


class CorrectSpeaker(Command, frozen=True, tag="correct_speaker"):
    """Name `delegation` as the one that has the floor in `intervention`: a like name was called. The clock goes on.

    The one called by mistake waits again where they stood. `request` is the request of `delegation` that
    this turn was, and comes off its list; `null` lets `delegation` wait on for another turn. Left out while it waits,
    the command is refused with `waits_too`, and names the request to be asked about.
    """

    intervention: Id
    delegation: Id
    request: Id | UnsetType | None = UNSET


class MarkAbsent(Command, frozen=True, tag="mark_absent"):
    """Say that the speaker called in `intervention` is not there: to the end of their category, twice of the list."""

    intervention: Id


class DeclineFloor(Command, frozen=True, tag="decline_floor"):
    """Pass: give the floor back in `intervention` without having spoken. There is no duty to speak."""

    intervention: Id


class YieldTime(Command, frozen=True, tag="yield_time"):
    """End `intervention` and give `delegation` the time that was left."""

    intervention: Id
    delegation: Id


class LogIntervention(Command, frozen=True, tag="log_intervention"):
    """Write down an intervention that nobody entered while it was made: when, and for how long."""

    delegation: Id
    began_at: Instant
    seconds: Seconds
    capacity: Capacity = Capacity.NATIONAL
    on_behalf_of: Text | None = None


class EndIntervention(Command, frozen=True, tag="end_intervention"):
    """Take the floor back from `intervention`. The interrupted speaker gets it, their clock paused where it stood."""

    intervention: Id


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
