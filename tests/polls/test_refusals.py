"""Every refusal is a sentence beside its poll, with what was chosen still chosen, in a page or a fragment."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from pollsite.writing import NotWritten
from tests.browsing import FRAGMENT, Browser, bare, card, chosen_in, sentence_in
from tests.fixtures.site import Site
from tests.samples import SINGLE, Asked, article_text

MOST_VOTES = 60
WAYS = pytest.mark.parametrize("fragment", [False, True], ids=["page", "fragment"])


@pytest.fixture
def ada(site: Site) -> Browser:
    """A reader whose page has fetched a token."""
    return site.browser().touch()


def assert_refused(answer: TestResponse, key: str, *, status: int, words: str, chosen: set[str]) -> None:
    """The answer says why, in one sentence or two, and nothing that was chosen is lost."""
    assert answer.status_code == status
    assert words in sentence_in(answer, key)
    assert sentence_in(answer, key).endswith(".")
    assert set(chosen_in(answer, key)) == chosen
    assert answer.headers["Cache-Control"].startswith("private")


@WAYS
@pytest.mark.parametrize(
    ("key", "options", "status", "words", "chosen"),
    [
        ("closed", ["yes"], 409, "This poll closed on 1 January 2020. Nothing was changed.", {"yes"}),
        ("not-open", ["no"], 409, "Voting has not begun: it opens on 1 January 2099.", {"no"}),
        ("single", [], 422, "Nothing was chosen, so nothing was counted.", set()),
        ("single", ["maybe"], 422, "That answer does not belong to this question.", set()),
        ("single", ["yes", "no"], 422, "You chose 2; this question takes at most one answer.", {"yes", "no"}),
        ("multiple", ["a", "b", "c"], 422, "You chose 3; this question takes at most 2", {"a", "b", "c"}),
        ("multiple", ["a", "none"], 422, "“None indeed” cannot be combined", {"a", "none"}),
        ("after-vote", ["maybe", "yes"], 422, "does not belong", {"yes"}),
        ("after-close", [], 422, "Nothing was chosen", set()),
    ],
)
def test_a_refused_vote_says_why_and_keeps_the_choice(
    ada: Browser, fragment: bool, key: str, options: list[str], status: int, words: str, chosen: set[str]
) -> None:
    answer = ada.vote(key, *options, fragment=fragment)
    assert_refused(answer, key, status=status, words=words, chosen=chosen)


@WAYS
def test_a_reworded_question_is_read_again_before_it_counts(empty_site: Site, fragment: bool) -> None:
    empty_site.publish(article_text(SINGLE))
    reader = empty_site.browser().touch()
    empty_site.publish(article_text(Asked(key="single", question="And now, what else?", wording=2)))
    answer = reader.vote("single", "yes", wording=1, fragment=fragment)
    assert_refused(answer, "single", status=409, words="The question was reworded", chosen={"yes"})
    assert "And now, what else?" in card(answer, "single")
    assert 'name="wording" value="2"' in card(answer, "single")
    assert reader.vote("single", "yes", wording=2).status_code == 303


@WAYS
def test_past_the_limit_nothing_is_counted_and_nothing_is_lost(
    site: Site, ada: Browser, fragment: bool
) -> None:
    for turn in range(MOST_VOTES):
        assert ada.vote("single", ("yes", "no")[turn % 2]).status_code == 303
    answer = ada.vote("single", "rarely", fragment=fragment)
    words = "That was a lot of changes in a short time, so this one was not counted."
    assert_refused(answer, "single", status=429, words=words, chosen={"rarely"})
    assert site.counts("single") == {"yes": 0, "no": 1, "rarely": 0, "not-sure": 0}


@WAYS
def test_past_the_limit_a_withdrawal_leaves_the_vote_standing_and_shown(
    site: Site, ada: Browser, fragment: bool
) -> None:
    for _ in range(MOST_VOTES):
        ada.vote("single", "yes")
    answer = ada.act("withdrawal", "single", fragment=fragment)
    assert_refused(answer, "single", status=429, words="a lot of changes", chosen={"yes"})
    assert site.state("single").tally.voters == 1


@WAYS
def test_past_the_limit_an_unknown_poll_is_still_unknown(ada: Browser, fragment: bool) -> None:
    for _ in range(MOST_VOTES):
        ada.vote("single", "yes")
    headers = FRAGMENT if fragment else {}
    answer = ada.client.post("/polls/999/ballot", data={"csrf_token": ada.token}, headers=headers)
    assert answer.status_code == 404


@WAYS
def test_withdrawing_what_is_not_there_says_so(ada: Browser, fragment: bool) -> None:
    answer = ada.act("withdrawal", "single", fragment=fragment)
    assert_refused(answer, "single", status=409, words="You have no vote here to withdraw.", chosen=set())


@WAYS
def test_withdrawing_after_the_close_says_so_and_shows_the_vote(
    site: Site, ada: Browser, fragment: bool
) -> None:
    ada.vote("single", "yes")
    site.publish(article_text(Asked(key="single", closes="2026-01-01")))
    answer = ada.act("withdrawal", "single", fragment=fragment)
    assert_refused(answer, "single", status=409, words="This poll closed on 1 January 2026", chosen={"yes"})
    assert site.state("single").tally.voters == 1


@WAYS
def test_looking_where_nothing_opens_says_when_it_will(ada: Browser, fragment: bool) -> None:
    answer = ada.act("peek", "after-close", fragment=fragment)
    words = "These results open only when the poll closes."
    assert_refused(answer, "after-close", status=409, words=words, chosen=set())


@WAYS
@pytest.mark.parametrize("act", ["ballot", "withdrawal", "peek"])
def test_an_unknown_poll_is_a_page_that_says_so(ada: Browser, act: str, fragment: bool) -> None:
    headers = FRAGMENT if fragment else {}
    answer = ada.client.post(f"/polls/999/{act}", data={"csrf_token": ada.token}, headers=headers)
    assert answer.status_code == 404
    assert "This question is no longer asked here." in answer.text


@WAYS
def test_a_refused_first_vote_leaves_the_reader_unknown_to_the_database(
    site: Site, ada: Browser, fragment: bool
) -> None:
    ada.vote("single", "maybe", fragment=fragment)
    assert site.state("single").tally.voters == 0
    assert site.mismatches() == ()


CARDS: tuple[Callable[[Browser], TestResponse], ...] = (
    lambda reader: reader.vote("after-vote", "maybe"),
    lambda reader: reader.vote("after-vote", "maybe", fragment=True),
    lambda reader: reader.vote("after-close", "maybe"),
    lambda reader: reader.act("withdrawal", "after-vote"),
)


@pytest.mark.parametrize("refused", CARDS)
def test_a_refusal_shows_no_more_than_the_page_would(
    site: Site, ada: Browser, refused: Callable[[Browser], TestResponse]
) -> None:
    before = bare(refused(ada))
    site.crowd("after-vote", yes=37, no=11)
    site.crowd("after-close", yes=37, no=11)
    assert bare(refused(ada)) == before


@pytest.mark.parametrize("fragment", [False, True])
def test_what_the_database_does_not_take_is_refused_with_the_choice_kept(
    site: Site, ada: Browser, fragment: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_act: object) -> None:
        raise NotWritten

    monkeypatch.setattr(site.app.extensions["pollsite-writer"], "write", fail)
    answer = ada.vote("single", "no", fragment=fragment)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "could not store this" in sentence_in(answer, "single")
    assert chosen_in(answer, "single") == ["no"]


@pytest.mark.parametrize("act", ["ballot", "withdrawal", "peek"])
def test_the_address_of_a_form_leads_back_to_its_poll(site: Site, ada: Browser, act: str) -> None:
    answer = ada.client.get(f"/polls/{site.poll_id('single')}/{act}")
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("#poll-single")
