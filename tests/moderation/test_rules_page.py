"""The rules page says what the code does, to anybody, without a cookie."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from pollsite.moderation import limits
from pollsite.moderation.reasons import REASONS
from pollsite.moderation.rulebook import RULES
from pollsite.polls import suspicion
from tests.accounts.people import signed_in
from tests.discussion.scene import Scene
from tests.fixtures.site import Site
from tests.samples import SLUG


@pytest.fixture
def page(client: FlaskClient) -> str:
    """The page as somebody without a cookie gets it."""
    return client.get("/rules").text


def test_every_rule_stands_there_under_its_number(page: str) -> None:
    found = re.findall(r'<li id="rule-(\d+)" value="(\d+)"><h2>([^<]+)</h2>', page)
    assert found == [(str(rule.number), str(rule.number), rule.title.capitalize()) for rule in RULES]


def test_every_reason_to_report_stands_there(page: str) -> None:
    assert re.findall(r"<dt>([^<]+)</dt>", page) == [line.title for line in REASONS]


def test_the_numbers_are_those_of_the_code(page: str) -> None:
    for words in (
        f"Once {limits.DECIDED_UNTIL_WEIGHED} of somebody’s reports",
        f"last {limits.WEIGHED_FLAGS} were upheld",
        f"weigh {limits.COLLAPSE_WEIGHT // 1000}, it is",
        f"usually 1, 3, 7 or 30 and never more than {limits.MAX_SUSPENSION_DAYS}",
        f"within {limits.APPEAL_WINDOW.days} days",
        f"One decision in {limits.SECOND_LOOK_EVERY}",
        f"at least {limits.COOL_DOWN.seconds // 60} minutes apart",
        f"more than {suspicion.ADDRESS_BALLOTS} first votes come from one address within 10 minutes",
        f"more than {suspicion.BROWSER_BALLOTS} from one make of browser there within an hour",
        f"first answers {suspicion.SPEED_QUESTIONS} questions within {suspicion.SPEED_WINDOW.seconds} seconds",
    ):
        assert words in page
    assert suspicion.BROWSER_WINDOW.seconds == 3600
    assert (limits.LEAST_WEIGHT, limits.GREATEST_WEIGHT) == (500, 1_500)


@pytest.mark.parametrize(
    ("first_held", "words"),
    [
        (2, "a new member’s first 2 comments; a comment"),
        (1, "first comment; a comment"),
        (0, "guests write; a comment"),
    ],
)
def test_how_many_first_comments_wait_is_what_was_set(
    make_site: Callable[..., Site], first_held: int, words: str
) -> None:
    assert words in make_site(first_held=first_held).app.test_client().get("/rules").text


def test_the_page_is_the_same_for_everybody_without_a_cookie_and_may_be_kept(client: FlaskClient) -> None:
    answer = client.get("/rules")
    assert answer.headers["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in answer.headers
    again = client.get("/rules", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_member_s_page_is_kept_by_nobody_else(scene: Scene) -> None:
    ada = signed_in(scene.site, scene.member("Ada"))
    answer = ada.client.get("/rules")
    assert "Ada" in answer.text
    assert answer.headers["Cache-Control"].startswith("private")
    assert "Ada" not in scene.site.app.test_client().get("/rules").text


def test_who_writes_is_led_to_the_rules(scene: Scene) -> None:
    ada = signed_in(scene.site, scene.member("Ada"))
    assert 'href="/rules"' in ada.client.get(f"/articles/{SLUG}").text
