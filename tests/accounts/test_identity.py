"""Who a reader is: nobody while reading, then one signed id that stays, stored by the first act that writes."""

import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from sqlalchemy import select

from pollsite.accounts.identity import (
    COOKIE_LIFETIME_DAYS,
    ORDER_SEEDS,
    ensure_reader_id,
    find_reader_id,
    order_seed_of,
)
from pollsite.accounts.models import Reader
from pollsite.accounts.services import remember_reader
from tests.browsing import Browser
from tests.fixtures.site import Site, reader
from tests.samples import AFTER, DURING

TOKEN = "/token"
LIFETIME = timedelta(days=COOKIE_LIFETIME_DAYS)


@pytest.fixture
def ada(site: Site) -> Browser:
    """A reader whose page has fetched a token."""
    return site.browser().touch()


def stored_readers(site: Site) -> list[UUID]:
    """The id of every reader the database knows."""
    with site.reading() as session:
        return list(session.scalars(select(Reader.id)))


def cookie_of(client: FlaskClient, name: str = "pollsite") -> str:
    """The value of the client's cookie, "" for none."""
    cookie = client.get_cookie(name)
    return cookie.value if cookie else ""


def reader_named_by(site: Site, cookie: str) -> UUID | None:
    """Whom the site takes the bearer of this cookie for."""
    with site.app.test_request_context("/", headers={"Cookie": f"pollsite={cookie}"}):
        return find_reader_id()


def test_a_second_token_is_for_the_same_reader(site: Site, ada: Browser) -> None:
    before = cookie_of(ada.client)
    assert reader_named_by(site, before) is not None
    ada.client.get(TOKEN, query_string={"order": 17})
    assert cookie_of(ada.client) == before


def test_two_browsers_are_two_readers(site: Site) -> None:
    ids = {reader_named_by(site, cookie_of(site.browser().touch().client)) for _ in range(20)}
    assert len(ids) == 20


@pytest.mark.parametrize("fragment", [False, True])
@pytest.mark.parametrize(
    "act",
    [
        lambda ada, fragment: ada.vote("single", "yes", fragment=fragment),
        lambda ada, fragment: ada.act("peek", "after-vote", fragment=fragment),
    ],
    ids=["vote", "peek"],
)
def test_the_first_act_stores_the_reader_of_the_cookie_and_the_next_no_other(
    site: Site, ada: Browser, act: Callable[[Browser, bool], object], fragment: bool
) -> None:
    for _ in range(2):
        act(ada, fragment)
        assert stored_readers(site) == [reader_named_by(site, cookie_of(ada.client))]


@pytest.mark.parametrize("fragment", [False, True])
def test_an_act_that_is_refused_stores_nobody(site: Site, ada: Browser, fragment: bool) -> None:
    refused = [
        ada.vote("single", "maybe", fragment=fragment),
        ada.vote("single", fragment=fragment),
        ada.vote("closed", "yes", fragment=fragment),
        ada.vote("single", "yes", wording=9, fragment=fragment),
        ada.act("withdrawal", "single", fragment=fragment),
        ada.act("peek", "after-close", fragment=fragment),
    ]
    assert all(answer.status_code in (409, 422) for answer in refused)
    assert stored_readers(site) == []


def test_the_page_that_asks_for_confirmation_stores_nobody(site: Site) -> None:
    nobody = site.browser()
    assert nobody.vote("single", "yes").status_code == 403
    assert nobody.has_cookie
    assert stored_readers(site) == []


