"""Whatever comes by wire, or lies in the log, is read or refused: nothing else is ever raised."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from live import wire
from live.room.commands import RoomCommand
from live.room.transitions import Entry

ENTRIES = [path.read_bytes() for path in sorted(Path(__file__).parents[1].glob("entries/*.json"))]
"""An example of everything ever stored."""

_names = st.sampled_from(
    ["type", "kind", "id", "command", "position", "at", "events", "v", "segment", "request", "epoch"]
)
_plain: st.SearchStrategy[Any] = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
_json = st.recursive(
    _plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_names | st.text(max_size=8), inner, max_size=5),
    max_leaves=12,
)
_kinds = [kind.__struct_config__.tag for kind in RoomCommand.__args__]
_command = st.fixed_dictionaries({"type": st.sampled_from(_kinds)}).flatmap(
    lambda typed: st.dictionaries(_names, _json, max_size=5).map(lambda rest: {**rest, **typed})
)
_frame = st.fixed_dictionaries(
    {"kind": st.sampled_from(["command", "time", "resync", "view"])},
    optional={"id": st.text(max_size=70) | _plain, "command": _command | _json, "position": _plain, "epoch": _plain},
)


@st.composite
def _damaged(draw: st.DrawFn) -> bytes:
    """Something that was whole, with a part of it taken out, doubled, or replaced."""
    whole = draw(st.sampled_from(ENTRIES) | _frame.map(lambda frame: json.dumps(frame).encode()))
    first = draw(st.integers(0, len(whole)))
    last = draw(st.integers(first, min(len(whole), first + 24)))
    other = draw(
        st.binary(max_size=8) | st.sampled_from([b"", b"{", b"]", b'"', b"null", b"1e999", b"\xff", b"[" * 2000])
    )
    return whole[:first] + other + whole[last:]


inputs = st.one_of(
    st.binary(max_size=200),
    _json.map(lambda value: json.dumps(value).encode()),
    _frame.map(lambda frame: json.dumps(frame).encode()),
    _damaged(),
)


def read_everything(text: bytes) -> None:
    """Read `text` as a frame, as what is posted, as a command and as an entry, as the product does."""
    try:
        frame = wire.read_frame(text)
        if isinstance(frame, wire.CommandFrame):
            wire.read_command(frame.command, frame.id)
    except wire.Malformed as malformed:
        # What is answered must be writable, and small, whatever was sent.
        assert len(wire.write(malformed.answer())) < 4096
    for kind in (wire.HttpCommand, wire.CommandFrame):
        try:
            wire.read(text, kind)
        except wire.Malformed as malformed:
            assert len(wire.write(malformed.answer())) < 4096
    try:
        entry = wire.read_entry(text)
    except wire.UnreadableEntry:
        pass
    else:
        assert isinstance(entry, Entry)
        assert wire.read_entry(wire.write_entry(entry)) == entry


class Fuzzed(NamedTuple):
    """How many inputs, of which so many could be read as something."""

    inputs: int
    seconds: float


def fuzz(count: int, from_seed: int) -> Fuzzed:
    """Read so many inputs. Raises whatever should not be raised, with the smallest input that does it."""
    read, started = 0, time.monotonic()

    def one(text: bytes) -> None:
        nonlocal read
        read += 1
        read_everything(text)

    body: Callable[[], None] = seed(from_seed)(
        settings(
            max_examples=count,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )(given(inputs)(one))
    )
    body()
    return Fuzzed(read, time.monotonic() - started)


def main(count: int, from_seed: int) -> int:
    """Fuzz until so many inputs were read, a part at a time: what Hypothesis remembers of a run grows with it."""
    done, part = 0, 20_000
    while done < count:
        done += fuzz(min(part, count - done), from_seed + done).inputs
        print(f"{done} inputs", file=sys.stderr, flush=True)
    print(json.dumps({"inputs": done, "seed": from_seed}))
    return 0
