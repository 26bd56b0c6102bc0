"""A decision taken back: everything stands as before, once, and only for who may."""

from datetime import timedelta

import pytest

from pollsite.discussion.errors import NothingLeft
from pollsite.discussion.types import HoldReason, Status
from pollsite.moderation.decision_errors import NotTheLatest, NotToBeUndone, NotYoursToUndo
from pollsite.moderation.errors import CaseNotFound
from pollsite.moderation.types import CaseKind, DecisionKind, FlagOutcome
from tests.discussion.scene import Scene
from tests.moderation.office import KEEP, REMOVE, Office

VISIBLE, HELD, REMOVED = Status.VISIBLE, Status.HELD, Status.REMOVED
SUSPEND, LOCK, HOLD_AUTHOR = DecisionKind.SUSPEND, DecisionKind.LOCK, DecisionKind.HOLD_AUTHOR


@pytest.fixture
def office(scene: Scene) -> Office:
    """Ada and Rita are members; Ada has written 1."""
    office = Office(scene)
    for name in ("Ada", "Rita"):
        scene.member(name)
    assert office.post("Ada") == 1
    return office


def test_an_undone_removal_waits_again_with_its_flags_open(office: Office) -> None:
    case_id = office.flagged(1, "Rita", "guy", "gus")
    decided = office.decide(REMOVE, case_id=case_id)
    undone = office.undo(decided.decision_id)
    comment, case = office.scene.comment(1), office.case(case_id)
    assert (comment.status, comment.reason, comment.collapsed, comment.heat) == (VISIBLE, "", True, 3)
    assert (case.closed_at, case.flags, case.kind) == (None, 3, CaseKind.FLAGGED)
    assert {flag.outcome for flag in office.reporting.rows()} == {FlagOutcome.OPEN}
    assert [row.undoes_id for row in office.log()] == [None, None, decided.decision_id, None]
    assert office.notices("Ada")[-1] == ("decision", 1, undone.decision_id)
    office.decide(KEEP, case_id=case_id, by="Max")
    assert office.status(1) is VISIBLE


def test_an_undone_release_is_held_again_for_the_same_reason(office: Office) -> None:
    comment_id = office.post("guy")
    case_id = office.waiting(comment_id)
    decided = office.decide(KEEP, case_id=case_id)
    office.undo(decided.decision_id)
    assert (office.status(comment_id), office.scene.comment(comment_id).reason) == (HELD, HoldReason.GUEST)
    assert office.waiting(comment_id) == case_id
    assert office.case(case_id).kind == CaseKind.HELD


def test_a_held_comment_never_loses_its_case_with_its_last_flag(office: Office) -> None:
    comment_id = office.post("guy")
    decided = office.decide(KEEP, case_id=office.waiting(comment_id))
    flagged = office.reporting.flag("Rita", comment_id)
    office.undo(decided.decision_id)
    office.reporting.withdraw("Rita", flagged.flag_id)
    assert office.status(comment_id) is HELD
    assert office.case(office.waiting(comment_id)).kind == CaseKind.HELD


def test_undoing_twice_is_undoing_once(office: Office) -> None:
    decided = office.decide(REMOVE, case_id=office.flagged(1))
    first, second = office.undo(decided.decision_id), office.undo(decided.decision_id)
    assert (second.decision_id, second.is_repeat, second.case_id) == (first.decision_id, True, first.case_id)
    assert len(office.log()) == 2


def test_only_who_decided_and_admins_take_back(office: Office) -> None:
    decided = office.decide(REMOVE, comment_id=1)
    with pytest.raises(NotYoursToUndo):
        office.undo(decided.decision_id, by="Max")
    with pytest.raises(NotYoursToUndo):
        office.undo(decided.decision_id, by="Ada")
    office.undo(decided.decision_id, by="Ann")
    assert office.status(1) is VISIBLE


def test_what_was_decided_about_since_stays(office: Office) -> None:
    first = office.decide(LOCK, comment_id=1)
    second = office.decide(REMOVE, comment_id=1)
    with pytest.raises(NotTheLatest):
        office.undo(first.decision_id)
    office.undo(second.decision_id)
    office.undo(first.decision_id)
    assert not office.scene.comment(1).locked


def test_the_suspension_before_holds_again(office: Office) -> None:
    long = office.decide(SUSPEND, comment_id=1, days=30)
    until = office.scene.now + timedelta(days=30)
    short = office.decide(SUSPEND, comment_id=office.post_anyway("Ada"), days=1)
    with pytest.raises(NotTheLatest):
        office.undo(long.decision_id)
    office.undo(short.decision_id)
    assert office.sanction("Ada").suspended_until == until
    office.undo(long.decision_id)
    assert office.sanction("Ada") is None


def test_an_author_is_freed_by_undoing_the_hold(office: Office) -> None:
    decided = office.decide(HOLD_AUTHOR, comment_id=1)
    office.undo(decided.decision_id)
    assert office.sanction("Ada") is None


def test_another_lock_of_the_thread_stays(office: Office) -> None:
    reply = office.post("Rita", to=1)
    office.decide(LOCK, comment_id=1)
    second = office.decide(LOCK, comment_id=reply)
    office.undo(second.decision_id)
    assert office.scene.comment(1).locked


def test_steps_that_are_no_decisions_are_not_undone(office: Office) -> None:
    held = office.post("guy")
    hold = office.last().id
    decided = office.decide(REMOVE, case_id=office.waiting(held))
    undone = office.undo(decided.decision_id)
    for number in (hold, undone.decision_id):
        with pytest.raises(NotToBeUndone):
            office.undo(number, by="Ann")
    with pytest.raises(CaseNotFound):
        office.undo(4711)


def test_words_that_are_gone_are_not_given_back(office: Office) -> None:
    decided = office.decide(REMOVE, comment_id=1)
    office.delete("Ada", 1)
    with pytest.raises(NothingLeft):
        office.undo(decided.decision_id)
    assert (office.status(1), len(office.log())) == (REMOVED, 1)
