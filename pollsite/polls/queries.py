"""Polls as they are asked, their tallies, and where a reader stands in them."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Row, Select, String, and_, bindparam, case, cast, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from pollsite.articles.models import Article
from pollsite.articles.types import Kind, Visibility
from pollsite.polls.errors import PollNotFound
from pollsite.polls.ledger import last_line_of
from pollsite.polls.ledger_lines import head_after
from pollsite.polls.models import Ballot, BeforeAnswer, Option, Peek, Poll, Wording
from pollsite.polls.types import (
    NO_STANDING,
    Choice,
    EarlierWording,
    Hold,
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


def standing_in(session: Session, wording_id: int, reader_id: UUID | None) -> Standing:
    """Where the reader stands in one wording; None, who is no reader yet, nowhere. One statement, for None none."""
    if reader_id is None:
        return NO_STANDING
    asked = {"wording_id": wording_id, "reader_id": reader_id}
    row = session.connection().execute(_standing_query(), asked).one()
    return read_standings(*row).get(wording_id, NO_STANDING)


def standings_in_article(session: Session, article_id: int, reader_id: UUID) -> dict[int, Standing]:
    """Where the reader stands, by wording id; wordings they did nothing in are left out. One statement."""
    asked = {"article_id": article_id, "reader_id": reader_id}
    return read_standings(*session.connection().execute(_standings_query(), asked).one())


def standing_columns(wordings: Select[int]) -> tuple[Any, Any, Any]:
    """Three columns for read_standings(): what `reader_id` chose in these wordings, held or not, where they peeked, and
    what they answered before reading.

    Each is one string, because every row that SQLite hands out may cost a change of threads.
    """
    chosen = cast(Ballot.wording_id, String) + ":" + cast(Ballot.choices, String) + ":" + Ballot.held
    ballots = select(func.aggregate_strings(chosen, ",")).where(
        Ballot.wording_id.in_(wordings), Ballot.reader_id == bindparam("reader_id")
    )
    peeks = select(func.aggregate_strings(cast(Peek.wording_id, String), ",")).where(
        Peek.wording_id.in_(wordings), Peek.reader_id == bindparam("reader_id")
    )
    answered = cast(BeforeAnswer.wording_id, String) + ":" + cast(BeforeAnswer.choices, String)
    before = select(func.aggregate_strings(answered, ",")).where(
        BeforeAnswer.wording_id.in_(wordings), BeforeAnswer.reader_id == bindparam("reader_id")
    )
    return ballots.scalar_subquery(), peeks.scalar_subquery(), before.scalar_subquery()


def read_standings(
    ballots: str | None = None, peeks: str | None = None, before: str | None = None
) -> dict[int, Standing]:
    """Standings by wording id, from "7:3:,8:1:speed" (wording:choices:hold), "8,9" (wordings peeked at) and "7:1"
    (wording:choices before reading).
    """
    peeked = {int(wording_id) for wording_id in peeks.split(",")} if peeks else set()
    found = dict.fromkeys(peeked, Standing(peeked=True))
    for ballot in ballots.split(",") if ballots else ():
        wording_id, choices, hold = ballot.split(":")
        found[int(wording_id)] = Standing(int(choices), int(wording_id) in peeked, Hold(hold))
    for answer in before.split(",") if before else ():
        wording_id, choices = answer.split(":")
        known = found.get(int(wording_id), NO_STANDING)
        found[int(wording_id)] = replace(known, before=int(choices))
    return found


@cache
def _standing_query() -> Any:
    return select(*standing_columns(select(bindparam("wording_id", type_=Integer))))


@cache
def _standings_query() -> Any:
    wordings = select(Wording.id).join(Poll, Poll.id == Wording.poll_id)
    return select(*standing_columns(wordings.where(Poll.article_id == bindparam("article_id"))))


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
            Wording.held,
            Wording.version,
            Option.position.label("option_position"),
            Option.key.label("option_key"),
            Option.label,
            Option.exclusive,
            Option.not_sure,
            Option.ballots,
            case(
                (
                    and_(Option.position == 0, Wording.number == Poll.wording),
                    last_line_of(Poll.id),
                )
            ).label("last_line"),
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
        definition=definition_of(current),
        tally=Tally(
            current[0].version, current[0].voters, tuple(row.ballots for row in current), current[0].held
        ),
        earlier=tuple(EarlierWording(row.number, row.question, row.voters, row.held) for row in earlier),
        ledger=head_after(current[0].last_line),
    )


def definition_of(rows: Sequence[Row[Any]]) -> PollDefinition:
    """A poll in its current wording, from one row of definition columns per option, in the publisher's order."""
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
