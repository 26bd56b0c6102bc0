"""What each decision does to the comment, its author, its case, its reporters; and what may not be decided."""

from datetime import timedelta

import pytest

from pollsite.discussion.errors import CommentNotFound, WordsMoved
from pollsite.discussion.types import Status
from pollsite.moderation.decision_errors import (
    DaysMissing,
    DecisionTooLong,
    DecisionUnknown,
    NoAccountToRestrict,
    NothingLocked,
    NothingRemoved,
    NothingToLift,
    Outranked,
    OwnReportDecided,
    OwnWordsDecided,
    RuleMissing,
)
from pollsite.moderation.errors import BarredFromCase, CaseNotFound, ModerationRefused, StaleDecision
from pollsite.moderation.limits import APPEAL_WINDOW, MAX_NOTE
from pollsite.moderation.models import SecondLook
from pollsite.moderation.types import Actor, CaseKind, DecisionKind, FlagOutcome, Restriction
from tests.discussion.scene import Scene
from tests.moderation.office import KEEP, REMOVE, Office

WARN, SUSPEND, LOCK = DecisionKind.WARN, DecisionKind.SUSPEND, DecisionKind.LOCK
HOLD_AUTHOR, FREE_AUTHOR = DecisionKind.HOLD_AUTHOR, DecisionKind.FREE_AUTHOR
RESTORE, UNLOCK = DecisionKind.RESTORE, DecisionKind.UNLOCK
VISIBLE, HELD, REMOVED = Status.VISIBLE, Status.HELD, Status.REMOVED


@pytest.fixture
def office(scene: Scene) -> Office:
    """Ada, Bea and Rita are members; Ada has written 1."""
    office = Office(scene)
    for name in ("Ada", "Bea", "Rita"):
        scene.member(name)
    assert office.post("Ada", "You are a fool, and so is your dog.") == 1
    return office


def test_a_removal_says_why_to_the_author_and_to_who_reported_it(office: Office) -> None:
    case_id = office.flagged(1, "Rita", "a guest")
    decided = office.decide(REMOVE, case_id=case_id, version=1, revision=1, quote=" a fool ", note="Be kind.")
    comment, row, told = office.scene.comment(1), office.last(), office.statement(decided.decision_id)
    assert (comment.status, comment.reason, comment.heat) == (REMOVED, "rule 2, personal attack", 0)
    assert (row.kind, row.actor, row.rule, row.quote, row.note) == (
        REMOVE,
        Actor.MODERATOR,
        2,
        "a fool",
        "Be kind.",
    )
    assert (row.status_before, row.status_after, row.revision, row.case_id) == (VISIBLE, REMOVED, 1, case_id)
    assert (told.restriction, told.rule, told.quote) == (Restriction.REMOVED, 2, "a fool")
    assert told.reader_id == comment.reader_id
    assert told.appeal_until == office.scene.now + APPEAL_WINDOW
    assert [flag.outcome for flag in office.reporting.rows()] == [FlagOutcome.UPHELD, FlagOutcome.UPHELD]
    case = office.case(case_id)
    assert (case.closed_at, case.flags, case.weight) == (office.scene.now, 0, 0)
    assert office.notices("Ada") == [("decision", 1, decided.decision_id)]
    assert office.notices("Rita") == [("outcome", 1, decided.decision_id)]
    assert {(one.account_id, one.kind) for one in decided.told} == {
        (office.number_of("Ada"), "decision"),
        (office.number_of("Rita"), "outcome"),
    }


def test_what_is_kept_is_opened_again_and_its_author_never_hears_of_the_report(office: Office) -> None:
    case_id = office.flagged(1, "Rita", "Bea", "a guest")
    assert office.scene.comment(1).collapsed
    decided = office.decide(KEEP, case_id=case_id, version=1)
    comment = office.scene.comment(1)
    assert (comment.status, comment.collapsed, comment.heat) == (VISIBLE, False, 0)
    assert {flag.outcome for flag in office.reporting.rows()} == {FlagOutcome.REJECTED}
    assert office.notices("Ada") == []
    assert len(office.notices("Rita")) == len(office.notices("Bea")) == 1
    assert office.statement(decided.decision_id) is None


def test_a_guest_s_comment_is_published_or_removed(office: Office) -> None:
    first, second = office.post("guy"), office.post("guy")
    assert office.status(first) is HELD
    office.decide(KEEP, case_id=office.waiting(first), version=1, revision=1)
    decided = office.decide(REMOVE, case_id=office.waiting(second), version=1)
    assert (office.status(first), office.status(second)) == (VISIBLE, REMOVED)
    assert office.statement(decided.decision_id).reader_id == office.scene.reader_of("guy")
    for kind in (WARN, SUSPEND, HOLD_AUTHOR, FREE_AUTHOR):
        with pytest.raises(NoAccountToRestrict):
            office.decide(kind, comment_id=first, days=3)


