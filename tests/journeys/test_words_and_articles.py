"""Moderators tend the watched words and say how open articles are: by keyboard, on a phone, without a script."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from pollsite.accounts.models import Account
from pollsite.accounts.types import Role
from tests.journeys.debaters import member_at
from tests.journeys.desk import Desk, NewReader


def moderator_at(desk: Desk, new_reader: NewReader, name: str, path: str, **context: object) -> Page:
    """A moderator who has opened the page at `path`."""
    person, page = member_at(desk, new_reader(**context), name, desk.served.address)
    with desk.site.writing() as session:
        session.get_one(Account, person.account_id).role = Role.MODERATOR
    page.goto(f"{desk.served.address}{path}")
    return page


def test_a_word_is_added_tried_and_taken_away_without_a_script(desk: Desk, new_reader: NewReader) -> None:
    page = moderator_at(
        desk,
        new_reader,
        "Wanda Words",
        "moderation/words",
        java_script_enabled=False,
        viewport={"width": 360, "height": 740},
    )
    page.get_by_label("A word or a phrase").fill("rouletteer")
    page.get_by_label("Banned: refuses it").check()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("“rouletteer” is watched for from now on.")
    page.get_by_label("A text").fill("Ask the r.o.u.l.e.t.t.e.e.r.")
    page.get_by_role("button", name="Try it").click()
    tried = page.get_by_role("status")
    expect(tried).to_contain_text("would be refused")
    expect(tried).to_contain_text("“r.o.u.l.e.t.t.e.e.r” is the banned word rouletteer, written apart.")
    expect(page.get_by_label("A text")).to_have_value("Ask the r.o.u.l.e.t.t.e.e.r.")
    page.get_by_role("button", name="Take away rouletteer").click()
    expect(page.get_by_role("status")).to_contain_text("watched for no more")


def test_an_article_is_held_and_opened_again(desk: Desk, new_reader: NewReader) -> None:
    page = moderator_at(desk, new_reader, "Olga Opens", "moderation/articles")
    first = page.locator(".rows > li").first
    first.get_by_label("Hold everything", exact=True).check()
    first.get_by_role("button", name="Store").click()
    expect(page.get_by_role("status")).to_have_text("Stored: hold everything.")
    expect(first.get_by_label("Hold everything", exact=True)).to_be_checked()
    first.get_by_label("Open", exact=True).check()
    first.get_by_label("While open, hold everything").fill("soon")
    first.get_by_role("button", name="Store").click()
    expect(page.get_by_role("alert")).to_contain_text("Write the hours as a number")
    again = page.locator(".rows > li").first
    again.get_by_label("While open, hold everything").fill("")
    again.get_by_label("Open", exact=True).check()
    again.get_by_role("button", name="Store").click()
    expect(page.get_by_role("status")).to_have_text("Stored: open.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_pages_fit_a_phone_and_axe_finds_nothing(desk: Desk, new_reader: NewReader, scheme: str) -> None:
    page = moderator_at(
        desk,
        new_reader,
        f"Axel {scheme}",
        "moderation/words",
        viewport={"width": 360, "height": 740},
        color_scheme=scheme,
    )
    page.get_by_label("A text").fill("See https://example.org/ and " + "averyveryverylongword" * 12)
    page.get_by_role("button", name="Try it").click()
    for path in ("", "moderation/articles"):
        if path:
            page.goto(f"{desk.served.address}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        assert Axe().run(page).response["violations"] == []
