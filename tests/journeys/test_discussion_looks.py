"""How a discussion looks where it matters: depth on a phone, long words, right-to-left words, the foot of the page."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, FloatRect, Locator, Page, expect

from tests.discussion.scene import Scene
from tests.journeys.desk import Desk
from tests.samples import SINGLE, article_text

NewReader = Callable[..., BrowserContext]
KEY = "voices"
SLUG = f"on-{KEY}"
ASKED = replace(SINGLE, key=KEY)
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
CODE = f"```\n{'x = do(' * 30}\n```"
ARABIC = "هل الصورة صورة إذا لم يقف أحد أمام العدسة؟"
NARROWEST_LINE = 250


@pytest.fixture(scope="module")
def voices(desk: Desk) -> Scene:
    """A discussion with everything that could break a page."""
    desk.site.publish(article_text(ASKED, slug=SLUG))
    scene = Scene(desk.site, slug=SLUG)
    names = ("Ada of the voices", "Bea of the voices")
    for name in names:
        scene.member(name)
    scene.vote(names[0], KEY, "yes")
    root = scene.post(names[0], f"{LONG_WORD}\n\n{CODE}", about=(KEY,), stance=True)
    last = root
    for number in range(9):
        last = scene.post(
            names[number % 2], "A reply of some length that has to be read at every depth.", to=last
        )
    scene.post(names[1], ARABIC)
    gone = scene.post(names[0], "Gone.", to=root)
    scene.post(names[1], "Still here.", to=gone)
    scene.delete(names[0], gone)
    return scene


def open_page(desk: Desk, context: BrowserContext, path: str = "") -> Page:
    """A page of the article in a new tab."""
    page = context.new_page()
    page.goto(f"{desk.address(KEY)}{path}")
    expect(page.locator("#discussion")).to_be_visible()
    return page


def box(place: Locator) -> FloatRect:
    """Where it stands on the page."""
    found = place.bounding_box()
    assert found is not None, "it does not show"
    return found


@pytest.mark.parametrize("width", [320, 360])
def test_the_deepest_reply_keeps_a_line_to_read_on_a_phone(
    desk: Desk, voices: Scene, new_reader: NewReader, width: int
) -> None:
    page = open_page(desk, new_reader(viewport={"width": width, "height": 740}))
    page.get_by_role("link", name="more replies").click()
    words = page.locator(".depth-5 .comment-body")
    assert words.count() == 5
    assert min(box(one)["width"] for one in words.all()) >= min(NARROWEST_LINE, width - 100)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    expect(page.get_by_text("replying to").first).to_be_visible()


def test_words_run_as_they_are_written(desk: Desk, voices: Scene, new_reader: NewReader) -> None:
    page = open_page(desk, new_reader())
    direction = "(element) => getComputedStyle(element).direction"
    assert page.locator(".comment-body", has_text="هل").evaluate(direction) == "rtl"
    assert page.locator(".comment-body", has_text=LONG_WORD).evaluate(direction) == "ltr"


def test_the_footer_stands_below_the_discussion(desk: Desk, voices: Scene, new_reader: NewReader) -> None:
    page = open_page(desk, new_reader(viewport={"width": 1280, "height": 900}))
    discussion, footer = box(page.locator("#discussion")), box(page.locator(".site-footer"))
    assert discussion["y"] + discussion["height"] <= footer["y"]


def test_a_moment_is_told_as_how_long_ago_it_was(desk: Desk, voices: Scene, new_reader: NewReader) -> None:
    when = open_page(desk, new_reader()).locator(".when").first
    expect(when.locator(".relative")).to_be_visible()
    assert "UTC" in (when.get_attribute("title") or "")


def test_a_poll_leads_to_what_was_written_about_it(desk: Desk, voices: Scene, new_reader: NewReader) -> None:
    page = open_page(desk, new_reader())
    page.locator("#poll-voices").get_by_role("link", name="comments on this question").click()
    expect(page.get_by_role("heading", name="Comments on this question")).to_be_visible()
    expect(page.locator(".comment-body", has_text=LONG_WORD)).to_be_visible()
    assert page.locator(".comment-body", has_text="هل").count() == 0


@pytest.mark.parametrize(
    ("path", "scheme"),
    [
        ("", "light"),
        ("/discussion?poll=voices", "dark"),
        ("/discussion/new?since=2020-01-01T00:00:00Z", "light"),
    ],
)
def test_axe_finds_nothing(desk: Desk, voices: Scene, new_reader: NewReader, path: str, scheme: str) -> None:
    found = Axe().run(
        open_page(desk, new_reader(color_scheme=scheme, viewport={"width": 360, "height": 740}), path)
    )
    assert found.violations_count == 0, found.generate_report()
