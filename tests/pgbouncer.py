"""PgBouncer in front of a database, lending its few connections for a transaction at a time.

    with PgBouncer(database_of(folder), connections=3) as bouncer:
        serve(folder, DATABASE_URL=bouncer.url)

It is run as somebody who is not root, like PostgreSQL's server in tests/postgresql.py.
"""

import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.patience import eventually
from tests.postgresql import OWNER, free_port, somebody

PATIENCE_S = 60
SETTINGS = """
[databases]
* = host={host} port={port} user={owner}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own_port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {connections}
max_client_conn = 400
"""


@cache
def program() -> str:
    """Where PgBouncer is; skips the test where it is not."""
    found = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin:/usr/local/sbin")
    return found or pytest.skip("needs PgBouncer: apt-get install pgbouncer")


@dataclass
class PgBouncer:
    """PgBouncer with so many connections to the database `behind`; `url` is the database through it."""

    behind: str
    connections: int
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="pollsite-pgbouncer-")))
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        """The address that the site is given."""
        return f"postgresql://{OWNER}@127.0.0.1:{self.port}{urlsplit(self.behind).path}"

    def __enter__(self) -> "PgBouncer":
        there = urlsplit(self.behind)
        file = self.folder / "pgbouncer.ini"
        file.write_text(
            SETTINGS.format(
                host=there.hostname,
                port=there.port,
                owner=OWNER,
                own_port=self.port,
                connections=self.connections,
            )
        )
        who = somebody()
        if who:
            os.chown(self.folder, who["user"], who["group"])
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen([program(), file], cwd=self.folder, stdout=log, stderr=log, **who)
        eventually(self._answers)
        return self

    def __exit__(self, *_: object) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(PATIENCE_S)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.folder / "log").read_text()
        with suppress(psycopg.OperationalError), psycopg.connect(self.url):
            return True
        return False
