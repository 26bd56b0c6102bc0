"""Codes from an app, each for one use, and recovery codes for the day the phone is lost."""

import re
import threading
from base64 import b64decode
from datetime import timedelta

import pytest
import time_machine
from passlib.totp import TOTP

from tests.accounts.entering import Visitor, errors_in, is_signed_in, sign_in_at_the_door, told_in, visitor
from tests.accounts.people import PASSWORD, Person, account_of, make_member
from tests.fixtures.site import Site
from tests.samples import DURING

PICTURE = re.compile(r'class="qr" src="data:image/svg\+xml;base64,([^"]+)"')
RIGHT_AFTER = DURING + timedelta(minutes=1)


@pytest.fixture
def ada(site: Site) -> Person:
    """A member."""
    return make_member(site, "Ada")


@pytest.fixture
def phone(site: Site, ada: Person) -> TOTP:
    """Ada's authenticator app, set up at DURING."""
    with time_machine.travel(DURING, tick=False):
        desk = visitor(site)
        sign_in_at_the_door(desk, ada)
        return set_up(desk)


def set_up(desk: Visitor) -> TOTP:
    """Turn codes on as a member would."""
    page = desk.send("/account/codes", setup="authenticator")
    key = re.search(r'class="key">([^<]*)', page.text)
    address = re.search(r'action="(/account/codes/[^"]+)"', page.text)
    assert key
    assert address
    app = TOTP(key=key.group(1), format="base32")
    wrong = desk.client.post(address.group(1), data={"code": "000000", "csrf_token": desk.token()})
    assert (wrong.status_code, len(errors_in(wrong))) == (200, 1)
    assert PICTURE.findall(wrong.text) == PICTURE.findall(page.text) != [], "the same, to try again"
    assert f'class="key">{key.group(1)}<' in wrong.text
    assert address.group() in wrong.text
    right = desk.client.post(
        address.group(1), data={"code": app.generate().token, "csrf_token": desk.token()}
    )
    assert right.location == "/account/codes"
    return app


def begin(site: Site, ada: Person) -> Visitor:
    """Give the password; a code is then asked for."""
    guest = visitor(site)
    answer = sign_in_at_the_door(guest, ada, next_page="/inbox")
    assert answer.location == "/account/code?next=/inbox"
    assert not is_signed_in(guest.client)
    return guest


def give(guest: Visitor, code: str, *, door: str = "code") -> str:
    """Send a code; where it leads, "" if it does not."""
    address = f"/account/{door}?next=/inbox"
    answer = guest.send(address, code=code)
    return answer.location or ""


@time_machine.travel(RIGHT_AFTER, tick=False)
def test_a_code_is_asked_for_after_the_password(site: Site, ada: Person, phone: TOTP) -> None:
    guest = begin(site, ada)
    assert give(guest, "123456") == ""
    assert give(guest, phone.generate().token) == "/inbox"
    assert is_signed_in(guest.client)


def test_a_code_works_once(site: Site, ada: Person, phone: TOTP) -> None:
    with time_machine.travel(RIGHT_AFTER, tick=False):
        code = phone.generate().token
        assert give(begin(site, ada), code) == "/inbox"
        assert give(begin(site, ada), code) == ""
    with time_machine.travel(RIGHT_AFTER + timedelta(seconds=31), tick=False):
        assert give(begin(site, ada), code) == ""
        assert give(begin(site, ada), phone.generate().token) == "/inbox"


def test_a_code_from_long_ago_does_not_work(site: Site, ada: Person, phone: TOTP) -> None:
    with time_machine.travel(RIGHT_AFTER, tick=False):
        code = phone.generate().token
    with time_machine.travel(RIGHT_AFTER + timedelta(seconds=95), tick=False):
        assert give(begin(site, ada), code) == ""


