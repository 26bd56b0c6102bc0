"""What is personal and no longer needed goes, in its time; posts, votes and the log never do."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from pollsite.accounts.models import Account, ApiToken, EndedSession, Notice
from pollsite.discussion.drafts import Draft, keep_draft
from pollsite.discussion.visits import note_visit
from pollsite.moderation.models import Case, Flag
from pollsite.moderation.replaying import verify_moderation
from pollsite.operations import kept
from pollsite.operations.caretaker import Caretaker
from pollsite.operations.remembering import RETENTION, last_done
from pollsite.operations.retention import count, tidy
from pollsite.polls.models import BallotBurst, BallotOrigin, Wording
from pollsite.writing import NotWritten
from tests.accounts.people import make_member
from tests.architecture.tree import ROOT
from tests.discussion.scene import Scene
from tests.fixtures.site import Site
from tests.patience import eventually
from tests.samples import DURING

MOMENT = timedelta(seconds=1)
FOR_GOOD = (
    "ballots",
    "ballot_revisions",
    "comments",
    "comment_revisions",
    "decisions",
    "statements",
    "marks",
)
LATEST = DURING + timedelta(days=4_000)
"""Later than anything is kept."""


@pytest.fixture
def people(site: Site) -> Scene:
    """A site that knows something of people: one row of each kind, all from DURING."""
    scene = Scene(site)
    for name in ("ada", "bea"):
        scene.member(name)
    scene.vote("ada", "single", "yes")
    scene.hold(scene.post("a guest"))
    come_and_look(scene)
    report(scene, scene.post("ada"))
    register(site)
    post_letters(site.folder / "outbox")
    return scene


def come_and_look(scene: Scene) -> None:
    """What is kept of members who read, write half a comment, vote and sign out."""
    ada, bea = scene.member("ada"), scene.member("bea")
    about = {"article_id": scene.article_id, "at": DURING}
    with scene.site.writing() as session:
        note_visit(session, account_id=ada.account_id, until=DURING, **about)
        keep_draft(session, reader_id=bea.reader_id, parent_id=None, draft=Draft("Half a"), **about)
        wording_id = session.scalars(select(Wording.id)).first()
        vote = {"wording_id": wording_id, "reader_id": ada.reader_id, "at": DURING}
        held = {"wording_id": wording_id, "reason": "speed", "state": "kept", "began_at": DURING}
        session.add(BallotOrigin(**vote, address="a", browser="b"))
        session.add(BallotBurst(**held, origin="a", latest_at=DURING))
        session.add(EndedSession(id="0", ended_at=DURING))
        token = {"name": "a", "digest": "0", "made_under": "0", "scopes": "vote", "created_at": DURING}
        session.add(ApiToken(account_id=ada.account_id, **token, expires_at=DURING))


def report(scene: Scene, comment: int) -> None:
    """A report that was decided, and what its author read of it, and did not read yet."""
    ada, bea = scene.member("ada"), scene.member("bea")
    with scene.site.writing() as session:
        case = Case(kind="flagged", comment_id=comment, opened_at=DURING, closed_at=DURING, priority=2)
        session.add(case)
        session.flush()
        flagged = {"case_id": case.id, "comment_id": comment, "revision": 1, "reader_id": bea.reader_id}
        said = {"reason": "spam", "weight": 1000, "origin": "a", "outcome": "rejected"}
        session.add(Flag(**flagged, **said, at=DURING))
        for read_at in (DURING, None):
            about = {"account_id": ada.account_id, "comment_id": comment}
            session.add(Notice(**about, kind="reply", at=DURING, read_at=read_at))


def register(site: Site) -> None:
    """Somebody asks for an account, and never opens the letter."""
    make_member(site, "cai", confirmed=False)
    with site.writing() as session:
        session.execute(update(Account).where(Account.name == "cai").values(created_at=DURING))


def post_letters(outbox: Path) -> None:
    """One waits for somebody to take it, one was refused."""
    outbox.mkdir(exist_ok=True)
    for name in ("a.eml", "b.refused"):
        (outbox / name).write_text("To: ada@example.org")
        os.utime(outbox / name, (DURING.timestamp(),) * 2)


def removed(scene: Scene, at: datetime) -> dict[str, int]:
    """What is removed at that moment, by its name in kept."""
    told: dict[str, int] = {}
    app = scene.site.app
    with app.app_context():
        writer = app.extensions["pollsite-writer"]
        tidy(
            writer,
            scene.site.folder / "outbox",
            at=at,
            told=lambda what, number: told.update({what.what: number}),
        )
    return {name: number for name, number in told.items() if number}


def counted(scene: Scene, at: datetime) -> dict[str, int]:
    """What a dry run says."""
    told: dict[str, int] = {}
    with scene.site.reading() as session:
        count(
            session,
            scene.site.folder / "outbox",
            at=at,
            told=lambda what, number: told.update({what.what: number}),
        )
    return {name: number for name, number in told.items() if number}


@pytest.mark.parametrize("rule", kept.KEPT, ids=lambda rule: rule.what)
def test_each_kind_goes_when_its_time_is_over_and_not_before(people: Scene, rule: kept.Kept) -> None:
    before, after = DURING + rule.how_long - MOMENT, DURING + rule.how_long + MOMENT
    assert rule.what not in counted(people, before) | removed(people, before)
    expected = 2 if rule is kept.LETTERS else 1
    assert counted(people, after)[rule.what] == removed(people, after)[rule.what] == expected
    assert rule.what not in removed(people, after)


def test_words_votes_and_the_log_never_go(people: Scene) -> None:
    before = people.site.stored()
    assert removed(people, LATEST)
    after = people.site.stored()
    assert {name: after[name] for name in FOR_GOOD} == {name: before[name] for name in FOR_GOOD}
    with people.site.reading() as session:
        assert session.scalars(select(Notice.read_at)).all() == [None]
        assert {name for (name,) in session.execute(select(Account.name))} == {"ada", "bea"}


def test_reports_that_are_open_keep_what_weighs_them(people: Scene) -> None:
    with people.site.writing() as session:
        session.execute(update(Case).values(closed_at=None, flags=1, weight=1000))
        session.execute(update(Flag).values(outcome=""))
    assert kept.REPORTS_ORIGINS.what not in removed(people, LATEST)
    with people.site.reading() as session:
        weighed = [wrong.name for wrong in verify_moderation(session).differences if "case" in wrong.name]
        assert weighed == []


def test_an_account_that_something_is_tied_to_stays(people: Scene) -> None:
    with people.site.writing() as session:
        cai = session.scalars(select(Account).where(Account.name == "cai")).one()
        session.add(Notice(account_id=cai.id, kind="reply", at=LATEST))
    assert kept.UNCONFIRMED.what not in removed(people, LATEST)


def test_more_than_one_transaction_holds_go_too(people: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pollsite.operations.retention.SOME", 2)
    with people.site.writing() as session:
        session.add_all(EndedSession(id=str(number), ended_at=DURING) for number in range(1, 6))
    assert removed(people, LATEST)[kept.ENDED_SESSIONS.what] == 6


def test_the_command_says_what_it_removes_and_a_dry_run_removes_nothing(people: Scene) -> None:
    before = people.site.stored()
    code, would = people.site.run("retention", "--dry-run")
    assert (code, people.site.stored()) == (0, before)
    code, said = people.site.run("retention")
    assert (code, said) == (0, would)
    assert len(said.splitlines()) == len(kept.KEPT)


def caretaker(site: Site, at: Callable[[], datetime]) -> Caretaker:
    """The site's, at another moment."""
    return Caretaker(site.folder, site.app.extensions["pollsite-writer"], clock=at)


