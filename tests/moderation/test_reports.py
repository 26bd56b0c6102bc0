"""Your reports: what one reader has reported, and what became of it, in words that everybody might know."""

import json

import pytest

from pollsite.accounts.types import NoticeKind, Role
from pollsite.accounts.unsubscribing import Subscription, unsubscribe_token
from pollsite.discussion.types import Status
from pollsite.moderation.types import FlagOutcome, FlagReason
from tests.accounts.people import account_of, signed_in
from tests.browsing import Browser
from tests.discussion.scene import Scene
from tests.fixtures.site import SECRET, Site, statements
from tests.moderation.reporting import Reporting, send_report
from tests.samples import DURING

WORDS = "Quuxwords of hers."


@pytest.fixture
def reporting(scene: Scene) -> Reporting:
    """Ada has written one comment; Bob is a member too."""
    scene.member("Ada")
    scene.member("Bob")
    scene.post("Ada", WORDS)
    return Reporting(scene)


@pytest.fixture
def bob(reporting: Reporting) -> Browser:
    """Bob's browser, signed in."""
    return signed_in(reporting.scene.site, reporting.scene.people["Bob"])


def reports(who: Browser) -> str:
    """The page."""
    answer = who.client.get("/reports")
    assert answer.headers["Cache-Control"] == "private, no-store"
    return answer.text


def test_an_open_report_can_be_withdrawn_and_made_again(reporting: Reporting, bob: Browser) -> None:
    flagged = reporting.flag("Bob", 1, note="Look at the end.")
    page = reports(bob)
    assert "A moderator has not looked at it yet." in page
    for words in ("Quuxwords", "Spam or advertising", "Look at the end.", "On portraits"):
        assert words.lower() in page.lower(), words
    address = f"/reports/{flagged.flag_id}/withdrawal"
    assert f'action="{address}"' in page
    answer = bob.client.post(address, data={"csrf_token": bob.token})
    assert (answer.status_code, answer.location) == (303, f"/reports#report-{flagged.flag_id}")
    assert "You have withdrawn this report." in reports(bob)
    assert "Withdraw the report" not in reports(bob)
    assert send_report(bob, "/comments/1/flag").status_code == 303
    assert "has not looked at it yet" in reports(bob)
    assert len(reporting.rows()) == 1


def test_nobody_sees_or_withdraws_another_s(reporting: Reporting, site: Site) -> None:
    flagged = reporting.flag("Bob", 1)
    cay = site.browser().touch()
    assert "Nothing here yet." in reports(cay)
    address = f"/reports/{flagged.flag_id}/withdrawal"
    theirs = cay.client.post(address, data={"csrf_token": cay.token})
    nobody_s = cay.client.post("/reports/99/withdrawal", data={"csrf_token": cay.token})
    assert theirs.status_code == nobody_s.status_code == 303
    assert reporting.rows()[0].withdrawn_at is None


def test_without_a_cookie_there_is_an_empty_page(site: Site) -> None:
    answer = site.app.test_client().get("/reports")
    assert "Set-Cookie" not in answer.headers
    assert "Nothing here yet." in answer.text


def test_a_reader_without_an_account_finds_theirs_by_cookie(reporting: Reporting, site: Site) -> None:
    reader = site.browser().touch()
    send_report(reader, "/comments/1/flag")
    assert "has not looked at it yet" in reports(reader)


@pytest.mark.parametrize("status", [Status.REMOVED, Status.HELD, Status.DELETED])
def test_words_that_are_gone_are_not_shown(reporting: Reporting, bob: Browser, status: Status) -> None:
    flagged = reporting.flag("Bob", 1)
    reporting.decide(flagged.case_id, FlagOutcome.UPHELD)
    reporting.scene.decide(1, status, "rule 4, spam or advertising")
    page = reports(bob)
    assert "Quuxwords" not in page
    assert "/comments/1" not in page
    assert ("removed the comment: rule 4, spam or advertising." in page) == (status is Status.REMOVED)


def test_an_outcome_never_tells_what_was_done_to_the_author(reporting: Reporting, bob: Browser) -> None:
    reporting.decide(reporting.flag("Bob", 1).case_id, FlagOutcome.UPHELD)
    reporting.suspend("Ada", reporting.scene.pass_time(days=3))
    page = reports(bob)
    assert "A moderator agreed with you, and has acted." in page
    assert "suspend" not in page
    assert "warn" not in page


def test_it_says_that_the_words_are_others_by_now(reporting: Reporting, bob: Browser) -> None:
    reporting.flag("Bob", 1)
    reporting.scene.edit("Ada", 1, "Milder words.")
    assert "It was edited since." in reports(bob)


