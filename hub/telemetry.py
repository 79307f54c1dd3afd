"""How the hub logs: events with fields, JSON off a terminal; ids always, contents never."""

import logging
import sys
from typing import Literal

import structlog

_LIBRARIES_FROM = logging.WARNING  # what libraries say below that is about themselves


def configure(*, level: str, log_format: Literal["json", "console"] | None) -> None:
    """Log to stderr, so that stdout carries results only; libraries' warnings too."""
    is_console = sys.stderr.isatty() if log_format is None else log_format == "console"
    renderer: structlog.typing.Processor = structlog.dev.ConsoleRenderer() if is_console else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=_LIBRARIES_FROM, handlers=[_Forward()], force=True)


class _Forward(logging.Handler):
    """Passes a library's record on as one of our events."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log it."""
        log = structlog.get_logger(record.name)
        log.log(record.levelno, "library.logged", logger=record.name, message=record.getMessage(), exc_info=record.exc_info)
