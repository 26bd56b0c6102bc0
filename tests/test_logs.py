"""Logs: what went wrong and where, never the values that stood there."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from pollsite.logs import configure_logs
from tests.fixtures.site import Site

ANSWER = "maybe-later"


@pytest.fixture(autouse=True)
def default_logs() -> Iterator[None]:
    """Put logging back afterwards."""
    yield
    structlog.reset_defaults()


def fail_over(answer: str) -> None:
    """Raise with a private value in a local variable."""
    private = f"the reader answered {answer}"
    raise ValueError(len(private))


def test_a_traceback_names_the_line_and_no_local_value(capfd: pytest.CaptureFixture[str]) -> None:
    configure_logs()
    try:
        fail_over(ANSWER)
    except ValueError as problem:
        structlog.get_logger().error("unexpected", exc_info=problem)
    told = capfd.readouterr().err
    assert "unexpected" in told
    assert "in fail_over" in told
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
