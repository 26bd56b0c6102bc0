"""The ledger in a browser: the head moves under the chart, a receipt comes on request, and the page fits a phone."""

from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from pollsite.clock import now
from tests.journeys.debaters import assert_fits
from tests.journeys.desk import Desk, NewReader
from tests.samples import SINGLE

PHONE = {"width": 360, "height": 740}


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_a_receipt_is_had_beside_the_vote_and_leads_to_its_row(
    desk: Desk, new_reader: NewReader, has_script: bool
) -> None:
    key = "receipt" if has_script else "receipt-without-script"
    desk.publish(replace(SINGLE, key=key))
    page = new_reader(java_script_enabled=has_script).new_page()
    page.goto(desk.address(key))
    page.get_by_label("Yes indeed").check()
    page.get_by_role("button", name="Vote", exact=True).click()
    if not has_script:
        page.get_by_role("button", name="Confirm your vote").click()
    page.get_by_role("link", name="receipt", exact=True).click()
    receipt = page.locator(".receipt")
    expect(receipt).to_contain_text(f"/{key} · wording 1 · ballot ")
    expect(receipt).to_contain_text(" · yes · counted · row 2 · hash ")
    if has_script:
        expect(receipt).to_be_focused()
        desk.site.vote("somebody else", key, "no", at=now())
        expect(page.locator('[data-live="ledger"]')).to_contain_text("Ledger: 3 rows")
    receipt.get_by_role("link", name="Close").click()
    expect(receipt).to_have_count(0)
    page.get_by_role("link", name="receipt", exact=True).click()
    receipt.get_by_role("link", name="Find it in the ledger").click()
    expect(page.locator("tr:target")).to_contain_text("Voted “Yes indeed”")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_ledger_fits_a_phone_and_axe_finds_nothing(
    desk: Desk, new_reader: NewReader, scheme: str
) -> None:
    poll = replace(SINGLE, key=f"ledger-{scheme}")
    desk.publish(poll)
    desk.site.crowd(poll.key, at=now(), yes=6, no=3)
    page = new_reader(color_scheme=scheme, viewport=PHONE).new_page()
    page.goto(f"{desk.served.address}polls/{desk.site.poll_id(poll.key)}/ledger")
    expect(page.get_by_role("row")).to_have_count(11)
    assert_fits(page)
    assert Axe().run(page).response["violations"] == []
