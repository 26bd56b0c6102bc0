"""A session is good for as long as it says, whatever the clock did since it was signed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from itsdangerous import BadSignature, SignatureExpired

from pollsite.web import sessions
from pollsite.web.sessions import PatientSigner

MAX_AGE_S = 3600
VALUE = b"who it is"


@pytest.fixture
def signed() -> tuple[PatientSigner, bytes, datetime]:
    """A signature, and the moment of it."""
    signer = PatientSigner("a secret of its own")
    value = signer.sign(VALUE)
    _, at = signer.unsign(value, return_timestamp=True)
    return signer, value, at


@pytest.mark.parametrize("age_s", [-10 * 86400, -1, 0, MAX_AGE_S], ids=str)
def test_from_the_future_or_young_enough_is_good(
    age_s: int, signed: tuple[PatientSigner, bytes, datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    signer, value, at = signed
    monkeypatch.setattr(sessions, "now", lambda: at + timedelta(seconds=age_s))
    assert signer.unsign(value, max_age=MAX_AGE_S) == VALUE
    assert signer.unsign(value, max_age=MAX_AGE_S, return_timestamp=True) == (VALUE, at)


def test_old_is_refused(
    signed: tuple[PatientSigner, bytes, datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    signer, value, at = signed
    monkeypatch.setattr(sessions, "now", lambda: at + timedelta(seconds=MAX_AGE_S + 1))
    with pytest.raises(SignatureExpired):
        signer.unsign(value, max_age=MAX_AGE_S)
    assert signer.unsign(value) == VALUE


def test_a_clock_set_meanwhile_makes_no_stranger(
    signed: tuple[PatientSigner, bytes, datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    signer, value, at = signed
    readings = clock_set_forward(at - timedelta(days=1))
    monkeypatch.setattr(sessions, "now", readings.__next__)
    monkeypatch.setattr("time.time", lambda: next(readings).timestamp())
    assert signer.unsign(value, max_age=MAX_AGE_S) == VALUE


def clock_set_forward(first: datetime) -> Iterator[datetime]:
    """A clock that is read once, and from then on days later."""
    yield first
    while True:
        yield datetime.now(UTC) + timedelta(days=10)


def test_what_was_changed_is_refused(signed: tuple[PatientSigner, bytes, datetime]) -> None:
    signer, value, _ = signed
    with pytest.raises(BadSignature):
        signer.unsign(b"x" + value, max_age=MAX_AGE_S)
