"""Sessions that end where they should, forms that take what they ask for and no more, letters nobody sees."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select

from pollsite.accounts.identity import COOKIE_LIFETIME_DAYS
from pollsite.accounts.models import Account, EndedSession
from pollsite.accounts.types import Role
from pollsite.allowances import REPORTS
from pollsite.app import MAX_FORM_PARTS
from pollsite.clock import now
from pollsite.ratelimit import Limiter, LimitReached
from pollsite.server.arriving import MAX_BODY_BYTES
from tests.accounts.entering import is_signed_in, sign_in_at_the_door, visitor
from tests.accounts.people import Person, account_of, make_member, signed_in
from tests.browsing import Browser
from tests.discussion.paper import comment_form
from tests.discussion.scene import Scene
from tests.discussion.writing import guest
from tests.fixtures.site import Site
from tests.samples import SLUG

COOKIE = "pollsite"


@pytest.fixture
def ada(site: Site) -> Person:
    """A member."""
    return make_member(site)


def copy_of(site: Site, who: Browser) -> Browser:
    """Another browser with the same cookie, as somebody has who copied it."""
    cookie = who.client.get_cookie(COOKIE)
    assert cookie is not None
    thief = site.browser()
    thief.client.set_cookie(COOKIE, cookie.value)
    return thief


def sign_out(who: Browser) -> None:
    """Press the button."""
    token = who.client.get("/token").get_json()["token"]
    assert who.client.post("/account/sign-out", data={"csrf_token": token}).status_code in (302, 303)


def test_signing_out_ends_copies_of_the_cookie_and_no_other_device(site: Site, ada: Person) -> None:
    desk, phone = site.browser(), site.browser()
    for device in (desk, phone):
        sign_in_at_the_door(device, ada)
        assert is_signed_in(device.client)
    thief = copy_of(site, desk)
    assert is_signed_in(thief.client)
    sign_out(desk)
    assert not is_signed_in(thief.client)
    assert thief.client.get("/account/password").status_code == 303
    assert is_signed_in(phone.client)
    sign_in_at_the_door(desk, ada)
    assert is_signed_in(desk.client)
    assert not is_signed_in(thief.client)


def test_a_copy_votes_and_writes_as_nobody(site: Site, ada: Person) -> None:
    desk = site.browser()
    sign_in_at_the_door(desk, ada)
    thief = copy_of(site, desk).touch()
    sign_out(desk)
    thief.vote("single", "yes")
    with site.reading() as session:
        found = session.connection().exec_driver_sql("SELECT reader_id FROM ballots").all()
    assert str(ada.reader_id) not in {str(row.reader_id) for row in found}
    assert ada.reader_id.hex not in {str(row.reader_id) for row in found}


def test_ended_sessions_are_let_go_once_their_cookies_have_expired(site: Site, ada: Person) -> None:
    for wait in (0, COOKIE_LIFETIME_DAYS + 1):
        with time_machine.travel(now() + timedelta(days=wait)):
            desk = site.browser()
            sign_in_at_the_door(desk, ada)
            sign_out(desk)
    with site.reading() as session:
        assert len(session.scalars(select(EndedSession)).all()) == 1


def test_a_session_that_was_planted_is_another_after_signing_in(site: Site, ada: Person) -> None:
    attacker = site.browser().touch()
    victim = copy_of(site, attacker)
    sign_in_at_the_door(victim, ada)
    assert is_signed_in(victim.client)
    assert not is_signed_in(attacker.client)
    planted = victim.client.post("/account/name", data={"csrf_token": attacker.token, "name": "Eve"})
    assert planted.status_code == 403
    assert account_of(site, ada).name == "Ada"


def test_no_form_takes_more_than_it_asks_for(site: Site, ada: Person) -> None:
    more = {
        "role": "admin",
        "active": "1",
        "confirmed_at": "2026-01-01",
        "id": "1",
        "account_id": "1",
        "reader_id": ada.reader_id.hex,
        "fs_uniquifier": "x",
        "status": "visible",
        "is_admin": "true",
        "roles": "admin",
    }
    typed = {"email": "eve@example.org", "name": "Eve", "password": "quite a long password"}
    visitor(site).send("/account/register", **typed, **more)
    with site.reading() as session:
        eve = session.scalars(select(Account).where(Account.email == "eve@example.org")).one()
        assert (eve.role, eve.confirmed_at, eve.name) == (Role.MEMBER, None, "Eve")
        assert eve.reader_id != ada.reader_id
        assert eve.fs_uniquifier != "x"
    who = signed_in(site, ada)
    who.client.post(
        "/account/name", data={"csrf_token": who.token, **more, "name": "Adah", "email": "x@example.org"}
    )
    after = account_of(site, ada)
    assert (after.role, after.email) == (Role.MEMBER, ada.email)


def test_a_guest_s_comment_waits_whatever_its_form_says(site: Site) -> None:
    scene = Scene(site)
    reader = site.browser().touch()
    form = {"csrf_token": reader.token, "intent": "post", "name": "Jo", "body": "Words."}
    claims = {"status": "visible", "account_id": "1", "as": "", "held": "0", "id": "99", "approved": "on"}
    answer = reader.client.post(f"/articles/{scene.article_id}/comments", data={**form, **claims})
    assert answer.status_code == 303
    assert "Words." not in site.app.test_client().get(f"/articles/{SLUG}/discussion").text


def test_ids_that_matter_cannot_be_guessed(site: Site, ada: Person) -> None:
    names = set()
    for _ in range(50):
        client = site.app.test_client()
        client.get("/token")
        with client.session_transaction() as session:
            names.add(UUID(hex=session["reader"]).int)
    assert len(names) == 50
    assert all(sum(bool(name >> bit & 1) for name in names) not in (0, 50) for bit in range(16, 126))
    assert len(ada.uniquifier) == 32


TURNED = "\u202egnp\u202c\u2066\u200b\ufeffx"


@pytest.mark.parametrize(
    "name", [f"Ada{TURNED}", "A\u200bda", "\u202eadA", "Аda", "Ada\u3164", "A\u0434a\u0301\u0301\u0301\u0301"]
)
def test_no_name_is_another_s_in_disguise(site: Site, ada: Person, name: str) -> None:
    answer = visitor(site).send(
        "/account/register", email="eve@example.org", name=name, password="quite a long password"
    )
    assert answer.status_code == 200
    assert 'class="error"' in answer.text
    scene = Scene(site)
    reader = site.browser().touch()
    form = {"csrf_token": reader.token, "intent": "post", "name": name, "body": "Words."}
    answer = reader.client.post(f"/articles/{scene.article_id}/comments", data=form)
    if answer.status_code == 303:
        with site.reading() as session:
            kept = session.connection().exec_driver_sql("SELECT guest_name FROM comments").scalar_one()
        assert not re.search("[\u200b\u202a-\u202e\u2066-\u2069\ufeff\u3164]", kept)
    else:
        assert comment_form(answer).body == "Words."


def test_what_turns_letters_round_turns_only_its_own_words(site: Site) -> None:
    """Every place where a person's words stand is a paragraph of its own for the direction of letters."""
    scene = Scene(site)
    scene.member("Ada")
    scene.post("Ada", f"Words {TURNED} and more \u202e\u2067 never closed")
    page = site.app.test_client().get(f"/articles/{SLUG}/discussion").text
    places = [page[: found.start()].rpartition("<div")[2] for found in re.finditer("\u202egnp", page)]
    assert places
    assert all('dir="auto"' in place for place in places)


