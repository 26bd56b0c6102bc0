"""Bringing an article's questions to its polls: no vote is ever moved, dropped or shown before its time."""

from dataclasses import replace

import click
import pytest
import time_machine
from sqlalchemy import select, text

from pollsite.polls.errors import PollNotFound
from pollsite.polls.models import Ballot, Poll, Wording
from pollsite.polls.types import EarlierWording
from tests.browsing import card
from tests.fixtures.site import Site
from tests.samples import (
    AFTER_CLOSE,
    AFTER_VOTE,
    EVERYTHING,
    MULTIPLE,
    NOT_OPEN,
    SCALE,
    SINGLE,
    Asked,
    article_text,
)

ASKED = replace(SINGLE, question="Is a generated portrait still a portraits of you?")
CORRECTED = replace(ASKED, question="Is a generated portrait still a portrait of you?")
REWRITTEN = replace(ASKED, question="Would you use one on your own CV?")
ANEW = replace(REWRITTEN, wording=2)


@pytest.fixture
def voted(empty_site: Site) -> Site:
    """ASKED, with three votes."""
    empty_site.publish(article_text(ASKED))
    empty_site.crowd("single", yes=2, no=1)
    return empty_site


def rows(site: Site) -> list[tuple[object, ...]]:
    """Everything stored about polls, wordings and options."""
    with site.reading() as session:
        return [
            tuple(row)
            for table in ("polls", "wordings", "options")
            for row in session.execute(text(f"SELECT * FROM {table}"))
        ]


def test_publishing_the_same_text_again_changes_no_poll(site: Site) -> None:
    site.crowd("single", yes=2)
    before = rows(site)
    assert site.publish(EVERYTHING) == ["Unchanged: /articles/on-portraits, revision 1"]
    assert rows(site) == before


def test_polls_stand_in_the_publishers_order(empty_site: Site) -> None:
    empty_site.publish(article_text(SINGLE, SCALE, MULTIPLE))
    empty_site.publish(article_text(MULTIPLE, SINGLE, SCALE))
    with empty_site.reading() as session:
        assert list(session.scalars(select(Poll.key).order_by(Poll.position))) == [
            "multiple",
            "single",
            "scale",
        ]


def test_a_correction_keeps_votes_and_shows_when(voted: Site) -> None:
    with time_machine.travel("2026-11-25T00:00Z", tick=False):
        told = voted.publish(article_text(CORRECTED))
    assert told[1:] == ["single: text corrected; 3 votes kept."]
    assert voted.counts("single") == {"yes": 2, "no": 1, "rarely": 0, "not-sure": 0}
    shown = card(voted.browser().read(), "single")
    assert CORRECTED.question in shown
    assert "Edited on 25 November 2026" in shown


def test_a_corrected_answer_keeps_its_votes(voted: Site) -> None:
    voted.publish(article_text(replace(ASKED, labels=("Yes, indeed", "No indeed", "Rarely indeed"))))
    state = voted.state("single")
    assert state.definition.choices[0].label == "Yes, indeed"
    assert state.tally.counts[0] == 2
    assert state.definition.edited_at


def test_a_correction_before_the_first_vote_is_not_marked(empty_site: Site) -> None:
    empty_site.publish(article_text(ASKED))
    empty_site.publish(article_text(CORRECTED))
    assert empty_site.state("single").definition.edited_at is None


def test_a_new_wording_starts_its_own_tally_and_shows_the_earlier_one(voted: Site) -> None:
    assert voted.publish(article_text(ANEW))[1:] == ["single: wording 2 starts its own tally."]
    voted.vote("zoe", "single", "rarely")
    state = voted.state("single")
    assert state.tally.counts == (0, 0, 1, 0)
    assert state.earlier == (EarlierWording(1, ASKED.question, 3),)
    assert "v2: 1 vote · v1: 3, earlier wording" in card(voted.browser().read(), "single")
    assert voted.mismatches() == ()


def test_a_new_wording_leaves_every_earlier_ballot_where_it_was(voted: Site) -> None:
    voted.publish(article_text(ANEW))
    with voted.reading() as session:
        stored = session.execute(
            select(Wording.number, Ballot.choices).join(Ballot, Ballot.wording_id == Wording.id)
        )
        assert sorted(map(tuple, stored)) == [(1, 1), (1, 1), (1, 2)]


