"""One message is sent to one address: the name is looked up, the IP addresses checked, and one of them connected to.

What was checked is what is connected to: no second look-up, no proxy, no redirect that is followed. Whatever the other
end does, an attempt is over after PATIENCE_S, and no more of its answer is read than MAX_ANSWER_BYTES.
"""

import socket
import ssl
from collections.abc import Callable
from functools import partial
from http.client import HTTPException

from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError
from urllib3.exceptions import TimeoutError as TookTooLong

from pollsite.webhooks.errors import AddressRefused
from pollsite.webhooks.limiting import Limit
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


class NobodyThere(OSError):
    """No connection came about."""


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
        with Limit(self._patience_s) as limit:
            try:
                target = target_of(address, only_https=self._only_https)
                ip = self._checked_ip(target, limit)
            except AddressRefused as refusal:
                return Answer(0, str(refusal))
            except TimeoutError:
                return Answer(0, TOOK_TOO_LONG)
            except (OSError, UnicodeError):  # no such name, or none that could be one
                return Answer(0, "Its name leads nowhere.")
            try:
                status = self._status(ip, target, body, headers, limit)
            except (HTTPError, HTTPException, OSError, ValueError) as problem:
                return Answer(0, TOOK_TOO_LONG if limit.is_over else _in_words(problem))
        return Answer(status, f"It answered {status}.")

    def _checked_ip(self, target: Target, limit: Limit) -> str:
        """The first IP address of the name, if every one is public: a name that leads to both is up to something."""
        found = [target.host]
        if not is_ip(target.host):
            found = limit.wait_for(partial(self._resolver, target.host, target.port))
        closed = [ip for ip in found if not self._is_open(ip)]
        if closed or not found:
            raise AddressRefused("It leads to an address that is not public: nothing is sent there.")
        return found[0]

    def _status(self, ip: str, target: Target, body: bytes, headers: dict[str, str], limit: Limit) -> int:
        sent = {
            "Host": target.authority,
            "User-Agent": AGENT,
            "Content-Type": "application/json",
            "Connection": "close",
            **headers,
        }
        connection = HTTPConnection(ip, target.port, timeout=self._patience_s)
        try:
            self._connect(connection, target, limit)
            connection.request("POST", target.path, body, sent, preload_content=False, decode_content=False)
            answer = connection.getresponse()
            answer.read(MAX_ANSWER_BYTES, decode_content=False)
        finally:
            connection.close()
        return answer.status

    def _connect(self, connection: HTTPConnection, target: Target, limit: Limit) -> None:
        """Give it a socket that is connected, and that the limit holds at every step on the way there."""
        family = socket.AF_INET6 if ":" in connection.host else socket.AF_INET
        plain = connection.sock = socket.socket(family, socket.SOCK_STREAM)
        limit.hold(plain)
        plain.settimeout(self._patience_s)
        try:
            plain.connect((connection.host, target.port))
        except TimeoutError:
            raise
        except OSError as problem:
            raise NobodyThere from problem
        limit.check()
        if target.scheme == "https":
            secured = connection.sock = self._trust().wrap_socket(
                plain, server_hostname=target.host, do_handshake_on_connect=False
            )
            limit.hold(secured)
            secured.do_handshake()


def _in_words(problem: Exception) -> str:
    if isinstance(problem, ssl.CertificateError):
        return "Its certificate is not valid for this address."
    if isinstance(problem, NobodyThere):
        return "Nobody answers there."
    if isinstance(problem, TookTooLong | TimeoutError):
        return TOOK_TOO_LONG
    return "The connection broke before it answered."
