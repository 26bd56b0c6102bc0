"""gunicorn's settings, for `pollsite serve` and `gunicorn -c python:pollsite.gunicorn_conf pollsite.wsgi`.

Under gunicorn alone each worker makes its own app after the fork. `serve` makes one before it forks, so that the
workers share its memory: connections, watcher and hub, which must not be inherited, begin with the first request.
"""

import gc
import os
import resource
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

import gunicorn.http.wsgi
import structlog

from pollsite.config import THREADS
from pollsite.operations.runs import Run
from pollsite.operations.starting import usable_settings

MOST_WORKERS = 4
PYTHONS_OWN_THRESHOLDS = (700, 10, 10)
log = structlog.get_logger()
runs: list[Run] = []
"""This one, once it has begun."""


def default_workers() -> int:
    """One per core this process may use, up to MOST_WORKERS: past it SQLite's one writer is the limit."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(cores or 1, MOST_WORKERS)


worker_class = "pollsite.server.worker.Worker"
workers = default_workers()
threads = THREADS

# Streams are handed to the hub and do not count here. Past it, who has waited longest makes room for who comes.
worker_connections = 10_000
keepalive = 20
timeout = 60

# Longer than a write may wait for its turn (engines.BUSY_TIMEOUT_MS); who has nothing to do is gone after two seconds.
graceful_timeout = 20

limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190

# Only the app decides whom to believe about addresses and https (POLLSITE_TRUSTED_PROXIES); gunicorn by
# itself would take X-Forwarded-Proto from anybody on this machine.
forwarded_allow_ips = ""

# The control socket is one per user, so two sites would fight for it.
control_socket_disable = True

# Heartbeats are file times; on a busy disk they could stall a worker.
SHARED_MEMORY = Path("/dev", "shm")
worker_tmp_dir = str(SHARED_MEMORY) if os.access(SHARED_MEMORY, os.W_OK) else None

loglevel = "warning"
logger_class = "pollsite.logs.server.ServerLog"
proc_name = "pollsite"


def on_starting(server: Any) -> None:
    """Give up before there is any worker where a setting is wrong, for each worker would say so; else begin a run."""
    settings, _ = usable_settings()
    settle(server)
    runs[:] = [Run(settings.instance_path)]
    runs[0].begin()


def on_exit(_server: Any) -> None:
    """The workers have ended."""
    for run in runs:
        run.end()


def settle(_server: Any) -> None:
    """Set what is no setting of gunicorn's: as many open streams as the system allows, and its name."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(OSError, ValueError):  # a system that refuses is no reason not to start
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    gunicorn.http.wsgi.SERVER = "pollsite"


def when_ready(_server: Any) -> None:
    """Keep what the workers will share out of the garbage collector's way: it would copy it page by page.

    Saves memory, and a fifth of a second in each process when stopping. What requests leave is looked for as often as
    Python does by itself, unlike while everything was loaded (bootstrap.GARBAGE_AFTER).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*PYTHONS_OWN_THRESHOLDS)


def post_fork(_server: Any, _worker: Any) -> None:
    """Let a worker that has no app yet end when told to.

    gunicorn hears such a signal with the handlers inherited from the master, loses it, and kills the worker
    after the grace period.
    """
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, lambda _number, _frame: os._exit(0))


def worker_exit(_server: Any, worker: Any) -> None:
    """End what a worker has begun beside itself, and spare it the collector's last look at all it holds: a second on a
    busy machine.
    """
    app = getattr(worker, "wsgi", None)  # none in a worker that ends before it has loaded it
    if app and (refresher := app.extensions.get("pollsite-refresher")):
        refresher.stop()
    gc.freeze()


def post_worker_init(worker: Any) -> None:
    """Begin; the first worker says that the site answers."""
    begin(worker)
    if worker.age == 1:
        log.warning("serving", workers=worker.cfg.workers, at=", ".join(map(str, worker.sockets)))


def begin(worker: Any) -> None:
    """Find out how live streams are served in this worker, which has its app now, and begin what no request asks for."""
    if pulse := worker.wsgi.extensions.get("pollsite-pulse"):
        pulse.worker_started()
    worker.wsgi.extensions["pollsite-live"].worker_started(
        threads=worker.cfg.threads, plain=not worker.cfg.is_ssl, is_stopping=lambda: not worker.alive
    )
    worker.wsgi.extensions["pollsite-readiness"].worker_started(is_stopping=lambda: not worker.alive)
    worker.wsgi.extensions["pollsite-figures"].worker_started()
    worker.wsgi.extensions["pollsite-postman"].resume()
    worker.wsgi.extensions["pollsite-caretaker"].worker_started()
    worker.wsgi.extensions["pollsite-refresher"].worker_started()
    worker.wsgi.extensions["pollsite-courier"].worker_started()