def test_a_new_wording_may_have_other_answers_and_another_kind(voted: Site) -> None:
    anew = replace(ANEW, kind="multiple", options=("cv", "passport", "party"), max=2)
    voted.publish(article_text(anew))
    voted.vote("zoe", "single", "cv", "party")
    assert voted.counts("single") == {"cv": 1, "passport": 0, "party": 1, "not-sure": 0}


def test_versions_go_on_growing_across_wordings(voted: Site) -> None:
    before = voted.state("single").tally.version
    voted.publish(article_text(ANEW))
    assert voted.state("single").tally.version > before


def test_a_question_left_out_is_no_longer_asked_and_keeps_its_votes(voted: Site) -> None:
    told = voted.publish(article_text(SCALE))
    assert "single: no longer asked; its votes are kept." in told
    with pytest.raises(PollNotFound):
        voted.state("single")
    assert 'data-key="single"' not in voted.browser().read().text
    assert voted.publish(article_text(SCALE, ASKED))[1:] == ["single: asked again."]
    assert voted.counts("single") == {"yes": 2, "no": 1, "rarely": 0, "not-sure": 0}


def test_nobody_votes_on_a_question_left_out(voted: Site) -> None:
    reader = voted.browser().touch()
    voted.publish(article_text(SCALE))
    answer = reader.vote("single", "yes")
    assert answer.status_code == 404
    assert "This question is no longer asked here. Nothing was recorded." in answer.text


CONFLICTS: list[tuple[Asked, str]] = [
    (REWRITTEN, "3 votes were cast on the old words. Raise wording to 2"),
    (
        replace(ASKED, labels=("Yes indeed", "Surely not", "Rarely indeed")),
        "“No indeed” now reads “Surely not”",
    ),
    (replace(ASKED, options=("yes", "no")), "answers changed while it has 3 votes"),
    (replace(ASKED, options=("no", "yes", "rarely")), "answers changed while it has 3 votes"),
    (replace(ASKED, options=("yes", "no", "rarely", "never")), "answers changed while it has 3 votes"),
    (
        replace(ASKED, options=("yes", "no", "seldom"), labels=("Yes indeed", "No indeed", "Rarely indeed")),
        "votes",
    ),
    (replace(ASKED, kind="multiple", max=1), "its kind, maximum or answers changed"),
    (replace(ASKED, visibility="after_vote"), "visibility cannot change from always to after_vote"),
]


@pytest.mark.parametrize(("question", "words"), CONFLICTS)
def test_what_would_falsify_a_tally_is_refused_and_nothing_is_published(
    voted: Site, question: Asked, words: str
) -> None:
    before = rows(voted)
    with pytest.raises(click.ClickException, match=words) as refusal:
        voted.publish(article_text(question, title="A new title"))
    assert refusal.value.message.startswith("single: ")
    assert refusal.value.message.endswith("Nothing was published.")
    assert rows(voted) == before
    assert "A new title" not in voted.browser().read().text


@pytest.mark.parametrize("question", [asked for asked, _ in CONFLICTS])
def test_before_the_first_vote_everything_may_change(empty_site: Site, question: Asked) -> None:
    empty_site.publish(article_text(ASKED))
    empty_site.publish(article_text(question))
    definition = empty_site.state("single").definition
    assert [choice.key for choice in definition.choices] == [*question.options, "not-sure"]
    assert (definition.kind, definition.visibility) == (question.kind, question.visibility)
    empty_site.vote("ada", "single", question.options[-1])
    assert empty_site.mismatches() == ()


def test_a_publisher_may_vouch_for_a_rewrite(voted: Site) -> None:
    voted.publish(article_text(REWRITTEN), same_meaning=True)
    assert voted.state("single").definition.question == REWRITTEN.question
    assert voted.state("single").tally.voters == 3


EXCHANGES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "two change places": (("No indeed", "Yes indeed", "Rarely indeed"),),
    "two much alike change places": (
        ("I agree", "I disagree", "Rarely"),
        ("I disagree", "I agree", "Rarely"),
    ),
    "three go round": (("No indeed", "Rarely indeed", "Yes indeed"),),
    "one takes another's": (("No, indeed!", "Surely not", "Rarely indeed"),),
    "in steps": (
        ("Maybe", "No indeed", "Rarely indeed"),
        ("Maybe", "Yes indeed", "Rarely indeed"),
    ),
}


