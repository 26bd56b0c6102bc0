"""How each article's discussion stands, for the moderators: how open it is, and what waits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from pollsite.articles.models import Article
from pollsite.discussion.models import Comment, Discussion
from pollsite.discussion.types import Openness, Status
from pollsite.moderation.standing import oldest_case


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleLine:
    """One article. `held` comments wait. `holds_after_min`: see discussion.models.Discussion. `is_behind`: the oldest
    case waits longer than that, so that everything new is held.
    """

    slug: str
    title: str
    comments: int
    held: int
    openness: Openness
    holds_after_min: int | None
    is_behind: bool

    @property
    def hours(self) -> str:
        """After how many hours it holds everything, as a form shows it; "" for never."""
        return "" if self.holds_after_min is None else f"{self.holds_after_min / 60:g}"


def article_lines(connection: Connection, *, at: datetime) -> tuple[ArticleLine, ...]:
    """All articles, the newest first. Two statements."""
    oldest = connection.scalar(_OLDEST)
    waited_min = (at - oldest).total_seconds() / 60 if oldest else 0
    return tuple(
        ArticleLine(
            slug=row.slug,
            title=row.title,
            comments=row.comments or 0,
            held=row.held,
            openness=Openness(row.openness or Openness.OPEN),
            holds_after_min=row.holds_after_min,
            is_behind=row.holds_after_min is not None and waited_min > row.holds_after_min,
        )
        for row in connection.execute(_LINES).all()
    )


_HELD: Any = (
    select(func.count())
    .select_from(Comment)
    .where(Comment.article_id == Article.id, Comment.status == Status.HELD)
    .scalar_subquery()
)
_LINES = (
    select(
        Article.slug,
        Article.title,
        Discussion.comments,
        Discussion.openness,
        Discussion.holds_after_min,
        _HELD.label("held"),
    )
    .outerjoin(Discussion, Discussion.article_id == Article.id)
    .order_by(Article.id.desc())
)
_OLDEST = select(oldest_case())