@pytest.mark.parametrize("removes", [False, True])
@pytest.mark.parametrize(
    ("kind", "restriction"),
    [
        (WARN, Restriction.WARNED),
        (SUSPEND, Restriction.SUSPENDED),
        (HOLD_AUTHOR, Restriction.ALWAYS_HELD),
        (LOCK, Restriction.REMOVED),
    ],
)
def test_an_author_is_restricted_with_or_without_the_words(
    office: Office, kind: DecisionKind, restriction: Restriction, *, removes: bool
) -> None:
    office.flagged(1)
    decided = office.decide(kind, case_id=office.waiting(1), version=1, removes=removes, days=3)
    assert office.status(1) is (REMOVED if removes else VISIBLE)
    stated = office.statement(decided.decision_id)
    if kind is LOCK and not removes:
        assert stated is None
        assert office.notices("Ada") == []
    else:
        assert (stated.restriction, stated.quote) == (restriction, "You are a fool, and so is your dog.")
        assert office.notices("Ada") == [("decision", 1, decided.decision_id)]
    assert office.scene.comment(1).locked == (kind is LOCK)
    assert office.reporting.rows()[0].outcome == FlagOutcome.UPHELD


def test_a_new_suspension_takes_the_place_of_the_one_before(office: Office) -> None:
    office.decide(SUSPEND, comment_id=1, days=30)
    second = office.decide(SUSPEND, comment_id=1, days=1)
    sanction = office.sanction("Ada")
    assert sanction.suspended_until == office.scene.now + timedelta(days=1)
    assert sanction.suspension_id == second.decision_id


def test_an_author_is_held_until_freed(office: Office) -> None:
    held = office.decide(HOLD_AUTHOR, comment_id=1)
    waiting = office.post("Ada")
    assert office.status(waiting) is HELD
    office.decide(FREE_AUTHOR, comment_id=1)
    assert office.last().undoes_id == held.decision_id
    assert office.sanction("Ada") is None
    assert office.status(office.post("Ada")) is VISIBLE
    assert office.status(waiting) is HELD
    with pytest.raises(NothingToLift):
        office.decide(FREE_AUTHOR, comment_id=1)


def test_restoring_gives_the_words_back_and_only_them(office: Office) -> None:
    case_id = office.flagged(1, "Rita")
    removal = office.decide(REMOVE, case_id=case_id)
    restored = office.decide(RESTORE, comment_id=1, by="Max", version=removal.decision_id)
    assert (office.status(1), office.last().undoes_id) == (VISIBLE, removal.decision_id)
    assert office.notices("Rita")[-1] == ("outcome", 1, restored.decision_id)
    with pytest.raises(NothingRemoved):
        office.decide(RESTORE, comment_id=1)
    office.decide(SUSPEND, comment_id=1, days=7, removes=True)
    office.decide(KEEP, comment_id=1)
    assert (office.status(1), office.last().kind, office.last().undoes_id) == (VISIBLE, RESTORE, None)
    assert office.sanction("Ada").suspended_until > office.scene.now


def test_a_thread_is_unlocked_once(office: Office) -> None:
    reply = office.post("Bea", to=1)
    office.decide(LOCK, comment_id=reply)
    assert office.scene.comment(1).locked
    office.decide(UNLOCK, comment_id=1)
    assert not office.scene.comment(reply).locked
    with pytest.raises(NothingLocked):
        office.decide(UNLOCK, comment_id=1)


def test_a_decision_on_the_page_opens_and_closes_a_case_of_its_own(office: Office) -> None:
    decided = office.decide(REMOVE, comment_id=1, version=0, revision=1)
    case = office.case(decided.case_id)
    assert (case.kind, case.closed_at) == (CaseKind.FOUND, office.scene.now)
    with pytest.raises(StaleDecision) as stale:
        office.decide(REMOVE, comment_id=1, version=0, by="Max")
    assert stale.value.decision_id == decided.decision_id


def test_a_decision_on_the_page_settles_the_case_that_waits(office: Office) -> None:
    case_id = office.flagged(1)
    assert office.decide(KEEP, comment_id=1, version=0).case_id == case_id


