"""A visit: one client's connection, as gunicorn knows it and as it waits in our poller."""

from typing import Any

from gunicorn.workers.gthread import TConn

from pollsite.server.arriving import Arrival
from pollsite.server.prompt import PromptSocket
from pollsite.server.waiting import Waiting


class Visit(TConn):  # type: ignore[misc]  # gunicorn has no types
    """One client's connection, what has come of its next request, and where it waits."""

    def __init__(self, cfg: Any, sock: PromptSocket, client: Any, server: Any) -> None:
        super().__init__(cfg, sock, client, server)
        self.arrival: Arrival | None = None
        self.room: Waiting[Visit] | None = None
        self.is_broken_off = False
        self.goes_on = False
        self.is_over = False
        self.counted_bytes = 0
        self.drained_bytes = 0

    @property
    def held_bytes(self) -> int:
        """What it makes us keep in memory."""
        return int(self.sock.unsent_bytes) + (len(self.arrival.received) if self.arrival else 0)

    def begin_request(self) -> None:
        """Give gunicorn's parser what has come, which a thread will read."""
        self.init()
        assert self.parser is not None
        assert self.arrival is not None
        self.parser.unreader.unread(bytes(self.arrival.received))
        self.arrival = None
        self.data_ready = True

    def take_back(self) -> bytes:
        """What gunicorn's parser has read of the request after the one that was answered."""
        assert self.parser is not None
        return bytes(self.parser.unreader.take_buffered())
