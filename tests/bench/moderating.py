"""From a key to the next case, in the browser, with a long queue in the table."""

from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Page, expect, sync_playwright

from pollsite.app import create_app
from pollsite.clock import now
from pollsite.migrating import upgrade
from tests.accounts.people import PASSWORD
from tests.bench.rows import Progress, Row
from tests.bench.servers import Server, pollsite
from tests.discussion.scene import Scene
from tests.fixtures.browser import FLAGS
from tests.fixtures.site import Site, settings_for
from tests.moderation.piles import people, pile_up
from tests.samples import EVERYTHING

DECIDED = 50
CHROMIUM = "/usr/bin/chromium"
_TIMED = """() => {
  window.times = [];
  let began = null;
  addEventListener("keydown", () => { began = performance.now(); }, true);
  new MutationObserver((changes) => {
    const came = changes.some((change) => [...change.addedNodes].some((node) => node.id === "case"));
    if (came && began !== null) requestAnimationFrame(() => times.push(performance.now() - began));
  }).observe(document.body, { childList: true, subtree: true });
}"""
"""Notes for each key how long it takes until another case is in the page and about to be drawn."""


def measure_moderating(scratch: Path, *, cases: int, progress: Progress) -> Iterator[Row]:
    """DECIDED decisions by key while so many `cases` wait; the moderator reads each for a moment."""
    progress(f"a queue of {cases:,} cases")
    instance = scratch / "moderation"
    _fill(instance, cases)
    with pollsite(instance) as site:
        times = _decide_by_key(site, min(DECIDED, cases // 2))
    yield Row(
        f"from key to next case, {cases:,} cases wait, median",
        median(times),
        "ms",
        at_most=150,
        detail=f"{len(times)} decisions; nine in ten within {quantiles(times, n=10)[-1]:.0f} ms",
    )


def _fill(instance: Path, cases: int) -> None:
    instance.mkdir(parents=True)
    app = create_app(settings_for(instance))
    upgrade(app)
    site = Site(app, instance)
    site.publish(EVERYTHING)
    pile_up(site, cases, known=people(site, Scene(site, now=now())), until=now())


def _decide_by_key(site: Server, decisions: int) -> list[float]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        _enter(page, f"http://localhost:{site.port}")
        page.evaluate(_TIMED)
        for place in range(decisions):
            _decide(page, ("a", "r")[place % 2])
        times: list[float] = page.evaluate("times")
        browser.close()
    return times


def _enter(page: Page, address: str) -> None:
    page.goto(f"{address}/account/sign-in?next=/moderation")
    page.get_by_label("Mail address").fill("ana@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Start with the first").click()
    expect(page.locator('#case[aria-busy="false"]')).to_be_visible()


def _decide(page: Page, key: str) -> None:
    before = page.locator("#case").get_attribute("data-case")
    page.wait_for_load_state("networkidle")  # the moderator reads, and the next page is fetched meanwhile
    page.keyboard.press("2")
    page.keyboard.press(key)
    expect(page.locator(f'#case:not([data-case="{before}"])[aria-busy="false"]')).to_be_visible()
