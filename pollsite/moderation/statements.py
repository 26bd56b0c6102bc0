"""Statements: what the person a decision restricts is told, as they may read it, with what came of it since."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, select, update
from sqlalchemy.orm import Session

from pollsite.accounts.models import Account
from pollsite.accounts.types import Role
from pollsite.articles.models import Article
from pollsite.discussion.models import Comment
from pollsite.discussion.types import Status
from pollsite.moderation.models import Appeal, Case, Decision, Flag, Sanction, Statement
from pollsite.moderation.rulebook import Rule, find_rule
from pollsite.moderation.types import Actor, AppealOutcome, CaseKind, Restriction


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An appeal, and what was answered. `waits` until it is, or until the decision was taken back without it."""

    text: str
    at: datetime
    waits: bool
    outcome: AppealOutcome
    note: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A statement with the decision it tells of. `found` is the kind of case it was decided in.

    `is_removed`: the comment went out of sight with it. `account_id` is whose it is, None for a guest; `barred_id` is
    the moderator who decided, if one did. `slug` and `title` are "" where no comment was decided about.
    """

    decision_id: int
    reader_id: UUID
    account_id: int | None
    restriction: Restriction
    rule: Rule
    quote: str
    note: str
    actor: Actor
    found: CaseKind | None
    at: datetime
    until: datetime | None
    is_removed: bool
    comment_id: int | None
    case_id: int | None
    slug: str
    title: str
    appeal_until: datetime
    read_at: datetime | None
    taken_back_at: datetime | None
    barred_id: int | None
    appeal: Answered | None

    @property
    def address(self) -> str:
        """Where it is read."""
        return f"/statements/{self.decision_id}"

    @property
    def is_to_be_read(self) -> bool:
        """Whether its reader must say that they have read it before they write on."""
        warns = self.restriction is Restriction.WARNED
        return warns and self.read_at is None and self.taken_back_at is None

    def may_be_appealed(self, at: datetime) -> bool:
        """Whether there is an appeal left, at that moment."""
        return self.appeal is None and self.taken_back_at is None and at <= self.appeal_until


@dataclass(frozen=True, slots=True)
class Suspension:
    """From when until when somebody may not write, and the statement that says why."""

    at: datetime
    until: datetime
    decision_id: int
    rule: Rule

    @property
    def days(self) -> int:
        """How long it lasts."""
        return round((self.until - self.at).total_seconds() / 86_400)


def find_statement(connection: Connection, decision_id: int) -> Stated | None:
    """The statement about that decision, whoever's it is, or None. One statement."""
    row = connection.execute(_STATED, {"decision": decision_id}).one_or_none()
    return _stated(row) if row else None


def find_statement_about(connection: Connection, comment_id: int) -> Stated | None:
    """The latest statement about that comment, whoever's it is, or None."""
    number = connection.scalar(_LATEST, {"comment": comment_id})
    return find_statement(connection, number) if number else None


def find_suspension(connection: Connection, account_id: int, *, at: datetime) -> Suspension | None:
    """Why the member may not write at that moment; None if they may. One statement."""
    row = connection.execute(_SUSPENDED, {"account": account_id, "moment": at}).one_or_none()
    return Suspension(row.at, row.suspended_until, row.decision_id, _rule(row.rule)) if row else None


def has_answerer(connection: Connection, stated: Stated) -> bool:
    """Whether there is a moderator who may answer an appeal: not who decided, who appeals, or who reported it."""
    asked = {
        "barred": stated.barred_id or 0,
        "appellant": stated.account_id or 0,
        "reader": stated.reader_id,
        "case": stated.case_id or 0,
    }
    return connection.scalar(_ANSWERERS, asked) is not None


def mark_statement_read(session: Session, *, decision_id: int, reader_id: UUID, at: datetime) -> None:
    """Note that its reader has read it; the first time counts, and somebody else's is left alone."""
    session.connection().execute(_READ, {"decision": decision_id, "reader": reader_id, "moment": at})


