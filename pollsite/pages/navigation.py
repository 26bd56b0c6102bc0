"""The links in a page's header, for pages that are put together from pieces."""

from functools import lru_cache

from flask import get_template_attribute, request

from pollsite.accounts.types import Member

MAX_KEPT = 512


def navigation(member: Member | None) -> bytes:
    """What layout.html prints in its block `nav`, for this member or for somebody who is not signed in."""
    return _rendered(member, request.path)


@lru_cache(maxsize=MAX_KEPT)
def _rendered(member: Member | None, here: str) -> bytes:
    return str(get_template_attribute("accounts/_nav.html", "site_nav")(member, here=here)).encode()
