"""Held votes in a browser: told of under the chart as they come and go, and decided about without a script."""

from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from pollsite.accounts.types import Role
from pollsite.clock import now
from tests.accounts.people import make_member
from tests.journeys.debaters import assert_fits, sign_in
from tests.journeys.desk import Desk, NewReader, open_poll
from tests.polls.bursts import Cast, Replay
from tests.samples import SINGLE

FLOOD = 201
PHONE = {"width": 360, "height": 740}


def flood(desk: Desk, key: str) -> None:
    """A burst of votes on the poll, from an address of its own."""
    casts = [Cast(f"{key} {place}", place / 100, f"of {key}", str(place), key) for place in range(FLOOD)]
    Replay(desk.site).run(casts, begins=now())


def enter(desk: Desk, context: BrowserContext, name: str) -> Page:
    """The page of held votes, for a moderator of this name who signs in."""
    make_member(desk.site, name, role=Role.MODERATOR, at=now())
    page = context.new_page()
    page.goto(f"{desk.served.address}account/sign-in?next=/moderation/ballots")
    sign_in(page, f"{name.lower()}@example.org")
    expect(page.get_by_role("heading", name="Held votes", exact=True)).to_be_visible()
    return page


def test_a_burst_and_its_release_are_seen_on_a_page_that_is_open(desk: Desk, new_reader: NewReader) -> None:
    page = open_poll(desk, new_reader(), replace(SINGLE, key="burst"))
    flood(desk, "burst")
    state, note = page.locator(".state"), page.locator('[data-live="held"]')
    expect(state).to_contain_text("0 counted\u00a0· 201 held")
    expect(note).to_contain_text("Held votes came in a burst.")
    desk_page = enter(desk, new_reader(java_script_enabled=False, viewport=PHONE), "Nora")
    group = desk_page.get_by_role("listitem").filter(has_text="What about burst?").first
    group.get_by_role("button", name="Count them").click()
    expect(desk_page.get_by_role("status")).to_have_text("201 votes are counted.")
    expect(state).to_contain_text("201 readers voted")
    expect(note).to_be_hidden()
    desk_page.get_by_role("button", name="Undo", exact=True).first.click()
    expect(state).to_contain_text("201 held")
    expect(note).to_be_visible()


@pytest.mark.parametrize(("scheme", "name"), [("light", "Olga"), ("dark", "Otto")])
def test_the_page_fits_a_phone_and_axe_finds_nothing(
    desk: Desk, new_reader: NewReader, scheme: str, name: str
) -> None:
    poll = replace(SINGLE, key=f"look-{scheme}")
    desk.publish(poll)
    flood(desk, poll.key)
    page = enter(desk, new_reader(viewport=PHONE, color_scheme=scheme), name)
    assert_well(page)
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Keep held", exact=True).last.click()
    expect(page.get_by_role("status")).to_have_text("201 votes stay held.")
    assert_well(page)
    page.goto(desk.address(poll.key))
    expect(page.locator(".state")).to_contain_text("held")
    assert_well(page)


def assert_well(page: Page) -> None:
    """Nothing is cut off, and axe finds nothing."""
    assert_fits(page)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
