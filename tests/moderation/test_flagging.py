"""Reporting at the services' door: one row each, counted once, collapsed by weight and never removed by it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from pollsite.accounts.types import Role
from pollsite.discussion.models import Comment
from pollsite.discussion.types import Status
from pollsite.moderation.errors import ModerationRefused
from pollsite.moderation.flag_errors import AnsweredIt, NothingToReport, OwnWords, SuspendedReporter
from pollsite.moderation.types import CaseKind, FlagOutcome, FlagReason
from tests.discussion.scene import Scene
from tests.moderation.reporting import Reporting

HATE, SPAM, OTHER, DISAGREE = FlagReason.HATE, FlagReason.SPAM, FlagReason.OTHER, FlagReason.DISAGREE
UPHELD, REJECTED = FlagOutcome.UPHELD, FlagOutcome.REJECTED


@pytest.fixture
def reporting(scene: Scene) -> Reporting:
    """Ada has written one comment."""
    scene.member("Ada")
    scene.post("Ada", "The first comment.")
    return Reporting(scene)


def test_a_flag_opens_a_case_and_others_join_it(reporting: Reporting) -> None:
    first, second = reporting.flag("Bob", 1), reporting.flag("Cay", 1, HATE)
    assert (first.is_repeat, first.collapsed) == (False, False)
    assert first.case_id == second.case_id is not None
    case = reporting.case(first.case_id)
    assert (case.kind, case.flags, case.weight) == (CaseKind.FLAGGED, 2, 2_000)
    assert reporting.scene.comment(1).heat == 2


def test_a_reader_has_one_flag_on_each_revision(reporting: Reporting) -> None:
    first = reporting.flag("Bob", 1)
    again = reporting.flag("Bob", 1, HATE)
    assert (again.flag_id, again.is_repeat) == (first.flag_id, True)
    reporting.scene.edit("Ada", 1, "Other words.")
    other = reporting.flag("Bob", 1)
    assert (other.is_repeat, other.case_id) == (False, first.case_id)
    assert [(row.revision, row.reason) for row in reporting.rows()] == [(1, SPAM), (2, SPAM)]
    assert reporting.case(first.case_id).weight == 1_000, "what one reader says of two revisions weighs once"


def test_enough_weight_collapses_and_never_removes(reporting: Reporting) -> None:
    flags = [reporting.flag(f"Reader {number}", 1) for number in range(30)]
    assert [flag.collapsed for flag in flags[:4]] == [False, False, True, True]
    comment = reporting.scene.comment(1)
    assert (comment.collapsed, comment.status) == (True, Status.VISIBLE)
    assert reporting.log() == [("collapse", "automatic")], "once, however many follow"


def test_weight_counts_not_heads(reporting: Reporting) -> None:
    for name in ("Right", "Also right"):
        reporting.with_record(name, upheld=6)
        flagged = reporting.flag(name, 1)
    assert reporting.case(flagged.case_id).weight == 3_000
    assert flagged.collapsed
    other = reporting.scene.post("Ada")
    for number in range(5):
        reporting.with_record(f"Wrong {number}", rejected=6)
        flagged = reporting.flag(f"Wrong {number}", other)
    assert reporting.case(flagged.case_id).weight == 2_500
    assert not flagged.collapsed


def test_one_address_weighs_once(reporting: Reporting) -> None:
    for number in range(30):
        flagged = reporting.flag(f"Reader {number}", 1, origin="the same")
    assert (reporting.case(flagged.case_id).flags, reporting.case(flagged.case_id).weight) == (30, 1_000)
    assert not flagged.collapsed


def test_withdrawing_opens_what_the_others_do_not_keep_collapsed(reporting: Reporting) -> None:
    flags = [reporting.flag(name, 1) for name in ("Bob", "Cay", "Dee")]
    reporting.withdraw("Cay", flags[1].flag_id)
    assert not reporting.scene.comment(1).collapsed
    assert reporting.log() == [("collapse", "automatic"), ("undo", "automatic")]
    assert reporting.flag("Cay", 1).collapsed
    assert len(reporting.rows()) == 3, "flagging again uses the same row"


def test_withdrawing_the_last_one_closes_the_case(reporting: Reporting) -> None:
    flagged = reporting.flag("Bob", 1)
    for _ in range(2):
        reporting.withdraw("Bob", flagged.flag_id)
    case = reporting.case(flagged.case_id)
    assert (case.flags, case.closed_at is not None, case.version) == (0, True, 2)
    assert reporting.scene.comment(1).heat == 0
    assert reporting.flag("Bob", 1).case_id != flagged.case_id


def test_nobody_withdraws_another_s_flag_or_a_decided_one(reporting: Reporting) -> None:
    flagged = reporting.flag("Bob", 1)
    reporting.withdraw("Cay", flagged.flag_id)
    assert reporting.rows()[0].withdrawn_at is None
    reporting.decide(flagged.case_id, UPHELD)
    reporting.withdraw("Bob", flagged.flag_id)
    assert (reporting.rows()[0].withdrawn_at, reporting.rows()[0].outcome) == (None, UPHELD)


def test_to_disagree_is_kept_and_never_counted(reporting: Reporting) -> None:
    for number in range(5):
        flagged = reporting.flag(f"Reader {number}", 1, DISAGREE)
        assert (flagged.case_id, flagged.collapsed) == (None, False)
    assert len(reporting.rows()) == 5
    assert reporting.flag("Reader 0", 1, DISAGREE).is_repeat
    meant = reporting.flag("Reader 0", 1, HATE)
    assert meant.case_id is not None, "who finds a better reason may still say it"
    assert (len(reporting.rows()), reporting.case(meant.case_id).flags) == (5, 1)


def test_what_was_decided_for_this_reason_opens_nothing(reporting: Reporting) -> None:
    reporting.decide(reporting.flag("Bob", 1).case_id, REJECTED)
    again = reporting.flag("Cay", 1)
    assert again.case_id is None
    assert reporting.rows()[-1].outcome == REJECTED
    assert reporting.flag("Bob", 1, HATE).is_repeat, "Bob's word on this revision was heard"


@pytest.mark.parametrize("reason", [HATE, OTHER])
def test_approving_makes_nothing_immune_to_a_new_reason(reporting: Reporting, reason: FlagReason) -> None:
    first = reporting.flag("Bob", 1, OTHER, note="A spoiler.")
    reporting.decide(first.case_id, REJECTED)
    new = reporting.flag("Cay", 1, reason, note="It names a child.")
    assert new.case_id not in (None, first.case_id)


def test_nor_to_a_new_revision(reporting: Reporting) -> None:
    first = reporting.flag("Bob", 1)
    reporting.decide(first.case_id, REJECTED)
    reporting.scene.edit("Ada", 1, "Buy my pictures.")
    assert reporting.flag("Bob", 1).case_id not in (None, first.case_id)


def test_settled_flags_weigh_nothing_in_their_reporter_s_record(reporting: Reporting) -> None:
    for _ in range(8):
        comment_id = reporting.scene.post("Ada")
        reporting.decide(reporting.flag("Bob", comment_id).case_id, REJECTED)
        reporting.flag("Cay", comment_id)
    comment_id = reporting.scene.post("Ada")
    reporting.flag("Cay", comment_id)
    reporting.flag("Bob", comment_id)
    assert [row.weight for row in reporting.rows()[-2:]] == [1_000, 500]


def test_nobody_reports_their_own_words(reporting: Reporting) -> None:
    with pytest.raises(OwnWords):
        reporting.flag("Ada", 1)


@pytest.mark.parametrize("status", [Status.VISIBLE, Status.HELD])
def test_nobody_reports_what_they_have_answered(reporting: Reporting, status: Status) -> None:
    scene = reporting.scene
    scene.member("Bob")
    reply = scene.post("Bob", to=1)
    scene.decide(reply, status)
    with pytest.raises(AnsweredIt):
        reporting.flag("Bob", 1)
    scene.delete("Bob", reply)
    assert reporting.flag("Bob", 1).case_id


@pytest.mark.parametrize("status", [Status.HELD, Status.REMOVED, Status.DELETED])
def test_nobody_reports_what_they_cannot_read(reporting: Reporting, status: Status) -> None:
    reporting.scene.decide(1, status)
    for comment_id in (1, 99):
        with pytest.raises(NothingToReport) as refused:
            reporting.flag("Bob", comment_id)
        assert str(refused.value) == str(NothingToReport())
    assert reporting.rows() == []


def test_who_is_suspended_reports_nothing(reporting: Reporting) -> None:
    scene = reporting.scene
    scene.member("Bob")
    reporting.suspend("Bob", scene.now + timedelta(days=3))
    with pytest.raises(SuspendedReporter, match="suspended until 27 November 2026"):
        reporting.flag("Bob", 1)
    with pytest.raises(SuspendedReporter):
        reporting.flag_name("Bob", "Ada")
    scene.pass_time(days=3)
    assert reporting.flag("Bob", 1).case_id


def test_a_moderator_reports_like_anybody(reporting: Reporting) -> None:
    reporting.scene.member("Mo", role=Role.MODERATOR)
    assert reporting.flag("Mo", 1).case_id


def test_a_name_has_a_case_of_its_own(reporting: Reporting) -> None:
    first = reporting.flag_name("Bob", "Ada")
    assert reporting.flag_name("Bob", "Ada").is_repeat
    second = reporting.flag_name("Cay", "Ada", FlagReason.MISLEADING)
    case = reporting.case(first.case_id)
    assert (case.kind, case.flags, second.case_id) == (CaseKind.NAME, 2, first.case_id)
    assert [row.flagged_name for row in reporting.rows()] == ["Ada", "Ada"]
    assert reporting.log() == []
    reporting.decide(first.case_id, REJECTED)
    assert reporting.flag_name("Dee", "Ada").case_id is None
    assert reporting.flag_name("Eve", "Ada", HATE).case_id is not None


def test_nobody_reports_their_own_name_or_nobody_s(reporting: Reporting) -> None:
    with pytest.raises(OwnWords):
        reporting.flag_name("Ada", "Ada")
    reporting.scene.people["Nobody"] = replace(reporting.scene.people["Ada"], account_id=99)
    with pytest.raises(NothingToReport):
        reporting.flag_name("Bob", "Nobody")


def test_a_refusal_leaves_nothing_behind(reporting: Reporting) -> None:
    with pytest.raises(ModerationRefused):
        reporting.flag("Bob", 1, OTHER)
    assert reporting.rows() == []


def test_flagging_a_comment_changes_no_score_of_it(reporting: Reporting) -> None:
    before = reporting.scene.comment(1)
    reporting.flag("Bob", 1)
    with reporting.scene.site.reading() as session:
        after = session.execute(select(Comment.__table__).where(Comment.id == 1)).one()
    changed = {name for name, value in after._mapping.items() if value != getattr(before, name)}
    assert changed == {"heat"}, "not even its version moves, so no page tells by its age"
