"""The courier: a thread that makes messages of what was noted and sends them, whoever else is busy or slow."""

import fcntl
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from pathlib import Path

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from pollsite.config import Settings
from pollsite.db import reading
from pollsite.webhooks.delivering import (
    forget_old,
    make_messages,
    note_answers,
    outcome_of,
    take_due,
    work_to_do,
)
from pollsite.webhooks.polls import moved_polls, note_polls
from pollsite.webhooks.sending import Sender
from pollsite.webhooks.signing import secret_of, signed_headers
from pollsite.webhooks.types import Answer, Delivery, Outcome
from pollsite.writing import NotWritten, Writer

LOOKS_EVERY_S = 2.0
RESTS_S = 20.0
"""Where nobody is told anything, or another process is at it."""
AT_ONCE = 4
"""So many addresses are sent to at the same time: a slow one keeps the others waiting for PATIENCE_S at most."""
FILE = "webhooks.turn"

log = structlog.get_logger()


class Courier:
    """One per process; a file in the instance folder lets only one of a host work, for as long as it lives.

    Several hosts may: who takes a message takes it alone.
    """

    def __init__(
        self,
        engine: Engine,
        writer: Writer,
        sender: Sender,
        instance: Path,
        *,
        site_secret: str,
        site: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._engine = engine
        self._writer = writer
        self._sender = sender
        self._file = instance / FILE
        self._site_secret = site_secret
        self._site = site
        self._clock = clock
        self._stopped = threading.Event()

    @classmethod
    def of(
        cls, settings: Settings, engine: Engine, writer: Writer, *, clock: Callable[[], datetime]
    ) -> "Courier":
        """The site's."""
        return cls(
            engine,
            writer,
            Sender(only_https=settings.production),
            settings.instance_path,
            site_secret=settings.secret_key,
            site=settings.address,
            clock=clock,
        )

    def worker_started(self) -> None:
        """Deliver from now on, in a thread of this process, which ends with it."""
        threading.Thread(target=self._run, name="courier", daemon=True).start()

    def stop(self) -> None:
        """Take no message any more."""
        self._stopped.set()

    def deliver_if_alone(self) -> bool:
        """Deliver until stopped, if no other process of this host does; whether any address was told anything."""
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            while self.deliver():
                self._stopped.wait(LOOKS_EVERY_S)
                if self._stopped.is_set():
                    return True
            return False
        except BlockingIOError:
            return False
        finally:
            os.close(descriptor)

    def deliver(self) -> bool:
        """Do all that there is to do now; whether there is anybody to be told anything."""
        while not self._stopped.is_set():
            at = self._clock()
            with reading(self._engine) as connection:
                work = work_to_do(connection, at=at)
                moved = work.any_webhook and moved_polls(connection, at=at)
            if not (work.noted or work.due or work.old or moved):
                return work.any_webhook
            if moved:
                self._writer.write(partial(note_polls, at=at))
            if work.noted or moved:
                self._writer.write(partial(make_messages, site=self._site, at=at))
            if work.old:
                self._writer.write(partial(forget_old, at=at))
            self._send(self._writer.write(partial(take_due, at=at)))
        return True

    def _send(self, deliveries: Sequence[Delivery]) -> None:
        if not deliveries:
            return
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="courier") as pool:
            answers = list(zip(deliveries, pool.map(self._attempt, deliveries), strict=True))
        at = self._clock()
        self._writer.write(partial(note_answers, answers=answers, at=at))
        for delivery, answer in answers:
            self._log(delivery, answer, at=at)

    def _attempt(self, delivery: Delivery) -> Answer:
        body = delivery.body.encode()
        secret = secret_of(self._site_secret, delivery.salt)
        headers = signed_headers(secret, message_id=delivery.message_id, at=self._clock(), body=body)
        return self._sender.send(delivery.address, body, headers)

    def _log(self, delivery: Delivery, answer: Answer, *, at: datetime) -> None:
        """Its first failure and its end: every attempt between would be told too often."""
        told = {"webhook": delivery.webhook_id, "message": delivery.message_id, "reason": answer.words}
        if outcome_of(delivery, answer, at=at) is Outcome.GIVEN_UP:
            log.error("a message to a webhook was given up", tries=delivery.tries, **told)
        elif not answer.is_taken and delivery.tries == 1:
            log.warning("a message to a webhook was not taken yet", **told)

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self.deliver_if_alone()
            except (NotWritten, SQLAlchemyError, OSError) as problem:
                log.warning("webhooks were told nothing for now", reason=type(problem).__name__)
            except Exception:  # whatever it is, one message must not keep all others for good
                log.exception("webhooks were told nothing for now")
            self._stopped.wait(RESTS_S)
