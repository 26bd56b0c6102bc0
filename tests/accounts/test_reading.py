"""Reading leaves no trace: whatever can be looked at sets no cookie and makes no reader."""

import pytest
from sqlalchemy import select

from pollsite.accounts.models import Reader
from tests.browsing import FRAGMENT
from tests.fixtures.site import Site
from tests.samples import SLUG

TOKEN = "/token"
ACT = {"comments.leave": {"act": "mark"}, "polls.leave": {"act": "peek"}}
NUMBERED = (
    "about_id",
    "account_id",
    "article_id",
    "bulk_id",
    "case_id",
    "comment_id",
    "decision_id",
    "flag_id",
    "word_id",
)
KNOWN = {**dict.fromkeys(NUMBERED, 1), **dict.fromkeys(("token", "digest", "name", "version"), "0")}


def doors_for_reading(site: Site) -> list[str]:
    """Every address that can be read, as the application itself lists them; signing in is a form, no reading."""
    known = {"slug": SLUG, "key": "single", "poll_id": site.poll_id("single"), **KNOWN}
    readable = [
        r for r in site.app.url_map.iter_rules() if "GET" in r.methods and "security" not in r.endpoint
    ]
    built = [rule.build(known | ACT.get(rule.endpoint, {}), append_unknown=False) for rule in readable]
    assert None not in built, "an address needs a value that this test does not know"
    return [*(address[1] for address in built if address), f"/articles/{SLUG}?change=single", "/no-such-page"]


def asks_for_live(address: str) -> str:
    """The live doors want to know which article."""
    return f"{address}?articles=1" if address.startswith("/live") else address


@pytest.mark.parametrize("headers", [{}, FRAGMENT], ids=["page", "fragment"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("has_touched_a_form", [False, True])
def test_reading_sets_no_cookie_and_makes_no_reader(
    site: Site, method: str, headers: dict[str, str], has_touched_a_form: bool
) -> None:
    somebody = site.browser().touch() if has_touched_a_form else site.browser()
    for address in doors_for_reading(site):
        if has_touched_a_form or address != TOKEN:
            answer = somebody.client.open(asks_for_live(address), method=method, headers=headers)
            assert "Set-Cookie" not in answer.headers, address
            answer.close()
    with site.reading() as session:
        assert session.scalars(select(Reader.id)).all() == []
