"""Figures that were made, and what they would be made from now. Nothing here needs NumPy: requests may ask."""

from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from pollsite.articles.models import Article
from pollsite.articles.types import Visibility
from pollsite.discussion.models import Discussion
from pollsite.insights.models import KeptFigure
from pollsite.insights.participating import takes_part
from pollsite.insights.types import Edition
from pollsite.polls.models import Ballot, BallotRevision, Poll, Wording
from pollsite.polls.types import Hold


def stored_figures(session: Session, article_id: int) -> dict[str, KeptFigure]:
    """Every figure of the article, by its kind. One statement."""
    found = session.scalars(select(KeptFigure).where(KeptFigure.article_id == article_id))
    return {figure.kind: figure for figure in found}


def present_editions(
    connection: Connection, *, at: datetime, article_id: int | None = None
) -> tuple[Edition, ...]:
    """What every article's figures would be made from at that moment, by article; or that article's alone. Two
    statements.
    """
    revision = connection.execute(select(func.coalesce(func.max(BallotRevision.id), 0))).scalar_one()
    asked_now = _wordings_asked()
    if article_id is not None:
        asked_now = asked_now.where(Poll.article_id == article_id)
    rows = connection.execute(asked_now).all()
    return tuple(
        _edition([*asked], revision=revision, at=at)
        for _, asked in groupby(rows, key=lambda row: row.article_id)
    )


def readers_since(session: Session, edition: Edition, *, revision: int) -> int:
    """How many readers' ballots on the edition's questions were cast, changed or withdrawn after that revision.

    A ballot that is held is in no figure, and its reader not among them.
    """
    step, ballot = BallotRevision, Ballot
    own = (ballot.wording_id == step.wording_id) & (ballot.reader_id == step.reader_id)
    moved = (
        select(func.count(step.reader_id.distinct()))
        .outerjoin(ballot, own)
        .where(step.id > revision, step.wording_id.in_(edition.questions))
        .where(func.coalesce(ballot.held, Hold.NONE) == Hold.NONE)
    )
    return session.scalar(moved) or 0


def counted_readers(session: Session, edition: Edition) -> int:
    """How many readers have a counted ballot on any of the edition's questions."""
    counted = select(func.count(Ballot.reader_id.distinct())).where(
        Ballot.wording_id.in_(edition.questions), Ballot.held == Hold.NONE
    )
    return session.scalar(counted) or 0


def _wordings_asked() -> Any:
    return (
        select(
            Poll.article_id,
            Article.slug,
            Poll.visibility,
            Poll.closes_at,
            Wording.id,
            Wording.voters,
            Wording.version,
            func.coalesce(Discussion.version, 0).label("discussion"),
        )
        .join(Article, Article.id == Poll.article_id)
        .join(Wording, (Wording.poll_id == Poll.id) & (Wording.number == Poll.wording))
        .outerjoin(Discussion, Discussion.article_id == Article.id)
        .where(Poll.active)
        .order_by(Poll.article_id, Poll.position, Poll.id)
    )


def _edition(asked: list[Any], *, revision: int, at: datetime) -> Edition:
    shown = [row for row in asked if takes_part(Visibility(row.visibility), row.closes_at, at=at)]
    return Edition(
        article_id=asked[0].article_id,
        slug=asked[0].slug,
        questions=tuple(row.id for row in shown),
        voters=sum(row.voters for row in shown),
        versions=sum(row.version for row in shown),
        discussion=asked[0].discussion,
        revision=revision,
    )
