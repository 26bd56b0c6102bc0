"""The hub: one thread that owns every stream of this process and never waits for any of them.

Other threads leave orders and ring the bell. Everything else happens in the hub's own thread, one thing after
another, so nothing can be published between a stream's snapshot and its first event.
"""

import os
import selectors
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from time import monotonic

import structlog

from pollsite.live.rooms import Rooms, Stream
from pollsite.live.sending import send_now
from pollsite.live.types import Message

HEARTBEAT = b":\n\n"
HEARTBEAT_SECONDS = 15
MAX_BACKLOG_BYTES = 64 * 1024

log = structlog.get_logger()


class Hub:
    """Add streams, publish states. The thread starts with the first order, and again after a fork."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._post: _Post | None = None

    @property
    def stream_count(self) -> int:
        """How many streams are open."""
        return self._post.rooms.count if self._post else 0

    def hears(self, topic: str) -> bool:
        """Whether any open stream hears the topic."""
        return self._post is not None and self._post.rooms.hears(topic)

    def add(self, sock: socket.socket, topics: frozenset[str], head: bytes) -> None:
        """Own `sock` from now on: write `head`, the latest state of each topic, then what happens to them."""
        sock.setblocking(False)
        self._at_post().order(lambda post: post.admit(sock, topics, head))

    def publish(self, messages: Iterable[Message]) -> None:
        """Make these the latest states of their topics, and tell whoever hears them."""
        told = tuple(messages)
        self._at_post().order(lambda post: post.deliver(told))

    def forget(self, topics: Iterable[str]) -> None:
        """Drop the latest states of these topics: nobody looks after them any more."""
        gone = tuple(topics)
        self._at_post().order(lambda post: post.rooms.forget(gone))

    def stop(self) -> None:
        """Close every stream and end the thread; a later order starts anew."""
        with self._lock:
            post, self._post = self._post, None
        if post:
            post.stop()

    def _at_post(self) -> "_Post":
        with self._lock:
            if self._post is None or self._post.pid != os.getpid():
                self._post = _Post()
            return self._post


class _Post:
    """The thread and what it owns. Only `order` and `stop` may be called from elsewhere.

    Heartbeats go round in groups, one a second: ten thousand streams are not written to at once for nothing.
    """

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.rooms = Rooms()
        self._orders: deque[Callable[[_Post], None]] = deque()
        self._groups: tuple[set[Stream], ...] = tuple(set() for _ in range(HEARTBEAT_SECONDS))
        self._turn = 0
        self._beats_at = monotonic()
        self._bell, self._rope = socket.socketpair()
        self._bell.setblocking(False)
        self._rope.setblocking(False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._bell, selectors.EVENT_READ)
        self._stopping = False
        self._thread = threading.Thread(target=self._stand, name="live-hub", daemon=True)
        self._thread.start()

    def order(self, order: "Callable[[_Post], None]") -> None:
        """Leave an order and ring; a bell that cannot be rung any more is about to be heard, or was already: the last
        order may have been found before it was rung for.
        """
        self._orders.append(order)
        with suppress(OSError):
            self._rope.send(b"!")

    def stop(self) -> None:
        """Close every stream and end the thread."""
        self.order(_Post._end)
        self._thread.join()

    def _stand(self) -> None:
        while not self._stopping:
            try:
                self._serve_once()
            except Exception:  # nobody else would notice: readers come back, and the thread must be there
                log.exception("the hub met an error, closes its streams and goes on")
                self.send_home()
        self._selector.close()
        self._bell.close()
        self._rope.close()

    def _serve_once(self) -> None:
        for key, events in self._selector.select(self._seconds_to_beat()):
            if key.data is None:
                self._hear_bell()
            else:
                self._attend(key.data, events)
        while self._orders:
            self._orders.popleft()(self)
        self._beat()

    def _seconds_to_beat(self) -> float | None:
        return max(0.0, self._beats_at - monotonic()) if self.rooms.count else None

    def _hear_bell(self) -> None:
        with suppress(BlockingIOError):
            self._bell.recv(4096)

    def admit(self, sock: socket.socket, topics: frozenset[str], head: bytes) -> None:
        """Take the stream in and tell it how things stand."""
        stream = self.rooms.enter(sock, topics)
        self._group_of(sock).add(stream)
        self._selector.register(sock, selectors.EVENT_READ, stream)
        self._write(stream, head + self.rooms.snapshot(stream.room))

    def deliver(self, messages: Iterable[Message]) -> None:
        """Settle the messages and tell every room concerned."""
        for room, frames in self.rooms.settle(messages).items():
            for stream in tuple(room.streams):
                self._write(stream, frames)

    def _end(self) -> None:
        self.send_home()
        self._stopping = True

    def send_home(self) -> None:
        """Close every stream. The selector knows them all, whatever went wrong before."""
        for key in tuple(self._selector.get_map().values()):
            if key.data is not None:
                self._selector.unregister(key.fd)
                key.data.sock.close()
        self.rooms.empty()
        for group in self._groups:
            group.clear()

    def _drop(self, stream: Stream) -> None:
        self.rooms.leave(stream)
        self._group_of(stream.sock).discard(stream)
        self._selector.unregister(stream.sock)
        stream.sock.close()

    def _group_of(self, sock: socket.socket) -> set[Stream]:
        return self._groups[sock.fileno() % len(self._groups)]

    def _beat(self) -> None:
        if monotonic() < self._beats_at:
            return
        self._beats_at = monotonic() + 1.0
        self._turn = (self._turn + 1) % len(self._groups)
        for stream in tuple(self._groups[self._turn]):
            if not stream.backlog:  # who is still being told something needs no sign that we are here
                self._write(stream, HEARTBEAT)

    def _attend(self, stream: Stream, events: int) -> None:
        if events & selectors.EVENT_READ and not self._is_listening(stream):
            self._drop(stream)
        elif events & selectors.EVENT_WRITE:
            self._push(stream, stream.backlog)

    def _is_listening(self, stream: Stream) -> bool:
        """False at the end of the connection; also when the reader speaks, who has nothing to say here."""
        try:
            stream.sock.recv(1)
        except BlockingIOError:
            return True
        except OSError:
            pass
        return False

    def _write(self, stream: Stream, frames: bytes) -> None:
        if not stream.backlog:
            self._push(stream, frames)
        elif len(stream.backlog) + len(frames) > MAX_BACKLOG_BYTES:
            self._drop(stream)
        else:
            stream.backlog += frames

    def _push(self, stream: Stream, frames: bytes) -> None:
        """Give the kernel what it takes and keep the rest until it takes more."""
        try:
            sent = send_now(stream.sock, frames)
        except BlockingIOError:
            sent = 0
        except OSError:
            self._drop(stream)
            return
        unsent = frames[sent:]
        if bool(unsent) != bool(stream.backlog):
            wanted = selectors.EVENT_READ | selectors.EVENT_WRITE if unsent else selectors.EVENT_READ
            self._selector.modify(stream.sock, wanted, stream)
        stream.backlog = unsent
