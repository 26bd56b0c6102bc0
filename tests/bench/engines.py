"""The databases that are measured: SQLite in the instance's folder, and a PostgreSQL server as it comes, which syncs."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from tests.bench.rows import Progress
from tests.postgresql import Cluster, binaries

Settings = Mapping[str, str]
SQLITE: Settings = {"DATABASE_URL": ""}
"""Whatever the environment says."""


def has_postgresql(progress: Progress) -> bool:
    """Whether this machine has PostgreSQL; says so if not."""
    try:
        binaries()
    except pytest.skip.Exception as reason:
        progress(f"left out: {reason}")
        return False
    return True


@contextmanager
def postgresql() -> Iterator[Settings]:
    """An empty database in a server of its own, with every setting of its that promises something left alone."""
    cluster = Cluster(settings={}).make().start()
    try:
        yield {"DATABASE_URL": cluster.url()}
    finally:
        cluster.remove()
