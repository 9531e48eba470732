"""Rooms kept in Redis or Valkey: one stream per room, one entry per decision, its id `<position>-0`.

Appending is one script: it looks whether the log is still the one that was read and ends where it was read to, and
stores all entries or none. So two processes cannot both append at a position, a reply that was lost does no harm when
the same entries are sent again, and a log that was replaced by an empty one is never written over.
"""

import secrets
from collections.abc import AsyncIterator, Awaitable, Sequence
from typing import Any, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from live.room.transitions import Entry
from live.store.connecting import async_client
from live.store.keys import Keys
from live.store.redis_clock import RedisClock
from live.store.room_log import LogLost, Outrun, Unavailable
from live.wire import UnreadableEntry, read_entry, write_entry

ANSWER_SECONDS = 2.0
BLOCK_SECONDS = 2.0
"""How long a follower lets the server hold its question before it looks whether the log is still there."""
PAGE = 1000
PROBE_KEPT_MILLISECONDS = 60_000

APPEND = """
local epoch = redis.call('GET', KEYS[2])
if ARGV[1] ~= '' and epoch ~= ARGV[1] then return {'lost', epoch or ''} end
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
local position = last[1] and tonumber(string.match(last[1][1], '^%d+')) or 0
local first = tonumber(ARGV[3])
if first <= position then return {'outrun', tostring(position)} end
if first > position + 1 then return {'lost', tostring(position)} end
if not epoch then
  epoch = ARGV[2]
  redis.call('SET', KEYS[2], epoch)
end
for n = 4, #ARGV do
  redis.call('XADD', KEYS[1], (first + n - 4) .. '-0', 'entry', ARGV[n])
end
return {'stored', epoch}
"""


async def answered(question: Awaitable[Any]) -> Any:
    """What the server said to `question`, or `Unavailable`."""
    try:
        return await question
    except (RedisError, OSError) as error:
        raise Unavailable(f"{type(error).__name__}: {error}") from error


StreamEntry = tuple[bytes, dict[bytes, bytes]]


def _position(stream_id: bytes) -> int:
    return int(stream_id.partition(b"-")[0])


class RedisLog:
    """A room's log kept in a stream. See `RoomLog`. The keys share a hash tag, so that a cluster stays possible."""

    def __init__(self, redis: Redis, url: str, keys: Keys, room: str) -> None:
        self._redis = redis
        self._url = url
        self._stream = keys.log(room)
        self._epoch = keys.epoch(room)
        self._append = redis.register_script(APPEND)

    async def epoch(self) -> str:
        return (await answered(self._redis.get(self._epoch)) or b"").decode()

    async def read(self, after: int) -> list[Entry]:
        entries: list[Entry] = []
        while True:
            page = await answered(self._redis.xrange(self._stream, min=f"{after + 1}-0", count=PAGE))
            entries += self._read(page)
            if len(page) < PAGE:
                return entries
            after = entries[-1].position

    async def append(self, entries: Sequence[Entry], epoch: str) -> str:
        told, fact = await answered(
            self._append(
                keys=[self._stream, self._epoch],
                args=[epoch, secrets.token_hex(8), entries[0].position, *map(write_entry, entries)],
            )
        )
        match told:
            case b"stored":
                return cast(bytes, fact).decode()
            case b"outrun":
                raise Outrun(f"position {entries[0].position} is taken; the log ends at {fact.decode()}")
            case _:
                raise LogLost(f"{self._stream} is not the log that was read: {fact.decode() or 'gone'}")

    async def follow(self, after: int, epoch: str) -> AsyncIterator[list[Entry]]:
        # A connection of its own: it is blocked most of the time.
        redis = async_client(self._url, answer_within=2 * BLOCK_SECONDS)
        # The first question is answered at once: whoever follows again is told soon that all is well.
        block: int | None = None
        try:
            while True:
                asked = redis.xread({self._stream: f"{after}-0"}, count=PAGE, block=block)
                answer, block = await answered(asked), int(BLOCK_SECONDS * 1000)
                fresh = self._read(_only_stream(answer))
                # Also before anything is handed on: another log's entries may lie above the same position.
                await self._look(redis, after, epoch)
                if fresh:
                    if fresh[0].position != after + 1:
                        raise LogLost(f"{self._stream} goes on at {fresh[0].position} after {after}")
                    after = fresh[-1].position
                yield fresh
        finally:
            await redis.aclose()

    def _read(self, page: list[StreamEntry]) -> list[Entry]:
        entries: list[Entry] = []
        for stream_id, fields in page:
            try:
                entries.append(read_entry(fields[b"entry"]))
            except (UnreadableEntry, KeyError) as error:
                raise Unavailable(f"{self._stream} cannot be read at {stream_id.decode()}: {error}") from error
        return entries

    async def _look(self, redis: Redis, after: int, epoch: str) -> None:
        """Raise `LogLost` if the log is no longer the one named `epoch`, or ends before `after`."""
        async with redis.pipeline(transaction=False) as together:
            together.get(self._epoch)
            together.xrevrange(self._stream, count=1)
            name, last = await answered(together.execute())
        found = (name or b"").decode()
        ends = _position(last[0][0]) if last else 0
        if (epoch and found != epoch) or ends < after:
            raise LogLost(f"{self._stream} was {epoch} up to {after} and is {found or 'gone'} up to {ends}")


def _only_stream(answer: Any) -> list[StreamEntry]:
    """The entries in XREAD's answer on one stream: RESP3 gives `{stream: [entries]}`, nothing when the wait ran out."""
    if not answer:
        return []
    (pages,) = answer.values()
    return [pair for page in pages for pair in page]


class RedisStore:
    """The rooms of a conference in one Redis or Valkey. See `Store`. `prefix` keeps conferences apart."""

    def __init__(self, url: str, prefix: str = "rostrum:") -> None:
        self._url = url
        self._keys = Keys(prefix)
        self._redis = async_client(url, answer_within=ANSWER_SECONDS)
        self.clock = RedisClock(self._redis)

    def log(self, room: str) -> RedisLog:
        return RedisLog(self._redis, self._url, self._keys, room)

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
        return {process.decode(): told for process, told in noted.items()}

    async def forget_presence(self, processes: Sequence[str]) -> None:
        await answered(self._redis.hdel(self._keys.presence, *processes))

    async def open(self) -> None:
        try:
            await self.clock.start()
        except ResponseError as error:
            raise Unavailable(str(error)) from error
        except (RedisError, OSError) as error:
            raise Unavailable(f"{type(error).__name__}: {error}") from error

    async def close(self) -> None:
        await self.clock.stop()
        await self._redis.aclose()
