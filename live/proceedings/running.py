"""How the programme ran, event by event: segments and phases, who was not reached, forecasts, reports."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from live.proceedings.course import (
    Estimate,
    ListEstimate,
    NotReached,
    PhaseRun,
    ReportVersion,
    SegmentReport,
    SegmentRun,
)
from live.proceedings.delivery import who_is
from live.proceedings.places import Places
from live.proceedings.statements import Place
from live.room.model.events import (
    AnyEvent,
    FloorRequested,
    InterpretationEnded,
    ListCarriedOver,
    ListCleared,
    ListClosed,
    PhaseStarted,
    ReportSubmitted,
    RequestsAccepted,
    SegmentEnded,
    SegmentStarted,
)
from live.room.model.plan import Names, Segment
from live.room.model.reports import Heading, Report
from live.room.model.state import RoomState
from live.room.model.turns import ON_THE_LIST, Became, Fate, FloorRequest, Intervention, Outcome
from live.room.outlook import forecast
from live.room.rules import rundown
from live.room.rules.groups import in_all_languages
from live.room.rules.speakers import list_of
from live.room.transitions import Entry


@dataclass(slots=True)
class _Closing:
    """A list that was closed: who waited, and how many were to be heard."""

    place: Place
    at: datetime
    fit: int
    waiting: frozenset[str]


@dataclass(slots=True)
class _Left:
    """Those who were on a list to the end."""

    unreached: NotReached
    gone: Fate | None = field(default=None)


class Course:
    """Gathers how the programme ran."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._runs: list[SegmentRun] = []
        self._left: dict[tuple[str, str], _Left] = {}
        self._versions: dict[str, list[ReportVersion]] = {}
        self._expected: dict[tuple[str, str], tuple[datetime, datetime]] = {}
        self._closings: list[_Closing] = []
        self._register: dict[str, Names] = {}
        self.asked: dict[str, datetime] = {}
        """When each request was made, by its id: a swap later exchanges what the list itself says of it."""

    def take(self, event: AnyEvent, entry: Entry, before: RoomState, after: RoomState) -> None:
        """Note what `event` of `entry` did, between the states `before` and `after` the entry."""
        self._see_fates(entry.at, before, after)
        match event:
            case SegmentStarted() | PhaseStarted() | InterpretationEnded() | SegmentEnded():
                self._runs_on(event, entry.at)
                if isinstance(event, SegmentEnded):
                    self._leave(event.segment, list_of(before, event.segment).waiting, entry.at, before)
            case ListCarriedOver(segment, _, requests) | ListCleared(segment, requests):
                if before.rundown.current == segment:
                    waiting = list_of(before, segment).waiting
                    self._leave(segment, waiting, entry.at, before, only=frozenset(requests))
                    self._see_fates(entry.at, before, after)
            case ListClosed(segment):
                self._closed(segment, entry.at, before, after)
            case FloorRequested(segment, request):
                self.asked.setdefault(request.id, request.requested_at)
                if request.kind in ON_THE_LIST:
                    self._expect(segment, request, after)
            case RequestsAccepted(_, _, requests):
                for request in requests:
                    self.asked.setdefault(request.id, request.requested_at)
            case ReportSubmitted(segment, by):
                report = after.reports.get(segment)
                if report is not None:
                    kept = self._versions.setdefault(segment, [])
                    kept.append(ReportVersion(len(kept) + 1, _bullets(report), entry.at, by))
            case _:
                pass

    # Planned against actual

    def _runs_on(self, event: SegmentStarted | PhaseStarted | InterpretationEnded | SegmentEnded, at: datetime) -> None:
        if isinstance(event, SegmentStarted):
            if (planned := self._places.segment(event.segment)) is not None:
                self._runs.append(replace(self._planned(planned), started=at))
            return
        n = next((n for n in reversed(range(len(self._runs))) if self._runs[n].place.segment == event.segment), None)
        if n is None:
            return
        run = self._runs[n]
        phases = run.phases
        if phases and phases[-1].ended is None and not isinstance(event, InterpretationEnded):
            phases = (*phases[:-1], replace(phases[-1], ended=at))
        match event:
            case PhaseStarted(segment, phase):
                known = self._places.phase(segment, phase)
                started = (PhaseRun(phase, known.names, known.kind, at),) if known else ()
                self._runs[n] = replace(run, phases=(*phases, *started))
            case InterpretationEnded():
                self._runs[n] = replace(run, uninterpreted_since=at)
            case SegmentEnded():
                self._runs[n] = replace(run, ended=at, phases=phases)

    def _planned(self, segment: Segment) -> SegmentRun:
        return SegmentRun(self._places.at(segment.id), segment.starts_at, segment.ends_at, segment.hard_end)

    def runs(self, state: RoomState) -> tuple[SegmentRun, ...]:
        """Every segment as it ran, and those of the programme that did not, in the order of the programme."""
        ran = {run.place.segment for run in self._runs}
        rest = [self._planned(segment) for segment in state.rundown.segments if segment.id not in ran]
        return tuple(sorted([*self._runs, *rest], key=_in_order))

    def uninterpreted(self, turn: Intervention) -> datetime | None:
        """Since when the meeting went on without interpretation, if that was so before the end of `turn`."""
        for run in self._runs:
            since = run.uninterpreted_since
            if run.place.segment == turn.segment and since is not None and _during(turn, run):
                return since if turn.ended_at is None or since < turn.ended_at else None
        return None

    # The list

    def _leave(
        self,
        segment: str,
        waiting: tuple[FloorRequest, ...],
        at: datetime,
        state: RoomState,
        only: frozenset[str] | None = None,
    ) -> None:
        for number, request in enumerate(waiting, 1):
            if only is not None and request.id not in only:
                continue
            self._left[segment, request.id] = _Left(
                NotReached(
                    number=number,
                    request=request.id,
                    place=self._places.at(segment),
                    who=who_is(state, request.speaker),
                    kind=request.kind,
                    asked=self.asked.get(request.id, request.requested_at),
                    at=at,
                    capacity=request.capacity,
                    on_behalf_of=request.on_behalf_of,
                    on_behalf_of_names=in_all_languages(state, request.capacity, request.on_behalf_of),
                    absences=request.absences,
                )
            )

    def _see_fates(self, at: datetime, before: RoomState, after: RoomState) -> None:
        if after.register is not before.register:
            self._register |= {delegation.id: delegation.names for delegation in after.register.values()}
        if after.fates is before.fates:
            return
        for fate in reversed(after.fates):
            if fate.at != at:
                break
            for (_, request), left in self._left.items():
                if request == fate.request and left.gone is None and fate.at >= left.unreached.at:
                    left.gone = fate

    def not_reached(self, turns: tuple[Intervention, ...]) -> tuple[NotReached, ...]:
        """Those who were not reached, in the order of the lists; without who spoke on the same segment after all."""
        found = []
        for (segment, request), left in self._left.items():
            one = left.unreached
            later = [turn for turn in turns if turn.answers == request and turn.called_at >= one.at and _spoke(turn)]
            if any(turn.segment == segment for turn in later):
                continue
            gone = left.gone
            spoke = later[0].called_at if later else None
            became = gone.became if gone else Became.SPOKE if later else None
            found.append(replace(one, became=became, to=self._to(gone), spoke=spoke))
        return tuple(sorted(found, key=lambda one: (one.at, one.number)))

    def _to(self, fate: Fate | None) -> Names | None:
        if fate is None or fate.to is None:
            return None
        match fate.became:
            case Became.CARRIED_OVER:
                return self._places.at(fate.to).segment_names
            case Became.CEDED:
                return self._register.get(fate.to, {"en": fate.to})
            case _:
                return {"en": fate.to}

    # Forecast against what happened

    def _expect(self, segment: str, request: FloorRequest, after: RoomState) -> None:
        planned = rundown.planned(after, segment)
        waiting = list_of(after, segment).waiting
        place = next((n for n, one in enumerate(waiting, 1) if one.id == request.id), None)
        if planned is None or place is None:
            return
        if (expected := forecast.expected_at(after, planned, place)) is not None:
            self._expected[segment, request.id] = request.requested_at, expected

    def _closed(self, segment: str, at: datetime, before: RoomState, after: RoomState) -> None:
        planned = rundown.planned(before, segment)
        if planned is None or before.rundown.current != segment or after.rundown.current != segment:
            return
        waiting = frozenset(request.id for request in list_of(after, segment).waiting)
        if waiting and (seen := forecast.forecast(after, planned)) is not None:
            self._closings.append(_Closing(self._places.at(segment), at, seen.fit, waiting))

    def estimates(self, turns: tuple[Intervention, ...]) -> tuple[Estimate, ...]:
        """For those who were forecast to be heard and were, in the order in which they were."""
        found = []
        for turn in turns:
            expected = self._expected.get((turn.segment, turn.answers))
            if expected is not None and _spoke(turn):
                place = self._places.at(turn.segment)
                found.append(Estimate(place, turn.answers, expected[0], expected[1], turn.called_at))
        return tuple(sorted(found, key=lambda one: one.called))

    def list_estimates(self, turns: tuple[Intervention, ...]) -> tuple[ListEstimate, ...]:
        """For every closing of a list of a running segment."""
        heard = {(turn.segment, turn.answers) for turn in turns if _spoke(turn)}
        return tuple(
            ListEstimate(
                closing.place,
                closing.at,
                closing.fit,
                len(closing.waiting),
                sum((closing.place.segment, request) in heard for request in closing.waiting),
            )
            for closing in self._closings
        )

    # Reports

    def reports(self, state: RoomState) -> tuple[SegmentReport, ...]:
        """What was written here; what came from another room is of that room's record."""
        found = []
        for segment, report in state.reports.items():
            if report.room is not None:
                continue
            versions = list(self._versions.get(segment, ()))
            bullets = _bullets(report)
            if (
                any(bullets.values())
                and report.submitted_at is None
                and (not versions or versions[-1].bullets != bullets)
            ):
                versions.append(ReportVersion(len(versions) + 1, bullets))
            planned = self._places.segment(segment)
            if versions:
                slots = planned.rapporteurs if planned else ()
                names, persons = tuple(slot.names for slot in slots), tuple(slot.person for slot in slots)
                found.append(SegmentReport(self._places.at(segment), names, tuple(versions), persons))
        return tuple(sorted(found, key=lambda one: (str(one.place.day), one.place.segment or "")))


def _bullets(report: Report) -> dict[Heading, tuple[str, ...]]:
    return {heading: report.noted[heading].bullets if heading in report.noted else () for heading in Heading}


def _in_order(run: SegmentRun) -> tuple[datetime, datetime]:
    return run.planned_start, run.started or run.planned_start


def _during(turn: Intervention, run: SegmentRun) -> bool:
    began = run.started is not None and run.started <= turn.called_at
    return began and (run.ended is None or turn.called_at <= run.ended)


def _spoke(turn: Intervention) -> bool:
    return turn.outcome in (None, Outcome.SPOKE)
