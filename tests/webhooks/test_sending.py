"""One attempt: where it goes, what it says, and that nothing at the other end can lead it elsewhere or keep it for long."""

import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from pollsite.webhooks.sending import AGENT, MAX_ANSWER_BYTES, PATIENCE_S, TOOK_TOO_LONG, Resolver, Sender
from tests.webhooks.receiver import Receiver
from tests.webhooks.telling import here

BODY = b'{"type":"poll.closed"}'
SOON_S = 0.3


def anywhere(_ip: str) -> bool:
    """Lets a test send to this machine."""
    return True


def send(
    elsewhere: Receiver, *, resolver: Resolver = here, patience_s: float = PATIENCE_S
) -> tuple[int, str]:
    """The answer's status and words."""
    sender = Sender(only_https=False, resolver=resolver, is_open=anywhere, patience_s=patience_s)
    answer = sender.send(elsewhere.address, BODY, {"webhook-id": "msg_1"})
    return answer.status, answer.words


def test_it_is_posted_to_the_name_that_was_given_at_the_address_that_was_checked(elsewhere: Receiver) -> None:
    assert send(elsewhere) == (204, "It answered 204.")
    (got,) = elsewhere.received
    assert (got.path, got.body) == ("/in?from=here", BODY)
    assert got.headers["Host"] == f"hooks.example:{elsewhere.port}"
    assert got.headers["Content-Type"] == "application/json"
    assert got.headers["User-Agent"] == AGENT
    assert got.headers["webhook-id"] == "msg_1"
    assert "Cookie" not in got.headers


@pytest.mark.parametrize("found", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::1"], ["::ffff:127.0.0.1"], []])
def test_a_name_that_leads_to_what_is_not_public_is_not_connected_to(
    elsewhere: Receiver, found: list[str]
) -> None:
    answer = Sender(only_https=False, resolver=lambda *_: found).send(elsewhere.address, BODY, {})
    assert answer.words == "It leads to an address that is not public: nothing is sent there."
    assert (answer.status, elsewhere.received) == (0, [])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "[::1]", "0177.0.0.1"])
def test_this_machine_is_never_sent_to_however_it_is_written(elsewhere: Receiver, host: str) -> None:
    answer = Sender(only_https=False).send(f"http://{host}:{elsewhere.port}/", BODY, {})
    assert (answer.status, elsewhere.received) == (0, [])


def test_a_name_that_leads_elsewhere_the_second_time_is_asked_once(elsewhere: Receiver) -> None:
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    assert send(elsewhere, resolver=rebinding)[0] == 204
    assert asked == ["hooks.example"]


@pytest.mark.parametrize("problem", [OSError, UnicodeError])
def test_a_name_that_leads_nowhere_is_told(elsewhere: Receiver, problem: type[Exception]) -> None:
    def nowhere(_host: str, _port: int) -> list[str]:
        raise problem

    assert send(elsewhere, resolver=nowhere) == (0, "Its name leads nowhere.")


def test_where_nobody_listens_is_told() -> None:
    assert send(Receiver(port=1)) == (0, "Nobody answers there.")


