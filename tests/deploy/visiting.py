"""Readers of a site over the wire: each has a connection, a cookie, and does one thing after the other."""

import json
import re
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from time import monotonic
from urllib.parse import urlencode

from tests.deploy.hosts import NAME
from tests.samples import SLUG

PATIENCE_S = 60
ARTICLE = f"/articles/{SLUG}"


@dataclass
class Visitor:
    """One reader; `proxied` asks a process as nginx would."""

    port: int
    cookie: str = ""
    token: str = ""
    proxied: bool = False
    encoding: str = "gzip"
    body: bytes = b""
    connection: HTTPConnection | None = None

    def read(self, path: str = ARTICLE) -> int:
        """Open a page."""
        return self.ask("GET", path)

    def introduce(self) -> "Visitor":
        """Fetch a token, and with it the cookie."""
        assert self.ask("GET", "/token") == 200
        self.token = json.loads(self.body)["token"]
        return self

    def vote(self, poll_id: int, option: str) -> int:
        """Send a poll's form."""
        return self.post(f"/polls/{poll_id}/ballot", option=option, wording="1")

    def post(self, path: str, **form: str) -> int:
        """Send a form of the site."""
        return self.ask("POST", path, urlencode({"csrf_token": self.token, **form}))

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> int:
        """Send a request on the connection that is kept; the status."""
        told = {
            "Host": NAME,
            "Accept-Encoding": self.encoding,
            **({"Cookie": self.cookie} if self.cookie else {}),
        }
        if self.proxied:
            told |= {"X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"}
        if body is not None:
            told |= {
                "Origin": f"https://{NAME}",
                "Referer": f"https://{NAME}{ARTICLE}",
                "Content-Type": "application/x-www-form-urlencoded",
            }
        if self.connection is None:
            self.connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        self.connection.request(method, path, body=body, headers=told | headers)
        answer = self.connection.getresponse()
        self.body = answer.read()
        self._remember(answer)
        return answer.status

    def leave(self) -> None:
        """Close the connection."""
        if self.connection is not None:
            self.connection.close()

    def _remember(self, answer: HTTPResponse) -> None:
        if given := answer.headers["Set-Cookie"]:
            self.cookie = given.partition(";")[0]


@dataclass
class Crowd:
    """Visitors who do these acts in turn, all at once, until told to stop."""

    port: int
    acts: dict[str, Callable[[Visitor], int]]
    visitors: int = 6
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    longest_s: float = 0.0

    def __enter__(self) -> "Crowd":
        self._leaving = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._visit, daemon=True) for _ in range(self.visitors)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._leaving.set()
        for thread in self._threads:
            thread.join(PATIENCE_S)

    def count(self, act: str) -> int:
        """How often the act was answered."""
        return sum(number for (name, _), number in self.answers.items() if name == act)

    def _visit(self) -> None:
        while not self._leaving.is_set():
            visitor = Visitor(self.port)
            try:
                for name, act in self.acts.items():
                    self._note(name, act, visitor)
            except (OSError, HTTPException, AssertionError) as problem:
                self.failures.append(f"{name}: {problem!r}")
            finally:
                visitor.leave()

    def _note(self, name: str, act: Callable[[Visitor], int], visitor: Visitor) -> None:
        began = monotonic()
        status = act(visitor)
        with self._lock:
            self.longest_s = max(self.longest_s, monotonic() - began)
            self.answers[name, status] += 1
        if status >= 400:
            said = re.search(rb'class="error"[^>]*>([^<]*)', visitor.body)
            self.failures.append(f"{name}: {status} {said[1] if said else visitor.body[:200]!r}")
