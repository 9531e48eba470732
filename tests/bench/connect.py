"""How quickly screens come in: handshakes a second, beside its rivals in the same run."""

from argparse import ArgumentParser, Namespace
from collections import defaultdict
from pathlib import Path
from time import monotonic

from tests.bench.contestants import CONTESTANTS
from tests.bench.figures import Figures, median, rounded, spread
from tests.bench.processes import cpu_seconds

ABOUT = "screens that come in one after the other: handshakes a second, beside websockets, Channels and picows"
SET_UP = True

WARM_UP_SOCKETS = 50


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--sockets", type=int, default=1500, help="screens that come in, in each turn (1500)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each server has its turn (3)")


async def run(options: Namespace, folder: Path) -> Figures:
    """Each server is started anew for each of its turns; every screen that came in was shown a view."""
    rates, costs = defaultdict[str, list[float]](list), defaultdict[str, list[float]](list)
    for _ in range(options.rounds):
        for name, starting in CONTESTANTS.items():
            async with starting(folder) as contestant:
                await contestant.crowd.join(contestant.port, contestant.path, WARM_UP_SOCKETS)
                used, began = cpu_seconds(contestant.pid), monotonic()
                await contestant.crowd.join(contestant.port, contestant.path, options.sockets)
                rates[name].append(options.sockets / (monotonic() - began))
                costs[name].append((cpu_seconds(contestant.pid) - used) / options.sockets * 1e6)
    ours = costs["rostrum"]
    return {
        **{f"{name}_handshakes_per_s": round(median(rates[name])) for name in CONTESTANTS},
        **{f"{name}_us_of_a_core": rounded(median(costs[name]), 1) for name in CONTESTANTS},
        "handshakes_per_s_of_a_core": round(1e6 / median(ours)),
        **{
            f"cost_ratio_to_{name}": round(median([mine / its for mine, its in zip(ours, costs[name], strict=True)]), 2)
            for name in CONTESTANTS
            if name != "rostrum"
        },
        **{f"{name}_handshakes_per_s_spread": spread(rates[name]) for name in CONTESTANTS},
        "sockets": options.sockets,
        "rounds": options.rounds,
    }
