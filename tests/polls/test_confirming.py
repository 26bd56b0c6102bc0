"""A form that comes without a valid token: the choice is repeated with one button, and that button counts it."""

import re
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.browsing import FRAGMENT, Browser, sentence_in
from tests.fixtures.site import Site


def press_the_button(browser: Browser, page: TestResponse) -> TestResponse:
    """Send the page's only form as a browser would."""
    action = re.search(r'<form method="post" action="([^"#]*)', page.text)
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page.text)
    assert action
    form: dict[str, list[str]] = {}
    for name, value in fields:
        form.setdefault(name, []).append(value)
    return browser.client.post(action.group(1), data=form)


@pytest.fixture
def nobody(site: Site) -> Browser:
    """A reader without a cookie, whose browser runs no script."""
    return site.browser()


def test_a_first_vote_without_a_script_is_one_step_from_counted(site: Site, nobody: Browser) -> None:
    page = nobody.vote("single", "no")
    assert page.status_code == 403
    assert "nothing is recorded yet" in page.text
    assert "<strong>“No indeed”</strong>" in page.text
    assert site.state("single").tally.voters == 0
    answer = press_the_button(nobody, page)
    assert (answer.status_code, answer.location) == (303, "/articles/on-portraits#poll-single")
    assert site.counts("single")["no"] == 1


def test_the_page_that_asks_sets_the_cookie_and_is_kept_by_nobody(nobody: Browser) -> None:
    page = nobody.vote("single", "no")
    assert nobody.has_cookie
    assert page.headers["Cache-Control"] == "private, no-store"


def test_every_chosen_answer_is_repeated(site: Site, nobody: Browser) -> None:
    page = nobody.vote("multiple", "a", "c")
    assert "<strong>“A indeed”</strong>, <strong>“C indeed”</strong>" in page.text
    press_the_button(nobody, page)
    assert site.counts("multiple") == {"a": 1, "b": 0, "c": 1, "none": 0, "not-sure": 0}


def test_looking_without_a_script_is_one_step_away(site: Site, nobody: Browser) -> None:
    site.crowd("after-vote", yes=3)
    page = nobody.act("peek", "after-vote")
    assert page.status_code == 403
    assert "3" not in re.sub(r'value="[^"]*"|href="[^"]*"', "", page.text.split("<main")[1])
    assert press_the_button(nobody, page).status_code == 303
    assert "3 readers voted" in nobody.read().text


def _forget_the_session(browser: Browser) -> None:
    browser.client.delete_cookie("pollsite")


def _spoil_the_token(browser: Browser) -> None:
    browser.token = browser.token[:-3] + "abc"


def _send_no_token(browser: Browser) -> None:
    browser.token = ""


def _sign_with_another_secret(browser: Browser) -> None:
    value = browser.client.get_cookie("pollsite")
    assert value
    browser.client.set_cookie("pollsite", value.value[:-4] + "AAAA")


STALE = (_forget_the_session, _spoil_the_token, _send_no_token, _sign_with_another_secret)


@pytest.mark.parametrize("spoil", STALE)
def test_a_tab_with_a_stale_token_still_votes_in_one_more_step(
    site: Site, spoil: Callable[[Browser], None]
) -> None:
    reader = site.browser().touch()
    spoil(reader)
    page = reader.vote("single", "rarely")
    assert page.status_code == 403
    assert "“Rarely indeed”" in page.text
    assert press_the_button(reader, page).status_code == 303
    assert site.counts("single")["rarely"] == 1


@pytest.mark.parametrize("spoil", STALE)
def test_the_script_with_a_stale_token_is_told_to_fetch_another(
    site: Site, spoil: Callable[[Browser], None]
) -> None:
    reader = site.browser().touch()
    spoil(reader)
    refused = reader.vote("single", "yes", fragment=True)
    assert refused.status_code == 403
    assert 'class="poll-card"' not in refused.text, "this is how the script knows"
    assert reader.touch().vote("single", "yes", fragment=True).status_code == 200
    assert site.counts("single")["yes"] == 1


def test_withdrawing_with_a_stale_token_asks_once_more(site: Site) -> None:
    reader = site.browser().touch()
    reader.vote("single", "yes")
    reader.token = ""
    page = reader.act("withdrawal", "single")
    assert "Confirm: withdraw my vote" in page.text
    assert site.state("single").tally.voters == 1
    press_the_button(reader, page)
    assert site.state("single").tally.voters == 0


def test_a_stale_token_does_not_make_another_reader_of_a_known_one(site: Site) -> None:
    reader = site.browser().touch()
    reader.vote("single", "yes")
    reader.token = ""
    press_the_button(reader, reader.vote("single", "no"))
    assert site.counts("single") == {"yes": 0, "no": 1, "rarely": 0, "not-sure": 0}


@pytest.mark.parametrize(
    ("key", "options", "status", "words"),
    [
        ("single", (), 422, "Nothing was chosen"),
        ("single", ("maybe",), 422, "does not belong"),
        ("multiple", ("a", "b", "c"), 422, "You chose 3"),
        ("closed", ("yes",), 409, "This poll closed on"),
        ("not-open", ("yes",), 409, "Voting has not begun"),
    ],
)
def test_nobody_is_asked_to_confirm_what_would_be_refused(
    nobody: Browser, key: str, options: tuple[str, ...], status: int, words: str
) -> None:
    page = nobody.vote(key, *options)
    assert page.status_code == status
    assert words in sentence_in(page, key)
    assert not nobody.has_cookie


def test_a_page_for_a_reader_who_was_refused_is_not_shared(nobody: Browser) -> None:
    page = nobody.vote("single")
    assert page.headers["Cache-Control"] == "private, no-cache"


def test_an_unknown_poll_is_not_asked_about(site: Site) -> None:
    for headers in ({}, FRAGMENT):
        answer = site.app.test_client().post("/polls/999/ballot", data={"option": "yes"}, headers=headers)
        assert answer.status_code == (403 if headers else 404)
        assert "Set-Cookie" not in answer.headers
