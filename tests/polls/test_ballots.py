"""Casting, changing and withdrawing ballots: what is stored, what is counted, what is refused."""

import pytest
from sqlalchemy import select, text

from pollsite.accounts.models import Reader
from pollsite.polls.errors import (
    ExclusiveCombined,
    FormIncomplete,
    NoBallot,
    NoOptionChosen,
    PollClosed,
    PollError,
    PollNotFound,
    PollNotOpen,
    TooManyOptions,
    UnknownOption,
    WordingChanged,
)
from pollsite.polls.models import Ballot, BallotRevision
from pollsite.polls.services import allowed_choices, cast_ballot
from tests.fixtures.site import Site, reader
from tests.samples import DURING, OPENS


def history(site: Site, name: str) -> list[int]:
    """Every step of this reader's ballots as masks, oldest first."""
    with site.reading() as session:
        steps = select(BallotRevision.choices).where(BallotRevision.reader_id == reader(name))
        return list(session.scalars(steps.order_by(BallotRevision.id)))


def ballots(site: Site) -> list[tuple[int, bool]]:
    """Every standing ballot's mask, and whether it followed a look at the results."""
    with site.reading() as session:
        return [(ballot.choices, ballot.after_peek) for ballot in session.scalars(select(Ballot))]


def test_a_ballot_is_stored_and_counted_once(site: Site) -> None:
    site.vote("ada", "single", "yes")
    assert ballots(site) == [(0b0001, False)]
    assert site.counts("single") == {"yes": 1, "no": 0, "rarely": 0, "not-sure": 0}
    assert site.state("single").tally.voters == 1


def test_second_ballot_replaces_first(site: Site) -> None:
    site.vote("ada", "single", "yes")
    site.vote("ada", "single", "no")
    assert ballots(site) == [(0b0010, False)]
    assert site.counts("single") == {"yes": 0, "no": 1, "rarely": 0, "not-sure": 0}
    assert site.state("single").tally.voters == 1


def test_the_same_ballot_again_changes_nothing(site: Site) -> None:
    site.vote("ada", "single", "yes")
    before = site.state("single")
    site.vote("ada", "single", "yes")
    assert site.state("single") == before
    assert history(site, "ada") == [0b0001]


def test_a_ballot_remembers_when_it_was_cast_and_changed(site: Site) -> None:
    site.vote("ada", "single", "yes", at=OPENS)
    site.vote("ada", "single", "no", at=DURING)
    with site.reading() as session:
        ballot = session.scalars(select(Ballot)).one()
        assert (ballot.cast_at, ballot.changed_at) == (OPENS, DURING)


def test_withdrawing_takes_the_ballot_out_of_every_count(site: Site) -> None:
    site.vote("ada", "multiple", "a", "b")
    site.withdraw("ada", "multiple")
    assert ballots(site) == []
    assert set(site.counts("multiple").values()) == {0}
    assert site.state("multiple").tally.voters == 0


def test_whoever_withdrew_may_vote_again(site: Site) -> None:
    site.vote("ada", "single", "yes")
    site.withdraw("ada", "single")
    site.vote("ada", "single", "rarely")
    assert site.counts("single")["rarely"] == site.state("single").tally.voters == 1


def test_every_step_stays_in_the_history(site: Site) -> None:
    site.vote("ada", "multiple", "a", "b")
    site.vote("ada", "multiple", "c")
    site.withdraw("ada", "multiple")
    site.vote("ada", "multiple", "none")
    assert history(site, "ada") == [0b00011, 0b00100, 0, 0b01000]


def test_a_voter_counts_once_however_many_answers_they_choose(site: Site) -> None:
    site.vote("ada", "multiple", "a", "b")
    site.vote("bea", "multiple", "b", "c")
    site.vote("cyd", "multiple", "not-sure")
    tally = site.state("multiple").tally
    assert (tally.voters, sum(tally.counts)) == (3, 5)


def test_each_change_raises_the_version(site: Site) -> None:
    versions = [site.state("single").tally.version]
    for act in (("yes",), ("no",)):
        site.vote("ada", "single", *act)
        versions.append(site.state("single").tally.version)
    site.withdraw("ada", "single")
    versions.append(site.state("single").tally.version)
    assert versions == sorted(set(versions))


def test_readers_and_polls_do_not_disturb_each_other(site: Site) -> None:
    site.vote("ada", "single", "yes")
    site.vote("bea", "single", "no")
    site.vote("ada", "scale", "agree")
    site.withdraw("ada", "single")
    assert site.counts("single") == {"yes": 0, "no": 1, "rarely": 0, "not-sure": 0}
    assert site.counts("scale")["agree"] == 1


