"""The page lives: quotes, marks and new comments, in a real browser."""

import pytest
from playwright.sync_api import expect

from pollsite.discussion.models import Visit
from tests.fixtures.browser import Served
from tests.journeys.debaters import (
    WORDS,
    article_form,
    first_number,
    member_at,
    open_reply,
    scene_of,
    tab_of,
    tab_to,
    words_in,
    write,
)
from tests.journeys.desk import Desk, NewReader
from tests.patience import eventually


def test_a_selected_sentence_is_quoted(desk: Desk, new_reader: NewReader) -> None:
    scene_of(desk, "quoted")
    page = tab_of(new_reader(), desk.address("quoted"))
    words_in(article_form(page)).fill("Before.")
    page.get_by_text("It begins with a plain paragraph.").click(click_count=3)
    expect(
        page.get_by_role("button", name="Quote this")
    ).to_be_visible()  # behind the words before Tab is pressed
    tab_to(page, page.get_by_role("button", name="Quote this"))
    page.keyboard.press("Enter")
    expect(words_in(article_form(page))).to_have_value("Before.\n\n> It begins with a plain paragraph.\n\n")
    expect(words_in(article_form(page))).to_be_focused()
    expect(page.get_by_role("button", name="Quote this")).to_have_count(0)
    words_in(article_form(page)).fill("")
    page.get_by_text("It begins with a plain paragraph.").evaluate(
        "(p) => getSelection().setBaseAndExtent(p.firstChild, 4, p.firstChild, 19)"
    )
    page.get_by_role("button", name="Quote this").click()
    expect(words_in(article_form(page))).to_have_value("> begins with a plain\n\n")


def test_a_quote_goes_into_the_reply_that_is_being_written(desk: Desk, new_reader: NewReader) -> None:
    scene_of(desk, "requoted")
    page = tab_of(new_reader(), desk.address("requoted"))
    open_reply(page)
    page.get_by_text("It begins with a plain paragraph.").click(click_count=3)
    page.get_by_role("button", name="Quote this").click()
    expect(words_in(page.locator(".comment .comment-form"))).to_have_value(
        "> It begins with a plain paragraph.\n\n"
    )


def test_new_comments_are_told_and_shown_when_wanted(desk: Desk, new_reader: NewReader) -> None:
    scene = scene_of(desk, "news")
    page = tab_of(new_reader(), desk.address("news"))
    expect(page.locator("[data-live-status]")).to_have_text("Tallies are live.")
    scene.post("First of news", "The second comment.")
    scene.post("First of news", "The third comment.")
    button = page.get_by_role("button", name="2 new comments")
    expect(button).to_be_visible()
    expect(page.locator("#discussion")).not_to_contain_text("The third comment.")
    eventually(lambda: button.evaluate("(pill) => innerHeight - pill.getBoundingClientRect().bottom") < 40)
    button.click()
    expect(page.locator(".threads > .comment")).to_have_count(2)
    expect(page.locator(".comment", has_text="The second comment.")).to_be_focused()
    expect(page.locator(".discussion-head")).to_contain_text("3 comments")
    page.get_by_role("button", name="Back to where I was").click()
    expect(page.locator(".new-comments")).to_have_count(0)
    eventually(lambda: page.evaluate("scrollY") == 0)


def test_a_new_answer_goes_to_its_place_in_the_thread(desk: Desk, new_reader: NewReader) -> None:
    scene = scene_of(desk, "placed")
    page = tab_of(new_reader(), desk.address("placed"))
    expect(page.locator("[data-live-status]")).to_have_text("Tallies are live.")
    scene.post("First of placed", "An answer.", to=first_number(page))
    page.get_by_role("button", name="1 new comment").click()
    answer = page.locator(".thread > .comment.depth-1.new", has_text="An answer.")
    expect(answer).to_be_focused()
    expect(answer.locator(".answers")).to_have_count(0)


def test_one_s_own_comment_is_not_news(desk: Desk, new_reader: NewReader) -> None:
    scene = scene_of(desk, "own")
    _, page = member_at(desk, new_reader(), "Own Ada", desk.address("own"))
    expect(page.locator("[data-live-status]")).to_have_text("Tallies are live.")
    write(article_form(page), "Mine.")
    expect(page.locator(".comment", has_text="Mine.")).to_be_visible()
    scene.post("First of own", "Somebody else's.")
    expect(page.locator(".new-comments")).to_have_text("1 new comment")


def test_marks_are_counted_in_place_and_taken_back(desk: Desk, new_reader: NewReader) -> None:
    scene_of(desk, "marked")
    page = tab_of(new_reader(), desk.address("marked"))
    words_in(article_form(page)).fill(WORDS)
    comment = page.locator(".comment")
    comment.get_by_role("button", name="Good point").click()
    expect(comment.get_by_role("button", name="Good point 1")).to_have_attribute("aria-pressed", "true")
    expect(comment.get_by_role("button", name="Good point 1")).to_be_focused()
    comment.get_by_role("button", name="Weak point").click()
    expect(comment.get_by_role("button", name="Weak point")).to_have_attribute("aria-pressed", "true")
    expect(comment.get_by_role("button", name="Good point", exact=True)).to_have_attribute(
        "aria-pressed", "false"
    )
    comment.get_by_role("button", name="Weak point").click()
    expect(comment.get_by_role("button", name="Weak point")).to_have_attribute("aria-pressed", "false")
    expect(words_in(article_form(page))).to_have_value(WORDS)


def test_a_mark_that_cannot_be_sent_says_so(desk: Desk, new_reader: NewReader) -> None:
    scene_of(desk, "unmarked")
    context = new_reader()
    page = tab_of(context, desk.address("unmarked"))
    context.set_offline(True)
    page.get_by_role("button", name="Good point").click()
    expect(page.locator(".comment .error")).to_contain_text("so nothing was changed")


def test_a_visit_is_noted_once_the_discussion_was_looked_at(desk: Desk, new_reader: NewReader) -> None:
    scene = scene_of(desk, "visited")
    person, page = member_at(desk, new_reader(), "Visited Ada", desk.address("visited"))
    page.locator(".threads").scroll_into_view_if_needed()

    def noted() -> bool:
        with desk.site.reading() as session:
            return session.get(Visit, (person.account_id, scene.article_id)) is not None

    eventually(noted)


@pytest.mark.parametrize("length", [4_100, 5_001])
def test_the_form_counts_as_the_server_does(desk: Desk, new_reader: NewReader, length: int) -> None:
    scene_of(desk, f"counted-{length}")
    page = tab_of(new_reader(), desk.address(f"counted-{length}"))
    words_in(article_form(page)).fill("🙂" * length)
    told = "· 900 left" if length < 5_000 else "· 1 too many"
    expect(page.locator(".count-left")).to_have_text(told)


def test_no_more_questions_can_be_ticked_than_a_comment_takes(served: Served, new_reader: NewReader) -> None:
    page = tab_of(new_reader(), served.article)
    form = article_form(page)
    form.locator("summary").click()
    boxes = form.locator("[name=poll]")
    for place in range(3):
        boxes.nth(place).check()
    expect(form.locator(".ticks")).to_have_text("· 3 of 3")
    expect(boxes.nth(3)).to_be_disabled()
    boxes.nth(0).uncheck()
    expect(boxes.nth(3)).to_be_enabled()
