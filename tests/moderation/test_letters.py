"""Letters about decisions: for who asked for them, with one press to stop them, and no removed word to anybody else."""

import re
from email import message_from_string, policy
from functools import partial
from urllib.parse import urlsplit

import pytest

from pollsite.accounts.preferences import choose_mail
from pollsite.accounts.types import NoticeKind
from pollsite.clock import now
from pollsite.moderation.types import DecisionKind
from tests.discussion.scene import Scene
from tests.moderation.hearing import NOTE, Hearing

WORDS = "You look like a potato.\nSo does she."


@pytest.fixture
def hearing(scene: Scene) -> Hearing:
    """A debate in which Ada and Rita want every letter there is, and Bob none."""
    scene.now = now()
    hearing = Hearing(scene)
    for name in ("Ada", "Rita", "Bob"):
        scene.member(name)
    for name in ("Ada", "Rita"):
        choose(hearing, name, *NoticeKind)
    return hearing


def choose(hearing: Hearing, name: str, *kinds: NoticeKind) -> None:
    """Want letters of these kinds."""
    account_id = hearing.scene.people[name].account_id
    with hearing.site.writing() as session:
        choose_mail(session, account_id=account_id, kinds=frozenset(kinds))


def reported(hearing: Hearing, author: str = "Ada", by: str = "Rita") -> int:
    """A comment that somebody reported."""
    before = hearing.scene.submissions
    comment = hearing.scene.post(author, f"{WORDS}{'!' * before}")
    hearing.reporting.flag(by, comment)
    return comment


def letters_to(hearing: Hearing, name: str) -> list[tuple[str, str, str]]:
    """(subject, text, address that stops them) of each letter, oldest first."""
    read = partial(message_from_string, policy=policy.default)
    letters = [read(text) for text in hearing.letters()]
    mail = hearing.scene.people[name].email
    return [
        (str(letter["Subject"]), letter.get_content(), str(letter["List-Unsubscribe"]).strip("<>"))
        for letter in letters
        if mail in str(letter["To"])
    ]


def test_its_author_gets_the_whole_statement(hearing: Hearing) -> None:
    number = hearing.decide(reported(hearing))
    ((subject, text, _),) = letters_to(hearing, "Ada")
    assert subject == "About your comment: On portraits"
    for told in (
        "Your comment was removed.",
        "By rule 2, personal attack. Argue with what somebody says",
        "> You look like a potato.\n> So does she.",
        f"> {NOTE}",
        "A person decided this",
        "you can appeal once, until",
        f"http://localhost/statements/{number}\n",
    ):
        assert told in text
    assert "Mo" not in re.findall(r"\w+", text)
    assert "Rita" not in text


def test_a_suspension_says_until_when(hearing: Hearing) -> None:
    hearing.decide(reported(hearing), DecisionKind.SUSPEND, days=3)
    ((_, text, _),) = letters_to(hearing, "Ada")
    assert "You were suspended." in text
    assert re.search(r"You cannot write until \d+ \w+ \d{4}, \d\d:\d\d UTC", text)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (DecisionKind.REMOVE, "a moderator removed it (rule 2, personal attack)."),
        (DecisionKind.KEEP, "a moderator looked at it and left it standing."),
        (DecisionKind.WARN, "a moderator agreed (rule 2, personal attack), and left the words standing."),
    ],
)
def test_who_reported_it_hears_the_outcome_and_no_word_of_it(
    hearing: Hearing, kind: DecisionKind, told: str
) -> None:
    hearing.decide(reported(hearing), kind)
    ((subject, text, _),) = letters_to(hearing, "Rita")
    assert subject == "About your report: On portraits"
    assert told in text
    for unsaid in ("potato", NOTE, "Ada", "/statements/"):
        assert unsaid not in text


def test_the_outcome_of_an_appeal_goes_to_both(hearing: Hearing) -> None:
    number = hearing.decide(reported(hearing))
    hearing.answer(hearing.appeal("Ada", number), accept=False, note="It was about her face.")
    _, (_, to_author, _) = letters_to(hearing, "Ada")
    assert "Your appeal was rejected" in to_author
    assert "> It was about her face." in to_author
    assert f"/statements/{number}" in to_author
    _, (_, to_reporter, _) = letters_to(hearing, "Rita")
    assert "was appealed against, and stands." in to_reporter
    assert "her face" not in to_reporter


def test_a_decision_taken_back_is_told(hearing: Hearing) -> None:
    hearing.undo(hearing.decide(reported(hearing)))
    _, (_, text, _) = letters_to(hearing, "Ada")
    assert "A decision about your comment was taken back." in text


def test_nobody_gets_a_letter_who_did_not_ask(hearing: Hearing) -> None:
    hearing.decide(reported(hearing, "Bob", by="Rita"))
    hearing.decide(reported(hearing, "Ada", by="Bob"))
    assert letters_to(hearing, "Bob") == []
    choose(hearing, "Rita", NoticeKind.DECISION, NoticeKind.REPLY)
    before = len(letters_to(hearing, "Rita"))
    hearing.decide(reported(hearing))
    assert len(letters_to(hearing, "Rita")) == before


@pytest.mark.parametrize("name", ["Ada", "Rita"])
def test_one_press_stops_letters_of_that_kind(hearing: Hearing, name: str) -> None:
    hearing.decide(reported(hearing))
    ((_, text, stop),) = letters_to(hearing, name)
    assert stop in text
    path = urlsplit(stop).path
    nobody = hearing.site.app.test_client()
    assert nobody.get(path).status_code == 200
    assert nobody.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    hearing.decide(reported(hearing))
    assert len(letters_to(hearing, name)) == 1


def test_a_name_that_was_taken_back_is_told_in_a_letter(hearing: Hearing) -> None:
    flagged = hearing.reporting.flag_name("Rita", "Ada")
    hearing.decide_name(flagged.case_id or 0)
    ((subject, text, _),) = letters_to(hearing, "Ada")
    assert subject == "About your name"
    assert "Your name was taken back." in text
    ((subject, text, _),) = letters_to(hearing, "Rita")
    assert subject == "About your report"
    assert "You reported a name: a moderator removed it" in text


def test_a_comment_that_was_let_through_is_told_with_its_words(hearing: Hearing) -> None:
    comment = hearing.scene.post("Ada", "A fine thing.")
    hearing.scene.hold(comment)
    hearing.decide(comment, DecisionKind.KEEP)
    ((_, text, _),) = letters_to(hearing, "Ada")
    assert "Your comment is published" in text
    assert "> A fine thing." in text
