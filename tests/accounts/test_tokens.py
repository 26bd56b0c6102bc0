"""Tokens for a member's programs: shown once, kept as a hash, and ended by a button, by their end, or with all sessions."""

import html
import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from pollsite.accounts.models import ApiToken
from pollsite.accounts.services import end_sessions
from pollsite.accounts.tokens import MAX_TOKENS, Bearer, find_bearer, make_token, tokens_of
from pollsite.accounts.types import Scope
from pollsite.clock import now
from pollsite.pages.leaving import leave
from tests.accounts.people import PASSWORD, Person, make_member, signed_in
from tests.browsing import Browser
from tests.fixtures.site import Site

FORM = {"name": "My  script", "scope": ["vote", "read:own"], "days": "30", "password": PASSWORD}
SHOWN = re.compile(r">(pollsite_[^<]+)<")


@pytest.fixture
def ada(site: Site) -> Person:
    """A member."""
    return make_member(site)


@pytest.fixture
def browser(site: Site, ada: Person) -> Browser:
    """Ada's."""
    return signed_in(site, ada)


def make(site: Site, person: Person, *scopes: Scope, days: int = 30) -> str:
    """A token of the person's, made at the services' door."""
    with site.writing() as session:
        return make_token(
            session, account_id=person.account_id, name="script", scopes=scopes, days=days, at=now()
        )


def bearer_of(site: Site, token: str, *, days_later: int = 0) -> Bearer | None:
    """Whom the token names, then."""
    with site.reading() as session:
        return find_bearer(session.connection(), token, at=now() + timedelta(days=days_later))


def test_a_token_is_shown_once_and_kept_as_a_hash(site: Site, ada: Person, browser: Browser) -> None:
    answer = browser.client.post("/account/tokens", data={**FORM, "csrf_token": browser.token})
    (token,) = SHOWN.findall(html.unescape(answer.text))
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert token not in browser.client.get("/account/tokens").text
    assert token.removeprefix("pollsite_") not in json.dumps(site.stored())
    bearer = bearer_of(site, token)
    assert bearer is not None
    assert (bearer.account_id, bearer.token_name) == (ada.account_id, "My script")
    assert bearer.scopes == {Scope.VOTE, Scope.READ_OWN}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"password": "another long password"}, "This is not your password"),
        ({"name": "  "}, "Give the token a name"),
        ({"name": "n" * 41}, "Give the token a name"),
        ({"scope": ["everything"]}, "Choose what the token may do"),
        ({"scope": ["vote", "everything"]}, "Choose what the token may do"),
        ({"days": "9999"}, "how long it lasts"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_made(
    site: Site, browser: Browser, wrong: dict[str, object], said: str
) -> None:
    answer = browser.client.post("/account/tokens", data={**FORM, **wrong, "csrf_token": browser.token})
    assert answer.status_code == 422
    assert said in answer.text
    assert site.stored()["api_tokens"] == []


def test_an_empty_form_says_what_each_field_needs_beside_it(site: Site, browser: Browser) -> None:
    page = browser.client.post("/account/tokens", data={"csrf_token": browser.token}).text
    for name in ("name", "scope", "days", "password"):
        assert f' aria-describedby="{name}-error"' in page
        assert f'id="{name}-error"' in page
    assert page.count('aria-invalid="true"') == 2  # a group of choices takes none
    good = browser.client.post(
        "/account/tokens", data={**FORM, "password": "", "csrf_token": browser.token}
    ).text
    assert good.count("aria-invalid") == 1
    assert "Type your password" in good


def test_no_more_than_so_many(site: Site, ada: Person, browser: Browser) -> None:
    for _ in range(MAX_TOKENS):
        make(site, ada, Scope.VOTE)
    answer = browser.client.post("/account/tokens", data={**FORM, "csrf_token": browser.token})
    assert answer.status_code == 409
    assert len(site.stored()["api_tokens"]) == MAX_TOKENS


def test_only_its_owner_revokes_a_token(site: Site, ada: Person, browser: Browser) -> None:
    token, somebody = make(site, ada, Scope.VOTE), signed_in(site, make_member(site, "Bob"))
    (line,) = tokens_listed(site, ada)
    revocation = f"/account/tokens/{line}/revocation"
    somebody.client.post(revocation, data={"csrf_token": somebody.token})
    assert bearer_of(site, token) is not None
    answer = browser.client.post(revocation, data={"csrf_token": browser.token})
    assert "revoked" in browser.client.get(answer.location).text
    assert bearer_of(site, token) is None


def tokens_listed(site: Site, person: Person) -> list[int]:
    """The numbers of the person's tokens that work."""
    with site.reading() as session:
        return [line.id for line in tokens_of(session, account_id=person.account_id, at=now())]


def test_a_token_opens_nothing_after_its_end(site: Site, ada: Person) -> None:
    token = make(site, ada, Scope.VOTE, days=30)
    assert bearer_of(site, token, days_later=29) is not None
    assert bearer_of(site, token, days_later=30) is None


def test_ending_all_sessions_ends_tokens(site: Site, ada: Person) -> None:
    token = make(site, ada, Scope.VOTE)
    with site.writing() as session:
        end_sessions(session, account_id=ada.account_id)
    assert bearer_of(site, token) is None
    assert tokens_listed(site, ada) == []


def test_tokens_leave_with_their_account(site: Site, ada: Person) -> None:
    token = make(site, ada, Scope.VOTE)
    with site.writing() as session:
        leave(session, account_id=ada.account_id, remove_words=False, at=now())
    assert bearer_of(site, token) is None
    with site.reading() as session:
        assert session.scalars(select(ApiToken)).all() == []


@pytest.mark.parametrize("token", ["", "pollsite_", "pollsite_" + "a" * 43, "x" * 9000, "pollsite_\ud800"])
def test_what_is_made_up_names_nobody(site: Site, ada: Person, token: str) -> None:
    make(site, ada, Scope.VOTE)
    assert bearer_of(site, token) is None


def test_my_data_tells_of_tokens_without_their_hash(site: Site, ada: Person, browser: Browser) -> None:
    make(site, ada, Scope.VOTE)
    data = browser.client.get("/account/data").get_json()
    (told,) = data["account"]["tokens"]
    assert (told["name"], told["may"]) == ("script", ["vote"])
    with site.reading() as session:
        assert session.scalars(select(ApiToken.digest)).one() not in json.dumps(data)
