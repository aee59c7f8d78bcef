"""Logs: one JSON object per line on stderr, whoever speaks (Django, the web server, the worker), naming nobody.

What a library puts in a message may hold personal data: an address with its search, a task with its arguments, the
row a constraint refused. Such parts are dropped here, once, rather than trusted to each call.
"""

from __future__ import annotations

import logging
import re
import traceback
from pathlib import Path
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

ARGUMENTS = re.compile(r"\(.*\)", re.DOTALL)


def name_nobody(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Keep of a library's message only what cannot speak of someone."""
    record: logging.LogRecord | None = event.get("_record")
    if record is None:
        return event
    if record.name.startswith("django.request"):
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        event["event"] = "request failed"
        event["route"] = match.view_name if match else None
        event["status"] = getattr(record, "status_code", None)
    elif record.name.startswith("procrastinate"):
        event["event"] = ARGUMENTS.sub("(…)", str(event["event"]))
    elif record.name.startswith("django.security"):
        event["event"] = record.name.rsplit(".", 1)[-1]
    return event


def describe_error(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Say where an exception rose and its kind; its message stays out, for it may quote what someone typed."""
    error = event.pop("exc_info", None)
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = f"{type(error).__module__}.{type(error).__qualname__}"
        event["where"] = [
            f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
    return event


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
]

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": SHARED,
            "processors": [
                name_nobody,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                describe_error,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # The development server's own lines hold addresses; ours stand in for them.
        "django.server": {"handlers": [], "level": "ERROR", "propagate": False},
        "procrastinate": {"level": "WARNING"},
    },
}


def configure_structlog() -> None:
    """Send structlog's events through the standard library, so that one handler writes every line."""
    structlog.configure(
        processors=[
            *SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
