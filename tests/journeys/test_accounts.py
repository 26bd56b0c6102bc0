"""Accounts in a browser: from registering to a passkey, with and without scripts, for the eye and by axe."""

import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.accounts.people import PASSWORD
from tests.fixtures.browser import Served
from tests.journeys.desk import Desk, NewReader


def letter_to(served: Served, address: str) -> str:
    """The link in the last letter to that address."""
    files = sorted((served.instance / "outbox").glob("*.eml"))
    texts = [text for text in map(Path.read_text, files) if f"To: {address}\n" in text]
    return re.findall(r"^http\S+$", texts[-1], re.MULTILINE)[0]


def at(served: Served) -> str:
    """The site under this machine's name, as passkeys need it."""
    return served.address.replace("127.0.0.1", "localhost")


def register(served: Served, context: BrowserContext, name: str) -> Page:
    """Make an account, confirm it and sign in."""
    page = context.new_page()
    page.goto(f"{at(served)}account/register")
    page.get_by_label("Mail address").fill(f"{name.lower()}@example.org")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your email")
    page.goto(letter_to(served, f"{name.lower()}@example.org"))
    page.get_by_role("button", name="Confirm, and go on to sign in").click()
    sign_in(page, name)
    return page


def sign_in(page: Page, name: str) -> None:
    """Fill the form for signing in."""
    page.get_by_label("Mail address").fill(f"{name.lower()}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("navigation", name="Account")).to_contain_text(name)


def passkey_device(page: Page) -> Any:
    """A phone with a fingerprint reader, as the browser sees one."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_from_registering_to_signing_out(desk: Desk, new_reader: NewReader, scripts: bool) -> None:
    page = register(desk.served, new_reader(java_script_enabled=scripts), "Hopper" if scripts else "Grace")
    page.get_by_role("navigation", name="Account").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Hopper|Grace"))
    page.goto(f"{at(desk.served)}account/sessions")
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("navigation", name="Account")).to_have_text("Sign in")


def test_a_passkey_is_made_and_signs_in(desk: Desk, new_reader: NewReader) -> None:
    page = register(desk.served, new_reader(), "Linus")
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    passkey_device(page)
    page.goto(f"{at(desk.served)}account/passkeys")
    page.get_by_label("What to call it").fill("my phone")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("status")).to_have_text("The passkey my phone is ready: it signs you in.")
    page.goto(f"{at(desk.served)}account/sessions")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.goto(f"{at(desk.served)}account/sign-in?next=/inbox")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/inbox")
    expect(page.get_by_role("navigation", name="Account")).to_contain_text("Linus")
    page.goto(f"{at(desk.served)}account/passkeys")
    page.get_by_role("button", name="Remove my phone").click()
    expect(page.get_by_role("status")).to_have_text("The passkey my phone is removed.")
    assert refused == []


def test_a_passkey_shows_once_more_who_it_is(desk: Desk, new_reader: NewReader) -> None:
    page = register(desk.served, new_reader(), "Margaret")
    passkey_device(page)
    page.goto(f"{at(desk.served)}account/passkeys")
    page.get_by_label("What to call it").fill("my phone")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("status")).to_contain_text("is ready")
    page.goto(f"{at(desk.served)}account/verify?next=/account/mail-address")
    page.get_by_role("button", name="Use a passkey instead").click()
    page.wait_for_url("**/account/mail-address")


def test_a_device_without_the_passkey_is_told_so(desk: Desk, new_reader: NewReader) -> None:
    page = new_reader().new_page()
    passkey_device(page)
    page.goto(f"{at(desk.served)}account/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("[data-told]")).to_contain_text("No passkey was chosen")
    expect(page.get_by_role("button", name="Ask again")).to_be_visible()


def test_axe_finds_nothing_on_the_pages_of_signing_in(desk: Desk, new_reader: NewReader) -> None:
    page = register(desk.served, new_reader(), "Barbara")
    guest = new_reader().new_page()
    for name in ("sign-in", "register", "recover", "confirm", "letter-sent", "passkey"):
        guest.goto(f"{at(desk.served)}account/{name}")
        assert Axe().run(guest).response["violations"] == [], name
    guest.goto(f"{at(desk.served)}account/register")
    guest.get_by_role("button", name="Make the account").click()
    assert Axe().run(guest).response["violations"] == [], "with errors"
    for name in ("password", "mail-address", "codes", "recovery-codes", "passkeys", "sessions", "verify"):
        assert page.goto(f"{at(desk.served)}account/{name}")
        assert Axe().run(page).response["violations"] == [], name
    page.goto(f"{at(desk.served)}account/codes")
    page.get_by_role("button", name="Set up an app").click()
    expect(page.get_by_role("img")).to_be_visible()
    assert Axe().run(page).response["violations"] == [], "the app's picture"
