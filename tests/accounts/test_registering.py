"""Making an account: a mail address, a name, a password, and a letter that confirms it."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from pollsite.accounts.datastore import Accounts
from pollsite.accounts.models import Account
from tests.accounts.entering import (
    Visitor,
    errors_in,
    is_signed_in,
    letters,
    link_in,
    text_of,
    told_in,
    visitor,
)
from tests.accounts.people import PASSWORD, Person, account_of, make_member
from tests.fixtures.site import Site
from tests.samples import DURING

ADA = {"email": "ada@example.org", "name": "Ada", "password": PASSWORD}


def register(who: Visitor, **typed: str) -> list[str]:
    """Fill the form in; the errors it is shown again with, [] when a letter is on its way."""
    answer = who.send("/account/register", **{**ADA, **typed})
    if answer.status_code == 302:
        assert answer.location == "/account/letter-sent"
        return []
    return errors_in(answer)


def stored(site: Site) -> list[Account]:
    """Every account."""
    with site.reading() as session:
        return list(session.scalars(select(Account)))


def test_registering_confirming_and_signing_in(site: Site) -> None:
    ada = visitor(site)
    assert register(ada) == []
    waiting = ada.open("/account/letter-sent")
    assert told_in(waiting) == [
        "An email is on its way to ada@example.org. Open the link in it, and your account is ready."
    ]
    assert (
        "No mail server is set up here: the email is a file in outbox/ in the instance folder."
        in waiting.text
    )
    (letter,) = letters(site)
    assert letter["To"] == "ada@example.org"
    link = link_in(letter)
    assert ada.open(link).status_code == 200
    assert stored(site)[0].confirmed_at is None, "opening a link changes nothing"
    answer = ada.send(link)
    assert answer.location == "/account/sign-in"
    assert told_in(ada.open("/account/sign-in")) == [
        "Your mail address is confirmed. Sign in, and you are there."
    ]
    assert ada.send("/account/sign-in", email="Ada@Example.org", password=PASSWORD).location == "/"
    assert is_signed_in(ada.client)
    (account,) = stored(site)
    assert (account.email, account.name, account.role) == ("ada@example.org", "Ada", "member")
    assert account.password.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_without_confirmation_the_account_stays_closed(site: Site) -> None:
    ada = visitor(site)
    register(ada)
    refused = ada.send("/account/sign-in", email="ada@example.org", password=PASSWORD)
    assert errors_in(refused) == [
        "This mail address is not confirmed yet. Open the link in the email we sent, or have a new one sent."
    ]
    wrong = ada.send("/account/sign-in", email="ada@example.org", password="some other password")
    assert errors_in(wrong) == ["This mail address and this password do not match. Try again."]
    assert not is_signed_in(ada.client)


def test_letter_is_sent_again(site: Site) -> None:
    ada = visitor(site)
    register(ada)
    ada.send("/account/confirm", email="ada@example.org")
    _, second = letters(site)
    assert ada.send(link_in(second)).location == "/account/sign-in"
    assert stored(site)[0].confirmed_at is not None


def test_who_waits_is_told_to_look_among_spam(site: Site) -> None:
    page = visitor(site).open("/account/letter-sent").text
    assert "spam folder" in page
    assert "letter" not in re.sub(r'"[^"]*"', "", page)


def test_link_is_valid_for_two_days(site: Site) -> None:
    ada = visitor(site)
    with time_machine.travel(DURING, tick=True):
        register(ada)
    with time_machine.travel(DURING + timedelta(days=2, seconds=5), tick=True):
        assert ada.open(link_in(letters(site)[0])).location == "/account/confirm"
        assert errors_in(ada.open("/account/confirm")) == [
            "This link was valid for 2 days. Have a new email sent."
        ]
    assert stored(site)[0].confirmed_at is None


@pytest.mark.parametrize("garbage", ["garbage", "a.b.c"])
def test_a_link_that_is_none_is_told_at_once(site: Site, garbage: str) -> None:
    ada = visitor(site)
    assert ada.open(f"/account/confirm/{garbage}").location == "/account/confirm"
    (sentence,) = errors_in(ada.open("/account/confirm"))
    assert sentence.startswith("This link is incomplete or no longer valid.")
    assert ada.open(f"/account/mail-address/{garbage}").location == "/account/mail-address"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": ""}, "Type your mail address."),
        ({"email": "ada"}, "This mail address is incomplete. One looks like name@example.org."),
        ({"email": "ada@example.org\r\nBcc: b@example.org"}, "This mail address is incomplete."),
        ({"email": "a" * 255 + "@example.org"}, "This mail address is incomplete."),
        ({"password": "short"}, "Take at least 10 characters"),
        ({"password": ""}, "Type a password."),
        ({"password": "password123"}, "This is one of the first that anybody would try."),
        ({"password": "ada@example.org"}, "This is your name or mail address"),
        ({"name": ""}, "Choose the name that stands beside your comments."),
        ({"name": "x" * 41}, "A name has"),
    ],
)
def test_what_will_not_do_is_said_and_the_rest_stays(
    site: Site, typed: dict[str, str], sentence: str
) -> None:
    ada = visitor(site)
    answer = ada.send("/account/register", **{**ADA, **typed})
    assert sentence in " ".join(errors_in(answer)) or typed.get("name") == "x" * 41
    assert errors_in(answer)
    assert PASSWORD not in answer.text, "a password is not sent back"
    if "name" not in typed:
        assert 'value="Ada"' in answer.text
    assert stored(site) == []


def test_names_that_look_alike_are_one(site: Site) -> None:
    make_member(site, "Ada")
    (sentence,) = register(visitor(site), email="b@example.org", name="A.D. À")
    assert sentence.startswith("Somebody here has this name already")


def test_nobody_learns_that_a_mail_address_is_known(site: Site) -> None:
    known = make_member(site, "Ada", email="ada@example.org")
    pages = []
    for mail, name in (("ada@example.org", "Grace"), ("new@example.org", "Lovelace")):
        guest = visitor(site)
        assert register(guest, email=mail, name=name) == []
        pages.append(guest.open("/account/letter-sent").text.replace(mail, "…"))
    assert pages[0] == pages[1]
    assert account_of(site, known).name == "Ada"
    to_the_known = letters(site)[0]
    assert "There is one already." in text_of(to_the_known)
    assert "Confirm your mail address" in to_the_known["Subject"]


def test_who_registers_last_is_who_is_confirmed(site: Site) -> None:
    thief, ada = visitor(site), visitor(site)
    register(thief, name="Mallory", password="the password of a thief")
    before = stored(site)[0]
    assert register(ada) == []
    first, second = letters(site)
    assert "There is one already" not in text_of(second)
    assert (
        thief.client.post(link_in(first), data={"csrf_token": thief.token()}).location == "/account/confirm"
    )
    (after,) = stored(site)
    assert after.confirmed_at is None
    assert (after.name, before.name) == ("Ada", "Mallory")
    assert not {after.id, after.fs_uniquifier, after.password} & {
        before.id,
        before.fs_uniquifier,
        before.password,
    }
    assert ada.send(link_in(second)).location == "/account/sign-in"
    thief.send("/account/sign-in", email="ada@example.org", password="the password of a thief")
    assert not is_signed_in(thief.client)
    ada.send("/account/sign-in", email="ada@example.org", password=PASSWORD)
    assert is_signed_in(ada.client)


def test_who_registers_again_keeps_the_name(site: Site) -> None:
    ada = visitor(site)
    assert [register(ada), register(ada, password="another long password")] == [[], []]
    assert [account.name for account in stored(site)] == ["Ada"]


def test_registering_at_once_is_answered_like_registering(site: Site) -> None:
    guests = [visitor(site) for _ in range(5)]
    forms = [{**ADA, "csrf_token": guest.token()} for guest in guests]
    start, answers = threading.Barrier(5), []

    def send(guest: Visitor, form: dict[str, str]) -> None:
        start.wait()
        answers.append(guest.client.post("/account/register", data=form).location)

    threads = [threading.Thread(target=send, args=pair) for pair in zip(guests, forms, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["/account/letter-sent"] * 5
    assert len(stored(site)) == 1


def test_an_address_taken_meanwhile_is_answered_like_a_free_one(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_member(site, "Bea", email="ada@example.org")
    monkeypatch.setattr(Accounts, "find_user", lambda *_, **__: None)
    assert register(visitor(site)) == []
    assert letters(site) == []


def test_confirmation_letter_tells_nobody_who_has_an_account(site: Site) -> None:
    make_member(site, "Ada", email="ada@example.org")
    make_member(site, "Bob", email="bob@example.org", confirmed=False)
    pages = []
    for mail in ("ada@example.org", "bob@example.org", "nobody@example.org"):
        page = visitor(site).send("/account/confirm", email=mail)
        pages.append("".join(told_in(page) + errors_in(page)).replace(mail, "…"))
    assert len(set(pages)) == 1
    assert [letter["To"] for letter in letters(site)] == ["bob@example.org"]


def test_name_and_address_that_nobody_confirmed_are_let_go_of_after_a_week(site: Site) -> None:
    make_member(site, "Ada", email="ada@example.org", confirmed=False, at=DURING)
    with time_machine.travel(DURING + timedelta(days=6), tick=True):
        assert register(visitor(site), email="new@example.org") != []
    with time_machine.travel(DURING + timedelta(days=8), tick=True):
        assert register(visitor(site)) == []
    assert len(stored(site)) == 1


def test_many_accounts_from_one_address_are_limited(site: Site) -> None:
    guest = visitor(site)
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    answers = []
    for number in range(62):
        form = {**ADA, "email": f"a{number}@example.org", "password": "short", "csrf_token": guest.token()}
        answers.append(guest.client.post("/account/register", data=form, environ_base=elsewhere))
    assert [answer.status_code for answer in answers] == [200] * 60 + [429] * 2
    assert "try again in" in errors_in(answers[-1])[0]
    assert 'value="a61@example.org"' in answers[-1].text
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_a_tab_whose_token_is_stale_is_one_step_from_done(site: Site) -> None:
    ada = visitor(site)
    answer = ada.client.post("/account/register", data={**ADA, "csrf_token": "stale"})
    assert answer.status_code == 403
    assert errors_in(answer) == ["This form had expired, so nothing was done yet. Please send it again."]
    assert 'value="ada@example.org"' in answer.text
    assert stored(site) == []
    ada.page = answer
    from_page = {**ADA, "csrf_token": answer.text.partition('name="csrf_token" value="')[2].partition('"')[0]}
    assert ada.client.post("/account/register", data=from_page).location == "/account/letter-sent"


def test_json_is_no_way_around_the_limits(site: Site) -> None:
    guest = visitor(site)
    headers = {"X-CSRFToken": guest.token()}
    answer = guest.client.post("/account/sign-in", json={"email": "a@example.org"}, headers=headers)
    assert answer.status_code == 415


@pytest.mark.usefixtures("site")
def test_public_address_stands_in_letters(make_site: Callable[..., Site]) -> None:
    site = make_site(address="https://polls.example.org")
    register(visitor(site))
    assert "\nhttps://polls.example.org/account/confirm/" in text_of(letters(site)[0])


def test_a_person_is_what_was_registered(site: Site) -> None:
    assert isinstance(make_member(site), Person)
