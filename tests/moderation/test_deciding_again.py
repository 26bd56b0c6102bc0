"""Who was appealed against, or has reported, does not decide: not by undoing first, and not by withdrawing first."""

import pytest

from pollsite.clock import now
from pollsite.discussion.types import Status
from pollsite.moderation.appeal_errors import ReportedAppeal
from pollsite.moderation.decision_errors import AppealedAgainst, OwnReportDecided
from pollsite.moderation.types import AppealOutcome, DecisionKind
from tests.discussion.scene import Scene
from tests.moderation.hearing import Hearing
from tests.moderation.office import KEEP, REMOVE, Office

WARN, SUSPEND, RESTORE = DecisionKind.WARN, DecisionKind.SUSPEND, DecisionKind.RESTORE


@pytest.fixture
def hearing(scene: Scene) -> Hearing:
    """Ada has written a comment that Rita reported; Mo and Max moderate."""
    scene.now = now()
    for name in ("Ada", "Rita"):
        scene.member(name)
    scene.post("Ada", "You look like a potato.")
    hearing = Hearing(scene)
    hearing.reporting.flag("Rita", 1)
    return hearing


def status(hearing: Hearing) -> Status:
    """Where the comment stands."""
    return Status(hearing.scene.comment(1).status)


def refused(hearing: Hearing) -> None:
    """Mo restricts nobody for these words; what there is to keep may be kept."""
    before = status(hearing)
    for kind, other in (
        (REMOVE, {}),
        (WARN, {}),
        (SUSPEND, {"days": 3}),
        (DecisionKind.LOCK, {"removes": True}),
    ):
        with pytest.raises(AppealedAgainst, match="another moderator decides whether") as refusal:
            hearing.decide(1, kind, **other)
        assert refusal.value.status == 403
    assert status(hearing) is before


def test_who_undoes_what_is_appealed_against_does_not_decide_it_again(hearing: Hearing) -> None:
    """The appeal closes with the undoing; what it was about is then another's."""
    removal = hearing.decide(1)
    appeal = hearing.appeal("Ada", removal)
    hearing.undo(removal)
    assert hearing.case(appeal).closed_at is not None
    refused(hearing)
    hearing.decide(1, by="Max")
    assert status(hearing) is Status.REMOVED


def test_nor_once_another_moderator_has_answered(hearing: Hearing) -> None:
    removal = hearing.decide(1)
    hearing.answer(hearing.appeal("Ada", removal), accept=True)
    assert hearing.stored_appeal(removal).outcome == AppealOutcome.ACCEPTED
    refused(hearing)
    hearing.reporting.flag("gus", 1)
    refused(hearing)
    hearing.decide(1, KEEP)
    assert status(hearing) is Status.VISIBLE


def test_while_the_appeal_waits_they_restore_but_restrict_nobody(hearing: Hearing) -> None:
    hearing.appeal("Ada", hearing.decide(1))
    refused(hearing)
    hearing.decide(1, RESTORE)
    assert status(hearing) is Status.VISIBLE
    refused(hearing)


def test_other_words_of_the_same_comment_are_free(scene: Scene) -> None:
    office, hearing = Office(scene), Hearing(scene, moderators=())
    scene.member("Ada")
    office.post("Ada", "You look like a potato.")
    removal = office.decide(REMOVE, comment_id=1).decision_id
    assert removal is not None
    hearing.appeal("Ada", removal)
    office.undo(removal)
    office.edit("Ada", 1, "You look like two potatoes.")
    office.decide(REMOVE, comment_id=1)
    assert office.status(1) is Status.REMOVED


def test_a_name_that_was_appealed_for_is_not_reset_again(scene: Scene) -> None:
    office, hearing = Office(scene), Hearing(scene, moderators=())
    scene.member("Ada")
    case_id = office.reporting.flag_name("Rita", "Ada").case_id
    reset = office.decide(REMOVE, case_id=case_id).decision_id
    assert reset is not None
    hearing.appeal("Ada", reset)
    office.undo(reset)
    with pytest.raises(AppealedAgainst):
        office.decide(REMOVE, case_id=case_id)
    office.decide(REMOVE, case_id=case_id, by="Max")


def test_a_report_that_was_withdrawn_still_bars_who_made_it(scene: Scene) -> None:
    office = Office(scene)
    scene.member("Ada")
    office.post("Ada")
    case_id = office.flagged(1, "Mo", "Rita")
    office.reporting.withdraw("Mo", 1)
    for kind in (KEEP, REMOVE):
        with pytest.raises(OwnReportDecided, match="also where you withdrew"):
            office.decide(kind, case_id=case_id)
    office.decide(REMOVE, case_id=case_id, by="Max")


def test_nor_do_they_answer_the_appeal(hearing: Hearing) -> None:
    hearing.reporting.withdraw("Max", hearing.reporting.flag("Max", 1).flag_id)
    case_id = hearing.appeal("Ada", hearing.decide(1))
    with pytest.raises(ReportedAppeal):
        hearing.answer(case_id, accept=False)
