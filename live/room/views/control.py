"""What those who conduct the room see."""

from functools import partial

from live.room.model.plan import Names, Seconds
from live.room.model.state import Act, RoomState
from live.room.outlook import fairness, forecast
from live.room.rules import rundown, speakers
from live.room.views.control_list import ControlListShown, control_list_shown
from live.room.views.control_rundown import NOTHING_PLANNED, RundownShown, rundown_shown
from live.room.views.drawing import Drawing
from live.room.views.shared import Shown, Stamp, maybe, stamp
from live.room.views.shared.floor import FloorShown, SpeakerShown, TurnShown, floor_shown, turn_shown, who_shown
from live.room.views.shared.lists import ForecastShown, forecast_shown, listed_segment
from live.room.views.shared.reports import ReportShown, report_shown
from live.room.views.shared.rooms import (
    CategoryShown,
    GroupShown,
    MessageShown,
    RoomShown,
    SittingShown,
    categories_shown,
    groups_shown,
    message_shown,
    room_shown,
    sitting_shown,
)
from live.room.views.shared.rundown import QuestionShown, RulesShown, here, question_shown, rules_shown


class NextShown(Shown, frozen=True):
    """Who would be called now; its `id` is what `call_next_speaker` expects."""

    id: str
    speaker: SpeakerShown
    allotted: Seconds | None = None


class BatchShown(Shown, frozen=True):
    """How many were heard since the panel last replied. It is due to reply once `taken` reaches `size`."""

    taken: int
    size: int


class ShareShown(Shown, frozen=True):
    turns: int
    seconds: Seconds


class FairnessShown(Shown, frozen=True):
    """Turns and time on the running segment, and two hints: requests that the chair might think of."""

    delegations: dict[str, ShareShown] = {}
    categories: dict[str, ShareShown] = {}
    regions: dict[str, ShareShown] = {}
    first_time: str | None = None
    """The first who was never heard here, where the next speaker was."""
    other_region: str | None = None
    """The first from another region than the last speaker, where the next speaker is from the same."""


class ActShown(Shown, frozen=True):
    """An act that may be undone, the latest first: `did` names the event, `about` whom it concerned, `by` who did it.

    It can be undone for ten minutes from `at`. `seconds`, `number`, `until` and `holds` tell it from another like it:
    the time given or taken, the number of the question or of speakers, the instant announced, whether a claim or a
    presence was accepted; `False` of a request that was withdrawn says that its delegation declined.
    """

    did: str
    at: Stamp
    by: str
    about: Names | None = None
    seconds: int | None = None
    number: int | None = None
    until: Stamp | None = None
    holds: bool | None = None


class OrphanShown(Shown, frozen=True):
    """A list whose segment the programme left out: how many wait on it, to be carried over to another list."""

    waiting: int
    names: Names | None = None
    points: int = 0
    replies: int = 0


class ControlView(Shown, frozen=True):
    """All that those who conduct the room may know of it."""

    room: RoomShown
    rundown: RundownShown
    list: ControlListShown | None = None
    next: NextShown | None = None
    floor: FloorShown | None = None
    also_waits: tuple[str, ...] = ()
    """Requests of the delegation that has the floor, which wait for another turn like this one."""
    version: str | None = None
    sitting: SittingShown | None = None
    rules: RulesShown | None = None
    batch: BatchShown | None = None
    forecast: ForecastShown | None = None
    fairness: FairnessShown | None = None
    messages: dict[str, MessageShown] = {}
    """What lies over the screens now, by `hall` and `podium`."""
    question: QuestionShown | None = None
    reports: dict[str, ReportShown] = {}
    """By segment. `shown_report` is the one the room sees."""
    shown_report: str | None = None
    hard_end_at: Stamp | None = None
    turns: dict[str, TurnShown] = {}
    """The last turns that ended, by number; the latest has the highest."""
    acts: dict[str, ActShown] = {}
    """What may be undone, by position. The latest has the highest, and is the one that `undo` takes back."""
    broken: tuple[str, ...] = ()
    """What could not be drawn, by name, and is left out."""
    groups: tuple[GroupShown, ...] = ()
    """In whose name a delegation may speak."""
    categories: tuple[CategoryShown, ...] = ()
    """Of delegations, in their order by protocol."""
    orphans: dict[str, OrphanShown] = {}
    """Lists of segments that the programme has no more, by segment."""


LAST_TURNS = 10


def control_view(state: RoomState, room: str, draw: Drawing) -> ControlView:
    """What those who conduct the room see."""
    segment, _ = here(state)
    earlier = max(0, len(state.turns) - LAST_TURNS)
    said = state.messages.items()
    return ControlView(
        room=room_shown(state, room),
        rundown=draw.part("rundown", lambda: rundown_shown(state, draw), NOTHING_PLANNED),
        list=draw.part("list", lambda: maybe(partial(control_list_shown, state, draw), listed_segment(state))),
        next=draw.part("next", lambda: _next_shown(state)),
        floor=draw.part("floor", lambda: floor_shown(state, None)),
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
            "turns",
            ((str(n), partial(turn_shown, state, turn)) for n, turn in enumerate(state.turns[earlier:], earlier)),
        ),
        acts=draw.each("acts", ((str(act.position), partial(_act_shown, act)) for act in state.acts)),
        groups=draw.part("groups", lambda: groups_shown(state), ()),
        categories=draw.part("categories", lambda: categories_shown(state), ()),
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


def _act_shown(act: Act) -> ActShown:
    figures = act.figures
    return ActShown(
        did=act.did,
        at=stamp(act.at),
        by=act.actor,
        about=act.about,
        seconds=figures.seconds,
        number=figures.number,
        until=maybe(stamp, figures.until),
        holds=figures.holds,
    )


def _next_shown(state: RoomState) -> NextShown | None:
    queue = speakers.queue(state)
    if not queue:
        return None
    segment, phase = rundown.running_phase(state)
    return NextShown(queue[0].id, who_shown(state, queue[0]), speakers.allotted(state, queue[0], segment, phase))
