"""Times as they are stored: with a zone, or refused, and the same instant when they come back."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import Dialect, func, make_url, select
from sqlalchemy.exc import StatementError

from pollsite.accounts.models import Reader
from pollsite.db import UtcDateTime
from tests.fixtures.site import Site, reader
from tests.samples import DURING

DIALECTS = [make_url(f"{name}://").get_dialect()() for name in ("sqlite", "postgresql+psycopg")]


@pytest.mark.parametrize("at", [DURING.replace(tzinfo=None), DURING.replace(tzinfo=None, fold=1)])
def test_a_time_without_its_zone_is_refused(site: Site, at: datetime) -> None:
    with pytest.raises(StatementError, match="must carry its time zone"), site.writing() as session:
        session.add(Reader(id=reader("ada"), created_at=at))
    with site.reading() as session:
        assert session.scalar(select(func.count()).select_from(Reader)) == 0


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 11, 24, 12, 0, 0, 123456, tzinfo=UTC),
        datetime(2026, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=5, minutes=45))),
        datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin")),
        datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=1),
        datetime(1969, 12, 31, 23, 59, tzinfo=timezone(-timedelta(hours=12))),
    ],
)
def test_a_time_comes_back_as_the_same_instant_in_utc(site: Site, at: datetime) -> None:
    with site.writing() as session:
        session.add(Reader(id=reader("ada"), created_at=at))
    with site.reading() as session:
        stored = session.scalars(select(Reader.created_at)).one()
        assert (stored, stored.tzinfo) == (at.astimezone(UTC), UTC)
        assert session.scalars(select(Reader.id).where(Reader.created_at == at)).all() == [reader("ada")]


@settings(deadline=None, max_examples=50)
@given(at=st.datetimes(timezones=st.timezones()), dialect=st.sampled_from(DIALECTS))
def test_every_instant_survives_every_database(at: datetime, dialect: Dialect) -> None:
    assume(1 < at.year < 9999)
    kind = UtcDateTime()
    assert kind.process_result_value(kind.process_bind_param(at, dialect), dialect) == at.astimezone(UTC)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_time_stays_none(dialect: Dialect) -> None:
    kind = UtcDateTime()
    assert kind.process_bind_param(None, dialect) is None
    assert kind.process_result_value(None, dialect) is None
