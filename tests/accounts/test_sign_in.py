"""Signing in and out: one sentence for every refusal, limits on guessing, a session that begins anew."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from tests.accounts.entering import (
    Visitor,
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
from tests.samples import DURING, SLUG

WRONG = "This mail address and this password do not match. Try again."
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture
def ada(site: Site) -> Person:
    """A member."""
    return make_member(site, "Ada")


def guess(who: Visitor, mail: str, password: str = "not the password") -> int:
    """Send the form for signing in from somewhere; the answer's status."""
    form = {"email": mail, "password": password, "csrf_token": who.token()}
    return who.client.post("/account/sign-in", data=form, environ_base=ELSEWHERE).status_code


def test_signing_in_leads_on_and_out_again(site: Site, ada: Person) -> None:
    guest = visitor(site)
    answer = sign_in_at_the_door(guest, ada, next_page=f"/articles/{SLUG}%23comment-1")
    assert answer.location == f"/articles/{SLUG}#comment-1"
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert "Expires" in answer.headers["Set-Cookie"]
    assert "Ada</bdi>" in guest.open("/account/sessions").text
    assert guest.send("/account/sign-out", "/account/sessions").location == "/"
    assert guest.client.get_cookie("pollsite") is None
    assert not is_signed_in(guest.client)


@pytest.mark.parametrize(
    ("mail", "password"),
    [
        ("ada@example.org", "not the password"),
        ("nobody@example.org", PASSWORD),
        ("nobody@example.org", "not the password"),
    ],
)
def test_what_was_wrong_is_not_told(site: Site, ada: Person, mail: str, password: str) -> None:
    answer = visitor(site).send("/account/sign-in", email=mail, password=password)
    assert errors_in(answer) == [WRONG]
    assert f'value="{mail}"' in answer.text
    assert password not in answer.text


def test_an_unknown_address_costs_a_hash_as_well(
    site: Site, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    monkeypatch.setattr("flask_security.forms.hash_password", lambda word: hashed.append(word) or "")
    visitor(site).send("/account/sign-in", email="nobody@example.org", password="some password")
    assert hashed == ["some password"]


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%09/evil.example",
        "/%2Fevil.example",
        "/%5cevil.example",
        "%2F%2Fevil.example",
        "/%252Fevil.example",
        " //evil.example",
        "javascript:alert(1)",
        "evil.example",
    ],
)
def test_signing_in_leads_nowhere_else(site: Site, ada: Person, elsewhere: str) -> None:
    guest = visitor(site)
    opened = guest.client.get("/account/sign-in", query_string={"next": elsewhere})
    assert (opened.status_code, opened.location) == (303, "/account/sign-in")
    form = {"email": ada.email, "password": PASSWORD, "next": elsewhere, "csrf_token": guest.token()}
    assert guest.client.post("/account/sign-in", data=form).status_code == 400
    assert not is_signed_in(guest.client)


def test_guesses_at_one_account_are_limited_wherever_they_come_from(site: Site, ada: Person) -> None:
    answers = [guess(visitor(site), "ADA@example.org") for _ in range(11)]
    assert answers == [200] * 10 + [429]
    refused = visitor(site).send("/account/sign-in", email=ada.email, password=PASSWORD)
    assert refused.status_code == 429
    assert "Have a new password sent by mail, or wait: try again in" in errors_in(refused)[0]
    assert guess(visitor(site), "bob@example.org") == 200


def test_the_limit_ends(site: Site, ada: Person) -> None:
    with time_machine.travel(DURING, tick=False) as clock:
        for _ in range(11):
            guess(visitor(site), ada.email)
        clock.shift(timedelta(minutes=15, seconds=1))
        assert sign_in_at_the_door(visitor(site), ada).status_code == 302


def test_guesses_from_one_address_are_limited_whomever_they_are_for(site: Site) -> None:
    guest = visitor(site)
    answers = [guess(guest, f"a{number}@example.org", "") for number in range(101)]
    assert answers == [200] * 100 + [429]


