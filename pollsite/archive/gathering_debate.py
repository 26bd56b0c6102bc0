"""What an archive takes of the debate: what everybody may read, and who stands for it.

Of a comment that is not in sight: that there was one, where, and who took it away, as its tombstone says; of one that
others were never told of nothing, and nothing of what only hangs on such a one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, select

from pollsite.accounts.models import Account
from pollsite.archive.gathering_polls import GatheredPoll
from pollsite.archive.records import KNOWN_BY
from pollsite.archive.shapes import written_instant
from pollsite.discussion.models import Comment, CommentRevision, Tag
from pollsite.discussion.queries import shown_votes
from pollsite.discussion.records import ShownVote
from pollsite.discussion.types import Status
from pollsite.discussion.visibility import is_known
from pollsite.polls.choosing import positions_in

COMMENTS_AT_ONCE = 500
_FROM_ELSEWHERE = re.compile(KNOWN_BY)
_Guests = dict[tuple[UUID, str], int]
"""By reader and name, the first comment in sight that has the drawing of both beside it."""


def member_records(connection: Connection) -> Iterator[dict[str, Any]]:
    """Whoever stands with their name under something that everybody may read, and since which day they are here."""
    for row in connection.execute(_MEMBERS):
        yield {
            "id": row.id,
            "name": row.name,
            "portrait": row.portrait,
            "since": row.created_at.date().isoformat(),
        }


def comment_records(connection: Connection, polls: Iterable[GatheredPoll]) -> Iterator[dict[str, Any]]:
    """Every comment that others may be told of, each after what it answers; some are asked for at a time."""
    votes = _Votes({poll.present: poll.keys for poll in polls if poll.ledger})
    guests: _Guests = {}
    unknown: set[int] = set()
    after = 0
    while rows := connection.execute(_COMMENTS, {"after": after, "most": COMMENTS_AT_ONCE}).all():
        after = rows[-1].id
        known = []
        for row in rows:
            told = is_known(Status(row.status), listed=bool(row.listed), published_at=row.published_at)
            if not told or row.parent_id in unknown:
                unknown.add(row.id)
            else:
                known.append(row)
        yield from _records(connection, known, votes, guests)


class _Votes:
    """The votes beside comments, told by the keys of their options."""

    def __init__(self, keys: Mapping[int, Sequence[str]]) -> None:
        self._keys = keys

    def told(self, votes: Iterable[ShownVote]) -> list[dict[str, Any]]:
        """Those on a question as it is asked now, whose results may be seen."""
        return [
            {
                "wording": vote.wording_id,
                "then": self._chosen(vote.wording_id, vote.then),
                "now": self._chosen(vote.wording_id, vote.now),
            }
            for vote in votes
            if vote.wording_id in self._keys
        ]

    def _chosen(self, wording_id: int, choices: int) -> list[str]:
        return [self._keys[wording_id][position] for position in positions_in(choices)]


def _records(
    connection: Connection, rows: Sequence[Any], votes: _Votes, guests: _Guests
) -> Iterator[dict[str, Any]]:
    in_sight = [row.id for row in rows if row.status == Status.VISIBLE]
    beside = shown_votes(connection, in_sight)
    earlier = _by_comment(connection, _EARLIER, in_sight)
    about = _by_comment(connection, _ABOUT, [row.id for row in rows if row.listed])
    for row in rows:
        record = _stub(row, about=[tag.poll_id for tag in about.get(row.id, ())])
        if row.status == Status.VISIBLE:
            record |= _words(row, guests)
            record["stances"] = votes.told(beside.get(row.id, ()))
            record["earlier"] = [
                {"text": text.body_source, "replaced_at": written_instant(text.replaced_at)}
                for text in earlier.get(row.id, ())
                if record["author"]
            ]
        yield record


def _stub(row: Any, *, about: list[int]) -> dict[str, Any]:
    """What a tombstone tells; why somebody's words wait is told to them alone."""
    return {
        "id": row.id,
        "article": row.article_id,
        "parent": row.parent_id,
        "status": row.status,
        "reason": row.reason if row.status == Status.REMOVED else "",
        "created_at": written_instant(row.created_at),
        "published_at": None,
        "edited_at": None,
        "author": None,
        "key": None,
        "text": "",
        "earlier": [],
        "about": about,
        "stances": [],
        "good": 0,
        "minds": 0,
        "collapsed": False,
        "locked": bool(row.locked),
    }


def _words(row: Any, guests: _Guests) -> dict[str, Any]:
    return {
        "published_at": written_instant(row.published_at),
        "edited_at": written_instant(row.edited_at),
        "author": _author(row, guests),
        "key": row.submission_key if _FROM_ELSEWHERE.fullmatch(row.submission_key) else None,
        "text": row.body_source,
        "good": row.good,
        "minds": row.minds,
        "collapsed": bool(row.collapsed),
    }


def _author(row: Any, guests: _Guests) -> dict[str, Any] | None:
    """A member by their number; a guest by their name, and by the first comment that has the same drawing beside it."""
    if row.account_id is not None:
        return {"member": row.account_id, "guest": None, "first": None}
    if row.guest_name is not None:
        first = guests.setdefault((row.reader_id, row.guest_name), row.id)
        return {"member": None, "guest": row.guest_name, "first": first}
    return None


def _by_comment(connection: Connection, statement: Any, ids: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    if ids:
        for row in connection.execute(statement, {"ids": ids}):
            found.setdefault(row.comment_id, []).append(row)
    return found


_COMMENTS: Any = (
    select(
        Comment.id,
        Comment.article_id,
        Comment.parent_id,
        Comment.status,
        Comment.reason,
        Comment.listed,
        Comment.created_at,
        Comment.published_at,
        Comment.edited_at,
        Comment.reader_id,
        Comment.account_id,
        Comment.guest_name,
        Comment.submission_key,
        Comment.body_source,
        Comment.good,
        Comment.minds,
        Comment.collapsed,
        Comment.locked,
    )
    .where(Comment.id > bindparam("after"))
    .order_by(Comment.id)
    .limit(bindparam("most"))
)
_THEIRS = (
    select(Comment.id)
    .where(and_(Comment.account_id == Account.id, Comment.status == Status.VISIBLE))
    .exists()
)
_MEMBERS = (
    select(Account.id, Account.name, Account.portrait, Account.created_at).where(_THEIRS).order_by(Account.id)
)
_EARLIER = (
    select(CommentRevision.comment_id, CommentRevision.body_source, CommentRevision.replaced_at)
    .where(CommentRevision.comment_id.in_(bindparam("ids", expanding=True)), CommentRevision.public)
    .order_by(CommentRevision.comment_id, CommentRevision.number)
)
_ABOUT = (
    select(Tag.comment_id, Tag.poll_id)
    .where(Tag.comment_id.in_(bindparam("ids", expanding=True)))
    .order_by(Tag.comment_id, Tag.poll_id)
)
