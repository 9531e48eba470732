"""One account of what a person, a badge or an address has asked lately, in all processes of an installation.

A process decides by its own copy of an account, so that nobody waits for the store, and tells the store soon after,
many accounts at once, what it granted (`gcra.lua`). The answer says how full the account is over all processes, and
corrects the copy: several processes may together grant a moment's worth too much, which the account then has to forget
before it grants again. While the store is away every process goes by its own copy alone.
"""

import asyncio
import logging
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from redis.asyncio import Redis
from redis.exceptions import NoScriptError, RedisError

from live.store.connecting import async_client
from live.store.keys import Keys

logger = logging.getLogger(__name__)

ANSWER_SECONDS = 0.5
"""After so long the store counts as away."""
AWAY_SECONDS = 2.0
"""For so long a store that did not answer is not asked again."""
LEARN_SECONDS = 1.0
"""How long an account that this process does not know is waited for."""
TELL_EVERY_SECONDS = 0.05
ACCOUNTS = 20_000
"""How many accounts a process knows; the one that was used least lately is forgotten first."""
TOLD_AT_ONCE = 500

SCRIPT = (Path(__file__).parent / "gcra.lua").read_text()


class Bound(NamedTuple):
    """`at_once` may be asked in a moment, and `per_second` for ever. The name is part of the accounts' keys."""

    name: str
    at_once: int
    per_second: float


class Account(NamedTuple):
    """What one of them has asked of one kind."""

    bound: Bound
    who: str


