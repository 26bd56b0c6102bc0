"""From a warning to an appeal and its answer, as its author and another moderator go through it in their browsers."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from pollsite.clock import now
from pollsite.moderation.types import DecisionKind
from tests.discussion.scene import Scene
from tests.journeys.debaters import sign_in, tab_of
from tests.journeys.desk import Desk
from tests.moderation.hearing import Hearing
from tests.samples import SINGLE, article_text

NewReader = Callable[..., BrowserContext]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
TYPED = "A calmer thing that took a while to write."
WHY = "It was about the essay, not about her."


@pytest.fixture(scope="module")
def hearing(desk: Desk) -> Hearing:
    """A debate of its own, with two moderators and an author."""
    desk.site.publish(article_text(replace(SINGLE, key="appeals"), slug="on-appeals", title="On appeals"))
    scene = Scene(desk.site, slug="on-appeals", now=now())
    for name in ("Una Appeals", "Rita Appeals"):
        scene.member(name)
    return Hearing(scene, moderators=("Mo", "Max"))


def enter(desk: Desk, context: BrowserContext, hearing: Hearing, name: str, path: str) -> Page:
    """Somebody who signed in to see this page."""
    page = tab_of(context, f"{desk.served.address}account/sign-in?next=/{path}")
    sign_in(page, hearing.scene.people[name].email)
    expect(page).to_have_url(f"{desk.served.address}{path}")
    return page


def assert_good(page: Page) -> None:
    """Nothing is wrong with it for who cannot see, and nothing is wider than the window."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def decide(hearing: Hearing, kind: DecisionKind, **other: object) -> int:
    """A reported comment of hers is decided about by Mo."""
    words = f"You look like a potato, and a long one at that: {'po' * 60}tato. {hearing.scene.submissions}"
    comment = hearing.scene.post("Una Appeals", words)
    hearing.reporting.flag("Rita Appeals", comment)
    return hearing.decide(comment, kind, **other)


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_from_a_warning_back_to_the_words_it_stopped(
    desk: Desk, hearing: Hearing, new_reader: NewReader, has_script: bool
) -> None:
    number = decide(hearing, DecisionKind.WARN, note="Argue with what she says. " * 8)
    context = new_reader(**PHONE, java_script_enabled=has_script, color_scheme="dark")
    page = enter(desk, context, hearing, "Una Appeals", "articles/on-appeals/comment")
    typed = f"{TYPED} {has_script}"
    page.locator("textarea[name=body]").fill(typed)
    page.get_by_role("button", name="Post", exact=True).click()
    page.get_by_role("link", name="Read what was decided").click()
    expect(page.get_by_role("heading", name="You were warned")).to_be_visible()
    if has_script:
        assert_good(page)
    page.get_by_role("button", name="I have read this").click()
    expect(page).to_have_url(f"{desk.served.address}articles/on-appeals/comment")
    expect(page.locator("textarea[name=body]")).to_have_value(typed)
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator(".comment", has_text=typed).last).to_be_visible()
    page.goto(f"{desk.served.address}statements/{number}")
    expect(page.get_by_text("You said that you had read this")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_appeal_is_written_answered_by_key_and_told(
    desk: Desk, hearing: Hearing, new_reader: NewReader, scheme: str
) -> None:
    number = decide(hearing, DecisionKind.SUSPEND, days=3, removes=True)
    author = enter(
        desk, new_reader(**PHONE, color_scheme=scheme), hearing, "Una Appeals", f"statements/{number}"
    )
    assert_good(author)
    author.get_by_role("link", name="Write an appeal").click()
    assert_good(author)
    author.get_by_role("button", name="Send the appeal").click()
    expect(author.get_by_role("alert")).to_contain_text("Say in a sentence or two")
    assert_good(author)
    author.get_by_label("Your appeal").fill(WHY)
    author.get_by_role("button", name="Send the appeal").click()
    expect(author.get_by_text("Your appeal waits for another moderator")).to_be_visible()
    assert_good(author)
    case_id = hearing.stored_appeal(number).case_id
    other = enter(
        desk, new_reader(color_scheme=scheme), hearing, "Max", f"moderation/cases/{case_id}?in=appeals"
    )
    expect(other.get_by_text(WHY)).to_be_visible()
    assert_good(other)
    other.keyboard.press("a")
    expect(other.locator("#desk-status")).to_contain_text("Appeal accepted")
    author.reload()
    expect(author.get_by_text("Your appeal was accepted")).to_be_visible()
    assert_good(author)
    author.goto(f"{desk.served.address}inbox")
    expect(author.get_by_text("Your appeal was accepted").first).to_be_visible()
    assert_good(author)
