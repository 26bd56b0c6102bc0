"""A PostgreSQL server that loses nothing, and the ways in which it goes away."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pollsite.app import create_app
from pollsite.migrating import upgrade
from tests import engine
from tests.faults.people import Cast, let_go, make_cast
from tests.fixtures.site import settings_for
from tests.killing import children
from tests.postgresql import Cluster

OUTAGE_S = float(os.environ.get("OUTAGE_S", "2"))
"""`OUTAGE_S=30 .venv/bin/python -m pytest -n0 -s tests/faults/test_outages.py --engine postgresql`."""
LASTING = {"fsync": "on", "synchronous_commit": "on"}


@contextmanager
def server_of_its_own(folder: Path) -> Iterator[tuple[Cluster, Cast]]:
    """A server that the tests may break, with a peopled instance in it to copy; tests use it meanwhile."""
    cluster = Cluster(settings=LASTING).make().start()
    before = os.environ.get(engine.SERVER)
    os.environ[engine.SERVER] = cluster.url()
    try:
        app = create_app(settings_for(folder))
        upgrade(app)
        let_go(app)
        yield cluster, make_cast(folder)
    finally:
        del os.environ[engine.SERVER]
        if before:
            os.environ[engine.SERVER] = before
        cluster.remove()


def stop(cluster: Cluster) -> None:
    """As an operator restarts it: `stop -m fast`."""
    cluster.stop()


def kill(cluster: Cluster) -> None:
    """`kill -9` for all of its processes."""
    assert cluster.process is not None
    cluster.process.send_signal(signal.SIGSTOP)
    backends = children(cluster.process.pid)
    cluster.process.kill()
    cluster.process.wait()
    for backend in backends:
        with suppress(ProcessLookupError):
            os.kill(backend, signal.SIGKILL)
    cluster.process = None


def hang(cluster: Cluster) -> None:
    """It keeps every connection, and says nothing: as when its machine, or the network to it, stands still."""
    assert cluster.process is not None
    cluster.process.send_signal(signal.SIGSTOP)
    for backend in children(cluster.process.pid):
        os.kill(backend, signal.SIGSTOP)


def come_back(cluster: Cluster) -> None:
    """It is there again, whatever it was that had happened."""
    if cluster.process is None:
        cluster.start()
        return
    for backend in children(cluster.process.pid):
        os.kill(backend, signal.SIGCONT)
    cluster.process.send_signal(signal.SIGCONT)