class Throttles:
    """The accounts of everybody, as this process knows them. Its methods may be called from any thread, but for those
    that are awaited. `scale` makes every bound so many times as wide.
    """

    def __init__(self, url: str, prefix: str, scale: float = 1.0, now: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._keys = Keys(prefix)
        self.scale = scale
        self._now = now
        self._empty_at: OrderedDict[Account, float] = OrderedDict()
        """When everything on an account will be forgotten."""
        self._owed: dict[Account, int] = {}
        """What was granted here and is not in the store yet."""
        self._asked: dict[Account, asyncio.Future[None]] = {}
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._hurry = asyncio.Event()
        self._telling: asyncio.Task[None] | None = None
        self._redis: Redis | None = None
        self._sha = ""
        self._away_until = -math.inf

    def start(self) -> None:
        """Write to the store from now on, on the running event loop."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()

    async def close(self) -> None:
        """Write what is not in the store yet, and close the connection to it."""
        await self.settled()
        self._loop = None
        if self._redis is not None:
            await self._redis.aclose()
            self._redis = None

    async def settled(self) -> None:
        """Return when everything that was granted here is in the store, or the store is away."""
        while self._telling is not None or (self._owed and self._loop is not None):
            self._wake(hurry=True)
            if self._telling is not None:
                await self._telling

    def take(self, bound: Bound, who: str, count: int = 1) -> float:
        """0 if `who` may ask for `count` more now, which is written to their account; else in how many seconds."""
        account = Account(bound, who)
        with self._lock:
            if (wait := self._wait(account, count)) <= 0:
                self._add(account, count)
        return wait

    def wait(self, bound: Bound, who: str) -> float:
        """In how many seconds `who` may ask for one more; 0 for now. Nothing is written."""
        with self._lock:
            return self._wait(Account(bound, who), 1)

    def charge(self, bound: Bound, who: str, count: int = 1) -> None:
        """Write to the account of `who` what has happened, whether it may have or not."""
        with self._lock:
            self._add(Account(bound, who), count)

    async def ask(self, bound: Bound, who: str, count: int = 1) -> float:
        """As `take`; an account that is new to this process is first looked up in the store."""
        await self.learn(bound, who)
        return self.take(bound, who, count)

    async def learn(self, bound: Bound, who: str) -> None:
        """See that this process knows what others granted, if it does not know the account at all."""
        account = Account(bound, who)
        if account in self._empty_at or self._now() < self._away_until:
            return
        self.start()
        if (known := self._asked.get(account)) is None:
            known = self._asked[account] = asyncio.get_running_loop().create_future()
        self._wake(hurry=True)
        # A caller who waits longer than this is let in by what is known here.
        await asyncio.wait([known], timeout=LEARN_SECONDS)

    def _wait(self, account: Account, count: int) -> float:
        bound = account.bound
        each = 1 / (bound.per_second * self.scale)
        left = max(0.0, self._empty_at.get(account, 0.0) - self._now())
        return max(0.0, left + each * count - each * max(count, math.floor(bound.at_once * self.scale)))

    def _add(self, account: Account, count: int) -> None:
        now = self._now()
        each = 1 / (account.bound.per_second * self.scale)
        most = 2 * each * account.bound.at_once * self.scale
        left = max(0.0, self._empty_at.get(account, 0.0) - now)
        self._keep(account, now + min(most, left + each * count))
        if self._loop is not None and now >= self._away_until:
            self._owed[account] = self._owed.get(account, 0) + count
            if self._telling is None:
                self._loop.call_soon_threadsafe(self._wake)

    def _keep(self, account: Account, empty_at: float) -> None:
        self._empty_at[account] = empty_at
        self._empty_at.move_to_end(account)
        while len(self._empty_at) > ACCOUNTS:
            self._owed.pop(self._empty_at.popitem(last=False)[0], None)

    def _wake(self, *, hurry: bool = False) -> None:
        if hurry:
            self._hurry.set()
        if self._telling is None:
            self._telling = asyncio.create_task(self._tell(), name="throttles")

    async def _tell(self) -> None:
        """Tell the store what is owed and ask what is asked, until there is nothing more."""
        try:
            while self._owed or self._asked:
                if not self._hurry.is_set():
                    await asyncio.wait([hurry := asyncio.ensure_future(self._hurry.wait())], timeout=TELL_EVERY_SECONDS)
                    hurry.cancel()
                self._hurry.clear()
                with self._lock:
                    owed, self._owed = self._owed, {}
                    asked, self._asked = self._asked, {}
                counts = dict.fromkeys(asked, 0) | owed
                try:
                    await self._exchange(list(counts.items()))
                except (RedisError, OSError, TimeoutError) as error:
                    # Everyone goes by what is known here until the store is back.
                    self._away_until = self._now() + AWAY_SECONDS
                    logger.warning("accounts are not shared for a moment: %s", error)
                finally:
                    for known in asked.values():
                        if not known.done():
                            known.set_result(None)
        finally:
            self._telling = None
            if self._owed and self._loop is not None:
                self._loop.call_soon(self._wake)  # By another thread, at the last moment.

    async def _exchange(self, counts: list[tuple[Account, int]]) -> None:
        for start in range(0, len(counts), TOLD_AT_ONCE):
            some = counts[start : start + TOLD_AT_ONCE]
            answers = await self._run(some)
            if any(isinstance(answer, NoScriptError) for answer in answers):
                self._sha = ""
                answers = await self._run(some)
            now = self._now()
            with self._lock:
                for (account, _), answer in zip(some, answers, strict=True):
                    if isinstance(answer, Exception):
                        raise answer
                    known = self._empty_at.get(account, 0.0)
                    self._keep(account, max(known, now + answer / 1e6))

    async def _run(self, counts: list[tuple[Account, int]]) -> list[Any]:
        if self._redis is None:
            self._redis = async_client(self._url, answer_within=ANSWER_SECONDS)
        if not self._sha:
            self._sha = await self._redis.script_load(SCRIPT)
        async with self._redis.pipeline(transaction=False) as together:
            for (bound, who), count in counts:
                each = math.ceil(1e6 / (bound.per_second * self.scale))
                at_once = math.ceil(bound.at_once * self.scale)
                together.evalsha(self._sha, 1, self._keys.bound(bound.name, who), each, at_once, count)
            return await together.execute(raise_on_error=False)
