"""Every door, to every role, with hostile values in everything it may be sent: no accident, and no value becomes markup."""

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from pollsite.web.addresses import is_local
from tests.abuse.payloads import CONTROLS, ELSEWHERE, MARK, NESTED, NO_ADDRESSES, VALUES
from tests.accounts.people import Person, account_of, signed_in
from tests.architecture.test_routes import FORM, address_of, methods_of, rules
from tests.architecture.tree import ROOT
from tests.browsing import FRAGMENT, Browser
from tests.fixtures.site import Site
from tests.samples import SLUG

SEED = 5
HERE = "http://localhost"
EACH = 2
"""So many requests for each door, method and role, each with values drawn anew."""
ASKED_FOR = re.compile(r'(?:form|args|sent)\.get(?:list)?\(\s*"([a-z_]+)"|\bname="([a-z_]+)"')
MOST_SENT = 60_000
READ_AFTERWARDS = (
    "/",
    f"/articles/{SLUG}",
    f"/articles/{SLUG}/discussion?sort=newest",
    f"/articles/{SLUG}/discussion.atom",
    f"/articles/{SLUG}/comments/1",
    "/account",
    "/account/inbox",
    "/reports",
    "/rules",
    "/openness",
    "/openness/log",
    "/moderation",
    "/moderation/log",
    "/moderation/words",
    "/moderation/articles",
    "/moderation/cases/1",
    "/members/1",
    "/members/2",
)
LEAD_ON = ("next", "back", "go_on_to", "return", "return_to", "url", "redirect", "target")


class Reading(HTMLParser):
    """Finds elements and attributes that a value has become."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what is ours, and addresses that run."""
        for name, value in attrs:
            runs = name in ("href", "src", "action") and (value or "").strip().lower().startswith(
                ("javascript:", "data:text", "vbscript:")
            )
            if MARK in name or runs:
                self.found.append(f"<{tag} {name}={value}>")
        if MARK in tag:
            self.found.append(f"<{tag}>")


def names() -> list[str]:
    """Everything that some form or address of the site may say, and a few that no form says."""
    files = [*(ROOT / "pollsite").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]
    said = {name for file in files for pair in ASKED_FOR.findall(file.read_text()) for name in pair if name}
    return sorted((said | {*FORM, "role", "id", "account_id", "is_admin", "_method"}) - {"csrf_token"})


def hostile_form(chance: random.Random, known: list[str]) -> dict[str, Any]:
    """All names with values drawn, or a form as it should be with one of them hostile, or said twice."""
    if chance.random() < 0.5:
        form: dict[str, Any] = {name: chance.choice(VALUES) for name in known}
        while sum(len(quote(value, errors="replace")) for value in form.values()) > MOST_SENT:
            form[max(form, key=lambda name: len(form[name]))] = ""
        return form
    name = chance.choice([*FORM, *known])
    value = chance.choice(VALUES)
    return {**FORM, name: [FORM.get(name, ""), value] if chance.random() < 0.3 else value}


def encoded(form: dict[str, Any]) -> dict[str, Any]:
    """What a client can send: lone surrogates as bytes that are no UTF-8."""
    return {
        name: [part.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for part in values]
        for name, values in (
            (name, value if isinstance(value, list) else [value]) for name, value in form.items()
        )
    }


def everything(site: Site) -> Iterator[tuple[Rule, str]]:
    """Every door with each of its methods; last the one that signs everybody out, whatever it is sent."""
    for rule in sorted(rules(site), key=lambda rule: (rule.endpoint == "entering.sessions", rule.endpoint)):
        yield from ((rule, method) for method in sorted(methods_of(rule)))


def odd_address(site: Site, rule: Rule, chance: random.Random) -> str:
    """The door's address, at times with hostile values in its place of names and numbers."""
    address = address_of(site, rule, poll="single")
    parts = urlsplit(address).path.split("/")
    if rule.arguments and chance.random() < 0.4:
        value = quote(chance.choice(VALUES)[:500], safe="", errors="replace")
        parts[chance.randrange(2, len(parts)) if len(parts) > 2 else 1] = value
    return "/".join(parts)


def send(
    who: Browser, rule: Rule, method: str, address: str, form: dict[str, Any], chance: random.Random
) -> TestResponse:
    """One request; a stream is hung up on."""
    headers = dict(FRAGMENT) if chance.random() < 0.3 else {}
    headers |= (
        {"X-Original-URL": "/moderation", "X-HTTP-Method-Override": "DELETE"} if chance.random() < 0.2 else {}
    )
    asked = {"articles": "1"} if rule.endpoint.startswith("live.") else encoded(form)
    sent = (
        {"data": {**encoded(form), "csrf_token": who.token}} if method == "POST" else {"query_string": asked}
    )
    answer = who.client.open(address, method=method, headers=headers, **sent)
    if rule.endpoint == "live.stream":
        answer.close()
    return answer


