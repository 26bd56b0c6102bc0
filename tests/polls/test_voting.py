"""Voting through the front door: with a script and without, once, changed, withdrawn, or only looked at."""

import pytest

from pollsite.accounts.identity import ORDER_SEEDS
from tests.browsing import Browser, bare, card, chosen_in, sentence_in
from tests.fixtures.site import Site


@pytest.fixture
def ada(site: Site) -> Browser:
    """A reader whose page has fetched a token."""
    return site.browser().touch()


def test_a_vote_is_counted_and_leads_back_to_its_poll(site: Site, ada: Browser) -> None:
    answer = ada.vote("single", "yes")
    assert (answer.status_code, answer.location) == (303, "/articles/on-portraits#poll-single")
    assert site.counts("single")["yes"] == 1


def test_the_page_then_says_what_was_voted_and_offers_to_change_it(ada: Browser) -> None:
    ada.vote("single", "yes")
    shown = card(ada.read(), "single")
    assert "You voted</span> <strong>“Yes indeed”</strong>" in shown
    assert ">change</a>" in shown
    assert ">withdraw</button>" in shown
    assert "1 reader voted" in shown


def test_a_vote_of_several_answers_is_told_whole(site: Site, ada: Browser) -> None:
    ada.vote("multiple", "a", "c")
    assert site.counts("multiple") == {"a": 1, "b": 0, "c": 1, "none": 0, "not-sure": 0}
    assert "<strong>“A indeed”</strong>, <strong>“C indeed”</strong>" in card(ada.read(), "multiple")


def test_the_script_gets_the_poll_alone_with_a_notice(ada: Browser) -> None:
    answer = ada.vote("single", "yes", fragment=True)
    assert answer.status_code == 200
    assert "Your vote was counted." in card(answer, "single")
    assert "You voted" in card(answer, "single")
    assert 'data-key="scale"' not in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("fragment", [False, True])
def test_a_vote_may_be_changed_in_one_step(site: Site, ada: Browser, fragment: bool) -> None:
    ada.vote("single", "yes", fragment=fragment)
    ada.vote("single", "no", fragment=fragment)
    assert site.counts("single") == {"yes": 0, "no": 1, "rarely": 0, "not-sure": 0}
    assert "“No indeed”" in card(ada.read(), "single")


def test_changing_begins_with_the_standing_vote_chosen(site: Site, ada: Browser) -> None:
    ada.vote("single", "no")
    page = ada.read(change="single")
    assert chosen_in(page, "single") == ["no"]
    assert "Change my vote" in card(page, "single")
    assert "Keep it" in card(page, "single")
    fragment = ada.client.get(f"/polls/{site.poll_id('single')}?change", headers={"X-Pollsite-Fragment": "1"})
    assert chosen_in(fragment, "single") == ["no"]


@pytest.mark.parametrize("asked", ["", "no-such-poll", "single\0", "<script>"])
def test_asking_to_change_what_is_not_there_shows_the_page_as_it_is(ada: Browser, asked: str) -> None:
    assert bare(ada.read(change=asked)) == bare(ada.read())


def test_a_voter_waits_for_the_close_and_is_told_so_once(ada: Browser) -> None:
    ada.vote("after-close", "yes")
    for page in (ada.read(), ada.read(change="after-close"), ada.fragment("after-close")):
        assert card(page, "after-close").count("Results open when the poll closes") == 1


def test_a_vote_may_be_withdrawn_in_one_step(site: Site, ada: Browser) -> None:
    ada.vote("single", "yes")
    answer = ada.act("withdrawal", "single")
    assert (answer.status_code, answer.location) == (
        303,
        "/articles/on-portraits?withdrawn=single#poll-single",
    )
    assert site.state("single").tally.voters == 0
    assert "You voted" not in card(ada.read(), "single")


def test_the_script_hears_that_a_vote_was_withdrawn(ada: Browser) -> None:
    ada.vote("single", "yes")
    answer = ada.act("withdrawal", "single", fragment=True)
    assert "Your vote was withdrawn and is no longer counted." in card(answer, "single")
    assert chosen_in(answer, "single") == []


