"""What only those who conduct the room may see."""

from functools import partial

from msgspec.structs import replace

from live.room import forecast, precedence, rundown, speakers
from live.room.forecast import Outlook
from live.room.plan import Phase, Segment
from live.room.state import Act, RoomState, SpeakersList
from live.room.timekeeping import ran_for
from live.room.turns import FloorRequest, Intervention
from live.room.views.parts import (
    floor_shown,
    here,
    listed_segment,
    maybe,
    room_shown,
    rules_shown,
    sitting_shown,
    slot_shown,
    status_shown,
    turn_speaker,
    who_shown,
)
from live.room.views.shown import (
    ActShown,
    BatchShown,
    CarriedShown,
    ControlListShown,
    ControlView,
    ForecastShown,
    LimitShown,
    NextShown,
    PlannedPhase,
    PlannedSegment,
    PlannedSlot,
    ReleaseShown,
    RequestShown,
    RundownShown,
    TurnShown,
    stamp,
)

LAST_TURNS = 10


def control(state: RoomState) -> ControlView:
    """What those who conduct the room see."""
    segment, _ = here(state)
    batch = speakers.batch(state)
    return ControlView(
        room=room_shown(state),
        rundown=_rundown_shown(state),
        list=maybe(partial(_control_list, state), listed_segment(state)),
        next=_next_shown(state),
        floor=floor_shown(state, None, every_clock=True),
        version=state.version,
        sitting=sitting_shown(state),
        rules=maybe(partial(rules_shown, state), segment),
        batch=BatchShown(*batch) if batch else None,
        forecast=_forecast_shown(state),
        hard_end_at=maybe(stamp, forecast.hard_end(state)),
        turns={
            str(number): turn_shown(turn)
            for number, turn in enumerate(state.turns[-LAST_TURNS:], max(0, len(state.turns) - LAST_TURNS))
        },
        acts={str(act.position): _act_shown(act) for act in state.acts},
    )


def turn_shown(turn: Intervention) -> TurnShown:
    """A turn that ended, as it is logged."""
    assert turn.ended_at is not None
    assert turn.outcome is not None
    return TurnShown(
        id=turn.id,
        speaker=turn_speaker(turn),
        called_at=stamp(turn.called_at),
        ended_at=stamp(turn.ended_at),
        spoke=int(ran_for(turn, turn.ended_at).total_seconds()),
        outcome=turn.outcome,
        allotted=turn.allotted,
        called_by=turn.called_by,
        unlisted=turn.unlisted,
    )


def _forecast_shown(state: RoomState) -> ForecastShown | None:
    segment = listed_segment(state)
    seen = forecast.forecast(state, segment) if segment else None
    if seen is None:
        return None
    return ForecastShown(
        pace=seen.pace,
        begins_at=stamp(seen.begins_at),
        until=stamp(seen.until),
        fit=seen.fit,
        of=seen.of,
        close_by=stamp(seen.close_by),
        all_fit_at=seen.all_fit_at,
    )


def _act_shown(act: Act) -> ActShown:
    return ActShown(did=act.did, at=stamp(act.at), by=act.actor, about=act.about)


def _control_list(state: RoomState, segment: Segment) -> ControlListShown:
    listed = speakers.list_of(state, segment.id)
    show = _Rows(state, segment, listed)
    return ControlListShown(
        segment=segment.id,
        status=status_shown(state, listed),
        order=tuple(request.id for request in listed.waiting),
        waiting={request.id: show.row(request) for request in listed.waiting},
        policy=show.policy,
        opens_at=maybe(stamp, listed.opens_at),
        closes_at=maybe(stamp, listed.closes_at),
        points_order=tuple(request.id for request in listed.points),
        points={request.id: show.row(request) for request in listed.points},
        replies_order=tuple(request.id for request in listed.replies),
        replies={request.id: show.row(request) for request in listed.replies},
        released=tuple(
            ReleaseShown(release.room, tuple(_carried(request) for request in release.requests))
            for release in listed.released
        ),
    )


