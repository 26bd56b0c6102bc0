"""What an anonymous reader reported becomes their account's at sign-in; what an account said goes with it when it goes."""

from uuid import UUID

import pytest
from sqlalchemy import select, update

from pollsite.accounts.models import Account
from pollsite.accounts.types import Role
from pollsite.db import Base
from pollsite.moderation.joining import join_flags
from pollsite.moderation.log import Entry, record
from pollsite.moderation.models import Case, Decision, Sanction, SecondLook, Statement, WatchedWord
from pollsite.moderation.types import Actor, CaseKind, DecisionKind, FlagOutcome, FlagReason, WordKind
from pollsite.pages.leaving import leave
from tests.accounts.entering import sign_in_at_the_door
from tests.browsing import Browser
from tests.discussion.scene import Scene
from tests.fixtures.site import Site
from tests.moderation.reporting import Reporting, send_report
from tests.samples import DURING

THEIR_OWN = ("passkeys", "api_tokens", "notices", "ignores", "comments", "visits")


@pytest.fixture
def reporting(scene: Scene) -> Reporting:
    """Ada has written one comment; Bob is a member too."""
    scene.member("Ada")
    scene.member("Bob")
    scene.post("Ada", "The first comment.")
    return Reporting(scene)


def join(reporting: Reporting, guest: str, member: str) -> None:
    """The member signs in where the guest acted."""
    readers = {
        "from_reader": reporting.scene.reader_of(guest),
        "to_reader": reporting.scene.people[member].reader_id,
    }
    for _ in range(2):
        with reporting.scene.site.writing() as session:
            join_flags(session, **readers, at=reporting.moment())


def owners(reporting: Reporting) -> list[tuple[UUID, bool]]:
    """(reader, withdrawn) of every flag."""
    return [(row.reader_id, row.withdrawn_at is not None) for row in reporting.rows()]


def test_reports_become_the_account_s_at_the_door(reporting: Reporting, site: Site) -> None:
    browser: Browser = site.browser().touch()
    send_report(browser, "/comments/1/flag")
    assert sign_in_at_the_door(browser, reporting.scene.people["Bob"]).status_code == 302
    assert owners(reporting) == [(reporting.scene.people["Bob"].reader_id, False)]
    assert "has not looked at it yet" in browser.client.get("/reports").text


def test_where_both_reported_one_stays(reporting: Reporting) -> None:
    kept = reporting.flag("Bob", 1, FlagReason.HATE)
    for name in ("Guest", "Cay"):
        reporting.flag(name, 1)
    assert reporting.scene.comment(1).collapsed
    join(reporting, "Guest", "Bob")
    assert [row.reason for row in reporting.rows()] == ["hate", "spam"]
    case = reporting.case(kept.case_id)
    assert (case.flags, case.weight) == (2, 2_000)
    assert not reporting.scene.comment(1).collapsed


def test_where_the_account_had_withdrawn_the_other_stays(reporting: Reporting) -> None:
    reporting.withdraw("Bob", reporting.flag("Bob", 1).flag_id)
    flagged = reporting.flag("Guest", 1, FlagReason.HATE)
    join(reporting, "Guest", "Bob")
    assert [row.reason for row in reporting.rows()] == ["hate"]
    assert (reporting.case(flagged.case_id).flags, reporting.case(flagged.case_id).closed_at) == (1, None)


def test_names_and_other_revisions_join_side_by_side(reporting: Reporting) -> None:
    reporting.flag("Bob", 1)
    reporting.flag_name("Guest", "Ada")
    reporting.flag_name("Bob", "Ada")
    reporting.scene.edit("Ada", 1, "Other words.")
    reporting.flag("Guest", 1)
    join(reporting, "Guest", "Bob")
    bob = reporting.scene.people["Bob"].reader_id
    assert owners(reporting) == [(bob, False)] * 3


def test_who_turns_out_to_be_one_person_heats_a_thread_once(reporting: Reporting) -> None:
    reply = reporting.scene.post("Ada", to=1)
    reporting.flag("guy", 1)
    reporting.flag("Bob", reply)
    assert reporting.scene.comment(1).heat == 2
    join(reporting, "guy", "Bob")
    assert reporting.scene.comment(1).heat == 1


