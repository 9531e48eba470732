"""One room in this process: its state, the commands that are decided on it, and whoever watches it change."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter

from msgspec.structs import replace

from live import metrics
from live.room.authority import Actor
from live.room.commands import AnyCommand
from live.room.refusals import Reason, Refused
from live.room.state import RoomState
from live.room.transitions import Entry, carried_out, decide, evolve
from live.store.room_log import Clock, LogLost, Outrun, RoomLog, Unavailable

logger = logging.getLogger(__name__)

LARGEST_BATCH = 256
PATIENCE_SECONDS = 3.0
"""How long a command waits for a store that does not answer before it is refused as `unavailable`."""
RETRY_SECONDS = 0.2

Watcher = Callable[[], None]


@dataclass(slots=True)
class _Asked:
    command: AnyCommand
    actor: Actor
    command_id: str
    answer: asyncio.Future[int]
    at: float
    """When it came, by the monotonic clock."""


class LiveRoom:
    """A room as this process knows it: a fold of its log, kept up to date by `follow`.

    `lost` says why the log must not be written to any more, `fault` what is wrong with following it; both are `None`
    while all is well. A lost room stays as it was last known, until `regain` finds its log again. Commands of one
    process are decided one after another and appended together (group commit); between processes the position in the
    log decides, and the loser decides again on what it then knows.
    """

    def __init__(self, room: str, log: RoomLog, clock: Clock) -> None:
        self.id = room
        self.state = RoomState()
        self.lost: str | None = None
        self.fault: str | None = None
        self.degraded = False
        self._log = log
        self._clock = clock
        self._last: Entry | None = None
        self._owed = 0
        self._watchers: list[tuple[int, Watcher]] = []
        self._asked: list[_Asked] = []
        self._committing: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Read the room from its log, anew if it was read before. Raises `Unavailable`."""
        while True:
            epoch = await self._log.epoch()
            entries = await self._log.read(0)
            if await self._log.epoch() == epoch:
                break  # Else another log took its place meanwhile.
        self.state, self._last = RoomState(epoch=epoch), None
        self._advance(entries)

    async def regain(self) -> bool:
        """Whether the log of a lost room is there again, and was read: brought back under a new epoch, or whole again
        and ending in the entry that was read last or after it. Raises `Unavailable`.
        """
        epoch = await self._log.epoch()
        if not epoch or (epoch == self.state.epoch and not await self._is_whole()):
            return False
        await self.start()
        self.lost, self._owed = None, 0
        self._tell()
        return True

    def degrade(self, degraded: bool) -> None:
        """Let watchers know that what they see may be out of date and cannot be changed; or that it is well again."""
        if degraded != self.degraded:
            self.degraded = degraded
            self._tell()

    def watch(self, watcher: Watcher, rank: int = 0) -> None:
        """Call `watcher` after every change, lower ranks first. It must return at once and not raise."""
        self._watchers = sorted([*self._watchers, (rank, watcher)], key=itemgetter(0))

    def unwatch(self, watcher: Watcher) -> None:
        """Call `watcher` no more."""
        self._watchers = [known for known in self._watchers if known[1] != watcher]

    async def handle(self, command: AnyCommand, actor: Actor, command_id: str) -> int:
        """Carry `command` out once, whatever `actor` repeats under `command_id`; the position at which it stands.

        Raises `Refused`: by the rules; `degraded` if the log is lost; or `unavailable` if the store did not answer in
        time. After `unavailable` the command may have been carried out; asking again under the same id tells.
        """
        answer = asyncio.get_running_loop().create_future()
        asked = _Asked(command, actor, command_id, answer, time.monotonic())
        self._asked.append(asked)
        if self._committing is None or self._committing.done():
            self._committing = asyncio.create_task(self._commit(), name=f"commit {self.id}")
        return await asked.answer

    async def follow(self) -> None:
        """Keep up with the log, for ever. Raises `Unavailable`, and `LogLost` after which only `regain` helps."""
        async for entries in self._log.follow(self.state.position, self.state.epoch):
            if self.lost is not None:
                raise LogLost(self.lost)  # A command found out first.
            self.fault = None
            if entries:
                if not self.state.epoch:
                    self.state = _of_epoch(self.state, await self._log.epoch())
                self._advance(entries)

    async def _commit(self) -> None:
        while self._asked:
            batch, self._asked = self._asked[:LARGEST_BATCH], self._asked[LARGEST_BATCH:]
            metrics.BATCH_COMMANDS.observe(len(batch))
            try:
                answers = await self._carry_out(batch)
            except Exception as fault:  # A fault of ours must reach every asker, not leave them waiting.
                logger.exception("room %s: a batch of %d commands failed", self.id, len(batch))
                answers = [fault] * len(batch)
            for asked, answer in zip(batch, answers, strict=True):
                self._note(asked, answer)
                if asked.answer.done():
                    continue
                if isinstance(answer, Exception):
                    asked.answer.set_exception(answer)
                else:
                    asked.answer.set_result(answer)

    def _note(self, asked: _Asked, answer: int | Exception) -> None:
        kind = type(asked.command).__struct_config__.tag
        about = {"room": self.id, "actor": asked.actor.id, "command": kind, "command_id": asked.command_id}
        match answer:
            case int(position):
                metrics.COMMANDS.labels(kind).inc()
                logger.info("carried out", extra=about | {"position": position})
            case Refused() as refused:
                metrics.REFUSALS.labels(refused.reason).inc()
                logger.info("refused", extra=about | {"reason": refused.reason})
            case fault:
                logger.error("failed: %s", fault, extra=about)
        metrics.ANSWER_SECONDS.observe(time.monotonic() - asked.at)

    async def _carry_out(self, batch: list[_Asked]) -> list[int | Exception]:
        """Decide `batch` on the newest state and append what happens, again and again until the log agrees."""
        patience = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while self.lost is None:
            epoch = self.state.epoch
            try:
                entries, answers = self._decide(batch)
                if any(isinstance(answer, Refused) for answer in answers) and await self._catch_up():
                    continue  # Nobody is refused on stale knowledge.
                if entries:
                    self._belongs_to(await self._log.append(entries, self.state.epoch))
                    self._advance(entries)
                return answers
            except Outrun:
                await self._catch_up_patiently(patience)
            except Unavailable as error:
                if asyncio.get_running_loop().time() > patience:
                    logger.warning("room %s: the store does not answer: %s", self.id, error)
                    break
                await asyncio.sleep(RETRY_SECONDS)
                await self._catch_up_patiently(patience)
            except LogLost as error:
                self._lose(str(error), epoch)
        reason = Reason.UNAVAILABLE if self.lost is None else Reason.DEGRADED
        return [Refused(reason) for _ in batch]

    def _decide(self, batch: list[_Asked]) -> tuple[list[Entry], list[int | Exception]]:
        state, entries, answers = self.state, list[Entry](), list[int | Exception]()
        for asked in batch:
            if (position := carried_out(state, asked.actor, asked.command_id)) is not None:
                answers.append(position)
                continue
            # Never before the last entry: the clocks of two processes may differ by a hair.
            at = max(self._clock.now(), state.at) if state.at else self._clock.now()
            try:
                events = decide(state, asked.command, asked.actor, at)
            except Refused as refused:
                answers.append(refused)
                continue
            entry = Entry(state.position + 1, at, asked.actor.id, asked.actor.role, asked.command_id, events)
            state = evolve(state, entry)
            entries.append(entry)
            answers.append(entry.position)
        return entries, answers

    async def _catch_up(self) -> bool:
        """Read what others appended meanwhile; whether there was any. Raises `LogLost` and `Unavailable`."""
        entries = await self._log.read(self.state.position)
        # After reading, for another log may have taken its place until then.
        epoch = await self._log.epoch()
        if self.state.epoch not in ("", epoch):
            raise LogLost(f"the log is {epoch or 'gone'}, not {self.state.epoch}")
        self._belongs_to(epoch)
        self._advance(entries)
        return bool(entries)

    async def _catch_up_patiently(self, patience: float) -> None:
        while asyncio.get_running_loop().time() <= patience:
            epoch = self.state.epoch
            try:
                await self._catch_up()
            except Unavailable:
                await asyncio.sleep(RETRY_SECONDS)
            except LogLost as error:
                self._lose(str(error), epoch)
                return
            else:
                return

    def _belongs_to(self, epoch: str) -> None:
        if not self.state.epoch:
            self.state = _of_epoch(self.state, epoch)

    def _advance(self, entries: list[Entry]) -> None:
        """Fold `entries` in, passing over those known already: our own come back through the follower."""
        state = self.state
        for entry in entries:
            if entry.position > state.position:
                state = evolve(state, entry)
        if state is not self.state:
            self.state, self._last = state, entries[-1]
            metrics.POSITION.labels(self.id).set(state.position)
            self._tell()

    def _tell(self) -> None:
        for _, watcher in self._watchers:
            watcher()

    def lose(self, why: str, owed: int = 0) -> None:
        """Refuse every command from now on: the log is not the one this state was folded from, or ends before `owed`,
        a position that is known to have been reached.
        """
        logger.error("room %s: %s", self.id, why)
        self.lost = why
        self._owed = max(self._owed, owed)

    def _lose(self, why: str, epoch: str) -> None:
        """`lose`, unless the room was regained since it was of `epoch`."""
        if epoch == self.state.epoch:
            self.lose(why)

    async def _is_whole(self) -> bool:
        """Whether the log holds the entry that was read last, in its place, and reaches as far as it must."""
        position = self.state.position
        found = await self._log.read(max(0, position - 1))
        known = position == 0 or (bool(found) and found[0] == self._last)
        return known and bool(found) and found[-1].position >= self._owed


def _of_epoch(state: RoomState, epoch: str) -> RoomState:
    return replace(state, epoch=epoch)
