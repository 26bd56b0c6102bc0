"""What a reader thinks before they read: an answer to the article's leading question, and no vote.

It stands in a table of its own and moves no tally. Who has a vote on the question has read what it is about, so it is
not asked any more; a vote that was withdrawn is none. Each act is one story inside the caller's write transaction.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, exists, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from pollsite.accounts.services import remember_reader
from pollsite.articles.models import Article
from pollsite.polls.before_errors import NotAskedBefore, NothingBefore, NothingSaid, VotedAlready
from pollsite.polls.definitions import BallotBox, get_ballot_box, get_definition
from pollsite.polls.errors import NoOptionChosen
from pollsite.polls.models import Ballot, BeforeAnswer, Wording
from pollsite.polls.services import allowed_choices, refuse_unless_open
from pollsite.polls.types import PollDefinition


def answer_before(
    session: Session, *, poll_id: int, reader_id: UUID, keys: Iterable[str], wording: int, at: datetime
) -> PollDefinition:
    """Remember the answer, in place of an earlier one.

    Raises PollNotFound, NotAskedBefore, VotedAlready, and what allowed_before raises.
    """
    box = get_ballot_box(session, poll_id=poll_id, reader_id=reader_id)
    refuse_unless_asked(session, box)
    choices = allowed_before(box.poll, keys=keys, wording=wording, at=at)
    if not box.reader_known:
        remember_reader(session, reader_id=reader_id, at=at)
    row = {"wording_id": box.poll.wording_id, "reader_id": reader_id, "choices": choices, "at": at}
    connection = session.connection()
    connection.execute(_UPSERT[connection.dialect.name], row)
    return box.poll


def allowed_before(poll: PollDefinition, *, keys: Iterable[str], wording: int, at: datetime) -> int:
    """The mask of an answer with `keys`; raises what services.allowed_choices raises, but NothingSaid for no answer."""
    try:
        return allowed_choices(poll, keys=keys, wording=wording, at=at)
    except NoOptionChosen as empty:
        raise NothingSaid from empty


def withdraw_before(session: Session, *, poll_id: int, reader_id: UUID, at: datetime) -> PollDefinition:
    """Forget the answer, also after the vote. Raises PollNotFound, PollNotOpen, PollClosed or NothingBefore."""
    poll = get_definition(session, poll_id)
    refuse_unless_open(poll, at=at)
    gone: Any = session.connection().execute(_DELETE, {"w": poll.wording_id, "r": reader_id})
    if not gone.rowcount:
        raise NothingBefore
    return poll


def refuse_unless_asked(session: Session, box: BallotBox) -> None:
    """Raises NotAskedBefore or VotedAlready unless this reader may answer before reading."""
    if session.connection().scalar(_LEADING, {"article_id": box.poll.article_id}) != box.poll.key:
        raise NotAskedBefore
    if box.choices:
        raise VotedAlready


def join_before(session: Session, *, from_reader: UUID, to_reader: UUID, at: datetime) -> None:
    """Let what one reader answered before reading be another's; doing it twice is harmless. To run before join_ballots().

    Where the other has an answer, or a vote, from before, theirs stands.
    """
    if from_reader != to_reader:
        readers = {"from_reader": from_reader, "to_reader": to_reader}
        session.connection().execute(_DROP, readers)
        session.connection().execute(_MOVE, readers)


_LEADING = select(Article.shift).where(Article.id == bindparam("article_id"))
_DELETE = delete(BeforeAnswer).where(
    BeforeAnswer.wording_id == bindparam("w"), BeforeAnswer.reader_id == bindparam("r")
)


def _upsert(insert: Any) -> Any:
    values: dict[str, Any] = {name: bindparam(name) for name in ("wording_id", "reader_id", "choices", "at")}
    statement = insert(BeforeAnswer).values(values)
    renewed = {"choices": statement.excluded.choices, "at": statement.excluded.at}
    return statement.on_conflict_do_update(index_elements=["wording_id", "reader_id"], set_=renewed)


_UPSERT = {"sqlite": _upsert(sqlite.insert), "postgresql": _upsert(postgresql.insert)}
_FROM: Any = bindparam("from_reader")
_TO: Any = bindparam("to_reader")
_THEIRS = aliased(BeforeAnswer)
_WORDINGS = select(Wording.id).scalar_subquery()
"""Every wording, for answers are found by wording and reader, and there are few wordings."""
_DROP = delete(BeforeAnswer).where(
    BeforeAnswer.wording_id.in_(_WORDINGS),
    BeforeAnswer.reader_id == _FROM,
    or_(
        exists().where(_THEIRS.wording_id == BeforeAnswer.wording_id, _THEIRS.reader_id == _TO),
        exists().where(Ballot.wording_id == BeforeAnswer.wording_id, Ballot.reader_id == _TO),
    ),
)
_MOVE = (
    update(BeforeAnswer)
    .where(BeforeAnswer.wording_id.in_(_WORDINGS), BeforeAnswer.reader_id == _FROM)
    .values(reader_id=_TO)
)
