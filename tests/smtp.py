"""A mail server for tests, on a port of its own: takes letters, or answers as told."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class MailServer:
    """What it has taken, and what it answers to RCPT in place of 250, by address, until it is taken away."""

    address: str = ""
    eight_bits: bool = True
    taken: list[bytes] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def letters(self) -> list[EmailMessage]:
        """The letters taken, in their order."""
        return [message_from_bytes(letter, policy=policy.default) for letter in self.taken]


@contextmanager
def mail_server(*, port: int = 0, eight_bits: bool = True) -> Iterator[MailServer]:
    """Serve on this machine until the block ends."""
    known = MailServer(eight_bits=eight_bits)

    class _Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            _talk(self, known)

    class _Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with _Server(("127.0.0.1", port), _Talk) as server:
        known.address = f"127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield known
        server.shutdown()
        thread.join()


def _talk(line: socketserver.StreamRequestHandler, known: MailServer) -> None:
    def say(words: str) -> None:
        line.wfile.write(f"{words}\r\n".encode())

    say("220 here")
    while order := line.rfile.readline().decode().strip():
        word = order.split()[0].upper()
        if word == "EHLO":
            say("250-here\r\n250-AUTH PLAIN" + ("\r\n250 8BITMIME" if known.eight_bits else "\r\n250 OK"))
        elif word == "AUTH":
            known.logins.append(order.split()[-1])
            say("235 welcome")
        elif word == "RCPT":
            say(known.answers.get(order.partition("<")[2].rstrip(">"), "250 fine"))
        elif word == "DATA":
            say("354 go on")
            known.taken.append(b"".join(iter(line.rfile.readline, b".\r\n")))
            say("250 taken")
        else:
            say("221 bye" if word == "QUIT" else "250 fine")
