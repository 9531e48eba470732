"""Every room's log as it is stored, byte for byte, for those who copy it or bring it back. It blocks: for threads."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from redis.exceptions import RedisError

from live.store.connecting import client, or_unavailable
from live.store.keys import Keys
from live.store.room_log import LogEnd, LogLost, Unavailable

ANSWER_SECONDS = 5.0
SOON_SECONDS = 0.5
PAGE = 500

HOLD = """
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""
LET_GO = "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end"

TAKE_PLACE = """
local position = 0
if redis.call('TYPE', KEYS[1])['ok'] == 'stream' then
  local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
  position = last[1] and tonumber(string.match(last[1][1], '^%d+')) or 0
end
if (redis.call('GET', KEYS[2]) or '') ~= ARGV[1] or position ~= tonumber(ARGV[2]) then return 0 end
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('RENAME', KEYS[1], KEYS[4]) end
redis.call('RENAME', KEYS[3], KEYS[1])
redis.call('SET', KEYS[2], ARGV[3])
return 1
"""


class _When(msgspec.Struct):
    at: datetime


_when = msgspec.json.Decoder(_When)


def decided_at(entry: bytes) -> datetime | None:
    """When a stored entry was decided; `None` if it cannot be read."""
    try:
        return _when.decode(entry).at
    except msgspec.DecodeError:
        return None


