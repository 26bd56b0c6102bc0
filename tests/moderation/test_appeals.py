"""Appeals: one, within two weeks, answered by another moderator; the outcome goes to all whom it concerns."""

from datetime import timedelta

import pytest

from pollsite.clock import now
from pollsite.discussion.types import Status
from pollsite.moderation.appeal_errors import (
    AnswerIncomplete,
    AppealedBefore,
    AppealEmpty,
    AppealTooLate,
    AppealTooLong,
    DecisionTakenBack,
    StatementNotFound,
)
from pollsite.moderation.errors import ModerationRefused
from pollsite.moderation.limits import APPEAL_WINDOW, MAX_APPEAL
from pollsite.moderation.types import AppealOutcome, CaseKind, DecisionKind, FlagOutcome
from tests.discussion.scene import Scene
from tests.moderation.hearing import Hearing, read, send_appeal

WORDS = "You look like a potato."


@pytest.fixture
def hearing(scene: Scene) -> Hearing:
    """A debate with two moderators, in which it is now what it is."""
    scene.now = now()
    for name in ("Ada", "Rita"):
        scene.member(name)
    return Hearing(scene)


@pytest.fixture
def comment(hearing: Hearing) -> int:
    """What Ada wrote and Rita reported."""
    number = hearing.scene.post("Ada", WORDS)
    hearing.reporting.flag("Rita", number)
    return number


@pytest.fixture
def removal(hearing: Hearing, comment: int) -> int:
    """Mo removed it."""
    return hearing.decide(comment)


def test_an_appeal_opens_a_case_that_is_kept_from_who_decided(
    hearing: Hearing, comment: int, removal: int
) -> None:
    case = hearing.case(hearing.appeal("Ada", removal))
    assert (case.kind, case.comment_id, case.barred_id) == (
        CaseKind.APPEAL,
        comment,
        hearing.scene.people["Mo"].account_id,
    )


def test_the_same_sent_twice_is_one_appeal_and_another_is_refused(hearing: Hearing, removal: int) -> None:
    assert hearing.appeal("Ada", removal, " Read it again. ") == hearing.appeal(
        "Ada", removal, "Read it again."
    )
    with pytest.raises(AppealedBefore):
        hearing.appeal("Ada", removal, "And another thing.")


@pytest.mark.parametrize(
    ("text", "refusal"), [("", AppealEmpty), (" \n ", AppealEmpty), ("x" * (MAX_APPEAL + 1), AppealTooLong)]
)
def test_what_says_nothing_or_too_much_is_refused_and_kept(
    hearing: Hearing, removal: int, text: str, refusal: type[ModerationRefused]
) -> None:
    with pytest.raises(refusal):
        hearing.appeal("Ada", removal, text)
    answer = send_appeal(hearing.browser("Ada"), removal, text)
    assert answer.status_code == 422
    assert f"{text.strip()}</textarea>" in answer.text
    assert "<title>Not sent: " in answer.text


def test_the_longest_appeal_is_taken(hearing: Hearing, removal: int) -> None:
    ada = hearing.browser("Ada")
    answer = send_appeal(ada, removal, "x" * MAX_APPEAL)
    assert (answer.status_code, answer.location) == (303, f"/statements/{removal}#appeal")
    assert "Your appeal waits for another moderator" in read(ada, removal).text


@pytest.mark.parametrize(("after", "is_late"), [(timedelta(seconds=-2), False), (timedelta(seconds=1), True)])
def test_two_weeks_are_counted_to_the_second(
    hearing: Hearing, removal: int, after: timedelta, is_late: bool
) -> None:
    hearing.scene.now += APPEAL_WINDOW + after
    if is_late:
        with pytest.raises(AppealTooLate):
            hearing.appeal("Ada", removal)
    else:
        hearing.appeal("Ada", removal)


def test_nobody_appeals_for_somebody_else(hearing: Hearing, removal: int) -> None:
    for name in ("Rita", "Mo", "A guest"):
        with pytest.raises(StatementNotFound):
            hearing.appeal(name, removal)
    with pytest.raises(StatementNotFound):
        hearing.appeal("Ada", 999)


def test_a_form_that_expired_comes_back_filled(hearing: Hearing, removal: int) -> None:
    ada = hearing.browser("Ada")
    ada.token = "stale"
    answer = send_appeal(ada, removal, "Words that took a while.")
    assert answer.status_code == 403
    assert "Words that took a while." in answer.text
    nobody = hearing.site.browser()
    kept = send_appeal(nobody, removal, "Words that took a while.")
    assert kept.status_code == 403
    assert "Words that took a while." in kept.text


