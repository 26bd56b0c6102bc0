"""Decisions at the front door: who may, what follows, and that nothing typed is lost."""

import json

import pytest
from werkzeug.test import TestResponse

from pollsite.accounts.types import Role
from pollsite.discussion.types import Status
from pollsite.moderation import decision_routes
from pollsite.moderation.models import SecondLook
from tests.accounts.people import signed_in
from tests.browsing import FRAGMENT, Browser
from tests.discussion.scene import Scene
from tests.moderation.office import KEEP, REMOVE, Office

VISIBLE, REMOVED = Status.VISIBLE, Status.REMOVED


@pytest.fixture(autouse=True)
def no_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    """No decision is drawn for a second look."""
    monkeypatch.setattr(decision_routes.secrets, "randbelow", lambda _: 1)


@pytest.fixture
def office(scene: Scene) -> Office:
    """Two comments by Ada, each with a case: 1 and 2."""
    office = Office(scene)
    scene.member("Ada")
    for text in ("You are a fool.", "And so is your dog."):
        office.flagged(office.post("Ada", text))
    return office


@pytest.fixture
def mo(office: Office) -> Browser:
    """Mo's browser."""
    return signed_in(office.scene.site, office.scene.people["Mo"])


def send(browser: Browser, address: str, *, fragment: bool = False, **form: str) -> TestResponse:
    """Send a form of the desk."""
    sent = {"csrf_token": browser.token, "version": "1", "revision": "1", **form}
    return browser.client.post(address, data=sent, headers=FRAGMENT if fragment else {})


def test_a_decision_leads_to_the_next_case_which_offers_the_way_back(office: Office, mo: Browser) -> None:
    answer = send(mo, "/moderation/cases/1/decision", kind="remove", rule="2")
    number = office.last().id
    assert (answer.status_code, answer.location) == (303, f"/moderation/cases/2?done={number}")
    assert office.status(1) is REMOVED
    page = mo.client.get(answer.location).text
    assert "Removed by rule 2, personal attack" in page
    assert f"/moderation/decisions/{number}/undo" in page
    assert office.case(2).claimed_by_id == office.number_of("Mo")
    back = send(mo, f"/moderation/decisions/{number}/undo")
    assert (back.status_code, back.location) == (303, "/moderation/cases/1")
    assert office.status(1) is VISIBLE


def test_the_script_is_told_what_follows(office: Office, mo: Browser) -> None:
    answer = send(mo, "/moderation/cases/1/decision", fragment=True, kind="keep")
    told = json.loads(answer.text)
    assert (told["decision"], told["next"]) == (office.last().id, 2)
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_last_case_leads_to_the_queue(office: Office, mo: Browser) -> None:
    send(mo, "/moderation/cases/1/decision", kind="keep")
    answer = send(mo, "/moderation/cases/2/decision", kind="keep")
    assert answer.location.startswith("/moderation?done=")


def test_the_second_sees_the_first_decision_and_their_own_words(office: Office, mo: Browser) -> None:
    office.decide(REMOVE, case_id=1, by="Max", rule=3, note="Hateful.")
    answer = send(
        mo, "/moderation/cases/1/decision", kind="keep", note="It is a joke & fine.", quote="a fool"
    )
    assert answer.status_code == 409
    for words in (
        "Somebody decided about this first",
        "Removed by rule 3, hate",
        "Max",
        "It is a joke &amp; fine.",
        "a fool",
    ):
        assert words in answer.text
    assert (office.status(1), len(office.log())) == (REMOVED, 1)


def test_moved_words_are_shown_as_they_are_now(office: Office, mo: Browser) -> None:
    office.edit("Ada", 1, "You are a wise one.")
    answer = send(mo, "/moderation/cases/1/decision", kind="remove", rule="2", note="Kept note.")
    assert answer.status_code == 409
    assert "You are a wise one." in answer.text
    assert "Kept note." in answer.text
    assert 'name="revision" value="2"' in answer.text
    assert office.log() == []


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"kind": "remove"}, "Say which rule this breaks"),
        ({"kind": "remove", "rule": "99"}, "Say which rule this breaks"),
        ({"kind": "suspend", "rule": "2", "days": "999"}, "1 to 365 days"),
        ({"kind": "nothing"}, "This cannot be decided here"),
        ({"kind": "hold"}, "This cannot be decided here"),
        ({}, "This cannot be decided here"),
        ({"kind": "warn", "rule": "2", "note": "n" * 1001}, "at most 1,000 characters"),
    ],
)
def test_a_form_that_is_refused_comes_back_filled(
    office: Office, mo: Browser, form: dict[str, str], sentence: str
) -> None:
    note = form.get("note", "Please mind the tone.")
    answer = send(mo, "/moderation/cases/1/decision", **{**form, "note": note})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert note in answer.text
    assert office.log() == []