def test_it_is_done_once_a_day(people: Scene) -> None:
    now = [DURING]
    one, other = (caretaker(people.site, lambda: now[0]) for _ in range(2))
    assert one.tidy_if_due()
    assert not one.tidy_if_due()
    assert not other.tidy_if_due()
    now[0] += timedelta(days=1, seconds=1)
    assert other.tidy_if_due()
    assert not one.tidy_if_due()


def test_a_worker_does_it_by_itself(people: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pollsite.operations.caretaker.FIRST_LOOK_AFTER_S", 0)
    working = caretaker(people.site, lambda: LATEST)
    working.worker_started()
    eventually(lambda: last_done(people.site.folder, RETENTION) == LATEST)
    working.stop()
    assert removed(people, LATEST) == {}


def test_a_worker_that_could_not_looks_again(people: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    for pause in ("FIRST_LOOK_AFTER_S", "LOOKS_EVERY_S"):
        monkeypatch.setattr(f"pollsite.operations.caretaker.{pause}", 0)
    answers: list[Exception] = [NotWritten(), OperationalError("", None, Exception()), OSError()]
    working = caretaker(people.site, lambda: LATEST)

    def sometimes() -> bool:
        if answers:
            raise answers.pop()
        working.stop()
        return True

    monkeypatch.setattr(working, "tidy_if_due", sometimes)
    working.worker_started()
    eventually(working._stopped.is_set)
    assert answers == []


def test_of_many_at_once_one_does_it(people: Scene) -> None:
    several = [caretaker(people.site, lambda: LATEST) for _ in range(8)]
    with ThreadPoolExecutor(len(several)) as pool:
        done = list(pool.map(Caretaker.tidy_if_due, several))
    assert sum(done) == 1


def test_a_folder_that_cannot_be_written_is_no_fault(people: Scene) -> None:
    nowhere = Caretaker(
        Path("/proc/nowhere"), people.site.app.extensions["pollsite-writer"], clock=lambda: LATEST
    )
    assert not nowhere.tidy_if_due()


def test_the_readme_says_how_long_each_is_kept() -> None:
    written = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = [
        rule.what for rule in kept.KEPT if f"| {rule.what} | {rule.told} | {rule.why} |" not in written
    ]
    assert missing == []
