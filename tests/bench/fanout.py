"""How fast one change reaches every screen: Rostrum and its rivals, turn by turn in the same run."""

import asyncio
from argparse import ArgumentParser, Namespace
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from tests.bench.contestants import CONTESTANTS, PLACES, Contestant
from tests.bench.deployed import WAYS
from tests.bench.figures import Figures, Wrong, median, milliseconds, quantile, rounded, spread
from tests.bench.processes import memory_kib

ABOUT = "one change to all screens of a room, beside websockets, Channels and picows"
SET_UP = True

STALLS = 5
STALL_SECONDS = 0.3
SETTLED_SECONDS = 10.0
"""After which nothing that was asked before is still to be shown."""
SENT_PER_SECOND_AT_LEAST = 25_000


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--sockets", type=int, default=500, help="screens of each server (500)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each server has its turn (5)")
    parser.add_argument("--changes", type=int, default=10, help="changes one at a time, in each turn (10)")
    parser.add_argument("--behind", choices=["nginx"], help="Rostrum alone, with and without this proxy and TLS")
    parser.add_argument(
        "--seconds", type=float, default=1.5, help="seconds of changes without a pause, after them (1.5)"
    )


@dataclass
class Found:
    """What was measured of one contestant. Rates are deliveries per second, delays seconds, sizes bytes."""

    rates: list[list[float]] = field(default_factory=list)
    """Of every change, by round."""
    busy_rates: list[float] = field(default_factory=list)
    """Of every round."""
    busy: list[int] = field(default_factory=list)
    """How many deliveries those were."""
    costs: list[tuple[float, float, float]] = field(default_factory=list)
    """Of them: what each cost the server, what the proxy, and the proxy's share of a core."""
    delays: list[float] = field(default_factory=list)
    last_delays: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    load_shares: list[float] = field(default_factory=list)
    """Of its core, by the load side, while the server was kept busy."""
    rss_per_socket_kib: float = 0.0


async def run(options: Namespace, folder: Path) -> Figures:
    """Measure all by turns, so that noise hits all alike; then hold every screen to its server."""
    if options.behind:
        return await _behind(options, folder)
    found = {name: Found() for name in CONTESTANTS}
    async with AsyncExitStack() as stack:
        contestants = {
            name: await stack.enter_async_context(starting(folder)) for name, starting in CONTESTANTS.items()
        }
        for name, contestant in contestants.items():
            before, _ = memory_kib(contestant.pid)
            await contestant.crowd.join(contestant.port, contestant.path, options.sockets)
            after, _ = memory_kib(contestant.pid)
            found[name].rss_per_socket_kib = (after - before) / options.sockets
        for _ in range(options.rounds):
            sizes: list[int] = []
            for name, contestant in contestants.items():
                sizes = await _one_at_a_time(name, contestant, found[name], sizes, options)
                await _kept_busy(contestant, found[name], round(sum(sizes) / len(sizes)), options)
        ceiling = await _load_ceiling(contestants["picows"], found["rostrum"].sizes[0], options.sockets)
        for name, contestant in contestants.items():
            await _ended_right(name, contestant)
    return _figures(found) | {
        "load_ceiling_deliveries_per_s": round(ceiling),
        "load_cpu_share": round(max(max(one.load_shares) for one in found.values()), 2),
        "sockets": options.sockets,
        "rounds": options.rounds,
        "changes": options.changes,
    }


async def _behind(options: Namespace, folder: Path) -> Figures:
    """The product by itself, and behind a proxy with TLS, over TCP and over a Unix socket."""
    found = {name: Found() for name in WAYS}
    async with AsyncExitStack() as stack:
        ways = {name: await stack.enter_async_context(starting(folder)) for name, starting in WAYS.items()}
        for way in ways.values():
            await way.contestant.crowd.join(way.contestant.port, way.contestant.path, options.sockets)
        for _ in range(options.rounds):
            for name, way in ways.items():
                sizes = await _one_at_a_time(name, way.contestant, found[name], [], options)
                before, since = way.cpu_seconds(), monotonic()
                await _kept_busy(way.contestant, found[name], round(sum(sizes) / len(sizes)), options)
                took, after = monotonic() - since, way.cpu_seconds()
                server, proxy = (used - had for used, had in zip(after, before, strict=True))
                found[name].costs.append((server / found[name].busy[-1], proxy / found[name].busy[-1], proxy / took))
        for name, way in ways.items():
            await _ended_right(name, way.contestant)
    return {figure: value for name, one in found.items() for figure, value in _of_way(name, one, found).items()} | {
        "load_cpu_share": round(max(max(one.load_shares) for one in found.values()), 2),
        "sockets": options.sockets,
        "rounds": options.rounds,
        "changes": options.changes,
    }


def _of_way(name: str, one: Found, found: dict[str, Found]) -> Figures:
    figures: Figures = {
        f"{name}_deliveries_per_s": round(median(_all(one))),
        f"{name}_busy_deliveries_per_s": round(median(one.busy_rates)),
        f"{name}_server_us_per_delivery": rounded(1e6 * median([server for server, _, _ in one.costs]), 1),
    }
    if one is not found["rostrum"]:
        figures |= {
            f"{name}_proxy_us_per_delivery": rounded(1e6 * median([proxy for _, proxy, _ in one.costs]), 1),
            f"{name}_proxy_core_percent": rounded(100 * median([share for _, _, share in one.costs])),
            f"{name}_ratio_to_direct": _ratio(_by_round(one), _by_round(found["rostrum"])),
            f"{name}_busy_ratio_to_direct": _ratio(one.busy_rates, found["rostrum"].busy_rates),
        }
    kept = ("_p50_ms", "_p99_ms")
    return figures | {figure: value for figure, value in _of(name, one).items() if figure.endswith(kept)}


