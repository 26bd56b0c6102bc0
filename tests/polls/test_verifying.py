"""Recounting finds every falsified number, mends counters when asked, and never touches a ballot."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, text

from pollsite.polls.models import Ballot
from pollsite.polls.verifying import Mismatch, verify_tallies
from tests.fixtures.site import Site


@pytest.fixture
def voted(site: Site) -> Site:
    """A site with some ballots: 7 and 4 in a single choice, one of two answers in a multiple one, one withdrawn."""
    site.crowd("single", yes=7, no=4)
    site.vote("ada", "multiple", "a", "b")
    site.vote("bea", "scale", "agree")
    site.withdraw("bea", "scale")
    return site


def falsify(site: Site, statement: str) -> None:
    """Change the database behind everybody's back."""
    with site.writing() as session:
        session.execute(
            text(f"{statement} (SELECT id FROM wordings WHERE poll_id = {site.poll_id('single')})")
        )


FALSIFIED: list[tuple[str, tuple[Mismatch, ...]]] = [
    (
        "UPDATE wordings SET voters = 12 WHERE id =",
        (Mismatch("on-portraits/single v1 voters", 12, 11),),
    ),
    (
        "UPDATE options SET ballots = 9 WHERE position = 0 AND wording_id =",
        (Mismatch("on-portraits/single v1 yes", 9, 7),),
    ),
    (
        "UPDATE options SET ballots = ballots + 1 WHERE position > 1 AND wording_id =",
        (
            Mismatch("on-portraits/single v1 rarely", 1, 0),
            Mismatch("on-portraits/single v1 not-sure", 1, 0),
        ),
    ),
]
FALSIFIED += [
    (
        "UPDATE wordings SET held = 3 WHERE id =",
        (Mismatch("on-portraits/single v1 held", 3, 0),),
    ),
]
SOMEBODY = "reader_id = (SELECT reader_id FROM ballots WHERE choices = 1 ORDER BY reader_id LIMIT 1)"
SPOILT_BALLOTS: list[tuple[str, set[tuple[str, int, int]]]] = [
    (
        f"UPDATE ballots SET choices = 4 WHERE {SOMEBODY} AND wording_id =",
        {("yes", 7, 6), ("rarely", 0, 1), ("one ballot's history", 4, 1)},
    ),
    (
        f"DELETE FROM ballots WHERE {SOMEBODY} AND wording_id =",
        {("voters", 11, 10), ("yes", 7, 6), ("one ballot's history", 0, 1)},
    ),
    (
        "DELETE FROM ballot_revisions WHERE id = 1 AND wording_id =",
        {("one ballot's history", 1, 0)},
    ),
]


def test_honest_tallies_pass(voted: Site) -> None:
    with voted.reading() as session:
        verification = verify_tallies(session)
    assert verification.differences == ()
    assert (verification.wordings, verification.ballots) == (7, 12)


@pytest.mark.parametrize(("statement", "mismatches"), FALSIFIED)
def test_each_falsified_counter_is_found(
    voted: Site, statement: str, mismatches: tuple[Mismatch, ...]
) -> None:
    falsify(voted, statement)
    with voted.reading() as session:
        assert verify_tallies(session).differences == mismatches


@pytest.mark.parametrize(("statement", "mismatches"), FALSIFIED)
def test_repair_sets_counters_to_their_recount(
    voted: Site, statement: str, mismatches: tuple[Mismatch, ...]
) -> None:
    honest, ballots = voted.state("single"), stored_ballots(voted)
    falsify(voted, statement)
    with voted.writing() as session:
        assert verify_tallies(session, repair=True).differences == mismatches
    mended = voted.state("single")
    assert (mended.tally.counts, mended.tally.voters) == (honest.tally.counts, honest.tally.voters)
    assert mended.tally.version > honest.tally.version, "pages must notice"
    assert voted.mismatches() == ()
    assert stored_ballots(voted) == ballots


@pytest.mark.parametrize(("statement", "mismatches"), SPOILT_BALLOTS)
def test_each_spoilt_ballot_is_found(
    voted: Site, statement: str, mismatches: set[tuple[str, int, int]]
) -> None:
    falsify(voted, statement)
    with voted.reading() as session:
        found = verify_tallies(session).differences
    prefix = "on-portraits/single v1 "
    assert {(wrong.name.removeprefix(prefix), wrong.stored, wrong.recount) for wrong in found} == mismatches


def test_looking_without_repair_changes_nothing(voted: Site) -> None:
    falsify(voted, FALSIFIED[0][0])
    with voted.writing() as session:
        verify_tallies(session)
    assert voted.state("single").tally.voters == 12


def stored_ballots(site: Site) -> list[tuple[object, ...]]:
    """Every ballot as it is stored."""
    with site.reading() as session:
        rows = session.scalars(select(Ballot).order_by(Ballot.wording_id, Ballot.reader_id))
        return [(row.wording_id, row.reader_id, row.choices, row.changed_at) for row in rows]


@pytest.fixture
def verify(voted: Site) -> Callable[..., tuple[int, str]]:
    """`pollsite tallies verify` on that site: the exit code, and what it says."""

    def run(*options: str) -> tuple[int, str]:
        return voted.run("tallies", "verify", *options)

    return run


def test_the_command_says_that_all_is_well(verify: Callable[..., tuple[int, str]]) -> None:
    assert verify() == (0, "7 wordings, 12 ballots: every number equals its recount.\n")


def test_the_command_names_what_is_wrong_and_fails(
    voted: Site, verify: Callable[..., tuple[int, str]]
) -> None:
    falsify(voted, FALSIFIED[1][0])
    code, told = verify()
    assert code == 1
    assert "on-portraits/single v1 yes: stored 9, recount 7" in told
    assert verify("--repair")[0] == 0
    assert verify()[0] == 0


def test_the_command_does_not_claim_to_have_repaired_a_ballot(
    voted: Site, verify: Callable[..., tuple[int, str]]
) -> None:
    falsify(voted, SPOILT_BALLOTS[2][0])
    code, told = verify("--repair")
    assert code == 1
    assert "one ballot's history" in told
    assert verify()[0] == 1
