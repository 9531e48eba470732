"""Faults that were in the product once, or may well come: put back for a while, to show that they are found.

Each is a change to the text of one function. Where that text is no longer there, planting it fails: the fault has to be
described anew.
"""

import contextlib
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from unittest.mock import patch

from consumers.audience import Audience
from live.deciding import Deciding
from live.live_room import LiveRoom
from live.rooms import Rooms
from live.store.redis_log import RedisLog
from live.web.serving.socket_protocol import SocketWriter


class Planted(NamedTuple):
    """In these functions of `owner` each of these texts is another. What is found is `seen_as`, first by `seed`."""

    owner: type
    changes: dict[str, dict[str, str]]
    seen_as: str
    seed: int


PLANTED = {
    "refused on stale knowledge": Planted(
        LiveRoom,
        {
            "_kept_before": {
                "before = await self._log.answer(self.state.position, answers, self.state.epoch)": "before = {}"
            }
        },
        r"was refused \(\w+\) though no state",
        59,
    ),
    "a follower trusts the epoch that it once read": Planted(
        RedisLog,
        {
            "follow": {
                "found = await self._verify(redis, after, epoch)": "pass",
                "self._require_same(tail, page)": "pass",
                "self._require_reached(found, after, tail)": "pass",
            }
        },
        r"stays behind|is not well|what no log says",
        2,
    ),
    "accepted before it is known to be stored": Planted(
        LiveRoom,
        {
            "_carry_out": {
                "self._belongs_to(await self._log.append(decided.entries, self.state.epoch))": (
                    "storing = asyncio.ensure_future(self._log.append(decided.entries, self.state.epoch)); "
                    "await asyncio.wait([storing], timeout=0.005)"
                )
            }
        },
        r"was accepted as \d+ and stands at \[\]",
        7,
    ),
    "a repeated command is carried out again": Planted(
        Deciding,
        {
            "_decide_one": {
                "if (position := carried_out(state, actor, question.command_id)) is not None:": "if position := 0:"
            }
        },
        r"is in the log 2 times|was answered with \[\d+, ",
        75,
    ),
    "of two copies one is refused and the other carried out": Planted(
        LiveRoom,
        {
            "_kept_before": {"answers = written(decided.without_entry)": "answers = {}"},
        },
        r"was refused \(\w+\) and stands at \d+",
        120,
    ),
    "of two programmes published at once each is in force in a room": Planted(
        Rooms,
        {"_tell": {"if first is None or not moved_on:": "if True:"}},
        r"rooms have other programmes",
        300,
    ),
    "a difference is sent to a screen that missed the one before": Planted(
        Audience,
        {"_show_all": {"self._behind.update(behind)": "pass"}},
        r"holds \d+ and was sent",
        1,
    ),
    "a frame overtakes what the kernel did not take of the one before": Planted(
        SocketWriter,
        {
            "write": {
                "if not transport.dataBuffer and not transport._tempDataBuffer and transport.connected:": "if True:"
            }
        },
        r"stays behind|a page ended",
        38,
    ),
    "nobody is told that a screen has caught up": Planted(
        SocketWriter,
        {"resumeProducing": {"self.drained()": "pass"}},
        r"stays behind",
        5,
    ),
}


@contextlib.contextmanager
def put_back(planted: Planted) -> Iterator[None]:
    """The fault is in the product meanwhile."""
    module = sys.modules[planted.owner.__module__]
    with contextlib.ExitStack() as stack:
        for function, changes in planted.changes.items():
            original: Callable[..., Any] = getattr(planted.owner, function)
            text = textwrap.dedent(inspect.getsource(original))
            for before, after in changes.items():
                if text.count(before) != 1:
                    raise ValueError(f"{function} has no {before!r} to change")
                text = text.replace(before, after)
            made: dict[str, Any] = {}
            # With the names of its module, which the simulation changes too.
            exec(compile(text, f"<planted in {function}>", "exec"), module.__dict__, made)
            stack.enter_context(patch.object(planted.owner, function, made[function]))
        yield