def test_nobody_comes_to_have_reported_themselves(reporting: Reporting) -> None:
    comment, name = reporting.flag("Guest", 1), reporting.flag_name("Guest", "Ada")
    join(reporting, "Guest", "Ada")
    assert owners(reporting) == [(reporting.scene.people["Ada"].reader_id, True)] * 2
    for flagged in (comment, name):
        case = reporting.case(flagged.case_id)
        assert (case.flags, case.closed_at is not None) == (0, True)


def test_a_guest_s_statements_become_the_account_s(reporting: Reporting, site: Site) -> None:
    scene = reporting.scene
    scene.post("Guest")
    entry = Entry(kind=DecisionKind.REMOVE, actor=Actor.OPERATOR, comment_id=2, rule=4, at=DURING)
    with site.writing() as session:
        decision_id = record(session.connection(), entry)
        session.add(
            Statement(
                decision_id=decision_id,
                reader_id=scene.reader_of("Guest"),
                restriction="removed",
                rule=4,
                appeal_until=DURING,
            )
        )
    join(reporting, "Guest", "Bob")
    with site.reading() as session:
        assert session.scalars(select(Statement.reader_id)).all() == [scene.people["Bob"].reader_id]


def test_what_a_leaver_reported_stays_with_their_reader(reporting: Reporting, site: Site) -> None:
    flagged = reporting.flag("Bob", 1)
    person = reporting.scene.people["Bob"]
    with site.writing() as session:
        leave(session, account_id=person.account_id, remove_words=False, at=DURING)
    assert owners(reporting) == [(person.reader_id, False)]
    assert reporting.case(flagged.case_id).closed_at is None


@pytest.mark.parametrize("remove_words", [True, False])
def test_reports_of_a_leaver_s_name_close_and_name_nobody(
    reporting: Reporting, site: Site, remove_words: bool
) -> None:
    settled = reporting.flag_name("Cay", "Bob")
    reporting.decide(settled.case_id, FlagOutcome.REJECTED)
    flagged = reporting.flag_name("Dee", "Bob", FlagReason.HATE)
    with site.writing() as session:
        leave(
            session,
            account_id=reporting.scene.people["Bob"].account_id,
            remove_words=remove_words,
            at=DURING,
        )
    assert [(row.outcome, row.account_id, row.flagged_name) for row in reporting.rows()] == [
        ("rejected", None, ""),
        ("gone", None, ""),
    ]
    case = reporting.case(flagged.case_id)
    assert (case.account_id, case.flags, case.closed_at is not None) == (None, 0, True)


def references() -> list[tuple[str, str]]:
    """(table, column) of everything that refers to an account and is not the account's own, nor lets go by itself."""
    return sorted(
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if table.name not in THEIR_OWN
        for key in column.foreign_keys
        if key.references(Account.__table__) and key.ondelete is None
    )


def test_a_moderator_who_leaves_is_nowhere_named(reporting: Reporting, site: Site) -> None:
    mo = reporting.scene.member("Mo", role=Role.MODERATOR).account_id
    case_id = reporting.flag("Bob", 1).case_id
    with site.writing() as session:
        connection = session.connection()
        entry = Entry(
            kind=DecisionKind.KEEP, actor=Actor.MODERATOR, moderator_id=mo, account_id=mo, at=DURING
        )
        decision_id = record(connection, entry)
        session.add(SecondLook(decision_id=decision_id, case_id=case_id, moderator_id=mo))
        session.add(Sanction(account_id=mo, holding_id=decision_id))
        session.add(WatchedWord(folded="w", words="w", kind=WordKind.SUSPECT, added_by_id=mo, at=DURING))
        session.add(Case(kind=CaseKind.NAME, account_id=mo, barred_id=mo, opened_at=DURING, priority=2))
        session.execute(update(Case).where(Case.id == case_id).values(claimed_by_id=mo, claimed_until=DURING))
    with site.writing() as session:
        leave(session, account_id=mo, remove_words=False, at=DURING)
    assert len(references()) == 9, "a new reference to accounts: forgetting.py must let go of it too"
    with site.reading() as session:
        for table, column in references():
            found = select(Base.metadata.tables[table].c[column])
            assert mo not in session.scalars(found).all(), (table, column)
        assert session.scalar(select(Decision.kind).where(Decision.id == decision_id)) == "keep"
