"""People in the debate, as their browsers act: they make an account, sign in, write, and open pages that must not err."""

import re
from email import message_from_bytes, policy

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.accounts.people import PASSWORD, Person, make_member
from tests.discussion.scene import Scene
from tests.fixtures.browser import Served
from tests.journeys.desk import Desk
from tests.samples import Asked

MAX_TABS = 200
WORDS = "Words that took a while.\n\nAnd more of them."


def tab_of(context: BrowserContext, address: str) -> Page:
    """The page in a new tab."""
    page = context.new_page()
    page.goto(address)
    return page


def letter_to(served: Served, mail: str) -> str:
    """The link in the only letter to this address."""
    letters = [
        message_from_bytes(file.read_bytes(), policy=policy.default)
        for file in (served.instance / "outbox").glob("*.eml")
    ]
    (words,) = (str(letter.get_content()) for letter in letters if mail in str(letter["To"]))
    found = re.search(r"https?://\S+/account/confirm/\S+", words)
    assert found, words
    return found.group()


def make_account(page: Page, served: Served, name: str) -> None:
    """From the page for signing in to an account that is confirmed and signed in."""
    mail = f"{name.lower().replace(' ', '.')}@example.org"
    page.get_by_role("link", name="Make an account").click()
    page.get_by_label("Mail address").fill(mail)
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_text("outbox/ in the instance folder")).to_be_visible()
    page.goto(letter_to(served, mail))
    page.get_by_role("button", name="Confirm, and go on to sign in").click()
    sign_in(page, mail)
    expect(page.get_by_role("link", name=f"Account of {name}")).to_be_visible()


def sign_in(page: Page, mail: str) -> None:
    """Fill in the page for signing in."""
    page.get_by_label("Mail address").fill(mail)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def member_at(desk: Desk, context: BrowserContext, name: str, address: str) -> tuple[Person, Page]:
    """A member who signed in to see this page."""
    person = make_member(desk.site, name)
    page = tab_of(context, f"{desk.served.address}account/sign-in?next=/{address.split('/', 3)[3]}")
    sign_in(page, person.email)
    expect(page.locator("main")).to_be_visible()
    page.goto(address)
    expect(page.get_by_role("link", name=f"Account of {name}")).to_be_visible()
    return person, page


def article_form(page: Page) -> Locator:
    """The form that answers the article, opened."""
    summary = page.locator(".write:not([open]) > summary")
    if summary.count():
        summary.click()
    return page.locator('.comment-form:not([data-draft^="edit/"])').first


def words_in(form: Locator) -> Locator:
    """Where the comment is typed."""
    return form.locator("textarea")


def write(form: Locator, words: str, *, button: str = "Post") -> None:
    """Type a comment and press the button."""
    words_in(form).fill(words)
    form.get_by_role("button", name=button, exact=True).click()


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has focus."""
    for _ in range(MAX_TABS):
        page.keyboard.press("Tab")
        if target.evaluate("(node) => node === document.activeElement"):
            return
    pytest.fail(f"Tab never reached {target}")


def assert_fits(page: Page) -> None:
    """Nothing is wider than the window."""
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1], page.url


def scene_of(desk: Desk, key: str) -> Scene:
    """An article of its own with a member who has written one comment."""
    desk.publish(Asked(key=key))
    scene = Scene(desk.site, f"on-{key}")
    scene.member(f"First of {key}")
    scene.post(f"First of {key}", "The first comment.")
    return scene


def open_reply(page: Page) -> None:
    """Open the form below the only comment."""
    page.locator(".comment").get_by_role("link", name="Reply").click()
    expect(words_in(page.locator(".comment .comment-form"))).to_be_focused()


def first_number(page: Page) -> int:
    """The number of the first comment on the page."""
    return int((page.locator(".comment").first.get_attribute("id") or "").removeprefix("comment-"))
