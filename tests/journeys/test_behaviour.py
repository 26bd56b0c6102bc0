"""What the page does by itself while a reader acts: what it fetches, says, keeps and focuses."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.journeys.desk import Desk, NewReader, leading, open_poll, vote
from tests.patience import eventually
from tests.samples import Asked

UNREACHABLE = "the site cannot be reached"


def test_tabbing_and_touching_sets_no_cookie_and_choosing_does(desk: Desk, new_reader: NewReader) -> None:
    context = new_reader()
    page = open_poll(desk, context, Asked(key="tabbed"))
    for _ in range(page.locator("a, button, input").count()):
        page.keyboard.press("Tab")
    page.locator(".poll legend").click()
    page.evaluate("fetch('/live/state?articles=1').then(() => true)")
    assert context.cookies() == []
    page.get_by_label("No indeed").check()
    eventually(context.cookies)


def test_results_hidden_again_are_hidden_where_readers_stand(desk: Desk, new_reader: NewReader) -> None:
    page = open_poll(desk, new_reader(), Asked(key="withdrawn", visibility="after_vote"))
    eventually(lambda: leading(page) == "Results open with your vote")
    vote(page, "No indeed")
    eventually(lambda: leading(page).startswith("No indeed"))
    desk.site.crowd("withdrawn", yes=2)
    expect(page.locator("[data-live=voters]")).to_have_text("3 readers voted")
    eventually(lambda: leading(page).startswith("Yes indeed"))
    page.get_by_role("button", name="withdraw").click()
    expect(page.locator(".poll .notice")).to_contain_text("withdrawn")
    eventually(lambda: leading(page) == "Results open with your vote")
    desk.site.vote("somebody", "withdrawn", "yes")
    page.reload()
    eventually(lambda: leading(page) == "Results open with your vote")


def test_a_vote_while_updates_are_paused_shows_where_readers_stand(desk: Desk, new_reader: NewReader) -> None:
    page = open_poll(desk, new_reader(), Asked(key="paused"))
    page.get_by_role("button", name="Pause live updates").click()
    vote(page, "Yes indeed")
    eventually(lambda: leading(page).startswith("Yes indeed"))
    desk.site.crowd("paused", no=3)
    expect(page.locator("[data-live-status]")).to_have_text("Live updates are paused.")
    page.get_by_role("button", name="Pause live updates").click()
    expect(page.locator("[data-live=voters]")).to_have_text("4 readers voted")
    eventually(lambda: leading(page).startswith("No indeed"))


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        ("withdraw", f"Your vote could not be withdrawn: {UNREACHABLE}. It still stands."),
        ("change", f"Your vote could not be opened for changing: {UNREACHABLE}. It still stands."),
    ],
)
def test_an_act_that_does_not_reach_the_site_says_so_in_its_card(
    desk: Desk, new_reader: NewReader, act: str, sentence: str
) -> None:
    context = new_reader()
    page = open_poll(desk, context, Asked(key=f"offline-{act}"))
    vote(page, "No indeed")
    context.set_offline(True)
    control = page.locator(".standing").get_by_text(act, exact=True)
    control.press("Enter")
    expect(page.locator(".poll .error")).to_have_text(sentence)
    expect(control).to_be_focused()
    assert page.url == desk.address(f"offline-{act}")
    context.set_offline(False)
    control.press("Enter")
    expect(page.get_by_role("button", name=re.compile("vote", re.IGNORECASE))).to_be_visible()
    expect(page.locator(".poll .error")).to_be_empty()


def test_a_vote_and_a_look_that_do_not_reach_the_site_say_so_once(desk: Desk, new_reader: NewReader) -> None:
    context = new_reader()
    page = open_poll(desk, context, Asked(key="unsent", visibility="after_vote"))
    context.set_offline(True)
    look = page.get_by_role("button", name="Show results without voting")
    look.press("Enter")
    expect(page.locator(".poll .error")).to_have_text(
        f"The results could not be shown: {UNREACHABLE}. Try again."
    )
    expect(look).to_be_focused()
    answer = page.get_by_label("No indeed")
    answer.check()
    answer.press("Enter")
    expect(page.locator(".poll .error")).to_contain_text("could not be reached. Your choice is still here")
    expect(answer).to_be_checked()
    expect(answer).to_be_focused()
    expect(page.locator(".poll .error")).to_have_attribute("role", "alert")
    expect(page.locator("#announcer")).to_be_empty()


def test_a_change_begins_at_the_answer_that_stands(desk: Desk, new_reader: NewReader) -> None:
    page = open_poll(desk, new_reader(), Asked(key="changed"))
    vote(page, "Not sure")
    page.get_by_role("link", name="change", exact=True).click()
    expect(page.get_by_label("Not sure")).to_be_focused()


def test_a_button_says_that_it_is_sending_and_keeps_its_width(desk: Desk, new_reader: NewReader) -> None:
    page = open_poll(desk, new_reader(), Asked(key="sending"))
    held: list[Route] = []
    page.route("**/ballot", lambda route: held.append(route))
    button = page.locator(".poll button.vote")
    width = button.evaluate("button => button.offsetWidth")
    page.get_by_label("No indeed").check()
    button.click()
    expect(button).to_have_text("Sending…")
    expect(button).to_have_attribute("aria-disabled", "true")
    assert button.evaluate("button => button.offsetWidth") == width
    assert button.evaluate("button => button.scrollWidth <= button.offsetWidth"), "the words are cut off"
    eventually(lambda: page.evaluate("true") and held)
    held[0].abort()
    expect(button).to_have_text("Vote")
    expect(button).not_to_have_attribute("aria-disabled", "true")
