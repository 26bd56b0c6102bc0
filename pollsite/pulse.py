"""The pulse of a PostgreSQL server: asked twice a second whether it is there, so that no request has to find out.

A server that hangs keeps its connections open, and whoever asks it waits, and takes a thread along. So one thread of
each process asks it nothing on a connection of its own; once that is not answered for AWAY_AFTER_S, every connection
of the process is cut, which ends all waiting, and nobody is let ask until the server answers again.
"""

import os
import socket
import threading
from contextlib import closing, suppress
from select import POLLIN, poll
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

import structlog
from psycopg import Connection, Error, OperationalError
from sqlalchemy import Engine, event
from sqlalchemy.exc import PendingRollbackError

BEAT_S = 0.5
AWAY_AFTER_S = 3.0
"""Longer than a loaded server takes for nothing; sixteen threads wait no longer than this."""
CUT_OFF = "8s2b"
"""SQLAlchemy's code for it."""
NOTHING = b"SELECT"
GOING = "57P"
"""How PostgreSQL's codes begin for a server that ends, has crashed, or is not up yet."""
FULL = (
    "too many clients",
    "too many connections",
    "connection slots are reserved",
    "no more connections allowed",
)
"""Words of a PostgreSQL, or PgBouncer, that is there for those who are connected; libpq tells no code of a refusal."""
ARGUMENTS: dict[str, Any] = {
    "autocommit": True,
    "connect_timeout": 3,
    "application_name": "pollsite pulse",
    "prepare_threshold": None,
}

log = structlog.get_logger()


class DatabaseAway(OperationalError):
    """The server was not there a moment ago, so it is not asked. One of the driver's errors, for SQLAlchemy to wrap."""


def is_cut_off(problem: Exception) -> bool:
    """Whether the connection was lost earlier in the same transaction, so that nothing more can be asked in it."""
    return isinstance(problem, PendingRollbackError) and problem.code == CUT_OFF


def is_told_of(problem: Exception) -> bool:
    """Whether this is what requests meet when the server goes, which the pulse has one line for."""
    if is_cut_off(problem):
        return True
    state = getattr(getattr(problem, "orig", None), "sqlstate", "")
    return state is None or state.startswith(GOING)


class Pulse:
    """Looks after one engine's connections; safe to make before a fork. Does nothing until the worker has begun."""

    def __init__(self, engine: Engine) -> None:
        self.is_away = False
        self._is_beating = False
        self._since = 0.0
        self._url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._peers: WeakKeyDictionary[Connection[Any], Any] = WeakKeyDictionary()
        self._peers_change = threading.Lock()
        self._has_failed = False
        self._stopping = threading.Event()
        event.listen(engine, "do_connect", self._refuse_while_away)
        event.listen(engine, "checkout", self._refuse_while_away)
        event.listen(engine, "connect", self._note_peer)

    def worker_started(self) -> None:
        """To be called in each new worker: begins to ask."""
        self._peers_change = threading.Lock()
        self._peers.clear()
        self._is_beating = True
        threading.Thread(target=self._beat, name="database-pulse", daemon=True).start()

    def stop(self) -> None:
        """End asking."""
        self._stopping.set()

    def tells_of(self, problem: Exception) -> bool:
        """Whether nobody else needs to: the server's going brings it about, of which there is a line, or will be."""
        return self._is_beating and is_told_of(problem)

    def _refuse_while_away(self, *_: object) -> None:
        if self.is_away:
            raise DatabaseAway("the database does not answer")

    def _note_peer(self, connection: Any, _record: object) -> None:
        with _socket_of(connection) as sock:
            peer = sock.getpeername()
        with self._peers_change:
            self._peers[connection] = peer

    def _beat(self) -> None:
        was_closed = False
        while not self._stopping.is_set():
            try:
                was_closed = self._beat_on_one_connection(was_closed=was_closed)
            except Exception:  # whatever it is, nobody is refused for good because nobody asks any more
                if not self._has_failed:
                    self._has_failed = True
                    log.exception("the database's pulse failed, and goes on")
            self._stopping.wait(BEAT_S)

    def _beat_on_one_connection(self, *, was_closed: bool) -> bool:
        """Whether the server closed it, or the one before, in place of which none was to be had."""
        try:
            with closing(Connection.connect(self._url, **ARGUMENTS)) as connection:
                if was_closed and not self.is_away:
                    log.warning("the database had closed its connections, and takes new ones")
                return self._ask_until_closed(connection)
        except (Error, OSError) as problem:
            if any(words in str(problem) for words in FULL):
                self._find_back()
            else:
                self._find_away(str(problem).partition("\n")[0])
            return was_closed

    def _ask_until_closed(self, connection: Connection[Any]) -> bool:
        """False: it does not answer. That a connection was closed is no sign yet: the next may be had at once."""
        while not self._stopping.is_set():
            try:
                is_there = _answers(connection, patience_s=AWAY_AFTER_S)
            except Error:
                return True
            if not is_there:
                self._find_away(f"no answer for {AWAY_AFTER_S:g} s")
                return False
            self._find_back()
            self._stopping.wait(BEAT_S)
        return False

    def _find_away(self, reason: str) -> None:
        if not self.is_away:
            self.is_away, self._since = True, monotonic()
            log.error("the database is away: readers get what is kept, all else is refused", reason=reason)
        with self._peers_change:
            peers = list(self._peers.items())
        for connection, peer in peers:
            with suppress(OSError, Error):  # it is closed already
                _cut(connection, peer)

    def _find_back(self) -> None:
        if self.is_away:
            self.is_away = False
            log.warning("the database is back", away_s=round(monotonic() - self._since, 1))


def _answers(connection: Connection[Any], *, patience_s: float) -> bool:
    """Have the server do nothing; whether it says in time that it has. Raises psycopg's Error if the connection broke."""
    server, until, looking = connection.pgconn, monotonic() + patience_s, poll()
    looking.register(server.socket, POLLIN)
    server.send_query(NOTHING)
    server.flush()
    while True:
        while server.is_busy():
            if not looking.poll(max(0.0, until - monotonic()) * 1000):
                return False
            server.consume_input()
        if server.get_result() is None:
            return True


def _socket_of(connection: Any) -> socket.socket:
    """A socket object of our own for a connection's."""
    return socket.socket(fileno=os.dup(connection.fileno()))


def _cut(connection: Any, peer: Any) -> None:
    """End the connection for whoever waits on it; `peer` tells whether the descriptor is still what it was."""
    with _socket_of(connection) as sock:
        if sock.getpeername() == peer:
            sock.shutdown(socket.SHUT_RDWR)
