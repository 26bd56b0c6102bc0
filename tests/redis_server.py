"""A Redis of the tests' own: it keeps nothing on disk, and can be ended and started again at the same port."""

import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
import redis

from tests.patience import eventually
from tests.postgresql import free_port

PATIENCE_S = 30


@dataclass
class RedisServer:
    """A server on this machine."""

    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        """What REDIS_URL would say."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self, *options: str) -> "RedisServer":
        """Run it, and wait until it answers. Skips the test where there is no Redis."""
        program = shutil.which("redis-server")
        if program is None:
            pytest.skip("needs Redis: apt-get install redis-server")
        settings = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(
            [program, *settings, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/"
        )
        eventually(self._answers)
        return self

    def kill(self) -> None:
        """End it at once."""
        if self.process:
            self.process.kill()
            self.process.wait(PATIENCE_S)
            self.process = None

    def hang(self) -> None:
        """Let it take connections and answer nothing, as a machine that is out of breath."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it answer again."""
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def known(self) -> list[str]:
        """What it knows."""
        with redis.Redis(port=self.port) as client:
            return [key.decode() for key in client.scan_iter()]

    def _answers(self) -> bool:
        try:
            with redis.Redis(port=self.port, socket_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


@contextmanager
def running() -> Iterator[RedisServer]:
    """A Redis that ends with the test."""
    server = RedisServer().start()
    try:
        yield server
    finally:
        server.kill()
