"""A PostgreSQL server of the tests' own: made in a folder of its own, run as somebody who is not root."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.patience import eventually

BINARIES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
OWNER = "pollsite"
PATIENCE_S = 60
QUICK = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
"""For tests that pull no plug."""
SETTINGS = {
    "max_connections": "400",
    "shared_buffers": "64MB",
    "listen_addresses": "127.0.0.1",
    "timezone": "Asia/Kolkata",
}
ABROAD = ("--locale-provider=icu", "--icu-locale=da-DK")
"""Where `aa` comes after `z` and a day begins at another hour: nothing may hang on either. Needs PostgreSQL 15."""


@cache
def binaries() -> Path:
    """The folder of PostgreSQL's programs; skips the test where there are none."""
    if found := shutil.which("postgres"):
        return Path(found).parent
    for pattern in BINARIES:
        for folder in sorted(Path("/").glob(pattern[1:]), reverse=True):
            if (folder / "postgres").exists():
                return folder
    pytest.skip("needs PostgreSQL: apt-get install postgresql")


def somebody() -> dict[str, Any]:
    """As whom a server is run, for subprocess: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@dataclass
class Cluster:
    """A server with its data; `url` names a database in it. Safe to start again after any end."""

    settings: Mapping[str, str] = field(default_factory=lambda: QUICK)
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="pollsite-postgresql-")))
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    def make(self) -> "Cluster":
        """Make the folder of its data."""
        who = somebody()
        if who:
            os.chown(self.folder, who["user"], who["group"])
        made = subprocess.run(
            [
                binaries() / "initdb",
                "-D",
                self.data,
                "-U",
                OWNER,
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                *ABROAD,
                "-N",
            ],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            **who,
        )
        assert made.returncode == 0, made.stderr
        return self

    @property
    def data(self) -> Path:
        """Where its data is."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What it says."""
        return self.folder / "log"

    def url(self, database: str = "postgres") -> str:
        """The address of one of its databases, over TCP."""
        return f"postgresql://{OWNER}@127.0.0.1:{self.port}/{database}"

    def start(self) -> "Cluster":
        """Run it, and wait until it takes connections."""
        options = {
            **SETTINGS,
            **self.settings,
            "port": str(self.port),
            "unix_socket_directories": str(self.folder),
        }
        given = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [binaries() / "postgres", "-D", self.data, *given],
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **somebody(),
            )
        eventually(self._answers)
        return self

    def stop(self, how: int = 2) -> None:
        """End it, by default as quickly as is clean (SIGINT), and wait until it is gone."""
        if self.process:
            self.process.send_signal(how)
            self.process.wait(PATIENCE_S)
            self.process = None

    def remove(self) -> None:
        """End it and delete its data."""
        self.stop(how=3)
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run one statement outside any transaction; its rows, if it has any."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            done = connection.execute(statement.encode())
            return done.fetchall() if done.description else []

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log.read_text()
        try:
            return bool(self.run("SELECT 1"))
        except psycopg.OperationalError:
            return False
