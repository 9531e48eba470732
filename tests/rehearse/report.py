"""What came of a rehearsal: figures, a text, and plots."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from live.room.model.events import ReportReceived
from tests.faults.checker import Verdict
from tests.rehearse.fold import Fold
from tests.rehearse.holdings import KINDS, Holdings
from tests.rehearse.measures import Latencies
from tests.rehearse.screens import CLOCKS_AGREE_WITHIN, Venue

RECOVERS_WITHIN = 20.0
"""Seconds within which every screen shows the end of its log once all rest."""

COUNTS = ("statements", "reports_taken_over", "entries", "accepted", "views_checked", "came_back")


@dataclass(frozen=True)
class Segment:
    """A segment that was played: as printed, and as it was."""

    room: str
    id: str
    starts_at: datetime
    ends_at: datetime
    started_at: datetime
    ended_at: datetime | None
    turns: int

    @property
    def late_minutes(self) -> float:
        """How much later it began than printed."""
        return (self.started_at - self.starts_at).total_seconds() / 60


@dataclass
class Report:
    """What came of it. It passed if every screen agreed with its log throughout, and nothing else is wrong."""

    seed: int
    speed: float
    delegations: int
    days: tuple[int, ...]
    with_faults: bool
    verdict: Verdict = field(default_factory=Verdict)
    segments: list[Segment] = field(default_factory=list)
    settled: list[float] = field(default_factory=list)
    """At each check, how long it took until every screen showed the end of its log."""
    republished: bool | None = None
    faults: list[str] = field(default_factory=list)
    otherwise: list[str] = field(default_factory=list)
    """What was recorded and could not be asked again, or was refused now."""
    harmed: Mapping[str, int] = field(default_factory=dict)
    answers: Latencies = field(default_factory=Latencies)
    shown: Latencies = field(default_factory=Latencies)
    screens: dict[str, dict[str, float]] = field(default_factory=dict)
    refusals: dict[str, int] = field(default_factory=dict)
    statements: int = 0
    reports_taken_over: int = 0
    holdings: Holdings = field(default_factory=Holdings)
    unmarked: int = 0
    backwards: int = 0
    returns: int = 0
    clocks_compared: int = 0
    clocks_apart: float = 0.0
    seconds: float = 0.0

    def finish(self, venue: Venue, folds: Mapping[str, Fold], harmed: Mapping[str, int], seconds: float) -> None:
        """Take in what was measured."""
        self.answers, self.shown, self.harmed = venue.answers, venue.shown, dict(harmed)
        self.faults += venue.faults
        self.refusals = dict(sorted(venue.refusals.items(), key=lambda one: -one[1]))
        self.statements = sum(len(fold.state.turns) for fold in folds.values())
        self.reports_taken_over = sum(
            isinstance(event, ReportReceived)
            for fold in folds.values()
            for entry in fold.entries
            for event in entry.events
        )
        self.unmarked = sum(pool.unmarked for pool in venue.pools.values())
        self.backwards, self.returns = venue.backwards, venue.returns
        self.clocks_compared, self.clocks_apart = venue.clocks_compared, venue.clocks_apart
        for view, traffic in sorted(venue.traffic.items()):
            each = max(1, traffic.screens)
            self.screens[view] = {
                "screens": traffic.screens,
                "frames_each": round(traffic.frames / each),
                "kilobytes_each": round(traffic.octets / each / 1000, 1),
            }
        self.seconds = seconds

    @property
    def invariants(self) -> dict[str, bool]:
        """What has to hold, and whether it did."""
        verdict = self.verdict
        return {
            "every screen showed what the log says at its position": verdict.misordered == 0 and verdict.views > 0,
            "no accepted command is missing from the log": verdict.lost == 0 and verdict.accepted > 0,
            "no command is in the log twice": verdict.doubled == 0,
            "no command was refused by the rules and carried out": verdict.contradicted == 0,
            "positions never went backwards on a screen": self.backwards == 0,
            "time never went backwards in a log": verdict.backwards == 0,
            "every clock agreed": self.clocks_apart <= CLOCKS_AGREE_WITHIN and self.clocks_compared > 0,
            "every screen caught up when all rested": all(took <= RECOVERS_WITHIN for took in self.settled),
            "every view was marked as a rehearsal": self.unmarked == 0,
            "what the processes hold stayed as it was": self.holdings.flat is not False,
            "nothing else went wrong": not self.faults and not verdict.faults,
        }

    @property
    def passed(self) -> bool:
        return all(self.invariants.values())

    def figures(self) -> dict[str, Any]:
        """As `--json` prints it."""
        late = [one.late_minutes for one in self.segments]
        verdict = self.verdict
        return {
            "passed": self.passed,
            "invariants": self.invariants,
            "speed": self.speed,
            "delegations": self.delegations,
            "days": list(self.days),
            "seed": self.seed,
            "seconds": round(self.seconds, 1),
            "entries": verdict.entries,
            "accepted": verdict.accepted,
            "views_checked": verdict.views,
            "statements": self.statements,
            "reports_taken_over": self.reports_taken_over,
            "segments": len(self.segments),
            "late_minutes": _late(late),
            "answer_ms": self.answers.figures(),
            "shown_ms": self.shown.figures(),
            "settled_s": round(max(self.settled, default=0.0), 2),
            "clocks": {"compared": self.clocks_compared, "worst_apart_s": round(self.clocks_apart, 3)},
            "screens": self.screens,
            "came_back": self.returns,
            "refusals": self.refusals,
            "republished_at_noon": self.republished,
            "flat": self.holdings.flat,
            "growth": [{**asdict(one), "flat": one.flat} for one in self.holdings.growth()],
            "held": {
                "columns": ["seconds", "entries", *KINDS],
                **{name: [one.row() for one in seen] for name, seen in self.holdings.by_process().items()},
            },
            "otherwise": self.otherwise[:20],
            "harm": dict(self.harmed),
            "faults": [*verdict.faults, *self.faults][:20],
        }

    def text(self) -> str:
        """For people."""
        told = self.figures()
        lines = [f"{'passed' if self.passed else 'FAILED'} after {told['seconds']} s, seed {self.seed}", ""]
        lines += [f"  {'ok ' if holds else 'NOT'}  {what}" for what, holds in self.invariants.items()]
        lines += [f"       {fault}" for fault in told["faults"]]
        lines += ["", f"{'segment':28} {'room':12} {'printed':13} {'was':13} {'late':>6} {'turns':>6}"]
        for one in self.segments:
            was = f"{one.started_at:%H:%M}–{one.ended_at:%H:%M}" if one.ended_at else f"{one.started_at:%H:%M}–"
            printed = f"{one.starts_at:%H:%M}–{one.ends_at:%H:%M}"
            lines.append(f"{one.id:28} {one.room:12} {printed:13} {was:13} {one.late_minutes:+6.1f} {one.turns:6}")
        lines += ["", f"{'view':14} {'screens':>8} {'frames each':>12} {'kB each':>9}"]
        for view, of in self.screens.items():
            lines.append(f"{view:14} {of['screens']:8} {of['frames_each']:12} {of['kilobytes_each']:9}")
        lines += ["", *self._growth(), ""]
        for name in ("answer_ms", "shown_ms"):
            lines.append(f"{name:10} " + "  ".join(f"{key} {value}" for key, value in told[name].items()))
        lines += [f"{name}: {told[name]}" for name in COUNTS]
        return "\n".join(lines)

    def _growth(self) -> list[str]:
        """A line for each thing a process held: when it had settled, at the end, at most, and whether it is flat."""
        growth = self.holdings.growth()
        if not growth:
            return ["held: too short a time to say whether anything grows"]
        head = f"{'held by':14} {'what':12} {'settled':>9} {'at the end':>10} {'most':>9} {'grew':>7} {'may':>6}"
        lines = [f"{head}  over {growth[0].minutes:.0f} minutes"]
        for one in growth:
            grew = f"{one.last - one.settled:+7.1f} {one.may_grow:6.1f}  {'flat' if one.flat else 'GREW'}"
            lines.append(f"{one.process:14} {one.kind:12} {one.settled:9.1f} {one.last:10.1f} {one.most:9.1f} {grew}")
        return lines


def _late(minutes: list[float]) -> dict[str, float]:
    mean = sum(minutes) / len(minutes) if minutes else 0.0
    return {"worst": round(max(minutes, default=0.0), 1), "mean": round(mean, 1)}
