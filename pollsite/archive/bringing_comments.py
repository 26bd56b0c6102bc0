"""Comments from elsewhere, stored under an article: in their threads, with their times and names, once.

A comment is known by the program it is from and its number there, kept as the key it was submitted with: brought in
twice, it is stored once. Its author is a guest with the program's name behind theirs, which no member's name can have.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.orm import Session

from pollsite.accounts.models import Reader
from pollsite.accounts.names import NameRefused, clean_name
from pollsite.archive.filling import Filling
from pollsite.archive.foreign import ForeignComment, ForeignPage, LeftOut, Source
from pollsite.archive.foreign_threads import count_raised, in_order
from pollsite.archive.foreign_words import Words
from pollsite.discussion.counting import touch_discussion
from pollsite.discussion.models import Comment
from pollsite.discussion.placing import Place, ancestors, first_place, own_id, place_below
from pollsite.discussion.types import Status

NOBODY_NAMED = "A reader"
KEY_CHARACTERS = 40


@dataclass(slots=True)
class Brought:
    """What became of a page's comments. `shortened` had too many words, `plain` were shown as plain text, `raised`
    answered one that is not brought in.
    """

    new: int = 0
    known: int = 0
    shortened: int = 0
    plain: int = 0
    raised: int = 0
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
    those without. What is dated later than `at` is dated `at`.
    """
    connection = session.connection()
    coming = _Coming(connection, article_id, source, at)
    brought = coming.brought
    brought.raised, brought.left_out = count_raised(page), Counter(page.left_out)
    _store(connection, list(coming.rows(page, words)), before=coming.first_id)
    if brought.new:
        touch_discussion(connection, article_id, by=brought.new)
    return brought


def key_of(source: Source, key: str) -> str:
    """The submission key of a comment from elsewhere; a long number is shortened to a hash."""
    whole = f"{source.value}:{key}"
    return (
        whole if len(whole) <= KEY_CHARACTERS else f"{source.value}:{sha256(key.encode()).hexdigest()[:24]}"
    )


def name_of(name: str, source: Source) -> str:
    """ "Ada (Disqus)"; a name that nobody may have here is nobody's."""
    try:
        own = clean_name(name)
    except NameRefused:
        own = NOBODY_NAMED
    return f"{own} {_sign(source)}"


def _sign(source: Source) -> str:
    return f"({source.label})"


class _Coming:
    """Takes comments one after the other, and gives each its place and its number."""

    def __init__(self, connection: Connection, article_id: int, source: Source, at: datetime) -> None:
        self.brought = Brought()
        self.first_id = int(connection.execute(_LAST).scalar_one() or 0) + 1
        self._article_id, self._source, self._at = article_id, source, at
        stored = connection.execute(_STORED, {"article": article_id, "name": f"%{_sign(source)}"})
        self._places = {row.submission_key: Place(row.root_id, row.path, row.depth) for row in stored}
        self._readers: dict[str, UUID] = {}

    def rows(self, page: ForeignPage, rendered: Mapping[str, Words | None]) -> Iterator[dict[str, Any]]:
        """A row for each comment that is new, with everything but how many answers it has."""
        for comment, above in in_order(page):
            if key_of(self._source, comment.key) in self._places:
                self.brought.known += 1
                continue
            words = rendered[comment.key]
            if words is None:
                self.brought.left_out[LeftOut.EMPTY] += 1
                continue
            yield self._row(comment, above, words)
            self.brought.shortened += words.is_shortened
            self.brought.plain += words.is_plain
            self.brought.new += 1

    def _row(self, comment: ForeignComment, above: str, words: Words) -> dict[str, Any]:
        number, name = self.first_id + self.brought.new, name_of(comment.name, self._source)
        parent = self._places.get(key_of(self._source, above)) if above else None
        place = place_below(parent, number) if parent else first_place(number)
        key = key_of(self._source, comment.key)
        self._places[key] = place
        at = min(comment.at, self._at)
        return {
            "id": number,
            "article_id": self._article_id,
            "parent_id": own_id(parent.path) if parent else None,
            "reader_id": self._readers.setdefault(name, uuid4()),
            "guest_name": name,
            "submission_key": key,
            "body_source": words.source,
            "body_html": words.html,
            "created_at": at,
            "published_at": at,
            **asdict(place),
        }


def _store(connection: Connection, rows: Sequence[Mapping[str, Any]], *, before: int) -> None:
    """The rows with their authors and the number of their answers; whoever stood here `before` that number gets theirs."""
    answers = Counter(above for row in rows for above in ancestors(row["path"]))
    since: dict[UUID, datetime] = {}
    for row in rows:
        since[row["reader_id"]] = min(row["created_at"], since.get(row["reader_id"], row["created_at"]))
    filling = Filling(connection, Reader, Comment)
    for reader_id, first in since.items():
        filling.add(Reader, id=reader_id, created_at=first)
    for row in rows:
        filling.add(Comment, **row, status=Status.VISIBLE.value, listed=True, replies=answers[row["id"]])
    filling.flush()
    for comment_id, number in sorted(answers.items()):
        if comment_id < before:
            connection.execute(_ANSWERED, {"comment": comment_id, "by": number})


_STORED = select(Comment.submission_key, Comment.root_id, Comment.path, Comment.depth).where(
    Comment.article_id == bindparam("article"), Comment.guest_name.like(bindparam("name"))
)
_LAST = select(func.max(Comment.id))
_ANSWERED: Any = (
    update(Comment)
    .where(Comment.id == bindparam("comment"))
    .values(replies=Comment.replies + bindparam("by"), listed=True, version=Comment.version + 1)
)
