"""What only those who conduct the room may see."""

from collections import Counter
from datetime import datetime
from functools import partial

from msgspec.structs import replace

from live.room.model.plan import Capacity, Category, Format, Phase, Seconds, Segment, SpeakerSlot
from live.room.model.reports import Report
from live.room.model.state import Act, RoomState, SpeakersList
from live.room.model.turns import ON_THE_LIST, FloorRequest, Intervention, Outcome
from live.room.outlook import fairness, forecast
from live.room.outlook.forecast import Outlook
from live.room.rules import precedence, rundown, speakers
from live.room.rules.clock import ran_for
from live.room.views.drawing import Drawing
from live.room.views.parts import (
    floor_shown,
    here,
    listed_segment,
    maybe,
    message_shown,
    phase_shown,
    question_shown,
    report_shown,
    room_shown,
    rules_shown,
    segment_shown,
    sitting_shown,
    slot_shown,
    status_shown,
    turn_speaker,
    who_shown,
)
from live.room.views.shown import stamp
from live.room.views.shown_to_organisers import (
    ActShown,
    BatchShown,
    CarriedShown,
    ControlListShown,
    ControlView,
    FairnessShown,
    ForecastShown,
    LimitShown,
    NextShown,
    OrphanShown,
    PlannedPhase,
    PlannedSegment,
    PlannedSlot,
    RapporteurView,
    ReleaseShown,
    RequestShown,
    RundownShown,
    ShareShown,
    TurnShown,
)

LAST_TURNS = 10
NOTHING_PLANNED = RundownShown(order=(), segments={})


def control(state: RoomState, room: str = "", draw: Drawing | None = None) -> ControlView:
    """What those who conduct the room see."""
    draw = draw or Drawing()
    segment, _ = here(state)
    earlier = max(0, len(state.turns) - LAST_TURNS)
    said = state.messages.items()
    return ControlView(
        room=room_shown(state, room),
        rundown=draw.part("rundown", lambda: _rundown_shown(state, draw), NOTHING_PLANNED),
        list=draw.part("list", lambda: maybe(partial(_control_list, state, draw), listed_segment(state))),
        next=draw.part("next", lambda: _next_shown(state)),
        floor=draw.part("floor", lambda: floor_shown(state, None, every_clock=True)),
        also_waits=draw.part("also_waits", lambda: _also_waits(state), ()),
        version=state.version,
        sitting=draw.part("sitting", lambda: sitting_shown(state)),
        rules=draw.part("rules", lambda: maybe(partial(rules_shown, state), segment)),
        batch=draw.part("batch", lambda: _batch_shown(state)),
        forecast=draw.part("forecast", lambda: forecast_shown(state)),
        fairness=draw.part("fairness", lambda: _fairness_shown(state)),
        messages=draw.each("messages", ((str(to), partial(message_shown, message)) for to, message in said)),
        question=draw.part("question", lambda: question_shown(state)),
        reports=draw.each("reports", ((name, partial(report_shown, report)) for name, report in state.reports.items())),
        shown_report=state.shown_report,
        hard_end_at=draw.part("hard_end_at", lambda: maybe(stamp, forecast.hard_end(state))),
        turns=draw.each(
            "turns", ((str(n), partial(turn_shown, turn)) for n, turn in enumerate(state.turns[earlier:], earlier))
        ),
        acts=draw.each("acts", ((str(act.position), partial(_act_shown, act)) for act in state.acts)),
        orphans=draw.part("orphans", lambda: _orphans_shown(state), {}),
        broken=draw.broken,
    )


def _batch_shown(state: RoomState) -> BatchShown | None:
    batch = speakers.batch(state)
    return BatchShown(*batch) if batch else None


def _orphans_shown(state: RoomState) -> dict[str, OrphanShown]:
    return {
        segment: OrphanShown(
            waiting=len(listed.waiting),
            names=state.former.get(segment),
            points=len(listed.points),
            replies=len(listed.replies),
        )
        for segment, listed in rundown.orphaned(state, state.rundown.segments).items()
    }