class StoredLogs:
    """The logs of one conference, on a connection of their own. Everything raises `Unavailable` if no answer comes."""

    def __init__(self, url: str, prefix: str) -> None:
        self._url = url
        self._redis = client(url, answer_within=ANSWER_SECONDS)
        self._waiting: int | None = None
        self._keys = Keys(prefix)
        self._hold = self._redis.register_script(HOLD)
        self._let_go = self._redis.register_script(LET_GO)
        self._take_place = self._redis.register_script(TAKE_PLACE)

    def close(self) -> None:
        """Let go of the connection."""
        self._redis.close()

    def now(self) -> datetime:
        """The server's time."""
        seconds, micros = self._ask("time")
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros)

    def correction(self) -> timedelta:
        """What is added to the server's time: see `live.store.redis_clock`."""
        return timedelta(milliseconds=int(self._ask("get", self._keys.correction) or 0))

    def reset_correction(self) -> None:
        """Let the conference's time be the server's again."""
        self._ask("delete", self._keys.correction)

    def last_decision(self, rooms: Sequence[str]) -> datetime | None:
        """When the newest entry of all these rooms was decided; `None` if there is none that can be read."""
        found = [self._ask("xrevrange", self._keys.log(room), count=1) for room in rooms]
        decided = [decided_at(last.get(b"entry", b"")) for ((_, last),) in filter(None, found)]
        return max(filter(None, decided), default=None)

    def rooms(self) -> list[str]:
        """The ids of the conference's rooms, in its order."""
        return [room.decode() for room in self._ask("lrange", self._keys.rooms, 0, -1)]

    def set_rooms(self, rooms: Sequence[str]) -> None:
        """Make these the conference's rooms."""
        with self._redis.pipeline(transaction=True) as together:
            together.delete(self._keys.rooms)
            together.rpush(self._keys.rooms, *rooms)
            self._all(together)

    def ends(self, rooms: Sequence[str]) -> dict[str, LogEnd]:
        """Where the log of each of `rooms` ends; at 0 if what is in its place is no log."""
        with self._redis.pipeline(transaction=False) as together:
            for room in rooms:
                together.get(self._keys.epoch(room))
                together.xrevrange(self._keys.log(room), count=1)
            answers = iter(self._all(together, but_wrong_types=True))
        return {
            room: LogEnd((epoch or b"").decode(), _position(last[0][0]) if isinstance(last, list) and last else 0)
            for room, epoch, last in zip(rooms, answers, answers, strict=True)
        }

    def read(self, room: str, after: int, epoch: str) -> list[bytes]:
        """Up to `PAGE` entries above `after`, in order; of a page with a hole, those before it.

        Raises `LogLost` if the next one is missing, or it is not `epoch`.
        """
        with self._redis.pipeline(transaction=True) as together:
            together.xrange(self._keys.log(room), min=f"{after + 1}-0", count=PAGE)
            together.get(self._keys.epoch(room))
            page, found = self._all(together)
        if (found or b"").decode() != epoch:
            raise LogLost(f"the log of {room} is {(found or b'').decode() or 'gone'}, not {epoch}")
        entries = list(_in_order(page, after))
        if page and not entries:
            raise LogLost(f"the log of {room} has no entry {after + 1}")
        return entries

    def read_all(self, room: str, end: LogEnd) -> list[bytes]:
        """The whole log that ends at `end`. Raises `LogLost` if there is no such log."""
        entries: list[bytes] = []
        while len(entries) < end.position:
            if not (page := self.read(room, len(entries), end.epoch)):
                raise LogLost(f"the log of {room} ends before {end.position}")
            entries += page
        return entries[: end.position]

    def found(self, room: str) -> list[tuple[int, bytes]]:
        """All there is in the log of `room`, with its position, whether it is whole or not: to be verified.

        What is no entry is empty. Raises `LogLost` if it is no log at all.
        """
        found: list[tuple[int, bytes]] = []
        after = "-"
        while True:
            with self._redis.pipeline(transaction=False) as together:
                together.xrange(self._keys.log(room), min=after, count=PAGE)
                (page,) = self._all(together, but_wrong_types=True)
            if isinstance(page, RedisError):
                raise LogLost(f"what is kept as the log of {room} is no log")
            found += [(_position(at), fields.get(b"entry", b"") if at.endswith(b"-0") else b"") for at, fields in page]
            if len(page) < PAGE:
                return found
            after = f"({page[-1][0].decode()}"

    def wait(self, ends: Mapping[str, LogEnd], seconds: float) -> None:
        """Wait until any of these logs goes on after its end, or so long; of no logs just so long."""
        if ends:
            places = {self._keys.log(room): f"{end.position}-0" for room, end in ends.items()}
            self._waiting = self._ask("client_id")
            try:
                self._ask("xread", places, count=1, block=int(seconds * 1000))
            finally:
                self._waiting = None

    def stop_waiting(self) -> None:
        """Let a `wait` in another thread end now. If the server does not allow that, it ends when its time is over."""
        if (waiting := self._waiting) is not None:
            with suppress(RedisError, OSError), closing(client(self._url, answer_within=SOON_SECONDS)) as asking:
                asking.client_unblock(waiting)

    def hold(self, holder: str, seconds: float) -> bool:
        """Whether `holder` is the one who copies, for so long from now. Nobody else is, if nobody's time is wrong."""
        return bool(self._run(self._hold, [self._keys.copier], [holder, int(seconds * 1000)]))

    def let_go(self, holder: str) -> None:
        """Let someone else copy, if `holder` did."""
        self._run(self._let_go, [self._keys.copier], [holder])

    def tell_copied(self, ends: Mapping[str, LogEnd]) -> None:
        """Say how far each room was copied, for those who do not copy."""
        if ends:
            ends_by_room = {room: f"{end.epoch} {end.position}" for room, end in ends.items()}
            self._ask("hset", self._keys.copied, mapping=ends_by_room)

    def copied(self) -> dict[str, LogEnd]:
        """How far each room was copied, as the copying process said last."""
        ends_by_room = {
            room.decode(): end.decode().split(" ") for room, end in self._ask("hgetall", self._keys.copied).items()
        }
        return {room: LogEnd(epoch, int(position)) for room, (epoch, position) in ends_by_room.items()}

    def put(self, room: str, entries: Sequence[bytes], found: LogEnd) -> str:
        """Put a log of these entries in the place of the one that ends at `found`, and return its new epoch.

        The other log is kept, under `Keys.replaced`. All happens at once or not at all: raises `LogLost` if the log in
        that place is no longer the one that was found.
        """
        epoch = secrets.token_hex(8)
        coming = self._keys.coming(room, epoch)
        for first in range(0, len(entries), PAGE):
            with self._redis.pipeline(transaction=False) as together:
                for position, entry in enumerate(entries[first : first + PAGE], first + 1):
                    together.xadd(coming, {"entry": entry}, id=f"{position}-0")
                self._all(together)
        # Each time another name: a kept log is not to be written over either.
        replaced = self._keys.replaced(room, f"{found.epoch or 'unnamed'}:{epoch}")
        keys = [self._keys.log(room), self._keys.epoch(room), coming, replaced]
        if not self._run(self._take_place, keys, [found.epoch, found.position, epoch]):
            self._ask("delete", coming)
            raise LogLost(f"the log of {room} has changed while another was brought in its place; nothing was replaced")
        return epoch

    def _ask(self, command: str, *words: Any, **options: Any) -> Any:
        with or_unavailable():
            return getattr(self._redis, command)(*words, **options)

    def _all(self, together: Any, *, but_wrong_types: bool = False) -> list[Any]:
        """Every answer. Raises `Unavailable` for an error, but hands on those of wrong types if `but_wrong_types`."""
        with or_unavailable():
            answers: list[Any] = together.execute(raise_on_error=not but_wrong_types)
        for answer in answers:
            if isinstance(answer, RedisError) and "WRONGTYPE" not in str(answer):
                raise Unavailable(f"{type(answer).__name__}: {answer}")
        return answers

    def _run(self, script: Any, keys: Sequence[str], words: Sequence[object]) -> Any:
        with or_unavailable():
            return script(keys=keys, args=words)


def _in_order(page: Sequence[tuple[bytes, dict[bytes, bytes]]], after: int) -> Iterator[bytes]:
    """The entries of `page` that follow `after` without a gap."""
    for expected, (stream_id, fields) in enumerate(page, after + 1):
        if stream_id != b"%d-0" % expected or b"entry" not in fields:
            return
        yield fields[b"entry"]


def _position(stream_id: bytes) -> int:
    return int(stream_id.partition(b"-")[0])
