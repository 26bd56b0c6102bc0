"""The log, played from the beginning, gives what is stored; what was tampered with is found."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from pollsite.moderation.replaying import replayed_statuses, verify_moderation
from pollsite.moderation.types import Actor, DecisionKind
from tests.discussion.scene import Scene
from tests.moderation.office import KEEP, REMOVE, Office

Command = Callable[..., tuple[int, str]]


@pytest.fixture
def office(scene: Scene) -> Office:
    """1 is removed and restored, 2 removed with a suspension, 3 a guest's and kept, 4 a guest's and waits, 5 deleted,
    6 flagged.
    """
    office = Office(scene)
    for name in ("Ada", "Bea", "Rita"):
        scene.member(name)
    for name in ("Ada", "Ada", "guy", "guy", "Bea", "Bea"):
        office.post(name)
    office.decide(REMOVE, case_id=office.flagged(1, "Rita", "Bea"))
    office.decide(DecisionKind.RESTORE, comment_id=1)
    office.decide(DecisionKind.SUSPEND, comment_id=2, removes=True, days=3)
    office.decide(KEEP, case_id=office.waiting(3))
    office.delete("Bea", 5)
    office.flagged(6, "Rita", "guy", "gus")
    return office


def differences(office: Office) -> list[tuple[str, Any, Any]]:
    """What a replay finds."""
    with office.scene.site.reading() as session:
        found = verify_moderation(session).differences
        return [(one.name, one.stored, one.recount) for one in found]


def test_the_log_played_from_the_beginning_gives_where_everything_stands(office: Office) -> None:
    assert differences(office) == []
    with office.scene.site.reading() as session:
        replayed = replayed_statuses(session.connection())
    assert {number: office.status(number) for number in replayed} == replayed
    assert sorted(replayed) == [1, 2, 3, 4, 5, 6]


FALSIFIED = [
    ("UPDATE comments SET status = 'visible', published_at = created_at WHERE id = 2", "comment 2 status"),
    ("DELETE FROM statements WHERE restriction = 'suspended'", "statement"),
    ("UPDATE statements SET rule = 77 WHERE restriction = 'suspended'", "rule"),
    ("UPDATE cases SET flags = 9 WHERE flags > 0", "flags"),
    ("UPDATE cases SET weight = 9 WHERE weight > 0", "weight"),
    ("UPDATE comments SET heat = 9 WHERE id = 6", "comment 6 heat"),
    ("UPDATE sanctions SET suspended_until = NULL", "sanction"),
    ("DELETE FROM sanctions", "sanction"),
]


@pytest.mark.parametrize(("statement", "name"), FALSIFIED)
def test_what_was_tampered_with_is_found(office: Office, statement: str, name: str) -> None:
    with office.scene.site.writing() as session:
        session.execute(text(statement))
    found = differences(office)
    assert len(found) == 1
    assert name in found[0][0]


def test_every_removal_by_somebody_has_a_statement_and_every_statement_a_rule(office: Office) -> None:
    """As anybody with the database can ask, without our code."""
    with office.scene.site.reading() as session:
        without = session.execute(
            text(
                "SELECT decisions.id FROM decisions LEFT JOIN statements ON statements.decision_id = decisions.id "
                "WHERE actor IN ('moderator', 'operator') AND status_after = 'removed' AND status_before != 'removed' "
                "AND (statements.rule IS NULL OR statements.rule NOT BETWEEN 1 AND 8)"
            )
        ).all()
    assert without == []


@pytest.fixture
def command(office: Office) -> Command:
    """`pollsite …` on that site: the exit code, and what it says."""

    return office.scene.site.run


def test_the_command_verifies(office: Office, command: Command) -> None:
    code, told = command("moderation", "verify")
    assert code == 0
    assert told.endswith("every number equals its recount.\n")
    with office.scene.site.writing() as session:
        session.execute(text("UPDATE cases SET flags = 9 WHERE flags > 0"))
    code, told = command("moderation", "verify")
    assert code == 1
    assert "flags: stored 9, recount 3" in told


def test_the_command_says_how_long_the_queue_is(office: Office, command: Command) -> None:
    code, told = command("moderation", "queue")
    assert code == 0
    lines = told.splitlines()
    assert lines[0].startswith("flagged: 1, the oldest for ")
    assert lines[1].startswith("held: 1, the oldest for ")
    assert lines[2].startswith("2 cases wait, the oldest for ")
    office.decide(KEEP, case_id=office.waiting(4))
    office.decide(KEEP, case_id=office.waiting(6))
    assert command("moderation", "queue") == (0, "No case waits.\n")


def test_the_operator_decides_through_the_log(office: Office, command: Command) -> None:
    assert command("discussion", "release", "4")[0] == 0
    assert command("discussion", "remove", "6", "--rule", "4", "--quote", "spam", "--note", "No.")[0] == 0
    kept, removed = office.log()[-2:]
    assert (kept.kind, kept.actor, kept.comment_id) == (KEEP, Actor.OPERATOR, 4)
    assert (removed.kind, removed.rule, removed.quote, removed.note) == (REMOVE, 4, "spam", "No.")
    assert office.statement(removed.id).rule == 4
    assert office.waiting(6) is None
    assert command("discussion", "restore", "6")[0] == 0
    assert differences(office) == []
