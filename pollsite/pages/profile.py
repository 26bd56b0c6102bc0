"""A member's public page: who they say they are, since when, and what of theirs everybody may read."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from pollsite.accounts.identicons import Identicon, identicon_path
from pollsite.accounts.models import Ignore
from pollsite.accounts.queries import Profile, find_profile
from pollsite.accounts.types import Member
from pollsite.articles.models import Article
from pollsite.discussion.excerpts import EXCERPT_SOURCE, excerpt_of
from pollsite.discussion.models import Comment
from pollsite.discussion.types import Status
from pollsite.numbers import MAX_NUMBER

COMMENTS_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class ProfileComment:
    """One of the member's visible comments."""

    address: str
    title: str
    at: datetime
    excerpt: str
    is_reply: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilePage:
    """`older` is the comment before which the next page begins, None at the end.

    `is_ignored` is None unless the one who looks is a member and somebody else.
    """

    profile: Profile
    portrait: Identicon
    comments: tuple[ProfileComment, ...]
    older: int | None
    is_first: bool
    is_own: bool
    is_ignored: bool | None


def profile_page(
    session: Session, account_id: int, *, looking: Member | None, before: int | None = None
) -> ProfilePage | None:
    """The member's page as `looking` sees it, comments older than the comment `before`; None for nobody."""
    profile = find_profile(session, account_id)
    if profile is None:
        return None
    rows = _visible_comments(session, profile, before=before)
    is_own = looking is not None and looking.account_id == account_id
    ignored = None
    if looking is not None and not is_own:
        ignored = session.get(Ignore, (looking.account_id, account_id)) is not None
    return ProfilePage(
        profile=profile,
        portrait=identicon_path(profile.reader_id),
        comments=tuple(comment for _, comment in rows[:COMMENTS_A_PAGE]),
        older=rows[COMMENTS_A_PAGE - 1][0] if len(rows) > COMMENTS_A_PAGE else None,
        is_first=before is None,
        is_own=is_own,
        is_ignored=ignored,
    )


def _visible_comments(
    session: Session, profile: Profile, *, before: int | None
) -> list[tuple[int, ProfileComment]]:
    """(id, comment), latest first: one more than fits the page, if there is one."""
    theirs = (
        select(
            Comment.id,
            Comment.parent_id,
            Comment.published_at,
            func.substr(Comment.body_html, 1, EXCERPT_SOURCE).label("words"),
            Article.slug,
            Article.title,
        )
        .join(Article, Article.id == Comment.article_id)
        .where(
            Comment.reader_id == profile.reader_id,
            literal_column(f"comments.status = '{Status.VISIBLE}'"),
            Comment.id < (before or MAX_NUMBER),
        )
        .order_by(Comment.id.desc())
        .limit(COMMENTS_A_PAGE + 1)
    )
    return [
        (
            row.id,
            ProfileComment(
                f"/articles/{row.slug}/comments/{row.id}",
                row.title,
                row.published_at,
                excerpt_of(row.words),
                row.parent_id is not None,
            ),
        )
        for row in session.execute(theirs)
    ]
