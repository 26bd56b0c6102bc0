"""Who answers an appeal: another moderator, once; not who decided, who appeals, or who reported it."""

from threading import Thread

import pytest

from pollsite.clock import now
from pollsite.discussion.types import Status
from pollsite.moderation.appeal_errors import OwnAppeal, ReportedAppeal
from pollsite.moderation.errors import BarredFromCase, CaseNotFound, StaleDecision
from tests.discussion.scene import Scene
from tests.moderation.hearing import Hearing, send_answer

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


def test_who_decided_first_is_turned_away_at_every_door_of_the_case(hearing: Hearing, removal: int) -> None:
    case_id = hearing.appeal("Ada", removal)
    mo, other = hearing.browser("Mo"), hearing.browser("Max")
    assert mo.client.get(f"/moderation/cases/{case_id}").status_code == 403
    assert send_answer(mo, case_id, "accept").status_code == 403
    assert f"/moderation/cases/{case_id}" not in mo.client.get("/moderation?in=appeals").text
    assert f"/moderation/cases/{case_id}" in other.client.get("/moderation?in=appeals").text
    with pytest.raises(BarredFromCase):
        hearing.answer(case_id, accept=False, by="Mo")
    hearing.answer(case_id, accept=False)
    with pytest.raises(BarredFromCase):
        hearing.answer(case_id, accept=False, by="Mo")
    assert send_answer(mo, case_id, "accept", version=2).status_code == 403


def test_nobody_answers_their_own_appeal_or_one_about_their_report(hearing: Hearing) -> None:
    own = hearing.scene.post("Max", "My own words.")
    hearing.reporting.flag("Mo", own)
    case_id = hearing.appeal("Max", hearing.decide(own, by=None))
    with pytest.raises(OwnAppeal):
        hearing.answer(case_id, accept=True, by="Max")
    with pytest.raises(ReportedAppeal):
        hearing.answer(case_id, accept=False, by="Mo")


def test_a_decision_of_the_operator_is_answered_by_any_moderator(hearing: Hearing, comment: int) -> None:
    case_id = hearing.appeal("Ada", hearing.decide(comment, by=None))
    assert hearing.case(case_id).barred_id is None
    hearing.answer(case_id, accept=True, by="Mo")
    assert hearing.scene.comment(comment).status == Status.VISIBLE


def test_members_and_readers_come_to_no_answer(hearing: Hearing, removal: int) -> None:
    case_id = hearing.appeal("Ada", removal)
    assert send_answer(hearing.browser("Ada"), case_id, "accept").status_code == 403
    assert send_answer(hearing.browser("Rita"), 999, "accept").status_code == 403
    assert send_answer(hearing.browser("A guest"), case_id, "accept").status_code == 303
    assert hearing.case(case_id).closed_at is None


def test_a_moderator_answers_at_the_front_door(hearing: Hearing, comment: int, removal: int) -> None:
    case_id = hearing.appeal("Ada", removal, "Look at the essay.")
    other = hearing.browser("Max")
    page = other.client.get(f"/moderation/cases/{case_id}").text
    assert "Look at the essay." in page
    assert 'name="answer" value="accept"' in page
    refused = send_answer(other, case_id, "reject", note="")
    assert refused.status_code == 422
    assert "tell its author why" in refused.text
    kept = send_answer(other, case_id, "reject", note="x" * 1001)
    assert kept.status_code == 422
    assert "x" * 1001 in kept.text
    assert send_answer(other, case_id, "perhaps").status_code == 422
    assert send_answer(other, case_id, "accept", note="Fine.").status_code == 303
    assert hearing.scene.comment(comment).status == Status.VISIBLE


def test_who_comes_second_is_told_that_somebody_was_first(hearing: Hearing, removal: int) -> None:
    hearing.scene.member("Ann", role=hearing.admin)
    case_id = hearing.appeal("Ada", removal)
    first = hearing.answer(case_id, accept=True)
    with pytest.raises(StaleDecision) as stale:
        hearing.answer(case_id, accept=False, by="Ann")
    assert stale.value.decision_id == first.decision_id
    late = send_answer(hearing.browser("Ann"), case_id, "reject", note="My own reasons.")
    assert late.status_code == 409
    assert "Somebody decided about this first" in late.text
    assert "My own reasons." in late.text


def test_a_version_that_was_not_seen_is_stale(hearing: Hearing, removal: int) -> None:
    case_id = hearing.appeal("Ada", removal)
    assert send_answer(hearing.browser("Max"), case_id, "accept", version=7).status_code == 409
    assert hearing.case(case_id).closed_at is None


def test_of_two_moderators_at_once_one_answers(hearing: Hearing, removal: int) -> None:
    hearing.scene.member("Ann", role=hearing.admin)
    case_id = hearing.appeal("Ada", removal)
    codes: list[int] = []

    def press(name: str, answer: str) -> None:
        codes.append(send_answer(hearing.browser(name), case_id, answer, note="Because.").status_code)

    racing = [Thread(target=press, args=pair) for pair in (("Max", "accept"), ("Ann", "reject"))]
    for thread in racing:
        thread.start()
    for thread in racing:
        thread.join()
    assert sorted(codes) == [303, 409]


def test_what_is_no_appeal_is_not_answered_as_one(hearing: Hearing, comment: int) -> None:
    (flag,) = hearing.reporting.rows()
    with pytest.raises(CaseNotFound):
        hearing.answer(flag.case_id or 0, accept=True)
    assert send_answer(hearing.browser("Max"), 2**31 - 1, "accept").status_code == 404
