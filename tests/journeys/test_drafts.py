"""Words are never lost: drafts, refusals, a failing network and ended sessions, in a real browser."""

from playwright.sync_api import expect

from pollsite.discussion.types import Openness
from tests.journeys.debaters import (
    WORDS,
    article_form,
    first_number,
    member_at,
    open_reply,
    scene_of,
    sign_in,
    tab_of,
    words_in,
    write,
)
from tests.journeys.desk import Desk, NewReader


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
    scene.remove(first_number(page))
    form = page.locator(".comment .comment-form")
    write(form, WORDS, button="Post reply")
    expect(form.locator(".error")).to_contain_text("was removed by a moderator meanwhile")
    expect(words_in(form)).to_have_value(WORDS)
    form.get_by_role("button", name="Post it as a comment of its own").click()
    expect(page.locator(".comment", has_text="Words that took a while.")).to_be_focused()


def test_what_was_posted_is_no_draft_any_more(desk: Desk, new_reader: NewReader) -> None:
    scene_of(desk, "kept")
    _, page = member_at(desk, new_reader(), "Kept Ada", desk.address("kept"))
    expect(page.locator(".discussion-head")).to_contain_text("1 comment")
    open_reply(page)
    page.keyboard.type(WORDS)
    page.locator(".comment .comment-form").evaluate("(form) => form.requestSubmit()")
    mine = page.locator(".comment", has_text="Words that took a while.")
    expect(mine.locator(".notice")).to_have_text("Your comment was posted.")
    expect(page.locator(".discussion-head")).to_contain_text("2 comments")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('draft'))") == []
    mine.get_by_role("link", name="Edit").click()
    mine.locator("textarea").fill("Better words.")
    mine.get_by_role("button", name="Save").click()
    expect(page.locator(".notice")).to_have_text("Your comment was changed.")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('draft'))") == []


def test_the_same_words_again_lead_to_the_comment_that_is_there(desk: Desk, new_reader: NewReader) -> None:
    scene_of(desk, "again")
    _, page = member_at(desk, new_reader(), "Again Ada", desk.address("again"))
    write(article_form(page), WORDS)
    mine = page.locator(".comment", has_text="Words that took a while.")
    expect(mine.locator(".notice")).to_have_text("Your comment was posted.")
    write(article_form(page), WORDS)
    expect(mine.locator(".notice")).to_contain_text("You have posted this already")
    expect(mine).to_have_count(1)
    expect(page.locator(".discussion-head")).to_contain_text("2 comments")
    page.context.set_offline(True)
    write(article_form(page), "Others.")
    expect(page.locator(".comment-form .error")).to_contain_text("cannot be reached")
    expect(page.locator(".notice")).to_have_count(0)


def test_a_member_who_is_signed_out_meanwhile_is_told_so(desk: Desk, new_reader: NewReader) -> None:
    scene_of(desk, "out")
    context = new_reader()
    person, page = member_at(desk, context, "Out Ada", desk.address("out"))
    words_in(article_form(page)).fill(WORDS)
    context.clear_cookies()
    article_form(page).get_by_role("button", name="Post", exact=True).click()
    error = page.locator(".comment-form .error")
    expect(error).to_have_text("You are signed out. Sign in again; your words are kept.")
    expect(error).to_be_focused()
    expect(page.locator("[name=name]")).to_have_count(0)
    page.get_by_role("button", name="Sign in again").click()
    sign_in(page, person.email)
    expect(words_in(article_form(page))).to_have_value(WORDS)


def test_drafts_go_with_who_signs_in_and_are_gone_after_signing_out(
    desk: Desk, new_reader: NewReader
) -> None:
    scene_of(desk, "device")
    context = new_reader()
    tab = tab_of(context, desk.address("device"))
    words_in(article_form(tab)).fill(WORDS)
    _, page = member_at(desk, context, "Device Ada", desk.address("device"))
    expect(words_in(article_form(page))).to_have_value(WORDS)
    page.goto(f"{desk.served.address}account")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    page.goto(desk.address("device"))
    expect(words_in(article_form(page))).to_have_value("")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('draft'))") == []


def test_a_draft_whose_place_has_gone_is_led_to(desk: Desk, new_reader: NewReader) -> None:
    scene = scene_of(desk, "gone")
    page = tab_of(new_reader(), desk.address("gone"))
    open_reply(page)
    words_in(page.locator(".comment .comment-form")).fill(WORDS)
    scene.remove(first_number(page))
    page.reload()
    page.get_by_role("link", name="Your reply to First of gone is not posted yet").click()
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
    page.get_by_role("link", name="Your comment is not posted yet").click()
    expect(words_in(page.locator(".comment-form"))).to_have_value(WORDS)
