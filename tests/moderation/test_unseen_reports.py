"""What was reported while a moderator looked: a reason they have not seen is not rejected unread."""

import pytest

from pollsite.moderation.types import DecisionKind, FlagOutcome, FlagReason
from tests.discussion.scene import Scene
from tests.moderation.office import KEEP, REMOVE, Office

ATTACK, SPAM = FlagReason.ATTACK, FlagReason.SPAM
OPEN, REJECTED, UPHELD = FlagOutcome.OPEN, FlagOutcome.REJECTED, FlagOutcome.UPHELD


@pytest.fixture
def office(scene: Scene) -> Office:
    """Ada has written 1, which was reported as spam."""
    office = Office(scene)
    for name in ("Ada", "Bea", "Rita"):
        scene.member(name)
    assert office.post("Ada") == 1
    office.reporting.flag("Rita", 1, SPAM)
    return office


def outcomes(office: Office) -> list[tuple[str, str]]:
    """Reason and outcome of every report."""
    return [(flag.reason, flag.outcome) for flag in office.reporting.rows()]


@pytest.mark.parametrize(
    ("reason", "kind", "seen", "outcome"),
    [
        (ATTACK, KEEP, 1, OPEN),
        (SPAM, KEEP, 1, REJECTED),
        (ATTACK, KEEP, 2, REJECTED),
        (ATTACK, KEEP, None, REJECTED),
        (ATTACK, REMOVE, 1, UPHELD),
    ],
)
def test_a_new_reason_that_came_meanwhile_waits_for_a_look(
    office: Office, reason: FlagReason, kind: DecisionKind, seen: int | None, outcome: FlagOutcome
) -> None:
    case_id = office.waiting(1)
    office.reporting.flag("Bea", 1, reason)
    decided = office.decide(kind, case_id=case_id, version=1, seen_flag=seen)
    assert outcomes(office)[1] == (reason, outcome)
    waiting = office.waiting(1)
    assert (waiting is not None) == (outcome is OPEN)
    assert ("outcome", 1, decided.decision_id) in office.notices("Rita")
    assert bool(office.notices("Bea")) == (outcome is not OPEN)
    if waiting is not None:
        assert (office.case(waiting).flags, office.scene.comment(1).heat) == (1, 1)
        office.undo(decided.decision_id)
        assert (office.waiting(1), office.case(waiting).flags) == (waiting, 2)
