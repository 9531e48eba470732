"""Present names: those who wait or are called bear the name they bear now; a turn that ended keeps the name it had."""

from msgspec.structs import replace

from live.room.model.plan import SpeakerSlot
from live.room.model.state import RoomState, SpeakersList
from live.room.model.turns import FloorRequest, Intervention, InterventionKind, Speaker
from live.room.rules.speakers import slot_speaker


def presently(state: RoomState) -> RoomState:
    """`state` with the names of the register and of the podium as they are now, on every list and the floor."""
    slots = {
        slot.id: slot
        for segment in state.rundown.segments
        for slot in (*(slot for phase in segment.phases for slot in phase.lineup), *segment.moderators)
    }
    return replace(
        state,
        lists={segment: _listed(state, listed) for segment, listed in state.lists.items()},
        floor=None if state.floor is None else _turn(state, state.floor, slots),
        interrupted=tuple(_turn(state, turn, slots) for turn in state.interrupted),
    )


def _listed(state: RoomState, listed: SpeakersList) -> SpeakersList:
    def all_of(requests: tuple[FloorRequest, ...]) -> tuple[FloorRequest, ...]:
        return tuple(_request(state, request) for request in requests)

    return replace(listed, waiting=all_of(listed.waiting), points=all_of(listed.points), replies=all_of(listed.replies))


def _request(state: RoomState, request: FloorRequest) -> FloorRequest:
    speaker = _speaker(state, request.speaker)
    return request if speaker is request.speaker else replace(request, speaker=speaker)


def _speaker(state: RoomState, speaker: Speaker) -> Speaker:
    """As the register names the delegation; whom it no longer knows is called as before."""
    known = state.register.get(speaker.delegation or "")
    if known is None or (known.names, known.category) == (speaker.names, speaker.category):
        return speaker
    return replace(speaker, names=known.names, category=known.category)


def _turn(state: RoomState, turn: Intervention, slots: dict[str, SpeakerSlot]) -> Intervention:
    slot = slots.get(turn.id.partition(".")[0])
    if turn.speaker.delegation is None and turn.kind is InterventionKind.STATEMENT and slot is not None:
        return replace(turn, speaker=slot_speaker(slot))
    request = None if turn.request is None else _request(state, turn.request)
    return replace(turn, speaker=_speaker(state, turn.speaker), request=request)
