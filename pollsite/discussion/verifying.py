"""Recounting: every number and place that is stored of comments, held against what it stands for."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.orm import Session

from pollsite.articles.models import Article
from pollsite.discussion.counting import begin_slices, touch_discussion
from pollsite.discussion.models import ChangedMind, Comment, Discussion, Mark, Slice, Stance, Tag
from pollsite.discussion.recounting import Recount, Written, recount
from pollsite.discussion.types import MarkKind, Status
from pollsite.polls.models import Poll


@dataclass(frozen=True, slots=True)
class Difference:
    """Something stored that differs from its recount. `name` reads like `comment 7 replies`."""

    name: str
    stored: object
    recount: object


@dataclass(frozen=True, slots=True)
class Findings:
    """What a recount found: how many comments were looked at, and every difference."""

    comments: int
    differences: tuple[Difference, ...]


def verify_discussions(session: Session, *, repair: bool = False) -> Findings:
    """Recount marks, replies, minds, slices and discussions, and place every comment in its thread again.

    Eight statements, however many comments there are, and with `repair` one more for each kind of difference: what
    differs is set to its recount inside the caller's transaction. Words, marks and credits are never touched.
    """
    connection = session.connection()
    rows = connection.execute(_COMMENTS).all()
    found = _recount(connection, rows)
    differences = [
        *_of_comments(connection, rows, found, repair=repair),
        *_of_tags(connection, found, repair=repair),
        *_of_slices(connection, found, repair=repair),
        *_of_discussions(connection, found, repair=repair),
    ]
    if repair and differences:
        for article_id in sorted(found.articles):
            touch_discussion(connection, article_id)
    return Findings(len(rows), tuple(differences))


def _recount(connection: Connection, rows: Any) -> Recount:
    marks: dict[MarkKind, dict[int, int]] = {kind: {} for kind in MarkKind}
    for comment_id, kind, number in connection.execute(_MARKS):
        marks[MarkKind(kind)][comment_id] = number
    return recount(
        (
            Written(
                id=row.id,
                article_id=row.article_id,
                parent_id=row.parent_id,
                status=Status(row.status),
                created_at=row.created_at,
                published_at=row.published_at,
            )
            for row in rows
        ),
        good=marks[MarkKind.GOOD],
        weak=marks[MarkKind.WEAK],
        minds={row.comment_id: row.number for row in connection.execute(_MINDS)},
        stances=frozenset(connection.scalars(_STANCES)),
    )


def _of_comments(connection: Connection, rows: Any, found: Recount, *, repair: bool) -> Iterator[Difference]:
    wrong = []
    for row in rows:
        counted = asdict(found.comments[row.id])
        stored = row._mapping
        differing = {name: value for name, value in counted.items() if stored[name] != value}
        yield from (
            Difference(f"comment {row.id} {name}", stored[name], value) for name, value in differing.items()
        )
        if differing:
            wrong.append({"comment": row.id, **{f"to_{name}": value for name, value in counted.items()}})
    if repair and wrong:
        connection.execute(_MEND_COMMENT, wrong)


def _of_tags(connection: Connection, found: Recount, *, repair: bool) -> Iterator[Difference]:
    wrong = []
    for tag in connection.execute(_TAGS).all():
        counted = found.comments[tag.comment_id]
        for name in _COPIED:
            stored, right = getattr(tag, name), getattr(counted, name)
            if stored != right:
                yield Difference(f"tag {tag.poll_id} of comment {tag.comment_id} {name}", stored, right)
                wrong.append(tag.comment_id)
    if repair and wrong:
        connection.execute(_MEND_TAGS)


def _of_slices(connection: Connection, found: Recount, *, repair: bool) -> Iterator[Difference]:
    right: dict[int, int] = {}
    for tag in connection.execute(_TAGS):
        right[tag.poll_id] = right.get(tag.poll_id, 0) + found.threads.get(tag.comment_id, 0)
    for row in connection.execute(_SLICES).all():
        counted = right.get(row.id, 0)
        if (row.comments or 0) != counted:
            yield Difference(f"slice {row.slug}/{row.key} comments", row.comments or 0, counted)
            if repair:
                begin_slices(connection, (row.id,))
                connection.execute(_MEND_SLICE, {"poll": row.id, "right": counted})


def _of_discussions(connection: Connection, found: Recount, *, repair: bool) -> Iterator[Difference]:
    for row in connection.execute(_DISCUSSIONS).all():
        counted = found.articles.get(row.id, 0)
        if (row.comments or 0) != counted:
            yield Difference(f"discussion {row.slug} comments", row.comments or 0, counted)
            if repair:
                touch_discussion(connection, row.id)
                connection.execute(_MEND_DISCUSSION, {"article": row.id, "right": counted})


_COPIED = ("listed", "best", "replies", "minds")
_COUNTED = (
    "root_id", "path", "depth", "good", "weak", "best", "replies", "minds", "listed", "stance_shown", "published_at",
)  # fmt: skip
_COMMENTS: Any = select(
    Comment.id,
    Comment.article_id,
    Comment.parent_id,
    Comment.status,
    Comment.created_at,
    *(getattr(Comment, name) for name in _COUNTED),
).order_by(Comment.id)
_MARKS = select(Mark.comment_id, Mark.kind, func.count()).group_by(Mark.comment_id, Mark.kind)
_MINDS = select(ChangedMind.comment_id, func.count().label("number")).group_by(ChangedMind.comment_id)
_STANCES = select(Stance.comment_id).distinct()
_TAGS = select(Tag.poll_id, Tag.comment_id, Tag.listed, Tag.best, Tag.replies, Tag.minds)
_SLICES = (
    select(Poll.id, Article.slug, Poll.key, Slice.comments)
    .join(Article, Article.id == Poll.article_id)
    .outerjoin(Slice, Slice.poll_id == Poll.id)
    .order_by(Poll.id)
)
_DISCUSSIONS = (
    select(Article.id, Article.slug, Discussion.comments)
    .outerjoin(Discussion, Discussion.article_id == Article.id)
    .order_by(Article.id)
)
_MEND_COMMENT = (
    update(Comment)
    .where(Comment.id == bindparam("comment"))
    .values({**{name: bindparam(f"to_{name}") for name in _COUNTED}, "version": Comment.version + 1})
)
_MEND_TAGS = update(Tag).values(
    {
        name: select(getattr(Comment, name)).where(Comment.id == Tag.comment_id).scalar_subquery()
        for name in _COPIED
    }
)
_MEND_SLICE = update(Slice).where(Slice.poll_id == bindparam("poll")).values(comments=bindparam("right"))
_MEND_DISCUSSION = (
    update(Discussion)
    .where(Discussion.article_id == bindparam("article"))
    .values(comments=bindparam("right"))
)