def test_an_accepted_appeal_takes_the_decision_back_for_good(
    hearing: Hearing, comment: int, removal: int
) -> None:
    case_id = hearing.appeal("Ada", removal)
    decided = hearing.answer(case_id, accept=True, note="You are right.")
    assert hearing.scene.comment(comment).status == Status.VISIBLE
    step = hearing.last_step()
    assert (step.kind, step.undoes_id, step.case_id) == (DecisionKind.ACCEPT_APPEAL, removal, case_id)
    appeal = hearing.stored_appeal(removal)
    assert (appeal.outcome, appeal.answer_id) == (AppealOutcome.ACCEPTED, decided.decision_id)
    assert hearing.case(case_id).closed_at is not None
    assert [flag.outcome for flag in hearing.reporting.rows()] == [FlagOutcome.REJECTED], (
        "the report was not right"
    )
    page = read(hearing.browser("Ada"), removal).text
    assert "Your appeal was accepted" in page
    assert "You are right." in page
    assert hearing.scene.comment(comment).collapsed is False


def test_a_rejected_appeal_lets_it_stand(hearing: Hearing, comment: int, removal: int) -> None:
    hearing.answer(hearing.appeal("Ada", removal), accept=False, note="It was about her face.")
    assert hearing.scene.comment(comment).status == Status.REMOVED
    step = hearing.last_step()
    assert (step.kind, step.undoes_id, step.status_after) == (
        DecisionKind.REJECT_APPEAL,
        None,
        Status.REMOVED,
    )
    page = read(hearing.browser("Ada"), removal).text
    assert "Your appeal was rejected" in page
    assert "It was about her face." in page


@pytest.mark.parametrize(
    ("kind", "other"),
    [
        (DecisionKind.SUSPEND, {"days": 3, "removes": True}),
        (DecisionKind.HOLD_AUTHOR, {}),
        (DecisionKind.WARN, {}),
    ],
)
def test_with_the_decision_goes_its_sanction(
    hearing: Hearing, comment: int, kind: DecisionKind, other: dict[str, object]
) -> None:
    number = hearing.decide(comment, kind, **other)
    hearing.answer(hearing.appeal("Ada", number), accept=True)
    assert hearing.scene.comment(comment).status == Status.VISIBLE
    ada = hearing.browser("Ada")
    assert "You are suspended" not in ada.client.get("/account").text
    assert "I have read this" not in read(ada, number).text


def test_what_its_author_erased_stays_gone_and_the_rest_is_lifted(hearing: Hearing, comment: int) -> None:
    number = hearing.decide(comment, DecisionKind.SUSPEND, days=3, removes=True)
    case_id = hearing.appeal("Ada", number)
    hearing.scene.delete("Ada", comment)
    hearing.answer(case_id, accept=True)
    assert hearing.scene.comment(comment).status == Status.REMOVED
    assert "You are suspended" not in hearing.browser("Ada").client.get("/account").text


def test_rejecting_needs_a_reason(hearing: Hearing, removal: int) -> None:
    with pytest.raises(AnswerIncomplete):
        hearing.answer(hearing.appeal("Ada", removal), accept=False, note=" ")


def test_an_appeal_closes_when_the_decision_is_taken_back(hearing: Hearing, removal: int) -> None:
    case_id = hearing.appeal("Ada", removal)
    hearing.undo(removal)
    assert hearing.case(case_id).closed_at is not None
    page = read(hearing.browser("Ada"), removal).text
    assert "This decision was taken back" in page
    assert "It was closed when the decision was taken back" in page


def test_what_was_taken_back_cannot_be_appealed_against(hearing: Hearing, removal: int) -> None:
    hearing.undo(removal)
    with pytest.raises(DecisionTakenBack):
        hearing.appeal("Ada", removal)


def test_the_outcome_goes_to_author_and_reporters(hearing: Hearing, removal: int) -> None:
    told = hearing.answer(hearing.appeal("Ada", removal), accept=True).told
    by_account = {person.account_id: name for name, person in hearing.scene.people.items()}
    assert sorted((by_account[one.account_id], str(one.kind)) for one in told) == [
        ("Ada", "decision"),
        ("Rita", "outcome"),
    ]
    assert "Your appeal was accepted" in hearing.browser("Ada").client.get("/inbox").text
    assert "taken back by another moderator" in hearing.browser("Rita").client.get("/inbox").text


def test_a_name_comes_back_with_an_accepted_appeal(hearing: Hearing) -> None:
    flagged = hearing.reporting.flag_name("Rita", "Ada")
    number = hearing.decide_name(flagged.case_id or 0)
    assert hearing.name("Ada").startswith("Member ")
    page = read(hearing.browser("Ada"), number).text
    assert "Your name was taken back" in page
    hearing.answer(hearing.appeal("Ada", number), accept=True)
    assert hearing.name("Ada") == "Ada"
