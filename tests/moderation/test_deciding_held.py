"""Held comments at the front door: nobody has read them yet, and no decision on their author publishes them by the way."""

import re

import pytest

from pollsite.discussion.types import Status
from pollsite.moderation import decision_routes
from pollsite.moderation.listing import Filter
from pollsite.moderation.types import DecisionKind
from tests.accounts.people import signed_in
from tests.browsing import Browser
from tests.discussion.scene import Scene
from tests.moderation.office import KEEP, Office
from tests.moderation.test_deciding_routes import send

HELD, VISIBLE, REMOVED = Status.HELD, Status.VISIBLE, Status.REMOVED
TICK = re.compile(r'<input type="checkbox" name="removes"[^>]*>')


@pytest.fixture
def office(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Ada's words are always held, and 2 is; 3, by Bea, is visible and reported."""
    monkeypatch.setattr(decision_routes.secrets, "randbelow", lambda _: 1)
    office = Office(scene)
    for name in ("Ada", "Bea"):
        scene.member(name)
    office.decide(DecisionKind.HOLD_AUTHOR, comment_id=office.post("Ada", "You are a fool."))
    office.post("Ada", "And so is your dog.")
    office.flagged(office.post("Bea", "Who says so?"))
    assert office.status(2) is HELD
    return office


@pytest.fixture
def mo(office: Office) -> Browser:
    """Mo's browser."""
    return signed_in(office.scene.site, office.scene.people["Mo"])


def buttons(page: str) -> dict[str, str]:
    """The buttons of the decision: their look, and what they say before any tick is changed."""
    found = re.findall(r'<button class="([^"]+)" name="kind" value="(\w+)"[^>]*>(.*?)<kbd>', page)
    return {kind: f"{look}: {re.sub(r'<[^>]+>', '', words).strip()}" for look, kind, words in found}


def ticked(page: str) -> bool:
    """Whether the comment goes out of sight, too, unless somebody says otherwise."""
    (tick,) = TICK.findall(page)
    assert page.index(tick) < page.index("<details"), "it stands in sight"
    return " checked" in tick


def test_a_held_comment_is_removed_with_its_author_unless_the_tick_is_taken_away(
    office: Office, mo: Browser
) -> None:
    page = mo.client.get(f"/moderation/cases/{office.waiting(2)}").text
    assert ticked(page)
    found = buttons(page)
    assert found["keep"] == "vote: Publish"
    assert found["remove"].startswith("vote plain: Remove")
    assert found["suspend"] == "vote plain: Suspend 3 days and remove and publish", "one of them is shown"
    assert "lock" not in found


def test_a_visible_comment_stays_unless_it_is_ticked(office: Office, mo: Browser) -> None:
    page = mo.client.get(f"/moderation/cases/{office.waiting(3)}").text
    assert not ticked(page)
    found = buttons(page)
    assert found["keep"] == "vote plain: Keep"
    assert found["warn"] == "vote plain: Warn and remove", "shown when it is ticked"
    assert "lock" in found


@pytest.mark.parametrize("kind", ["warn", "suspend"])
def test_what_follows_says_both(office: Office, mo: Browser, kind: str) -> None:
    address = f"/moderation/cases/{office.waiting(2)}/decision"
    done = "warned" if kind == "warn" else "suspended"
    answer = send(mo, address, fragment=True, kind=kind, rule="4", days="3", removes="1")
    assert answer.json["sentence"] == f"Author {done} and comment removed by rule 4, spam or advertising."
    assert office.status(2) is REMOVED


def test_to_publish_is_said_too(office: Office, mo: Browser) -> None:
    address = f"/moderation/cases/{office.waiting(2)}/decision"
    answer = send(mo, address, fragment=True, kind="warn", rule="4")
    assert answer.json["sentence"] == "Author warned and comment published by rule 4, spam or advertising."
    assert office.status(2) is VISIBLE
    number = office.last().id
    assert send(mo, f"/moderation/decisions/{number}/undo").status_code == 303
    waiting = office.waiting(2)
    version = str(office.case(waiting).version)
    answer = send(
        mo, f"/moderation/cases/{waiting}/decision", fragment=True, kind=KEEP.value, version=version
    )
    assert answer.json["sentence"] == "Published."


@pytest.mark.parametrize("listed", list(Filter))
def test_the_work_goes_on_from_every_listing(office: Office, mo: Browser, listed: Filter) -> None:
    case_id = office.waiting(2)
    assert mo.client.get(f"/moderation?in={listed}").status_code == 200
    assert mo.client.get(f"/moderation/cases/{case_id}?in={listed}").status_code == 200
    assert mo.client.get(f"/moderation/comments/2?in={listed}").status_code == 200
    answer = send(mo, f"/moderation/cases/{case_id}/decision", kind="keep", **{"in": listed.value})
    assert (answer.status_code, office.status(2)) == (303, VISIBLE)
    assert mo.client.get(answer.location).status_code == 200
    back = send(mo, f"/moderation/decisions/{office.last().id}/undo", **{"in": listed.value})
    assert (back.status_code, office.status(2)) == (303, HELD)
    assert mo.client.get(back.location).status_code == 200
    assert send(mo, "/moderation/next", **{"in": listed.value}).status_code == 303
