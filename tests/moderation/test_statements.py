"""Statements: whom a decision restricts is told everything, nobody else anything, not even that there is one."""

import re
from datetime import timedelta

import pytest

from pollsite.clock import now
from pollsite.discussion.types import Status
from pollsite.moderation.statement_words import NO_SECOND_MODERATOR
from pollsite.moderation.types import DecisionKind
from tests.browsing import Browser
from tests.discussion.scene import Scene
from tests.moderation.hearing import NOTE, Hearing, read

WORDS = "You look like a potato, and so does your essay."
QUOTE = "You look like a potato"


@pytest.fixture
def hearing(scene: Scene) -> Hearing:
    """A debate with two moderators, in which it is now what it is."""
    scene.now = now()
    scene.member("Ada")
    return Hearing(scene)


def removal(hearing: Hearing, name: str = "Ada", **other: object) -> int:
    """A comment is removed; the decision."""
    comment = hearing.scene.post(name, f"{WORDS} {hearing.scene.submissions}")
    if name not in hearing.scene.people:
        hearing.scene.release(comment)
    return hearing.decide(comment, quote=QUOTE, **other)


def test_its_author_reads_rule_words_note_and_way_to_appeal(hearing: Hearing) -> None:
    number = removal(hearing)
    page = read(hearing.browser("Ada"), number)
    assert page.status_code == 200
    for told in (
        "Your comment was removed",
        "Rule 2</a>, personal attack",
        "Argue with what somebody says",
        QUOTE,
        NOTE,
    ):
        assert told in page.text
    assert "A person decided this: one of this site’s moderators." in page.text
    assert f'href="/statements/{number}/appeal"' in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "Mo" not in re.findall(r"\w+", page.text.split("<main", 1)[1]), "no moderator is named"


@pytest.mark.parametrize(
    ("kind", "other", "told"),
    [
        (DecisionKind.WARN, {}, "You were warned"),
        (DecisionKind.WARN, {"removes": True}, "Your comment was removed, too."),
        (DecisionKind.SUSPEND, {"days": 3}, "You can read and vote. You cannot write until"),
        (DecisionKind.HOLD_AUTHOR, {}, "once a moderator has looked at it"),
    ],
)
def test_what_follows_is_said_for_every_restriction(
    hearing: Hearing, kind: DecisionKind, other: dict[str, object], told: str
) -> None:
    assert told in read(hearing.browser("Ada"), removal(hearing, kind=kind, **other)).text


def test_a_guest_reads_theirs_by_their_cookie_and_from_their_tombstone(hearing: Hearing) -> None:
    number = removal(hearing, "Jo Field")
    guest, comment_id = hearing.browser("Jo Field"), hearing.last_step().comment_id
    page = guest.client.get(f"/comments/{comment_id}", follow_redirects=True)
    assert f'href="/comments/{comment_id}/statement"' in page.text
    led = guest.client.get(f"/comments/{comment_id}/statement")
    assert (led.status_code, led.location) == (303, f"/statements/{number}")
    assert QUOTE in read(guest, number).text
    others = hearing.site.app.test_client().get(f"/comments/{comment_id}", follow_redirects=True)
    assert "/statement" not in others.text


def test_to_everybody_else_it_is_as_if_there_were_none(hearing: Hearing) -> None:
    number = removal(hearing)
    hearing.scene.member("Bob")
    comment_id = hearing.last_step().comment_id
    for somebody in (hearing.browser("Bob"), hearing.browser("A guest")):
        for address, nowhere in (
            (f"/statements/{number}", "/statements/99"),
            (f"/statements/{number}/appeal", "/statements/99/appeal"),
            (f"/comments/{comment_id}/statement", "/comments/99/statement"),
        ):
            there, missing = somebody.client.get(address), somebody.client.get(nowhere)
            assert there.status_code == missing.status_code == 404
            assert there.text.replace(address, nowhere) == missing.text
            assert list(there.headers.keys()) == list(missing.headers.keys())
        form = {"csrf_token": somebody.token, "text": "Let me in."}
        for act in ("read", "appeal"):
            there = somebody.client.post(f"/statements/{number}/{act}", data=form)
            missing = somebody.client.post(f"/statements/99/{act}", data=form)
            assert there.status_code == missing.status_code == 404
            assert (
                there.text.replace(f"/{number}/", "/99/").replace(f"%2F{number}%2F", "%2F99%2F")
                == missing.text
            )
    assert hearing.site.app.test_client().get(f"/statements/{number}").status_code == 404


def test_a_number_that_no_column_holds_is_not_found(hearing: Hearing) -> None:
    for number in (0, 2**31, 10**30):
        assert read(hearing.browser("Ada"), number).status_code == 404


