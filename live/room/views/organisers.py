"""What only those who conduct the room may see."""

from functools import partial

from live.room import rundown, speakers
from live.room.plan import Phase, Segment
from live.room.state import Act, RoomState
from live.room.turns import FloorRequest
from live.room.views.parts import (
    floor_shown,
    here,
    listed,
    maybe,
    room_shown,
    slot_shown,
    who_shown,
)
from live.room.views.shown import (
    ActShown,
    ControlListShown,
    ControlView,
    NextShown,
    PlannedPhase,
    PlannedSegment,
    PlannedSlot,
    RequestShown,
    RundownShown,
    stamp,
)


def control(state: RoomState) -> ControlView:
    """What those who conduct the room see."""
    return ControlView(
        room=room_shown(state),
        rundown=_rundown_shown(state),
        list=maybe(partial(_control_list, state), listed(state)),
        next=_next_shown(state),
        floor=floor_shown(state, None, every_clock=True),
        version=state.version,
        acts={str(act.position): _act_shown(act) for act in state.acts},
    )


def _act_shown(act: Act) -> ActShown:
    return ActShown(did=act.did, at=stamp(act.at), by=act.actor, about=act.about)


def _control_list(state: RoomState, segment: Segment) -> ControlListShown:
    listed = speakers.list_of(state, segment.id)
    return ControlListShown(
        segment=segment.id,
        status=listed.status,
        order=tuple(request.id for request in listed.waiting),
        waiting={request.id: _request_shown(request) for request in listed.waiting},
    )


def _next_shown(state: RoomState) -> NextShown | None:
    _, phase = here(state)
    queue = speakers.queue(state)
    if not queue or phase is None:
        return None
    return NextShown(queue[0].id, who_shown(queue[0]), speakers.allotted(queue[0], phase))


def _request_shown(request: FloorRequest) -> RequestShown:
    return RequestShown(
        speaker=who_shown(request),
        requested_at=stamp(request.requested_at),
        requested_by=request.requested_by,
        from_desk=request.from_desk,
    )


def _rundown_shown(state: RoomState) -> RundownShown:
    segments = state.rundown.segments
    started_at = state.rundown.phase_started_at
    return RundownShown(
        order=tuple(segment.id for segment in segments),
        segments={segment.id: _planned_segment(state, segment) for segment in segments},
        running=state.rundown.current,
        phase=state.rundown.phase,
        phase_started_at=maybe(stamp, started_at),
    )


def _planned_segment(state: RoomState, segment: Segment) -> PlannedSegment:
    progress = rundown.progress(state, segment.id)
    listed = speakers.list_of(state, segment.id)
    return PlannedSegment(
        id=segment.id,
        names=segment.names,
        format=segment.format,
        starts_at=stamp(segment.starts_at),
        ends_at=stamp(segment.ends_at),
        status=progress.status,
        phases=tuple(_planned_phase(state, phase) for phase in segment.phases),
        hard_end=segment.hard_end,
        started_at=maybe(stamp, progress.started_at),
        ended_at=maybe(stamp, progress.ended_at),
        list_status=listed.status,
        list_count=len(listed.waiting),
        takes_list=any(phase.serves_list for phase in segment.phases),
        objectives=segment.objectives,
        format_notes=segment.format_notes,
        moderators=tuple(slot_shown(slot) for slot in segment.moderators),
    )


def _planned_phase(state: RoomState, phase: Phase) -> PlannedPhase:
    return PlannedPhase(
        id=phase.id,
        kind=phase.kind,
        names=phase.names,
        lineup=tuple(
            PlannedSlot(
                id=slot.id,
                names=slot.names,
                certainty=slot.certainty,
                person=slot.person,
                short=slot.short,
                focus=slot.focus,
                represents=slot.represents,
                alternatives=slot.alternatives,
                heard=slot.id in state.heard,
            )
            for slot in phase.lineup
        ),
        serves_list=phase.serves_list,
        time_limit=phase.time_limit,
        limit_is_guide=phase.limit_is_guide,
        process_extra=phase.process_extra,
    )
