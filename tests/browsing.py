"""A reader at the site's front door, and what they find on the page."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.samples import SLUG

FRAGMENT = {"X-Pollsite-Fragment": "1"}
OF_ONE_ANSWER = ("Set-Cookie", "Date", "X-Request-ID")


@dataclass
class Browser:
    """A reader at the front door. `number_of` knows polls by key."""

    client: FlaskClient
    number_of: Callable[[str], int]
    token: str = field(default="", init=False)

    def touch(self) -> "Browser":
        """Do what the script does when a form is first touched: fetch a token, and with it the cookie."""
        answer = self.client.get("/token")
        self.token = answer.get_json()["token"]
        return self

    def read(self, slug: str = SLUG, **asked: str) -> TestResponse:
        """Open the article."""
        return self.client.get(f"/articles/{slug}", query_string=asked)

    def fragment(self, key: str) -> TestResponse:
        """Fetch one poll as the script does."""
        return self.client.get(f"/polls/{self.number_of(key)}", headers=FRAGMENT)

    def vote(self, key: str, *options: str, fragment: bool = False, wording: int = 1) -> TestResponse:
        """Send the poll's form with these options chosen."""
        chosen = {"option": list(options), "wording": str(wording)}
        return self.act("ballot", key, chosen, fragment=fragment)

    def act(
        self, act: str, key: str, form: dict[str, object] | None = None, *, fragment: bool = False
    ) -> TestResponse:
        """Post to /polls/<number of key>/<act> what a form of the page would, with the token once it is known."""
        sent = {**(form or {}), **({"csrf_token": self.token} if self.token else {})}
        address = f"/polls/{self.number_of(key)}/{act}"
        return self.client.post(address, data=sent, headers=FRAGMENT if fragment else {})

    @property
    def has_cookie(self) -> bool:
        """Whether the site has set a cookie."""
        return self.client.get_cookie("pollsite") is not None


def card(page: TestResponse, key: str) -> str:
    """The poll `key` as it stands in a page or a fragment, from its card's beginning to the next card's."""
    found = re.search(
        rf'<div class="poll-card"[^>]*data-key="{key}".*?(?=<div class="poll-card"|<section|</body>)',
        page.text,
        re.DOTALL,
    )
    assert found, f"no card of {key} in {page.status}"
    return found.group()


def sentence_in(page: TestResponse, key: str) -> str:
    """The refusal the poll's card shows, "" for none."""
    found = re.search(r'<p class="error"[^>]*>(.*?)</p>', card(page, key), re.DOTALL)
    return found.group(1) if found else ""


def chosen_in(page: TestResponse, key: str) -> list[str]:
    """The option keys the poll's form shows as chosen."""
    return re.findall(r'value="([^"]*)" checked', card(page, key))


def bare(answer: TestResponse) -> tuple[int, bytes, list[tuple[str, str]]]:
    """The whole answer, without the tokens and cookies that differ from one to the next."""
    headers = sorted((name, value) for name, value in answer.headers if name not in OF_ONE_ANSWER)
    body = re.sub(rb'(name="csrf_token" value="|"token":")[^"]*"', b"", answer.data)
    return answer.status_code, body, [header for header in headers if header[0] != "Content-Length"]
