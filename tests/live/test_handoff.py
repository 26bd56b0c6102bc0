"""The hand-off between two ends of sockets: who gets which bytes, and when it is not tried."""

import errno
import os
import socket
import ssl
from collections.abc import Iterator

import pytest

import pollsite.live.handoff
from pollsite.live.handoff import Mode, descriptors_for_streams, plain_connection, self_test, take_over
from pollsite.live.sending import send_now
from pollsite.live.types import Message
from tests.live.listening import Listener


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """A client's end and a server's end."""
    client, server = socket.socketpair()
    with client, server:
        yield client, server


def test_what_the_server_still_writes_goes_to_nobody(pair: tuple[socket.socket, socket.socket]) -> None:
    client, server = pair
    number = server.fileno()
    ours, answer = take_over(server)
    with ours:
        assert list(answer) == []
        server.sendall(b"to nobody")
        answer.close()
        assert server.fileno() == number
        assert Listener(server).has_ended()
        ours.sendall(b"to the client")
        assert client.recv(64) == b"to the client"


def test_the_server_closing_its_end_does_not_close_ours(pair: tuple[socket.socket, socket.socket]) -> None:
    client, server = pair
    ours, answer = take_over(server)
    answer.close()
    server.shutdown(socket.SHUT_WR)
    server.close()
    ours.sendall(b"still here")
    assert client.recv(64) == b"still here"
    ours.close()
    assert client.recv(64) == b""


def test_a_handed_off_connection_is_not_inherited(pair: tuple[socket.socket, socket.socket]) -> None:
    _, server = pair
    ours, answer = take_over(server)
    assert not os.get_inheritable(ours.fileno())
    assert not os.get_inheritable(server.fileno())
    ours.close()
    answer.close()


@pytest.mark.parametrize(
    ("protocol", "is_taken"), [("HTTP/1.1", True), ("HTTP/1.0", True), ("HTTP/2.0", False), (None, False)]
)
def test_only_http_1_is_taken_over(
    pair: tuple[socket.socket, socket.socket], protocol: str | None, is_taken: bool
) -> None:
    environ = {"gunicorn.socket": pair[1], "SERVER_PROTOCOL": protocol}
    assert (plain_connection(environ) is pair[1]) == is_taken


def test_only_a_plain_connection_of_gunicorn_is_taken_over(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    context = ssl.create_default_context()
    with context.wrap_socket(pair[1], server_hostname="a", do_handshake_on_connect=False) as encrypted:
        assert plain_connection({"gunicorn.socket": encrypted, "SERVER_PROTOCOL": "HTTP/1.1"}) is None
    assert plain_connection({"SERVER_PROTOCOL": "HTTP/1.1"}) is None


def test_the_self_test_tells_whether_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    assert self_test() is Mode.HANDOFF

    def fail(*_: object) -> None:
        raise OSError(errno.EMFILE, "too many open files")

    monkeypatch.setattr(pollsite.live.handoff, "take_over", fail)
    assert self_test() is Mode.GENERATOR


def test_streams_leave_descriptors_for_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = {"RLIMIT": (1024, 4096)}
    monkeypatch.setattr(pollsite.live.handoff.resource, "getrlimit", lambda _: limits["RLIMIT"])
    assert descriptors_for_streams() == 768
    limits["RLIMIT"] = (100, 100)
    assert descriptors_for_streams() == 0
    limits["RLIMIT"] = (pollsite.live.handoff.resource.RLIM_INFINITY,) * 2
    assert descriptors_for_streams() > 1_000_000


def test_sending_says_what_the_kernel_took(pair: tuple[socket.socket, socket.socket]) -> None:
    client, server = pair
    server.setblocking(False)
    assert send_now(server, b"a\0b") == 3
    assert client.recv(64) == b"a\0b"
    large = bytes(10_000_000)
    assert 0 < send_now(server, large) < len(large)
    with pytest.raises(BlockingIOError):
        send_now(server, large)
    client.close()
    with pytest.raises(BrokenPipeError):
        send_now(server, b"x")


@pytest.mark.parametrize("body", ["{}\n", "{\r}", '{"a":\n1}'])
def test_a_state_of_several_lines_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        Message("poll:1", body)
