"""A reader's journey in a real browser: vote beside a sentence, change, withdraw, and see others arrive."""

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.fixtures.browser import Served, serve, stop

NewReader = Callable[..., BrowserContext]


def open_article(context: BrowserContext, served: Served) -> Page:
    """The article in a new tab."""
    page = context.new_page()
    page.goto(served.article)
    return page


def vote(page: Page, key: str, label: str) -> None:
    """Choose an answer and press the button."""
    poll = page.locator(f"#poll-{key}")
    poll.get_by_role(
        "radio" if poll.locator("[type=radio]").count() else "checkbox", name=label, exact=True
    ).check()
    poll.get_by_role("button", name="Vote").click()


def test_vote_is_confirmed_in_words_and_can_be_changed_and_withdrawn(
    served: Served, new_reader: NewReader
) -> None:
    page = open_article(new_reader(), served)
    poll = page.locator("#poll-ethical")
    vote(page, "ethical", "Yes, if disclosed")
    expect(poll.locator(".notice")).to_have_text("Your vote was counted.")
    expect(poll.locator(".standing")).to_contain_text("You voted “Yes, if disclosed”")
    poll.get_by_role("link", name="change").click()
    expect(poll.get_by_label("Yes, if disclosed")).to_be_checked()
    poll.get_by_label("Not sure").check()
    poll.get_by_role("button", name="Change my vote").click()
    expect(poll.locator(".standing")).to_contain_text("You voted “Not sure”")
    poll.get_by_role("button", name="withdraw").click()
    expect(poll.locator(".notice")).to_have_text("Your vote was withdrawn and is no longer counted.")
    page.reload()
    expect(poll.get_by_role("button", name="Vote", exact=True)).to_be_visible()


def test_a_vote_arrives_in_another_browser_of_another_process(served: Served, new_reader: NewReader) -> None:
    other = serve(served.instance, "--workers", "1")
    try:
        watching = open_article(new_reader(), other)
        expect(watching.locator("[data-live-status]")).to_have_text("Tallies are live.")
        vote(open_article(new_reader(), served), "encouraged", "Neither")
        poll = watching.locator("#poll-encouraged")
        expect(poll.locator("[data-live=voters]")).to_have_text("1 reader voted")
        expect(watching.locator("#announcer")).to_contain_text("New votes")
    finally:
        stop(other)


def test_everything_works_without_javascript(served: Served, new_reader: NewReader) -> None:
    page = new_reader(java_script_enabled=False).new_page()
    page.goto(served.article)
    vote(page, "acceptable", "Dating app")
    expect(page.locator("h1")).to_have_text("Where is an AI headshot acceptable?")
    page.get_by_role("button", name="Confirm your vote").click()
    poll = page.locator("#poll-acceptable")
    expect(poll.locator(".standing")).to_contain_text("You voted “Dating app”")
    poll.get_by_role("link", name="change").click()
    page.locator("#poll-acceptable").get_by_label("Nowhere").check()
    page.locator("#poll-acceptable").get_by_role("button", name="Change my vote").click()
    expect(poll.locator(".error")).to_contain_text("“Nowhere” cannot be combined with another answer")
    expect(poll.get_by_label("Dating app")).to_be_checked()


def test_keyboard_alone_suffices(served: Served, new_reader: NewReader) -> None:
    page = open_article(new_reader(), served)
    page.locator("#poll-breakthrough input[name=option]").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.locator("#poll-breakthrough .notice").count() == 0, "an arrow key must not submit"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#poll-breakthrough .notice")).to_be_focused()


def test_reading_leaves_no_cookie(served: Served, new_reader: NewReader) -> None:
    context = new_reader()
    page = open_article(context, served)
    expect(page.locator("[data-live-status]")).to_have_text("Tallies are live.")
    assert context.cookies() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 768, 1280, 1920])
def test_axe_finds_nothing_and_nothing_is_cut_off(
    served: Served, new_reader: NewReader, width: int, scheme: str
) -> None:
    page = open_article(new_reader(viewport={"width": width, "height": 900}, color_scheme=scheme), served)
    vote(page, "ethical", "No")
    expect(page.locator("#poll-ethical .notice")).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_polls_stand_beside_their_sentences_without_covering_each_other(
    served: Served, new_reader: NewReader
) -> None:
    page = open_article(new_reader(viewport={"width": 1280, "height": 900}), served)
    boxes = [poll.bounding_box() for poll in page.locator(".poll").all()]
    marks = [page.locator(f"#asks-{key}").bounding_box() for key in _keys(page)]
    for poll, mark in zip(boxes, marks, strict=True):
        assert poll is not None
        assert mark is not None
        assert poll["x"] > mark["x"]
        assert poll["y"] >= mark["y"] - 2
    for above, below in itertools.pairwise(boxes):
        assert above is not None
        assert below is not None
        assert above["y"] + above["height"] <= below["y"]
    first, mark = boxes[0], marks[0]
    assert first is not None
    assert mark is not None
    assert abs(first["y"] - mark["y"]) < 4


def test_server_and_script_shuffle_alike(served: Served, new_reader: NewReader) -> None:
    page = open_article(new_reader(), served)
    drawn = _orders(page)
    vote(page, "ethical", "No")
    expect(page.locator("#poll-ethical .notice")).to_be_visible()
    page.reload()
    kept = _orders(page)
    assert {key: kept[key] for key in kept if key != "ethical"} == {
        key: drawn[key] for key in drawn if key != "ethical"
    }


def _keys(page: Page) -> list[str]:
    return [str(poll.get_attribute("id")).removeprefix("poll-") for poll in page.locator(".poll").all()]


def _orders(page: Page) -> dict[str, list[str | None]]:
    return {
        key: [field.get_attribute("value") for field in page.locator(f"#poll-{key} [name=option]").all()]
        for key in _keys(page)
    }


def test_a_script_that_cannot_reach_the_server_keeps_the_choice(
    served: Served, new_reader: NewReader, tmp_path: Path
) -> None:
    context = new_reader()
    page = open_article(context, served)
    context.set_offline(True)
    vote(page, "ethical", "No")
    poll = page.locator("#poll-ethical")
    expect(poll.locator(".error")).to_contain_text("could not be reached. Your choice is still here")
    context.set_offline(False)
    poll.get_by_role("button", name="Vote", exact=True).click()
    expect(poll.locator(".notice")).to_have_text("Your vote was counted.")
