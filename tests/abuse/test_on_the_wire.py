"""Requests that two programs might read in two ways: the server takes each for one request, or for none and hangs up."""

import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import pytest

from tests.setup.running import Running, serving

PATIENCE_S = 60
AFTER = "GET /robots.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
HIDDEN = "GET /zq9-hidden HTTP/1.1\r\nHost: localhost\r\nX: "
POST = "POST /polls/1/ballot HTTP/1.1\r\nHost: localhost\r\n"
CHUNKED = "Transfer-Encoding: chunked\r\n"
# After James Kettle, "HTTP Desync Attacks", "HTTP/1.1 must die", and PortSwigger's list of ways to hide the header.
TWO_WAYS = {
    "lengths that differ": f"{POST}Content-Length: 3\r\nContent-Length: 60\r\n\r\na=b{HIDDEN}",
    "a list of lengths": f"{POST}Content-Length: 3, 60\r\n\r\na=b{HIDDEN}",
    "chunks and a length": f"{POST}Content-Length: 5\r\n{CHUNKED}\r\n0\r\n\r\n{HIDDEN}",
    "a length and chunks": f"{POST}{CHUNKED}Content-Length: 60\r\n\r\n0\r\n\r\n{HIDDEN}",
    "a length with a sign": f"{POST}Content-Length: +3\r\n\r\na=b{HIDDEN}",
    "a length below nothing": f"{POST}Content-Length: -1\r\n\r\n{HIDDEN}",
    "a length in hexadecimal": f"{POST}Content-Length: 0x3\r\n\r\na=b{HIDDEN}",
    "a length with an underscore": f"{POST}Content-Length: 0_3\r\n\r\na=b{HIDDEN}",
    "a length in other figures": f"{POST}Content-Length: \u0663\r\n\r\na=b{HIDDEN}",
    "chunks twice": f"{POST}{CHUNKED}{CHUNKED}\r\n0\r\n\r\n{HIDDEN}",
    "chunks of a kind": f"{POST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{HIDDEN}",
    "chunks not last": f"{POST}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n{HIDDEN}",
    "a blank before the colon": f"{POST}Transfer-Encoding : chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n{HIDDEN}",
    "a folded header": f"{POST}Transfer-Encoding:\r\n chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n{HIDDEN}",
    "a header that begins blank": f"{POST} Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n{HIDDEN}",
    "an underscore for a hyphen": f"{POST}Transfer_Encoding: chunked\r\nContent-Length: 3\r\n\r\na=b{AFTER}",
    "a vertical tab": f"{POST}Transfer-Encoding:\x0bchunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n{HIDDEN}",
    "a bare line feed in the head": f"{POST}X: y\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n{HIDDEN}",
    "a bare carriage return": f"{POST}X: y\rTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n{HIDDEN}",
    "a nothing in a name": f"{POST}Content\x00-Length: 60\r\nContent-Length: 3\r\n\r\na=b{HIDDEN}",
    "a chunk that says too little": f"{POST}{CHUNKED}\r\n1\r\na=b\r\n0\r\n\r\n{HIDDEN}",
    "a chunk with a line feed": f"{POST}{CHUNKED}\r\n3\na=b\r\n0\r\n\r\n{HIDDEN}",
    "a chunk in odd figures": f"{POST}{CHUNKED}\r\n0x3\r\na=b\r\n0\r\n\r\n{HIDDEN}",
    "a host twice": f"{POST}Host: zq9.example\r\nContent-Length: 0\r\n\r\n",
    "a version there is not": "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
    "no version": "GET /zq9\r\n\r\n",
    "a blank too many": "GET / zq9 HTTP/1.1\r\nHost: localhost\r\n\r\n",
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server."""
    with serving(tmp_path_factory.mktemp("instance"), "--workers", "1") as server:
        yield server


def sent(running: Running, text: str) -> str:
    """Everything that is said in answer until the server hangs up; we have nothing more to say."""
    place = urlsplit(running.address)
    with socket.create_connection((place.hostname or "", place.port or 0), timeout=PATIENCE_S) as line:
        line.sendall(text.encode())
        with suppress(OSError):
            line.shutdown(socket.SHUT_WR)
        said = b""
        with suppress(ConnectionError):
            while part := line.recv(65_536):
                said += part
    return said.decode(errors="replace")


def statuses(said: str) -> list[int]:
    """The answers of a connection."""
    return [int(status) for status in re.findall(r"^HTTP/1\.[01] (\d{3})", said, re.MULTILINE)]


@pytest.mark.parametrize("request_", TWO_WAYS.values(), ids=TWO_WAYS)
def test_what_can_be_read_in_two_ways_hides_no_second_request(running: Running, request_: str) -> None:
    said = sent(running, request_)
    assert "zq9-hidden" not in said
    answers = statuses(said)
    assert 500 not in answers
    assert all(400 <= status < 600 for status in answers[:1]) or request_.endswith(AFTER)
    if HIDDEN in request_:
        assert len(answers) <= 1, said[:2_000]


@pytest.mark.parametrize("head", ["GET http://zq9.example/ HTTP/1.1\r\nHost: localhost", "GET / HTTP/1.0"])
def test_a_host_that_is_named_elsewhere_or_nowhere_is_in_no_page(running: Running, head: str) -> None:
    said = sent(running, f"{head}\r\nConnection: close\r\n\r\n")
    assert statuses(said) in ([200], [400])
    assert "zq9" not in said


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ("GET / HTTP/1.1", 400),
        ("GET /articles/zq9 HTTP/1.1", 400),
        ("GET http://localhost/ HTTP/1.1", 400),
        ("POST /polls/1/ballot HTTP/1.1", 400),
        ("GET /healthz HTTP/1.1", 200),
        ("GET /readyz HTTP/1.1", 200),
        ("GET /metrics HTTP/1.1", 404),
    ],
)
def test_who_does_not_say_for_which_site_it_is_is_refused(
    running: Running, request_: str, status: int
) -> None:
    said = sent(running, f"{request_}\r\nConnection: close\r\n\r\n")
    assert statuses(said) == [status]
    assert "zq9" not in said


def test_two_plain_requests_on_one_connection_are_two(running: Running) -> None:
    first = "GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\n"
    assert statuses(sent(running, first + AFTER)) == [200, 200]


@pytest.mark.parametrize(
    "head",
    [
        "X: " + "y" * 40_000,
        "\r\n".join(f"X{place}: y" for place in range(2_000)),
        "Cookie: pollsite=" + "x" * 20_000,
        "Range: bytes=" + ",".join(f"{place}-{place}" for place in range(2_000)),
        "Accept-Encoding: " + ",".join("gzip;q=0.1" for _ in range(1_500)),
        "If-None-Match: " + ",".join(f'"{place}"' for place in range(1_500)),
    ],
    ids=["one long", "many", "cookie", "ranges", "encodings", "tags"],
)
def test_heads_have_an_end(running: Running, head: str) -> None:
    said = sent(
        running,
        f"GET /articles/to-ai-or-not-to-ai HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{head}\r\n\r\n",
    )
    assert statuses(said)[:1] in ([], [200], [400], [431], [494])
    assert len(said) < 2_000_000
    assert statuses(sent(running, AFTER)) == [200], "and the next is answered"
