"""Every door of the site: who may come in, that none opens without a token, and that looking changes nothing."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from pollsite.accounts.first_admin import first_admin_path
from pollsite.accounts.guarding import CLOSED
from pollsite.accounts.types import NoticeKind
from pollsite.accounts.unsubscribing import Subscription, unsubscribe_token
from pollsite.articles.models import Media
from pollsite.clock import now
from pollsite.moderation.deciding import decide
from pollsite.moderation.types import DecisionKind
from pollsite.moderation.verdicts import Verdict
from pollsite.polls.fragments import FRAGMENT_HEADER
from tests.accounts.people import Person, signed_in
from tests.architecture.doors import DOORS, MAKES_A_READER, MAKES_A_SESSION, SIGNED_ADDRESSES, Role
from tests.discussion.scene import Scene
from tests.fixtures.site import SECRET, Site
from tests.samples import DURING, SLUG

ASKED = {"live.state": "?articles=1", "live.stream": "?articles=1"}
FORM = {
    "option": "yes",
    "wording": "1",
    "intent": "",
    "body": "Words.",
    "name": "Jo Field",
    "kind": "good",
    "shown": "0",
    "poll": "single",
    "reason": "spam",
    "text": "It was about the essay.",
    "until": "2026-11-24T12:00:00Z",
}
OF_THE_AUTHOR = ("edit", "deletion", "stance")
BY_SCRIPT = {FRAGMENT_HEADER: "1"}
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


@pytest.fixture(autouse=True)
def author(site: Site) -> Person:
    """The member who wrote the first comment, and a second one that was removed."""
    scene = Scene(site)
    person = scene.member("Ada")
    scene.post("Ada")
    removal = Verdict(kind=DecisionKind.REMOVE, comment_id=scene.post("Ada"), rule=1)
    with site.writing() as session:
        decide(session, removal, at=now())
    return person


def rules(site: Site) -> list[Rule]:
    """The URL map."""
    return list(site.app.url_map.iter_rules())


def methods_of(rule: Rule) -> set[str]:
    """The methods a rule was written for; HEAD and OPTIONS come by themselves."""
    return (rule.methods or set()) - {"HEAD", "OPTIONS"}


def address_of(site: Site, rule: Rule, *, poll: str) -> str:
    """An address that exists, for the poll `poll` where one is asked for."""
    with site.reading() as session:
        digest = session.scalars(select(Media.digest)).first() or "0" * 20
    existing = {
        "poll_id": site.poll_id(poll),
        "slug": SLUG,
        "digest": digest,
        "name": "picture.svg",
        "act": "mark" if rule.endpoint == "comments.leave" else "peek",
        "account_id": 1,
        "article_id": 1,
        "comment_id": 1,
        "about_id": 2,
        "decision_id": 1,
        "bulk_id": 1,
        "webhook_id": 1,
        "word_id": 1,
        "case_id": 1,
        "flag_id": 1,
        "key": poll,
        "version": "0" * 20,
        "token_id": 1,
        "token": token_for(rule.endpoint),
    }
    unknown = rule.arguments - existing.keys()
    assert not unknown, f"say in address_of what {unknown} of {rule.endpoint} may be"
    with site.app.test_request_context():
        _, path = rule.build({name: existing[name] for name in rule.arguments}) or ("", "")
    return path + ASKED.get(rule.endpoint, "")


def token_for(endpoint: str) -> str:
    """A signed address that is good at this door, where tests can make one."""
    if endpoint == "first_admin.become":
        return first_admin_path(SECRET).rpartition("/")[2]
    return unsubscribe_token(SECRET, Subscription(1, DURING, NoticeKind.REPLY))


def ask(client: FlaskClient, method: str, address: str, **request: object) -> TestResponse:
    """Send the request and hang up, also on a stream."""
    answer = client.open(address, method=method, **request)  # a stream is not read to its end: it has none
    answer.close()
    return answer


def changes(site: Site) -> Iterator[tuple[str, str]]:
    """(method, address) of all that a form changes, for a poll that takes votes and one that is hidden.

    What a program's token opens is tried in tests/api/test_own.py.
    """
    for rule in rules(site):
        is_form_s = rule.endpoint not in SIGNED_ADDRESSES and DOORS[rule.endpoint][1] is not Role.TOKEN
        for method in methods_of(rule) - SAFE_METHODS if is_form_s else ():
            for poll in ("single", "after-vote"):
                yield method, address_of(site, rule, poll=poll)


def test_every_door_is_listed(site: Site) -> None:
    found = {rule.endpoint: " ".join(sorted(methods_of(rule))) for rule in rules(site)}
    assert found == {endpoint: methods for endpoint, (methods, _) in DOORS.items()}


def test_what_changes_something_is_not_public() -> None:
    public = {door for door, (methods, role) in DOORS.items() if methods != "GET" and role is Role.PUBLIC}
    assert public == SIGNED_ADDRESSES


def test_a_member_s_door_sends_everybody_else_to_sign_in(site: Site) -> None:
    reader, before = site.browser().touch(), site.stored()
    for rule in rules(site):
        methods, role = DOORS[rule.endpoint]
        for method in methods.split() if role is Role.MEMBER else ():
            address = address_of(site, rule, poll="single")
            answer = ask(reader.client, method, address, data={"csrf_token": reader.token})
            assert answer.status_code == 303, address
            assert answer.location.startswith("/account/sign-in?next=/"), address
    assert site.stored() == before


@pytest.mark.parametrize("token", [None, "", "made up", "of somebody else"])
@pytest.mark.parametrize("headers", [{}, BY_SCRIPT], ids=["form", "script"])
def test_no_door_opens_without_a_valid_token(site: Site, token: str | None, headers: dict[str, str]) -> None:
    reader, somebody = site.browser().touch(), site.browser().touch()
    sent = somebody.token if token == "of somebody else" else token
    form = FORM if sent is None else {**FORM, "csrf_token": sent}
    before = site.stored()
    for method, address in changes(site):
        answer = ask(reader.client, method, address, data=form, headers=headers)
        assert answer.status_code == 403, address
    assert site.stored() == before


def test_no_door_opens_without_a_cookie(site: Site) -> None:
    token = site.browser().touch().token
    before = site.stored()
    for method, address in changes(site):
        answer = ask(site.app.test_client(), method, address, data={**FORM, "csrf_token": token})
        assert answer.status_code == 403, address
    assert site.stored() == before


@pytest.mark.parametrize("sign", [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_no_door_opens_to_another_site(site: Site, sign: dict[str, str]) -> None:
    reader = site.browser().touch()
    before = site.stored()
    for method, address in changes(site):
        answer = ask(reader.client, method, address, data={**FORM, "csrf_token": reader.token}, headers=sign)
        assert answer.status_code == 403, address
        assert "Set-Cookie" not in answer.headers, address
    assert site.stored() == before


def test_every_door_opens_with_the_token(site: Site, author: Person) -> None:
    closed = [address_of(site, rule, poll="single") for rule in rules(site) if rule.endpoint in CLOSED]
    for method, address in sorted(changes(site), key=lambda change: "deletion" in change[1]):
        is_about_words = address.startswith("/comments/") and address.endswith(OF_THE_AUTHOR)
        is_author_s = is_about_words or address.startswith("/statements/")
        reader = signed_in(site, author) if is_author_s else site.browser().touch()
        answer = ask(reader.client, method, address, data={**FORM, "csrf_token": reader.token})
        expected = (404,) if address in closed else (200, 302, 303, 409)
        assert answer.status_code in expected, address


def test_a_vote_would_be_seen_in_what_is_stored(site: Site) -> None:
    before = site.stored()
    site.browser().touch().vote("single", "yes")
    assert site.stored() != before


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("headers", [{}, BY_SCRIPT], ids=["browser", "script"])
def test_a_look_changes_nothing(site: Site, method: str, headers: dict[str, str]) -> None:
    voter, newcomer = site.browser().touch(), site.browser()
    voter.vote("after-vote", "yes")
    before = site.stored()
    for rule in rules(site):
        address = address_of(site, rule, poll="after-vote")
        for client in (voter.client, newcomer.client):
            assert ask(client, method, address, headers=headers).status_code < 500, address
    assert site.stored() == before


def test_a_look_sets_no_cookie(site: Site) -> None:
    for rule in rules(site):
        signs_a_form = rule.endpoint in MAKES_A_READER or rule.endpoint.startswith(MAKES_A_SESSION)
        if "GET" in methods_of(rule) and not signs_a_form:
            answer = ask(site.app.test_client(), "GET", address_of(site, rule, poll="single"))
            assert "Set-Cookie" not in answer.headers, rule.endpoint
