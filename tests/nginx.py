"""nginx as `deploy/` sets it up, in a folder of its own: only ports, paths and names are put in the place of others.

    with Nginx(servers=["127.0.0.1:8001"]) as nginx:
        ask(f"localhost:{nginx.port}", "/")

It is run as somebody who is not root, like PostgreSQL's server in tests/postgresql.py.
"""

import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from pollsite.config import CLONE_ROOT
from tests.patience import eventually
from tests.postgresql import free_port, somebody

DEPLOYED = CLONE_ROOT / "deploy" / "nginx"
PATIENCE_S = 60
NAME = "polls.example.org"
"""What the deployed files call the site."""


@cache
def program() -> str:
    """Where nginx is; skips the test where it is not."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    return found or pytest.skip("needs nginx: apt-get install nginx")


@cache
def has_ipv6() -> bool:
    """Whether this machine can listen at ::1."""
    with suppress(OSError), socket.create_server(("::1", 0), family=socket.AF_INET6):
        return True
    return False


@dataclass
class Nginx:
    """nginx in front of `servers` ("host:port" each), answering to `name`, and over https too if there is a certificate.

    `certificate`: the folder of fullchain.pem and privkey.pem; without one, plain.conf stands for tls.conf.
    `changes` puts other text in the place of some, in whichever file has it.
    """

    servers: Sequence[str]
    name: str = "localhost"
    certificate: Path | None = None
    changes: Mapping[str, str] = field(default_factory=dict)
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="pollsite-nginx-")))
    port: int = field(default_factory=free_port)
    tls_port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    def __enter__(self) -> "Nginx":
        return self.make().start()

    def __exit__(self, *_: object) -> None:
        self.remove()

    def make(self) -> "Nginx":
        """Write its files as deployed, but for this folder, these ports and servers."""
        for file in DEPLOYED.glob("*.conf"):
            (self.folder / file.name).write_text(self._rendered(file))
        shutil.copytree(DEPLOYED / "refused", self.folder / "refused")
        if self.certificate:
            for file in self.certificate.iterdir():
                shutil.copy(file, self.folder)
        self._give_away()
        return self

    def start(self) -> "Nginx":
        """Run it, and wait until it takes connections."""
        self.process = subprocess.Popen(
            [*self.command, "-g", "daemon off;"], stderr=subprocess.DEVNULL, **somebody()
        )
        eventually(self._answers)
        return self

    @property
    def command(self) -> list[str]:
        """nginx with these files."""
        return [program(), "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")]

    def check(self) -> "subprocess.CompletedProcess[str]":
        """What `nginx -t` says of the files."""
        return subprocess.run(
            [*self.command, "-t"], capture_output=True, text=True, check=False, **somebody()
        )

    def reload(self) -> None:
        """Take up changed files."""
        assert self.process is not None
        before = self._workers()
        self.process.send_signal(signal.SIGHUP)
        eventually(lambda: not before & self._workers())

    def stop(self, how: int = signal.SIGTERM) -> None:
        """End it, by default at once."""
        if self.process:
            self.process.send_signal(how)
            self.process.wait(PATIENCE_S)
            self.process = None

    def remove(self) -> None:
        """End it and delete its folder."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def said(self, log: str = "error") -> str:
        """What is in its `error` or `access` log."""
        file = self.folder / f"{log}.log"
        return file.read_text() if file.exists() else ""

    def _rendered(self, file: Path) -> str:
        if file.name == "servers.conf":
            options = re.search(r"^server \S+(.*;)$", file.read_text(), re.MULTILINE)
            assert options
            return "".join(f"server {server}{options[1]}\n" for server in self.servers)
        text = file.read_text()
        for before, after in (self._places() | self.changes).items():
            text = text.replace(before, after)
        if not has_ipv6():
            text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.MULTILINE)
        return re.sub(r"(listen (?:\[::\]:)?)(80|443)\b", self._with_own_port, text)

    def _places(self) -> dict[str, str]:
        """What stands where the deployed files have something of the machine's."""
        here = str(self.folder)
        return {
            "/var/cache/nginx": here,
            "/var/log/nginx": here,
            "root /etc/nginx": f"root {here}",
            "/run/nginx.pid": f"{here}/nginx.pid",
            "/etc/ssl/pollsite": here,
            "buffer=64k flush=5s": "",
            "include tls.conf": "include tls.conf" if self.certificate else "include plain.conf",
            "65536": str(min(65536, resource.getrlimit(resource.RLIMIT_NOFILE)[1])),
            f"https://{NAME}": f"https://{self.name}:{self.tls_port}",
            NAME: f"{self.name} 127.0.0.1",
        }

    def _with_own_port(self, found: "re.Match[str]") -> str:
        return found[1] + str(self.port if found[2] == "80" else self.tls_port)

    def _give_away(self) -> None:
        """Let whoever runs it have the folder."""
        who = somebody()
        if who:
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, who["user"], who["group"])

    def _workers(self) -> set[str]:
        assert self.process is not None
        number = self.process.pid
        return set(Path(f"/proc/{number}/task/{number}/children").read_text().split())

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"{self.check().stderr}{self.said()}"
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
            return True
        return False
