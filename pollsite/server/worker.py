"""gunicorn's threaded worker, in which a thread takes a request once it has come whole, and never waits for its reader.

Clients wait in the poller, each in one of four rooms: silent (nothing of a request has come), arriving, reading (an
answer that is longer than what the kernel keeps for them) or parting (all is sent, and they are given time to hear
the end of it). Whoever waits too long is closed; so is, when there is no room for somebody new, who waited longest.

Where gunicorn itself speaks TLS, or a proxy's first line names the client, all is as gunicorn has it.
"""

import errno
import selectors
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from time import monotonic
from typing import Any

from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, ThreadWorker

from pollsite.server.arriving import Arrival, Progress
from pollsite.server.prompt import PromptSocket
from pollsite.server.sayings import CONTINUE, TOO_LARGE, TOO_LATE
from pollsite.server.visits import Visit
from pollsite.server.waiting import Waiting

ARRIVING_S = 60.0
"""For a whole request, from its first byte: 64 kB at 10 kbit/s."""
READING_S = 30.0
"""For the next bytes of an answer to be taken."""
PARTING_S = 2.0
PARTING_BYTES = 64 * 1024
MAX_HELD_BYTES = 64 * 1024 * 1024
"""In one process: of requests that are not whole, and of answers that are not taken."""
NO_DESCRIPTORS = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
NO_LISTENER = (errno.EBADF, errno.EINVAL, errno.ENOTSOCK)
"""Whatever else accepting meets is the trouble of the one who came."""


