"""Decisions, statements and appeals for tests: taken at the services' door, read and answered at the front door."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from pollsite.accounts.models import Account
from pollsite.accounts.types import Role
from pollsite.moderation.appealing import answer_appeal, appeal
from pollsite.moderation.cases import find_open_case
from pollsite.moderation.deciding import Decided, decide
from pollsite.moderation.models import Appeal, Case, Decision
from pollsite.moderation.telling import tell
from pollsite.moderation.types import DecisionKind
from pollsite.moderation.undoing import undo
from pollsite.moderation.verdicts import Verdict
from tests.accounts.people import signed_in
from tests.browsing import Browser
from tests.discussion.scene import Scene
from tests.fixtures.site import Site
from tests.moderation.reporting import Reporting

ATTACK = 2
NOTE = "Argue with what she says."


@dataclass
class Hearing:
    """A debate whose moderators are Mo and Max. Every act has a moment of its own; what is told is mailed."""

    scene: Scene
    admin: Role = Role.ADMIN
    moderators: tuple[str, ...] = ("Mo", "Max")
    reporting: Reporting = field(init=False)

    def __post_init__(self) -> None:
        self.reporting = Reporting(self.scene)
        for name in self.moderators:
            self.scene.member(name, role=Role.MODERATOR)

    @property
    def site(self) -> Site:
        """Where it takes place."""
        return self.scene.site

    def decide(
        self,
        comment_id: int,
        kind: DecisionKind = DecisionKind.REMOVE,
        *,
        by: str | None = "Mo",
        rule: int | None = ATTACK,
        note: str = NOTE,
        **other: Any,
    ) -> int:
        """A moderator, or the operator (None), decides about a comment, on its case if it has one; the decision."""
        with self.site.reading() as session:
            case = find_open_case(session.connection(), comment_id=comment_id)
        verdict = Verdict(
            kind=kind,
            case_id=case.id if case else None,
            comment_id=comment_id,
            moderator_id=self.scene.people[by].account_id if by else None,
            rule=rule if kind is not DecisionKind.KEEP else None,
            note=note,
            **other,
        )
        decided = self._write(partial(decide, verdict=verdict, at=self.scene.pass_time(seconds=1)))
        assert decided.decision_id is not None
        return decided.decision_id

    def decide_name(self, case_id: int, *, second_look: bool = False) -> int:
        """Mo takes a name back; the decision."""
        verdict = Verdict(
            kind=DecisionKind.REMOVE,
            case_id=case_id,
            moderator_id=self.scene.people["Mo"].account_id,
            rule=7,
            second_look=second_look,
        )
        decided = self._write(partial(decide, verdict=verdict, at=self.scene.pass_time(seconds=1)))
        assert decided.decision_id is not None
        return int(decided.decision_id)

    def name(self, called: str) -> str:
        """What the member who was called so is called now."""
        with self.site.reading() as session:
            return session.scalars(
                select(Account.name).where(Account.id == self.scene.people[called].account_id)
            ).one()

    def undo(self, decision_id: int, *, by: str = "Mo") -> None:
        """The moderator takes a decision back."""
        moderator_id = self.scene.people[by].account_id
        at = self.scene.pass_time(seconds=1)
        self._write(partial(undo, decision_id=decision_id, moderator_id=moderator_id, at=at))

    def appeal(self, name: str, decision_id: int, text: str = "It was about the essay.") -> int:
        """Whom it restricts appeals; the number of the case."""
        reader_id, at = self.scene.reader_of(name), self.scene.pass_time(seconds=1)
        with self.site.writing() as session:
            return appeal(session, decision_id=decision_id, reader_id=reader_id, text=text, at=at)

    def answer(
        self, case_id: int, *, accept: bool, by: str = "Max", note: str = "I looked at it."
    ) -> Decided:
        """Another moderator answers."""
        act = partial(
            answer_appeal,
            case_id=case_id,
            version=self.case(case_id).version,
            moderator_id=self.scene.people[by].account_id,
            accept=accept,
            note=note,
            at=self.scene.pass_time(seconds=1),
        )
        return self._write(act)

    def _write(self, act: Any) -> Any:
        """Store it, and mail what is to be told."""
        with self.site.writing() as session:
            done = act(session)
        with self.site.app.test_request_context():
            tell(done.told)
        return done

    def browser(self, name: str) -> Browser:
        """A member's browser, or a guest's with the cookie they wrote with."""
        if name in self.scene.people:
            return signed_in(self.site, self.scene.people[name])
        browser = self.site.browser()
        with browser.client.session_transaction() as session:
            session["reader"] = self.scene.reader_of(name).hex
        return browser.touch()

    def case(self, case_id: int) -> Case:
        """The case as it is stored now."""
        return self.reporting.case(case_id)

    def has_case(self, case_id: int) -> bool:
        """Whether there is a case of that number."""
        with self.site.reading() as session:
            return session.get(Case, case_id) is not None

    def stored_appeal(self, decision_id: int) -> Appeal:
        """The appeal as it is stored now."""
        with self.site.reading() as session:
            found = session.get_one(Appeal, decision_id, populate_existing=True)
            session.expunge(found)
            return found

    def last_step(self) -> Decision:
        """The newest row of the log."""
        with self.site.reading() as session:
            found = session.scalars(select(Decision).order_by(Decision.id.desc()).limit(1)).one()
            session.expunge(found)
            return found

    def letters(self) -> list[str]:
        """What was mailed, whole."""
        files = sorted(self.site.folder.glob("outbox/*.eml"))
        return [file.read_text(encoding="utf-8") for file in files]


def read(browser: Browser, decision_id: int) -> TestResponse:
    """The statement's page."""
    return browser.client.get(f"/statements/{decision_id}")


def send_appeal(browser: Browser, decision_id: int, text: str) -> TestResponse:
    """Fill in the form and send it."""
    form = {"text": text, "csrf_token": browser.token}
    return browser.client.post(f"/statements/{decision_id}/appeal", data=form)


def send_answer(
    browser: Browser, case_id: int, answer: str, *, version: int = 1, note: str = ""
) -> TestResponse:
    """Press one of the buttons on an appeal's case."""
    form = {"answer": answer, "version": version, "note": note, "csrf_token": browser.token}
    return browser.client.post(f"/moderation/cases/{case_id}/appeal", data=form)
