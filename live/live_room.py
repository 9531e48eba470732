"""One room in this process: its state, the commands that are decided on it, and the watchers of its changes.

One class, long as it is: whoever decides, follows or watches has to see the same state at the same position.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from operator import itemgetter

from msgspec.structs import replace

from live import metrics
from live.background import Background
from live.deciding import Answer, Decided, Deciding, Question, read_kept, written
from live.room.authority import Actor
from live.room.commands import AnyCommand, PublishProgramme, RehearsalCommand
from live.room.model.state import RoomState
from live.room.refusals import Reason, Refused
from live.room.transitions import Entry, carried_out, evolve
from live.store.room_log import Answered, Asked, Clock, LogLost, Outrun, RoomLog, Unavailable

logger = logging.getLogger(__name__)

LARGEST_BATCH = 256
PATIENCE_SECONDS = 3.0
"""How long a command waits for a store that does not answer before it is refused as `unavailable`."""
RETRY_SECONDS = 0.2
ROUNDS_AT_ONCE = 50
"""So often something is done again because the log has moved on; after that it is waited between the rounds.

Two processes that both have much to append outrun each other a few times. A store that breaks its promise does it for
ever: it is to cost neither all of this process's time nor, where time passes by waiting alone, for ever.
"""

Watcher = Callable[[], None]


class LiveRoom:
    """A room as this process knows it: a fold of its log, kept up to date by `follow`.

    `lost` says why the log must not be written to any more, `fault` what is wrong with following it; both are `None`
    while all is well. A lost room stays as it was last known, until `regain` finds its log again. Commands of one
    process are decided one after another and appended together (group commit); between processes the position in the
    log decides, and the loser decides again on what it then knows.

    `is_listed` is false once the conference has the room no more: it goes on as it is, and is looked after less often.

    While the room rehearses `rehearsal` is the same for the rehearsal's own log, and what is `shown` and asked.
    """

    def __init__(self, room: str, log: RoomLog, clock: Clock, rehearsal: str | None = None) -> None:
        self.id = room
        self.state = self._empty = RoomState(rehearsal=rehearsal)
        self.rehearsal: LiveRoom | None = None
        self.lost: str | None = None
        self.fault: str | None = None
        self.degraded = False
        self.is_listed = True
        self._log = log
        self._deciding = Deciding(room, clock)
        self._last: Entry | None = None
        self._owed = 0
        self._watchers: list[tuple[int, Watcher]] = []
        self._asked: list[Question] = []
        self._committing = Background(self._commit, f"commit {room}")

    async def start(self) -> None:
        """Read the room from its log, anew if it was read before: of a log that is not whole, what can be read.

        Raises `LogLost` after that, and `Unavailable`.
        """
        rounds = 0
        while True:
            rounds += 1
            epoch, fault = await self._log.epoch(), None
            try:
                entries: Sequence[Entry] = await self._log.read(0)
            except LogLost as error:
                entries, fault = error.readable, error
            if await self._log.epoch() == epoch:
                break  # Else another log took its place meanwhile.
            if rounds == ROUNDS_AT_ONCE:
                raise Unavailable(f"the log of {self.id} has another name each time that it is asked for")
        self.state, self._last = _of_epoch(self._empty, epoch), None
        self._advance(entries)
        if fault is not None:
            raise fault

    async def regain(self) -> bool:
        """Whether the log of a lost room is there again, and was read: brought back under a new epoch, or whole again
        and ending in the entry that was read last or after it. Raises `Unavailable`.
        """
        epoch = await self._log.epoch()
        try:
            if not epoch or (epoch == self.state.epoch and not await self._is_whole()):
                return False
            await self.start()
        except LogLost:
            return False
        self.lost, self._owed = None, 0
        self.tell()
        return True

    def degrade(self, degraded: bool) -> None:
        """Let watchers know that what they see may be out of date and cannot be changed; or that it is well again."""
        if degraded != self.degraded:
            self.degraded = degraded
            self.tell()

    def watch(self, watcher: Watcher, rank: int = 0) -> None:
        """Call `watcher` after every change, lower ranks first. It must return at once and not raise."""
        self._watchers = sorted([*self._watchers, (rank, watcher)], key=itemgetter(0))

    def unwatch(self, watcher: Watcher) -> None:
        """Call `watcher` no more."""
        self._watchers = [known for known in self._watchers if known[1] != watcher]

    @property
    def is_deciding(self) -> bool:
        """Whether somebody waits for the answer to a command."""
        return self._committing.runs

    @property
    def shown(self) -> "LiveRoom":
        """What screens are shown, and what they ask is about: the rehearsal, while there is one."""
        return self.rehearsal or self

    async def ask(
        self,
        command: AnyCommand,
        actor: Actor,
        command_id: str,
        asked_at: datetime | None = None,
        epoch: str = "",
    ) -> int:
        """`handle`, by the log that is shown. `epoch` is the one of which it was asked, if the asker says so.

        Raises also `Refused(other_log)`: what was meant for a rehearsal never reaches the real list, nor the other way.
        """
        about = self if isinstance(command, PublishProgramme | RehearsalCommand) else self.shown
        if epoch not in ("", self.shown.state.epoch) and carried_out(about.state, actor, command_id) is None:
            raise Refused(Reason.OTHER_LOG)
        return await about.handle(command, actor, command_id, asked_at)

    async def handle(self, command: AnyCommand, actor: Actor, command_id: str, asked_at: datetime | None = None) -> int:
        """Carry `command` out once, whatever `actor` repeats under `command_id`; the position at which it stands.

        It was asked at `asked_at`, if its sender says so: too long ago, and it is refused.

        Raises `Refused`: by the rules; `our_fault` if deciding on it failed; `degraded` if the log is lost; or
        `unavailable` if the store did not answer in time. After `unavailable` the command may have been carried out:
        asking again under the same id tells.
        """
        answer = asyncio.get_running_loop().create_future()
        asked = Question(command, actor, command_id, answer, time.monotonic(), asked_at)
        self._asked.append(asked)
        self._committing.start()
        return await asked.answer

    async def follow(self) -> None:
        """Keep up with the log, for ever. Raises `Unavailable`, and `LogLost` after which only `regain` helps."""
        async for entries in self._log.follow(self.state.position, self.state.epoch, lambda: not self.is_listed):
            if self.lost is not None:
                raise LogLost(self.lost)  # A command found out first.
            self.fault = None
            if entries:
                if not self.state.epoch:
                    self.state = _of_epoch(self.state, await self._log.epoch())
                self._advance(entries)

    async def catch_up(self) -> None:
        """Read what others appended until now. Raises `LogLost` and `Unavailable`."""
        entries = await self._log.read(self.state.position)
        # After reading, for another log may have taken its place until then.
        epoch = await self._log.epoch()
        if self.state.epoch not in ("", epoch):
            raise LogLost(f"the log is {epoch or 'gone'}, not {self.state.epoch}")
        self._belongs_to(epoch)
        self._advance(entries)

    async def _commit(self) -> None:
        while self._asked:
            batch, self._asked = self._asked[:LARGEST_BATCH], self._asked[LARGEST_BATCH:]
            metrics.BATCH_COMMANDS.observe(len(batch))
            for asked, answer in zip(batch, await self._answers(batch), strict=True):
                if not asked.answer.done():
                    if isinstance(answer, Refused):
                        asked.answer.set_exception(answer)
                    else:
                        asked.answer.set_result(answer)
                self._note(asked, answer)

    async def _answers(self, batch: list[Question]) -> list[Answer]:
        """Carry `batch` out. If that fails as a whole, each command by itself: one fault is one asker's."""
        try:
            return await self._carry_out(batch)
        except Exception:
            logger.exception("room %s: a batch of %d commands failed", self.id, len(batch))
            if len(batch) == 1:
                return [Refused(Reason.OUR_FAULT)]
        # What was stored before the fault is remembered, and is answered with its position.
        return [(await self._answers([asked]))[0] for asked in batch]

    def _note(self, asked: Question, answer: Answer) -> None:
        about = asked.described(self.id)
        match answer:
            case int(position):
                metrics.COMMANDS.labels(asked.kind).inc()
                logger.info("carried out", extra=about | {"position": position})
            case Refused() as refused:
                metrics.REFUSALS.labels(refused.reason).inc()
                logger.info("refused", extra=about | {"reason": refused.reason})
        metrics.ANSWER_SECONDS.observe(time.monotonic() - asked.at)

    async def _carry_out(self, batch: list[Question]) -> list[Answer]:
        """Decide `batch` on the newest state and append what happens, until the log agrees or patience runs out."""
        now = asyncio.get_running_loop().time
        patience = now() + PATIENCE_SECONDS
        rounds = 0
        kept: dict[Asked, Answer] = {}
        while self.lost is None:
            if (rounds := rounds + 1) > ROUNDS_AT_ONCE:
                await asyncio.sleep(RETRY_SECONDS)
            epoch = self.state.epoch
            try:
                decided = self._deciding.decide_all(self.state, batch, kept)
                if decided.entries:
                    self._belongs_to(await self._log.append(decided.entries, self.state.epoch))
                    self._advance(decided.entries)
                if len(decided.entries) == len(batch) or not await self._kept_before(decided, kept):
                    return decided.answers
                continue
            except Answered as error:
                kept.update({asked: read_kept(stored) for asked, stored in error.answers.items()})
                continue
            except Outrun as error:
                known = self.state.position
                await self._catch_up_patiently(patience)
                if self.state.position == known:
                    # Taken, and yet there is nothing new to read: the store breaks its promise.
                    await asyncio.sleep(RETRY_SECONDS)
                fault: Exception = error
            except Unavailable as error:
                if now() <= patience:
                    await asyncio.sleep(RETRY_SECONDS)
                await self._catch_up_patiently(patience)
                fault = error
            except LogLost as error:
                self._lose(str(error), epoch)
                fault = error
            if now() > patience:
                logger.warning("room %s: the store does not take what is asked: %s", self.id, fault)
                break
        return [self._without_store(asked) for asked in batch]

    def _without_store(self, asked: Question) -> Answer:
        """What is answered as the store does not go on: what is known to be carried out is said to be."""
        if self.lost is not None:
            return Refused(Reason.DEGRADED)
        return carried_out(self.state, asked.actor, asked.command_id) or Refused(Reason.UNAVAILABLE)

    async def _kept_before(self, decided: Decided, kept: dict[Asked, Answer]) -> bool:
        """Store the answers to commands that leave no entry. So nobody is refused on stale knowledge, or answered that
        it is done already, and no copy of such a command is carried out later. Whether some were answered before, here
        or in another process: those answers are in `kept` then, and hold.

        Raises `Outrun`, `LogLost` and `Unavailable`.
        """
        answers = written(decided.without_entry)
        before = await self._log.answer(self.state.position, answers, self.state.epoch)
        news = {asked: read_kept(stored) for asked, stored in before.items() if stored != answers[asked]}
        kept.update(news)
        return bool(news)

    async def _catch_up_patiently(self, patience: float) -> None:
        while asyncio.get_running_loop().time() <= patience:
            epoch = self.state.epoch
            try:
                await self.catch_up()
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

    def _advance(self, entries: Sequence[Entry]) -> None:
        """Fold `entries` in, passing over those known already: our own come back through the follower.

        Raises `LogLost` at one that cannot be folded: what is stored and cannot be read.
        """
        state, last, fault = self.state, self._last, None
        for entry in entries:
            if entry.position <= state.position:
                continue
            try:
                state, last = evolve(state, entry), entry
            except Exception as error:
                logger.exception("room %s: entry %d cannot be folded", self.id, entry.position)
                fault = LogLost(f"entry {entry.position} cannot be folded: {type(error).__name__}: {error}")
                break
        if state is not self.state:
            self.state, self._last = state, last
            metrics.POSITION.labels(self.id).set(state.position)
            self.tell()
        if fault is not None:
            raise fault

    def tell(self) -> None:
        """Call every watcher: something they show beside the state has changed."""
        for _, watcher in self._watchers:
            try:
                watcher()
            except Exception:  # The next one has to know as well.
                logger.exception("room %s: a watcher failed", self.id)

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
