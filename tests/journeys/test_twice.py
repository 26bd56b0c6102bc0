"""The leading question in a real browser: before reading, at the end, and what the votes say of it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.insights.changing import change_minds, leading, refreshed
from tests.journeys.desk import Desk, NewReader
from tests.samples import Asked

MULTIPLE = Asked(key="twice-multiple", kind="multiple", max=2)


def open_article(desk: Desk, context: BrowserContext, key: str) -> Page:
    """An article that leads with the question `key`, which thirty readers and more have answered twice."""
    text = leading(Asked(key=key), MULTIPLE, key=key)
    desk.site.publish(text.replace("slug: on-portraits", f"slug: on-{key}"))
    change_minds(desk.site, [[19, 8, 0], [6, 12, 5], [0, 5, 9]], only_after=[9, 9, 9], key=key)
    page = context.new_page()
    page.goto(desk.address(key))
    return page


def test_an_answer_before_and_a_vote_at_the_end(desk: Desk, new_reader: NewReader) -> None:
    page = open_article(desk, new_reader(viewport={"width": 360, "height": 900}), "said-twice")
    before, at_end, card = page.locator("#before"), page.locator("#and-now"), page.locator("#poll-said-twice")
    before.get_by_role("button", name="Answer").click()
    expect(before.locator(".error")).to_contain_text("Nothing was chosen")
    before.get_by_label("Rarely indeed").check()
    before.get_by_role("button", name="Answer").click()
    expect(before.locator(".notice")).to_be_focused()
    expect(at_end).to_contain_text("Before reading you said “Rarely indeed”")
    at_end.get_by_label("No indeed").check()
    at_end.get_by_role("button", name="Vote").click()
    expect(at_end.locator(".said")).to_contain_text(
        "Before reading you said “Rarely indeed”, now “No indeed”"
    )
    expect(at_end.locator(".said")).to_be_focused()
    expect(card.locator(".standing")).to_contain_text("You voted “No indeed”")
    card.get_by_role("link", name="change").click()
    card.get_by_label("Rarely indeed").check()
    card.get_by_role("button", name="Change my vote").click()
    expect(at_end.locator(".said")).to_contain_text("You say the same as before reading: “Rarely indeed”")
    assert Axe().run(page).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_both_work_without_a_script(desk: Desk, new_reader: NewReader) -> None:
    page = open_article(desk, new_reader(java_script_enabled=False), "twice-plain")
    page.locator("#before").get_by_label("Yes indeed").check()
    page.locator("#before").get_by_role("button", name="Answer").click()
    page.get_by_role("button", name="Confirm your answer").click()
    expect(page.locator("#before")).to_contain_text("Before reading you said “Yes indeed”")
    page.locator("#and-now").get_by_label("Yes indeed").check()
    page.locator("#and-now").get_by_role("button", name="Vote").click()
    expect(page).to_have_url(f"{desk.address('twice-plain')}#and-now")
    expect(page.locator("#and-now")).to_contain_text("You say the same as before reading")
    page.locator("#before").get_by_role("button", name="withdraw").click()
    expect(page.locator("#and-now")).to_contain_text("You voted “Yes indeed”")


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_what_changed_is_a_sentence_a_table_and_a_picture(
    desk: Desk, new_reader: NewReader, width: int, scheme: str
) -> None:
    context = new_reader(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = open_article(desk, context, f"twice-{width}")
    refreshed(desk.site)
    page.goto(f"{desk.address(f'twice-{width}')}/insights")
    expect(page.locator("#shift .said").first).to_contain_text("Of 64 readers who answered twice")
    expect(page.locator("#shift table")).to_be_visible()
    assert page.locator("#shift .band").count() >= 3
    page.locator("#over-time summary").first.click()
    assert Axe().run(page).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