def test_a_form_from_another_site_gets_no_cookie(site: Site) -> None:
    nobody = site.browser()
    answer = nobody.client.post("/polls/1/ballot", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert not nobody.has_cookie


def test_the_id_is_kept_through_every_act(site: Site, ada: Browser) -> None:
    before = cookie_of(ada.client)
    ada.vote("single", "yes")
    ada.act("peek", "after-vote")
    ada.act("withdrawal", "single")
    ada.read()
    assert cookie_of(ada.client) == before


def test_the_cookie_is_closed_to_scripts_and_ends_after_thirteen_months(site: Site) -> None:
    with time_machine.travel(DURING, tick=False):
        said = site.app.test_client().get(TOKEN).headers["Set-Cookie"]
    ends = DURING + timedelta(days=COOKIE_LIFETIME_DAYS)
    assert said.startswith("pollsite=")
    assert {part.strip() for part in said.split(";")[1:]} == {
        "HttpOnly",
        "Path=/",
        "SameSite=Lax",
        f"Expires={ends:%a, %d %b %Y %H:%M:%S} GMT",
    }


def with_another_letter(part: int) -> Callable[[str], str]:
    """Changes one of the three parts of a cookie: session, time, signature."""

    def change(cookie: str) -> str:
        parts = cookie.rsplit(".", 2)
        middle = len(parts[part]) // 2
        letter = "A" if parts[part][middle] != "A" else "B"
        parts[part] = parts[part][:middle] + letter + parts[part][middle + 1 :]
        return ".".join(parts)

    return change


def naming_somebody_else(cookie: str) -> str:
    """A session of the right shape for an id of one's choice, under the signature of another."""
    session = urlsafe_b64encode(b'{"_permanent":true,"reader":"%s"}' % reader("ada").hex.encode())
    return ".".join([session.decode().rstrip("="), *cookie.rsplit(".", 2)[1:]])


FORGERIES: dict[str, Callable[[str], str]] = {
    "session": with_another_letter(0),
    "time": with_another_letter(1),
    "signature": with_another_letter(2),
    "somebody else": naming_somebody_else,
    "unsigned": lambda cookie: cookie.rsplit(".", 2)[0],
    "shortened": lambda cookie: cookie[:-1],
    "id alone": lambda cookie: reader("ada").hex,
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_cookie_that_was_tampered_with_is_nobody(site: Site, ada: Browser, forgery: str) -> None:
    ada.vote("single", "yes")
    honest = cookie_of(ada.client)
    ada.client.set_cookie("pollsite", FORGERIES[forgery](honest))
    assert_is_nobody(site, ada, before=honest)


def signed_by(site: Site, reader_id: UUID) -> str:
    """The cookie this site would give to the reader."""
    signer = SecureCookieSessionInterface().get_signing_serializer(site.app)
    assert signer
    return str(signer.dumps({"_permanent": True, "reader": reader_id.hex}))


def test_a_cookie_of_another_secret_is_nobody(make_site: Callable[..., Site]) -> None:
    site, elsewhere = make_site(), make_site(secret_key="another secret, of another site, just as long")
    ada = site.browser().touch()
    ada.vote("single", "yes")
    honest = cookie_of(ada.client)
    known = reader_named_by(site, honest)
    assert known
    assert reader_named_by(site, signed_by(site, known)) == known
    ada.client.set_cookie("pollsite", signed_by(elsewhere, known))
    assert_is_nobody(site, ada, before=honest)


def assert_is_nobody(site: Site, browser: Browser, *, before: str) -> None:
    """The browser is shown no vote, cannot act in one step, and becomes a new reader when it touches a form."""
    assert reader_named_by(site, cookie_of(browser.client)) is None
    assert "You voted" not in browser.read().text
    assert browser.act("withdrawal", "single").status_code == 403
    known = reader_named_by(site, before)
    assert known is not None
    assert reader_named_by(site, cookie_of(browser.touch().client)) not in (None, known)
    assert stored_readers(site) == [known]


def test_a_cookie_names_its_reader_for_thirteen_months_and_then_nobody(site: Site) -> None:
    with time_machine.travel(DURING, tick=False) as clock:
        ada = site.browser().touch()
        ada.vote("single", "yes")
        honest = cookie_of(ada.client)
        clock.move_to(DURING + LIFETIME)
        assert reader_named_by(site, honest) is not None
        clock.move_to(DURING + LIFETIME + timedelta(seconds=1))
        assert reader_named_by(site, honest) is None
        ada.client.set_cookie("pollsite", honest)
        assert "You voted" not in ada.read().text


@pytest.mark.parametrize("seed", [1, 17, ORDER_SEEDS - 1])
def test_the_id_of_a_new_reader_keeps_the_order_seed(site: Site, seed: int) -> None:
    ids = set()
    for _ in range(5):
        client = site.app.test_client()
        client.get(TOKEN, query_string={"order": seed})
        ids.add(reader_named_by(site, cookie_of(client)))
    assert {found.int % ORDER_SEEDS for found in ids if found} == {seed}
    assert {order_seed_of(found) for found in ids} == {seed}
    assert len(ids) == 5


@pytest.mark.parametrize("seed", [None, -17, 0, ORDER_SEEDS, 10**40])
def test_a_seed_out_of_range_is_drawn_anew(site: Site, seed: int | None) -> None:
    made = set()
    for _ in range(20):
        with site.app.test_request_context():
            made.add(ensure_reader_id(order_seed=seed))
    assert len({order_seed_of(found) for found in made}) > 10


def test_once_made_the_id_and_its_order_stay(site: Site) -> None:
    with site.app.test_request_context():
        assert order_seed_of(find_reader_id()) == 0, "nobody sees the publisher's order"
        first = ensure_reader_id(order_seed=17)
        assert ensure_reader_id(order_seed=18) == ensure_reader_id() == find_reader_id() == first
        assert order_seed_of(first) == 17


def test_storing_a_reader_twice_keeps_the_first_time(site: Site) -> None:
    for at in (DURING, AFTER):
        with site.writing() as session:
            remember_reader(session, reader_id=reader("ada"), at=at)
    with site.reading() as session:
        assert session.execute(select(Reader.id, Reader.created_at)).all() == [(reader("ada"), DURING)]


def test_many_first_acts_of_one_reader_at_once_store_one(site: Site, ada: Browser) -> None:
    cookie, token, statuses = cookie_of(ada.client), ada.token, []

    def vote(key: str) -> None:
        tab = site.browser()
        tab.client.set_cookie("pollsite", cookie)
        tab.token = token
        statuses.append(tab.vote(key, "yes").status_code)

    tabs = [threading.Thread(target=vote, args=(key,)) for key in ("single", "after-vote", "after-close") * 3]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert statuses == [303] * len(tabs)
    assert stored_readers(site) == [reader_named_by(site, cookie)]
    assert site.mismatches() == ()
