"""The opinion map as readers see it: words first, their own place, and nothing about what they may not see."""

import html
import json
import re
from collections import Counter
from functools import cache

import numpy as np
import pytest
from sqlalchemy import insert, select

from pollsite.insights.answers import Answers
from pollsite.insights.claims import Share
from pollsite.insights.map_place import is_within
from pollsite.insights.map_words import CHANCE
from pollsite.insights.mapping import map_of
from pollsite.insights.models import KeptFigure
from pollsite.insights.publishing import published
from pollsite.insights.telling import word_for
from tests.browsing import Browser
from tests.fixtures.site import Site
from tests.insights.camps import camps, crowd
from tests.samples import DURING, SLUG, Asked, article_text

ADDRESS = f"/articles/{SLUG}/insights"
FOUR = ("one", "two", "three", "four")
NINE = (
    *(Asked(key=f"q{number}", options=FOUR) for number in range(1, 5)),
    Asked(key="hidden", options=FOUR, visibility="after_vote"),
    Asked(key="q6", options=("one", "two")),
    Asked(key="q7", kind="scale"),
    Asked(key="q8", kind="scale"),
    Asked(key="q9", kind="multiple", options=FOUR, max=4),
)
KEYS = [asked.key for asked in NINE]
IN_CAMPS = camps(100, 60, seed=1)[0]


@cache
def two_camps() -> str:
    """The map of IN_CAMPS, drawn once for all tests."""
    return json.dumps(map_of(IN_CAMPS))


def keep(site: Site, made_up: Answers) -> Answers:
    """Publish the article and keep the map of these ballots on its questions; the ballots."""
    site.publish(article_text(*NINE))
    polls = tuple(site.state(key).definition for key in KEYS)
    answers = Answers(polls, made_up.masks)
    body = json.loads(two_camps()) if made_up is IN_CAMPS else map_of(answers)
    body["questions"] = [poll.wording_id for poll in polls]
    figure = {"article_id": polls[0].article_id, "kind": "map", "body": json.dumps(body)}
    beside = {
        "readers": answers.readers,
        "made_of": "",
        "ballots_seen": 0,
        "revision": 0,
        "computed_at": DURING,
    }
    with site.writing() as session:
        session.execute(insert(KeptFigure), figure | beside)
    return answers


def section(page: str) -> str:
    """The map's section as text without tags."""
    found = re.search(r'<section class="opinions".*?</section>', page, re.DOTALL)
    assert found, "there is no map"
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found.group())).split())


def read(site: Site) -> str:
    """What somebody without a cookie reads."""
    return section(site.app.test_client().get(ADDRESS).text)


def vote(
    browser: Browser, answers: Answers, row: "np.ndarray[tuple[int], np.dtype[np.int32]]", *keys: str
) -> None:
    """Vote as the reader of that row did, in these questions, or all."""
    for question, poll in enumerate(answers.polls):
        chosen = [choice.key for choice in poll.choices if row[question] >> choice.position & 1]
        if chosen and (not keys or poll.key in keys):
            assert browser.vote(poll.key, *chosen).status_code == 303


def faithful(answers: Answers) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
    """The ballots that most readers of the larger camp come closest to: by question the most frequent answer."""
    return np.array([np.bincount(column[column != 0]).argmax() for column in answers.masks.T], dtype=np.int32)


@pytest.fixture
def mapped(site: Site) -> tuple[Site, Answers]:
    """A site whose readers are in two camps."""
    return site, keep(site, IN_CAMPS)


def test_who_has_answered_nothing_reads_how_readers_fall_into_groups(mapped: tuple[Site, Answers]) -> None:
    site, _ = mapped
    told = read(site)
    assert re.search(r"All questions together \d+ readers fall into 2 groups: \d+ % \(\d+\) and", told)
    assert "Answer at least 7 of the 9 questions, and you see where you stand." in told
    assert "What tells group A apart" in told
    assert "yours" not in told


def test_a_reader_is_told_with_whom_they_are_and_where_they_differ(mapped: tuple[Site, Answers]) -> None:
    site, answers = mapped
    browser, row = site.browser().touch(), faithful(answers)
    vote(browser, answers, row, *KEYS[:6])
    assert "Answer 1 more question, and you see where you stand." in section(browser.client.get(ADDRESS).text)
    vote(browser, answers, row, *KEYS[6:])
    stored = site.stored()
    told = section(browser.client.get(ADDRESS).text)
    assert re.search(
        r"You are with group A, \d+ % of readers \(\d+ of \d+ on this map\)\. "
        r"Of (\d) answers that tell group A apart, \1 are yours too\.",
        told,
    )
    assert "A, yours" in told
    assert "Group A agrees on, and you with it" in told
    assert "Group A agrees on, and you differ" not in told
    assert site.stored() == stored


