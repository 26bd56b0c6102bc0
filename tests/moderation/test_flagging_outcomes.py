"""From a report to its outcome: what a decision makes of flags, and what their reporters and everybody find then."""

import pytest

from pollsite.discussion.types import Status
from pollsite.moderation.types import DecisionKind, FlagOutcome, FlagReason
from tests.accounts.people import signed_in
from tests.discussion.scene import Scene
from tests.moderation.office import Office

KEEP, REMOVE, WARN = DecisionKind.KEEP, DecisionKind.REMOVE, DecisionKind.WARN
REPORTERS = ("Rita", "Rob", "Ron")


@pytest.fixture
def office(scene: Scene) -> Office:
    """Ada has written one comment, Rita is a member, Mo and Max are moderators."""
    for name in ("Ada", "Rita"):
        scene.member(name)
    scene.post("Ada", "The first comment.")
    return Office(scene)


def reports(office: Office) -> str:
    """What Rita finds under Your reports."""
    return signed_in(office.scene.site, office.scene.people["Rita"]).client.get("/reports").text


def outcomes(office: Office) -> list[str]:
    """Of every flag, in the order in which they were made."""
    return [row.outcome for row in office.reporting.rows()]


def replayed(office: Office) -> dict[int, str]:
    """Where the log says that each comment stands."""
    return {row.comment_id: row.status_after for row in office.log() if row.comment_id and row.status_after}


def test_a_removal_is_told_with_its_rule_and_taken_back_with_it(office: Office) -> None:
    case_id = office.flagged(1, "Rita")
    decided = office.decide(REMOVE, case_id=case_id, version=1)
    assert outcomes(office) == ["upheld"]
    assert "A moderator agreed with you, and removed the comment: rule 2, personal attack." in reports(office)
    assert "The first comment." not in reports(office)
    office.undo(decided.decision_id)
    assert outcomes(office) == [""]
    assert "A moderator has not looked at it yet." in reports(office)
    assert "The first comment." in reports(office)


def test_what_is_kept_is_opened_and_closed_again_with_the_decision(office: Office) -> None:
    case_id = office.flagged(1, *REPORTERS)
    assert office.scene.comment(1).collapsed
    decided = office.decide(KEEP, case_id=case_id, version=1)
    assert not office.scene.comment(1).collapsed
    assert outcomes(office) == ["rejected"] * 3
    assert "found that it breaks no rule" in reports(office)
    assert office.reporting.flag("Late", 1).case_id is None
    office.undo(decided.decision_id)
    assert office.scene.comment(1).collapsed
    assert office.reporting.flag("Later", 1).case_id == case_id
    assert replayed(office) == {1: Status.VISIBLE}


def test_a_new_reason_after_a_decision_is_a_case_of_its_own(office: Office) -> None:
    case_id = office.flagged(1, *REPORTERS)
    office.decide(KEEP, case_id=case_id, version=1)
    flagged = office.reporting.flag("Late", 1, FlagReason.HATE)
    assert flagged.case_id not in (None, case_id)
    assert (flagged.collapsed, office.case(flagged.case_id).weight) == (False, 1_000)


def test_that_the_author_was_warned_is_nobody_s_business(office: Office) -> None:
    case_id = office.flagged(1, "Rita")
    office.decide(WARN, case_id=case_id, version=1, removes=False)
    assert "A moderator agreed with you, and has acted." in reports(office)
    assert "warn" not in reports(office)


def test_a_name_that_was_reset_is_shown_to_its_reporter_no_more(office: Office) -> None:
    office.scene.member("Zyxname")
    flagged = office.reporting.flag_name("Rita", "Zyxname")
    assert "Zyxname" in reports(office)
    office.decide(REMOVE, case_id=flagged.case_id, version=1)
    page = reports(office)
    assert "A moderator agreed with you, and has acted." in page
    assert "You reported a name: Personal attack." in page
    rita = signed_in(office.scene.site, office.scene.people["Rita"]).client
    assert "Zyxname" not in page + rita.get("/account/data").text


def test_words_taken_back_before_anybody_looked_are_told_so(office: Office) -> None:
    case_id = office.flagged(1, *REPORTERS)
    office.delete("Ada", 1)
    assert outcomes(office) == [FlagOutcome.GONE] * 3
    assert office.case(case_id).closed_at is not None
    assert "Its author took the words back" in reports(office)
    office.reporting.withdraw("Rita", 1)
    assert outcomes(office) == [FlagOutcome.GONE] * 3


def test_a_reporter_withdraws_while_the_words_wait(office: Office) -> None:
    case_id = office.flagged(1, *REPORTERS)
    office.scene.hold(1)
    for number in (1, 2, 3):
        office.reporting.withdraw(REPORTERS[number - 1], number)
    comment = office.scene.comment(1)
    assert (comment.status, comment.collapsed, comment.heat) == (Status.HELD, False, 0)
    assert office.case(case_id).closed_at is not None
