"""Every kind of event, as it was first stored, is read for ever."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from live import wire
from live.room.model.events import AnyEvent

EXAMPLES = sorted(Path(__file__).parent.glob("*.json"), key=lambda path: path.stem)
"""`<event>.v<version>.json`, and `<event>.v<version>.<n>.json` where fields were added since. Never changed."""


def unmentioned(value: object, at: str = "") -> Iterator[str]:
    """The fields in `value` that stand at their default, which is how one that was renamed would be read."""
    if isinstance(value, msgspec.Struct):
        for field in msgspec.structs.fields(value):
            fact = getattr(value, field.name)
            if not field.required and fact in (field.default, ()):
                yield f"{at}.{field.name}"
            yield from unmentioned(fact, f"{at}.{field.name}")
    elif isinstance(value, tuple):
        for fact in value:
            yield from unmentioned(fact, at)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_entry_once_stored_is_read_and_means_the_same(path: Path) -> None:
    stored = json.loads(path.read_text())
    entry = wire.read_entry(path.read_bytes())
    assert json.loads(wire.write_entry(entry)) | {"v": stored["v"]} == stored
    assert kind_of(path) == f"{stored['events'][0]['type']}.v{stored['v']}"


def kind_of(path: Path) -> str:
    """Event and version: `list_opened.v1` for the second example of it, too."""
    event, version, *_ = path.name.split(".")
    return f"{event}.{version}"


@pytest.mark.parametrize("kind", sorted({kind_of(path) for path in EXAMPLES}))
def test_the_latest_example_uses_every_field_of_its_event(kind: str) -> None:
    latest = [path for path in EXAMPLES if kind_of(path) == kind][-1]
    (event,) = wire.read_entry(latest.read_bytes()).events
    assert list(unmentioned(event)) == []


def test_every_event_has_its_example() -> None:
    assert {kind_of(path) for path in EXAMPLES} == {
        f"{kind.__struct_config__.tag}.v{wire.ENTRY_VERSION}" for kind in get_args(AnyEvent)
    }
