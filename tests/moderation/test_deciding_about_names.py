"""What each decision does to a reported name, and to its bearer."""

import pytest

from pollsite.moderation.decision_errors import DecisionUnknown
from pollsite.moderation.errors import StaleDecision
from pollsite.moderation.naming import find_name
from pollsite.moderation.types import DecisionKind, Restriction
from pollsite.pages.renaming import rename_member
from tests.discussion.scene import Scene
from tests.moderation.office import KEEP, REMOVE, Office

LOCK, SUSPEND = DecisionKind.LOCK, DecisionKind.SUSPEND


@pytest.fixture
def office(scene: Scene) -> Office:
    """Bea and Rita are members."""
    office = Office(scene)
    for name in ("Bea", "Rita"):
        scene.member(name)
    return office


def test_a_name_is_taken_back_and_its_bearer_told(office: Office) -> None:
    case_id = office.reporting.flag_name("Rita", "Bea").case_id
    with pytest.raises(DecisionUnknown):
        office.decide(LOCK, case_id=case_id)
    decided = office.decide(REMOVE, case_id=case_id, version=1, rule=7, quote="not the name")
    number = office.number_of("Bea")
    stated = office.statement(decided.decision_id)
    assert (stated.restriction, stated.rule, stated.quote) == (Restriction.NAME_RESET, 7, "Bea")
    assert office.notices("Bea") == [("decision", None, decided.decision_id)]
    assert office.notices("Rita") == [("outcome", None, decided.decision_id)]
    assert name_of(office, "Bea") == f"Member {number}"
    office.undo(decided.decision_id)
    assert name_of(office, "Bea") == "Bea"
    assert office.case(case_id).closed_at is None


def test_a_name_is_kept_or_its_bearer_suspended(office: Office) -> None:
    case_id = office.reporting.flag_name("Rita", "Bea").case_id
    office.decide(KEEP, case_id=case_id, version=1)
    assert name_of(office, "Bea") == "Bea"
    again = office.reporting.flag_name("a guest", "Bea").case_id
    if again is not None:
        office.decide(SUSPEND, case_id=again, days=3)
        assert office.sanction("Bea").suspended_until > office.scene.now


def test_reports_of_a_name_lapse_when_its_bearer_takes_another(office: Office) -> None:
    flagged = office.reporting.flag_name("Rita", "Bea")
    number = office.number_of("Bea")
    assert number is not None
    with office.scene.site.writing() as session:
        rename_member(session, account_id=number, typed="Beatrix", at=office.moment())
    assert office.case(flagged.case_id).closed_at is not None
    assert [flag.outcome for flag in office.reporting.rows()] == ["gone"]
    with pytest.raises(StaleDecision):
        office.decide(REMOVE, case_id=flagged.case_id, version=1, rule=7)
    assert name_of(office, "Bea") == "Beatrix"


def name_of(office: Office, name: str) -> str:
    """What a member is called now."""
    with office.scene.site.reading() as session:
        return find_name(session.connection(), office.number_of(name) or 0) or ""
