"""What each decision does to a reported name, and to its bearer."""

import pytest

from pollsite.moderation.decision_errors import DecisionUnknown, Outranked
from pollsite.moderation.errors import StaleDecision
from pollsite.moderation.name_errors import RemovedName
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
    rename(office, "Bea", "Beatrix")
    assert office.case(flagged.case_id).closed_at is not None
    assert outcomes(office) == ["gone"]
    with pytest.raises(StaleDecision):
        office.decide(REMOVE, case_id=flagged.case_id, version=1, rule=7)
    assert name_of(office, "Bea") == "Beatrix"


def test_a_name_is_not_immune_for_another_that_was_kept(office: Office) -> None:
    office.reporting.flag_name("Rita", "Bea")
    rename(office, "Bea", "Beatrix")
    kept = office.reporting.flag_name("Rita", "Bea")
    office.decide(KEEP, case_id=kept.case_id, version=1)
    rename(office, "Bea", "Bea")
    again, others = (office.reporting.flag_name(who, "Bea") for who in ("Rita", "a guest"))
    assert again.case_id == others.case_id
    assert not again.is_repeat
    assert office.case(again.case_id).flags == 2
    assert office.case(again.case_id).closed_at is None


def test_the_same_name_shakes_no_reports_off_and_one_that_looks_like_it_is_looked_at_again(
    office: Office,
) -> None:
    flagged = office.reporting.flag_name("Rita", "Bea")
    rename(office, "Bea", "Bea")
    assert office.case(flagged.case_id).version == 1
    rename(office, "Bea", "Be-a")
    assert office.case(flagged.case_id).closed_at is None
    with pytest.raises(StaleDecision):
        office.decide(KEEP, case_id=flagged.case_id, version=1)
    office.decide(KEEP, case_id=flagged.case_id, version=2)
    assert outcomes(office) == ["gone"]
    rename(office, "Bea", "Bea")
    assert office.reporting.flag_name("Rita", "Bea").case_id is not None


@pytest.mark.parametrize("kind", [KEEP, REMOVE])
def test_nothing_waits_again_about_a_name_that_is_nobodys_any_more(
    office: Office, kind: DecisionKind
) -> None:
    flagged = office.reporting.flag_name("Rita", "Bea")
    decided = office.decide(kind, case_id=flagged.case_id, version=1)
    rename(office, "Bea", "Beatrix")
    office.undo(decided.decision_id)
    assert office.case(flagged.case_id).closed_at is not None
    assert outcomes(office) == ["gone"]
    rename(office, "Bea", "Bea")
    assert office.reporting.flag_name("Rita", "Bea").case_id is not None


def test_a_name_that_was_taken_back_is_not_taken_again_until_the_decision_is(office: Office) -> None:
    flagged = office.reporting.flag_name("Rita", "Bea")
    decided = office.decide(REMOVE, case_id=flagged.case_id, version=1)
    for typed in ("Bea", "  BEA ", "Be-a"):
        with pytest.raises(RemovedName, match="“Bea”") as refused:
            rename(office, "Bea", typed)
        assert refused.value.address == f"/statements/{decided.decision_id}"
    rename(office, "Bea", "Beatrix")
    office.undo(decided.decision_id)
    rename(office, "Bea", "Bea")
    assert name_of(office, "Bea") == "Bea"


def test_only_an_admin_takes_the_name_of_somebody_who_runs_the_site(office: Office) -> None:
    case_id = office.reporting.flag_name("Rita", "Ann").case_id
    with pytest.raises(Outranked):
        office.decide(REMOVE, case_id=case_id, version=1)
    assert name_of(office, "Ann") == "Ann"
    others = office.reporting.flag_name("Rita", "Max").case_id
    office.decide(REMOVE, case_id=others, version=1, by="Ann")
    assert name_of(office, "Max") == f"Member {office.number_of('Max')}"


def rename(office: Office, name: str, typed: str) -> None:
    """A member takes another name."""
    number, at = office.number_of(name) or 0, office.moment()
    with office.scene.site.writing() as session:
        rename_member(session, account_id=number, typed=typed, at=at)


def outcomes(office: Office) -> list[str]:
    """What became of every report."""
    return [flag.outcome for flag in office.reporting.rows()]


def name_of(office: Office, name: str) -> str:
    """What a member is called now."""
    with office.scene.site.reading() as session:
        return find_name(session.connection(), office.number_of(name) or 0) or ""
