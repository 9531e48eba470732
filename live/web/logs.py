"""What a server writes on standard error: plain words for people, or one JSON object a line for a log keeper."""

from http import HTTPStatus
from logging import LogRecord
from typing import Any

import structlog
from django.utils.log import CallbackFilter

PLAIN = {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}
JSON = {
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


def is_a_fault(record: LogRecord) -> bool:
    """Whether `record` is worth a line: a server that is not ready says so to whoever asks, again and again."""
    return getattr(record, "status_code", None) != HTTPStatus.SERVICE_UNAVAILABLE


def logging_in(form: str) -> dict[str, Any]:
    """Django's `LOGGING`. `form` is `json`, with a line for every command, or anything else: faults in plain words."""
    as_json = form == "json"
    quiet = {"level": "ERROR"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": JSON if as_json else PLAIN},
        "filters": {"faults": {"()": CallbackFilter, "callback": is_a_fault}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["faults"]}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "live": {"level": "INFO" if as_json else "WARNING"},
            "consumers": {"level": "INFO" if as_json else "WARNING"},
            "axes": quiet,
            # Anyone can send a wrong Host header, and is answered with 400.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "django": quiet | {"handlers": ["console"], "propagate": False},
        },
    }