def test_a_name_is_listed_as_it_was(reporting: Reporting, bob: Browser) -> None:
    reporting.flag_name("Bob", "Ada", note="Not hers.")
    page = reports(bob)
    assert "the name <bdi>Ada</bdi>: Personal attack." in page
    assert "/members/1" in page


def test_further_pages_go_on_where_the_first_ends(reporting: Reporting, bob: Browser) -> None:
    for _ in range(32):
        reporting.flag("Bob", reporting.scene.post("Ada"))
    first = reports(bob)
    assert first.count('<li id="report-') == 30
    assert 'href="/reports?before=3"' in first
    second = bob.client.get("/reports?before=3").text
    assert second.count('<li id="report-') == 2
    assert "before=" not in second
    for odd in ("0", "-1", "x", str(2**40)):
        assert bob.client.get(f"/reports?before={odd}").status_code == 200


def test_the_list_is_one_statement(reporting: Reporting, bob: Browser, site: Site) -> None:
    reporting.flag("Bob", 1)
    reports(bob)
    with statements(site) as seen:
        reports(bob)
    assert len([statement for statement in seen if "FROM flags" in statement]) == 1


def test_the_author_gets_no_byte_of_the_reporter(reporting: Reporting, site: Site) -> None:
    scene = reporting.scene
    reporter = scene.member("Zyxreporter")
    for name in ("Zyxreporter", "Cay", "Dee"):
        reporting.flag(name, 1, note="Zyxnote.")
    reporting.flag_name("Zyxreporter", "Ada", note="Zyxnote.")
    ada = signed_in(site, scene.people["Ada"]).client
    slug = scene.slug
    for address in (
        f"/articles/{slug}",
        f"/articles/{slug}/discussion",
        f"/articles/{slug}/comments/1",
        f"/articles/{slug}/comments/1?told=flagged",
        f"/articles/{slug}/discussion.atom",
        "/comments/1/flag",
        "/members/1",
        "/members/1/flag",
        "/members/1?told=flagged",
        "/reports",
        "/inbox",
        "/account",
        "/account/data",
        "/live/state?articles=1",
    ):
        answer = ada.get(address)
        assert answer.status_code == 200, address
        for secret in ("Zyx", reporter.reader_id.hex, str(reporter.reader_id), "Thank you"):
            assert secret not in answer.text, (address, secret)


@pytest.mark.parametrize("what", ["comment", "name"])
def test_nor_does_an_author_who_is_a_moderator(reporting: Reporting, site: Site, what: str) -> None:
    scene = reporting.scene
    author, reporter = scene.member("Mo", role=Role.MODERATOR), scene.member("Zyxreporter")
    number = scene.post("Mo")
    if what == "comment":
        case_id = reporting.flag("Zyxreporter", number, note="Zyxnote.").case_id
    else:
        case_id = reporting.flag_name("Zyxreporter", "Mo", note="Zyxnote.").case_id
    mo = signed_in(site, author).client
    for address in (
        "/moderation",
        "/moderation?in=all",
        "/moderation/counts",
        f"/moderation/cases/{case_id}",
        f"/moderation/comments/{number}",
        f"/articles/{scene.slug}/comments/{number}",
        "/inbox",
    ):
        text = mo.get(address).text
        for secret in ("Zyx", reporter.reader_id.hex, str(reporter.reader_id)):
            assert secret not in text, address


def test_reports_are_in_the_download(reporting: Reporting, bob: Browser) -> None:
    reporting.flag("Bob", 1, FlagReason.HATE, note="The end.", origin="a hash")
    reporting.flag_name("Bob", "Ada")
    data = json.loads(bob.client.get("/account/data").data)
    comment, name = data["reports"]
    assert (comment["comment"], comment["reason"], comment["note"]) == (1, "Hate", "The end.")
    assert (comment["hash_of_the_address"], comment["weight_in_thousandths"]) == ("a hash", 1_000)
    assert (name["name"], name["comment"], name["outcome"]) == ("Ada", None, None)
    assert data["account"]["mail_about_outcomes"] is False


def test_letters_about_outcomes_are_asked_for_and_stopped(reporting: Reporting, bob: Browser) -> None:
    site, person = reporting.scene.site, reporting.scene.people["Bob"]
    bob.client.post("/account/mail", data={"csrf_token": bob.token, "mail": ["outcome"]})
    account = account_of(site, person)
    assert (account.mail_outcomes, account.mail_replies) == (True, False)
    assert 'value="outcome" checked' in bob.client.get("/account").text
    token = unsubscribe_token(SECRET, Subscription(person.account_id, DURING, NoticeKind.OUTCOME))
    page = site.app.test_client().get(f"/unsubscribe/{token}")
    assert "about what became of your reports" in page.text
    assert site.app.test_client().post(f"/unsubscribe/{token}").status_code == 200
    assert not account_of(site, person).mail_outcomes