def test_the_session_of_before_is_worth_nothing_after(site: Site, ada: Person) -> None:
    planted = visitor(site)
    token = planted.token()
    cookie = planted.client.get_cookie("pollsite")
    assert cookie
    assert sign_in_at_the_door(planted, ada).status_code == 302
    with planted.client.session_transaction() as session:
        assert set(session) == {"_user_id", "_fresh", "fs_paa", "_permanent", "sid"}
    stale = planted.client.post("/account/sign-out", data={"csrf_token": token})
    assert stale.status_code == 403, "a token from before does not sign what is done after"
    thief = visitor(site)
    thief.client.set_cookie("pollsite", cookie.value)
    assert not is_signed_in(thief.client)


def test_ending_sessions_puts_every_other_device_out_at_once(site: Site, ada: Person) -> None:
    phone, desk = signed_in(site, ada), signed_in(site, ada)
    phone.vote("single", "yes")
    with phone.client.session_transaction() as session:
        assert "reader" not in session
    here = Visitor(desk.client)
    assert here.send("/account/sessions").status_code == 303
    assert told_in(here.open("/account/sessions")) == ["Every other device is signed out."]
    assert not is_signed_in(phone.client)
    assert "Withdraw" not in phone.read().text, "nor is it the account's reader any more"
    assert is_signed_in(desk.client)
    assert account_of(site, ada).fs_uniquifier != ada.uniquifier


def test_changing_the_password_puts_every_other_device_out(site: Site, ada: Person) -> None:
    phone, desk = signed_in(site, ada), Visitor(signed_in(site, ada).client)
    wrong = desk.send("/account/password", password="not the password", new_password="another long one")
    assert errors_in(wrong) == ["This is not your current password. Try again."]
    weak = desk.send("/account/password", password=PASSWORD, new_password="password123")
    assert errors_in(weak) == [
        "This is one of the first that anybody would try. Take a few words in a row that only you would."
    ]
    assert desk.send("/account/password", password=PASSWORD, new_password="another long one").location
    assert is_signed_in(desk.client)
    assert not is_signed_in(phone.client)
    assert sign_in_at_the_door(visitor(site), ada, password="another long one").status_code == 302
    (letter,) = letters(site)
    assert letter["Subject"] == "pollsite: Your password has been changed"


def test_changing_the_mail_address_takes_a_letter_and_a_button(site: Site, ada: Person) -> None:
    here = Visitor(signed_in(site, ada).client)
    with here.client.session_transaction() as session:
        session["fs_paa"] = 0
    asked = here.open("/account/mail-address")
    assert asked.location == "/account/verify?next=/account/mail-address"
    assert here.send("/account/verify", asked.location, password=PASSWORD).location == "/account/mail-address"
    here.send("/account/mail-address", email="Lovelace@example.org")
    (letter,) = letters(site)
    assert letter["To"] == "lovelace@example.org"
    link = link_in(letter)
    here.open(link)
    assert account_of(site, ada).email == "ada@example.org", "opening a link changes nothing"
    assert here.send(link).location == "/account/mail-address"
    assert account_of(site, ada).email == "lovelace@example.org"
    assert letters(site)[1]["To"] == "ada@example.org"


def test_an_old_address_opens_nothing_any_more(site: Site, ada: Person) -> None:
    phone, here = signed_in(site, ada), Visitor(signed_in(site, ada).client)
    visitor(site).send("/account/recover", email=ada.email)
    reset = link_in(letters(site)[0])
    freshly(here)
    here.send("/account/mail-address", email="lovelace@example.org")
    here.send(link_in(letters(site)[-1]))
    assert is_signed_in(here.client)
    assert not is_signed_in(phone.client)
    assert visitor(site).open(reset).location == "/account/recover"


def test_letters_to_many_addresses_are_limited_by_who_asks(site: Site, ada: Person) -> None:
    here = Visitor(signed_in(site, ada).client)
    freshly(here)
    answers = [here.send("/account/mail-address", email=f"a{n}@example.org").status_code for n in range(6)]
    assert answers == [200] * 5 + [429]


