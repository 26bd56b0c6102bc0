"""Who reported something is in no byte that its author can get: page, mail, notice, download, refusal."""

import pytest

from pollsite.accounts.preferences import choose_mail
from pollsite.accounts.types import NoticeKind
from pollsite.clock import now
from pollsite.moderation.types import DecisionKind, FlagReason
from tests.discussion.scene import Scene
from tests.moderation.hearing import Hearing
from tests.pages.test_hidden_everywhere import STARTS, found_by, letters
from tests.samples import SLUG

REPORTER = "Xylophia Quill"
NOTE = "quizzacious note"
ORIGIN = "f00dfeedf00dfeed"


@pytest.fixture
def hearing(scene: Scene) -> Hearing:
    """Ada, who wants every letter, and others of whom one has a name that nobody could overlook."""
    scene.now = now()
    hearing = Hearing(scene)
    for name in ("Ada", "Grace", REPORTER):
        scene.member(name)
    with hearing.site.writing() as session:
        ada = scene.people["Ada"].account_id
        choose_mail(session, account_id=ada, kinds=frozenset(NoticeKind))
    return hearing


def traces(hearing: Hearing) -> tuple[str, ...]:
    """Everything by which one could tell who it was."""
    person = hearing.scene.people[REPORTER]
    identity = (person.reader_id.hex, str(person.reader_id), person.email, person.uniquifier)
    return (REPORTER, NOTE, ORIGIN, *identity, f"/members/{person.account_id}")


def seen_by_ada(hearing: Hearing, comment_id: int, *decisions: int) -> dict[str, str]:
    """Every page, feed, file and letter that Ada gets, by address, from everywhere she may begin."""
    hearing.site.settle()
    ada = hearing.browser("Ada")
    comment = f"/articles/{SLUG}/comments/{comment_id}"
    member = hearing.scene.people["Ada"].account_id
    starts = [*STARTS, comment, f"{comment}.atom", f"{comment}/earlier", "/reports", f"/members/{member}"]
    starts += ["/rules", "/openness", "/openness.json", "/openness.csv", "/openness/decisions.json"]
    starts += ["/openness/decisions.csv", "/openness/log", f"/comments/{comment_id}/flag"]
    for number in decisions:
        starts += [
            f"/statements/{number}",
            f"/statements/{number}/appeal",
            f"/comments/{comment_id}/statement",
        ]
    found = dict(found_by(ada.client, tuple(starts)))
    refused = ada.client.post(
        f"/articles/{hearing.scene.article_id}/comments",
        data={"csrf_token": ada.token, "body": "One more.", "key": "k", "parent": "0", "intent": "post"},
    )
    return {**found, "refused": refused.text, **dict(letters(hearing.site))}


def report(hearing: Hearing, comment_id: int) -> None:
    """The one whom nobody could overlook reports it."""
    hearing.reporting.flag(REPORTER, comment_id, FlagReason.OTHER, note=NOTE, origin=ORIGIN)


def told_of(hearing: Hearing, seen: dict[str, str]) -> list[tuple[str, str]]:
    """(address, trace) wherever the reporter can be recognised."""
    return [(address, trace) for address, text in seen.items() for trace in traces(hearing) if trace in text]


def test_this_test_would_find_them(hearing: Hearing) -> None:
    comment = hearing.scene.post("Ada", about=("single",))
    hearing.scene.post(REPORTER, to=comment)
    seen = seen_by_ada(hearing, comment)
    assert (f"/articles/{SLUG}", REPORTER) in told_of(hearing, seen)
    assert "/inbox" in {address for address, _ in told_of(hearing, seen)}


@pytest.mark.parametrize(
    ("kind", "other"),
    [
        (DecisionKind.KEEP, {}),
        (DecisionKind.REMOVE, {}),
        (DecisionKind.WARN, {"removes": True}),
        (DecisionKind.SUSPEND, {"days": 3}),
        (DecisionKind.HOLD_AUTHOR, {}),
        (DecisionKind.LOCK, {}),
    ],
)
def test_before_and_after_a_decision_its_author_learns_nothing(
    hearing: Hearing, kind: DecisionKind, other: dict[str, object]
) -> None:
    comment = hearing.scene.post("Ada", about=("single",))
    report(hearing, comment)
    assert told_of(hearing, seen_by_ada(hearing, comment)) == []
    number = hearing.decide(comment, kind, **other)
    seen = seen_by_ada(hearing, comment, number)
    assert told_of(hearing, seen) == []
    restricts = kind not in (DecisionKind.KEEP, DecisionKind.LOCK)
    assert (f"/statements/{number}" in seen) is restricts


@pytest.mark.parametrize("accept", [True, False])
def test_nor_from_an_appeal(hearing: Hearing, accept: bool) -> None:
    comment = hearing.scene.post("Ada", about=("single",))
    report(hearing, comment)
    number = hearing.decide(comment)
    hearing.answer(hearing.appeal("Ada", number), accept=accept)
    seen = seen_by_ada(hearing, comment, number)
    assert told_of(hearing, seen) == []
    assert any(name.endswith(".eml") for name in seen)


def test_nor_about_a_name(hearing: Hearing) -> None:
    comment = hearing.scene.post("Ada")
    flagged = hearing.reporting.flag_name(REPORTER, "Ada", note=NOTE)
    number = hearing.decide_name(flagged.case_id or 0)
    assert told_of(hearing, seen_by_ada(hearing, comment, number)) == []


def test_nor_when_it_is_collapsed(hearing: Hearing) -> None:
    comment = hearing.scene.post("Ada", about=("single",))
    for name in ("Grace", "A guest", "Another guest"):
        hearing.reporting.flag(name, comment)
    report(hearing, comment)
    assert hearing.scene.comment(comment).collapsed
    assert told_of(hearing, seen_by_ada(hearing, comment)) == []
