"""What several views have in common: a room, a segment, a speaker, a clock, as screens are shown them."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from live.room import rundown, speakers
from live.room.plan import Capacity, Phase, PhaseKind, Seconds, Segment, SpeakerSlot
from live.room.state import RoomState
from live.room.turns import FloorRequest, Intervention, Speaker
from live.room.views.shown import (
    ClockShown,
    FloorShown,
    PhaseShown,
    RoomShown,
    SegmentShown,
    SlotShown,
    SpeakerShown,
    stamp,
)

Fact = TypeVar("Fact")
Sight = TypeVar("Sight")

SILENT_PHASES = frozenset({PhaseKind.CEREMONY, PhaseKind.TALK, PhaseKind.BREAK})
"""Phases whose clock the hall never sees: nobody counts down a head of State."""


def room_shown(state: RoomState) -> RoomShown:
    assert state.profile is not None, "a room without a programme has no view"
    profile = state.profile
    return RoomShown(id=profile.id, names=profile.names, zone=profile.zone, conference=profile.conference)


def segment_shown(state: RoomState, segment: Segment) -> SegmentShown:
    started_at = rundown.progress(state, segment.id).started_at
    return SegmentShown(
        id=segment.id,
        names=segment.names,
        format=segment.format,
        starts_at=stamp(segment.starts_at),
        ends_at=stamp(segment.ends_at),
        hard_end=segment.hard_end,
        started_at=maybe(stamp, started_at),
        interpretation=segment.interpretation,
        moderators=tuple(slot_shown(slot) for slot in segment.moderators),
    )


def maybe(show: Callable[[Fact], Sight], fact: Fact | None) -> Sight | None:
    """`fact` as `show` shows it, if there is one."""
    return None if fact is None else show(fact)


def here(state: RoomState) -> tuple[Segment, Phase] | tuple[None, None]:
    return rundown.current(state) or (None, None)


def upcoming_shown(state: RoomState) -> SegmentShown | None:
    return maybe(partial(segment_shown, state), rundown.upcoming(state))


def listed(state: RoomState) -> Segment | None:
    """The segment whose list matters now: the running one's, else the first that was opened ahead of its start."""
    here = rundown.current(state)
    ahead = [segment for segment in state.rundown.segments if not rundown.has_ended(state, segment.id)]
    for segment in ([here[0]] if here else []) + ahead:
        if any(phase.serves_list for phase in segment.phases) and (
            segment.id == state.rundown.current or segment.id in state.lists
        ):
            return segment
    return None


def floor_limit(segment: Segment | None) -> Seconds | None:
    serving = [phase for phase in segment.phases if phase.serves_list] if segment else []
    return serving[0].time_limit if serving else None


def phase_shown(state: RoomState, phase: Phase) -> PhaseShown:
    started_at = state.rundown.phase_started_at
    return PhaseShown(id=phase.id, kind=phase.kind, names=phase.names, started_at=maybe(stamp, started_at))


def slot_shown(slot: SpeakerSlot) -> SlotShown:
    speaker = speakers.slot_speaker(slot)
    return SlotShown(names=speaker.names, person=speaker.person, short=slot.short, detail=speaker.detail)


def who_shown(who: FloorRequest | SpeakerSlot) -> SpeakerShown:
    if isinstance(who, SpeakerSlot):
        return speaker_shown(speakers.slot_speaker(who), Capacity.NATIONAL, None)
    return speaker_shown(who.speaker, who.capacity, who.on_behalf_of)


def speaker_shown(speaker: Speaker, capacity: Capacity, on_behalf_of: str | None) -> SpeakerShown:
    return SpeakerShown(
        names=speaker.names,
        delegation=speaker.delegation,
        category=speaker.category,
        person=speaker.person,
        detail=speaker.detail,
        capacity=capacity,
        on_behalf_of=on_behalf_of,
    )


def floor_shown(state: RoomState, phase: Phase | None, *, every_clock: bool) -> FloorShown | None:
    turn = state.floor
    if turn is None:
        return None
    silent = phase is not None and phase.kind in SILENT_PHASES and not every_clock
    return FloorShown(
        id=turn.id,
        speaker=speaker_shown(turn.speaker, turn.capacity, turn.on_behalf_of),
        called_at=stamp(turn.called_at),
        clock=None if silent else clock_shown(turn),
    )


def clock_shown(turn: Intervention) -> ClockShown:
    return ClockShown(
        allotted=turn.allotted,
        guide=turn.allotted_is_guide,
        runs_from=maybe(stamp, turn.runs_from),
        paused_at=maybe(stamp, turn.paused_at),
    )