def test_who_answers_half_as_either_group_does_is_told_to_be_in_none(mapped: tuple[Site, Answers]) -> None:
    site, answers = mapped
    browser, halves = site.browser().touch(), faithful(answers)
    others = np.array([np.bincount(column[100:]).argmax() for column in answers.masks.T], dtype=np.int32)
    halves[::2] = others[::2]
    vote(browser, answers, halves)
    told = section(browser.client.get(ADDRESS).text)
    assert re.search(r"You stand outside the groups\. The nearest is group [AB], \d+ % of readers", told)
    assert "nearest to you" in told
    assert "yours" not in told.replace("yours too", "")


@pytest.mark.parametrize("answered", [1, 9, 10, 11, 25, 39, 40, 41, 49, 50, 100, 101])
def test_a_word_for_a_number_leaves_five_open(answered: int) -> None:
    words = Counter(word_for(Share(chose, answered)) for chose in range(answered + 1))
    assert all(open_ >= 5 for word, open_ in words.items() if word)


@pytest.mark.parametrize(
    ("place", "within"),
    [((1, 1), True), ((2.9, 1), True), ((3.1, 1), False), ((1, 1.9), True), ((1, 2.1), False)],
)
@pytest.mark.parametrize("degrees", [0, 90])
def test_a_place_is_in_a_group_where_its_area_is_drawn(
    place: tuple[float, float], within: bool, degrees: int
) -> None:
    turned = place if degrees == 0 else (1 - (place[1] - 1), 1 + (place[0] - 1))
    assert is_within(turned, (1, 1), {"axes": (2, 1), "degrees": degrees}) is within


def test_a_question_whose_results_are_hidden_from_a_reader_is_named_to_nobody_else(
    mapped: tuple[Site, Answers],
) -> None:
    site, answers = mapped
    browser = site.browser().touch()
    assert "hidden" not in section(browser.client.get(ADDRESS).text).lower()
    vote(browser, answers, faithful(answers), "hidden")
    assert "What about hidden?" in section(browser.client.get(ADDRESS).text)
    assert "hidden" not in read(site).lower()


def test_the_picture_says_nothing_that_is_not_in_a_table(mapped: tuple[Site, Answers]) -> None:
    site, _ = mapped
    page = site.app.test_client().get(ADDRESS).text
    assert re.search(r'<svg class="map"[^>]*aria-hidden="true"', page)
    assert page.count('<th scope="row"><span class="mark') == page.count('class="area') == 2
    assert 'class="you"' not in page
    assert "withheld" in page


def test_where_there_are_no_clear_groups_it_says_so_and_draws_none(site: Site) -> None:
    keep(site, crowd(200, seed=1))
    told = read(site)
    assert told.startswith(f"All questions together {CHANCE}")
    assert "What tells group" not in told
    assert '<svg class="map"' not in site.app.test_client().get(ADDRESS).text


def test_where_too_few_have_answered_it_says_how_many_it_takes(site: Site) -> None:
    keep(site, camps(6, 6, seed=1)[0])
    assert read(site) == (
        "All questions together Not enough readers have answered enough of the questions yet. "
        "The map is drawn once 20 have answered at least 7 of the 9 questions."
    )


def test_a_question_that_is_asked_anew_is_spoken_of_no_more(mapped: tuple[Site, Answers]) -> None:
    site, answers = mapped
    browser = site.browser().touch()
    vote(browser, answers, faithful(answers))
    site.publish(article_text(*NINE[:-1], Asked(key="q9", question="Anew?", wording=2), slug=SLUG))
    assert "You are with" in section(browser.client.get(ADDRESS).text)
    assert "What about q1?" in read(site)
    assert not re.search(r"q9|Anew", read(site))


def test_a_map_that_an_archive_brought_back_places_nobody(mapped: tuple[Site, Answers]) -> None:
    site, answers = mapped
    with site.writing() as session:
        kept = session.scalars(select(KeptFigure)).one()
        kept.body = json.dumps(published(json.loads(kept.body)))
    browser = site.browser().touch()
    vote(browser, answers, faithful(answers))
    told = section(browser.client.get(ADDRESS).text)
    assert "readers fall into 2 groups" in told
    assert "yours" not in told
    assert "you see where you stand" not in told
