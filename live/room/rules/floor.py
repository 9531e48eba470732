"""The floor: given, taken back, interrupted and written down. Nobody is called automatically.

Each decision stands in one file with what follows from it: hence the length.
"""

from datetime import datetime, timedelta
from typing import assert_never

from msgspec import UNSET
from msgspec.structs import replace

from live.room.authority import CONDUCT, Actor
from live.room.commands import (
    CallDelegation,
    CallNextSpeaker,
    CallSecretariat,
    CallSpeaker,
    CorrectSpeaker,
    DeclineFloor,
    EndIntervention,
    FloorCommand,
    LogIntervention,
    MarkAbsent,
    YieldTime,
)
from live.room.model.events import (
    AnyEvent,
    FloorDeclined,
    FloorEvent,
    InterventionEnded,
    InterventionLogged,
    SpeakerAbsent,
    SpeakerCalled,
    SpeakerCorrected,
)
from live.room.model.plan import Capacity, Names, Phase, Seconds, Segment, SpeakerSlot
from live.room.model.state import RoomState
from live.room.model.texts import cleaned
from live.room.model.turns import (
    INTERRUPTING,
    ON_THE_LIST,
    FloorRequest,
    Handling,
    Intervention,
    InterventionKind,
    Outcome,
    Speaker,
)
from live.room.refusals import Reason, Refused
from live.room.rules import clock, precedence, rundown
from live.room.rules.clock import gives_back, ran_for, require_sitting, speaking
from live.room.rules.groups import named
from live.room.rules.inscription import may_reply, speaker_of
from live.room.rules.procedures import rules_of
from live.room.rules.speakers import (
    Next,
    allotted,
    everyone_on,
    find,
    list_of,
    place_of,
    policy_of,
    put,
    queue,
    registered,
    slot_speaker,
    waiting_like,
    with_list,
    without,
)

SECRETARIAT: Names = {
    "en": "Secretariat",
    "fr": "Secrétariat",
    "es": "Secretaría",
    "ru": "Секретариат",
    "zh": "秘书处",
    "ar": "الأمانة العامة",
}
LONGEST_TURN: Seconds = 4 * 3600
LOGGED_WITHIN = timedelta(days=1)
"""An intervention is written down on the day it was made: what is older was made in another meeting."""


def decide(state: RoomState, command: FloorCommand, actor: Actor, at: datetime) -> tuple[AnyEvent, ...]:
    match command:
        case CallNextSpeaker():
            return _call_next(state, command, actor, at)
        case CallSpeaker():
            return _call(state, command, actor, at)
        case CallDelegation():
            return _call_delegation(state, command, actor, at)
        case CallSecretariat():
            return _call_secretariat(state, command, actor, at)
        case CorrectSpeaker():
            return _correct(state, command)
        case MarkAbsent():
            return _mark_absent(state, command)
        case DeclineFloor():
            return _decline(state, command, actor)
        case YieldTime():
            return _yield(state, command, actor, at)
        case LogIntervention():
            return _log(state, command, actor, at)
        case EndIntervention():
            turn = speaking(state, command.intervention)
            gives_back(state)
            return (InterventionEnded(turn.id),)
        case _:
            assert_never(command)


# Giving the floor


def _call_next(state: RoomState, command: CallNextSpeaker, actor: Actor, at: datetime) -> tuple[AnyEvent, ...]:
    """Give the floor to the one the asker saw next; of two presses the second reads `not_next`, and who was first."""
    segment, phase = rundown.running_phase(state)
    following = queue(state)
    by = state.floor.called_by if state.floor and state.floor.id == command.expecting else None
    if following and following[0].id != command.expecting:
        raise Refused(Reason.NOT_NEXT, next=following[0].id, by=by)
    if not following:
        raise Refused(Reason.NOBODY_WAITING, by=by)
    return _give(state, _turn(state, following[0], segment, phase, at, actor))


