"""What a poll asks, kept ready in this process: a definition changes only when its article is published anew."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, and_, bindparam, exists, func, literal_column, select
from sqlalchemy.orm import Session, aliased

from pollsite.accounts.models import Reader
from pollsite.articles.models import Article
from pollsite.polls.errors import PollNotFound
from pollsite.polls.ledger import last_line_of
from pollsite.polls.ledger_lines import head_after
from pollsite.polls.models import Ballot, BallotRevision, Poll, Wording
from pollsite.polls.queries import article_states, get_state
from pollsite.polls.types import Hold, LedgerHead, PollDefinition

_known: WeakKeyDictionary[Engine, dict[int, tuple[int, PollDefinition]]] = WeakKeyDictionary()
_asked_in: WeakKeyDictionary[Engine, dict[int, tuple[int, tuple[PollDefinition, ...]]]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class BallotBox:
    """A poll, the mask of the reader's standing answer (0: none), whether that is held, and whether the reader ever
    acted here; where the poll's ledger ends, and what the reader's ballots are called in it ("": they had none).
    """

    poll: PollDefinition
    choices: int
    hold: Hold
    reader_known: bool
    ledger: LedgerHead
    ledger_id: str


def get_ballot_box(session: Session, *, poll_id: int, reader_id: UUID) -> BallotBox:
    """Everything to be known before an act. One statement when warm. Raises PollNotFound."""
    connection = session.connection()
    row = connection.execute(_BOX, {"poll_id": poll_id, "reader_id": reader_id}).one_or_none()
    if row is None:
        raise PollNotFound
    poll = _definition(session, connection, poll_id, article_version=row.version)
    head = head_after(row.last_line)
    return BallotBox(poll, row.choices, Hold(row.held), bool(row.reader_known), head, row.ledger_id)


def get_definition(session: Session, poll_id: int) -> PollDefinition:
    """The poll in its current wording. Raises PollNotFound, also when its article no longer asks it."""
    connection = session.connection()
    version = connection.execute(_VERSION, {"poll_id": poll_id}).scalar()
    if version is None:
        raise PollNotFound
    return _definition(session, connection, poll_id, article_version=version)


def article_definitions(
    connection: Connection, article_id: int, *, article_version: int
) -> tuple[PollDefinition, ...]:
    """The polls the article asks as of this version, in the publisher's order. No statement when warm."""
    known = _asked_in.setdefault(connection.engine, {})
    version, polls = known.get(article_id, (None, ()))
    if version != article_version:
        polls = tuple(state.definition for state in article_states(connection, article_id))
        known[article_id] = (article_version, polls)
    return polls


def _definition(
    session: Session, connection: Connection, poll_id: int, *, article_version: int
) -> PollDefinition:
    known = _known.setdefault(connection.engine, {})
    version, poll = known.get(poll_id, (None, None))
    if poll is None or version != article_version:
        poll = get_state(session, poll_id).definition
        known[poll_id] = (article_version, poll)
    return poll


_ASKED: Any = (Poll.id == bindparam("poll_id"), Poll.active)
_VERSION: Any = select(Article.version).join(Poll, Poll.article_id == Article.id).where(*_ASKED)
_STEP, _ASKED_SO = aliased(BallotRevision), aliased(Wording)
_NONE: Any = literal_column("''")
"""Written into the statement: every value that is bound costs each vote a little."""
_NAMED_BEFORE: Any = (
    select(_STEP.ledger_id)
    .where(
        _STEP.wording_id.in_(select(_ASKED_SO.id).where(_ASKED_SO.poll_id == Poll.id).correlate(Poll)),
        _STEP.reader_id == bindparam("reader_id"),
        _STEP.ledger_id != _NONE,
    )
    .order_by(_STEP.id.desc())
    .limit(literal_column("1"))
    .correlate(Poll)
    .scalar_subquery()
)
"""Also of ballots that were withdrawn, and of those on earlier wordings."""
_BOX: Any = (
    select(
        Article.version,
        func.coalesce(Ballot.choices, 0).label("choices"),
        func.coalesce(Ballot.held, Hold.NONE).label("held"),
        exists().where(Reader.id == bindparam("reader_id")).label("reader_known"),
        last_line_of(Poll.id).label("last_line"),
        func.coalesce(func.nullif(Ballot.ledger_id, _NONE), _NAMED_BEFORE, _NONE).label("ledger_id"),
    )
    .select_from(Poll)
    .join(Article, Article.id == Poll.article_id)
    .join(Wording, and_(Wording.poll_id == Poll.id, Wording.number == Poll.wording))
    .outerjoin(Ballot, and_(Ballot.wording_id == Wording.id, Ballot.reader_id == bindparam("reader_id")))
    .where(*_ASKED)
)
