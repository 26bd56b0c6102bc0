"""Readers of streams, at the end of a socket: what they were told so far, read without waiting."""

import json
import socket
from typing import Any

BREAK = b"\n\n"


class Listener:
    """One end of a connection. Reads what has come whenever it is asked; remembers all of it."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.sock.setblocking(False)
        self.heard = b""
        self.is_over = False

    def listen(self) -> bytes:
        """Everything heard so far."""
        try:
            while chunk := self.sock.recv(65536):
                self.heard += chunk
            self.is_over = True
        except BlockingIOError:
            pass
        except ConnectionError:
            self.is_over = True
        return self.heard

    def states(self) -> list[dict[str, Any]]:
        """The states heard so far, in order; frames not yet whole are left out."""
        whole = self.listen().rpartition(BREAK)[0]
        lines = whole.split(b"\n")
        return [json.loads(line.removeprefix(b"data: ")) for line in lines if line.startswith(b"data: ")]

    def versions(self, topic: str = "poll:1") -> list[int]:
        """The versions heard of the poll `poll:<number>`."""
        poll = int(topic.partition(":")[2])
        return [state["v"] for state in self.states() if state.get("poll") == poll]

    def has_ended(self) -> bool:
        """Whether the other side has closed."""
        self.listen()
        return self.is_over

    def close(self) -> None:
        """Leave."""
        self.sock.close()
