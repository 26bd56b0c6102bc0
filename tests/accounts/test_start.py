"""What the pages of signing in say of the machine they run on, and of the address they were opened at."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pollsite.accounts.start import no_mail_server
from tests.accounts.entering import Visitor, sign_in_at_the_door
from tests.accounts.people import make_member
from tests.fixtures.site import Site

BARE = "No mail server is set up here: the email is a file in outbox/ in the instance folder"


def test_the_outbox_is_named_where_it_lies_below() -> None:
    here = Path("/srv/site")
    assert no_mail_server(here / "data/outbox", working_in=here) == f"{BARE} (data/outbox/)."
    assert no_mail_server(Path("/var/lib/outbox"), working_in=here) == f"{BARE}."


@pytest.fixture
def site(make_site: Callable[..., Site]) -> Site:
    """A site that answers to numbers too."""
    return make_site(trusted_hosts=("localhost", "127.0.0.1", "192.0.2.7"))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://localhost:8000", ""),
        ("https://localhost", ""),
        ("http://127.0.0.1:8000", "Open it as http://localhost:8000/, and they work."),
        ("http://192.0.2.7", "Passkeys need an address with a name and https"),
    ],
)
def test_passkeys_are_offered_where_they_work(site: Site, address: str, said: str) -> None:
    client = site.app.test_client()
    page = client.get("/account/sign-in", base_url=address).text
    assert ('action="/account/passkey"' in page) == (not said)
    assert said in page


def test_no_passkey_is_made_at_a_number(site: Site) -> None:
    client = site.app.test_client()
    sign_in_at_the_door(Visitor(client), make_member(site, "Ada"))
    cookie = client.get_cookie("pollsite")
    assert cookie
    client.set_cookie("pollsite", cookie.value, domain="127.0.0.1")
    page = client.get("/account/passkeys", base_url="http://127.0.0.1").text
    assert "Open it as http://localhost/" in page
    assert "Make a passkey" not in page
