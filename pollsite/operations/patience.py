"""A question that may hang: asked in a thread of its own, waited for only so long, and never asked twice at once."""

import threading
from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

import structlog

Answer = TypeVar("Answer")
log = structlog.get_logger()


class Question(Generic[Answer]):
    """One call of `look`, begun at once."""

    def __init__(self, look: Callable[[], Answer]) -> None:
        self._look = look
        self._done = threading.Event()
        self._found: Answer | None = None
        self._begun_at = monotonic()
        threading.Thread(target=self._run, name="question", daemon=True).start()

    @property
    def is_answered(self) -> bool:
        """Whether it came back, with an answer or without."""
        return self._done.is_set()

    def answer(self, patience_s: float) -> Answer | None:
        """What was found; None if it failed, or takes longer from its beginning: a look that hangs holds no crowd."""
        self._done.wait(max(0.0, self._begun_at + patience_s - monotonic()))
        return self._found

    def _run(self) -> None:
        try:
            self._found = self._look()
        except Exception as problem:
            log.warning("a question of the operator's was not answered", reason=type(problem).__name__)
        finally:
            self._done.set()


class Patient(Generic[Answer]):
    """Asks one question again and again; whoever asks while it hangs waits for the same answer."""

    def __init__(self, look: Callable[[], Answer], *, patience_s: float) -> None:
        self._look = look
        self._patience_s = patience_s
        self._lock = threading.Lock()
        self._asked: Question[Answer] | None = None

    def ask(self) -> Answer | None:
        """The answer; None after `patience_s`."""
        with self._lock:
            if self._asked is None or self._asked.is_answered:
                self._asked = Question(self._look)
            asked = self._asked
        return asked.answer(self._patience_s)
