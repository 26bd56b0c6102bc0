"""What the votes say, in a browser: on a narrow screen, by day and by night, without a script."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from pollsite.app import create_app
from tests.fixtures.browser import Served
from tests.fixtures.site import Site, settings_for
from tests.journeys.desk import NewReader

LOOKS = (
    (360, "light", ""),
    (360, "dark", "?rows=used-one&columns=acceptable"),
    (1280, "dark", "?rows=used-one&columns=used-one"),
)

SMALLEST = """() => Math.min(...[...document.querySelectorAll('figure svg text')].map(
    (text) => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a))"""
"""How high, in pixels, the smallest letters of all pictures are."""
OPENED = """() => {
    document.querySelectorAll('details').forEach((folded) => { folded.open = true; });
    return document.documentElement.scrollWidth; }"""
"""How wide the page is once everything is unfolded."""


@pytest.fixture
def spoken(served: Served) -> Served:
    """Some hundred readers have voted, and the figures are worked out."""
    site = Site(create_app(settings_for(served.instance)), served.instance)
    for words in (("demo", "fill", "--readers", "250", "--comments", "10"), ("insights", "refresh")):
        code, said = site.run(*words)
        assert code == 0, said
    return served


def test_the_page_fits_axe_finds_nothing_and_questions_are_chosen_without_a_script(
    spoken: Served, new_reader: NewReader
) -> None:
    for width, scheme, query in LOOKS:
        context = new_reader(viewport={"width": width, "height": 800}, color_scheme=scheme)
        page = context.new_page()
        page.goto(f"{spoken.article}/insights{query}")
        assert page.evaluate("document.documentElement.scrollWidth") == width, query
        assert Axe().run(page).response["violations"] == [], query
        assert context.cookies() == []
        assert page.evaluate(SMALLEST) >= 12, query
        assert page.evaluate(OPENED) == width, query
    page = new_reader(java_script_enabled=False).new_page()
    page.goto(spoken.article)
    page.get_by_role("link", name="What the votes say").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What the votes say")
    page.get_by_label("What those who answered").select_option("used-one")
    page.get_by_label("say to").select_option("see-ourselves")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#crossing tbody th").first).to_have_text("Yes, where others can see it")
    page.get_by_role("link", name="The other way round").click()
    expect(page.locator("#crossing tbody th").first).to_have_text("Yes, mostly for the better")
    page.emulate_media(media="print")
    expect(page.locator("#over-time details table").first).to_be_visible()
    expect(page.get_by_role("button", name="Show")).to_be_hidden()