def test_looking_without_voting_shows_results_and_keeps_the_form(site: Site, ada: Browser) -> None:
    site.crowd("after-vote", yes=3, no=1)
    assert "Show results without voting" in card(ada.read(), "after-vote")
    answer = ada.act("peek", "after-vote")
    assert (answer.status_code, answer.location) == (303, "/articles/on-portraits#poll-after-vote")
    shown = card(ada.read(), "after-vote")
    assert "4 readers voted" in shown
    assert ">Vote</button>" in shown
    assert "Show results without voting" not in shown
    assert site.state("after-vote").tally.voters == 4


def test_the_script_gets_the_results_it_asked_for(site: Site, ada: Browser) -> None:
    site.crowd("after-vote", yes=3)
    answer = ada.act("peek", "after-vote", fragment=True)
    assert "Results shown. You can still vote." in card(answer, "after-vote")
    assert "3 readers voted" in card(answer, "after-vote")


def test_a_poll_alone_is_for_the_script_a_browser_is_sent_to_its_place(site: Site, ada: Browser) -> None:
    answer = ada.client.get(f"/polls/{site.poll_id('scale')}")
    assert (answer.status_code, answer.location) == (303, "/articles/on-portraits#poll-scale")
    assert 'data-key="scale"' in ada.fragment("scale").text


def test_the_token_is_never_stored_by_anybody(site: Site) -> None:
    answer = site.app.test_client().get("/token")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.get_json().keys() == {"token"}


def test_a_token_lasts_as_long_as_its_session(site: Site, ada: Browser) -> None:
    first = ada.token
    ada.touch()
    ada.vote("single", "yes")
    ada.token = first
    assert ada.vote("single", "no").status_code == 303
    assert site.counts("single")["no"] == 1


def test_one_cookie_stays_the_same_reader(site: Site, ada: Browser) -> None:
    ada.vote("single", "yes")
    ada.touch()
    ada.vote("single", "no")
    assert site.state("single").tally.voters == 1


def test_two_cookies_are_two_readers(site: Site, ada: Browser) -> None:
    ada.vote("single", "yes")
    site.browser().touch().vote("single", "yes")
    assert site.state("single").tally.voters == 2


@pytest.mark.parametrize("seed", [1, 17, ORDER_SEEDS - 1])
def test_the_order_the_script_drew_stays_the_readers(site: Site, seed: int) -> None:
    first, second = (site.browser() for _ in range(2))
    for browser in (first, second):
        browser.client.get("/token", query_string={"order": seed})
    assert order_in(first) == order_in(second)


def test_readers_see_the_answers_in_different_orders(site: Site) -> None:
    orders = set()
    for seed in range(1, 40):
        browser = site.browser()
        browser.client.get("/token", query_string={"order": seed})
        orders.add(order_in(browser))
    assert len(orders) == 6, "three answers have six orders"
    assert {order[-1] for order in orders} == {"not-sure"}


def order_in(browser: Browser) -> tuple[str, ...]:
    """The answers of the poll `single` as this reader's page shows them."""
    values = card(browser.read(), "single").split('name="option" value="')[1:]
    return tuple(value.split('"')[0] for value in values)


def test_a_page_without_a_mistake_shows_no_sentence(ada: Browser) -> None:
    assert sentence_in(ada.read(), "single") == ""


def test_without_a_script_a_withdrawal_is_told_in_words(site: Site, ada: Browser) -> None:
    ada.vote("single", "no")
    answer = ada.act("withdrawal", "single")
    told = "Your vote was withdrawn and is no longer counted."
    assert told in card(ada.client.get(answer.headers["Location"]), "single")
    assert told not in card(ada.read(), "single")
    ada.vote("single", "yes")
    assert told not in card(ada.client.get(answer.headers["Location"]), "single")


def test_what_was_withdrawn_is_told_beside_the_results_of_a_closed_poll_too(ada: Browser) -> None:
    told = card(ada.read(withdrawn="closed"), "closed")
    assert "Your vote was withdrawn" in told
    assert "<form" not in told
