"""Logs: what went wrong and where, on a line of its own, never the values that stood there."""

import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import structlog
from flask import Flask

from pollsite.logs.foreign import Foreign
from pollsite.logs.repeats import TOLD
from pollsite.logs.setup import configure_from_environment, configure_logs
from pollsite.logs.words import LONGEST, one_line, without_values
from tests.fixtures.site import Site
from tests.patience import eventually

ANSWER = "maybe-later"
FORMS = ("text", "json")
BREAKING = "a\nb\r\x1b[31mred\u202egnol\u2028\x00\ud800"
"""New lines, colours of terminals, letters turned round, half a letter."""


@pytest.fixture(autouse=True)
def default_logs() -> Iterator[None]:
    """Put logging back afterwards."""
    hooks, show = (sys.excepthook, threading.excepthook), warnings.showwarning
    level = logging.getLogger().level
    yield
    structlog.reset_defaults()
    logging.captureWarnings(False)
    sys.excepthook, threading.excepthook = hooks
    warnings.showwarning = show
    root = logging.getLogger()
    root.setLevel(level)
    root.handlers[:] = [handler for handler in root.handlers if not isinstance(handler, Foreign)]


def fail_over(answer: str) -> None:
    """Raise with a private value in a local variable, in the message, and behind another exception."""
    private = f"the reader answered {answer}"
    try:
        raise ValueError(f"invalid literal: {private!r}")
    except ValueError as problem:
        raise LookupError(f'Key (mail)=("{answer}") is there\nDETAIL: {answer}') from problem


@pytest.mark.parametrize("form", FORMS)
def test_a_traceback_names_the_lines_and_no_value(capfd: pytest.CaptureFixture[str], form: str) -> None:
    configure_logs(form=form)
    try:
        fail_over(ANSWER)
    except LookupError as problem:
        structlog.get_logger().error("unexpected", exc_info=problem)
    told = capfd.readouterr().err
    assert "unexpected" in told
    assert "in fail_over" in told
    assert "builtins.LookupError" in told
    assert "builtins.ValueError: invalid literal" in told
    assert ANSWER not in told


def test_what_is_below_the_level_is_not_told(capfd: pytest.CaptureFixture[str]) -> None:
    configure_logs(level=logging.WARNING)
    log = structlog.get_logger()
    log.info("all is well")
    log.warning("look here")
    told = capfd.readouterr().err
    assert "look here" in told
    assert "all is well" not in told


def test_a_failed_statement_does_not_tell_its_parameters(site: Site) -> None:
    with site.reading() as session:
        bind = session.get_bind()
        assert getattr(bind, "hide_parameters", False)


@pytest.mark.parametrize("form", FORMS)
def test_what_comes_from_outside_stays_on_its_line(capfd: pytest.CaptureFixture[str], form: str) -> None:
    configure_logs(form=form)
    structlog.get_logger().warning("odd", reason=BREAKING)
    structlog.get_logger().warning(BREAKING)
    logging.getLogger("somebody").warning("%s", BREAKING)
    with warnings.catch_warnings(action="always"):
        warnings.warn(BREAKING, stacklevel=1)
    told = capfd.readouterr().err
    assert len(told.splitlines()) == told.count("\n") == 4
    assert all(line.isprintable() for line in told.splitlines())


def test_json_is_an_object_a_line_with_a_time_in_utc(capfd: pytest.CaptureFixture[str]) -> None:
    configure_logs(form="json")
    structlog.get_logger().warning("look here", letters=3, is_late=True)
    line = json.loads(capfd.readouterr().err)
    assert line.pop("timestamp").endswith("Z")
    assert line == {"level": "warning", "event": "look here", "letters": 3, "is_late": True}


def test_a_line_within_a_request_names_it(capfd: pytest.CaptureFixture[str]) -> None:
    configure_logs(form="json")
    app = Flask("numbered")
    with app.test_request_context():
        structlog.get_logger().warning("one")
        structlog.get_logger().warning("two")
    first, second = (json.loads(line) for line in capfd.readouterr().err.splitlines())
    assert first["request"] == second["request"]
    assert len(first["request"]) == 16


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (("Invalid request from ip=%s: Invalid HTTP method: '%s'", "192.0.2.7", ANSWER), "could not be read"),
        (("Invalid request from ip=: Limit request line is too large (5000 > %s)", ANSWER), "could not be"),
        (("Error handling request %s %s", "GET", f"/x?q={ANSWER}"), "a request failed in the server"),
        (('duplicate key "%s"', ANSWER), "duplicate key"),
    ],
)
def test_the_server_s_lines_name_no_address_and_no_words(
    capfd: pytest.CaptureFixture[str], record: tuple[str, ...], told: str
) -> None:
    configure_logs()
    logging.getLogger("gunicorn.error").warning(*record)
    line = capfd.readouterr().err
    assert told in line
    assert "192.0.2.7" not in line
    assert "q=" not in line
    assert f"'{ANSWER}'" not in line
    assert f'"{ANSWER}"' not in line


def test_an_error_that_nobody_answered_in_a_thread_is_a_line_too(capfd: pytest.CaptureFixture[str]) -> None:
    configure_logs(form="json")
    thread = threading.Thread(target=fail_over, args=(ANSWER,))
    thread.start()
    thread.join()
    told = capfd.readouterr().err
    assert json.loads(told)["event"] == "an error that nobody answered"
    assert ANSWER not in told


def test_what_happens_often_is_told_a_few_times_and_then_counted(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pollsite.logs.repeats.WINDOW_S", 0.5)
    configure_logs(form="json")
    told: list[str] = []

    def has_come(words: str) -> Callable[[], bool]:
        def look() -> bool:
            told.extend(json.loads(line)["event"] for line in capfd.readouterr().err.splitlines())
            return words in told

        return look

    for _ in range(TOLD + 312):
        structlog.get_logger().warning("the disk is full")
    structlog.get_logger().warning("something else")
    eventually(has_come("the disk is full: and 312 more in the last minute"))
    assert told.count("the disk is full") == TOLD
    assert told.count("something else") == 1


def test_a_log_that_cannot_be_written_takes_nothing_down(monkeypatch: pytest.MonkeyPatch) -> None:
    configure_logs()
    with suppress(OSError), Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stderr", full)
        structlog.get_logger().error("nobody hears this")
        monkeypatch.undo()
        told = True
    assert told


def test_the_form_is_taken_from_the_environment(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLLSITE_LOG_FORMAT", "json")
    configure_from_environment()
    structlog.get_logger().warning("look here")
    assert json.loads(capfd.readouterr().err)["event"] == "look here"


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("the disk is full", "the disk is full"),
        ("invalid input: 'anna'", "invalid input: '…'"),
        ('says "anna', "says '…'"),
        ("write to anna@example.org", "write to …"),
        ("Key (mail)=(anna) exists", "Key (mail)=(…) exists"),
        ('violates unique constraint "uq_ballots_poll"', 'violates unique constraint "uq_ballots_poll"'),
        ("first\nDETAIL: anna", "first"),
    ],
)
def test_a_message_is_told_without_what_is_quoted_in_it(message: str, told: str) -> None:
    assert without_values(message) == told


def test_what_is_long_is_cut() -> None:
    assert len(one_line("x" * 10 * LONGEST)) == LONGEST + 1
