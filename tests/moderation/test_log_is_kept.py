"""The log is only added to: the database itself refuses anything else, but for forgetting who is gone."""

import pytest
from sqlalchemy import delete, inspect, update
from sqlalchemy.exc import DBAPIError

from pollsite.moderation.forgetting import forget_account
from pollsite.moderation.models import Decision
from pollsite.moderation.types import DecisionKind
from tests.discussion.scene import Scene
from tests.moderation.office import Office

SENTENCE = "only added to"
FORGOTTEN = {"account_id", "moderator_id"}
COLUMNS = sorted(column.key for column in inspect(Decision).columns)


@pytest.fixture
def office(scene: Scene) -> Office:
    """Mo has removed a comment of Ada's."""
    office = Office(scene)
    scene.member("Ada")
    office.decide(DecisionKind.REMOVE, comment_id=office.post("Ada"), case_id=None)
    return office


@pytest.mark.parametrize("column", COLUMNS)
def test_no_column_of_a_step_can_be_changed(office: Office, column: str) -> None:
    before = office.log()
    other = office.number_of("Max") if column in FORGOTTEN else None if column == "rule" else 2
    value = office.scene.now if column in ("at", "until") else other
    with pytest.raises(DBAPIError, match=SENTENCE), office.scene.site.writing() as session:
        session.connection().execute(update(Decision).values({column: value}))
    assert office.log() == before


def test_no_step_can_be_deleted(office: Office) -> None:
    before = office.log()
    with pytest.raises(DBAPIError, match=SENTENCE), office.scene.site.writing() as session:
        session.connection().execute(delete(Decision))
    assert office.log() == before


def test_an_account_that_goes_is_taken_out_of_the_log(office: Office) -> None:
    for name in ("Ada", "Mo"):
        with office.scene.site.writing() as session:
            forget_account(session, account_id=office.number_of(name) or 0, at=office.moment())
    step = office.last()
    assert (step.account_id, step.moderator_id, step.rule) == (None, None, 2)
