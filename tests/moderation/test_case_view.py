"""One case on one screen: then and now, reports, the author's record, what similar cases got."""

import pytest
from sqlalchemy import select

from pollsite.discussion.types import Status
from pollsite.moderation.appealing import appeal
from pollsite.moderation.case_view import CaseView, find_subject, subject_of_comment, view_case
from pollsite.moderation.changes import Piece, changes_between
from pollsite.moderation.errors import BarredFromCase, CaseNotFound
from pollsite.moderation.listing import Listing
from pollsite.moderation.models import Appeal
from pollsite.moderation.types import CaseKind, DecisionKind, FlagReason
from tests.discussion.scene import Scene
from tests.moderation.office import Office

KEEP, REMOVE, WARN = DecisionKind.KEEP, DecisionKind.REMOVE, DecisionKind.WARN


@pytest.fixture
def office(scene: Scene) -> Office:
    """A discussion with moderators, two writers and a reporter."""
    for name in ("Ada", "Ben", "Rosa"):
        scene.member(name)
    return Office(scene)


def view(office: Office, case_id: int | None, *, by: str = "Max", comment_id: int = 0) -> CaseView:
    """The screen of a case, or of a comment without one."""
    moderator_id = office.number_of(by) or 0
    with office.scene.site.reading() as session:
        if case_id is None:
            subject = subject_of_comment(session, comment_id, moderator_id=moderator_id)
        else:
            subject = find_subject(session, case_id, moderator_id=moderator_id)
        return view_case(session, subject, moderator_id=moderator_id, listing=Listing(), at=office.scene.now)


def test_the_flagged_words_stand_beside_the_present_ones(office: Office) -> None:
    comment = office.scene.post("Ada", "You are a fool, and wrong.")
    case = office.flagged(comment, "Rosa")
    office.edit("Ada", comment, "You are mistaken, and wrong.")
    seen = view(office, case)
    assert seen.words is not None
    (earlier,) = seen.words.flagged
    assert "a fool" in earlier.html
    assert "mistaken" in seen.words.html
    assert Piece("del", "a fool") in earlier.changes
    assert Piece("ins", "mistaken") in earlier.changes
    assert [flag.revision for flag in seen.flags] == [1]


def test_unchanged_words_stand_once(office: Office) -> None:
    seen = view(office, office.flagged(office.scene.post("Ada")))
    assert seen.words is not None
    assert seen.words.flagged == ()


def test_the_thread_stands_around_it(office: Office) -> None:
    scene = office.scene
    first = scene.post("Ben", "First.")
    comment = scene.post("Ada", "Second.", to=first)
    gone = scene.post("Ben", "Third.", to=comment)
    scene.post("Ada", "Fourth.", to=gone)
    scene.remove(gone)
    words = view(office, office.flagged(comment)).words
    assert words is not None
    assert [one.id for one in words.above] == [first]
    removed, last = words.below
    assert (removed.id, removed.html) == (gone, "")
    assert removed.notice.startswith("Removed by a moderator")
    assert "Fourth" in last.html


def test_flags_tell_reason_weight_and_how_right_their_reporter_was(office: Office) -> None:
    reporting = office.reporting
    reporting.with_record("Rosa", upheld=6)
    comment = office.scene.post("Ada")
    case = reporting.flag("Somebody", comment, FlagReason.OTHER, note="It is odd.").case_id
    reporting.flag("Rosa", comment, FlagReason.ATTACK)
    reporting.flag("Ben", comment, FlagReason.DISAGREE)
    by_rosa, by_reader = view(office, case).flags
    assert (by_rosa.reporter, by_rosa.title, by_rosa.record) == (
        "Rosa",
        "Personal attack",
        "mostly right so far",
    )
    assert by_rosa.weight > by_reader.weight
    assert (by_reader.reporter, by_reader.note, by_reader.record) == ("a reader", "It is odd.", "")


def test_the_author_s_record(office: Office) -> None:
    scene = office.scene
    removed, kept, waiting = (office.flagged(scene.post("Ada"), "Rosa") for _ in range(3))
    office.decide(WARN, case_id=removed, removes=True, note="Once is enough.")
    office.decide(KEEP, case_id=kept)
    record = view(office, waiting).record
    assert (record.comments, record.standing, record.removed) == (2, 1, 1)
    assert (record.upheld, record.rejected) == (1, 1)
    last, first = record.decisions
    assert last.sentence == "Kept"
    assert first.sentence == "Author warned and comment removed by rule 2, personal attack"
    assert (first.note, first.by) == ("Once is enough.", "Mo")


def test_a_guest_has_a_record_too(office: Office) -> None:
    first, second = office.post("Gast"), office.post("Gast")
    office.decide(REMOVE, case_id=office.waiting(first))
    record = view(office, office.waiting(second)).record
    assert (record.name, record.is_guest, record.account_id) == ("Gast", True, None)
    assert [line.sentence for line in record.decisions] == ["Removed by rule 2, personal attack"]