def faults_of(answer: TestResponse, *, streams: bool = False) -> list[str]:
    """What is wrong with an answer, whatever it was that was sent."""
    wrong = [answer.status] if answer.status_code >= 500 and answer.status_code not in (501, 503) else []
    if answer.mimetype == "text/html" and not streams:
        page = Reading()
        page.feed(answer.text)
        wrong += page.found
    location = answer.headers.get("Location", "/")
    if not location.startswith(("/", "http://localhost/")) or not is_local(location.removeprefix(HERE)):
        wrong.append(f"leads to {location}")
    wrong += [f"{name}: {value}" for name, value in answer.headers if is_said_by_the_sender(name, value)]
    policy = answer.headers.get("Content-Security-Policy", "")
    if answer.headers.get("X-Content-Type-Options") != "nosniff" or "frame-ancestors" not in policy:
        wrong.append("no policy")
    return wrong


def is_said_by_the_sender(name: str, value: str) -> bool:
    """Whether a header is one that a value has become."""
    return MARK in name.lower() or (name == "Set-Cookie" and value.startswith(MARK))


def test_no_value_breaks_a_door_or_becomes_markup(site: Site, people: list[Person]) -> None:
    chance, known, wrong = random.Random(SEED), names(), []
    for rule, method in everything(site):
        readers = [site.browser().touch(), *(signed_in(site, person) for person in people)]
        for who in readers:
            for _ in range(EACH):
                address, form = odd_address(site, rule, chance), hostile_form(chance, known)
                answer = send(who, rule, method, address, form, chance)
                found = faults_of(answer, streams=rule.endpoint == "live.stream")
                wrong += [(rule.endpoint, method, address[:80], fault) for fault in found]
            if rule.endpoint == "words.show":
                assert readers[-1].client.get("/moderation").status_code == 200, "the roles were kept so far"
    assert wrong == []
    assert site.mismatches() == ()
    assert_harmless_to_read(site, people)


def assert_harmless_to_read(site: Site, people: list[Person]) -> None:
    """What was stored of it is text in every page that shows it."""
    for person in people:
        client = signed_in(site, replace(person, uniquifier=account_of(site, person).fs_uniquifier)).client
        for address in READ_AFTERWARDS:
            answer = client.get(address)
            assert faults_of(answer) == [], address
            assert f"<{MARK}" not in answer.text, address


def test_the_sign_that_no_text_can_hold_is_in_none(site: Site, people: list[Person]) -> None:
    """PostgreSQL refuses U+0000 in a text."""
    fields = {name: f"{value}\0" for name, value in FORM.items()}
    for rule, method in everything(site):
        address = address_of(site, rule, poll="single").split("?")[0]
        who = signed_in(site, people[0] if "comment" in rule.endpoint else people[-1])
        sent = {"data": {**fields, "csrf_token": who.token}} if method == "POST" else {}
        asked = {"articles": "1"} if rule.endpoint.startswith("live.") else fields
        answer = who.client.open(address, method=method, query_string=asked, **sent)
        answer.close()
        assert answer.status_code < 500, rule.endpoint
        if rule.arguments:
            parts = address.split("/")
            parts[2] += "%00"
            assert who.client.open("/".join(parts), method=method).status_code in (404, 405), rule.endpoint


@pytest.mark.usefixtures("people")
def test_no_door_leads_away_from_the_site(site: Site) -> None:
    chance = random.Random(SEED)
    reader = site.browser().touch()
    for rule, method in everything(site):
        if rule.endpoint.startswith("live."):
            continue
        address = address_of(site, rule, poll="single")
        assert_takes_no_json(reader, rule, method, address)
        assert_takes_no_controls(reader, rule, method, address)
        for elsewhere in [
            chance.choice(NO_ADDRESSES),
            *chance.sample(ELSEWHERE, 4 if method == "GET" else 2),
        ]:
            said = dict.fromkeys(LEAD_ON, elsewhere)
            sent = {"data": {**FORM, **said, "csrf_token": reader.token}} if method == "POST" else {}
            headers = {"Referer": elsewhere.encode().decode("latin-1").translate({10: "", 13: "", 0: ""})}
            answer = reader.client.open(address, method=method, query_string=said, headers=headers, **sent)
            assert faults_of(answer) == [], (rule.endpoint, elsewhere)
            assert_links_stay(answer, elsewhere)


def assert_takes_no_json(reader: Browser, rule: Rule, method: str, address: str) -> None:
    """Whether the token is there or not, which a door may look at before what was sent."""
    for headers in ({"X-CSRFToken": reader.token}, {}) if method == "POST" else ():
        answer = reader.client.post(address, data=NESTED, content_type="application/json", headers=headers)
        assert faults_of(answer) == [], rule.endpoint


def assert_takes_no_controls(reader: Browser, rule: Rule, method: str, address: str) -> None:
    """Wherever it leads on from there."""
    said = dict.fromkeys(LEAD_ON, ELSEWHERE[4])
    odd = f"{urlsplit(address).path}{CONTROLS}"
    answer = reader.client.open(odd, method=method, query_string=said)
    assert answer.status_code == 404, rule.endpoint
    assert faults_of(answer) == [], rule.endpoint


def assert_links_stay(answer: TestResponse, elsewhere: str) -> None:
    """No link and no form of the page goes where it was told."""
    leads = re.findall(r'(?:href|action)="([^"]*)"', answer.text) if answer.mimetype == "text/html" else []
    away = [
        lead
        for lead in leads
        if re.match(r"\s*(?:[a-z]+:)?[/\\]{2}|\s*(?:java|vb)script:", lead, re.IGNORECASE)
    ]
    assert [lead for lead in away if not lead.startswith(f"{HERE}/")] == [], elsewhere