def test_the_reader_is_stored_by_their_first_act_only(site: Site) -> None:
    site.vote("ada", "single", "yes", at=OPENS)
    site.vote("ada", "scale", "agree", at=DURING)
    with site.reading() as session:
        assert [(stored.id, stored.created_at) for stored in session.scalars(select(Reader))] == [
            (reader("ada"), OPENS)
        ]


REFUSED: list[tuple[str, tuple[str, ...], int, type[PollError]]] = [
    ("closed", ("yes",), 1, PollClosed),
    ("not-open", ("yes",), 1, PollNotOpen),
    ("single", (), 1, NoOptionChosen),
    ("single", ("maybe",), 1, UnknownOption),
    ("single", ("yes", "no"), 1, TooManyOptions),
    ("multiple", ("a", "b", "c"), 1, TooManyOptions),
    ("multiple", ("a", "none"), 1, ExclusiveCombined),
    ("single", ("yes",), 2, WordingChanged),
    ("single", ("yes",), 0, FormIncomplete),
]


@pytest.mark.parametrize(("key", "keys", "wording", "refusal"), REFUSED)
def test_a_refused_ballot_leaves_no_trace(
    site: Site, key: str, keys: tuple[str, ...], wording: int, refusal: type[PollError]
) -> None:
    before = site.state(key)
    with pytest.raises(refusal):
        site.vote("ada", key, *keys, wording=wording)
    assert site.state(key) == before
    assert ballots(site) == history(site, "ada") == []
    with site.reading() as session:
        assert session.scalars(select(Reader)).all() == []


@pytest.mark.parametrize(("key", "keys", "wording", "refusal"), REFUSED)
def test_checking_a_ballot_refuses_what_casting_refuses(
    site: Site, key: str, keys: tuple[str, ...], wording: int, refusal: type[PollError]
) -> None:
    poll = site.state(key).definition
    with pytest.raises(refusal):
        allowed_choices(poll, keys=keys, wording=wording, at=DURING)


def test_a_refused_change_leaves_the_standing_ballot(site: Site) -> None:
    site.vote("ada", "multiple", "a")
    with pytest.raises(TooManyOptions):
        site.vote("ada", "multiple", "a", "b", "c")
    assert site.counts("multiple")["a"] == site.state("multiple").tally.voters == 1


def test_nobody_votes_in_a_poll_that_does_not_exist(site: Site) -> None:
    with site.writing() as session, pytest.raises(PollNotFound):
        cast_ballot(session, poll_id=999, reader_id=reader("ada"), keys=["yes"], wording=1, at=DURING)


def test_there_must_be_a_ballot_to_withdraw(site: Site) -> None:
    with pytest.raises(NoBallot):
        site.withdraw("ada", "single")
    site.vote("ada", "single", "yes")
    site.withdraw("ada", "single")
    with pytest.raises(NoBallot):
        site.withdraw("ada", "single")
    assert history(site, "ada") == [1, 0]


@pytest.mark.parametrize(("key", "refusal"), [("closed", PollClosed), ("not-open", PollNotOpen)])
def test_nothing_is_withdrawn_from_a_shut_poll(site: Site, key: str, refusal: type[PollError]) -> None:
    with pytest.raises(refusal):
        site.withdraw("ada", key)


def test_an_act_that_fails_midway_leaves_nothing_of_it(site: Site) -> None:
    before = site.state("single")
    poll_id = before.definition.id

    def vote_and_fail() -> None:
        with site.writing() as session:
            cast_ballot(session, poll_id=poll_id, reader_id=reader("ada"), keys=["yes"], wording=1, at=DURING)
            raise RuntimeError("the lights went out")

    with pytest.raises(RuntimeError, match="the lights went out"):
        vote_and_fail()
    assert site.state("single") == before
    assert ballots(site) == history(site, "ada") == []


def test_the_database_itself_refuses_a_second_ballot_an_empty_one_and_a_negative_count(site: Site) -> None:
    site.vote("ada", "single", "yes")
    for statement, constraint in (
        ("INSERT INTO ballots SELECT * FROM ballots", "(?i)unique"),
        ("UPDATE ballots SET choices = 0", "ck_ballots_chooses_something"),
        ("UPDATE options SET ballots = -1", "ck_options_ballots_not_negative"),
        ("UPDATE wordings SET voters = -1", "ck_wordings_voters_not_negative"),
        ("UPDATE ballots SET reader_id = '00000000000000000000000000000000'", "(?i)foreign key"),
    ):
        with pytest.raises(Exception, match=constraint), site.writing() as session:
            session.execute(text(statement))
    assert site.mismatches() == ()
