"""A short run of what `rostrum faults --fuzz N` does at length."""

import pytest

from live import wire
from tests.faults import fuzzing


@pytest.mark.parametrize("inputs", [200, pytest.param(5_000, marks=pytest.mark.long)])
def test_whatever_comes_is_read_or_refused(inputs: int) -> None:
    assert fuzzing.fuzz(inputs, 1).inputs >= inputs


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