def _stated(row: Any) -> Stated:
    return Stated(
        decision_id=row.decision_id,
        reader_id=row.reader_id,
        account_id=row.account_id,
        restriction=Restriction(row.restriction),
        rule=_rule(row.rule),
        quote=row.quote,
        note=row.note,
        actor=Actor(row.actor),
        found=CaseKind(row.found) if row.found else None,
        at=row.at,
        until=row.until,
        is_removed=row.status_after == Status.REMOVED,
        comment_id=row.comment_id,
        case_id=row.case_id,
        slug=row.slug or "",
        title=row.title or "",
        appeal_until=row.appeal_until,
        read_at=row.read_at,
        taken_back_at=row.taken_back_at,
        barred_id=row.moderator_id if row.actor == Actor.MODERATOR else None,
        appeal=_answered(row) if row.appeal_at else None,
    )


def _answered(row: Any) -> Answered:
    return Answered(
        text=row.text,
        at=row.appeal_at,
        waits=row.case_closed_at is None,
        outcome=AppealOutcome(row.outcome),
        note=row.answer or "",
        answered_at=row.answered_at,
    )


def _rule(number: int) -> Rule:
    return find_rule(number) or Rule(number, "a rule that is not in force any more", "")


_undoing: Any = Decision.__table__.alias("undoing")
_answers: Any = Decision.__table__.alias("answers")
_appealed: Any = Case.__table__.alias("appealed")
_STATED: Any = (
    select(
        Statement.decision_id,
        Statement.reader_id,
        Statement.restriction,
        Statement.rule,
        Statement.quote,
        Statement.note,
        Statement.appeal_until,
        Statement.read_at,
        Decision.account_id,
        Decision.moderator_id,
        Decision.actor,
        Decision.at,
        Decision.until,
        Decision.status_after,
        Decision.comment_id,
        Decision.case_id,
        Case.kind.label("found"),
        Article.slug,
        Article.title,
        _undoing.c.at.label("taken_back_at"),
        Appeal.text,
        Appeal.at.label("appeal_at"),
        Appeal.outcome,
        _appealed.c.closed_at.label("case_closed_at"),
        _answers.c.note.label("answer"),
        _answers.c.at.label("answered_at"),
    )
    .join(Decision, Decision.id == Statement.decision_id)
    .outerjoin(Case, Case.id == Decision.case_id)
    .outerjoin(Comment, Comment.id == Decision.comment_id)
    .outerjoin(Article, Article.id == Comment.article_id)
    .outerjoin(_undoing, _undoing.c.undoes_id == Decision.id)
    .outerjoin(Appeal, Appeal.decision_id == Statement.decision_id)
    .outerjoin(_appealed, _appealed.c.id == Appeal.case_id)
    .outerjoin(_answers, _answers.c.id == Appeal.answer_id)
    .where(Statement.decision_id == bindparam("decision"))
)
_LATEST: Any = (
    select(Statement.decision_id)
    .join(Decision, Decision.id == Statement.decision_id)
    .where(Decision.comment_id == bindparam("comment"))
    .order_by(Statement.decision_id.desc())
    .limit(1)
)
_SUSPENDED: Any = (
    select(Sanction.suspended_until, Decision.at, Decision.id.label("decision_id"), Decision.rule)
    .join(Decision, Decision.id == Sanction.suspension_id)
    .where(
        Sanction.account_id == bindparam("account"),
        Sanction.suspended_until > bindparam("moment", type_=Sanction.suspended_until.type),
    )
)
_MODERATING = tuple(role.value for role in Role if role.includes(Role.MODERATOR))
_REPORTERS = select(Flag.reader_id).where(Flag.case_id == bindparam("case"), Flag.withdrawn_at.is_(None))
_ANSWERERS: Any = (
    select(Account.id)
    .where(Account.role.in_(_MODERATING), Account.active, Account.confirmed_at.is_not(None))
    .where(Account.id.not_in((bindparam("barred"), bindparam("appellant"))))
    .where(Account.reader_id != bindparam("reader"), Account.reader_id.not_in(_REPORTERS))
    .limit(1)
)
_READ: Any = (
    update(Statement)
    .where(
        Statement.decision_id == bindparam("decision"),
        and_(Statement.reader_id == bindparam("reader"), Statement.read_at.is_(None)),
    )
    .values(read_at=bindparam("moment", type_=Statement.read_at.type))
)
