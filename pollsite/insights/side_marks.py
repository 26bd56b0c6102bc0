"""Which arguments stand on which side of an article's questions, and how the readers of every side marked them."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased
from sqlalchemy.types import NullType

from pollsite.accounts.models import Account
from pollsite.discussion.models import Comment, Mark, Stance
from pollsite.discussion.types import MarkKind, Status
from pollsite.insights.answers import Answers
from pollsite.insights.sides import Argument, Chosen, Marks, Side, choose, side_in, sides_of
from pollsite.moderation.models import Sanction
from pollsite.polls.models import Ballot
from pollsite.polls.types import Hold, PollDefinition


def sides_figure(session: Session, article_id: int, answers: Answers, at: datetime) -> dict[str, Any]:
    """The figure `sides` as it is kept: for each question that has sides, by its wording's id, what was chosen of each.

    An argument is a visible comment beside which its author lets their vote be shown, and still stands by it with a vote
    that is counted. A mark counts that comes from somebody with a counted vote on the same question whose account
    no moderator has suspended or holds. Two statements for each question.
    """
    figure: dict[str, Any] = {}
    for column, poll in enumerate(answers.polls):
        sides = sides_of(poll)
        if sides:
            voters = [sum(int(answers.chose(column, bit).sum()) for bit in side.positions) for side in sides]
            found = _arguments(session, article_id, poll, sides, at=at)
            chosen = [choose(own, found[own], voters) for own in range(len(sides))]
            figure[str(poll.wording_id)] = [_kept(one) for one in chosen]
    return figure


def markers(session: Session, article_id: int, wording_id: int, *, since: datetime | None = None) -> set[Any]:
    """Who has marked an argument that speaks of the wording, and has a counted vote on it: their numbers as the driver has
    them; with `since`, those whose mark is younger than that.
    """
    who: Any = select(type_coerce(Mark.reader_id, NullType)).join(Comment, Comment.id == Mark.comment_id)
    found = (
        who.join(Stance, Stance.comment_id == Comment.id)
        .join(Ballot, and_(Ballot.wording_id == Stance.wording_id, Ballot.reader_id == Mark.reader_id))
        .where(Comment.article_id == article_id, Stance.wording_id == wording_id, Ballot.held == Hold.NONE)
    )
    return set(session.scalars(found if since is None else found.where(Mark.at > since)))


def _kept(chosen: Chosen) -> dict[str, Any]:
    return {
        "outcome": chosen.outcome.value,
        "best": [{"comment": one.comment_id, "others": one.others} for one in chosen.best],
    }


def _arguments(
    session: Session, article_id: int, poll: PollDefinition, sides: tuple[Side, ...], *, at: datetime
) -> defaultdict[int, list[Argument]]:
    """By side, every argument for it."""
    asked = {"article": article_id, "wording": poll.wording_id, "at": at}
    marks: defaultdict[int, dict[int, Marks]] = defaultdict(dict)
    for row in session.execute(_MARKS, asked):
        side = side_in(sides, row.choices)
        if side is not None:
            before = marks[row.comment_id].get(side, Marks())
            marks[row.comment_id][side] = _with(before, row.kind, row.number)
    found: defaultdict[int, list[Argument]] = defaultdict(list)
    for row in session.execute(_STANDING, asked):
        for side in _stood_by(sides, row.then, row.now):
            found[side].append(Argument(row.id, row.good, marks[row.id]))
    return found


def _with(before: Marks, kind: int, number: int) -> Marks:
    if kind == MarkKind.GOOD:
        return Marks(before.good + number, before.weak)
    return Marks(before.good, before.weak + number)


def _stood_by(sides: tuple[Side, ...], then: int, now: int) -> Iterator[int]:
    """The side its author was on when writing, if they are on it still."""
    side = side_in(sides, then)
    if side is not None and side == side_in(sides, now):
        yield side


_counted = aliased(Ballot)
_of_author = and_(
    _counted.wording_id == Stance.wording_id,
    _counted.reader_id == Comment.reader_id,
    _counted.held == Hold.NONE,
)
_is_argument = and_(
    Stance.wording_id == bindparam("wording"),
    Comment.article_id == bindparam("article"),
    Comment.status == Status.VISIBLE,
    Comment.stance_shown,
    ~Comment.collapsed,
)
_STANDING: Any = (
    select(Comment.id, Comment.good, Stance.choices.label("then"), _counted.choices.label("now"))
    .join(Stance, Stance.comment_id == Comment.id)
    .join(_counted, _of_author)
    .where(_is_argument)
    .order_by(Comment.id)
)
_kept_from_speaking = (
    select(Sanction.account_id)
    .join(Account, Account.id == Sanction.account_id)
    .where(
        Account.reader_id == Mark.reader_id,
        or_(Sanction.holding_id.is_not(None), Sanction.suspended_until > bindparam("at")),
    )
    .exists()
)
_MARKS: Any = (
    select(Mark.comment_id, Ballot.choices, Mark.kind, func.count().label("number"))
    .join(Comment, Comment.id == Mark.comment_id)
    .join(Stance, Stance.comment_id == Comment.id)
    .join(
        Ballot,
        and_(
            Ballot.wording_id == Stance.wording_id,
            Ballot.reader_id == Mark.reader_id,
            Ballot.held == Hold.NONE,
        ),
    )
    .where(_is_argument, ~_kept_from_speaking)
    .group_by(Mark.comment_id, Ballot.choices, Mark.kind)
)
