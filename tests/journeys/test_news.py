"""What the page does when others act: voters, the publisher, another tab, a server that goes away and comes back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.fixtures.browser import Served, serve, stop
from tests.journeys.desk import Desk, NewReader, focused, leading, open_poll, open_tab, vote
from tests.patience import eventually
from tests.samples import FAR_AHEAD, LONG_PAST, Asked, article_text


def test_a_reworded_question_is_fetched_and_never_painted_over(desk: Desk, new_reader: NewReader) -> None:
    poll = Asked(key="reworded", question="Was it old?")
    page = open_poll(desk, new_reader(), poll)
    drawn = page.locator(".answer .label").all_inner_texts()
    desk.publish(Asked(key="reworded", question="Is it new?", wording=2))
    expect(page.locator(".poll-card")).to_have_attribute("data-wording", "2")
    expect(page.locator(".poll legend")).to_have_text("Is it new?")
    assert page.locator(".answer .label").all_inner_texts() == drawn, "the reader's order is kept"
    expect(page.locator("[name=order]")).not_to_have_value("0")


def test_a_choice_begun_is_kept_when_the_question_is_reworded(desk: Desk, new_reader: NewReader) -> None:
    poll = Asked(key="kept", question="Was it old?")
    page = open_poll(desk, new_reader(), poll)
    page.get_by_label("Rarely indeed").check()
    desk.publish(Asked(key="kept", question="Is it new?", wording=2))
    expect(page.locator(".poll .error")).to_contain_text("The question was reworded while you were choosing")
    expect(page.locator(".poll legend")).to_have_text("Was it old?")
    expect(page.get_by_label("Rarely indeed")).to_be_checked()
    eventually(lambda: focused(page, ".poll-card input"))
    expect(page.locator("#announcer")).not_to_contain_text("reworded")


def test_results_that_open_with_the_close_are_seen_at_once(desk: Desk, new_reader: NewReader) -> None:
    open_now = Asked(key="opened", visibility="after_close", opens=LONG_PAST, closes=FAR_AHEAD)
    page = open_poll(desk, new_reader(), open_now)
    eventually(lambda: leading(page) == "Results open when the poll closes")
    desk.publish(Asked(key="opened", visibility="after_close", opens="2019-01-01", closes=LONG_PAST))
    expect(page.locator(".poll-card")).to_have_attribute("data-phase", "closed")
    eventually(lambda: leading(page) == "No votes")


def test_a_poll_that_closes_under_a_choice_says_what_became_of_it(desk: Desk, new_reader: NewReader) -> None:
    page = open_poll(desk, new_reader(), Asked(key="closing"))
    page.get_by_label("Rarely indeed").check()
    eventually(lambda: focused(page, ".poll-card input"))
    desk.publish(Asked(key="closing", opens="2019-01-01", closes=LONG_PAST))
    sentence = "This poll closed while you were choosing; your answer “Rarely indeed” was not counted."
    expect(page.locator(".poll-card .notice")).to_have_text(sentence)
    expect(page.locator("#announcer")).to_have_text(sentence)
    expect(page.locator(".poll-card")).to_have_attribute("data-phase", "closed")
    eventually(lambda: focused(page, ".poll-card"))


def test_a_page_streams_again_soon_after_an_outage(served: Served, new_reader: NewReader) -> None:
    page = new_reader().new_page()
    page.clock.install()
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.goto(served.article)
    status = page.locator("[data-live-status]")
    expect(status).to_have_text("Tallies are live.")
    stop(served)
    expect(status).to_have_text("No connection: tallies stand still.")
    _pass_time(page, until=lambda: sum("/live?" in url for url in failed) >= 4)
    again = serve(served.instance, "--port", served.address.rsplit(":")[-1].strip("/"))
    try:
        _pass_time(page, until=lambda: status.inner_text() != "No connection: tallies stand still.")
        expect(status).to_have_text("Tallies are live.")
    finally:
        stop(again)


def _pass_time(page: Page, *, until: Callable[[], bool]) -> None:
    """Let the page's clock run, half a second at a time, until the condition holds."""

    def holds() -> bool:
        page.clock.run_for(500)
        return until()

    eventually(holds)


def test_an_act_in_one_tab_is_seen_in_the_other(desk: Desk, new_reader: NewReader) -> None:
    context = new_reader()
    first = open_poll(desk, context, Asked(key="twice", visibility="after_vote"))
    second = open_tab(desk, context, "twice")
    vote(first, "No indeed")
    expect(second.locator(".standing")).to_contain_text("You voted “No indeed”")
    eventually(lambda: leading(second).startswith("No indeed"))
    first.get_by_role("button", name="withdraw").click()
    expect(second.get_by_role("button", name="Vote", exact=True)).to_be_visible()
    eventually(lambda: leading(second) == "Results open with your vote")


def test_an_act_in_one_tab_takes_no_choice_from_the_other(desk: Desk, new_reader: NewReader) -> None:
    context = new_reader()
    first = open_poll(desk, context, Asked(key="both"))
    second = open_tab(desk, context, "both")
    third = open_tab(desk, context, "both")
    second.get_by_label("Rarely indeed").check()
    vote(first, "No indeed")
    expect(third.locator(".standing")).to_contain_text("You voted “No indeed”")
    expect(second.get_by_label("Rarely indeed")).to_be_checked()
    expect(second.get_by_role("button", name="Vote", exact=True)).to_be_visible()


def test_an_edited_article_is_announced(desk: Desk, new_reader: NewReader) -> None:
    page = open_poll(desk, new_reader(), Asked(key="edited"))
    desk.site.publish(
        article_text(Asked(key="edited"), slug="on-edited", title="On edited", closing="It ends otherwise.")
    )
    expect(page.get_by_role("link", name="The article was edited")).to_be_visible()
    expect(page.locator("#announcer")).to_contain_text("The article was edited")


def test_news_is_announced_once_and_not_while_a_field_has_focus(desk: Desk, new_reader: NewReader) -> None:
    context = new_reader()
    context.clock.install()
    page = open_poll(desk, context, Asked(key="quiet"))
    page.get_by_label("No indeed").focus()
    for voters, option in enumerate(("yes", "no"), start=1):
        desk.site.vote(f"reader {voters}", "quiet", option)
        expect(page.locator("[data-live=voters]")).to_contain_text(f"{voters} reader")
    page.clock.run_for(60_000)
    expect(page.locator("#announcer")).to_be_empty()
    page.get_by_label("No indeed").blur()
    page.clock.run_for(10_000)
    expect(page.locator("#announcer")).to_have_text(re.compile("^New votes: .* 2 readers voted.$"))


@pytest.mark.parametrize(("motion", "moves"), [("no-preference", True), ("reduce", False)])
def test_bars_and_numbers_move_unless_motion_is_unwanted(
    desk: Desk, new_reader: NewReader, motion: str, moves: bool
) -> None:
    key = f"motion-{motion}"
    page = open_poll(desk, new_reader(reduced_motion=motion), Asked(key=key))
    desk.site.vote("somebody", key, "yes")
    row = page.locator("label.moved", has_text="Yes indeed")
    expect(row.locator(".percent")).to_have_text("100\u202f%")
    bar = row.locator("rect").evaluate("bar => parseFloat(getComputedStyle(bar).transitionDuration) > 0")
    number = row.locator(".percent").evaluate("number => getComputedStyle(number).animationName !== 'none'")
    assert [bar, number] == [moves, moves]
