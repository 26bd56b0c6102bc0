"""Members who do not want to read each other."""

import pytest
from sqlalchemy import insert
from werkzeug.test import TestResponse

from pollsite.accounts import ignoring
from pollsite.accounts.ignoring import ignore
from pollsite.accounts.models import Ignore
from pollsite.accounts.queries import ignored_ids
from tests.accounts.people import Person, make_member, signed_in
from tests.browsing import Browser
from tests.fixtures.site import Site
from tests.samples import DURING


@pytest.fixture
def ada(site: Site) -> Person:
    """Who ignores."""
    return make_member(site, "Ada")


@pytest.fixture
def bob(site: Site) -> Person:
    """Who is ignored."""
    return make_member(site, "Bob")


def ignored(site: Site, person: Person) -> frozenset[int]:
    """Whom the person ignores."""
    with site.reading() as session:
        return ignored_ids(session.connection(), person.account_id)


def press(who: Browser, act: str, person: Person | int, **form: str) -> TestResponse:
    """Send a form of the person's page."""
    number = person if isinstance(person, int) else person.account_id
    return who.client.post(f"/members/{number}/{act}", data={"csrf_token": who.token, **form})


def test_a_member_may_ignore_and_read_again(site: Site, ada: Person, bob: Person) -> None:
    who = signed_in(site, ada)
    page = f"/members/{bob.account_id}"
    assert "Ignore this person" in who.client.get(page).text
    for _ in range(2):
        answer = press(who, "ignore", bob)
        assert (answer.status_code, answer.location) == (303, page)
    assert ignored(site, ada) == {bob.account_id}
    assert ignored(site, bob) == frozenset()
    assert "Stop ignoring" in who.client.get(page).text
    assert "Bob" in who.client.get("/account").text
    for _ in range(2):
        assert press(who, "ignore-withdrawal", bob, to="account").location == "/account#ignored"
    assert ignored(site, ada) == frozenset()


def test_nobody_else_is_told(site: Site, ada: Person, bob: Person) -> None:
    press(signed_in(site, ada), "ignore", bob)
    for who in (signed_in(site, bob).client, site.app.test_client()):
        for number in (ada.account_id, bob.account_id):
            assert "You ignore" not in who.get(f"/members/{number}").text


def test_nobody_ignores_themselves(site: Site, ada: Person) -> None:
    who = signed_in(site, ada)
    answer = press(who, "ignore", ada)
    assert answer.status_code == 409
    assert "That is you." in answer.text
    assert "Ignore this person" not in who.client.get(f"/members/{ada.account_id}").text


def test_nobody_ignores_nobody(site: Site, ada: Person) -> None:
    assert press(signed_in(site, ada), "ignore", 999).status_code == 404


def test_only_a_member_may(site: Site, ada: Person) -> None:
    reader = site.browser().touch()
    back = f"/account/sign-in?next=/members/{ada.account_id}"
    for act in ("ignore", "ignore-withdrawal"):
        answer = press(reader, act, ada)
        assert (answer.status_code, answer.location) == (303, back)


def test_the_list_has_an_end(site: Site, ada: Person, bob: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ignoring, "MAX_IGNORED", 1)
    eve = make_member(site, "Eve")
    with site.writing() as session:
        session.execute(
            insert(Ignore), {"account_id": ada.account_id, "ignored_id": eve.account_id, "at": DURING}
        )
    with site.writing() as session:
        ignore(session, account_id=ada.account_id, ignored_id=eve.account_id, at=DURING)
    answer = press(signed_in(site, ada), "ignore", bob)
    assert answer.status_code == 409
    assert "the most" in answer.text