class Worker(ThreadWorker):  # type: ignore[misc]
    """Serves. All but `handle` and what it calls happens in the main thread."""

    def __init__(self, *args: Any, **others: Any) -> None:
        super().__init__(*args, **others)
        self.silent: Waiting[Visit] = Waiting(self.cfg.keepalive)
        self.arriving: Waiting[Visit] = Waiting(ARRIVING_S)
        self.reading: Waiting[Visit] = Waiting(READING_S)
        self.parting: Waiting[Visit] = Waiting(PARTING_S)
        self._is_plain = not self.cfg.is_ssl and self.cfg.proxy_protocol == "off"

    @property
    def held_bytes(self) -> int:
        """What all who wait make us keep in memory."""
        return sum(room.held_bytes for room in (self.silent, self.arriving, self.reading, self.parting))

    @contextmanager
    def _for_one(self, visit: Visit) -> Iterator[None]:
        """Whatever one client does ends that client's visit, never the loop in which all the others wait."""
        try:
            yield
        except OSError as problem:
            self.log.debug("a client left: %s", problem)
            self._close(visit)
        except Exception:
            self.log.exception("a visit failed")
            self._close(visit)

    def accept(self, listener: socket.socket) -> bool:
        """Let one client in, whose request may be there already; whether there was one."""
        if not self._is_plain:
            super().accept(listener)
            return False
        try:
            accepted, client = listener.accept()
        except OSError as problem:
            if problem.errno in NO_DESCRIPTORS:
                self._make_room()
            elif problem.errno in NO_LISTENER:
                raise
            return False
        visit = Visit(self.cfg, PromptSocket.instead_of(accepted), client, listener.getsockname())
        self.nr_conns += 1
        with self._for_one(visit):
            self._receive(visit)
        if self.nr_conns >= self.worker_connections:
            self._make_room()
        return True

    def _attend(self, visit: Visit, _sock: PromptSocket) -> None:
        with self._for_one(visit):
            if visit.room is self.reading:
                self._push(visit)
            elif visit.room is self.parting:
                self._drain(visit)
            elif visit.room is not None:  # else it was closed after the poller had spoken
                self._receive(visit)

    def _receive(self, visit: Visit) -> None:
        try:
            data = visit.sock.take()
        except BlockingIOError:
            self._wait(visit, self.arriving if visit.arrival else self.silent)
        except OSError:
            self._close(visit)
        else:
            if data:
                self._take_in(visit, data)
            else:
                self._close(visit)

    def _take_in(self, visit: Visit, data: bytes) -> None:
        visit.arrival = visit.arrival or Arrival()
        progress = visit.arrival.add(data)
        if progress is Progress.TOO_MUCH_HEAD:
            self._refuse(visit, TOO_LARGE)
        elif progress in (Progress.WHOLE, Progress.BROKEN_OFF):
            visit.is_broken_off = progress is Progress.BROKEN_OFF
            self._leave(visit)
            visit.begin_request()
            self.enqueue_req(visit)
        else:
            if progress is Progress.SAY_CONTINUE:
                visit.sock.sendall(CONTINUE)
            self._wait(visit, self.arriving)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """As gunicorn; but `100 Continue` was said when it was time to, and what is not whole is the last request."""
        if isinstance(conn, Visit):
            req._expected_100_continue = False
            if conn.is_broken_off:
                req.force_close()
        return super().handle_request(req, conn)

    def _keepalive_after(self, conn: Any, keepalive: Any) -> bool:
        goes_on = bool(super()._keepalive_after(conn, keepalive))
        return goes_on and not (isinstance(conn, Visit) and conn.sock.ran_dry)

    def finish_request(self, conn: Any, fs: Any) -> None:
        """After a request: what is unsent is sent from the poller, and the next request waits there, too."""
        if not isinstance(conn, Visit):
            super().finish_request(conn, fs)
            return
        conn.goes_on = not fs.cancelled() and fs.exception() is None and bool(fs.result())
        with self._for_one(conn):
            self._go_on(conn)

    def _go_on(self, visit: Visit) -> None:
        if visit.sock.unsent_bytes:
            self._wait(visit, self.reading)
        elif not visit.goes_on:
            self._part(visit)
        elif rest := visit.take_back():
            self._take_in(visit, rest)
        else:
            self._wait(visit, self.silent)

    def _push(self, visit: Visit) -> None:
        before = visit.sock.unsent_bytes
        try:
            is_sent = visit.sock.push()
        except OSError:
            self._close(visit)
            return
        if is_sent:
            self._leave(visit)
            self._go_on(visit)
        elif visit.sock.unsent_bytes < before:
            self.reading.add(visit, at=monotonic())

    def _part(self, visit: Visit) -> None:
        try:
            visit.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._close(visit)
        else:
            self._wait(visit, self.parting)

    def _drain(self, visit: Visit) -> None:
        """Read what nobody will hear: closed before that, the connection would be reset, and the answer cut."""
        try:
            data = visit.sock.take()
        except OSError:
            data = b""
        visit.drained_bytes += len(data)
        if not data or visit.drained_bytes > PARTING_BYTES:
            self._close(visit)

    def _refuse(self, visit: Visit, answer: bytes) -> None:
        self._leave(visit)
        visit.arrival, visit.goes_on = None, False
        with suppress(OSError):
            visit.sock.sendall(answer)
        self._go_on(visit)

    def _wait(self, visit: Visit, room: Waiting[Visit]) -> None:
        """Wait in this room, from now on unless the visit is in it already."""
        if visit.room is not room:
            wanted = selectors.EVENT_WRITE if room is self.reading else selectors.EVENT_READ
            try:
                self._poll(visit, wanted)
            except (OSError, ValueError):  # a thread has closed it
                self._close(visit)
                return
            self._go_out(visit)
            visit.room = room
            room.add(visit, at=monotonic())
        room.held_bytes += visit.held_bytes - visit.counted_bytes
        visit.counted_bytes = visit.held_bytes
        while self.held_bytes > MAX_HELD_BYTES and self._make_room(self._fullest()):
            pass

    def _fullest(self) -> Waiting[Visit]:
        """Those who keep us from taking more: who do not read, or who do not get on with what they send."""
        return max(self.reading, self.arriving, key=lambda room: room.held_bytes)

    def _poll(self, visit: Visit, wanted: int) -> None:
        attend = partial(self._attend, visit)
        if visit.room is None:
            self.poller.register(visit.sock, wanted, attend)
        else:
            self.poller.modify(visit.sock, wanted, attend)

    def _leave(self, visit: Visit) -> None:
        """Let it wait for nothing any more."""
        if visit.room is not None:
            self._go_out(visit)
            with suppress(OSError, ValueError, KeyError):  # the poller has forgotten it
                self.poller.unregister(visit.sock)

    def _go_out(self, visit: Visit) -> None:
        if visit.room is not None:
            visit.room.discard(visit)
            visit.room.held_bytes -= visit.counted_bytes
            visit.room, visit.counted_bytes = None, 0

    def _close(self, visit: Visit, *, at_once: bool = False) -> None:
        self._leave(visit)
        self.nr_conns -= not visit.is_over
        visit.is_over = True
        with suppress(OSError):
            if at_once:
                visit.sock.hang_up()
            else:
                visit.sock.close()

    def _make_room(self, *rooms: Waiting[Visit]) -> bool:
        """Close who has waited longest in the first of the rooms where anybody does; whether there was one."""
        for room in rooms or (self.parting, self.silent, self.arriving, self.reading):
            if (visit := room.first()) is not None:
                self._close(visit, at_once=room in (self.arriving, self.reading))
                return True
        return False

    def murder_pending(self) -> None:
        """Close whose patience is at an end, or ours."""
        super().murder_pending()
        at = monotonic()
        for visit in self.arriving.overdue(at=at):
            with self._for_one(visit):
                self._refuse(visit, TOO_LATE)
        for room in (self.silent, self.parting):
            for visit in room.overdue(at=at):
                self._close(visit)
        for visit in self.reading.overdue(at=at):
            self._close(visit, at_once=True)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """As gunicorn, but no longer than until somebody must be seen to."""
        rooms = (self.silent, self.arriving, self.reading, self.parting)
        ends = [end for room in rooms if (end := room.ends_at()) is not None]
        until_first = max(0.0, min(ends) - monotonic()) if ends else timeout
        super().wait_for_and_dispatch_events(min(timeout, until_first))

    def set_accept_enabled(self, enabled: bool) -> None:
        """As gunicorn; but who stops lets in everybody who has come before, and turns those after away at once."""
        if self._is_plain and self._accepting and not enabled and not self.alive:
            for listener in self.sockets:
                while self.accept(listener):
                    pass
            super().set_accept_enabled(enabled)
            for listener in self.sockets:
                listener.close()
        else:
            super().set_accept_enabled(enabled)

    def _cap_keepalive(self, deadline: float) -> None:
        """When stopping: a request that may be on its way has this long to come."""
        super()._cap_keepalive(deadline)
        for room in (self.silent, self.arriving):
            room.patience_s = min(room.patience_s, STOP_KEEPALIVE_LINGER)
            room.hurry(until=deadline)

    def murder_keepalived(self, force: bool = False) -> None:
        """As gunicorn: with `force`, at the end, everybody leaves."""
        super().murder_keepalived(force)
        for room in (self.silent, self.arriving, self.reading, self.parting):
            while force and (visit := room.first()) is not None:
                self._close(visit)
