"""Processes of the site as systemd runs them: the command and the settings of `deploy/`, the port held from outside."""

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from configparser import RawConfigParser
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from pollsite.config import CLONE_ROOT
from tests.fixtures.site import SECRET
from tests.patience import eventually
from tests.setup.running import Answer, ask, environment_of

DEPLOYED = CLONE_ROOT / "deploy"
NAME = "localhost"
PATIENCE_S = 60
AS_SYSTEMD = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execv(sys.argv[2], sys.argv[2:])
"""
"""Hands a listening socket to the program as its third descriptor, as systemd does."""


class Unit(RawConfigParser):
    """A unit file; where a directive is given again, the last one counts."""

    def __init__(self, name: str) -> None:
        super().__init__(strict=False, delimiters=("=",), comment_prefixes=("#",), interpolation=None)
        self.read_string((DEPLOYED / "systemd" / name).read_text())

    def optionxform(self, optionstr: str) -> str:
        """Directives as they are written."""
        return optionstr


def deployed_settings() -> dict[str, str]:
    """What deploy/pollsite.env sets."""
    lines = (DEPLOYED / "pollsite.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def production(instance: Path, **others: str) -> dict[str, str]:
    """The environment of a process as deployed, for the instance's database and the name `localhost`."""
    deployed = deployed_settings()
    for name in ("DATABASE_URL", "REDIS_URL", "POLLSITE_SMTP_URL"):
        deployed.pop(name)
    places = {
        "POLLSITE_INSTANCE_PATH": str(instance),
        "POLLSITE_SECRET_KEY": SECRET,
        "POLLSITE_TRUSTED_HOSTS": NAME,
        "POLLSITE_ADDRESS": f"https://{NAME}",
        "POLLSITE_GUEST_PAUSE": "0",
    }
    return environment_of(instance, deployed | places | others)


def deployed_command(workers: int) -> list[str]:
    """What pollsite@.service starts, from this environment's own folder of programs."""
    given = Unit("pollsite@.service")["Service"]["ExecStart"].replace("${WORKERS}", str(workers)).split()
    return [re.sub(r"^/opt/pollsite/\.venv/bin", str(Path(sys.executable).parent), word) for word in given]


@dataclass
class Host:
    """One gunicorn and its port, which stays open while the process is not there; or, in a container, does not."""

    environment: Mapping[str, str]
    log: Path
    workers: int = 1
    in_container: bool = False
    process: "subprocess.Popen[bytes] | None" = None
    listener: socket.socket = field(
        default_factory=lambda: socket.create_server(("127.0.0.1", 0), backlog=2048)
    )

    def __post_init__(self) -> None:
        self.port = int(self.listener.getsockname()[1])
        if self.in_container:
            self.listener.close()

    @property
    def server(self) -> str:
        """As servers.conf names it."""
        return f"127.0.0.1:{self.port}"

    def start(self) -> "Host":
        """Run it; `wait` says when it is ready."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command(),
                cwd=CLONE_ROOT,
                env=dict(self.environment),
                stdout=log,
                stderr=log,
                pass_fds=[] if self.in_container else [self.listener.fileno()],
            )
        return self

    def _command(self) -> list[str]:
        command = deployed_command(self.workers)
        if self.in_container:
            return [*command[:-1], "--bind", self.server, command[-1]]
        return [sys.executable, "-c", AS_SYSTEMD, str(self.listener.fileno()), *command]

    def wait(self) -> "Host":
        """Wait until it is ready."""
        eventually(self._is_ready)
        return self

    def _is_ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log.read_text()
        with suppress(ConnectionRefusedError):
            return self.ask("/readyz").status == 200
        return False

    def ask(self, path: str, **headers: str) -> Answer:
        """Ask it past nginx, as nginx would."""
        told = {"Host": NAME, "X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"}
        return ask(self.server, path, **(told | headers))

    def stop(self, how: int = signal.SIGTERM) -> None:
        """End the process; the port stays open."""
        if self.process:
            self.process.send_signal(how)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(PATIENCE_S)
            self.process.kill()
            self.process.wait()
            self.process = None

    def restart(self) -> None:
        """As `systemctl restart`."""
        self.stop()
        self.start()

    def remove(self) -> None:
        """End it and close its port."""
        self.stop(signal.SIGKILL)
        self.listener.close()
