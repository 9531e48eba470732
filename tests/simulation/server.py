"""A server that knows of Redis what Rostrum asks of it. Pure but for its time: what is asked is done at once or not at
all. Scripts are run as they are, by Lua 5.1 as in Redis; the suite in `tests/store` holds it to the real one.
"""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from lupa.lua51 import LuaRuntime, lua_type
from redis._parsers.base import BaseParser

Reply = Any
"""As a client reads it: bytes, whole numbers, None, lists and dicts; an exception is an error."""
StreamId = tuple[int, int]
LAST = 1 << 64


class Status(bytes):
    """A reply that is no text but says how it went, such as OK."""


OK = Status(b"OK")
WRONG_TYPE = "WRONGTYPE Operation against a key holding the wrong kind of value"


class CommandError(Exception):
    """What Redis answers with an error."""


@dataclass
class Stream:
    """Entries in the order of their ids; `last` is the highest that there ever was."""

    ids: list[StreamId] = field(default_factory=list)
    entries: list[list[bytes]] = field(default_factory=list)
    last: StreamId = (0, 0)

    def copy(self) -> "Stream":
        return Stream(list(self.ids), list(self.entries), self.last)

    def drop(self, at: slice) -> None:
        del self.ids[at], self.entries[at]


Value = bytes | list[bytes] | dict[bytes, bytes] | Stream


