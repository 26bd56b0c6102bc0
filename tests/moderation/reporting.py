"""Readers who report comments and names, at the services' door and at the front door, and what comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from werkzeug.test import TestResponse

from pollsite.accounts.services import remember_reader
from pollsite.moderation.cases import close_case
from pollsite.moderation.flagging import Flagged, Report, flag_comment, flag_name, withdraw_flag
from pollsite.moderation.models import Case, Decision, Flag, Sanction
from pollsite.moderation.types import FlagOutcome, FlagReason
from tests.browsing import Browser
from tests.discussion.scene import Scene

SPAM = FlagReason.SPAM


@dataclass
class Reporting:
    """What readers of a scene report. Names are the scene's: members', and anybody else's."""

    scene: Scene

    def flag(
        self,
        name: str,
        comment_id: int,
        reason: FlagReason = SPAM,
        *,
        note: str = "",
        good_faith: bool = False,
        origin: str = "",
    ) -> Flagged:
        """A reader reports a comment."""
        report = Report(reason=reason, note=note, good_faith=good_faith, origin=origin)
        reader_id, at = self.scene.reader_of(name), self.moment()
        with self.scene.site.writing() as session:
            return flag_comment(session, comment_id=comment_id, reader_id=reader_id, report=report, at=at)

    def flag_name(
        self, name: str, whose: str, reason: FlagReason = FlagReason.ATTACK, *, note: str = ""
    ) -> Flagged:
        """A reader reports a member's name."""
        report = Report(reason=reason, note=note)
        reader_id, at = self.scene.reader_of(name), self.moment()
        account_id = self.scene.people[whose].account_id
        with self.scene.site.writing() as session:
            return flag_name(session, account_id=account_id, reader_id=reader_id, report=report, at=at)

    def withdraw(self, name: str, flag_id: int) -> None:
        """A reader takes a report back."""
        reader_id, at = self.scene.reader_of(name), self.moment()
        with self.scene.site.writing() as session:
            withdraw_flag(session, flag_id=flag_id, reader_id=reader_id, at=at)

    def decide(self, case_id: int | None, outcome: FlagOutcome) -> None:
        """A case is closed, and its flags have that outcome."""
        assert case_id is not None
        at = self.moment()
        with self.scene.site.writing() as session:
            close_case(session.connection(), case_id, flags=outcome, at=at)

    def with_record(self, name: str, *, upheld: int = 0, rejected: int = 0) -> None:
        """Give a reader so many decided flags, on comments of nobody who matters."""
        outcomes = [FlagOutcome.UPHELD] * upheld + [FlagOutcome.REJECTED] * rejected
        for number, outcome in enumerate(outcomes):
            about = self.scene.post(f"Elsewhere {name} {number}")
            self.scene.release(about)
            self.decide(self.flag(name, about).case_id, outcome)

    def suspend(self, name: str, until: datetime) -> None:
        """A member is suspended until then."""
        account_id = self.scene.people[name].account_id
        with self.scene.site.writing() as session:
            session.add(Sanction(account_id=account_id, suspended_until=until))

    def remember(self, name: str) -> None:
        """Let a reader be stored, as somebody who acted before."""
        with self.scene.site.writing() as session:
            remember_reader(session, reader_id=self.scene.reader_of(name), at=self.scene.now)

    def rows(self) -> Sequence[Flag]:
        """Every flag, in the order in which they were made."""
        with self.scene.site.reading() as session:
            rows = session.scalars(
                select(Flag).order_by(Flag.id).execution_options(populate_existing=True)
            ).all()
            session.expunge_all()
            return rows

    def case(self, case_id: int | None) -> Case:
        """The case as it is stored now."""
        with self.scene.site.reading() as session:
            found = session.get_one(Case, case_id, populate_existing=True)
            session.expunge(found)
            return found

    def log(self) -> list[tuple[str, str]]:
        """(kind, actor) of each step, oldest first."""
        with self.scene.site.reading() as session:
            steps = session.execute(select(Decision.kind, Decision.actor).order_by(Decision.id))
            return [(step.kind, step.actor) for step in steps]

    def moment(self) -> datetime:
        """A second later."""
        return self.scene.pass_time(seconds=1)


def send_report(
    browser: Browser, address: str, reason: str = "spam", *, note: str = "", good_faith: bool = False
) -> TestResponse:
    """Fill in the form at this address and send it."""
    form = {"reason": reason, "note": note, "csrf_token": browser.token}
    return browser.client.post(address, data={**form, **({"good_faith": "1"} if good_faith else {})})
