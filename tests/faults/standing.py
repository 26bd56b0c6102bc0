"""A site that is started, killed and started again at one address, and what it logged."""

import re
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from time import monotonic

from pollsite.config import CLONE_ROOT
from tests.killing import kill_all
from tests.patience import eventually
from tests.postgresql import free_port
from tests.setup.running import PATIENCE_S, Answer, ask, environment_of

LONGEST_START_S = 180
"""Of a server on a machine that does much else."""


@dataclass
class Standing:
    """`pollsite serve` on one folder; `prefix` starts it, `program` is what is started, `log` all it has said."""

    instance: Path
    log: Path
    workers: int = 2
    prefix: Sequence[str] = ()
    program: Sequence[str] = ("pollsite",)
    settings: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[str] | None" = None
    is_open: threading.Event = field(default_factory=threading.Event)
    answered_after_s: list[float] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}/"

    @property
    def running(self) -> "subprocess.Popen[str]":
        """The server's first process."""
        assert self.process is not None
        return self.process

    def start(self) -> "Standing":
        """Run it, and wait until it answers."""
        began = monotonic()
        command = [sys.executable, "-m", *self.program, "serve", "--port", str(self.port)]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [*self.prefix, *command, "--workers", str(self.workers)],
                cwd=CLONE_ROOT,
                env=environment_of(self.instance, {"POLLSITE_FIRST_HELD": "0", **self.settings}),
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
            )
        self.wait_until_it_answers(since=began)
        return self

    def wait_until_it_answers(self, *, since: float, status: int = 200) -> None:
        """Return with the first page that is served; how long it took since then is kept."""
        eventually(lambda: self._answers(status), patience_s=LONGEST_START_S)
        self.answered_after_s.append(monotonic() - since)
        self.is_open.set()

    def get(self, path: str, **headers: str) -> Answer:
        """The answer to one request, on a connection of its own."""
        return ask(f"127.0.0.1:{self.port}", path, **headers)

    def kill(self) -> None:
        """`kill -9` for all of it."""
        self.is_open.clear()
        kill_all(self.running)

    def stop(self) -> None:
        """End it as an operator does."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(PATIENCE_S)

    def said(self) -> list[str]:
        """The lines of the log, without colours."""
        return re.sub(r"\x1b\[[0-9;]*m", "", self.log.read_text()).splitlines()

    def said_of(self, words: str) -> list[str]:
        """The lines with these words in them."""
        return [line for line in self.said() if words in line]

    def _answers(self, status: int) -> bool:
        assert self.running.poll() is None, self.log.read_text()
        with suppress(OSError, HTTPException):
            return self.get("/").status == status
        return False
