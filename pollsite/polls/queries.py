"""Polls as they are asked, their tallies, and where a reader stands in them."""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Row, Select, bindparam, literal_column, select, union_all
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from pollsite.articles.models import Article
from pollsite.articles.types import Kind, Visibility
from pollsite.polls.errors import PollNotFound
from pollsite.polls.models import Ballot, Option, Peek, Poll, Wording
from pollsite.polls.types import (
    NO_STANDING,
    Choice,
    EarlierWording,
    PollDefinition,
    PollState,
    Standing,
    Tally,
)


def get_state(session: Session, poll_id: int) -> PollState:
    """The poll with its tally and earlier wordings. Raises PollNotFound."""
    rows = session.connection().execute(_one_state_query(), {"poll_id": poll_id}).all()
    if not rows:
        raise PollNotFound
    return _state(rows)


def article_states(connection: Session | Connection, article_id: int) -> tuple[PollState, ...]:
    """Every poll the article asks, in the publisher's order."""
    rows = connection.execute(_article_states_query(), {"article_id": article_id}).all()
    return tuple(_state(tuple(group)) for _, group in groupby(rows, key=lambda row: row.poll_id))


def standing_in(session: Session, wording_id: int, reader_id: UUID) -> Standing:
    """Where the reader stands in one wording. One statement."""
    asked = {"wording_id": wording_id, "reader_id": reader_id}
    rows = session.connection().execute(_standing_query(), asked)
    return merged(rows).get(wording_id, NO_STANDING)


def standings_in_article(session: Session, article_id: int, reader_id: UUID) -> dict[int, Standing]:
    """Where the reader stands, by wording id; wordings they did nothing in are left out. One statement."""
    asked = {"article_id": article_id, "reader_id": reader_id}
    return merged(session.connection().execute(_standings_query(), asked))


def standing_selects(wordings: Select[int]) -> tuple[Select[Any], Select[Any]]:
    """What `reader_id` did in these wordings, as rows of (wording_id, choices, peeked) to be merged()."""
    ballots: Any = select(Ballot.wording_id, Ballot.choices, literal_column("0").label("peeked")).where(
        Ballot.wording_id.in_(wordings), Ballot.reader_id == bindparam("reader_id")
    )
    peeks: Any = select(
        Peek.wording_id, literal_column("0").label("choices"), literal_column("1").label("peeked")
    ).where(Peek.wording_id.in_(wordings), Peek.reader_id == bindparam("reader_id"))
    return ballots, peeks


def merged(rows: Iterable[Any]) -> dict[int, Standing]:
    """Standings by wording id, from rows of (wording_id, choices, peeked)."""
    found: dict[int, Standing] = {}
    for wording_id, choices, peeked in rows:
        known = found.get(wording_id, NO_STANDING)
        found[wording_id] = Standing(known.choices | choices, known.peeked or bool(peeked))
    return found


@cache
def _standing_query() -> Any:
    return union_all(*standing_selects(select(bindparam("wording_id", type_=Integer))))


@cache
def _standings_query() -> Any:
    wordings = select(Wording.id).join(Poll, Poll.id == Wording.poll_id)
    return union_all(*standing_selects(wordings.where(Poll.article_id == bindparam("article_id"))))


@cache
def _one_state_query() -> Any:
    return _states_query().where(Poll.id == bindparam("poll_id"))


@cache
def _article_states_query() -> Any:
    return _states_query().where(Poll.article_id == bindparam("article_id"))


def _states_query() -> Any:
    return (
        select(
            Poll.id.label("poll_id"),
            Poll.article_id,
            Article.slug,
            Poll.key,
            Poll.position,
            Poll.visibility,
            Poll.opens_at,
            Poll.closes_at,
            Poll.wording,
            Wording.id.label("wording_id"),
            Wording.number,
            Wording.kind,
            Wording.question,
            Wording.max_choices,
            Wording.edited_at,
            Wording.voters,
            Wording.version,
            Option.position.label("option_position"),
            Option.key.label("option_key"),
            Option.label,
            Option.exclusive,
            Option.not_sure,
            Option.ballots,
        )
        .join(Article, Article.id == Poll.article_id)
        .join(Wording, Wording.poll_id == Poll.id)
        .join(Option, Option.wording_id == Wording.id)
        .where(Poll.active)
        .order_by(Poll.position, Poll.id, Wording.number, Option.position)
    )


def _state(rows: Sequence[Row[Any]]) -> PollState:
    current = [row for row in rows if row.number == row.wording]
    earlier = [row for row in rows if row.number < row.wording and row.option_position == 0]
    return PollState(
        definition=_definition(current),
        tally=Tally(current[0].version, current[0].voters, tuple(row.ballots for row in current)),
        earlier=tuple(EarlierWording(row.number, row.question, row.voters) for row in earlier),
    )


def _definition(rows: Sequence[Row[Any]]) -> PollDefinition:
    first = rows[0]
    return PollDefinition(
        id=first.poll_id,
        article_id=first.article_id,
        article_slug=first.slug,
        key=first.key,
        position=first.position,
        visibility=Visibility(first.visibility),
        opens_at=first.opens_at,
        closes_at=first.closes_at,
        wording=first.wording,
        wording_id=first.wording_id,
        kind=Kind(first.kind),
        question=first.question,
        max_choices=first.max_choices,
        edited_at=first.edited_at,
        choices=tuple(
            Choice(row.option_position, row.option_key, row.label, row.exclusive, row.not_sure)
            for row in rows
        ),
    )
