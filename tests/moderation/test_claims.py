"""A claim keeps a case for the moderator who looks at it, for a while, and hides it from nobody."""

import pytest

from pollsite.moderation.claiming import claim_case, claim_next, find_claim, release_case
from pollsite.moderation.limits import CLAIM
from pollsite.moderation.listing import Listing
from tests.discussion.scene import Scene
from tests.moderation.office import KEEP, Office


@pytest.fixture
def office(scene: Scene) -> Office:
    """Two comments by Ada, each with a case: 1 and 2."""
    office = Office(scene)
    scene.member("Ada")
    for _ in range(2):
        office.flagged(office.post("Ada"))
    return office


def claim(office: Office, name: str, case_id: int) -> bool:
    """Whether the moderator has it now."""
    with office.scene.site.writing() as session:
        return claim_case(
            session, case_id=case_id, moderator_id=office.number_of(name) or 0, at=office.scene.now
        )


def next_of(office: Office, name: str) -> int | None:
    """The case that the moderator is given."""
    with office.scene.site.writing() as session:
        return claim_next(
            session, listing=Listing(), moderator_id=office.number_of(name) or 0, at=office.scene.now
        )


def holder(office: Office, case_id: int) -> str:
    """Who has the case now, "" if nobody has."""
    with office.scene.site.reading() as session:
        found = find_claim(session.connection(), case_id, at=office.scene.now)
        return found.name if found else ""


def test_a_claim_is_one_moderator_s_until_it_expires(office: Office) -> None:
    assert claim(office, "Mo", 1)
    assert claim(office, "Mo", 1), "again is harmless, and longer"
    assert not claim(office, "Max", 1)
    office.scene.pass_time(seconds=CLAIM.total_seconds() - 1)
    assert (holder(office, 1), claim(office, "Max", 1)) == ("Mo", False)
    office.scene.pass_time(seconds=1)
    assert holder(office, 1) == ""
    assert claim(office, "Max", 1)
    assert holder(office, 1) == "Max"


def test_a_claim_from_before_the_clock_was_set_back_keeps_nobody_out(office: Office) -> None:
    assert claim(office, "Mo", 1)
    office.scene.pass_time(hours=-6)
    assert holder(office, 1) == ""
    assert next_of(office, "Max") == 1
    assert holder(office, 1) == "Max"


def test_the_next_case_is_not_one_that_somebody_looks_at(office: Office) -> None:
    assert (next_of(office, "Mo"), next_of(office, "Max")) == (1, 2)
    assert next_of(office, "Ann") is None
    with office.scene.site.writing() as session:
        release_case(session, case_id=1, moderator_id=office.number_of("Max") or 0)
    assert next_of(office, "Ann") is None, "nobody gives another's case away"
    with office.scene.site.writing() as session:
        release_case(session, case_id=1, moderator_id=office.number_of("Mo") or 0)
    assert next_of(office, "Ann") == 1


def test_a_claim_left_behind_keeps_nobody_from_the_case(office: Office) -> None:
    next_of(office, "Mo")
    office.scene.pass_time(seconds=CLAIM.total_seconds())
    assert next_of(office, "Max") == 1


def test_who_has_no_claim_may_decide_and_the_claim_ends(office: Office) -> None:
    claim(office, "Mo", 1)
    decided = office.decide(KEEP, case_id=1, version=1, by="Max")
    assert holder(office, 1) == ""
    assert not claim(office, "Mo", 1)
    office.undo(decided.decision_id, by="Max")
    assert claim(office, "Mo", 1)
