"""A failure made small: an earlier end, fewer faults, fewer acts, as long as it is seen as the same."""

import re
from collections.abc import Callable, Sequence

from tests.simulation.plans import Plan, plan_of
from tests.simulation.venue import Outcome, run

TRIES = 150
ORDERS = 3
"""What is left out changes the order of all that follows: so many orders are tried of each."""


def kind(wrong: str) -> str:
    """What is the same of two faults that differ in names and numbers alone."""
    return re.sub(r"\{.*?\}|\[.*?\]|'.*?'|[\w.-]*\d[\w.:-]*", "…", wrong)[:60]


def token(plan: Plan) -> str:
    """`plan` in one word, for `--replay`: its seed, order, end, acts and faults."""
    whole = plan_of(plan.seed, plan.minutes)
    acts = ".".join(str(whole.acts.index(act)) for act in plan.acts)
    faults = ".".join(str(whole.faults.index(fault)) for fault in plan.faults)
    minutes = "" if plan.minutes is None else f"m{plan.minutes}"
    return f"{plan.seed}{minutes}/{plan.order}/{plan.seconds}/{acts}/{faults}"


def plan_from(text: str) -> Plan:
    """The plan that `token` wrote. Raises `ValueError`."""
    whole, order, seconds, acts, faults = text.split("/")
    seed, _, minutes = whole.partition("m")
    plan = plan_of(int(seed), float(minutes) if minutes else None)
    return plan.kept(_numbers(acts), _numbers(faults), int(order)).until(float(seconds))


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(".") if number]


def shrink(outcome: Outcome, tries: int = TRIES) -> Outcome:
    """The smallest run found that goes wrong in the same way as `outcome`."""
    best, wanted = outcome, kind(outcome.wrong[0])
    left = [tries]

    def fails(plan: Plan) -> bool:
        nonlocal best
        for order in range(plan.order, plan.order + ORDERS):
            if left[0] <= 0:
                return False
            left[0] -= 1
            tried = run(plan.kept(range(len(plan.acts)), range(len(plan.faults)), order))
            if any(kind(wrong) == wanted for wrong in tried.wrong):
                best = tried
                return True
        return False

    for part in (0.3, 0.5, 0.7, 0.85):
        if fails(outcome.plan.until(round(outcome.plan.seconds * part, 3))):
            break
    _fewer(lambda: best.plan.faults, lambda kept: _only(best.plan, faults=kept), fails)
    _fewer(lambda: best.plan.acts, lambda kept: _only(best.plan, acts=kept), fails)
    _fewer(lambda: best.plan.faults, lambda kept: _only(best.plan, faults=kept), fails)
    return best


def _only(plan: Plan, acts: Sequence[int] | None = None, faults: Sequence[int] | None = None) -> Plan:
    every_act, every_fault = range(len(plan.acts)), range(len(plan.faults))
    return plan.kept(every_act if acts is None else acts, every_fault if faults is None else faults, plan.order)


def _fewer(
    those: Callable[[], Sequence[object]], without: Callable[[list[int]], Plan], fails: Callable[[Plan], bool]
) -> None:
    """Leave out of `those` what can be left out: halves first, single ones last."""
    size = max(1, len(those()) // 2)
    while True:
        first = 0
        while first < len(those()):
            kept = [n for n in range(len(those())) if not first <= n < first + size]
            if not fails(without(kept)):
                first += size
        if size == 1:
            return
        size //= 2