def test_moderators_read_what_its_author_was_told_but_act_for_nobody(hearing: Hearing) -> None:
    number = removal(hearing, kind=DecisionKind.WARN)
    moderator = hearing.browser("Max")
    page = read(moderator, number)
    assert "What its author was told" in page.text
    assert "I have read this" not in page.text
    answer = moderator.client.post(f"/statements/{number}/read", data={"csrf_token": moderator.token})
    assert answer.status_code == 404


def press_read(browser: Browser, number: int, **form: str) -> str:
    """Press “I have read this”; where one is led."""
    sent = {"csrf_token": browser.token, **form}
    answer = browser.client.post(f"/statements/{number}/read", data=sent)
    assert answer.status_code == 303
    return answer.location


def test_a_warning_is_said_to_be_read_and_leads_back_to_where_one_wrote(hearing: Hearing) -> None:
    number = removal(hearing, kind=DecisionKind.WARN)
    ada = hearing.browser("Ada")
    back = "/articles/on-portraits/comment"
    page = ada.client.get(f"/statements/{number}?back={back}")
    assert f'name="back" value="{back}"' in page.text
    assert press_read(ada, number, back=back) == back
    assert "I have read this" not in read(ada, number).text
    assert press_read(ada, number) == f"/statements/{number}", "twice is harmless"


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "/%2felsewhere"]
)
def test_the_way_back_stays_on_the_site(hearing: Hearing, back: str) -> None:
    number = removal(hearing, kind=DecisionKind.WARN)
    ada = hearing.browser("Ada")
    assert (
        "elsewhere"
        not in ada.client.get(f"/statements/{number}", query_string={"back": back}).text.split("<main")[1]
    )
    assert press_read(ada, number, back=back) == f"/statements/{number}"


def test_words_that_a_warning_stopped_are_posted_in_one_step_once_it_is_read(hearing: Hearing) -> None:
    number = removal(hearing, kind=DecisionKind.WARN)
    ada, article = hearing.browser("Ada"), hearing.scene.article_id
    form = {
        "csrf_token": ada.token,
        "body": "A calmer thing.",
        "key": "k",
        "parent": "0",
        "intent": "post",
        "as": "member",
    }
    refused = ada.client.post(f"/articles/{article}/comments", data=form)
    assert refused.status_code == 403
    assert "A calmer thing." in refused.text
    found = re.search(rf'href="/statements/{number}\?back=([^"]+)"', refused.text)
    assert found
    back = press_read(ada, number, back=found[1].replace("%2F", "/"))
    assert "A calmer thing." in ada.client.get(back).text
    assert ada.client.post(f"/articles/{article}/comments", data=form).status_code == 303


def test_looking_is_not_saying_that_one_has_read(hearing: Hearing) -> None:
    number = removal(hearing, kind=DecisionKind.WARN)
    ada = hearing.browser("Ada")
    assert all("I have read this" in read(ada, number).text for _ in range(2))


def test_a_decision_that_was_taken_back_says_so_and_takes_no_appeal(hearing: Hearing) -> None:
    number = removal(hearing)
    hearing.undo(number)
    ada = hearing.browser("Ada")
    page = read(ada, number).text
    assert "This decision was taken back on" in page
    assert "Write an appeal" not in page
    assert ada.client.get(f"/statements/{number}/appeal").location == f"/statements/{number}#appeal"


def test_a_suspended_member_reads_length_and_reason_in_their_account(hearing: Hearing) -> None:
    number = removal(hearing, kind=DecisionKind.SUSPEND, days=7)
    ada = hearing.browser("Ada")
    page = ada.client.get("/account").text
    assert "You are suspended until" in page
    assert "For 7 days, by rule 2, personal attack." in page
    assert f'href="/statements/{number}"' in page
    hearing.undo(number)
    assert "You are suspended" not in ada.client.get("/account").text


def test_after_two_weeks_the_page_says_that_it_is_too_late(hearing: Hearing) -> None:
    hearing.scene.now -= timedelta(days=15)
    page = read(hearing.browser("Ada"), removal(hearing)).text
    assert "The time for an appeal ended on" in page
    assert "Write an appeal" not in page


def test_with_one_moderator_an_appeal_waits_and_says_so(scene: Scene) -> None:
    scene.now = now()
    scene.member("Ada")
    hearing = Hearing(scene, moderators=("Mo",))
    number = removal(hearing)
    hearing.appeal("Ada", number)
    assert NO_SECOND_MODERATOR in read(hearing.browser("Ada"), number).text
    by_the_operator = removal(hearing, by=None)
    hearing.appeal("Ada", by_the_operator)
    assert NO_SECOND_MODERATOR not in read(hearing.browser("Ada"), by_the_operator).text


def test_every_removal_has_a_statement_and_every_statement_names_a_rule(hearing: Hearing) -> None:
    number = removal(hearing)
    comment = hearing.scene.comment(hearing.last_step().comment_id or 0)
    assert (comment.status, comment.reason) == (Status.REMOVED, "rule 2, personal attack")
    assert read(hearing.browser("Ada"), number).status_code == 200
