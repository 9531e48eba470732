"""A short run of what `rostrum faults --fuzz N` does at length."""

import pytest

from live import wire
from tests.faults import fuzzing


def test_whatever_comes_is_read_or_refused() -> None:
    assert fuzzing.fuzz(2_000, 1).inputs >= 2_000


def test_something_else_that_is_raised_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    read = wire.read_frame

    def fragile(text: bytes) -> object:
        frame = read(text)
        if isinstance(frame, wire.Resync):
            raise ZeroDivisionError
        return frame

    monkeypatch.setattr(wire, "read_frame", fragile)
    with pytest.raises(ZeroDivisionError):
        fuzzing.fuzz(5_000, 1)
