"""What is measured: `pollsite serve` on an instance of its own, and beside it a constant page, same settings."""

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from pollsite.config import CLONE_ROOT
from tests.setup.running import environment_of

SLUG = "to-ai-or-not-to-ai"
ARTICLE = f"/articles/{SLUG}"
WORKERS = 2
PATIENCE_S = 30


@dataclass(frozen=True)
class Server:
    """A running server: its port and its first process."""

    port: int
    process: "subprocess.Popen[str]"
    instance: Path

    @property
    def address(self) -> tuple[str, int]:
        """Where to connect."""
        return ("127.0.0.1", self.port)

    @property
    def host(self) -> str:
        """What to send as Host."""
        return f"127.0.0.1:{self.port}"

    def memory_mib(self) -> float:
        """Memory of all its processes, shared pages counted once (PSS)."""
        return sum(_proportional_set(pid) for pid in self.pids()) / 1024

    def pids(self) -> list[int]:
        """Its processes: the first, then the workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [self.process.pid, *map(int, children.split())]


def _proportional_set(pid: int) -> int:
    """KiB, from the kernel."""
    found = re.search(r"^Pss: +(\d+) kB$", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    return int(found[1]) if found else 0


@contextmanager
def pollsite(instance: Path, *, workers: int = WORKERS, **settings: str) -> Iterator[Server]:
    """The site, as an operator starts it."""
    command = [sys.executable, "-m", "pollsite", "serve", "--port", "0", "--workers", str(workers)]
    with _running(command, instance, settings) as server:
        yield server


@contextmanager
def constant_page(scratch: Path) -> Iterator[Server]:
    """`/<size>` is so many bytes, from a Flask view, through gunicorn with the site's settings."""
    command = [sys.executable, "-m", "tests.bench.constant"]
    with _running(command, scratch, {}) as server:
        yield server


@contextmanager
def _running(command: list[str], instance: Path, settings: Mapping[str, str]) -> Iterator[Server]:
    process = subprocess.Popen(
        command,
        cwd=CLONE_ROOT,
        env=environment_of(instance, settings),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Server(_announced_port(process), process, instance)
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE_S)


def _announced_port(process: "subprocess.Popen[str]") -> int:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"http://localhost:(\d+)/", line):
            return int(found[1])
    raise click.ClickException("A server to be measured did not start; see above.")