def test_a_form_that_names_no_version_or_revision_is_stale(office: Office, mo: Browser) -> None:
    for missing in ("version", "revision"):
        answer = send(mo, "/moderation/comments/1/decision", kind="keep", **{missing: "x"})
        assert answer.status_code in (303, 409)
    assert send(mo, "/moderation/cases/2/decision", kind="keep", version="").status_code == 409
    assert office.case(2).closed_at is None


def test_a_decision_on_the_page_itself(office: Office, mo: Browser) -> None:
    third = office.post("Ada", "A third.")
    address = f"/moderation/comments/{third}/decision"
    assert send(mo, address, kind="remove", rule="1", version="0").status_code == 303
    assert office.status(third) is REMOVED
    again = send(mo, address, kind="keep", version="0")
    assert again.status_code == 409
    shown = send(mo, address, kind="keep", version=str(office.last().id))
    assert (shown.status_code, office.status(third)) == (303, VISIBLE)


def test_what_is_not_there_and_what_is_not_one_s_own_to_decide(office: Office, mo: Browser) -> None:
    own = office.post("Mo", "Mine.")
    case_id = office.flagged(own, "guy")
    assert send(mo, "/moderation/cases/999/decision", kind="keep").status_code == 404
    assert send(mo, "/moderation/comments/999/decision", kind="keep").status_code == 404
    assert send(mo, f"/moderation/cases/{case_id}/decision", kind="keep").status_code == 403
    assert send(mo, "/moderation/decisions/999/undo").status_code == 404
    by_max = office.decide(KEEP, case_id=1, by="Max").decision_id
    assert send(mo, f"/moderation/decisions/{by_max}/undo").status_code == 403
    assert send(mo, "/moderation/bulk/999/undo").status_code == 404
    assert mo.client.get("/moderation/comments/999/bulk").status_code == 404


def test_nobody_but_a_moderator_learns_what_there_is(office: Office) -> None:
    addresses = [
        f"/moderation/{kind}/{number}/{act}"
        for number in (1, 999)
        for kind, act in (
            ("cases", "decision"),
            ("comments", "decision"),
            ("decisions", "undo"),
            ("comments", "bulk"),
            ("bulk", "undo"),
        )
    ]
    member, nobody = (
        signed_in(office.scene.site, office.scene.people["Ada"]),
        office.scene.site.browser().touch(),
    )
    for address in addresses:
        assert send(member, address, kind="keep").status_code == 403, address
        assert send(nobody, address, kind="keep").status_code == 303, address
    assert office.log() == []


def test_who_is_above_moderators_may_decide_too(office: Office) -> None:
    office.scene.member("Eddy", role=Role.EDITOR)
    eddy = signed_in(office.scene.site, office.scene.people["Eddy"])
    assert send(eddy, "/moderation/cases/1/decision", kind="keep").status_code == 303
    assert office.last().moderator_id == office.number_of("Eddy")


def test_the_lot_draws_a_quiet_second_look(
    office: Office, mo: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decision_routes.secrets, "randbelow", lambda _: 0)
    send(mo, "/moderation/cases/1/decision", kind="remove", rule="2")
    with office.scene.site.reading() as session:
        look = session.get_one(SecondLook, office.last().id)
        case_id = look.case_id
    maxs = signed_in(office.scene.site, office.scene.people["Max"])
    page = maxs.client.get(f"/moderation/cases/{case_id}").text
    assert "Removed by" not in page
    answer = send(maxs, f"/moderation/cases/{case_id}/decision", kind="keep")
    assert answer.status_code == 303
    assert len(office.log()) == 1


def test_a_reporter_is_in_nothing_that_the_author_gets(office: Office, mo: Browser) -> None:
    office.scene.member("Rita Reports")
    office.reporting.flag("Rita Reports", 1)
    send(mo, "/moderation/cases/1/decision", kind="remove", rule="2", note="A note.")
    ada = signed_in(office.scene.site, office.scene.people["Ada"])
    for address in ("/inbox", f"/statements/{office.last().id}", "/comments/1"):
        page = ada.client.get(address, follow_redirects=True).text
        assert "Rita" not in page
        assert "Mo<" not in page
