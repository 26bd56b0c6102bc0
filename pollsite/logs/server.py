"""gunicorn's log, written as ours."""

import logging
from typing import Any

from gunicorn.glogging import Logger

from pollsite.logs.setup import configure_from_environment


class ServerLog(Logger):  # type: ignore[misc]  # gunicorn has no types
    """Has no handler of its own and no log of requests, which would name addresses and what was asked for."""

    def setup(self, cfg: Any) -> None:
        """Called once in the first process, and after each change of the configuration."""
        self.cfg = cfg
        self.loglevel = self.LOG_LEVELS.get(cfg.loglevel.lower(), logging.WARNING)
        self.error_log.setLevel(self.loglevel)
        self.error_log.propagate = True
        self._access_log_enabled = False
        configure_from_environment(level=self.loglevel)
