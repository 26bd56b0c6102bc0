"""Moderators at work, at the services' door: they decide, take back, and clear up in bulk; what waits passes the gate."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from pollsite.accounts.models import Notice
from pollsite.accounts.types import Role
from pollsite.discussion.deleting import delete_comment
from pollsite.discussion.editing import edit_comment
from pollsite.discussion.posting import post_comment
from pollsite.discussion.types import Status
from pollsite.markup import normalise_comment, render_comment
from pollsite.moderation.cases import find_open_case
from pollsite.moderation.deciding import Decided, decide
from pollsite.moderation.gate import Gate
from pollsite.moderation.looking import Findings
from pollsite.moderation.models import Case, Decision, Sanction, Statement
from pollsite.moderation.types import DecisionKind
from pollsite.moderation.undoing import Undone, undo
from pollsite.moderation.verdicts import Verdict
from tests.discussion.scene import Scene
from tests.moderation.reporting import Reporting

GATE = Gate(Findings(has_link=False, matches=()), first_held=0)
"""Holds what guests write, and what is written by those whose words are always held."""
KEEP, REMOVE = DecisionKind.KEEP, DecisionKind.REMOVE
RULE = 2


@dataclass
class Office:
    """The moderators of a scene. `Mo` and `Max` are moderators, `Ann` is an admin."""

    scene: Scene
    reporting: Reporting = field(init=False)

    def __post_init__(self) -> None:
        self.reporting = Reporting(self.scene)
        for name, role in (("Mo", Role.MODERATOR), ("Max", Role.MODERATOR), ("Ann", Role.ADMIN)):
            self.scene.member(name, role=role)

    def number_of(self, name: str) -> int | None:
        """The account of that name; None for "", the operator."""
        return self.scene.people[name].account_id if name else None

    def post(self, name: str, text: str = "", *, to: int | None = None) -> int:
        """Somebody writes; the gate looks at it."""
        submission = self.scene.submission(name, text, to=to)
        at = self.moment()
        with self.scene.site.writing() as session:
            return post_comment(session, submission, at=at, overseer=GATE).comment_id

    def post_anyway(self, name: str) -> int:
        """Somebody wrote it before they were suspended, as it were: the gate is not asked."""
        return self.scene.post(name)

    def edit(self, name: str, comment_id: int, text: str) -> None:
        """The author rewrites it."""
        at, source = self.moment(), normalise_comment(text)
        with self.scene.site.writing() as session:
            edit_comment(
                session,
                comment_id=comment_id,
                reader_id=self.scene.reader_of(name),
                text=source,
                html=render_comment(source),
                at=at,
                overseer=GATE,
            )

    def delete(self, name: str, comment_id: int) -> None:
        """The author takes it back."""
        at = self.moment()
        with self.scene.site.writing() as session:
            delete_comment(
                session, comment_id=comment_id, reader_id=self.scene.reader_of(name), at=at, overseer=GATE
            )

    def flagged(self, comment_id: int, *reporters: str) -> int:
        """The case of a comment that these readers report."""
        flags = [self.reporting.flag(name, comment_id) for name in reporters or ("Rita",)]
        case_id = flags[0].case_id
        assert case_id is not None
        return case_id

    def decide(self, kind: DecisionKind, *, by: str = "Mo", **verdict: Any) -> Decided:
        """A moderator decides; `rule` is RULE unless given. Of a case the present version is taken as seen."""
        verdict.setdefault("rule", None if kind is KEEP else RULE)
        asked = Verdict(kind=kind, moderator_id=self.number_of(by), **verdict)
        at = self.moment()
        with self.scene.site.writing() as session:
            return decide(session, asked, at=at)

    def undo(self, decision_id: int | None, *, by: str = "Mo") -> Undone:
        """A moderator takes a decision back."""
        at = self.moment()
        with self.scene.site.writing() as session:
            return undo(session, decision_id=decision_id or 0, moderator_id=self.number_of(by), at=at)

    def status(self, comment_id: int) -> Status:
        """Where the comment stands."""
        return Status(self.scene.comment(comment_id).status)

    def waiting(self, comment_id: int) -> int | None:
        """The case that waits about the comment."""
        with self.scene.site.reading() as session:
            case = find_open_case(session.connection(), comment_id=comment_id)
            return case.id if case else None

    def case(self, case_id: int | None) -> Case:
        """The case as it is stored now."""
        return self.reporting.case(case_id)

    def log(self) -> Sequence[Any]:
        """The rows of the log, oldest first."""
        with self.scene.site.reading() as session:
            return session.connection().execute(select(Decision.__table__).order_by(Decision.id)).all()

    def last(self) -> Any:
        """The newest row of the log."""
        return self.log()[-1]

    def statement(self, decision_id: int | None) -> Any:
        """The statement about a decision, or None."""
        with self.scene.site.reading() as session:
            found = select(Statement.__table__).where(Statement.decision_id == decision_id)
            return session.connection().execute(found).one_or_none()

    def sanction(self, name: str) -> Any:
        """How a member stands, or None."""
        with self.scene.site.reading() as session:
            found = select(Sanction.__table__).where(Sanction.account_id == self.number_of(name))
            return session.connection().execute(found).one_or_none()

    def notices(self, name: str) -> list[tuple[str, int | None, int | None]]:
        """(kind, comment, decision) of a member's notices, oldest first."""
        with self.scene.site.reading() as session:
            found = (
                select(Notice.kind, Notice.comment_id, Notice.decision_id)
                .where(Notice.account_id == self.number_of(name))
                .order_by(Notice.id)
            )
            return [tuple(row) for row in session.connection().execute(found)]

    def moment(self) -> datetime:
        """A second later."""
        return self.scene.pass_time(seconds=1)
