"""Moderators say how open each article's discussion is, at the front door; operators on the command line."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from pollsite.accounts.types import Role
from pollsite.clock import now
from pollsite.discussion.models import Discussion
from pollsite.discussion.types import HoldReason
from tests.discussion.scene import Scene
from tests.discussion.writing import Hand, guest, hand_of, number_in
from tests.samples import SLUG

PAGE = "/moderation/articles"


@pytest.fixture
def mo(scene: Scene) -> Hand:
    """A moderator's browser."""
    scene.member("Mo", role=Role.MODERATOR)
    return hand_of(scene, "Mo")


def stored(scene: Scene) -> tuple[str, int | None]:
    """How open the discussion is, and after how many minutes it holds everything."""
    with scene.site.reading() as session:
        facts = session.get(Discussion, scene.article_id)
        return (facts.openness, facts.holds_after_min) if facts else ("open", None)


def test_the_page_lists_the_articles_with_what_waits(scene: Scene, mo: Hand) -> None:
    scene.post("Mo")
    scene.post("guy")
    page = mo.get(PAGE)
    assert "1 published · 1 waiting" in page.text
    assert f'action="{PAGE}/{SLUG}"' in page.text
    assert 'value="open" checked' in page.text
    assert page.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("hours", "minutes"), [("", None), ("12", 720), ("0.5", 30), ("0,5", 30), (" 1 ", 60), ("720", 43_200)]
)
@pytest.mark.parametrize("openness", ["open", "holding", "closed"])
def test_a_moderator_opens_holds_and_closes(
    scene: Scene, mo: Hand, openness: str, hours: str, minutes: int | None
) -> None:
    answer = mo.send(f"{PAGE}/{SLUG}", {"openness": openness, "hours": hours})
    assert (answer.status_code, answer.location) == (303, f"{PAGE}#{SLUG}")
    assert stored(scene) == (openness, minutes)
    assert f'value="{openness}" checked' in mo.get(PAGE).text


@pytest.mark.parametrize("hours", ["soon", "-1", "0", "721", "nan", "inf", "1e400", "٣x"])
def test_what_is_no_number_of_hours_is_refused_and_kept(scene: Scene, mo: Hand, hours: str) -> None:
    page = mo.send(f"{PAGE}/{SLUG}", {"openness": "open", "hours": hours})
    assert page.status_code == 422
    assert f'value="{hours}"' in page.text
    assert "Write the hours as a number up to 720" in page.text
    assert stored(scene) == ("open", None)


def test_what_is_no_openness_is_refused(scene: Scene, mo: Hand) -> None:
    assert mo.send(f"{PAGE}/{SLUG}", {"openness": "ajar"}).status_code == 422
    assert mo.send(f"{PAGE}/nowhere", {"openness": "open"}).status_code == 404
    assert stored(scene) == ("open", None)


def test_what_holds_by_itself_says_so_to_author_and_moderator(scene: Scene, mo: Hand) -> None:
    scene.now = now() - timedelta(hours=3)
    with scene.site.app.app_context():
        overseer = scene.site.app.extensions["pollsite-overseer"]("", "")
    waiting = scene.post("guy")
    with scene.site.writing() as session:
        overseer.held(session, comment_id=waiting, reason=HoldReason.GUEST, at=scene.now)
    mo.send(f"{PAGE}/{SLUG}", {"openness": "open", "hours": "2"})
    assert "holds everything now, because a case waits longer than 2 h" in mo.get(PAGE).text
    ada = hand_of(scene, "Ada")
    answer = ada.write("What I think.")
    assert scene.comment(number_in(answer)).reason == "backlog"
    assert "while the moderators have so much to look at" in ada.get(answer.location).text


@pytest.mark.parametrize("who", [guest, lambda scene: hand_of(scene, "Ada")], ids=["reader", "member"])
def test_nobody_else_opens_or_closes(scene: Scene, who: Callable[[Scene], Hand]) -> None:
    hand = who(scene)
    assert hand.get(PAGE).status_code in (303, 403)
    assert hand.send(f"{PAGE}/{SLUG}", {"openness": "closed"}).status_code in (303, 403)
    assert hand.send(f"{PAGE}/nowhere", {"openness": "closed"}).status_code in (303, 403)
    assert stored(scene) == ("open", None)


@pytest.mark.parametrize(
    ("hours", "minutes", "told"),
    [
        ("1.5", 90, "holds every new comment while a case waits longer than 1.5 hours"),
        ("0", None, "holds nothing"),
    ],
)
def test_an_operator_says_it_on_the_command_line(
    scene: Scene, hours: str, minutes: int | None, told: str
) -> None:
    assert told in scene.site.run("discussion", "hold", SLUG, "--after", hours)[1]
    assert stored(scene) == ("open", minutes)
