"""The inbox tells what was decided by which rule, and leads to the statement; it reads each decision as it stands."""

import re

import pytest
from werkzeug.test import TestResponse

from pollsite.clock import now
from pollsite.moderation.types import DecisionKind
from tests.browsing import Browser
from tests.discussion.scene import Scene
from tests.fixtures.site import statements
from tests.moderation.hearing import Hearing

WORDS = "You look like a potato"


@pytest.fixture
def hearing(scene: Scene) -> Hearing:
    """A debate with two moderators; Ada writes, Rita reports."""
    scene.now = now()
    for name in ("Ada", "Rita"):
        scene.member(name)
    return Hearing(scene)


def decided(hearing: Hearing, kind: DecisionKind = DecisionKind.REMOVE, **other: object) -> tuple[int, int]:
    """A comment of Ada's that Rita reported, and what Mo decided."""
    comment = hearing.scene.post("Ada", f"{WORDS} {hearing.scene.submissions}.")
    hearing.reporting.flag("Rita", comment)
    return comment, hearing.decide(comment, kind, **other)


def inbox(hearing: Hearing, name: str) -> str:
    """The page, in one line of text without tags."""
    page = hearing.browser(name).client.get("/inbox").text.split("<main", 1)[1]
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def press(who: Browser, **form: object) -> TestResponse:
    """Press the newest line's button."""
    (newest, *_) = re.findall(r'id="notice-(\d+)"', who.client.get("/inbox").text)
    return who.client.post("/inbox/read", data={"csrf_token": who.token, "notice": newest, **form})


@pytest.mark.parametrize(
    ("kind", "other", "line"),
    [
        (DecisionKind.REMOVE, {}, "Your comment was removed: rule 2, personal attack."),
        (DecisionKind.WARN, {}, "You were warned: rule 2, personal attack."),
        (DecisionKind.WARN, {"removes": True}, "You were warned, and your comment removed: rule 2"),
        (DecisionKind.SUSPEND, {"days": 3}, "You were suspended: rule 2, personal attack."),
        (DecisionKind.HOLD_AUTHOR, {}, "Everything you write now waits for a moderator: rule 2"),
    ],
)
def test_a_line_says_what_was_done_by_which_rule_and_leads_to_the_statement(
    hearing: Hearing, kind: DecisionKind, other: dict[str, object], line: str
) -> None:
    comment, number = decided(hearing, kind, **other)
    assert line in inbox(hearing, "Ada")
    ada = hearing.browser("Ada")
    assert press(ada).location == f"/statements/{number}"
    assert f'href="/statements/{number}">Read the statement</a>' in ada.client.get("/inbox").text
    is_visible = hearing.scene.comment(comment).status == "visible"
    assert (WORDS in inbox(hearing, "Ada")) is is_visible


def test_what_was_taken_back_says_so(hearing: Hearing) -> None:
    _, number = decided(hearing)
    hearing.undo(number)
    text = inbox(hearing, "Ada")
    assert "Your comment was removed: rule 2, personal attack. This decision was taken back on" in text
    assert "A decision about your comment was taken back. Your comment is published" in text
    assert "This decision was taken back on" in inbox(hearing, "Rita")


@pytest.mark.parametrize(
    ("accept", "line"), [(True, "Your appeal was accepted"), (False, "Your appeal was rejected")]
)
def test_the_answer_to_an_appeal_leads_to_the_statement(hearing: Hearing, accept: bool, line: str) -> None:
    _, number = decided(hearing)
    hearing.answer(hearing.appeal("Ada", number), accept=accept)
    assert line in inbox(hearing, "Ada")
    assert press(hearing.browser("Ada")).location == f"/statements/{number}"


def test_who_reported_it_hears_the_outcome_and_reads_no_removed_word(hearing: Hearing) -> None:
    decided(hearing)
    text = inbox(hearing, "Rita")
    assert "You reported a comment: a moderator removed it (rule 2, personal attack)." in text
    assert WORDS not in text
    assert "statement" not in text
    assert press(hearing.browser("Rita")).location == "/reports"


