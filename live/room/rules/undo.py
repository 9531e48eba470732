"""Undo: taking back the latest act of those who conduct the room, by a new entry and never by rewriting the log.

Acts are taken back one by one, the latest first, for `UNDO_FOR` and at most `UNDO_ACTS` of them. The room becomes what
it was before the act, with all that others did since then done again on it: what delegates asked and withdrew, what a
rapporteur wrote, a new programme. So nobody who asked meanwhile is lost, and the one called by mistake stands
exactly where they stood.

Clocks: the time during which a turn did not have the floor is not charged to it. A speaker who gets the floor back goes
on with the time that was spent when it was taken; a pause that is taken back was none.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec.structs import replace

from live.room.authority import CONDUCT, PROGRAMME, Role
from live.room.commands import Undo
from live.room.model.events import (
    AnyEvent,
    BatchSet,
    BulletsSaved,
    CapacityVerified,
    FloorDeclined,
    FloorRequested,
    InterpretationEnded,
    InterventionLogged,
    ListArranged,
    ListCarriedOver,
    ListCleared,
    ListClosed,
    ListOpened,
    MeetingAdjourned,
    MeetingSuspended,
    NoteAdded,
    PersonCorrected,
    PhaseStarted,
    PlaceCeded,
    ProgrammePublished,
    QuestionShown,
    QuestionsPublished,
    QuestionsSet,
    ReadinessMarked,
    RehearsalBegun,
    RehearsalReset,
    ReportReceived,
    ReportReopened,
    ReportShown,
    ReportSubmitted,
    RequestAmended,
    RequestsAccepted,
    RequestsReleased,
    RequestsSwapped,
    RequestTakenOver,
    RequestWithdrawn,
    SegmentEnded,
    SegmentStarted,
    SlotAdded,
    SlotResolved,
    SpeakerCalled,
    TimeExtended,
    TimeLimitSet,
    Undone,
)
from live.room.model.plan import Names
from live.room.model.state import Act, Figures, Happened, RoomState
from live.room.model.turns import ON_THE_LIST, Intervention, Release
from live.room.refusals import Reason, Refused
from live.room.rules import precedence, rundown
from live.room.rules.speakers import Place, everyone_on, find, kept_by, list_of, place, place_of

UNDO_FOR = timedelta(minutes=10)
UNDO_ACTS = 20
STAYS = (
    ProgrammePublished,
    QuestionsPublished,
    BulletsSaved,
    ReportSubmitted,
    ReportReopened,
    NoteAdded,
    PersonCorrected,
    RehearsalBegun,
    RehearsalReset,
)
"""What is not taken back: it is put right by doing it anew. What was written or recorded is never lost by an undo."""
TELLS_MOST = (SegmentStarted, SegmentEnded, PhaseStarted, MeetingAdjourned, SpeakerCalled)
"""Of several events of one act the one by which it is known; else the first."""

Apply = Callable[[RoomState, AnyEvent, datetime], RoomState]


def undo(state: RoomState, command: Undo, at: datetime, apply: Apply) -> tuple[Undone]:
    """Of two presses the second reads `undo_moved_on`, with the `position` that would be undone now.

    An act that cannot be taken back exactly is not taken back: what others did since then is in its way.
    """
    latest = state.acts[-1] if state.acts else None
    if latest is None or at - latest.at > UNDO_FOR:
        raise Refused(Reason.NOTHING_TO_UNDO)
    if latest.position != command.position:
        raise Refused(Reason.UNDO_MOVED_ON, position=latest.position)
    event = Undone(latest.position)
    _fits(undone(state, event, at, apply), state)
    return (event,)


def _fits(room: RoomState, state: RoomState) -> None:
    """Pass if nobody stands twice in one place of `room`, and what runs is in its programme; or `Refused`.

    The `request` in the way is named as it is in `state`.
    """
    here = {request.id for listed in state.lists.values() for request in everyone_on(listed)}
    for listed in room.lists.values():
        for requests in (listed.points, listed.waiting, listed.replies):
            held = dict[Place, str]()
            for request in requests:
                other = held.setdefault(place(request), request.id)
                if other != request.id:
                    raise Refused(Reason.UNDO_CONFLICTS, request=other if other in here else request.id)
    if room.rundown.current is not None and rundown.current(room) is None:
        raise Refused(Reason.UNDO_CONFLICTS, segment=room.rundown.current)


def undone(state: RoomState, event: Undone, at: datetime, apply: Apply) -> RoomState:
    """The room without its latest act. `apply` is what any other event does to a room."""
    act = state.acts[-1]
    assert act.position == event.position, "acts are undone the latest first"
    room = act.before
    stands_for = dict[str, str]()
    for later in state.since:
        if later.position <= act.position:
            continue
        if (held := _place_held(room, later.event)) is not None:
            stands_for[held[0]] = held[1]
            continue
        room = apply(room, _as_things_stand(room, later.event, stands_for), later.at)
    return replace(
        room,
        epoch=state.epoch,
        floor=_not_charged(room, state, at - act.at),
        carried_out=state.carried_out,
        forgotten=state.forgotten,
        acts=state.acts[:-1],
        since=state.since,
    )


def remember(before: RoomState, after: RoomState, actor: str, role: Role, events: tuple[AnyEvent, ...]) -> RoomState:
    """`after`, which `events` made of `before`, knowing what may be undone: an entry is one act, whatever it holds."""
    assert after.at is not None
    if not events or isinstance(events[0], Undone):
        return after
    if role not in CONDUCT or actor == PROGRAMME.id or isinstance(events[0], STAYS):
        if not after.acts:
            return after
        return replace(after, since=(*after.since, *(Happened(after.position, after.at, event) for event in events)))
    recent = [act for act in before.acts if after.at - act.at <= UNDO_FOR][1 - UNDO_ACTS :]
    event = next((event for kind in TELLS_MOST for event in events if isinstance(event, kind)), events[0])
    act = Act(
        after.position,
        after.at,
        actor,
        did=str(event.__struct_config__.tag),
        about=_concerned(before, event),
        before=replace(before, acts=(), since=(), carried_out=(), forgotten=None),
        figures=_figures(event),
    )
    first = recent[0].position if recent else act.position
    since = tuple(happened for happened in before.since if happened.position > first)
    return replace(after, acts=(*recent, act), since=since)


def _figures(event: AnyEvent) -> Figures:
    match event:
        case TimeExtended(_, seconds):
            return Figures(seconds=seconds)
        case TimeLimitSet(limit=limit):
            return Figures(seconds=limit.seconds)
        case BatchSet(size=number) | QuestionShown(number):
            return Figures(number=number)
        case ListOpened(_, until) | ListClosed(_, until) | MeetingSuspended(until):
            return Figures(until=until)
        case CapacityVerified(holds=holds) | ReadinessMarked(ready=holds):
            return Figures(holds=holds)
        case RequestWithdrawn(declined=True):
            return Figures(holds=False)
        case _:
            return Figures()


def _concerned(before: RoomState, event: AnyEvent) -> Names | None:
    match event:
        case SpeakerCalled(turn) | InterventionLogged(turn):
            return turn.speaker.names
        case FloorRequested(_, request):
            return request.speaker.names
        case SlotResolved(slot) | SlotAdded(slot=slot):
            return slot.names
        case ListCarriedOver(to_segment=segment):
            return _segment(before, segment)
        case RequestsReleased(release=Release(room)) | RequestsAccepted(room=room) if room:
            return {"en": room}  # Rooms do not know each other's names.
        case RequestsSwapped(first=request):
            return _named_by(before, request)
        case PhaseStarted(_, started) | TimeLimitSet(_, started) | BatchSet(_, started):
            phases = (phase for known in before.rundown.segments for phase in known.phases)
            return next((phase.names for phase in phases if phase.id == started), None)
        case (
            SegmentStarted(segment)
            | SegmentEnded(segment)
            | ListOpened(segment)
            | ListClosed(segment)
            | ListCleared(segment)
            | ListArranged(segment)
            | InterpretationEnded(segment)
            | ReportReceived(segment)
            | QuestionsSet(segment)
        ):
            return _segment(before, segment)
        case ReportShown(segment):
            return None if segment is None else _segment(before, segment)
        case _ if hasattr(event, "intervention"):
            return _floor(before)
        case _:
            return _named_by(before, getattr(event, "request", None))


def _segment(before: RoomState, segment: str) -> Names | None:
    planned = rundown.planned(before, segment)
    return planned.names if planned is not None else before.former.get(segment)


def _named_by(before: RoomState, request: str | None) -> Names | None:
    try:
        _, found = find(before, request or "", aside=True)
    except Refused:
        return None
    return found.speaker.names


def _floor(before: RoomState) -> Names | None:
    return before.floor.speaker.names if before.floor else None


def _place_held(room: RoomState, event: AnyEvent) -> tuple[str, str] | None:
    """If `event` asks for a place that its delegation has again, now that an act is taken back: its id, and that one's.

    What the delegation did with the one it asked for meanwhile, it did with the one it has.
    """
    if not isinstance(event, FloorRequested):
        return None
    held = place_of(list_of(room, event.segment), event.request)
    return (event.request.id, held.id) if held is not None else None


def _as_things_stand(room: RoomState, event: AnyEvent, stands_for: dict[str, str]) -> AnyEvent:
    """`event` as it is done again in `room`: of the place that is held, and placed by the order of the list there."""
    match event:
        case FloorRequested(segment, request) if request.kind in ON_THE_LIST:
            waiting = list_of(room, segment).waiting
            policy, classes = kept_by(room, segment), room.settings.classes
            ahead_of = precedence.placed_ahead_of(request, waiting, policy, classes)
            return FloorRequested(segment, request, ahead_of)
        case RequestAmended() | RequestWithdrawn() | RequestTakenOver() | ReadinessMarked() | PlaceCeded():
            return replace(event, request=stands_for.get(event.request, event.request))
        case FloorDeclined(intervention):
            return FloorDeclined(stands_for.get(intervention, intervention))
        case _:
            return event


def _not_charged(room: RoomState, state: RoomState, away: timedelta) -> Intervention | None:
    """The floor as it was in `room`; if it is not so in `state`, without the time that it was `away`."""
    turn = room.floor
    if turn is None or turn.runs_from is None or turn.paused_at is not None:
        return turn
    if state.floor is not None and state.floor.id == turn.id:
        return turn
    return replace(turn, runs_from=turn.runs_from + away)
