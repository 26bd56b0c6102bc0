"""One message is sent to one address: the name is looked up, the IP addresses checked, and one of them connected to.

What was checked is what is connected to: no second look-up, no proxy, no redirect that is followed. Whatever the other
end does, an attempt is over after PATIENCE_S, and no more of its answer is read than MAX_ANSWER_BYTES.
"""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.exceptions import TimeoutError as TookTooLong

from pollsite.webhooks.errors import AddressRefused
from pollsite.webhooks.targets import Target, is_ip, is_public, target_of
from pollsite.webhooks.types import Answer

PATIENCE_S = 10.0
MAX_ANSWER_BYTES = 64 * 1024
AGENT = "pollsite-webhooks/1"
TOOK_TOO_LONG = "It took too long to answer."

Resolver = Callable[[str, int], list[str]]
"""The IP addresses of a name, for a port. Raises OSError where there are none."""


def resolve(host: str, port: int) -> list[str]:
    """As the system does."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Sender:
    """Sends messages. `is_open`, `resolver` and `trust` are other ones in tests only."""

    def __init__(
        self,
        *,
        only_https: bool,
        resolver: Resolver = resolve,
        is_open: Callable[[str], bool] = is_public,
        trust: Callable[[], ssl.SSLContext] = ssl.create_default_context,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._only_https = only_https
        self._resolver = resolver
        self._is_open = is_open
        self._trust = trust
        self._patience_s = patience_s

    def send(self, address: str, body: bytes, headers: dict[str, str]) -> Answer:
        """What the other end answered, or why it did not."""
        try:
            target = target_of(address, only_https=self._only_https)
            ip = self._checked_ip(target)
        except AddressRefused as refusal:
            return Answer(0, str(refusal))
        except (OSError, UnicodeError):  # no such name, or none that could be one
            return Answer(0, "Its name leads nowhere.")
        return self._send_to(ip, target, body, headers)

    def _checked_ip(self, target: Target) -> str:
        """The first IP address of the name, if every one is public: a name that leads to both is up to something."""
        found = [target.host] if is_ip(target.host) else self._resolver(target.host, target.port)
        closed = [ip for ip in found if not self._is_open(ip)]
        if closed or not found:
            raise AddressRefused("It leads to an address that is not public: nothing is sent there.")
        return found[0]

    def _send_to(self, ip: str, target: Target, body: bytes, headers: dict[str, str]) -> Answer:
        connection = self._connection(ip, target)
        sent = {
            "Host": target.authority,
            "User-Agent": AGENT,
            "Content-Type": "application/json",
            "Connection": "close",
            **headers,
        }
        cut = threading.Event()
        try:
            with _cut_off(connection, cut, after_s=self._patience_s):
                connection.request(
                    "POST", target.path, body, sent, preload_content=False, decode_content=False
                )
                answer = connection.getresponse()
                answer.read(MAX_ANSWER_BYTES, decode_content=False)
        except (HTTPError, HTTPException, OSError, ValueError) as problem:
            return Answer(0, TOOK_TOO_LONG if cut.is_set() else _in_words(problem))
        finally:
            connection.close()
        return Answer(answer.status, f"It answered {answer.status}.")

    def _connection(self, ip: str, target: Target) -> HTTPConnection:
        patience = self._patience_s
        if target.scheme == "http":
            return HTTPConnection(ip, target.port, timeout=patience)
        return HTTPSConnection(
            ip,
            target.port,
            timeout=patience,
            server_hostname=target.host,
            ssl_context=self._trust(),
        )


@contextmanager
def _cut_off(connection: HTTPConnection, cut: threading.Event, *, after_s: float) -> Iterator[None]:
    """Connect; and once the time is over, cut the connection in the middle of whatever it is doing, and say so in `cut`.

    Its own timeouts begin anew with each byte, so that a slow end could keep a thread for hours.
    """
    watchdog = threading.Timer(after_s, _cut, (connection, cut))
    watchdog.daemon = True
    watchdog.start()
    try:
        connection.connect()
        yield
    finally:
        watchdog.cancel()


def _cut(connection: HTTPConnection, cut: threading.Event) -> None:
    cut.set()
    if connection.sock is not None:
        with suppress(OSError):  # it is closed already
            connection.sock.shutdown(socket.SHUT_RDWR)


def _in_words(problem: Exception) -> str:
    causes = [problem, problem.__cause__, *problem.args]
    if any(isinstance(cause, ssl.SSLError | ssl.CertificateError) for cause in causes):
        return "Its certificate is not valid for this address."
    if isinstance(problem, NewConnectionError):
        return "Nobody answers there."
    if isinstance(problem, TookTooLong | TimeoutError):
        return TOOK_TOO_LONG
    return "The connection broke before it answered."