class Server:
    """One keyspace. `now` gives its time in seconds; `changed` is called with each stream that was added to."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self.changed: Callable[[bytes], None] = lambda _: None
        self._values: dict[bytes, Value] = {}
        self._expires: dict[bytes, float] = {}
        self._scripts: dict[str, bytes] = {}
        self._lua = Lua(self)
        self._commands: dict[bytes, Callable[..., Reply]] = {
            name.removeprefix("do_").upper().encode(): getattr(self, name) for name in dir(self) if name[:3] == "do_"
        }

    def ask(self, words: Sequence[bytes]) -> Reply:
        """Carry one command out, and say what Redis answers; errors are returned, as exceptions of redis-py."""
        try:
            return self.call(words)
        except CommandError as error:
            return BaseParser.parse_error(str(error))  # type: ignore[no-untyped-call]

    def call(self, words: Sequence[bytes]) -> Reply:
        """The same, for scripts. Raises `CommandError`."""
        if (do := self._commands.get(words[0].upper())) is None:
            raise CommandError(f"ERR unknown command '{words[0].decode()}'")
        if self._expires:
            self._forget_expired()
        return do(*words[1:])

    def copy(self) -> tuple[dict[bytes, Value], dict[bytes, float]]:
        """All there is, as a replica has it."""
        return {key: value if isinstance(value, bytes) else value.copy() for key, value in self._values.items()}, dict(
            self._expires
        )

    def become(self, copied: tuple[dict[bytes, Value], dict[bytes, float]]) -> None:
        """Be the replica from now on. It knows no scripts."""
        self._values, self._expires = copied
        self._scripts = {}

    def entries(self, key: bytes) -> list[bytes]:
        """The entries of a log, as they are stored."""
        found = self._values.get(key)
        return [fields[1] for fields in found.entries] if isinstance(found, Stream) else []

    def length(self, key: bytes) -> int:
        """How many entries there are in a log."""
        found = self._values.get(key)
        return len(found.ids) if isinstance(found, Stream) else 0

    def fresh(self, key: bytes, after: StreamId, count: int) -> Reply:
        """What XREAD answers on one stream."""
        stream = self._stream(key)
        first = bisect_right(stream.ids, after)
        return _pairs(stream, first, min(len(stream.ids), first + count))

    # Keys

    def do_ping(self) -> Reply:
        return Status(b"PONG")

    def do_time(self) -> Reply:
        micros = round(self.now() * 1e6)
        return [b"%d" % (micros // 1_000_000), b"%d" % (micros % 1_000_000)]

    def do_get(self, key: bytes) -> Reply:
        return self._typed(key, bytes)

    def do_set(self, key: bytes, value: bytes, *options: bytes) -> Reply:
        how = [option.upper() if not n or option.isalpha() else option for n, option in enumerate(options)]
        if b"NX" in how and key in self._values:
            return None
        self.do_del(key)
        self._values[key] = value
        for unit, scale in ((b"EX", 1.0), (b"PX", 1e-3)):
            if unit in how:
                self._expires[key] = self.now() + int(how[how.index(unit) + 1]) * scale
        return OK

    def do_del(self, *keys: bytes) -> Reply:
        for key in keys:
            self._expires.pop(key, None)
        return sum(self._values.pop(key, None) is not None for key in keys)

    def do_exists(self, *keys: bytes) -> Reply:
        return sum(key in self._values for key in keys)

    def do_type(self, key: bytes) -> Reply:
        kinds = {bytes: b"string", list: b"list", dict: b"hash", Stream: b"stream", type(None): b"none"}
        return Status(kinds[type(self._values.get(key))])

    def do_rename(self, key: bytes, other: bytes) -> Reply:
        if key not in self._values:
            raise CommandError("ERR no such key")
        value, expires = self._values[key], self._expires.get(key)
        self.do_del(key, other)
        self._values[other] = value
        if expires is not None:
            self._expires[other] = expires
        if isinstance(value, Stream):
            self.changed(other)
        return OK

    # Lists and hashes

    def do_rpush(self, key: bytes, *values: bytes) -> Reply:
        kept: list[bytes] = self._typed(key, list) or []
        self._values[key] = [*kept, *values]
        return len(kept) + len(values)

    def do_lrange(self, key: bytes, first: bytes, last: bytes) -> Reply:
        kept: list[bytes] = self._typed(key, list) or []
        end = int(last) + len(kept) if int(last) < 0 else int(last)
        return kept[int(first) : end + 1]

    def do_hset(self, key: bytes, *pairs: bytes) -> Reply:
        kept: dict[bytes, bytes] = self._typed(key, dict) or {}
        told = dict(zip(pairs[::2], pairs[1::2], strict=True))
        self._values[key] = kept | told
        return len(told.keys() - kept.keys())

    def do_hgetall(self, key: bytes) -> Reply:
        return dict(self._typed(key, dict) or {})

    def do_hdel(self, key: bytes, *names: bytes) -> Reply:
        kept: dict[bytes, bytes] = self._typed(key, dict) or {}
        left = {name: value for name, value in kept.items() if name not in names}
        if left:
            self._values[key] = left
        else:
            self.do_del(key)
        return len(kept) - len(left)

    # Streams

    def do_xadd(self, key: bytes, at: bytes, *fields: bytes) -> Reply:
        if (coming := _id(at)) == (0, 0):
            raise CommandError("ERR The ID specified in XADD must be greater than 0-0")
        stream = self._stream(key)
        if coming <= stream.last:
            raise CommandError("ERR The ID specified in XADD is equal or smaller than the target stream top item")
        self._values[key] = stream
        stream.ids.append(coming)
        stream.entries.append(list(fields))
        stream.last = coming
        self.changed(key)
        return _written(coming)

    def do_xlen(self, key: bytes) -> Reply:
        return len(self._stream(key).ids)

    def do_xrange(self, key: bytes, low: bytes, high: bytes, *count: bytes) -> Reply:
        stream = self._stream(key)
        first, end = bisect_left(stream.ids, _id(low)), bisect_right(stream.ids, _id(high, LAST))
        return _pairs(stream, first, min(end, first + int(count[1])) if count else end)

    def do_xrevrange(self, key: bytes, high: bytes, low: bytes, *count: bytes) -> Reply:
        stream = self._stream(key)
        first, end = bisect_left(stream.ids, _id(low)), bisect_right(stream.ids, _id(high, LAST))
        return _pairs(stream, max(first, end - int(count[1])) if count else first, end)[::-1]

    def do_xdel(self, key: bytes, *ids: bytes) -> Reply:
        stream, gone = self._stream(key), 0
        for one in map(_id, ids):
            if one in stream.ids:
                at = stream.ids.index(one)
                stream.drop(slice(at, at + 1))
                gone += 1
        return gone

    def do_xtrim(self, key: bytes, _maxlen: bytes, _exactly: bytes, most: bytes) -> Reply:
        stream = self._stream(key)
        over = max(0, len(stream.ids) - int(most))
        stream.drop(slice(over))
        return over

    # Scripts

    def do_script(self, what: bytes, *text: bytes) -> Reply:
        if what.upper() == b"FLUSH":
            self._scripts = {}
            return OK
        name = hashlib.sha1(text[0], usedforsecurity=False).hexdigest()
        self._scripts[name] = text[0]
        return name.encode()

    def do_evalsha(self, name: bytes, count: bytes, *words: bytes) -> Reply:
        if (text := self._scripts.get(name.decode())) is None:
            raise CommandError("NOSCRIPT No matching script.")
        return self._lua.run(text, words[: int(count)], words[int(count) :])

    def do_eval(self, text: bytes, count: bytes, *words: bytes) -> Reply:
        return self._lua.run(text, words[: int(count)], words[int(count) :])

    def _typed(self, key: bytes, kind: type) -> Any:
        found = self._values.get(key)
        if found is not None and not isinstance(found, kind):
            raise CommandError(WRONG_TYPE)
        return found

    def _stream(self, key: bytes) -> Stream:
        return self._typed(key, Stream) or Stream()

    def _forget_expired(self) -> None:
        now = self.now()
        for key in [key for key, at in self._expires.items() if at <= now]:
            self.do_del(key)


class Lua:
    """Runs scripts as Redis does: by turns, and what is a number, a text or nothing there is so here.

    One interpreter for all servers: making one takes longer than a whole run.
    """

    _runtime = LuaRuntime(encoding=None, unpack_returned_tuples=True)
    _compiled: dict[bytes, Any] = {}
    _current: "Lua"

    def __init__(self, server: Server) -> None:
        self._server = server

    def run(self, text: bytes, keys: Sequence[bytes], words: Sequence[bytes]) -> Reply:
        """What the script returns. Raises `CommandError`."""
        Lua._current = self
        if (script := self._compiled.get(text)) is None:
            script = self._compiled[text] = self._runtime.eval(b"function(KEYS, ARGV, redis) " + text + b" end")
        return _from_lua(script(_table(keys), _table(words), _redis()))

    @classmethod
    def call(cls, *words: Any) -> Any:
        """`redis.call` of the script that runs."""
        return _to_lua(cls._current._server.call([_word(word) for word in words]))


def _redis() -> Any:
    """`redis` of scripts."""
    if not hasattr(Lua, "_made"):
        Lua._made = Lua._runtime.table_from(  # type: ignore[attr-defined]
            {b"call": Lua.call, b"sha1hex": lambda text: hashlib.sha1(text, usedforsecurity=False).hexdigest().encode()}
        )
    return Lua._made  # type: ignore[attr-defined]


def _table(values: Sequence[Any]) -> Any:
    return Lua._runtime.table_from(list(values))


def _word(value: Any) -> bytes:
    return value if isinstance(value, bytes) else b"%.17g" % value


def _to_lua(reply: Reply) -> Any:
    match reply:
        case None:
            return False
        case Status():
            return Lua._runtime.table_from({b"ok": bytes(reply)})
        case list():
            return _table([_to_lua(one) for one in reply])
        case dict():
            return _table([_to_lua(one) for pair in reply.items() for one in pair])
        case _:
            return reply


def _from_lua(value: Any) -> Reply:
    if lua_type(value) == "table":
        if (told := value[b"ok"]) is not None:
            return Status(told)
        replies, n = [], 1
        while (one := value[n]) is not None:
            replies.append(_from_lua(one))
            n += 1
        return replies
    match value:
        case False | None:
            return None
        case True:
            return 1
        case float():
            return int(value)
        case _:
            return value


def _id(text: bytes, rest: int = 0) -> StreamId:
    if text in (b"-", b"+"):
        return (0, 0) if text == b"-" else (LAST, LAST)
    past = text.startswith(b"(")
    milliseconds, dash, number = text.removeprefix(b"(").partition(b"-")
    found = int(milliseconds), int(number) if dash else rest
    return (found[0], found[1] + 1) if past else found


def _written(at: StreamId) -> bytes:
    return b"%d-%d" % at


def _pairs(stream: Stream, first: int, end: int) -> list[Any]:
    return [[_written(stream.ids[n]), list(stream.entries[n])] for n in range(first, end)]