@pytest.mark.parametrize("page", ["verify", "password"])
def test_guesses_are_counted_by_account_however_its_session_is_named(
    site: Site, ada: Person, page: str
) -> None:
    here = Visitor(signed_in(site, ada).client)
    answers = []
    for _ in range(6):
        here.send("/account/sessions")
        answers.append(here.send(f"/account/{page}", password="a guess", new_password=PASSWORD).status_code)
        answers.append(here.send("/account/deletion", password="a guess").status_code)
    assert answers == [200, 422] * 5 + [429] * 2


@pytest.mark.parametrize("page", ["sign-in", "register", "verify", "password", "deletion"])
@pytest.mark.parametrize("password", ["x" * 5000, "\ufdfa" * 400, "x" * 501])
def test_an_endless_password_is_refused_in_a_sentence(
    site: Site, ada: Person, page: str, password: str
) -> None:
    here = visitor(site) if page in ("sign-in", "register") else Visitor(signed_in(site, ada).client)
    typed = {"email": ada.email, "password": password, "new_password": password, "name": "Bea"}
    answer = here.client.post(f"/account/{page}", data={**typed, "csrf_token": here.token()})
    assert answer.status_code == 422
    assert errors_in(answer)[0] in (
        "A password has at most 500 characters.",
        "This is not your password. Type it again; nothing was deleted.",
    )


def test_many_ways_of_typing_an_address_share_a_limit(site: Site, ada: Person) -> None:
    typed = ["ada@ｅxample.org", "ADA@Example.ORG", " ada@example.org", "ada@exampl\uff45.org"]
    answers = [guess(visitor(site), typed[number % 4]) for number in range(11)]
    assert answers == [200] * 10 + [429]


@pytest.mark.parametrize("page", ["", "/sign-in", "/register", "/recover", "/password", "/codes", "/nowhere"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nothing_on_the_way_keeps_a_page_of_the_account(
    site: Site, ada: Person, page: str, method: str
) -> None:
    for client in (site.app.test_client(), signed_in(site, ada).client):
        answer = client.open(f"/account{page}", method=method)
        assert answer.headers.getlist("Cache-Control") == ["private, no-store"], answer.status
        assert "Cookie" in answer.headers["Vary"]


def test_a_form_for_codes_without_a_token_signs_nobody_out(site: Site, ada: Person) -> None:
    here = signed_in(site, ada)
    assert here.client.post("/account/code", data={"code": "123456"}).location == "/account"
    assert is_signed_in(here.client)


def freshly(here: Visitor) -> None:
    """Show once more who it is."""
    here.send("/account/verify", password=PASSWORD)


def test_a_taken_mail_address_is_answered_alike(site: Site, ada: Person) -> None:
    make_member(site, "Bob")
    here = Visitor(signed_in(site, ada).client)
    with here.client.session_transaction() as session:
        session["fs_paa"] = 4_000_000_000
    here.send("/account/verify", "/account/verify", password=PASSWORD)
    answers = [
        told_in(here.send("/account/mail-address", email=mail))
        for mail in ("bob@example.org", "c@example.org")
    ]
    assert answers[0][0].replace("bob@", "c@") == answers[1][0]
    assert [letter["To"] for letter in letters(site)] == ["c@example.org"]


def test_header_says_who_is_in(site: Site, ada: Person) -> None:
    assert 'href="/account/sign-in?next=/"' in site.browser().client.get("/").text
    assert "<bdi>Ada</bdi>" in signed_in(site, ada).client.get("/account/sessions").text


def test_cookie_is_secure_under_https(make_site: Callable[..., Site]) -> None:
    site = make_site(https=True)
    client = site.app.test_client()
    answer = client.get("/account/sign-in", base_url="https://localhost")
    assert answer.headers["Set-Cookie"].startswith("__Host-pollsite=")
    assert "Secure" in answer.headers["Set-Cookie"]