async def _one_at_a_time(
    name: str, contestant: Contestant, found: Found, sizes: list[int], options: Namespace
) -> list[int]:
    """Changes that are asked for when every screen has the one before; the sizes of their frames.

    A rival is given the `sizes` of ours. The first two changes only warm the server up.
    """
    found.rates.append([])
    sent = []
    for turn in range(-2, options.changes):
        await contestant.crowd.forget()
        change = await contestant.change(sizes[turn % len(sizes)] if sizes else 0, 0)
        await contestant.crowd.reach(change.position)
        received = await contestant.crowd.changes({change.position: change.asked})
        (frame,) = received["frames"]
        if frame["count"] != options.sockets:
            raise Wrong(f"{name}: {options.sockets} screens received a change {frame['count']} times")
        if turn >= 0:
            sent.append(frame["size"])
            found.rates[-1].append(options.sockets / (frame["last"] - contestant.handed_out(change, frame)))
            found.delays += received["delays"]
            found.last_delays.append(frame["last"] - change.asked)
    found.sizes += sent
    return sent


async def _kept_busy(contestant: Contestant, found: Found, size: int, options: Namespace) -> None:
    """Change after change without a pause, for a while."""
    await contestant.crowd.forget()
    used, started = await contestant.crowd.cpu_seconds(), monotonic()
    places = (_on_and_on(contestant, size, place, options.seconds) for place in range(PLACES))
    await asyncio.gather(*places)
    # The last ones may have undone each other before they were shown, and one more with them; the next can not.
    try:
        await contestant.crowd.reach((await contestant.change(size, 0)).position, within=SETTLED_SECONDS)
    except Wrong:
        await contestant.crowd.reach((await contestant.change(size, 0)).position)
    found.load_shares.append((await contestant.crowd.cpu_seconds() - used) / (monotonic() - started))
    frames = (await contestant.crowd.changes())["frames"]
    found.busy.append(sum(frame["count"] for frame in frames))
    took = max(frame["last"] for frame in frames) - min(frame["first"] for frame in frames)
    found.busy_rates.append(found.busy[-1] / took)


async def _on_and_on(contestant: Contestant, size: int, place: int, seconds: float) -> int:
    """Ask for one change after another; the position of the last."""
    until = monotonic() + seconds
    while (change := await contestant.change(size, place)).asked < until:
        pass
    return change.position


async def _load_ceiling(contestant: Contestant, size: int, sockets: int) -> float:
    """What the load side takes in per second while frames wait for all of its screens."""
    rates = []
    for _ in range(STALLS):
        await contestant.crowd.forget()
        stalling = asyncio.create_task(contestant.crowd.stall(STALL_SECONDS + sockets / SENT_PER_SECOND_AT_LEAST))
        await asyncio.sleep(STALL_SECONDS / 3)
        change = await contestant.change(size, 0)
        went_on = await stalling
        await contestant.crowd.reach(change.position)
        (frame,) = (await contestant.crowd.changes())["frames"]
        rates.append(sockets / (frame["last"] - went_on))
    return median(rates)


async def _ended_right(name: str, contestant: Contestant) -> None:
    position, view = await contestant.final()
    for shown in (await contestant.crowd.views()).values():
        if (shown["position"], shown["view"]) != (position, view):
            raise Wrong(f"{name}: the screens ended on another position or view than their server's")


def _figures(found: dict[str, Found]) -> Figures:
    ours, plain, channels, cython = found.values()
    return {
        **{f"{name}_deliveries_per_s": round(median(_all(one))) for name, one in found.items()},
        "ratio_to_websockets": _ratio(_by_round(ours), _by_round(plain)),
        "ratio_to_channels_redis": _ratio(_by_round(ours), _by_round(channels)),
        "ratio_to_picows": _ratio(_by_round(ours), _by_round(cython)),
        "p50_ms": milliseconds(median(ours.delays)),
        "p99_ms": milliseconds(quantile(ours.delays, 0.99)),
        "rss_per_socket_kib": round(ours.rss_per_socket_kib, 1),
        **{f"{name}_busy_deliveries_per_s": round(median(one.busy_rates)) for name, one in found.items()},
        "busy_ratio_to_websockets": _ratio(ours.busy_rates, plain.busy_rates),
        "busy_ratio_to_channels_redis": _ratio(ours.busy_rates, channels.busy_rates),
        "busy_ratio_to_picows": _ratio(ours.busy_rates, cython.busy_rates),
        **{figure: value for name, one in found.items() for figure, value in _of(name, one).items()},
    }


def _of(name: str, one: Found) -> Figures:
    return {
        f"{name}_deliveries_per_s_spread": spread(_all(one)),
        f"{name}_busy_deliveries_per_s_spread": spread(one.busy_rates),
        f"{name}_p50_ms": milliseconds(median(one.delays)),
        f"{name}_p99_ms": milliseconds(quantile(one.delays, 0.99)),
        f"{name}_last_screen_p50_ms": milliseconds(median(one.last_delays)),
        f"{name}_last_screen_p99_ms": milliseconds(quantile(one.last_delays, 0.99)),
        f"{name}_rss_per_socket_kib": round(one.rss_per_socket_kib, 1),
        f"{name}_frame_bytes": spread(one.sizes),
    }


def _all(one: Found) -> list[float]:
    return [rate for rates in one.rates for rate in rates]


def _by_round(one: Found) -> list[float]:
    return [median(rates) for rates in one.rates]


def _ratio(ours: list[float], theirs: list[float]) -> float:
    """The ratios round by round, since in each both had the same noise: the middle one."""
    return round(median([mine / other for mine, other in zip(ours, theirs, strict=True)]), 2)
