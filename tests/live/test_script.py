"""The script in real browsers: one stream for all tabs, and what happens where there is none."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.live.serving import Served, serving
from tests.patience import eventually

NewReader = Callable[..., BrowserContext]
VOTED = {"name": "voted", "value": "1"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The small site, which hands streams off."""
    with serving(tmp_path_factory.mktemp("site"), "--threads=8") as served:
        yield served


@pytest.fixture(scope="module")
def site_without_streams(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The small site with a single thread: every stream is refused."""
    with serving(tmp_path_factory.mktemp("refusing"), "--threads=1", mode="generator") as served:
        yield served


def voter(new_reader: NewReader, site: Served) -> BrowserContext:
    """The browser of a reader who has voted."""
    context = new_reader()
    context.add_cookies([{**VOTED, "url": address(site)}])
    return context


def address(site: Served, path: str = "") -> str:
    """Where the site is."""
    return f"http://localhost:{site.port}/{path}"


def open_page(context: BrowserContext, site: Served, article: int = 1) -> Page:
    """A tab that follows the article."""
    page = context.new_page()
    page.goto(address(site, f"page/{article}"))
    return page


def versions(page: Page, poll: int = 1) -> list[int]:
    """The versions of the poll the tab was told, in order."""
    return [state["v"] for state in page.evaluate("heard") if state.get("poll") == poll]


def status(page: Page) -> str:
    """What the tab was last told about the connection."""
    return (page.evaluate("statuses") or [""])[-1]


def raise_and_see(site: Served, *pages: Page) -> None:
    """Poll 1 is raised, and every tab is told exactly that."""
    before = [versions(page) for page in pages]
    site.ask("/raise/1", method="POST")
    for page, known in zip(pages, before, strict=True):
        eventually(lambda page=page, known=known: versions(page) == [*known, known[-1] + 1])


def test_tabs_share_one_stream_and_another_takes_over(new_reader: NewReader, site: Served) -> None:
    context = voter(new_reader, site)
    pages = [open_page(context, site) for _ in range(3)]
    for page in pages:
        eventually(lambda page=page: versions(page) and status(page) == "live")
    eventually(lambda: site.count("streams") == 1)
    raise_and_see(site, *pages)
    pages[0].close()
    eventually(lambda: site.count("streams") == 1)
    raise_and_see(site, *pages[1:])


def test_the_stream_grows_with_the_articles_of_the_tabs(new_reader: NewReader, site: Served) -> None:
    context = voter(new_reader, site)
    first = open_page(context, site, article=1)
    eventually(lambda: versions(first))
    second = open_page(context, site, article=2)
    eventually(lambda: versions(second, poll=2) == [1])
    eventually(lambda: site.count("streams") == 1)
    raise_and_see(site, first)
    assert [state["article"] for state in second.evaluate("heard") if "article" in state] == [2]


def test_after_a_vote_the_reader_hears_the_poll(new_reader: NewReader, site: Served) -> None:
    context = new_reader()
    pages = [open_page(context, site) for _ in range(2)]
    for page in pages:
        eventually(lambda page=page: status(page) == "live")
        assert versions(page) == []
    context.add_cookies([{**VOTED, "url": address(site)}])
    pages[1].evaluate("live.reconnect()")
    for page in pages:
        eventually(lambda page=page: versions(page))


def test_a_paused_tab_hears_nothing_and_resumes_from_the_present(new_reader: NewReader, site: Served) -> None:
    context = voter(new_reader, site)
    leading, other = open_page(context, site), open_page(context, site)
    for page in (leading, other):
        eventually(lambda page=page: versions(page))
    leading.evaluate("live.pause()")
    assert status(leading) == "paused"
    known = versions(leading)
    raise_and_see(site, other)
    assert versions(leading) == known
    leading.evaluate("live.resume()")
    eventually(lambda: versions(leading) == [*known, known[-1] + 1] and status(leading) == "live")
    eventually(lambda: site.count("streams") == 1)


def test_a_browser_without_locks_listens_in_every_tab(new_reader: NewReader, site: Served) -> None:
    context = voter(new_reader, site)
    context.add_init_script("Object.defineProperty(navigator, 'locks', { value: undefined })")
    pages = [open_page(context, site) for _ in range(2)]
    for page in pages:
        eventually(lambda page=page: versions(page) and status(page) == "live")
    assert site.count("streams") >= 2
    raise_and_see(site, *pages)


def test_where_streams_are_refused_every_tab_asks(
    new_reader: NewReader, site_without_streams: Served
) -> None:
    context = voter(new_reader, site_without_streams)
    pages = [open_page(context, site_without_streams) for _ in range(2)]
    for page in pages:
        eventually(lambda page=page: versions(page) == [1] and status(page) == "polling")
    site_without_streams.ask("/raise/1", method="POST")
    for page in pages:
        eventually(lambda page=page: versions(page) == [1, 2])


def test_a_server_out_of_reach_is_told(new_reader: NewReader, tmp_path: Path) -> None:
    with serving(tmp_path) as site:
        page = open_page(voter(new_reader, site), site)
        eventually(lambda: status(page) == "live")
        site.stop()
        eventually(lambda: status(page) == "offline")
