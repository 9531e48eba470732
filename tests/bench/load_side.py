"""A program, the load side: many screens. Reads a line of JSON with what to do, writes one with what came of it."""

import asyncio
import json
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Coroutine
from contextlib import suppress
from time import monotonic
from typing import Any

from tests.bench.crowd import LONGEST_ANSWER, PATIENCE_SECONDS, Json
from tests.bench.figures import Wrong
from tests.bench.hearing import Ears, HandshakeFailed
from tests.bench.screens import Gallery, Screen

KNOCKING_AT_ONCE = 64
POLL_SECONDS = 0.02

# As a page does it: frontend/src/live/connection.ts.
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 15.0
SHORTEST_WAIT_SECONDS = 0.05
OPENS_WITHIN_SECONDS = 10.0
EXCHANGE_AFTER_SECONDS = 48.0
EXCHANGE_SPREAD_SECONDS = 14.0
EXCHANGE_UNTOLD_SECONDS = 10.5


class LoadSide:
    """A method for each of `Crowd`'s questions; what they mean is told there."""

    def __init__(self) -> None:
        self._ears = Ears()
        self._galleries: dict[str, Gallery] = {}
        self._screens: list[Screen] = []
        self._places: dict[Screen, tuple[int, str, str]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._tries = 0
        self._cut: list[Screen] = []
        self._all_cut_at = 0.0
        self._coming_back: list[asyncio.Task[None]] = []

    # The questions

    async def join(self, port: int, path: str, count: int, cookies: list[str], exchange_clocks: bool) -> Json:
        gallery = self._galleries.setdefault(path, Gallery())
        screens = [Screen(gallery, self._ears) for _ in range(count)]
        for n, screen in enumerate(screens):
            self._places[screen] = port, path, cookies[n % len(cookies)] if cookies else ""
        self._screens += screens
        knocking = asyncio.Semaphore(KNOCKING_AT_ONCE)

        async def enter(screen: Screen) -> None:
            async with knocking:
                await self._connect(screen)

        await asyncio.gather(*(enter(screen) for screen in screens))
        async with asyncio.timeout(PATIENCE_SECONDS):
            await asyncio.gather(*(screen.arrived.wait() for screen in screens))
        if exchange_clocks:
            for screen in screens:
                self._spawn(_exchange_clocks(screen))
        self._complain()
        return {}

    async def trust(self, authority: str) -> Json:
        self._ears.trust(authority)
        return {}

    async def reach(self, position: int, path: str | None, within: float) -> Json:
        galleries = [self._galleries[path]] if path else list(self._galleries.values())
        try:
            async with asyncio.timeout(within):
                for gallery in galleries:
                    while (gallery.newest < position or gallery.behind) and not gallery.faults:
                        gallery.stirred.clear()
                        await gallery.stirred.wait()
        except TimeoutError:
            raise Wrong(f"not every screen holds {position} after {within:g} s: {self._laggards()}") from None
        self._complain()
        return {}

    async def views(self) -> Json:
        self._complain()
        if any(gallery.behind for gallery in self._galleries.values()):
            raise Wrong(f"not every screen holds the newest position: {self._laggards()}")
        return {
            path: {"position": known.newest, "epoch": known.epoch, "view": known.view(), "size": known.whole_size}
            for path, known in self._galleries.items()
        }

    async def changes(self, asked: dict[str, float]) -> Json:
        self._complain()
        frames, delays = list[Json](), list[float]()
        for path, gallery in self._galleries.items():
            for shown in gallery.frames:
                if shown.held is None:
                    continue
                times = sorted(shown.receipts)
                known = {"path": path, "held": shown.held, "position": shown.position, "size": shown.size}
                known |= {"now": shown.now, "count": len(times), "first": times[0], "last": times[-1]}
                frames.append(known)
                if (since := asked.get(str(shown.position))) is not None:
                    delays += [at - since for at in times]
        return {"frames": frames, "delays": delays}

    async def forget(self) -> Json:
        self._complain()
        for gallery in self._galleries.values():
            gallery.forget()
        at = monotonic()
        for screen in self._screens:
            screen.longest_gap, screen.shown_at = 0.0, at
        return {}

    async def gap(self) -> Json:
        stayers = self._screens[len(self._cut) :]
        return {"seconds": max((screen.longest_gap for screen in stayers), default=0.0)}

    async def stall(self, seconds: float) -> Json:
        time.sleep(seconds)  # noqa: ASYNC251  That nothing of this process reads meanwhile is the point.
        return {"at": monotonic()}

    async def told(self) -> Json:
        self._complain()
        messages, total = Counter[str](), 0
        for gallery in self._galleries.values():
            messages += gallery.told
            total += gallery.told_bytes
            for shown in gallery.frames:
                messages["view" if shown.held is None else "change"] += len(shown.receipts)
                total += shown.size * len(shown.receipts)
        return {"messages": messages, "bytes": total}

    async def cpu(self) -> Json:
        used = resource.getrusage(resource.RUSAGE_SELF)
        return {"seconds": used.ru_utime + used.ru_stime}

    async def cut(self, count: int, jitter: bool) -> Json:
        self._cut = self._screens[:count]
        self._tries = 0
        at = monotonic()
        for screen in self._cut:
            screen.cut()
        self._all_cut_at = monotonic()
        self._coming_back = [self._spawn(self._come_back(screen, jitter)) for screen in self._cut]
        return {"at": at}

    async def returned(self, within: float) -> Json:
        try:
            async with asyncio.timeout(within):
                await asyncio.gather(*self._coming_back)
                while not all(self._agreed(gallery) for gallery in self._galleries.values()):
                    self._complain()
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            raise Wrong(f"not every screen is right again after {within:g} s: {self._laggards()}") from None
        self._complain()
        at = max(min(self._agreed(gallery)) for gallery in self._galleries.values())
        return {"at": at, "tries": self._tries}

    async def wish(self, command: Json, seconds: float, within: float) -> Json:
        asked_at: dict[Screen, float] = {}

        async def ask(screen: Screen, n: int) -> None:
            await asyncio.sleep(random.uniform(0, seconds))
            asked_at[screen] = monotonic()
            screen.say({"kind": "command", "id": f"wish-{n}", "command": command})

        await asyncio.gather(*(ask(screen, n) for n, screen in enumerate(self._screens)))
        # Who was not answered by then is for the driver to count.
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await asyncio.gather(*(screen.answered.wait() for screen in self._screens))
        phones = [
            {
                "cookie": self._places[screen][2],
                "delay": screen.answers[0][0] - asked_at[screen] if screen.answers else None,
                "answers": [answer for _, answer in screen.answers],
            }
            for screen in self._screens
        ]
        return {"phones": phones}

    def leave(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._ears.close()

    # How it is done

    async def _connect(self, screen: Screen) -> None:
        self._tries += 1
        async with asyncio.timeout(OPENS_WITHIN_SECONDS):
            await screen.enter(*self._places[screen])

    async def _come_back(self, screen: Screen, jitter: bool) -> None:
        """As a page does: after a wait by chance, longer with every failure but never longer than twice the time since
        it left, until it is shown a view. Without `jitter` the first time at once.
        """
        longest, left_at = FIRST_WAIT_SECONDS, time.monotonic()
        at_once = not jitter
        while not screen.arrived.is_set():
            if not at_once:
                away = time.monotonic() - left_at
                most = min(longest, max(FIRST_WAIT_SECONDS, 2 * away))
                await asyncio.sleep(max(SHORTEST_WAIT_SECONDS, random.random() * most))
            longest, at_once = min(LONGEST_WAIT_SECONDS, 2 * longest), False
            try:
                await self._connect(screen)
                screen.say({"kind": "time", "id": "t1"})
                async with asyncio.timeout(OPENS_WITHIN_SECONDS):
                    await screen.arrived.wait()
            except (OSError, HandshakeFailed):  # Also what `timeout` raises.
                screen.cut()

    def _agreed(self, gallery: Gallery) -> list[float]:
        """When, since the cut, all screens came to hold what was then the newest position."""
        return [at for at in gallery.agreed_at.values() if at >= self._all_cut_at]

    def _laggards(self) -> str:
        return "; ".join(
            f"at {path} {known.behind} of {known.size} screens do not hold {known.newest}"
            for path, known in self._galleries.items()
        )

    def _complain(self) -> None:
        for path, gallery in self._galleries.items():
            if gallery.faults:
                raise Wrong(f"at {path} {', '.join(gallery.faults)}")

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


async def _exchange_clocks(screen: Screen) -> None:
    """As a page does: after a while, as soon as it is told the time. All came in at once, and are soon apart."""
    screen.say({"kind": "time", "id": "t1"})
    after = (EXCHANGE_AFTER_SECONDS + EXCHANGE_UNTOLD_SECONDS) * random.random()
    n = 1
    while True:
        await asyncio.sleep(after)
        screen.told_time.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(EXCHANGE_UNTOLD_SECONDS):
                await screen.told_time.wait()
        screen.say({"kind": "time", "id": f"t{(n := n + 1)}"})
        after = EXCHANGE_AFTER_SECONDS + EXCHANGE_SPREAD_SECONDS * random.random()


async def main() -> None:
    """Do what standard input says, until it ends."""
    side = LoadSide()
    reader = asyncio.StreamReader(limit=LONGEST_ANSWER)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        what, how = json.loads(line)
        try:
            answer = await getattr(side, what)(**how)
        except (Wrong, OSError, HandshakeFailed) as wrong:
            answer = {"wrong": str(wrong) or type(wrong).__name__}
        print(json.dumps(answer), flush=True)
    side.leave()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main())