def _also_waits(state: RoomState) -> tuple[str, ...]:
    turn = state.floor
    if turn is None or turn.speaker.delegation is None:
        return ()
    return tuple(request.id for request in speakers.waiting_like(state, turn, turn.speaker.delegation))


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


def _fairness_shown(state: RoomState) -> FairnessShown | None:
    segment, _ = here(state)
    if segment is None:
        return None
    seen = fairness.fairness(state, segment.id, speakers.list_of(state, segment.id).waiting)
    if seen == fairness.Fairness():
        return None
    return FairnessShown(
        delegations=_shares(seen.delegations),
        categories=_shares(seen.categories),
        regions=_shares(seen.regions),
        first_time=seen.first_time,
        other_region=seen.other_region,
    )


def _shares(shares: dict[str, fairness.Share]) -> dict[str, ShareShown]:
    return {name: ShareShown(share.turns, share.seconds) for name, share in shares.items()}


def forecast_shown(state: RoomState) -> ForecastShown | None:
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


def _control_list(state: RoomState, draw: Drawing, segment: Segment) -> ControlListShown:
    listed = speakers.list_of(state, segment.id)
    show = _Rows(state, segment, listed)

    def rows(requests: tuple[FloorRequest, ...]) -> dict[str, RequestShown]:
        return draw.each("list", ((request.id, partial(show.row, request)) for request in requests))

    waiting, points, replies = rows(listed.waiting), rows(listed.points), rows(listed.replies)
    return ControlListShown(
        segment=segment.id,
        status=status_shown(state, listed),
        order=tuple(waiting),
        waiting=waiting,
        policy=show.policy,
        opens_at=maybe(stamp, listed.opens_at),
        closes_at=maybe(stamp, listed.closes_at),
        points_order=tuple(points),
        points=points,
        replies_order=tuple(replies),
        replies=replies,
        released=tuple(
            ReleaseShown(release.room, tuple(_carried(request) for request in release.requests))
            for release in listed.released
        ),
        aside_order=tuple(gone.request.id for gone in listed.aside),
        aside={gone.request.id: show.row(gone.request) for gone in listed.aside},
    )


class _Rows:
    """The rows of one list: what is the same for all of them is worked out once."""

    def __init__(self, state: RoomState, segment: Segment, listed: SpeakersList) -> None:
        self.state = state
        self.segment = segment
        self.phase = rundown.list_phase(state, segment) or segment.phases[0]
        self.policy = speakers.policy_of(state, segment)
        self.limits: dict[tuple[Category | None, Capacity, bool], Seconds | None] = {}
        self.misplaced = precedence.misplaced(listed.waiting, self.policy)
        requests = (*listed.waiting, *([state.floor.request] if state.floor and state.floor.request else []))
        self.heard = fairness.heard(state)
        turns = [turn for turn in state.turns if turn.segment == segment.id and speakers.counts(turn)]
        self.turns = Counter(turn.speaker.delegation for turn in turns)
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
            allotted=self._allotted(request),
            turns=self.turns[delegation],
            first_time=delegation not in self.heard,
            in_joint=self.joint.get(delegation) if delegation else None,
            unregistered=delegation not in self.state.register,
        )

    def _allotted(self, request: FloorRequest) -> Seconds | None:
        """The same for all of a category and capacity; of replies, their number tells."""
        if request.kind not in ON_THE_LIST:
            return speakers.allotted(self.state, request, self.segment, self.phase)
        like = request.speaker.category, request.capacity, request.verified
        if like not in self.limits:
            self.limits[like] = speakers.allotted(self.state, request, self.segment, self.phase)
        return self.limits[like]


def _carried(request: FloorRequest) -> CarriedShown:
    return CarriedShown(
        delegation=request.speaker.delegation or "",
        requested_at=stamp(request.requested_at),
        capacity=request.capacity,
        on_behalf_of=request.on_behalf_of,
        person=request.speaker.person,
        verified=request.verified,
    )


def _next_shown(state: RoomState) -> NextShown | None:
    segment, phase = here(state)
    queue = speakers.queue(state)
    if not queue or segment is None or phase is None:
        return None
    return NextShown(queue[0].id, who_shown(queue[0]), speakers.allotted(state, queue[0], segment, phase))


