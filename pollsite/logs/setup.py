"""One way to the log for everybody: our own lines, the server's, the libraries', warnings, and what no one caught."""

import logging
import os
import sys
import threading
from collections.abc import Callable, MutableMapping
from contextlib import suppress
from typing import Any

import structlog
from flask import has_request_context, request

from pollsite.logs.foreign import Foreign
from pollsite.logs.repeats import Repeats
from pollsite.logs.words import one_line, traceback_without_values
from pollsite.request_ids import id_of_request

FIRST = ("timestamp", "level", "event")
Line = MutableMapping[str, Any]
LISTENERS: list[Callable[[str, str], None]] = []
"""Told of every line's level and fixed words; of lines that others write, of their logger's name."""


def configure_logs(*, level: int = logging.INFO, form: str = "text") -> None:
    """Write to standard error, from `level` on; `form` is text, or json for an object a line."""
    render = _json if form == "json" else _text()
    finish = (structlog.processors.TimeStamper(fmt="iso", utc=True), _escape, _arrange, render)
    repeats = Repeats(lambda line: _write(_finished(line, finish)))
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            _name_request,
            _render_exception,
            _tell_listeners,
            repeats,
            *finish,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: _Output(),
    )
    _gather(level)


def configure_from_environment(*, level: int = logging.INFO) -> None:
    """The same where the settings are not read yet, as in the server's first process."""
    has_access = os.environ.get("POLLSITE_ACCESS_LOG") == "1"
    form = "json" if is_json_asked_for() else "text"
    configure_logs(level=logging.INFO if has_access else level, form=form)


def is_json_asked_for() -> bool:
    """Whether the environment wants an object a line, whatever else in it is wrong."""
    return os.environ.get("POLLSITE_LOG_FORMAT") == "json"


def _gather(level: int) -> None:
    """Let what others log, warn of or fail to catch go the same way."""
    logging.captureWarnings(True)
    root = logging.getLogger()
    root.handlers[:] = [known for known in root.handlers if not isinstance(known, Foreign)] + [Foreign()]
    root.setLevel(max(level, logging.WARNING))
    sys.excepthook = lambda _kind, problem, _where: _tell_uncaught(problem)
    threading.excepthook = lambda told: _tell_uncaught(told.exc_value)


def _tell_uncaught(problem: BaseException | None) -> None:
    if isinstance(problem, KeyboardInterrupt):
        return
    structlog.get_logger().critical("an error that nobody answered", exc_info=problem)


class _Output:
    """Writes a line to standard error, in one piece. A log that cannot be written takes nothing else down."""

    def msg(self, line: str) -> None:
        _write(line)

    debug = info = warn = warning = error = critical = fatal = exception = log = msg


def _write(line: str) -> None:
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


def _finished(line: Line, steps: tuple[Any, ...]) -> str:
    told: Any = line
    for step in steps:
        told = step(None, "", told)
    return str(told)


def _name_request(_logger: Any, _method: str, line: Line) -> Line:
    if has_request_context():
        line.setdefault("request", id_of_request(request.environ))
    return line


def _render_exception(_logger: Any, _method: str, line: Line) -> Line:
    problem = line.pop("exc_info", None)
    if problem is True:
        problem = sys.exc_info()[1]
    if isinstance(problem, tuple):
        problem = problem[1]
    if isinstance(problem, BaseException):
        line["exception"] = traceback_without_values(problem)
    return line


def _tell_listeners(_logger: Any, _method: str, line: Line) -> Line:
    for listener in LISTENERS:
        listener(str(line.get("level", "")), str(line.get("logger") or line.get("event", "")))
    return line


def _escape(_logger: Any, _method: str, line: Line) -> Line:
    for name, value in line.items():
        if name != "exception" and not isinstance(value, int | float | None):
            line[name] = one_line(str(value))
    return line


def _arrange(_logger: Any, _method: str, line: Line) -> Line:
    first = {name: line[name] for name in FIRST if name in line}
    return {**first, **{name: value for name, value in line.items() if name not in first}}


def _json(logger: Any, method: str, line: Line) -> str:
    return str(structlog.processors.JSONRenderer()(logger, method, line))


def _text() -> structlog.dev.ConsoleRenderer:
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
