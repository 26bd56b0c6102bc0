"""Looking at results without voting: remembered, never counted, told apart from a vote that follows."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from pollsite.polls.errors import NothingToPeek, PollNotFound
from pollsite.polls.models import Ballot, Peek
from pollsite.polls.queries import standing_in
from pollsite.polls.services import record_peek
from pollsite.polls.types import Standing
from tests.fixtures.site import Site, reader
from tests.samples import AFTER_VOTE, DURING, article_text


def standing_of(site: Site, name: str, key: str) -> Standing:
    """Where the reader stands in the poll's present wording."""
    wording_id = site.state(key).definition.wording_id
    with site.reading() as session:
        return standing_in(session, wording_id, reader(name))


def after_peek(site: Site) -> list[bool]:
    """Of every ballot, whether a look came first."""
    with site.reading() as session:
        return list(session.scalars(select(Ballot.after_peek)))


def test_a_look_is_remembered(site: Site) -> None:
    site.peek("ada", "after-vote")
    assert standing_of(site, "ada", "after-vote") == Standing(choices=0, peeked=True)
    assert standing_of(site, "bea", "after-vote") == Standing()


def test_a_look_is_never_counted(site: Site) -> None:
    before = site.state("after-vote")
    site.peek("ada", "after-vote")
    assert site.state("after-vote") == before
    assert site.mismatches() == ()


def test_looking_twice_is_looking_once(site: Site) -> None:
    site.peek("ada", "after-vote")
    site.peek("ada", "after-vote")
    with site.reading() as session:
        assert len(session.scalars(select(Peek)).all()) == 1


def test_a_vote_after_a_look_is_told_apart(site: Site) -> None:
    site.peek("ada", "after-vote")
    site.vote("ada", "after-vote", "yes")
    assert after_peek(site) == [True]
    assert standing_of(site, "ada", "after-vote") == Standing(choices=1, peeked=True)


def test_a_vote_without_a_look_is_told_apart_for_good(site: Site) -> None:
    site.vote("ada", "after-vote", "yes")
    site.peek("ada", "after-vote")
    site.vote("ada", "after-vote", "no")
    assert after_peek(site) == [False]


def test_another_readers_look_changes_nothing(site: Site) -> None:
    site.peek("bea", "after-vote")
    site.vote("ada", "after-vote", "yes")
    assert after_peek(site) == [False]


@pytest.mark.parametrize("key", ["single", "closed"])
def test_looking_where_results_are_open_leaves_no_trace(site: Site, key: str) -> None:
    site.peek("ada", key)
    with site.reading() as session:
        assert session.scalars(select(Peek)).all() == []


def test_results_that_open_at_the_close_are_not_opened_by_a_look(site: Site) -> None:
    with pytest.raises(NothingToPeek):
        site.peek("ada", "after-close")
    with site.reading() as session:
        assert session.scalars(select(Peek)).all() == []


def test_a_look_at_nothing_is_refused(site: Site) -> None:
    with site.writing() as session, pytest.raises(PollNotFound):
        record_peek(session, poll_id=999, reader_id=reader("ada"), at=DURING)


def test_a_new_wording_has_not_been_looked_at(empty_site: Site) -> None:
    empty_site.publish(article_text(AFTER_VOTE))
    empty_site.peek("ada", "after-vote")
    empty_site.publish(article_text(replace(AFTER_VOTE, question="What else, then?", wording=2)))
    assert standing_of(empty_site, "ada", "after-vote") == Standing()
