"""The page "What the votes say", before and after there is anything to say."""

from tests.fixtures.site import Site
from tests.samples import SLUG

ADDRESS = f"/articles/{SLUG}/insights"


def test_before_any_figure_the_page_says_so(site: Site) -> None:
    answer = site.app.test_client().get(ADDRESS)
    assert answer.status_code == 200
    assert "Nothing to say yet" in answer.text
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"].startswith("public")


def test_a_reader_s_page_is_kept_by_nobody_else(site: Site) -> None:
    reader = site.browser().touch()
    assert reader.client.get(ADDRESS).headers["Cache-Control"] == "private, no-cache"


def test_the_article_leads_there(site: Site) -> None:
    page = site.app.test_client().get(f"/articles/{SLUG}").text
    assert page.count(f'href="{ADDRESS}"') == 2


def test_no_article_no_page(site: Site) -> None:
    assert site.app.test_client().get("/articles/nowhere/insights").status_code == 404


def test_ledgers_are_named_where_results_may_be_seen(site: Site) -> None:
    page = site.app.test_client().get(ADDRESS).text
    assert f'href="/polls/{site.poll_id("single")}/ledger"' in page
    assert f'href="/polls/{site.poll_id("after-vote")}/ledger"' not in page
