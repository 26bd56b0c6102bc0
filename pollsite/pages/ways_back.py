"""From an error back to where the reader was: to the article and the discussion that the address names."""

from flask import request

from pollsite.accounts.identity import find_reader_id
from pollsite.discussion.visibility import shown_of
from pollsite.pages.around import find_slug
from pollsite.pages.readers import NOBODY, find_reading


def ways_back() -> tuple[tuple[str, str], ...]:
    """(address, words) of the article and of its discussion; () where the address names none that is there."""
    named = request.view_args or {}
    slug = named.get("slug")
    if slug is None and "comment_id" in named:
        slug = _slug_around(named["comment_id"])
    if slug is None or find_reading(slug, NOBODY) is None:
        return ()
    address = f"/articles/{slug}"
    return (address, "To the article"), (f"{address}/discussion#discussion", "To its discussion")


def _slug_around(comment_id: int) -> str | None:
    """Where the comment stands; None also where this reader is not to know that there is one."""
    found = find_slug(comment_id)
    if found is None or shown_of(found[0], reader_id=find_reader_id()) is None:
        return None
    return found[1]
