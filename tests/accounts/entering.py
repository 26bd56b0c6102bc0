"""Coming in at the front door: forms as a person fills them, letters as they lie in the outbox."""

import re
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.accounts.people import PASSWORD, Person
from tests.browsing import Browser
from tests.fixtures.site import Site

INPUT = re.compile(r"<input[^>]*>")


@dataclass
class Visitor:
    """Somebody with a browser who opens pages and sends their forms."""

    client: FlaskClient
    page: TestResponse | None = field(default=None, init=False)

    def open(self, address: str) -> TestResponse:
        """Follow a link."""
        self.page = self.client.get(address)
        return self.page

    def send(self, address: str, page: str = "", **typed: str) -> TestResponse:
        """Fill in the form of `page`, the same address if not given, that goes to `address`, and send it."""
        opened = self.open(page or address)
        return self.client.post(address, data={**form_of(opened, address), **typed})

    def token(self) -> str:
        """A token of this session."""
        return str(self.client.get("/token").get_json()["token"])


def visitor(site: Site) -> Visitor:
    """Somebody who comes for the first time."""
    return Visitor(site.app.test_client())


def form_of(page: TestResponse, address: str) -> dict[str, str]:
    """The hidden fields of the form that goes to `address`."""
    found = re.search(
        rf'<form method="post"[^>]*action="{re.escape(address)}"[^>]*>.*?</form>', page.text, re.DOTALL
    )
    assert found, f"no form to {address} in {page.status} of {page.request.path}"
    hidden = [tag for tag in INPUT.findall(found.group()) if 'type="hidden"' in tag]
    return {_attribute(tag, "name"): unescape(_attribute(tag, "value")) for tag in hidden}


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'{name}="([^"]*)"', tag)
    return found.group(1) if found else ""


def sign_in_at_the_door(
    who: Visitor | Browser, person: Person, *, password: str = PASSWORD, next_page: str = ""
) -> TestResponse:
    """Open the page for signing in and fill it in."""
    guest = who if isinstance(who, Visitor) else Visitor(who.client)
    page = "/account/sign-in" + (f"?next={next_page}" if next_page else "")
    return guest.send("/account/sign-in", page, email=person.email, password=password)


def letters(site: Site) -> list[EmailMessage]:
    """What lies in the outbox, oldest first."""
    files = sorted((site.folder / "outbox").glob("*.eml"))
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


def text_of(letter: EmailMessage) -> str:
    """The words of a letter."""
    return str(letter.get_content())


def link_in(letter: EmailMessage, part: str = "/account/") -> str:
    """The path of the first link that goes to `part`."""
    found = re.search(rf"https?://\S*?{re.escape(part)}\S+", text_of(letter))
    assert found, text_of(letter)
    return urlsplit(found.group()).path


def errors_in(page: TestResponse) -> list[str]:
    """The sentences that stand in the way."""
    return [unescape(text) for text in re.findall(r'class="error"[^>]*>(.*?)</p>', page.text, re.DOTALL)]


def told_in(page: TestResponse) -> list[str]:
    """The sentences that tell of a success."""
    return [unescape(text) for text in re.findall(r'class="saved"[^>]*>(.*?)</p>', page.text, re.DOTALL)]


def is_signed_in(client: FlaskClient) -> bool:
    """Whether the account's page opens."""
    return client.get("/account").status_code == 200
