"""A member leaves: nothing ties votes and words to them any more, and nobody leaves by accident."""

import unicodedata

import pytest
from flask_security import hash_password
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from pollsite.accounts.ignoring import ignore
from pollsite.accounts.models import Account, Reader
from pollsite.discussion.models import Mark
from pollsite.discussion.types import Status
from tests.accounts.people import PASSWORD, make_member, signed_in
from tests.browsing import Browser
from tests.discussion.scene import Scene
from tests.fixtures.site import Site
from tests.samples import DURING

FORM = {"words": "keep", "name": "Ada", "password": PASSWORD}


@pytest.fixture
def scene(site: Site) -> Scene:
    """Ada has voted, written and marked; Bob has answered her."""
    debate = Scene(site)
    debate.member("Ada")
    debate.member("Bob")
    debate.vote("Ada", "single", "yes")
    debate.thread("Ada", "Bob", "Ada")
    debate.mark("Ada", 2)
    members = [debate.people[name].account_id for name in ("Ada", "Bob")]
    with site.writing() as session:
        ignore(session, account_id=members[0], ignored_id=members[1], at=DURING)
        ignore(session, account_id=members[1], ignored_id=members[0], at=DURING)
    return debate


@pytest.fixture
def ada(scene: Scene) -> Browser:
    """Ada's browser, signed in."""
    return signed_in(scene.site, scene.people["Ada"])


def leave(who: Browser, **form: str) -> TestResponse:
    """Send the form, filled in but for what is said."""
    return who.client.post("/account/deletion", data={"csrf_token": who.token, **FORM, **form})


def accounts(site: Site) -> int:
    """How many there are."""
    with site.reading() as session:
        return session.scalar(select(func.count()).select_from(Account)) or 0


def stored(site: Site) -> str:
    """The whole database as text."""
    return "\n".join(line for rows in site.stored().values() for line in rows)


def test_words_may_stay_without_a_name(scene: Scene, ada: Browser) -> None:
    words = scene.comment(1).body_source
    answer = leave(ada)
    assert answer.status_code == 200
    assert "“[deleted]”" in answer.text
    left = scene.comment(1)
    assert (left.status, left.account_id, left.guest_name) == (Status.VISIBLE, None, None)
    assert left.body_source == words
    assert left.version > 1


def test_words_may_go(scene: Scene, ada: Browser) -> None:
    words = scene.comment(1).body_source
    assert "are removed" in leave(ada, words="remove").text
    assert [scene.comment(number).status for number in (1, 3)] == [Status.DELETED] * 2
    assert scene.comment(2).status == Status.VISIBLE
    assert words not in stored(scene.site)


@pytest.mark.parametrize("words", ["keep", "remove"])
def test_nothing_tells_who_they_were(scene: Scene, ada: Browser, words: str) -> None:
    person = scene.people["Ada"]
    leave(ada, words=words)
    left = stored(scene.site)
    for trace in (person.email, person.uniquifier, "'Ada'", "'ada'", "argon2"):
        found = left.count(trace)
        assert found == (1 if trace == "argon2" else 0), f"{trace}: Bob's hash alone is left"
    assert accounts(scene.site) == 1


@pytest.mark.parametrize("words", ["keep", "remove"])
def test_votes_and_marks_stay_counted(scene: Scene, ada: Browser, words: str) -> None:
    reader_id = scene.people["Ada"].reader_id
    leave(ada, words=words)
    assert scene.site.counts("single")["yes"] == 1
    assert scene.site.mismatches() == ()
    with scene.site.reading() as session:
        assert session.get(Reader, reader_id) is not None
        assert session.get(Mark, (2, reader_id)) is not None


def test_every_session_ends(scene: Scene, ada: Browser) -> None:
    elsewhere = signed_in(scene.site, scene.people["Ada"])
    leave(ada)
    for who in (ada, elsewhere):
        assert who.client.get("/account").status_code == 303
    assert "Ada" not in elsewhere.client.get("/").text


def test_the_name_and_the_number_lead_nowhere(scene: Scene, ada: Browser) -> None:
    leave(ada)
    client = scene.site.app.test_client()
    assert client.get(f"/members/{scene.people['Ada'].account_id}").status_code == 404
    assert make_member(scene.site, "Ada", email="another@example.org").name == "Ada"


def test_what_others_were_told_stays_readable(scene: Scene, ada: Browser) -> None:
    leave(ada, words="remove")
    bob = signed_in(scene.site, scene.people["Bob"])
    assert "Ada" not in bob.client.get("/inbox").text
    assert bob.client.get("/account").status_code == 200


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"password": "wrong"}, "not your password"),
        ({"password": ""}, "not your password"),
        ({"words": ""}, "Choose what is to become"),
        ({"words": "burn"}, "Choose what is to become"),
        ({"name": ""}, "Type your name, Ada,"),
        ({"name": "Bob"}, "Type your name, Ada,"),
    ],
)
def test_nobody_leaves_by_accident(scene: Scene, ada: Browser, form: dict[str, str], sentence: str) -> None:
    before = stored(scene.site)
    answer = leave(ada, **form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert PASSWORD not in answer.text
    assert stored(scene.site) == before


def test_what_was_typed_is_still_there(ada: Browser) -> None:
    answer = leave(ada, password="wrong", words="remove", name="ada <3")
    assert 'value="remove" checked' in answer.text
    assert 'value="ada &lt;3"' in answer.text


def test_the_password_cannot_be_guessed_for_ever(ada: Browser) -> None:
    answers = [leave(ada, password=f"wrong {number}").status_code for number in range(12)]
    assert answers[:10] == [422] * 10
    assert answers[-1] == 429
    assert leave(ada).status_code == 429


def test_the_page_says_what_will_happen_and_does_nothing(scene: Scene, ada: Browser) -> None:
    before = stored(scene.site)
    page = ada.client.get("/account/deletion").text
    for promise in ("stay counted", "“[deleted]”", "cannot be undone", "signed out"):
        assert promise in page
    assert stored(scene.site) == before


def test_only_a_member_can_leave(scene: Scene) -> None:
    reader = scene.site.browser().touch()
    for answer in (leave(reader), reader.client.get("/account/deletion")):
        assert (answer.status_code, answer.location) == (303, "/account/sign-in?next=/account/deletion")
    assert accounts(scene.site) == 2


def test_the_page_of_who_left_is_nobody_else_s(scene: Scene, ada: Browser) -> None:
    newest = make_member(scene.site, "Cleo")
    leave(signed_in(scene.site, newest), name="Cleo")
    assert make_member(scene.site, "Dana").account_id > newest.account_id


def test_a_password_with_accents_is_known_again(scene: Scene) -> None:
    cleo, password = make_member(scene.site, "Cleo"), "ein schönes Passwort"
    with scene.site.app.app_context(), scene.site.writing() as session:
        hashed = hash_password(unicodedata.normalize("NFKD", password))
        session.execute(update(Account).where(Account.id == cleo.account_id).values(password=hashed))
    before = accounts(scene.site)
    leave(signed_in(scene.site, cleo), name="Cleo", password=password)
    assert accounts(scene.site) == before - 1
