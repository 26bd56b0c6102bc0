"""A running site and its publisher, for journeys in which the publisher acts while readers read."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page, expect

from tests.fixtures.browser import Served
from tests.fixtures.site import Site
from tests.samples import Asked, article_text

NewReader = Callable[..., BrowserContext]


@dataclass(frozen=True)
class Desk:
    """A running site and its publisher. Each test has an article of its own, named like its one poll."""

    served: Served
    site: Site

    def publish(self, poll: Asked) -> None:
        """Publish the article that asks this one question, or its new text."""
        self.site.publish(article_text(poll, slug=f"on-{poll.key}", title=f"On {poll.key}"))

    def address(self, key: str) -> str:
        """Where the article stands."""
        return f"{self.served.address}articles/on-{key}"


def open_poll(desk: Desk, context: BrowserContext, poll: Asked) -> Page:
    """The article that asks it, published and opened in a tab."""
    desk.publish(poll)
    return open_tab(desk, context, poll.key)


def open_tab(desk: Desk, context: BrowserContext, key: str) -> Page:
    """The published article in a new tab, live."""
    page = context.new_page()
    page.goto(desk.address(key))
    expect(page.locator("[data-live-status]")).to_have_text("Tallies are live.")
    return page


def vote(page: Page, label: str) -> None:
    """Choose an answer, press the button and see it counted."""
    page.get_by_label(label).check()
    page.get_by_role("button", name="Vote", exact=True).click()
    expect(page.locator(".standing")).to_contain_text(f"You voted “{label}”")


def leading(page: Page) -> str:
    """The poll's words in “Where readers stand”."""
    return page.locator("[data-standpoint] .leading").inner_text()


def focused(page: Page, selector: str) -> bool:
    """Whether focus is in, or on, what the selector names."""
    return bool(page.evaluate("(wanted) => document.activeElement.closest(wanted) !== null", selector))
