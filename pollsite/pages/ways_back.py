"""From an error back to where the reader was: to the article and the discussion that the address names."""

from flask import request

from pollsite.pages.around import find_slug
from pollsite.pages.readers import NOBODY, find_reading


def ways_back() -> tuple[tuple[str, str], ...]:
    """(address, words) of the article and of its discussion; () where the address names none that is there."""
    named = request.view_args or {}
    slug = named.get("slug")
    if slug is None and "comment_id" in named:
        found = find_slug(named["comment_id"])
        slug = found[1] if found else None
    if slug is None or find_reading(slug, NOBODY) is None:
        return ()
    address = f"/articles/{slug}"
    return (address, "To the article"), (f"{address}/discussion#discussion", "To its discussion")