def _call(state: RoomState, command: CallSpeaker, actor: Actor, at: datetime) -> tuple[AnyEvent, ...]:
    segment, phase = rundown.running_phase(state)
    _require_same_speaker(state, command.speaking)
    for request in everyone_on(list_of(state, segment.id)):
        if request.id == command.who:
            return _give(state, _turn(state, request, segment, phase, at, actor))
    for slot in (*phase.lineup, *(slot for known in segment.phases for slot in known.lineup)):
        if slot.id == command.who and not slot.withdrawn:
            turn = _turn(state, slot, segment, phase, at, actor)
            again = slot.id in state.heard
            return _give(state, replace(turn, id=f"{slot.id}.{state.position + 1}") if again else turn)
    elsewhere, _ = find(state, command.who)
    rundown.segment_named(state, elsewhere)
    if rundown.has_ended(state, elsewhere):
        raise Refused(Reason.SEGMENT_MOVED_ON, segment=elsewhere)
    raise Refused(Reason.UNKNOWN_REQUEST, request=command.who)


def _call_delegation(state: RoomState, command: CallDelegation, actor: Actor, at: datetime) -> tuple[AnyEvent, ...]:
    """One who waits is called from their place, others as they are; the rest of the list is untouched."""
    segment, phase = rundown.running_phase(state)
    _require_same_speaker(state, command.speaking)
    match command.kind:
        case InterventionKind.POINT_OF_ORDER if not rules_of(state, segment).points_of_order:
            raise Refused(Reason.POINTS_NOT_TAKEN)
        case InterventionKind.RIGHT_OF_REPLY:
            may_reply(state, segment, command.delegation)
        case InterventionKind.SECRETARIAT:
            raise Refused(Reason.NOT_PERMITTED)
        case _:
            pass
    request = FloorRequest(
        id=f"r{state.position + 1}",
        speaker=speaker_of(state, command.delegation),
        requested_at=at,
        requested_by=actor.id,
        capacity=command.capacity,
        on_behalf_of=named(state, command.capacity, command.on_behalf_of),
        from_desk=True,
        kind=command.kind,
    )
    waiting = place_of(list_of(state, segment.id), request)
    turn = _turn(state, waiting or request, segment, phase, at, actor)
    return _give(state, turn if waiting else replace(turn, unlisted=True))


def _call_secretariat(state: RoomState, command: CallSecretariat, actor: Actor, at: datetime) -> tuple[AnyEvent, ...]:
    """Rule 70 / 112: the Secretary-General, or an official in their stead, at any time."""
    segment, phase = rundown.running_phase(state)
    _require_same_speaker(state, command.speaking)
    turn = Intervention(
        id=f"r{state.position + 1}",
        segment=segment.id,
        phase=phase.id,
        speaker=Speaker(names=SECRETARIAT, person=cleaned(command.person)),
        called_at=at,
        kind=InterventionKind.SECRETARIAT,
        called_by=actor.id,
        unlisted=True,
    )
    return _give(state, turn)


def _require_same_speaker(state: RoomState, expected: str | None) -> None:
    """Pass if the speaker whom the asker saw still speaks; of two presses the second is refused."""
    if (state.floor.id if state.floor else None) != expected:
        raise Refused(Reason.FLOOR_MOVED_ON, speaking=state.floor.id if state.floor else None)


def _give(state: RoomState, turn: Intervention) -> tuple[AnyEvent, ...]:
    """An interruption lays itself over what it interrupts; any other turn ends the one before it."""
    require_sitting(state)
    called = SpeakerCalled(turn)
    if turn.kind in INTERRUPTING or state.floor is None:
        return (called,)
    if state.interrupted:
        raise Refused(Reason.FLOOR_INTERRUPTED, speaking=state.floor.id)
    return InterventionEnded(state.floor.id), called


def _turn(  # noqa: PLR0913  what makes a turn is this much
    state: RoomState, who: Next, segment: Segment, phase: Phase, at: datetime, actor: Actor
) -> Intervention:
    kind = InterventionKind.STATEMENT if isinstance(who, SpeakerSlot) else who.kind
    turn = Intervention(
        id=who.id,
        segment=segment.id,
        phase=phase.id,
        speaker=who.speaker if isinstance(who, FloorRequest) else slot_speaker(who),
        called_at=at,
        allotted=allotted(state, who, segment, phase),
        allotted_is_guide=phase.limit_is_guide and kind in ON_THE_LIST,
        called_by=actor.id,
    )
    if isinstance(who, SpeakerSlot):
        return turn
    if not who.verified:
        return replace(turn, kind=who.kind, request=who)
    return replace(turn, kind=who.kind, request=who, capacity=who.capacity, on_behalf_of=who.on_behalf_of)


