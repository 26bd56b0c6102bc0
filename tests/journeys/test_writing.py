"""Words are never lost, and the page lives: drafts, quotes, marks and new comments, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from pollsite.discussion.models import Visit
from pollsite.discussion.types import Openness
from tests.discussion.scene import Scene
from tests.fixtures.site import eventually
from tests.journeys.debaters import article_form, member_at, tab_of, tab_to, words_in, write
from tests.journeys.desk import Desk, NewReader
from tests.samples import Asked

WORDS = "Words that took a while.\n\nAnd more of them."


def scene_of(desk: Desk, key: str) -> Scene:
    """An article of its own with a member who has written one comment."""
    desk.publish(Asked(key=key))
    scene = Scene(desk.site, f"on-{key}")
    scene.member(f"First of {key}")
    scene.post(f"First of {key}", "The first comment.")
    return scene


def open_reply(page: Page) -> None:
    """Open the form below the only comment."""
    page.locator(".comment").get_by_role("link", name="Reply").click()
    expect(words_in(page.locator(".comment .comment-form"))).to_be_focused()


def test_a_draft_is_there_again_after_a_reload_until_posted(desk: Desk, new_reader: NewReader) -> None:
    scene_of(desk, "draft")
    _, page = member_at(desk, new_reader(), "Draft Ada", desk.address("draft"))
    form = article_form(page)
    form.locator("summary").click()
    form.get_by_label("What about draft?").check()
    words_in(form).fill(WORDS)
    form.get_by_label("Show my vote").check()
    page.reload()
    expect(words_in(form)).to_have_value(WORDS)
    expect(form.get_by_label("What about draft?")).to_be_checked()
    expect(form.get_by_label("Show my vote")).to_be_checked()
    expect(form.locator(".restored")).to_have_text("Draft restored · Discard")
    form.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator(".comment", has_text="Words that took a while.")).to_be_focused()
    page.reload()
    expect(words_in(form)).to_have_value("")
    expect(form.locator(".restored")).to_have_count(0)


def test_a_draft_can_be_thrown_away(desk: Desk, new_reader: NewReader) -> None:
    scene_of(desk, "thrown")
    page = tab_of(new_reader(), desk.address("thrown"))
    form = article_form(page)
    words_in(form).fill(WORDS)
    page.reload()
    form.get_by_role("button", name="Discard").click()
    expect(words_in(form)).to_have_value("")
    page.reload()
    expect(words_in(form)).to_have_value("")


def test_each_reply_and_edit_has_a_draft_of_its_own(desk: Desk, new_reader: NewReader) -> None:
    scene = scene_of(desk, "several")
    person, page = member_at(desk, new_reader(), "Several Ada", desk.address("several"))
    scene.people["me"] = person
    mine = scene.post("me", "Mine.")
    page.reload()
    words_in(article_form(page)).fill("To the article.")
    first = page.locator(".comment", has_text="The first comment.")
    first.get_by_role("link", name="Reply").click()
    words_in(first.locator(".comment-form")).fill("To the first.")
    page.locator(f"#comment-{mine}").get_by_role("link", name="Edit").click()
    words_in(page.locator(f"#comment-{mine} .comment-form")).fill("Mine, rewritten.")
    page.reload()
    expect(words_in(article_form(page))).to_have_value("To the article.")
    first.get_by_role("link", name="Reply").click()
    expect(words_in(first.locator(".comment-form"))).to_have_value("To the first.")
    page.locator(f"#comment-{mine}").get_by_role("link", name="Edit").click()
    expect(words_in(page.locator(f"#comment-{mine} .comment-form"))).to_have_value("Mine, rewritten.")


def test_a_failing_network_costs_no_word(desk: Desk, new_reader: NewReader) -> None:
    scene_of(desk, "offline")
    context = new_reader()
    _, page = member_at(desk, context, "Offline Ada", desk.address("offline"))
    form = article_form(page)
    context.set_offline(True)
    write(form, WORDS)
    expect(form.locator(".error")).to_contain_text("Your words are still here")
    expect(words_in(form)).to_have_value(WORDS)
    context.set_offline(False)
    form.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator(".comment", has_text="Words that took a while.")).to_have_count(1)
    expect(words_in(form)).to_have_value("")


def test_a_session_that_ended_meanwhile_costs_no_word(desk: Desk, new_reader: NewReader) -> None:
    scene_of(desk, "ended")
    context = new_reader()
    page = tab_of(context, desk.address("ended"))
    form = article_form(page)
    form.get_by_label("Your name").fill("Jo Ended")
    words_in(form).fill(WORDS)
    expect(form.locator("[name=csrf_token]")).not_to_have_value("")
    context.clear_cookies()
    form.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator(".comment", has_text="Words that took a while.")).to_contain_text(
        "waiting for a moderator"
    )


def test_a_reply_to_what_was_removed_becomes_a_comment(desk: Desk, new_reader: NewReader) -> None:
    scene = scene_of(desk, "vanished")
    _, page = member_at(desk, new_reader(), "Vanished Ada", desk.address("vanished"))
    open_reply(page)
    scene.remove(_first(page))
    form = page.locator(".comment .comment-form")
    write(form, WORDS, button="Post reply")
    expect(form.locator(".error")).to_contain_text("was removed by a moderator meanwhile")
    expect(words_in(form)).to_have_value(WORDS)
    form.get_by_role("button", name="Post it as a comment of its own").click()
    expect(page.locator(".comment", has_text="Words that took a while.")).to_be_focused()


def _first(page: Page) -> int:
    return int((page.locator(".comment").first.get_attribute("id") or "").removeprefix("comment-"))


def test_a_draft_whose_place_has_gone_is_led_to(desk: Desk, new_reader: NewReader) -> None:
    scene = scene_of(desk, "gone")
    page = tab_of(new_reader(), desk.address("gone"))
    open_reply(page)
    words_in(page.locator(".comment .comment-form")).fill(WORDS)
    scene.remove(_first(page))
    page.reload()
    page.get_by_role("link", name="Words of yours here are not posted yet").click()
    expect(words_in(page.locator(".comment-form"))).to_have_value(WORDS)
    expect(page.locator(".error")).to_contain_text("was removed by a moderator")


def test_words_for_a_discussion_that_closed_are_there_to_copy(desk: Desk, new_reader: NewReader) -> None:
    scene = scene_of(desk, "shut")
    page = tab_of(new_reader(), desk.address("shut"))
    words_in(article_form(page)).fill(WORDS)
    scene.set_openness(Openness.CLOSED)
    article_form(page).get_by_label("Your name").fill("Jo Shut")
    article_form(page).get_by_role("button", name="Post", exact=True).click()
    expect(article_form(page).locator(".error")).to_contain_text("closed meanwhile")
    expect(words_in(article_form(page))).to_have_value(WORDS)
    page.reload()
    expect(page.locator("#discussion")).to_contain_text("This discussion is closed")
    page.get_by_role("link", name="Words of yours here are not posted yet").click()
    expect(words_in(page.locator(".comment-form"))).to_have_value(WORDS)


def test_a_selected_sentence_is_quoted(desk: Desk, new_reader: NewReader) -> None:
    scene_of(desk, "quoted")
    page = tab_of(new_reader(), desk.address("quoted"))
    words_in(article_form(page)).fill("Before.")
    page.get_by_text("It begins with a plain paragraph.").click(click_count=3)
    tab_to(page, page.get_by_role("button", name="Quote this"))
    page.keyboard.press("Enter")
    expect(words_in(article_form(page))).to_have_value("Before.\n\n> It begins with a plain paragraph.\n\n")
    expect(words_in(article_form(page))).to_be_focused()
    expect(page.get_by_role("button", name="Quote this")).to_have_count(0)


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
    button.click()
    expect(page.locator(".threads > .comment")).to_have_count(2)
    expect(page.locator(".comment", has_text="The second comment.")).to_be_focused()
    expect(page.locator(".new-comments")).to_have_count(0)


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
