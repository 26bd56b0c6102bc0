"""The gate as commenters meet it: why their words wait, why they were not taken, and that nothing typed is lost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from pollsite.clock import now
from pollsite.moderation.types import DecisionKind, WordKind
from tests.discussion.paper import comment_form
from tests.discussion.writing import Hand, guest, hand_of, number_in
from tests.fixtures.site import Site
from tests.moderation.gatekeeping import Keeping, keeping_at
from tests.moderation.office import Office

WORDS = "What I have thought about for a week."


@pytest.fixture
def keeping(make_site: Callable[..., Site]) -> Keeping:
    """A scene of the last hour, where newcomers wait."""
    keeping = keeping_at(make_site(first_held=2))
    keeping.scene.now = now() - timedelta(hours=1)
    return keeping


@pytest.fixture
def office(keeping: Keeping) -> Office:
    """Its moderators; Bea is no newcomer."""
    keeping.published("Bea", 2)
    return Office(keeping.scene)


def refused(answer: TestResponse, status: int) -> str:
    """The sentence of a refusal that has kept WORDS."""
    assert answer.status_code == status
    form = comment_form(answer)
    assert form.body == WORDS
    return answer.text


@pytest.mark.parametrize(
    ("hand", "name", "why"),
    [
        (lambda scene: hand_of(scene, "Ada"), "", "So do everybody’s first comments"),
        (guest, "Jo Field", "So does everything that is written without an account."),
    ],
    ids=["member", "guest"],
)
def test_the_author_sees_that_it_waits_and_why_and_nobody_else_sees_it(
    keeping: Keeping, hand: Callable[..., Hand], name: str, why: str
) -> None:
    author = hand(keeping.scene)
    answer = author.write(WORDS, name=name)
    page = author.get(answer.location)
    assert page.text.count(why) == 1, "it is said where it stands"
    assert WORDS in page.text
    assert "It is waiting for a moderator: so far only you can read it." in page.text
    other = hand_of(keeping.scene, "Bea").get(answer.location)
    assert WORDS not in other.text
    assert why not in other.text


def test_who_is_suspended_is_told_how_long_and_by_which_rule_and_can_vote_and_delete(
    keeping: Keeping, office: Office
) -> None:
    number = keeping.post("Bea", "Earlier words.")
    decided = office.decide(DecisionKind.SUSPEND, comment_id=number, days=7)
    bea = hand_of(keeping.scene, "Bea")
    for answer in (bea.write(WORDS), bea.edit(number, WORDS)):
        page = refused(answer, 403)
        assert "A moderator suspended you for 7 days by rule 2, personal attack, until " in page
        assert f'href="/statements/{decided.decision_id}' in page
    assert bea.browser.vote("single", "yes").status_code == 303
    assert bea.act("deletion", number).status_code == 303
    assert keeping.stands(number)[0] == "deleted_by_author"


def test_who_is_warned_reads_it_first(keeping: Keeping, office: Office) -> None:
    decided = office.decide(DecisionKind.WARN, comment_id=keeping.post("Bea"))
    bea = hand_of(keeping.scene, "Bea")
    page = refused(bea.write(WORDS), 403)
    assert "Read the warning and say so there" in page
    assert f'href="/statements/{decided.decision_id}' in page
    assert bea.send(f"/statements/{decided.decision_id}/read", {}).status_code == 303
    assert keeping.stands(number_in(bea.write(WORDS)))[0] == "visible"


def test_a_banned_word_is_named_and_the_text_kept(keeping: Keeping, office: Office) -> None:
    keeping.watch("thought", kind=WordKind.BANNED)
    number = keeping.post("Bea", "Earlier.")
    bea = hand_of(keeping.scene, "Bea")
    for answer in (bea.write(WORDS), bea.edit(number, WORDS)):
        assert "Not published on this site: “thought”." in refused(answer, 422)


def test_who_reported_it_does_not_answer_it(keeping: Keeping, office: Office) -> None:
    number = keeping.post("Max")
    office.flagged(number, "Bea")
    page = refused(hand_of(keeping.scene, "Bea").write(WORDS, to=number), 409)
    assert "You reported the comment you answer" in page


def test_a_heated_thread_says_how_long_to_wait(keeping: Keeping, office: Office) -> None:
    number = keeping.post("Max")
    bea = hand_of(keeping.scene, "Bea")
    number_in(bea.write("First.", to=number))
    office.flagged(number, "Rita")
    answer = bea.write(WORDS, to=number, key="another")
    page = refused(answer, 429)
    assert "replies of one person stand some minutes apart" in page
    assert int(answer.headers["Retry-After"]) in (60, 120, 180)


def test_leaving_with_ones_words_closes_what_waits(keeping: Keeping) -> None:
    ada = hand_of(keeping.scene, "Ada")
    number = number_in(ada.write(WORDS))
    password = keeping.scene.people["Ada"].password
    ada.send("/account/deletion", {"words": "remove", "name": "Ada", "password": password})
    assert keeping.stands(number)[0] == "deleted_by_author"
    assert keeping.cases(number) == [("held", False)]
    assert [step[0] for step in keeping.log(number)] == ["hold", "delete"]
