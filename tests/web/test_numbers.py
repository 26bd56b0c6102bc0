"""Numbers in addresses and forms: what no row can have finds none, on either engine."""

import pytest
from werkzeug.routing import Rule

from pollsite.accounts.types import Role
from pollsite.numbers import MAX_NUMBER, number_in
from tests.accounts.people import Person, make_member, signed_in
from tests.architecture.test_routes import rules
from tests.fixtures.site import Site
from tests.samples import SLUG

TOO_GREAT = (str(MAX_NUMBER + 1), "9" * 20, "9" * 5000)
BEFORE = ("/inbox", "/reports", "/moderation/log", "/moderation/queue", "/openness/decisions.json")


@pytest.fixture
def admin(site: Site) -> Person:
    """Somebody who may open everything."""
    return make_member(site, "Root", role=Role.ADMIN)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        (str(MAX_NUMBER), MAX_NUMBER),
        *((text, 0) for text in (*TOO_GREAT, None, "", "-1", "1.0", "٣", "²", "x", " 7", "\x00", "1e3")),
    ],
)
def test_a_number_is_one_that_a_row_may_have(text: str | None, number: int) -> None:
    assert number_in(text) == number


def numbered(site: Site) -> list[Rule]:
    """The rules whose addresses carry the number of a row."""
    return [rule for rule in rules(site) if "<int" in rule.rule]


def address(rule: Rule, number: str) -> str:
    """The rule's address with that number, and with what exists for the rest."""
    path = rule.rule.replace("<slug>", SLUG).replace("<act>", "peek")
    for name in rule.arguments - {"slug", "act"}:
        path = path.replace(f"<int:{name}>", number)
    return path


@pytest.mark.parametrize("number", [*TOO_GREAT, str(MAX_NUMBER), "0"])
def test_no_address_with_a_number_that_nothing_has_is_an_error(
    site: Site, admin: Person, number: str
) -> None:
    here = signed_in(site, admin)
    found = numbered(site)
    assert len(found) > 20
    for rule in found:
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        answer = here.client.open(
            address(rule, number),
            method=method,
            data={"csrf_token": here.token} if method == "POST" else None,
        )
        wrong = answer.status_code >= 500 or (number in TOO_GREAT and answer.status_code not in (404, 405))
        assert not wrong, (rule.rule, answer.status)


@pytest.mark.parametrize("page", BEFORE)
def test_a_page_before_no_number_is_a_page(site: Site, admin: Person, page: str) -> None:
    here = signed_in(site, admin)
    for number in ("", *TOO_GREAT, str(MAX_NUMBER), "-1", "\x00"):
        asked = dict.fromkeys(("before", "done", "comment", "moderator", "after", "notice"), number)
        assert here.client.get(page, query_string=asked).status_code < 500
