"""Who was warned or suspended learns it before they write, and finds their words again where they did."""

import re

import pytest
from sqlalchemy import update

from pollsite.articles.models import Article
from pollsite.clock import now
from pollsite.moderation.types import DecisionKind
from tests.discussion.paper import comment_form
from tests.discussion.scene import Scene
from tests.moderation.hearing import Hearing, read
from tests.samples import SLUG

COMPOSE = f"/articles/{SLUG}/comment"
WARN, SUSPEND = DecisionKind.WARN, DecisionKind.SUSPEND


@pytest.fixture
def hearing(scene: Scene) -> Hearing:
    """A debate with two moderators, in which it is now what it is."""
    scene.now = now()
    scene.member("Ada")
    return Hearing(scene)


def test_a_warned_member_is_told_before_they_write(hearing: Hearing) -> None:
    number = hearing.decide(hearing.scene.post("Ada"), WARN)
    ada = hearing.browser("Ada")
    answer = ada.client.get(COMPOSE)
    form = comment_form(answer)
    assert form.sentence == "A moderator has warned you. Read the warning and say so there before you write."
    assert f'href="/statements/{number}?back=' in answer.text
    ada.client.post(f"/statements/{number}/read", data={"csrf_token": ada.token})
    assert comment_form(ada.client.get(COMPOSE)).sentence == ""


@pytest.mark.parametrize("address", [COMPOSE, "/comments/1/edit"])
def test_a_suspended_member_is_told_before_they_write_and_offered_nothing_to_fill_in(
    hearing: Hearing, address: str
) -> None:
    number = hearing.decide(hearing.scene.post("Ada"), SUSPEND, days=3)
    ada = hearing.browser("Ada")
    answer = ada.client.get(address)
    form = comment_form(answer)
    assert answer.status_code == 403
    assert form.sentence.startswith("A moderator suspended you for 3 days")
    assert form.buttons == {}
    assert "come back to your words" not in answer.text
    assert f'href="/statements/{number}?back=' in answer.text
    hearing.undo(number)
    assert ada.client.get(address).status_code == 200


def test_what_a_suspended_member_wrote_is_there_to_copy(hearing: Hearing) -> None:
    hearing.decide(hearing.scene.post("Ada"), SUSPEND, days=3)
    ada = hearing.browser("Ada")
    typed = {"body": "My words.", "key": "a key", "csrf_token": ada.token, "intent": "post", "as": "member"}
    answer = ada.client.post(f"/articles/{hearing.scene.article_id}/comments", data=typed)
    form = comment_form(answer)
    assert (form.body, form.buttons) == ("My words.", {})
    assert "Your text is still here to copy." in form.sentence
    assert "come back to your words" not in answer.text


def test_others_find_the_form_as_ever(hearing: Hearing) -> None:
    hearing.decide(hearing.scene.post("Ada"), SUSPEND, days=3)
    hearing.scene.member("Bob")
    for name in ("Bob", "A guest"):
        answer = hearing.browser(name).client.get(COMPOSE)
        assert (answer.status_code, comment_form(answer).sentence) == (200, "")


def test_a_statement_speaks_of_its_button_while_there_is_one(hearing: Hearing) -> None:
    number = hearing.decide(hearing.scene.post("Ada"), WARN)
    ada, address = hearing.browser("Ada"), f"/statements/{number}"
    assert "Once you have said that you have read this" in read(ada, number).text
    assert "Once you have said" not in read(hearing.browser("Max"), number).text
    back = {"back": COMPOSE}
    assert "Back to what you wrote" not in ada.client.get(address, query_string=back).text
    ada.client.post(f"{address}/read", data={"csrf_token": ada.token})
    page = ada.client.get(address, query_string=back).text
    assert "Once you have said" not in page
    assert re.search(rf'href="{COMPOSE}">Back to what you wrote', page)
    assert "Back to what you wrote" not in read(ada, number).text


def test_a_statement_leads_to_its_rule(hearing: Hearing) -> None:
    number = hearing.decide(hearing.scene.post("Ada"))
    ada = hearing.browser("Ada")
    assert 'href="/rules#rule-2">Rule 2</a>' in read(ada, number).text
    assert 'id="rule-2"' in ada.client.get("/rules").text


def test_a_title_that_asks_is_followed_by_no_full_stop(hearing: Hearing) -> None:
    number = hearing.decide(hearing.scene.post("Ada"))
    ada = hearing.browser("Ada")
    assert "</cite>.</p>" in read(ada, number).text
    with hearing.site.writing() as session:
        session.execute(update(Article).values(title="To AI or not to AI?"))
    assert "not to AI?</cite></p>" in read(ada, number).text


def test_accepting_an_appeal_against_a_warning_promises_nothing_about_the_comment(hearing: Hearing) -> None:
    case = hearing.appeal("Ada", hearing.decide(hearing.scene.post("Ada"), WARN))
    page = hearing.browser("Max").client.get(f"/moderation/cases/{case}").text
    assert "Accepting takes back everything that followed from the decision." in page
    assert "readable again" not in page
