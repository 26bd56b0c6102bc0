"""A pile of cases, on PostgreSQL many times over: it reads some hundreds of rows as quickly without an index."""

from datetime import timedelta
from typing import Any

from sqlalchemy import String, Uuid, case, cast, func, insert, literal, select, text, true
from sqlalchemy.orm import Session

from pollsite.accounts.models import Reader
from pollsite.discussion.models import Comment
from pollsite.moderation.models import Case, Decision, Flag
from pollsite.moderation.types import Actor, DecisionKind
from tests.accounts.people import Person
from tests.engine import is_postgresql
from tests.fixtures.site import Site
from tests.moderation.piles import pile_up
from tests.samples import DURING

PILE = 300
TIMES = 70
OPEN = 10
"""So many of the copies wait; the others were closed."""


def heap_up(site: Site, *, known: dict[str, Person]) -> None:
    """PILE open cases, and on PostgreSQL TIMES as many of guests' words beside them; each comment was decided about."""
    pile_up(site, PILE, known=known)
    with site.writing() as session:
        if is_postgresql():
            _multiply(session)
        session.execute(text("ANALYZE"))


def _multiply(session: Session) -> None:
    """Copy what is there, with the numbers that follow."""
    number = Comment.id + _FURTHER
    for role in ("writer", "reporter"):
        somebody = select(_somebody(role, number), literal(DURING))
        strangers = somebody.select_from(Comment).join(_SERIES, true())
        session.execute(insert(Reader).from_select(["id", "created_at"], strangers))
    _copy(
        session,
        Comment,
        id=number,
        root_id=number,
        path=func.lpad(func.to_hex(number), 8, "0"),
        submission_key=func.concat("pile-", number),
        reader_id=_somebody("writer", number),
        account_id=literal(None),
        guest_name=func.concat("Guest ", number),
    )
    _copy(
        session,
        Case,
        id=Case.id + _FURTHER,
        comment_id=Case.comment_id + _FURTHER,
        opened_at=Case.opened_at - _AGAIN * timedelta(minutes=PILE),
        closed_at=case((_AGAIN > OPEN, literal(DURING))),
    )
    _copy(
        session,
        Flag,
        id=Flag.id + _FURTHER,
        case_id=Flag.case_id + _FURTHER,
        comment_id=Flag.comment_id + _FURTHER,
        reader_id=_somebody("reporter", Flag.comment_id + _FURTHER),
    )
    _decide(session)


def _copy(session: Session, model: Any, **changed: Any) -> None:
    columns = model.__table__.c
    copies = select(*(changed.get(column.name, column).label(column.name) for column in columns))
    source = copies.select_from(model).join(_SERIES, true())
    session.execute(insert(model).from_select([column.name for column in columns], source))


def _decide(session: Session) -> None:
    """A decision about each comment, as if its case had come back."""
    given = {"kind": DecisionKind.KEEP.value, "actor": Actor.AUTOMATIC.value, "at": DURING}
    decided = select(Comment.id, *(literal(value) for value in given.values()))
    session.execute(insert(Decision).from_select(["comment_id", *given], decided))


def _somebody(role: str, number: Any) -> Any:
    """A reader's id that is no account's, the same for the same number."""
    return cast(func.md5(func.concat(role, cast(number, String))), Uuid)


_SERIES = func.generate_series(1, TIMES).table_valued("again").render_derived()
_AGAIN: Any = _SERIES.c.again
_FURTHER = _AGAIN * PILE
