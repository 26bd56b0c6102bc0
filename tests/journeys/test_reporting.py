"""Reporting a comment in a real browser: with and without a script, by keyboard, on a phone, for everybody to read."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.debaters import assert_fits, first_number, member_at, scene_of, tab_of, tab_to
from tests.journeys.desk import Desk
from tests.moderation.reporting import Reporting

NewReader = Callable[..., BrowserContext]
PHONE = {"width": 360, "height": 740}


def open_form(page: Page) -> None:
    """Follow the link below the first comment."""
    page.locator(".comment").first.get_by_role("link", name="Report", exact=True).click()
    expect(page.get_by_role("heading", name="Report this comment")).to_be_visible()


def thanked(page: Page) -> None:
    """The comment's page says thank you, and leads to one's reports."""
    expect(page.get_by_text("Thank you. A moderator will look")).to_be_visible()
    page.locator(".notice").get_by_role("link", name="Your reports").click()
    expect(page.get_by_text("A moderator has not looked at it yet.")).to_be_visible()


@pytest.mark.parametrize("scripted", [True, False])
def test_a_reader_without_a_cookie_reports_a_comment(
    desk: Desk, new_reader: NewReader, scripted: bool
) -> None:
    key = f"reports-{'with' if scripted else 'without'}"
    scene_of(desk, key)
    page = tab_of(new_reader(java_script_enabled=scripted, viewport=PHONE), desk.address(key))
    open_form(page)
    assert_fits(page)
    page.get_by_label("Spam or advertising").check()
    page.get_by_label("A note to the moderators").fill("The last line sells something.")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_text("One more step: nothing is sent yet.")).to_be_visible()
    expect(page.get_by_label("A note to the moderators")).to_have_value("The last line sells something.")
    page.get_by_role("button", name="Send the report").click()
    thanked(page)
    assert_fits(page)
    page.get_by_role("button", name="Withdraw the report").click()
    expect(page.get_by_text("You have withdrawn this report.")).to_be_visible()


def test_illegal_content_is_reported_by_keyboard_alone(desk: Desk, new_reader: NewReader) -> None:
    key = "reports-keys"
    scene_of(desk, key)
    _, page = member_at(desk, new_reader(), "Key Reporter", desk.address(key))
    tab_to(page, page.locator(".comment").first.get_by_role("link", name="Report", exact=True))
    page.keyboard.press("Enter")
    box = page.get_by_label("I believe in good faith")
    expect(box).to_be_hidden()
    tab_to(page, page.get_by_label("Personal attack"))
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Illegal content")).to_be_checked()
    tab_to(page, page.get_by_label("A note to the moderators"))
    page.keyboard.type("It prints a private address.")
    tab_to(page, box)
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Send the report"))
    page.keyboard.press("Enter")
    thanked(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_a_report(desk: Desk, new_reader: NewReader, scheme: str) -> None:
    key = f"reports-{scheme}"
    scene = scene_of(desk, key)
    name = f"Reporter in {scheme}"
    context = new_reader(color_scheme=scheme, viewport=PHONE)
    person, page = member_at(desk, context, name, desk.address(key))
    scene.people[name] = person
    number = first_number(page)
    page.goto(f"{desk.served.address}comments/{number}/flag")
    look(page)
    page.get_by_role("radio", name="Illegal content").check()
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("alert")).to_contain_text("say what is illegal")
    look(page)
    reporting = Reporting(scene)
    reporting.flag(name, number, note="A_very_long_word_" * 30)
    first = next(iter(scene.people))
    reporting.flag_name(name, first)
    for path in (f"comments/{number}/flag", "reports", f"members/{scene.people[first].account_id}/flag"):
        page.goto(f"{desk.served.address}{path}")
        look(page)


def look(page: Page) -> None:
    """Nothing is wider than the window, and axe finds nothing."""
    assert_fits(page)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
