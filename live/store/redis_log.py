"""Rooms kept in Redis or Valkey: one stream per room, one entry per decision, its id `<position>-0`.

Appending is one script: it looks whether the log is still the one that was read and ends where it was read to, and
stores all entries or none. So two processes cannot both append at a position, a reply that was lost does no harm when
the same entries are sent again, and a log that was replaced by an empty one is never written over. Each entry is stored
with the digest of all before it (`live.store.chain`), made here; the script sees that the last entry is the one that
it was made of: where a server came back with another in its place, nothing is appended.

What is answered to a command that leaves no entry is kept beside the log, by another script under the same conditions,
and what was answered so is never appended: of two copies of a command, one cannot be refused in one process and the
other be carried out later in another.
"""

import hashlib
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, NamedTuple, cast

from redis.asyncio import Redis
from redis.commands.core import AsyncScript

from live.room.rules.repeated import REMEMBERED_FOR
from live.room.transitions import Entry
from live.store import chain
from live.store.chain import Head
from live.store.connecting import async_client, or_unavailable
from live.store.keys import Keys
from live.store.redis_clock import RedisClock
from live.store.room_log import Answered, Asked, LogLost, Outrun, Unavailable
from live.wire import UnreadableEntry, digest_before, read_entry

ANSWER_SECONDS = 2.0
BLOCK_SECONDS = 2.0
"""How long a follower lets the server hold its question before it looks whether the log is still there."""
SELDOM_SECONDS = 30.0
"""The same of a log that few look at: what an idle room costs is a fifteenth."""
PAGE = 1000
PROBE_KEPT_MILLISECONDS = 60_000

ANSWER_KEPT_MILLISECONDS = int(REMEMBERED_FOR.total_seconds() * 1000)

AT_ITS_END = """
local epoch = redis.call('GET', KEYS[2])
if ARGV[1] ~= '' and epoch ~= ARGV[1] then return {'lost', epoch or ''} end
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
local position = last[1] and tonumber(string.match(last[1][1], '^%d+')) or 0
if redis.call('XLEN', KEYS[1]) ~= position then return {'lost', 'full of holes, up to ' .. position} end
local after = tonumber(ARGV[2])
if after < position then return {'outrun', tostring(position)} end
if after > position then return {'lost', tostring(position)} end
if redis.sha1hex(last[1] and last[1][2][2] or '') ~= ARGV[3] then
  return {'lost', 'another up to ' .. position}
end
"""
"""Goes on if the log is the one that was read, and ends where it was read to."""

APPEND = (
    AT_ITS_END
    + """
local entries = #KEYS - 2
local answered = {'answered'}
for n = 1, entries do
  local answer = redis.call('GET', KEYS[n + 2])
  if answer then
    answered[#answered + 1] = n
    answered[#answered + 1] = answer
  end
end
if answered[2] then return answered end
if not epoch then
  epoch = ARGV[4]
  redis.call('SET', KEYS[2], epoch)
end
for n = 1, entries do
  redis.call('XADD', KEYS[1], (after + n) .. '-0', 'entry', ARGV[n + 4])
end
return {'stored', epoch}
"""
)
ANSWER = (
    AT_ITS_END
    + """
local answered = {'answered'}
for n = 3, #KEYS do
  if not redis.call('SET', KEYS[n], ARGV[n + 2], 'PX', ARGV[4], 'NX') then
    answered[#answered + 1] = n - 2
    answered[#answered + 1] = redis.call('GET', KEYS[n])
  end
end
return answered
"""
)


async def answered(question: Awaitable[Any]) -> Any:
    """What the server said to `question`, or `Unavailable`."""
    with or_unavailable():
        return await question


async def answered_of_log(question: Awaitable[Any]) -> Any:
    """What the server said to `question` about a log. Raises `Unavailable`, or `LogLost` if its key is no stream."""
    try:
        return await answered(question)
    except Unavailable as error:
        if "WRONGTYPE" in str(error):
            raise LogLost(str(error)) from error
        raise


StreamEntry = tuple[bytes, dict[bytes, bytes]]


def _position(stream_id: bytes) -> int:
    return int(stream_id.partition(b"-")[0])


class _Tail(NamedTuple):
    """The last entry of a log as it is stored, and the head after it."""

    head: Head
    stored: bytes

    @property
    def mark(self) -> str:
        """What the script compares: SHA-1 is what a script can make."""
        return hashlib.sha1(self.stored, usedforsecurity=False).hexdigest()


