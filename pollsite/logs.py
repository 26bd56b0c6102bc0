"""Logs: one line for what needs attention, tracebacks without the values that stood in them.

How somebody voted is nobody else's business, so no local variable and no statement's parameter is printed.
"""

import logging
import sys

import structlog


def configure_logs(*, level: int = logging.INFO) -> None:
    """Write to standard error, from `level` on."""
    renderer = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
    structlog.configure(
        processors=[*structlog.get_config()["processors"][:-1], renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