def test_a_redirect_is_an_answer_and_not_followed(elsewhere: Receiver) -> None:
    def elsewhere_still(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(307)
        handler.send_header("Location", f"http://127.0.0.1:{elsewhere.port}/secret")
        handler.end_headers()

    elsewhere.talk = elsewhere_still
    assert send(elsewhere) == (307, "It answered 307.")
    assert len(elsewhere.received) == 1


def _drip_headers(handler: BaseHTTPRequestHandler, over: threading.Event) -> None:
    while not over.wait(SOON_S / 20):
        handler.wfile.write(b"H")
        handler.wfile.flush()


def _say_nothing(_handler: BaseHTTPRequestHandler, over: threading.Event) -> None:
    over.wait(30)


def _until_cut(
    talk: Callable[[BaseHTTPRequestHandler, threading.Event], None],
    handler: BaseHTTPRequestHandler,
    over: threading.Event,
) -> None:
    try:
        talk(handler, over)
    except OSError:
        over.set()


@pytest.mark.parametrize("slowly", [_drip_headers, _say_nothing])
def test_who_answers_slowly_is_cut_off(
    elsewhere: Receiver, slowly: Callable[[BaseHTTPRequestHandler, threading.Event], None]
) -> None:
    over = threading.Event()
    elsewhere.talk = lambda handler: _until_cut(slowly, handler, over)
    assert send(elsewhere, patience_s=SOON_S) == (0, TOOK_TOO_LONG)
    over.set()


def test_a_name_that_is_not_found_in_time_is_given_up(elsewhere: Receiver) -> None:
    over = threading.Event()

    def lost(_host: str, _port: int) -> list[str]:
        over.wait(30)
        return ["127.0.0.1"]

    assert send(elsewhere, resolver=lost, patience_s=SOON_S) == (0, TOOK_TOO_LONG)
    over.set()
    assert elsewhere.received == []


def test_no_more_of_an_answer_is_read_than_is_needed(elsewhere: Receiver) -> None:
    sent = 0
    over = threading.Event()

    def endless(handler: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                sent += handler.wfile.write(b"a" * MAX_ANSWER_BYTES)
        except OSError:
            over.set()

    elsewhere.talk = endless
    assert send(elsewhere)[0] == 200
    assert over.wait(30)
    assert sent < 500 * MAX_ANSWER_BYTES


def test_what_speaks_no_http_is_told(elsewhere: Receiver) -> None:
    def greet(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"SSH-2.0-OpenSSH_9.9\r\n")

    elsewhere.talk = greet
    assert send(elsewhere) == (0, "The connection broke before it answered.")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for hooks.example, in one file with its key."""
    file = tmp_path_factory.mktemp("certificate") / "both.pem"
    made = ["openssl", "req", "-x509", "-days", "2", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=hooks"]
    named = ["-addext", "subjectAltName=DNS:hooks.example", "-keyout", str(file), "-out", str(file) + ".crt"]
    subprocess.run([*made, *named], check=True, capture_output=True)
    file.write_text(file.read_text() + Path(f"{file}.crt").read_text())
    return file


@pytest.fixture
def over_tls(elsewhere: Receiver, certificate: Path) -> Iterator[Receiver]:
    """The same, over TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with elsewhere.secured(context):
        yield elsewhere


@pytest.mark.parametrize(
    ("host", "trusted", "status", "words"),
    [
        ("hooks.example", True, 204, "It answered 204."),
        ("other.example", True, 0, "Its certificate is not valid for this address."),
        ("hooks.example", False, 0, "Its certificate is not valid for this address."),
    ],
)
def test_the_certificate_must_be_the_name_s(
    over_tls: Receiver, certificate: Path, host: str, trusted: bool, status: int, words: str
) -> None:
    trust = (
        (lambda: ssl.create_default_context(cafile=str(certificate)))
        if trusted
        else ssl.create_default_context
    )
    sender = Sender(only_https=True, resolver=here, is_open=anywhere, trust=trust)
    answer = sender.send(f"https://{host}:{over_tls.port}/", BODY, {})
    assert (answer.status, answer.words, len(over_tls.received)) == (status, words, int(status == 204))


class _Dawdling(ssl.SSLContext):
    """Agrees with the other end only once the attempt's time is over."""

    def wrap_socket(self, *args: Any, **named: Any) -> ssl.SSLSocket:
        wrapped = super().wrap_socket(*args, **named)
        threading.Event().wait(2 * SOON_S)
        return wrapped


@pytest.mark.parametrize("kind", [ssl.SSLContext, _Dawdling])
def test_who_drips_over_tls_is_cut_off_whenever_the_time_ends(
    over_tls: Receiver, certificate: Path, kind: type[ssl.SSLContext]
) -> None:
    over = threading.Event()
    over_tls.talk = lambda handler: _until_cut(_drip_headers, handler, over)

    def trust() -> ssl.SSLContext:
        context = kind(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(certificate)
        return context

    sender = Sender(only_https=True, resolver=here, is_open=anywhere, trust=trust, patience_s=SOON_S)
    answer = sender.send(f"https://hooks.example:{over_tls.port}/", BODY, {})
    over.set()
    assert (answer.status, answer.words) == (0, TOOK_TOO_LONG)
