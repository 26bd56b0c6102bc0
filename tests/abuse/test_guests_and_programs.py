"""Guests' forms: what programs do with them is answered in a sentence, with every word kept, and people never meet it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from werkzeug.test import TestResponse

from pollsite.clock import now
from tests.accounts.entering import Visitor, errors_in, visitor
from tests.discussion.scene import Scene
from tests.discussion.writing import guest, hand_of
from tests.fixtures.site import Site
from tests.samples import SLUG

TRAPPED = "A field that people do not see was filled in"
QUICK = "That was quicker than people write"
REGISTER = "/account/register"
PERSON = {"email": "ada@example.org", "name": "Ada", "password": "quite a long password"}


@pytest.fixture
def scene(make_site: Callable[..., Site]) -> Scene:
    """A discussion of a site that asks guests to take their time."""
    return Scene(make_site(guest_pause_s=2))


def stored(scene: Scene) -> int:
    """How many comments there are."""
    with scene.site.reading() as session:
        return len(session.connection().exec_driver_sql("SELECT id FROM comments").all())


def later(seconds: float) -> time_machine.travel:
    """So many seconds from now; time goes on from there."""
    return time_machine.travel(now() + timedelta(seconds=seconds))


def post(who: Visitor, scene: Scene, token: str, **typed: str) -> TestResponse:
    """A guest's comment."""
    form = {"csrf_token": token, "intent": "post", "name": "Jo Field", "body": "My own words.", **typed}
    return who.client.post(f"/articles/{scene.article_id}/comments", data=form)


def test_a_guest_who_takes_their_time_meets_nothing(scene: Scene) -> None:
    jo = visitor(scene.site)
    token = jo.token()
    with later(3):
        assert post(jo, scene, token, url="").status_code == 303
    assert stored(scene) == 1


def test_what_comes_at_once_is_given_back_and_taken_the_second_time(scene: Scene) -> None:
    jo = visitor(scene.site)
    token = jo.token()
    answer = post(jo, scene, token)
    assert answer.status_code == 422
    assert QUICK in answer.text
    assert "My own words." in answer.text
    assert 'value="Jo Field"' in answer.text
    assert stored(scene) == 0
    with later(3):
        assert post(jo, scene, token).status_code == 303


def test_the_hidden_field_is_told_of_and_comes_back_empty(scene: Scene) -> None:
    jo = visitor(scene.site)
    token = jo.token()
    with later(3):
        answer = post(jo, scene, token, url="https://pills.example/")
        assert answer.status_code == 422
        assert TRAPPED in answer.text
        assert "My own words." in answer.text
        assert "pills.example" not in answer.text
        assert stored(scene) == 0
        assert post(jo, scene, token, url="").status_code == 303


def test_without_a_cookie_the_hidden_field_is_told_of_before_anything_is_asked(scene: Scene) -> None:
    answer = post(visitor(scene.site), scene, "", url="x")
    assert answer.status_code == 422
    assert TRAPPED in answer.text
    assert "My own words." in answer.text


def test_without_a_cookie_or_a_script_one_button_is_enough(scene: Scene) -> None:
    jo = visitor(scene.site)
    asked = post(jo, scene, "")
    assert asked.status_code == 403
    token = re.search(r'name="csrf_token" value="([^"]+)"', asked.text)
    assert token
    with later(3):
        assert post(jo, scene, token[1]).status_code == 303


@pytest.mark.parametrize("token", ["another's", "made up"])
def test_a_token_of_another_session_buys_no_time(scene: Scene, token: str) -> None:
    old = visitor(scene.site).token() if token == "another's" else "made up"
    with later(3):
        assert post(visitor(scene.site), scene, old).status_code == 403
    assert stored(scene) == 0


def test_members_are_asked_for_neither(scene: Scene) -> None:
    scene.member("Ada")
    ada = hand_of(scene, "Ada").browser
    form = {"csrf_token": ada.token, "intent": "post", "as": "member", "body": "At once.", "url": "x"}
    assert ada.client.post(f"/articles/{scene.article_id}/comments", data=form).status_code == 303


def test_nobody_who_reads_sees_hears_or_reaches_the_field(scene: Scene) -> None:
    pages = [guest(scene).get(f"/articles/{SLUG}/comment"), visitor(scene.site).open(REGISTER)]
    for page in pages:
        field = re.search(r'<p class="unseen" aria-hidden="true">.*?</p>', page.text, re.DOTALL)
        assert field
        assert 'tabindex="-1"' in field[0]
        assert 'autocomplete="off"' in field[0]
        assert "Leave this empty" in field[0], "whoever meets it all the same learns what to do"


def test_who_registers_as_programs_do_is_told_and_has_their_words_back(scene: Scene) -> None:
    ada = visitor(scene.site)
    quick = ada.send(REGISTER, **PERSON)
    assert (quick.status_code, errors_in(quick)[0][:20]) == (422, QUICK[:20])
    page = ada.open(REGISTER)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    with later(3):
        trapped = ada.client.post(REGISTER, data={**PERSON, "csrf_token": token[1], "url": "x"})
        assert trapped.status_code == 422
        assert 'value="ada@example.org"' in trapped.text
        assert PERSON["password"] not in trapped.text
        assert ada.client.post(REGISTER, data={**PERSON, "csrf_token": token[1]}).status_code in (302, 303)
