"""The podium: who takes a slot that the programme left open, who joins, who will not come.

What was settled here stays when a new version of the programme comes.
"""

from typing import assert_never

from msgspec import UNSET
from msgspec.structs import replace

from live.room.commands import AddSlot, PodiumCommand, ResolveSlot
from live.room.model.events import PodiumEvent, SlotAdded, SlotResolved
from live.room.model.plan import Certainty, Segment, SpeakerSlot
from live.room.model.state import RoomState
from live.room.model.texts import cleaned
from live.room.refusals import Reason, Refused
from live.room.rules import naming, rundown


def decide(state: RoomState, command: PodiumCommand) -> tuple[PodiumEvent, ...]:
    match command:
        case ResolveSlot():
            slot, resolved = _resolved(state, command)
            return (SlotResolved(resolved),) if resolved != slot else ()
        case AddSlot():
            return (_added(state, command),)
        case _:
            assert_never(command)


def _resolved(state: RoomState, command: ResolveSlot) -> tuple[SpeakerSlot, SpeakerSlot]:
    """The slot as it is and as it becomes.

    Who is settled is named aloud from then on; who is not stays between the organisers (seed day 1, "TBC")."""
    slot = next(
        (slot for segment in state.rundown.segments for slot in slots_of(segment) if slot.id == command.slot), None
    )
    if slot is None:
        raise Refused(Reason.UNKNOWN_SLOT, slot=command.slot)
    names = slot.names
    if command.alternative is not None:
        if not 1 <= command.alternative <= len(slot.alternatives):
            raise Refused(Reason.OUT_OF_RANGE, field="alternative")
        names = slot.alternatives[command.alternative - 1]
    if (name := cleaned(command.name)) is not None:
        names = {"en": name}
    if command.certainty is Certainty.ALTERNATIVES and not slot.alternatives:
        raise Refused(Reason.OUT_OF_RANGE, field="certainty")
    return slot, replace(
        slot,
        names=names,
        person=slot.person if command.person is UNSET else cleaned(command.person),
        certainty=command.certainty,
        withdrawn=command.withdrawn,
        video=slot.video if command.video is None else command.video,
    )


def _added(state: RoomState, command: AddSlot) -> SlotAdded:
    for segment in state.rundown.segments:
        for phase in segment.phases:
            if phase.id == command.phase:
                name = cleaned(command.name)
                assert name is not None, "a name in which nothing is to be seen is refused before"
                slot = SpeakerSlot(id=f"s{state.position + 1}", names={"en": name}, person=cleaned(command.person))
                return SlotAdded(segment.id, phase.id, slot)
    raise Refused(Reason.UNKNOWN_PHASE, phase=command.phase)


def slots_of(segment: Segment) -> tuple[SpeakerSlot, ...]:
    """Everyone whom `segment` names: line-ups, moderators, rapporteurs."""
    return (*(slot for phase in segment.phases for slot in phase.lineup), *segment.moderators, *segment.rapporteurs)


def apply(state: RoomState, event: PodiumEvent) -> RoomState:
    match event:
        case SlotResolved(slot):
            state = replace(state, resolved={**state.resolved, slot.id: slot})
        case SlotAdded(_, phase, slot):
            state = replace(state, joined={**state.joined, phase: (*state.joined.get(phase, ()), slot)})
        case _:
            assert_never(event)
    return naming.presently(rundown.with_podium(state))
