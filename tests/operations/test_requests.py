"""A request's number: a trusted proxy's or our own, in the answer and on the page that says what went wrong."""

import re
from collections.abc import Callable

import pytest

from tests.fixtures.site import Site
from tests.samples import SLUG

GIVEN = "0123456789abcdef0123456789abcdef"
OURS = re.compile(r"[0-9a-f]{16}")


@pytest.mark.parametrize("given", [GIVEN, "6f5f4a1e-5d0c-4a55-9d60-0a7be5a3a001"])
def test_a_trusted_proxy_s_number_is_taken(make_site: Callable[..., Site], given: str) -> None:
    client = make_site(trusted_proxies=1).app.test_client()
    assert client.get("/nowhere", headers={"X-Request-ID": given}).headers["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "anna-smith-and-sons", "short", "a" * 65, "0123456789abcdef; x"])
def test_what_looks_like_no_number_is_replaced(make_site: Callable[..., Site], given: str) -> None:
    client = make_site(trusted_proxies=1).app.test_client()
    assert OURS.fullmatch(client.get("/nowhere", headers={"X-Request-ID": given}).headers["X-Request-ID"])


def test_nobody_else_s_number_is_taken(site: Site) -> None:
    answer = site.app.test_client().get("/nowhere", headers={"X-Request-ID": GIVEN})
    assert OURS.fullmatch(answer.headers["X-Request-ID"])


def test_the_page_of_a_failure_names_its_number(site: Site) -> None:
    def fail() -> str:
        raise RuntimeError

    site.app.view_functions["pages.home"] = fail
    answer = site.app.test_client().get("/")
    assert answer.status_code == 500
    assert f"<code>{answer.headers['X-Request-ID']}</code>" in answer.text


def test_other_pages_name_none(site: Site) -> None:
    answer = site.app.test_client().get("/nowhere")
    assert answer.headers["X-Request-ID"] not in answer.text


def test_a_page_that_many_get_carries_nobody_s_number(site: Site) -> None:
    for _ in range(2):
        assert "X-Request-ID" not in site.app.test_client().get(f"/articles/{SLUG}").headers
