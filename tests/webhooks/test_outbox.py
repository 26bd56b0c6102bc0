"""What is told: each thing once, from the transaction in which it happened; and nothing that is not everybody's."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from pollsite.discussion.posting import post_comment
from pollsite.webhooks.models import WebhookEvent
from pollsite.webhooks.types import MessageKind
from tests.fixtures.site import statements
from tests.moderation.hearing import Hearing
from tests.moderation.reporting import Reporting
from tests.samples import DURING, SLUG
from tests.webhooks.telling import ADDRESS, Telling

PUBLISHED, REMOVED = MessageKind.COMMENT_PUBLISHED, MessageKind.COMMENT_REMOVED


def _delete(telling: Telling, comment: int) -> None:
    telling.scene.delete("Ada", comment)


def _remove(telling: Telling, comment: int) -> None:
    telling.scene.remove(comment)


def _hold(telling: Telling, comment: int) -> None:
    telling.scene.hold(comment)


@pytest.mark.parametrize(
    ("act", "status"), [(_delete, "deleted_by_author"), (_remove, "removed"), (_hold, "held")]
)
def test_a_comment_is_told_of_when_it_comes_and_when_it_goes(
    telling: Telling, act: Callable[[Telling, int], None], status: str
) -> None:
    telling.add()
    telling.scene.member("Ada")
    comment = telling.scene.post("Ada", about=("single",))
    act(telling, comment)
    assert telling.deliver() == [PUBLISHED, REMOVED]
    came, went = (one.message for one in telling.receiver.received)
    where = {"site": ADDRESS, "article": SLUG, "comment": comment, "answers": None}
    path = f"/articles/{SLUG}/comments/{comment}"
    assert came["data"] == {**where, "path": path}
    assert went["data"] == {**where, "path": path, "status": status}
    assert came["timestamp"] == (DURING + timedelta(seconds=1)).isoformat()


def test_what_comes_back_into_sight_is_told_again(telling: Telling) -> None:
    telling.add(PUBLISHED, REMOVED)
    telling.scene.member("Ada")
    comment = telling.scene.post("Ada")
    telling.scene.hold(comment)
    telling.scene.release(comment)
    assert telling.deliver() == [PUBLISHED, REMOVED, PUBLISHED]


def test_what_nobody_could_read_yet_is_not_told(telling: Telling) -> None:
    telling.add(PUBLISHED, REMOVED)
    comment = telling.scene.post("a guest")
    telling.scene.remove(comment)
    assert telling.deliver() == []


def test_a_step_that_is_undone_is_not_noted(telling: Telling) -> None:
    telling.add()
    telling.scene.member("Ada")
    submission = telling.scene.submission("Ada")
    with telling.scene.site.writing() as session:
        post_comment(session, submission, at=DURING)
        assert session.scalar(select(func.count()).select_from(WebhookEvent)) == 1
        session.rollback()
    assert telling.noted() == []


def test_nothing_is_noted_while_nobody_is_told_of_such_things(telling: Telling) -> None:
    telling.scene.member("Ada")
    telling.scene.post("Ada")
    assert telling.noted() == []
    telling.add(REMOVED)
    telling.scene.post("Ada")
    assert telling.noted() == []


def test_an_address_hears_of_what_happens_after_it_was_added(telling: Telling) -> None:
    telling.add(PUBLISHED)
    telling.scene.member("Ada")
    telling.scene.post("Ada")
    telling.scene.pass_time(hours=1)
    telling.add(PUBLISHED, address=telling.receiver.address + "&second")
    telling.scene.post("Ada")
    telling.deliver()
    heard = sorted(one.path[-6:] for one in telling.receiver.received)
    assert heard == ["m=here", "m=here", "second"]


def test_each_address_gets_what_it_asked_for_and_the_same_message_by_the_same_id(telling: Telling) -> None:
    telling.add(PUBLISHED)
    telling.add(PUBLISHED, REMOVED, address=telling.receiver.address + "&second")
    telling.scene.member("Ada")
    telling.scene.remove(telling.scene.post("Ada"))
    telling.deliver()
    heard = [(one.path[-6:], one.message["type"]) for one in telling.receiver.received]
    assert sorted(heard) == [("m=here", PUBLISHED), ("second", PUBLISHED), ("second", REMOVED)]
    ids = {one.headers["webhook-id"] for one in telling.receiver.received}
    assert len(ids) == 2


def test_a_case_is_told_of_once_by_its_number_and_why_it_waits(telling: Telling) -> None:
    telling.add(MessageKind.CASE_OPENED)
    scene = telling.scene
    scene.member("Ada")
    comment = scene.post("Ada")
    for name in ("Bea", "Cid"):
        scene.member(name)
        Reporting(scene).flag(name, comment)
    assert telling.deliver() == ["case.opened"]
    (told,) = telling.receiver.received
    assert told.message["data"] == {
        "site": ADDRESS,
        "case": 1,
        "kind": "flagged",
        "path": "/moderation/cases/1",
    }


def test_a_second_look_is_told_of_as_the_case_it_was(telling: Telling) -> None:
    """Who reads of it shall not know that somebody has decided."""
    telling.scene.member("Ada")
    telling.scene.member("Bea")
    hearing = Hearing(telling.scene)
    comment = telling.scene.post("Ada")
    hearing.reporting.flag("Bea", comment)
    telling.add(MessageKind.CASE_OPENED)
    hearing.decide(comment, second_look=True)
    assert telling.deliver() == ["case.opened"]
    (told,) = telling.receiver.received
    assert (told.message["data"]["case"], told.message["data"]["kind"]) == (2, "flagged")


def test_no_message_holds_a_name_a_text_or_a_reader(telling: Telling) -> None:
    telling.add()
    scene = telling.scene
    ada = scene.member("Ada Quintrell")
    comment = scene.post("Ada Quintrell", "Words of mine.", about=("single",))
    scene.vote("Ada Quintrell", "single", "yes")
    scene.remove(comment, "rule 3, personal attack")
    telling.deliver(minutes=2)
    said = json.dumps([one.message for one in telling.receiver.received])
    assert {one.message["type"] for one in telling.receiver.received} == {PUBLISHED, REMOVED, "tally.changed"}
    for private in ("Quintrell", ada.email, ada.reader_id.hex, str(ada.reader_id), "Words", "attack"):
        assert private not in said


def test_publishing_costs_one_statement_more_whether_anybody_is_told_or_not(telling: Telling) -> None:
    telling.scene.member("Ada")
    assert cost_of_a_comment(telling) == 1
    telling.add()
    assert cost_of_a_comment(telling) == 1


def cost_of_a_comment(telling: Telling) -> int:
    """How many statements of posting one are about webhooks."""
    with statements(telling.scene.site) as sent:
        telling.scene.post("Ada")
    return len([statement for statement in sent if "webhook" in statement])
