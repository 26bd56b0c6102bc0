"""gunicorn's settings for the small site: its defaults, but for threads and the file limit."""

import os
import resource
from typing import Any

_, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

worker_class = "pollsite.server.worker.Worker"
loglevel = "warning"
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    """Tell the live feature that it is in a worker, and let the site count the worker's connections."""
    app = worker.app.callable
    app.extensions["worker"] = worker
    app.extensions["pollsite-live"].worker_started(
        threads=worker.cfg.threads,
        plain=os.environ["SITE_MODE"] == "handoff",
        is_stopping=lambda: not worker.alive,
    )
