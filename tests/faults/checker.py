"""Holds what people were told against the log: the one place where it is decided whether anything was lost."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from live import wire
from live.room.authority import View
from live.room.model.state import RoomState
from live.room.transitions import Entry, evolve
from live.room.views import render
from tests.faults.people import UNAVAILABLE, Asked, Shown, canonical


@dataclass
class Verdict:
    """What was found. All but `accepted`, `entries` and `views` must be 0, and `faults` empty."""

    accepted: int = 0
    """Commands that were answered with a position."""
    lost: int = 0
    """Of these, those that are not in the log at that position."""
    doubled: int = 0
    """Commands that are in the log more than once, whatever was answered."""
    contradicted: int = 0
    """Commands that were refused by the rules and are in the log, or answered with two positions."""
    misordered: int = 0
    """Views that differ from what the log says at their position; so too if two screens saw another order."""
    backwards: int = 0
    """Entries that happened before those they follow."""
    entries: int = 0
    views: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        wrong = self.lost + self.doubled + self.contradicted + self.misordered + self.backwards
        return not (wrong or self.faults)

    def add(self, other: "Verdict") -> None:
        """Count `other` in."""
        for name, found in vars(other).items():
            setattr(self, name, getattr(self, name) + found)


def check(
    epoch: str,
    log: Sequence[Entry],
    history: Iterable[Asked],
    shown: Iterable[Shown],
    undecided: Collection[str] = UNAVAILABLE,
) -> Verdict:
    """Hold the history of every command, and every view that was shown, against the log.

    A refusal that is `undecided` does not say whether the command was carried out.
    """
    verdict = Verdict(entries=len(log))
    times = Counter(entry.command for entry in log)
    where = {entry.command: entry.position for entry in log}
    verdict.doubled = sum(count > 1 for count in times.values())
    verdict.backwards = sum(later.at < earlier.at for earlier, later in pairwise(log))
    for asked in history:
        _check_command(asked, where, verdict, undecided)
    _check_views(epoch, log, shown, verdict)
    return verdict


def _check_command(asked: Asked, where: Mapping[str, int], verdict: Verdict, undecided: Collection[str]) -> None:
    positions = {answer["position"] for answer in asked.answers if "refused" not in answer}
    refused = any(answer.get("refused", "unavailable") not in undecided for answer in asked.answers)
    stands = where.get(asked.id)
    if positions:
        verdict.accepted += 1
        verdict.lost += stands is None or stands not in positions
    if len(positions) > 1 or (refused and (positions or stands is not None)):
        verdict.contradicted += 1
        verdict.faults.append(f"contradicted: {asked}, in the log at {stands}")


def _check_views(epoch: str, log: Sequence[Entry], shown: Iterable[Shown], verdict: Verdict) -> None:
    by_position: dict[int, list[Shown]] = {}
    for one in shown:
        verdict.views += 1
        if one.epoch != epoch or one.position > len(log):
            verdict.misordered += 1
            verdict.faults.append(f"a view of {one.epoch} at {one.position}, of which the log knows nothing")
        else:
            by_position.setdefault(one.position, []).append(one)
    state = RoomState(epoch=epoch)
    for position in range(len(log) + 1):
        if position:
            state = evolve(state, log[position - 1])
        for one in by_position.get(position, ()):
            if one.content != truth(state, one.view):
                verdict.misordered += 1
                verdict.faults.append(f"the {one.view} at {position} showed what the log does not say")


def truth(state: RoomState, view: str) -> str:
    """What a page has to show of `state`."""
    return canonical(json.loads(wire.write(render(View(view), state))))