def test_the_second_is_shown_the_first(office: Office) -> None:
    case_id = office.flagged(1)
    first = office.decide(REMOVE, case_id=case_id, version=1)
    for version in (1, 2, 3, 0):
        with pytest.raises(StaleDecision) as stale:
            office.decide(KEEP, case_id=case_id, version=version, by="Max")
        assert stale.value.decision_id == first.decision_id
    assert len(office.log()) == 1


def test_a_case_that_its_author_closed_is_stale_without_a_decision(office: Office) -> None:
    case_id = office.flagged(1)
    office.delete("Ada", 1)
    with pytest.raises(StaleDecision) as stale:
        office.decide(REMOVE, case_id=case_id, version=1)
    assert stale.value.decision_id is None
    with pytest.raises(CommentNotFound):
        office.decide(REMOVE, comment_id=1)


def test_words_that_moved_are_not_decided_about(office: Office) -> None:
    case_id = office.flagged(1)
    office.edit("Ada", 1, "Forgive me.")
    with pytest.raises(WordsMoved):
        office.decide(REMOVE, case_id=case_id, version=1, revision=1)
    assert (office.log(), office.case(case_id).closed_at) == ([], None)
    office.decide(KEEP, case_id=case_id, version=1, revision=2)


@pytest.mark.parametrize(
    ("kind", "verdict", "refusal"),
    [
        (REMOVE, {"rule": None}, RuleMissing),
        (REMOVE, {"rule": 99}, RuleMissing),
        (WARN, {"rule": 0}, RuleMissing),
        (LOCK, {"rule": None, "removes": True}, RuleMissing),
        (SUSPEND, {}, DaysMissing),
        (SUSPEND, {"days": 0}, DaysMissing),
        (SUSPEND, {"days": 366}, DaysMissing),
        (REMOVE, {"note": "n" * (MAX_NOTE + 1)}, DecisionTooLong),
        (REMOVE, {"quote": "q" * (MAX_NOTE + 1)}, DecisionTooLong),
        (DecisionKind.COLLAPSE, {}, DecisionUnknown),
        (DecisionKind.UNDO, {}, DecisionUnknown),
        (DecisionKind.ACCEPT_APPEAL, {}, DecisionUnknown),
    ],
)
def test_an_incomplete_decision_changes_nothing(
    office: Office, kind: DecisionKind, verdict: dict[str, object], refusal: type[ModerationRefused]
) -> None:
    with pytest.raises(refusal):
        office.decide(kind, comment_id=1, **verdict)
    assert (office.log(), office.status(1)) == ([], VISIBLE)


def test_nobody_decides_about_their_own_words_or_reports(office: Office) -> None:
    own = office.post("Mo")
    for kind in (KEEP, REMOVE, WARN, LOCK):
        with pytest.raises(OwnWordsDecided):
            office.decide(kind, comment_id=own)
    case_id = office.flagged(1, "Mo", "Rita")
    with pytest.raises(OwnReportDecided):
        office.decide(REMOVE, case_id=case_id)
    with pytest.raises(OwnReportDecided):
        office.decide(REMOVE, comment_id=1)
    office.decide(REMOVE, case_id=case_id, by="Max")


def test_only_an_admin_restricts_who_runs_the_site(office: Office) -> None:
    by_moderator, by_admin = office.post("Max"), office.post("Ann")
    for kind in (WARN, SUSPEND, HOLD_AUTHOR):
        for comment_id in (by_moderator, by_admin):
            with pytest.raises(Outranked):
                office.decide(kind, comment_id=comment_id, days=3)
    office.decide(REMOVE, comment_id=by_moderator)
    office.decide(SUSPEND, comment_id=by_moderator, days=3, by="Ann")
    office.decide(SUSPEND, comment_id=by_admin, days=3, by="")
    assert office.last().actor == Actor.OPERATOR


def test_a_quiet_second_look_changes_nothing_and_is_kept_from_who_decided(office: Office) -> None:
    case_id = office.flagged(1)
    decided = office.decide(REMOVE, case_id=case_id, second_look=True)
    with office.scene.site.reading() as session:
        look = session.get_one(SecondLook, decided.decision_id).case_id
    with pytest.raises(BarredFromCase):
        office.decide(KEEP, case_id=look)
    second = office.decide(KEEP, case_id=look, version=1, by="Max")
    assert (second.is_second_look, second.decision_id) == (True, None)
    assert (office.status(1), len(office.log())) == (REMOVED, 1)


def test_there_is_nothing_to_decide_about_what_is_not_there(office: Office) -> None:
    with pytest.raises(CaseNotFound):
        office.decide(KEEP, case_id=77)
    with pytest.raises(CaseNotFound):
        office.decide(KEEP)
    with pytest.raises(CommentNotFound):
        office.decide(KEEP, comment_id=77)
