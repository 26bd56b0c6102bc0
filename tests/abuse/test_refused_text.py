"""Text that a database refuses, as only bytes can say it: lone surrogates and other broken UTF-8, in every field."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from tests.abuse.test_hostile_values import everything, names
from tests.accounts.people import Person, signed_in
from tests.architecture.test_routes import FORM, address_of
from tests.browsing import Browser
from tests.fixtures.site import Site

BROKEN = (b"\xed\xa0\x80", b"\xff\xfe", b"a\xc3", b"\xf4\x90\x80\x80", b"\xc0\x80")
"""A lone surrogate, a byte-order mark of UTF-16, half a letter, past the last letter, U+0000 written too long."""
ESCAPED = ("\ud800", "a\udfff", "\0")
BOUNDARY = "zq9"


def broken_requests(who: Browser, fields: Mapping[str, bytes]) -> Iterator[dict[str, Any]]:
    """A form in each of the ways it can be sent; one as JSON, which can escape what UTF-8 cannot say."""
    signed = {"csrf_token": who.token.encode()}
    for broken in BROKEN:
        yield {
            "data": urlencode(
                {**{name: value + broken for name, value in fields.items()}, **signed}
            ).encode(),
            "content_type": "application/x-www-form-urlencoded",
        }
    few = {name: value + BROKEN[0] for name, value in fields.items() if value}
    parts = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value + b"\r\n"
        for name, value in {**few, **signed}.items()
    )
    yield {
        "data": b"".join(parts) + f"--{BOUNDARY}--\r\n".encode(),
        "content_type": f"multipart/form-data; boundary={BOUNDARY}",
    }
    for escaped in ESCAPED:
        yield {
            "data": json.dumps(dict.fromkeys(fields, escaped)),
            "content_type": "application/json",
            "headers": {"X-CSRFToken": who.token},
        }


UNKNOWN_FORMAT = 501
"""What oEmbed wants said of a format that is not offered."""


def broken_queries(fields: Mapping[str, bytes]) -> Iterator[dict[str, Any]]:
    """The same fields in an address."""
    for broken in BROKEN:
        yield {"query_string": urlencode({name: value + broken for name, value in fields.items()})}


def test_no_broken_text_is_an_accident(site: Site, people: list[Person]) -> None:
    fields = {name: str(FORM.get(name, "")).encode() for name in {*names(), *FORM}}
    wrong = []
    for rule, method in everything(site):
        address = address_of(site, rule, poll="single").split("?")[0]
        who = signed_in(site, people[0] if "comment" in rule.endpoint else people[-1])
        asked = {"articles": b"1"} if rule.endpoint.startswith("live.") else fields
        for sent in broken_requests(who, asked) if method == "POST" else broken_queries(asked):
            answer = who.client.open(address, method=method, **sent)
            answer.close()
            is_wrong = answer.status_code >= 500 and answer.status_code != UNKNOWN_FORMAT
            wrong += [(rule.endpoint, sent, answer.status)] if is_wrong else []
    assert wrong == []
