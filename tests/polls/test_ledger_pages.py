"""The ledger at the front door: open to whom the results are open to, and to nobody else; and one's own receipt."""

import re
from pathlib import Path

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.browsing import FRAGMENT, Browser, card
from tests.fixtures.site import Site
from tests.polls.ledgers import AUDITOR, VERIFIER, audit, lines, rows, verify
from tests.samples import AFTER, DURING, SLUG

FORMS = ("", ".jsonl", ".csv")
OPEN = {"single": True, "after-vote": False, "after-close": False}


def receipt_in(html: str) -> str:
    """The line of the receipt; "" where none is shown."""
    found = re.search(r'<div class="receipt".*?<code>(.*?)</code>', html, re.DOTALL)
    return found[1] if found else ""


@pytest.fixture
def ada(site: Site) -> Browser:
    """A reader who has voted on everything that is open, while others have as well."""
    with time_machine.travel(DURING, tick=False):
        for key in OPEN:
            site.crowd(key, yes=3)
        browser = site.browser().touch()
        for key in OPEN:
            assert browser.vote(key, "yes").status_code == 303
    return browser


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("key", OPEN)
def test_it_is_open_to_whom_the_results_are(site: Site, ada: Browser, key: str, form: str) -> None:
    address = f"/polls/{site.poll_id(key)}/ledger{form}"
    with time_machine.travel(DURING, tick=False):
        stranger, voter = site.app.test_client().get(address), ada.client.get(address)
    assert stranger.status_code == (200 if OPEN[key] else 403)
    assert voter.status_code == (403 if key == "after-close" else 200)
    for answer in (stranger, voter):
        is_shown = answer.status_code == 200
        assert (rows(site, key)[-1].hash in answer.text) == is_shown
        assert ("public" in answer.headers.get("Cache-Control", "")) == (is_shown and answer is stranger)
        assert "Set-Cookie" not in answer.headers
    if key == "after-close":
        with time_machine.travel(AFTER, tick=False):
            assert site.app.test_client().get(address).status_code == (200 if closes(site, key) else 403)


def closes(site: Site, key: str) -> bool:
    """Whether the poll is closed AFTER."""
    at = site.state(key).definition.closes_at
    return at is not None and at <= AFTER


def test_a_poll_that_is_not_asked_has_none(client: FlaskClient) -> None:
    assert [client.get(f"/polls/999/ledger{form}").status_code for form in FORMS] == [404] * 3


def test_the_head_stands_under_the_chart_and_moves_with_the_votes(site: Site) -> None:
    with time_machine.travel(DURING, tick=False):
        client = site.app.test_client()
        for rows_there in (1, 2):
            html = card(client.get(f"/articles/{SLUG}"), "single")
            head = rows(site)[-1].hash[:8]
            word = "row" if rows_there == 1 else "rows"
            assert f'href="/polls/{site.poll_id("single")}/ledger" data-live="ledger"' in html
            assert f"Ledger: {rows_there} {word}\u00a0· head {head}…" in html
            site.vote("ada", "single", "yes")
            site.settle()


@pytest.mark.parametrize("way", ["page", "fragment"])
def test_a_receipt_is_shown_on_request_and_is_found_in_the_ledger(
    site: Site, ada: Browser, tmp_path: Path, way: str
) -> None:
    with time_machine.travel(DURING, tick=False):
        plain = ada.read()
        html = {
            "page": lambda: ada.read(receipt="single"),
            "fragment": lambda: ada.client.get(f"/polls/{site.poll_id('single')}?receipt", headers=FRAGMENT),
        }[way]()
    assert receipt_in(plain.text) == ""
    receipt = receipt_in(card(html, "single"))
    last = rows(site)[-1]
    assert receipt == (
        f"Receipt: poll {SLUG}/single · wording 1 · ballot {last.ballot} · yes · counted · row {last.row} · "
        f"hash {last.hash}"
    )
    ledger = ada.client.get(f"/polls/{site.poll_id('single')}/ledger.jsonl").text
    code, words = audit(tmp_path, ledger, receipt)
    assert (code, words.splitlines()[-1]) == (0, f"Receipt: row {last.row} cast yes counted")
    assert html.headers["Cache-Control"].startswith("private")


def test_a_receipt_tells_no_number_of_votes_that_are_hidden(site: Site, ada: Browser, tmp_path: Path) -> None:
    with time_machine.travel(DURING, tick=False):
        html = card(ada.read(receipt="after-close"), "after-close")
    last = rows(site, "after-close")[-1]
    receipt = receipt_in(html)
    assert receipt.endswith(f"ballot {last.ballot} · yes · counted")
    assert "/ledger" not in html
    words = audit(tmp_path, "\n".join(lines(site, "after-close")) + "\n", receipt)[1]
    assert verify(tmp_path, "\n".join(lines(site, "after-close")), receipt)[1].endswith(
        f"In it: row {last.row} cast\n"
    )
    assert words.endswith(f"Receipt: row {last.row} cast yes counted\n")


def test_nobody_sees_a_receipt_that_is_not_theirs(site: Site, ada: Browser) -> None:
    with time_machine.travel(DURING, tick=False):
        bea = site.browser().touch()
        bea.vote("scale", "agree")
        for browser in (bea, site.browser()):
            assert receipt_in(browser.read(receipt="single").text) == ""
        ada.act("withdrawal", "single")
        assert receipt_in(ada.read(receipt="single").text) == ""


def test_older_rows_are_a_page_away(site: Site, client: FlaskClient) -> None:
    with time_machine.travel(DURING, tick=False):
        site.crowd("single", yes=60)
        address = f"/polls/{site.poll_id('single')}/ledger"
        numbers = [
            [int(number) for number in re.findall(r'id="row-(\d+)"', client.get(f"{address}{asked}").text)]
            for asked in ("", "?until=11", "?until=0", "?until=99999999999999999999", "?until=x")
        ]
    assert numbers == [list(range(61, 11, -1)), list(range(11, 0, -1)), *[list(range(61, 11, -1))] * 3]


def test_files_are_not_sent_again_while_nothing_was_added(site: Site, client: FlaskClient) -> None:
    with time_machine.travel(DURING, tick=False):
        address = f"/polls/{site.poll_id('single')}/ledger.csv"
        tag = client.get(address).headers["ETag"]
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
        site.vote("ada", "single", "yes")
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_the_verifiers_are_handed_out(client: FlaskClient, site: Site) -> None:
    page = client.get(f"/polls/{site.poll_id('single')}/ledger").text
    found = re.findall(r'href="(/static/[^"]*_ledger\.py)" download', page)
    assert [client.get(address).text for address in found] == [
        script.read_text(encoding="utf-8") for script in (VERIFIER, AUDITOR)
    ]