def test_what_was_left_standing_is_shown_to_who_reported_it(hearing: Hearing) -> None:
    comment, _ = decided(hearing, DecisionKind.KEEP)
    assert "a moderator looked at it and left it standing." in inbox(hearing, "Rita")
    assert WORDS in inbox(hearing, "Rita")
    assert press(hearing.browser("Rita")).location == f"/comments/{comment}"
    hearing.decide(comment)
    assert WORDS not in inbox(hearing, "Rita")


def test_a_name_has_lines_without_a_comment(hearing: Hearing) -> None:
    flagged = hearing.reporting.flag_name("Rita", "Ada")
    number = hearing.decide_name(flagged.case_id or 0)
    assert "Your name was taken back: rule 7, misleading name." in inbox(hearing, "Ada")
    assert "Under" not in inbox(hearing, "Ada")
    assert press(hearing.browser("Ada")).location == f"/statements/{number}"
    assert "You reported a name: a moderator removed it (rule 7, misleading name)." in inbox(hearing, "Rita")
    assert press(hearing.browser("Rita"), stay="1").location == "/inbox"


def test_a_page_of_decisions_costs_no_more_statements_than_one(hearing: Hearing) -> None:
    for _ in range(5):
        decided(hearing)
    ada = hearing.browser("Ada")
    ada.client.get("/inbox")
    with statements(hearing.site) as sent:
        ada.client.get("/inbox")
    assert len(sent) <= 5


def test_my_data_holds_what_was_decided_said_and_answered(hearing: Hearing) -> None:
    _, number = decided(hearing, DecisionKind.SUSPEND, days=3)
    hearing.answer(hearing.appeal("Ada", number, "It was about the essay."), accept=False, note="No.")
    kept = hearing.browser("Ada").client.get("/account/data").get_json()
    assert [step["decision"] for step in kept["decisions"]] == ["suspend", "reject_appeal"]
    (statement,) = kept["statements"]
    assert (statement["decision"], statement["restriction"], statement["rule"]) == (number, "suspended", 2)
    (appeal,) = kept["appeals"]
    assert (appeal["text"], appeal["outcome"], appeal["answer"]) == (
        "It was about the essay.",
        "rejected",
        "No.",
    )
    assert kept["standing"]["suspended_by_decision"] == number
    others = hearing.browser("Rita").client.get("/account/data").get_json()
    assert (others["decisions"], others["statements"], others["appeals"]) == ([], [], [])


@pytest.mark.parametrize(
    ("accept", "line"),
    [
        (
            True,
            "The appeal against your decision about a comment was accepted: another moderator took it back.",
        ),
        (False, "The appeal against your decision about a comment was rejected: it stands."),
    ],
)
def test_who_decided_first_hears_what_became_of_the_appeal(
    hearing: Hearing, *, accept: bool, line: str
) -> None:
    comment, number = decided(hearing)
    before = len(hearing.letters())
    hearing.answer(hearing.appeal("Ada", number), accept=accept)
    assert line in inbox(hearing, "Mo")
    assert line not in inbox(hearing, "Max") + inbox(hearing, "Rita") + inbox(hearing, "Ada")
    mo = hearing.browser("Mo")
    answer = press(mo)
    assert answer.location == f"/moderation/comments/{comment}"
    assert mo.client.get(answer.location).status_code == 200
    assert not [letter for letter in hearing.letters()[before:] if "To: Mo" in letter]


def test_who_took_a_name_back_hears_of_its_appeal(hearing: Hearing) -> None:
    flag = hearing.reporting.flag_name("Rita", "Ada")
    hearing.answer(hearing.appeal("Ada", hearing.decide_name(flag.case_id or 0)), accept=False)
    assert "against your decision about a name was rejected" in inbox(hearing, "Mo")
    assert press(hearing.browser("Mo")).location == "/moderation?in=mine"
