"""What others log: libraries, Python's warnings, gunicorn. Their words are taken for what they are, somebody else's."""

import logging
import re
from contextlib import suppress
from typing import Any

import structlog

from pollsite.logs.words import without_values

UNREADABLE = re.compile(r"Invalid request from ip=\S*: (?P<reason>[^:'\"]*)")
HANDLING = ("Error handling request", "Exception on ")
"""What gunicorn and Flask say before the address that was asked for."""
WARNING = re.compile(r"(?P<where>\S+:\d+): (?P<kind>\w+): (?P<words>[^\n]*)")


class Foreign(logging.Handler):
    """Passes on what Python's own logging is told, in our form."""

    def emit(self, record: logging.LogRecord) -> None:
        """Never raises: what cannot be told is not worth a request."""
        with suppress(Exception):
            words, told = _in_our_words(record)
            raised = {"exc_info": record.exc_info[1]} if record.exc_info else {}
            structlog.get_logger().log(record.levelno, words, logger=record.name, **told, **raised)


def _in_our_words(record: logging.LogRecord) -> tuple[str, dict[str, Any]]:
    """The event and what belongs to it: of a request neither address nor words."""
    if str(record.msg).startswith(HANDLING):
        return "a request failed in the server", {}
    message = record.getMessage()
    if found := UNREADABLE.match(message):
        return "a request could not be read", {"reason": found["reason"].strip()}
    if record.name == "py.warnings" and (found := WARNING.match(message)):
        return without_values(found["words"]), {"kind": found["kind"], "where": found["where"]}
    return without_values(message), {}
