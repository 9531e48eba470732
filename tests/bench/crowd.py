"""The driver's hold on a load side: a process with many screens, on a core of its own."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.bench.cores import LOAD, pinned
from tests.bench.figures import Wrong

Json = dict[str, Any]

LONGEST_ANSWER = 1 << 27
PATIENCE_SECONDS = 60.0
GOODBYE_SECONDS = 10.0


class Crowd:
    """Many screens in another process. Whatever is asked raises `Wrong` if a screen was shown what it should not be.

    All instants are seconds of the machine's monotonic clock, which all its processes share.
    """

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def join(
        self, port: int, path: str, count: int, *, cookies: Sequence[str] = (), exchange_clocks: bool = False
    ) -> None:
        """Open `count` more screens at `path`, with `cookies` in turn; all are shown a view when this returns.

        With `exchange_clocks` each asks the time as a page does, about once a minute, when it is told it.
        """
        await self._ask("join", port=port, path=path, count=count, cookies=cookies, exchange_clocks=exchange_clocks)

    async def trust(self, authority: Path) -> None:
        """Whoever joins from now on connects by TLS, to whom the certificates in this file vouch for."""
        await self._ask("trust", authority=str(authority))

    async def reach(self, position: int, path: str | None = None, within: float = PATIENCE_SECONDS) -> None:
        """Wait until every screen, or everyone at `path`, holds `position` or a later one."""
        await self._ask("reach", position=position, path=path, within=within)

    async def views(self) -> dict[str, Json]:
        """What is shown at each path: `{"position", "epoch", "view", "size" of the last whole view}`; all screens of a
        path show the same.
        """
        return await self._ask("views")

    async def changes(self, asked: dict[int, float] | None = None) -> Json:
        """What was received since `forget`.

        `frames`: for each change `path`, `held`, `position`, `size` on the wire, the server's `now`, `count`, and
        the `first` and `last` receipt.
        `delays`: of the changes to a position in `asked`, the seconds from that instant to each receipt.
        """
        return await self._ask("changes", asked=asked or {})

    async def forget(self) -> None:
        """Count anew."""
        await self._ask("forget")

    async def stall(self, seconds: float) -> float:
        """Read nothing for a while; the instant at which reading went on."""
        return float((await self._ask("stall", seconds=seconds))["at"])

    async def told(self) -> Json:
        """What came in since `forget`: `{"messages": {kind: count}, "bytes": on the wire}`."""
        return await self._ask("told")

    async def cpu_seconds(self) -> float:
        """What the process has used of its core so far."""
        return float((await self._ask("cpu"))["seconds"])

    async def longest_gap(self) -> float:
        """The longest time in seconds, since `forget`, for which a screen that was not cut was shown no change."""
        return float((await self._ask("gap"))["seconds"])

    async def cut(self, count: int, *, jitter: bool) -> float:
        """Cut `count` screens off, and let them come back as pages do; the instant of the cut."""
        return float((await self._ask("cut", count=count, jitter=jitter))["at"])

    async def returned(self, within: float = PATIENCE_SECONDS) -> Json:
        """Wait until all that were cut off are shown a view again, and all screens hold the newest position.

        `at` is when that was, `tries` how many connections it took.
        """
        return await self._ask("returned", within=within)

    async def wish(self, command: Json, seconds: float, within: float) -> list[Json]:
        """Let every screen ask `command` once at some moment within `seconds`.

        For each its `cookie`, the `answers` it was given within the time allowed, and the `delay` of the first.
        """
        phones: list[Json] = (await self._ask("wish", command=command, seconds=seconds, within=within))["phones"]
        return phones

    async def _ask(self, what: str, **how: Any) -> Json:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([what, how]).encode() + b"\n")
        line = await self._process.stdout.readline()
        if not line:
            raise Wrong("the load side ended before its time; standard error says why")
        answer: Json = json.loads(line)
        if "wrong" in answer:
            raise Wrong(answer["wrong"])
        return answer


@asynccontextmanager
async def crowd() -> AsyncIterator[Crowd]:
    """A load side, as yet without screens."""
    with pinned(LOAD):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.load_side"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=LONGEST_ANSWER,
        )
    assert process.stdin is not None
    try:
        yield Crowd(process)
    finally:
        process.stdin.close()
        try:
            async with asyncio.timeout(GOODBYE_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