def test_similar_cases_are_counted_by_what_they_got(office: Office) -> None:
    scene, reporting = office.scene, office.reporting
    for reason, kind in (
        (FlagReason.SPAM, REMOVE),
        (FlagReason.SPAM, REMOVE),
        (FlagReason.SPAM, KEEP),
        (FlagReason.HATE, REMOVE),
    ):
        case = reporting.flag("Rosa", scene.post("Ben"), reason).case_id
        office.decide(kind, case_id=case, rule=None if kind is KEEP else 4)
    undone = reporting.flag("Rosa", scene.post("Ben"), FlagReason.SPAM).case_id
    office.undo(office.decide(KEEP, case_id=undone).decision_id)
    seen = view(office, reporting.flag("Rosa", scene.post("Ada"), FlagReason.SPAM).case_id)
    assert [(got.sentence, got.number) for got in seen.similar] == [
        ("Removed by rule 4, spam or advertising", 2),
        ("Kept", 1),
    ]


def test_earlier_decisions_on_the_comment_stay_in_sight(office: Office) -> None:
    comment = office.scene.post("Ada")
    office.decide(KEEP, case_id=office.flagged(comment, "Rosa"))
    office.edit("Ada", comment, "Other words.")
    again = office.reporting.flag("Ben", comment, FlagReason.HATE).case_id
    seen = view(office, again)
    assert [line.sentence for line in seen.earlier] == ["Kept"]
    assert seen.closing is None


def test_a_decided_case_says_who_decided_what(office: Office) -> None:
    case = office.flagged(office.scene.post("Ada"))
    office.decide(REMOVE, case_id=case)
    seen = view(office, case)
    assert seen.closing is not None
    assert (seen.closing.by, seen.closing.kind) == ("Mo", REMOVE)
    assert seen.good == 0


@pytest.mark.parametrize(
    ("reason", "rule"),
    [(FlagReason.ATTACK, 2), (FlagReason.SPAM, 4), (FlagReason.OTHER, None)],
)
def test_the_rule_is_proposed_from_the_reports(office: Office, reason: FlagReason, rule: int | None) -> None:
    case = office.reporting.flag("Rosa", office.scene.post("Ada"), reason, note="See.").case_id
    proposed = view(office, case).rule
    assert (proposed.number if proposed else None) == rule


def test_a_name_is_proposed_the_rule_of_names(office: Office) -> None:
    seen = view(office, office.reporting.flag_name("Rosa", "Ben").case_id)
    assert seen.words is None
    assert (seen.record.name, seen.rule.number if seen.rule else 0) == ("Ben", 7)


def test_a_second_look_shows_the_case_as_it_was(office: Office) -> None:
    comment = office.scene.post("Ada")
    case = office.flagged(comment, "Rosa")
    office.decide(REMOVE, case_id=case, second_look=True)
    second = case + 1
    seen = view(office, second)
    assert (seen.subject.kind, seen.status) == (CaseKind.FLAGGED, Status.VISIBLE)
    assert [flag.reporter for flag in seen.flags] == ["Rosa"]
    assert seen.earlier == ()
    assert seen.record.decisions == ()
    assert (seen.record.removed, seen.record.upheld) == (0, 0)
    with pytest.raises(CaseNotFound):
        view(office, second, by="Mo")


def test_who_decided_first_is_not_shown_the_appeal(office: Office) -> None:
    decided = office.decide(REMOVE, case_id=office.flagged(office.scene.post("Ada")))
    reader_id, at = office.scene.people["Ada"].reader_id, office.moment()
    with office.scene.site.writing() as session:
        appeal(
            session,
            decision_id=decided.decision_id or 0,
            reader_id=reader_id,
            text="It was meant well.",
            at=at,
        )
        case = session.scalars(select(Appeal.case_id)).one()
    with pytest.raises(BarredFromCase):
        view(office, case, by="Mo")
    seen = view(office, case)
    assert seen.appeal is not None
    assert seen.appeal.text == "It was meant well."
    assert seen.appeal.decision.by == "Mo"
    assert [flag.reporter for flag in seen.flags] == ["a reader"]


def test_a_comment_without_a_case_has_the_same_screen(office: Office) -> None:
    comment = office.scene.post("Ada")
    seen = view(office, None, comment_id=comment)
    assert seen.subject.case_id is None
    assert seen.action == f"/moderation/comments/{comment}/decision"
    case = office.flagged(comment)
    assert view(office, None, comment_id=comment).subject.case_id == case


def test_changes_are_told_word_by_word() -> None:
    assert changes_between("One two three.", "One 2 three.") == (
        Piece("", "One "),
        Piece("del", "two"),
        Piece("ins", "2"),
        Piece("", " three."),
    )
    assert changes_between("Same.", "Same.") == ()
