"""Second looks: a decision is shown to another moderator as the case it was; nothing follows but how often two agree."""

from typing import Any

import pytest

from pollsite.clock import now
from pollsite.discussion.types import Status
from pollsite.moderation.deciding import Decided, decide
from pollsite.moderation.errors import BarredFromCase, CaseNotFound, StaleDecision
from pollsite.moderation.second_looks import find_first_look, find_second_look, record_second_look
from pollsite.moderation.types import CaseKind, DecisionKind
from pollsite.moderation.verdicts import Verdict
from tests.discussion.scene import Scene
from tests.moderation.hearing import Hearing

KEEP, REMOVE, WARN = DecisionKind.KEEP, DecisionKind.REMOVE, DecisionKind.WARN


@pytest.fixture
def hearing(scene: Scene) -> Hearing:
    """A debate with two moderators."""
    scene.now = now()
    for name in ("Ada", "Rita"):
        scene.member(name)
    return Hearing(scene)


def shown_again(hearing: Hearing, kind: DecisionKind = REMOVE, **other: Any) -> tuple[int, int, int]:
    """A reported comment was decided about, and waits for a second look: comment, decision, case."""
    comment = hearing.scene.post("Ada", f"A comment {hearing.scene.submissions}.")
    hearing.reporting.flag("Rita", comment)
    decision = hearing.decide(comment, kind, second_look=True, **other)
    return comment, decision, newest_case(hearing)


def newest_case(hearing: Hearing) -> int:
    """The number of the case that was opened last."""
    number = 1
    while hearing.has_case(number + 1):
        number += 1
    return number


def look(hearing: Hearing, case_id: int, kind: DecisionKind, *, by: str = "Max", **other: Any) -> Decided:
    """A moderator decides about the case, as about any other."""
    verdict = Verdict(
        kind=kind,
        case_id=case_id,
        moderator_id=hearing.scene.people[by].account_id,
        rule=None if kind is KEEP else 2,
        version=hearing.case(case_id).version,
        **other,
    )
    with hearing.site.writing() as session:
        return decide(session, verdict, at=hearing.scene.pass_time(seconds=1))


def agreed(hearing: Hearing, case_id: int) -> bool:
    """Whether both looks led to the same."""
    with hearing.site.reading() as session:
        found = find_second_look(session, case_id)
    assert found is not None
    return found.agreed


def test_it_waits_as_the_case_it_was_and_not_for_who_decided(hearing: Hearing) -> None:
    comment, decision, case_id = shown_again(hearing)
    case = hearing.case(case_id)
    mo = hearing.scene.people["Mo"].account_id
    assert (case.kind, case.comment_id, case.barred_id) == (CaseKind.SECOND_LOOK, comment, mo)
    with hearing.site.reading() as session:
        first = find_first_look(session, case_id)
    assert first is not None
    assert (first.decision_id, first.kind, first.status_before) == (
        decision,
        CaseKind.FLAGGED,
        Status.VISIBLE,
    )
    assert hearing.browser("Mo").client.get(f"/moderation/cases/{case_id}").status_code == 404


def test_its_page_does_not_tell_what_was_decided(hearing: Hearing) -> None:
    _, _, case_id = shown_again(hearing, note="Because of the potato.")
    page = hearing.browser("Max").client.get(f"/moderation/cases/{case_id}").text
    main = page.split("<main", 1)[1]
    assert "Because of the potato." not in main
    assert "removed now" not in main
    assert "second" not in main.lower()


def test_nothing_is_changed_by_it(hearing: Hearing) -> None:
    comment, decision, case_id = shown_again(hearing)
    decided = look(hearing, case_id, KEEP)
    assert (decided.is_second_look, decided.told) == (True, ())
    assert hearing.scene.comment(comment).status == Status.REMOVED
    assert hearing.last_step().id == decision, "the log says nothing of it"
    assert hearing.case(case_id).closed_at is not None


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ((REMOVE, {}), (REMOVE, {}), True),
        ((REMOVE, {}), (WARN, {"removes": True}), True),
        ((REMOVE, {}), (WARN, {}), False),
        ((REMOVE, {}), (KEEP, {}), False),
        ((KEEP, {}), (WARN, {}), True),
        ((KEEP, {}), (REMOVE, {}), False),
    ],
)
def test_two_agree_who_leave_the_comment_in_the_same_place(
    hearing: Hearing, first: tuple[DecisionKind, Any], second: tuple[DecisionKind, Any], same: bool
) -> None:
    _, _, case_id = shown_again(hearing, first[0], **first[1])
    look(hearing, case_id, second[0], **second[1])
    assert agreed(hearing, case_id) is same


def test_of_a_name_agree_who_both_let_it_be_or_both_do_not(hearing: Hearing) -> None:
    flagged = hearing.reporting.flag_name("Rita", "Ada")
    hearing.decide_name(flagged.case_id or 0, second_look=True)
    case_id = newest_case(hearing)
    look(hearing, case_id, KEEP)
    assert agreed(hearing, case_id) is False


def test_it_is_looked_at_once(hearing: Hearing) -> None:
    _, _, case_id = shown_again(hearing)
    look(hearing, case_id, KEEP)
    verdict = Verdict(kind=REMOVE, rule=2, case_id=case_id)
    with hearing.site.writing() as session, pytest.raises(StaleDecision):
        record_second_look(session, case_id=case_id, verdict=verdict, at=now())


def test_who_decided_cannot_look_again(hearing: Hearing) -> None:
    _, _, case_id = shown_again(hearing)
    with pytest.raises(BarredFromCase):
        look(hearing, case_id, KEEP, by="Mo")


def test_another_kind_of_case_is_no_second_look(hearing: Hearing) -> None:
    comment = hearing.scene.post("Ada")
    flagged = hearing.reporting.flag("Rita", comment)
    verdict = Verdict(kind=KEEP, case_id=flagged.case_id)
    with hearing.site.writing() as session, pytest.raises(CaseNotFound):
        record_second_look(session, case_id=flagged.case_id or 0, verdict=verdict, at=now())


def test_it_closes_when_the_decision_is_taken_back(hearing: Hearing) -> None:
    _, decision, case_id = shown_again(hearing)
    hearing.undo(decision)
    assert hearing.case(case_id).closed_at is not None


def test_it_closes_when_the_words_are_erased(hearing: Hearing) -> None:
    _, _, case_id = shown_again(hearing, KEEP)
    comment_id = hearing.case(case_id).comment_id
    ada = hearing.browser("Ada")
    ada.client.post(f"/comments/{comment_id}/deletion", data={"csrf_token": ada.token})
    assert hearing.case(case_id).closed_at is not None


@pytest.mark.parametrize(("kind", "verdict"), [(KEEP, "you do not agree"), (REMOVE, "you agree")])
def test_who_looked_is_told_afterwards_what_the_colleague_had_decided(
    hearing: Hearing, kind: DecisionKind, verdict: str
) -> None:
    _, _, case_id = shown_again(hearing)
    other = hearing.browser("Max")
    form = {"csrf_token": other.token, "kind": kind, "rule": "2", "version": "1", "revision": "1"}
    answer = other.client.post(f"/moderation/cases/{case_id}/decision", data=form, follow_redirects=True)
    assert "A colleague had decided “Removed by rule 2, personal attack”" in answer.text
    assert verdict in answer.text
