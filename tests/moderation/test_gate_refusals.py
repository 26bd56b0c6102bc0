"""What the gate refuses, in sentences that say until when, why, and what to do; nothing of it is stored."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from pollsite.discussion.joining import join_marks
from pollsite.moderation.gate_errors import (
    BannedWords,
    CoolingDown,
    ReplyToFlagged,
    Suspended,
    WarningUnread,
)
from pollsite.moderation.models import Statement
from pollsite.moderation.types import DecisionKind, FlagReason, WordKind
from tests.fixtures.site import Site
from tests.moderation.gatekeeping import Keeping, keeping_at, office_of
from tests.moderation.office import Office

BANNED = WordKind.BANNED


@pytest.fixture
def office(make_site: Callable[..., Site]) -> Office:
    """Moderators of a scene in which Ada and Bea are no newcomers."""
    return office_of(keeping_at(make_site(first_held=2)))


def test_a_banned_word_is_refused_by_name_and_nothing_is_stored(office: Office) -> None:
    keeping = Keeping(office.scene)
    keeping.watch("casino", "buy now", kind=BANNED)
    number = keeping.post("Ada", "Harmless.")
    before = keeping.statuses()
    with pytest.raises(BannedWords, match=r"“C\.a\.s\.i\.n\.o”, “buy now”.*without them") as refusal:
        keeping.post("Ada", "C.a.s.i.n.o, buy  now, casino!")
    assert refusal.value.status == 422
    with pytest.raises(BannedWords, match=r"“casino”.*without it"):
        keeping.edit("Ada", number, "A casino")
    with pytest.raises(BannedWords):
        keeping.post("Mo", "casino")
    assert keeping.statuses() == before
    assert keeping.scene.comment(number).body_source == "Harmless."


@pytest.mark.parametrize("words", ["\u202eonisac\u202c", "c      a      s      i      n      o", "caѕιηo"])
def test_a_banned_word_that_reads_the_same_is_refused(office: Office, words: str) -> None:
    keeping = Keeping(office.scene)
    keeping.watch("casino", kind=BANNED)
    with pytest.raises(BannedWords):
        keeping.post("Ada", f"At the {words} again.")


def test_a_suspension_refuses_posts_and_edits_until_it_ends(office: Office) -> None:
    keeping = Keeping(office.scene)
    number = keeping.post("Ada")
    decided = office.decide(DecisionKind.SUSPEND, comment_id=number, days=3)
    for write in (lambda: keeping.post("Ada"), lambda: keeping.edit("Ada", number, "Other words.")):
        with pytest.raises(
            Suspended, match=r"for 3 days by rule 2, personal attack, until .* UTC"
        ) as refusal:
            write()
        assert refusal.value.address == f"/statements/{decided.decision_id}"
    keeping.delete("Ada", number)
    assert keeping.stands(number)[0] == "deleted_by_author"
    keeping.scene.pass_time(days=3)
    assert keeping.stands(keeping.post("Ada"))[0] == "visible"


def test_a_suspension_refuses_edits_of_what_was_written_as_a_guest(office: Office) -> None:
    """The comment names no account, but its reader has one."""
    keeping = Keeping(office.scene)
    number = keeping.post("guy", "As a guest.")
    readers = {"from_reader": office.scene.reader_of("guy"), "to_reader": office.scene.reader_of("Ada")}
    with office.scene.site.writing() as session:
        join_marks(session, **readers, at=office.moment())
    keeping.edit("Ada", number, "As a member.")
    office.decide(DecisionKind.SUSPEND, comment_id=keeping.post("Ada"), days=3)
    with pytest.raises(Suspended):
        keeping.edit("Ada", number, "Other words.")
    assert keeping.scene.comment(number).body_source == "As a member."


def test_a_suspension_that_is_taken_back_refuses_nothing(office: Office) -> None:
    keeping = Keeping(office.scene)
    decided = office.decide(DecisionKind.SUSPEND, comment_id=keeping.post("Ada"), days=30)
    office.undo(decided.decision_id)
    assert keeping.stands(keeping.post("Ada"))[0] == "visible"


def test_a_warning_is_read_before_the_next_comment(office: Office) -> None:
    keeping = Keeping(office.scene)
    number = keeping.post("Ada")
    decided = office.decide(DecisionKind.WARN, comment_id=number)
    for write in (lambda: keeping.post("Ada"), lambda: keeping.edit("Ada", number, "Other words.")):
        with pytest.raises(WarningUnread) as refusal:
            write()
        assert refusal.value.address == f"/statements/{decided.decision_id}"
    assert keeping.stands(keeping.post("Bea"))[0] == "visible"
    with keeping.scene.site.writing() as session:
        session.get_one(Statement, decided.decision_id).read_at = keeping.scene.now
    assert keeping.stands(keeping.post("Ada"))[0] == "visible"


def test_a_warning_that_was_taken_back_need_not_be_read(office: Office) -> None:
    keeping = Keeping(office.scene)
    decided = office.decide(DecisionKind.WARN, comment_id=keeping.post("Ada"))
    office.undo(decided.decision_id)
    assert keeping.stands(keeping.post("Ada"))[0] == "visible"


def test_nobody_answers_what_they_have_reported(office: Office) -> None:
    keeping = Keeping(office.scene)
    number = keeping.post("Ada")
    flagged = office.reporting.flag("Bea", number)
    with pytest.raises(ReplyToFlagged):
        keeping.post("Bea", to=number)
    assert keeping.stands(keeping.post("Bea"))[0] == "visible", "a comment of its own"
    office.reporting.withdraw("Bea", flagged.flag_id)
    assert keeping.stands(keeping.post("Bea", to=number))[0] == "visible"


@pytest.mark.parametrize(("kind", "refused"), [(DecisionKind.KEEP, False), (DecisionKind.WARN, True)])
def test_a_rejected_report_may_be_answered_and_an_upheld_one_not(
    office: Office, kind: DecisionKind, refused: bool
) -> None:
    keeping = Keeping(office.scene)
    number = keeping.post("Ada")
    office.decide(kind, case_id=office.flagged(number, "Bea"))
    assert keeping.stands(number)[0] == "visible"
    if refused:
        with pytest.raises(ReplyToFlagged):
            keeping.post("Bea", to=number)
    else:
        assert keeping.stands(keeping.post("Bea", to=number))[0] == "visible"


def test_who_disagrees_may_answer(office: Office) -> None:
    keeping = Keeping(office.scene)
    number = keeping.post("Ada")
    office.reporting.flag("Bea", number, FlagReason.DISAGREE)
    assert keeping.stands(keeping.post("Bea", to=number))[0] == "visible"


@pytest.mark.parametrize("flags", [1, 3, 40])
def test_replies_of_one_person_in_a_heated_thread_are_minutes_apart(office: Office, flags: int) -> None:
    keeping = Keeping(office.scene)
    root = keeping.post("Ada")
    other = keeping.post("Ada")
    reply = keeping.post("Bea", to=root)
    replied_at = keeping.scene.now
    assert keeping.stands(keeping.post("Bea", to=root))[0] == "visible", "nothing is heated yet"
    office.flagged(reply, *(f"Rita {number}" for number in range(flags)))
    last = replied_at + timedelta(seconds=1)
    gap = timedelta(minutes=min(2 + flags, 15))
    with pytest.raises(CoolingDown, match=r"some minutes apart.*again in 2 minutes") as refusal:
        keeping.post("Bea", to=root, at=last + gap - timedelta(seconds=60, microseconds=1))
    assert (refusal.value.status, refusal.value.retry_after_s) == (429, 120)
    assert not set(str(refusal.value)) & set("013456789"), "nobody can tell how many have reported"
    assert keeping.stands(keeping.post("Bea", to=other))[0] == "visible", "another thread is not heated"
    assert keeping.stands(keeping.post("Cy", to=root))[0] == "held", "somebody else's first reply is not late"
    assert keeping.stands(keeping.post("Bea", to=root, at=last + gap))[0] == "visible"
