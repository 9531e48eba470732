"""Delegates who all ask for the floor within a second, on phones spread over several server processes."""

import asyncio
from argparse import ArgumentParser, Namespace
from pathlib import Path

from tests.bench.cores import ALL
from tests.bench.crowd import Crowd, Json, crowd
from tests.bench.figures import Figures, Wrong, median, milliseconds, quantile
from tests.bench.product import Product, address, product

ABOUT = "delegates who all ask for the floor within a second, over several processes"
SET_UP = True

ANSWERED_WITHIN_SECONDS = 10.0
SIGNING_IN_AT_ONCE = 8
SEATINGS = 20


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--delegates", type=int, default=200, help="phones, each of another delegation (200)")
    parser.add_argument("--processes", type=int, default=2, help="server processes (2)")
    parser.add_argument("--seconds", type=float, default=1.0, help="within which all ask (1)")


async def run(options: Namespace, folder: Path) -> Figures:
    """Let all ask; count who was answered, and who stands on the list how often, in every process."""
    async with product(folder, processes=options.processes, cores=ALL) as served, crowd() as phones:
        async with served.desk() as desk:
            await served.open_floor(desk)
        delegations = await served.delegations(options.delegates)
        cookies = await _signed_in(served, delegations)
        await phones.join(served.port, address("phone"), len(delegations), cookies=cookies)
        shares = await _spread(served, phones, len(delegations))
        answers = await phones.wish({"type": "request_floor"}, options.seconds, ANSWERED_WITHIN_SECONDS)
        accepted = [answer["position"] for phone in answers for answer in phone["answers"] if "position" in answer]
        if not accepted:
            raise Wrong("nobody's wish was accepted")
        # Each screen hangs on one of the processes: if all show the list as the log has it, the processes agree.
        await phones.reach(max(accepted))
        await served.all_show_the_same(phones)
        found = _count(delegations, answers, (await served.view("control"))["view"]["list"])
    if found != {"answered": len(delegations), "lost": 0, "doubled": 0, "listed": len(delegations)}:
        raise Wrong(f"not everyone was heard once: {found}")
    delays = [phone["delay"] for phone in answers]
    return {
        "p99_ms": milliseconds(quantile(delays, 0.99)),
        "p50_ms": milliseconds(median(delays)),
        "longest_ms": milliseconds(max(delays)),
        **found,
        "connections_by_process": shares,
        "delegates": len(delegations),
        "processes": options.processes,
        "seconds": options.seconds,
    }


async def _signed_in(served: Product, delegations: list[str]) -> list[str]:
    """The cookies of one phone of each delegation, which has read its badge."""
    door = asyncio.Semaphore(SIGNING_IN_AT_ONCE)

    async def enter(delegation: str) -> str:
        async with door:
            return await served.phone(delegation)

    return await asyncio.gather(*map(enter, delegations))


async def _spread(served: Product, phones: Crowd, count: int) -> list[int]:
    """How many connections each process has. Who lets whom in is chance: if one has none, all phones come anew."""
    shares = served.connections()
    for _ in range(SEATINGS):
        if min(shares) > 0:
            return shares
        await phones.cut(count, jitter=True)
        await phones.returned()
        shares = served.connections()
    raise Wrong(f"the phones are not spread over the processes: {shares}")


def _count(delegations: list[str], answers: list[Json], speakers: Json) -> dict[str, int]:
    """How many were answered, and how many delegations are not on the list of `speakers`, or are there twice."""
    listed = [speakers["waiting"][request]["speaker"]["delegation"] for request in speakers["order"]]
    return {
        "answered": sum(len(phone["answers"]) == 1 and "position" in phone["answers"][0] for phone in answers),
        "lost": len(set(delegations) - set(listed)),
        "doubled": len(listed) - len(set(listed)),
        "listed": len(listed),
    }
