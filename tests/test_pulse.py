"""The pulse's own troubles: none of them cuts who is connected, or ends its asking."""

import threading
from typing import Any

import pytest
from psycopg import OperationalError
from sqlalchemy import create_engine

import pollsite.pulse
from pollsite.pulse import Pulse
from tests.patience import eventually


@pytest.fixture
def pulse() -> Pulse:
    """Of a server that nobody connects to."""
    return Pulse(create_engine("postgresql+psycopg://nobody@localhost/nothing"))


@pytest.mark.parametrize(
    ("reason", "is_away"),
    [
        ("FATAL:  sorry, too many clients already", False),
        ("FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute", False),
        ("connection refused", True),
    ],
)
def test_a_server_that_takes_no_more_connections_is_there(
    pulse: Pulse, monkeypatch: pytest.MonkeyPatch, reason: str, is_away: bool
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OperationalError(f"connection failed: {reason}")

    monkeypatch.setattr(pollsite.pulse.Connection, "connect", refuse)
    pulse._beat_on_one_connection(was_closed=False)
    assert pulse.is_away is is_away


def test_a_mistake_in_the_beat_does_not_end_it(pulse: Pulse, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def stumble(*_: object, **__: object) -> None:
        asked.append(threading.current_thread().name)
        raise RuntimeError("dictionary changed size during iteration")

    monkeypatch.setattr(pollsite.pulse, "BEAT_S", 0.01)
    monkeypatch.setattr(pollsite.pulse.Connection, "connect", stumble)
    pulse.worker_started()
    eventually(lambda: len(asked) > 2)
    pulse.stop()
    assert set(asked) == {"database-pulse"}
