"""What a server writes on standard error: plain words for people, or one JSON object a line for a log keeper."""

import asyncio
import concurrent.futures
import queue
import sys
import threading
from contextlib import suppress
from http import HTTPStatus
from logging import Handler, LogRecord
from typing import Any

from django.utils.log import CallbackFilter

LINES_WAITING = 10_000
LAST_LINES_SECONDS = 1.0

PLAIN: dict[str, Any] = {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}
CANCELLED = (asyncio.CancelledError, concurrent.futures.CancelledError)


def is_a_fault(record: LogRecord) -> bool:
    """Whether `record` is worth a line. A server that is not ready says so to each who asks, again and again; and of a
    request whose asker left before the answer, asyncio says that nobody fetched the result.
    """
    if record.name == "asyncio" and record.exc_info and isinstance(record.exc_info[1], CANCELLED):
        return False
    return getattr(record, "status_code", None) != HTTPStatus.SERVICE_UNAVAILABLE


class LineWriter(Handler):
    """Writes lines on standard error in a thread of its own: a slow reader, or one that reads nothing, holds nobody up.

    Lines that find too many before them are left out, and counted.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lines: queue.Queue[str | None] = queue.Queue(LINES_WAITING)
        self._left_out = 0
        self._thread: threading.Thread | None = None

    def emit(self, record: LogRecord) -> None:
        try:
            line = self.format(record)
        except Exception:  # A line that cannot be made must not end what it is about.
            line = f"{record.levelname} {record.name}: {record.msg!r}"
        if self._thread is None:
            self._thread = threading.Thread(target=self._write_all, name="log", daemon=True)
            self._thread.start()
        try:
            self._lines.put_nowait(line)
        except queue.Full:
            self._left_out += 1

    def close(self) -> None:
        """Write what waits, if that is quick."""
        if self._thread is not None:
            with suppress(queue.Full):
                self._lines.put_nowait(None)
                self._thread.join(LAST_LINES_SECONDS)
        super().close()

    def _write_all(self) -> None:
        while (line := self._lines.get()) is not None:
            if self._left_out:
                left_out, self._left_out = self._left_out, 0
                _write(f"{left_out} lines were left out here: standard error was not read quickly enough")
            _write(line)


def _write(line: str) -> None:
    with suppress(OSError, ValueError):  # A disk that is full, a reader that is gone, a file that was closed.
        sys.stderr.write(line + "\n")
        sys.stderr.flush()


def in_json() -> dict[str, Any]:
    # Not loaded by those who write plain words: it takes a third of a second of every command.
    import structlog  # noqa: PLC0415

    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            # Room, actor and command id, where a line is about a command.
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper("iso", utc=True),
            structlog.processors.format_exc_info,
        ],
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    }


def logging_in(form: str) -> dict[str, Any]:
    """Django's `LOGGING`. `form` is `json`, with a line for every command, or anything else: faults in plain words."""
    as_json = form == "json"
    quiet = {"level": "ERROR"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": in_json() if as_json else PLAIN},
        "filters": {"faults": {"()": CallbackFilter, "callback": is_a_fault}},
        "handlers": {"console": {"()": LineWriter, "formatter": "line", "filters": ["faults"]}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "live": {"level": "INFO" if as_json else "WARNING"},
            "consumers": {"level": "INFO" if as_json else "WARNING"},
            # Anyone can send a wrong Host header, and is answered with 400.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "django": quiet | {"handlers": ["console"], "propagate": False},
        },
    }
