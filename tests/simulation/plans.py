"""What happens in one run: who acts when, and which fault comes when. A value made of a seed, that can be cut down."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

DELEGATIONS = ("fiji", "kenya", "mexico", "nepal")
DESKS = ("desk-a", "desk-b")
WALLS = ("hall", "podium")
ROOMS = ("plenary", "breakout-1")
TWO_ROOMS = 0.3
"""So many runs are of two rooms, whose people are the same."""
SECONDS = (4.0, 10.0)
ACTS_A_SECOND = 3.0
FAULTS_A_MINUTE = 24.0
DESK_ACTS = 0.55

FAULTS = {
    "kill": 4,
    "end": 1,
    "freeze": 2,
    "cut": 2,
    "silence": 2,
    "slow": 2,
    "unsteady": 6,
    "slow_disk": 2,
    "store_restarts": 2,
    "failover": 1,
    "failover_losing": 2,
    "set_clock": 3,
    "cut_screens": 2,
    "silence_screens": 1,
    "slow_screens": 3,
    "crowd": 2,
}
"""Every fault, and how often it comes beside the others; what each does is in `harm.py`."""
NOT_TOGETHER = {"set_clock", "failover_losing"}
"""What was added to a clock that was set is kept in the store, and goes with the tail that a failover loses."""


class Act(NamedTuple):
    """At `at` somebody does what `roll` and what they see come to."""

    at: float
    who: str
    roll: int


class Fault(NamedTuple):
    """A fault that begins at `at` and is over after `lasts`; `roll` says where, and how bad."""

    at: float
    kind: str
    lasts: float
    roll: int


@dataclass(frozen=True)
class Plan:
    """`seed` made it; `order` is what the order of steps and the times on the wire are drawn from."""

    seed: int
    order: int
    processes: int
    seconds: float
    acts: tuple[Act, ...]
    faults: tuple[Fault, ...]
    minutes: float | None = None
    """How long it was asked to be, if it was."""
    rooms: tuple[str, ...] = ROOMS[:1]
    publishings: tuple[float, ...] = ()
    """When somebody publishes another version of the programme, in all rooms."""

    def kept(self, acts: Iterable[int], faults: Iterable[int], order: int) -> "Plan":
        """The same with these acts and faults only."""
        return replace(
            self,
            order=order,
            acts=tuple(self.acts[n] for n in acts),
            faults=tuple(self.faults[n] for n in faults),
        )

    def until(self, seconds: float) -> "Plan":
        """The same, ended earlier."""
        return replace(
            self,
            seconds=seconds,
            acts=tuple(act for act in self.acts if act.at < seconds),
            faults=tuple(fault for fault in self.faults if fault.at < seconds),
            publishings=tuple(at for at in self.publishings if at < seconds),
        )


def plan_of(seed: int, minutes: float | None = None) -> Plan:
    """The plan of this seed, as long as the seed says or so many virtual minutes."""
    chance = random.Random(f"plan {seed}")
    seconds = round(chance.uniform(*SECONDS), 3)
    if minutes is not None:
        seconds = minutes * 60
    pace, harm = chance.choice([0.5, 1.0, 2.0]), chance.choice([0.3, 1.0, 1.0, 2.0])
    acts = [_act(chance, seconds) for _ in range(max(4, round(seconds * ACTS_A_SECOND * pace)))]
    faults = [_fault(chance, seconds) for _ in range(round(seconds / 60 * FAULTS_A_MINUTE * harm))]
    kinds = {fault.kind for fault in faults}
    if kinds >= NOT_TOGETHER:
        faults = [fault for fault in faults if fault.kind != "set_clock"]
    processes = chance.choice([1, 2, 2, 3])
    rooms = ROOMS if chance.random() < TWO_ROOMS else ROOMS[:1]
    publishings = _publishings(chance, seconds) if len(rooms) > 1 else ()
    return Plan(
        seed,
        seed,
        processes,
        seconds,
        tuple(sorted(acts)),
        tuple(sorted(faults)),
        minutes,
        rooms,
        publishings,
    )


def _publishings(chance: random.Random, seconds: float) -> tuple[float, ...]:
    """One, or two of which the second comes at nearly the same moment, or later."""
    first = round(chance.uniform(0.5, seconds), 4)
    after = chance.choice([None, 0.02, 0.2, 4.0])
    return (first,) if after is None else (first, round(first + chance.uniform(0, after), 4))


def _act(chance: random.Random, seconds: float) -> Act:
    who = chance.choice(DESKS if chance.random() < DESK_ACTS else DELEGATIONS)
    return Act(round(chance.uniform(0.5, seconds), 4), who, chance.getrandbits(32))


def _fault(chance: random.Random, seconds: float) -> Fault:
    (kind,) = chance.choices(list(FAULTS), list(FAULTS.values()))
    lasts = chance.choice([0.2, 0.8, 2.5, 5.0]) * chance.uniform(0.7, 1.3)
    return Fault(round(chance.uniform(0.2, seconds), 4), kind, round(lasts, 4), chance.getrandbits(32))