class RedisLog:
    """A room's log kept in a stream. See `RoomLog`. The keys share a hash tag, so that a cluster stays possible."""

    def __init__(self, redis: Redis, url: str, keys: Keys, room: str) -> None:
        self._beginning = _Tail(chain.beginning(room), b"")
        # The last of what was read or appended, so that appending need not ask.
        self._tail: _Tail | None = self._beginning
        self._redis = redis
        self._url = url
        self._stream = keys.log(room)
        self._epoch = keys.epoch(room)
        self._keys = keys
        self._room = room
        self._append = redis.register_script(APPEND)
        self._answer = redis.register_script(ANSWER)

    async def epoch(self) -> str:
        return (await answered_of_log(self._redis.get(self._epoch)) or b"").decode()

    async def read(self, after: int) -> list[Entry]:
        entries: list[Entry] = []
        tail = self._known_at(after)
        while True:
            page, found = await self._page(after + len(entries))
            try:
                sound = self._read(page, after + len(entries))
            except LogLost as error:
                raise LogLost(str(error), [*entries, *error.readable]) from None
            if not entries:
                self._require_same(tail, page)
            entries += sound
            tail = _tail_of(page, after + len(entries), tail)
            if found.is_incomplete:
                raise LogLost(f"{self._stream} is not whole: {found}", entries)
            self._require_reached(found, after + len(entries), tail)
            if len(page) < PAGE:
                break
        if after == 0:
            self._tail = tail
        else:
            self._note(tail)
        return entries

    async def append(self, entries: Sequence[Entry], epoch: str) -> str:
        asked = [(entry.actor, entry.command) for entry in entries]
        tail = await self._known_tail_at(after := entries[0].position - 1)
        stored, head = chain.chained(tail.head, entries)
        made = secrets.token_hex(8)
        outcome, *facts = await self._run(self._append, asked, [epoch, after, tail.mark, made, *stored])
        self._require_taken(outcome, facts, after)
        if outcome == b"answered":
            raise Answered(_answers(asked, facts))
        self._note(_Tail(head, stored[-1]))
        return cast(bytes, facts[0]).decode()

    async def answer(self, position: int, answers: Mapping[Asked, bytes], epoch: str) -> dict[Asked, bytes]:
        asked = list(answers)
        tail = await self._known_tail_at(position)
        kept = [epoch, position, tail.mark, ANSWER_KEPT_MILLISECONDS, *answers.values()]
        outcome, *facts = await self._run(self._answer, asked, kept)
        self._require_taken(outcome, facts, position)
        return _answers(asked, facts)

    async def _run(self, script: AsyncScript, asked: Sequence[Asked], words: list[Any]) -> list[Any]:
        keys = [self._stream, self._epoch, *(self._keys.answered(self._room, *one) for one in asked)]
        return cast(list[Any], await answered_of_log(script(keys=keys, args=words)))

    def _require_taken(self, outcome: bytes, facts: list[Any], after: int) -> None:
        """Raise `Outrun` or `LogLost` if the script found that the log does not end at `after`."""
        if outcome == b"outrun":
            raise Outrun(f"position {after + 1} is taken; the log ends at {facts[0].decode()}")
        if outcome == b"lost":
            raise LogLost(f"{self._stream} is not the log that was read, it is {facts[0].decode() or 'gone'}")

    async def follow(
        self, after: int, epoch: str, seldom: Callable[[], bool] = lambda: False
    ) -> AsyncIterator[list[Entry]]:
        held = BLOCK_SECONDS
        redis = self._held_for(held)
        # The first question is answered at once: one that follows again is told soon that all is well.
        block: int | None = None
        tail = self._known_at(after)
        try:
            while True:
                asked = redis.xread({self._stream: f"{after}-0"}, count=PAGE, block=block)
                page = _only_stream(await answered_of_log(asked))
                fresh = self._read(page, after)
                # Also before anything is handed on: another log's entries may lie above the same position.
                found = await self._verify(redis, after, epoch)
                self._require_same(tail, page)
                after += len(fresh)
                tail = _tail_of(page, after, tail)
                self._require_reached(found, after, tail)
                self._note(tail)
                yield fresh
                if (wanted := SELDOM_SECONDS if seldom() else BLOCK_SECONDS) != held:
                    held = wanted
                    await redis.aclose()
                    redis = self._held_for(held)
                block = int(held * 1000)
        finally:
            await redis.aclose()

    def _held_for(self, seconds: float) -> Redis:
        """A connection of a follower's own, on which the server may hold a question so long: it mostly does."""
        return async_client(self._url, answer_within=seconds + ANSWER_SECONDS)

    def _known_at(self, position: int) -> _Tail | None:
        """What is known of the log up to `position`; `None` if that is nothing."""
        if position == 0:
            return self._beginning
        return self._tail if self._tail is not None and self._tail.head.position == position else None

    def _note(self, tail: _Tail | None) -> None:
        """Remember `tail` as the end of the log, unless more is known: reading, following and appending take turns."""
        if tail is not None and (self._tail is None or tail.head.position >= self._tail.head.position):
            self._tail = tail

    def _require_same(self, tail: _Tail | None, page: list[StreamEntry]) -> None:
        """Raise `LogLost` if the first entry of `page` was stored after another one than `tail`, which was read."""
        if tail is None or tail is self._beginning or not page:
            return
        if digest_before(page[0][1][b"entry"]) not in (None, tail.head.digest):
            raise LogLost(f"{self._stream} is not the log that was read, it is another up to {tail.head.position}")

    def _require_reached(self, found: "_Found", position: int, tail: _Tail | None) -> None:
        """Raise `LogLost` if the log ends before `position`, up to which it was read, or there in another than `tail`.

        A server that took over without the last entries has a log that is whole: only what was read tells.
        """
        if found.end < position:
            raise LogLost(f"{self._stream} was read up to {position} and is {found}")
        if found.end == position and tail is not None and found.last != tail.stored:
            raise LogLost(f"{self._stream} is not the log that was read, it is another up to {position}")

    async def _known_tail_at(self, position: int) -> _Tail:
        """The entry at `position`; asked of the log only if it is not the last that is known."""
        return self._known_at(position) or await self._tail_at(position)

    async def _tail_at(self, position: int) -> _Tail:
        """The entry at `position`, asked of the log. Raises `LogLost` if it is not there."""
        if position == 0:
            return self._beginning
        page = await answered_of_log(self._redis.xrange(self._stream, f"{position}-0", f"{position}-0"))
        last = page[0][1].get(b"entry") if page else None
        if last is None:
            raise LogLost(f"{self._stream} has no entry {position}")
        if (tail := _tail_of(page, position, None)) is None:
            # Of an older release: what is before it has to be read.
            page = await answered_of_log(self._redis.xrange(self._stream, max=f"{position}-0"))
            tail = _tail_of(page, position, self._beginning)
        assert tail is not None
        return tail

    async def _page(self, after: int) -> tuple[list[StreamEntry], "_Found"]:
        """The next entries above `after`, and what the log was like when they were read."""
        async with self._redis.pipeline(transaction=True) as together:
            together.xrange(self._stream, min=f"{after + 1}-0", count=PAGE)
            self._ask(together)
            page, *facts = await answered_of_log(together.execute())
        return page, _Found.of(facts)

    def _read(self, page: list[StreamEntry], after: int) -> list[Entry]:
        """The entries in `page`, the first of which must be at `after + 1`. Raises `LogLost`."""
        entries: list[Entry] = []
        for expected, (stream_id, fields) in enumerate(page, after + 1):
            if stream_id != b"%d-0" % expected:
                raise LogLost(f"{self._stream} has no entry {expected}: {stream_id.decode()} comes next", entries)
            try:
                entry = read_entry(fields[b"entry"])
            except (UnreadableEntry, KeyError) as error:
                raise LogLost(f"{self._stream} cannot be read at {expected}: {error}", entries) from error
            if entry.position != expected:
                raise LogLost(f"{self._stream} has entry {entry.position} in the place of {expected}", entries)
            entries.append(entry)
        return entries

    def _ask(self, together: Any) -> None:
        """Ask for what `_Found` needs."""
        together.get(self._epoch)
        together.xlen(self._stream)
        together.xrevrange(self._stream, count=1)

    async def _verify(self, redis: Redis, after: int, epoch: str) -> "_Found":
        """What the log is like. Raises `LogLost` if it is not named `epoch`, ends before `after`, or has a hole."""
        async with redis.pipeline(transaction=True) as together:
            self._ask(together)
            found = _Found.of(await answered_of_log(together.execute()))
        if (epoch and found.epoch != epoch) or found.end < after or found.is_incomplete:
            raise LogLost(f"{self._stream} was {epoch} up to {after} and is {found}")
        return found


