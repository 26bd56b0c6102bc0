"""A new password by mail: for who opens the letter, and nobody is told whether there was one."""

from datetime import timedelta

import pytest
import time_machine

from pollsite.mail import Postman
from tests.accounts.entering import (
    errors_in,
    is_signed_in,
    letters,
    link_in,
    sign_in_at_the_door,
    told_in,
    visitor,
)
from tests.accounts.people import PASSWORD, Person, account_of, make_member, signed_in
from tests.fixtures.site import Site
from tests.samples import DURING

NEW = "another long password"


@pytest.fixture
def ada(site: Site) -> Person:
    """A member who has forgotten her password."""
    return make_member(site, "Ada")


def link_to(site: Site, person: Person) -> str:
    """Ask for a letter; the link in it."""
    visitor(site).send("/account/recover", email=person.email)
    return link_in(letters(site)[-1])


def test_a_letter_sets_a_new_password_and_ends_every_session(site: Site, ada: Person) -> None:
    phone, guest = signed_in(site, ada), visitor(site)
    link = link_to(site, ada)
    assert guest.send(link, password=NEW).location == "/account/sign-in"
    assert told_in(guest.open("/account/sign-in")) == ["Your new password is set. Sign in with it."]
    assert not is_signed_in(phone.client)
    assert sign_in_at_the_door(guest, ada, password=NEW).status_code == 302
    assert errors_in(sign_in_at_the_door(visitor(site), ada, password=PASSWORD))
    assert letters(site)[-1]["Subject"] == "pollsite: Your password has been reset"


def test_a_link_works_once(site: Site, ada: Person) -> None:
    link = link_to(site, ada)
    visitor(site).send(link, password=NEW)
    assert visitor(site).open(link).location == "/account/recover"


def test_a_link_works_for_a_day(site: Site, ada: Person) -> None:
    with time_machine.travel(DURING, tick=True):
        link = link_to(site, ada)
    with time_machine.travel(DURING + timedelta(days=1, seconds=5), tick=True):
        assert visitor(site).open(link).location == "/account/recover"


@pytest.mark.parametrize("password", ["short", "password123", ""])
def test_a_weak_password_is_refused_and_the_link_still_works(site: Site, ada: Person, password: str) -> None:
    link, guest = link_to(site, ada), visitor(site)
    assert errors_in(guest.send(link, password=password))
    assert guest.send(link, password=NEW).location == "/account/sign-in"


def test_nobody_learns_who_has_an_account(site: Site, ada: Person) -> None:
    pages = []
    for mail in (ada.email, "nobody@example.org"):
        page = visitor(site).send("/account/recover", email=mail)
        pages.append("".join(told_in(page) + errors_in(page)).replace(mail, "…"))
    assert pages[0] == pages[1] != ""
    assert [letter["To"] for letter in letters(site)] == [ada.email]


def test_a_known_address_costs_as_much_as_an_unknown_one(
    site: Site, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    monkeypatch.setattr("pollsite.accounts.forms.hash_password", hashed.append)
    monkeypatch.setattr("flask_security.views.hash_password", hashed.append)
    for mail in (ada.email, "nobody@example.org"):
        visitor(site).send("/account/recover", email=mail)
    assert len(hashed) == 2


def test_a_letter_to_nobody_is_written_like_any_other(
    site: Site, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    monkeypatch.setattr(
        Postman,
        "_written",
        lambda self, letter, at, write=Postman._written: written.append(letter.to) or write(self, letter, at),
    )
    for page in ("recover", "confirm"):
        visitor(site).send(f"/account/{page}", email="nobody@example.org")
        visitor(site).send(f"/account/{page}", email="a\nBcc: b@example.org")
    assert written[::2] == ["nobody@example.org"] * 2
    assert [file.name for file in (site.folder / "outbox").iterdir()] == []


def test_who_never_confirmed_recovers_by_the_letter_and_is_confirmed(site: Site) -> None:
    bob = make_member(site, "Bob", confirmed=False)
    visitor(site).send(link_to(site, bob), password=NEW)
    assert account_of(site, bob).confirmed_at is not None
    assert sign_in_at_the_door(visitor(site), bob, password=NEW).status_code == 302


def test_letters_to_one_address_are_limited(site: Site, ada: Person) -> None:
    answers = [visitor(site).send("/account/recover", email=ada.email) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert len(letters(site)) == 5
    assert "Look for them" in errors_in(answers[-1])[0]
