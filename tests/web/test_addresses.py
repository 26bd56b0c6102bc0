"""Addresses that stay on the site, and whole ones for letters and feeds."""

from collections.abc import Callable

import pytest

from pollsite.web.addresses import absolute, is_local, parts_of
from tests.fixtures.site import Site


@pytest.mark.parametrize(
    "path",
    ["/", "/inbox", "/articles/on-bread?sort=new#comment-7", "/a%20b", "/a//b", "/?next=//evil.example"],
)
def test_paths_of_this_site_are_local(path: str) -> None:
    assert is_local(path)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "inbox",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n\\evil.example",
        "\x19//evil.example",
        "/%2Fevil.example",
        "/%5Cevil.example",
        "/%09/evil.example",
        "/%25%32%46evil.example",
        "https:evil.example",
        "https://evil.example",
        "javascript:alert(1)",
    ],
)
def test_whatever_a_browser_might_take_for_another_site_is_not(path: str) -> None:
    assert not is_local(path)


@pytest.mark.parametrize(
    ("address", "root"),
    [("", "http://localhost"), ("https://polls.example.org", "https://polls.example.org")],
)
def test_whole_addresses_begin_with_the_public_one(
    make_site: Callable[..., Site], address: str, root: str
) -> None:
    site = make_site(address=address)
    with site.app.test_request_context("/"):
        assert absolute("/inbox?a=1#b") == f"{root}/inbox?a=1#b"
        assert absolute("http://localhost/account/confirm/x") == f"{root}/account/confirm/x"


@pytest.mark.parametrize("address", ["http://[", "//[::1", "https://a\u2100b/", "http://[zq9]/"])
def test_what_is_no_address_has_no_parts(address: str) -> None:
    assert parts_of(address) is None