class _Found(NamedTuple):
    """What a log is like: its name, how many entries it has, the position of the last, and the last as it is stored."""

    epoch: str
    length: int
    end: int
    last: bytes

    @classmethod
    def of(cls, facts: Sequence[Any]) -> "_Found":
        name, length, last = facts
        if not last:
            return cls((name or b"").decode(), length, 0, b"")
        ((at, fields),) = last
        return cls((name or b"").decode(), length, _position(at), fields.get(b"entry", b""))

    @property
    def is_incomplete(self) -> bool:
        """Whether entries are missing: positions are 1, 2, 3 …, so there must be as many as the last one says."""
        return self.length != self.end

    def __str__(self) -> str:
        missing = f" with {self.end - self.length} entries missing" if self.is_incomplete else ""
        return f"{self.epoch or 'gone'} up to {self.end}{missing}"


def _tail_of(page: list[StreamEntry], last: int, before: _Tail | None) -> _Tail | None:
    """The end of the log after `page`, which ends at `last` and follows `before`; `None` if it is not known."""
    if not page:
        return before
    stored = [fields.get(b"entry", b"") for _, fields in page]
    head = chain.head_after(before.head if before else None, last, stored)
    return None if head is None else _Tail(head, stored[-1])


def _answers(asked: Sequence[Asked], facts: Sequence[Any]) -> dict[Asked, bytes]:
    """What a script found of some of `asked`: the number of each, and what was answered."""
    return {asked[number - 1]: answer for number, answer in zip(facts[::2], facts[1::2], strict=True)}


