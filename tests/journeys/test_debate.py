"""A new user's whole way through the debate, in a real browser: with and without scripts, on a phone, by keyboard."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from pollsite.discussion.types import Status
from tests.accounts.people import make_member
from tests.discussion.scene import Scene
from tests.fixtures.browser import Served
from tests.journeys.debaters import (
    article_form,
    assert_fits,
    make_account,
    member_at,
    tab_of,
    tab_to,
    words_in,
    write,
)
from tests.journeys.desk import Desk, NewReader
from tests.samples import Asked

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["script", "no script"])
PHONE = {"width": 360, "height": 740}


@SCRIPTS
def test_from_a_first_word_to_an_answer_and_back(
    served: Served, new_reader: NewReader, scripts: bool
) -> None:
    phone = {"viewport": PHONE, "java_script_enabled": scripts}
    ada = tab_of(new_reader(**phone), served.article)
    _write_then_sign_in(ada, scripts=scripts)
    make_account(ada, served, "Ada Byron")
    _find_words_again(ada, served)
    comment = ada.url
    ben = tab_of(new_reader(**phone), f"{served.address}account/sign-in")
    make_account(ben, served, "Ben Jonson")
    _answer(ben, comment)
    _find_answer_in_inbox(ada, served)
    _rewrite(ada, comment)
    _delete(ada, comment)
    ben.reload()
    expect(ben.locator("#discussion")).to_contain_text("Removed by its author.")
    expect(ben.locator("#discussion")).to_contain_text("I beg to differ")
    expect(ben.locator("#discussion")).not_to_contain_text("Ada")


def _write_then_sign_in(page: Page, *, scripts: bool) -> None:
    form = article_form(page)
    words_in(form).fill("A face is *not* a fact.")
    assert_fits(page)
    page.get_by_role("button", name="Sign in first").click()
    if not scripts:
        expect(page.get_by_role("heading", name="Sign in first?")).to_be_visible()
        page.get_by_role("button", name="Sign in: your words are kept").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert_fits(page)


def _find_words_again(page: Page, served: Served) -> None:
    """After signing in the form holds what was typed before there was an account."""
    expect(page).to_have_url(f"{served.article}/comment")
    expect(words_in(article_form(page))).to_have_value("A face is *not* a fact.")
    assert_fits(page)
    article_form(page).get_by_role("button", name="Preview").click()
    expect(page.locator(".preview em")).to_have_text("not")
    article_form(page).get_by_role("button", name="Post", exact=True).click()
    expect(page.locator(".notice")).to_have_text("Your comment was posted.")
    expect(page.locator(".comment-body em")).to_have_text("not")
    assert_fits(page)


def _answer(page: Page, comment: str) -> None:
    page.goto(comment)
    page.get_by_role("button", name="Good point").click()
    expect(page.get_by_role("button", name="Good point 1")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name="Reply").click()
    form = page.locator(".comment-form")
    write(form, "I beg to differ.", button="Post reply")
    expect(page.locator(".comment", has_text="I beg to differ.")).to_be_visible()
    assert_fits(page)


def _find_answer_in_inbox(page: Page, served: Served) -> None:
    page.goto(served.article)
    page.get_by_role("link", name="Inbox 1 unread").click()
    expect(page.locator(".inbox")).to_contain_text("Ben Jonson")
    assert_fits(page)
    page.get_by_role("button", name="Go to the comment").click()
    expect(page.locator(".comment", has_text="I beg to differ.")).to_be_visible()
    expect(page.get_by_role("link", name="Inbox", exact=True)).to_be_visible()


def _rewrite(page: Page, comment: str) -> None:
    page.goto(comment)
    page.get_by_role("link", name="Edit").click()
    form = page.locator('.comment-form[data-draft^="edit/"]')
    expect(words_in(form)).to_have_value("A face is *not* a fact.")
    write(form, "A face is no fact.", button="Save")
    expect(page.locator(".comment-body", has_text="A face is no fact.")).to_be_visible()
    expect(page.locator(".comment", has_text="A face is no fact.")).to_contain_text("edited")


def _delete(page: Page, comment: str) -> None:
    page.goto(comment)
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.locator(".notice")).to_have_text("Your comment was deleted.")


def test_a_member_debates_by_keyboard_alone(desk: Desk, new_reader: NewReader) -> None:
    scene = _scene(desk, "keyboard")
    scene.member("Keyboard Ben")
    number = scene.post("Keyboard Ben", "A claim.")
    _, page = member_at(desk, new_reader(), "Keyboard Ada", desk.address("keyboard"))
    other = page.locator(f"#comment-{number}")
    tab_to(page, page.locator(".write > summary"))
    page.keyboard.press("Enter")
    expect(words_in(article_form(page))).to_be_focused()
    page.keyboard.type("Typed, not clicked.")
    tab_to(page, article_form(page).get_by_role("button", name="Post", exact=True))
    page.keyboard.press("Enter")
    mine = page.locator(".comment", has_text="Typed, not clicked.")
    expect(mine).to_be_focused()
    expect(page.locator("#announcer")).to_have_text("Your comment was posted.")
    tab_to(page, other.get_by_role("button", name="Good point"))
    page.keyboard.press("Space")
    expect(other.get_by_role("button", name="Good point 1")).to_be_focused()
    tab_to(page, other.get_by_role("link", name="Reply"))
    page.keyboard.press("Enter")
    expect(words_in(other.locator(".comment-form"))).to_be_focused()
    page.keyboard.type("An answer.")
    tab_to(page, other.get_by_role("button", name="Post reply"))
    page.keyboard.press("Enter")
    expect(page.locator(".comment", has_text="An answer.")).to_be_focused()
    assert scene.comment(number).replies == 1


@pytest.mark.parametrize("place", ["article", "compose", "reply", "permalink", "deletion"])
def test_nothing_stands_in_the_way_of_anybody(desk: Desk, new_reader: NewReader, place: str) -> None:
    scene = _scene(desk, f"axe-{place}")
    person, page = member_at(desk, new_reader(viewport=PHONE), f"Axe {place}", desk.address(f"axe-{place}"))
    scene.people["me"] = person
    number = scene.post("me", "Mine, with `code` and > quotes.")
    article = desk.address(f"axe-{place}")
    address = {
        "article": article,
        "compose": f"{article}/comment?quote=A+sentence.",
        "reply": f"{article}/comment?parent={number}",
        "permalink": f"{article}/comments/{number}?told=posted",
        "deletion": f"{desk.served.address}comments/{number}/deletion",
    }[place]
    page.goto(address)
    if place in ("compose", "reply"):
        article_form(page).get_by_role("button", name="Preview").click()
        expect(page.locator(".preview, .error:not(:empty)").first).to_be_visible()
    assert_fits(page)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_guest_waits_and_is_told(desk: Desk, new_reader: NewReader) -> None:
    scene = _scene(desk, "guest")
    page = tab_of(new_reader(), desk.address("guest"))
    form = article_form(page)
    form.get_by_label("Your name").fill("Jo Field")
    write(form, "Words of a guest.")
    mine = page.locator(".comment", has_text="Words of a guest.")
    expect(mine).to_contain_text("waiting for a moderator")
    expect(page.locator("#announcer")).to_contain_text("waits for a moderator")
    number = int(re.sub(r"\D", "", mine.get_attribute("id") or ""))
    assert scene.comment(number).status == Status.HELD
    other = tab_of(new_reader(), desk.address("guest"))
    expect(other.locator("#discussion")).not_to_contain_text("Words of a guest.")


def test_a_member_s_name_is_refused_to_a_guest_in_place(desk: Desk, new_reader: NewReader) -> None:
    _scene(desk, "named")
    make_member(desk.site, "Ida Named")
    page = tab_of(new_reader(), desk.address("named"))
    form = article_form(page)
    form.get_by_label("Your name").fill("lda Named")
    write(form, "Words that stay.")
    expect(form.locator(".error")).to_contain_text("A member has this name")
    expect(words_in(form)).to_have_value("Words that stay.")
    form.get_by_label("Your name").fill("Somebody New")
    form.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator(".comment", has_text="Words that stay.")).to_be_visible()


def _scene(desk: Desk, key: str) -> Scene:
    desk.publish(Asked(key=key))
    return Scene(desk.site, f"on-{key}")