@time_machine.travel(RIGHT_AFTER, tick=False)
def test_guesses_at_a_code_are_limited(site: Site, ada: Person, phone: TOTP) -> None:
    guest = begin(site, ada)
    answers = [guest.send("/account/code?next=/inbox", code=f"{number:06}") for number in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert give(guest, phone.generate().token) == ""


@time_machine.travel(RIGHT_AFTER, tick=False)
def test_codes_can_be_turned_off(site: Site, ada: Person, phone: TOTP) -> None:
    guest = begin(site, ada)
    give(guest, phone.generate().token)
    assert guest.send("/account/codes", setup="disable").location == "/account/codes"
    assert told_in(guest.open("/account/codes")) == ["Codes are off. Your password alone signs you in."]
    assert sign_in_at_the_door(visitor(site), ada).location == "/"


def test_the_picture_is_dark_on_light_without_seams(site: Site, ada: Person) -> None:
    desk = visitor(site)
    sign_in_at_the_door(desk, ada)
    page = desk.send("/account/codes", setup="authenticator")
    (picture,) = map(b64decode, PICTURE.findall(page.text))
    side = int(picture.partition(b'viewBox="0 0 ')[2].partition(b" ")[0])
    dark = {tuple(map(int, at)) for at in re.findall(rb"M(\d+) (\d+)h1v1h-1z", picture)}
    assert b'shape-rendering="crispEdges"' in picture
    assert b'<path fill="#fff" d="M0 0h' in picture
    assert (min(min(dark)), max(max(dark))) == (4, side - 5), "a quiet zone around it"


def test_codes_that_there_are_none_of_are_not_offered(site: Site, ada: Person) -> None:
    desk = visitor(site)
    sign_in_at_the_door(desk, ada)
    page = desk.open("/account/recovery-codes").text
    assert "Show the ones I have" not in page
    assert "stop working" not in page
    desk.send("/account/recovery-codes", generate_new_codes="1")
    assert "Show the ones I have" in desk.open("/account/recovery-codes").text


@time_machine.travel(RIGHT_AFTER, tick=False)
def test_looking_at_the_code_s_page_signs_nobody_out(site: Site, ada: Person) -> None:
    guest = visitor(site)
    sign_in_at_the_door(guest, ada)
    assert guest.open("/account/code").location == "/account"
    assert is_signed_in(guest.client)


@pytest.fixture
def recovery(site: Site, ada: Person, phone: TOTP) -> list[str]:
    """Ada's recovery codes."""
    with time_machine.travel(DURING + timedelta(minutes=5), tick=False):
        guest = begin(site, ada)
        give(guest, phone.generate().token)
        page = guest.send("/account/recovery-codes", generate_new_codes="1")
        codes = re.findall(r"<li><code>([^<]*)</code>", page.text)
        assert codes == re.findall(
            r"<li><code>([^<]*)</code>", guest.open("/account/recovery-codes?show_codes=1").text
        )
        return codes


@time_machine.travel(DURING + timedelta(minutes=10), tick=False)
def test_each_recovery_code_works_once(site: Site, ada: Person, recovery: list[str]) -> None:
    assert len(set(recovery)) == 10
    stored = account_of(site, ada).mf_recovery_codes or []
    assert not set(recovery) & set(stored), "they are kept encrypted"
    guest = begin(site, ada)
    assert give(guest, "0000-0000-0000", door="recovery-code") == ""
    assert give(guest, recovery[3], door="recovery-code") == "/inbox"
    assert is_signed_in(guest.client)
    assert give(begin(site, ada), recovery[3], door="recovery-code") == ""
    assert give(begin(site, ada), recovery[4], door="recovery-code") == "/inbox"
    assert len(account_of(site, ada).mf_recovery_codes or []) == 8


@time_machine.travel(DURING + timedelta(minutes=10), tick=False)
def test_two_at_once_do_not_share_a_recovery_code(site: Site, ada: Person, recovery: list[str]) -> None:
    guests = [begin(site, ada) for _ in range(4)]
    forms = [{"code": recovery[0], "csrf_token": guest.token()} for guest in guests]
    start, answers = threading.Barrier(4), []

    def use(guest: Visitor, form: dict[str, str]) -> None:
        start.wait()
        answers.append(guest.client.post("/account/recovery-code", data=form).status_code)

    threads = [threading.Thread(target=use, args=pair) for pair in zip(guests, forms, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers)[1:] != [302, 302, 302]
    assert answers.count(302) == 1
    assert len(account_of(site, ada).mf_recovery_codes or []) == 9


def test_password_alone_does_not_open_the_account_s_pages(site: Site, ada: Person, phone: TOTP) -> None:
    guest = visitor(site)
    assert sign_in_at_the_door(guest, ada, password=PASSWORD).location.startswith("/account/code?")
    assert guest.open("/account").status_code == 303
    assert errors_in(guest.open("/account/sign-in")) == []
