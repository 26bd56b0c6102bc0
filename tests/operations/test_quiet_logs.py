"""Whatever readers do, and whatever fails meanwhile: the log names nobody and repeats no word of theirs."""

import logging
import re
import socket
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import structlog
from flask import Flask
from sqlalchemy import event

from pollsite.db import db
from pollsite.logs import repeats
from pollsite.logs.foreign import Foreign
from pollsite.logs.setup import configure_logs
from tests.architecture.test_routes import FORM, address_of, ask, methods_of, rules
from tests.fixtures.site import Site
from tests.setup.running import serving

MAIL = "canary@aviary.example"
WORDS = "canary-yellow feathers"
ADDRESS = "203.0.113.77"
FIELDS = (
    "body", "name", "email", "password", "password_confirm", "identity", "note", "quote", "words", "code",
    "author_name", "text", "reason_text", "remember", "next", "submission", "title", "option",
)  # fmt: skip
HEADERS = {
    "User-Agent": "canary-browser",
    "Referer": "http://localhost/canary-referrer",
    "Accept-Language": "canary-language",
    "X-Request-ID": "canary-request-id",
}
CANARY = re.compile(r"canary|203\.0\.113|feathers|aviary", re.IGNORECASE)
PLAIN = re.compile(r"[\x20-\x7e]*")


@pytest.fixture(autouse=True)
def nothing_is_left_out(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every line is told, however often; logging is put back afterwards."""
    monkeypatch.setattr(repeats, "TOLD", sys.maxsize - 1)
    hooks, show = (sys.excepthook, threading.excepthook), warnings.showwarning
    yield
    structlog.reset_defaults()
    logging.captureWarnings(False)
    sys.excepthook, threading.excepthook = hooks
    warnings.showwarning = show
    root = logging.getLogger()
    root.handlers[:] = [handler for handler in root.handlers if not isinstance(handler, Foreign)]


def everything_is_done(site: Site) -> int:
    """Ask for every address in every way it takes, with canaries wherever something can be said; how often."""
    form = FORM | dict.fromkeys(FIELDS, WORDS) | {"email": MAIL, "identity": MAIL}
    reader, asked = site.browser().touch(), 0
    for rule in rules(site):
        for method in sorted(methods_of(rule)):
            address = address_of(site, rule, poll="single").partition("?")[0]
            for sent in (FORM, form) if method == "POST" else ({},):
                ask(
                    reader.client,
                    method,
                    f"{address}?q=canary-question&email={MAIL}",
                    data={**sent, "csrf_token": reader.token} if sent else None,
                    headers=HEADERS,
                    environ_overrides={"REMOTE_ADDR": ADDRESS},
                )
                asked += 1
    ask(reader.client, "GET", "/canary-path/%0a%1b[31mcanary", headers=HEADERS)
    return asked + 1


def fail_each_statement(app: Flask) -> None:
    """From now on the database's driver fails, and names what it was asked for."""

    def fail(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        problem = RuntimeError(f"could not do {statement!r} with {parameters!r} for {MAIL}: 'canary")
        raise problem

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", fail)


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_act_leaves_a_trace_of_who_did_it(
    make_site: Callable[..., Site], capfd: pytest.CaptureFixture[str], form: str
) -> None:
    site = make_site(access_log=True)
    configure_logs(form=form)
    asked = everything_is_done(site)
    told = capfd.readouterr().err
    assert told.count("ms=" if form == "text" else '"ms"') >= asked
    assert CANARY.findall(told) == []
    assert all(PLAIN.fullmatch(line) for line in told.splitlines())


def test_no_failure_does_either(make_site: Callable[..., Site], capfd: pytest.CaptureFixture[str]) -> None:
    site = make_site(access_log=True)
    reader = site.browser().touch()
    addresses = [
        (rule.endpoint, address_of(site, rule, poll="single"))
        for rule in rules(site)
        if "POST" in methods_of(rule)
    ]
    configure_logs()
    fail_each_statement(site.app)
    for _, address in addresses:
        data = {**FORM, "body": WORDS, "name": WORDS, "email": MAIL, "csrf_token": reader.token}
        ask(reader.client, "POST", f"{address.partition('?')[0]}?q=canary", data=data, headers=HEADERS)
    told = capfd.readouterr().err
    assert told.count("could not do") > 10
    assert CANARY.findall(told) == []


RAW = (
    b"GET /canary?mail=canary HTTP/9.9\r\n\r\n",
    b'G"canary /canary HTTP/1.1\r\nHost: localhost\r\n\r\n',
    b"GET /canary\x1b[31m HTTP/1.1\r\nHost: localhost\r\nbad canary header\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: canary.example\r\nX-Canary\x00: canary\r\n\r\n",
    b"GET /" + b"canary" * 2000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"POST /token HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: canary\r\n\r\ncanary",
    b"GET /nowhere/canary HTTP/1.1\r\nHost: localhost\r\nCookie: pollsite=canary\r\nConnection: close\r\n\r\n",
)


def test_neither_does_the_server(tmp_path: Path) -> None:
    with serving(tmp_path / "instance", "--workers", "1", POLLSITE_ACCESS_LOG="1") as server:
        parts = urlsplit(server.address)
        assert parts.hostname
        for words in RAW:
            with socket.create_connection((parts.hostname, parts.port or 0), timeout=30) as sock:
                sock.sendall(words)
                sock.shutdown(socket.SHUT_WR)
                while sock.recv(4096):
                    continue
        server.stop()
        assert server.process.stdout is not None
        told = server.process.stdout.read()
    assert "door=unknown" in told
    assert CANARY.findall(told) == []
    assert "127.0.0.1" not in told
    assert all(PLAIN.fullmatch(line) for line in told.splitlines())
