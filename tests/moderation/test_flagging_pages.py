"""Reporting at the front door: from the link below a comment to the words that thank for it."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pollsite.discussion.types import Status
from pollsite.moderation.reasons import REASONS
from pollsite.moderation.types import FlagOutcome
from tests.accounts.people import signed_in
from tests.browsing import Browser
from tests.discussion.scene import Scene
from tests.fixtures.site import Site
from tests.moderation.reporting import Reporting, send_report
from tests.samples import SLUG

FLAG, NAME = "/comments/1/flag", "/members/1/flag"
HERE = f"/articles/{SLUG}/comments/1"


@pytest.fixture
def reporting(scene: Scene) -> Reporting:
    """Ada has written one comment."""
    scene.member("Ada")
    scene.post("Ada", "The *first* comment.")
    return Reporting(scene)


@pytest.fixture
def bob(site: Site) -> Browser:
    """A reader with a cookie."""
    return site.browser().touch()


def error_in(page: TestResponse) -> str:
    """The sentence that stands in the way."""
    found = re.search(r'class="error" role="alert"[^>]*>(.*?)</p>', page.text)
    return found.group(1) if found else ""


def fields(page: TestResponse) -> dict[str, str]:
    """What the form of the page sends if its button is pressed as it stands."""
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page.text))
    chosen = re.findall(r'type="(?:radio|checkbox)" name="([^"]*)" value="([^"]*)" checked', page.text)
    note = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", page.text, re.DOTALL)
    return {**hidden, **dict(chosen), **({"note": note.group(1)} if note else {})}


def test_every_comment_of_others_has_the_link(reporting: Reporting, client: FlaskClient) -> None:
    scene = reporting.scene
    held, gone = scene.post("Guest"), scene.post("Ada")
    scene.post("Ada", to=gone)
    scene.delete("Ada", gone)
    for address in (f"/articles/{SLUG}", f"/articles/{SLUG}/discussion", HERE):
        page = client.get(address).text
        assert f'href="{FLAG}"' in page, address
        assert f"/comments/{held}/flag" not in page
        assert f"/comments/{gone}/flag" not in page
    own = signed_in(scene.site, scene.people["Ada"]).client
    assert "/flag" not in own.get(HERE).text


def test_the_form_shows_every_reason_with_its_line(reporting: Reporting, client: FlaskClient) -> None:
    page = client.get(FLAG)
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "<em>first</em>" in page.text
    for line in REASONS:
        assert f'value="{line.reason}"' in page.text
        assert line.title in page.text


def test_a_report_leads_back_to_the_comment_and_thanks(reporting: Reporting, bob: Browser) -> None:
    answer = send_report(bob, FLAG, note="An advertisement.\r\nTwice.")
    assert (answer.status_code, answer.location) == (303, f"{HERE}?told=flagged#comment-1")
    page = bob.client.get(answer.location)
    assert "Thank you. A moderator will look; you find the outcome under</bdi>" in page.text
    assert '<a href="/reports"><bdi>Your reports</bdi></a>' in page.text
    (row,) = reporting.rows()
    assert (row.reason, row.note) == ("spam", "An advertisement.\nTwice.")


def test_the_thanks_are_only_for_who_reported(reporting: Reporting, bob: Browser, site: Site) -> None:
    send_report(bob, FLAG)
    told = f"{HERE}?told=flagged"
    for who in (site.app.test_client(), site.browser().touch().client):
        assert "Thank you" not in who.get(told).text
        assert "/reports" not in who.get(told).text


def test_reporting_again_tells_how_it_stands(reporting: Reporting, bob: Browser) -> None:
    send_report(bob, FLAG)
    again = send_report(bob, FLAG, "hate")
    assert again.location == f"{HERE}?told=flagged-before#comment-1"
    assert "You have reported this already. A moderator has not looked at it yet." in (
        bob.client.get(again.location).text
    )
    page = bob.client.get(FLAG).text
    assert "You reported this: Spam or advertising." in page
    assert "Withdraw the report" in page
    assert "Send the report" not in page
    reporting.decide(reporting.rows()[0].case_id, FlagOutcome.REJECTED)
    page = bob.client.get(FLAG).text
    assert "found that it breaks no rule" in page
    assert "Withdraw the report" not in page


def test_to_disagree_is_told_what_to_do_instead(reporting: Reporting, bob: Browser) -> None:
    page = bob.client.get(send_report(bob, FLAG, "disagree").location).text
    assert "You can reply, or mark the comment as a weak point." in page
    assert "Thank you" not in page
    assert "Send the report" in bob.client.get(FLAG).text


def test_a_reason_that_was_decided_about_says_so(reporting: Reporting, bob: Browser) -> None:
    reporting.decide(reporting.flag("Cay", 1).case_id, FlagOutcome.REJECTED)
    page = bob.client.get(send_report(bob, FLAG).location).text
    assert "A moderator had looked at it for this reason before" in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"reason": ""}, "Choose what is wrong"),
        ({"reason": "rude"}, "Choose what is wrong"),
        ({"reason": "illegal", "note": "A threat."}, "tick the box"),
        ({"reason": "illegal", "good_faith": True}, "say what is illegal and why"),
        ({"reason": "other", "note": "  \n "}, "in your own words"),
        ({"reason": "spam", "note": "x" * 1001}, "1,000 characters at most"),
    ],
)
def test_a_refusal_keeps_everything_typed(
    reporting: Reporting, bob: Browser, typed: dict[str, str], words: str
) -> None:
    page = send_report(bob, FLAG, **typed)
    assert page.status_code == 422
    assert words in error_in(page)
    kept = fields(page)
    assert kept["note"] == typed.get("note", "")
    assert kept.get("reason", "") == typed["reason"].replace("rude", "")
    assert ("good_faith" in kept) == ("good_faith" in typed)
    assert reporting.rows() == []


def test_without_a_cookie_it_takes_one_step_more(reporting: Reporting, client: FlaskClient) -> None:
    form = {"reason": "illegal", "note": "A <threat>.", "good_faith": "1"}
    asked = client.post(FLAG, data=form)
    assert asked.status_code == 403
    assert "One more step: nothing is sent yet." in error_in(asked)
    assert reporting.rows() == []
    again = fields(asked)
    assert {name: again[name] for name in ("reason", "good_faith")} == {
        "reason": "illegal",
        "good_faith": "1",
    }
    assert again["note"] == "A &lt;threat&gt;."
    done = client.post(FLAG, data={**form, "csrf_token": again["csrf_token"]})
    assert done.status_code == 303
    assert "Thank you" in client.get(done.location).text


def test_without_a_cookie_a_withdrawal_is_asked_about(reporting: Reporting, bob: Browser) -> None:
    send_report(bob, FLAG)
    asked = bob.client.post("/reports/1/withdrawal", data={"csrf_token": "expired"})
    assert (asked.status_code, "Withdraw this report?" in asked.text) == (403, True)
    bob.client.post("/reports/1/withdrawal", data=fields(asked))
    assert reporting.rows()[0].withdrawn_at is not None


def test_what_one_may_not_report_is_told_before_anything_is_typed(reporting: Reporting, site: Site) -> None:
    scene = reporting.scene
    scene.member("Bob")
    scene.post("Bob", to=1)
    for name, words in (("Ada", "This is yours"), ("Bob", "You have answered this comment")):
        who = signed_in(site, scene.people[name])
        page = who.client.get(FLAG)
        assert words in error_in(page)
        assert "Send the report" not in page.text
        answer = send_report(who, FLAG)
        assert (answer.status_code, words in error_in(answer)) == (409, True)
    assert reporting.rows() == []


def test_what_cannot_be_read_is_answered_as_if_it_were_not_there(reporting: Reporting, bob: Browser) -> None:
    held = reporting.scene.post("Guest", "Secret words.")
    answers = [bob.client.get(f"/comments/{number}/flag") for number in (held, 99)]
    answers += [send_report(bob, f"/comments/{number}/flag") for number in (held, 99)]
    assert {answer.status_code for answer in answers} == {404}
    bodies = {re.sub(r"/articles/\S*|/comments/\d+", "", answer.text) for answer in answers[:2]}
    assert len(bodies) == 1


def test_a_member_s_name_is_reported_from_their_page(reporting: Reporting, bob: Browser) -> None:
    assert f'href="{NAME}"' in bob.client.get("/members/1").text
    page = bob.client.get(NAME)
    assert "Ada" in page.text
    assert 'value="disagree"' not in page.text
    answer = send_report(bob, NAME, "misleading", note="She is not Ada.")
    assert (answer.status_code, answer.location) == (303, "/members/1?told=flagged")
    assert "Thank you. A moderator will look" in bob.client.get(answer.location).text
    assert "Thank you" not in reporting.scene.site.app.test_client().get(answer.location).text
    own = signed_in(reporting.scene.site, reporting.scene.people["Ada"]).client
    assert NAME not in own.get("/members/1").text


def test_a_name_takes_one_step_more_without_a_cookie(reporting: Reporting, client: FlaskClient) -> None:
    asked = client.post(NAME, data={"reason": "attack"})
    assert (asked.status_code, fields(asked)["reason"]) == (403, "attack")
    assert client.post(NAME, data=fields(asked)).status_code == 303
    assert len(reporting.rows()) == 1


def test_too_many_reports_wait_and_keep_what_was_typed(reporting: Reporting, bob: Browser) -> None:
    for _ in range(11):
        assert send_report(bob, FLAG, "").status_code == 422
    numbers = [reporting.scene.post("Ada") for _ in range(13)]
    answers = [send_report(bob, f"/comments/{number}/flag", note="Again.") for number in numbers]
    assert [answer.status_code for answer in answers] == [303] * 12 + [429]
    assert "try again in" in error_in(answers[-1])
    assert fields(answers[-1])["note"] == "Again."
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_an_address_is_kept_as_a_hash_of_the_day(reporting: Reporting, bob: Browser, site: Site) -> None:
    outside = {"REMOTE_ADDR": "203.0.113.7"}
    form = {"reason": "spam", "csrf_token": bob.token}
    bob.client.post(FLAG, data=form, environ_overrides=outside)
    (row,) = reporting.rows()
    assert re.fullmatch("[0-9a-f]{32}", row.origin)
    send_report(site.browser().touch(), FLAG)
    assert reporting.rows()[1].origin == "", "the loopback address says nothing of who it was"


def test_a_collapsed_comment_says_so_to_everybody(reporting: Reporting, client: FlaskClient) -> None:
    for name in ("Bob", "Cay", "Dee"):
        reporting.flag(name, 1)
    ada = signed_in(reporting.scene.site, reporting.scene.people["Ada"]).client
    for who, said in (
        (client, "Readers have reported this comment; a moderator will look at it"),
        (ada, "Readers reported this; a moderator will look. Others see it folded"),
    ):
        page = who.get(HERE).text
        assert said in page
        assert "<em>first</em>" in page, "its words wait behind the notice"
    assert reporting.scene.comment(1).status == Status.VISIBLE


def test_a_reload_of_the_button_s_address_leads_to_the_list(bob: Browser) -> None:
    assert bob.client.get("/reports/7/withdrawal").location == "/reports#report-7"
