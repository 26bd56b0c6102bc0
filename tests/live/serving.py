"""The small site under a real gunicorn."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pollsite.config import CLONE_ROOT
from tests.live.listening import Listener
from tests.patience import eventually
from tests.setup.running import Answer, ask

PATIENCE_S = 60
VOTED = "Cookie: voted=1"
COMMAND = (sys.executable, "-m", "gunicorn", "-c", "tests/live/gunicorn_conf.py")


@dataclass(frozen=True)
class Served:
    """A running server of one worker."""

    process: "subprocess.Popen[str]"
    port: int
    log: Path

    def ask(self, path: str, method: str = "GET") -> Answer:
        """The answer to one request, on a connection of its own."""
        return ask(f"localhost:{self.port}", path, method=method)

    def send(self, *lines: str) -> socket.socket:
        """A connection over which this request was sent."""
        sock = socket.create_connection(("localhost", self.port), timeout=PATIENCE_S)
        sock.sendall("\r\n".join([*lines, "Host: localhost", "", ""]).encode())
        return sock

    def follow(self, articles: str = "1", *headers: str, version: str = "1.1") -> Listener:
        """A stream just asked for."""
        return Listener(self.send(f"GET /live?articles={articles} HTTP/{version}", *headers))

    def count(self, what: str) -> int:
        """How many `streams` or `connections` the worker has; the one that asks is a connection too."""
        return int(self.ask(f"/{what}").text)

    def stop(self) -> str:
        """End it gracefully; what it logged."""
        self.process.terminate()
        self.process.wait(timeout=PATIENCE_S)
        return self.log.read_text()


@contextmanager
def serving(
    folder: Path, *options: str, mode: str = "handoff", database: str = "scores.sqlite3"
) -> Iterator[Served]:
    """gunicorn on a free port, once it answers; its files are in `folder`."""
    log = folder / f"gunicorn-{len(list(folder.iterdir()))}.log"
    with log.open("w") as output, socket.create_server(("localhost", 0)) as listener:
        process = subprocess.Popen(
            [*COMMAND, f"--bind=fd://{listener.fileno()}", *options, "tests.live.site:from_environment()"],
            cwd=CLONE_ROOT,
            env=os.environ | {"SITE_DATABASE": str(folder / database), "SITE_MODE": mode},
            text=True,
            stdout=output,
            stderr=output,
            pass_fds=[listener.fileno()],
        )
        served = Served(process, listener.getsockname()[1], log)
    with process:
        try:
            eventually(lambda: served.ask("/streams").status == 200)
            yield served
        finally:
            process.kill()