def _correct(state: RoomState, command: CorrectSpeaker) -> tuple[SpeakerCorrected, ...]:
    """The one named by mistake has their place again. What becomes of the other's own is asked, never assumed."""
    turn = speaking(state, command.intervention)
    speaker = speaker_of(state, command.delegation)
    if turn.speaker.delegation == command.delegation:
        return ()
    own = waiting_like(state, turn, command.delegation)
    if command.request is UNSET and own:
        raise Refused(Reason.WAITS_TOO, request=own[0].id)
    taken = next((request for request in own if request.id == command.request), None)
    if isinstance(command.request, str) and taken is None:
        raise Refused(Reason.UNKNOWN_REQUEST, request=command.request)
    corrected = SpeakerCorrected(turn.id, taken.speaker if taken else speaker, taken.id if taken else None)
    if turn.request is None or place_of(list_of(state, turn.segment), turn.request) is not None:
        return (corrected,)
    # Of the first id only: one that is called by mistake again and again bears no longer and longer id.
    returned = replace(turn.request, id=f"{turn.request.id.partition('.')[0]}.{state.position + 1}")
    return (replace(corrected, returned=returned, ahead_of=_head(state, turn.segment, returned, corrected.taken)),)


def _head(state: RoomState, segment: str, request: FloorRequest, gone: str | None) -> str | None:
    """Before whom `request` stands again that was called by mistake: by the order of the list, or else at its head."""
    listed = list_of(state, segment)
    others = tuple(other for other in listed.lane(request.kind) if other.id != gone)
    if request.handling is None and request.kind in ON_THE_LIST:
        policy = policy_of(state, rundown.segment_named(state, segment))
        return precedence.placed_ahead_of(request, others, policy, state.settings.classes)
    return others[0].id if others else None


# Not spoken, and otherwise


def _mark_absent(state: RoomState, command: MarkAbsent) -> tuple[SpeakerAbsent]:
    """Called and not seen: to the end of their own category, and the second time to the end of the list (case 24)."""
    turn = speaking(state, command.intervention)
    if turn.started_at is not None:
        raise Refused(Reason.CLOCK_ALREADY_STARTED)
    if turn.request is None or turn.kind not in ON_THE_LIST:
        raise Refused(Reason.UNKNOWN_REQUEST, request=turn.id)
    absent = replace(turn.request, absences=turn.request.absences + 1, ready=False, handling=Handling.CALLED_ABSENT)
    waiting = list_of(state, turn.segment).waiting
    ahead_of = precedence.end_of_class(absent, waiting) if absent.absences == 1 else None
    return (SpeakerAbsent(turn.id, turn.segment, absent, ahead_of),)


def _decline(state: RoomState, command: DeclineFloor, actor: Actor) -> tuple[FloorDeclined]:
    """There is no duty to speak: a pass is logged, and who is next is offered, never called."""
    turn = speaking(state, command.intervention)
    if actor.role not in CONDUCT and (actor.delegation is None or turn.speaker.delegation != actor.delegation):
        raise Refused(Reason.NOT_PERMITTED)
    if turn.started_at is not None:
        raise Refused(Reason.CLOCK_ALREADY_STARTED)
    gives_back(state)
    return (FloorDeclined(turn.id),)


def _yield(state: RoomState, command: YieldTime, actor: Actor, at: datetime) -> tuple[AnyEvent, ...]:
    require_sitting(state)
    turn = speaking(state, command.intervention)
    if turn.allotted is None:
        raise Refused(Reason.NO_TIME_LIMIT)
    if state.interrupted:
        raise Refused(Reason.FLOOR_INTERRUPTED, speaking=turn.id)
    left = turn.allotted - int(ran_for(turn, at).total_seconds())
    if left <= 0:
        raise Refused(Reason.OUT_OF_RANGE, field="seconds")
    heir = Intervention(
        id=f"r{state.position + 1}",
        segment=turn.segment,
        phase=turn.phase,
        speaker=speaker_of(state, command.delegation),
        called_at=at,
        allotted=left,
        allotted_is_guide=turn.allotted_is_guide,
        called_by=actor.id,
        unlisted=True,
        yielded_from=turn.id,
    )
    return InterventionEnded(turn.id), SpeakerCalled(heir)


