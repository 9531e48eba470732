"""`rostrum simulate`: the product's rooms, stores and sockets in one thread, in virtual time, under faults; each seed
is another course of things, and always the same one.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from typing import Any

import django


def main() -> int:
    asked = _parser().parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "live.web.settings")
    os.environ.setdefault("SECRET_KEY", "simulated")
    django.setup()
    if asked.days is not None:
        from tests.simulation import days  # noqa: PLC0415  Models cannot be imported before.

        return days.main(asked.days, asked.start, as_json=asked.json)
    from tests.simulation.plans import plan_of  # noqa: PLC0415
    from tests.simulation.planted import PLANTED, put_back  # noqa: PLC0415
    from tests.simulation.shrinking import plan_from  # noqa: PLC0415

    if asked.planted is not None and asked.planted not in PLANTED:
        sys.exit("rostrum simulate: --planted is one of:\n  " + "\n  ".join(PLANTED))
    try:
        plans = (
            [plan_from(asked.replay)]
            if asked.replay is not None
            else (plan_of(seed, asked.minutes) for seed in range(asked.start, asked.start + asked.seeds))
        )
    except ValueError:
        sys.exit(f"rostrum simulate: {asked.replay} is no word that a failure was printed with.")
    if asked.planted is None:
        return _all(asked, plans)
    with put_back(PLANTED[asked.planted]):
        return _all(asked, plans)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rostrum simulate", description=__doc__)
    parser.add_argument("--seeds", type=_several, default=200, metavar="N", help="how many seeds (200)")
    parser.add_argument("--from", type=int, default=0, dest="start", metavar="S", help="the first seed (0)")
    parser.add_argument("--minutes", type=_minutes, metavar="M", help="each so many virtual minutes long")
    parser.add_argument("--days", type=_several, metavar="N", help="instead: so many days of one conference, in a row")
    parser.add_argument("--replay", metavar="WORD", help="instead: the one run that a failure was shrunk to")
    parser.add_argument("--planted", metavar="FAULT", help="with a fault put back that is to be found")
    parser.add_argument("--trace", action="store_true", help="everything that happens, a line each, on standard error")
    parser.add_argument("--whole", action="store_true", help="do not shrink what fails")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output, and nothing else")
    return parser


def _several(text: str) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _minutes(text: str) -> float:
    if not 0 < (minutes := float(text)) <= 24 * 60:
        raise argparse.ArgumentTypeError("more than 0, and a day at most")
    return minutes


def _all(asked: argparse.Namespace, plans: Any) -> int:
    from tests.simulation.shrinking import kind, shrink, token  # noqa: PLC0415
    from tests.simulation.venue import Outcome, runs  # noqa: PLC0415

    started, failures = time.monotonic(), []
    seeds, commands, seconds = 0, 0, 0.0
    shrunk: set[str] = set()
    outcomes: Iterator[Outcome] = runs(plans)
    for outcome in outcomes:
        seeds, commands, seconds = seeds + 1, commands + outcome.commands, seconds + outcome.seconds
        if asked.trace:
            print(*outcome.trace, sep="\n", file=sys.stderr)
        if outcome.wrong:
            # Of failures of one kind the first is shrunk: it takes as long as many seeds.
            again = asked.whole or asked.replay is not None or kind(outcome.wrong[0]) in shrunk
            shrunk.add(kind(outcome.wrong[0]))
            least = outcome if again else shrink(outcome)
            failures.append(
                {
                    "seed": outcome.plan.seed,
                    "wrong": outcome.wrong[:10],
                    "digest": outcome.digest,
                    "replay": token(least.plan),
                }
            )
            print(_told(outcome, least, token(least.plan)), file=sys.stderr, flush=True)
        elif not asked.json and seeds % 100 == 0:
            print(f"{seeds} seeds, {len(failures)} failed", file=sys.stderr, flush=True)
    took = time.monotonic() - started
    figures: dict[str, Any] = {
        "seeds": seeds,
        "failed": len(failures),
        "commands": commands,
        "virtual_hours": round(seconds / 3600, 2),
        "seeds_per_s": round(seeds / took, 2),
        "from": asked.start,
        "failures": failures,
    }
    if asked.json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        for name in ("seeds", "failed", "commands", "virtual_hours", "seeds_per_s"):
            print(f"{name:14} {figures[name]}")
    return 1 if failures else 0


def _told(outcome: Any, least: Any, word: str) -> str:
    """A failure, as a person reads it."""
    lines = [f"seed {outcome.plan.seed} failed: {outcome.wrong[0]}"]
    lines += [f"  also: {wrong}" for wrong in outcome.wrong[1:4]]
    if least is not outcome:
        lines.append(f"  shrunk to {len(least.plan.acts)} acts and {len(least.plan.faults)} faults: {least.wrong[0]}")
    lines += [f"  {fault.at:.3f} s: {fault.kind} for {fault.lasts:.3f} s" for fault in least.plan.faults]
    return "\n".join([*lines, f"  ./rostrum simulate --trace --replay {word}"])


if __name__ == "__main__":
    sys.exit(main())