@pytest.mark.parametrize("case", EXCHANGES)
def test_nobody_can_vouch_for_answers_that_exchange_their_labels(voted: Site, case: str) -> None:
    *before, last = EXCHANGES[case]
    for labels in before:
        voted.publish(article_text(replace(ASKED, labels=labels)), same_meaning=True)
    stored = rows(voted)
    for same_meaning in (True, False):
        with pytest.raises(click.ClickException, match="That is another question; start a new wording"):
            voted.publish(article_text(replace(ASKED, labels=last)), same_meaning=same_meaning)
    assert rows(voted) == stored
    voted.publish(article_text(replace(ASKED, labels=last, wording=2)))


def test_a_label_may_come_back_to_its_own_answer(voted: Site) -> None:
    for labels in (("Maybe", "No indeed", "Rarely indeed"), ("Yes indeed", "No indeed", "Rarely indeed")):
        voted.publish(article_text(replace(ASKED, labels=labels)), same_meaning=True)
    assert voted.counts("single") == {"yes": 2, "no": 1, "rarely": 0, "not-sure": 0}


def test_vouching_does_not_excuse_changed_answers(voted: Site) -> None:
    with pytest.raises(click.ClickException, match="answers changed"):
        voted.publish(article_text(replace(ASKED, options=("yes", "no"))), same_meaning=True)


def test_an_earlier_wording_is_not_asked_again(voted: Site) -> None:
    voted.publish(article_text(ANEW))
    with pytest.raises(click.ClickException, match="put wording: 2 back, or raise it to 3"):
        voted.publish(article_text(ASKED))


@pytest.mark.parametrize(("before", "after"), [("after_vote", "always"), ("after_close", "after_vote")])
def test_hidden_results_are_not_opened_by_hand(empty_site: Site, before: str, after: str) -> None:
    hidden = replace(AFTER_CLOSE, visibility=before)
    empty_site.publish(article_text(hidden))
    empty_site.crowd("after-close", yes=1)
    with pytest.raises(click.ClickException, match="visibility cannot change"):
        empty_site.publish(article_text(replace(hidden, visibility=after)))


def test_a_close_that_showed_its_results_is_final(empty_site: Site) -> None:
    closing = replace(AFTER_CLOSE, closes="2026-11-30")
    with time_machine.travel("2026-11-29T00:00Z", tick=False):
        empty_site.publish(article_text(closing))
        empty_site.crowd("after-close", yes=1)
    with (
        time_machine.travel("2026-12-02T00:00Z", tick=False),
        pytest.raises(click.ClickException, match="closed on 30 November 2026 and its results are out"),
    ):
        empty_site.publish(article_text(replace(closing, closes="2099-01-01")))


def test_a_close_that_will_show_results_is_not_brought_forward(empty_site: Site) -> None:
    empty_site.publish(article_text(AFTER_CLOSE))
    empty_site.crowd("after-close", yes=1)
    with pytest.raises(
        click.ClickException, match="results open on 1 January 2099, so it cannot close earlier"
    ):
        empty_site.publish(article_text(replace(AFTER_CLOSE, closes="2026-01-01")))


def test_a_poll_whose_results_are_open_may_be_closed_at_once(voted: Site) -> None:
    voted.publish(article_text(replace(ASKED, closes="2026-01-01")))
    assert voted.state("single").tally.voters == 3


def test_a_close_may_be_put_off_before_it_comes(empty_site: Site) -> None:
    empty_site.publish(article_text(AFTER_CLOSE))
    empty_site.crowd("after-close", yes=1)
    empty_site.publish(article_text(replace(AFTER_CLOSE, closes="2100-06-01")))
    closes_at = empty_site.state("after-close").definition.closes_at
    assert closes_at
    assert closes_at.year == 2100


def test_a_publication_half_refused_is_refused_whole(empty_site: Site) -> None:
    empty_site.publish(article_text(ASKED, AFTER_VOTE))
    empty_site.crowd("after-vote", yes=1)
    before = rows(empty_site)
    with pytest.raises(click.ClickException):
        empty_site.publish(article_text(CORRECTED, NOT_OPEN, replace(AFTER_VOTE, options=("a", "b"))))
    assert rows(empty_site) == before
