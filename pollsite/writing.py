"""Group commit: the writes that wait in a process are carried in one transaction, each in its own savepoint.

An accepted vote must reach the disk before it is answered, and that takes longer than the vote itself. Whoever
has the turn therefore carries everybody who waits behind them; all are answered after the one commit.
"""

import threading
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from time import monotonic
from typing import Any, Generic, TypeVar

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from pollsite.config import THREADS
from pollsite.db import committing, let_go_of_view
from pollsite.engines import SQLITE, UNREACHABLE
from pollsite.turns import among_processes

MAX_CARRIED = 64
MAX_WAITING = 6
STUCK_AFTER_S = 1.0
KEPT_FOR_READERS = 4
"""Of a process's threads: so many wait for no write for longer than STUCK_AFTER_S."""
TURN_PATIENCE_S = 2.0
"""For the other processes of this host; then SQLite's own lock alone decides."""

log = structlog.get_logger()

Result = TypeVar("Result")


class NotWritten(Exception):
    """The database did not take the write, or others wait for it already; nothing was stored."""


class Writer:
    """Writes to one database; safe to share between threads and across a fork."""

    def __init__(self, engine: Engine, *, threads: int = THREADS) -> None:
        """For a process that answers in so many threads."""
        self._engine = engine
        self._room = threading.Semaphore(max(1, threads - KEPT_FOR_READERS))
        self.turn_file = Path(f"{engine.url.database}.turn") if engine.dialect.name == SQLITE else None
        """Orders the processes that wait for SQLite; PostgreSQL's lock has a queue of its own."""
        self._lead = threading.Lock()
        self._waiting: deque[_Order[Any]] = deque()
        self._busy_since: float | None = None
        self.carried: Callable[[int], None] = lambda _number: None
        """Told after each commit how many writes it carried."""
        self.is_told_of: Callable[[Exception], bool] = lambda _problem: False
        """Whether somebody else writes the line that would tell of this."""
        self._has_told = False
        self._refused = 0
        """How many writes were not taken since the last that was."""

    @property
    def waiting(self) -> int:
        """How many writes wait for the turn."""
        return len(self._waiting)

    @property
    def is_stuck(self) -> bool:
        """Whether the database has not taken the present write for STUCK_AFTER_S, or did not take the last one."""
        since = self._busy_since
        return bool(self._refused) or (since is not None and monotonic() - since > STUCK_AFTER_S)

    def write(self, act: Callable[[Session], Result]) -> Result:
        """What `act` returns, once it is committed. What it raises is raised here, and nothing of it is stored.

        `act` may be run by another thread: it gets all it needs as values and touches no request. Raises
        NotWritten when the database cannot be written; when it is stuck, at once for all but the first few, and
        soon where others take all threads but KEPT_FOR_READERS: who waits must not take every thread from who reads.
        """
        if self.is_stuck and len(self._waiting) >= MAX_WAITING:
            raise NotWritten
        let_go_of_view()
        if not self._room.acquire(timeout=STUCK_AFTER_S):
            raise NotWritten
        try:
            return self._write(_Order(act))
        finally:
            self._room.release()

    def _write(self, order: "_Order[Result]") -> Result:
        self._waiting.append(order)
        with self._lead:
            while not order.is_settled:
                self._busy_since = monotonic()
                with self._turn():
                    self._carry_all()
        return order.outcome()

    def _turn(self) -> AbstractContextManager[None]:
        return (
            among_processes(self.turn_file, patience_s=TURN_PATIENCE_S) if self.turn_file else nullcontext()
        )

    def _all_waiting(self) -> "list[_Order[Any]]":
        number = min(len(self._waiting), MAX_CARRIED)
        return [self._waiting.popleft() for _ in range(number)]

    def _carry_all(self) -> None:
        """Whoever has come by the time the database has its turn for us is carried too."""
        orders: list[_Order[Any]] = []
        try:
            with committing(self._engine) as connection:
                orders = self._all_waiting()
                _carry(orders, connection)
            self.carried(len(orders))
            self._tell_it_works()
        except UNREACHABLE as problem:
            orders = orders or self._all_waiting()
            self._tell_of(problem, refused=len(orders))
            self._fail(orders, NotWritten())
        except BaseException as problem:
            orders = orders or self._all_waiting()
            self._fail(orders, problem)
        self._busy_since = None
        for order in orders:
            order.is_settled = True

    def _tell_of(self, problem: Exception, *, refused: int) -> None:
        """One line when it begins, one when it is over, however many ask meanwhile."""
        if not self._has_told and not self.is_told_of(problem):
            self._has_told = True
            reason = str(getattr(problem, "orig", problem))
            log.error("the database did not take a write", reason=reason, writes=refused)
        self._refused += refused

    def _tell_it_works(self) -> None:
        if self._has_told:
            log.warning("the database takes writes again", refused=self._refused)
        self._refused, self._has_told = 0, False

    def _fail(self, orders: "list[_Order[Any]]", problem: BaseException) -> None:
        for order in orders:
            order.fail(problem)


def _carry(orders: "list[_Order[Any]]", connection: Connection) -> None:
    if len(orders) == 1:
        orders[0].run(connection)
    else:
        for order in orders:
            order.run_apart(connection)


class _Order(Generic[Result]):
    """One act, and what came of it."""

    def __init__(self, act: Callable[[Session], Result]) -> None:
        self._act = act
        self._results: list[Result] = []
        self._problem: BaseException | None = None
        self.is_settled = False

    def run(self, connection: Connection) -> None:
        """Do it, in the transaction of `connection`, which closing the session leaves open."""
        with Session(connection, join_transaction_mode="rollback_only") as session:
            self._results.append(self._act(session))
            session.flush()

    def run_apart(self, connection: Connection) -> None:
        """Do it so that its failure undoes nothing but itself, unless it is the database that fails."""
        try:
            with connection.begin_nested():
                self.run(connection)
        except UNREACHABLE:
            raise
        except Exception as problem:
            self.fail(problem)

    def fail(self, problem: BaseException) -> None:
        """It was not stored; the first reason stands."""
        self._problem = self._problem or problem

    def outcome(self) -> Result:
        """The result, or what was raised."""
        if self._problem is not None:
            raise self._problem
        return self._results[0]
