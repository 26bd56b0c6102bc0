"""Comments from elsewhere, stored under an article: in their threads, with their times and names, once.

A comment is known by the program it is from, its number there and its time, kept as the key it was submitted with: brought
in twice, it is stored once, and the same number of another site is another comment. Its author is a guest with the
program's name behind theirs, which no member's name can have.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.orm import Session

from pollsite.accounts.models import Reader
from pollsite.archive.filling import Filling
from pollsite.archive.foreign import ForeignComment, ForeignPage, LeftOut, Source, digest_of
from pollsite.archive.foreign_names import shown_name, sign_of, signed
from pollsite.archive.foreign_threads import count_raised, in_order
from pollsite.archive.foreign_words import Words
from pollsite.discussion.counting import touch_discussion
from pollsite.discussion.models import Comment
from pollsite.discussion.placing import Place, ancestors, first_place, own_id, place_below
from pollsite.discussion.types import Status

_Person = tuple[str, ...]


@dataclass(slots=True)
class Brought:
    """What became of a page's comments. `shortened` had too many words, `plain` were shown as plain text, `raised`
    answered one that is not brought in, `renamed` have another name than there, `unnamed` none, `later` were dated later
    than now.
    """

    new: int = 0
    known: int = 0
    shortened: int = 0
    plain: int = 0
    raised: int = 0
    renamed: int = 0
    unnamed: int = 0
    later: int = 0
    left_out: Counter[LeftOut] = field(default_factory=Counter)


def bring_comments(
    session: Session,
    page: ForeignPage,
    words: Mapping[str, Words | None],
    *,
    article_id: int,
    source: Source,
    at: datetime,
) -> Brought:
    """Store what is not stored yet, in the caller's transaction, which writes; `words` by the comments' keys, None for
    those without, of all that missing_of() names. What is dated later than `at` is dated `at`.
    """
    connection = session.connection()
    coming = _Coming(connection, article_id, source, at)
    brought = coming.brought
    brought.raised, brought.left_out = count_raised(page), Counter(page.left_out)
    known = coming.meet(page)
    _store(connection, list(coming.rows(page, words)), before=coming.first_id, known=known)
    if brought.new:
        touch_discussion(connection, article_id, by=brought.new)
    return brought


def missing_of(
    session: Session, page: ForeignPage, *, article_id: int, source: Source
) -> list[ForeignComment]:
    """The comments of the page that are not stored under the article yet."""
    known = {row.submission_key for row in _stored(session.connection(), article_id, source)}
    return [comment for comment in page.comments if key_of(source, comment) not in known]


def key_of(source: Source, comment: ForeignComment) -> str:
    """The submission key of a comment from elsewhere."""
    return f"{source.value}:{digest_of(comment.key, comment.at.isoformat())}"


def _stored(connection: Connection, article_id: int, source: Source) -> Sequence[Any]:
    return connection.execute(_STORED, {"article": article_id, "name": f"%{sign_of(source)}"}).all()


class _Coming:
    """Takes comments one after the other, and gives each its place and its number."""

    def __init__(self, connection: Connection, article_id: int, source: Source, at: datetime) -> None:
        self.brought = Brought()
        self.first_id = int(connection.execute(_LAST).scalar_one() or 0) + 1
        self._article_id, self._source, self._at = article_id, source, at
        self._stored = {row.submission_key: row for row in _stored(connection, article_id, source)}
        self._places: dict[str, Place] = {}
        self._readers: dict[_Person, UUID] = {}

    def meet(self, page: ForeignPage) -> frozenset[UUID]:
        """Know again who has written what is stored, and where it stands; the readers they are."""
        for comment in page.comments:
            if row := self._stored.get(key_of(self._source, comment)):
                self._places[comment.key] = Place(row.root_id, row.path, row.depth)
                self._readers.setdefault(_person(comment), row.reader_id)
        return frozenset(self._readers.values())

    def rows(self, page: ForeignPage, rendered: Mapping[str, Words | None]) -> Iterator[dict[str, Any]]:
        """A row for each comment that is new, with everything but how many answers it has."""
        for comment, above in in_order(page):
            if comment.key in self._places:
                self.brought.known += 1
                continue
            words = rendered[comment.key]
            if words is None:
                self.brought.left_out[LeftOut.EMPTY] += 1
                continue
            yield self._row(comment, above, words)
            self._count(comment, words)

    def _count(self, comment: ForeignComment, words: Words) -> None:
        shown = shown_name(comment.name)
        self.brought.shortened += words.is_shortened
        self.brought.plain += words.is_plain
        self.brought.unnamed += not shown
        self.brought.renamed += bool(shown) and shown != " ".join(comment.name.split())
        self.brought.later += comment.at > self._at
        self.brought.new += 1

    def _row(self, comment: ForeignComment, above: str, words: Words) -> dict[str, Any]:
        number = self.first_id + self.brought.new
        parent = self._places.get(above) if above else None
        place = self._places[comment.key] = place_below(parent, number) if parent else first_place(number)
        at = min(comment.at, self._at)
        return {
            "id": number,
            "article_id": self._article_id,
            "parent_id": own_id(parent.path) if parent else None,
            "reader_id": self._readers.setdefault(_person(comment), uuid4()),
            "guest_name": signed(comment.name, self._source),
            "submission_key": key_of(self._source, comment),
            "body_source": words.source,
            "body_html": words.html,
            "created_at": at,
            "published_at": at,
            **asdict(place),
        }


def _person(comment: ForeignComment) -> _Person:
    """What tells people apart: their name, and who the file says they are; of whom it says nothing, each is another."""
    told = (comment.person, comment.name)
    return told if any(told) else (*told, comment.key)


def _store(
    connection: Connection, rows: Sequence[Mapping[str, Any]], *, before: int, known: frozenset[UUID]
) -> None:
    """The rows with the number of their answers, and their authors but for those who are `known`; whoever stood here
    `before` that number gets theirs.
    """
    answers = Counter(above for row in rows for above in ancestors(row["path"]))
    since: dict[UUID, datetime] = {}
    for row in rows:
        since[row["reader_id"]] = min(row["created_at"], since.get(row["reader_id"], row["created_at"]))
    filling = Filling(connection, Reader, Comment)
    for reader_id, first in since.items():
        if reader_id not in known:
            filling.add(Reader, id=reader_id, created_at=first)
    for row in rows:
        filling.add(Comment, **row, status=Status.VISIBLE.value, listed=True, replies=answers[row["id"]])
    filling.flush()
    for comment_id, number in sorted(answers.items()):
        if comment_id < before:
            connection.execute(_ANSWERED, {"comment": comment_id, "by": number})


_STORED = select(
    Comment.submission_key, Comment.root_id, Comment.path, Comment.depth, Comment.reader_id
).where(Comment.article_id == bindparam("article"), Comment.guest_name.like(bindparam("name")))
_LAST = select(func.max(Comment.id))
_ANSWERED: Any = (
    update(Comment)
    .where(Comment.id == bindparam("comment"))
    .values(replies=Comment.replies + bindparam("by"), listed=True, version=Comment.version + 1)
)
