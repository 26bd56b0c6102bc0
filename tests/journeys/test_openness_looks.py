"""The public pages of moderation in a browser: on a narrow screen, by day and by night, for everybody."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, expect

from pollsite.app import create_app
from pollsite.moderation.types import Actor, DecisionKind
from tests.fixtures.browser import Served
from tests.fixtures.site import Site, settings_for
from tests.moderation.ledger import NOVEMBER, case_of, step

NewReader = Callable[..., BrowserContext]
PAGES = ("rules", "openness?month=2026-11", "openness/log")


@pytest.fixture
def busy(served: Served) -> Served:
    """Something was reported, held and decided."""
    site = Site(create_app(settings_for(served.instance)), served.instance)
    with site.writing() as session:
        connection = session.connection()
        case = case_of(connection, opened_at=NOVEMBER)
        step(connection, DecisionKind.WARN, case_id=case, rule=2)
        step(connection, DecisionKind.HOLD, actor=Actor.AUTOMATIC, reason="guest")
    return served


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_public_pages_fit_and_axe_finds_nothing(
    busy: Served, new_reader: NewReader, width: int, scheme: str
) -> None:
    context = new_reader(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    for name in PAGES:
        page.goto(busy.address + name)
        assert page.evaluate("document.documentElement.scrollWidth") == width, name
        assert Axe().run(page).response["violations"] == [], name
    assert context.cookies() == []


def test_from_an_article_to_the_rules_and_the_numbers_without_a_script(
    busy: Served, new_reader: NewReader
) -> None:
    page = new_reader(java_script_enabled=False).new_page()
    page.goto(busy.article)
    page.locator("footer").get_by_role("link", name="The rules").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The rules")
    page.get_by_role("link", name="published in numbers").click()
    page.get_by_role("link", name="the log").click()
    expect(page.locator("tbody tr")).to_have_count(2)
