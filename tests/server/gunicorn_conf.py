"""gunicorn's settings for the small application: one worker of two threads, with little patience and room."""

from typing import Any

from pollsite.server import worker as module
from tests.server import answering

module.ARRIVING_S = 1.0
module.READING_S = 2.0
module.MAX_HELD_BYTES = 4_000_000

worker_class = "pollsite.server.worker.Worker"
workers = 1
threads = 2
worker_connections = 60
keepalive = 20
graceful_timeout = 20
loglevel = "warning"
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    """Let the application look at its worker."""
    answering.state["worker"] = worker