class _Rows:
    """The rows of one list: what is the same for all of them is worked out once."""

    def __init__(self, state: RoomState, segment: Segment, listed: SpeakersList) -> None:
        self.state = state
        self.segment = segment
        serving = [phase for phase in segment.phases if phase.serves_list]
        running = here(state)[1]
        self.phase = running if running in serving else serving[0]
        self.policy = speakers.policy_of(state, segment)
        self.misplaced = precedence.misplaced(listed.waiting, self.policy)
        requests = (*listed.waiting, *([state.floor.request] if state.floor and state.floor.request else []))
        self.joint = {member: request.id for request in requests for member in request.joint}

    def row(self, request: FloorRequest) -> RequestShown:
        delegation = request.speaker.delegation
        return RequestShown(
            speaker=replace(who_shown(request), capacity=request.capacity, language=request.language),
            requested_at=stamp(request.requested_at),
            requested_by=request.requested_by,
            why=precedence.why(request, self.policy),
            from_desk=request.from_desk,
            belongs_ahead_of=self.misplaced.get(request.id),
            pending=not request.verified,
            claims=None if request.verified else request.on_behalf_of,
            about=request.about,
            question=request.question,
            rank=request.rank,
            announced=request.announced,
            scheduled_at=maybe(stamp, request.scheduled_at),
            ready=request.ready,
            absences=request.absences,
            allotted=speakers.allotted(self.state, request, self.segment, self.phase),
            in_joint=self.joint.get(delegation) if delegation else None,
            unregistered=delegation not in self.state.register,
        )


def _carried(request: FloorRequest) -> CarriedShown:
    return CarriedShown(
        delegation=request.speaker.delegation or "",
        requested_at=stamp(request.requested_at),
        capacity=request.capacity,
        on_behalf_of=request.on_behalf_of,
        person=request.speaker.person,
    )


def _next_shown(state: RoomState) -> NextShown | None:
    segment, phase = here(state)
    queue = speakers.queue(state)
    if not queue or segment is None or phase is None:
        return None
    return NextShown(queue[0].id, who_shown(queue[0]), speakers.allotted(state, queue[0], segment, phase))


def _rundown_shown(state: RoomState) -> RundownShown:
    segments = state.rundown.segments
    outlook = forecast.outlook(state)
    tight = forecast.zero_changeovers(state)
    started_at = state.rundown.phase_started_at
    return RundownShown(
        order=tuple(segment.id for segment in segments),
        segments={
            segment.id: _planned_segment(state, segment, outlook.get(segment.id), tight=segment.id in tight)
            for segment in segments
        },
        running=state.rundown.current,
        phase=state.rundown.phase,
        phase_started_at=maybe(stamp, started_at),
    )


def _planned_segment(state: RoomState, segment: Segment, outlook: Outlook | None, *, tight: bool) -> PlannedSegment:
    progress = rundown.progress(state, segment.id)
    listed = speakers.list_of(state, segment.id)
    takes_list = any(phase.serves_list for phase in segment.phases)
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
        expected_start=stamp(outlook.starts_at) if outlook and progress.started_at is None else None,
        expected_end=stamp(outlook.ends_at) if outlook else None,
        squeezed=outlook.squeezed if outlook else 0,
        no_changeover=tight,
        floor_ends_at=stamp(forecast.floor_ends_at(segment)) if takes_list and forecast.reserved(segment) else None,
        list_status=status_shown(state, listed),
        list_count=len(listed.waiting),
        takes_list=takes_list,
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
        limits=tuple(
            LimitShown(rule.seconds, rule.category, rule.capacity)
            for rule in (*phase.limits, *state.limits.get(phase.id, ()))
            if rule.category or rule.capacity
        ),
        limit_now=speakers.limit(state, phase),
        batch=state.batches.get(phase.id, phase.batch),
        reserved=phase.reserved,
    )
