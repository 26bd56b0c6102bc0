"""How every question's tally came about: the figure `over_time`, worked out in the background from ballots' histories."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from pollsite.insights.answers import Answers
from pollsite.insights.over_time_points import Point, Step, points_of
from pollsite.polls.models import Ballot, BallotRevision
from pollsite.polls.types import Hold, PollDefinition

OVER_TIME = "over_time"
ROWS_AT_ONCE = 2_000


def over_time_figure(session: Session, _article_id: int, answers: Answers, at: datetime) -> dict[str, Any]:
    """By number of wording, its points: [seconds since 1970, voters, ballots by option]."""
    return {
        "wordings": {
            str(poll.wording_id): [_as_list(point) for point in _points(session, poll, at=at)]
            for poll in answers.polls
        }
    }


def _as_list(point: Point) -> list[Any]:
    return [int(point.at.timestamp()), point.voters, list(point.counts)]


def _points(session: Session, poll: PollDefinition, *, at: datetime) -> tuple[Point, ...]:
    first = session.scalar(
        select(func.min(BallotRevision.at)).where(BallotRevision.wording_id == poll.wording_id)
    )
    if first is None:
        return ()
    steps = _steps(session, poll.wording_id, until=at)
    return points_of(steps, options=len(poll.choices), first=first, until=max(at, first))


def _steps(session: Session, wording_id: int, *, until: datetime) -> Iterator[Step]:
    """Every step but those of readers whose ballot is held, in the order in which they were appended.

    Where a history was joined to an account its steps keep their time, so that one may seem to be earlier than the one
    before: it counts from then on.
    """
    step, ballot = BallotRevision, Ballot
    found: Any = select(_as_stored(step.reader_id), step.choices, step.at)
    held = select(_as_stored(ballot.reader_id)).where(
        ballot.wording_id == wording_id, ballot.held != Hold.NONE
    )
    left_out = set(session.scalars(held))
    steps = found.where(step.wording_id == wording_id).order_by(step.id)
    latest: datetime | None = None
    for reader_id, choices, at in session.execute(steps.execution_options(yield_per=ROWS_AT_ONCE)):
        if reader_id not in left_out:
            latest = min(until, at if latest is None else max(latest, at))
            yield Step(reader_id, choices, latest)


def _as_stored(reader_id: Any) -> Any:
    """As the driver has it: many are compared, none is looked at."""
    return type_coerce(reader_id, NullType)
