"""`pollsite serve` as its own process, from any folder and any copy of the package."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from pollsite.config import CLONE_ROOT, is_setting
from tests.engine import database_of

PATIENCE_S = 180


@dataclass(frozen=True)
class Answer:
    """What came back for one request."""

    status: int
    headers: Message
    text: str


def ask(netloc: str, path: str, *, method: str = "GET", **headers: str) -> Answer:
    """The answer to one request, on a connection of its own."""
    with closing(HTTPConnection(netloc, timeout=PATIENCE_S)) as connection:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read().decode(errors="replace"))


@dataclass
class Running:
    """A server that has said where it answers; `said` is every line up to then."""

    process: "subprocess.Popen[str]"
    said: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """The address in its last line."""
        found = re.search(r"http://\S+/", self.said[-1])
        assert found, self.said
        return found.group()

    def get(self, path: str = "/", **headers: str) -> Answer:
        """Ask for a page, on a connection of its own."""
        return ask(urlsplit(self.address).netloc, path, **headers)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Send the signal; the exit code."""
        self.process.send_signal(how)
        return self.process.wait(timeout=PATIENCE_S)


def command(instance: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run one command of pollsite to its end."""
    return subprocess.run(
        [sys.executable, "-m", "pollsite", *arguments],
        cwd=CLONE_ROOT,
        env=environment_of(instance, environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )


@contextmanager
def serving(
    instance: Path, *options: str, folder: Path = CLONE_ROOT, **environment: str
) -> Iterator[Running]:
    """Serve on a free port, started in `folder`; killed at the end if it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pollsite", "serve", "--port", "0", *options],
        cwd=folder,
        env=environment_of(instance, environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        running = Running(process)
        try:
            _wait_until_it_answers(running)
            yield running
        finally:
            process.kill()


def _wait_until_it_answers(running: Running) -> None:
    assert running.process.stdout is not None
    for line in running.process.stdout:
        running.said.append(line.rstrip())
        if "Ctrl-C stops" in line:
            return
    raise AssertionError("\n".join(running.said))


def environment_of(instance: Path, added: Mapping[str, str]) -> dict[str, str]:
    """This process's, with these settings of pollsite and no others."""
    inherited = {name: value for name, value in os.environ.items() if not is_setting(name)}
    database = {"DATABASE_URL": url} if (url := database_of(instance)) else {}
    place = {"POLLSITE_INSTANCE_PATH": str(instance), "POLLSITE_GUEST_PAUSE": "0"}
    return {**inherited, **place, **database, **added}
