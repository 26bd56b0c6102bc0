"""Holding the ledgers against the ballots and the tallies: all three must say the same."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pollsite.articles.models import Article
from pollsite.polls.ledger_lines import COUNTED, HELD
from pollsite.polls.ledger_reading import lines_of
from pollsite.polls.ledger_replaying import Replay, RowWrong
from pollsite.polls.models import Ballot, LedgerLine, Option, Poll, Wording

MOST_NAMED = 5
"""Of the ballots in one wording that differ."""


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Something that the ledger and the rest tell differently: `stored` is there, `recount` follows from the ledger."""

    name: str
    stored: object
    recount: object


@dataclass(frozen=True, slots=True)
class LedgerVerification:
    """What was found: how many ledgers and rows were looked at, and every difference."""

    ledgers: int
    rows: int
    differences: tuple[Discrepancy, ...]


def verify_ledgers(session: Session, *, slug: str = "", repair: bool = False) -> LedgerVerification:
    """Play every ledger, or those of one article, and compare. Nothing is ever repaired: a ledger is only added to."""
    polls = select(Poll.id, Poll.key, Article.slug).join(Article, Article.id == Poll.article_id)
    if slug:
        polls = polls.where(Article.slug == slug)
    rows = 0
    differences: list[Discrepancy] = []
    found = session.execute(polls.order_by(Poll.id)).all()
    for poll in found:
        replay, wrong = _play(session, poll)
        differences += wrong or _compare(session, poll, replay)
        rows += replay.head.rows
    return LedgerVerification(len(found), rows, tuple(differences))


def _play(session: Session, poll: Any) -> tuple[Replay, list[Discrepancy]]:
    connection, replay = session.connection(), Replay()
    rows = session.scalar(select(func.max(LedgerLine.number)).where(LedgerLine.poll_id == poll.id)) or 0
    try:
        replay.play(lines_of(connection, poll.id, until=rows))
    except RowWrong as wrong:
        return replay, [Discrepancy(f"{poll.slug}/{poll.key} ledger row {wrong.row}", wrong, "another row")]
    return replay, []


def _compare(session: Session, poll: Any, replay: Replay) -> Iterator[Discrepancy]:
    wordings = select(Wording).where(Wording.poll_id == poll.id).order_by(Wording.number)
    for wording in session.scalars(wordings).all():
        name = f"{poll.slug}/{poll.key} v{wording.number}"
        for state, stored in ((COUNTED, wording.voters), (HELD, wording.held)):
            told = replay.ballots(wording.number, state)
            if stored != told:
                yield Discrepancy(f"{name} {state}", stored, told)
        options = session.scalars(
            select(Option).where(Option.wording_id == wording.id).order_by(Option.position)
        ).all()
        tally = replay.tally(wording.number)
        for option in options:
            if option.ballots != tally.get(option.key, 0):
                yield Discrepancy(f"{name} {option.key}", option.ballots, tally.get(option.key, 0))
        yield from _compare_ballots(session, wording, replay, name, [option.key for option in options])


def _compare_ballots(
    session: Session, wording: Wording, replay: Replay, name: str, keys: list[str]
) -> Iterator[Discrepancy]:
    """Every ballot that stands is the last row about it, and every row's ballot stands."""
    of_wording = select(Ballot.ledger_id, Ballot.ledger_row, Ballot.choices, Ballot.held)
    stored = {
        row.ledger_id: _in_words(
            row.ledger_row,
            [key for place, key in enumerate(keys) if row.choices >> place & 1],
            HELD if row.held else COUNTED,
        )
        for row in session.execute(of_wording.where(Ballot.wording_id == wording.id))
    }
    told = {
        ballot: _in_words(row.row, row.options, row.state)
        for (number, ballot), row in replay.standing.items()
        if number == wording.number
    }
    differing = sorted(key for key in stored.keys() | told.keys() if stored.get(key) != told.get(key))
    for ballot in differing[:MOST_NAMED]:
        named = f"{name} ballot {ballot or 'without a name'}"
        yield Discrepancy(named, stored.get(ballot, "nothing"), told.get(ballot, "nothing"))
    if len(differing) > MOST_NAMED:
        yield Discrepancy(f"{name} ballots that differ", len(differing), 0)


def _in_words(row: int, options: Iterable[str], state: str) -> str:
    return f"{' '.join(options)} {state} in row {row}"