def _rundown_shown(state: RoomState, draw: Drawing) -> RundownShown:
    outlook: dict[str, Outlook] = draw.part("rundown.outlook", lambda: forecast.outlook(state), {})
    tight = draw.part("rundown.changeovers", lambda: forecast.zero_changeovers(state), frozenset[str]())
    started_at = state.rundown.phase_started_at

    def planned(segment: Segment) -> PlannedSegment:
        return _planned_segment(state, segment, outlook.get(segment.id), tight=segment.id in tight)

    segments = draw.each("rundown", ((known.id, partial(planned, known)) for known in state.rundown.segments))
    return RundownShown(
        order=tuple(segments),
        segments=segments,
        running=state.rundown.current,
        phase=state.rundown.phase,
        phase_started_at=maybe(stamp, started_at),
    )


def _planned_segment(state: RoomState, segment: Segment, outlook: Outlook | None, *, tight: bool) -> PlannedSegment:
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
        expected_start=stamp(outlook.starts_at) if outlook and progress.started_at is None else None,
        expected_end=stamp(outlook.ends_at) if outlook else None,
        squeezed=outlook.squeezed if outlook else 0,
        no_changeover=tight,
        floor_ends_at=stamp(forecast.floor_ends_at(segment))
        if segment.takes_list and forecast.reserved(segment)
        else None,
        list_status=status_shown(state, listed),
        list_count=len(listed.waiting),
        takes_list=segment.takes_list,
        objectives=segment.objectives,
        format_notes=segment.format_notes,
        moderators=tuple(slot_shown(slot) for slot in segment.moderators),
        questions=segment.questions,
        podium=tuple(_planned_slot(state, slot) for slot in (*segment.moderators, *segment.rapporteurs)),
    )


def _floor_ends_at(segment: Segment) -> datetime | None:
    """Until when the list of `segment` can be heard, if that is not its end."""
    return forecast.floor_ends_at(segment) if segment.takes_list and forecast.reserved(segment) else None


def _planned_slot(state: RoomState, slot: SpeakerSlot) -> PlannedSlot:
    return PlannedSlot(
        id=slot.id,
        names=slot.names,
        certainty=slot.certainty,
        person=slot.person,
        short=slot.short,
        focus=slot.focus,
        represents=slot.represents,
        alternatives=slot.alternatives,
        heard=slot.id in state.heard,
        video=slot.video,
        reports_on=slot.reports_on,
        withdrawn=slot.withdrawn,
    )


def rapporteur(state: RoomState, room: str, draw: Drawing) -> RapporteurView:
    """What a rapporteur sees: the form, and a log of who was heard. Absences and who called are not their business."""
    segment, phase = here(state)
    mine = [known for known in state.rundown.segments if known.format is Format.BREAKOUT or known.id in state.reports]
    said = [
        (str(number), partial(_said, turn))
        for number, turn in enumerate(state.turns)
        if segment and turn.segment == segment.id and turn.outcome is Outcome.SPOKE
    ]
    reports = ((known.id, state.reports.get(known.id, Report())) for known in mine)
    drawn = draw.each("reports", ((name, partial(report_shown, report)) for name, report in reports))
    return RapporteurView(
        room=room_shown(state, room),
        order=tuple(known.id for known in mine if known.id in drawn),
        names={known.id: known.names for known in mine},
        reports=drawn,
        segment=draw.part("segment", lambda: maybe(partial(segment_shown, state), segment)),
        phase=draw.part("phase", lambda: maybe(partial(phase_shown, state), phase)),
        floor=draw.part("floor", lambda: floor_shown(state, None, every_clock=True)),
        questions=segment.questions if segment else (),
        turns=draw.each("turns", said),
        broken=draw.broken,
    )


def _said(turn: Intervention) -> TurnShown:
    return replace(turn_shown(turn), called_by=None, unlisted=False)


def _planned_phase(state: RoomState, phase: Phase) -> PlannedPhase:
    return PlannedPhase(
        id=phase.id,
        kind=phase.kind,
        names=phase.names,
        lineup=tuple(_planned_slot(state, slot) for slot in phase.lineup),
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