def _only_stream(answer: Any) -> list[StreamEntry]:
    """The entries in XREAD's answer on one stream: RESP3 gives `{stream: [entries]}`, nothing when the wait ran out."""
    if not answer:
        return []
    (pages,) = answer.values()
    return [pair for page in pages for pair in page]


class RedisStore:
    """The rooms of a conference in one Redis or Valkey. See `Store`. `prefix` keeps conferences apart."""

    clock_of: ClassVar[type[RedisClock]] = RedisClock
    """What reads its time. Who plays three days in half an hour puts another in its place, in every process."""

    def __init__(self, url: str, prefix: str = "rostrum:") -> None:
        self._url = url
        self._keys = Keys(prefix)
        self._redis = async_client(url, answer_within=ANSWER_SECONDS)
        self.clock = self.clock_of(self._redis, self._keys.correction)

    def log(self, room: str) -> RedisLog:
        return RedisLog(self._redis, self._url, self._keys, room)

    async def let_go(self, room: str, seconds: int) -> None:
        async with self._redis.pipeline(transaction=True) as together:
            together.expire(self._keys.log(room), seconds)
            together.expire(self._keys.epoch(room), seconds)
            await answered(together.execute())

    async def rooms(self) -> list[str]:
        return [room.decode() for room in await answered(self._redis.lrange(self._keys.rooms, 0, -1))]

    async def set_rooms(self, rooms: Sequence[str]) -> None:
        async with self._redis.pipeline(transaction=True) as together:
            together.delete(self._keys.rooms)
            together.rpush(self._keys.rooms, *rooms)
            await answered(together.execute())

    async def probe(self) -> None:
        await answered(self._redis.set(self._keys.probe, b"", px=PROBE_KEPT_MILLISECONDS))

    async def note_presence(self, process: str, noted: bytes) -> None:
        await answered(self._redis.hset(self._keys.presence, process, noted))

    async def presence(self) -> dict[str, bytes]:
        noted = await answered(self._redis.hgetall(self._keys.presence))
        return {process.decode(): note for process, note in noted.items()}

    async def claim(self, room: str, what: str, seconds: int) -> bool:
        return bool(await answered(self._redis.set(self._keys.claimed(room, what), b"", nx=True, ex=seconds)))

    async def forget_presence(self, processes: Sequence[str]) -> None:
        await answered(self._redis.hdel(self._keys.presence, *processes))

    async def open(self) -> None:
        await answered(self.clock.start())

    async def not_before(self, at: datetime) -> None:
        await answered(self.clock.not_before(at))

    async def close(self) -> None:
        await self.clock.stop()
        await self._redis.aclose()