def test_a_mail_address_has_one_way_to_be_written(site: Site) -> None:
    typed = {"name": "Eve", "password": "quite a long password"}
    for address in (
        "eve\u200b@example.org",
        "eve@exam\u202eple.org",
        "eve@example.org\r\nBcc: a@b.org",
        "<eve@example.org>",
        "e,v@example.org",
        "еve@example.org",
    ):
        answer = visitor(site).send("/account/register", email=address, **typed)
        assert answer.status_code == 200
        assert 'class="error"' in answer.text, address


@pytest.mark.parametrize(
    "address", ["/articles/1/comments", "/account/register", "/polls/1/ballot", "/comments/1/flag"]
)
@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"]
)
def test_what_is_too_long_is_answered_by_a_page(site: Site, address: str, kind: str) -> None:
    reader = site.browser().touch()
    answer = reader.client.post(address, data=b"body=" + b"x" * 70_000, content_type=kind)
    assert answer.status_code == 413
    assert answer.mimetype == "text/html"
    assert "<title>Too much at once · " in answer.text
    assert f"{MAX_BODY_BYTES:,} bytes and {MAX_FORM_PARTS} fields" in answer.text
    assert "Go back, where your words still are, shorten them" in answer.text


def test_a_network_of_many_blocks_meets_a_limit_of_its_own(site: Site) -> None:
    limiter: Limiter = site.app.extensions["pollsite-limiter"]
    with time_machine.travel(now(), tick=False):
        for block in range(4 * 120):
            limiter.count(REPORTS, actor="", address=f"2001:db8:1:{block:x}::7", at=now())
        with pytest.raises(LimitReached):
            limiter.count(REPORTS, actor="", address="2001:db8:1:ffff::7", at=now())
    limiter.count(REPORTS, actor="", address="2001:db8:2::7", at=now())


def test_guests_fill_no_moderator_s_day_and_stop_no_member(site: Site) -> None:
    scene = Scene(site)
    limiter: Limiter = site.app.extensions["pollsite-limiter"]
    from_elsewhere = guest(scene).browser
    from_elsewhere.client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            limiter.windows, "acquire_sliding_window_entry", lambda key, *_: "guests-article" not in key
        )
        form = {"csrf_token": from_elsewhere.token, "intent": "post", "name": "Jo", "body": "My words."}
        answer = from_elsewhere.client.post(f"/articles/{scene.article_id}/comments", data=form)
        assert answer.status_code == 429
        assert "Many guests write here just now" in answer.text
        assert comment_form(answer).body == "My words."
        ada = signed_in(site, scene.member("Ada"))
        ada.client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
        form = {"csrf_token": ada.token, "intent": "post", "as": "member", "body": "My words."}
        assert ada.client.post(f"/articles/{scene.article_id}/comments", data=form).status_code == 303
