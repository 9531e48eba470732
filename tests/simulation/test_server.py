"""The simulated server and the real one, asked the same: they say the same."""

import random
import secrets
import time
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from tests.simulation.lines import Exchange
from tests.simulation.server import Server
from tests.valkey import server

KEYS = ("one", "two", "three")
SCRIPT = """
local all = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 2)
redis.call('SET', KEYS[2], ARGV[1])
return {#all, all, redis.call('GET', KEYS[2]), redis.call('TYPE', KEYS[1]), redis.sha1hex(ARGV[1]), false, 3.7, 'after'}
"""


def asked(chance: random.Random, prefix: str) -> list[str | int]:
    """One command, of those that are known, on few keys: often on one that holds another kind of value."""
    key, other = (f"{prefix}{{k}}{name}" for name in chance.sample(KEYS, 2))
    number = chance.randrange(6)
    at = f"{number}-{chance.randrange(2)}"
    return chance.choice(
        [
            ["SET", key, f"value {number}"],
            ["SET", key, "kept", "NX", "EX", 100],
            ["SET", key, "", "PX", 100_000],
            ["GET", key],
            ["DEL", key, other],
            ["EXISTS", key, other],
            ["TYPE", key],
            ["RENAME", key, other],
            ["RPUSH", key, "a", f"b{number}"],
            ["LRANGE", key, 0, -1],
            ["LRANGE", key, 1, 2],
            ["HSET", key, f"f{number}", "v", "g", "w"],
            ["HGETALL", key],
            ["HDEL", key, f"f{number}", "g"],
            ["XADD", key, at, "entry", f"e{number}"],
            ["XADD", key, f"{number + 1}-0", "entry", f"e{number}"],
            ["XADD", key, f"{number + 6}-0", "entry", "x", "other", "y"],
            ["XLEN", key],
            ["XRANGE", key, "-", "+"],
            ["XRANGE", key, f"({at}", "+", "COUNT", 2],
            ["XRANGE", key, number, number],
            ["XREVRANGE", key, "+", "-", "COUNT", 1],
            ["XREVRANGE", key, f"{number}", "-"],
            ["XDEL", key, at],
            ["XTRIM", key, "MAXLEN", "=", number],
            ["XREAD", "COUNT", 3, "STREAMS", key, at],
            ["EVAL", SCRIPT, 2, key, other, f"value {number}"],
            ["EVALSHA", "0" * 40, 0],
        ]
    )


async def answer(redis: Redis, words: list[str | int]) -> Any:
    try:
        return await redis.execute_command(*words)  # type: ignore[no-untyped-call]
    except ResponseError as error:
        # What the real one adds of a script's place is left out.
        return type(error), str(error).split(" script:")[0]


async def test_whatever_is_asked_the_simulated_server_says_what_the_real_one_says() -> None:
    chance, prefix = random.Random(18), f"test-{secrets.token_hex(6)}:"
    simulated = Exchange(Server(time.time), 0).client("one", 5.0)
    async with Redis.from_url(server().url, protocol=3) as real:
        for n in range(800):
            words = asked(chance, prefix)
            assert (n, words, await answer(simulated, words)) == (n, words, await answer(real, words))
        await real.delete(*(f"{prefix}{{k}}{name}" for name in KEYS))
    await simulated.aclose()
