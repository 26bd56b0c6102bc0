"""Two questions at once, as readers see them: the sentence, the numbers behind it, and what is hidden from whom."""

import html
import json
from typing import Any

import pytest
from sqlalchemy import insert

from pollsite.insights.models import KeptFigure
from tests.fixtures.site import Site
from tests.samples import DURING, SLUG, Asked, article_text

ADDRESS = f"/articles/{SLUG}/insights"
USED = Asked(key="used", question="Have you used one?", options=("yes", "no"))
ETHICAL = Asked(key="ethical", question="Is it ethical?", options=("fine", "wrong"))
PLACES = Asked(key="places", question="Where?", kind="multiple", options=("work", "dates"), max=2)
HIDDEN = Asked(key="hidden", question="In secret?", visibility="after_vote")
ARTICLE = article_text(USED, ETHICAL, PLACES, HIDDEN)


def pair(rows: int, columns: int, cells: list[list[int | None]], **others: Any) -> dict[str, Any]:
    """A pair as it is kept; of whoever gave an answer, all answered the other question, unless said."""
    return {
        "rows": rows,
        "columns": columns,
        "both": 406,
        "cells": cells,
        "row_totals": [sum(count or 0 for count in row) for row in cells],
        "column_totals": [sum(count or 0 for count in column) for column in zip(*cells, strict=True)],
    } | others


@pytest.fixture
def crossed(site: Site) -> Site:
    """Three pairs are kept."""
    site.publish(ARTICLE)
    numbers = {key: site.state(key).definition.wording_id for key in ("used", "ethical", "places", "hidden")}
    used, ethical, places, hidden = numbers.values()
    pairs = [
        pair(used, ethical, [[122, 78, 0], [70, 136, 0], [0, 0, 0]]),
        pair(
            used,
            places,
            [[150, 60, None], [None, 90, 8], [0, 0, 0]],
            row_totals=[200, 206, 0],
            column_totals=[150, 150, None],
        ),
        pair(used, hidden, [[99, 20, 81, 0], [6, 90, 110, 0], [0, 0, 0, 0]]),
    ]
    keep(site, pairs)
    return site


def keep(site: Site, pairs: list[dict[str, Any]]) -> None:
    """Let these pairs be what is kept of the article."""
    article_id = site.state("used").definition.article_id
    figure = {"article_id": article_id, "kind": "crossing", "body": json.dumps({"pairs": pairs})}
    with site.writing() as session:
        kept = figure | {
            "readers": 406,
            "made_of": "",
            "ballots_seen": 0,
            "revision": 0,
            "computed_at": DURING,
        }
        session.execute(insert(KeptFigure), kept)


def page(site: Site, query: str = "") -> str:
    """The page for somebody without a cookie, as text."""
    return html.unescape(site.app.test_client().get(ADDRESS + query).text)


def test_a_sentence_says_how_answers_go_together(crossed: Site) -> None:
    assert (
        "Of the 200 readers who answered “Yes indeed” to “Have you used one?”, 61\u202f% (122) say “Fine indeed” to "
        "“Is it ethical?”; of the 206 who answered “No indeed”, 34\u202f% (70)."
    ) in page(crossed, "?rows=used&columns=ethical")


def test_it_can_be_read_the_other_way_round(crossed: Site) -> None:
    assert (
        "Of the 192 readers who answered “Fine indeed” to “Is it ethical?”, 64\u202f% (122) say “Yes indeed” to "
        "“Have you used one?”; of the 214 who answered “Wrong indeed”, 36\u202f% (78)."
    ) in page(crossed, "?rows=ethical&columns=used")


def test_percents_of_several_answers_are_of_the_row(crossed: Site) -> None:
    text = page(crossed, "?rows=used&columns=places")
    assert "30\u202f% (60)" in text
    assert "44\u202f% (90)" in text
    assert "a reader may give several answers" in text
    assert text.count(">withheld<") == 3  # one of them in the note that says what the mark means


def test_percents_beside_a_withheld_number_are_rounded_each_by_itself(site: Site) -> None:
    site.publish(ARTICLE)
    used, ethical = (site.state(key).definition.wording_id for key in ("used", "ethical"))
    cells: list[list[int | None]] = [[9, None, None], [16, None, None], [70, 80, 0]]
    keep(site, [pair(used, ethical, cells, row_totals=[34, 33, 150], column_totals=[95, None, None])])
    text = page(site, "?rows=used&columns=ethical")
    for shown in (">26\u202f%<", ">48\u202f%<", ">47\u202f%<", ">53\u202f%<"):
        assert shown in text
    assert "they add up to 100 where none is withheld." in text


def test_without_a_wish_the_pair_that_tells_most_is_shown(crossed: Site) -> None:
    assert "“Is it ethical?”" in page(crossed)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?rows=used&columns=used", "That is one question twice."),
        ("?rows=used&columns=nothing", "This article asks no such question"),
        ("?rows=used", "This article asks no such question"),
        ("?rows=ethical&columns=places", "Too few have answered both questions"),
        ("?rows=used&columns=hidden", "The results of “In secret?” open with your vote"),
    ],
)
def test_what_cannot_be_shown_is_said(crossed: Site, query: str, sentence: str) -> None:
    assert sentence in page(crossed, query)


def test_where_no_choice_would_show_anything_none_is_asked_for(site: Site) -> None:
    site.publish(ARTICLE)
    keep(site, [])
    text = page(site)
    assert "once 20 readers have answered both." in text
    assert '<select name="rows"' not in text


def test_a_question_whose_results_are_hidden_is_in_nothing(crossed: Site) -> None:
    text = page(crossed)
    assert "In secret?" not in text
    assert "(99)" not in page(crossed, "?rows=used&columns=hidden")
    voter = crossed.browser().touch()
    voter.vote("hidden", "yes")
    seen = html.unescape(voter.client.get(ADDRESS + "?rows=used&columns=hidden").text)
    assert "(99)" in seen


def test_a_question_worded_anew_is_set_against_nothing(crossed: Site) -> None:
    crossed.publish(
        article_text(
            USED, Asked(key="ethical", question="Is it right?", options=("fine", "wrong"), wording=2)
        )
    )
    text = page(crossed, "?rows=used&columns=ethical")
    assert "once 20 readers have answered both." in text
    assert "(122)" not in text
