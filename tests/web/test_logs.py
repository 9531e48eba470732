"""What is written on standard error, while nobody reads it."""

import asyncio
import concurrent.futures
import logging
import os
import sys
import threading

import pytest

from live.web.serving.logs import LineWriter, is_a_fault


def line(text: str) -> logging.LogRecord:
    return logging.LogRecord("live", logging.WARNING, "", 0, text, (), None)


def test_a_pipe_that_is_full_holds_nobody_up_and_what_was_left_out_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    # The reader goes last: a line that is still on its way has somewhere to go.
    with os.fdopen(reading) as reader, os.fdopen(writing, "w") as full:
        monkeypatch.setattr(sys, "stderr", full)
        monkeypatch.setattr("live.web.serving.logs.LINES_WAITING", 10)
        writer = LineWriter()
        for _ in range(100):
            writer.emit(line("x" * 10_000))
        writer.emit(line("last"))
        said: list[str] = []
        while "lines were left out" not in (said or [""])[-1]:
            said.append(reader.readline())
        assert len(said) < 30
        # The lines that are still on their way need a reader, or the pipe could not be closed.
        rest = threading.Thread(target=reader.read)
        rest.start()
        writer.close()
        full.close()
        rest.join()


def test_a_reader_that_is_gone_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    gone = os.fdopen(writing, "w")
    monkeypatch.setattr(sys, "stderr", gone)
    writer = LineWriter()
    writer.emit(line("nobody reads this"))
    writer.close()
    assert writer._thread is not None
    assert not writer._thread.is_alive()
    with pytest.raises(BrokenPipeError):
        gone.close()


@pytest.mark.parametrize(
    ("logger", "error", "fault"),
    [
        ("asyncio", asyncio.CancelledError(), False),
        ("asyncio", concurrent.futures.CancelledError(), False),
        ("asyncio", ValueError(), True),
        ("live.rooms", asyncio.CancelledError(), True),
    ],
)
def test_of_a_request_whose_asker_left_nothing_is_written(logger: str, error: BaseException, fault: bool) -> None:
    said = logging.LogRecord(logger, logging.ERROR, "", 0, "never retrieved", None, (type(error), error, None))
    assert is_a_fault(said) is fault