def _log(state: RoomState, command: LogIntervention, actor: Actor, at: datetime) -> tuple[InterventionLogged]:
    """Five spoke and nobody pressed anything (edge case 55): it is written down as it was, in the running phase."""
    segment, phase = rundown.running_phase(state)
    if not 0 < command.seconds <= LONGEST_TURN:
        raise Refused(Reason.OUT_OF_RANGE, field="seconds")
    ended_at = command.began_at + timedelta(seconds=command.seconds)
    if ended_at > at or at - command.began_at > LOGGED_WITHIN:
        raise Refused(Reason.OUT_OF_RANGE, field="began_at")
    return (
        InterventionLogged(
            Intervention(
                id=f"r{state.position + 1}",
                segment=segment.id,
                phase=phase.id,
                speaker=speaker_of(state, command.delegation),
                called_at=command.began_at,
                capacity=command.capacity,
                on_behalf_of=named(state, command.capacity, command.on_behalf_of),
                started_at=command.began_at,
                runs_from=command.began_at,
                called_by=actor.id,
                unlisted=True,
                ended_at=ended_at,
                outcome=Outcome.SPOKE,
            )
        ),
    )


# What follows


def apply(state: RoomState, event: FloorEvent, at: datetime) -> RoomState:
    match event:
        case SpeakerCalled(turn):
            return _called(state, turn, at)
        case SpeakerCorrected():
            return _corrected(state, event)
        case SpeakerAbsent(intervention, segment, request, ahead_of):
            state = ended(state, intervention, at, Outcome.ABSENT)
            listed = list_of(state, segment)
            if place_of(listed, request) is not None:
                return state  # It asked anew while it was called, and has that place.
            waiting = put(listed.waiting, request, ahead_of)
            return registered(state, segment, replace(listed, waiting=waiting))
        case FloorDeclined(intervention):
            return _declined(state, intervention, at)
        case InterventionLogged(turn):
            return replace(state, turns=(*state.turns, turn))
        case InterventionEnded(intervention):
            return ended(state, intervention, at, Outcome.SPOKE)
        case _:
            assert_never(event)


def _called(state: RoomState, turn: Intervention, at: datetime) -> RoomState:
    listed = list_of(state, turn.segment)
    if any(request.id == turn.id for request in (*everyone_on(listed), *(gone.request for gone in listed.aside))):
        state = with_list(state, turn.segment, without(listed, turn.id))
    elif turn.speaker.delegation is None:
        state = replace(state, heard=state.heard | {turn.id})
    if (standing := clock.standing(state.floor, at)) is not None:
        state = replace(state, interrupted=(*state.interrupted, standing))
    return replace(state, floor=turn)


def _corrected(state: RoomState, event: SpeakerCorrected) -> RoomState:
    assert state.floor is not None, "a correction is of the speaker"
    segment = state.floor.segment
    listed = list_of(state, segment)
    taken = next((request for request in everyone_on(listed) if request.id == event.taken), None)
    turn = replace(state.floor, speaker=event.speaker, capacity=Capacity.NATIONAL, on_behalf_of=None, request=taken)
    if taken is not None:
        listed = without(listed, taken.id)
        turn = replace(turn, unlisted=False)
        if taken.verified:
            turn = replace(turn, capacity=taken.capacity, on_behalf_of=taken.on_behalf_of)
    if event.returned is not None:
        kind = event.returned.kind
        listed = listed.with_lane(kind, put(listed.lane(kind), event.returned, event.ahead_of))
    if listed == list_of(state, segment):
        return replace(state, floor=turn)
    return registered(replace(state, floor=turn), segment, listed)


def _declined(state: RoomState, intervention: str, at: datetime) -> RoomState:
    """A speaker who declined may stand on the list again, if their call was undone: then they leave it."""
    if state.floor is not None and state.floor.id == intervention:
        return ended(state, intervention, at, Outcome.DECLINED)
    for segment, listed in state.lists.items():
        if any(request.id == intervention for request in everyone_on(listed)):
            return with_list(state, segment, without(listed, intervention))
    return state


def ended(state: RoomState, intervention: str, at: datetime, outcome: Outcome) -> RoomState:
    """The floor without `intervention`: the interrupted speaker has it again, their clock where it stood."""
    turn = state.floor
    assert turn is not None, "only the speaker gives the floor back"
    assert turn.id == intervention, "only the speaker gives the floor back"
    turns = (*state.turns, replace(turn, ended_at=at, outcome=outcome))
    floor = state.interrupted[-1] if state.interrupted else None
    return replace(state, turns=turns, floor=floor, interrupted=state.interrupted[:-1])
