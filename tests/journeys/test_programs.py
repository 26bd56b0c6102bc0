"""A member gives a program of theirs a token, on any screen, and the program votes with it."""

import json
from itertools import product
from typing import Literal
from urllib.request import Request, urlopen

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.accounts.people import PASSWORD
from tests.journeys.debaters import member_at
from tests.journeys.desk import Desk, NewReader

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def look_at(page: Page, name: str) -> None:
    """On every screen the page fits, and axe finds nothing."""
    for width, scheme in product((360, 1280), SCHEMES):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") == width, name
    assert Axe().run(page).response["violations"] == [], name


def test_a_program_votes_with_the_token_its_member_made(desk: Desk, new_reader: NewReader) -> None:
    root = desk.served.address
    _, page = member_at(desk, new_reader(java_script_enabled=True), "Ada Lovelace", f"{root}account/tokens")
    look_at(page, "no-tokens")
    page.get_by_label("A name, so that you know which it is").fill("My evening script")
    page.get_by_label("vote, change and withdraw my votes").check()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Make the token").click()
    token = page.locator("#made").inner_text()
    look_at(page, "token-made")
    poll = json.load(urlopen(f"{root}api/v1/articles/to-ai-or-not-to-ai/polls"))["polls"][0]
    ballot = json.dumps({"options": [poll["options"][0]["key"]], "wording": poll["wording"]}).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    address = f"{root}api/v1/polls/{poll['id']}/ballot"
    cast = json.load(urlopen(Request(address, data=ballot, headers=headers, method="PUT")))
    assert cast["notice"] == "Your vote was counted."
    page.get_by_role("button", name="Revoke My evening script").click()
    expect(page.get_by_role("status")).to_contain_text("The token is revoked")
    page.goto(f"{root}api/v1/")
    look_at(page, "api")
