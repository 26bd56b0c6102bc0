"""What an anonymous reader voted joins the account at sign-in; where both voted the account's ballot stands."""

from uuid import UUID

import pytest
from sqlalchemy import String, Uuid, cast, false, func, insert, literal, select, text

from pollsite.accounts.models import Reader
from pollsite.db import db
from pollsite.polls.models import Ballot, BallotOrigin, BallotRevision, BeforeAnswer, Peek
from pollsite.writing import NotWritten
from tests.accounts.entering import is_signed_in, sign_in_at_the_door
from tests.accounts.people import Person, make_member, signed_in
from tests.browsing import Browser
from tests.engine import is_postgresql
from tests.fixtures.site import Site
from tests.plans import asked, plan_of


@pytest.fixture
def ada(site: Site) -> Person:
    """A member."""
    return make_member(site, "Ada")


def ballots(site: Site) -> set[tuple[UUID, int]]:
    """(reader, choices) of every ballot."""
    with site.reading() as session:
        return {(row.reader_id, row.choices) for row in session.scalars(select(Ballot))}


def history(site: Site, reader_id: UUID) -> list[int]:
    """The steps of a reader's ballots, oldest first."""
    with site.reading() as session:
        steps = select(BallotRevision.choices).where(BallotRevision.reader_id == reader_id)
        return list(session.scalars(steps.order_by(BallotRevision.id)))


def anonymous_id(browser: Browser) -> str:
    """The reader in the browser's cookie, "" for none."""
    with browser.client.session_transaction() as session:
        return str(session.get("reader", ""))


def test_votes_become_the_account_s(site: Site, ada: Person) -> None:
    browser = site.browser().touch()
    browser.vote("single", "no")
    browser.vote("single", "yes")
    before = site.counts("single")
    assert sign_in_at_the_door(browser, ada).status_code == 302
    assert ballots(site) == {(ada.reader_id, 1)}
    assert history(site, ada.reader_id) == [2, 1]
    assert site.counts("single") == before
    assert site.mismatches() == ()
    assert anonymous_id(browser) == ""
    elsewhere = signed_in(site, ada)
    assert elsewhere.act("withdrawal", "single").status_code == 303
    assert ballots(site) == set()


def test_where_both_voted_the_account_s_ballot_stands(site: Site, ada: Person) -> None:
    signed_in(site, ada).vote("single", "yes")
    browser = site.browser().touch()
    browser.vote("single", "no")
    browser.vote("multiple", "b")
    reader = UUID(anonymous_id(browser))
    sign_in_at_the_door(browser, ada)
    assert site.counts("single")["yes"] == 1
    assert site.counts("single")["no"] == 0
    assert len(ballots(site)) == 2
    assert {reader_id for reader_id, _ in ballots(site)} == {ada.reader_id}
    assert history(site, reader) == [2, 0], "what was withdrawn stays where it was"
    assert site.mismatches() == ()


def test_a_ballot_joins_a_history_that_ended_with_a_withdrawal(site: Site, ada: Person) -> None:
    browser = site.browser().touch()
    browser.vote("single", "no")
    earlier = signed_in(site, ada)
    earlier.vote("single", "yes")
    earlier.act("withdrawal", "single")
    sign_in_at_the_door(browser, ada)
    assert ballots(site) == {(ada.reader_id, 2)}
    assert history(site, ada.reader_id)[-1] == 2
    assert site.mismatches() == ()


def test_a_look_without_voting_joins_too(site: Site, ada: Person) -> None:
    first, second = site.browser().touch(), site.browser().touch()
    for browser in (first, second):
        assert browser.act("peek", "after-vote").status_code == 303
        sign_in_at_the_door(browser, ada)
    with site.reading() as session:
        assert [peek.reader_id for peek in session.scalars(select(Peek))] == [ada.reader_id]


def test_who_has_done_nothing_brings_nothing(site: Site, ada: Person) -> None:
    browser = site.browser().touch()
    sign_in_at_the_door(browser, ada)
    assert (ballots(site), anonymous_id(browser)) == (set(), "")


def test_what_was_not_stored_is_joined_by_the_next_form(
    site: Site, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = site.browser().touch()
    browser.vote("single", "no")
    writer = site.app.extensions["pollsite-writer"]

    def refuse(_act: object) -> None:
        raise NotWritten

    with monkeypatch.context() as patched:
        patched.setattr(writer, "write", refuse)
        assert sign_in_at_the_door(browser, ada).status_code == 302
    assert is_signed_in(browser.client)
    assert anonymous_id(browser) != ""
    assert {reader for reader, _ in ballots(site)} != {ada.reader_id}
    browser.touch()
    browser.vote("multiple", "a")
    assert {reader for reader, _ in ballots(site)} == {ada.reader_id}
    assert anonymous_id(browser) == ""


def many_have_voted(site: Site) -> None:
    """So many that PostgreSQL does not read them one by one."""
    number = func.generate_series(1, 20_000).column_valued("number")
    somebody = cast(func.md5(cast(number, String)), Uuid)
    with site.writing() as session:
        ballot = session.scalars(select(Ballot)).one()
        at, chosen = literal(ballot.cast_at), {"choices": literal(1)}
        theirs = {"wording_id": literal(ballot.wording_id), "reader_id": somebody}
        cast_then = {"after_peek": false(), "cast_at": at, "changed_at": at}
        nowhere = {"address": literal(""), "browser": literal("")}
        for model, columns in (
            (Reader, {"id": somebody, "created_at": at}),
            (Ballot, theirs | chosen | cast_then),
            (BallotRevision, theirs | chosen | {"at": at}),
            (BallotOrigin, theirs | nowhere | {"at": at}),
            (Peek, theirs | {"at": at}),
            (BeforeAnswer, theirs | chosen | {"at": at}),
        ):
            session.execute(insert(model).from_select(list(columns), select(*columns.values())))
        session.execute(text("ANALYZE"))


def test_joining_finds_ballots_by_index(site: Site, ada: Person) -> None:
    browser = site.browser().touch()
    browser.vote("single", "no")
    if is_postgresql():
        many_have_voted(site)
    with site.app.app_context():
        engine = db.engine
    with asked(engine) as seen:
        sign_in_at_the_door(browser, ada)
    with site.reading() as session:
        about_ballots = [sent for sent in seen if "ballot" in sent[0] and "changed_minds" not in sent[0]]
        assert len(about_ballots) > 3
        for statement, parameters in about_ballots:
            plan = plan_of(session.connection(), statement, parameters)
            scans = [step for step in plan if step.startswith("SCAN")]
            assert not [scan for scan in scans if "wordings" not in scan and "options" not in scan], statement
