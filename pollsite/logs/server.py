"""gunicorn's log, written as ours."""

import logging
from typing import Any

import structlog
from gunicorn.glogging import Logger

from pollsite.logs.setup import configure_from_environment

log = structlog.get_logger()
SIGNAL = "Handling signal: %s"
"""What gunicorn's first process says of each."""
STOPS = ("term", "int", "quit")


class ServerLog(Logger):  # type: ignore[misc]  # gunicorn has no types
    """Has no handler of its own and no log of requests, which would name addresses and what was asked for."""

    def info(self, msg: Any, *args: Any, **others: Any) -> None:
        """As gunicorn; but that it stops is told at every level."""
        if msg == SIGNAL and args and args[0] in STOPS:
            log.warning("stopping", signal=args[0])
        super().info(msg, *args, **others)

    def setup(self, cfg: Any) -> None:
        """Called once in the first process, and after each change of the configuration."""
        self.cfg = cfg
        self.loglevel = self.LOG_LEVELS.get(cfg.loglevel.lower(), logging.WARNING)
        self.error_log.setLevel(self.loglevel)
        self.error_log.propagate = True
        self._access_log_enabled = False
        configure_from_environment(level=self.loglevel)
